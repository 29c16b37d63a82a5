"""The input sheets: the settings and every table of the site as they stand, and the national parameters."""

from __future__ import annotations

from collections.abc import Iterable

from acohandbook.report.workbook.layout import NATIONAL_SHEETS, SETTING_LISTS, SETTINGS_SHEET, letters
from acohandbook.report.workbook.sheets import Sheets, input_name
from acohandbook.report.workbook.styles import UNIT_NAMES, note, validation
from acohandbook.site import Site
from acohandbook.site.models import MODELS, columns_of
from acohandbook.site.settings_sheet import LIST_MODELS, setting_rows, settings_without
from acohandbook.steps import Results

_SETTINGS_HEADER = ("setting", "value", "used where blank", "in force", "unit", "meaning")


def write_settings(sheets: Sheets, site: Site, live: Iterable[str] | None) -> None:
    """The settings, one a row; the formulas read the value in force."""
    sheet = sheets.add(
        SETTINGS_SHEET, "The settings of the site: what is stated, and what is used where nothing is."
    )
    styles = sheets.styles
    sheet.write_row(0, 0, _SETTINGS_HEADER, styles.header)
    for row, setting in enumerate(setting_rows(site), 1):
        is_live = live is None or f"site.settings.{setting.key}" in live
        kind = "input" if is_live else "fixed"
        unit = "text" if setting.unit == "flag" else setting.unit
        sheets.text(sheet, row, 0, setting.key)
        sheets.constant(sheet, row, 1, setting.given, setting.unit, kind)
        default = settings_without(site, setting)
        sheets.constant(sheet, row, 2, default, setting.unit, "fixed")
        force = f'IF(ISBLANK(B{row + 1}),IF(ISBLANK(C{row + 1}),"",C{row + 1}),B{row + 1})'
        value = setting.given if setting.given is not None else default
        sheets.formula(sheet, row, 3, force, "" if value is None else value, styles.cell(unit))
        sheets.text(sheet, row, 4, UNIT_NAMES[setting.unit] if setting.unit != "flag" else "TRUE or FALSE")
        sheets.text(sheet, row, 5, setting.meaning, styles.wrapped)
        if setting.among:
            sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(setting.among)})
        sheets.name(f"settings.{setting.key}", f"{SETTINGS_SHEET}!$D${row + 1}")
    sheet.set_column(0, 0, 38)
    sheet.set_column(1, 3, 22)
    sheet.set_column(4, 4, 12)
    sheet.set_column(5, 5, 90)
    sheets.finish(sheet, 6, locked=live is not None)


def write_tables(sheets: Sheets, site: Site, live: Iterable[str] | None, spare_rows: int = 0) -> None:
    """One sheet for each table of the site, with the names of its columns in the first row.

    Parameters
    ----------
    live : set of str or None
        Columns that may be typed over; None for all, in a workbook to fill in.
    spare_rows : int
        Rows below the last record that are made ready.
    """
    last = {}
    for name in MODELS:
        columns = list(site.columns[name])
        length = len(site.columns[name][columns[0]])
        for spot, column in enumerate(columns):
            last[f"{name}.{column}"] = letters(spot), max(length, 1) + 1 + spare_rows
    for name, model in MODELS.items():
        sheet = sheets.add(name, model.__doc__)
        declared = columns_of(model)
        columns = site.columns[name]
        rows = len(next(iter(columns.values())))
        for spot, (column, values) in enumerate(columns.items()):
            known = declared.get(column)
            unit = known.unit if known else "text"
            is_live = live is None or f"site.{name}.{column}" in live
            kind = "input" if is_live else "fixed"
            sheets.text(sheet, 0, spot, column, sheets.styles.header)
            if known:
                sheet.write_comment(0, spot, note(known), {"x_scale": 2, "author": "acohandbook"})
                rule = validation(known, last) if is_live and rows + spare_rows else None
                if rule:
                    sheet.data_validation(1, spot, rows + spare_rows, spot, rule)
            for row, value in enumerate(values, 1):
                sheets.constant(sheet, row, spot, value, unit, kind)
            for row in range(rows + 1, rows + spare_rows + 1):
                sheet.write_blank(row, spot, None, sheets.styles.cell(unit, kind))
            sheets.name(input_name(name, column), f"{name}!${letters(spot)}$2:${last[f'{name}.{column}'][0]}"
                        f"${max(rows, 1) + 1 + spare_rows}")  # fmt: skip
            sheet.set_column(spot, spot, _width(column, values))
        sheets.finish(sheet, len(columns), locked=live is not None)


def write_setting_lists(sheets: Sheets, site: Site, live: Iterable[str] | None, spare_rows: int = 0) -> None:
    """The lists of the settings as tables: reopeners, bands, phasing and list counts."""
    for name in SETTING_LISTS:
        model = LIST_MODELS[name]
        sheet = sheets.add(name, model.__doc__)
        table = getattr(site, name)
        for spot, column in enumerate(table.columns):
            sheets.text(sheet, 0, spot, column, sheets.styles.header)
            field = model.model_fields.get(column)
            if field is not None:
                sheet.write_comment(0, spot, field.description, {"x_scale": 2, "author": "acohandbook"})
            is_live = live is None or f"site.{name}.{column}" in live
            kind = "input" if is_live else "fixed"
            unit, values = table.unit(column), table[column].tolist()
            for row, value in enumerate(values, 1):
                sheets.constant(sheet, row, spot, sheets.shown(value, unit), unit, kind)
            for row in range(len(table) + 1, len(table) + spare_rows + 1):
                sheet.write_blank(row, spot, None, sheets.styles.cell(unit, kind))
            sheets.name(input_name(name, column), f"{name}!${letters(spot)}$2:${letters(spot)}"
                        f"${max(len(table), 1) + 1 + spare_rows}")  # fmt: skip
            sheet.set_column(spot, spot, _width(column, values))
        sheets.finish(sheet, len(table.columns), locked=live is not None)


def write_national(sheets: Sheets, results: Results) -> None:
    """The national parameters, with their status and source."""
    for name, sheet_name in NATIONAL_SHEETS.items():
        sheet = sheets.add(sheet_name, "National parameters with status and source.")
        table = results.table(name)
        for spot, column in enumerate(table.columns):
            values = table[column].tolist()
            unit = table.unit(column)
            sheets.text(sheet, 0, spot, column, sheets.styles.header)
            for row, value in enumerate(values, 1):
                sheets.constant(sheet, row, spot, sheets.shown(value, unit), unit, "fixed")
            sheet.set_column(spot, spot, _width(column, values))
        sheets.finish(sheet, len(table.columns))


def _width(column: str, values: Iterable) -> int:
    longest = max((len(str(value)) for value in values if value is not None), default=0)
    return min(max(len(column) + 1, longest + 2, 9), 48)
