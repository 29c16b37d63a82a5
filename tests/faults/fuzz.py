"""Fuzz the readers for a stated time: mutated bytes in, faults or a result out, never a traceback.

    python tests/faults/fuzz.py TARGET --seconds 600 [--seed N]

TARGET is one of those at the end of this file. What is found is printed with its seed and written to
``fuzz-found-*``; it becomes a test beside this file.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import traceback
import zipfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "published"), str(Path(__file__).parent)]

WORDS = [
    b",", b"\n", b"\r", b'"', b"'", b";", b"\t", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"=", b"-",
    b"(", b")", b"%", b"\xc2\xa3", b"1e400", b"NaN", b"inf", b"2019/20", b"999999999999999", b"-0",
    b"0.1", b"[", b"]", b"{", b"}", b"#", b".", b"true", b"\xc2\xa0", b"\xe2\x80\x8b", b"\\", b"<",
    b">", b"&#0;", b"&amp;", b"<c/>", b"null",
]  # fmt: skip


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Some bytes with one to six changes: overwritten, cut, doubled, moved, or words put in."""
    for _ in range(chance.randint(1, 6)):
        start = chance.randint(0, len(data))
        end = min(len(data), start + chance.choice((1, 2, 4, 16, 64)))
        way = chance.randrange(6)
        if way == 0:
            data = data[:start] + chance.randbytes(end - start) + data[end:]
        elif way == 1:
            data = data[:start] + data[end:]
        elif way == 2:
            data = data[:end] + data[start:]
        elif way == 3:
            data = data[:start] + chance.choice(WORDS) + data[end if chance.random() < 0.5 else start :]
        elif way == 4:
            data = data[:start] + data[start:end] * chance.choice((2, 10, 300)) + data[end:]
        else:
            place = chance.randint(0, len(data))
            data = data[:place] + data[start:end] + data[place:]
    return data


def _tables(chance: random.Random) -> Callable[[], None]:
    from spoiling import as_csv

    from acohandbook.site.models import MODELS, columns_of
    from acohandbook.site.reading import UnreadableFile, decode, read_grid
    from acohandbook.site.tabulating import tabulate
    from tiny import tiny_site

    site = tiny_site()
    files = {}
    for name, columns in site.columns.items():
        rows = zip(*columns.values(), strict=True)
        cells = [["" if cell is None or cell != cell else str(cell) for cell in row] for row in rows]
        files[name] = as_csv([list(columns), *cells[:6]])

    def once():
        name = chance.choice(list(files))
        try:
            text, _ = decode(mutated(files[name], chance))
            grid, _, _ = read_grid(text, columns_of(MODELS[name]))
        except UnreadableFile as problem:
            assert problem.rule and problem.remedy
            return
        for fault in tabulate(name, grid)[1]:
            assert fault.rule and fault.remedy and str(fault)

    return once


def _settings(chance: random.Random) -> Callable[[], None]:
    from acohandbook.site.reading import UnreadableFile, decode
    from acohandbook.site.toml_settings import parse_toml, read_settings, with_lines

    examples = [path.read_bytes() for path in sorted(ROOT.glob("data/sites/*/site.toml"))]

    def once():
        try:
            text, _ = decode(mutated(chance.choice(examples), chance))
        except UnreadableFile:
            return
        given, faults = parse_toml(text)
        if given is not None:
            faults = faults + read_settings(given)[1]
        for fault in with_lines(faults, text):
            assert fault.rule and fault.remedy and str(fault)

    return once


def _workbook(chance: random.Random) -> Callable[[], None]:
    from small_workbook import packed, parts_of, sheets_of

    from acohandbook.site.workbooks import inspect_workbook
    from tiny import tiny_site

    parts = parts_of({name: sheet for name, sheet in sheets_of(tiny_site()).items() if len(sheet.rows) < 20})
    path = Path(tempfile.mkdtemp()) / "tiny.xlsx"

    def once():
        if chance.random() < 0.3:
            data = mutated(packed(parts, zipfile.ZIP_DEFLATED), chance)
        else:
            name = chance.choice(list(parts))
            data = packed(parts | {name: mutated(parts[name], chance)})
        path.write_bytes(data)
        for fault in inspect_workbook(path, "tiny").faults:
            assert fault.rule and fault.remedy and str(fault)

    return once


