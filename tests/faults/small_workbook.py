"""Small Excel workbooks written part by part, so that any cell, row, sheet or byte of them can be spoilt."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from acohandbook.site import Site
from acohandbook.site.models import MODELS
from acohandbook.site.settings_sheet import LISTS, setting_rows

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DAY_STYLE = 1  # the style that shows a number as a day


@dataclass(frozen=True)
class Raw:
    """A cell as XML; ``{at}`` stands for its place."""

    xml: str


@dataclass
class Sheet:
    """Rows of cells (text, numbers, blanks or raw XML), and what else stands in the sheet's part."""

    rows: list[list]
    row_attributes: dict[int, str] = field(default_factory=dict)
    before: str = ""
    after: str = ""


def letters(position: int) -> str:
    """The letters of a column, counted from 0."""
    text, position = "", position + 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def sheets_of(site: Site) -> dict[str, Sheet]:
    """The sheets of a site: its settings, their lists and its tables."""
    book = {"settings": Sheet([["setting", "value"], *([row.key, row.given] for row in setting_rows(site))])}
    for name, path in LISTS.items():
        entries = site.given_settings
        for part in path:
            entries = entries.get(part, {} if part != path[-1] else [])
        if entries:
            columns = list(dict.fromkeys(key for entry in entries for key in entry))
            book[name] = Sheet([columns, *([entry.get(key) for key in columns] for entry in entries)])
    for name in MODELS:
        columns = site.columns[name]
        if not any(columns.values()):
            continue  # an optional table that the site does without
        book[name] = Sheet([list(columns), *map(list, zip(*columns.values(), strict=True))])
    return book


def parts_of(book: dict[str, Sheet]) -> dict[str, bytes]:
    """The parts of the archive, by name."""
    strings: dict[str, int] = {}
    parts, links, named = {}, [], []
    for number, (name, sheet) in enumerate(book.items(), 1):
        parts[f"xl/worksheets/sheet{number}.xml"] = _sheet(sheet, strings).encode()
        links.append(f'<Relationship Id="r{number}" Target="worksheets/sheet{number}.xml"/>')
        named.append(f'<sheet name={quoteattr(name)} sheetId="{number}" r:id="r{number}"/>')
    texts = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
    return parts | {
        "[Content_Types].xml": b"<Types/>",
        "xl/workbook.xml": (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>{"".join(named)}</sheets></workbook>'
        ).encode(),
        "xl/_rels/workbook.xml.rels": f"<Relationships>{''.join(links)}</Relationships>".encode(),
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>'.encode(),
        "xl/styles.xml": (
            f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
            "</styleSheet>"
        ).encode(),
    }


def packed(parts: dict[str, bytes], form: int = zipfile.ZIP_STORED) -> bytes:
    """The parts as the bytes of an archive."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", form) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def _sheet(sheet: Sheet, strings: dict[str, int]) -> str:
    rows = []
    for number, row in enumerate(sheet.rows, 1):
        cells = "".join(_cell(value, f"{letters(spot)}{number}", strings) for spot, value in enumerate(row))
        rows.append(f"<row {sheet.row_attributes.get(number, f'r={quoteattr(str(number))}')}>{cells}</row>")
    data = f"<sheetData>{''.join(rows)}</sheetData>"
    return f'<worksheet xmlns="{MAIN}">{sheet.before}{data}{sheet.after}</worksheet>'


def _cell(value, at: str, strings: dict[str, int]) -> str:
    if value is None or value == "" or value != value:
        return ""
    if isinstance(value, Raw):
        return value.xml.replace("{at}", at)
    if isinstance(value, bool):
        return f'<c r="{at}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{at}"><v>{value!r}</v></c>'
    if isinstance(value, list):
        value = ", ".join(value) or "none"
    return f'<c r="{at}" t="s"><v>{strings.setdefault(str(value), len(strings))}</v></c>'
