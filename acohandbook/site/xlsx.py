"""An Excel workbook read sheet by sheet in bounded memory, with what a reader cannot see called by its name.

Only what a site needs is read: the cells of named sheets, as the text that would stand in a CSV file. Cells
without anything in them cost nothing, however they are formatted. Formulas, errors, merged cells and hidden
rows are never read in silence. A file is refused before it is unpacked when it says that it is too large, and
any part of it that declares entities of its own, since a few lines of those can fill any memory.
"""

from __future__ import annotations

import math
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from acohandbook.site.cells import write_cell
from acohandbook.site.reading import UnreadableFile
from acohandbook.site.xlsx_dates import date_styles, day

LARGEST_FILE = 64 * 2**20
LARGEST_UNPACKED = 256 * 2**20
MOST_ROWS = 200_000
LAST_ROW = 1_048_576  # of any sheet
MOST_COLUMNS = 1_000
_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d+)")
_CHUNK = 2**16
_SHOW = "Show or delete it."
_HIDDEN_COLUMN = "This column is hidden: figures that nobody sees would count."
# What a broken archive or part can raise while it is read; some only after a good beginning.
_BROKEN = (
    ElementTree.ParseError, zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, KeyError,
    NotImplementedError, RuntimeError, LookupError,
)  # fmt: skip


@dataclass
class Sheet:
    """The cells of one sheet.

    Attributes
    ----------
    rows : list of (int, list of str)
        Row as a spreadsheet counts, and its cells from column A on, as text; rows without any are left out.
    problems : list of (str, str, str)
        Cell or row, rule and remedy of what was not read.
    """

    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    problems: list[tuple[str, str, str]] = field(default_factory=list)


