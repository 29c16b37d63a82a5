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
        ``number``, ``month`` (1 is April), ``text``, ``choice``, ``year`` (2019/20), ``date`` (2019-04-01)
        or ``about`` (a date, a month or a year).
    required : bool
        False where a blank cell is allowed; blank means unknown or not applicable, as described.
    may_lack : bool
        True where the whole column may be left out.
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
    may_lack: bool
    among: tuple
    lowest: float | None
    highest: float | None
    refers: str

    @property
    def is_number(self) -> bool:
        """Whether its cells hold numbers."""
        return self.kind in ("number", "month")


def _field(description, unit, kind, blank=False, refers="", may_lack=False, **constraints):
    metadata = {"unit": unit, "kind": kind, "refers": refers, "may_lack": may_lack}
    return pa.Field(description=description, nullable=blank, metadata=metadata, **constraints)


def text(description, *, blank=False, refers="", may_lack=False):
    """A code, a name or a sentence."""
    return _field(description, "text", "text", blank, refers, may_lack)


def choice(description, among, *, blank=False, may_lack=False):
    """One of a few words."""
    return _field(description, "text", "choice", blank, may_lack=may_lack, isin=list(among))


def year(description, *, blank=False):
    """A financial year, 2019/20."""
    return _field(description, "text", "year", blank, str_matches=r"^\d{4}/\d{2}$")


def date(description, *, blank=False):
    """A day, 2019-04-01."""
    return _field(description, "text", "date", blank, str_matches=r"^\d{4}-\d{2}-\d{2}$")


def about(description, *, blank=False):
    """A day, a month or a year, as precisely as known: 2019-04-01, 2019-04 or 2019."""
    return _field(description, "text", "about", blank, str_matches=r"^\d{4}(-\d{2}){0,2}$")


def month_of_year(description, *, blank=False, may_lack=False):
    """A month of the financial year, 1 (April) to 12 (March)."""
    return _field(description, "months", "month", blank, may_lack=may_lack, ge=1, le=12)


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
    """A decimal change from one year to the next. A step beyond a half is an adjustment, not growth."""
    return rate(description, blank=blank, lowest=-0.5, highest=0.5)


def persons(description, *, blank=False):
    """People; weighted people may have decimals."""
    return _field(description, "persons", "number", blank, ge=0, le=LARGEST_PERSONS)


def number(description, *, blank=False, lowest=-LARGEST_NUMBER, highest=LARGEST_NUMBER):
    """A figure in the unit that the row itself states."""
    return _field(description, "number", "number", blank, ge=lowest, le=highest)


class SiteTable(pa.DataFrameModel):
    """A table of a site. ``Config.unique`` is its key."""

    class Config:
        strict = True


@cache
def columns_of(model: type[SiteTable]) -> dict[str, Column]:
    """The declared columns of a table, by name, in the order of the file."""
    return {name: _column(name, field) for name, (_, field) in model.__fields__.items()}


def _column(name, field):
    limits = {check.name: check.statistics for check in field.checks}
    return Column(
        name=name,
        description=field.description,
        required=not field.nullable,
        among=tuple(limits.get("isin", {}).get("allowed_values", ())),
        lowest=limits.get("greater_than_or_equal_to", {}).get("min_value"),
        highest=limits.get("less_than_or_equal_to", {}).get("max_value"),
        **field.metadata,
    )
