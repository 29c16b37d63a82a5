"""Closing distances from target, from opening distances and growth (NHS England's pace of change table)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from acohandbook.published.nhs_targets import formula
from acohandbook.published.reading import one_row_each, read_table
from acohandbook.rules.growth import closing_distance_rate

PUBLICATION = "NHS England's pace of change table by CCG"


def predict_closing_distances(path: Path) -> pd.DataFrame:
    """Where each CCG stands against its target after the year's growth. The published answer is never read.

    The target grows by the same rate a head everywhere; that rate is a parameter, derived once from the
    CCGs whose closing distance was published.

    Returns
    -------
    DataFrame
        ``ccg``, ``opening_dft``, ``closing_distance_from_target``, in the file's order; blank where the
        opening distance or the growth is.

    Raises
    ------
    PublishedFileError
        A column is missing, a cell is no number or a row stands twice.
    """
    columns = {"ccg": ("ccg",), "opening_dft": ("opening_dft",), "growth": ("per_capita_growth",)}
    table = read_table(path, PUBLICATION, columns, rates=("opening_dft", "growth"))
    table = one_row_each(path, table, list(columns)).reset_index(drop=True)
    closing = closing_distance_rate(
        table["opening_dft"].to_numpy(), table["growth"].to_numpy(), formula("target_growth_per_head_rate")
    )
    return table[["ccg", "opening_dft"]].assign(closing_distance_from_target=closing)
