"""Beside the workbook: the statement as CSV and a summary for a committee as a Word document."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

from acohandbook.report import words
from acohandbook.report.workbook.sheets import WorkbookError
from acohandbook.rules.dialect import to_pounds
from acohandbook.site.cells import write_cell
from acohandbook.steps import Results
from acohandbook.whole import write_bytes, write_text

_STATEMENT = "settlement.statement"
_LARGEST_FINDINGS = 12
_ORDER = {"red": 0, "amber": 1, "note": 2}


def write_beside(results: Results, workbook: str | Path) -> list[Path]:
    """Write the statement as CSV and the committee's summary beside a workbook, under its name.

    Returns
    -------
    list of Path
        What was written.

    Raises
    ------
    WorkbookError
        When the package that writes Word documents is not installed.
    """
    statement, summary = Path(workbook).with_suffix(".csv"), Path(workbook).with_suffix(".docx")
    write_summary(results, summary)
    write_text(statement, statement_csv(results))
    return [statement, summary]


def statement_csv(results: Results) -> str:
    """The settlement statement as CSV: pounds with pence, text never a formula."""
    table = results.table(_STATEMENT)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(table.columns)
    columns = []
    for column in table.columns:
        values = table[column].tolist()
        if table.unit(column) == "gbp":
            columns.append(["" if value != value else f"{to_pounds(value):.2f}" for value in values])
        else:
            columns.append([write_cell(value) for value in values])
    writer.writerows(zip(*columns, strict=True))
    return buffer.getvalue()


def write_summary(results: Results, path: str | Path) -> None:
    """Write a committee's summary of the results as a Word document.

    Raises
    ------
    WorkbookError
        When the package that writes Word documents is not installed.
    """
    try:
        import docx
    except ImportError:
        raise WorkbookError(
            "writing the summary needs the package python-docx: pip install acohandbook[excel]"
        ) from None
    document = docx.Document()
    site = results.site
    properties = document.core_properties
    properties.title, properties.author = f"Summary: {site.settings.name}", "acohandbook"
    properties.created = properties.modified = datetime.datetime(2026, 1, 1)
    properties.language = "en-GB"
    document.add_heading(site.settings.name, level=0)
    document.add_paragraph(
        f"Whole population budget and settlement, contract years {site.years[0]} to {site.years[-1]}. "
        "Draft for agreement; not a contract document. Pounds; received is positive, paid negative."
    )
    _budget(document, results)
    _settlement(document, results)
    _tests(document, results)
    _findings(document, results)
    written = io.BytesIO()
    document.save(written)
    write_bytes(Path(path), _without_times(written))


def _without_times(document: io.BytesIO) -> bytes:
    """The same document without the moment of writing: the same results give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(document) as dated, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as plain:
        for part in dated.namelist():
            plain.writestr(zipfile.ZipInfo(part), dated.read(part), zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _budget(document, results: Results) -> None:
    table = results.table("contract_years.summary")
    columns = ("cost_gbp", "affordable_gbp", "budget_gbp", "gap_gbp")
    document.add_heading("Budget by year", level=1)
    rows = [
        [table["financial_year"][row], *(words.pounds(to_pounds(table[one][row])) for one in columns)]
        for row in range(len(table))
    ]
    _table(document, ["Year", *map(words.title, columns)], rows)


def _settlement(document, results: Results) -> None:
    table = results.table(_STATEMENT)
    document.add_heading("Net settlement by party", level=1)
    years = results.site.years
    parties = list(dict.fromkeys(zip(table["party_id"], table["party_name"], strict=True)))
    positions = table.positions(("party_id", "financial_year"))
    rows = []
    for party, name in parties:
        net = [positions.get((party, year)) for year in years]
        shown = ["" if row is None else words.pounds(to_pounds(table["net_gbp"][row]), True) for row in net]
        rows.append([name, *shown])
    totals = [words.pounds(to_pounds(table.sum("net_gbp", financial_year=year)), True) for year in years]
    _table(document, ["Party", *years], [*rows, ["All parties together", *totals]])


def _tests(document, results: Results) -> None:
    table = results.table("assurance.tests")
    document.add_heading("What an auditor asks", level=1)
    order = sorted(range(len(table)), key=lambda row: -table["status_code"][row])
    rows = [[table["status"][row], table["title"][row], table["reason"][row]] for row in order]
    _table(document, ["Status", "Test", "Reason"], rows)


def _findings(document, results: Results) -> None:
    findings = sorted(results.findings, key=lambda finding: _ORDER[finding.status])
    document.add_heading("Findings", level=1)
    if not findings:
        document.add_paragraph("None.")
    for finding in findings[:_LARGEST_FINDINGS]:
        document.add_paragraph(f"{finding.status.capitalize()}: {finding.message}", style="List Bullet")
    if len(findings) > _LARGEST_FINDINGS:
        document.add_paragraph(f"And {len(findings) - _LARGEST_FINDINGS} more, in the workbook under Checks.")


def _table(document, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    table = document.add_table(rows=1, cols=len(header), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = str(text)
