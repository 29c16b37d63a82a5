"""The payment curve pays every outcome the penny that the step itself pays it, under any terms."""

import pytest

from acohandbook.rules.dialect import to_pounds
from acohandbook.site.opening import examples, open_site
from acohandbook.steps import run_steps
from acohandbook.steps.gain_loss import gain_loss
from acohandbook.steps.gain_loss.curve import payment_curve_points

RATES = (-0.0613, -0.02, -0.005, 0.0, 0.0007, 0.0125, 0.031, 0.06)
OPEN = {"threshold_kind": "none", "quality_gate_rate": 0.0}
TERMS = {
    "as they stand": {},
    "no threshold": OPEN,
    "beyond a deductible": OPEN | {"threshold_kind": "deductible"},
    "gains alone": {"sides": "one_sided", "quality_gate_rate": 0.0},
    "quality multiplies": {"quality_multiplies": True, "quality_gate_rate": 0.0},
    "blended payment": OPEN | {"payment_basis": "blended"},
    "block payment": {"payment_basis": "block"},
    "activity payment, released cost": OPEN | {"payment_basis": "activity", "pool_basis": "released"},
    "a low cap": OPEN | {"payment_basis": "activity", "gain_cap_rate": 0.01, "loss_cap_rate": 0.02},
    "small numbers": OPEN | {"minimum_persons": 10_000_000},
    "equal shares": OPEN | {"distribution_key": "equal"},
    "by budget": OPEN | {"distribution_key": "budget"},
    "by reserves": OPEN | {"distribution_key": "reserves"},
    "by performance": OPEN | {"distribution_key": "performance"},
    "to compensate": OPEN | {"distribution_key": "compensation", "payment_basis": "activity"},
    "in bands": OPEN
    | {
        "bands": [
            {"from_rate": 0.0, "to_rate": 0.01, "share_rate": 0.25},
            {"from_rate": 0.01, "to_rate": 1.0, "share_rate": 0.75},
        ],
    },
}


def settled_by_the_step(site, results, financial_year, rate):
    """What each party receives when every row of outturn saves a rate of what was expected."""
    years = results.gain_loss.years
    saved = years.at("price_pool_gbp", financial_year=financial_year)
    released = years.at("released_gbp", financial_year=financial_year) / saved if saved else 0.0
    outturn = site.frames["outturn"].copy()
    outturn["actual_gbp"] = (outturn["expected_gbp"] * (1 - rate)).round(2)
    outturn["provider_cost_released_gbp"] = (outturn["expected_gbp"] * rate * released).round(2)
    step = gain_loss(
        site.with_table("outturn", outturn),
        results.scope, results.contract_years, results.improvement_payment,
    )  # fmt: skip
    settled = step.parties
    return {
        one: to_pounds(settled.sum("settled_gbp", party_id=one, financial_year=financial_year))
        for one in dict.fromkeys(settled["party_id"])
    }


CASES = [(key, "as they stand") for key in examples()]
CASES += [(key, name) for key in ("eastvale", "northmoor") for name in list(TERMS)[1:]]


@pytest.mark.parametrize(("key", "name"), CASES)
def test_the_step_pays_each_outcome_the_same_penny(key, name):
    site = open_site(key).with_settings(**{f"terms.{term}": value for term, value in TERMS[name].items()})
    results = run_steps(site)
    held = [
        year
        for year, months in zip(
            results.gain_loss.years["financial_year"], results.gain_loss.years["months"], strict=True
        )
        if months > 0
    ]
    for year in (held or site.years)[:1]:
        expected = [settled_by_the_step(site, results, year, rate) for rate in RATES]
        for party in expected[0]:
            points = payment_curve_points(site, results, party, year, RATES)
            assert [rate for rate, _ in points] == list(RATES)
            for (rate, pounds), step in zip(points, expected, strict=True):
                assert pounds == pytest.approx(step[party], abs=0, nan_ok=True), (party, rate)


def test_one_point_worked_by_hand():
    """Northmoor was expected to spend £149,700,000; 1% of it is £1,497,000, of which the ACO has 45%."""
    terms = OPEN | {"payment_basis": "activity", "gain_cap_rate": 1.0}
    site = open_site("northmoor").with_settings(**{f"terms.{term}": value for term, value in terms.items()})
    (_, pounds), *_ = payment_curve_points(site, run_steps(site), "aco", "2018/19", [0.01])
    assert pounds == 673_650.00


def test_a_party_outside_the_pool_is_refused():
    site = open_site("northmoor")
    results = run_steps(site)
    with pytest.raises(ValueError, match="nobody"):
        payment_curve_points(site, results, "nobody", results.gain_loss.years["financial_year"][0], [0.0])
