"""What a reader must see before relying on the budgets of the contract years."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.site.models.vocabulary import COUNCIL_TYPES
from acohandbook.steps.common import listed, percent, pounds, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

# Withdrawn over the years by dated tapers, so that growth is a slip.
_WITHDRAWN = "practice_transition"
# Beyond this an allocation is more likely of another area or other services. A judgement, not a rule.
IMPLAUSIBLE_ALLOCATION_GROWTH_RATE = 0.15


def find_all(result: StepResult, site: Site) -> None:
    """Add the findings of the step, gaps first."""
    _find_gaps(result)
    _find_hidden_by_totals(result)
    _find_collars(result)
    _find_savings(result)
    _find_projected(result, site)
    _find_late_streams(result, site)
    _find_jumps(result)
    _find_distance(result)
    _find_lines(result)
    _find_reopeners(result)
    if site.settings.contracting_form == "virtual":
        result.find(
            "note",
            "Under a virtual contract there is no annual payment: these budgets are shadow figures, and the "
            "existing contracts go on.",
            f"contract_years.summary.budget_gbp[financial_year={site.years[0]}]",
        )


def _of(code: str, year: str) -> str:
    return f"[commissioner_code={code},financial_year={year}]"


def _find_gaps(result: StepResult) -> None:
    """One finding for each commissioner and side that falls short, on its worst year.

    Red where a firm year falls short by more than the commissioner's own contingency. Dated money in a budget
    beyond what is affordable needs a source of its own, and is said beside it.
    """
    short: dict[tuple, list[tuple]] = {}
    for code, year, unfunded, headroom, reserve, dated, status in records(
        result.budget, "commissioner_code", "financial_year", "unfunded_gbp", "headroom_gbp",
        "contingency_gbp", "non_recurrent_gbp", "status",
    ):  # fmt: skip
        sides = (
            ("unfunded_gbp", unfunded, reserve, 0.0),
            ("headroom_gbp", headroom, reserve, max(dated, 0.0)),
        )
        for column, amount, kept, own_source in sides:
            if amount < 0:
                beyond = status == "firm" and -amount > kept + own_source
                short.setdefault((code, column), []).append((amount, year, own_source, beyond))
    for (code, column), years in short.items():
        worst, year, own_source, _ = min(years)
        falls_short = {
            "unfunded_gbp": "the budget is below the cost of the same services, and the ACO bears it",
            "headroom_gbp": "the budget is above what the commissioner can afford",
        }[column]
        red = [year for _, year, _, beyond in years if beyond]
        dated = f", {pounds(own_source)} in it for stated years only" if own_source else ""
        firm = f" Firm, and beyond its contingency: {listed(red)}." if red else ""
        result.find(
            "red" if red else "amber",
            f"{code}: {falls_short}, in {len(years)} of {len(result.summary)} years; most in {year}, by "
            f"{pounds(-worst)}{dated}.{firm}",
            f"contract_years.budget.{column}{_of(code, year)}",
        )


def _find_hidden_by_totals(result: StepResult) -> None:
    amount, year = max(records(result.summary, "hidden_by_totals_gbp", "financial_year"))
    if amount:
        result.find(
            "note",
            f"A minimum taken on the totals of {year} would be {pounds(amount)} above the sum of each "
            "commissioner's own: one commissioner would pay for another's gap without saying so.",
            f"contract_years.summary.hidden_by_totals_gbp[financial_year={year}]",
        )


def _find_collars(result: StepResult) -> None:
    collared: dict[tuple, list[tuple]] = {}
    for code, year, effect in records(
        result.budget, "commissioner_code", "financial_year", "collar_effect_gbp"
    ):
        if effect:
            collared.setdefault((code, effect > 0), []).append((abs(effect), year))
    for (code, raised), years in collared.items():
        most, year = max(years)
        result.find(
            "amber",
            f"{code}: the {'floor raises' if raised else 'ceiling cuts'} the rule's budget in {len(years)} "
            f"of {len(result.summary)} years; most in {year}, by {pounds(most)}.",
            f"contract_years.budget.collar_effect_gbp{_of(code, year)}",
        )


def _find_savings(result: StepResult) -> None:
    year, total = records(result.summary, "financial_year", "unidentified_savings_to_date_gbp")[-1]
    if total:
        result.find(
            "amber",
            f"Savings without a plan come to {pounds(total)} a year by {year}. They are shown as a risk and "
            "never taken off the cost.",
            f"contract_years.summary.unidentified_savings_to_date_gbp[financial_year={year}]",
        )


def _find_projected(result: StepResult, site: Site) -> None:
    """Budgets on allocations that are not published, and firm ones on allocations that are not firm."""
    kinds = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    rate = percent(site.settings.rules.allocation_growth_rate)
    projected: dict[str, list[str]] = {}
    unsure: dict[str, list[tuple]] = {}
    for code, year, status, allocated in records(
        result.budget, "commissioner_code", "financial_year", "status", "allocation_status", is_paid=1.0
    ):
        if allocated == "illustrative":
            projected.setdefault(code, []).append(year)
        if status == "firm" and allocated != "firm":
            unsure.setdefault(year, []).append(code)
    for code, years in projected.items():
        flat = "it is kept flat, since NHS growth is not lent to a council"
        how = flat if kinds[code] in COUNCIL_TYPES else f"it is put at {rate} growth a year"
        result.find(
            "amber",
            f"{code} has no published allocation for {listed(years)}: {how}, and is illustrative.",
            f"contract_years.affordability.allocation_growth_rate{_of(code, years[0])}",
        )
    for year, codes in unsure.items():
        result.find(
            "amber",
            f"The budgets of {year} are firm, and the allocations of {listed(codes)} are not.",
            f"contract_years.budget.allocation_status{_of(codes[0], year)}",
        )


def _find_late_streams(result: StepResult, site: Site) -> None:
    base = {"financial_year": site.settings.base_year, "is_published": 0.0}
    for code, stream in records(result.allocations, "commissioner_code", "stream", **base):
        result.find(
            "amber",
            f"{code} has no allocation of the stream {stream} for the base year, so all of it counts as "
            "growth when it begins. State its base year, or leave the stream out.",
            f"contract_years.allocations.allocation_gbp[commissioner_code={code},stream={stream},"
            f"financial_year={site.settings.base_year}]",
        )


def _find_jumps(result: StepResult) -> None:
    """An allocation that moves further in a year than any that NHS England sets."""
    for code, year, before, rate in records(
        result.affordability, "commissioner_code", "financial_year", "previous_year", "allocation_growth_rate"
    ):
        if abs(rate) > IMPLAUSIBLE_ALLOCATION_GROWTH_RATE:
            result.find(
                "red",
                f"The allocation of {code} {'grows' if rate > 0 else 'falls'} by {percent(abs(rate))} from "
                f"{before} to {year}, and what it can afford with it. Do both years cover the same area and "
                "the same services?",
                f"contract_years.affordability.allocation_growth_rate{_of(code, year)}",
            )


def _find_distance(result: StepResult) -> None:
    """How far each commissioner is from its target at the end, where that is known."""
    ends = {
        code: (year, distance)
        for code, year, distance in records(
            result.affordability, "commissioner_code", "financial_year", "closing_distance_from_target_rate"
        )
        if distance == distance
    }
    for code, (year, distance) in ends.items():
        result.find(
            "note",
            f"By {year} the allocation of {code} is {percent(abs(distance))} "
            f"{'above' if distance > 0 else 'below'} its target.",
            f"contract_years.affordability.closing_distance_from_target_rate{_of(code, year)}",
        )


def _find_lines(result: StepResult) -> None:
    joining: dict[tuple, list[tuple]] = {}
    for code, line, year, amount in records(
        result.cost, "commissioner_code", "service_line", "financial_year", "scope_change_gbp", is_joining=1.0
    ):
        joining.setdefault((code, year), []).append((line, amount))
    for (code, year), lines in joining.items():
        result.find(
            "note",
            f"{code}: {listed(line for line, _ in lines)} join{'s' if len(lines) == 1 else ''} the budget in "
            f"{year} with {pounds(sum(amount for _, amount in lines))}.",
            f"contract_years.bridge.scope_change_gbp{_of(code, year)}",
        )
    withdrawn = records(
        result.growth, "commissioner_code", "financial_year", "growth_rate", service_line=_WITHDRAWN
    )
    growing = {code: year for code, year, rate in reversed(withdrawn) if rate > 0}
    for code, year in growing.items():
        result.find(
            "amber",
            f"{_WITHDRAWN} (MPIG, PMS premium, seniority) grows for {code} in {year}: it is withdrawn by "
            "dated tapers and does not grow.",
            f"contract_years.growth.growth_rate[commissioner_code={code},service_line={_WITHDRAWN},"
            f"financial_year={year}]",
        )


def _find_reopeners(result: StepResult) -> None:
    for name, worth, uncapped, invoked, line_budget in records(
        result.reopeners, "reopener_id", "worth_gbp", "uncapped_gbp", "invoked", "line_budget_gbp"
    ):
        figure = f"contract_years.reopeners.worth_gbp[reopener_id={name}]"
        if not line_budget:
            result.find(
                "amber", f"Reopener {name} opens a line that is not in the budget of its year.", figure
            )
            continue
        if worth != uncapped:
            result.find(
                "amber", f"Reopener {name}: its cap leaves {pounds(worth)} of {pounds(uncapped)}.", figure
            )
        if worth and not invoked:
            result.find("amber", f"Reopener {name} is worth {pounds(worth)} and is not invoked.", figure)
