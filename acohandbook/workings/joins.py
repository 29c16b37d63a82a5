"""Which row of another table belongs to each row of a table: found once, however many columns are read.

A table's rows and columns never change once they are made, so neither does the answer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from acohandbook.workings.table import Table


class Joins:
    """The joins of one table with others, by the pairs of columns that must be equal."""

    def __init__(self, table: Table):
        self._table = table
        self._kept: dict[tuple, tuple] = {}

    def row_of_each(self, other: Table, on: Mapping[str, str]) -> np.ndarray:
        """Position in another table of the row that belongs to each row here, -1 where there is none.

        ``on`` gives column there to column here; the columns must name each row there once.
        """
        return self._once("row", other, on, self._row_of_each)

    def group_of_each(self, other: Table, by: Mapping[str, str]) -> tuple[np.ndarray, np.ndarray, int]:
        """Rows that are alike in some columns as groups: of each row here, of each row there, and how many.

        A row there that is like none here has the group -1.
        """
        return self._once("group", other, by, self._group_of_each)

    def _once(self, kind: str, other: Table, columns: Mapping[str, str], find):
        key = kind, id(other), *columns.items()
        if key not in self._kept:
            self._kept[key] = other, find(other, columns)  # kept, a table's id is nobody else's
        return self._kept[key][1]

    def _row_of_each(self, other: Table, on: Mapping[str, str]) -> np.ndarray:
        position = other.positions(tuple(on)).get
        rows = _rows(self._table, list(on.values()))
        return np.fromiter((position(row, -1) for row in rows), np.intp, len(self._table))

    def _group_of_each(self, other: Table, by: Mapping[str, str]) -> tuple[np.ndarray, np.ndarray, int]:
        groups: dict[tuple, int] = {}
        rows = _rows(self._table, list(by.values()))
        mine = np.fromiter((groups.setdefault(row, len(groups)) for row in rows), np.intp, len(self._table))
        theirs = _rows(other, list(by))
        spots = np.fromiter((groups.get(row, -1) for row in theirs), np.intp, len(other))
        return mine, spots, len(groups)


def _rows(table: Table, columns: Sequence[str]):
    """Some columns of a table row by row; for no column, an empty tuple for each row."""
    if not columns:
        return [()] * len(table)
    return zip(*(table[column].tolist() for column in columns), strict=True)
