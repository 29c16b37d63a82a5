"""The budget: the rule applied to each commissioner and then summed, its lines, and what may reopen it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import contract_years as rules
from acohandbook.rules.dialect import maximum, minimum
from acohandbook.site.financial_year import previous_year
from acohandbook.steps.common import keys_of, records
from acohandbook.steps.contract_years.cost import CHANGES
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

_IN_PAYMENT = {"counted_home": "annual_payment"}
_BY_COMMISSIONER = ("commissioner_code", "financial_year")


def add_bridge(result: StepResult, site: Site) -> None:
    """What moves each commissioner's recurrent cost of the annual payment from year to year, by cause."""
    codes = site.commissioners["commissioner_code"].tolist()
    rows = [(code, year) for code in codes for year in site.growth_years]
    table = result.table("bridge", keys_of(_BY_COMMISSIONER, rows))
    for column in ("opening_gbp", *CHANGES, "closing_gbp"):
        table.total(column, result.cost, column, where=_IN_PAYMENT)
    result.prove_rows("cost of a commissioner", table, "opening_gbp", CHANGES, "closing_gbp")


def add_budget(result: StepResult, site: Site) -> None:
    """The rule between cost and affordability, floor and ceiling, and the gaps that are left.

    Dated money (mobilisation, stranded cost, tapers) is agreed amount by amount and ends: it is paid first
    out of what is affordable, and the rule works between the recurrent cost and the funds that are left.
    So the lower of the two is never above what is affordable, and no collar makes dated money last.
    """
    codes = site.commissioners["commissioner_code"].tolist()
    rows = [(code, year) for code in codes for year in site.years]
    table = result.table("budget", keys_of(_BY_COMMISSIONER, rows))
    table.input("previous_year", [previous_year(year) for _, year in rows], "text", "the year before")
    for name, column in (
        ("cost_gbp", "cost_gbp"),
        ("recurrent_cost_gbp", "closing_gbp"),
        ("non_recurrent_gbp", "non_recurrent_gbp"),
        ("cost_last_year_gbp", "opening_gbp"),
        ("scope_change_gbp", "scope_change_gbp"),
        ("adjustments_gbp", "adjustments_gbp"),
    ):
        table.total(name, result.cost, column, where=_IN_PAYMENT)
    for column in ("affordable_gbp", "contingency_gbp", "joining_gbp", "transfers_gbp"):
        table.lookup(column, result.affordability, column)
    _ruled(table, site)
    _collared(table)
    _gaps(table)
    table.lookup("aco_persons", result.demography, "aco_persons")
    per_head = {"amount_pence": "budget_gbp", "persons": "aco_persons"}
    table.map("budget_per_head_gbp", rules.per_head_pence, "gbp", **per_head)
    statuses = ["firm" if year in site.firm_years else "indicative" for _, year in rows]
    table.input("status", statuses, "text", "site.toml: firm_years")
    table.lookup("allocation_status", result.affordability, "status")
    table.map("is_paid", rules.is_some, "flag", amount_pence="budget_gbp")
    result.prove_rows("cost and gap", table, "cost_gbp", ("gap_gbp",), "affordable_gbp")
    result.prove_rows("budget", table, "recurrent_budget_gbp", ("non_recurrent_gbp",), "budget_gbp")


def _ruled(table: Table, site: Site) -> None:
    for setting in ("budget_rule", "blend_weight_rate", "floor_rate", "ceiling_rate"):
        table.lookup(setting, site.settings_table, f"rules.{setting}", on={})
    left = {"first_pence": "affordable_gbp", "second_pence": "non_recurrent_gbp"}
    table.map("affordable_recurrent_gbp", rules.less_pence, "gbp", **left)
    table.map(
        "recurrent_rule_gbp", rules.ruled_pence, "gbp", budget_rule="budget_rule",
        blend_weight_rate="blend_weight_rate", cost_pence="recurrent_cost_gbp",
        affordable_pence="affordable_recurrent_gbp",
    )  # fmt: skip
    together = {"first_pence": "recurrent_rule_gbp", "second_pence": "non_recurrent_gbp"}
    table.map("rule_gbp", rules.plus_pence, "gbp", **together)


