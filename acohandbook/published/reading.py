"""Reading published files as they come: any encoding, drifting headers, numbers with signs and commas.

Every reader of this folder goes through ``read_table``. It takes a file by its header, not by its name,
gives the columns the handbook's own names, and says in one message which file, which row as a spreadsheet
shows it, which column and what was looked for when a file does not fit.
"""

from __future__ import annotations

import csv
import difflib
import io
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.cells import PublishedFileError, clean_codes, clean_text, parse_numbers
from acohandbook.site.reading import UnreadableFile, decode, filled_records, ragged_row

HEADER_ROWS = 20  # a header below so many rows is not looked for
_OPENING_BYTES = 2**16
_YEARS = re.compile(r"(?<!\d)(?:20)?(\d{2})\s?[-_/ ]?\s?(?:20)?(\d{2})(?!\d)")


def normalised(header: str) -> str:
    """Reduce a column header to what survives from year to year: lower-case letters and digits.

    Pounds signs, spaces, punctuation and a single footnote digit at the end of a word fall away, so
    ``GlobalSum_£``, ``Global Sum`` and ``Global Sum1`` are one header; years and codes keep their digits.
    """
    text = re.sub(r"(?<=[a-z])\d$", "", header.strip().lower())
    return re.sub(r"[^a-z0-9&]", "", text).replace("&", "and")


def text_of(path: Path) -> str:
    """The text of a file: UTF-8, UTF-16 by its mark, or else Windows-1252.

    Raises
    ------
    PublishedFileError
        It is absent, empty, in no such encoding, or no text at all.
    """
    try:
        return decode(read_bytes(path))[0]
    except UnreadableFile as problem:
        raise unreadable(path, problem) from None


def unreadable(path: Path, problem: UnreadableFile) -> PublishedFileError:
    """What is wrong with a whole file or one of its rows, with the file and the row."""
    row = f", row {problem.row}" if problem.row else ""
    return PublishedFileError(f"{path}{row}: {problem}")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or a message for people."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise PublishedFileError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise PublishedFileError(f"{path}: the file cannot be read ({error.strerror}).") from None


