"""One tidy table whose columns remember how they came about.

Every column of a step is filled by one of five verbs, and the verb that fills it writes the record:

=========  ==========================================================================================
input      values that come from outside: a cell of the site, a national parameter, a contract term
map        a function of ``acohandbook.rules`` applied to columns of the same table, row by row
lookup     the value of a column in another table (or an earlier row of this one) found by its keys;
           ``lookup_named`` where each row names the column that it reads
total      the sum of a column of another table over the rows that belong to each row here
split      a column of whole pence shared out within groups by largest remainder
=========  ==========================================================================================

Because the verb computes and records in one go, the trace, the what-if, the worksheet formula and the
number can't drift apart.

Money (unit ``gbp``) is held as whole pence in 64-bit floats and shown as pounds; sums of whole pence are
exact in any order. Blank is NaN for numbers and None for text, and never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from acohandbook.rules import apportionment
from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.workings.joins import Joins
from acohandbook.workings.record import UNITS, TableError, Working


class Table:
    """A tidy table: key columns that name each row once, and value columns with their workings.

    Parameters
    ----------
    name : str
        ``step.table``, for example ``baseline.lines``.
    keys : mapping of str to sequence
        The key columns; together they must be unique. An empty mapping makes a table of one row.

    Raises
    ------
    TableError
        When two rows have the same keys or the columns differ in length.
    """

    def __init__(self, name: str, keys: Mapping[str, Sequence]):
        self.name = name
        self.keys = tuple(keys)
        self._columns: dict[str, np.ndarray] = {}
        self.workings: dict[str, Working] = {}
        self.hidden: dict[str, np.ndarray] = {}  # by column, the rows whose value is not shown to others
        self._indexes: dict[tuple, dict] = {}
        self._joins = Joins(self)
        lengths = {len(values) for values in keys.values()}
        if len(lengths) > 1:
            raise TableError(f"{name}: key columns differ in length: {sorted(lengths)}")
        self._length = lengths.pop() if lengths else 1
        for column, values in keys.items():
            self._columns[column] = _text(values)
            self.workings[column] = Working(f"{name}.{column}", "text", "input", source="key")
        self._index = self.positions(self.keys)

    # --- reading -------------------------------------------------------------------------------------

    def __len__(self) -> int:
        return self._length

    def __contains__(self, column: str) -> bool:
        return column in self._columns

    def __getitem__(self, column: str) -> np.ndarray:
        """The values of a column; money in whole pence."""
        try:
            return self._columns[column]
        except KeyError:
            known = ", ".join(self._columns)
            raise TableError(f"{self.name} has no column {column!r}; it has {known}") from None

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of all columns, keys first, in the order in which they were made."""
        return tuple(self._columns)

    def unit(self, column: str) -> str:
        """The unit of a column."""
        return self.workings[column].unit

    def is_hidden(self, column: str) -> np.ndarray:
        """By row, whether a value is too small a count of people, or too near one, to be shown to others."""
        return self.hidden.get(column, np.zeros(len(self), dtype=bool))

    def positions(self, columns: Sequence[str]) -> dict[tuple, int]:
        """Row positions by the values of some columns, which must name each row once."""
        columns = tuple(columns)
        if columns not in self._indexes:
            rows = zip(*(self[column].tolist() for column in columns), strict=True) if columns else [()]
            index: dict[tuple, int] = {}
            for position, key in enumerate(rows):
                if key in index:
                    raise TableError(f"{self.name}: two rows have the same {', '.join(columns)}: {key}")
                index[key] = position
            self._indexes[columns] = index
        return self._indexes[columns]

    def rows_read(self, other: Table, on: Mapping[str, str]) -> np.ndarray:
        """Position in another table of the row that a lookup by these keys reads, -1 where there is none."""
        return self._joins.row_of_each(other, on)

    def at(self, column: str, **keys) -> float | str:
        """One cell, by its keys. Money comes in pounds.

        Raises
        ------
        TableError
            When no row has these keys.
        """
        wanted = tuple(keys.get(key) for key in self.keys)
        if wanted not in self._index or set(keys) != set(self.keys):
            raise TableError(f"{self.name} has no row {keys}; its keys are {', '.join(self.keys)}")
        value = self[column][self._index[wanted]]
        return to_pounds(float(value)) if self.unit(column) == "gbp" else value

    def sum(self, column: str, **where) -> float:
        """The sum of a column over the rows where other columns equal given values; money in whole pence."""
        chosen = self._chosen(where)
        return float(self[column][chosen].sum())

    def frame(self, *columns: str):
        """The table as a pandas DataFrame, money in pounds; all columns, or the keys and those named."""
        import pandas

        names = [*self.keys, *columns] if columns else self.columns
        return pandas.DataFrame(
            {name: to_pounds(self[name]) if self.unit(name) == "gbp" else self[name] for name in names}
        )

    # --- the five verbs ------------------------------------------------------------------------------

    def input(self, name: str, values, unit: str, source: str) -> Table:
        """Take values from outside. One value is repeated for every row. Money is given in whole pence."""
        if unit == "text":
            array = _text([values] * len(self) if isinstance(values, str) or values is None else values)
        else:
            array = np.asarray(values, dtype=np.float64)
            array = np.full(len(self), array) if array.ndim == 0 else array
        return self._add(name, array, Working(self._full(name), unit, "input", source=source))

    def input_pounds(self, name: str, pounds, source: str) -> Table:
        """Take money from outside in pounds; rounding to whole pence happens here, by name."""
        return self.input(name, to_pence(np.asarray(pounds, dtype=np.float64)), "gbp", source)

    def map(self, name: str, rule: Callable, unit: str, **arguments: str) -> Table:
        """Apply a rule to columns of this table. Arguments are given as ``argument=column``."""
        working = Working(self._full(name), unit, "map", dict(arguments), self._rule_name(name, rule))
        values = rule(**{argument: self[column] for argument, column in arguments.items()})
        values = np.asarray(values, dtype=np.float64)
        return self._add(name, np.full(len(self), values) if values.ndim == 0 else values, working)

    def lookup(
        self,
        name: str,
        other: Table,
        column: str,
        on: Mapping[str, str] | None = None,
        otherwise: str | None = None,
        unit: str | None = None,
    ) -> Table:
        """Read a column of another table (or an earlier row of this one) by keys.

        Parameters
        ----------
        on : mapping, optional
            Column of the other table to column here; by default the other table's keys under the same names.
            They must name each row of the other table once.
        otherwise : str, optional
            The column here to use where the other table has no such row; without it that is an error.
        unit : str, optional
            The unit here, where the column read holds several kinds of value under one plain ``number``.
        """
        on = dict(on) if on is not None else {key: key for key in other.keys}
        found = self._found(name, other, on, otherwise)
        values = _taken(other[column], found)
        if otherwise is not None:
            values = np.where(found < 0, self[otherwise], values)
        inputs = {"column": f"{other.name}.{column}"} | ({"otherwise": otherwise} if otherwise else {})
        working = Working(self._full(name), unit or other.unit(column), "lookup", inputs, keys=on)
        return self._add(name, values, working)

    def lookup_named(
        self,
        name: str,
        other: Table,
        columns: Mapping[str, str],
        named_by: str,
        on: Mapping[str, str] | None = None,
        otherwise: str | None = None,
    ) -> Table:
        """Read another table by keys, each row from the column that the row itself names.

        A long table reads a wide one this way: a row for ``need_community`` reads the column of that name.

        Parameters
        ----------
        columns : mapping
            Label to column of the other table. All these columns must be numbers of one unit.
        named_by : str
            The text column here that holds the label.
        on : mapping, optional
            As for ``lookup``.
        otherwise : str, optional
            The column here to use where the label is none of ``columns``, or the other table has no such row;
            without it either is an error.
        """
        on = dict(on) if on is not None else {key: key for key in other.keys}
        units = sorted({other.unit(column) for column in columns.values()})
        if len(units) != 1 or units == ["text"]:
            raise TableError(f"{self._full(name)}: can't read columns of {' and '.join(units)} as one")
        found = self._found(name, other, on, otherwise)
        values = np.full(len(self), np.nan) if otherwise is None else np.array(self[otherwise])
        unread = np.ones(len(self), dtype=bool)
        for label, column in columns.items():
            here = (self[named_by] == label) & (found >= 0)
            values[here] = other[column][found[here]]
            unread &= ~here
        if otherwise is None and unread.any():
            label = self[named_by][int(np.flatnonzero(unread)[0])]
            raise TableError(f"{self._full(name)}: no column is named for {named_by} {label!r}")
        full = {label: f"{other.name}.{column}" for label, column in columns.items()}
        inputs = {"columns": full, "named_by": named_by} | ({"otherwise": otherwise} if otherwise else {})
        return self._add(name, values, Working(self._full(name), units[0], "lookup", inputs, keys=on))

    def total(
        self,
        name: str,
        other: Table,
        column: str,
        by: Mapping[str, str] | None = None,
        where: Mapping[str, object] | None = None,
        unit: str | None = None,
    ) -> Table:
        """Add up a column of another table over the rows that belong to each row here.

        Parts are added from the smallest up, so that not even the last digit depends on the order of rows.

        Parameters
        ----------
        by : mapping, optional
            Column of the other table to column here; by default this table's keys that the other also has.
        where : mapping, optional
            Column of the other table to the one value that counts.
        unit : str, optional
            The unit of the sum where it is another than that of its parts: flags add up to a ``number``.
        """
        by = dict(by) if by is not None else {key: key for key in self.keys if key in other}
        mine, theirs, groups = self._joins.group_of_each(other, by)
        values = other[column]
        belongs = np.flatnonzero(other._chosen(where or {}) & (theirs >= 0))
        if other.unit(column) != "gbp":  # whole pence add up exactly in any order
            belongs = belongs[np.argsort(values[belongs], kind="stable")]
        sums = np.bincount(theirs[belongs], weights=values[belongs], minlength=max(groups, 1))
        working = Working(
            self._full(name), unit or other.unit(column), "total", {"column": f"{other.name}.{column}"},
            keys=by, where=dict(where or {}),
        )  # fmt: skip
        return self._add(name, sums[mine], working)

    def split(self, name: str, amount: str, weights: str, within: Sequence[str], key: str) -> Table:
        """Share out whole pence within groups of rows by largest remainder, ties by ``key``.

        ``amount`` is a column that holds the same amount on every row of a group. A blank amount leaves
        blank parts.
        """
        values = np.full(len(self), np.nan)
        groups: dict[tuple, list[int]] = {}
        columns = [self[column].tolist() for column in within]
        for position in range(len(self)):
            groups.setdefault(tuple(column[position] for column in columns), []).append(position)
        for group, members in groups.items():
            amounts = self[amount][members]
            if np.isnan(amounts).all():
                continue
            if (amounts != amounts[0]).any():
                raise TableError(f"{self._full(name)}: the amount to split differs within {group}")
            try:
                values[members] = apportionment.largest_remainder(
                    float(amounts[0]), self[weights][members].tolist(), self[key][members].tolist()
                )
            except ValueError as fault:
                raise TableError(f"{self._full(name)}, within {group}: {fault}") from None
        working = Working(
            self._full(name), self.unit(amount), "split", {"amount": amount, "weights": weights},
            keys={"within": tuple(within), "key": key},
        )  # fmt: skip
        return self._add(name, values, working)

    def carry(
        self,
        opening: str,
        closing: str,
        first: str,
        rule: Callable,
        along: str,
        previous: str,
        **arguments: str,
    ) -> Table:
        """Walk along the years: each row's opening is the closing of the row before it.

        ``along`` is the key column that moves (a financial year) and ``previous`` the column that names the
        one before it; the first of each chain opens with ``first``. ``rule`` makes the closing from the
        opening, which it receives under the name ``opening``, and the other arguments.
        Two records are written: the opening is a lookup into this very table, the closing a map.
        """
        rule_name, index = self._rule_name(closing, rule), self._index
        columns = [self[previous if key == along else key].tolist() for key in self.keys]
        before = np.array(
            [index.get(tuple(c[p] for c in columns), -1) for p in range(len(self))], dtype=np.intp
        )
        unit = self.unit(first)
        opened, closed = np.array(self[first], dtype=np.float64), np.full(len(self), np.nan)
        fixed = {argument: self[column] for argument, column in arguments.items()}
        todo = np.flatnonzero(before < 0)
        following: dict[int, list[int]] = {}
        for position, earlier in enumerate(before.tolist()):
            following.setdefault(earlier, []).append(position)
        while len(todo):
            has_earlier = before[todo] >= 0
            opened[todo] = np.where(has_earlier, closed[before[todo]], opened[todo])
            closed[todo] = rule(opening=opened[todo], **{a: v[todo] for a, v in fixed.items()})
            todo = np.array(
                [p for earlier in todo.tolist() for p in following.get(earlier, [])], dtype=np.intp
            )
        on = {key: (previous if key == along else key) for key in self.keys}
        inputs = {"column": self._full(closing), "otherwise": first}
        self._add(opening, opened, Working(self._full(opening), unit, "lookup", inputs, keys=on))
        inputs = {"opening": opening, **arguments}
        working = Working(self._full(closing), unit, "map", inputs, rule_name)
        return self._add(closing, closed, working)

    # --- inside --------------------------------------------------------------------------------------

    def _full(self, column: str) -> str:
        return f"{self.name}.{column}"

    def _rule_name(self, column: str, rule: Callable) -> str:
        """``module.function`` of a rule, inside ``acohandbook.rules``."""
        module = rule.__module__.partition("acohandbook.rules.")[2]
        if not module:
            raise TableError(f"{self._full(column)}: {rule.__qualname__} is not a rule of acohandbook.rules")
        return f"{module}.{rule.__name__}"

    def _found(self, name: str, other: Table, on: Mapping[str, str], otherwise: str | None) -> np.ndarray:
        """Position in another table of the row that belongs to each row here, -1 where there is none."""
        found = self.rows_read(other, on)
        if otherwise is None and (found < 0).any():
            position = int(np.flatnonzero(found < 0)[0])
            wanted = {there: self[here][position] for there, here in on.items()}
            raise TableError(f"{self._full(name)}: {other.name} has no row {wanted}")
        return found

    def _chosen(self, where: Mapping[str, object]) -> np.ndarray:
        chosen = np.ones(len(self), dtype=bool)
        for column, value in where.items():
            chosen &= self[column] == value
        return chosen

    def _add(self, name: str, values: np.ndarray, working: Working) -> Table:
        if name in self._columns:
            raise TableError(f"{working.name} is made twice")
        if working.unit not in UNITS:
            raise TableError(f"{working.name}: {working.unit!r} is no unit; units are {', '.join(UNITS)}")
        if len(values) != len(self):
            raise TableError(f"{working.name}: {len(values)} values for {len(self)} rows")
        if working.unit == "gbp":
            known = values[~np.isnan(values)]
            if (known != np.rint(known)).any():
                raise TableError(f"{working.name}: money must be whole pence; round it at a named point")
        self._columns[name] = values
        self.workings[name] = working
        return self


def _taken(source: np.ndarray, positions: np.ndarray) -> np.ndarray:
    """Values at some positions; blank throughout where there is nothing to take from."""
    if len(source):
        return source[positions]
    return np.full(len(positions), None if source.dtype == object else np.nan, dtype=source.dtype)


def _text(values: Sequence) -> np.ndarray:
    array = np.empty(len(values), dtype=object)
    array[:] = list(values)
    return array
