"""Gain/loss sharing: every figure is worked by hand from the tiny site.

Its pool of 2017/18: £18,000,000 expected and £17,400,000 actual, all with the trust T1, so a gain of
£600,000 (3.33%) at price, while T1's cost fell by £240,000. Shares: the ACO A1 0.5, the CCG C1 0.3, T1 0.1
(capped at 1% of expected, £180,000); the system reserve R1 takes the rest. The quality score is 0.7
(0.6 x a half + 0.4 x 1).
"""

import pytest

from acohandbook.site import SiteFaults
from acohandbook.steps import run_steps
from tiny import rows, tiny_settings, tiny_site, tiny_tables

YEAR = "2017/18"
TERMS = {"residual_holder": "R1", "gain_cap_rate": 0.1, "loss_cap_rate": 0.05}
NO_CAPS = {"residual_holder": "R1"}
PARTY_COLUMNS = (
    "party_id party_name role gain_share_rate loss_share_rate gain_cap_rate loss_cap_rate reserves_gbp "
    "guarantee_gbp"
)
OUTTURN_COLUMNS = (
    "financial_year month commissioner_code provider_code service_line expected_gbp actual_gbp activity "
    "provider_cost_released_gbp frozen"
)


def shared(terms=TERMS, settings=None, **tables):
    """The step of the tiny site under other terms, settings or tables."""
    changed = tiny_settings(terms=terms, **(settings or {}))
    return run_steps(tiny_site(changed, **tables)).gain_loss


def outturn(emergency=950_000, elective=500_000, months=12, frozen="yes", released=20_000):
    """Twelve months of the tiny pool with another actual cost a month."""
    lines = (("acute_emergency", 1_000_000, emergency, released), ("acute_elective", 500_000, elective, 0))
    return rows(
        OUTTURN_COLUMNS,
        *(
            (YEAR, month, "C1", "T1", line, expected, actual, None, cost, frozen)
            for line, expected, actual, cost in lines
            for month in range(1, months + 1)
        ),
    )


def year(step, column):
    return step.years.at(column, financial_year=YEAR)


def settled(step, column="settled_gbp"):
    return {
        one: step.parties.at(column, party_id=one, financial_year=YEAR) for one in ("A1", "C1", "T1", "R1")
    }


@pytest.fixture(scope="module")
def tiny_results():
    return run_steps(tiny_site(tiny_settings(terms=TERMS)))


@pytest.fixture(scope="module")
def tiny(tiny_results):
    return tiny_results.gain_loss


# --- from pool to shares ---------------------------------------------------------------------------------


def test_the_pool_is_expected_less_actual(tiny):
    assert year(tiny, "expected_gbp") == 18_000_000  # 12 x (1,000,000 + 500,000)
    assert year(tiny, "actual_gbp") == 17_400_000  # 12 x (950,000 + 500,000)
    assert year(tiny, "price_pool_gbp") == 600_000
    assert year(tiny, "released_gbp") == 240_000  # 12 x 20,000
    assert year(tiny, "saving_rate") == pytest.approx(1 / 30)
    assert tiny.lines.at(
        "price_pool_gbp", commissioner_code="C1", service_line="acute_emergency", financial_year=YEAR
    ) == 600_000  # fmt: skip


def test_agreed_shares_and_the_rest_make_up_the_pool(tiny):
    assert settled(tiny) == {"A1": 300_000, "C1": 180_000, "T1": 60_000, "R1": 60_000}
    assert year(tiny, "reason") == "shared"


def test_years_without_outturn_share_nothing_and_say_so(tiny):
    assert tiny.years.at("pool_gbp", financial_year="2019/20") == 0
    assert tiny.years.at("reason", financial_year="2019/20") == "no outturn held yet"


def test_first_pound_shares_everything_once_past_the_threshold():
    terms = TERMS | {"threshold_kind": "first_pound", "gain_threshold_rate": 0.03}
    assert settled(shared(terms))["A1"] == 300_000  # 3.33% is past 3%: half of all 600,000


def test_a_deductible_shares_only_what_lies_beyond():
    step = shared(TERMS | {"threshold_kind": "deductible", "gain_threshold_rate": 0.03})
    # 3% of 18,000,000 is 540,000; 60,000 lies beyond; 50%, 30% and 10% of it; the rest of 600,000
    assert settled(step) == {"A1": 30_000, "C1": 18_000, "T1": 6_000, "R1": 546_000}


def test_within_the_threshold_nothing_is_shared():
    step = shared(TERMS | {"threshold_kind": "first_pound", "gain_threshold_rate": 0.04})  # 720,000
    assert settled(step) == {"A1": 0, "C1": 0, "T1": 0, "R1": 600_000}
    assert year(step, "reason") == "not shared: within the threshold"


