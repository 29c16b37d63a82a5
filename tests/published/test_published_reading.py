"""Headers, encodings and figures as publishers write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acohandbook.published.reading import (
    PublishedFileError,
    header_of,
    normalised,
    parse_number,
    pence,
    read_table,
    text_of,
    year_in_name,
)


@pytest.mark.parametrize(
    "header", ["Global Sum", "GlobalSum_£", "global sum ", "Global-Sum", "GLOBAL SUM1", "Global\nSum"]
)
def test_spellings_of_one_header_are_equal(header):
    assert normalised(header) == "globalsum"


def test_digits_that_mean_something_stay():
    assert [normalised(header) for header in ("CCG21", "90+", "WP_G&A")] == ["ccg21", "90", "wpganda"]


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,234.50", 1234.5), ("£12", 12.0), (" -3 ", -3.0), ("(3.5)", -3.5), ("12%", 0.12), ("4.5E3", 4500.0)],
)
def test_figures_are_read_as_written(text, value):
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "N/A", "-", "*", " n/a ", "#N/A"])
def test_what_is_not_given_is_unknown_and_not_zero(text):
    assert math.isnan(parse_number(text))


@given(some.integers(-(10**13), 10**13))
def test_pounds_and_pence_survive_printing_and_reading(amount):
    text = f"{amount // 100:,}.{amount % 100:02d}" if amount >= 0 else f"({-amount / 100:,.2f})"
    assert pence([parse_number(text)])[0] == amount


def test_half_a_penny_goes_away_from_zero():
    assert pence([0.125, -0.125, 0.124]).tolist() == [13, -13, 12]


@pytest.mark.parametrize(
    ("name", "year"),
    [
        ("nhspaymentsgp-16-17-csv.csv", "2016/17"),
        ("nhs-payments-2018-19.csv", "2018/19"),
        ("payments_2017_2018_v2.csv", "2017/18"),
        ("gp1819.csv", "2018/19"),
        ("payments-31-03-2019.csv", None),
        ("payments.csv", None),
    ],
)
def test_the_year_stands_in_the_name(tmp_path, name, year):
    assert year_in_name(tmp_path / name) == year


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
def test_any_usual_encoding_is_read(tmp_path, encoding):
    path = tmp_path / "file.csv"
    path.write_bytes("Café_£\n1\n".encode(encoding))
    assert text_of(path) == "Café_£\n1\n"
    assert header_of(path) == ["Café_£"]


def test_a_quoted_header_may_hold_commas_and_a_line_break(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('"Region (code,\nname)",Code\n1,2\n', encoding="utf-8")
    assert header_of(path) == ["Region (code,\nname)", "Code"]


def test_every_missing_column_is_named_with_what_it_may_be(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Practice Cod,Total\nA,1\n", encoding="utf-8")
    columns = {"code": ("Practice Code",), "total": ("Total",), "list": ("Patients", "Registered")}
    with pytest.raises(PublishedFileError) as caught:
        read_table(path, "the made-up file", columns, numbers=["total"])
    message = str(caught.value)
    assert "file.csv: this should be the made-up file" in message
    assert "'Practice Code' (is it 'Practice Cod'?)" in message
    assert "'Patients' or 'Registered'" in message
    assert "'Total'" not in message


def test_a_cell_that_is_no_number_is_named_by_row(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Total\n1\ntwelve\n", encoding="utf-8")
    with pytest.raises(PublishedFileError, match=r"column 'Total', row 3: 'twelve' is not a number"):
        read_table(path, "the made-up file", {"total": ("Total",)}, numbers=["total"])


def test_an_optional_column_comes_out_blank(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Code\n A \n", encoding="utf-8")
    columns = {"code": ("Code",), "name": ("Name",), "size": ("Size",)}
    read = read_table(path, "the made-up file", columns, numbers=["size"], optional=["name", "size"])
    assert read["code"].tolist() == ["A"]
    assert read["name"].tolist() == [None]
    assert math.isnan(read["size"][0])


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (None, "there is no such file")])
def test_an_empty_or_absent_file_is_said_so(tmp_path, content, said):
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PublishedFileError, match=said):
        read_table(path, "the made-up file", {"code": ("Code",)})