class Workbook:
    """An .xlsx file opened for reading.

    Raises
    ------
    UnreadableFile
        When it is no workbook, is locked, damaged or too large.
    """

    def __init__(self, path: Path):
        self._archive = _opened(path)
        self._strings: list[str] | None = None
        self._dates: set[int] | None = None
        self.hidden: set[str] = set()
        self.sheets = self._named_sheets()

    def __enter__(self) -> Workbook:
        return self

    def __exit__(self, *_) -> None:
        self._archive.close()

    def sheet(self, name: str) -> Sheet:
        """The cells of a sheet.

        Raises
        ------
        UnreadableFile
            When the sheet is damaged or larger than any table of a site.
        """
        if self._strings is None:
            dates = self._date_styles()
            self._strings, self._dates = self._shared_strings(), dates
        read, hidden, number, is_sheet = Sheet(), [], 0, False
        if name in self.hidden:
            read.problems.append(("", "This sheet is hidden: figures that nobody sees would count.", _SHOW))
        for element in self._elements(self.sheets[name], {"row", "mergeCell", "col", "sheetData"}):
            kind = _local(element)
            if kind == "sheetData":
                is_sheet = True
            elif kind == "mergeCell":
                cells = element.get("ref", "")
                read.problems.append((cells, "These cells are merged.", "Unmerge them and fill every row."))
            elif kind == "col" and element.get("hidden") in ("1", "true"):
                read.problems.append((_column(element), _HIDDEN_COLUMN, _SHOW))
            if kind != "row":
                continue
            number = _row_number(element.get("r"), number)
            cells = self._cells(element, number, read)
            if not any(cells):
                continue
            read.rows.append((number, cells))
            if element.get("hidden") in ("1", "true"):
                hidden.append(number)
            if len(read.rows) > MOST_ROWS:
                raise UnreadableFile(
                    f"The sheet has more than {MOST_ROWS:,} rows that hold something.",
                    "Keep only the rows of this place and these years.",
                )
        if not is_sheet:
            raise _damaged()
        for number in hidden:
            rule = "This row is hidden: figures that nobody sees would count."
            read.problems.append((str(number), rule, _SHOW))
        return read

    def _cells(self, row, number: int, read: Sheet) -> list[str]:
        cells: list[str] = []
        for element in row:
            if _local(element) != "c":
                continue
            spot = _spot(element.get("r"), number, len(cells))
            if spot >= MOST_COLUMNS:
                raise UnreadableFile(
                    f"There is something in the cell {cell_at(spot, number)}, far to the right of any table.",
                    "Delete what is there.", number,
                )  # fmt: skip
            if not len(element):
                continue  # a format alone
            text = self._text(element)
            if text is None or (text.startswith("#") and element.get("t") == "e"):
                said = f"a spreadsheet's error ({text})" if text else "no number that can be read"
                at = cell_at(spot, number)
                read.problems.append((at, f"This cell holds {said}.", "Mend what it comes from."))
                text = ""
            if text:
                cells += [""] * (spot + 1 - len(cells))
                cells[spot] = text
        return cells

    def _text(self, cell) -> str | None:
        """A cell as in a CSV file, a formula with its equals sign; None if it has no number."""
        kind, value, formula, inline = cell.get("t", "n"), None, None, None
        for element in cell:
            name = _local(element)
            if name == "v":
                value = element.text
            elif name == "f":
                formula = element.text or "..."
            elif name == "is":
                inline = _joined(element)
        if formula is not None:
            return f"={formula}"
        if inline is not None:
            return _as_typed(inline)
        if not value:
            return ""
        if kind == "s":
            return _as_typed(self._string(value))
        if kind in ("str", "d"):
            return _as_typed(value)
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "e":
            return value
        try:
            is_day, number = int(cell.get("s", 0)) in self._dates, float(value)
        except ValueError:
            return None
        if not math.isfinite(number):
            return None
        return day(number) if is_day else write_cell(number)

    def _string(self, number: str) -> str:
        if not (number.isdecimal() and int(number) < len(self._strings)):
            raise _damaged()
        return self._strings[int(number)]

    def _date_styles(self) -> set[int]:
        try:
            return date_styles(self._tree("xl/styles.xml"))
        except UnreadableFile:
            raise
        except ValueError:
            raise _damaged() from None

    def _shared_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self._archive.namelist():
            return []
        return [_joined(element) for element in self._elements("xl/sharedStrings.xml", {"si"})]

    def _named_sheets(self) -> dict[str, str]:
        """Part of the archive of each sheet, by name."""
        targets = {
            one.get("Id"): one.get("Target", "") for one in self._tree("xl/_rels/workbook.xml.rels") or ()
        }
        sheets: dict[str, str] = {}
        for element in (self._tree("xl/workbook.xml") or ElementTree.Element("none")).iter():
            if _local(element) != "sheet":
                continue
            identity = next((value for key, value in element.items() if key.endswith("}id")), None)
            target = targets.get(identity, "").removeprefix("/")
            part = target if target.startswith("xl/") else f"xl/{target}"
            name = element.get("name", "")
            if name in sheets:
                raise UnreadableFile(f"Two sheets have the name {name}.", "Delete or rename one of them.")
            if "worksheets" in part and part in self._archive.namelist():
                sheets[name] = part
                if element.get("state", "visible") != "visible":
                    self.hidden.add(name)
        if not sheets:
            raise UnreadableFile(
                "This archive holds no worksheet.", "Save the workbook as .xlsx (Excel Workbook)."
            )
        return sheets

    def _tree(self, part: str):
        if part not in self._archive.namelist():
            return None
        parser = ElementTree.XMLPullParser(events=("end",))
        root = None
        for _, element in self._events(part, parser):
            root = element  # the outermost element ends last
        return root

    def _elements(self, part: str, wanted: set[str]) -> Iterator:
        """Elements of some names, each forgotten once it was seen."""
        parser = ElementTree.XMLPullParser(events=("start", "end"))
        open_elements = []
        for event, element in self._events(part, parser):
            if event == "start":
                open_elements.append(element)
                continue
            open_elements.pop()
            if _local(element) in wanted:
                yield element
                element.clear()
                if open_elements:
                    open_elements[-1].remove(element)

    def _events(self, part: str, parser) -> Iterator:
        try:
            with self._archive.open(part) as file:
                start = b""
                while chunk := file.read(_CHUNK):
                    # A declaration of entities stands before the first element; it may straddle two chunks,
                    # and has noughts between its letters in UTF-16.
                    head = (start + chunk).replace(b"\x00", b"").upper()
                    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                        raise UnreadableFile(
                            "The workbook declares entities of its own, which no spreadsheet does.",
                            "Do not open it. Ask its sender for a plain workbook.",
                        )
                    start = chunk[-32:]
                    parser.feed(chunk)
                    yield from parser.read_events()
            parser.close()
            yield from parser.read_events()
        except UnreadableFile:
            raise
        except _BROKEN:
            raise _damaged() from None


