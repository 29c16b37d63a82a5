"""Financial years (``2019/20``, April to March) and their months (April is month 1)."""

from __future__ import annotations

import re

MONTHS = (
    "April", "May", "June", "July", "August", "September",
    "October", "November", "December", "January", "February", "March",
)  # fmt: skip

_FORM = re.compile(r"(\d{4})/(\d{2})", re.ASCII)
_NEARLY = re.compile(r"(?:FY)?\s*(\d{4})\s*[-/\u2013_ ]\s*(?:\d{2})?(\d{2})", re.ASCII | re.IGNORECASE)
_MONTHS_BY_NAME = {name[:size].lower(): n for n, name in enumerate(MONTHS, 1) for size in (3, len(name))}


def starting_year(year: str) -> int:
    """The calendar year in which a financial year starts: 2019 for ``2019/20``.

    Raises
    ------
    ValueError
        The text is not a financial year, or its two halves do not follow each other.
    """
    found = _FORM.fullmatch(year)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise ValueError(f"{year!r} is not a financial year; write it as 2019/20")
    return int(found[1])


def financial_year(starting: int) -> str:
    """The financial year that starts in a calendar year: ``2019/20`` for 2019."""
    return f"{starting:04d}/{(starting + 1) % 100:02d}"


def is_financial_year(text: str) -> bool:
    """Whether a text is a financial year in the one form used here."""
    try:
        starting_year(text)
    except ValueError:
        return False
    return True


def suggested_year(text: str) -> str | None:
    """The financial year that another way of writing probably means (``2019-20``, ``2019/2020``), or None."""
    found = _NEARLY.fullmatch(text.strip())
    if found and (int(found[1]) + 1) % 100 == int(found[2]):
        return financial_year(int(found[1]))
    return None


def next_year(year: str) -> str:
    """The financial year after: ``2020/21`` for ``2019/20``."""
    return financial_year(starting_year(year) + 1)


def previous_year(year: str) -> str:
    """The financial year before: ``2018/19`` for ``2019/20``."""
    return financial_year(starting_year(year) - 1)


def years_from(first: str, count: int) -> list[str]:
    """A run of financial years: ``years_from("2018/19", 2)`` is ``["2018/19", "2019/20"]``."""
    start = starting_year(first)
    return [financial_year(start + step) for step in range(count)]


def years_after(year: str, last: str) -> list[str]:
    """Every financial year after one, up to and with another."""
    return years_from(next_year(year), starting_year(last) - starting_year(year))


def month_number(text: str) -> int | None:
    """The month of a financial year by number or English name: April is 1, March 12. None if neither."""
    text = text.strip().lower()
    if text in _MONTHS_BY_NAME:
        return _MONTHS_BY_NAME[text]
    return int(text) if re.fullmatch(r"0{0,2}(?:[1-9]|1[0-2])", text, re.ASCII) else None


def month_name(number: int) -> str:
    """The English name of a month of the financial year: April for 1."""
    return MONTHS[number - 1]
