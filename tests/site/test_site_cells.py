"""Cells as people and spreadsheets write them: one reading, or a refusal that says why."""

import datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.site.cells import Unreadable, read_cell, read_month, read_number, write_cell
from acohandbook.site.models import MODELS, columns_of

SPEND = columns_of(MODELS["expenditure"])["spend_gbp"]
GROWTH = columns_of(MODELS["growth"])["cost_uplift_rate"]
NAME = columns_of(MODELS["parties"])["party_name"]
DUE = columns_of(MODELS["positions"])["due"]
PUBLISHED = columns_of(MODELS["sources"])["published"]
CODE = columns_of(MODELS["practices"])["practice_code"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1234.5", 1234.5),
        ("-1234.50", -1234.5),
        ("+7", 7.0),
        ("  12  ", 12.0),
        ("'12", 12.0),
        ("£1,234.50", 1234.5),
        ("-£1,234.50", -1234.5),
        ("£-1,234.50", -1234.5),
        ("(1,234)", -1234.0),
        ("(£1,234.50)", -1234.5),
        ("1234-", -1234.0),
        ("\u22125", -5.0),
        ("1 234 567.5", 1234567.5),
        ("1\u00a0234", 1234.0),
        ("1\u202f234", 1234.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e-05", 0.00001),
        ("-0", 0.0),
        ("0.30000000000000004", 0.30000000000000004),
    ],
)
def test_numbers_with_one_reading(written, number):
    assert read_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "", "1,5", "0,021", "1,23,456", "12,34", "1.234,50", "1.234.567", "1 23", "12 3456", "1,234 567",
        "--5", "-(5)", "(-5)", "5-5", "5--", "1e5", "1.2E+07", "1_000", "\u0661\u0662", "\uff15",
        "0x10", "1/2", "5%", "£", "()", "-", "n/a", "inf", "NaN", "twelve", "12 pounds", "$5", "1.2m", "3k",
        "=1+1", "#N/A", "True",
    ],
)  # fmt: skip
def test_numbers_that_are_refused(written):
    with pytest.raises(Unreadable) as caught:
        read_number(written)
    assert caught.value.rule.endswith(".")
    assert caught.value.remedy.endswith(".")


@given(st.decimals(min_value=-(10**11), max_value=10**11, places=2))
def test_money_is_read_the_same_however_it_is_dressed(amount):
    pounds, size = float(amount), abs(amount)
    dressed = [
        f"{amount}",
        f"{amount:,}",
        f"{size:,}".replace(",", " "),
        f"£{size:,}",
        f"({size:,})",
        f"{size}-",
    ]
    plain, commas, spaces, pound, brackets, trailing = (read_number(text) for text in dressed)
    assert plain == commas == pounds
    assert spaces == pound == abs(pounds)
    assert brackets == trailing == -abs(pounds)


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_a_refusal(text):
    try:
        number = read_number(text, percent=True)
    except Unreadable:
        return
    assert np.isfinite(number)


@given(st.floats(min_value=-0.5, max_value=0.5))
def test_a_rate_is_read_back_bit_for_bit(rate):
    assert read_cell(write_cell(rate, GROWTH), GROWTH) == rate


def test_per_cent_belongs_to_rates():
    assert read_cell("2.1%", GROWTH) == 0.021
    assert read_cell("-0.5 %", GROWTH) == -0.005
    with pytest.raises(Unreadable, match="own unit"):
        read_cell("2.1%", SPEND)


def test_money_is_read_to_the_penny_half_away_from_zero():
    assert read_cell("0.125", SPEND) == 0.13
    assert read_cell("-0.125", SPEND) == -0.13
    assert read_cell(2.675, SPEND) == 2.68


def test_numbers_that_are_numbers_already():
    assert read_cell(np.float64(5), SPEND) == 5.0
    assert read_cell(np.int64(5), SPEND) == 5.0
    for wrong in (True, float("inf"), [1]):
        with pytest.raises(Unreadable):
            read_cell(wrong, SPEND)


@pytest.mark.parametrize(("written", "number"), [("April", 1), ("mar", 12), ("12", 12), ("1", 1), ("1.0", 1)])
def test_months_start_in_april(written, number):
    assert read_month(written) == number


@pytest.mark.parametrize("number", [0, 1.5, 13, -1])
def test_numbers_that_are_no_month(number):
    with pytest.raises(Unreadable, match="no month"):
        read_cell(number, columns_of(MODELS["outturn"])["month"])


def test_a_year_that_a_spreadsheet_made_a_date():
    year = columns_of(MODELS["expenditure"])["financial_year"]
    for written in ("Dec-11", "01/12/2011"):
        with pytest.raises(Unreadable, match="turned this into a date"):
            read_cell(written, year)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2019-04-01", "2019-04-01"),
        ("2019-4-1", "2019-04-01"),
        ("01/04/2019", "2019-04-01"),
        ("1.4.2019", "2019-04-01"),
        ("2019-04-01 00:00:00", "2019-04-01"),
        (datetime.date(2019, 4, 1), "2019-04-01"),
        (datetime.datetime(2019, 4, 1, 12), "2019-04-01"),
        ("", None),
    ],
)
def test_days_are_day_first(written, day):
    assert read_cell(written, DUE) == day


@pytest.mark.parametrize("written", ["2016", "2016-03", "2016-03-31"])
def test_what_is_known_of_a_day(written):
    assert read_cell(written, PUBLISHED) == written


@pytest.mark.parametrize("written", ["2016-13", "16", "March 2016"])
def test_what_is_no_day(written):
    with pytest.raises(Unreadable):
        read_cell(written, PUBLISHED)


def test_codes_that_a_spreadsheet_made_numbers():
    assert read_cell(81001, CODE) == "81001"
    assert read_cell(81001.0, CODE) == "81001"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-", "'-"),
        ("@home", "'@home"),
        ("'=x", "''=x"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_text_that_looks_like_a_formula_is_written_with_an_apostrophe(text, written):
    assert write_cell(text) == written
    if text:
        assert read_cell(written, NAME) == text
        assert read_cell(text, NAME, in_file=False) == text


@given(st.text(min_size=1, max_size=40))
def test_text_is_read_back_as_it_was(text):
    try:
        kept = read_cell(text, NAME, in_file=False)
    except Unreadable:
        return
    assert read_cell(write_cell(kept), NAME) == kept
    assert not write_cell(kept).startswith(("=", "+", "-", "@"))


def test_spaces_around_text_do_not_count():
    assert read_cell("\u00a0 C1 \t", CODE) == "C1"
    assert read_cell("New\u00a0Road", NAME) == "New Road"
