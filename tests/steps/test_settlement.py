"""Settlement: every figure is worked by hand from the tiny site and the earlier steps' totals.

In 2017/18 the ACO A1 is paid the annual payment by three commissioners, earns 0.7 of the improvement
payment, receives 300,000 of the pool's gain of 600,000, and holds the list true-up and a reopener.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acohandbook.steps import run_steps
from acohandbook.steps.settlement import HEADINGS
from acohandbook.steps.version_lock import changed_inputs, inputs_sha256
from tiny import tiny_settings, tiny_site, tiny_tables

YEAR, NEXT = "2017/18", "2018/19"
COMMISSIONERS = ("C1", "N1", "E07000001")


def results(settings=None, **tables):
    return run_steps(tiny_site(tiny_settings(**(settings or {})), **tables))


def settled_by(**settlement):
    """Settings with another settlement section; the tiny site's list count stays unless replaced."""
    return {"settlement": {"provider_party": "A1", "years_closed": [YEAR]} | settlement}


def counted(actual, cleaned=0.0):
    return [
        {
            "commissioner_code": "C1",
            "financial_year": YEAR,
            "actual_persons": actual,
            "list_cleaning_persons": cleaned,
        }
    ]


@pytest.fixture(scope="module")
def tiny():
    return results()


def paid(found, party, column, year=YEAR):
    return found.settlement.statement.at(column, party_id=party, financial_year=year)


# --- the statement ---------------------------------------------------------------------------------------


def test_every_item_and_every_year_nets_to_zero_over_the_parties(tiny):
    statement = tiny.settlement.statement
    assert set(statement["party_id"]) == {"A1", "C1", "T1", "R1", "N1", "E07000001", "other_providers"}
    for year in tiny.site.years:
        for heading in (*HEADINGS, "net"):
            assert statement.sum(f"{heading}_gbp", financial_year=year) == 0


def test_nobody_pays_itself(tiny):
    items = tiny.settlement.items
    assert all(payer != payee for payer, payee in zip(items["payer"], items["payee"], strict=True))


def test_the_aco_is_paid_what_the_commissioners_budget(tiny):
    budgets = [tiny.contract_years.budget.at("budget_gbp", commissioner_code=code, financial_year=YEAR)
               for code in COMMISSIONERS]  # fmt: skip
    assert paid(tiny, "A1", "annual_payment_gbp") == pytest.approx(sum(budgets))
    assert [-paid(tiny, code, "annual_payment_gbp") for code in COMMISSIONERS] == budgets


def test_gain_and_loss_move_what_was_shared(tiny):
    assert paid(tiny, "A1", "gain_loss_gbp") == 300_000
    assert paid(tiny, "T1", "gain_loss_gbp") == 60_000
    assert paid(tiny, "R1", "gain_loss_gbp") == 60_000
    assert paid(tiny, "C1", "gain_loss_gbp") == -420_000  # hands over 600,000 and has 180,000 back


def test_the_net_is_the_sum_of_the_items(tiny):
    items = [paid(tiny, "C1", f"{heading}_gbp") for heading in HEADINGS]
    assert paid(tiny, "C1", "net_gbp") == pytest.approx(sum(items), abs=0.001)


def test_a_virtual_contract_moves_nothing_but_gain_and_loss():
    found = results({"contracting_form": "virtual"})
    paid_budget = results().settlement.statement.at("annual_payment_gbp", party_id="A1", financial_year=YEAR)
    assert paid(found, "A1", "annual_payment_gbp") == 0
    assert paid(found, "A1", "shadow_annual_payment_gbp") == paid_budget
    assert paid(found, "A1", "net_gbp") == 300_000
    assert found.settlement.monthly.sum("cash_gbp") == 0
    assert any("shadow figure" in finding.message for finding in found.settlement.findings)


def test_the_statement_is_a_draft_and_says_when_it_is_provisional(tiny):
    assert tiny.settlement.years["status"].tolist() == [
        "draft for agreement", "draft for agreement, provisional", "draft for agreement, provisional",
    ]  # fmt: skip
    assert set(tiny.settlement.statement["status"]) == {"draft for agreement"}


