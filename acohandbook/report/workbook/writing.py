"""Putting a workbook together."""

from __future__ import annotations

from pathlib import Path

from acohandbook.report.workbook import front, inputs
from acohandbook.report.workbook.excel import HALF_AWAY, HALF_AWAY_VALUE
from acohandbook.report.workbook.formulas import Formulas
from acohandbook.report.workbook.layout import Layout
from acohandbook.report.workbook.live import live_columns
from acohandbook.report.workbook.sheets import Sheets
from acohandbook.report.workbook.steps import write_steps
from acohandbook.steps import Results


def write_workbook(results: Results, path: str | Path) -> None:
    """Write a site's inputs and its whole calculation as a workbook of live formulas.

    Parameters
    ----------
    results : Results
        What ``run_steps`` returned; its figures stand in the cells until something recalculates them.
    path : str or Path
        Where to write; an existing file is replaced.

    Raises
    ------
    WorkbookError
        When the package that writes workbooks is not installed.
    """
    site, layout = results.site, Layout(results)
    live = live_columns(results)
    with Sheets(Path(path), f"Whole population budget: {site.settings.name}") as sheets:
        sheets.contents = sheets.add("Contents", "This page.")
        sheets.name(HALF_AWAY, HALF_AWAY_VALUE)
        front.write_statement(sheets, results, layout)
        front.write_what_if(sheets, results, layout)
        front.write_checks(sheets, results, layout)
        inputs.write_settings(sheets, site, live)
        inputs.write_setting_lists(sheets, site, live)
        inputs.write_tables(sheets, site, live)
        inputs.write_national(sheets, results)
        write_steps(sheets, results, layout, Formulas(results, layout))
        front.write_contents(sheets, results)
