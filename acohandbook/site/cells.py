"""What a cell means: numbers, years, dates, words and text as people and spreadsheets write them.

Read where only one reading is possible, and refused by name otherwise:

==============================  ====================================================================
``£1,234.50``, ``1 234.5``      1234.5; commas and spaces must stand between thousands
``(1,234)``, ``1234-``          -1234, as ledgers print it
``2.1%``                        0.021, in a column of rates only
``05/04/2019``                  5 April 2019: dates are day first, as in England
``April``                       month 1 of the financial year
``1.2m``, ``1,5``, ``1.2E+07``  refused: they are short, or can be read in two ways
``n/a``, ``-``, ``#REF!``       refused: blank is how to say that a figure is not known
``=A1*2``                       refused: a formula is not its value
==============================  ====================================================================

Text that starts with ``=``, ``+``, ``-`` or ``@`` would run as a formula when a spreadsheet opens the file.
It is written with an apostrophe before it, and read from a file without: ``'=`` there is ``=`` in the site.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from decimal import Decimal
from numbers import Real

from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.financial_year import is_financial_year, month_number, suggested_year
from acohandbook.site.models import Column
from acohandbook.site.names import nearest

LONGEST_TEXT = 10_000

_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?", re.ASCII).fullmatch
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?|[1-9]\d{0,2}(?: \d{3})+(?:\.\d+)?", re.ASCII)
_DECIMAL = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]-\d{1,3})?", re.ASCII)
_POWER = re.compile(r"[\d.]+[eE]\+?\d+", re.ASCII)
_SHORT = re.compile(r"[\d.,]+\s*(?:k|m|mn|bn|million|thousand|billion)", re.ASCII | re.IGNORECASE)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]0?0:00(?::00)?)?", re.ASCII)
_ENGLISH_DATE = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?: 0?0:00(?::00)?)?", re.ASCII)
_ABOUT = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?", re.ASCII)
_SPREADSHEET_DATE = re.compile(r"\d{1,2}-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d{2}(?:\d{2})?", re.ASCII)
_ESCAPED = re.compile(r"'+[=+\-@]")
_NEEDS_ESCAPE = re.compile(r"'*[=+\-@]")
_UNKNOWN_WORDS = {
    "n/a",
    "na",
    "nan",
    "null",
    "none",
    "-",
    "--",
    "tbc",
    "tba",
    "tbd",
    "unknown",
    "nil",
    "?",
    "..",
    ":",
}


class Unreadable(ValueError):
    """A cell that cannot be used: the rule that it breaks, and what to do."""

    def __init__(self, rule: str, remedy: str):
        self.rule, self.remedy = rule, remedy
        super().__init__(f"{rule} {remedy}")


def read_cell(cell, column: Column, in_file: bool = True) -> float | str | None:
    """The value of one cell of a declared column; None when it is blank.

    Parameters
    ----------
    cell : str, number, date or None
    in_file : bool
        Whether an apostrophe protects text that looks like a formula, as it does in a file.

    Raises
    ------
    Unreadable
        When the cell does not hold what the column takes.
    """
    if isinstance(cell, str):
        cell = cell.strip()
    if cell is None or cell == "" or cell != cell:
        if column.required:
            raise Unreadable("This cell must not be blank.", f"Fill it in: {lower_first(column.description)}")
        return None
    if column.is_number:
        return _within(_number(cell, column), column)
    return _READERS[column.kind](_text(cell, in_file), column)


def write_cell(value: float | str | None, column: Column | None = None) -> str:
    """How a value stands in a file, such that ``read_cell`` gives it back."""
    if value is None or value != value:
        return ""
    if isinstance(value, str):
        return f"'{value}" if _NEEDS_ESCAPE.match(value) else value
    if column is not None and column.unit == "gbp" and value != int(value):
        return f"{value:.2f}"
    return str(int(value)) if value == int(value) else repr(float(value))


def lower_first(sentence: str) -> str:
    """A sentence to follow a colon; abbreviations keep their capitals."""
    return (
        sentence if sentence[1:2].isupper() or sentence[1:2] == "." else sentence[:1].lower() + sentence[1:]
    )


# --- numbers -----------------------------------------------------------------------------------------


def read_number(text: str, percent: bool = False) -> float:
    """A number as people and spreadsheets write it.

    Parameters
    ----------
    percent : bool
        Whether ``2.1%`` is read, as 0.021.

    Raises
    ------
    Unreadable
        When it is no number, or could be more than one.
    """
    text = text.strip()
    if _PLAIN(text):
        return float(text)
    shown = text.lstrip("'").replace("\u00a0", " ").replace("\u202f", " ").replace("\u2212", "-").strip()
    body, sign = shown, 1
    if body.startswith("(") and body.endswith(")"):
        body, sign = body[1:-1].strip(), -1
    for _ in range(2):  # the sign may stand before or after the pound
        if body[:1] in ("-", "+") and sign == 1:
            sign, body = (-1 if body[0] == "-" else 1), body[1:].strip()
        body = body.removeprefix("£").strip()
    if body.endswith("-") and sign == 1:
        body, sign = body[:-1].strip(), -1
    by_hundred = percent and body.endswith("%")
    if by_hundred:
        body = body[:-1].strip()
    if _THOUSANDS.fullmatch(body):
        body = body.replace(",", "").replace(" ", "")
    if not _DECIMAL.fullmatch(body):
        raise _why_no_number(shown, body)
    value = float(Decimal(body) / 100) if by_hundred else float(body)
    return sign * value if value else 0.0


def _why_no_number(shown: str, body: str) -> Unreadable:
    low = shown.lower()
    if shown.startswith(("=", "@")):
        return Unreadable("This is a formula, not its value.", "Paste the cells as values.")
    if shown.startswith("#"):
        return Unreadable("This is a spreadsheet's error.", "Mend the formula that it came from.")
    if low in _UNKNOWN_WORDS:
        return Unreadable(
            "This is not a number.", "Leave it blank if it is not known, or write 0 if it is nothing."
        )
    if shown.endswith("%"):
        return Unreadable(
            "A percentage has no place in this column.", "Write the figure in the column's own unit."
        )
    if _POWER.fullmatch(body):
        return Unreadable(
            "A spreadsheet has shortened this number and may have lost digits.",
            "Format the column as a number with all digits and save again.",
        )
    if _SHORT.fullmatch(body):
        return Unreadable("This number is shortened.", "Write it out in full: 1.2m is 1200000.")
    if "," in body or body.count(".") > 1:
        return Unreadable(
            "This number can be read in two ways.",
            "Write a full stop before decimals, and commas between thousands only: 1,234.50.",
        )
    return Unreadable("This is not a number.", "Write digits, with a full stop before any decimals.")


def _number(cell, column: Column) -> float:
    if isinstance(cell, str):
        number = read_month(cell) if column.kind == "month" else read_number(cell, column.unit == "rate")
    elif isinstance(cell, Real) and not isinstance(cell, bool):
        number = float(cell)
    else:
        raise Unreadable("This is not a number.", "Write digits, with a full stop before any decimals.")
    return number


def read_month(text: str) -> float:
    """A month of the financial year, by number or English name; April is 1.

    Raises
    ------
    Unreadable
        When it is neither.
    """
    number = month_number(text.removesuffix(".0"))
    if number is None:
        raise Unreadable("This is no month of the financial year.", "Write 1 for April, up to 12 for March.")
    return float(number)


def _within(number: float, column: Column) -> float:
    if not math.isfinite(number):
        raise Unreadable("This is not a finite number.", "Leave it blank if it is not known.")
    if column.unit == "gbp" and number != round(number, 2):
        number = float(to_pounds(to_pence(number)))
    if column.kind == "month" and number != int(number):
        raise Unreadable("This is no month of the financial year.", "Write 1 for April, up to 12 for March.")
    if column.lowest <= number <= column.highest:
        return number
    raise _why_outside(number, column)


def _why_outside(number: float, column: Column) -> Unreadable:
    if column.kind == "month":
        return Unreadable("This is no month of the financial year.", "Write 1 for April, up to 12 for March.")
    if column.unit == "rate":
        limits = f"A rate is a decimal from {column.lowest:g} to {column.highest:g}."
        if column.lowest <= number / 100 <= column.highest and abs(number) > 1:
            percent, decimal = Decimal(repr(number)).normalize(), float(Decimal(repr(number)) / 100)
            return Unreadable(limits, f"If {percent:f}% is meant, write {decimal!r} or {percent:f}%.")
        if column.lowest == -0.5:
            return Unreadable(
                limits, "A step of more than a half is an adjustment with a reason, not growth."
            )
        return Unreadable(limits, "Write the share as a decimal: 2.1% is 0.021.")
    if number < column.lowest and column.lowest >= 0:
        what = {"persons": "A number of people", "gbp": "This amount"}.get(column.unit, "This figure")
        least = "cannot be negative" if column.lowest == 0 else f"must be at least {column.lowest:g}"
        return Unreadable(
            f"{what} {least}.", "Check the sign. Leave it blank only if the column may be blank."
        )
    return Unreadable(
        f"This is larger than any true figure (the limit is {column.highest:,.0f}).",
        "Check the unit: pounds, not pence or thousands; persons, not thousands.",
    )


# --- text --------------------------------------------------------------------------------------------


def _text(cell, in_file: bool) -> str:
    if isinstance(cell, str):
        text = cell
    elif isinstance(cell, (datetime.date, datetime.datetime)):
        return cell.isoformat()[:10]
    elif isinstance(cell, Real) and not isinstance(cell, bool) and float(cell).is_integer():
        return str(int(cell))
    else:
        text = str(cell)
    if in_file and text.startswith("="):
        raise Unreadable(
            "This is a formula, not text.",
            "Paste it as a value, or put an apostrophe before it if it is text.",
        )
    if in_file and _ESCAPED.match(text):
        text = text[1:]
    if not text.isprintable():
        text = text.replace("\u00a0", " ")
        hidden = next((mark for mark in text if not (mark.isprintable() or _is_space(mark))), None)
        if hidden is not None:
            raise Unreadable(
                f"There is an invisible character in this cell (U+{ord(hidden):04X}).", "Type the cell again."
            )
    if len(text) > LONGEST_TEXT:
        raise Unreadable(
            f"This text is longer than {LONGEST_TEXT:,} characters.",
            "Shorten it, or look for a missing quote mark.",
        )
    return text


def _is_space(mark: str) -> bool:
    return mark in "\n\r\t" or unicodedata.category(mark) == "Zs"


def _free_text(text: str, column: Column) -> str:
    return text


def _choice(text: str, column: Column) -> str:
    if text in column.among:
        return text
    if _SPREADSHEET_DATE.fullmatch(text):
        raise Unreadable(
            "A spreadsheet has turned this into a date.",
            f"Format the column as text. {_one_of(column.among)}",
        )
    if column.name == "kind" and re.search(r"[+&;,/]|\band\b|\bnet\b|\bnetted\b", text):
        raise Unreadable(
            "One row says one thing: adjustments that are netted off or put together are refused.",
            "Write a row for each, with its own kind, amount and evidence.",
        )
    meant = nearest(text, column.among)
    raise Unreadable(
        "This is none of the words that the column takes.",
        f"Did you mean {meant}? {_one_of(column.among)}" if meant else _one_of(column.among),
    )


def _one_of(words: tuple) -> str:
    return f"Write one of: {', '.join(words)}."


def _year(text: str, column: Column) -> str:
    if is_financial_year(text):
        return text
    meant = suggested_year(text)
    if meant:
        raise Unreadable("A financial year is written 2019/20.", f"Write {meant}.")
    if _SPREADSHEET_DATE.fullmatch(text) or _ENGLISH_DATE.fullmatch(text):
        raise Unreadable(
            "A spreadsheet has turned this into a date.",
            "Format the column as text and write the year as 2019/20.",
        )
    raise Unreadable(
        "A financial year is written 2019/20.", "Write both halves: the second is the year after."
    )


def _date(text: str, column: Column) -> str:
    iso, english = _DATE.fullmatch(text), _ENGLISH_DATE.fullmatch(text)
    if iso:
        parts = iso.groups()
    elif english:
        parts = english.groups()[::-1]
    else:
        raise Unreadable("A day is written 2019-04-01.", "Write year, month and day.")
    try:
        return datetime.date(*map(int, parts)).isoformat()
    except ValueError:
        raise Unreadable("There is no such day.", "Write year, month and day: 2019-04-01.") from None


def _about(text: str, column: Column) -> str:
    return text if _ABOUT.fullmatch(text) else _date(text, column)


_READERS = {"text": _free_text, "choice": _choice, "year": _year, "date": _date, "about": _about}