def test_a_closed_year_that_is_not_frozen_is_red():
    thawed = [row | {"frozen": "no"} if row["month"] == 12 else row for row in tiny_tables()["outturn"]]
    found = results(outturn=thawed)
    reds = [finding.message for finding in found.settlement.findings if finding.status == "red"]
    assert reds == [
        "2017/18 is closed with 2 lines of the pool not whole or not frozen. "
        "Freeze the activity, or take the year out of settlement.years_closed."
    ]
    assert found.settlement.years["status"][0] == "draft for agreement, provisional"


# --- improvement payment ---------------------------------------------------------------------------------


def test_the_improvement_payment_is_what_was_earned_and_the_rest_goes_where_agreed(tiny):
    pool = tiny.improvement_payment.years.at("pool_gbp", financial_year=YEAR)
    # 0.7 of the pool to A1; C1, which keeps what is not earned, has the rest of N1's pool
    assert paid(tiny, "A1", "improvement_payment_gbp") == pytest.approx(0.7 * pool, abs=0.01)
    n1 = tiny.improvement_payment.funding.at("pool_gbp", commissioner_code="N1", financial_year=YEAR)
    assert paid(tiny, "N1", "improvement_payment_gbp") == pytest.approx(-n1)
    c1 = tiny.improvement_payment.funding.at("pool_gbp", commissioner_code="C1", financial_year=YEAR)
    assert paid(tiny, "C1", "improvement_payment_gbp") == pytest.approx(0.3 * n1 - 0.7 * c1, abs=0.02)


def test_what_is_overpaid_on_account_comes_off_the_next_years_twelfths():
    found = results({"improvement": {"on_account_rate": 0.9, "unearned_to": "C1"}})
    monthly, dues = found.settlement.monthly, found.settlement.dues
    for code in ("C1", "N1"):
        pool = found.improvement_payment.funding.at("pool_gbp", commissioner_code=code, financial_year=YEAR)
        recovery = dues.at("recovery_gbp", commissioner_code=code, financial_year=YEAR)
        assert recovery == pytest.approx(0.2 * pool, abs=0.01)  # 90% on account, 70% earned
        assert monthly.sum("recoveries_gbp", commissioner_code=code, financial_year=YEAR) == 0
        taken = monthly.sum("recoveries_gbp", commissioner_code=code, financial_year=NEXT) / 100
        assert taken == pytest.approx(recovery)
    # In the year it belongs to, A1 nets 90% - 20% = 70%
    whole = found.improvement_payment.years.at("pool_gbp", financial_year=YEAR)
    assert paid(found, "A1", "improvement_payment_gbp") == pytest.approx(0.7 * whole, abs=0.02)


# --- cash ------------------------------------------------------------------------------------------------


def test_twelve_months_are_the_year_to_the_penny(tiny):
    monthly = tiny.settlement.monthly
    for code in COMMISSIONERS:
        annual = tiny.settlement.dues.at("annual_payment_gbp", commissioner_code=code, financial_year=YEAR)
        months = [
            monthly.at("annual_payment_gbp", commissioner_code=code, financial_year=YEAR, month=str(month))
            for month in range(1, 13)
        ]
        assert round(sum(months), 2) == annual
        assert max(months) - min(months) <= 0.011
        assert months == sorted(months, reverse=True)  # the odd pennies come first


def test_the_odd_pennies_go_one_to_a_month_from_april(tiny):
    # 12 x q + r pence: r months of q + 1 pence and the others of q
    annual = tiny.settlement.dues.at("annual_payment_gbp", commissioner_code="N1", financial_year=YEAR)
    whole, odd = divmod(round(annual * 100), 12)
    monthly = tiny.settlement.monthly
    chosen = (monthly["commissioner_code"] == "N1") & (monthly["financial_year"] == YEAR)
    assert monthly["annual_payment_gbp"][chosen].tolist() == [whole + 1] * odd + [whole] * (12 - odd)


def test_the_contract_holder_sees_all_commissioners_cash(tiny):
    april = {"financial_year": YEAR, "month": "1"}
    by_commissioner = [
        tiny.settlement.monthly.at("cash_gbp", commissioner_code=code, **april) for code in COMMISSIONERS
    ]
    assert tiny.settlement.cash.at("cash_gbp", **april) == pytest.approx(sum(by_commissioner))


# --- list true-up ----------------------------------------------------------------------------------------


