"""Affordability, rule, collar, lines and reopeners: figures worked by hand from the tiny site.

In 2017/18 C1's annual payment costs 21,422,884.44 and 90,000 of mobilisation, N1's 144,020.00 and the
council's 8,784,194.44.
"""

import pytest
from running import run_until

from tiny import YEARS, tiny_settings, tiny_site, tiny_tables

ALL = ("C1", "N1", "E07000001")


def steps(settings=None, **tables):
    return run_until(tiny_site(settings, **tables), "contract_years").contract_years


def ruled(**rules):
    """The tiny site under other rules: contingency of 0.5% unless stated."""
    return steps(tiny_settings(rules={"contingency_rate": 0.005} | rules))


def budget(result, column, code="C1", year="2017/18"):
    return result.budget.at(column, commissioner_code=code, financial_year=year)


def afford(result, column, code="C1", year="2017/18"):
    return result.affordability.at(column, commissioner_code=code, financial_year=year)


@pytest.fixture(scope="module")
def tiny():
    return steps()


# --- affordability -----------------------------------------------------------------------------------


def test_what_a_commissioner_can_afford_follows_its_own_allocation(tiny):
    # Baseline 8,893,170.73 + 6,048,780.49 + 6,000,000.00; at 2%: 21,360,790.24; 60,000 moved in from N1
    assert afford(tiny, "baseline_gbp") == 20_941_951.22
    assert afford(tiny, "growth_gbp") == 418_839.02
    assert afford(tiny, "transfers_gbp") == 60_000.00
    assert afford(tiny, "afforded_gbp") == 21_420_790.24
    # 0.5% of it is 107,103.95
    assert afford(tiny, "contingency_gbp") == 107_103.95
    assert afford(tiny, "affordable_gbp") == 21_313_686.29
    # 200,000 x 1.03 - 60,000 = 146,000; less 730
    assert afford(tiny, "affordable_gbp", "N1") == 145_270.00


def test_headroom_for_non_recurrent_use_stays_below_the_line_too():
    with_headroom = ruled(non_recurrent_headroom_rate=0.01)
    # 1.5% of 21,420,790.24 is 321,311.85, of which 1% is 214,207.90
    assert afford(with_headroom, "below_line_gbp") == 321_311.85
    assert afford(with_headroom, "non_recurrent_headroom_gbp") == 214_207.90
    assert afford(with_headroom, "contingency_gbp") == 107_103.95
    assert afford(with_headroom, "affordable_gbp") == 21_099_478.39


def test_funds_for_a_line_that_joins_grow_with_the_allocation_since_the_base_year(tiny):
    # 3,024,390.24 x 1.02 x 1.02
    assert afford(tiny, "joining_gbp", year="2018/19") == 3_146_575.61
    # 21,420,790.24 x 1.02 = 21,849,206.04
    assert afford(tiny, "afforded_gbp", year="2018/19") == 24_995_781.65


def test_a_council_never_has_nhs_growth():
    short = [row for row in tiny_tables()["allocations"] if row["financial_year"] < "2018/19"]
    result = steps(tiny_settings(rules={"allocation_growth_rate": 0.05}), allocations=short)
    assert afford(result, "allocation_growth_rate", "C1", "2018/19") == pytest.approx(0.05)
    assert afford(result, "allocation_growth_rate", "E07000001", "2018/19") == 0
    assert afford(result, "allocation_gbp", "C1", "2019/20") == 78_718_500.00  # 71,400,000 x 1.05 x 1.05
    statuses = [afford(result, "status", code, year) for code in ALL for year in YEARS]
    assert statuses == ["firm", "illustrative", "illustrative"] * 3
    told = [one.message for one in result.findings if "no published allocation" in one.message]
    assert [message.partition(" ")[0] for message in told] == list(ALL)
    assert "5.0% growth" in told[0] and "kept flat" in told[2]


def test_streams_add_up_and_what_clients_pay_is_none():
    council = [row for row in tiny_tables()["allocations"] if row["commissioner_code"] == "E07000001"]
    more = [
        row | {"stream": stream, "allocation_gbp": pounds}
        for row in council
        for stream, pounds in (("precept", 1_000_000.0), ("client_income", 3_000_000.0))
    ]
    result = steps(allocations=tiny_tables()["allocations"] + more)
    assert afford(result, "allocation_gbp", "E07000001") == 11_100_000.00  # 10,000,000 x 1.01 + 1,000,000
    assert afford(result, "allocation_growth_rate", "E07000001") == pytest.approx(1 / 110)


@pytest.mark.parametrize(
    ("pounds", "words"),
    [
        (171_360_000, "The allocation of C1 grows by 140.0% from 2017/18 to 2018/19"),
        (42_840_000, "The allocation of C1 falls by 40.0% from 2017/18 to 2018/19"),
    ],
)
def test_an_allocation_of_another_area_is_red(pounds, words):
    # 71,400,000 in 2017/18: CCGs whose borders moved
    allocations = [
        row | {"allocation_gbp": pounds}
        if (row["commissioner_code"], row["financial_year"]) == ("C1", "2018/19")
        else row
        for row in tiny_tables()["allocations"]
    ]
    told = [one for one in steps(allocations=allocations).findings if one.message.startswith(words)]
    assert [one.status for one in told] == ["red"]


