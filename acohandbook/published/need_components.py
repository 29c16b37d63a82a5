"""Weighted populations by practice (NHS England allocations): 2018/19 components, and 2023/24 onwards."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.nhs_targets import predict_targets
from acohandbook.published.reading import PublishedFileError, one_row_each, read_table

COMPONENTS_2018_19 = "NHS England practice need components 2018/19"
COMPONENTS_YEAR = "2018/19"
COMPONENTS_SIGNATURE = ("Practice", "GP_pop", "WP_G&A", "WP_CS", "WP_MH", "WP_Mat", "WP_Presc", "WP_AM")
WEIGHTED = "NHS England practice weighted populations (2023/24 onwards)"
WEIGHTED_SIGNATURE = ("Practice_Code", "G&A WP", "CS WP", "MH WP", "Mat WP", "Prescr WP", "Final PMC WP")

# The need columns of a site, from each publication's own names.
_NEED_2018_19 = {
    "need_general_acute": ("WP_G&A",),
    "need_community": ("WP_CS",),
    "need_mental_health": ("WP_MH",),
    "need_maternity": ("WP_Mat",),
    "need_prescribing": ("WP_Presc",),
    "need_health_inequalities": ("WP_AM",),
    "need_overall": ("WP_Overall",),
}
_NEED_LATER = {
    "need_general_acute": ("G&A WP",),
    "need_community": ("CS WP",),
    "need_mental_health": ("MH WP",),
    "need_maternity": ("Mat WP",),
    "need_prescribing": ("Prescr WP",),
    "need_health_inequalities": ("Health Ineq WP",),
    "need_overall": ("Final WP",),
    "need_primary_medical": ("Primary Medical Care WP",),
}


def read_components_2018_19(path: Path) -> pd.DataFrame:
    """Read need-weighted people by component for each practice of 2018/19.

    Returns
    -------
    DataFrame
        practice_code, ccg_code (of 2019), ccg_name, stp_code, pcn_code, pcn_name (None where the practice
        was in no network), persons, the need columns of a site except primary medical care (weighted
        persons; ``need_overall`` is NaN where the publication withholds it).

    Raises
    ------
    PublishedFileError
        A column is missing, a cell is not a number or a practice stands twice.
    """
    columns = {
        "practice_code": ("Practice",),
        "ccg_code": ("CCG",),
        "ccg_name": ("CCG19", "CCG name"),
        "stp_code": ("STP21", "STP code"),
        "pcn_code": ("PCN",),
        "pcn_name": ("PCN_name",),
        "persons": ("GP_pop",),
        **_NEED_2018_19,
    }
    optional = ("ccg_name", "stp_code", "pcn_code", "pcn_name", "need_overall")
    table = read_table(
        path,
        COMPONENTS_2018_19,
        columns,
        numbers=("persons", *_NEED_2018_19),
        codes=("practice_code", "ccg_code", "stp_code", "pcn_code"),
        optional=optional,
    )
    return one_row_each(path, table, ["practice_code"])


def read_weighted_populations(path: Path) -> pd.DataFrame:
    """Read weighted people and the place of each practice, 2023/24 onwards.

    The population column of 2023/24 is still labelled 2022/23.

    Returns
    -------
    DataFrame
        practice_code, postcode, lad_code, lad_name, council_code, council_name (upper tier; None where the
        file leaves them out, as 2025/26 does), persons and the need columns of a site.
    """
    columns = {
        "practice_code": ("Practice_Code",),
        "postcode": ("Practice_Postcode",),
        "lad_code": ("LAD21", "LAD"),
        "lad_name": ("LTLA21", "LTLA"),
        "council_code": ("LA21", "LA"),
        "council_name": ("UTLA21", "UTLA"),
        "persons": ("pop 2023/24", "pop 2022/23", "Population", "pop"),
        **_NEED_LATER,
    }
    optional = ("postcode", "lad_name", "council_code", "council_name")
    table = read_table(
        path,
        WEIGHTED,
        columns,
        numbers=("persons", *_NEED_LATER),
        codes=("practice_code",),
        areas=("lad_code", "council_code"),
        optional=optional,
    )
    return one_row_each(path, table, ["practice_code"])


def with_overall_need(components: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Work out overall need where the publication withholds it.

    Overall need is a practice's target allocation on the scale of people. The target is worked out from the
    components by the derived formula (remoteness left out), the scale from practices that have both.

    Parameters
    ----------
    components
        As ``read_components_2018_19`` returns them.
    path
        The file that they were read from.

    Returns
    -------
    DataFrame
        The same with ``need_overall`` filled where it can be, and ``overall_is_derived``.
    """
    withheld = components["need_overall"].isna()
    try:
        target = predict_targets(path)["target_allocation_k"].set_axis(components.index)
    except PublishedFileError:  # a file without the indices of cost: what is withheld stays unknown
        return components.assign(overall_is_derived=False)
    scale = (components["need_overall"] / target).median()
    overall = components["need_overall"].where(~withheld, target * scale)
    return components.assign(need_overall=overall, overall_is_derived=withheld & overall.notna())


def mean_relative_need(components: pd.DataFrame, by: pd.Series) -> pd.DataFrame:
    """Weighted people per registered person of each group: WP / GP, over practices that carry both.

    Parameters
    ----------
    components
        Rows with ``persons`` and need columns.
    by
        Group of each row.

    Returns
    -------
    DataFrame
        One row per group, one column per need column; NaN where no practice carries the component.
    """
    need = [column for column in components if column.startswith("need_")]
    known = components[need].notna()
    people = known.mul(components["persons"], axis=0).groupby(by).sum()
    weighted = components[need].groupby(by).sum(min_count=1)
    return weighted / people.where(people > 0, np.nan)
