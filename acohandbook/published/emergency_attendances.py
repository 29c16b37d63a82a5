"""A&E attendances and emergency admissions (NHS England): provider by month by type of department."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pandas as pd

from acohandbook.published.reading import PublishedFileError, one_row_each, read_table

PUBLICATION = "A&E attendances and emergency admissions"
SIGNATURE = ("period", "org_code", "type", "attendances", "breaches", "admissions")
FIGURES = ("attendances", "breaches", "admissions")


def read_emergency_attendances(path: Path | str) -> pd.DataFrame:
    """Read attendances, waits beyond four hours and admissions by provider, month and department type.

    Returns
    -------
    DataFrame
        period (``2018-04``), provider_code, department_type, attendances, breaches and admissions, in
        order of period, provider and type.

    Raises
    ------
    PublishedFileError
        The file is missing, is not this publication, or has a row twice or a period that is no day.
    """
    columns = {
        "period": ("period",),
        "provider_code": ("org_code",),
        "department_type": ("type",),
        **{name: (name,) for name in FIGURES},
    }
    table = read_table(Path(path), PUBLICATION, columns, numbers=FIGURES, codes=("provider_code",))
    for row, day in table["period"].items():
        if not _is_day(day):
            raise PublishedFileError(
                f"{path}, row {row}, column 'period': {day!r} is not a day such as 2018-04-01."
            )
    table["period"] = table["period"].str[:7]
    keys = ["period", "provider_code", "department_type"]
    table = one_row_each(path, table, keys)
    return table.sort_values(keys, ignore_index=True)


def _is_day(text: str | None) -> bool:
    try:
        return date.fromisoformat(text or "").isoformat() == text
    except ValueError:
        return False


def monthly_attendances(
    path: Path | str, figure: str = "attendances", providers: Iterable[str] | None = None
) -> list[tuple[str, str, float]]:
    """One figure by provider and month over all department types, as series for ``process_chart``.

    Parameters
    ----------
    figure : str
        attendances, breaches or admissions.
    providers : iterable of str, optional
        Provider codes; by default one series, ``England``, of every provider in the file.

    Raises
    ------
    PublishedFileError
        The file cannot be read (see ``read_emergency_attendances``), a provider is not in it, or there is no
        such figure.
    """
    if figure not in FIGURES:
        raise PublishedFileError(f"There is no figure {figure!r}; there is {', '.join(FIGURES)}.")
    table = read_emergency_attendances(path)
    if providers is None:
        table = table.assign(provider_code="England")
    else:
        wanted = list(providers)
        missing = sorted(set(wanted) - set(table["provider_code"]))
        if missing:
            raise PublishedFileError(f"{path}: no provider {', '.join(missing)}.")
        table = table[table["provider_code"].isin(wanted)]
    # A blank figure makes its month unknown: it is left out rather than taken as nothing.
    sums = table.groupby(["provider_code", "period"])[figure].sum(skipna=False).dropna()
    return [(provider, period, float(value)) for (provider, period), value in sums.items()]
