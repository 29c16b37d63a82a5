"""A workbook in the making: sheets that are protected, print well and never run text as a formula."""

from __future__ import annotations

import datetime
import io
from pathlib import Path

from acohandbook.report.workbook.layout import letters, quoted
from acohandbook.report.workbook.styles import Styles
from acohandbook.rules.dialect import to_pounds

_NOT_KNOWN = "#N/A"
_LONGEST_CELL = 32767
_TWO_LINES = 32


class WorkbookError(RuntimeError):
    """The workbook cannot be written; the message says why and what to do."""


class Sheets:
    """The sheets of one workbook file, whole or not at all: a context that closes it.

    Parameters
    ----------
    path : Path
    title : str
        For the properties of the document.
    """

    def __init__(self, path: Path, title: str):
        try:
            import xlsxwriter
        except ImportError:
            raise WorkbookError(
                "writing a workbook needs the package xlsxwriter: pip install acohandbook[excel]"
            ) from None
        self._path, self._written = path, io.BytesIO()  # a full disk never sees half an archive
        self._book = xlsxwriter.Workbook(
            self._written,
            {
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "nan_inf_to_errors": False,
            },
        )
        # The same input gives the same bytes: no moment of writing is recorded.
        self._book.set_properties({"title": title, "created": datetime.datetime(2026, 1, 1)})
        self._book.set_calc_mode("auto")
        self.styles = Styles(self._book)
        self.listed: list[tuple[str, str]] = []
        self._rows: dict[str, int] = {}

    def __enter__(self) -> Sheets:
        return self

    def __exit__(self, kind, *_) -> None:
        if kind is None:
            self._book.close()
            self._path.write_bytes(self._written.getvalue())

    def add(self, name: str, about: str):
        """A new sheet, listed in the contents."""
        self.listed.append((name, about))
        sheet = self._book.add_worksheet(name)
        # Thirty functions newer than Excel 2010 would be looked for in every formula; ours use none of them.
        sheet._prepare_formula = lambda formula, *_: formula.removeprefix("=")
        return sheet

    def name(self, name: str, reference: str) -> None:
        """Give a range a name."""
        self._book.define_name(name, f"={reference}")

    def text(self, sheet, row: int, column: int, text: str, style=None) -> None:
        """Text, whatever it begins with."""
        sheet.write_string(row, column, str(text)[:_LONGEST_CELL], style)

    def header(self, sheet, row: int, names: list[str]) -> None:
        """Names of columns over two lines: not every program makes room for them by itself."""
        sheet.set_row(row, _TWO_LINES)
        for column, name in enumerate(names):
            self.text(sheet, row, column, name, self.styles.header)

    def constant(self, sheet, row: int, column: int, value, unit: str, kind: str) -> None:
        """A value that is typed, not worked out; blank stays blank."""
        style = self.styles.cell(unit, kind)
        if value is None or value != value:
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, bool):
            sheet.write_boolean(row, column, value, self.styles.cell("text", kind))
        elif isinstance(value, str):
            self.text(sheet, row, column, value, self.styles.cell("text", kind))
        else:
            sheet.write_number(row, column, value, style)

    def formula(self, sheet, row: int, column: int, formula: str, value, style) -> None:
        """A formula with the value that it comes to, so that it shows before anything is recalculated."""
        if value is None or value != value:
            value = _NOT_KNOWN
        sheet.write_formula(row, column, f"={formula}", style, value)

    @staticmethod
    def shown(value, unit: str):
        """A held value as a cell shows it: money in pounds, blank None, yes and no as such in lists."""
        if value is None or value != value:
            return None
        if unit == "flag":
            return bool(value)
        return to_pounds(value) if unit == "gbp" else value

    def finish(
        self, sheet, columns: int, locked: bool = True, header_rows: int = 1, pages_wide: int = 1
    ) -> None:
        """Protect a sheet, keep its header in view and fit it to the width of a page, or of a few."""
        if locked:
            sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True, "sort": True})
        last = max(sheet.dim_rowmax or 0, header_rows)
        sheet.print_area(0, 0, last, max(columns - 1, 0))
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(pages_wide, 0)
        sheet.set_footer("&L&A&RPage &P of &N")
        if header_rows:
            sheet.freeze_panes(header_rows, 0)
            sheet.repeat_rows(0, header_rows - 1)


def input_name(table: str, column: str) -> str:
    """The name of an input column's range."""
    return f"{table}.{column}"


def link(sheet: str) -> str:
    """An internal link to the top of a sheet."""
    return f"internal:{quoted(sheet)}!A1"


def cell_name(row: int, column: int) -> str:
    """A cell by row and column, both from 0, as formulas name it."""
    return f"{letters(column)}{row + 1}"
