"""What a notebook prints, and what its subprocesses print, caught in the order in which it was written."""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class CaughtStream(io.TextIOBase):
    """One of the two streams of a notebook.

    Text is kept until it is flushed, as ipykernel keeps it, and then handed on as one piece. What a
    subprocess writes to the file descriptor beneath comes through a file, and is taken in before
    anything newer.
    """

    encoding = "utf-8"
    errors = "backslashreplace"

    def __init__(self, name: str, descriptor: int, tell: Callable[[str, str], None]):
        super().__init__()
        self.name = name
        self._tell = tell
        self._pieces: list[str] = []
        self._descriptor = descriptor
        made, path = tempfile.mkstemp(prefix="acohandbook-")
        os.close(made)
        self._path = Path(path)
        writing = os.open(path, os.O_WRONLY | os.O_APPEND)
        self._reading = self._path.open("rb")
        with suppress(PermissionError):  # Windows keeps an open file; close() removes it there
            self._path.unlink()
        self._kept = os.dup(descriptor)
        os.dup2(writing, descriptor)
        os.close(writing)

    def fileno(self) -> int:
        """The descriptor that subprocesses inherit."""
        return self._descriptor

    def writable(self) -> bool:
        """Always."""
        return True

    def isatty(self) -> bool:
        """Never a terminal."""
        return False

    def write(self, text: str) -> int:
        """Keep text until the next flush."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._take_in()
        self._pieces.append(text)
        return len(text)

    def flush(self) -> None:
        """Hand on what was written since the last flush."""
        self._take_in()
        text = "".join(self._pieces)
        self._pieces.clear()
        if text:
            self._tell(self.name, text)

    def give_back(self) -> None:
        """Put the descriptor back as it was."""
        self.flush()
        os.dup2(self._kept, self._descriptor)
        os.close(self._kept)
        self._reading.close()
        self._path.unlink(missing_ok=True)

    def _take_in(self) -> None:
        written = self._reading.read()
        if written:
            self._pieces.append(written.decode("utf-8", "replace"))


@contextmanager
def caught_streams(tell: Callable[[str, str], None]) -> Iterator[tuple[CaughtStream, CaughtStream]]:
    """Catch both streams of this process; ``tell`` receives the name of the stream and the text."""
    before = sys.stdout, sys.stderr
    for stream in before:
        stream.flush()
    caught = CaughtStream("stdout", 1, tell), CaughtStream("stderr", 2, tell)
    sys.stdout, sys.stderr = caught
    try:
        yield caught
    finally:
        sys.stdout, sys.stderr = before
        for stream in caught:
            stream.give_back()
