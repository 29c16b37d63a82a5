"""What a run leaves behind: whole files or none, tables as CSV, and a manifest."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import platform
import subprocess
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from acohandbook.rules.dialect import to_pounds
from acohandbook.steps.disclosure import MARK
from acohandbook.whole import UNFINISHED, whole_file, write_bytes, write_text
from acohandbook.workings import Table

__all__ = [
    "INPUTS",
    "UNFINISHED",
    "hashes",
    "kept_in",
    "safe_text",
    "table_csv",
    "versions",
    "whole_file",
    "write_bytes",
    "write_manifest",
    "write_text",
]

# Workings of the batch: they show every count of people, and are not for sharing.
INPUTS = ".inputs"

# A worksheet would run text that begins with one of these as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


_ROOT = Path(__file__).resolve().parents[2]  # of a checkout


def safe_text(value: str) -> str:
    """Text as text: an apostrophe keeps a worksheet from taking it for a formula."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) else value


def table_csv(table: Table) -> str:
    """A step's table as CSV: pounds with two decimals, blanks as blanks, text never a formula.

    A count of few people, or one that would give it away, is ``suppressed``.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*(_cells(table, name) for name in table.columns), strict=True))
    return buffer.getvalue()


def _cells(table: Table, column: str) -> list[str]:
    hidden, unit = table.is_hidden(column).tolist(), table.unit(column)
    return [
        MARK if is_hidden else _cell(value, unit)
        for value, is_hidden in zip(table[column].tolist(), hidden, strict=True)
    ]


def _cell(value, unit: str) -> str:
    if value is None or value != value:
        return ""
    if unit == "text":
        return safe_text(str(value))
    if unit == "gbp":
        return f"{to_pounds(value):.2f}"
    return repr(int(value)) if value == int(value) else repr(value)


def hashes(folder: Path) -> dict[str, str]:
    """SHA-256 of each input file of a site folder, by name. A link that leads out of it is no input."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.suffix in (".csv", ".toml")
        and path.is_file()
        and path.resolve().is_relative_to(folder.resolve())
    }


def kept_in(key: str) -> str:
    """Where in the results of a site the copy of its inputs lies: a folder of the site's own name."""
    return f"{INPUTS}/{key}"


def versions() -> dict[str, str | None]:
    """Versions of the package, Python and the main libraries, and the commit and lock in a checkout."""
    names = ("acohandbook", "numpy", "pandas", "pandera", "papermill", "pydantic")
    found: dict[str, str | None] = {name: metadata.version(name) for name in names}
    lock = _ROOT / "requirements.txt"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest() if lock.is_file() else None
    return found | {"python": platform.python_version(), "commit": _commit(), "lock_sha256": digest}


@cache
def _commit() -> str | None:
    if not (_ROOT / ".git").exists():
        return None
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "HEAD"], cwd=_ROOT, capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return asked.stdout.strip()


def write_manifest(path: Path, content: Mapping) -> None:
    """Write the manifest of one site's run as JSON with sorted keys."""
    write_text(path, json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")
