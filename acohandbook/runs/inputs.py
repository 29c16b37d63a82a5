"""The inputs of a site kept beside its results, and what differs between two versions, cell by cell."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from acohandbook.runs.outputs import hashes, kept_in, whole_file
from acohandbook.site import Site
from acohandbook.site.cells import write_cell
from acohandbook.site.models import MODELS, columns_of, key_of

BLANK = "blank"


@dataclass(frozen=True)
class InputChange:
    """A cell or setting that differs between two versions of a site, or a row that only one of them has.

    Attributes
    ----------
    file : str
    row : int or None
        As a spreadsheet counts, in the later version, or in the earlier where the row is gone; None for a
        setting.
    key : str
        What names the row: ``commissioner_code=05C,financial_year=2018/19``.
    column : str
        Or the dotted name of a setting; empty for a whole row.
    before, after : str
        As in a file, ``blank`` for nothing; empty for a row that is not there.
    illustrative : bool
        Whether the row is marked as illustrative in either version.
    """

    file: str
    row: int | None
    key: str
    column: str
    before: str
    after: str
    illustrative: bool = False


def keep_inputs(site: Path, output: Path) -> list[str]:
    """Copy a site's files to where they are kept; returns their paths within ``output``."""
    folder = kept_in(site.name)
    kept = [f"{folder}/{name}" for name in hashes(site)]
    for left in (output / folder).glob("*"):
        if f"{folder}/{left.name}" not in kept:
            left.unlink()
    for path in kept:
        with whole_file(output / path) as unfinished:
            shutil.copyfile(site / Path(path).name, unfinished)
    return kept


def changed_inputs(earlier: Site, later: Site) -> list[InputChange]:
    """Everything that differs between two versions of a site: settings first, then table by table."""
    found = list(_settings(earlier.given_settings, later.given_settings))
    for name in MODELS:
        found += _table(name, earlier, later)
    return found


def _settings(before: Mapping, after: Mapping) -> Iterator[InputChange]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            said = [BLANK if value is None else str(value) for value in (old.get(name), new.get(name))]
            yield InputChange("site.toml", None, "", name, *said)


def _flat(settings: Mapping, start: str = "") -> Iterator[tuple[str, object]]:
    for name, value in settings.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{start}{name}.")
        elif isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
            for place, one in enumerate(value, start=1):
                yield from _flat(one, f"{start}{name}.{place}.")
        else:
            yield f"{start}{name}", value


def _table(name: str, earlier: Site, later: Site) -> Iterator[InputChange]:
    keys, file = key_of(name), f"{name}.csv"
    old, new = (_records(name, site) for site in (earlier, later))
    for key in dict.fromkeys((*new, *old)):
        named = ",".join(f"{column}={value}" for column, value in zip(keys, key, strict=True))
        before, after = old.get(key), new.get(key)
        row, _ = after or before
        marked = any(cells and cells[1].get("illustrative") == "yes" for cells in (before, after))
        if before is None or after is None:
            said = _row(before), _row(after)
            yield InputChange(file, row, named, "", *said, marked)
            continue
        for column, value in after[1].items():
            if before[1].get(column) != value:
                said = (before[1].get(column) or BLANK), (value or BLANK)
                yield InputChange(file, row, named, column, *said, marked)


def _records(name: str, site: Site) -> dict[tuple, tuple[int, dict[str, str]]]:
    """Row and cells as text, by key."""
    declared, columns, rows = columns_of(MODELS[name]), site.columns[name], site.rows.get(name, ())
    texts = {
        column: [write_cell(value, declared.get(column)) for value in values]
        for column, values in columns.items()
    }
    keys = zip(*(texts[column] for column in key_of(name)), strict=True)
    return {
        key: (rows[at], {column: values[at] for column, values in texts.items()})
        for at, key in enumerate(keys)
    }


def _row(record: tuple[int, dict[str, str]] | None) -> str:
    return "; ".join(f"{column}={value}" for column, value in record[1].items() if value) if record else ""
