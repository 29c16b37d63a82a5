"""Files and folders that stand whole or not at all.

What is being written has a name of its own beside its place, and takes its place when all went well. The name
holds the computer and the process at work: what a killed one left is cleared when the same is written again.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

UNFINISHED = ".unfinished"  # in the name of what is being written
_HOST = re.sub(r"\W", "", platform.node())[:30]
_STEM = 100  # of a long name: so much leaves room for the rest


@contextmanager
def whole_file(path: Path) -> Iterator[Path]:
    """A temporary name beside a file, which takes the file's place only when all went well.

    An ``OSError`` names the file itself, whichever name failed.
    """
    with _named(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = _beside(path)
        try:
            yield unfinished
            unfinished.replace(path)
        finally:
            with suppress(OSError):
                unfinished.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new temporary folder beside a place, which is moved there only when all went well."""
    with scratch_folder(path) as unfinished:
        yield unfinished
        unfinished.rename(path)


@contextmanager
def scratch_folder(path: Path) -> Iterator[Path]:
    """A new temporary folder beside a place, which is taken away again."""
    with _named(path):
        unfinished = _beside(path)
        try:
            unfinished.mkdir()
            yield unfinished
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole, with LF line ends on every system."""
    with whole_file(path) as unfinished:
        unfinished.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole."""
    with whole_file(path) as unfinished:
        unfinished.write_bytes(content)


def why_not(error: OSError) -> str:
    """What cannot be written or read, and why, in one sentence."""
    reason = (error.strerror or str(error)).rstrip(".")
    return f"{error.filename or 'the output'} cannot be written or read ({reason})."


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.filename is None or UNFINISHED in f"{error.filename} {error.filename2}":
            raise OSError(error.errno, error.strerror or str(error), str(path)) from error
        raise


def _beside(path: Path) -> Path:
    """The name for what is being written; what dead processes of this computer left there is cleared."""
    start, suffix = f".{path.stem[:_STEM]}.", f"{UNFINISHED}{path.suffix}"
    for name in _names(path.parent):
        if not (name.startswith(start) and name.endswith(suffix)):
            continue
        host, _, process = name[len(start) : -len(suffix)].rpartition("-")
        if host == _HOST and process.isdecimal() and not _is_at_work(int(process)):
            left = path.parent / name
            shutil.rmtree(left, ignore_errors=True) if left.is_dir() else left.unlink(missing_ok=True)
    return path.with_name(f"{start}{_HOST}-{os.getpid()}{suffix}")


def _names(folder: Path) -> list[str]:
    """What lies in a folder; nothing where it can't be listed, which keeps no file from being written."""
    with suppress(OSError), os.scandir(folder) as entries:
        return [entry.name for entry in entries]
    return []


def _is_at_work(process: int) -> bool:
    if process == os.getpid():
        return True
    import psutil

    return psutil.pid_exists(process)
