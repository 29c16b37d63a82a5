"""Files that are missing, misnamed, misshapen or in another encoding, each named with its remedy."""

import os
import sys

import pytest

from acohandbook.site import check_site, load_site
from acohandbook.site.loading import inspect_site
from tiny_folder import TinyFolder


@pytest.fixture
def tiny(tmp_path):
    return TinyFolder(tmp_path / "tiny")


def only_fault(folder):
    """The one fault of a folder."""
    faults = check_site(folder)
    assert len(faults) == 1, [str(fault) for fault in faults]
    return faults[0]


# --- files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["partis.csv", "Parties.csv", "parties.CSV", "parties.csv.txt", "parties"])
def test_a_misspelt_file_is_called_by_its_right_name(tiny, name):
    tiny.file("parties").rename(tiny.path / name)
    fault = only_fault(tiny.path)
    assert (fault.file, fault.remedy) == (name, "Rename it to parties.csv.")


def test_a_sheet_that_was_not_saved_as_csv(tiny):
    tiny.file("parties").rename(tiny.path / "parties.xlsx")
    fault = only_fault(tiny.path)
    assert (fault.file, fault.remedy) == (
        "parties.xlsx",
        "Save the sheet as CSV UTF-8 under the name parties.csv.",
    )


def test_a_missing_file(tiny):
    tiny.file("sources").unlink()
    fault = only_fault(tiny.path)
    assert (fault.file, fault.row) == ("sources.csv", None)
    assert "missing" in fault.rule


def test_an_unknown_table_is_not_left_out_in_silence(tiny):
    tiny.raw("budget.csv", b"line,pounds\na,1\n")
    assert "left out in silence" in only_fault(tiny.path).rule


def test_optional_tables_notes_documents_and_chapters_may_or_may_not_be_there(tiny):
    for table in ("residence", "flows", "positions"):
        tiny.file(table).unlink()
    tiny.raw("notes-of-march.csv", b"anything\n")
    tiny.raw("README.md", b"# Tiny\n")
    tiny.raw(".hidden.csv", b"")
    tiny.raw("~$parties.csv", b"\x05open in a spreadsheet")
    (tiny.path / "chapters").mkdir()
    site = load_site(tiny.path)
    assert len(site.flows) == 0
    assert site.flows.columns == (
        "flow_id", "payer", "host", "payee", "financial_year", "amount_gbp", "counted_in", "poolable",
    )  # fmt: skip


def test_no_settings(tiny):
    (tiny.path / "site.toml").unlink()
    fault = only_fault(tiny.path)
    assert fault.file == "site.toml"
    assert "The settings of the site" in fault.rule


def test_paths_that_are_no_site(tmp_path, tiny):
    assert "no such folder" in only_fault(tmp_path / "nowhere").rule
    assert only_fault(tiny.file("scope")).remedy == f"Give the folder that it lies in: {tiny.path}."
    assert only_fault(tmp_path).remedy == f"Give one of the sites in it: {tiny.path}."
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no site" in only_fault(empty).rule


def test_the_folder_name_is_the_key(tmp_path):
    folder = TinyFolder(tmp_path / "Tiny_Site")
    fault = only_fault(folder.path)
    assert (fault.value, "a-z" in fault.rule) == ("Tiny_Site", True)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_out_of_the_folder_and_pipes_are_refused(tiny, tmp_path):
    outside = tmp_path / "elsewhere.csv"
    tiny.file("sources").rename(outside)
    tiny.file("sources").symlink_to(outside)
    assert "link to a file outside" in only_fault(tiny.path).rule
    tiny.file("sources").unlink()
    os.mkfifo(tiny.file("sources"))
    assert only_fault(tiny.path).rule == "This is not a file."
    tiny.file("sources").unlink()
    tiny.file("sources").mkdir()
    assert only_fault(tiny.path).rule == "This is not a file."
    tiny.file("sources").rmdir()
    tiny.file("sources").symlink_to("sources.csv")
    assert "can't be opened" in only_fault(tiny.path).rule


# --- encodings ---------------------------------------------------------------------------------------


