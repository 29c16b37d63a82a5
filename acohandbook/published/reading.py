"""Reading published files as they come: any encoding, drifting headers, numbers with signs and commas.

Every reader of this folder goes through ``read_table``. It takes a file by its header, not by its name,
gives the columns the handbook's own names, and says in one message which file, which column and what
was looked for when a file does not fit.
"""

from __future__ import annotations

import csv
import difflib
import io
import math
import re
import warnings
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

# What publishers write where a figure is suppressed, missing or does not apply. Unknown, never zero.
BLANKS = frozenset(
    {"", "-", "--", "*", ".", "..", ":", "na", "n/a", "nan", "null", "none", "#n/a", "#div/0!"}
)
_NUMBER_SIGNS = re.compile(r"[£$,\s\u00a0]")
_PLAIN_NUMBER = re.compile(r"[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?%?", re.ASCII)
_IN_BRACKETS = re.compile(r"\((.*)\)")
_YEARS = re.compile(r"(?<!\d)(?:20)?(\d{2})\s?[-_/ ]?\s?(?:20)?(\d{2})(?!\d)")


class PublishedFileError(ValueError):
    """A published file is missing or is not what it should be; the message says which and what is needed."""


def normalised(header: str) -> str:
    """Reduce a column header to what survives from year to year: lower-case letters and digits.

    Pounds signs, spaces, punctuation and a single footnote digit at the end of a word fall away, so
    ``GlobalSum_£``, ``Global Sum`` and ``Global Sum1`` are one header; years and codes keep their digits.
    """
    text = re.sub(r"(?<=[a-z])\d$", "", header.strip().lower())
    return re.sub(r"[^a-z0-9&]", "", text).replace("&", "and")


def text_of(path: Path) -> str:
    """The text of a file: UTF-8 or UTF-16 by their marks, UTF-8 without, or else Windows-1252 / Latin-1."""
    raw = read_bytes(path)
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("latin-1")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or a message for people."""
    try:
        return Path(path).read_bytes()
    except FileNotFoundError:
        raise PublishedFileError(f"{path}: there is no such file.") from None
    except OSError as error:
        raise PublishedFileError(f"{path}: the file cannot be read ({error.strerror}).") from None


def header_of(path: Path) -> list[str]:
    """The headers of a CSV file as they stand, from its first row only."""
    with Path(path).open("rb") as file:
        first = file.readline()
        while first.count(b'"') % 2 and (more := file.readline()):  # a quoted header may hold a line break
            first += more
    for encoding in ("utf-8-sig", "cp1252", "latin-1"):
        try:
            text = first.decode(encoding)
        except UnicodeDecodeError:
            continue
        try:
            return next(csv.reader(io.StringIO(text, newline="")), [])
        except csv.Error:  # no table: a cell without end
            return []
    return []


def raw_table(path: Path, may_lack_header: bool = False) -> pd.DataFrame:
    """Every cell of a CSV file as text, under the headers as they stand.

    Parameters
    ----------
    may_lack_header
        Where rows that all have one cell more than the header are known: the first cells are then the index.

    Raises
    ------
    PublishedFileError
        The file is absent, empty or not a table.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", pd.errors.ParserWarning)
            # Without index_col=False, rows that all have a cell more than the header would move by a column.
            return pd.read_csv(
                io.StringIO(text_of(path)),
                dtype=object,
                keep_default_na=False,
                engine="c",
                index_col=None if may_lack_header else False,
            )
    except pd.errors.ParserWarning:
        raise PublishedFileError(f"{path}: the rows have more cells than the header has names.") from None
    except pd.errors.EmptyDataError:
        raise PublishedFileError(f"{path}: the file is empty.") from None
    except pd.errors.ParserError as error:
        raise PublishedFileError(
            f"{path}: the file is not a table of commas ({str(error).strip()})."
        ) from None


