"""Assurance: a sound site is not red; one shaped like UnitingCare is, for many reasons.

UnitingCare (National Audit Office, 2016): a contract signed with an unresolved baseline and open "cost
clarifications", unfunded VAT, savings of more than a fifth assumed, £34m asked for within a month (21% of
the first year's price), and no guarantee by the parent trusts.
"""

import pytest

from acohandbook.steps import run_steps
from tiny import rows, tiny_settings, tiny_site, tiny_tables

YEAR = "2017/18"


def results(settings=None, **tables):
    return run_steps(tiny_site(tiny_settings(**(settings or {})), **tables))


def test_of(found, test_id, column="status"):
    return found.assurance.tests.at(column, test_id=test_id)


test_of.__test__ = False


def reds(found):
    tests = found.assurance.tests
    return {test for test, status in zip(tests["test_id"], tests["status"], strict=True) if status == "red"}


def owned(*kinds):
    """The tiny site's assumptions, with owners of costs that a contract must own."""
    first = tiny_tables()["assumptions"][0]
    return [first, *({**first, "assumption_id": kind, "value": None, "unit": None} for kind in kinds)]


def party(**changes):
    """The tiny site's parties, with the ACO changed."""
    aco, *others = tiny_tables()["parties"]
    return [aco | changes, *others]


def growing(**changes):
    return [row | changes for row in tiny_tables()["growth"]]


def position(commissioner, provider, agreed="no", due="2017-03-01"):
    return rows(
        "item_id item commissioner_gbp provider_gbp agreed owner_role due",
        ("I1", "Baseline", commissioner, provider, agreed, "Finance director", due),
    )


def sound(settings=None, **tables):
    approved = {"approved_by_role": "Finance director", "approved_on": "2017-03-01"}
    usual = {
        "assumptions": owned("vat_irrecoverable", "staff_transfer"),
        "adjustments": [
            row if row["approved_by_role"] else row | approved for row in tiny_tables()["adjustments"]
        ],
        "positions": position(12_000_000, 12_000_000, "yes"),
    }
    return results(settings, **usual | tables)


def uniting_care():
    aco = {"reserves_gbp": None, "guarantee_gbp": None}
    return results(
        {"rules": {"budget_rule": "allocation", "contingency_rate": 0.005}},
        expenditure=[row | {"evidence_grade": "D"} for row in tiny_tables()["expenditure"]],
        adjustments=[
            row | {"approved_by_role": None, "approved_on": None} for row in tiny_tables()["adjustments"]
        ],
        growth=growing(cost_uplift_rate=0.1, unidentified_savings_rate=0.05, provider_savings_rate=0.22),
        parties=party(**aco),
        positions=position(30_000_000, 36_300_000),
    )  # fmt: skip


def test_a_sound_site_is_not_red():
    assert reds(sound()) == set()


def test_a_site_shaped_like_unitingcare_is_red_for_many_reasons():
    found = uniting_care()
    assert reds(found) >= {
        "weak_evidence", "unapproved_adjustments", "vat_without_owner", "open_positions", "overdue_positions",
        "first_year_gap", "unidentified_savings", "provider_savings", "tail_beyond_cover",
    }  # fmt: skip
    assert test_of(found, "no_guarantee") == "amber"
    messages = [finding.message for finding in found.assurance.findings if finding.status == "red"]
    assert len(messages) == len(reds(found))


def test_every_test_says_what_it_found_and_from_which_figure():
    found = uniting_care()
    tests = found.assurance.tests
    for test, value, reason, figure in zip(
        tests["test_id"], tests["value"], tests["reason"], tests["figure"], strict=True
    ):
        assert found.figure(figure) == value, test
        assert reason.endswith("."), test
    assert (
        test_of(found, "provider_savings", "reason")
        == "The provider must save 22.0% of the cost over the contract."
    )


