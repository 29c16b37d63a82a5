"""From the tiny site's ledger to its baseline, worked by hand. Pounds unless a name says pence."""

import pytest

from acohandbook.site import SiteFaults
from acohandbook.steps.baseline import baseline
from acohandbook.steps.population import population
from acohandbook.steps.scope import scope
from tiny import tiny_site, tiny_tables

# Shares: the list and every need but one give 31,000 of 41,000 people, 31/41; general and acute care gives
# 31,250 of 51,250, 25/41; the council counts 31,000 of 36,000 residents, 31/36.
LEDGER_ACO = {
    "C1-acute-emergency": 12_195_121.95,  # 20,000,000 x 25/41 = 12,195,121.951
    "C1-acute-elective": 7_000_000.00,  # 0.7
    "C1-community": 9_073_170.73,  # 12,000,000 x 31/41 = 9,073,170.732
    "C1-mental-health": 6_048_780.49,  # 8,000,000 x 31/41 = 6,048,780.488
    "C1-mental-health-once": 302_439.02,  # 400,000 x 31/41 = 302,439.024
    "C1-prescribing": 6_000_000.00,  # 0.75
    "C1-choice": 1_209_756.10,  # 1,600,000 x 31/41 = 1,209,756.098
    "C1-continuing-care": 3_024_390.24,  # 4,000,000 x 31/41 = 3,024,390.244
    "C1-running-costs": 0.00,
    "C1-unallocated": 0.00,
    "N1-core": 0.00,
    "N1-qof": 604_878.05,  # 800,000 x 31/41 = 604,878.049
    "N1-premises": 200_000.00,  # 0.5
    "S1-residential": 10_333_333.33,  # 12,000,000 x 31/36
    "S1-client-income": -1_722_222.22,  # -2,000,000 x 31/36
}


def based(site):
    """The baseline of a site."""
    people = population(site)
    return baseline(site, people, scope(site, people))


def column(table, name):
    """A column by the table's one key."""
    (key,) = table.keys
    return {row: table.at(name, **{key: row}) for row in table[key]}


def budget(result, line, home="annual_payment", code="C1"):
    """One row of the budget: its baseline."""
    return result.budget.at("baseline_gbp", commissioner_code=code, service_line=line, home=home)


def findings(result, words):
    """Status of the findings whose message has some words."""
    return [finding.status for finding in result.findings if words in finding.message]


def adjusted(*rows, growth=()):
    """The tiny site with other adjustments: each a row of changes to J1, which adds 120,000 to community."""
    tables = tiny_tables()
    first = tables["adjustments"][0]
    made = [first | {"adjustment_id": f"A{number}"} | row for number, row in enumerate(rows, 1)]
    more = [row | {"service_line": line} for line in growth for row in tables["growth"]
            if (row["commissioner_code"], row["service_line"]) == ("C1", "community")]  # fmt: skip
    return based(tiny_site(adjustments=made, growth=tables["growth"] + more))


@pytest.fixture(scope="module")
def base():
    """The baseline of the tiny site."""
    return based(tiny_site())


# --- the ledger in four places -------------------------------------------------------------------------


def test_each_line_is_shared_as_it_says(base):
    assert column(base.lines, "ledger_aco_gbp") == LEDGER_ACO


def test_each_penny_of_a_line_is_in_one_of_four_places(base):
    keys = {"line_id": "C1-community"}
    assert base.lines.at("other_places_gbp", **keys) == 2_926_829.27  # 12,000,000.00 - 9,073,170.73
    assert base.lines.at("retained_gbp", line_id="C1-running-costs") == 3_000_000
    assert base.lines.at("unallocated_gbp", line_id="C1-unallocated") == 3_000_000
    assert base.lines.at("retained_gbp", line_id="C1-unallocated") == 0
    assert [proof.rows for proof in base.proofs if proof.name == "each line in four places"] == [15]


