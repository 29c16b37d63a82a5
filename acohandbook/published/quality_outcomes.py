"""Quality and Outcomes Framework (NHS Digital): achievement by CCG as a workbook, prevalence as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from acohandbook.published.cells import BEYOND_ALL_SPENDING, PublishedFileError, clean_codes
from acohandbook.published.reading import normalised, one_row_each, read_table

ACHIEVEMENT = "QOF achievement by CCG (workbook)"
PREVALENCE = "QOF prevalence by CCG"
PREVALENCE_SIGNATURE = ("fy", "condition", "ccg", "list_size", "register")
_YEAR_ON_SHEET = re.compile(r"\b(20\d\d)-(\d\d)\b")


@dataclass(frozen=True)
class Indicator:
    """One QOF indicator that a site takes as a measure, in our own words."""

    code: str
    group: str
    name: str
    kind: str


INDICATORS = (
    Indicator("HYP006", "HYP", "Blood pressure controlled in people with hypertension", "outcome"),
    Indicator("CHD002", "CHD", "Blood pressure controlled in people with coronary heart disease", "outcome"),
    Indicator(
        "DM007", "DM", "Blood glucose controlled (59 mmol/mol or less) in people with diabetes", "outcome"
    ),
    Indicator(
        "COPD003", "COPD", "Yearly review of people with chronic obstructive pulmonary disease", "process"
    ),
    Indicator("MH002", "MH", "Agreed care plan for people with severe mental illness", "process"),
    Indicator("DEM004", "DEM", "Yearly face-to-face review of people with dementia", "process"),
)


def is_achievement(path: Path) -> bool:
    """Whether a workbook has a sheet for every group of indicators; by its name where none can be opened."""
    try:
        workbook = _open(path)
    except PublishedFileError:
        return "qof" in path.name.lower()
    try:
        return {indicator.group for indicator in INDICATORS} <= set(workbook.sheetnames)
    finally:
        workbook.close()


def _open(path):
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError:
        raise PublishedFileError(f"{path}: reading a workbook needs the package openpyxl.") from None
    try:
        return load_workbook(path, read_only=True, data_only=True)
    except Exception as error:  # openpyxl raises whatever a damaged part leads to
        raise PublishedFileError(f"{path}: this is not a workbook that can be read ({error}).") from None


def read_achievement(path: Path, indicators=INDICATORS) -> pd.DataFrame:
    """Read how many patients received each indicator's care, exceptions counted as not received.

    Parameters
    ----------
    path
        The workbook as published. Reading it needs the package openpyxl.
    indicators
        Which to read; one sheet per group.

    Returns
    -------
    DataFrame
        indicator, ccg_code, financial_year, practices (that took part), numerator, denominator (exceptions
        included) and rate.

    Raises
    ------
    PublishedFileError
        openpyxl is not installed, a sheet or an indicator is missing, the sheet is laid out otherwise, a cell
        is no count or no code, a CCG stands twice, or the sheets are of different years or CCGs.
    """
    workbook = _open(path)
    try:
        rows = []
        for group in dict.fromkeys(indicator.group for indicator in indicators):
            if group not in workbook.sheetnames:
                raise PublishedFileError(
                    f"{path}: no sheet {group!r}; sheets are {', '.join(workbook.sheetnames)}."
                )
            sheet = _cells_of(path, workbook[group])
            wanted = [indicator for indicator in indicators if indicator.group == group]
            rows += _sheet_rows(f"{path}, sheet {group}", sheet, wanted)
    finally:
        workbook.close()
    table = pd.DataFrame(rows)
    if table.empty:
        raise PublishedFileError(f"{path}: there are no rows of CCGs.")
    _check_one_another(path, table, [indicator.code for indicator in indicators])
    table["rate"] = table["numerator"] / table["denominator"].where(table["denominator"] > 0)
    return table


def _cells_of(path, sheet):
    try:
        return list(sheet.iter_rows(values_only=True))
    except Exception as error:  # as above: read only now, part by part
        raise PublishedFileError(f"{path}: the sheet {sheet.title} is damaged ({error}).") from None


def _sheet_rows(where, sheet, indicators):
    names = next((row for row in sheet if "CCG code" in row), None)
    if names is None:
        raise PublishedFileError(f"{where}: no row of headers with 'CCG code'.")
    header = sheet.index(names)
    above = sheet[header - 1] if header else ()
    ccg = names.index("CCG code")
    years = [
        cell.strip() for cell in above if isinstance(cell, str) and _YEAR_ON_SHEET.fullmatch(cell.strip())
    ]
    if not years:
        raise PublishedFileError(f"{where}: no year above the headers.")
    newest = max(years)
    # The first column of the newest year counts practices.
    practices = next(at for at, cell in enumerate(above) if isinstance(cell, str) and cell.strip() == newest)
    if normalised(str(names[practices])) != "numberofpractices":
        raise PublishedFileError(f"{where}: 'Number of practices' should stand under {newest}.")
    rows = [(at, row) for at, row in enumerate(sheet[header + 1 :], header + 2) if row and row[ccg]]
    codes = _codes(f"{where}, column {_letters(ccg)}", rows, ccg)
    for indicator in indicators:
        if above.count(indicator.code) != 1:
            said = "two columns of" if indicator.code in above else "no"
            raise PublishedFileError(f"{where}: {said} indicator {indicator.code}.")
        start = above.index(indicator.code)
        numerator = _column_after(where, names, above, start, "Numerator")
        denominator = _column_after(where, names, above, start, "Denominator plus Exceptions")
        for code, (at, row) in zip(codes, rows, strict=True):
            took_part, received, everyone = (
                _count(where, at, column, row) for column in (practices, numerator, denominator)
            )
            if received > everyone:
                raise PublishedFileError(
                    f"{where}, row {at}, column {_letters(numerator)}: {received:g} patients received "
                    f"what only {everyone:g} could."
                )
            yield {
                "indicator": indicator.code,
                "ccg_code": code,
                "financial_year": newest.replace("-", "/"),
                "practices": took_part,
                "numerator": received,
                "denominator": everyone,
            }


def _codes(where, rows, ccg) -> list[str]:
    cells = pd.Series([row[ccg] for _, row in rows], [at for at, _ in rows], dtype=object)
    codes = clean_codes(cells, where)
    if (again := codes.duplicated()).any():
        raise PublishedFileError(f"{where}, row {again.idxmax()}: {codes[again.idxmax()]} stands here twice.")
    return list(codes)


def _count(where, at, column, row) -> float:
    value = row[column] if column < len(row) else None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < BEYOND_ALL_SPENDING:
        raise PublishedFileError(f"{where}, row {at}, column {_letters(column)}: {value!r} is no count.")
    return float(value)


def _letters(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return get_column_letter(column + 1)


def _column_after(where, names, above, start, wanted):
    """The column of a name among those of one indicator, which end where the next indicator stands above."""
    later = [at for at in range(start + 1, len(above)) if above[at] is not None]
    for position in range(start, min(later[0] if later else len(names), start + 10, len(names))):
        if names[position] == wanted:
            return position
    raise PublishedFileError(f"{where}: no column {wanted!r} under {above[start]!r}.")


def _check_one_another(path, table, indicators) -> None:
    """Refuse sheets that tell of different years or different CCGs."""
    if len(years := sorted(set(table["financial_year"]))) > 1:
        raise PublishedFileError(f"{path}: the sheets are of different years: {', '.join(years)}.")
    everyone = set(table["ccg_code"])
    for indicator in indicators:
        if missing := sorted(everyone - set(table.loc[table["indicator"] == indicator, "ccg_code"])):
            raise PublishedFileError(
                f"{path}: the indicator {indicator} has no row for {', '.join(missing[:5])}, but others have."
            )


def read_prevalence(path: Path) -> pd.DataFrame:
    """Read financial_year, condition, ccg_code, list_persons, register_persons and prevalence_rate."""
    columns = {
        "financial_year": ("fy",),
        "condition": ("condition",),
        "ccg_code": ("ccg",),
        "list_persons": ("list_size",),
        "register_persons": ("register",),
    }
    numbers = ("list_persons", "register_persons")
    table = read_table(path, PREVALENCE, columns, numbers=numbers, codes=("ccg_code",))
    one_row_each(path, table, ["financial_year", "condition", "ccg_code"])
    table["prevalence_rate"] = table["register_persons"] / table["list_persons"].where(
        table["list_persons"] > 0
    )
    return table
