"""Whole published files spoilt: encodings, rows, titles, cuts, copies, units and contradictions."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator

from published_columns import AGES, CARE, GP16, GP17, KINDS, LATER, MAP, NEED, PACE, PANEL
from spoiling import HONEST, REFUSED, UNCHANGED, as_csv
from spoiling_published import PublishedCase, PublishedPlace
from spoilt_published import changed

LATEST = "gp/payments-18-19.csv"
# Without these no site can be made; without the others one can, and says so.
NEEDED = (PANEL, AGES)
# What a file whose rows are settled one by one leaves unsettled, row by row.
BY_ROW = ("a row moved to the left and filled up", "the header twice", "the header within")


def file_cases(place) -> Iterator[PublishedCase]:
    """Every file by itself; the same every time."""
    for name in place.kinds:
        yield from _forms(name, place)
        yield from _rows(name, place)
        yield from _damage(name, place)


def folder_cases(place: PublishedPlace) -> Iterator[PublishedCase]:
    """The files of an import against one another, in other units, twice or not at all."""
    for name in KINDS:
        copy = name.replace(".csv", "_copy.csv")
        # Of weighted populations, years may stand side by side.
        expected = HONEST if name == LATER else REFUSED
        files = {name: place.content[name], copy: place.content[name]}
        yield PublishedCase("the file twice", files, expected, (), name)
        expected = REFUSED if name in NEEDED else HONEST
        yield PublishedCase("the file is missing", {name: None}, expected, (), name)
    yield from _units(place)
    yield from _between(place)


def _text(name, place) -> str:
    return place.content[name].decode("latin-1" if name.startswith("gp/") else "utf-8")


def _written(grid, **options) -> str:
    text = io.StringIO()
    csv.writer(text, **{"lineterminator": "\n", **options}).writerows(grid)
    return text.getvalue()


def _forms(name, place) -> Iterator[PublishedCase]:
    """The same table, written otherwise."""
    grid, text = place.grid(name), _text(name, place)
    half = len(grid) // 2
    width = len(grid[0])
    ways: dict[str, str | bytes] = {
        "UTF-8": text.encode("utf-8"),
        "UTF-8 with its mark": text.encode("utf-8-sig"),
        "UTF-16": text.encode("utf-16"),
        "UTF-16, big end first": b"\xfe\xff" + text.encode("utf-16-be"),
        "line ends of Unix": _written(grid),
        "line ends of old computers": _written(grid, lineterminator="\r"),
        "no line end at the end": _written(grid).rstrip("\n"),
        "tabs between cells": _written(grid, delimiter="\t"),
        "every cell in quotes": _written(grid, quoting=csv.QUOTE_ALL),
        "blank rows above the header": "\n\n" + _written(grid),
        "blank rows between": _written([*grid[:half], [], [""] * width, *grid[half:]]),
        "rows of commas at the end": _written(grid) + ("," * (width - 1) + "\n") * 3,
        "columns of commas": _written([[*cells, "", ""] for cells in grid]),
        "a comma at the end of every row": _written([grid[0], *([*cells, ""] for cells in grid[1:])]),
        "spaces about every cell": _written([[f" {cell} " for cell in cells] for cells in grid]),
        "a column of notes": _written([["Notes", *grid[0]], *(["n/a", *cells] for cells in grid[1:])]),
    }
    for what, data in ways.items():
        encoded = data if isinstance(data, bytes) else data.encode("cp1252", "xmlcharrefreplace")
        yield PublishedCase(what, {name: encoded}, UNCHANGED, (), name)
    moved = _written([list(reversed(cells)) for cells in grid])
    # The lines of a payments file are known by standing before its total.
    expected = REFUSED if name in (GP16, GP17) else UNCHANGED
    yield PublishedCase("columns in reverse", {name: moved.encode("cp1252")}, expected, (), name)
    # An order of rows carries no meaning.
    backwards = _written([grid[0], *reversed(grid[1:])])
    yield PublishedCase("rows in reverse", {name: backwards.encode("cp1252")}, UNCHANGED, (), name)


def _rows(name, place) -> Iterator[PublishedCase]:
    """Rows that are doubled, shifted, lost, added or merged, and titles above the header."""
    grid = place.grid(name)
    last, width = len(grid), len(grid[0])
    file = name.rpartition("/")[2]
    for what, rows, says in (
        ("a row twice", [*grid, grid[1]], (f"row {last + 1}",)),
        ("a row twice, with a blank row before", [*grid, [], grid[1]], (f"row {last + 2}",)),
        ("a row moved by a cell to the right", [*grid[:1], ["", *grid[1]], *grid[2:]], ("row 2",)),
        ("a row moved by a cell to the left", [*grid[:1], grid[1][1:], *grid[2:]], ("row 2",)),
        ("a row moved to the left and filled up", [*grid[:1], [*grid[1][1:], ""], *grid[2:]], ()),
        ("a footnote", [*grid, ["Source: NHS England"]], (f"row {last + 1}",)),
        (
            "a title above the header",
            [["Published figures of a year", *[""] * (width - 1)], *grid],
            ("row 2",),
        ),
        ("a merged title and a blank row above", [["Published figures of a year"], [], *grid], ("row 3",)),
        ("a cell cut at a comma", [*grid[:1], [*grid[1][:2], "x", *grid[1][2:]], *grid[2:]], ("row 2",)),
        ("the header twice", [grid[0], grid[0], *grid[1:]], ("row 2",)),
        ("the header within", [*grid[:3], grid[0], *grid[3:]], ("row 4",)),
        ("no header", grid[1:], ()),
        ("a header and no rows", grid[:1], ()),
    ):
        named = () if what == "no header" and name in NEEDED else (file, *says)
        expected = HONEST if name in place.by_row and what in BY_ROW else REFUSED
        yield PublishedCase(what, {name: as_csv(rows)}, expected, named if expected == REFUSED else (), name)
    yield PublishedCase("a row lost", {name: as_csv([*grid[:2], *grid[3:]])}, HONEST, (), name)
    codes = {"key", "code", "code?", "pair", "year", "calendar"}
    total = [
        "" if place.kinds[name].get(header) in codes else cell
        for header, cell in zip(grid[0], grid[1], strict=True)
    ]
    # The social care return has such rows, which are known by having no codes.
    has_no_code = not codes & set(place.kinds[name].values())
    expected = HONEST if name == CARE or has_no_code else REFUSED
    yield PublishedCase("a row of totals without codes", {name: as_csv([*grid, total])}, expected, (), name)


def _damage(name, place) -> Iterator[PublishedCase]:
    """Bytes that are damaged, cut or of something else."""
    text = _text(name, place)
    data, file = text.encode("utf-8"), name.rpartition("/")[2]
    chance = random.Random(name)
    rows = text.splitlines(keepends=True)
    half_row = "".join(rows[:2]) + rows[2][: rows[2].rfind(",") - 3]
    nul = data.replace(b",", b"\x00", 3)
    for what, spoilt in {
        "an empty file": b"",
        "blanks alone": b" \n\r\n ",
        "UTF-32": text.encode("utf-32"),
        "bytes that are no text": data.replace(b",", b"\x81,", 1).replace(b"1", b"\xff", 1),
        "NUL bytes": nul,
        "a workbook by a wrong name": b"PK\x03\x04" + bytes(500),
        "a web page": b"<!DOCTYPE html><html><body>Not found</body></html>",
        "semicolons between cells": _written(place.grid(name), delimiter=";").encode("utf-8"),
        "bars between cells": _written(place.grid(name), delimiter="|").encode("utf-8"),
        "cut within a row": half_row.encode("utf-8"),
        "a quote without end": (rows[0] + '"' + "".join(rows[1:])).encode("utf-8"),
        "a cell without end": (rows[0] + '"' + "x" * 200_000).encode("utf-8"),
    }.items():
        yield PublishedCase(what, {name: spoilt}, REFUSED, (file,) if name not in NEEDED else (), name)
    at = chance.randint(len(rows[0]), len(data) - 1)
    yield PublishedCase("cut at any byte", {name: data[:at]}, HONEST, (), f"{name} {at}")


def _units(place) -> Iterator[PublishedCase]:
    """Whole columns in another unit than the publication states."""
    for name, headers, times in (
        (PANEL, ["Allocation_000s"], (1000, 0.001)),
        (CARE, ["TOTALINCOME", "NETCURRENTEXPENDITURE", "GROSSCURRENTEXPENDITURE"], (1000, 0.001)),
        (AGES, [*map(str, range(90)), "90+"], (1000, 0.001)),
        (NEED, ["WP_G&A"], (1000, 0.001)),
        (GP17, ["Number of Registered Patients (Last Known Figure)"], (1000, 0.001)),
        (GP17, place.grid(GP17)[0][13:-1], (100, 0.001)),
        (PACE, ["opening_dft"], (100,)),
        (PACE, ["final_growth"], (100,)),
    ):
        grid = place.grid(name)
        columns = [grid[0].index(header) for header in headers]
        for factor in times:
            rows = [
                [
                    f"{float(cell) * factor:.6f}" if at in columns and cell and row else cell
                    for at, cell in enumerate(cells)
                ]
                for row, cells in enumerate(grid)
            ]
            what = f"{headers[0]} times {factor:g}"
            yield PublishedCase(what, {name: as_csv(rows)}, REFUSED, (), name)


def _between(place) -> Iterator[PublishedCase]:
    """Files, and columns of one file, that contradict one another."""

    def with_cell(name, row, header, text):
        grid = place.grid(name)
        return {name: as_csv(changed(grid, row, grid[0].index(header), text))}

    payments = place.content[GP17]
    older, none = place.content[GP16], {GP16: None, GP17: None}
    for what, files, expected, says in (
        ("another CCG's code by a name", with_cell(GP17, 3, "CCG Code", "01B"), REFUSED, ("row 3", "01B")),
        ("a code of no CCG beside a name", with_cell(GP17, 6, "CCG Code", "01C"), REFUSED, ("row 6", "01C")),
        ("the year beside is another", with_cell(PANEL, 4, "year", "2016"), REFUSED, ("row 4", "2016")),
        ("a year of two rows", with_cell(PANEL, 4, "financial_year", "2017/18"), REFUSED, ("row 4",)),
        ("another council's code", with_cell(CARE, 4, "GEOGRAPHY_CODE", "E10000901"), REFUSED, ("row 4",)),
        ("a row of another year", with_cell(CARE, 3, "FY_Ending", "2016"), REFUSED, ("2016",)),
        ("a row of no known type", with_cell(CARE, 2, "DataType_KEY", "3"), REFUSED, ("row 2", "DataType")),
        ("a setting that is none", with_cell(CARE, 2, "SupportSetting_KEY", "77"), REFUSED, ("row 2",)),
        ("a count of another year", with_cell(AGES, 4, "mid_year", "2017"), REFUSED, ("row 4", "2017")),
        ("the other area", with_cell(AGES, 3, "ccg21_code", "E38000901"), REFUSED, ("row 3", "E38000901")),
        ("a practice twice", with_cell(MAP, 4, "PRACTICE_CODE", "A00001"), REFUSED, ("row 4", "A00001")),
        ("a practice twice", with_cell(NEED, 4, "Practice", "A00001"), REFUSED, ("row 4", "A00001")),
        ("a practice twice", with_cell(LATER, 4, "Practice_Code", "A00001"), REFUSED, ("row 4", "A00001")),
        ("a CCG's name twice, with other figures", with_cell(PACE, 3, "ccg", "NHS Alpha CCG"), HONEST, ()),
        ("payments of one year by another's name", {GP16: None, LATEST: payments}, REFUSED, ("18-19",)),
        ("the older payments by a newer name", {GP16: None, GP17: older}, HONEST, ()),
        ("payments of no year", {GP17: None, "gp/pay.csv": payments}, REFUSED, ("pay.csv",)),
        ("payments of a year without allocations", none | {"gp/30-31.csv": payments}, REFUSED, ("2030/31",)),
        ("no payments at all", none, REFUSED, ()),
        ("two years' payments in one", {GP17: payments + older}, REFUSED, ("17-18",)),
        ("one file's content by another's name", {MAP: place.content[NEED]}, REFUSED, ()),
        ("need of one practice by another's areas", {LATER: place.content[MAP]}, REFUSED, ()),
    ):  # fmt: skip
        yield PublishedCase(what, files, expected, says, ", ".join(files))
