"""Which inputs a signed statement rests on, and what has changed since."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from acohandbook.site import Site


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

    Settings with their defaults, every table of the site and the national parameters. The order of rows,
    of columns and of keys makes no difference, nor does the name of the folder.
    """
    digest = hashlib.sha256()
    for line in sorted(json.dumps(cell, ensure_ascii=False) for cell in _cells(site)):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def changed_inputs(before: Site, after: Site) -> list[Change]:
    """List every input that differs between two versions of a site, by table, row and column.

    A row that one version lacks is listed column by column with None on that side.
    """
    old, new = ({cell[:3]: cell[3] for cell in _cells(site)} for site in (before, after))
    places = sorted(old.keys() | new.keys())
    return [
        Change(*place, old.get(place), new.get(place)) for place in places if old.get(place) != new.get(place)
    ]


def _cells(site: Site) -> Iterator[tuple[str, str, str, object]]:
    """Every input as table, row, column and value; blanks are left out."""
    for name, value in _settings(site.settings.model_dump(mode="json")):
        yield "site.toml", "", name, value
    for name in site.frames:
        yield from _table_cells(name, getattr(site, name))
    yield from _table_cells("national", site.national)


def _table_cells(name, table) -> Iterator[tuple[str, str, str, object]]:
    keys = [table[key].tolist() for key in table.keys]
    rows = [
        ",".join(f"{key}={value}" for key, value in zip(table.keys, row, strict=True))
        for row in zip(*keys, strict=True)
    ]
    for column in table.columns:
        if column not in table.keys:
            for row, value in zip(rows, table[column].tolist(), strict=True):
                if value is not None and value == value:
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