# --- one test at a time ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "open_status", "overdue_status"),
    [("2017-03-31", "amber", "amber"), ("2017-04-01", "amber", "green"), (None, "amber", "green")],
)
def test_a_gap_is_overdue_the_day_after_its_due_day(due, open_status, overdue_status):
    found = sound(positions=position(12_000_000, 12_300_000, due=due))  # 1% of 30,111,442.40
    assert test_of(found, "open_positions") == open_status
    assert test_of(found, "overdue_positions") == overdue_status
    assert found.assurance.positions.at("gap_gbp", item_id="I1") == 300_000
    assert test_of(found, "open_positions", "value") == pytest.approx(300_000 / 30_111_442.40)


def test_the_day_of_asking_is_a_setting_and_never_today():
    frozen = {"settlement": {"provider_party": "A1", "freeze_date": "2018-06-30"}}
    found = sound(frozen, positions=position(12_000_000, 12_300_000, due="2018-06-29"))
    assert test_of(found, "overdue_positions") == "amber"
    assert found.assurance.positions["as_of"].tolist() == ["2018-06-30"]


def test_a_gap_that_nobody_can_state_is_red():
    found = sound(positions=position(12_000_000, None))
    assert test_of(found, "open_positions") == "red"
    assert "not known" in test_of(found, "open_positions", "reason")


def test_an_agreed_position_is_no_gap():
    assert test_of(sound(), "open_positions") == "green"


def test_the_tail_by_hand():
    found = sound()
    tail = found.assurance.tail
    # standard deviation: square root of (2.1 x 2.1 / 31,000 + 0.01 x 0.01 = 0.00024226) = 1.5565%
    assert tail.at("deviation_rate", financial_year=YEAR) == pytest.approx(0.015565, abs=5e-7)
    # 1.645 x 1.5565% = 2.5604% of a cost of 30,441,098.88 is 779,409, besides what is not funded
    assert tail.at("cost_gbp", financial_year=YEAR) == 30_441_098.88
    short = -found.contract_years.summary.at("unfunded_gbp", financial_year=YEAR)
    assert short > 0
    assert tail.at("annual_tail_gbp", financial_year=YEAR) == pytest.approx(779_409 + short, abs=2)
    # 2.5604% is below the loss cap of 5%; half of it of 19,580,943.90 is 250,674
    assert tail.at("pool_tail_gbp", financial_year=YEAR) == pytest.approx(250_674, abs=2)
    assert tail.at("cover_gbp", financial_year=YEAR) == 1_500_000
    assert test_of(found, "tail_beyond_cover") == "green"


def test_the_tail_is_red_beyond_reserves_and_guarantee():
    found = sound(parties=party(reserves_gbp=200_000, guarantee_gbp=None))
    assert test_of(found, "tail_beyond_cover") == "red"
    # 1,359,739 less 200,000
    assert test_of(found, "tail_beyond_cover", "value") == pytest.approx(1_159_739, abs=3)


def test_an_agreed_facility_bears_a_loss_too():
    borrowed = {"assumptions": {"emergency_elasticity": 0.5, "facility_gbp_A1": 1_000_000.0}}
    found = sound(
        borrowed,
        parties=party(reserves_gbp=200_000, guarantee_gbp=None),
        assumptions=owned("vat_irrecoverable", "staff_transfer", "facility_gbp_A1"),
    )
    assert found.assurance.tail.at("cover_gbp", financial_year=YEAR) == 1_200_000
    # 1,359,739 less 1,200,000
    assert test_of(found, "tail_beyond_cover", "value") == pytest.approx(159_739, abs=3)


def test_later_years_that_can_not_be_borne_are_told_once():
    found = results(parties=party(reserves_gbp=0, guarantee_gbp=0))
    uncovered = {
        year: found.assurance.tail.at("uncovered_gbp", financial_year=year) for year in ("2018/19", "2019/20")
    }
    worst = max(uncovered, key=uncovered.get)
    told = [one.figure for one in found.assurance.findings if one.message.startswith("After the first year")]
    assert told == [f"assurance.tail.uncovered_gbp[financial_year={worst}]"]


