"""The illustrative sites through every step: what each is there to show is what comes out."""

from functools import cache

import pytest

from acohandbook.site.opening import examples, open_site
from acohandbook.steps import run_steps
from acohandbook.steps.scope import CONTRACTING_FORMS, with_contracting_form


@cache
def results(name):
    return run_steps(open_site(name))


def statuses(name):
    tests = results(name).assurance.tests.frame("status")
    return dict(zip(tests.test_id, tests.status, strict=True))


@pytest.mark.parametrize("name", examples())
def test_money_adds_up_in_every_step(name):
    steps = {proof.step for proof in results(name).proofs}
    assert {"scope", "baseline", "contract_years", "settlement"} <= steps


@pytest.mark.parametrize("form", CONTRACTING_FORMS)
@pytest.mark.parametrize("name", ["northmoor", "eastvale", "westhaven"])
def test_one_ledger_adds_up_under_every_contracting_form(name, form):
    other = run_steps(with_contracting_form(open_site(name), form))
    spent = other.scope.homes.frame().groupby("commissioner_code").spend_gbp.sum()
    stated = other.site.frames["commissioners"].set_index("commissioner_code").ledger_total_gbp
    assert spent.round(2).to_dict() == stated.to_dict()
    core = [
        row
        for row in other.scope.lines.frame().to_dict("records")
        if row["service_line"] == "core_general_practice"
    ]
    assert [row["home"] for row in core] == ["annual_payment" if form == "fully_integrated" else "retained"]
    paid = other.settlement.statement.frame().annual_payment_gbp.abs().sum()
    assert (paid == 0) == (form == "virtual")


def test_the_failing_contract_goes_red_where_it_failed():
    red = {test for test, status in statuses("fenmarsh").items() if status == "red"}
    assert {
        "weak_evidence", "unapproved_adjustments", "vat_without_owner", "open_positions", "first_year_gap",
        "unidentified_savings", "tail_beyond_cover",
    } <= red  # fmt: skip
    first_year = results("fenmarsh").contract_years.summary.at("budget_gbp", financial_year="2015/16")
    assert first_year == pytest.approx(162_000_000, rel=0.02)
    gaps = results("fenmarsh").assurance.positions.frame().gap_gbp
    assert gaps.sum() == 34_000_000


@pytest.mark.parametrize("name", ["northmoor", "westhaven"])
def test_nothing_stops_a_sound_contract(name):
    assert "red" not in statuses(name).values()


def test_only_the_deficit_of_one_commissioner_stops_the_other():
    assert [test for test, status in statuses("eastvale").items() if status == "red"] == ["inherited_deficit"]


def test_a_year_with_everything_in_it():
    """Eastvale 2017/18: a loss on the pool, drugs reopened, the list grown, a measure missed."""
    year = {"financial_year": "2017/18"}
    settled = results("eastvale")
    assert settled.gain_loss.years.at("pool_gbp", **year) < 0
    assert settled.contract_years.reopeners.at("effect_gbp", reopener_id="drugs-north") > 0
    assert settled.settlement.list_true_up.at("amount_gbp", commissioner_code="EV-NORTH", **year) > 0
    assert settled.improvement_payment.measures.at("earned_gbp", measure_id="delayed", **year) == 0
    # 2.7 points beyond the deadband (5.2% - 1.5% - 1.0%), half of it the commissioner's: 1.35% of the line.
    north = {"commissioner_code": "EV-NORTH", "service_line": "prescribing", **year}
    budget = settled.contract_years.lines.at("budget_gbp", **north)
    effect = settled.contract_years.reopeners.at("effect_gbp", reopener_id="drugs-north")
    assert effect == pytest.approx(0.0135 * budget, abs=0.01)


def test_a_small_place_shares_only_a_little_beyond_chance():
    years = results("westhaven").gain_loss.years
    noise, saving = (years.at(c, financial_year="2017/18") for c in ("noise_band_rate", "saving_rate"))
    # 1.645 x 2.1 / square root of about 60,700 people is 1.4%.
    assert noise == pytest.approx(0.014, abs=0.0002)
    assert noise < 0.015 < saving < 2 * noise
