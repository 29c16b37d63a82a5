"""What cannot be is refused by its name before anything is drawn; what is odd but possible is not."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made import made

from acohandbook.simulation import Assumptions, ImpossibleRisk, assess_risk, assumptions_of, drawing, model_of
from acohandbook.simulation.assumptions import NAMES, register
from acohandbook.site.opening import open_site
from acohandbook.steps import run_steps
from tiny import tiny_settings, tiny_site, tiny_tables


def stated(**figures):
    """The tiny site with assumptions of its own."""
    explained = [tiny_tables()["assumptions"][0] | {"assumption_id": name, "value": value}
                 for name, value in figures.items()]  # fmt: skip
    return tiny_site(tiny_settings(assumptions=figures), assumptions=explained)


@pytest.fixture
def nothing_drawn(monkeypatch):
    """Fail when anything is drawn."""

    def refuse(*_):
        raise AssertionError("something was drawn")

    monkeypatch.setattr(drawing, "normals", refuse)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("cost_coefficient_of_variation", -0.1),
        ("common_shock_rate", -0.01),
        ("price_shock_rate", 1.5),
        ("baseline_error_rate", float("nan")),
        ("winter_price_correlation", 1.2),
        ("assumed_quality_score_rate", 2.0),
        ("released_cost_rate", -1.0),
        ("chosen_false_payment_rate", 0.0),
    ],
)
def test_an_impossible_figure_is_refused_by_name(name, value, nothing_drawn):
    site = tiny_site()
    with pytest.raises(ImpossibleRisk, match=name):
        assess_risk(site, run_steps(site), **{name: value})


def test_all_faults_are_named_at_once():
    with pytest.raises(ImpossibleRisk) as caught:
        Assumptions(common_shock_rate=-1, price_shock_rate=2, line_variations={"acute_other": -3})
    assert len(caught.value.faults) == 3


def test_correlations_that_are_none_are_refused():
    with pytest.raises(ImpossibleRisk, match="are no correlations"):
        Assumptions(
            winter_price_correlation=0.9, winter_policy_correlation=0.9, price_policy_correlation=-0.9
        )


@given(st.floats(-1, 1), st.floats(-1, 1), st.floats(-1, 1))
def test_correlations_are_taken_exactly_when_they_can_be(a, b, c):
    names = ("winter_price_correlation", "winter_policy_correlation", "price_policy_correlation")
    # three shocks can go together so when the determinant is not negative
    determinant = 1 + 2 * a * b * c - a * a - b * b - c * c
    if determinant < -1e-6:
        with pytest.raises(ImpossibleRisk):
            Assumptions(**dict(zip(names, (a, b, c), strict=True)))
    elif determinant > 1e-6:
        mix = Assumptions(**dict(zip(names, (a, b, c), strict=True))).shock_mix
        assert mix @ mix.T == pytest.approx(np.array([[1, a, b], [a, 1, c], [b, c, 1]]), abs=1e-9)


def test_a_population_of_nobody_is_refused():
    with pytest.raises(ImpossibleRisk, match="persons of 2017/18 is 0"):
        made(persons=0)


def test_shares_beyond_one_are_refused():
    model = made()
    wrong = replace(model.parties, gain_share_rate=np.array([1.2, 0.0]))
    with pytest.raises(ImpossibleRisk, match=r"gain_share_rate of aco is 1\.2"):
        replace(model, parties=wrong)
    many = replace(
        model.parties, loss_share_rate=np.array([0.7, 0.7]), is_residual=np.zeros(2)
    )  # fmt: skip
    with pytest.raises(ImpossibleRisk, match=r"loss_share_rate of all parties adds up to 1\.4"):
        replace(model, parties=many)


def test_a_cost_that_is_not_known_is_refused():
    with pytest.raises(ImpossibleRisk, match="not known"):
        made(cost_pence=np.array([[np.nan]]))


def test_a_site_replaces_national_figures_and_adds_its_own():
    own = assumptions_of(
        stated(common_shock_rate=0.02, cost_coefficient_of_variation_acute_emergency=5.0)
    )  # fmt: skip
    assert own.common_shock_rate == 0.02
    assert own.cost_coefficient_of_variation == 2.1
    assert dict(own.line_variations) == {"acute_emergency": 5.0}


def test_names_that_belong_to_nothing_are_refused():
    with pytest.raises(ImpossibleRisk, match="no service line 'acute_emergancy'"):
        assumptions_of(stated(cost_coefficient_of_variation_acute_emergancy=5.0))
    site = stated(facility_gbp_A9=1000.0)
    with pytest.raises(ImpossibleRisk, match="no party has the id 'A9'"):
        model_of(site, run_steps(site))
    site = stated(facility_gbp_A1=-1.0)
    with pytest.raises(ImpossibleRisk, match=r"facility_gbp_A1 is -1\.00"):
        model_of(site, run_steps(site))


def test_the_pools_own_band_follows_the_line_that_a_site_states():
    # emergency £12m and elective £6m of £18m: 5.0 x 2/3 = 3.333; the rest 2.1^2 / 3 = 1.47; root of 12.58
    site = stated(cost_coefficient_of_variation_acute_emergency=5.0)
    years = run_steps(site).gain_loss.years
    costs = run_steps(site).gain_loss.spread.frame()
    first = costs[costs.financial_year == "2017/18"].set_index("service_line").contract_cost_gbp
    part = first["acute_emergency"] / first.sum()
    expected = ((5.0 * part) ** 2 + 2.1**2 * (1 - part)) ** 0.5
    assert years["pool_variation"][0] == pytest.approx(expected)


@pytest.mark.parametrize("key", ["eastvale", "northmoor", "westhaven"])
def test_one_band_of_chance_in_both_chapters(key):
    site = open_site(key)
    results = run_steps(site)
    model = model_of(site, results)
    # the cells' variances add up to the band that stands beside the pool
    strayed = (np.square(model.expected_pence * model.chance_rate).sum(axis=1)) ** 0.5
    band = 1.645 * strayed / model.pool_expected_pence
    whole = [month in (0, 12) for month in results.gain_loss.years["months"]]
    assert band[whole] == pytest.approx(results.gain_loss.years["noise_band_rate"][whole], rel=1e-12)


def test_every_national_figure_is_in_the_register_once_and_no_other():
    assert list(register()) == list(NAMES)
    assert {word for pair in register().values() for word in pair} <= {"high", "medium", "low"}


def test_quality_and_impact_are_those_of_whoever_gives_the_figure():
    site = stated(common_shock_rate=0.02)
    own = tiny_tables()["assumptions"][0]
    table = assess_risk(site, run_steps(site), draws=512, price_shock_rate=0.01).assumptions
    judged = {
        name: (table.at("quality", assumption_id=name), table.at("impact", assumption_id=name))
        for name in NAMES
    }
    assert judged["common_shock_rate"] == (own["quality"], own["impact"])
    assert judged["policy_shock_rate"] == ("low", "low")
    assert judged["price_shock_rate"] == (None, None)  # tried here: nobody has judged it