def _cells(chance: random.Random) -> Callable[[], None]:
    from acohandbook.published.cells import parse_number
    from acohandbook.site.cells import Unreadable, read_cell, write_cell
    from acohandbook.site.financial_year import is_financial_year, suggested_year
    from acohandbook.site.models import MODELS, columns_of

    columns = [column for model in MODELS.values() for column in columns_of(model).values()]
    seeds = [
        b"1234.50",
        b"(1,234)",
        b"\xc2\xa31,234.50",
        b"2.1%",
        b"2019/20",
        b"2019-04-01",
        b"April",
        b"yes",
    ]

    def once():
        text = mutated(chance.choice(seeds), chance).decode("utf-8", "replace")
        column = chance.choice(columns)
        try:
            value = read_cell(text, column)
        except Unreadable as problem:
            assert problem.rule and problem.remedy
        else:
            assert read_cell(write_cell(value, column), column) == value or value is None
        suggested = suggested_year(text)
        assert suggested is None or is_financial_year(suggested)
        try:
            assert parse_number(text) not in (float("inf"), float("-inf"))
        except ValueError:
            return

    return once


def _published(chance: random.Random) -> Callable[[], None]:
    import made_up_files as made
    from acohandbook.published.folder import PublishedFolder
    from acohandbook.published.reading import PublishedFileError

    folder = made.write_all(Path(tempfile.mkdtemp()))
    files = {
        path: path.read_bytes() for path in sorted(folder.rglob("*.*")) if path.suffix in (".csv", ".xlsx")
    }
    asked = ("payments", "panel", "pace", "components", "locations", "social_care", "ages", "practice_map")

    def once():
        path = chance.choice(list(files))
        path.write_bytes(mutated(files[path], chance))
        found = PublishedFolder(folder)
        for name in (*asked, "achievement"):
            try:
                getattr(found, name)
            except PublishedFileError as error:
                assert str(error)
        path.write_bytes(files[path])

    return once


def _terms(chance: random.Random) -> Callable[[], None]:
    from acohandbook.site import terms

    examples = [path.read_bytes() for path in sorted(ROOT.glob("data/terms/*.toml"))]
    path = Path(tempfile.mkdtemp()) / "mine.toml"

    def once():
        path.write_bytes(mutated(chance.choice(examples), chance))
        try:
            terms.read_terms(path)
        except terms.TermsError as error:
            assert str(error)

    return once


def _records(chance: random.Random) -> Callable[[], None]:
    from acohandbook.runs import records

    folder = Path(tempfile.mkdtemp())
    (folder / records.FOLDER).mkdir(parents=True)
    whole = json.dumps({"key": "tiny", "status": "done", "seconds": 1.5, "inputs": {"a": "b"}}).encode()

    def once():
        (folder / records.FOLDER / "tiny.json").write_bytes(mutated(whole, chance))
        records.read_record(folder, "tiny")

    return once


def _parameters(chance: random.Random) -> Callable[[], None]:
    from acohandbook.runs.chapters import parameter_value

    seeds = [b"5", b"2019/20", b'["a", 1]', b"{a: 1}", b"true", b"0.5", b"None", b"name"]

    def once():
        parameter_value(mutated(chance.choice(seeds), chance).decode("utf-8", "replace"))

    return once


TARGETS = {
    "tables": _tables, "settings": _settings, "workbook": _workbook, "cells": _cells, "published": _published,
    "terms": _terms, "records": _records, "parameters": _parameters,
}  # fmt: skip


def fuzz(target: str, seconds: float, seed: int) -> tuple[int, float, float, list[str]]:
    """Fuzz one reader: cases, seconds of the processor, the slowest case, and what was found, once each."""
    chance = random.Random(f"{target} {seed}")
    once = TARGETS[target](chance)
    cases, slowest, found = 0, 0.0, {}
    start = time.process_time()
    while (spent := time.process_time() - start) < seconds:
        before = time.process_time()
        try:
            once()
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            key = f"{type(error).__name__} in {Path(where.filename).name}, line {where.lineno}: {where.line}"
            if key not in found:
                found[key] = f"{key} ({str(error)[:200]}), case {cases}"
                print(found[key], flush=True)
        slowest = max(slowest, time.process_time() - before)
        cases += 1
    return cases, spent, slowest, list(found.values())


def main() -> int:
    """Read the arguments, fuzz, and say what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    cases, spent, slowest, found = fuzz(given.target, given.seconds, given.seed)
    print(f"{given.target}: {cases:,} cases in {spent:,.0f} s of the processor, slowest {slowest:.2f} s, "
          f"{len(found)} found")  # fmt: skip
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
