"""A site read from an Excel workbook: one sheet for each table, with the same checks as a folder.

Faults name the sheet and the cell. Sheets that the handbook's own workbook adds (its front pages, its steps
and the national parameters) are passed over; any other sheet must be one of the site's tables or have a name
that starts with ``note``, since its figures would be left out in silence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from acohandbook.site import toml_settings
from acohandbook.site.faults import Fault
from acohandbook.site.loading import Inspection, finish
from acohandbook.site.models import MODELS, columns_of, is_optional
from acohandbook.site.names import nearest
from acohandbook.site.reading import UnreadableFile, grid_of_records
from acohandbook.site.settings_sheet import LISTS, Cells, read_lists, read_settings_sheet
from acohandbook.site.tabulating import Values, tabulate
from acohandbook.site.xlsx import Workbook, cell_at

SETTINGS = "settings"
# Sheets that the handbook's workbook has beside the inputs.
_OWN = re.compile(r"Contents|Statement|What if|Checks|national|national age cost|Step \d+ .*")
_LIST_PATH = re.compile(
    r"(reopeners|terms\.bands|improvement\.phasing|settlement\.list_counts)[.\[](\d+)\]?\.?(.*)"
)


def inspect_workbook(path: str | Path, key: str) -> Inspection:
    """Read and check everything in a workbook, whatever is wrong with it.

    Parameters
    ----------
    key : str
        The key of the site that is made of it.
    """
    path = Path(path)
    faults: list[Fault] = []
    try:
        with Workbook(path) as book:
            return _inspected(path.name, key, book, faults)
    except UnreadableFile as problem:
        return Inspection(key, None, [problem.fault(path.name)])


def _inspected(file: str, key: str, book: Workbook, faults: list[Fault]) -> Inspection:
    faults += _sheet_faults(file, list(book.sheets))
    places = _Places(file)
    settings_cells = _cells(book, SETTINGS, places, faults)
    lists = {name: _cells(book, name, places, faults) for name in LISTS}
    given, settings = {}, None
    if settings_cells is not None:
        given, found = read_settings_sheet(settings_cells)
        listed, more = read_lists({name: cells for name, cells in lists.items() if cells is not None})
        for path, rows in listed.items():
            section = given
            for part in path[:-1]:
                section = section.setdefault(part, {})
            section[path[-1]] = rows
        problems = [*found, *more]
        faults += [
            places.fault(sheet, row, column, value, *said) for sheet, row, column, value, *said in problems
        ]
        if not problems:
            settings, wrong = toml_settings.read_settings(given)
            faults += wrong
    values: dict[str, Values | None] = {}
    for name in MODELS:
        values[name] = _table(book, name, places, faults)
    inspection = finish(key, None, settings, given, values, faults, [])
    rows = {} if settings_cells is None else {row[0]: number for number, row in settings_cells.rows}
    inspection.faults = list(dict.fromkeys(places.named(fault, rows) for fault in inspection.faults))
    return inspection


def _sheet_faults(file: str, sheets: list[str]) -> list[Fault]:
    faults = []
    known = [SETTINGS, *LISTS, *MODELS]
    missing = [name for name in known if name not in sheets]
    meant = {}
    for sheet in sheets:
        if sheet in known or _OWN.fullmatch(sheet) or sheet.lower().startswith("note"):
            continue
        guess = nearest(sheet, missing)
        if guess:
            meant[guess] = sheet
            rule, remedy = f"No table has this name; the sheet {guess} is missing.", f"Rename it to {guess}."
        else:
            rule = "This sheet is no table of a site, and its figures would be left out in silence."
            remedy = "Delete it, or start its name with note."
        faults.append(Fault(f"{file}, sheet {sheet}", None, "", "", rule, remedy))
    for name in missing:
        if name in meant or name in LISTS or is_optional(name):
            continue
        about = "The settings of the site." if name == SETTINGS else MODELS[name].__doc__
        rule = f"The sheet is missing. {about}"
        faults.append(
            Fault(f"{file}, sheet {name}", None, "", "", rule, "Add it, with the names of its columns.")
        )
    return faults


def _cells(book: Workbook, name: str, places: _Places, faults: list[Fault]) -> Cells | None:
    """The filled rows of a sheet; its merged cells, hidden rows and errors are faults."""
    if name not in book.sheets:
        return None
    try:
        sheet = book.sheet(name)
    except UnreadableFile as problem:
        faults.append(problem.fault(places.sheet(name)))
        return None
    for cell, rule, remedy in sheet.problems:
        kind = "row" if cell.isdecimal() else "cells" if ":" in cell else "cell"
        kind = kind if cell[-1:].isdecimal() else ""  # a column, or the sheet as a whole
        faults.append(Fault(places.sheet(name), None, f"{kind} {cell}".strip(), "", rule, remedy))
    if sheet.rows:
        header = [cell.strip() for cell in sheet.rows[0][1]]
        places.headers[name] = {column: spot for spot, column in enumerate(header)}
    return Cells(name, sheet.rows)


def _table(book: Workbook, name: str, places: _Places, faults: list[Fault]) -> Values | None:
    declared = columns_of(MODELS[name])
    empty = Values(name, {column: [] for column in declared}, [], set())
    cells = _cells(book, name, places, faults)
    if cells is None:
        return empty if is_optional(name) and name not in book.sheets else None
    if not cells.rows:
        rule, remedy = "The sheet is empty.", "Write at least the row with the names of the columns."
        faults.append(Fault(places.sheet(name), None, "", "", rule, remedy))
        return None
    width = max(len(row) for _, row in cells.rows)
    filled = [(number, row + [""] * (width - len(row))) for number, row in cells.rows]
    try:
        grid, misshapen = grid_of_records(filled, declared)
    except UnreadableFile as problem:
        faults.append(problem.fault(places.sheet(name)))
        return None
    found, problems = tabulate(name, grid)
    faults += [problem.fault(f"{name}.csv") for problem in misshapen] + problems
    return None if misshapen else found


class _Places:
    """Where things stand in the workbook, to name them in faults."""

    def __init__(self, file: str):
        self.file = file
        self.headers: dict[str, dict[str, int]] = {}

    def sheet(self, name: str) -> str:
        """A sheet as the file of a fault."""
        return f"{self.file}, sheet {name}"

    def fault(self, sheet: str, row: int, column: str, value: str, rule: str, remedy: str) -> Fault:
        """A fault in a cell of a sheet."""
        return Fault(self.sheet(sheet), row, self._cell(sheet, row, column), value, rule, remedy)

    def named(self, fault: Fault, setting_rows: Mapping[str, int]) -> Fault:
        """A fault of a folder as one of the workbook: sheet and cell in place of file and column."""
        name, _, ending = fault.file.rpartition(".")
        if ending == "csv" and name in MODELS:
            column = self._cell(name, fault.row, fault.column)
            return replace(fault, file=self.sheet(name), column=column)
        if fault.file == toml_settings.FILE:
            return self._setting(fault, setting_rows)
        return fault

    def _setting(self, fault: Fault, setting_rows: Mapping[str, int]) -> Fault:
        listed = _LIST_PATH.fullmatch(fault.column)
        if listed:
            name = listed[1].rpartition(".")[2]
            row = int(listed[2]) + 1
            return replace(fault, file=self.sheet(name), row=row, column=self._cell(name, row, listed[3]))
        row = setting_rows.get(fault.column)
        column = f"{fault.column} (cell B{row})" if row else fault.column
        return replace(fault, file=self.sheet(SETTINGS), row=row, column=column)

    def _cell(self, sheet: str, row: int | None, column: str) -> str:
        spot = self.headers.get(sheet, {}).get(column)
        if not column or row is None or spot is None:
            return column
        return f"{column} (cell {cell_at(spot, row)})"
