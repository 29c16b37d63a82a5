"""Workbooks spoilt by the cell, the row, the sheet, the part and the byte."""

from __future__ import annotations

import random
import zipfile
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field

from small_workbook import DAY_STYLE, Raw, Sheet, letters, packed, parts_of, sheets_of
from spoiling import HONEST, REFUSED, UNCHANGED
from spoilt_cells import wrong_cells

from acohandbook.site import Site
from acohandbook.site.models import MODELS, Column, columns_of, is_optional

FILE = "tiny.xlsx"

# Raw cells of a column of numbers that must be refused by name.
NO_NUMBERS = {
    "a formula with its value": '<c r="{at}"><f>1+1</f><v>2</v></c>',
    "a shared formula": '<c r="{at}"><f t="shared" si="0"/><v>2</v></c>',
    "text that is no number": '<c r="{at}" t="inlineStr"><is><t>twelve</t></is></c>',
    "a truth value": '<c r="{at}" t="b"><v>1</v></c>',
    "a day": f'<c r="{{at}}" s="{DAY_STYLE}"><v>43000</v></c>',
}
# Raw cells that hold no number where they say that they hold one.
UNREAD = {
    "a number that is none": '<c r="{at}"><v>NaN</v></c>',
    "a number without end": '<c r="{at}"><v>1e400</v></c>',
    "a word as a number": '<c r="{at}"><v>twelve</v></c>',
    "a style by a word": '<c r="{at}" s="bold"><v>1</v></c>',
}
ERRORS = {
    f"the error {word}": f'<c r="{{at}}" t="e"><v>{word}</v></c>'
    for word in ("#REF!", "#N/A", "#DIV/0!", "#NAME?")
}
# Raw cells whose place or form no program writes: refused, whatever is named.
DAMAGED = {
    "a text that is not among the texts": '<c r="{at}" t="s"><v>99999</v></c>',
    "a text before the first": '<c r="{at}" t="s"><v>-1</v></c>',
    "a text by a word": '<c r="{at}" t="s"><v>first</v></c>',
    "a cell far to the right": '<c r="ZZZ5"><v>1</v></c>',
    "a cell beyond the last column": '<c r="ABCDEF5"><v>1</v></c>',
    "a cell of another row": '<c r="B999"><v>1</v></c>',
    "a cell without a row": '<c r="B"><v>1</v></c>',
    "a cell in small letters": '<c r="b5"><v>1</v></c>',
}


@dataclass(frozen=True)
class BookCase:
    """One way to spoil a workbook: its bytes, what must come of it, and the place that must be named."""

    kind: str
    what: str
    data: bytes = field(repr=False)
    expected: str = REFUSED
    place: tuple[str, int | None, str] | None = None
    at: str = ""


def workbook_cases(site: Site) -> Iterator[BookCase]:
    """All of them, in the order of this module."""
    book = sheets_of(site)
    chance = random.Random("workbooks")
    yield from _cells(book, chance)
    yield from _sheets(book, chance)
    yield from _archives(packed(parts_of(book)), parts_of(book), chance)


def _cells(book: dict[str, Sheet], chance: random.Random) -> Iterator[BookCase]:
    for table in filter(book.get, MODELS):
        rows = book[table].rows
        for spot, name in enumerate(rows[0]):
            row = chance.randint(2, len(rows))
            cell = f"{letters(spot)}{row}"
            ways = list(_ways(columns_of(MODELS[table])[name], rows[row - 1][spot], table, row, cell, chance))
            for what, value, expected, place in chance.sample(ways, min(4, len(ways))):
                data = packed(parts_of(_changed(book, table, row, spot, value)))
                yield BookCase("a cell of a workbook", what, data, expected, place, f"{table}!{cell}")
    settings = book["settings"].rows
    for row in range(2, len(settings) + 1):
        if settings[row - 1][1] is None:
            continue
        for what, value in {
            "a formula": Raw('<c r="{at}"><f>1+1</f><v>2</v></c>'),
            "an error": Raw('<c r="{at}" t="e"><v>#REF!</v></c>'),
            "a word": "never heard of it",
        }.items():
            data = packed(parts_of(_changed(book, "settings", row, 1, value)))
            free = what == "a word" and settings[row - 1][0] in ("name",)
            yield BookCase(
                "a setting of a workbook", what, data, HONEST if free else REFUSED, None, f"B{row}"
            )


