"""Irrecoverable VAT: what 1,000,000 of spend at 20% leads to expect, beside the adjustments."""

import pytest

from acohandbook.steps import run_steps
from tiny import tiny_settings, tiny_site, tiny_tables


def results(vat_gbp=None, **assumptions):
    tables = tiny_tables()
    stated = {"emergency_elasticity": 0.5} | assumptions
    first = tables["assumptions"][0]
    explained = [*tables["assumptions"]]
    explained += [first | {"assumption_id": name, "value": value} for name, value in assumptions.items()]
    adjustments = tables["adjustments"]
    if vat_gbp is not None:
        vat = {"adjustment_id": "J9", "kind": "vat_irrecoverable", "amount_gbp": vat_gbp}
        adjustments = [*adjustments, adjustments[0] | vat]
    site = tiny_site(tiny_settings(assumptions=stated), assumptions=explained, adjustments=adjustments)
    return run_steps(site).assurance


def told(assurance):
    return [(one.status, one.message) for one in assurance.findings if one.figure.startswith("assurance.vat")]


PAIR = {"vatable_spend_gbp": 1_000_000.0, "vat_irrecoverable_rate": 0.2}


def test_a_budget_without_the_expected_vat_is_amber():
    found = results(150_000, **PAIR)
    shown = [found.vat.at(column) for column in ("expected_gbp", "adjusted_gbp", "difference_gbp")]
    assert shown == [200_000, 150_000, 50_000]
    assert told(found) == [
        (
            "amber",
            "Irrecoverable VAT: adjustments hold £150,000, and 20.0% of £1,000,000 would be £200,000: "
            "further apart than the illustrative limit of 10.0%. Take advice on what is recovered, and put "
            "one of them right.",
        )
    ]


@pytest.mark.parametrize(("vat_gbp", "is_told"), [(180_000, False), (179_999, True), (220_001, True)])
def test_a_tenth_either_way_passes(vat_gbp, is_told):
    assert bool(told(results(vat_gbp, **PAIR))) is is_told


def test_the_site_may_state_its_own_limit():
    assert told(results(150_000, **PAIR, vat_difference_rate=0.25)) == []


def test_nothing_stated_is_blank_and_half_a_statement_is_told():
    found = results(150_000)
    assert found.vat.at("expected_gbp") != found.vat.at("expected_gbp")
    assert told(found) == []
    ((status, message),) = told(results(150_000, vatable_spend_gbp=1_000_000.0))
    assert status == "amber"
    assert message.endswith("the assumption vat_irrecoverable_rate is not stated.")


def test_the_regime_behind_the_rate_stands_beside_it():
    found = results(200_000, **PAIR)
    # The tiny site's assumptions all say the same.
    assert found.vat.at("recovery_regime") == "Half of each avoided admission frees cost within the year"
    assert results().vat.at("recovery_regime") is None
