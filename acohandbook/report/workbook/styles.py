"""Formats of cells by unit, and what may be typed where."""

from __future__ import annotations

from acohandbook.site.models import Column

UNIT_NAMES = {
    "gbp": "£",
    "gbp_per_head": "£ a head",
    "rate": "rate",
    "persons": "people",
    "number": "number",
    "flag": "1 yes, 0 no",
    "text": "text",
    "months": "months",
}
_NUMBER_FORMATS = {
    "gbp": "#,##0.00;[Red]-#,##0.00",
    "gbp_per_head": "#,##0.00",
    "rate": "0.0000##",
    "persons": "#,##0.##",
    "number": "General",
    "flag": "0",
    "text": "@",
    "months": "0",
}
_INPUT, _FIXED = "#FFF8D6", "#F0F0F0"


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book):
        self._book = book
        self._made: dict[tuple, object] = {}

    def get(self, **properties):
        """A format with these properties."""
        place = tuple(sorted(properties.items()))
        if place not in self._made:
            self._made[place] = self._book.add_format(properties)
        return self._made[place]

    def cell(self, unit: str, kind: str = "formula"):
        """A cell of a unit: ``formula``, ``input`` (may be typed over) or ``fixed``."""
        properties = {"num_format": _NUMBER_FORMATS[unit], "locked": kind != "input"}
        if kind != "formula":
            properties["bg_color"] = _INPUT if kind == "input" else _FIXED
        if unit == "text":
            properties["quote_prefix"] = True
        return self.get(**properties)

    @property
    def heading(self):
        """A title of a sheet or a table."""
        return self.get(bold=True, font_size=13)

    @property
    def header(self):
        """Names of columns."""
        return self.get(bold=True, bg_color="#D9E6F2", text_wrap=True, valign="top", bottom=1)

    @property
    def small(self):
        """Units and origins below the names of columns."""
        return self.get(italic=True, font_color="#404040", text_wrap=True, valign="top")

    @property
    def wrapped(self):
        """Sentences."""
        return self.get(text_wrap=True, valign="top")


def validation(column: Column, sheets_rows: dict[str, tuple[str, int]]) -> dict | None:
    """What a spreadsheet lets be typed in a column, or None where anything goes.

    Parameters
    ----------
    sheets_rows : dict
        ``table.column`` to its letter on the table's sheet and the last row that holds a record.
    """
    rule = _validation(column, sheets_rows)
    if rule is None:
        return None
    return rule | {
        "ignore_blank": True,
        "error_title": column.name[:32],
        "error_message": column.description[:255],
    }


def _validation(column: Column, sheets_rows: dict[str, tuple[str, int]]) -> dict | None:
    if column.among and len(",".join(column.among)) <= 255:
        return {"validate": "list", "source": list(column.among)}
    if column.refers in sheets_rows:
        letter, last = sheets_rows[column.refers]
        return {"validate": "list", "source": f"={column.refers.split('.')[0]}!${letter}$2:${letter}${last}"}
    if column.kind == "month":
        return {"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 12}
    if column.is_number:
        limits = {"minimum": column.lowest, "maximum": column.highest}
        return {"validate": "decimal", "criteria": "between", **limits}
    return None


def note(column: Column) -> str:
    """What a reader is told about a column when pointing at its name."""
    parts = [column.description, f"Unit: {UNIT_NAMES[column.unit]}."]
    if column.kind == "year":
        parts.append("Written 2019/20.")
    elif column.kind in ("date", "about"):
        parts.append("Written 2019-04-01.")
    elif column.unit == "rate":
        parts.append(f"A decimal from {column.lowest:g} to {column.highest:g}: 0.021 is 2.1%.")
    if column.among:
        parts.append(f"One of: {', '.join(column.among)}.")
    if column.refers:
        parts.append(f"Found in {column.refers}.")
    parts.append("Must be filled in." if column.required else "May be blank: blank is not known, never zero.")
    return " ".join(parts)