def test_a_threshold_without_its_kind_is_not_in_force():
    assert settled(shared(TERMS | {"gain_threshold_rate": 0.04}))["A1"] == 300_000


def test_bands_share_each_slice_at_its_own_rate():
    bands = [
        {"from_rate": 0.0, "to_rate": 0.02, "share_rate": 1.0},
        {"from_rate": 0.02, "to_rate": 0.1, "share_rate": 0.5},
    ]
    step = shared(TERMS | {"bands": bands})
    # 360,000 within 2% + half of the other 240,000 = 480,000 between the parties
    assert year(step, "shareable_gbp") == 480_000
    assert settled(step) == {"A1": 240_000, "C1": 144_000, "T1": 48_000, "R1": 168_000}


def test_the_contract_cap_holds_what_is_shared():
    step = shared(TERMS | {"gain_cap_rate": 0.02})  # 2% of 18,000,000 is 360,000
    assert settled(step) == {"A1": 180_000, "C1": 108_000, "T1": 36_000, "R1": 276_000}


def test_a_party_cap_holds_one_party_and_the_rest_goes_to_the_residual_holder():
    parties = [party | {"gain_cap_rate": 0.01} for party in tiny_tables()["parties"]]  # 180,000
    assert settled(shared(parties=parties)) == {"A1": 180_000, "C1": 180_000, "T1": 60_000, "R1": 180_000}


@pytest.mark.parametrize(
    ("terms", "aco", "reason"),
    [
        ({"quality_gate_rate": 0.69}, 300_000, "shared"),
        ({"quality_gate_rate": 0.71}, 0, "not shared: the quality score does not reach the gate"),
        ({"quality_multiplies": True}, 210_000, "shared"),  # 50% of 70% of 600,000
        ({"minimum_persons": 31_000.0}, 300_000, "shared"),  # exactly the people there are
        ({"minimum_persons": 31_001.0}, 0, "not shared: fewer people than agreed as the least for sharing"),
    ],
)
def test_quality_and_small_numbers(terms, aco, reason):
    step = shared(TERMS | terms)
    assert settled(step)["A1"] == aco
    assert year(step, "reason") == reason


def test_a_loss_mirrors_a_gain_under_symmetric_terms():
    step = shared(NO_CAPS, outturn=outturn(emergency=1_050_000))  # 600,000 over
    assert year(step, "pool_gbp") == -600_000
    assert settled(step) == {"A1": -300_000, "C1": -180_000, "T1": -60_000, "R1": -60_000}


def test_one_sided_terms_leave_a_loss_with_the_residual_holder():
    step = shared(NO_CAPS | {"sides": "one_sided"}, outturn=outturn(emergency=1_050_000))
    assert settled(step) == {"A1": 0, "C1": 0, "T1": 0, "R1": -600_000}
    assert year(step, "reason") == "not shared: a loss under one-sided terms"


def test_a_loss_is_borne_whatever_the_quality():
    step = shared(NO_CAPS | {"quality_gate_rate": 0.9}, outturn=outturn(emergency=1_050_000))
    assert settled(step)["A1"] == -300_000


# --- price, cost and payment bases -----------------------------------------------------------------------


def test_who_gets_cash_from_the_same_fall_in_admissions(tiny):
    cash = {
        (basis, one): (
            tiny.cash.at("cash_gbp", payment_basis=basis, party_id=one, financial_year=YEAR),
            tiny.cash.at("better_off_gbp", payment_basis=basis, party_id=one, financial_year=YEAR),
        )
        for basis in ("activity", "block", "blended")
        for one in ("C1", "A1", "T1", "R1")
    }
    # Activity: C1 spends 600,000 less, hands all of it over and has 180,000 back. T1 loses 600,000 of
    # income, has 60,000 as its share and 240,000 less cost: 300,000 worse off.
    assert cash["activity", "C1"] == (180_000, 180_000)
    assert cash["activity", "A1"] == (300_000, 300_000)
    assert cash["activity", "T1"] == (-540_000, -300_000)
    assert cash["activity", "R1"] == (60_000, 60_000)
    # Block: nobody pays less, so nobody has anything to share; the trust alone is better off.
    assert [cash["block", one][0] for one in ("C1", "A1", "T1", "R1")] == [0, 0, 0, 0]
    assert cash["block", "T1"] == (0, 240_000)
    # Blended at 20%: 120,000 is freed; 60,000, 36,000, 12,000 and 12,000 of it.
    assert cash["blended", "C1"] == (36_000, 36_000)
    assert cash["blended", "A1"] == (60_000, 60_000)
    assert cash["blended", "T1"] == (-108_000, 132_000)