def read_table(
    path: Path,
    publication: str,
    columns: Mapping[str, Iterable[str]],
    *,
    numbers: Iterable[str] = (),
    optional: Iterable[str] = (),
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
        Handbook names whose cells are figures: float64, NaN where the publisher gives none.
    optional
        Handbook names that a file may lack; they come out blank.

    Returns
    -------
    DataFrame
        One row per row of the file, in file order. Text is stripped; a blank cell is None.

    Raises
    ------
    PublishedFileError
        The file is missing, lacks a column (each is named with the headers that would do) or has a cell
        that is no number where one must stand.
    """
    raw = raw_table(path)
    found = match_columns(path, publication, list(raw.columns), columns, optional)
    numbers, table = set(numbers), {}
    for name in columns:
        if name not in found:
            absent, kind = (np.nan, float) if name in numbers else (None, object)
            table[name] = pd.Series([absent] * len(raw), raw.index, dtype=kind)
        elif name in numbers:
            table[name] = parse_numbers(raw[found[name]], f"{path}, column {found[name]!r}")
        else:
            table[name] = clean_text(raw[found[name]])
    return pd.DataFrame(table, columns=list(columns))


def match_columns(path, publication, headers, columns, optional=()) -> dict[str, str]:
    """Which header of a file stands for each wanted column; every missing one is named at once."""
    by_form: dict[str, str] = {}
    for header in headers:
        by_form.setdefault(normalised(header), header)
    found, missing = {}, []
    for name, spellings in columns.items():
        spellings = list(spellings)
        header = next((by_form[form] for form in map(normalised, spellings) if form in by_form), None)
        if header is not None:
            found[name] = header
        elif name not in optional:
            near = difflib.get_close_matches(normalised(spellings[0]), by_form, 1, 0.75)
            hint = f" (is it {by_form[near[0]]!r}?)" if near else ""
            missing.append(" or ".join(repr(spelling) for spelling in spellings) + hint)
    if missing:
        raise PublishedFileError(
            f"{path}: this should be {publication}, but columns are missing: {'; '.join(missing)}."
        )
    return found


def clean_text(cells: pd.Series) -> pd.Series:
    """Cells as stripped text; None where blank or marked as not available."""
    stripped = [str(cell).strip() for cell in cells]
    texts = [None if text.lower() in BLANKS else text for text in stripped]
    return pd.Series(texts, cells.index, dtype=object)  # object: pandas would turn None into NaN


def parse_numbers(cells: pd.Series, where: str) -> np.ndarray:
    """Cells as float64: pounds signs and thousands commas fall away, 12% is 0.12, (3) is -3, blank is NaN.

    Raises
    ------
    PublishedFileError
        A cell is neither a number nor one of the marks for a missing one; the message gives its row.
    """
    quick = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, copy=True)
    for position in np.flatnonzero(~np.isfinite(quick)):
        text = str(cells.iloc[position])
        try:
            quick[position] = parse_number(text)
        except ValueError:
            # Row 1 of the file is its header.
            raise PublishedFileError(f"{where}, row {position + 2}: {text!r} is not a number.") from None
    return quick


def parse_number(text: str) -> float:
    """One figure as a publisher writes it; NaN where it is not given.

    Raises
    ------
    ValueError
        The text is not a number.
    """
    text = text.strip()
    if text.lower() in BLANKS:
        return float("nan")
    bracketed = _IN_BRACKETS.fullmatch(text)
    bare = _NUMBER_SIGNS.sub("", bracketed[1] if bracketed else text)
    if not _PLAIN_NUMBER.fullmatch(bare):  # float() also takes inf, 1_000 and the figures of other scripts
        raise ValueError(f"{text!r} is not a number")
    value = float(bare[:-1]) / 100 if bare.endswith("%") else float(bare)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is larger than any number")
    return -value if bracketed else value


def year_in_name(path: Path) -> str | None:
    """The financial year that a file's name carries (``...-16-17-csv.csv`` is 2016/17), or None.

    Only two numbers that follow each other are a year, so a day or a version in the name is passed over.
    """
    for found in _YEARS.finditer(Path(path).stem):
        if (int(found[1]) + 1) % 100 == int(found[2]):
            return f"20{found[1]}/{found[2]}"
    return None


def pence(pounds) -> np.ndarray:
    """Pounds to whole pence, half away from zero; unknown stays unknown."""
    scaled = np.asarray(pounds, dtype=float) * 100
    return np.copysign(np.floor(np.abs(scaled) + 0.5), scaled)
