"""Measures of the improvement payment: the place's own QOF achievement where it is published."""

from __future__ import annotations

import pandas as pd

from acohandbook.published.quality_outcomes import INDICATORS
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.places import Place


def measure_table(country: Country, place: Place, first_year: str) -> tuple[pd.DataFrame, str]:
    """Measures with the place's published baseline, and a sentence on where they come from.

    Payment starts at the lower quarter of England's CCGs and is whole at the upper quarter; that this is
    what a contract would agree is illustrative. Weights are equal.
    """
    achievement, reason = country.folder.achievement
    if achievement is not None:
        here = achievement[achievement["ccg_code"].isin(_codes(country, place, achievement))]
        if here["denominator"].sum() > 0:
            year = achievement["financial_year"].iloc[0]
            practices = here.groupby("ccg_code")["practices"].max().sum()
            return _from_achievement(country.achievement_quarters, here, first_year), (
                f"Baselines of the measures are QOF achievement of {year} over the {practices:.0f} practices "
                "that took part, exceptions counted as not achieved; threshold and target are the lower and "
                "upper quarter of CCGs, which no contract has agreed."
            )
        reason = "the QOF workbook has no row for this place"
    return _to_be_agreed(first_year), f"Measures are placeholders to be agreed: {reason}."


def _codes(country, place, achievement):
    """The place's CCGs as the workbook knows them: one formed since stands there as those that merged."""
    known = set(achievement["ccg_code"])
    for ccg in place.ccgs:
        yield from [ccg] if ccg in known else country.allocations.merged_into(ccg)


def _from_achievement(quarters, here, first_year) -> pd.DataFrame:
    sums = here.groupby("indicator")[["numerator", "denominator"]].sum()
    shown = [indicator for indicator in INDICATORS if sums["denominator"].get(indicator.code, 0) > 0]
    return _table(
        [
            {
                "measure_id": indicator.code,
                "measure_name": indicator.name,
                "domain": "long-term conditions",
                "kind": indicator.kind,
                "baseline": round(sums["numerator"][indicator.code] / sums["denominator"][indicator.code], 6),
                "threshold": round(quarters.loc[indicator.code, "lower"], 6),
                "target": round(quarters.loc[indicator.code, "upper"], 6),
                "source_id": "qof_achievement",
            }
            for indicator in shown
        ],
        first_year,
    )


def _to_be_agreed(first_year) -> pd.DataFrame:
    rows = [
        ("care-plans", "People with long-term conditions who have a care plan", "process", 0.5, 0.5, 0.8),
        (
            "blood-pressure",
            "Blood pressure controlled in people with hypertension",
            "outcome",
            0.75,
            0.75,
            0.85,
        ),
    ]
    names = ["measure_id", "measure_name", "kind", "baseline", "threshold", "target"]
    return _table(
        [
            dict(zip(names, row, strict=True), domain="to be agreed", source_id="handbook_reconstruction")
            for row in rows
        ],
        first_year,
    )


def _table(rows, first_year) -> pd.DataFrame:
    parts = [round(1 / len(rows), 6)] * (len(rows) - 1)
    weights = [*parts, round(1 - sum(parts), 6)]
    return pd.DataFrame(
        [
            row | {"weight": weight, "direction": "higher_is_better", "from_year": first_year}
            for row, weight in zip(rows, weights, strict=True)
        ]
    )