def test_four_places_add_up_to_each_ledger(base):
    row = {name: base.four_way.at(name, commissioner_code="C1") for name in base.four_way.columns[1:]}
    assert row == {
        "this_aco_gbp": 44_853_658.53,  # the eight lines of C1 above
        "other_places_gbp": 19_146_341.47,  # 64,000,000.00 less that
        "retained_gbp": 3_000_000,
        "unallocated_gbp": 3_000_000,
        "ledger_gbp": 70_000_000,
        "stated_ledger_total_gbp": 70_000_000,
    }


def test_a_ledger_that_does_not_add_up_never_becomes_a_site():
    commissioners = tiny_tables()["commissioners"]
    commissioners[0]["ledger_total_gbp"] += 0.01
    with pytest.raises(SiteFaults, match="ledger_total_gbp"):
        tiny_site(commissioners=commissioners)


def test_reserves_enter_no_budget_whatever_their_home():
    tables = tiny_tables()
    for row in tables["expenditure"]:
        if row["line_id"] == "C1-running-costs":
            row["service_line"] = "reserves"
    home = tables["scope"][0] | {"service_line": "reserves", "home": "annual_payment"}
    growth = [
        row | {"service_line": "reserves"} for row in tables["growth"] if row["service_line"] == "community"
    ]
    result = based(tiny_site(expenditure=tables["expenditure"], scope=[*tables["scope"], home],
                             growth=tables["growth"] + growth))  # fmt: skip
    assert result.lines.at("unallocated_gbp", line_id="C1-running-costs") == 3_000_000
    assert result.totals.at("baseline_gbp", commissioner_code="C1") == 44_671_219.51
    assert findings(result, "C1-running-costs: reserves and unallocated spend buy no service") == ["amber"]


# --- the baseline --------------------------------------------------------------------------------------


def test_spend_that_does_not_recur_is_stripped(base):
    keys = {"line_id": "C1-mental-health-once"}
    assert base.lines.at("non_recurrent_gbp", **keys) == 302_439.02
    assert base.lines.at("attributed_gbp", **keys) == 0
    assert budget(base, "mental_health") == 6_048_780.49


def test_cquin_is_moved_once_and_adds_nothing(base):
    # 9,073,170.73 + 120,000 full-year effect - 300,000 CQUIN, which arrives in the improvement payment.
    assert budget(base, "community") == 8_893_170.73
    assert budget(base, "community", "improvement_payment") == 300_000
    assert base.budget.sum("moved_gbp") == 0


def test_baseline_by_home_and_a_head(base):
    row = {name: base.totals.at(name, commissioner_code="C1") for name in base.totals.columns[1:]}
    assert row == {
        "baseline_gbp": 44_671_219.51,  # 44,853,658.53 - 302,439.02 + 120,000
        "annual_payment_gbp": 20_941_951.22,  # 8,893,170.73 + 6,048,780.49 + 6,000,000
        "improvement_payment_gbp": 300_000,
        "gain_loss_pool_gbp": 19_195_121.95,  # 12,195,121.95 + 7,000,000
        "pass_through_gbp": 1_209_756.10,
        "deferred_gbp": 3_024_390.24,
        "aco_persons": 31_000,
        "baseline_per_head_gbp": pytest.approx(44_671_219.51 / 31_000),
        "annual_payment_per_head_gbp": pytest.approx(20_941_951.22 / 31_000),
    }
    assert base.homes.at("baseline_gbp", commissioner_code="N1", home="improvement_payment") == 604_878.05


def test_the_bridge_leads_from_the_ledger_to_the_baseline(base):
    table = base.bridge
    chosen = table["commissioner_code"] == "C1"
    steps = dict(zip(table["movement"][chosen], table["amount_gbp"][chosen] / 100, strict=True))
    assert list(steps.items()) == [
        ("ledger", 70_000_000),
        ("other_places", -19_146_341.47),
        ("retained", -3_000_000),
        ("unallocated", -3_000_000),
        ("non_recurrent", -302_439.02),
        ("full_year_effect", 120_000),
        ("cquin_to_improvement_payment", 0),  # from one home to another
        ("baseline", 44_671_219.51),
    ]
    assert "from the ledger of C1 to its baseline" in [proof.name for proof in base.proofs]


# --- adjustments ---------------------------------------------------------------------------------------


