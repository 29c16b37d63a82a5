"""Financial years and their months."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.site.financial_year import (
    financial_year,
    is_financial_year,
    month_name,
    month_number,
    next_year,
    previous_year,
    starting_year,
    suggested_year,
    years_after,
    years_from,
)


def test_years_follow_each_other_over_a_century():
    assert next_year("1998/99") == "1999/00"
    assert next_year("1999/00") == "2000/01"
    assert previous_year("2000/01") == "1999/00"
    assert years_from("2018/19", 3) == ["2018/19", "2019/20", "2020/21"]
    assert years_after("2016/17", "2018/19") == ["2017/18", "2018/19"]


@given(st.integers(1000, 9998))
def test_a_year_is_read_as_it_is_written(start):
    assert starting_year(financial_year(start)) == start


@pytest.mark.parametrize(
    "text", ["2019", "2019/21", "2019-20", "19/20", " 2019/20", "2019/20 ", "", "\u0662019/20"]
)
def test_what_is_no_year(text):
    assert not is_financial_year(text)
    with pytest.raises(ValueError, match="write it as 2019/20"):
        starting_year(text)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2019-20", "2019/20"),
        ("2019/2020", "2019/20"),
        ("FY2019/20", "2019/20"),
        ("2019 20", "2019/20"),
        ("201920", None),
        ("2019/21", None),
        ("2019", None),
    ],
)
def test_the_year_that_was_probably_meant(text, meant):
    assert suggested_year(text) == meant


def test_months_start_in_april():
    assert [month_name(number)[:3] for number in (1, 9, 10, 12)] == ["Apr", "Dec", "Jan", "Mar"]
    assert [month_number(text) for text in ("1", "april", "Apr", "MARCH", "12")] == [1, 1, 1, 12, 12]
    assert [month_number(text) for text in ("0", "13", "Apri", "", "\u0661")] == [None] * 5
