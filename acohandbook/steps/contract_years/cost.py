"""Bottom-up cost of the contract years: people, growth by cause, adjustments, cost by line and home."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import contract_years as rules
from acohandbook.rules import growth as growing
from acohandbook.site.financial_year import previous_year, starting_year
from acohandbook.site.national import age_cost_table
from acohandbook.steps.common import keys_of, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

RATES = (
    "other_demand_rate",
    "cost_uplift_rate",
    "national_efficiency_rate",
    "contracted_savings_rate",
    "unidentified_savings_rate",
    "provider_savings_rate",
)
# The causes of growth in the order in which they are measured, and the column of each one's running factor.
CAUSES = {
    "demographic_gbp": "demographic_factor",
    "other_demand_gbp": "demand_factor",
    "cost_uplift_gbp": "uplift_factor",
    "efficiency_gbp": "price_factor",
    "contracted_savings_gbp": "growth_factor",
}
CHANGES = (*CAUSES, "adjustments_gbp", "scope_change_gbp")


def add_cost(result: StepResult, site: Site, population: StepResult, baseline: StepResult) -> None:
    """Cost of every line by home and year, from the recurrent baseline on.

    ``demography``, ``growth`` and ``adjustments`` stand beside it in the result.
    """
    _demography(result, site, population)
    _adjustments(result, site, baseline)
    places = records(baseline.budget, *baseline.budget.keys)
    _growth(result, site, places)
    rows = [(*place, year) for place in places for year in site.growth_years]
    table = result.table(
        "cost", keys_of(("commissioner_code", "service_line", "home", "financial_year"), rows)
    )
    _homes_by_year(table, site)
    _opening_positions(table, result, site, baseline)
    _rolled_forward(table, result)
    _beside_the_recurrent_cost(table, result)
    _prove(result, table, baseline, site)


def _demography(result: StepResult, site: Site, population: StepResult) -> None:
    ages = result.table("ages", {key: population.ages[key] for key in population.ages.keys})
    ages.lookup("persons", population.ages, "persons")
    ages.lookup("age_cost_year", site.settings_table, "rules.age_cost_year", on={})
    on = {"financial_year": "age_cost_year", "age_band": "age_band"}
    ages.lookup("age_cost_index", age_cost_table(), "index", on=on)
    weighed = {"persons": "persons", "age_cost_index": "age_cost_index"}
    ages.map("cost_weighted_persons", rules.cost_weighted_persons, "persons", **weighed)

    codes = site.commissioners["commissioner_code"].tolist()
    years = [site.settings.base_year, *site.growth_years]
    rows = [(code, year) for code in codes for year in years]
    table = result.table("demography", keys_of(("commissioner_code", "financial_year"), rows))
    table.input("previous_year", [previous_year(year) for _, year in rows], "text", "the year before")
    table.lookup("base_year", site.settings_table, "base_year", on={})
    before = {"commissioner_code": "commissioner_code", "financial_year": "previous_year"}
    for people, growth in (
        ("persons", "persons_growth_rate"),
        ("cost_weighted_persons", "cost_weighted_growth_rate"),
    ):
        table.total(f"own_{people}", ages, people)
        table.total(f"all_{people}", ages, people, by={"financial_year": "financial_year"})
        either = {"own_persons": f"own_{people}", "all_persons": f"all_{people}"}
        table.map(people, rules.own_or_all_persons, "persons", **either)
        table.lookup(f"previous_{people}", table, people, on=before, otherwise=people)
        table.map(growth, growing.growth_rate, "rate", closing=people, opening=f"previous_{people}")
    in_base = {"commissioner_code": "commissioner_code", "financial_year": "base_year"}
    table.lookup("persons_in_base_year", table, "persons", on=in_base)
    on = {"commissioner_code": "commissioner_code"}
    table.lookup("base_aco_persons", population.commissioners, "aco_persons", on=on)
    table.map(
        "aco_persons", rules.persons_at_growth, "persons", base_persons="base_aco_persons",
        persons="persons", persons_in_base_year_total="persons_in_base_year",
    )  # fmt: skip


def _adjustments(result: StepResult, site: Site, baseline: StepResult) -> None:
    """Each posting of an adjustment in every year in which it does something.

    What lasts is added once, in its first year, and grows from then on. What has an end, or does not recur,
    is paid as it is in each of its years and never grows; if the baseline holds it, it leaves what grows.
    """
    base = site.settings.base_year
    rows, effects = [], []
    for name, home, starts, ends, in_baseline, recurs in records(
        baseline.postings, "adjustment_id", "home", "from_year", "ends_in", "in_baseline", "is_recurrent",
        is_applicable=1.0,
    ):  # fmt: skip
        starts = starts or base
        if ends or not recurs:
            years = [year for year in site.growth_years if starts <= year <= (ends or starts)]
            acts = [("in_baseline", base)] * bool(in_baseline and recurs) + [
                ("dated", year) for year in years
            ]
        else:
            acts = [("lasting", starts)] if starts in site.growth_years else []
        rows += [(name, home, year) for _, year in acts]
        effects += [effect for effect, _ in acts]
    table = result.table("adjustments", keys_of(("adjustment_id", "home", "financial_year"), rows))
    table.input("effect", effects, "text", "adjustments.csv: from_year, ends_in and recurrence")
    posting = {"adjustment_id": "adjustment_id", "home": "home"}
    for column in ("commissioner_code", "service_line", "kind"):
        table.lookup(column, baseline.postings, column, on=posting)
    table.lookup("amount_gbp", baseline.postings, "posted_gbp", on=posting)
    table.map("is_transfer", rules.is_transfer, "flag", kind="kind")
    moved = {"amount_pence": "amount_gbp", "is_transfer": "is_transfer"}
    table.map("transfer_gbp", rules.transfer_pence, "gbp", **moved)


def _growth(result: StepResult, site: Site, places: list[tuple]) -> None:
    rows = [(code, line, year) for code, line, _ in places for year in site.growth_years]
    table = result.table("growth", keys_of(("commissioner_code", "service_line", "financial_year"), rows))
    table.lookup("driver", site.growth, "driver")
    table.lookup("given_demographic_rate", site.growth, "demographic_rate")
    for rate in ("persons_growth_rate", "cost_weighted_growth_rate"):
        table.lookup(rate, result.demography, rate)
    table.map(
        "demographic_rate", rules.demographic_rate, "rate", given_rate="given_demographic_rate",
        driver="driver", persons_growth_rate="persons_growth_rate",
        cost_weighted_growth_rate="cost_weighted_growth_rate",
    )  # fmt: skip
    for rate in RATES:
        table.lookup(rate, site.growth, rate)
    table.map("demographic_factor", growing.growth_factor, "number", rate="demographic_rate")
    after = {"earlier_factor": "demographic_factor", "rate": "other_demand_rate"}
    table.map("demand_factor", growing.compounded_factor, "number", **after)
    after = {"earlier_factor": "demand_factor", "rate": "cost_uplift_rate"}
    table.map("uplift_factor", growing.compounded_factor, "number", **after)
    table.map(
        "price_factor", rules.price_factor, "number", demand_factor="demand_factor",
        cost_uplift_rate="cost_uplift_rate", national_efficiency_rate="national_efficiency_rate",
    )  # fmt: skip
    after = {"earlier_factor": "price_factor", "rate": "contracted_savings_rate"}
    table.map("growth_factor", growing.reduced_factor, "number", **after)
    table.map("growth_rate", growing.rate_of_factor, "rate", factor="growth_factor")


def _homes_by_year(table: Table, site: Site) -> None:
    """Where each line counts in each year: a deferred line in the annual payment from its agreed year on."""
    kinds = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    agreed = {
        (kind, line): starting_year(year)
        for kind, line, year in records(site.scope, "commissioner_type", "service_line", "from_year")
        if year
    }
    years = table["financial_year"].tolist()
    joins = [
        agreed.get((kinds[code], line), float("nan"))
        for code, line in records(table, "commissioner_code", "service_line")
    ]
    table.input("previous_year", [previous_year(year) for year in years], "text", "the year before")
    table.input("year_number", [starting_year(year) for year in years], "number", "the year as a number")
    base = starting_year(site.settings.base_year)
    table.input("base_year_number", base, "number", "site.toml: base_year, as a number")
    table.input("from_year_number", joins, "number", "scope.csv: from_year, as a number")
    told = {"home": "home", "from_year_number": "from_year_number"}
    table.map("is_waiting", rules.is_waiting, "flag", year_number="year_number", **told)
    table.map("waits_in_base_year", rules.is_waiting, "flag", year_number="base_year_number", **told)
    table.map("is_joining", rules.is_joining, "flag", year_number="year_number", **told)
    counted = [
        "annual_payment" if home == "deferred" and not waiting else home
        for home, waiting in records(table, "home", "is_waiting")
    ]
    table.input("counted_home", counted, "text", "home, or annual_payment once a deferred line has joined")


def _opening_positions(table: Table, result: StepResult, site: Site, baseline: StepResult) -> None:
    """Split the baseline into what grows from the base year on, what waits, and what is known to end."""
    adjustments = result.adjustments
    place = {key: key for key in ("commissioner_code", "service_line", "home")}
    table.lookup("baseline_gbp", baseline.budget, "baseline_gbp")
    table.total("dated_in_baseline_gbp", adjustments, "amount_gbp", by=place, where={"effect": "in_baseline"})
    parts = {"baseline_pence": "baseline_gbp", "dated_in_baseline_pence": "dated_in_baseline_gbp"}
    table.map("lasting_baseline_gbp", rules.lasting_base_pence, "gbp", **parts)
    waits = {"amount_pence": "lasting_baseline_gbp", "is_waiting": "waits_in_base_year"}
    table.map("counted_baseline_gbp", rules.counted_pence, "gbp", **waits)
    table.map("waiting_baseline_gbp", rules.waiting_pence, "gbp", **waits)
    joins = {"amount_pence": "lasting_baseline_gbp", "is_joining": "is_joining"}
    table.map("joining_baseline_gbp", rules.joining_pence, "gbp", **joins)


def _rolled_forward(table: Table, result: StepResult) -> None:
    of_growth = {key: key for key in result.growth.keys}
    for factor in CAUSES.values():
        table.lookup(factor, result.growth, factor, on=of_growth)
    table.total("agreed_adjustments_gbp", result.adjustments, "amount_gbp", where={"effect": "lasting"})
    grown = {"growth_factor": "growth_factor", "adjustments_pence": "agreed_adjustments_gbp"}
    table.carry(
        "waiting_opening_gbp", "waiting_gbp", first="waiting_baseline_gbp", rule=rules.waiting_rolled_pence,
        along="financial_year", previous="previous_year", is_waiting="is_waiting", **grown,
    )  # fmt: skip
    told = {"is_waiting": "is_waiting", "is_joining": "is_joining"}
    table.map("adjustments_gbp", rules.staying_pence, "gbp", amount_pence="agreed_adjustments_gbp", **told)
    table.map(
        "scope_change_gbp", rules.scope_change_pence, "gbp", is_joining="is_joining",
        waiting_opening_pence="waiting_opening_gbp", **grown,
    )  # fmt: skip
    table.carry(
        "opening_gbp", "closing_gbp", first="counted_baseline_gbp", rule=rules.rolled_pence,
        along="financial_year", previous="previous_year", growth_factor="growth_factor",
        adjustments_pence="adjustments_gbp", scope_change_pence="scope_change_gbp",
    )  # fmt: skip
    earlier = None
    for change, factor in CAUSES.items():
        measured = {"opening_pence": "opening_gbp", "factor": factor}
        if earlier:
            table.map(change, growing.later_change_pence, "gbp", earlier_factor=earlier, **measured)
        else:
            table.map(change, growing.first_change_pence, "gbp", **measured)
        earlier = factor


def _beside_the_recurrent_cost(table: Table, result: StepResult) -> None:
    table.total("dated_gbp", result.adjustments, "amount_gbp", where={"effect": "dated"})
    waits = {"amount_pence": "dated_gbp", "is_waiting": "is_waiting"}
    table.map("non_recurrent_gbp", rules.counted_pence, "gbp", **waits)
    together = {"first_pence": "closing_gbp", "second_pence": "non_recurrent_gbp"}
    table.map("cost_gbp", rules.plus_pence, "gbp", **together)
    of_growth = {key: key for key in result.growth.keys}
    for kind in ("unidentified_savings", "provider_savings"):
        table.lookup(f"{kind}_rate", result.growth, f"{kind}_rate", on=of_growth)
        memo = {"closing_pence": "closing_gbp", "savings_rate": f"{kind}_rate"}
        table.map(f"{kind}_gbp", rules.memo_savings_pence, "gbp", **memo)
    table.total("moved_gbp", result.adjustments, "transfer_gbp", where={"effect": "lasting"})
    stays = {"amount_pence": "moved_gbp", "is_waiting": "is_waiting", "is_joining": "is_joining"}
    table.map("transfers_gbp", rules.staying_pence, "gbp", **stays)


def _prove(result: StepResult, table: Table, baseline: StepResult, site: Site) -> None:
    result.prove_rows("cost of a line", table, "opening_gbp", CHANGES, "closing_gbp")
    first = site.growth_years[0]
    result.prove(
        "from the baseline to the first opening",
        baseline.budget.sum("baseline_gbp"),
        {
            "known to end, so never growing": -table.sum("dated_in_baseline_gbp", financial_year=first),
            "deferred": -table.sum("waiting_baseline_gbp", financial_year=first),
        },
        table.sum("opening_gbp", financial_year=first),
    )