def test_a_larger_common_shock_is_not_borne():
    explained = owned("vat_irrecoverable", "staff_transfer")
    explained.append(explained[0] | {"assumption_id": "common_shock_rate", "value": 0.03})
    changes = {"assumptions": {"emergency_elasticity": 0.5, "common_shock_rate": 0.03}}
    assert test_of(sound(changes, assumptions=explained), "tail_beyond_cover") == "red"


def test_a_virtual_contract_bears_its_share_of_the_pool_alone():
    tail = sound({"contracting_form": "virtual"}).assurance.tail
    assert tail.at("annual_tail_gbp", financial_year=YEAR) == 0
    assert tail.at("tail_gbp", financial_year=YEAR) == tail.at("pool_tail_gbp", financial_year=YEAR) > 0


def test_a_contract_holder_outside_the_parties_has_nothing_to_bear_a_loss_with():
    found = sound({"settlement": {"provider_party": "N1", "years_closed": [YEAR]}})
    assert found.assurance.tail.at("cover_gbp", financial_year=YEAR) == 0
    assert test_of(found, "tail_beyond_cover") == "red"


def test_vat_is_owned_by_an_approved_adjustment_or_an_assumption():
    assert test_of(results(), "vat_without_owner") == "red"
    assert test_of(results(assumptions=owned("vat_irrecoverable")), "vat_without_owner") == "green"
    vat = tiny_tables()["adjustments"][0] | {
        "adjustment_id": "J9",
        "kind": "vat_irrecoverable",
        "amount_gbp": 50_000,
    }
    assert test_of(results(adjustments=[*tiny_tables()["adjustments"], vat]), "vat_without_owner") == "green"
    pending = vat | {"approved_by_role": None, "approved_on": None}
    assert (
        test_of(results(adjustments=[*tiny_tables()["adjustments"], pending]), "vat_without_owner") == "red"
    )


def test_lines_may_be_moved_by_an_assumption_of_the_site():
    name = "unidentified_savings_red_above"
    explained = owned("vat_irrecoverable", "staff_transfer")
    explained.append(explained[0] | {"assumption_id": name, "value": 0.001})
    changes = {"assumptions": {"emergency_elasticity": 0.5, name: 0.001}}
    found = sound(changes, assumptions=explained)
    assert test_of(sound(), "unidentified_savings") == "amber"  # 0.5%, where red starts above 2%
    assert test_of(found, "unidentified_savings") == "red"
    assert test_of(found, "unidentified_savings", "threshold") == 0.001


def test_a_gain_within_chance_is_amber():
    outturn = [
        row | {"actual_gbp": 980_000} if row["service_line"] == "acute_emergency" else row
        for row in tiny_tables()["outturn"]
    ]
    found = sound(outturn=outturn)
    assert test_of(found, "shared_noise") == "amber"
    assert test_of(found, "shared_noise", "value") == 240_000


def test_unfrozen_activity_of_a_closed_year_is_red():
    thawed = [row | {"frozen": "no"} for row in tiny_tables()["outturn"]]
    assert test_of(sound(outturn=thawed), "unfrozen_closed_lines", "value") == 2
    assert reds(sound(outturn=thawed)) == {"unfrozen_closed_lines"}


# --- movers ----------------------------------------------------------------------------------------------


def test_the_five_largest_movements_into_the_first_year():
    found = sound()
    movers = found.assurance.movers
    amounts = [movers.at("amount_gbp", rank=str(rank)) for rank in range(1, 6)]
    assert amounts == sorted(amounts, key=abs, reverse=True)
    # Emergency care: 12,195,121.95 (20,000,000 x its need share), prices 2% on 1.01 of that: 246,341.46
    assert movers.at("movement", rank="1") == "cost_uplift_gbp"
    assert movers.at("service_line", rank="1") == "acute_emergency"
    assert amounts[0] == 246_341.46
    cost = found.contract_years.cost
    beaten = cost.at(
        "other_demand_gbp", commissioner_code="E07000001", service_line="social_care_residential",
        home="annual_payment", financial_year=YEAR,
    )  # fmt: skip
    assert abs(beaten) <= abs(amounts[4])
