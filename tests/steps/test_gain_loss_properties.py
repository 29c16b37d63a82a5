"""Gain/loss sharing: what holds whatever the terms and whatever was spent."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_gain_loss import NO_CAPS, TERMS, YEAR, outturn, settled

from acohandbook.steps import run_steps
from acohandbook.steps.gain_loss import gain_loss
from tiny import tiny_settings, tiny_site


@pytest.fixture(scope="module")
def tiny_results():
    return run_steps(tiny_site(tiny_settings(terms=TERMS)))


@pytest.fixture(scope="module")
def quickly(tiny_results):
    """The step alone on another outturn and other terms, which no earlier step reads."""

    def run(terms, outturn):
        site = tiny_site(tiny_settings(terms=terms), outturn=outturn)
        earlier = tiny_results.scope, tiny_results.contract_years, tiny_results.improvement_payment
        return gain_loss(site, *earlier)

    return run


RATE = st.integers(0, 100).map(lambda hundredths: hundredths / 100)
SOME_TERMS = st.fixed_dictionaries(
    {
        "residual_holder": st.sampled_from(["R1", "C1", "A1"]),
        "threshold_kind": st.sampled_from(["none", "first_pound", "deductible"]),
        "gain_threshold_rate": st.integers(0, 4).map(lambda hundredths: hundredths / 100),
        "loss_threshold_rate": st.integers(0, 4).map(lambda hundredths: hundredths / 100),
        "gain_cap_rate": st.integers(4, 30).map(lambda hundredths: hundredths / 100),
        "loss_cap_rate": st.integers(4, 30).map(lambda hundredths: hundredths / 100),
        "sides": st.sampled_from(["one_sided", "two_sided"]),
        "pool_basis": st.sampled_from(["price", "released"]),
        "payment_basis": st.sampled_from(["activity", "block", "blended"]),
        "blended_rate": RATE,
        "quality_gate_rate": RATE,
        "quality_multiplies": st.booleans(),
        "distribution_key": st.sampled_from(
            ["agreed_shares", "equal", "budget", "performance", "compensation"]
        ),
    }
)
PENCE = st.integers(0, 300_000_000).map(lambda pence: pence / 100)


@settings(max_examples=40, deadline=None)
@given(SOME_TERMS, PENCE, PENCE)
def test_whatever_the_terms_money_is_conserved_and_limits_hold(quickly, terms, emergency, elective):
    step = quickly(terms, outturn=outturn(emergency, elective))
    years, parties = step.years, step.parties
    pool = years.sum("pool_gbp", financial_year=YEAR)
    expected = years.sum("expected_gbp", financial_year=YEAR)
    assert parties.sum("settled_gbp", financial_year=YEAR) == pool
    assert step.cash.sum("cash_gbp") == 0
    underspend = years.sum("payer_underspend_gbp", financial_year=YEAR)
    assert min(0, underspend) <= pool <= max(0, underspend)
    shareable = years.sum("shareable_gbp", financial_year=YEAR)
    assert -terms["loss_cap_rate"] * expected - 1 <= shareable <= terms["gain_cap_rate"] * expected + 1
    assert abs(shareable) <= abs(pool) and shareable * pool >= 0
    assert abs(parties.sum("settled_gbp", financial_year=YEAR, party_id="T1")) <= 0.01 * expected + 1
    handed_over = step.funding.sum("funded_gbp", payment_basis=terms["payment_basis"])
    assert handed_over == parties.sum("paid_out_gbp", financial_year=YEAR)


@settings(max_examples=20, deadline=None)
@given(SOME_TERMS, PENCE, st.integers(1, 100_000_000))
def test_the_aco_never_gains_by_higher_actual_spend(quickly, terms, emergency, more):
    """More actual spend never brings the ACO more, whichever the threshold, bands, gate and caps."""
    terms = terms | {"residual_holder": "R1", "distribution_key": "agreed_shares"}
    lower = quickly(terms, outturn=outturn(emergency))
    higher = quickly(terms, outturn=outturn(emergency + more / 100))
    assert settled(higher)["A1"] <= settled(lower)["A1"]


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 99_999_999), st.sampled_from(["none", "first_pound", "deductible"]), RATE)
def test_symmetric_terms_treat_gain_and_loss_alike(quickly, size, kind, blended):
    terms = NO_CAPS | {
        "threshold_kind": kind, "gain_threshold_rate": 0.02, "loss_threshold_rate": 0.02,
        "payment_basis": "blended", "blended_rate": blended,
    }  # fmt: skip
    gain = settled(quickly(terms, outturn=outturn(1_000_000 - size / 100)))
    loss = settled(quickly(terms, outturn=outturn(1_000_000 + size / 100)))
    assert loss == {one: -amount for one, amount in gain.items()}


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 2_000_000), st.integers(2, 40))
def test_a_pool_many_times_larger_brings_as_many_times_the_shares(quickly, emergency, times):
    """Scale: whole pounds, and shares, caps and thresholds that divide them evenly."""
    terms = TERMS | {
        "threshold_kind": "first_pound",
        "gain_threshold_rate": 0.02,
        "loss_threshold_rate": 0.02,
    }
    small = outturn(emergency)
    large = [
        row
        | {
            column: row[column] * times
            for column in ("expected_gbp", "actual_gbp", "provider_cost_released_gbp")
        }
        for row in small
    ]
    assert settled(quickly(terms, outturn=large)) == {
        one: pytest.approx(amount * times, abs=0.01)
        for one, amount in settled(quickly(terms, outturn=small)).items()
    }
