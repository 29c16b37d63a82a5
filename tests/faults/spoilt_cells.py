"""Cells spoilt one at a time: every way that a number, a year, a day, a word or a code is written wrongly.

And every way in which it may be written otherwise and still mean the same.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from spoiling import HONEST, REFUSED, UNCHANGED, Case, Workplace, as_csv

from acohandbook.site.financial_year import month_name
from acohandbook.site.models import MODELS, Column, columns_of

NO_NUMBERS = {
    "a word": "twelve",
    "a number cut short": "1.2m",
    "a comma before the decimals": "1,5",
    "a power of ten": "1.2E+07",
    "commas in the wrong places": "12,34",
    "full stops between thousands": "1.234.567",
    "a formula": "=1+1",
    "the error of a spreadsheet": "#REF!",
    "not available": "n/a",
    "a dash": "-",
    "NaN": "NaN",
    "infinity": "inf",
    "more digits than any figure has": "1" + "0" * 22,
    "dollars": "$5",
    "euros": "€5",
    "figures of another script": "\u0663\u0664",
    "figures of full width": "\uff11\uff12",
    "a half as a sign": "½",
    "underscores between thousands": "1_000",
    "a number to base sixteen": "0x10",
    "two numbers": "1 2",
    "two signs": "--5",
    "a yes": "TRUE",
    "a day": "2019-04-01",
    "an invisible character before it": "\u200b5",
    "a bracket left open": "(5",
    "a unit behind it": "5 persons",
    "a pound sign alone": "£",
    "a question mark": "?",
    "nothing in brackets": "()",
    "a point alone": ".",
}
NO_YEARS = {
    "a calendar year": "2019",
    "a year with a hyphen": "2019-20",
    "a year in full on both sides": "2019/2020",
    "a year without its century": "19/20",
    "two years that do not follow": "2019/21",
    "a year cut short": "2019/2",
    "a year as a date": "Apr-19",
    "a year with letters": "FY2019/20",
    "a formula": "=A1",
    "a year of figures of full width": "２０１９/20",
}
NO_DAYS = {
    "a day that is not in the calendar": "31/02/2019",
    "a thirteenth month": "2019-13-01",
    "a day with the month first": "04/31/2019",
    "a day in words": "1 April 2019",
    "the number of a day": "43556",
    "a year of two figures": "01/04/19",
    "a day and an hour": "2019-04-01 13:30",
    "a word": "soon",
}
NO_TEXTS = {
    "a formula": "=A1",
    "an invisible character": "\u200bname",
    "a character that rings a bell": "name\x07",
    "text without end": "x" * 11_000,
    "half of a character": "name\ufffe",
}
NO_WORDS = {
    "a word that is not among those": "perhaps",
    "two words": "yes, no",
    "a date in place of the word": "Mar-19",
    "a word with a number": "1st",
}


def wrong_cells(column: Column) -> dict[str, str]:
    """What a column must refuse, by words for it."""
    wrong = dict(NO_NUMBERS) if column.is_number else {}
    if column.is_number and column.unit != "rate":
        wrong["a percentage where none belongs"] = "5%"
    if column.kind == "month":
        wrong |= {"month 0": "0", "month 13": "13", "a month and a half": "1.5", "no month": "Smarch"}
    elif column.is_number:
        wrong |= {"more than the most": f"{column.highest * 10:.0f}"}
        if column.lowest is not None and column.lowest >= 0:
            wrong["a sign that cannot be"] = "-1"
        if column.unit == "rate":
            wrong |= {"per cent without its sign": "45", "less than the least": f"{column.lowest - 1:.1f}"}
    wrong |= {"year": NO_YEARS, "date": NO_DAYS, "about": {"a word": "soon"}}.get(column.kind, {})
    if column.kind in ("text", "choice"):
        wrong |= NO_TEXTS
    if column.kind == "choice":
        wrong |= NO_WORDS
    if column.refers:
        wrong["a code that is not known"] = "NOT-A-CODE"
    if column.required:
        wrong |= {"a blank": "", "blanks only": "  \t "}
    return wrong


def same_cells(column: Column, text: str) -> Iterator[tuple[str, str]]:
    """Other ways to write a cell that mean the same."""
    if not text:
        yield "blanks in a blank cell", "  "
        return
    yield "blanks around it", f"  {text} "
    yield "a tab behind it", f"{text}\t"
    if text[0] not in "'=":
        yield "a hard blank before it", f"\u00a0{text}"
    if column.kind == "month":
        yield "the name of the month", month_name(int(text))
        yield "the name of the month cut short", month_name(int(text))[:3]
    elif column.is_number:
        yield from _same_numbers(column, text)
    elif column.kind in ("date", "about") and len(text) == 10:
        year, month, day = text.split("-")
        yield "an English day", f"{day}/{month}/{year}"
        yield "a day with its midnight", f"{text} 00:00:00"
    elif column.kind == "text" and not column.refers:
        yield "an apostrophe that protects nothing", text if text[0] in "'=+-@" else f"{text} "


def _same_numbers(column: Column, text: str) -> Iterator[tuple[str, str]]:
    value = Decimal(text)
    digits, point, decimals = text.removeprefix("-").partition(".")
    sign = "-" if text.startswith("-") else ""
    plain = digits + point + decimals
    yield "more decimals", f"{sign}{digits}.{decimals}00"
    yield "an apostrophe before it", f"'{text}"
    yield "a nought before it", f"{sign}0{plain}"
    if len(digits) > 3:
        yield "commas between thousands", f"{sign}{int(digits):,}{point}{decimals}"
        yield "blanks between thousands", f"{sign}{int(digits):,}{point}{decimals}".replace(",", " ")
        yield (
            "hard blanks between thousands",
            f"{sign}{int(digits):,}{point}{decimals}".replace(",", "\u00a0"),
        )
    if column.unit in ("gbp", "gbp_per_head"):
        yield "a pound sign", f"{sign}£{plain}"
        yield "a pound sign before the sign", f"£{sign}{plain}"
    if column.unit == "rate":
        yield "per cent", f"{value * 100:f}%"
        yield "per cent after a blank", f"{value * 100:f} %"
    if sign:
        yield "brackets for less than nothing", f"({plain})"
        yield "the sign behind it", f"{plain}-"
        yield "a typeset minus", f"\u2212{plain}"
    elif value:
        yield "a plus", f"+{text}"


def _spoilt(place: Workplace, table: str, row: int, column: str, text: str) -> dict[str, bytes]:
    grid = place.grid(table)
    grid[row - 1][grid[0].index(column)] = text
    return {f"{table}.csv": as_csv(grid)}


def cell_cases(place: Workplace, of_each: int | None = None) -> Iterator[Case]:
    """Every column of every table, spoilt in one row.

    Parameters
    ----------
    of_each : int, optional
        How many ways to try of those that a column must refuse and of those that mean the same; all when
        left out.
    """
    chance = random.Random(f"cells of {place.name}")
    for table in place.tables:
        grid = place.grid(table)
        if len(grid) < 2:
            continue
        for column in columns_of(MODELS[table]).values():
            if column.name not in grid[0]:
                continue
            spot = grid[0].index(column.name)
            filled = [row for row in range(2, len(grid) + 1) if grid[row - 1][spot]]
            wrong = list(wrong_cells(column).items())
            row = chance.choice(filled or range(2, len(grid) + 1))
            same = list(same_cells(column, grid[row - 1][spot]))
            if of_each is not None:
                wrong = chance.sample(wrong, min(of_each, len(wrong)))
                same = chance.sample(same, min(of_each, len(same)))
            at = f"{place.name}, {table}.csv, row {row}, {column.name}"
            for what, text in wrong:
                files = _spoilt(place, table, row, column.name, text)
                yield Case("a cell", what, files, REFUSED, ((f"{table}.csv", row, column.name),), at)
            for what, text in same:
                files = _spoilt(place, table, row, column.name, text)
                yield Case("a cell written otherwise", what, files, UNCHANGED, (), at)
            if not column.required:
                files = _spoilt(place, table, row, column.name, "")
                yield Case("a cell that may be blank", "a blank", files, HONEST, (), at)


def several_cells(place: Workplace, cases: int) -> Iterator[Case]:
    """Two to six cells in different tables spoilt at once: every one must be named."""
    chance = random.Random(f"several cells of {place.name}")
    tables = [table for table in place.tables if len(place.grid(table)) > 1]
    for _ in range(cases):
        files, places, words = {}, [], []
        for table in chance.sample(tables, chance.randint(2, min(6, len(tables)))):
            grid = place.grid(table)
            column = columns_of(MODELS[table])[chance.choice(grid[0])]
            row = chance.randint(2, len(grid))
            what, text = chance.choice([
                pair for pair in wrong_cells(column).items()
                if not (column.refers and pair[0] == "a code that is not known")  # its table may not be read
            ])  # fmt: skip
            files |= _spoilt(place, table, row, column.name, text)
            places.append((f"{table}.csv", row, column.name))
            words.append(f"{table}.{column.name} {what}")
        at = f"{place.name}: {'; '.join(words)}"
        yield Case("several cells at once", "cells of several tables", files, REFUSED, tuple(places), at)


def all_written_otherwise(place: Workplace, cases: int) -> Iterator[Case]:
    """Every cell of one column written in another way that means the same."""
    chance = random.Random(f"columns written otherwise of {place.name}")
    tables = [table for table in place.tables if len(place.grid(table)) > 1]
    for _ in range(cases):
        table = chance.choice(tables)
        grid = place.grid(table)
        column = columns_of(MODELS[table])[chance.choice(grid[0])]
        spot = grid[0].index(column.name)
        for row in grid[1:]:
            row[spot] = chance.choice([text for _, text in same_cells(column, row[spot])])
        at = f"{place.name}, {table}.csv, {column.name}"
        files = {f"{table}.csv": as_csv(grid)}
        yield Case("a cell written otherwise", "every cell of a column", files, UNCHANGED, (), at)