@pytest.mark.parametrize("basis", ["activity", "block", "blended"])
def test_cash_changes_hands_and_only_the_cost_released_is_saved(tiny, basis):
    assert tiny.cash.sum("cash_gbp", payment_basis=basis) == 0
    assert tiny.cash.sum("better_off_gbp", payment_basis=basis) == 240_000_00


def test_a_pool_of_released_cost_leaves_the_rest_with_the_payer():
    step = shared(TERMS | {"pool_basis": "released"})
    assert settled(step) == {"A1": 120_000, "C1": 72_000, "T1": 24_000, "R1": 24_000}  # of 240,000
    # C1 spends 600,000 less, hands over 240,000 and has 72,000 back
    at = {"payment_basis": "activity", "party_id": "C1", "financial_year": YEAR}
    assert step.cash.at("cash_gbp", **at) == 432_000


def test_a_gain_is_never_more_than_the_payers_underspend():
    blended = TERMS | {"pool_basis": "released", "payment_basis": "blended", "blended_rate": 0.1}
    assert year(shared(blended), "pool_gbp") == 60_000  # 10% of 600,000 is less than the 240,000 released
    step = shared(TERMS | {"payment_basis": "block"})
    assert settled(step) == {"A1": 0, "C1": 0, "T1": 0, "R1": 0}
    assert year(step, "reason") == "nothing to share: the payers spent neither less nor more"


def test_unknown_released_cost_stays_unknown_and_is_told():
    step = shared(outturn=outturn(released=None))
    assert year(step, "released_gbp") != year(step, "released_gbp")  # blank
    assert settled(step)["A1"] == 300_000  # the pool at price does not need it
    assert any("is not known" in finding.message for finding in step.findings)


def test_an_overspend_under_blended_payment():
    # Plan 18,000,000, actual 18,600,000: the payer pays 20% of 600,000 more
    step = shared(NO_CAPS | {"payment_basis": "blended"}, outturn=outturn(emergency=1_050_000))
    assert year(step, "payer_underspend_gbp") == -120_000
    assert settled(step) == {"A1": -60_000, "C1": -36_000, "T1": -12_000, "R1": -12_000}


# --- keys and holders ------------------------------------------------------------------------------------


def test_distribution_keys_side_by_side(tiny):
    def by(key):
        return {
            one: tiny.distribution.at("amount_gbp", distribution_key=key, party_id=one, financial_year=YEAR)
            for one in ("A1", "C1", "T1", "R1")
        }

    assert by("agreed_shares") == settled(tiny)
    # a third each; T1's cap of 180,000 holds
    assert by("equal") == {"A1": 200_000, "C1": 200_000, "T1": 180_000, "R1": 20_000}
    # reserves of 1,000,000, nothing and 2,000,000: a third and two thirds, capped
    assert by("reserves") == {"A1": 200_000, "C1": 0, "T1": 180_000, "R1": 220_000}
    # agreed shares x 0.7
    assert by("performance") == {"A1": 210_000, "C1": 126_000, "T1": 42_000, "R1": 222_000}
    # T1 alone lost income
    assert by("compensation") == {"A1": 0, "C1": 0, "T1": 180_000, "R1": 420_000}
    # C1 and T1 have the same 18,000,000 at stake, A1 its annual payment
    assert by("budget")["C1"] == by("budget")["T1"]
    assert sum(by("budget").values()) == pytest.approx(600_000)


def test_the_chosen_key_is_settled():
    assert settled(shared(TERMS | {"distribution_key": "equal"}))["A1"] == 200_000


def test_a_commissioner_that_holds_the_rest_keeps_it_where_it_lies():
    step = shared({"residual_holder": "C1"})
    assert settled(step) == {"A1": 300_000, "C1": 240_000, "T1": 60_000, "R1": 0}
    at = {"payment_basis": "activity", "commissioner_code": "C1", "financial_year": YEAR}
    assert step.funding.at("funded_gbp", **at) == 360_000  # A1 and T1 alone are paid
    assert step.funding.at("kept_gbp", **at) == 240_000


def test_without_a_named_holder_each_commissioner_keeps_its_own():
    parties = rows(
        PARTY_COLUMNS,
        ("A1", "Tiny ACO", "aco", 0.6, 0.6, None, None, 1_000_000, 500_000),
        ("C1", "Tiny CCG", "commissioner", 0.4, 0.4, None, None, 0, None),
    )
    settings = {"improvement": {"on_account_rate": 0.5}}
    terms = {"threshold_kind": "first_pound", "gain_threshold_rate": 0.04}
    step = shared(terms, settings, parties=parties)  # 600,000 is within 720,000
    at = {"payment_basis": "activity", "commissioner_code": "C1", "financial_year": YEAR}
    assert step.funding.at("funded_gbp", **at) == 0
    assert step.funding.at("kept_gbp", **at) == 600_000
    assert step.parties.at("settled_gbp", party_id="commissioners", financial_year=YEAR) == 600_000


