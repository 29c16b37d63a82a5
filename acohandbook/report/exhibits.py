"""Tables for readers: captioned, scoped, right-aligned, with totals that add.

The same object shows as an accessible HTML table in the book and a notebook, and as aligned text in a
terminal or a test. Numbers are formatted from the unit of their column, which a step's table knows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from acohandbook.report import words
from acohandbook.report.page.html import table as html_table
from acohandbook.rules.dialect import to_pounds
from acohandbook.steps.disclosure import MARK
from acohandbook.workings import Table

_SUPPRESSED = "Suppressed: a count of few people, or one by which it could be worked out"


def _formatted(value, unit: str, pence: bool) -> str:
    if value is None or value != value:
        return words.BLANK
    if unit == "gbp":
        return words.pounds(value, pence)
    if unit == "gbp_per_head":
        return words.pounds(value, True)
    if unit == "rate":
        return words.percent(value, 2)
    if unit == "persons":
        return words.persons(value)
    if unit == "flag":
        return "yes" if value else "no"
    if unit == "text":
        return words.readable(str(value))
    return words.number(value)


def told(table: Table, column: str, **keys: str) -> str:
    """One figure for a sentence, by its keys: as a table shows it, and ``suppressed`` where a table would."""
    position = table.positions(table.keys)[tuple(keys[key] for key in table.keys)]
    if table.is_hidden(column)[position]:
        return MARK
    return _formatted(table.at(column, **keys), table.unit(column), False)


class Exhibit:
    """A table to read.

    Parameters
    ----------
    table : Table
        A table of a step or of a site.
    caption : str
        What the table shows, as a sentence without a full stop.
    columns : sequence of str or mapping of str to str, optional
        Columns to show, in order; a mapping gives their headings. By default all.
    where : mapping, optional
        Column to the one value that is shown.
    total : bool
        Add a last row with the sums of the money and people columns.
    pence : bool
        Show pence. Without it each cell is rounded on its own and the total says what the pounds add to.
    rows : int, optional
        Show no more than this many rows and say how many there are.
    note : str, optional
        A line under the table: scope, what is illustrative, where it comes from.
    only_if : mapping, optional
        Column to another that must not be nought for its cell to be known: the saving of a year, only if
        months are held.
    """

    def __init__(
        self,
        table: Table,
        caption: str,
        columns: Sequence[str] | Mapping[str, str] | None = None,
        where: Mapping[str, object] | None = None,
        total: bool = False,
        pence: bool = False,
        rows: int | None = None,
        note: str = "",
        only_if: Mapping[str, str] | None = None,
    ):
        names = list(columns) if columns is not None else list(table.columns)
        headings = columns if isinstance(columns, Mapping) else {name: words.title(name) for name in names}
        self.caption = caption
        self.note = note
        self.name = table.name
        self.headings = [headings[name] for name in names]
        self.units = [table.unit(name) for name in names]
        chosen = [
            position
            for position in range(len(table))
            if all(table[column][position] == value for column, value in (where or {}).items())
        ]
        shown = chosen[:rows] if rows else chosen
        self.left_out = len(chosen) - len(shown)
        columns_values = []
        for name, unit in zip(names, self.units, strict=True):
            values = table[name].tolist()
            if name in (only_if or {}):
                held = table[only_if[name]].tolist()
                values = [value if one else None for value, one in zip(values, held, strict=True)]
            columns_values.append([v if v is None or unit != "gbp" else to_pounds(v) for v in values])
        hidden = [table.is_hidden(name) for name in names]
        self.cells = [
            [
                MARK if is_hidden[position] else _formatted(values[position], unit, pence)
                for values, unit, is_hidden in zip(columns_values, self.units, hidden, strict=True)
            ]
            for position in shown
        ]
        if any(is_hidden[shown].any() for is_hidden in hidden):
            self.note = ". ".join(filter(None, [self.note, _SUPPRESSED]))
        self.totals = None
        if total:
            self.totals = []
            for place, (values, unit) in enumerate(zip(columns_values, self.units, strict=True)):
                if unit == "persons" and hidden[place][chosen].any():
                    self.totals.append(MARK)  # the sum of what is left out is told where it may be
                elif unit in ("gbp", "persons"):
                    # Pounds are sums of whole pence: rounding the float sum to pence is exact.
                    self.totals.append(_formatted(round(sum(values[p] for p in chosen), 2), unit, pence))
                else:
                    self.totals.append("Total" if place == 0 else "")

    def __repr__(self) -> str:
        body = [self.headings, *self.cells, *([self.totals] if self.totals else [])]
        widths = [max(len(row[place]) for row in body) for place in range(len(self.headings))]
        lines = [self.caption]
        for row in body:
            cells = (
                cell.ljust(width) if unit == "text" else cell.rjust(width)
                for cell, width, unit in zip(row, widths, self.units, strict=True)
            )
            lines.append("  ".join(cells).rstrip())
        if self.left_out:
            lines.append(f"and {self.left_out} more rows")
        if self.note:
            lines.append(self.note)
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        notes = [f"and {self.left_out} more rows"] if self.left_out else []
        notes += [self.note] if self.note else []
        return html_table(self.caption, self.headings, self.units, self.cells, self.totals, ". ".join(notes))