def _ways(column: Column, value, table: str, row: int, cell: str, chance: random.Random) -> Iterator[tuple]:
    """Ways to spoil one cell: in words, the cell, what must come of it, the place that must be named."""
    named = (f"{FILE}, sheet {table}", row, f"{column.name} (cell {cell})")
    unread = (f"{FILE}, sheet {table}", None, f"cell {cell}")
    for what, text in wrong_cells(column).items():
        # Text in a cell is text; formulas are cases of their own. Some characters no XML can hold at all.
        if chance.random() < 0.1 and not text.startswith(("=", "'")):
            yield what, text, REFUSED, None if "\x07" in text or "\ufffe" in text else named
    if column.is_number:
        what, xml = chance.choice(list(NO_NUMBERS.items()))
        yield what, Raw(xml), REFUSED, named
        if value is not None and value == value:
            yield "a number as text", f"{value:.4f}".rstrip("0").rstrip("."), UNCHANGED, None
    what, xml = chance.choice(list((UNREAD | ERRORS).items()))
    yield what, Raw(xml), REFUSED, unread
    what, xml = chance.choice(list(DAMAGED.items()))
    yield what, Raw(xml), REFUSED, None
    if not isinstance(value, float):
        yield "blanks in a cell", "   " if value in (None, "") else f" {value} ", UNCHANGED, None


def _changed(book: dict[str, Sheet], table: str, row: int, spot: int, value) -> dict[str, Sheet]:
    changed = dict(book)
    sheet = book[table]
    rows = list(sheet.rows)
    rows[row - 1] = [*rows[row - 1][:spot], value, *rows[row - 1][spot + 1 :]]
    changed[table] = Sheet(rows, sheet.row_attributes, sheet.before, sheet.after)
    return changed


def _sheets(book: dict[str, Sheet], chance: random.Random) -> Iterator[BookCase]:
    def case(what, changed, expected=REFUSED, place=None, at=""):
        return BookCase("a sheet of a workbook", what, packed(parts_of(changed)), expected, place, at)

    for table in filter(book.get, MODELS):
        sheet = f"{FILE}, sheet {table}"
        rows = book[table].rows
        row = chance.randint(2, len(rows))

        def with_sheet(table=table, **parts):
            changed = deepcopy(book[table])
            for name, value in parts.items():
                setattr(changed, name, value)
            return {**book, table: changed}

        merged = with_sheet(after=f'<mergeCells><mergeCell ref="A{row}:A{row + 1}"/></mergeCells>')
        yield case("merged cells", merged, REFUSED, (sheet, None, f"cells A{row}:A{row + 1}"), table)
        hidden = with_sheet(row_attributes={row: f'r="{row}" hidden="1"'})
        yield case("a hidden row", hidden, REFUSED, (sheet, None, f"row {row}"), table)
        columns = with_sheet(before='<cols><col min="2" max="2" hidden="1"/></cols>')
        yield case("a hidden column", columns, REFUSED, (sheet, None, "B"), table)
        yield case("a row twice", with_sheet(rows=[*rows, rows[row - 1]]), REFUSED, None, table)
        yield case("no header", with_sheet(rows=rows[1:]), REFUSED, None, table)
        yield case(
            "a title above the header", with_sheet(rows=[["Our figures"], *rows]), REFUSED, None, table
        )
        yield case("nothing in it", with_sheet(rows=[]), REFUSED, (sheet, None, ""), table)
        yield case(
            "blank rows at the end", with_sheet(rows=[*rows, [], [None, " "], []]), UNCHANGED, None, table
        )
        other = rows[:1] + chance.sample(rows[1:], len(rows) - 1)
        yield case("rows in another order", with_sheet(rows=other), UNCHANGED, None, table)
        without = {name: one for name, one in book.items() if name != table}
        yield case("a sheet missing", without, HONEST if is_optional(table) else REFUSED, None, table)
        misnamed = {f"{name[:3]}{name[2:]}" if name == table else name: one for name, one in book.items()}
        yield case("a sheet misnamed", misnamed, REFUSED, None, table)
        yield case("a copy of a sheet", {**book, f"{table} (2)": book[table]}, REFUSED, None, table)
        for what, attributes in {
            "a row by a word": 'r="first"',
            "a row before the first": 'r="-3"',
            "a row beyond any": 'r="99999999999"',
            "a row twice by its number": f'r="{max(1, row - 1)}"',
            "a row of half a number": 'r="2.5"',
        }.items():
            yield case(what, with_sheet(row_attributes={row: attributes}), REFUSED, None, table)
        no_numbers = dict.fromkeys(range(1, len(rows) + 1), "")
        yield case("rows without numbers", with_sheet(row_attributes=no_numbers), UNCHANGED, None, table)
    order = chance.sample(list(book.items()), len(book))
    yield case("sheets in another order", dict(order), UNCHANGED)
    yield case("a sheet of notes", {**book, "Notes of ours": Sheet([["anything"]])}, UNCHANGED)
    yield case("a sheet too many", {**book, "ledger": Sheet([["anything"]])}, REFUSED)