def test_only_what_has_begun_and_lasts_is_in_the_baseline(base):
    assert column(base.adjustments, "in_baseline") == {"J1": 1, "J2": 1, "J3": 0, "J4": 0, "J5": 0}


def test_an_adjustment_that_ends_with_the_base_year_is_not_in_the_baseline():
    result = adjusted({"ends_in": "2016/17"}, {"ends_in": "2017/18"})
    assert column(result.adjustments, "in_baseline") == {"A1": 0, "A2": 1}
    assert budget(result, "community") == 9_193_170.73  # 9,073,170.73 + 120,000 once


def test_an_adjustment_from_a_year_before_is_in_the_baseline():
    assert budget(adjusted({"from_year": "2014/15"}), "community") == 9_193_170.73


def test_patients_choice_leaves_for_what_is_passed_through():
    result = adjusted({"kind": "patient_choice", "amount_gbp": -50_000})
    assert budget(result, "community") == 9_023_170.73  # 9,073,170.73 - 50,000
    assert budget(result, "community", "pass_through") == 50_000
    assert (
        result.totals.at("baseline_gbp", commissioner_code="C1") == 44_551_219.51
    )  # 44,853,658.53 - 302,439.02


def test_running_costs_that_transfer_enter_the_annual_payment():
    transferred = {
        "service_line": "running_costs",
        "kind": "running_costs_transferred",
        "amount_gbp": 200_000,
    }
    result = adjusted(transferred, growth=["running_costs"])
    assert budget(result, "running_costs") == 200_000
    assert result.four_way.at("retained_gbp", commissioner_code="C1") == 3_000_000  # the ledger is as it was


def test_cquin_of_a_contract_outside_the_budget_stays_there():
    result = adjusted(
        {"service_line": "acute_emergency", "kind": "cquin_to_improvement_payment", "amount_gbp": -1}
    )
    assert result.adjustments.at("is_applicable", adjustment_id="A1") == 0
    assert budget(result, "acute_emergency", "gain_loss_pool") == 12_195_121.95
    assert findings(result, "only a contract in the annual payment can give up CQUIN") == ["red"]


def test_an_adjustment_of_what_is_retained_is_left_out():
    result = adjusted({"service_line": "running_costs"})
    assert result.totals.at("baseline_gbp", commissioner_code="C1") == 44_551_219.51
    assert findings(result, "Adjustment A1 (full_year_effect) is left out") == ["red"]


def test_two_adjustments_never_hide_each_other():
    result = adjusted(
        {"amount_gbp": 500_000}, {"kind": "taper", "amount_gbp": -500_000, "ends_in": "2018/19"}
    )
    bridge = {"commissioner_code": "C1"}
    assert result.bridge.at("amount_gbp", movement="full_year_effect", **bridge) == 500_000
    assert result.bridge.at("amount_gbp", movement="taper", **bridge) == -500_000


def test_unapproved_adjustments_count_and_are_told(base):
    assert column(base.adjustments, "approved") == {"J1": 1, "J2": 1, "J3": 0, "J4": 1, "J5": 1}
    assert findings(base, "1 adjustment over £90,000 is not approved: J3") == ["amber"]


def test_an_adjustment_that_strips_once_is_told():
    once = {"kind": "non_recurrent", "amount_gbp": -80_000, "recurrence": "non_recurrent",
            "from_year": "2016/17", "ends_in": "2017/18"}  # fmt: skip
    result = adjusted(once)
    assert budget(result, "community") == 9_073_170.73
    assert findings(result, "A1: to strip non-recurrent spend from the baseline is itself recurrent") == [
        "amber"
    ]


def test_a_move_between_commissioners_that_one_of_them_does_not_make_is_told():
    move = {"kind": "service_move", "amount_gbp": 60_000}
    other = move | {"commissioner_code": "N1", "service_line": "core_general_practice", "amount_gbp": -60_000}
    result = adjusted(move, other)
    # The line of N1 is retained, so nothing leaves it, and the baseline is 60,000 larger over all.
    assert findings(result, "in the baseline they leave £60,000") == ["amber"]
    assert findings(based(tiny_site()), "only move money between commissioners") == []
