"""Files spoilt as a whole: other encodings, line ends and separators, cut, overwritten, missing, misnamed."""

from __future__ import annotations

import contextlib
import csv
import io
import random
import zlib
from collections.abc import Iterator

from spoiling import HONEST, REFUSED, UNCHANGED, Case, Workplace

from acohandbook.site.models import MODELS, is_optional

OTHER_FILES = {
    "nothing in it": b"",
    "blanks only": b" \r\n\t\r\n",
    "noughts only": b"\x00" * 400,
    "a web page": b"<!DOCTYPE html><html><body>Please log in</body></html>",
    "a web page with a mark": b"\xef\xbb\xbf<html><body>Please log in</body></html>",
    "a workbook": b"PK\x03\x04" + b"\x14\x00\x06\x00" * 40,
    "an old workbook": b"\xd0\xcf\x11\xe0" + b"\x00" * 600,
    "a PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
    "a compressed file": b"\x1f\x8b" + zlib.compress(b"line_id,spend_gbp\n"),
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
    "prose": b"Dear all, please find the figures below.\nBest wishes",
    "another table": b"fruit,colour\napple,green\n",
    "JSON": b'[{"line_id": "A", "spend_gbp": 1}]',
}


def _csv(grid, **form) -> bytes:
    text = io.StringIO()
    csv.writer(text, **({"lineterminator": "\n"} | form)).writerows(grid)
    return text.getvalue().encode("utf-8")


def file_cases(place: Workplace) -> Iterator[Case]:
    """Every table and the settings in other forms, and in forms that are none."""
    for name in [*(f"{table}.csv" for table in place.tables), "site.toml"]:
        data = place.files[name]
        for what, content in _same(place, name, data):
            yield Case(
                "a file in another form", what, {name: content}, UNCHANGED, (), f"{place.name}, {name}"
            )
        for what, content in _wrong(place, name, data):
            yield Case("a file", what, {name: content}, REFUSED, (), f"{place.name}, {name}")
    yield from _names(place)
    whole = {
        f"{table}.csv": b"\xef\xbb\xbf"
        + _csv(place.grid(table), lineterminator="\r\n", quoting=csv.QUOTE_ALL)
        for table in place.tables
    }
    yield Case("a file in another form", "every table as Excel saves it", whole, UNCHANGED, (), place.name)


def _same(place: Workplace, name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    text = data.decode("utf-8")
    yield "a byte order mark", b"\xef\xbb\xbf" + data
    yield "line ends of Windows", text.replace("\n", "\r\n").encode()
    yield "UTF-16, low byte first", b"\xff\xfe" + text.encode("utf-16-le")
    yield "UTF-16, high byte first", b"\xfe\xff" + text.encode("utf-16-be")
    yield "no line end at the end", data.rstrip(b"\n")
    if not name.endswith(".csv"):
        return
    grid = place.grid(name.removesuffix(".csv"))
    yield "line ends of old Macs", text.replace("\n", "\r").encode()
    yield "every cell in quotes", _csv(grid, quoting=csv.QUOTE_ALL)
    yield "tabs between cells", _csv(grid, delimiter="\t")
    yield "commas behind every row", _csv([[*row, "", "", ""] for row in grid])
    yield "blank lines between the rows", data.replace(b"\n", b"\n\n") if b'"' not in data else data + b"\n\n"
    with contextlib.suppress(UnicodeEncodeError):
        yield "Windows-1252", text.replace("\u2212", "-").encode("cp1252")


def _wrong(place: Workplace, name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    text = data.decode("utf-8")
    yield from OTHER_FILES.items()
    yield "UTF-16 without its mark", text.encode("utf-16-le")
    yield "UTF-32", text.encode("utf-32")
    yield "the code of main frames", text.encode("cp037", "replace")
    yield "a nought in the middle", data[: len(data) // 2] + b"\x00" + data[len(data) // 2 :]
    if not name.endswith(".csv"):
        return
    grid = place.grid(name.removesuffix(".csv"))
    yield "semicolons between cells", _csv(grid, delimiter=";")
    yield "bars between cells", _csv(grid, delimiter="|")
    yield "blanks between cells", _csv(grid, delimiter=" ")
    if len(grid) > 1:
        yield "no header", _csv(grid[1:])
        yield "the file twice", data + data
        yield "a quote mark that is not closed", data + b'"' + data.splitlines()[1] + b"\n"
        sideways = [list(column) for column in zip(*grid, strict=True)]
        yield "rows and columns exchanged", _csv(sideways)
        yield "a line of another file's conflict", _csv([*grid[:2], ["<<<<<<< ours"], *grid[2:]])
    other = "scope.csv" if name != "scope.csv" else "practices.csv"
    yield "the content of another table", place.files[other]


def _names(place: Workplace) -> Iterator[Case]:
    """Files missing, misnamed, doubled."""
    for table in [*place.tables, None]:
        name = f"{table}.csv" if table else "site.toml"
        data, at = place.files[name], f"{place.name}, {name}"
        if table is None or not is_optional(table):
            yield Case("a file's name", "no such file", {name: None}, REFUSED, ((name, None, ""),), at)
        else:
            yield Case("a file's name", "no such file, which may lack", {name: None}, HONEST, (), at)
        stem, ending = name.split(".")
        wrong = {
            "capitals": f"{stem.upper()}.{ending.upper()}",
            "a second ending": f"{name}.txt",
            "a letter too many": f"{stem[:3]}{stem[2:]}.{ending}",
            "a blank before it": f" {name}",
            "a letter too few": f"{stem[:-1]}.{ending}",
        }
        for what, other in wrong.items():
            files = {name: None, other: data}
            yield Case("a file's name", what, files, REFUSED, ((other, None, ""),), at)
        for what, other in {
            "a copy beside it": f"{stem} - Copy.{ending}",
            "an earlier version beside it": f"{stem}_v2.{ending}",
            "a download beside it": f"{stem} (1).{ending}",
        }.items():
            yield Case("a file's name", what, {other: data}, REFUSED, ((other, None, ""),), at)
    for what, other in {
        "a note beside the tables": "note on prices.csv",
        "a page beside the tables": "README.md",
        "the mark of an open spreadsheet": "~$scope.csv",
        "a hidden file": ".scope.csv.swp",
    }.items():
        yield Case("a file's name", what, {other: b"anything"}, UNCHANGED, (), place.name)


def damaged_cases(place: Workplace, of_each: int) -> Iterator[Case]:
    """Files cut at any byte, or with some bytes overwritten, left out or doubled."""
    chance = random.Random(f"damage of {place.name}")
    for name in [*(f"{table}.csv" for table in MODELS if f"{table}.csv" in place.files), "site.toml"]:
        data = place.files[name]
        for _ in range(of_each):
            start = chance.randrange(len(data))
            end = min(len(data), start + chance.randint(1, 40))
            noise = bytes(chance.randrange(256) for _ in range(chance.randint(1, 8)))
            at = f"{place.name}, {name}, byte {start}"
            for what, content in {
                "cut short": data[:start],
                "without its beginning": data[start:],
                "some bytes left out": data[:start] + data[end:],
                "some bytes twice": data[:end] + data[start:],
                "some bytes overwritten": data[:start] + noise + data[start + len(noise) :],
                "one bit turned": data[:start]
                + bytes([data[start] ^ 1 << chance.randrange(8)])
                + data[start + 1 :],
            }.items():
                is_cut = what == "cut short" and name.endswith(".csv") and data[start - 1 : start] != b"\n"
                noted = "no line end" if is_cut else ""
                yield Case("a damaged file", what, {name: content}, HONEST, (), at, noted)
