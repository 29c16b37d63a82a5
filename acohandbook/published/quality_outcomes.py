"""Quality and Outcomes Framework (NHS Digital): achievement by CCG as a workbook, prevalence as a table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from acohandbook.published.reading import PublishedFileError, normalised, read_table

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
        openpyxl is not installed, a sheet or an indicator is missing, or the sheet is laid out otherwise.
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
    above = sheet[header - 1]
    ccg = names.index("CCG code")
    years = [cell for cell in above if isinstance(cell, str) and _YEAR_ON_SHEET.fullmatch(cell.strip())]
    if not years:
        raise PublishedFileError(f"{where}: no year above the headers.")
    newest = max(years)
    practices = above.index(newest)  # the first column of the newest year counts practices
    if normalised(str(names[practices])) != "numberofpractices":
        raise PublishedFileError(f"{where}: 'Number of practices' should stand under {newest}.")
    for indicator in indicators:
        if indicator.code not in above:
            raise PublishedFileError(f"{where}: no indicator {indicator.code}.")
        start = above.index(indicator.code)
        numerator = _column_after(where, names, start, "Numerator")
        denominator = _column_after(where, names, start, "Denominator plus Exceptions")
        for row in sheet[header + 1 :]:
            if row[ccg]:
                yield {
                    "indicator": indicator.code,
                    "ccg_code": str(row[ccg]).strip(),
                    "financial_year": newest.strip().replace("-", "/"),
                    "practices": row[practices],
                    "numerator": row[numerator],
                    "denominator": row[denominator],
                }


def _column_after(where, names, start, wanted):
    for position in range(start, min(start + 10, len(names))):
        if names[position] == wanted:
            return position
    raise PublishedFileError(f"{where}: no column {wanted!r} under {names[start]!r}.")


def read_prevalence(path: Path) -> pd.DataFrame:
    """Read financial_year, condition, ccg_code, list_persons, register_persons and prevalence_rate."""
    columns = {
        "financial_year": ("fy",),
        "condition": ("condition",),
        "ccg_code": ("ccg",),
        "list_persons": ("list_size",),
        "register_persons": ("register",),
    }
    table = read_table(path, PREVALENCE, columns, numbers=("list_persons", "register_persons"))
    table["prevalence_rate"] = table["register_persons"] / table["list_persons"].where(
        table["list_persons"] > 0
    )
    return table
