"""NHS cost per head by age, sex and deprivation (Asaria; PSSRU Unit Costs 2017): the age-cost index."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from acohandbook.published.populations import band_of
from acohandbook.published.reading import PublishedFileError, one_row_each, read_table
from acohandbook.site.models.vocabulary import AGE_BANDS

PUBLICATION = "NHS cost per head by age, sex and deprivation"
SIGNATURE = ("year", "age", "sex", "imd_quintile", "nhs_cost_per_head_gbp", "population")
# The population of 2014/15 labels its last row 85+ but holds one single year of age: weigh with 2011.
WEIGHTS_YEAR = "2011/12"
_AGE = re.compile(r"\d{1,3}\+?", re.ASCII)


def read_cost_per_head(path: Path) -> pd.DataFrame:
    """Read year, age (first year of a band such as 85+), sex, imd_quintile, cost_per_head_gbp, persons.

    Raises
    ------
    PublishedFileError
        A column is missing, a cell is no number or no age, or a row stands twice.
    """
    columns = {
        "year": ("year",),
        "age": ("age",),
        "sex": ("sex",),
        "imd_quintile": ("imd_quintile",),
        "cost_per_head_gbp": ("nhs_cost_per_head_gbp",),
        "persons": ("population",),
    }
    table = read_table(path, PUBLICATION, columns, numbers=("cost_per_head_gbp", "persons"))
    for row, age in table["age"].items():
        if age is None or not _AGE.fullmatch(age):
            raise PublishedFileError(
                f"{path}, row {row}, column 'age': {age!r} is no age such as 0, 41 or 85+."
            )
    table["age"] = [int(age.rstrip("+")) for age in table["age"]]
    return one_row_each(path, table, ["year", "age", "sex", "imd_quintile"])


def age_cost_index(costs: pd.DataFrame, year: str = WEIGHTS_YEAR) -> pd.DataFrame:
    """Mean cost per head of each age band and its ratio to England's mean, on the population of 2011.

    Parameters
    ----------
    costs
        As ``read_cost_per_head`` returns them.
    year
        Which costs, 2011/12 or 2014/15.

    Returns
    -------
    DataFrame
        Index age_band; cost_per_head_gbp, index, persons.

    Raises
    ------
    PublishedFileError
        The file holds no costs for the year, or no population to weigh them with.
    """
    keys = ["age", "sex", "imd_quintile"]
    people = costs[costs["year"] == WEIGHTS_YEAR].set_index(keys)["persons"]
    cost = costs[costs["year"] == year].set_index(keys)["cost_per_head_gbp"]
    if people.empty or cost.empty:
        raise PublishedFileError(
            f"{PUBLICATION}: needs the years {year} and {WEIGHTS_YEAR} (for its population)."
        )
    both = pd.DataFrame({"persons": people, "spend": people * cost}).dropna()
    bands = (
        both.groupby([band_of(age) for age in both.index.get_level_values("age")]).sum().loc[list(AGE_BANDS)]
    )
    per_head = bands["spend"] / bands["persons"]
    mean = bands["spend"].sum() / bands["persons"].sum()
    return pd.DataFrame(
        {"cost_per_head_gbp": per_head, "index": per_head / mean, "persons": bands["persons"]}
    ).rename_axis("age_band")
