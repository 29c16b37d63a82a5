"""What commissioners can afford: allocations by stream, growth, contingency, distance from target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import contract_years as rules
from acohandbook.rules import growth as growing
from acohandbook.rules.dialect import known
from acohandbook.site.financial_year import previous_year
from acohandbook.steps.common import keys_of, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

# What patients and clients pay is netted off the cost; it is no allocation.
NOT_AN_ALLOCATION = "client_income"
# From the surest to the least sure.
STATUSES = ("firm", "indicative", "illustrative")


def add_affordability(result: StepResult, site: Site, population: StepResult) -> None:
    """What each commissioner can pay for the annual payment, by year, with its steps from year to year.

    ``allocations`` by stream stand beside it in the result.
    """
    _allocations(result, site, population)
    codes = site.commissioners["commissioner_code"].tolist()
    rows = [(code, year) for code in codes for year in site.growth_years]
    table = result.table("affordability", keys_of(("commissioner_code", "financial_year"), rows))
    table.input("previous_year", [previous_year(year) for _, year in rows], "text", "the year before")
    _allocation_growth(table, result, site, population)
    _afforded(table, result, site)
    _distance(table, site)
    result.prove_rows(
        "what a commissioner can afford",
        table, "opening_gbp", ("growth_gbp", "joining_gbp", "transfers_gbp"), "afforded_gbp",
    )  # fmt: skip


def _assumed_growth(table: Table, site: Site, population: StepResult) -> None:
    on = {"commissioner_code": "commissioner_code"}
    table.lookup("is_council", population.commissioners, "is_council", on=on)
    table.lookup("allocation_assumption_rate", site.settings_table, "rules.allocation_growth_rate", on={})
    assumed = {"is_council": "is_council", "allocation_growth_rate": "allocation_assumption_rate"}
    table.map("assumed_growth_rate", rules.assumed_growth_rate, "rate", **assumed)


def _allocations(result: StepResult, site: Site, population: StepResult) -> None:
    """Each stream year by year: as published, or last year's at the assumed growth."""
    streams = dict.fromkeys(records(site.allocations, "commissioner_code", "stream"))
    years = [site.settings.base_year, *site.growth_years]
    rows = [(*stream, year) for stream in streams if stream[1] != NOT_AN_ALLOCATION for year in years]
    table = result.table("allocations", keys_of(("commissioner_code", "stream", "financial_year"), rows))
    table.input("previous_year", [previous_year(row[2]) for row in rows], "text", "the year before")
    table.input("unpublished_gbp", float("nan"), "gbp", "blank where no allocation is published")
    table.lookup("published_gbp", site.allocations, "allocation_gbp", otherwise="unpublished_gbp")
    table.map("is_published", known, "flag", value="published_gbp")
    _assumed_growth(table, site, population)
    table.input("before_the_stream_gbp", 0, "gbp", "a stream is nothing before its first allocation")
    table.carry(
        "opening_gbp", "allocation_gbp", first="before_the_stream_gbp", rule=rules.allocation_pence,
        along="financial_year", previous="previous_year", published_pence="published_gbp",
        assumed_growth_rate="assumed_growth_rate",
    )  # fmt: skip
    stated = {
        row[:3]: row[3]
        for row in records(site.allocations, "commissioner_code", "stream", "financial_year", "status")
    }
    statuses = [stated.get(row, "illustrative") for row in rows]
    table.input("status", statuses, "text", "allocations.csv: status; illustrative where projected")