def _collared(table: Table) -> None:
    """Floor and ceiling growth of last year's budget, with what is agreed for the year.

    What a line that joins, or an adjustment, adds to cost need not be what it adds to the funds. The floor
    takes the lower of the two and the ceiling the higher, so that the collar leaves it to the rule.
    """
    for changes, first, second in (
        ("changes_in_cost_gbp", "scope_change_gbp", "adjustments_gbp"),
        ("changes_in_funds_gbp", "joining_gbp", "transfers_gbp"),
    ):
        table.map(changes, rules.plus_pence, "gbp", first_pence=first, second_pence=second)
    both = {"first": "changes_in_cost_gbp", "second": "changes_in_funds_gbp"}
    table.map("floor_changes_gbp", minimum, "gbp", **both)
    table.map("ceiling_changes_gbp", maximum, "gbp", **both)
    # The year before the contract has no budget: what the same services cost then stands in for it.
    table.carry(
        "previous_budget_gbp", "recurrent_budget_gbp", first="cost_last_year_gbp", rule=rules.budget_pence,
        along="financial_year", previous="previous_year", ruled_pence="recurrent_rule_gbp",
        floor_changes_pence="floor_changes_gbp", ceiling_changes_pence="ceiling_changes_gbp",
        floor_rate="floor_rate", ceiling_rate="ceiling_rate",
    )  # fmt: skip
    for limit in ("floor", "ceiling"):
        table.map(
            f"{limit}_gbp", rules.limit_pence, "gbp", opening_pence="previous_budget_gbp",
            agreed_changes_pence=f"{limit}_changes_gbp", limit_rate=f"{limit}_rate",
            non_recurrent_pence="non_recurrent_gbp",
        )  # fmt: skip
    together = {"first_pence": "recurrent_budget_gbp", "second_pence": "non_recurrent_gbp"}
    table.map("budget_gbp", rules.plus_pence, "gbp", **together)


def _gaps(table: Table) -> None:
    for gap, first, second in (
        ("gap_gbp", "affordable_gbp", "cost_gbp"),
        ("unfunded_gbp", "budget_gbp", "cost_gbp"),
        ("headroom_gbp", "affordable_gbp", "budget_gbp"),
        ("collar_effect_gbp", "budget_gbp", "rule_gbp"),
    ):
        table.map(gap, rules.less_pence, "gbp", first_pence=first, second_pence=second)
    lower = {"first": "cost_gbp", "second": "affordable_gbp"}
    table.map("lower_gbp", minimum, "gbp", **lower)


def add_lines(result: StepResult, site: Site) -> None:
    """Each commissioner's budget over its lines, by cost.

    A line is given its cost; what the budget holds more or less than that is spread over the lines that
    spend, by their cost, and adds up to the penny. Income lines stay at what they bring.
    """
    places = dict.fromkeys(records(result.cost, "commissioner_code", "service_line", **_IN_PAYMENT))
    rows = [(*place, year) for place in places for year in site.years]
    names = ("commissioner_code", "service_line", "financial_year")
    table = result.table("lines", keys_of(names, rows))
    table.total("cost_gbp", result.cost, "cost_gbp", where=_IN_PAYMENT)
    table.map("spending_gbp", rules.spending_pence, "gbp", cost_pence="cost_gbp")
    commissioner = {key: key for key in _BY_COMMISSIONER}
    table.total("spending_of_all_gbp", table, "spending_gbp", by=commissioner)
    weighed = {"spending_pence": "spending_gbp", "spending_of_all_pence": "spending_of_all_gbp"}
    table.map("spread_weight", rules.spread_weight, "number", **weighed)
    table.lookup("commissioner_unfunded_gbp", result.budget, "unfunded_gbp", on=commissioner)
    table.split(
        "unfunded_gbp", "commissioner_unfunded_gbp", "spread_weight", _BY_COMMISSIONER, "service_line"
    )
    together = {"first_pence": "cost_gbp", "second_pence": "unfunded_gbp"}
    table.map("budget_gbp", rules.plus_pence, "gbp", **together)
    in_lines = {code for code, _ in places}
    for code, year, whole in records(result.budget, *_BY_COMMISSIONER, "budget_gbp"):
        if code in in_lines:
            parts = {"lines": table.sum("budget_gbp", commissioner_code=code, financial_year=year)}
            result.prove(f"lines of {code} in {year}", 0.0, parts, whole)


