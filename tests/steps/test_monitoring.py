"""Monitoring: forecasts worked by hand from the tiny site, and charts from series made for one sign each.

The tiny pool of 2017/18 expects £1,000,000 a month for emergency care and £500,000 for elective care, and
£950,000 and £500,000 are spent.
"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.steps import run_steps
from acohandbook.steps.monitoring import calendar_month, first_months, process_chart
from acohandbook.workings import TableError
from tiny import tiny_site, tiny_tables

YEAR = "2017/18"
EMERGENCY = {"commissioner_code": "C1", "service_line": "acute_emergency", "financial_year": YEAR}


@pytest.fixture(scope="module")
def whole():
    return run_steps(tiny_site()).monitoring


def in_course(months, site=None):
    """Monitoring of the tiny site when only so many months are reported."""
    return run_steps(first_months(site or tiny_site(), months)).monitoring


def outturn(change):
    """The tiny outturn with each row changed by a function, which returns None to leave one out."""
    return [row for one in tiny_tables()["outturn"] if (row := change(dict(one))) is not None]


# --- forecasts -------------------------------------------------------------------------------------------


def test_months_add_up_along_the_year(whole):
    at = {**EMERGENCY, "month": "5"}
    assert whole.months.at("expected_to_date_gbp", **at) == 5_000_000
    assert whole.months.at("actual_to_date_gbp", **at) == 4_750_000
    assert whole.months.at("saving_to_date_gbp", **at) == 250_000


def test_a_whole_year_is_its_own_forecast(whole):
    for method in ("to_plan", "run_rate", "in_step"):
        assert whole.lines.at(f"forecast_{method}_gbp", **EMERGENCY) == 11_400_000


def test_five_months_lead_to_three_forecasts():
    step = in_course(5)
    plan = step.lines.at("plan_gbp", **EMERGENCY)
    assert step.lines.at("months", **EMERGENCY) == 5
    # 4,750,000 spent of 5,000,000 expected; the plan's rest is what the contract years expect less 5,000,000.
    assert step.lines.at("forecast_to_plan_gbp", **EMERGENCY) == pytest.approx(4_750_000 + plan - 5_000_000)
    assert step.lines.at("forecast_run_rate_gbp", **EMERGENCY) == 11_400_000  # 4,750,000 / 5 x 12
    assert step.lines.at("forecast_in_step_gbp", **EMERGENCY) == pytest.approx(
        4_750_000 + 0.95 * (plan - 5_000_000), abs=0.01
    )


def test_a_month_that_one_contract_has_not_reported_does_not_count():
    # A second trust stops after its third month: April to June are whole, the nine months after are not.
    rows = tiny_tables()["outturn"]
    second = [
        {**row, "provider_code": "T2"}
        for row in rows
        if row["service_line"] == "acute_emergency" and row["month"] <= 3
    ]
    site = tiny_site().with_settings(**{"settlement.years_closed": []})
    expenditure = tiny_tables()["expenditure"]
    line = next(row for row in expenditure if row["service_line"] == "acute_emergency")
    other = {**line, "line_id": "second", "provider_code": "T2", "provider_name": "Second", "spend_gbp": 0}
    site = site.with_table("expenditure", [*expenditure, other]).with_table("outturn", [*rows, *second])
    step = run_steps(site).monitoring
    assert step.lines.at("months", **EMERGENCY) == 3
    assert step.lines.at("expected_to_date_gbp", **EMERGENCY) == 6_000_000  # 3 x 2 contracts x 1,000,000
    assert any("some contracts of acute_emergency of C1 are behind" in f.message for f in step.findings)


def test_without_outturn_there_is_nothing_to_forecast():
    site = first_months(tiny_site(), 0)
    step = run_steps(site).monitoring
    assert len(step.months) == len(step.points) == 0
    assert set(step.pool["warning"]) == {"no outturn held yet"}


# --- early warning ---------------------------------------------------------------------------------------


def warning(change):
    site = tiny_site(outturn=outturn(change))
    return run_steps(site).monitoring.pool.at("warning", financial_year=YEAR)


def test_a_saving_is_on_course(whole):
    assert whole.pool.at("warning", financial_year=YEAR) == "on course"
    assert whole.findings == []


def test_a_loss_beyond_chance_asks_to_act():
    # 10% over expected spend on both lines: -10%, far beyond what chance brings to 31,000 people.
    site = tiny_site(outturn=outturn(lambda row: row | {"actual_gbp": row["expected_gbp"] * 1.1}))
    step = run_steps(site).monitoring
    assert step.pool.at("most_saving_rate", financial_year=YEAR) == pytest.approx(-0.1)
    assert step.pool.at("warning", financial_year=YEAR) == "act"
    assert [finding.status for finding in step.findings] == ["amber"]


def test_a_line_that_rises_is_watched():
    # Emergency spend is £900,000 until December and £1,000,000 from January: three months near or beyond the
    # upper limit, though the year still ends in a saving.
    def rising(row):
        late = row["month"] >= 10
        is_emergency = row["service_line"] == "acute_emergency"
        return row | {"actual_gbp": (1_000_000 if late else 900_000)} if is_emergency else row

    assert warning(rising) == "watch"


# --- charts ----------------------------------------------------------------------------------------------


def signals(*values):
    step = process_chart([("s", f"{place:03d}", value) for place, value in enumerate(values)])
    return [int(code) for code in step.points["signal_code"]], step


def test_limits_are_the_mean_and_so_many_moving_ranges():
    _, step = signals(*[10, 12] * 6)
    assert step.limits.at("mean", series="s") == 11
    assert step.limits.at("mean_moving_range", series="s") == 2
    assert step.limits.at("upper", series="s") == pytest.approx(16.32)  # 11 + 2.66 x 2
    assert step.limits.at("lower", series="s") == pytest.approx(5.68)


def test_a_point_outside_the_limits_is_marked():
    # Mean 155 / 13 = 11.92, mean moving range (11 x 2 + 11) / 12 = 2.75, upper limit 11.92 + 7.32 = 19.24.
    codes, step = signals(*[10, 12] * 6, 23)
    assert codes == [0] * 12 + [1]
    assert step.limits.at("signals", series="s") == 1


def test_the_seventh_on_one_side_is_marked():
    # Mean 10.5: the first seven are below it, the other seven above.
    codes, _ = signals(*[10, 8] * 3, 10, *[11, 13] * 3, 11)
    assert [place for place, code in enumerate(codes) if code == 2] == [6, 13]


def test_six_steps_up_are_a_trend():
    codes, _ = signals(50, 90, 50, 90, 50, 90, 60, 62, 64, 66, 68, 70, 72)
    assert [place for place, code in enumerate(codes) if code == 3] == [12]


def test_equal_values_are_no_run():
    codes, _ = signals(*[0.95] * 12)
    assert set(codes) == {0}


def test_two_of_three_near_a_limit_are_marked():
    # Mean 150.7 / 14 = 10.76; moving ranges 9 x 2, 0, 3.5, 0.3, 3.2 over 13: 1.92. Near lines 3.41 away.
    codes, step = signals(*[9, 11] * 5, 11, 14.5, 14.2, 11)
    assert step.limits.at("upper_near", series="s") == pytest.approx(14.17, abs=0.01)
    assert [place for place, code in enumerate(codes) if code == 4] == [12]


def test_too_few_points_show_nothing():
    codes, step = signals(*[10, 12] * 5, 30)
    assert step.limits.at("is_enough", series="s") == 0
    assert set(codes) == {0}


def test_series_do_not_touch_each_other():
    rows = [("a", f"{p:02d}", 5.0) for p in range(12)] + [("b", f"{p:02d}", 500.0) for p in range(12)]
    step = process_chart(rows)
    assert step.limits["mean_moving_range"].tolist() == [0, 0]
    assert step.limits["mean"].tolist() == [5, 500]


def test_two_values_of_one_period_are_refused():
    with pytest.raises(TableError, match="two rows have the same series, period"):
        process_chart([("a", "2018-04", 1.0), ("a", "2018-04", 2.0)])


@given(
    st.lists(st.floats(0, 1e6), min_size=1, max_size=40),
    st.floats(0.001, 1000),
)
def test_signs_do_not_depend_on_the_unit(values, scale):
    rows = [("s", f"{place:03d}", value) for place, value in enumerate(values)]
    first = process_chart(rows)
    inside = (first.points["value"] <= first.points["upper"]) & (
        first.points["value"] >= first.points["lower"]
    )
    if first.limits.at("is_enough", series="s"):
        assert (inside == (first.points["signal_code"] != 1)).all()
    turned = process_chart([(one, period, value) for one, period, value in reversed(rows)])
    assert np.array_equal(first.points["signal_code"], turned.points["signal_code"])
    limits = process_chart([(one, period, value * scale) for one, period, value in rows]).limits
    assert limits.at("upper", series="s") == pytest.approx(scale * first.limits.at("upper", series="s"))


@pytest.mark.parametrize(
    ("year", "month", "said"),
    [
        ("2018/19", 1, "2018-04"),
        ("2018/19", 9, "2018-12"),
        ("2018/19", 10, "2019-01"),
        ("1999/00", 12, "2000-03"),
    ],
)
def test_a_month_of_a_financial_year_is_a_calendar_month(year, month, said):
    assert calendar_month(year, month) == said
