"""A workbook to fill in: every table with drop-downs, limits and notes, and an example to look at."""

from __future__ import annotations

from pathlib import Path

from acohandbook.report.workbook.inputs import write_setting_lists, write_settings, write_tables
from acohandbook.report.workbook.sheets import Sheets, link
from acohandbook.site import Site
from acohandbook.site.models import MODELS, columns_of, is_optional, key_of
from acohandbook.site.settings import Settings
from acohandbook.site.toml_settings import read_settings

# Rows made ready below the header; more can be added.
SPARE_ROWS = 300
_EXAMPLE_ROWS = 3
EXAMPLE_SHEET = "note example"
_ABOUT = (
    "Fill in the yellow cells: the settings first, then the tables from left to right.",
    "Point at the name of a column to see what belongs in it, its unit and its limits.",
    "Blank means not known, never zero. Rates are decimals (0.021 is 2.1%), money is in pounds, financial "
    "years are written 2019/20.",
    "Paste values, not formulas. Do not merge cells and do not hide rows. A column of your own starts with "
    "note, and so does a sheet of your own.",
    "Then make a site of it: acohandbook new DIR --workbook FILE.xlsx. Every fault is named with its sheet "
    "and cell, and nothing is written until there is none.",
)


def write_template(example: Site, path: str | Path) -> None:
    """Write a workbook to fill in.

    Parameters
    ----------
    example : Site
        Whose first rows are shown, on a sheet that is not read back.
    path : str or Path

    Raises
    ------
    WorkbookError
        When the package that writes workbooks is not installed.
    """
    bare = _bare(example)
    with Sheets(Path(path), "Site to fill in") as sheets:
        contents = sheets.add("Contents", "This page.")
        write_settings(sheets, bare, None)
        write_setting_lists(sheets, bare, None, SPARE_ROWS)
        write_tables(sheets, bare, None, SPARE_ROWS)
        _write_example(sheets, example)
        _write_contents(sheets, contents)


def _bare(example: Site) -> Site:
    """A site that says nothing: no row, and every setting at its default."""
    needed = {
        name: example.given_settings[name]
        for name, field in Settings.model_fields.items()
        if field.is_required()
    }
    settings, _ = read_settings(needed)
    columns = {name: {column: [] for column in columns_of(model)} for name, model in MODELS.items()}
    return Site("template", settings, columns, {})


def _write_example(sheets: Sheets, example: Site) -> None:
    """The first rows of every table of an example, one table below the other."""
    sheet = sheets.add(
        EXAMPLE_SHEET, f"The first rows of an example, {example.settings.name}. Not read back."
    )
    row = 0
    for name in MODELS:
        sheets.text(sheet, row, 0, name, sheets.styles.heading)
        for spot, (column, values) in enumerate(example.columns[name].items()):
            sheets.text(sheet, row + 1, spot, column, sheets.styles.header)
            declared = columns_of(MODELS[name]).get(column)
            unit = declared.unit if declared else "text"
            for below, value in enumerate(values[:_EXAMPLE_ROWS], row + 2):
                sheets.constant(sheet, below, spot, value, unit, "fixed")
        row += _EXAMPLE_ROWS + 3
    sheet.set_column(0, 20, 20)
    sheets.finish(sheet, 18, header_rows=0)


def _write_contents(sheets: Sheets, sheet) -> None:
    sheets.text(sheet, 0, 0, "A site to fill in", sheets.styles.heading)
    for row, line in enumerate(_ABOUT, 1):
        sheets.text(sheet, row, 0, line)
    top = len(_ABOUT) + 2
    sheet.write_row(top, 0, ["Sheet", "What it holds", "Needed", "Its key"], sheets.styles.header)
    links = sheets.styles.get(font_color="#005EB8", underline=1)
    for row, (name, about) in enumerate(sheets.listed, top + 1):
        sheet.write_url(row, 0, link(name), links, name)
        sheets.text(sheet, row, 1, about)
        if name in MODELS:
            sheets.text(sheet, row, 2, "if there is any" if is_optional(name) else "yes")
            sheets.text(sheet, row, 3, ", ".join(key_of(name)))
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    sheet.set_column(2, 3, 30)
    sheets.finish(sheet, 4, header_rows=0)
