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


def find_all(result: StepResult, site: Site) -> None:
    """Add the findings of the step, gaps first."""
    _find_gaps(result)
    _find_hidden_by_totals(result)
    _find_collars(result)
    _find_savings(result)
    _find_projected(result, site)
    _find_late_streams(result, site)
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

    Red where a firm year falls short by more than the commissioner's own contingency.
    """
    for column, falls_short in (
        ("unfunded_gbp", "the budget is below the cost of the same services, and the ACO bears it"),
        ("headroom_gbp", "the budget is above what the commissioner can afford"),
    ):
        short: dict[str, list[tuple]] = {}
        for code, year, amount, reserve, status in records(
            result.budget, "commissioner_code", "financial_year", column, "contingency_gbp", "status"
        ):
            if amount < 0:
                short.setdefault(code, []).append((amount, year, status == "firm" and -amount > reserve))
        for code, years in short.items():
            worst, year, _ = min(years)
            beyond = [year for _, year, is_beyond in years if is_beyond]
            firm = f" Firm, and beyond its contingency: {listed(beyond)}." if beyond else ""
            result.find(
                "red" if beyond else "amber",
                f"{code}: {falls_short}, in {len(years)} of {len(result.summary)} years; most in {year}, by "
                f"{pounds(-worst)}.{firm}",
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
    for code, year, effect in records(
        result.budget, "commissioner_code", "financial_year", "collar_effect_gbp"
    ):
        if effect:
            works = "floor raises" if effect > 0 else "ceiling cuts"
            result.find(
                "amber",
                f"{code} in {year}: the {works} the rule's budget by {pounds(abs(effect))}.",
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
    """Commissioners without a published allocation, and firm budgets on allocations that are not."""
    kinds = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    rate = percent(site.settings.rules.allocation_growth_rate)
    projected: dict[str, list[str]] = {}
    unsure: dict[tuple[str, str], list[str]] = {}
    stands = {
        (code, year): status
        for code, year, status in records(
            result.affordability, "commissioner_code", "financial_year", "status"
        )
    }
    for (code, year), status in stands.items():
        if status == "illustrative":
            projected.setdefault(code, []).append(year)
    for code, year in records(result.budget, "commissioner_code", "financial_year", status="firm"):
        if stands[code, year] != "firm":
            unsure.setdefault((code, stands[code, year]), []).append(year)
    for code, years in projected.items():
        flat = "it is kept flat, since NHS growth is not lent to a council"
        how = flat if kinds[code] in COUNCIL_TYPES else f"it is put at {rate} growth a year"
        result.find(
            "amber",
            f"{code} has no published allocation for {listed(years)}: {how}, and is illustrative.",
            f"contract_years.affordability.allocation_growth_rate{_of(code, years[0])}",
        )
    for (code, status), years in unsure.items():
        result.find(
            "amber",
            f"The budget of {code} is firm for {listed(years)} while its allocation is {status}.",
            f"contract_years.affordability.status{_of(code, years[0])}",
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


def _find_lines(result: StepResult) -> None:
    for code, line, home, year, amount in records(
        result.cost, *result.cost.keys, "scope_change_gbp", is_joining=1.0
    ):
        result.find(
            "note",
            f"{line} of {code} joins the budget in {year} with {pounds(amount)}.",
            f"contract_years.cost.scope_change_gbp[commissioner_code={code},service_line={line},home={home},"
            f"financial_year={year}]",
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
