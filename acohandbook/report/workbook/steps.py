"""One sheet for each step: its tables one below the other, every figure a formula."""

from __future__ import annotations

import re

from acohandbook.report.tracing.symbols import meaning_of
from acohandbook.report.workbook.excel import text_constant
from acohandbook.report.workbook.formulas import Formulas
from acohandbook.report.workbook.layout import SPLIT_HELPERS, Layout, Place
from acohandbook.report.workbook.sheets import Sheets
from acohandbook.report.workbook.styles import UNIT_NAMES
from acohandbook.rules.dialect import to_pounds
from acohandbook.steps import Results
from acohandbook.workings import Table, Working

_WORDS = re.compile(r"the words? for (.+)")
# Sources of text that the results do not change.
_FACT = re.compile(r"^key$|\.csv|site\.toml|data/|handbook")
# What stands where the words of the day of writing no longer tell the values.
CHANGED = "changed since written: see"
# What stands before sentences that gather the values of several tables.
AS_WRITTEN = "As written: "

_COLUMNS_A_PAGE = 12
# Heights of the rows that hold wrapped text above a table.
_NAMES_HEIGHT, _ORIGINS_HEIGHT = 32, 64


def write_steps(sheets: Sheets, results: Results, layout: Layout, formulas: Formulas) -> None:
    """Write the sheet of every step."""
    for step, result in results.steps.items():
        words = step.replace("_", " ")
        sheet = sheets.add(layout.sheets[step], f"Workings of the step {words}: every figure a formula.")
        sheets.text(sheet, 0, 0, words.capitalize(), sheets.styles.heading)
        sheets.text(
            sheet, 1, 0,
            "Money in pounds. #N/A is not known. Below each name: its unit and where it comes from.",
        )  # fmt: skip
        widest = 1
        for table in result.tables.values():
            place = layout.places[table.name]
            widest = max(widest, len(place.columns))
            _write_table(sheets, sheet, table, place, formulas)
        sheet.set_column(0, widest - 1, 18)
        last = sheet.dim_rowmax
        grey = sheets.styles.get(font_color="#7A7A7A")
        sheet.conditional_format(
            0, 0, last, widest - 1, {"type": "formula", "criteria": "=ISNA(A1)", "format": grey}
        )
        sheets.finish(sheet, widest, header_rows=2, pages_wide=-(-widest // _COLUMNS_A_PAGE))


def _write_table(sheets: Sheets, sheet, table: Table, place: Place, formulas: Formulas) -> None:
    top = place.first_row - 5
    sheets.text(sheet, top, 0, table.name, sheets.styles.heading)
    sheet.set_row(top + 1, _NAMES_HEIGHT)
    sheet.set_row(top + 3, _ORIGINS_HEIGHT)
    for column, spot in place.columns.items():
        sheets.text(sheet, top + 1, spot, column, sheets.styles.header)
        if column in table:
            working = table.workings[column]
            sheets.text(sheet, top + 2, spot, UNIT_NAMES[working.unit], sheets.styles.small)
            sheets.text(sheet, top + 3, spot, origin(working), sheets.styles.small)
            sheets.name(f"{table.name}.{column}", place.whole(column))
    for column in table.columns:
        _write_column(sheets, sheet, table, place, column, formulas)


def _write_column(sheets: Sheets, sheet, table: Table, place: Place, column: str, formulas: Formulas) -> None:
    unit, spot, first = table.unit(column), place.columns[column], place.first_row - 1
    values = table[column].tolist()
    if unit == "gbp":
        values = [to_pounds(value) for value in values]
    if table.workings[column].verb == "input":
        style = sheets.styles.cell(unit)
        worded = _worded(table, column)
        for row, value in enumerate(values, first):
            if worded:
                told = _still_told(table, place, worded, row - first, value)
                sheets.formula(sheet, row, spot, told, value, sheets.styles.cell("number"))
            elif unit == "text":
                sheets.text(sheet, row, spot, _told(table.workings[column].source, value or ""), style)
            elif value != value:
                sheets.formula(sheet, row, spot, "NA()", None, style)
            else:
                sheet.write_number(row, spot, value, style)
        return
    style = sheets.styles.cell("number" if unit == "text" else unit)
    for row, (formula, value) in enumerate(zip(formulas.column(table, column), values, strict=True), first):
        blank = "" if unit == "text" else None
        sheets.formula(sheet, row, spot, formula, blank if value is None else value, style)
    if table.workings[column].verb == "split":
        plain = sheets.styles.cell("number")
        spots = [place.columns[f"{column}: {one}"] for one in SPLIT_HELPERS]
        worked = formulas.helper_values(table, column)
        for row, parts in enumerate(formulas.helpers(table, column), first):
            for one, part, value in zip(spots, parts, worked[row - first], strict=True):
                if isinstance(part, str):
                    sheets.formula(sheet, row, one, part, value, plain)
                else:
                    sheet.write_number(row, one, part, plain)


def _told(source: str, text: str) -> str:
    """Text as it is, and a sentence that gathers figures marked as one of the day of writing."""
    tells = " " in text and any(letter.isdigit() for letter in text) and not _FACT.search(source)
    return f"{AS_WRITTEN}{text}" if tells or source.startswith("reasons") else text


def _worded(table: Table, column: str) -> list[str]:
    """The columns that a column puts into words, where its record says that it does."""
    found = _WORDS.fullmatch(table.workings[column].source)
    names = found[1].split(" and ") if found else []
    return names if all(name in table for name in names) else []


def _still_told(table: Table, place: Place, worded: list[str], row: int, words: str) -> str:
    """Words that hold while the values that they tell are those of the day of writing."""
    same = []
    for name in worded:
        here, value = place.reference(name, row, place.sheet), table[name].tolist()[row]
        if table.unit(name) == "text":
            same.append(f"{here}={text_constant(value or '')}")
        elif value != value:
            same.append(f"ISNA({here})")
        else:
            shown = to_pounds(value) if table.unit(name) == "gbp" else value
            same.append(f"ABS({here}-{shown!r})<1E-9")
    changed = text_constant(f"{CHANGED} {' and '.join(worded)}")
    return f"IFERROR(IF(AND({','.join(same)}),{text_constant(words)},{changed}),{changed})"


def origin(working: Working) -> str:
    """Where a column comes from, in a few words."""
    if working.verb == "map":
        return meaning_of(working.rule)
    if working.verb == "lookup":
        sources = list(working.inputs.get("columns", {}).values()) or [working.inputs["column"]]
        return f"read from {sources[0]}" + (" and others" if len(sources) > 1 else "")
    if working.verb == "total":
        where = "".join(f", {column} {value}" for column, value in working.where.items())
        return f"sum of {working.inputs['column']}{where}"
    if working.verb == "split":
        return f"{working.inputs['amount']} by {working.inputs['weights']}, to the penny"
    return "" if working.source == "key" else working.source
