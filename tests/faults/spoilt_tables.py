"""Tables spoilt by the row and by the column: left out, doubled, moved, misnamed, cut, in another order."""

from __future__ import annotations

import random
from collections.abc import Iterator

from spoiling import HONEST, REFUSED, UNCHANGED, Case, Grid, Workplace, as_csv

from acohandbook.site.models import MODELS, columns_of, key_of


def table_cases(place: Workplace) -> Iterator[Case]:
    """Every table of a site, spoilt by the row and by the column."""
    chance = random.Random(f"tables of {place.name}")
    for table in place.tables:
        for kind, what, grid, expected, places in (
            *_rows(place, table, chance),
            *_columns(place, table, chance),
        ):
            named = tuple((f"{table}.csv", row, column) for row, column in places)
            yield Case(
                kind, what, {f"{table}.csv": as_csv(grid)}, expected, named, f"{place.name}, {table}.csv"
            )


def _rows(place: Workplace, table: str, chance: random.Random) -> Iterator[tuple]:
    grid = place.grid(table)
    header, body = grid[0], grid[1:]
    width = len(header)
    yield "rows", "blank rows at the end", [*grid, [""] * width, [""], []], UNCHANGED, ()
    yield "rows", "blank rows before the header", [[], [""] * width, *grid], UNCHANGED, ()
    yield "rows", "a title above the header", [["Our figures"], *grid], REFUSED, ((1, ""),)
    if not body:
        return
    last, row = len(grid) + 1, chance.randint(2, len(grid))
    at = row - 1
    key = key_of(table)[-1]
    yield "rows", "a row twice", [*grid, grid[at]], REFUSED, ((last, key),)
    doubled = _with_other_text(table, header, grid[at])
    yield "rows", "a key twice", [*grid, doubled], REFUSED, ((last, key),)
    yield "rows", "every row twice", [*grid, *body], REFUSED, ((last, key),)
    yield "rows", "a row left out", grid[:at] + grid[at + 1 :], HONEST, ()
    yield "rows", "half of the rows left out", grid[: 1 + len(body) // 2], HONEST, ()
    yield "rows", "all rows left out", [header], HONEST, ()
    yield "rows", "a row with a cell too few", _with(grid, at, grid[at][:-1]), REFUSED, ((row, ""),)
    yield "rows", "a row with a cell too many", _with(grid, at, [*grid[at], "more"]), REFUSED, ((row, ""),)
    yield "rows", "a row cut after its first cell", _with(grid, at, grid[at][:1]), REFUSED, ((row, ""),)
    yield "rows", "the header again between the rows", _inserted(grid, at, header), REFUSED, ((row, None),)
    total = ["Total", *[""] * (width - 1)]
    yield "rows", "a total under the rows", [*grid, total], REFUSED, ((last, None),)
    yield "rows", "a blank row between", _inserted(grid, at, [""] * width), UNCHANGED, ()
    yield "rows", "rows in another order", [header, *chance.sample(body, len(body))], UNCHANGED, ()
    yield "rows", "rows from the last to the first", [header, *body[::-1]], UNCHANGED, ()


def _columns(place: Workplace, table: str, chance: random.Random) -> Iterator[tuple]:
    grid = place.grid(table)
    header = grid[0]
    declared = columns_of(MODELS[table])
    for spot, name in enumerate(header):
        left_out = [row[:spot] + row[spot + 1 :] for row in grid]
        if declared[name].may_lack:
            yield "columns", "a column left out that may be", left_out, HONEST, ()
        else:
            yield "columns", "a column left out", left_out, REFUSED, ((1, name),)
        what, other = chance.choice(list(_misspelt(name)))
        yield "columns", what, _named(grid, spot, other), REFUSED, ((1, other),)
        if chance.random() < 0.3:
            yield "columns", "blanks around a name", _named(grid, spot, f"  {name}\t"), UNCHANGED, ()
    spot = chance.randrange(len(header))
    other = (spot + 1) % len(header)
    again = [[*row, row[spot]] for row in grid]
    yield "columns", "a column twice", again, REFUSED, ((1, ""),)
    named = [[*header, "remark"], *([*row, "ask again"] for row in grid[1:])]
    yield "columns", "a column that is not known", named, REFUSED, ((1, "remark"),)
    noted = [[*header, "note_of_ours"], *([*row, "ask again"] for row in grid[1:])]
    yield "columns", "a column of notes", noted, UNCHANGED, ()
    if len(grid) > 1:
        nameless = [[*header, ""], *([*row, "7"] for row in grid[1:])]
        yield "columns", "a column without a name", nameless, REFUSED, ((1, ""),)
        down = [list(row) for row in grid]
        for upper, lower in zip(grid[1:], down[2:], strict=False):
            lower[spot] = upper[spot]
        down[1][spot] = ""
        yield "columns", "a column moved down by a row", down, HONEST, ()
    order = chance.sample(range(len(header)), len(header))
    moved = [[row[at] for at in order] for row in grid]
    yield "columns", "columns in another order", moved, UNCHANGED, ()
    yield "columns", "two names exchanged", _named(_named(grid, spot, header[other]), other, header[spot]), (
        HONEST
    ), ()  # fmt: skip


def _misspelt(name: str) -> Iterator[tuple[str, str]]:
    yield "a name with a letter too many", f"{name[:3]}{name[2:]}"
    yield "a name in capitals", name.upper()
    if "_" in name:
        yield "a name with blanks in it", name.replace("_", " ")


def _with_other_text(table: str, header: list[str], row: list[str]) -> list[str]:
    """The row with another text in the first column that is free text and no key, if there is one."""
    changed = list(row)
    for column in columns_of(MODELS[table]).values():
        if column.kind == "text" and not column.refers and column.name not in key_of(table):
            if column.name in header:
                changed[header.index(column.name)] = "other"
            break
    return changed


def _with(grid: Grid, at: int, row: list[str]) -> Grid:
    return [*grid[:at], row, *grid[at + 1 :]]


def _inserted(grid: Grid, at: int, row: list[str]) -> Grid:
    return [*grid[:at], row, *grid[at:]]


def _named(grid: Grid, spot: int, name: str) -> Grid:
    return [[*grid[0][:spot], name, *grid[0][spot + 1 :]], *grid[1:]]
