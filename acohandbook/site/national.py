"""National parameters and lists: dated, cited and marked with how far they were verified.

The files lie in ``data/national``. ``status`` is V (read in the source), D (derived by arithmetic from
such values), S (seen only in a secondary source) or U (not verified: an illustrative input, never a fact).
"""

from __future__ import annotations

import csv
from functools import cache

from acohandbook.resources import folder
from acohandbook.workings import Table

_PARAMETERS = "data/national/parameters.csv"
LISTS = (
    "candidate_areas",
    "contracting_forms",
    "crosswalk",
    "readiness_features",
    "service_lines",
    "sources",
)
_AGE_COST_INDEX = "data/national/age_cost_index.csv"


@cache
def national_table() -> Table:
    """Every national parameter, one row per parameter and financial year.

    Returns
    -------
    Table
        Named ``national.parameters``, keyed ``parameter_id`` and ``financial_year`` (``any`` where a value
        belongs to no year). ``value`` is a plain number in the unit that ``unit`` names: pounds, a decimal
        rate, persons or pounds per head. ``illustrative`` is 1 where the value is not verified. One table is
        shared by everyone who asks: read it, do not add to it.
    """
    rows = _rows("parameters")
    table = Table(
        "national.parameters",
        {key: [row[key] for row in rows] for key in ("parameter_id", "financial_year")},
    )
    table.input("value", [float(row["value"]) for row in rows], "number", f"{_PARAMETERS}: value")
    flags = [float(row["illustrative"] == "yes") for row in rows]
    table.input("illustrative", flags, "flag", f"{_PARAMETERS}: illustrative")
    for column in ("unit", "status", "title", "source_id"):
        table.input(column, [row[column] for row in rows], "text", f"{_PARAMETERS}: {column}")
    return table


@cache
def age_cost_table() -> Table:
    """NHS cost by age band relative to the mean of everyone, from hospital and primary care records.

    Returns
    -------
    Table
        Named ``national.age_cost_index``, keyed ``financial_year`` (2011/12, 2014/15) and ``age_band``, with
        ``index`` (1 is the mean) and ``cost_per_head_gbp``. Both years are weighted by the population of
        2011: the source's population of 2014 holds one single year of age in its row for 85 and over.
        Shared by everyone who asks: read it, do not add to it.
    """
    rows = _rows("age_cost_index")
    table = Table(
        "national.age_cost_index",
        {key: [row[key] for row in rows] for key in ("financial_year", "age_band")},
    )
    table.input("index", [float(row["index"]) for row in rows], "number", f"{_AGE_COST_INDEX}: index")
    costs = [float(row["cost_per_head_gbp"]) for row in rows]
    return table.input("cost_per_head_gbp", costs, "gbp_per_head", f"{_AGE_COST_INDEX}: cost_per_head_gbp")


def age_cost_index(financial_year: str) -> list[dict]:
    """Return the age-cost index of one year, youngest first, ``index`` and ``cost_per_head_gbp`` as numbers.

    Raises
    ------
    ValueError
        When there is no index for the year.
    """
    rows = [row for row in _rows("age_cost_index") if row["financial_year"] == financial_year]
    if not rows:
        known = ", ".join(dict.fromkeys(row["financial_year"] for row in _rows("age_cost_index")))
        raise ValueError(f"There is no age-cost index for {financial_year!r}; there is one for {known}.")
    numbers = ("index", "cost_per_head_gbp")
    return [row | {name: float(row[name]) for name in numbers} for row in rows]


def service_lines() -> list[dict]:
    """Return the recommended service lines, in the order of a ledger."""
    return _copies("service_lines")


def scope_presets() -> list[dict]:
    """Return the home of each service line by care model and contracting form, with the reason."""
    return _copies("scope_presets")


def sources() -> list[dict]:
    """Return the publications that national parameters and illustrative sites cite."""
    return _copies("sources")


def readiness_features() -> list[dict]:
    """Return the eight features that an organisation must show, and the tests that bear on each."""
    return _copies("readiness_features")


def contracting_forms() -> list[dict]:
    """Return the three contracting forms: what each is, who signs and what it pays."""
    return _copies("contracting_forms")


def national_list(name: str) -> Table:
    """One of these lists as a table to show, its rows numbered from 1.

    Raises
    ------
    ValueError
        When there is no list of that name.
    """
    if name not in LISTS:
        raise ValueError(f"There is no national list {name!r}; there is {', '.join(LISTS)}.")
    rows = _rows(name)
    table = Table(f"national.{name}", {"number": [str(place) for place in range(1, len(rows) + 1)]})
    for column in rows[0]:
        table.input(
            column, [row[column] or "" for row in rows], "text", f"data/national/{name}.csv: {column}"
        )
    return table


def glossary() -> list[dict]:
    """Return the words of the handbook with their meaning and source."""
    return _copies("glossary")


def candidate_areas() -> list[dict]:
    """Return the candidate systems of March 2017 and the MCP and PACS vanguards."""
    return _copies("candidate_areas")


def crosswalk() -> list[dict]:
    """Return the terms of 2017 beside those of 2026."""
    return _copies("crosswalk")


def _copies(name: str) -> list[dict]:
    return [dict(row) for row in _rows(name)]


@cache
def _rows(name: str) -> tuple[dict, ...]:
    path = folder("data/national") / f"{name}.csv"
    with path.open(newline="", encoding="utf-8") as file:
        return tuple(csv.DictReader(file))
