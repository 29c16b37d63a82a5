"""Target allocations from practice need components, as NHS England's formula of 2018/19 gives them."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.reading import one_row_each, read_table
from acohandbook.resources import folder
from acohandbook.rules import allocation_targets

PUBLICATION = "NHS England practice need components (2018/19)"
_COLUMNS = {
    "practice_code": ("Practice",),
    "ccg_code": ("CCG",),
    "general_acute_persons": ("WP_G&A",),
    "community_persons": ("WP_CS",),
    "mental_health_persons": ("WP_MH",),
    "maternity_persons": ("WP_Mat",),
    "prescribing_persons": ("WP_Presc",),
    "inequality_persons": ("WP_AM",),
    "market_forces_rate": ("MFF_index",),
    "ambulance_cost_rate": ("EACA_index",),
}
_NEED = ("general_acute", "community", "mental_health", "maternity")


@cache
def formula(parameter_id: str) -> float:
    """A weight or rate of the formulas, from ``data/national/target_formulas.csv``."""
    path = folder("data/national") / "target_formulas.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return next(
            float(row["value"]) for row in csv.DictReader(file) if row["parameter_id"] == parameter_id
        )


def predict_targets(path: Path) -> pd.DataFrame:
    """Target allocation of each practice, without remoteness. The file's own targets are never read.

    Returns
    -------
    DataFrame
        ``practice_code``, ``ccg_code``, ``target_allocation_k`` (thousands of pounds, blank where a
        component is), one row per practice in the file's order.

    Raises
    ------
    PublishedFileError
        A component is missing, a cell is no number, or a practice stands twice.
    """
    numbers = [name for name in _COLUMNS if name not in ("practice_code", "ccg_code")]
    codes = ("practice_code", "ccg_code")
    table = read_table(path, PUBLICATION, _COLUMNS, numbers=numbers, codes=codes)
    table = one_row_each(path, table, ["practice_code"]).reset_index(drop=True)
    need = allocation_targets.hospital_need_persons(
        **{f"{name}_persons": table[f"{name}_persons"].to_numpy() for name in _NEED},
        **{f"{name}_weight_rate": formula(f"{name}_weight_rate") for name in _NEED},
    )
    target = allocation_targets.target_pence(
        hospital_need_persons=need,
        prescribing_persons=table["prescribing_persons"].to_numpy(),
        inequality_persons=table["inequality_persons"].to_numpy(),
        inequality_rate=formula("inequality_rate"),
        market_forces_rate=table["market_forces_rate"].to_numpy(),
        ambulance_cost_rate=table["ambulance_cost_rate"].to_numpy(),
        hospital_gbp=formula("hospital_gbp"),
        prescribing_gbp=formula("prescribing_gbp"),
    )
    return table[["practice_code", "ccg_code"]].assign(target_allocation_k=target / 100_000)


def by_ccg(targets: pd.DataFrame) -> pd.DataFrame:
    """Totals by CCG in order of code; a total is blank where any of its practices is."""
    totals = targets.groupby("ccg_code", dropna=False)["target_allocation_k"]
    return totals.sum(min_count=1).where(~totals.apply(lambda k: np.isnan(k).any())).round(5).reset_index()
