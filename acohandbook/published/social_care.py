"""Adult Social Care Finance Return (NHS Digital): what each council spent on adult social care.

Three traps. Rows with DataType_KEY 2 split the mandatory rows again by age and would count them twice.
Rows without a council are totals of England and its regions. TOTALEXPENDITURE includes money that comes
from the NHS and from joint arrangements: the council's own figures are gross current expenditure, the
clients' contributions (gross less net) and net current expenditure.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from acohandbook.published.reading import PublishedFileError, read_table

PUBLICATION = "the Adult Social Care Finance Return (ASC-FR)"
SIGNATURE = (
    "CASSR_CODE", "GEOGRAPHY_CODE", "DataType_KEY", "SupportSetting_KEY",
    "GROSSCURRENTEXPENDITURE", "NETCURRENTEXPENDITURE",
)  # fmt: skip
_MANDATORY = 1
# SupportSetting_KEY in the order of the labels that later returns print in full; seen in secondary use of
# the 2016/17 file, not in a data dictionary. Everything else is other adult social care.
_LINE_OF_SETTING = {2: "social_care_home_care", 6: "social_care_nursing", 7: "social_care_residential"}
GROSS_LINES = (
    "social_care_residential",
    "social_care_nursing",
    "social_care_home_care",
    "social_care_other",
)
CLIENT_INCOME = "social_care_client_income"


def read_social_care(path: Path) -> tuple[str, pd.DataFrame]:
    """Read gross spend by setting and client income of each council.

    Returns
    -------
    year : str
        Financial year (the file states the year in which it ends).
    councils : DataFrame
        Index council_code; columns in pounds: the four gross lines, ``social_care_client_income``
        (negative), ``gross_gbp``, ``net_gbp`` and, for the record of what is left out,
        ``nhs_and_joint_income_gbp``. Gross less client income is net; total income is client income plus
        what is left out.

    Raises
    ------
    PublishedFileError
        A column is missing, the file mixes years or holds no mandatory row of a council.
    """
    columns = {
        "ends_in": ("FY_Ending",),
        "council_code": ("GEOGRAPHY_CODE",),
        "return_code": ("CASSR_CODE",),
        "setting": ("SupportSetting_KEY",),
        "data_type": ("DataType_KEY",),
        "income": ("TOTALINCOME",),
        "gross": ("GROSSCURRENTEXPENDITURE",),
        "net": ("NETCURRENTEXPENDITURE",),
    }
    figures = ("ends_in", "setting", "data_type", "income", "gross", "net")
    table = read_table(path, PUBLICATION, columns, numbers=figures)
    rows = table[(table["data_type"] == _MANDATORY) & table["return_code"].notna()]
    years = sorted(set(rows["ends_in"].dropna()))
    if len(years) != 1:
        raise PublishedFileError(f"{path}: one year of mandatory rows of councils is needed, found {years}.")
    blank = rows[rows[["gross", "net", "income"]].isna().any(axis=1) | rows["council_code"].isna()]
    if len(blank):
        raise PublishedFileError(
            f"{path}, row {blank.index[0] + 2}: an amount or the GEOGRAPHY_CODE is blank."
        )
    line = rows["setting"].map(_LINE_OF_SETTING).where(rows["setting"].isin(list(_LINE_OF_SETTING)), None)
    line = line.astype(object).where(line.notna(), "social_care_other")
    councils = (rows["gross"] * 1000).groupby([rows["council_code"], line]).sum().unstack()
    councils = councils.reindex(columns=list(GROSS_LINES))
    by_council = rows.groupby("council_code")[["income", "gross", "net"]].sum() * 1000
    councils["gross_gbp"] = by_council["gross"]
    councils["net_gbp"] = by_council["net"]
    councils[CLIENT_INCOME] = by_council["net"] - by_council["gross"]
    councils["nhs_and_joint_income_gbp"] = by_council["income"] + councils[CLIENT_INCOME]
    end = int(years[0])
    return f"{end - 1}/{end % 100:02d}", councils