def _archives(data: bytes, parts: dict[str, bytes], chance: random.Random) -> Iterator[BookCase]:
    def case(what, content, expected=REFUSED, at=""):
        return BookCase("the archive of a workbook", what, content, expected, None, at)

    yield case("packed more tightly", packed(parts, zipfile.ZIP_DEFLATED), UNCHANGED)
    yield case("packed by another program", packed(parts, zipfile.ZIP_BZIP2), HONEST)
    reordered = dict(chance.sample(list(parts.items()), len(parts)))
    yield case("parts in another order", packed(reordered), UNCHANGED)
    tight = packed(parts, zipfile.ZIP_DEFLATED)
    for number in range(40):
        at = chance.randrange(len(tight))
        turned = tight[:at] + bytes([tight[at] ^ 1 << chance.randrange(8)]) + tight[at + 1 :]
        yield case("one bit turned", turned, HONEST, f"byte {at}")
        if number % 2:
            yield case("cut short", tight[:at], REFUSED, f"byte {at}")
        else:
            yield case("bytes left out", tight[:at] + tight[at + 7 :], HONEST, f"byte {at}")
    for name in parts:
        styles = name in ("xl/styles.xml", "[Content_Types].xml")
        without = {one: content for one, content in parts.items() if one != name}
        yield case("a part missing", packed(without), HONEST, name)
        yield case("a part that is empty", packed(parts | {name: b""}), HONEST if styles else REFUSED, name)
        yield case(
            "a part of noughts", packed(parts | {name: bytes(300)}), HONEST if styles else REFUSED, name
        )
        half = parts[name][: len(parts[name]) // 2]
        yield case("a part cut in half", packed(parts | {name: half}), HONEST if styles else REFUSED, name)
        bomb = '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><x>&c;</x>'
        for form in ("utf-8", "utf-16"):
            content = packed(parts | {name: bomb.encode(form)})
            yield case(f"entities of its own, {form}", content, HONEST if styles else REFUSED, name)
        deep = b"<a>" * 20_000 + b"</a>" * 20_000
        yield case("elements without end", packed(parts | {name: deep}), HONEST, name)
    for what, content in {
        "nothing": b"", "a table of commas": b"line_id,spend_gbp\nA,1\n", "an empty archive": packed({}),
        "another archive": packed({"word/document.xml": b"<document/>"}),
        "a workbook before 2007": b"\xd0\xcf\x11\xe0" + bytes(600),
    }.items():  # fmt: skip
        yield case(what, content)
    twice = parts["xl/workbook.xml"].replace(b'name="scope"', b'name="growth"')
    yield case("two sheets of one name", packed(parts | {"xl/workbook.xml": twice}))
    hidden = parts["xl/workbook.xml"].replace(b'name="scope"', b'state="hidden" name="scope"')
    yield case("a hidden sheet", packed(parts | {"xl/workbook.xml": hidden}))
    wide = "".join(f'<row r="{row}"><c r="ZZZ{row}"><v>1</v></c></row>' for row in range(1, 3000))
    for name, content in parts.items():
        if name == "xl/worksheets/sheet1.xml":
            stretched = content.replace(b"</sheetData>", wide.encode() + b"</sheetData>")
            yield case("rows as wide as any can be", packed(parts | {name: stretched}), REFUSED, name)