def encoded(tiny, encoding):
    tiny.cell("parties", 2, "party_name", "Zo\u00eb\u2019s ACO \u2013 £")
    tiny.raw("parties.csv", tiny.file("parties").read_text(encoding="utf-8").encode(encoding))
    return inspect_site(tiny.path)


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("cp1252", ["parties.csv: read as Windows-1252 (row 2 is not UTF-8); save it as CSV UTF-8"]),
        ("utf-16", ["parties.csv: read as UTF-16; save it as CSV UTF-8 to be safe"]),
    ],
)
def test_encodings_that_are_read(tiny, encoding, notes):
    found = encoded(tiny, encoding)
    assert (found.faults, found.notes) == ([], notes)
    assert found.site.parties["party_name"][0] == "Zo\u00eb\u2019s ACO \u2013 £"
    assert list(found.site.notes) == notes


@pytest.mark.parametrize(
    ("encoding", "words"),
    [("utf-16-le", "NUL bytes"), ("utf-32", "UTF-32"), ("cp037", "neither UTF-8, UTF-16 nor Windows-1252")],
)
def test_encodings_that_are_refused(tiny, encoding, words):
    found = encoded(tiny, "utf-8")
    text = tiny.file("parties").read_text(encoding="utf-8").replace("\u2019", "'").replace("\u2013", "-")
    tiny.raw("parties.csv", text.encode(encoding))
    found = inspect_site(tiny.path)
    assert [fault.file for fault in found.faults] == ["parties.csv"]
    assert words in found.faults[0].rule


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\xef\xbb\xbf\r\n", "empty"),
        (b",,,\r\n,,,\r\n", "empty"),
        (b"PK\x03\x04rest", "Excel workbook"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"\xff\xfea", "says it is UTF-16"),
        (b"source_id,title\x00,publisher\n", "NUL bytes"),
    ],
)
def test_files_that_are_no_tables(tiny, data, words):
    tiny.raw("sources.csv", data)
    fault = only_fault(tiny.path)
    assert fault.file == "sources.csv"
    assert words in fault.rule


# --- rows and columns --------------------------------------------------------------------------------


def test_tabs_are_read_and_semicolons_are_not(tiny):
    text = tiny.file("sources").read_text(encoding="utf-8")
    tiny.raw("sources.csv", text.replace(",", "\t").encode())
    assert inspect_site(tiny.path).notes == [
        "sources.csv: read with tabs between cells; save it as CSV UTF-8 to be safe"
    ]
    tiny.raw("sources.csv", text.replace(",", ";").encode())
    fault = only_fault(tiny.path)
    assert (fault.file, fault.row) == ("sources.csv", 1)
    assert "semicolons" in fault.rule


def test_blank_rows_and_columns_that_a_spreadsheet_leaves(tiny):
    lines = tiny.file("sources").read_text(encoding="utf-8").splitlines()
    tiny.raw("sources.csv", "\r\n".join([*(f"{line},," for line in lines), ",,,,,,,,", ",", ""]).encode())
    assert check_site(tiny.path) == []


def test_rows_are_counted_as_a_spreadsheet_does(tiny):
    lines = tiny.file("sources").read_text(encoding="utf-8").splitlines()
    quoted = 'S2,"two\nlines",x,,2017,,illustrative'
    tiny.raw("sources.csv", "\n".join([lines[0], quoted, "", "S3,t,p,,2017,,Z", lines[1]]).encode())
    fault = only_fault(tiny.path)  # header 1, quoted 2, blank 3, S3 4
    assert (fault.row, fault.column, fault.value) == (4, "status", "Z")


def test_a_header_under_a_title(tiny):
    text = tiny.file("sources").read_text(encoding="utf-8")
    tiny.raw("sources.csv", ("Sources of the site,,\n\n" + text).encode())
    fault = only_fault(tiny.path)
    assert (fault.row, fault.remedy) == (1, "Delete the rows above it.")
    assert "here it is row 3" in fault.rule


def test_a_table_without_a_header(tiny):
    tiny.raw("sources.csv", tiny.file("sources").read_bytes().partition(b"\n")[2])
    assert "none of its names is known" in only_fault(tiny.path).rule


