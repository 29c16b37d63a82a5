"""A file of a site's folder as text and as a grid of cells, whatever program wrote it.

====================================  =============================================================
UTF-8, with or without a mark         read
UTF-16 with a mark ("Unicode text")   read, with a note
Windows-1252 ("CSV" on older Excel)   read, with a note
UTF-32, other bytes                   refused by name
commas between cells                  read
tabs between cells                    read, with a note
semicolons between cells              refused: decimals may be commas
====================================  =============================================================

A file that is really a workbook, a web page or an archive is called by its name.
"""

from __future__ import annotations

import csv
import io
import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from acohandbook.site.faults import Fault
from acohandbook.site.names import nearest

LARGEST_BYTES = 64 * 2**20

_MAGIC = {
    b"PK\x03\x04": "an Excel workbook or another archive",
    b"\xd0\xcf\x11\xe0": "an old Excel or Word file",
    b"%PDF": "a PDF",
    b"{\\rtf": "a Word text",
    b"\x1f\x8b": "a compressed file",
}
_WEB_PAGE = re.compile(rb"\s*<(?:!doctype|html|\?xml)", re.IGNORECASE)


class UnreadableFile(ValueError):
    """A file that can't be read at all: the rule, the remedy and, where known, the row."""

    def __init__(self, rule: str, remedy: str, row: int | None = None, value: str = ""):
        self.rule, self.remedy, self.row, self.value = rule, remedy, row, value
        super().__init__(f"{rule} {remedy}")

    def fault(self, file: str) -> Fault:
        """The same as a fault of a file."""
        return Fault(file, self.row, "", self.value, self.rule, self.remedy)


@dataclass
class Grid:
    """The cells of a table as they stand in its file.

    Attributes
    ----------
    header : list of str
    rows : list of int
        Row of each record as a spreadsheet counts, the header being row 1.
    columns : list of list
        Cells by column, in the order of the header.
    """

    header: list[str]
    rows: list[int]
    columns: list[list]