def test_distance_from_target_moves_with_growth_against_the_targets_growth():
    result = ruled(target_growth_rate=0.03)
    # 0.99 x 1.02 / 1.03 - 1, and once more
    assert afford(result, "closing_distance_from_target_rate") == pytest.approx(-0.0196116505)
    assert afford(result, "closing_distance_from_target_rate", year="2018/19") == pytest.approx(-0.0291299841)
    # 1.03 / 0.99 - 1 would reach the target in a year
    assert afford(result, "growth_to_target_rate") == pytest.approx(0.0404040404)
    distance = afford(result, "closing_distance_from_target_rate", "N1")
    assert distance != distance  # not known: blank


# --- the rule ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rules", "pounds"),
    [
        ({"budget_rule": "cost"}, 21_512_884.44),  # 21,422,884.44 + 90,000
        ({"budget_rule": "allocation"}, 21_313_686.29),  # of which 90,000 is dated
        ({"budget_rule": "lower_of"}, 21_313_686.29),
        # a quarter of the cost, 5,378,221.11, and three quarters of what is affordable, 15,985,264.72
        ({"budget_rule": "blend", "blend_weight_rate": 0.25}, 21_363_485.83),
    ],
)
def test_dated_money_is_paid_out_of_what_is_affordable(rules, pounds):
    assert budget(ruled(**rules), "budget_gbp") == pounds


def test_the_rule_is_applied_to_each_commissioner_and_then_summed(tiny):
    # C1 affords 21,313,686.29 of 21,512,884.44 and the council 8,653,736.11 of 8,784,194.44; N1 costs
    # 144,020.00 of 145,270.00 that it affords: 21,313,686.29 + 144,020.00 + 8,653,736.11
    year = {"financial_year": "2017/18"}
    assert tiny.summary.at("sum_of_minima_gbp", **year) == 30_111_442.40
    # On totals N1's 1,250.00 would pay for others: 21,313,686.29 + 145,270.00 + 8,653,736.11
    assert tiny.summary.at("minimum_of_sums_gbp", **year) == 30_112_692.40
    assert tiny.summary.at("hidden_by_totals_gbp", **year) == 1_250.00
    assert tiny.summary.at("budget_gbp", **year) == 30_111_442.40  # mobilisation included


def test_the_gap_is_shown_on_both_sides(tiny):
    # affordable 21,313,686.29 less cost 21,512,884.44, mobilisation included
    assert budget(tiny, "gap_gbp") == -199_198.15
    assert budget(tiny, "unfunded_gbp") == -199_198.15
    assert budget(tiny, "headroom_gbp") == 0
    figures = [one.figure for one in tiny.findings if one.status == "red"]
    assert figures == [
        "contract_years.budget.unfunded_gbp[commissioner_code=C1,financial_year=2017/18]",
        "contract_years.budget.unfunded_gbp[commissioner_code=E07000001,financial_year=2019/20]",
    ]


def test_a_gap_within_the_contingency_is_amber():
    result = ruled(contingency_rate=0.02)
    statuses = {one.figure.split("[")[0]: one.status for one in result.findings if "C1:" in one.message}
    # 2% of 21,420,790.24 is 428,415.80; short by 520,510.00 at 2017/18: 21,512,884.44 - 20,992,374.44
    assert budget(result, "unfunded_gbp") == -520_510.00
    assert statuses["contract_years.budget.unfunded_gbp"] == "red"
    wider = ruled(contingency_rate=0.02, budget_rule="blend", blend_weight_rate=0.5)
    assert budget(wider, "unfunded_gbp") == -260_255.00
    found = [one.status for one in wider.findings if one.message.startswith("C1: the budget is below")]
    assert found == ["amber"]


def test_budget_per_head_is_for_the_acos_people(tiny):
    assert budget(tiny, "budget_per_head_gbp") == 687.54  # 21,313,686.29 / 31,000
    assert (
        tiny.summary.at("budget_per_head_gbp", financial_year="2017/18") == 971.34
    )  # 30,111,442.40 / 31,000


def test_years_are_firm_or_indicative(tiny):
    assert [budget(tiny, "status", year=year) for year in YEARS] == ["firm", "firm", "indicative"]


# --- floor and ceiling -------------------------------------------------------------------------------


