"""Workbooks read as a site: the same checks as a folder, by sheet and cell, and nothing read in silence."""

import datetime
import re
import tracemalloc
import zipfile

import openpyxl
import pytest

from acohandbook import cli, resources
from acohandbook.report.workbook import write_template, write_workbook
from acohandbook.report.workbook.inputs import write_setting_lists, write_settings, write_tables
from acohandbook.report.workbook.sheets import Sheets
from acohandbook.site import Site, check_site, load_site
from acohandbook.site.workbooks import inspect_workbook
from acohandbook.steps import run_steps
from tests.tiny import tiny_site

EXAMPLES = sorted(path.parent.name for path in resources.folder("data/sites").glob("*/site.toml"))


def write_inputs(site, path):
    with Sheets(path, "inputs") as sheets:
        write_settings(sheets, site, None)
        write_setting_lists(sheets, site, None)
        write_tables(sheets, site, None)
    return path


@pytest.fixture(scope="module")
def sound(tmp_path_factory):
    return write_inputs(tiny_site(), tmp_path_factory.mktemp("sound") / "tiny.xlsx")


@pytest.fixture
def mended(sound, tmp_path):
    """Change a sound workbook and read it again."""

    def change(edit):
        book = openpyxl.load_workbook(sound)
        edit(book)
        book.save(tmp_path / "tiny.xlsx")
        return inspect_workbook(tmp_path / "tiny.xlsx", "tiny")

    return change


def column(sheet, name):
    return next(cell.column_letter for cell in sheet[1] if cell.value == name)


def said(inspection):
    assert inspection.site is None
    return "\n".join(str(fault) for fault in inspection.faults)


@pytest.mark.parametrize("example", EXAMPLES)
def test_folder_to_workbook_to_folder_loses_nothing(example, tmp_path, capsys):
    site = load_site(resources.folder("data/sites") / example)
    write_inputs(site, tmp_path / "site.xlsx")
    assert cli.main(["new", str(tmp_path / "again"), "--workbook", str(tmp_path / "site.xlsx")]) == 0
    assert check_site(tmp_path / "again") == []
    again = load_site(tmp_path / "again")
    assert again.columns == site.columns
    assert again.settings == site.settings
    assert (tmp_path / "again" / "chapters").is_dir()


def test_the_workbook_of_results_is_read_as_its_site(tmp_path):
    site = tiny_site()
    write_workbook(run_steps(site), tmp_path / "results.xlsx")
    found = inspect_workbook(tmp_path / "results.xlsx", "tiny")
    assert found.faults == [] and found.site.columns == site.columns
    assert found.site.settings == site.settings