def test_only_people_beyond_the_growth_of_the_budget_are_paid_for(tiny):
    true_up = tiny.settlement.list_true_up
    at = {"commissioner_code": "C1", "financial_year": YEAR}
    assert true_up.at("assumed_persons", **at) == 30_000  # the members' lists; the population does not change
    assert true_up.at("true_up_persons", **at) == 1_300  # 31,200 + 100 cleaned away - 30,000
    # over 31,000 people, unregistered ones included: within half a penny a head of the budget
    budget = tiny.contract_years.budget.at("budget_gbp", **at)
    per_head = true_up.at("per_head_gbp", **at)
    assert abs(31_000 * per_head - budget) <= 155
    assert true_up.at("amount_gbp", **at) == pytest.approx(1_300 * per_head)
    assert paid(tiny, "A1", "list_true_up_gbp") == pytest.approx(1_300 * per_head)
    assert paid(tiny, "C1", "list_true_up_gbp") == pytest.approx(-1_300 * per_head)


def test_growth_already_paid_is_not_paid_twice():
    people = [
        row | {"persons": row["persons"] * (1.1 if row["financial_year"] != "2016/17" else 1)}
        for row in tiny_tables()["population"]
    ]
    found = results(settled_by(list_counts=counted(33_000.0)), population=people)
    # 10% growth is in the budget: 33,000 are assumed, 33,000 came
    assert found.settlement.list_true_up["assumed_persons"].tolist() == [33_000]
    assert paid(found, "A1", "list_true_up_gbp") == 0


def test_list_cleaning_costs_nobody_money():
    found = results(settled_by(list_counts=counted(29_000.0, 1_000.0)))
    assert paid(found, "A1", "list_true_up_gbp") == 0


def test_the_marginal_rate_and_who_funds_it():
    found = results(
        settled_by(list_counts=counted(31_000.0), list_true_up_marginal_rate=0.6, list_true_up_funded_by="R1")
    )
    assert paid(found, "A1", "list_true_up_gbp") == 412_524  # 1,000 x 687.54 x 0.6
    assert paid(found, "R1", "list_true_up_gbp") == -412_524
    assert paid(found, "C1", "list_true_up_gbp") == 0
    assert any("funded by R1" in finding.message for finding in found.settlement.findings)


@pytest.mark.parametrize(("actual", "is_red"), [(33_000, False), (33_001, True), (26_999, True)])
def test_a_count_of_other_practices_is_red(actual, is_red):
    # 30,000 people are assumed, and a list does not move by more than a tenth within a year
    found = results(settled_by(list_counts=counted(actual)))
    told = [one.status for one in found.settlement.findings if "does the count cover" in one.message]
    assert told == (["red"] if is_red else [])


# --- actual cost, reopeners, stop-loss -------------------------------------------------------------------


def choice(months, actual=110_000):
    """Outturn of patients' choice, which is paid at actual cost."""
    pool = tiny_tables()["outturn"]
    return pool + [
        pool[0] | {"month": month, "provider_code": "T2", "service_line": "any_qualified_provider",
                   "actual_gbp": actual, "provider_cost_released_gbp": None}
        for month in range(1, months + 1)
    ]  # fmt: skip


def test_choice_is_paid_at_actual_cost_once_the_year_is_whole(tiny):
    planned = tiny.settlement.pass_through.at(
        "planned_gbp", commissioner_code="C1", service_line="any_qualified_provider", financial_year=YEAR
    )
    assert paid(tiny, "C1", "pass_through_gbp") == -planned
    assert any("plan stands as the estimate" in finding.message for finding in tiny.settlement.findings)
    whole = results(outturn=choice(12))
    assert paid(whole, "C1", "pass_through_gbp") == -1_320_000  # 12 x 110,000
    assert paid(whole, "other_providers", "pass_through_gbp") == 1_320_000
    open_year = {"settlement": {"provider_party": "A1"}}
    part = results(open_year, outturn=[row for row in choice(6) if row["month"] <= 6])
    assert paid(part, "C1", "pass_through_gbp") == -planned


def test_an_aco_that_pays_for_choice_bears_what_differs_from_the_plan():
    found = results(settled_by(choice_by="A1"), outturn=choice(12))
    planned = found.settlement.pass_through.at(
        "planned_gbp", commissioner_code="C1", service_line="any_qualified_provider", financial_year=YEAR
    )
    assert paid(found, "C1", "pass_through_gbp") == -planned
    assert paid(found, "A1", "pass_through_gbp") == pytest.approx(planned - 1_320_000)
    assert paid(found, "other_providers", "pass_through_gbp") == 1_320_000


