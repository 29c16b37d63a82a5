"""Headers, encodings and figures as publishers write them."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acohandbook.published.cells import parse_number, pence
from acohandbook.published.reading import (
    PublishedFileError,
    normalised,
    opening_of,
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
    assert opening_of(path) == [["Café_£"], ["1"]]


def test_a_quoted_header_may_hold_commas_and_a_line_break(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text('"Region (code,\nname)",Code\n1,2\n', encoding="utf-8")
    assert opening_of(path)[0] == ["Region (code,\nname)", "Code"]


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
    assert math.isnan(read["size"].iloc[0])
    assert read.index.tolist() == [2]


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (None, "there is no such file")])
def test_an_empty_or_absent_file_is_said_so(tmp_path, content, said):
    path = tmp_path / "file.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PublishedFileError, match=said):
        read_table(path, "the made-up file", {"code": ("Code",)})


def test_rows_are_those_that_a_spreadsheet_shows(tmp_path):
    path = tmp_path / "file.csv"
    # A blank row stands above the header and another above the wrong cell; the name holds a line break.
    path.write_text('\nName,Total\n"one\nand a half",1\n,\n\ntwo,twelve\n', encoding="utf-8")
    with pytest.raises(PublishedFileError, match=r"column 'Total', row 6: 'twelve' is not a number"):
        read_table(path, "the made-up file", {"total": ("Total",)}, numbers=["total"])


def test_a_header_below_the_first_row_is_named_with_its_row(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Payments of a year,\n\nCode,Total\nA,1\n", encoding="utf-8")
    columns = {"code": ("Code",), "total": ("Total",)}
    with pytest.raises(PublishedFileError, match=r"here it is row 3\. Delete the rows above it"):
        read_table(path, "the made-up file", columns, numbers=["total"])
    path.write_text("Payments of a year\nCode,Total,Name\nA,1,B\n", encoding="utf-8")
    with pytest.raises(PublishedFileError, match=r"row 2: .* Is there a title above the header"):
        read_table(path, "the made-up file", columns, numbers=["total"])


@pytest.mark.parametrize(
    "text", ["1,5", "1.234,50", "1 2", "1,00,000", "(-5)", "--5", "5%%", "=1+1", "1e400"]
)
def test_a_figure_that_could_be_another_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a number|larger than any"):
        parse_number(text)


def test_a_percent_sign_belongs_to_rates_and_a_minus_to_what_can_be_negative(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("Rate,Change,People\n12%,-3,\n-1%,(4),-5\n", encoding="utf-8")
    columns = {"rate": ("Rate",), "change": ("Change",), "people": ("People",)}
    read = read_table(
        path, "the made-up file", dict(list(columns.items())[:2]), rates=["rate"], signed=["change"]
    )
    assert (read["rate"].tolist(), read["change"].tolist()) == ([0.12, -0.01], [-3, -4])
    with pytest.raises(PublishedFileError, match="column 'People', row 3: '-5' is negative"):
        read_table(path, "the made-up file", columns, numbers=["people"], rates=["rate"], signed=["change"])
    with pytest.raises(PublishedFileError, match="column 'Rate', row 2: '12%' is not a number"):
        read_table(path, "the made-up file", columns, numbers=["rate"])


def test_two_columns_of_one_name_are_refused_unless_one_is_spelt_as_published(tmp_path):
    path = tmp_path / "file.csv"
    path.write_text("65OV%,65OV\n0.2,5\n", encoding="utf-8")
    columns = {"old": ("65OV",)}
    assert read_table(path, "the made-up file", columns, numbers=["old"])["old"].tolist() == [5]
    path.write_text("65_OV,65-OV\n1,5\n", encoding="utf-8")
    with pytest.raises(PublishedFileError, match="'65_OV' and '65-OV' have one name"):
        read_table(path, "the made-up file", columns, numbers=["old"])
    path.write_text("65OV,65OV\n1,5\n", encoding="utf-8")
    with pytest.raises(PublishedFileError, match="'65OV' stands here twice"):
        read_table(path, "the made-up file", columns, numbers=["old"])
