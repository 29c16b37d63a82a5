"""Ways to spoil the workbook of QOF achievement: by the cell, the row, the sheet and the file."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator

from openpyxl import Workbook, load_workbook
from spoiling import HONEST, REFUSED, UNCHANGED
from spoiling_published import PublishedCase, PublishedPlace

BOOK = "outcomes/achievement.xlsx"


def achievement_cases(place: PublishedPlace) -> Iterator[PublishedCase]:
    """All of them; the same every time."""
    whole = place.content[BOOK]

    def case(what: str, change: Callable[[Workbook], object], expected=REFUSED, says=()):
        book = load_workbook(io.BytesIO(whole))
        change(book)
        data = io.BytesIO()
        book.save(data)
        said = says if expected == REFUSED else ()
        return PublishedCase(what, {BOOK: data.getvalue()}, expected, said, "QOF workbook")

    def cell(sheet: str, at: str, value) -> Callable[[Workbook], None]:
        def change(book):
            book[sheet][at] = value

        return change

    for sheet, column, row in (("HYP", "G", 4), ("DM", "I", 5), ("COPD", "D", 4)):
        at = f"{column}{row}"
        for value in ("twelve", "80", None, "*", -5, True, "#REF!", 1e300):
            says = (f"sheet {sheet}", f"row {row}", f"column {column}")
            yield case(f"a count that is {value!r}", cell(sheet, at, value), REFUSED, says)
    yield case("another count", cell("MH", "G4", 70), HONEST)
    yield case("more than could be", cell("MH", "G4", 101), REFUSED, ("sheet MH", "row 4", "column G"))
    for value in ("#REF!", "01A?", "0 1A"):
        says = ("sheet HYP", "row 4", "column A")
        yield case(f"a code that is {value!r}", cell("HYP", "A4", value), REFUSED, says)
    yield case("a code in small letters and spaces", cell("HYP", "A4", " 01a "), UNCHANGED)
    yield case("a CCG without a code", cell("HYP", "A4", None), REFUSED, ("01A",))
    yield case("a CCG that no file knows", cell("HYP", "A4", "01Z"), REFUSED)
    yield case("a CCG twice", cell("CHD", "A5", "01A"), REFUSED, ("sheet CHD", "row 5", "01A"))
    yield case("another year on one sheet", cell("DEM", "D2", "2017-18"), REFUSED, ("2016/17, 2017/18",))
    yield case("a year that is none", cell("DEM", "D2", "later"), REFUSED)
    yield case("no CCG code", cell("DEM", "A3", "Code"), REFUSED, ("sheet DEM", "CCG code"))
    yield case("no numerator", cell("DEM", "G3", "Counted"), REFUSED, ("sheet DEM", "Numerator"))
    yield case("another indicator", cell("DEM", "F2", "DEM001"), REFUSED, ("sheet DEM", "DEM004"))
    yield case("an indicator twice", cell("DEM", "H2", "DEM004"), REFUSED, ("sheet DEM", "DEM004"))
    yield case(
        "practices moved", cell("DEM", "D3", "List Size"), REFUSED, ("sheet DEM", "Number of practices")
    )
    yield case("a sheet lost", lambda book: book.remove(book["DEM"]), REFUSED)
    yield case("a sheet of another name", lambda book: setattr(book["DEM"], "title", "Dementia"), REFUSED)
    yield case("an empty sheet", lambda book: book["HYP"].delete_rows(1, 9), REFUSED, ("sheet HYP",))
    yield case("rows of no CCG", lambda book: book["HYP"].delete_rows(4, 9), REFUSED)
    yield case("a title above", lambda book: book["HYP"].insert_rows(1, 2), UNCHANGED)
    yield case("a blank row within", lambda book: book["HYP"].insert_rows(5), UNCHANGED)
    yield case("a blank row between the headers", lambda book: book["HYP"].insert_rows(3), REFUSED, ("HYP",))
    yield case("a row without a code", lambda book: book["HYP"].append([None, 1, 2, 3]), UNCHANGED)
    yield case("a column before", lambda book: book["HYP"].insert_cols(1), UNCHANGED)
    yield case("a footnote", lambda book: book["HYP"].append(["Source: NHS Digital"]), REFUSED, ("row 6",))
    for what, data in {
        "cut in half": whole[: len(whole) // 2],
        "no workbook": b"not a workbook",
        "a web page": b"<html>",
        "an empty file": b"",
    }.items():
        yield PublishedCase(what, {BOOK: data}, REFUSED, (), "QOF workbook")
    yield PublishedCase("the file is missing", {BOOK: None}, HONEST, (), "QOF workbook")