def test_a_ceiling_holds_growth_of_last_years_budget_and_leaves_dated_money_out_of_it():
    result = ruled(budget_rule="cost", ceiling_rate=0.01)
    # (20,941,951.22 + 60,000 moved in) x 1.01 = 21,211,970.73; and 90,000
    assert budget(result, "ceiling_gbp") == 21_301_970.73
    assert budget(result, "budget_gbp") == 21_301_970.73
    assert budget(result, "collar_effect_gbp") == -210_913.71  # the rule gave 21,512,884.44
    # Next year the ceiling is laid around 21,211,970.73 and the line that joins (3,147,192.61), x 1.01
    assert budget(result, "budget_gbp", year="2018/19") == 24_602_754.97


def test_a_floor_protects_last_years_budget_and_lets_the_rule_decide_on_what_joins():
    result = ruled(budget_rule="allocation", floor_rate=0.03)
    # (20,941,951.22 + 60,000) x 1.03 = 21,632,009.76; and 90,000
    assert budget(result, "budget_gbp") == 21_722_009.76
    # The line that joins has funds of 3,146,575.61 and costs 3,147,192.61: the floor takes the lower.
    assert budget(result, "floor_changes_gbp", year="2018/19") == 3_146_575.61
    assert budget(result, "ceiling_changes_gbp", year="2018/19") == 3_147_192.61


# --- lines -------------------------------------------------------------------------------------------


def test_lines_share_the_difference_by_spending_and_income_stays(tiny):
    def line(name, column):
        return tiny.lines.at(
            column, commissioner_code="E07000001", service_line=name, financial_year="2017/18"
        )

    # 8,653,736.11 - 8,784,194.44 falls on residential care alone
    assert line("social_care_client_income", "budget_gbp") == -1_756_838.89
    assert line("social_care_residential", "unfunded_gbp") == -130_458.33
    for code in ALL:
        for year in YEARS:
            lines = tiny.lines.sum("budget_gbp", commissioner_code=code, financial_year=year)
            assert lines == tiny.budget.sum("budget_gbp", commissioner_code=code, financial_year=year)


# --- reopeners ---------------------------------------------------------------------------------------


def reopener(**changes):
    drugs = {
        "reopener_id": "R", "trigger": "Drug prices", "commissioner_code": "C1",
        "service_line": "prescribing", "financial_year": "2017/18", "kind": "inflation_share",
        "planned_rate": 0.02, "actual_rate": 0.05, "threshold_rate": 0.01, "commissioner_share_rate": 0.5,
        "invoked": True,
    }  # fmt: skip
    result = steps(tiny_settings(rules={"budget_rule": "cost"}, reopeners=[drugs | changes]))
    found = [one.message for one in result.findings if one.message.startswith("Reopener")]
    return result.reopeners, found


def at(table, column):
    return table.at(column, reopener_id="R")


def test_inflation_beyond_the_deadband_is_shared():
    table, found = reopener()
    # 5% - 2% - 1% = 2% of the line's 6,120,600.00, half of it
    assert (at(table, "line_budget_gbp"), at(table, "effect_gbp")) == (6_120_600.00, 61_206.00)
    assert found == []


def test_inflation_below_plan_comes_back():
    table, _ = reopener(actual_rate=-0.01)
    assert at(table, "effect_gbp") == -61_206.00


def test_a_cap_holds_a_reopener_and_is_told():
    table, found = reopener(cap_rate=0.005)
    assert (at(table, "uncapped_gbp"), at(table, "effect_gbp")) == (61_206.00, 30_603.00)
    assert found == ["Reopener R: its cap leaves £30,603 of £61,206."]


def test_an_event_moves_its_amount_once_it_is_invoked():
    table, _ = reopener(kind="event", amount_gbp=75_000.0)
    assert at(table, "effect_gbp") == 75_000.00
    table, found = reopener(kind="event", amount_gbp=75_000.0, invoked=False)
    assert (at(table, "worth_gbp"), at(table, "effect_gbp")) == (75_000.00, 0.00)
    assert found == ["Reopener R is worth £75,000 and is not invoked."]


def test_a_reopener_of_a_line_outside_the_budget_is_told():
    table, found = reopener(service_line="any_qualified_provider")
    assert at(table, "effect_gbp") == 0
    assert found == ["Reopener R opens a line that is not in the budget of its year."]


# --- what a reader must know --------------------------------------------------------------------------


def test_every_finding_names_a_figure_that_exists(tiny):
    results = run_until(tiny_site(), "contract_years")
    assert results.contract_years.findings
    for one in results.contract_years.findings:
        results.find(one.figure)


def test_a_virtual_contract_has_shadow_budgets():
    result = steps(tiny_settings(contracting_form="virtual"))
    assert [one.status for one in result.findings if "shadow figures" in one.message] == ["note"]


def test_a_firm_budget_on_an_allocation_that_is_not_is_told():
    indicative = [row | {"status": "indicative"} for row in tiny_tables()["allocations"]]
    result = steps(allocations=indicative)
    told = [one.message for one in result.findings if "are firm" in one.message]
    assert told == [
        f"The budgets of {year} are firm, and the allocations of C1, N1, E07000001 are not."
        for year in ("2017/18", "2018/19")
    ]
