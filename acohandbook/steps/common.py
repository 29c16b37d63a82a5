"""What several steps share: keys of new tables, national parameters by year, and figures in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from acohandbook.rules.dialect import round_half_away, to_pounds
from acohandbook.workings import Table

if TYPE_CHECKING:
    from acohandbook.site import Site


def keys_of(names: Sequence[str], rows: Iterable[tuple]) -> dict[str, list]:
    """Key columns of a table from its rows, each row once, in the order in which they first come."""
    once = list(dict.fromkeys(rows))
    return {name: [row[place] for row in once] for place, name in enumerate(names)}


def records(table: Table, *columns: str, **where: object) -> list[tuple]:
    """Some columns of a table, row by row, where other columns have given values."""
    chosen = [table[column].tolist() for column in (*columns, *where)]
    width, wanted = len(columns), tuple(where.values())
    return [row[:width] for row in zip(*chosen, strict=True) if row[width:] == wanted]


def national_parameter(table: Table, site: Site, name: str, parameter_id: str, unit: str) -> Table:
    """Add a national parameter to a table: its latest value up to the base year, blank where there is none.

    The year that it belongs to stands beside it, as ``<name>_year``.
    """
    years = sorted(year for (year,) in records(site.national, "financial_year", parameter_id=parameter_id))
    known = [year for year in years if year <= site.settings.base_year]
    year = known[-1] if known else None
    table.input(f"{name}_year", year, "text", f"latest year of {parameter_id} up to the base year")
    if year is None:
        return table.input(name, float("nan"), unit, f"{parameter_id} is not published up to the base year")
    where = {"parameter_id": parameter_id, "financial_year": year}
    return table.total(name, site.national, "value", by={}, where=where, unit=unit)


def national_by_year(table: Table, site: Site, name: str, parameter_id: str, unit: str) -> Table:
    """Add a national parameter by the financial year of each row, blank where none is published."""
    table.input(f"{name}_id", parameter_id, "text", "name of the national parameter")
    table.input(f"{name}_unpublished", float("nan"), unit, "blank where nothing is published")
    on = {"parameter_id": f"{name}_id", "financial_year": "financial_year"}
    return table.lookup(name, site.national, "value", on=on, otherwise=f"{name}_unpublished", unit=unit)


def pounds(pence: float) -> str:
    """Money in a sentence, in whole pounds: ``£1,234,568`` or ``-£400,000``."""
    whole = round_half_away(to_pounds(float(pence)))
    return f"{'-' if whole < 0 else ''}£{abs(whole):,.0f}"


def percent(rate: float) -> str:
    """A rate in a sentence: ``12.5%``."""
    return f"{100 * rate:.1f}%"


def persons(number: float) -> str:
    """People in a sentence: ``41,000``."""
    return f"{number:,.0f}"


def listed(names: Iterable[str], most: int = 5) -> str:
    """Some names in a sentence; beyond ``most`` only how many more there are."""
    names = list(names)
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown
