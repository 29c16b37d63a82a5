"""How far real savings rates, and the need of practices, lie apart: a measure to hold assumptions against.

Real savings rates hold true differences between organisations as well as chance. What is fitted to them is
therefore an upper bound for chance and for shocks, not a measure of either.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.need_components import read_weighted_populations
from acohandbook.rules import noise

# Where one band of population ends and the next begins.
EDGES = (5_000, 7_500, 10_000, 15_000, 20_000, 30_000, 50_000)
# Smaller lists are mostly of special practices, such as those for homeless people.
LEAST_LIST_PERSONS = 1_000
PERCENTILES = (1, 5, 50, 95, 99)
_ROUNDS = 100


def spread_by_population(persons, year, saving_rate, variation: float) -> pd.DataFrame:
    """Standard deviation of savings rates by band of population, beside what is fitted and what is assumed.

    Each rate is taken less the mean of its year, so that a programme that saves more over the years does
    not count as spread.

    Parameters
    ----------
    persons, year, saving_rate
        One element per organisation and year.
    variation
        The coefficient of variation that is assumed of a person's yearly cost.

    Returns
    -------
    DataFrame
        ``population`` in words, ``organisation_years``, ``persons`` (harmonic mean), ``deviation_rate``,
        ``fitted_rate`` (see ``fit_spread``) and ``assumed_chance_rate``.
    """
    rows = pd.DataFrame({"persons": persons, "year": year, "rate": saving_rate}).dropna()
    rows["rate"] -= rows.groupby("year")["rate"].transform("mean")
    rows["per_person"] = 1 / rows["persons"]
    groups = rows.groupby(np.digitize(rows["persons"], EDGES))
    bands = groups.agg(
        organisation_years=("rate", "size"), per_person=("per_person", "mean"), variance=("rate", "var")
    )
    fitted, common = fit_spread(bands["per_person"], bands["variance"], bands["organisation_years"])
    people = 1 / bands["per_person"]
    return pd.DataFrame(
        {
            "population": [_words(place) for place in bands.index],
            "organisation_years": bands["organisation_years"],
            "persons": people,
            "deviation_rate": bands["variance"] ** 0.5,
            "fitted_rate": (fitted**2 * bands["per_person"] + common**2) ** 0.5,
            "assumed_chance_rate": noise.saving_deviation_rate(variation, people),
        }
    ).reset_index(drop=True)


def fit_spread(per_person, variance, rows) -> tuple[float, float]:
    """Fit variance = variation^2 / persons + common^2 by weighted least squares.

    The variance of a sample variance is twice its square over its degrees of freedom, so each band weighs
    (rows - 1) over the square of its fitted variance; weights and line are worked in turn until they
    settle. Neither part of a variance can be negative: a line that would make one so has that part at 0.

    Parameters
    ----------
    per_person, variance, rows : array
        By band: mean of one over the number of people, variance of the rates (above 0), number of rates
        (above 1).

    Returns
    -------
    tuple of float
        The coefficient of variation, and the common deviation that does not shrink with people.
    """
    x, y, freedom = (np.asarray(values, dtype=float) for values in (per_person, variance, rows))
    freedom = freedom - 1
    fitted = y
    for _ in range(_ROUNDS):
        weight = freedom / fitted**2
        mean_x, mean_y = np.average(x, weights=weight), np.average(y, weights=weight)
        slope = (weight * (x - mean_x) * (y - mean_y)).sum() / (weight * (x - mean_x) ** 2).sum()
        level = mean_y - slope * mean_x
        if slope < 0:
            slope, level = 0.0, mean_y
        elif level < 0:
            slope, level = (weight * x * y).sum() / (weight * x * x).sum(), 0.0
        fitted = slope * x + level
    return float(slope**0.5), float(level**0.5)


def spread_fit(spread: pd.DataFrame) -> pd.DataFrame:
    """The fit behind ``spread_by_population`` as one row, with the number of rates it rests on."""
    variation, common = fit_spread(
        1 / spread["persons"], spread["deviation_rate"] ** 2, spread["organisation_years"]
    )
    return pd.DataFrame(
        {
            "organisation_years": [int(spread["organisation_years"].sum())],
            "fitted_variation": [variation],
            "fitted_common_rate": [common],
        }
    )


def need_spread(published: Path) -> pd.DataFrame:
    """How far the overall need per head of practices lies from England's, lists above 1,000, 2023/24.

    Returns
    -------
    DataFrame
        One row: ``financial_year``, ``practices``, ``mean_list`` and percentiles of need per head (1 is
        England's), and ``deviation_rate``, its standard deviation weighted by people.
    """
    path = Path(published) / "nhs_allocations" / "practice_weighted_population_2023_2024.csv"
    practices = read_weighted_populations(path)
    practices = practices[practices["persons"] > LEAST_LIST_PERSONS].dropna(subset="need_overall")
    persons, need = practices["persons"], practices["need_overall"] / practices["persons"]
    mean = np.average(need, weights=persons)
    spread = np.average((need - mean) ** 2, weights=persons) ** 0.5
    found = {"financial_year": "2023/24", "practices": len(practices), "mean_list": persons.mean()}
    found |= {f"percentile_{rank}_rate": np.percentile(need, rank) for rank in PERCENTILES}
    return pd.DataFrame([found | {"deviation_rate": spread}])


def _words(place: int) -> str:
    if place == 0:
        return f"below {EDGES[0]:,}"
    if place == len(EDGES):
        return f"{EDGES[-1]:,} or more"
    return f"{EDGES[place - 1]:,} to {EDGES[place] - 1:,}"