def test_no_commissioner_pays_for_another_ones_loss():
    tables = tiny_tables()
    scope = [
        row | {"home": "gain_loss_pool"} if row["service_line"] == "premises" else row
        for row in tables["scope"]
    ]
    premises = rows(
        OUTTURN_COLUMNS,
        *((YEAR, month, "N1", "T2", "premises", 100_000, 120_000, None, 0, "yes") for month in range(1, 13)),
    )
    step = shared(scope=scope, outturn=outturn() + premises)
    # C1 gains 600,000, N1 loses 12 x 20,000 = 240,000; a pool of 360,000
    assert settled(step) == {"A1": 180_000, "C1": 108_000, "T1": 36_000, "R1": 36_000}
    funded = {
        code: step.funding.at(
            "funded_gbp", payment_basis="activity", commissioner_code=code, financial_year=YEAR
        )
        for code in ("C1", "N1")
    }
    assert funded == {"C1": 360_000, "N1": 0}
    # T2 is no party: its income rose by the 240,000 that N1 paid more
    at = {"payment_basis": "activity", "party_id": "other_providers", "financial_year": YEAR}
    assert step.cash.at("cash_gbp", **at) == 240_000
    assert any("none pays for another's loss" in finding.message for finding in step.findings)


def test_sharing_by_what_nobody_knows_is_refused_at_the_door():
    tables = tiny_tables()
    tables["outturn"][3]["provider_cost_released_gbp"] = None
    with pytest.raises(SiteFaults, match="row 5, column provider_cost_released_gbp"):
        shared(NO_CAPS | {"pool_basis": "released"}, outturn=tables["outturn"])
    with pytest.raises(SiteFaults, match="row 2, column reserves_gbp"):
        unknown = [party | {"reserves_gbp": None} for party in tables["parties"][:1]]
        shared(NO_CAPS | {"distribution_key": "reserves"}, parties=unknown + tables["parties"][1:])


def test_a_thirteenth_month_is_refused():
    with pytest.raises(SiteFaults, match="month"):
        shared(outturn=outturn(months=13))


# --- chance and provisional years ------------------------------------------------------------------------


def test_the_noise_band_stands_beside_the_pool(tiny):
    # 1.645 x 2.1 / square root of 31,000 = 3.4545 / 176.068 = 1.962%
    assert year(tiny, "noise_band_rate") == pytest.approx(0.019620, abs=5e-7)
    assert year(tiny, "noise_band_gbp") == pytest.approx(353_165, abs=10)  # 1.9620% of 18,000,000
    assert year(tiny, "is_within_noise") == 0
    assert year(tiny, "noise_is_illustrative") == 1


def test_a_gain_within_chance_is_told():
    step = shared(outturn=outturn(emergency=980_000))  # 240,000 of 18,000,000 is 1.33%
    assert year(step, "is_within_noise") == 1
    assert any("chance alone may bring 1.96%" in finding.message for finding in step.findings)


def test_a_site_may_state_its_own_spread_of_costs():
    assumption = tiny_tables()["assumptions"][0] | {
        "assumption_id": "cost_coefficient_of_variation",
        "value": 3,
    }
    settings = {"assumptions": {"cost_coefficient_of_variation": 3.0}}
    step = shared(settings=settings, assumptions=[assumption])
    assert year(step, "noise_band_rate") == pytest.approx(1.645 * 3 / 31_000**0.5)
    assert year(step, "noise_is_illustrative") == 0


@pytest.mark.parametrize("change", [{"months": 9}, {"frozen": "no"}])
def test_a_year_that_is_not_whole_or_not_frozen_is_provisional(change):
    settings = {"settlement": {"provider_party": "A1"}}
    step = shared(settings=settings, outturn=outturn(**change))
    assert any("provisional" in finding.message and "2017/18" in finding.message for finding in step.findings)
    assert year(step, "months") == change.get("months", 12)
    # nine months: 9 x 50,000 = 450,000, half of it for A1; not frozen: as it stands
    assert settled(step)["A1"] == (225_000 if "months" in change else 300_000)


def test_expected_spend_above_the_contract_years_is_told():
    # C1's emergency care costs 12,440,243.90 in 2017/18; 12 x 1,050,000 = 12,600,000 is 159,756.10 more
    lines = [
        row | {"expected_gbp": 1_050_000} if row["service_line"] == "acute_emergency" else row
        for row in outturn()
    ]
    step = shared(outturn=lines)
    assert any("£159,756 above its cost" in finding.message for finding in step.findings)
