"""What fuzzing found, each with the input that showed it."""

import zipfile

import pytest
from small_workbook import Raw, Sheet, packed, parts_of, sheets_of

from acohandbook.published.cells import parse_number
from acohandbook.published.folder import PublishedFolder
from acohandbook.published.reading import PublishedFileError, opening_of, raw_table
from acohandbook.runs.chapters import parameter_value
from acohandbook.runs.records import FOLDER, read_record
from acohandbook.site.cells import Unreadable, read_cell
from acohandbook.site.models import MODELS, columns_of
from acohandbook.site.names import nearest
from acohandbook.site.reading import read_grid
from acohandbook.site.tabulating import tabulate
from acohandbook.site.terms import TermsError, read_terms
from acohandbook.site.toml_settings import parse_toml, read_settings, with_lines
from acohandbook.site.workbooks import inspect_workbook
from tiny import tiny_site


@pytest.fixture(scope="module")
def book():
    return sheets_of(tiny_site())


def said(data, tmp_path):
    """All that is said of a workbook."""
    path = tmp_path / "tiny.xlsx"
    path.write_bytes(data)
    return " ".join(str(fault) for fault in inspect_workbook(path, "tiny").faults)


@pytest.mark.parametrize("text", ["inf", "-Infinity", "1_000", "\u0663", "1e999", "0x10"])
def test_published_figures_are_plain_figures(text):
    with pytest.raises(ValueError, match="number"):
        parse_number(text)


def test_a_month_of_ten_thousand_figures_is_a_fault():
    with pytest.raises(Unreadable, match="no month"):
        read_cell("2" * 9_999, columns_of(MODELS["outturn"])["month"])


@pytest.mark.parametrize("number", [lambda text: parse_number(text), lambda text: read_cell(
    text, columns_of(MODELS["expenditure"])["spend_gbp"])])  # fmt: skip
def test_figures_without_end_are_refused(number):
    with pytest.raises(ValueError):
        number("2" * 9_000 + "x")


def test_a_text_without_end_is_near_no_name():
    assert nearest("spend_gbp" * 5_000, ["spend_gbp"]) is None
    assert nearest("Spend GBP", ["spend_gbp"]) == "spend_gbp"


def test_ten_thousand_columns_that_nobody_knows_are_each_told_once():
    """Looking through the whole header for each of them took minutes."""
    strange = [f"x{number}q" for number in range(10_000)]
    text = ",".join(["practice_code", *strange, "x7q"]) + "\n" + "," * 10_001 + "\n"
    twice = "This column stands here twice: column 9 and 10002."
    grid, faults, _ = read_grid(text, columns_of(MODELS["practices"]))
    assert [fault.rule for fault in faults] == [twice]
    told = [fault.column for fault in tabulate("practices", grid)[1] if "no such column" in fault.rule]
    assert set(strange) <= set(told)


def test_each_of_a_thousand_faulty_reopeners_is_told_on_its_line():
    """Counting the headings above each of them anew took more than a minute."""
    text = 'name = "x"\n' + "[[reopeners]]\nspelt_wrong = 1\n" * 1_000
    given, faults = parse_toml(text)
    assert not faults
    told = with_lines([one for one in read_settings(given)[1] if "spelt_wrong" in one.column], text)
    assert [fault.row for fault in told] == list(range(3, 2_003, 2))


def test_a_key_of_many_dots_is_a_fault_in_its_line():
    given, faults = parse_toml("name = 'x'\n" + "a." * 100 + "b = 1\n")
    assert given is None
    assert [(fault.file, fault.row) for fault in faults] == [("site.toml", 2)]
    assert parse_toml('name = "a.b.c"\n')[0] == {"name": "a.b.c"}


def test_a_parameter_is_a_value_or_text_and_never_a_traceback():
    for text in ("{{1}}", "(" * 20_000, "-" * 20_000 + "1", "5x"):
        assert parameter_value(text) == text


def test_terms_that_are_no_text_or_no_toml_are_refused(tmp_path):
    path = tmp_path / "mine.toml"
    for data in (b"\xff\xfe\x00", b"a = 2019-02-30\n", b"a = " + b"[" * 5_000):
        path.write_bytes(data)
        with pytest.raises(TermsError, match=r"mine\.toml"):
            read_terms(path)


def test_a_record_that_is_damaged_is_no_record(tmp_path):
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / "a.json").write_text("[" * 100_000, encoding="utf-8")
    assert read_record(tmp_path, "a") is None


def test_a_header_with_a_stray_carriage_return_is_read_or_passed_over(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"CCG Code\rPractice Code\n1,2\n")
    assert opening_of(path) == [["CCG Code"], ["Practice Code"], ["1", "2"]]


def test_rows_with_a_cell_more_than_the_header_do_not_move_by_a_column(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes(b"a,b\n1,2,\n4,5,\n")
    assert raw_table(path).to_dict("list") == {"a": ["1", "4"], "b": ["2", "5"]}
    path.write_bytes(b"a,b\n1,2,3\n4,5,6\n")
    with pytest.raises(PublishedFileError, match="row 2: The row has 3 cells and the header 2"):
        raw_table(path)


def test_a_published_file_in_utf_16_is_read(tmp_path):
    path = tmp_path / "file.csv"
    path.write_bytes("a,b\n1,2\n".encode("utf-16"))
    assert raw_table(path).to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_a_damaged_workbook_among_published_files_is_passed_over_with_its_reason(tmp_path):
    whole = packed({"xl/workbook.xml": b"<workbook/>" * 99}, zipfile.ZIP_DEFLATED)
    (tmp_path / "qof.xlsx").write_bytes(whole.replace(whole[60:70], bytes(10), 1))
    table, reason = PublishedFolder(tmp_path).achievement
    assert table is None
    assert "qof.xlsx" in reason


def test_one_bit_of_a_packed_workbook_is_damage(book, tmp_path):
    data = bytearray(packed(parts_of(book), zipfile.ZIP_DEFLATED))
    data[200] ^= 255
    assert "damaged or cut short" in said(bytes(data), tmp_path)


def test_a_workbook_as_wide_as_a_sheet_can_be_is_refused_before_it_is_spread_out(book, tmp_path):
    rows = [*book["scope"].rows, [Raw('<c r="XFD16"><v>1</v></c>')]]
    text = said(packed(parts_of({**book, "scope": Sheet(rows)})), tmp_path)
    assert "cell XFD16, far to the right" in text


def test_a_text_before_the_first_is_damage_and_not_the_last_text(book, tmp_path):
    rows = [list(row) for row in book["scope"].rows]
    rows[1][4] = Raw('<c r="{at}" t="s"><v>-1</v></c>')
    assert "sheet scope: The workbook is damaged" in said(
        packed(parts_of({**book, "scope": Sheet(rows)})), tmp_path
    )


def test_what_nobody_sees_is_not_read_in_silence(book, tmp_path):
    column = Sheet(book["growth"].rows, before='<cols><col min="3" max="3" hidden="1"/></cols>')
    assert "sheet growth, column C: This column is hidden" in said(
        packed(parts_of({**book, "growth": column})), tmp_path
    )
    parts = parts_of(book)
    hidden = parts["xl/workbook.xml"].replace(b'name="scope"', b'name="scope" state="veryHidden"')
    assert "sheet scope: This sheet is hidden" in said(packed(parts | {"xl/workbook.xml": hidden}), tmp_path)


def test_entities_in_utf_16_are_not_unpacked(book, tmp_path):
    bomb = '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'.encode("utf-16")
    parts = parts_of(book) | {"xl/sharedStrings.xml": bomb}
    assert "declares entities" in said(packed(parts), tmp_path)
