"""How a column of a site is declared: a pandera field with a unit and a plain description.

Each function makes one kind of column. What it says is all there is: the reader, the checks, the JSON
schema, the data dictionary and the units of the workings are all taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import pandera.pandas as pa

# No commissioner in England spends a tenth of this; a figure beyond it was typed in pence or with a slip.
LARGEST_GBP = 1e11
LARGEST_PERSONS = 1e8
LARGEST_NUMBER = 1e12


@dataclass(frozen=True)
class Column:
    """One declared column of a table of a site.

    Attributes
    ----------
    name, description : str
    unit : str
        A unit of ``acohandbook.workings`` (money is in pounds in the file).
    kind : str
        ``text``, ``number``, ``year`` (2019/20), ``date`` (2019-04-01), ``month`` or ``choice``.
    required : bool
        False where a blank cell is allowed; blank means unknown or not applicable, as described.
    is_key : bool
        Part of the key that names a row once.
    among : tuple of str
        The only values allowed, or empty.
    lowest, highest : float or None
        Limits that are themselves allowed.
    refers : str
        ``table.column`` in which every value must be found, or empty.
    """

    name: str
    description: str
    unit: str
    kind: str
    required: bool
    is_key: bool
    among: tuple
    lowest: float | None
    highest: float | None
    refers: str


def _field(description, unit, kind, blank, refers="", **constraints):
    metadata = {"unit": unit, "kind": kind, "refers": refers}
    return pa.Field(description=description, nullable=blank, metadata=metadata, **constraints)


def text(description, *, blank=False, refers=""):
    """A code, a name or a sentence."""
    return _field(description, "text", "text", blank, refers)


def choice(description, among, *, blank=False):
    """One of a few words."""
    return _field(description, "text", "choice", blank, isin=list(among))


def year(description, *, blank=False):
    """A financial year, 2019/20."""
    return _field(description, "text", "year", blank, str_matches=r"^\d{4}/\d{2}$")


def date(description, *, blank=False):
    """A day, 2019-04-01."""
    return _field(description, "text", "date", blank, str_matches=r"^\d{4}-\d{2}-\d{2}$")


def month(description):
    """A month of the financial year, 1 (April) to 12 (March)."""
    return _field(description, "months", "month", False, ge=1, le=12)


def money(description, *, blank=False, lowest=-LARGEST_GBP, highest=LARGEST_GBP):
    """Pounds, read to the penny."""
    return _field(description, "gbp", "number", blank, ge=lowest, le=highest)


def money_per_head(description, *, blank=False):
    """Pounds a person."""
    return _field(description, "gbp_per_head", "number", blank, ge=0, le=1e6)


def rate(description, *, blank=False, lowest=0.0, highest=1.0):
    """A decimal share or growth: 0.021 is 2.1%."""
    return _field(description, "rate", "number", blank, ge=lowest, le=highest)


def growth_rate(description, *, blank=False):
    """A decimal change from one year to the next. A step of a half or more is an adjustment, not growth."""
    return rate(description, blank=blank, lowest=-0.5, highest=0.5)


def persons(description, *, blank=False):
    """People; weighted people may have decimals."""
    return _field(description, "persons", "number", blank, ge=0, le=LARGEST_PERSONS)


def number(description, *, blank=False, lowest=-LARGEST_NUMBER, highest=LARGEST_NUMBER):
    """A figure in the unit that the row itself states."""
    return _field(description, "number", "number", blank, ge=lowest, le=highest)


class SiteTable(pa.DataFrameModel):
    """A table of a site. ``Config.unique`` is its key; ``Config.metadata`` says whether it may be left out."""

    class Config:
        strict = True


@cache
def columns_of(model: type[SiteTable]) -> dict[str, Column]:
    """The declared columns of a table, by name, in the order of the file."""
    schema = model.to_schema()
    keys = set(schema.unique or ())
    return {name: _column(name, column, name in keys) for name, column in schema.columns.items()}


def _column(name, column, is_key):
    limits = {check.name: check.statistics for check in column.checks}
    return Column(
        name=name,
        description=column.description,
        unit=column.metadata["unit"],
        kind=column.metadata["kind"],
        required=not column.nullable,
        is_key=is_key,
        among=tuple(limits.get("isin", {}).get("allowed_values", ())),
        lowest=limits.get("greater_than_or_equal_to", {}).get("min_value"),
        highest=limits.get("less_than_or_equal_to", {}).get("max_value"),
        refers=column.metadata["refers"],
    )