def test_an_invoked_reopener_is_paid(tiny):
    effect = tiny.contract_years.reopeners.at("effect_gbp", reopener_id="R-drugs")
    assert effect > 0
    assert paid(tiny, "A1", "reopeners_gbp") == effect
    assert paid(tiny, "C1", "reopeners_gbp") == -effect


def test_cases_beyond_the_stop_loss_are_borne_by_the_commissioners():
    name = "stop_loss_excess_gbp_2017_18"
    explained = tiny_tables()["assumptions"] + [
        tiny_tables()["assumptions"][0] | {"assumption_id": name, "value": 90_000}
    ]
    changes = {"assumptions": {"emergency_elasticity": 0.5, name: 90_000.0}}
    agreed = results(changes | settled_by(stop_loss_per_case_gbp=50_000.0), assumptions=explained)
    assert paid(agreed, "A1", "stop_loss_gbp") == 90_000
    shares = [-paid(agreed, code, "stop_loss_gbp") for code in COMMISSIONERS]
    assert sum(shares) == pytest.approx(90_000)
    assert paid(agreed, "A1", "stop_loss_gbp", NEXT) == 0
    assert paid(results(changes, assumptions=explained), "A1", "stop_loss_gbp") == 0  # no limit is agreed


# --- properties ------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None)
@given(
    st.sampled_from(["virtual", "partially_integrated", "fully_integrated"]),
    st.sampled_from(["carved_out", "on_top"]),
    st.sampled_from([None, "C1", "R1", "A1"]),
    st.integers(0, 100),
    st.integers(20_000, 40_000),
    st.sampled_from([None, "A1", "R1"]),
    st.integers(0, 200_000_000),
)
def test_whatever_is_agreed_the_statement_is_a_transfer(
    form, funding, unearned, on_account, people, choice, spend
):
    outturn = [row | {"actual_gbp": spend / 100} for row in tiny_tables()["outturn"]]
    changes = {
        "contracting_form": form,
        "improvement": {
            "funding": funding,
            "size_rate": 0.03,
            "unearned_to": unearned,
            "on_account_rate": on_account / 100,
        },
        **settled_by(list_counts=counted(float(people)), choice_by=choice),
    }
    found = results(changes, outturn=outturn)
    statement, monthly, dues = (found.settlement.tables[name] for name in ("statement", "monthly", "dues"))
    assert statement.sum("net_gbp") == 0
    assert monthly.sum("annual_payment_gbp") == dues.sum("annual_payment_gbp")
    received = statement.sum("annual_payment_gbp", party_id="A1")
    assert received == dues.sum("annual_payment_gbp")
    assert received + statement.sum("shadow_annual_payment_gbp") == found.contract_years.summary.sum(
        "budget_gbp"
    )


# --- the lock of a signed version ------------------------------------------------------------------------


def test_the_lock_is_the_same_for_the_same_inputs_in_any_order():
    tables = tiny_tables()
    turned = {name: list(reversed(table)) for name, table in tables.items()}
    lock = inputs_sha256(tiny_site())
    assert lock == inputs_sha256(tiny_site(**turned))
    assert len(lock) == 64
    assert inputs_sha256(tiny_site(tiny_settings(name="Another"))) != lock


def test_every_change_since_the_signed_version_is_listed():
    signed = tiny_site()
    outturn = tiny_tables()["outturn"]
    outturn[0] = outturn[0] | {"actual_gbp": 950_000.01}
    measures = tiny_tables()["positions"][:1]
    now = tiny_site(
        tiny_settings(rules={"budget_rule": "cost", "contingency_rate": 0.005}),
        outturn=outturn,
        positions=measures,
    )
    found = {
        (change.table, change.column): (change.before, change.after) for change in changed_inputs(signed, now)
    }
    assert found["site.toml", "rules.budget_rule"] == ("lower_of", "cost")
    assert found["outturn", "actual_gbp"] == (95_000_000, 95_000_001)
    assert found["positions", "commissioner_gbp"] == (600_000_000, None)
    assert {table for table, _ in found} == {"site.toml", "outturn", "positions"}
    assert changed_inputs(signed, tiny_site()) == []
