"""The spread of real savings rates and of need: arithmetic by hand, and what is committed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.published.evidence import evidence
from acohandbook.published.evidence_spread import fit_spread, spread_by_population, spread_fit
from acohandbook.site.national import national_table


def test_a_line_through_two_bands_is_met_exactly():
    # 10,000 people: 0.0009 + 0.0004 and 40,000: 0.000225 + 0.0004, so 3 over a root, and 2% in common.
    variation, common = fit_spread([1 / 10_000, 1 / 40_000], [0.0013, 0.000625], [100, 20])
    assert variation == pytest.approx(3.0)
    assert common == pytest.approx(0.02)


@given(st.floats(0.1, 10), st.floats(0, 0.05))
def test_what_lies_on_a_line_is_fitted_whatever_the_weights(variation, common):
    per_person = 1 / np.array([4_000.0, 9_000.0, 25_000.0, 90_000.0])
    found = fit_spread(per_person, variation**2 * per_person + common**2, [9, 400, 70, 30])
    assert found[0] == pytest.approx(variation, rel=1e-6)
    assert found[1] ** 2 == pytest.approx(common**2, abs=1e-9)


def test_a_band_of_many_rates_pulls_the_line_more():
    per_person, variance = np.array([1e-4, 5e-5, 1e-5]), np.array([0.0020, 0.0013, 0.0004])
    few, many = (fit_spread(per_person, variance, [50, rows, 50]) for rows in (5, 5_000))
    miss = [abs(v**2 * 5e-5 + c**2 - 0.0013) for v, c in (few, many)]
    assert miss[1] < miss[0] / 10


def test_neither_part_of_a_variance_is_negative():
    # Twice the spread at a quarter of the people and nothing left over: a line that would start below 0.
    variation, common = fit_spread([1e-4, 1e-5], [0.0020, 0.0001], [50, 50])
    assert common == 0.0
    # Weights settle at equal parts: the mean of 20 and 10 is wrong for one band or the other, never below 0.
    assert 10**0.5 <= variation <= 20**0.5
    # Larger organisations that differ more leave nothing that shrinks with people.
    assert fit_spread([1e-4, 1e-5], [0.0001, 0.0020], [50, 50])[0] == 0.0


def test_a_year_that_saves_more_is_no_spread():
    # In each year 1% either side of its mean, or half of that: four times 0.0001, or 0.000025, over 3.
    rates = [0.01, 0.03, 0.05, 0.07, 0.015, 0.025, 0.055, 0.065]
    table = spread_by_population(
        [6_000] * 4 + [60_000] * 4, [2014, 2014, 2023, 2023] * 2, rates, variation=2.1
    )
    assert table["population"].tolist() == ["5,000 to 7,499", "50,000 or more"]
    assert table["organisation_years"].tolist() == [4, 4]
    assert table["deviation_rate"].tolist() == pytest.approx([(0.0004 / 3) ** 0.5, (0.0001 / 3) ** 0.5])
    assert table["assumed_chance_rate"][0] == pytest.approx(2.1 / 6_000**0.5)


def test_rates_that_are_not_known_are_left_out():
    table = spread_by_population(
        [6_000, 6_000, 6_000, 20_000, 20_000], [2014] * 5, [0.01, 0.03, np.nan, 0.02, 0.03], 2.1
    )
    assert table["organisation_years"].tolist() == [2, 2]


def test_real_savings_rates_lie_further_apart_than_chance_is_assumed_to_bring():
    spread, fit = evidence("savings_spread"), evidence("savings_fit").iloc[0]
    assert (spread["deviation_rate"] > spread["assumed_chance_rate"]).all()
    assert spread["deviation_rate"].is_monotonic_decreasing
    assert spread["organisation_years"].sum() == fit["organisation_years"] == 2761
    assert fit["fitted_variation"] == pytest.approx(4.17, abs=0.005)
    assert fit["fitted_common_rate"] == pytest.approx(0.0235, abs=0.00005)
    assert spread_fit(spread).iloc[0].tolist() == pytest.approx(fit.tolist(), rel=1e-6)


def test_national_parameters_of_need_are_those_of_the_published_practices():
    found, national = evidence("need_spread").iloc[0], national_table()
    for rank in (1, 5, 50, 95, 99):
        name = f"percentile_{rank}_rate"
        stated = national.at("value", parameter_id=f"practice_need_{name}", financial_year="2023/24")
        assert stated == pytest.approx(found[name], abs=0.00005)
    deviation = national.at("value", parameter_id="practice_need_deviation_rate", financial_year="any")
    assert deviation == pytest.approx(found["deviation_rate"], abs=0.00005)
