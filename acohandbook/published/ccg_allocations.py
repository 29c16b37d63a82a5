"""Allocations to CCGs: the panel of years and the pace-of-change file, read side by side, never mixed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from acohandbook.published.reading import PublishedFileError, one_row_each, read_table
from acohandbook.site.financial_year import is_financial_year, starting_year

PANEL = "the panel of CCG allocations by year"
PANEL_SIGNATURE = ("CCG_Code", "financial_year", "Allocation_000s")
PACE = "the pace-of-change file of CCG allocations"
PACE_SIGNATURE = ("ccg", "opening_dft", "final_allocation_k", "final_growth")
# The file states no year. Its level and growth place it after the panel's 2018/19 plan: inferred, not stated.
PACE_YEAR = "2019/20"
_SAME_AREA_RATE = 0.1


def read_allocation_panel(path: Path) -> pd.DataFrame:
    """Read the allocation of each CCG and year.

    Returns
    -------
    DataFrame
        ccg_code, ccg_name, financial_year, allocation_gbp, persons (NaN where not given).

    Raises
    ------
    PublishedFileError
        A column is missing, an allocation is blank, a year is not one or not that beside it, or a CCG has a
        year twice.
    """
    columns = {
        "ccg_code": ("CCG_Code",),
        "ccg_name": ("CCG_Name",),
        "financial_year": ("financial_year",),
        "allocation_k": ("Allocation_000s",),
        "persons": ("CCGpop", "all_ages"),
        "ends_in": ("year",),
    }
    table = read_table(
        path,
        PANEL,
        columns,
        numbers=("allocation_k", "persons", "ends_in"),
        codes=("ccg_code",),
        optional=("persons", "ccg_name", "ends_in"),
    )
    for row in table.itertuples():
        where, year = f"{path}, row {row.Index}", row.financial_year
        if year is None or not is_financial_year(year):
            raise PublishedFileError(
                f"{where}, column 'financial_year': {year!r} is not a financial year such as 2017/18."
            )
        if not row.allocation_k > 0:
            raise PublishedFileError(
                f"{where}, column 'Allocation_000s': the allocation is blank or not positive."
            )
        if row.ends_in == row.ends_in and row.ends_in not in (starting_year(year), starting_year(year) + 1):
            raise PublishedFileError(
                f"{where}, column 'year': {row.ends_in:g} is not in the financial year {year} beside it."
            )
    one_row_each(path, table, ["ccg_code", "financial_year"])
    table["allocation_gbp"] = (table["allocation_k"] * 1000).round(2)
    return table.drop(columns=["allocation_k", "ends_in"])


def read_pace_of_change(path: Path) -> pd.DataFrame:
    """Read opening distance from target and final allocation of each CCG, which the file knows by name only.

    Returns
    -------
    DataFrame
        ccg_name, match_name (see ``match_name``), opening_distance_rate, allocation_gbp, growth_rate.
        Names that stand twice in the file are left out: which CCG they mean cannot be told.

    Raises
    ------
    PublishedFileError
        A column is missing, a name or an allocation is blank, a distance is 100% or more, or a row stands
        twice.
    """
    columns = {
        "ccg_name": ("ccg",),
        "opening_distance_rate": ("opening_dft",),
        "allocation_k": ("final_allocation_k",),
        "growth_rate": ("final_growth",),
    }
    rates = ("opening_distance_rate", "growth_rate")
    table = read_table(path, PACE, columns, numbers=("allocation_k",), rates=rates)
    for row in table.itertuples():
        where = f"{path}, row {row.Index}"
        if row.ccg_name is None:
            raise PublishedFileError(f"{where}, column 'ccg': the name is blank.")
        if not row.allocation_k > 0:
            raise PublishedFileError(f"{where}, column 'final_allocation_k': it is blank or not positive.")
        for column, rate in (("opening_dft", row.opening_distance_rate), ("final_growth", row.growth_rate)):
            if abs(rate) >= 1:
                raise PublishedFileError(
                    f"{where}, column {column!r}: {rate:g} should be a part of 1, such as 0.02 for 2%."
                )
    one_row_each(path, table, list(columns))
    table["allocation_gbp"] = (table["allocation_k"] * 1000).round(2)
    table["match_name"] = [match_name(name) for name in table["ccg_name"]]
    return table[~table["match_name"].duplicated(keep=False)].drop(columns="allocation_k")


def match_name(name: str) -> str:
    """A CCG's name reduced to what publications agree on: no NHS, no CCG, no punctuation, `and` for `&`."""
    words = re.sub(r"[^a-z0-9 ]", " ", name.lower().replace("&", " and ").replace("'", ""))
    return " ".join(word for word in words.split() if word not in {"nhs", "ccg", "the"})


@dataclass(frozen=True)
class Disagreement:
    """Two published figures for the allocation of one CCG in one year."""

    ccg_code: str
    financial_year: str
    panel_gbp: float
    pace_gbp: float

    @property
    def gap_rate(self) -> float:
        """How far the pace-of-change file lies above the panel."""
        return self.pace_gbp / self.panel_gbp - 1

    @property
    def same_area(self) -> bool:
        """Whether the two can be the same CCG: a wider gap than this is a change of boundary."""
        return abs(self.gap_rate) <= _SAME_AREA_RATE

    def __str__(self) -> str:
        caveat = "" if self.same_area else " The two can hardly cover the same area."
        return (
            f"Two figures for the allocation of {self.ccg_code} in {self.financial_year}: the panel says "
            f"£{self.panel_gbp:,.0f}, the pace-of-change file £{self.pace_gbp:,.0f} ({self.gap_rate:+.1%}; "
            f"its year is inferred). The panel is used.{caveat}"
        )


def disagreements(
    panel: pd.DataFrame, pace: pd.DataFrame | None, tolerance_rate=0.0005
) -> list[Disagreement]:
    """Every CCG whose allocation differs between the two publications by more than a tolerance.

    Parameters
    ----------
    panel, pace
        As the two readers return them; ``pace`` may be absent.
    tolerance_rate
        Difference, as a share of the panel's figure, that rounding to £000 may leave.
    """
    if pace is None:
        return []
    year = panel[panel["financial_year"] == PACE_YEAR]
    names = pd.Series([match_name(name or "") for name in year["ccg_name"]], index=year.index)
    both = year.assign(match_name=names).merge(pace, on="match_name", suffixes=("", "_pace"))
    differing = both[(both["allocation_gbp_pace"] / both["allocation_gbp"] - 1).abs() > tolerance_rate]
    return [
        Disagreement(row.ccg_code, PACE_YEAR, row.allocation_gbp, row.allocation_gbp_pace)
        for row in differing.sort_values("ccg_code").itertuples()
    ]
