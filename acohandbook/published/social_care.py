"""Adult Social Care Finance Return (NHS Digital): what each council spent on adult social care.

Three traps. Rows with DataType_KEY 2 split the mandatory rows again by age and would count them twice.
Rows without a council are totals of England and its regions. TOTALEXPENDITURE includes money that comes
from the NHS and from joint arrangements: the council's own figures are gross current expenditure, the
clients' contributions (gross less net) and net current expenditure.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from acohandbook.published.reading import PublishedFileError, one_row_each, read_table

PUBLICATION = "the Adult Social Care Finance Return (ASC-FR)"
SIGNATURE = (
    "CASSR_CODE", "GEOGRAPHY_CODE", "DataType_KEY", "SupportSetting_KEY",
    "GROSSCURRENTEXPENDITURE", "NETCURRENTEXPENDITURE",
)  # fmt: skip
_MANDATORY = 1
_DATA_TYPES, _SETTINGS = {1, 2}, set(range(1, 10))
# What one row is about, beside the council: the same keys twice would count money twice.
_KEYS = {
    "setting": ("SupportSetting_KEY",),
    "data_type": ("DataType_KEY",),
    "care_type": ("CareType_KEY",),
    "age_band": ("AgeBand_KEY",),
    "support_reason": ("PrimarySupportReason_KEY",),
    "purpose": ("Purpose_KEY",),
    "carer_support": ("CarerSupportType_KEY",),
}
_AMOUNTS = {
    "income": ("TOTALINCOME",),
    "gross": ("GROSSCURRENTEXPENDITURE",),
    "net": ("NETCURRENTEXPENDITURE",),
}
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
        A column is missing, an amount or a key is blank or none, a row stands twice, a council has two
        codes, the file mixes years or holds no mandatory row of a council.
    """
    columns = {
        "ends_in": ("FY_Ending",),
        "council_code": ("GEOGRAPHY_CODE",),
        "return_code": ("CASSR_CODE",),
        **_KEYS,
        **_AMOUNTS,
    }
    table = read_table(
        path,
        PUBLICATION,
        columns,
        numbers=("ends_in", "setting", "data_type", "return_code"),
        signed=_AMOUNTS,
        areas=("council_code",),
        optional=("care_type", "age_band", "support_reason", "purpose", "carer_support"),
        blank=("council_code",),
    )
    _check(path, table)
    rows = table[(table["data_type"] == _MANDATORY) & table["return_code"].notna()]
    years = sorted(set(table["ends_in"]))
    if len(years) != 1 or rows.empty:
        raise PublishedFileError(
            f"{path}: mandatory rows of councils of one year are needed, found the years "
            f"{', '.join(f'{year:g}' for year in years)} and {len(rows)} such rows."
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


def _check(path: Path, table: pd.DataFrame) -> None:
    """Refuse what would drop a row, count it twice or give it to another council."""
    has_code, is_returned = table["council_code"].notna(), table["return_code"].notna()
    one_row_each(path, table[is_returned], ["council_code", "return_code", *_KEYS])
    counted = is_returned & (table["data_type"] == _MANDATORY)
    faults = {
        "column 'FY_Ending': this is no year such as 2017": ~table["ends_in"].isin(range(2000, 2100)),
        "column 'DataType_KEY': it should be 1 or 2": ~table["data_type"].isin(_DATA_TYPES),
        "column 'SupportSetting_KEY': it should be 1 to 9 or blank": table["setting"].notna()
        & ~table["setting"].isin(_SETTINGS),
        "CASSR_CODE and GEOGRAPHY_CODE should both be given, or neither": has_code != is_returned,
        "CASSR_CODE and GEOGRAPHY_CODE are not the pair of the rows before": is_returned
        & (_first_of(table, "return_code", "council_code") | _first_of(table, "council_code", "return_code")),
        **{
            f"column {header!r}: the amount is blank": counted & table[name].isna()
            for name, (header,) in _AMOUNTS.items()
        },
    }
    for words, wrong in faults.items():
        if wrong.any():
            raise PublishedFileError(f"{path}, row {wrong.idxmax()}, {words}.")


def _first_of(table: pd.DataFrame, key: str, other: str) -> pd.Series:
    """Whether a row has another code beside its code than the first row with that code."""
    first = table.dropna(subset=[key]).drop_duplicates(key).set_index(key)[other]
    return table[key].notna() & (table[key].map(first) != table[other])