def add_summary(result: StepResult, site: Site, population: StepResult) -> None:
    """All commissioners together, and what a minimum taken on their totals would have hidden."""
    table = result.table("summary", {"financial_year": site.years})
    table.input("previous_year", [previous_year(year) for year in site.years], "text", "the year before")
    for column in (
        "cost_gbp", "recurrent_cost_gbp", "non_recurrent_gbp", "affordable_gbp", "contingency_gbp",
        "rule_gbp", "budget_gbp", "gap_gbp", "unfunded_gbp", "headroom_gbp",
    ):  # fmt: skip
        table.total(column, result.budget, column)
    lower = {"first": "cost_gbp", "second": "affordable_gbp"}
    table.map("minimum_of_sums_gbp", minimum, "gbp", **lower)
    table.total("sum_of_minima_gbp", result.budget, "lower_gbp")
    hidden = {"first_pence": "minimum_of_sums_gbp", "second_pence": "sum_of_minima_gbp"}
    table.map("hidden_by_totals_gbp", rules.less_pence, "gbp", **hidden)

    table.total("persons", result.ages, "persons")
    in_base = {"financial_year": site.settings.base_year}
    table.total("persons_in_base_year", result.ages, "persons", by={}, where=in_base)
    table.lookup("base_aco_persons", population.summary, "aco_persons", on={})
    table.map(
        "aco_persons", rules.persons_at_growth, "persons", base_persons="base_aco_persons",
        persons="persons", persons_in_base_year_total="persons_in_base_year",
    )  # fmt: skip
    for amount in ("budget", "cost"):
        per_head = {"amount_pence": f"{amount}_gbp", "persons": "aco_persons"}
        table.map(f"{amount}_per_head_gbp", rules.per_head_pence, "gbp", **per_head)
    table.input("at_start_gbp", 0, "gbp", "nothing before the first contract year")
    for kind in ("unidentified_savings", "provider_savings"):
        table.total(f"{kind}_gbp", result.cost, f"{kind}_gbp", where=_IN_PAYMENT)
        table.carry(
            f"{kind}_before_gbp", f"{kind}_to_date_gbp", first="at_start_gbp", rule=rules.accumulated_pence,
            along="financial_year", previous="previous_year", amount_pence=f"{kind}_gbp",
        )  # fmt: skip
    statuses = ["firm" if year in site.firm_years else "indicative" for year in site.years]
    table.input("status", statuses, "text", "site.toml: firm_years")


def add_reopeners(result: StepResult, site: Site) -> None:
    """What each reopener is worth, what its cap leaves of it, and what moves because it was invoked."""
    table = result.table("reopeners", {"reopener_id": site.reopeners["reopener_id"]})
    stated = (
        "trigger", "commissioner_code", "service_line", "financial_year", "kind", "planned_rate",
        "actual_rate", "threshold_rate", "commissioner_share_rate", "amount_gbp", "cap_rate", "notice",
        "effect", "invoked", "recurrent",
    )  # fmt: skip
    for column in stated:
        table.lookup(column, site.reopeners, column)
    table.input("outside_the_budget_gbp", 0, "gbp", "a line or year that is not in the budget")
    on = {key: key for key in result.lines.keys}
    table.lookup("line_budget_gbp", result.lines, "budget_gbp", on=on, otherwise="outside_the_budget_gbp")
    table.map(
        "beyond_deadband_rate", rules.beyond_deadband_rate, "rate", planned_rate="planned_rate",
        actual_rate="actual_rate", deadband_rate="threshold_rate",
    )  # fmt: skip
    table.map(
        "uncapped_gbp", rules.reopener_pence, "gbp", kind="kind", amount_pence="amount_gbp",
        line_budget_pence="line_budget_gbp", beyond_deadband_rate="beyond_deadband_rate",
        commissioner_share_rate="commissioner_share_rate",
    )  # fmt: skip
    capped = {"line_budget_pence": "line_budget_gbp", "cap_rate": "cap_rate"}
    table.map("cap_gbp", rules.reopener_cap_pence, "gbp", **capped)
    table.map("worth_gbp", rules.capped_pence, "gbp", amount_pence="uncapped_gbp", cap_pence="cap_gbp")
    table.map("effect_gbp", rules.effect_pence, "gbp", amount_pence="worth_gbp", is_invoked="invoked")