def test_ragged_rows(tiny):
    tiny.raw("sources.csv", tiny.file("sources").read_bytes() + b"S2,a,b\nS3,a,b,,2017,,V,more\n")
    faults = check_site(tiny.path)
    assert [(fault.file, fault.row) for fault in faults if "cells and the header" in fault.rule] == [
        ("sources.csv", 3),
        ("sources.csv", 4),
    ]


def test_a_quote_mark_that_is_not_closed(tiny):
    tiny.raw("sources.csv", tiny.file("sources").read_bytes() + b'S2,"a,b,,2017,,V\n')
    fault = only_fault(tiny.path)
    assert (fault.file, fault.row) == ("sources.csv", 3)
    assert "quote mark" in fault.rule


def test_a_cell_without_end(tiny):
    tiny.raw("sources.csv", tiny.file("sources").read_bytes() + b"S2," + b"x" * 200_000 + b",b,,2017,,V\n")
    assert "longer than any text" in only_fault(tiny.path).rule


def test_a_misspelt_column_is_named_with_its_right_name(tiny):
    tiny.rename_column("sources", "title", "Titel")
    fault = only_fault(tiny.path)
    assert (fault.file, fault.row, fault.column) == ("sources.csv", 1, "Titel")
    assert fault.rule == "The table sources has no such column, and its column title is missing."
    assert fault.remedy.startswith("Did you mean title?")


def test_a_misspelt_column_does_not_stand_for_two(tiny):
    tiny.rename_column("sources", "title", "Titel")
    tiny.drop_column("sources", "publisher")
    tiny.drop_column("sources", "url")
    assert sorted(fault.column for fault in check_site(tiny.path)) == ["Titel", "publisher", "url"]


def test_a_column_too_many_unless_it_is_a_note(tiny):
    tiny.rename_column("sources", "url", "note_url")
    fault = only_fault(tiny.path)
    assert (fault.column, fault.remedy) == (
        "url",
        "Add it; leave its cells blank where nothing is known.",
    )


def test_a_column_of_notes_is_kept(tiny):
    grid = tiny.grid("sources")
    tiny.keep("sources", [[*grid[0], "note"], [*grid[1], "'=ask again"]])
    assert load_site(tiny.path).frames["sources"]["note"].tolist() == ["=ask again"]


def test_a_column_twice_and_one_without_a_name(tiny):
    grid = tiny.grid("sources")
    tiny.keep("sources", [[*grid[0], "title", ""], [*grid[1], "other", "stray"]])
    assert [(fault.row, fault.value, fault.rule) for fault in check_site(tiny.path)] == [
        (1, "", "Column 9 has cells but no name."),
        (1, "title", "This column stands here twice: column 2 and 8."),
    ]


def test_a_column_that_may_be_left_out(tiny):
    tiny.drop_column("commissioners", "lad_codes")
    assert check_site(tiny.path) == []


def test_a_key_twice(tiny):
    tiny.add_row("parties", like=3, party_name="Another", gain_share_rate="0", loss_share_rate="0")
    fault = only_fault(tiny.path)
    assert (fault.file, fault.row, fault.column, fault.value) == ("parties.csv", 6, "party_id", "C1")
    assert "row 3 has the same" in fault.rule


def test_a_row_twice(tiny):
    tiny.add_row("residence", like=2)
    faults = check_site(tiny.path)
    assert [(fault.row, fault.column) for fault in faults] == [(2, "persons"), (6, "lad_code")]
    assert "in every cell" in faults[1].rule  # and 20,000 people of a list of 10,000


def test_all_faults_come_at_once_in_the_order_of_the_files(tiny):
    tiny.cell("sources", 2, "status", "Z")
    tiny.cell("practices", 3, "list_date", "never")
    tiny.cell("practices", 2, "registered_persons", "-1")
    tiny.replace("site.toml", "firm_years = 2", "firm_years = 9")
    found = [(fault.file, fault.row, fault.column) for fault in check_site(tiny.path)]
    assert found == [
        ("site.toml", 7, "firm_years"),
        ("practices.csv", 2, "registered_persons"),
        ("practices.csv", 3, "list_date"),
        ("sources.csv", 2, "status"),
    ]