def _opened(path: Path) -> zipfile.ZipFile:
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(4)
    except OSError as error:
        raise UnreadableFile(f"The file can't be opened ({error.strerror}).", "Check its rights.") from None
    if head == _OLD_OR_LOCKED:
        raise UnreadableFile(
            "The workbook is protected by a password, or in the format of Excel before 2007.",
            "Open it and save it as .xlsx without a password.",
        )
    if not head:
        raise UnreadableFile("The file is empty.", "Save the workbook again.")
    if head != b"PK\x03\x04":
        raise UnreadableFile(
            "This is no Excel workbook, whatever its name says.",
            "Save it as .xlsx; for CSV files make a folder: see `acohandbook new DIR`.",
        )
    if size > LARGEST_FILE:
        raise UnreadableFile(
            f"The workbook has {size / 2**20:,.0f} MB; a site's has at most {LARGEST_FILE // 2**20}.",
            "Keep only the rows of this place and these years.",
        )
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise _damaged() from None
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_UNPACKED:
        archive.close()
        raise UnreadableFile(
            f"The workbook unpacks to {unpacked / 2**20:,.0f} MB; a site's has at most "
            f"{LARGEST_UNPACKED // 2**20}.",
            "Delete formats and sheets that hold nothing, and save it again.",
        )
    if any(entry.flag_bits & 1 for entry in entries):
        archive.close()
        raise UnreadableFile("The archive is locked by a password.", "Save it without a password.")
    return archive


def _row_number(text: str | None, before: int) -> int:
    """The number of a row: as stated, or the one after the row before it."""
    if text is None:
        return before + 1
    if not (text.isdecimal() and len(text) < 9 and before < int(text) <= LAST_ROW):
        raise _damaged()
    return int(text)


def _spot(text: str | None, number: int, otherwise: int) -> int:
    """The position of a cell in its row: as stated, or the one after the cell before it."""
    if text is None:
        return otherwise
    place = _REFERENCE.fullmatch(text)
    if place is None or int(place[2]) != number:
        raise _damaged()
    return _position(place[1])


def _column(element) -> str:
    """The letters of the first of some columns."""
    first = element.get("min", "")
    return _letters(int(first) - 1) if first.isdecimal() and len(first) < 6 else ""


def _damaged() -> UnreadableFile:
    return UnreadableFile(
        "The workbook is damaged or cut short.", "Open it in a spreadsheet, save it again or copy it again."
    )


def _as_typed(text: str) -> str:
    """Text in a cell is text: an apostrophe keeps it from being taken for a formula."""
    return write_cell(text.strip()) if text.strip() else ""


def _joined(element) -> str:
    """The text of a rich string without its phonetic hints."""
    parts = []
    for child in element:
        name = _local(child)
        if name == "t":
            parts.append(child.text or "")
        elif name == "r":
            parts += [one.text or "" for one in child if _local(one) == "t"]
    return "".join(parts)


def _local(element) -> str:
    return element.tag.rpartition("}")[2]


def _position(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _letters(position: int) -> str:
    text, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def cell_at(position: int, row: int) -> str:
    """The name of a cell, from its column (from 0) and row: ``H5``."""
    return f"{_letters(position)}{row}"
