"""What a batch remembers of each piece of work, so that it can be taken up again after any kind of death.

A record is written last, when every file it names stands whole. A piece of work is done when its record says
so, its fingerprint is that of the present inputs, and its files are those that it names. Anything else is
missing, stale or failed, and is done again.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib import metadata
from pathlib import Path

import acohandbook
from acohandbook import resources
from acohandbook.runs.outputs import write_text

FOLDER = ".records"
_LIBRARIES = ("ipykernel", "nbclient", "nbformat", "numpy", "pandas", "papermill")


@dataclass(frozen=True)
class Record:
    """How one piece of work for one site ended.

    Attributes
    ----------
    name : str
        A chapter's name, or ``steps``.
    status : str
        ``done`` or ``failed``.
    reason : str
        In one line, empty when done.
    seconds : float
        How long the last attempt took.
    attempts : int
        1, or 2 when the process that did it died the first time.
    fingerprint : str
        Of everything that the result depends on.
    files : dict of str to str
        SHA-256 of each file written, by its path within the site's output.
    facts : dict
        What the pages side by side need: figures, findings and proofs of the steps.
    """

    name: str
    status: str
    reason: str
    seconds: float
    attempts: int
    fingerprint: str
    files: dict[str, str] = field(default_factory=dict)
    facts: dict = field(default_factory=dict)


def write_record(output: Path, record: Record) -> None:
    """Keep a record, whole, in the output folder of its site."""
    write_text(output / FOLDER / f"{record.name}.json", record_text(record))


def record_text(record: Record) -> str:
    """A record as it is written."""
    return json.dumps(asdict(record), indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_record(output: Path, name: str) -> Record | None:
    """The record of a piece of work, or None when there is none that can be read."""
    try:
        return parse_record((output / FOLDER / f"{name}.json").read_bytes())
    except OSError:
        return None


def parse_record(content: bytes) -> Record | None:
    """A record as it was written, or None when it is none."""
    try:
        return Record(**json.loads(content.decode("utf-8")))
    except (ValueError, TypeError, RecursionError):
        return None


def finished(output: Path, name: str, fingerprint: str) -> Record | None:
    """The record of work that need not be done again, or None."""
    record = read_record(output, name)
    if record is None or record.status != "done" or record.fingerprint != fingerprint:
        return None
    for path, digest in record.files.items():
        try:
            if file_digest(output / path) != digest:
                return None
        except OSError:
            return None
    return record


def file_digest(path: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def fingerprint(inputs: Mapping[str, str], notebook: Path | None, parameters: Mapping, engine: str) -> str:
    """SHA-256 of all that a result depends on.

    Parameters
    ----------
    inputs : mapping of str to str
        SHA-256 of the site's files, by name.
    notebook : Path or None
        The chapter; None for the steps.
    parameters : mapping
        What the chapter is given.
    engine : str
        Name of the engine.
    """
    known = {
        "inputs": dict(inputs),
        "notebook": file_digest(notebook) if notebook else None,
        "parameters": dict(parameters),
        "engine": engine if notebook else None,
        "software": software_digest(),
    }
    text = json.dumps(known, sort_keys=True, default=repr)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def software_digest() -> str:
    """SHA-256 of the package's own files, the national data and terms, and the versions beneath them."""
    digest = hashlib.sha256()
    package = Path(acohandbook.__file__).parent
    data = [(resources.folder(name), "*") for name in ("data/national", "data/terms")]
    places = [(package, "*.py"), *data]
    for folder, pattern in places:
        for path in sorted(folder.rglob(pattern)):
            if path.is_file():
                digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    versions = {name: metadata.version(name) for name in _LIBRARIES} | {"python": platform.python_version()}
    digest.update(json.dumps(versions, sort_keys=True).encode())
    return digest.hexdigest()
