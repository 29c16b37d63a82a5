"""Ways to spoil the cells and the headers of published files."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import PurePath

from spoiling import HONEST, REFUSED, UNCHANGED, as_csv
from spoiling_published import PublishedCase

OPTIONAL = {
    "CCG_Name", "CCGpop", "PCN", "STP21", "WP_Overall", "Practice_Postcode", "LA21", "UTLA21", "ONS_STP_CODE",
    "Practice Postcode", "Practice Close Date", "Quarter used for patient data", "Other Payments1",
    "BalanceofPMSExpenditure_£", "ACO_ID", "PY", "N_AB", "QualScore", "FinalShareRate", "FinalLossRate",
    "DisAdj", "CS WP",
}  # fmt: skip
FIGURES = {"figure", "count", "people", "+/-", "total", "money", "positive", "rate", "level", "calendar"}
NEVER_NEGATIVE = {"count", "people", "positive", "level", "calendar"}
NEVER_BLANK = {"key", "code", "people", "positive", "total", "pair", "year", "calendar"}
NO_FIGURES = (
    "twelve", "1,5", "1.234,50", "1 2", "1.2m", "=1+1", "inf", "1e400", "0x10", "½", "#REF!", "9" * 17, "--5",
    "5%%", "1_000", "TRUE",
)  # fmt: skip
NO_CODES = ("#REF!", "A0000?", "=A2", "A 1", "TOTAL: 4", "A" * 40)
NO_YEARS = ("2017", "2017-18", "17/18", "2017/19", "2017/2018", "FY2017/18", "later")
NO_DAYS = ("31/02/2017", "tomorrow", "05/31/2017", "999999999", "-1", "1e99", "01/01/0017")


def cell_and_header_cases(place) -> Iterator[PublishedCase]:
    """All of them, in the order of this module; the same every time."""
    chance = random.Random("published files")
    for name, kinds in place.kinds.items():
        for header, kind in kinds.items():
            for case in _cells(place, name, header, kind, chance):
                if case.expected != HONEST or chance.random() < 0.2:  # these lead to whole sites
                    yield case
        yield from _several(place, name, chance)
        yield from _headers(place, name)


def _case(place, name, what, grid, expected=REFUSED, says=(), at="") -> PublishedCase:
    encoding = "latin-1" if name.startswith("gp/") else "utf-8"
    data = as_csv(grid).decode("utf-8").encode(encoding, "xmlcharrefreplace")
    says = (PurePath(name).name, *says) if expected == REFUSED else ()
    return PublishedCase(what, {name: data}, expected, says, f"{name} {at}".strip())


def changed(grid, row, column, text):
    """The grid with one cell changed; rows count as a spreadsheet does."""
    return [
        [text if (at, spot) == (row, column) else cell for spot, cell in enumerate(cells)]
        for at, cells in enumerate(grid, 1)
    ]


def _cells(place, name, header, kind, chance) -> Iterator[PublishedCase]:
    """Every kind of cell of one column, each in a row of its own choice."""
    grid = place.grid(name)
    column = grid[0].index(header)
    rows = [at for at in range(2, len(grid) + 1) if grid[at - 1][column]]
    # A figure that is left out of the sums anyway, such as the total of a region, must be readable too.
    row = chance.choice(rows)
    value = grid[row - 1][column]

    def case(what, text, expected=REFUSED, named=True):
        says = (f"row {row}", header) if named else ()
        return _case(
            place, name, what, changed(grid, row, column, text), expected, says, f"{header}, row {row}"
        )

    if kind in FIGURES:
        for text in chance.sample(NO_FIGURES, 5):
            yield case(f"a figure that is {text!r}", text)
        yield case("spaces about a figure", f" {value}\u00a0", UNCHANGED)
        if kind != "calendar":
            yield case("a pound sign", f"£{value}", UNCHANGED)
        if float(value) >= 1000 and kind != "calendar":
            yield case("commas between thousands", f"{float(value):,.2f}", UNCHANGED)
        if kind in NEVER_NEGATIVE:
            yield case("a negative figure", "-5")
            yield case("a negative figure in brackets", "(5)")
        if kind not in ("rate", "figure"):
            yield case("a percentage", "12%")
        if kind in ("+/-", "total"):
            yield case("another amount than its sum", str(float(value) + 1000), REFUSED, named=False)
        elif kind in ("count", "people", "positive", "money", "rate", "figure"):
            times = chance.choice((1000, 1.1, 0))
            yield case(f"the figure times {times}", str(float(value) * times), HONEST)
    if kind in ("key", "code", "code?", "pair"):
        for text in chance.sample(NO_CODES, 2):
            yield case(f"a code that is {text[:9]!r}", text)
        yield case("a code in small letters and spaces", f"  {value.lower()}\u00a0", UNCHANGED)
        if kind != "pair":
            yield case("a code that no file knows", f"{value[:-1]}7", HONEST)
    if kind == "year":
        for text in NO_YEARS:
            yield case(f"a year that is {text!r}", text)
    if kind == "calendar":
        for text in ("17", "2017/18", "20175", "1017"):
            yield case(f"a year that is {text!r}", text)
    if kind == "track":
        for text in ("Q", "4", "#REF!", "T1 and T2"):
            yield case(f"a track that is {text!r}", text)
        yield case("a track in words", f" Track {value[-1]} ", UNCHANGED)
    if kind == "day":
        for text in NO_DAYS:
            yield case(f"a day that is {text!r}", text)
        yield case("the same day in words", "30/09/2017", UNCHANGED)
        yield case("the same day with a time", "30/09/2017 00:00", UNCHANGED)
    if kind == "text":
        yield case("another text", "Somewhere else", HONEST)
        yield case("spaces about a text", f" {value}  ", UNCHANGED)
    if kind not in NEVER_BLANK:
        yield case("a blank cell", "", HONEST)
        return
    for text in ("", "N/A"):
        yield case(f"a blank cell, {text!r}", text, REFUSED, named=kind != "pair")


def _several(place, name, chance) -> Iterator[PublishedCase]:
    """Two to five cells spoilt at once: one of them is named."""
    grid, kinds = place.grid(name), place.kinds[name]
    figures = [header for header, kind in kinds.items() if kind in FIGURES]
    keys = [header for header, kind in kinds.items() if kind == "key"]
    for _ in range(4):
        spoilt, named = grid, []
        for header in chance.sample(figures, min(len(figures), chance.randint(2, 5))) or keys:
            row = chance.randint(2, len(grid))
            spoilt = changed(spoilt, row, grid[0].index(header), "#REF!")
            named.append((row, header))
        yield _case(place, name, f"{len(named)} cells at once", spoilt, REFUSED, ("row",), str(named))


def _headers(place, name) -> Iterator[PublishedCase]:
    """Headers renamed, spelt otherwise, moved and doubled."""
    grid, kinds = place.grid(name), place.kinds[name]
    for header in kinds:
        column = grid[0].index(header)
        renamed = changed(grid, 1, column, "Column nobody knows")
        if header in OPTIONAL:
            yield _case(place, name, "an optional header renamed", renamed, HONEST, (), header)
        else:
            yield _case(place, name, "a header renamed", renamed, REFUSED, (), header)
            yield _case(place, name, "a header left blank", changed(grid, 1, column, ""), REFUSED, (), header)
        if not header[-1:].isdigit():
            other = changed(grid, 1, column, f" {header.upper()} ")
            yield _case(place, name, "a header in capitals and spaces", other, UNCHANGED, (), header)
        doubled = [[*cells, cells[column]] for cells in grid]
        yield _case(place, name, "a column twice", doubled, REFUSED, (header,), header)
        near = changed(grid, 1, column, header[:-1])
        if len(header) > 8 and header[-1].isalpha() and header not in OPTIONAL:
            yield _case(place, name, "a header without its last letter", near, REFUSED, (), header)
