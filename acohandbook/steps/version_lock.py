"""Which inputs a signed statement rests on, and what has changed since.

The lock is one number over every input. A site that states it (``settlement.signed_inputs_sha256``) lists in
its table ``changes`` what was changed afterwards, what stood there before, why, and who approved it. Undoing
that list must give the signed version back, number for number: so nobody needs the old folder to know that
the list is whole.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.cells import Unreadable, read_cell, write_cell
from acohandbook.site.models import MODELS, columns_of

if TYPE_CHECKING:
    from acohandbook.site import Site

# What a lock is not over: itself, and the list of what changed after it was set.
LOCK = "settlement.signed_inputs_sha256"
CHANGES = "changes"
SETTINGS, NATIONAL = "site.toml", "national"
_WHOLE_NUMBERS = ("years", "firm_years")  # every other number of site.toml may have decimals


@dataclass(frozen=True)
class Change:
    """One input that differs between two versions of a site: its table, row, column and both values."""

    table: str
    row: str
    column: str
    before: object
    after: object


def inputs_sha256(site: Site) -> str:
    """The SHA-256 of everything that a statement is worked out from: the lock of a signed version.

    Settings with their defaults, every table of the site and the national parameters, but for the lock
    itself and the list of later changes. The order of rows, of columns and of keys makes no difference, nor
    does the name of the folder.
    """
    return _sha256(_cells(site))


def sha256_without_changes(site: Site) -> str:
    """The SHA-256 of the inputs with every listed change undone: the lock, if the list of changes is whole.

    A change whose earlier value can't be read where it stood is not undone.
    """
    cells = inputs_by_place(site)
    changes = site.columns[CHANGES]
    for table, row, column, before in zip(
        *(changes[name] for name in ("table_name", "row", "column_name", "before")), strict=True
    ):
        place = table, row or "", column
        try:
            value = _earlier(table, column, before)
        except Unreadable:
            continue
        if value is None:
            cells.pop(place, None)
        else:
            cells[place] = value
    return _sha256((*place, value) for place, value in cells.items())


def inputs_by_place(site: Site) -> dict[tuple[str, str, str], object]:
    """Every input that a lock is over, by table, row and column; money in whole pence."""
    return {cell[:3]: cell[3] for cell in _cells(site)}


def as_written(table: str, column: str, value: object) -> str | None:
    """An input as its file would show it: money in pounds, None for what is blank."""
    if value is None or isinstance(value, bool):
        return None if value is None else str(value).lower()
    declared = columns_of(MODELS[table]).get(column) if table in MODELS else None
    if declared is not None and declared.unit == "gbp":
        value = to_pounds(value)
    return write_cell(value, declared)


def _sha256(cells: Iterable[tuple]) -> str:
    digest = hashlib.sha256()
    for line in sorted(json.dumps(cell, ensure_ascii=False) for cell in cells):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _earlier(table: str, column: str, before: str | None) -> object:
    """What stood in a place, from its text: as the table of workings, or the settings, would hold it."""
    if before is None:
        return None
    if table == SETTINGS:
        return _setting(column, before)
    if table not in MODELS or column not in columns_of(MODELS[table]):
        try:
            return float(before)
        except ValueError:
            return before
    declared = columns_of(MODELS[table])[column]
    value = read_cell(before, declared)
    return float(to_pence(value)) if declared.unit == "gbp" else value


def _setting(name: str, before: str) -> object:
    try:
        value = tomllib.loads(f"value = {before}")["value"]
    except tomllib.TOMLDecodeError:
        return before
    if type(value) is int and name not in _WHOLE_NUMBERS:
        return float(value)
    return value if isinstance(value, (bool, int, float)) else before


def changed_inputs(before: Site, after: Site) -> list[Change]:
    """List every input that differs between two versions of a site, by table, row and column.

    A row that one version lacks is listed column by column with None on that side.
    """
    old, new = inputs_by_place(before), inputs_by_place(after)
    places = sorted(old.keys() | new.keys())
    return [
        Change(*place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)
    ]


def _cells(site: Site) -> Iterator[tuple[str, str, str, object]]:
    """Every input as table, row, column and value; blanks are left out."""
    for name, value in _settings(site.settings.model_dump(mode="json")):
        if name != LOCK:
            yield SETTINGS, "", name, value
    for name, stated in site.columns.items():
        if name != CHANGES:
            yield from _table_cells(name, getattr(site, name), stated)
    yield from _table_cells(NATIONAL, site.national, site.national)


def _table_cells(name, table, stated) -> Iterator[tuple[str, str, str, object]]:
    """The cells of a table that its file states: what another table fills in is locked there."""
    keys = [table[key].tolist() for key in table.keys]
    rows = [
        ",".join(f"{key}={value}" for key, value in zip(table.keys, row, strict=True))
        for row in zip(*keys, strict=True)
    ]
    for column in table.columns:
        if column not in table.keys:
            for row, value, said in zip(rows, table[column].tolist(), stated[column], strict=True):
                if said is not None and value is not None and value == value:
                    yield name, row, column, value


def _settings(value, name: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _settings(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _settings(inner, f"{name}[{position}]")
    elif value is not None:
        yield name, value
