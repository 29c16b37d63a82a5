"""Which cells each cell of the results reads, row by row, from the records alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from acohandbook.steps import Results
from acohandbook.workings import Table, Working


class Cell(NamedTuple):
    """One cell: name of its table (``step.table``), column and position of its row."""

    table: str
    column: str
    row: int


class Wiring:
    """The cells that a cell reads.

    Parameters
    ----------
    results : Results
    """

    def __init__(self, results: Results):
        self.results = results
        self._tables: dict[str, Table] = {}
        self._groups: dict[tuple, dict[tuple, list[int]]] = {}
        self._looked_up: dict[tuple[str, str], list[Cell]] = {}
        self._added: dict[tuple[str, str], list[list[Cell]]] = {}
        self._shared: dict[tuple[str, str], list[list[int]]] = {}

    def table(self, name: str) -> Table:
        """One table of the steps, the site or the nation, by its name."""
        if name not in self._tables:
            self._tables[name] = self.results.table(name)
        return self._tables[name]

    def working(self, cell: Cell) -> Working:
        """The record of the column that a cell belongs to."""
        return self.table(cell.table).workings[cell.column]

    def arguments(self, cell: Cell) -> Mapping[str, Cell]:
        """For a map: the cell that each argument of the rule is taken from."""
        inputs = self.working(cell).inputs
        return {argument: Cell(cell.table, column, cell.row) for argument, column in inputs.items()}

    def found(self, cell: Cell) -> Cell:
        """For a lookup: the cell that it reads."""
        place = cell.table, cell.column
        if place not in self._looked_up:
            self._looked_up[place] = self._all_found(self.table(cell.table), cell.column)
        return self._looked_up[place][cell.row]

    def parts(self, cell: Cell) -> Sequence[Cell]:
        """For a total: the cells that it adds up."""
        place = cell.table, cell.column
        if place not in self._added:
            self._added[place] = self._all_parts(self.table(cell.table), cell.column)
        return self._added[place][cell.row]

    def members(self, cell: Cell) -> Sequence[int]:
        """For a split: the rows of the same table among which the amount is shared."""
        place = cell.table, cell.column
        if place not in self._shared:
            table = self.table(cell.table)
            within = table.workings[cell.column].keys["within"]
            groups = self._grouped(table, within)
            self._shared[place] = [groups[key] for key in _rows(table, within)]
        return self._shared[place][cell.row]

    def _all_found(self, table: Table, column: str) -> list[Cell]:
        working = table.workings[column]
        inputs = working.inputs
        if "columns" in inputs:
            labels = table[inputs["named_by"]].tolist()
            sources = [inputs["columns"].get(label) for label in labels]
        else:
            sources = [inputs["column"]] * len(table)
        places = {source: split_name(source) for source in dict.fromkeys(sources) if source}
        found = []
        for row, key in enumerate(_rows(table, working.keys.values())):
            cell = None
            if sources[row]:
                name, read = places[sources[row]]
                position = self.table(name).positions(tuple(working.keys)).get(key)
                cell = None if position is None else Cell(name, read, position)
            found.append(cell or Cell(table.name, inputs["otherwise"], row))
        return found

    def _all_parts(self, table: Table, column: str) -> list[list[Cell]]:
        working = table.workings[column]
        name, read = split_name(working.inputs["column"])
        groups = self._grouped(self.table(name), tuple(working.keys), working.where)
        return [
            [Cell(name, read, row) for row in groups.get(key, [])]
            for key in _rows(table, working.keys.values())
        ]

    def _grouped(self, table: Table, columns: Sequence[str], where: Mapping | None = None) -> dict:
        place = table.name, tuple(columns), tuple((where or {}).items())
        if place not in self._groups:
            groups: dict[tuple, list[int]] = {}
            wanted = [(table[column].tolist(), value) for column, value in (where or {}).items()]
            for row, key in enumerate(_rows(table, columns)):
                if all(values[row] == value for values, value in wanted):
                    groups.setdefault(key, []).append(row)
            self._groups[place] = groups
        return self._groups[place]


def split_name(name: str) -> tuple[str, str]:
    """Table and column of a full name; the columns of the settings have dots in their own names."""
    step, table, column = name.split(".", 2)
    return f"{step}.{table}", column


def _rows(table: Table, columns) -> list[tuple]:
    values = [table[column].tolist() for column in columns]
    return list(zip(*values, strict=True)) if values else [()] * len(table)
