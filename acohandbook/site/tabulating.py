"""From the cells of a table to its values: columns by name, each cell read, each row named once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from acohandbook.site.cells import Unreadable, read_cell
from acohandbook.site.faults import Fault, shown
from acohandbook.site.models import MODELS, Column, columns_of, key_of
from acohandbook.site.names import did_you_mean, nearest
from acohandbook.site.reading import Grid

NOTE = "note"


@dataclass
class Values:
    """The values of a table by column; a cell that could not be read is None.

    Attributes
    ----------
    name : str
    columns : dict of str to list
        Every declared column, and then the columns of notes.
    rows : list of int
        Row of each record in its file.
    unread : set of (int, str)
        Position and column of the cells that could not be read.
    elsewhere : dict of (int, str) to (str, int)
        Position and column of the values that another table gives, and its name and row.
    """

    name: str
    columns: dict[str, list]
    rows: list[int]
    unread: set
    elsewhere: dict[tuple[int, str], tuple[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.rows)

    def __getitem__(self, column: str) -> list:
        return self.columns[column]

    def records(self, *columns: str):
        """Position and the values of some columns, row by row."""
        return enumerate(zip(*(self.columns[column] for column in columns), strict=True))

    def fault(self, position: int | None, column: str, rule: str, remedy: str, value=None) -> Fault:
        """A fault at a place of this table."""
        if value is None and position is not None and column:
            value = self.columns[column][position]
        row = None if position is None else self.rows[position]
        name, row = self.elsewhere.get((position, column), (self.name, row))
        return Fault(f"{name}.csv", row, column, shown(value), rule, remedy)


def tabulate(name: str, grid: Grid, in_file: bool = True) -> tuple[Values | None, list[Fault]]:
    """Read every cell of a table.

    Parameters
    ----------
    in_file : bool
        False for a table in memory: a column whose cells may be blank may then be left out.

    Returns
    -------
    Values or None
        None when a column is missing or not known, so that nothing can be concluded from the table.
    list of Fault
    """
    declared = columns_of(MODELS[name])
    faults = _column_faults(name, declared, grid.header, in_file)
    given = dict(zip(grid.header, grid.columns, strict=True))
    values = Values(name, {}, grid.rows, set())
    for column in declared.values():
        cells = given.get(column.name)
        if cells is None:
            values.columns[column.name] = [None] * len(grid.rows)
        else:
            values.columns[column.name] = _read(values, cells, column, faults, in_file)
    for column, cells in given.items():
        if column.startswith(NOTE):
            note = Column(
                column, "A note of the site's own.", "text", "text", False, True, (), None, None, ""
            )
            values.columns[column] = _read(values, cells, note, faults, in_file)
    if any(fault.row == 1 for fault in faults):
        return None, faults
    faults += _duplicates(values)
    return values, faults


def grid_of(name: str, rows) -> Grid:
    """The grid of a table in memory: a DataFrame, a mapping of columns, or a list of dicts."""
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):
        known = rows.notna()
        columns = {
            str(column): [
                cell if there else None for cell, there in zip(rows[column], known[column], strict=True)
            ]
            for column in rows.columns
        }
    elif isinstance(rows, Mapping):
        columns = {column: list(values) for column, values in rows.items()}
    else:
        names = dict.fromkeys(column for row in rows for column in row)
        columns = {column: [row.get(column) for row in rows] for column in names}
    if not columns:
        columns = {column: [] for column in columns_of(MODELS[name])}
    length = len(next(iter(columns.values())))
    return Grid(list(columns), list(range(2, length + 2)), list(columns.values()))


def _column_faults(
    name: str, declared: Mapping[str, Column], header: list[str], in_file: bool
) -> list[Fault]:
    faults = []
    may_lack = {c.name for c in declared.values() if c.may_lack or not (in_file or c.required)}
    headed = set(header)
    not_there = [name for name in declared if name not in headed]
    missing = [name for name in not_there if name not in may_lack]
    for column in header:
        if column and column not in declared and not column.startswith(NOTE):
            rule = f"The table {name} has no such column."
            if meant := nearest(column, missing):  # one slip of the pen is one fault
                missing.remove(meant)
                rule = f"The table {name} has no such column, and its column {meant} is missing."
            hint = did_you_mean(column, [meant] if meant else not_there)
            remedy = f"{hint} Rename it, delete it, or start its name with note.".strip()
            faults.append(Fault(f"{name}.csv", 1, column, "", rule, remedy))
    for column in missing:
        blank = "Add it; leave its cells blank where nothing is known."
        remedy = f"Add it: {declared[column].description}" if declared[column].required else blank
        faults.append(Fault(f"{name}.csv", 1, column, "", "This column is missing.", remedy))
    return faults


def _read(values: Values, cells: list, column: Column, faults: list[Fault], in_file: bool) -> list:
    read: list = []
    seen: dict = {}  # most columns hold few different cells
    for position, cell in enumerate(cells):
        if type(cell) is str and cell in seen:
            read.append(seen[cell])
            continue
        try:
            value = read_cell(cell, column, in_file)
        except Unreadable as problem:
            values.unread.add((position, column.name))
            place = f"{values.name}.csv", values.rows[position], column.name
            faults.append(Fault(*place, shown(cell), problem.rule, problem.remedy))
            value = None
        else:
            if type(cell) is str:
                seen[cell] = value
        read.append(value)
    return read


def _duplicates(values: Values) -> list[Fault]:
    keys = key_of(values.name)
    faults = []
    first: dict[tuple, int] = {}
    for position, key in values.records(*keys):
        if None in key:
            continue
        if key in first:
            earlier = first[key]
            same = all(column[earlier] == column[position] for column in values.columns.values())
            where = f"row {values.rows[earlier]}"
            alike = ", in every cell" if same else ""
            rule = f"{_named(keys)} must name one row only; {where} has the same{alike}."
            remedy = "Delete one of the two." if same else "Give each row its own, or put the two together."
            faults.append(values.fault(position, keys[-1], rule, remedy, ", ".join(map(shown, key))))
        else:
            first[key] = position
    return faults


def _named(keys: tuple[str, ...]) -> str:
    return keys[0] if len(keys) == 1 else f"{', '.join(keys[:-1])} and {keys[-1]} together"