def opening_of(path: Path) -> list[list[str]]:
    """The first rows of a file as they stand, whatever stands between its cells, to tell what it is.

    Of a file without rows and columns, or with what no table holds, nothing.
    """
    with Path(path).open("rb") as file:
        start = file.read(_OPENING_BYTES)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = start.decode("utf-16", "ignore")
    else:
        try:
            text = start.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = start.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    separator = max(",;\t", key=first.count)
    rows: list[list[str]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            if any(cell.strip() for cell in cells):
                rows.append(cells)
            if len(rows) == HEADER_ROWS:
                break
    except csv.Error:  # a cell without end
        return rows
    return rows


def raw_table(path: Path) -> pd.DataFrame:
    """Every cell of a CSV file as text, under the headers as they stand.

    Returns
    -------
    DataFrame
        Indexed by the row of the file as a spreadsheet shows it; rows without any content are left out.

    Raises
    ------
    PublishedFileError
        The file is absent, empty or not a table.
    """
    return table_of(path, *rows_of(path))


def rows_of(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header of a file, and its rows, each with its number as a spreadsheet shows it.

    Raises
    ------
    PublishedFileError
        As for ``raw_table``.
    """
    try:
        ((_, header), *body), _ = filled_records(text_of(path))
    except UnreadableFile as problem:
        raise unreadable(path, problem) from None
    header = [name.strip() for name in header]
    while (
        header and not header[-1] and not any("".join(cells[len(header) - 1 :]).strip() for _, cells in body)
    ):
        header.pop()  # a spreadsheet adds commas for columns that once held something
    return header, body


def table_of(path: Path, header: list[str], body: list[tuple[int, list[str]]]) -> pd.DataFrame:
    """The cells of ``rows_of`` as ``raw_table`` returns them.

    Raises
    ------
    PublishedFileError
        A row has more or fewer cells than the header has names, or two columns have one name.
    """
    width = len(header)
    for row, cells in body:
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            above = " Is there a title above the header? Delete it." if 2 * width < len(cells) else ""
            raise PublishedFileError(f"{unreadable(path, ragged_row(row, len(cells), width))}{above}")
    if twice := next((name for at, name in enumerate(header) if name and name in header[:at]), None):
        raise PublishedFileError(
            f"{path}: the column {twice!r} stands here twice. Keep the right one and delete the other."
        )
    cells = np.empty((len(body), width), dtype=object)
    for at, (_, record) in enumerate(body):
        cells[at] = record[:width]
    return pd.DataFrame(cells, [row for row, _ in body], header, dtype=object)


def read_table(
    path: Path,
    publication: str,
    columns: Mapping[str, Iterable[str]],
    *,
    numbers: Iterable[str] = (),
    signed: Iterable[str] = (),
    rates: Iterable[str] = (),
    codes: Iterable[str] = (),
    areas: Iterable[str] = (),
    optional: Iterable[str] = (),
    blank: Iterable[str] = (),
) -> pd.DataFrame:
    """Read the wanted columns of a published file under the handbook's names.

    Parameters
    ----------
    path
        The file.
    publication
        Its title in words, for messages.
    columns
        Handbook name -> the headers that publishers have used for it, newest first, in any spelling that
        ``normalised`` makes equal.
    numbers
        Handbook names whose cells are figures that are never negative: float64, NaN where the publisher
        gives none.
    signed
        The same for figures that may be negative.
    rates
        The same for rates, which may be negative too and may carry a percent sign.
    codes
        Handbook names whose cells are codes: letters and digits, one of them a letter, given in capitals;
        never blank unless they are in ``optional`` or ``blank``.
    areas
        The same for codes of areas: a letter and eight digits.
    optional
        Handbook names that a file may lack; they come out blank.
    blank
        Codes that may be blank in a column that must be there.

    Returns
    -------
    DataFrame
        One row per row of the file, in file order and indexed by its row as a spreadsheet shows it. Text is
        stripped; a blank cell is None.

    Raises
    ------
    PublishedFileError
        The file is missing, has no rows, lacks a column (each is named with the headers that would do) or
        has a cell that is no number or no code where one must stand.
    """
    raw = raw_table(path)
    found = match_columns(path, publication, raw, columns, optional)
    signed, rates, areas = set(signed), set(rates), set(areas)
    codes = {*codes, *areas}
    figures, may_be_blank, table = {*numbers, *signed, *rates}, {*optional, *blank}, {}
    for name in columns:
        if name not in found:
            absent, kind = (np.nan, float) if name in figures else (None, object)
            table[name] = pd.Series([absent] * len(raw), raw.index, dtype=kind)
            continue
        cells, where = raw[found[name]], f"{path}, column {found[name]!r}"
        if name in figures:
            is_signed = name in signed | rates
            table[name] = parse_numbers(cells, where, is_signed=is_signed, is_rate=name in rates)
        elif name in codes:
            may_be = name in may_be_blank
            table[name] = clean_codes(cells, where, may_be_blank=may_be, is_area=name in areas)
        else:
            table[name] = clean_text(cells)
    return pd.DataFrame(table, raw.index, list(columns))


def match_columns(path, publication, raw, columns, optional=()) -> dict[str, str]:
    """Which header of a file stands for each wanted column; every missing one is named at once.

    Raises
    ------
    PublishedFileError
        A column is missing, two could be meant by one name, the header is not the first row, or there are no
        rows below it.
    """
    by_form: dict[str, list[str]] = {}
    for header in raw.columns:
        by_form.setdefault(normalised(header), []).append(header)
    found, missing = {}, []
    for name, spellings in columns.items():
        spellings = list(spellings)
        form = next((form for form in map(normalised, spellings) if form in by_form), None)
        if form is not None:
            found[name] = one_header(path, by_form[form], spellings)
        elif name not in optional:
            near = difflib.get_close_matches(normalised(spellings[0]), by_form, 1, 0.75)
            hint = f" (is it {by_form[near[0]][0]!r}?)" if near else ""
            missing.append(" or ".join(repr(spelling) for spelling in spellings) + hint)
    if missing:
        known = {normalised(spelling) for spellings in columns.values() for spelling in spellings}
        raise PublishedFileError(
            f"{path}: this should be {publication}, but columns are missing: {'; '.join(missing)}."
            f"{header_below(raw, lambda text: normalised(text) in known)}"
        )
    if raw.empty:
        raise PublishedFileError(f"{path}: this should be {publication}, but there are no rows.")
    return found


def one_header(path: Path, headers: list[str], spellings: Iterable[str]) -> str:
    """The header that is meant, of those that come to the same but for signs: the one spelt as published.

    Raises
    ------
    PublishedFileError
        It cannot be told which is meant.
    """
    exact = [header for header in headers if header in spellings]
    chosen = exact if len(exact) == 1 else headers
    if len(chosen) > 1:
        raise PublishedFileError(
            f"{path}: the columns {' and '.join(map(repr, chosen))} have one name. Keep the right one and "
            "delete the other."
        )
    return chosen[0]


def header_below(raw: pd.DataFrame, is_known) -> str:
    """A sentence on where the header stands if not in the first row, or nothing."""
    for row, cells in zip(raw.index[:HEADER_ROWS], raw.to_numpy()[:HEADER_ROWS], strict=True):
        if sum(is_known(cell) for cell in cells) > 1:
            return f" The header must be the first row; here it is row {row}. Delete the rows above it."
    return ""


def one_row_each(path: Path, table: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The table as it is, each of whose rows has keys of its own.

    Raises
    ------
    PublishedFileError
        Two rows have the same keys; the message gives both rows.
    """
    again = table.duplicated(keys).to_numpy()
    if again.any():
        second = table.iloc[int(np.argmax(again))]
        same = (table[keys].eq(second[keys]) | (table[keys].isna() & second[keys].isna())).all(axis=1)
        words = ", ".join("blank" if pd.isna(value) else str(value) for value in second[keys])
        raise PublishedFileError(
            f"{path}, row {second.name}: {words} stands here twice, first in row {table.index[same][0]}. "
            "Keep the right one."
        )
    return table


def year_in_name(path: Path) -> str | None:
    """The financial year that a file's name carries (``...-16-17-csv.csv`` is 2016/17), or None.

    Only two numbers that follow each other are a year, so a day or a version in the name is passed over.
    """
    for found in _YEARS.finditer(Path(path).stem):
        if (int(found[1]) + 1) % 100 == int(found[2]):
            return f"20{found[1]}/{found[2]}"
    return None
