"""Explorer: cost and affordability over the contract years, and the budget that a rule makes of the two."""

from acohandbook.report.page import charts
from acohandbook.report.page.figures import percent, pounds
from acohandbook.rules import contract_years as rules
from acohandbook.rules.dialect import maximum, minimum, round_half_away
from acohandbook.rules.growth import compounded_factor

COLUMNS = ("cost_pence", "affordable_pence", "budget_pence")


def budgets(place, terms):
    """One commissioner's cost, affordable amount and budget for each contract year."""
    cost_factor, cumulative = 1.0, 1.0
    afforded, previous_budget = place["baseline_pence"], None
    found = []
    for year in place["years"]:
        growth_rate = year["allocation_growth_rate"] + terms["allocation_growth"]
        cumulative = rules.cumulative_factor(cumulative, growth_rate)
        joining = rules.joining_base_pence(year["joining_baseline_pence"], cumulative)
        afforded = rules.afforded_pence(afforded, growth_rate, joining, year["transfers_pence"])
        affordable = afforded - rules.contingency_pence(afforded, terms["contingency"])
        cost_factor = compounded_factor(cost_factor, terms["cost_growth"])
        recurrent = round_half_away(year["recurrent_cost_pence"] * cost_factor)
        if not year["is_contract_year"]:
            continue
        dated = year["non_recurrent_pence"]
        ruled = rules.ruled_pence(
            terms["budget_rule"], terms["blend_weight"], recurrent, rules.less_pence(affordable, dated)
        )
        in_cost = year["scope_change_pence"] + year["adjustments_pence"]
        in_funds = joining + year["transfers_pence"]
        opening = year["cost_last_year_pence"] if previous_budget is None else previous_budget
        previous_budget = rules.budget_pence(
            opening, ruled, minimum(in_cost, in_funds), maximum(in_cost, in_funds),
            place["floor_rate"], place["ceiling_rate"],
        )  # fmt: skip
        found.append([recurrent + dated, affordable, previous_budget + dated])
    return found


def answer(inputs, chosen):
    """Apply the rule to each commissioner and add up: a minimum of totals would hide who pays for whom."""
    terms = {
        name: chosen[name] / 100
        for name in ("blend_weight", "contingency", "cost_growth", "allocation_growth")
    }
    terms["budget_rule"] = chosen["budget_rule"]
    years = inputs["years"]
    by_place = [(place["name"], budgets(place, terms)) for place in inputs["commissioners"]]
    sums = [
        [sum([found[place][column] for _, found in by_place]) / 100 for column in range(3)]
        for place in range(len(years))
    ]
    cells = [
        [year, pounds(cost), pounds(affordable), pounds(affordable - cost), pounds(budget)]
        for year, (cost, affordable, budget) in zip(years, sums)
    ]
    last = sums[-1]
    short = last[1] - last[0]
    figures = {}
    for year, row in zip(years, sums):
        for name, amount in zip(("cost_gbp", "affordable_gbp", "budget_gbp"), row):
            figures[f"{name} {year}"] = amount
    shown = [(name, found) for name, found in by_place if any([row[2] for row in found])]
    return {
        "says": f"In {years[-1]} the budget is {pounds(last[2])}. Cost is {pounds(last[0])} and "
        f"commissioners can afford {pounds(last[1])}: {pounds(abs(short))} "
        f"{'short' if short < 0 else 'to spare'}.",
        "figures": figures,
        "outputs": {
            name: percent(terms[name], 1)
            for name in ("blend_weight", "contingency", "cost_growth", "allocation_growth")
        },
        "table": {
            "caption": "Cost, what commissioners can afford, and the budget, by year",
            "headings": ["Year", "Cost (£)", "Affordable (£)", "Gap (£)", "Budget (£)"],
            "units": ["text", "gbp", "gbp", "gbp", "gbp"],
            "cells": cells,
            "totals": None,
        },
        "chart": {
            "drawing": charts.stacked_years(
                years,
                [(name, [row[2] / 100 for row in found]) for name, found in shown],
                ("Affordable", [row[1] for row in sums]),
            ),
            "title": "The budget by commissioner, beside what they can afford",
            "says": f"From {pounds(sums[0][2])} in {years[0]} to {pounds(last[2])} in {years[-1]}; the "
            f"dashed line of what is affordable ends at {pounds(last[1])}.",
            "header": ["Year"] + [name for name, _ in shown] + ["Affordable"],
            "rows": [
                [year]
                + [pounds(found[place][2] / 100, True) for _, found in shown]
                + [pounds(sums[place][1], True)]
                for place, year in enumerate(years)
            ],
        },
    }