def read_bytes(path: Path, folder: Path) -> bytes:
    """The bytes of a file that lies in a site's folder.

    Raises
    ------
    UnreadableFile
        When it is no plain file, lies outside the folder, can't be opened or is too large.
    """
    try:
        if not path.resolve().is_relative_to(folder.resolve()):
            raise UnreadableFile(
                "This is a link to a file outside the site's folder.", "Copy the file itself into the folder."
            )
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise UnreadableFile("This is not a file.", "Put a file of that name there.")
        if status.st_size > LARGEST_BYTES:
            raise UnreadableFile(
                f"The file has {status.st_size / 2**20:,.0f} MB; a table of a site has at most "
                f"{LARGEST_BYTES // 2**20}.",
                "Keep only the rows of this place and these years.",
            )
        return path.read_bytes()
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UnreadableFile(f"The file can't be opened ({reason}).", "Check its rights and links.") from None


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and a note where it wasn't plain UTF-8.

    Raises
    ------
    UnreadableFile
        When the file is empty or in no encoding that can be told.
    """
    if not data.strip(b"\xef\xbb\xbf \t\r\n\x00"):
        raise UnreadableFile(
            "The file is empty.", "Write at least the header row; delete it if it is optional."
        )
    for magic, what in _MAGIC.items():
        if data.startswith(magic):
            raise UnreadableFile(f"This is {what}, not text.", "Save the table as CSV UTF-8.")
    if _WEB_PAGE.match(data):
        raise UnreadableFile(
            "This is a web page, not a table.", "Download the file itself and save it as CSV UTF-8."
        )
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        raise UnreadableFile("The file is in UTF-32.", "Save it as CSV UTF-8.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16"), "read as UTF-16; save it as CSV UTF-8 to be safe"
        except UnicodeDecodeError:
            raise UnreadableFile("The file says it is UTF-16 but is not.", "Save it as CSV UTF-8.") from None
    if b"\x00" in data:
        raise UnreadableFile(
            "The file holds NUL bytes: it is damaged, or UTF-16 without its mark.", "Save it as CSV UTF-8.",
            row=data[: data.index(b"\x00")].count(b"\n") + 1,
        )  # fmt: skip
    try:
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
    try:
        return data.decode("cp1252"), f"read as Windows-1252 (row {row} is not UTF-8); save it as CSV UTF-8"
    except UnicodeDecodeError:
        raise UnreadableFile(
            "The file is neither UTF-8, UTF-16 nor Windows-1252.", "Save it as CSV UTF-8.", row
        ) from None


def read_grid(text: str, known: Iterable[str]) -> tuple[Grid, list[UnreadableFile], str]:
    """The cells of a table, what is wrong with its shape, and a note where it wasn't plain CSV.

    Parameters
    ----------
    known : iterable of str
        The columns of the table, to tell what the separator and the header are.

    Raises
    ------
    UnreadableFile
        When there is no telling rows and columns.
    """
    filled, note = filled_records(text)
    return *grid_of_records(filled, known), note


def filled_records(text: str) -> tuple[list[tuple[int, list[str]]], str]:
    """The rows that hold anything, each by its row as a spreadsheet counts, and a note if not plain CSV.

    Raises
    ------
    UnreadableFile
        When there is no telling rows and columns, or there is no row.
    """
    first = text.lstrip("\r\n").partition("\n")[0]
    separator, note = _separator(first)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise _broken_quotes(text, separator, error) from None
    filled = [(row, record) for row, record in enumerate(records, 1) if any(cell.strip() for cell in record)]
    if not filled:
        raise UnreadableFile(
            "The file is empty.", "Write at least the header row; delete it if it is optional."
        )
    notes = [note] if note else []
    if text[-1] not in "\r\n":
        notes.append("the last row has no line end; see that the file is whole")
    return filled, "; ".join(notes)


def grid_of_records(
    filled: list[tuple[int, list[str]]], known: Iterable[str]
) -> tuple[Grid, list[UnreadableFile]]:
    """The cells of a table from its rows that hold anything, and what is wrong with its shape.

    Parameters
    ----------
    filled : list of (int, list of str)
        Row as a spreadsheet counts, and its cells; the first one is the header.
    known : iterable of str
        The columns of the table.

    Raises
    ------
    UnreadableFile
        When the first row does not name the columns.
    """
    (header_row, header), *body = filled
    header = [name.strip() for name in header]
    _must_be_header(header, header_row, filled, list(known))
    width = len(header)
    while width and not header[width - 1] and not any(_cell(record, width - 1) for _, record in body):
        width -= 1  # a spreadsheet adds commas for columns that once held something
    faults = _header_faults(header[:width], header_row)
    rows, kept = [], []
    for row, record in body:
        if len(record) < width or any(cell.strip() for cell in record[width:]):
            faults.append(ragged_row(row, len(record), width))
        rows.append(row)
        kept.append(record[:width] + [""] * (width - len(record)))
    columns = [list(column) for column in zip(*kept, strict=True)] if kept else [[] for _ in range(width)]
    return Grid(header[:width], rows, columns), faults


def _separator(first_line: str) -> tuple[str, str]:
    if "," in first_line:
        return ",", ""
    if ";" in first_line:
        raise UnreadableFile(
            "There are semicolons between the cells, where commas belong; decimals may be commas too.",
            "Save it as CSV UTF-8 with English settings: commas between cells, full stops before decimals.",
            row=1, value=first_line.strip()[:60],
        )  # fmt: skip
    if "\t" in first_line:
        return "\t", "read with tabs between cells; save it as CSV UTF-8 to be safe"
    return ",", ""


def _broken_quotes(text: str, separator: str, error: csv.Error) -> UnreadableFile:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    row = 1
    try:
        for _ in reader:
            row += 1
    except csv.Error:
        pass
    if "field larger" in str(error):
        rule = "A cell is longer than any text should be; a quote mark is probably not closed."
    else:
        rule = "A quote mark is not closed, or stands within a cell without being doubled."
    return UnreadableFile(
        rule, 'Put text that holds commas or quotes in quotes, and double those inside: "".', row
    )


def _must_be_header(header, header_row, filled, known) -> None:
    if set(header) & set(known) or any(nearest(name, known) for name in header if name):
        return
    for row, record in filled[1:20]:
        if len({cell.strip() for cell in record} & set(known)) > 1:
            raise UnreadableFile(
                f"The header must be the first row; here it is row {row}.", "Delete the rows above it.",
                header_row, ", ".join(header)[:60],
            )  # fmt: skip
    raise UnreadableFile(
        "The first row must name the columns; none of its names is known.",
        f"Begin with a row of names: {', '.join(known[:4])} ...", header_row, ", ".join(header)[:60],
    )  # fmt: skip


def _header_faults(header: list[str], row: int) -> list[UnreadableFile]:
    faults: list[UnreadableFile] = []
    first: dict[str, int] = {}
    for position, name in enumerate(header):
        if not name:
            rule = f"Column {position + 1} has cells but no name."
            faults.append(UnreadableFile(rule, "Name it or delete it.", row))
        elif first.setdefault(name, position) != position:
            rule = f"This column stands here twice: column {first[name] + 1} and {position + 1}."
            faults.append(UnreadableFile(rule, "Keep the right one and delete the other.", row, name))
    return faults


def ragged_row(row: int, cells: int, width: int) -> UnreadableFile:
    """A row with more or fewer cells than the header has names."""
    return UnreadableFile(
        f"The row has {cells} cells and the header {width}.",
        "Put text that holds a comma in quotes; write a comma for every blank cell.", row,
    )  # fmt: skip


def _cell(record: list[str], position: int) -> str:
    return record[position].strip() if position < len(record) else ""