def _allocation_growth(table: Table, result: StepResult, site: Site, population: StepResult) -> None:
    table.total("allocation_gbp", result.allocations, "allocation_gbp")
    before = {"commissioner_code": "commissioner_code", "financial_year": "previous_year"}
    table.total("previous_allocation_gbp", result.allocations, "allocation_gbp", by=before)
    _assumed_growth(table, site, population)
    table.map(
        "allocation_growth_rate", growing.growth_or_assumed_rate, "rate", closing="allocation_gbp",
        opening="previous_allocation_gbp", assumed_rate="assumed_growth_rate",
    )  # fmt: skip
    statuses: dict[tuple, list[str]] = {}
    for code, year, status in records(result.allocations, "commissioner_code", "financial_year", "status"):
        statuses.setdefault((code, year), []).append(status)
    worst = [
        max(statuses.get(row, [STATUSES[-1]]), key=STATUSES.index)
        for row in records(table, "commissioner_code", "financial_year")
    ]
    table.input("status", worst, "text", "the least sure of the commissioner's streams")
    table.input("at_base", 1, "number", "the base year itself")
    table.carry(
        "previous_cumulative_factor", "cumulative_factor", first="at_base", rule=rules.cumulative_factor,
        along="financial_year", previous="previous_year", allocation_growth_rate="allocation_growth_rate",
    )  # fmt: skip
    table.map("cumulative_growth_rate", growing.rate_of_factor, "rate", factor="cumulative_factor")


def _afforded(table: Table, result: StepResult, site: Site) -> None:
    own = {"commissioner_code": "commissioner_code"}
    in_payment = {"counted_home": "annual_payment"}
    first = in_payment | {"financial_year": site.growth_years[0]}
    table.total("baseline_gbp", result.cost, "opening_gbp", by=own, where=first)
    table.total("joining_baseline_gbp", result.cost, "joining_baseline_gbp", where=in_payment)
    joins = {"joining_baseline_pence": "joining_baseline_gbp", "cumulative_factor": "cumulative_factor"}
    table.map("joining_gbp", rules.joining_base_pence, "gbp", **joins)
    table.total("transfers_gbp", result.cost, "transfers_gbp", where=in_payment)
    table.carry(
        "opening_gbp", "afforded_gbp", first="baseline_gbp", rule=rules.afforded_pence,
        along="financial_year", previous="previous_year", allocation_growth_rate="allocation_growth_rate",
        joining_pence="joining_gbp", transfers_pence="transfers_gbp",
    )  # fmt: skip
    change = {"opening_pence": "opening_gbp", "rate": "allocation_growth_rate"}
    table.map("growth_gbp", growing.change_pence, "gbp", **change)
    held = ("contingency_rate", "non_recurrent_headroom_rate")
    for rate in held:
        table.lookup(rate, site.settings_table, f"rules.{rate}", on={})
    table.map("below_line_rate", rules.below_line_rate, "rate", **{rate: rate for rate in held})
    for kept, rate in (
        ("below_line_gbp", "below_line_rate"),
        ("non_recurrent_headroom_gbp", "non_recurrent_headroom_rate"),
    ):
        of_funds = {"afforded_pence": "afforded_gbp", "contingency_rate": rate}
        table.map(kept, rules.contingency_pence, "gbp", **of_funds)
    rest = {"first_pence": "below_line_gbp", "second_pence": "non_recurrent_headroom_gbp"}
    table.map("contingency_gbp", rules.less_pence, "gbp", **rest)
    left = {"first_pence": "afforded_gbp", "second_pence": "below_line_gbp"}
    table.map("affordable_gbp", rules.less_pence, "gbp", **left)


def _distance(table: Table, site: Site) -> None:
    on = {"commissioner_code": "commissioner_code"}
    distance = "opening_distance_from_target_rate"
    table.lookup("base_distance_from_target_rate", site.commissioners, distance, on=on)
    table.lookup("target_growth_rate", site.settings_table, "rules.target_growth_rate", on={})
    moved = {"growth_rate": "allocation_growth_rate", "target_growth_rate": "target_growth_rate"}
    table.carry(
        distance, "closing_distance_from_target_rate", first="base_distance_from_target_rate",
        rule=growing.closing_distance_rate, along="financial_year", previous="previous_year", **moved,
    )  # fmt: skip
    table.input("on_target_rate", 0, "rate", "no distance from target")
    table.map(
        "growth_to_target_rate", growing.growth_to_distance_rate, "rate", opening_distance_rate=distance,
        closing_distance_rate="on_target_rate", target_growth_rate="target_growth_rate",
    )  # fmt: skip
