"""What must hold for any site: collars, sums, scale, and no less pay for doing better."""

import math
from itertools import cycle, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st
from running import run_until

from acohandbook.rules import contract_years as rules
from acohandbook.rules import growth, improvement_payment, scoring
from acohandbook.steps.contract_years.cost import CHANGES
from tiny import YEARS, tiny_settings, tiny_site, tiny_tables

RATES = st.floats(-0.2, 0.2)
PENCE = st.integers(-(10**12), 10**12)
SITE_RATES = st.integers(-20, 60).map(lambda thousandths: thousandths / 1000)


def whole_pence(frame, columns):
    return (frame[list(columns)] * 100).round()


# --- rules -------------------------------------------------------------------------------------------


@given(PENCE, RATES, RATES, RATES, RATES, RATES)
def test_causes_in_order_add_to_the_whole_change(opening, demographic, demand, uplift, efficiency, savings):
    first = growth.growth_factor(demographic)
    second = growth.compounded_factor(first, demand)
    third = growth.compounded_factor(second, uplift)
    fourth = rules.price_factor(second, uplift, efficiency)
    last = growth.reduced_factor(fourth, savings)
    changes = [growth.first_change_pence(opening, first)]
    steps = [first, second, third, fourth, last]
    changes += [growth.later_change_pence(opening, a, b) for a, b in pairwise(steps)]
    assert opening + sum(changes) == rules.rolled_pence(opening, last, 0, 0)


@given(st.floats(-0.5, 0.5), st.floats(-0.3, 0.3), st.floats(-0.3, 0.3))
def test_growth_that_reaches_a_distance_reaches_it(opening, closing, target_growth):
    needed = growth.growth_to_distance_rate(opening, closing, target_growth)
    reached = growth.closing_distance_rate(opening, needed, target_growth)
    assert math.isclose(reached, closing, abs_tol=1e-12)


@given(PENCE, PENCE, PENCE, PENCE, st.floats(-1, 0), st.floats(0, 1))
def test_a_budget_stays_inside_its_collar(opening, ruled, in_floor, in_ceiling, floor, ceiling):
    low, high = sorted((in_floor, in_ceiling))
    budget = rules.budget_pence(opening, ruled, low, high, floor, ceiling)
    lowest = rules.limit_pence(opening, low, floor, 0)
    highest = rules.limit_pence(opening, high, ceiling, 0)
    assert lowest <= budget <= highest or lowest > highest == budget


@given(PENCE, PENCE, st.floats(0, 1))
def test_every_rule_lies_between_cost_and_affordability(cost, affordable, weight):
    for rule in ("cost", "allocation", "lower_of", "blend"):
        budget = rules.ruled_pence(rule, weight, cost, affordable)
        assert min(cost, affordable) <= budget <= max(cost, affordable)


@given(
    st.floats(-100, 100), st.floats(0.01, 100), st.floats(-200, 200), st.floats(0, 50), st.booleans(),
    st.sampled_from(["threshold_to_target", "improvement", "best_of"]), st.integers(0, 10**9),
)  # fmt: skip
def test_doing_better_never_earns_less(threshold, way, achieved, better, lower, way_to_score, available):
    sign, direction = (-1, "lower_is_better") if lower else (1, "higher_is_better")
    target, baseline = threshold + sign * way, threshold - sign * way

    def earned(value):
        attained = scoring.attained_rate(value, threshold, target, direction)
        improved = scoring.improved_rate(value, baseline, target, direction)
        score = scoring.score_rate(way_to_score, attained, improved)
        return improvement_payment.earned_pence(available, score)

    assert 0 <= earned(achieved) <= earned(achieved + sign * better) <= available


# --- the steps ----------------------------------------------------------------------------------------


SITES = st.tuples(
    st.fixed_dictionaries(
        {
            "budget_rule": st.sampled_from(["cost", "allocation", "lower_of", "blend"]),
            "blend_weight_rate": st.integers(0, 10).map(lambda tenths: tenths / 10),
            "floor_rate": st.integers(-50, 0).map(lambda thousandths: thousandths / 1000),
            "ceiling_rate": st.integers(0, 50).map(lambda thousandths: thousandths / 1000),
            "contingency_rate": st.integers(0, 20).map(lambda thousandths: thousandths / 1000),
        }
    ),
    st.lists(SITE_RATES, min_size=7, max_size=7),
    st.lists(SITE_RATES, min_size=5, max_size=5),
)