def test_text_that_looks_like_a_formula_is_text_both_ways(tmp_path):
    site = tiny_site()
    rows = site.frames["sources"]
    rows.loc[0, "title"] = "=1+1"
    rows.loc[0, "publisher"] = "@here +there -where"
    site = site.with_table("sources", rows)
    write_inputs(site, tmp_path / "text.xlsx")
    stored = openpyxl.load_workbook(tmp_path / "text.xlsx")["sources"]
    cell = stored[f"{column(stored, 'title')}2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    again = inspect_workbook(tmp_path / "text.xlsx", "tiny").site
    assert again.columns["sources"] == site.columns["sources"]


def test_the_template_names_what_is_missing_by_cell(tmp_path, capsys):
    write_template(load_site(resources.folder("data/sites") / EXAMPLES[0]), tmp_path / "empty.xlsx")
    assert cli.main(["new", str(tmp_path / "made"), "--workbook", str(tmp_path / "empty.xlsx")]) == 1
    shown = capsys.readouterr().err
    assert "empty.xlsx, sheet settings" in shown and "column base_year (cell B5)" in shown
    assert not (tmp_path / "made").exists()
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    scope = book["scope"]
    assert "Where every pound of the line goes" in scope[f"{column(scope, 'home')}1"].comment.text
    assert any("annual_payment" in one.formula1 for one in scope.data_validations.dataValidation)
    assert book["note example"]["A1"].value == "commissioners"


def test_a_template_filled_in_becomes_a_site(tmp_path):
    site = tiny_site()
    write_template(site, tmp_path / "empty.xlsx")
    book = openpyxl.load_workbook(tmp_path / "empty.xlsx")
    for name, columns in site.columns.items():
        for spot, values in enumerate(columns.values(), 1):
            for row, value in enumerate(values, 2):
                book[name].cell(row, spot, value)
    for row in book["settings"].iter_rows(min_row=2):
        value = site.given_settings
        for part in row[0].value.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        row[1].value = ", ".join(value) if isinstance(value, list) else value
    for name, path in {"reopeners": ["reopeners"], "list_counts": ["settlement", "list_counts"]}.items():
        entries = site.given_settings
        for part in path:
            entries = entries.get(part, {} if part != path[-1] else [])
        for row, entry in enumerate(entries, 2):
            for cell in book[name][1]:
                book[name].cell(row, cell.column, entry.get(cell.value))
    for name, value in site.given_settings.get("assumptions", {}).items():
        end = book["settings"].max_row + 1
        book["settings"].cell(end, 1, f"assumptions.{name}")
        book["settings"].cell(end, 2, value)
    book.save(tmp_path / "filled.xlsx")
    found = inspect_workbook(tmp_path / "filled.xlsx", "tiny")
    assert [str(fault) for fault in found.faults] == []
    assert found.site.columns == site.columns and found.site.settings == site.settings


# --- bad input -------------------------------------------------------------------------------------------


def test_faults_name_sheet_and_cell_as_those_of_a_folder(mended):
    def edit(book):
        sheet = book["expenditure"]
        sheet[f"{column(sheet, 'spend_gbp')}3"] = "1.2m"
        book["settings"]["B7"] = "many"

    text = said(mended(edit))
    assert "tiny.xlsx, sheet expenditure, row 3, column spend_gbp (cell H3) (1.2m)" in text
    assert "This number is shortened." in text
    assert "sheet settings, row 7, column value (cell B7) (many)" in text


def test_thousands_percent_and_days_are_read_as_in_a_folder(mended):
    def edit(book):
        sheet = book["expenditure"]
        sheet["H2"] = "20,000,000"
        practices = book["practices"]
        practices[f"{column(practices, 'list_date')}2"] = datetime.date(2017, 4, 1)
        practices[f"{column(practices, 'list_date')}3"] = "01/04/2017"

    found = mended(edit)
    assert found.faults == []
    assert found.site.columns["expenditure"]["spend_gbp"][0] == 20_000_000
    assert found.site.columns["practices"]["list_date"][:2] == ["2017-04-01", "2017-04-01"]


BAD = {
    "merged cells": (lambda book: book["scope"].merge_cells("A2:A3"), "cells A2:A3.*merged"),
    "hidden row": (
        lambda book: setattr(book["growth"].row_dimensions[4], "hidden", True), "row 4.*hidden"
    ),
    "formula": (
        lambda book: book["expenditure"].__setitem__("H2", "=10000000*2"), r"cell H2\).*This is a formula"
    ),
    "formula in a setting": (lambda book: book["settings"].__setitem__("B7", "=1+2"), r"B7\).*formula"),
    "error value": (lambda book: book["expenditure"].__setitem__("H2", "#REF!"), r"cell H2.*error \(#REF!\)"),
    "renamed sheet": (
        lambda book: setattr(book["growth"], "title", "growht"), "sheet growht.*Rename it to growth"
    ),
    "missing sheet": (lambda book: book.remove(book["parties"]), "sheet parties.*The sheet is missing"),
    "no settings": (lambda book: book.remove(book["settings"]), "sheet settings.*The sheet is missing"),
    "a sheet too many": (lambda book: book.create_sheet("ledger 2"), "sheet ledger 2.*left out in silence"),
    "renamed column": (lambda book: book["scope"].__setitem__("C1", "hom"), "Did you mean home"),
    "no header": (lambda book: book["scope"].delete_rows(1), "The first row must name the columns"),
    "a year that became a date": (
        lambda book: book["growth"].__setitem__("C2", datetime.date(2018, 11, 1)), r"cell C2.*2019/20"
    ),
    "a setting twice": (lambda book: book["settings"].append(["base_year", "2016/17"]), "stands here twice"),
    "an unknown setting": (lambda book: book["settings"].append(["rules.flor_rate", 1]), "no such key"),
    "a flag that is none": (
        lambda book: book["settings"].__setitem__(
            f"B{[c.value for c in book['settings']['A']].index('terms.quality_multiplies') + 1}", "perhaps"
        ),
        "neither TRUE nor FALSE",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_what_cannot_be_read_is_named(case, mended):
    edit, message = BAD[case]
    text = said(mended(edit)).replace("\n", " ")
    assert re.search(message, text), text


def test_a_sheet_and_a_column_of_notes_are_kept_and_not_read(mended):
    def edit(book):
        book.create_sheet("Notes of ours")
        scope = book["scope"]
        scope.cell(1, scope.max_column + 1, "note_who")
        scope.cell(2, scope.max_column, "us")

    found = mended(edit)
    assert found.faults == [] and found.site.columns["scope"]["note_who"][0] == "us"


def test_a_hundred_thousand_empty_formatted_rows_cost_nothing(sound, tmp_path):
    rows = "".join(
        f'<row r="{n}" s="1"><c r="A{n}" s="1"/><c r="H{n}" s="1"/></row>' for n in range(500, 100_500)
    )
    end = b"</sheetData>"
    parts = parts_of(sound)
    for sheet in ("sheet1", "sheet11"):  # the settings and the expenditure
        part = f"xl/worksheets/{sheet}.xml"
        assert parts[part].count(end) == 1
        parts[part] = parts[part].replace(end, rows.encode() + end)
    path = packed(tmp_path / "long.xlsx", parts)
    del parts, rows
    tracemalloc.start()
    found = inspect_workbook(path, "tiny")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The tiny workbook alone takes 0.6 MiB: even twenty bytes kept of each row would be found.
    assert found.faults == [] and most < 4 * 2**20


def packed(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def parts_of(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_files_that_are_no_workbook(sound, tmp_path):
    data = sound.read_bytes()
    cases = {
        "csv": (b"line_id,spend_gbp\nA,1\n", "This is no Excel workbook"),
        "locked": (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "protected by a password"),
        "cut": (data[: len(data) // 2], "damaged or cut short"),
        "empty": (b"", "The file is empty"),
    }
    for name, (content, message) in cases.items():
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(content)
        assert message in said(inspect_workbook(path, "tiny")), name
    assert "holds no worksheet" in said(
        inspect_workbook(packed(tmp_path / "other.xlsx", {"a.txt": b"x"}), "tiny")
    )


def test_damage_within_a_sheet_is_named(sound, tmp_path):
    parts = parts_of(sound)
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"][:900]
    text = said(inspect_workbook(packed(tmp_path / "half.xlsx", parts), "tiny"))
    assert "sheet settings" in text and "damaged or cut short" in text


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/workbook.xml", "xl/worksheets/sheet3.xml"])
def test_a_bomb_of_entities_is_not_unpacked(part, sound, tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "' + "b" * 1000 + '">'
    bomb += "".join(f'<!ENTITY a{n} "{f"&a{n - 1 or str()};" * 10}">' for n in range(1, 9)) + "]><x>&a8;</x>"
    parts = parts_of(sound) | {part: bomb.encode()}
    assert "declares entities" in said(inspect_workbook(packed(tmp_path / "bomb.xlsx", parts), "tiny"))


def test_a_bomb_of_size_is_refused_before_it_is_unpacked(sound, tmp_path):
    parts = parts_of(sound) | {"xl/media/huge.bin": b"\x00" * (300 * 2**20)}
    path = packed(tmp_path / "huge.xlsx", parts)
    del parts
    assert path.stat().st_size < 2**20
    tracemalloc.start()
    assert "unpacks to" in said(inspect_workbook(path, "tiny"))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10 * 2**20


def test_command_writes_nothing_when_there_are_faults(mended, tmp_path, capsys):
    mended(lambda book: book["scope"].merge_cells("A2:A3"))
    assert cli.main(["new", str(tmp_path / "made"), "--workbook", str(tmp_path / "tiny.xlsx")]) == 1
    assert "merged" in capsys.readouterr().err
    assert not (tmp_path / "made").exists() and not list(tmp_path.glob(".new-*"))
    assert cli.main(["new", str(tmp_path / "made"), "--workbook", str(tmp_path / "none.xlsx")]) == 2


def test_a_site_is_what_a_workbook_gives(sound):
    found = inspect_workbook(sound, "tiny").site
    assert isinstance(found, Site) and found.key == "tiny" and found.folder is None
