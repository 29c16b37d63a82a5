"""Lines paid at actual cost: the tiny site's choice line, 1,600,000 in 2016/17, beside earlier years."""

import pytest
from test_baseline import based

from tiny import tiny_settings, tiny_site, tiny_tables

LINE = {"commissioner_code": "C1", "service_line": "any_qualified_provider"}


def with_earlier(*spends, line="C1-choice", settings=None, **tables):
    """The baseline with earlier years of a line: 2015/16 first."""
    ledger = tiny_tables()["expenditure"]
    (row,) = (row for row in ledger if row["line_id"] == line)
    for year, spend in zip(("2015/16", "2014/15", "2013/14"), spends, strict=False):
        if spend is not None:
            more = {"line_id": f"{line}-{year[:4]}", "financial_year": year, "spend_gbp": spend}
            ledger = [*ledger, row | more]
    return based(tiny_site(settings, expenditure=ledger, **tables))


def shown(base, *columns):
    return tuple(base.choice_means.at(column, **LINE) for column in columns)


def told(base):
    return [one for one in base.findings if one.figure.startswith("baseline.choice_means")]


def test_three_years_and_their_mean():
    base = with_earlier(1_100_000, 900_000)
    assert shown(base, "base_year_gbp", "year_before_gbp", "two_years_before_gbp") == (
        1_600_000,
        1_100_000,
        900_000,
    )
    assert shown(base, "years_held", "mean_gbp", "difference_gbp") == (3, 1_200_000, 400_000)
    assert shown(base, "departure_rate")[0] == pytest.approx(1 / 3)  # 400,000 / 1,200,000
    (found,) = told(base)
    assert found.status == "amber"
    assert found.message == (
        "any_qualified_provider of C1: £1,600,000 in 2016/17 lies 33.3% above the mean of 3 years, "
        "£1,200,000, more than an illustrative limit of 10.0%. It is paid at actual cost and planned on that "
        "one year: if the year was unusual, say so by an adjustment."
    )


def test_a_year_that_is_not_held_is_blank_and_no_part_of_the_mean():
    base = with_earlier(None, 2_400_000)
    before, two_before = shown(base, "year_before_gbp", "two_years_before_gbp")
    assert before != before
    assert two_before == 2_400_000
    assert shown(base, "years_held", "mean_gbp", "difference_gbp") == (2, 2_000_000, -400_000)
    assert "20.0% below the mean of 2 years" in told(base)[0].message


def test_a_year_within_the_limit_or_alone_is_not_asked_about():
    assert told(with_earlier(1_500_000, 1_500_000)) == []  # mean 1,533,333.33; 4.3% above
    assert len(told(with_earlier(1_300_000, 1_300_000))) == 1  # mean 1,400,000; 14.3% above
    alone = with_earlier()
    assert shown(alone, "years_held", "mean_gbp", "difference_gbp") == (1, 1_600_000, 0)
    assert told(alone) == []


def test_years_longer_ago_do_not_count():
    base = with_earlier(1_600_000, 1_600_000, 9_000_000)
    assert shown(base, "years_held", "mean_gbp") == (3, 1_600_000)


def test_only_lines_paid_at_actual_cost_are_held_against_their_mean():
    base = with_earlier(2_000_000, 2_000_000, line="C1-community")
    assert base.choice_means["service_line"].tolist() == ["any_qualified_provider"]
    assert told(base) == []


def test_a_site_may_state_its_own_limit():
    tables = tiny_tables()["assumptions"]
    stated = tables[0] | {"assumption_id": "choice_departure_rate", "value": 0.5}
    settings = tiny_settings(assumptions={"emergency_elasticity": 0.5, "choice_departure_rate": 0.5})
    base = with_earlier(1_100_000, 900_000, settings=settings, assumptions=[*tables, stated])
    assert shown(base, "is_departure") == (0,)
    assert told(base) == []


def test_the_baseline_itself_does_not_move():
    earlier, alone = with_earlier(1_100_000, 900_000), with_earlier()
    assert earlier.totals.frame().equals(alone.totals.frame())