def run(site, times=1):
    """The tiny site under any rule, collar and growth, on allocations of any course; money times a number."""
    chosen, growth_rates, allocation_rates = site
    tables = tiny_tables()
    rates = cycle(growth_rates)
    for row in tables["growth"]:
        for column in ("other_demand_rate", "cost_uplift_rate", "contracted_savings_rate"):
            row[column] = next(rates)
    for row, rate in zip(tables["allocations"], cycle(allocation_rates), strict=False):
        row["allocation_gbp"] = round(row["allocation_gbp"] * (1 + rate), 2)
    for table, column in (
        ("commissioners", "ledger_total_gbp"), ("expenditure", "spend_gbp"), ("adjustments", "amount_gbp"),
        ("allocations", "allocation_gbp"),
    ):  # fmt: skip
        for row in tables[table]:
            row[column] = round(row[column] * times, 2)
    return run_until(tiny_site(tiny_settings(rules=chosen), **tables), "improvement_payment")


@settings(max_examples=25)
@given(SITES)
def test_budgets_add_up_and_stay_in_their_collars(site):
    result = run(site).contract_years
    cost, budget, summary = (result.tables[name].frame() for name in ("cost", "budget", "summary"))
    reached = whole_pence(cost, ["opening_gbp", *CHANGES]).sum(axis=1)
    assert (reached == whole_pence(cost, ["closing_gbp"])["closing_gbp"]).all()
    names = ["commissioner_code", "service_line", "home", "financial_year"]
    closings = dict(zip(zip(*(cost[n] for n in names), strict=True), cost["closing_gbp"], strict=True))
    for *place, year, opening in cost[[*names, "opening_gbp"]].itertuples(index=False):
        if year != YEARS[0]:
            assert opening == closings[*place, YEARS[YEARS.index(year) - 1]]
    assert (budget["floor_gbp"] <= budget["budget_gbp"]).all()
    assert (budget["budget_gbp"] <= budget["ceiling_gbp"]).all()
    by_year = budget.groupby("financial_year")["budget_gbp"].sum()
    assert abs(by_year - summary.set_index("financial_year")["budget_gbp"]).max() < 0.001
    assert (summary["sum_of_minima_gbp"] <= summary["minimum_of_sums_gbp"]).all()


@settings(max_examples=15)
@given(SITES, st.sampled_from([2, 10]))
def test_twice_the_money_is_twice_the_budget(site, times):
    small, large = run(site), run(site, times)
    for step, table, column in (
        ("contract_years", "summary", "budget_gbp"),
        ("contract_years", "summary", "affordable_gbp"),
        ("improvement_payment", "years", "earned_gbp"),
    ):
        for year in YEARS:
            one, other = (r.step(step).tables[table].at(column, financial_year=year) for r in (small, large))
            assert abs(times * one - other) < 5  # pounds: half a penny for each line, year and cause


@settings(max_examples=25)
@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 1), st.floats(0, 1))
def test_every_pool_is_earned_returned_or_still_open(achieved, better, on_account, cap):
    def years(value):
        agreed = {"on_account_rate": on_account, "recovery_cap_rate": cap}
        rows = tiny_tables()["achievement"]
        rows[0]["achieved"] = value
        site = tiny_site(tiny_settings(improvement=agreed), achievement=rows)
        return run_until(site, "improvement_payment").improvement_payment.years

    less, more = years(achieved), years(min(achieved + better, 1.0))
    due = {"financial_year": YEARS[0]}
    for column in ("earned_gbp", "paid_gbp", "quality_score_rate"):
        assert less.at(column, **due) <= more.at(column, **due)
    for table in (less, more):
        whole = table.sum("pool_gbp", **due)
        assert table.sum("earned_gbp", **due) + table.sum("unearned_gbp", **due) == whole
        assert table.sum("paid_gbp", **due) + table.sum("returned_gbp", **due) == whole
        assert table.sum("recovery_gbp", **due) <= round(whole * cap) + 2  # half a penny each of three
