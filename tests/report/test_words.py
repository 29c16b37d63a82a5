"""Figures in words."""

import pytest

from acohandbook.report import words


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1234567.5, "£1,234,568"),  # a half pound rounds away from zero
        (-1234567.5, "−£1,234,568"),
        (-0.2, "£0"),  # nothing is not minus nothing
        (0, "£0"),
        (float("nan"), "not known"),
        (None, "not known"),
    ],
)
def test_pounds(value, expected):
    assert words.pounds(value) == expected


def test_pence_are_shown_when_asked_for():
    assert words.pounds(-1234.5, pence=True) == "−£1,234.50"


def test_millions_and_percent_keep_the_sign_only_when_something_is_left_of_it():
    assert words.millions(244_300_000) == "£244.3 million"
    assert words.millions(-40_000) == "£0.0 million"
    assert words.percent(0.021) == "2.1%"
    assert words.percent(-0.0193, 2) == "−1.93%"


def test_people_and_numbers():
    assert words.persons(317573.4) == "317,573"
    assert words.number(12.0) == "12"
    assert words.number(12.345) == "12.35"


def test_headings_carry_their_unit():
    assert words.title("baseline_gbp") == "Baseline (£)"
    assert words.title("budget_per_head_gbp") == "Budget per head (£)"
    assert words.title("share_rate") == "Share (%)"
    assert words.title("registered_persons") == "Registered (people)"


def test_codes_are_shown_as_words_and_names_are_left_alone():
    assert words.readable("by need_health_inequalities, 3 points") == "by need health inequalities, 3 points"
    assert words.readable("cost_uplift_gbp") == "cost uplift"
    assert words.readable("see practices.csv, site.toml, NM-CCG and need.table_x") == (
        "see practices.csv, site.toml, NM-CCG and need.table_x"
    )
    assert words.title("commissioner_code") == "Commissioner"
    assert words.title("aco_persons") == "ACO (people)"
