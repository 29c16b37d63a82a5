"""Where every table stands in the workbook: its sheet, its first row and the letter of each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from acohandbook.report.tracing.wiring import Cell
from acohandbook.site.models import MODELS
from acohandbook.steps import Results
from acohandbook.workings import Table

SETTINGS_SHEET = "settings"
SETTING_LISTS = ("reopeners", "bands", "phasing", "list_counts")
NATIONAL_SHEETS = {"national.parameters": "national", "national.age_cost_index": "national age cost"}
# Above the rows of a table of a step: its name, then names, units and origins of its columns.
_HEAD_ROWS = 4
# Helpers of a split, beside the table: what each is, in order.
SPLIT_HELPERS = ("group", "exact", "whole", "remainder", "order")


def letters(number: int) -> str:
    """The letters of a column, counted from 0: A, B, ..., Z, AA."""
    text = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


@dataclass
class Place:
    """Where a table stands: sheet, row of its first record (from 1) and position of each column (from 0)."""

    sheet: str
    first_row: int
    columns: dict[str, int] = field(default_factory=dict)
    rows: int = 0

    def row(self, row: int) -> int:
        """The worksheet's row of a record."""
        return self.first_row + row

    def reference(self, column: str, row: int, sheet: str | None = None) -> str:
        """One cell, as a formula on a sheet refers to it."""
        return f"{_prefix(self.sheet, sheet)}{letters(self.columns[column])}{self.row(row)}"

    def areas(self, column: str, rows: Sequence[int], sheet: str | None = None) -> list[str]:
        """Some cells of a column as few areas as hold them."""
        letter, prefix = letters(self.columns[column]), _prefix(self.sheet, sheet)
        found = []
        for first, last in _runs(sorted(self.row(row) for row in rows)):
            found.append(f"{prefix}{letter}{first}" + (f":{letter}{last}" if last > first else ""))
        return found

    def range(self, column: str) -> str:
        """A whole column of the table, absolute, for formulas on the same sheet."""
        letter = letters(self.columns[column])
        return f"${letter}${self.first_row}:${letter}${self.row(max(self.rows, 1) - 1)}"

    def whole(self, column: str) -> str:
        """A whole column of the table, absolute, for a name."""
        return f"{quoted(self.sheet)}!{self.range(column)}"


def quoted(sheet: str) -> str:
    """A sheet's name as formulas write it."""
    return sheet if sheet.isidentifier() else f"'{sheet}'"


def _prefix(sheet: str, here: str | None) -> str:
    return "" if sheet == here else f"{quoted(sheet)}!"


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


class Layout:
    """The places of all tables of the site, the nation and the steps."""

    def __init__(self, results: Results):
        self.results = results
        self.places: dict[str, Place] = {}
        site = results.site
        for name in MODELS:
            self._input(f"site.{name}", name, list(site.columns[name]), len(getattr(site, name)))
        for name in SETTING_LISTS:
            table = getattr(site, name)
            self._input(f"site.{name}", name, list(table.columns), len(table))
        for name, sheet in NATIONAL_SHEETS.items():
            table = results.table(name)
            self._input(name, sheet, list(table.columns), len(table))
        self.sheets = {step: f"Step {number} {step.replace('_', ' ')}"
                       for number, step in enumerate(results.steps, 1)}  # fmt: skip
        for step, result in results.steps.items():
            row = 4
            for table in result.tables.values():
                place = Place(self.sheets[step], row + _HEAD_ROWS, rows=len(table))
                for column in self.columns_of(table):
                    place.columns[column] = len(place.columns)
                self.places[table.name] = place
                row = place.first_row + max(len(table), 1) + 1

    def _input(self, name: str, sheet: str, columns: list[str], rows: int) -> None:
        self.places[name] = Place(sheet, 2, {column: spot for spot, column in enumerate(columns)}, rows)

    @staticmethod
    def columns_of(table: Table) -> list[str]:
        """Columns of a table of a step, with the helpers of its splits at the end."""
        splits = [column for column in table.columns if table.workings[column].verb == "split"]
        return [*table.columns, *(f"{column}: {one}" for column in splits for one in SPLIT_HELPERS)]

    def reference(self, cell: Cell, sheet: str | None = None) -> str:
        """A cell of any table, as a formula on a sheet refers to it."""
        if cell.table == "site.settings":
            row = self.results.site.settings_table.columns.index(cell.column)
            return f"{_prefix(SETTINGS_SHEET, sheet)}$D${row + 2}"
        room, _, name = cell.table.partition(".")
        if room == "site" and name in MODELS:
            name, row = self.results.site.stands_in(name, cell.column, cell.row)
            return self.places[f"site.{name}"].reference(cell.column, row, sheet)
        return self.places[cell.table].reference(cell.column, cell.row, sheet)
