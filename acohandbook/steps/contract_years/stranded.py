"""Stranded cost against savings: what a commissioner pays for cost that stays, beside what it has saved.

``stranded``
    each commissioner that pays stranded cost and year: savings contracted so far, less the cost that stays
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import contract_years as rules
from acohandbook.site.financial_year import previous_year
from acohandbook.steps.common import keys_of, pounds, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

KIND = "stranded_cost"


def add_stranded(result: StepResult, site: Site) -> None:
    """Add ``stranded``, and tell what is left of each commissioner's savings, and where nothing tapers."""
    codes = dict.fromkeys(code for (code,) in records(result.adjustments, "commissioner_code", kind=KIND))
    rows = [(code, year) for code in codes for year in site.growth_years]
    table = result.table("stranded", keys_of(("commissioner_code", "financial_year"), rows))
    table.input("previous_year", [previous_year(year) for _, year in rows], "text", "the year before")
    table.input("at_base_gbp", 0, "gbp", "nothing is saved in the base year")
    table.total("contracted_savings_gbp", result.cost, "contracted_savings_gbp")
    table.carry(
        "saved_before_gbp", "saved_to_date_gbp", first="at_base_gbp", rule=rules.saved_pence,
        along="financial_year", previous="previous_year", savings_change_pence="contracted_savings_gbp",
    )  # fmt: skip
    table.total("stranded_gbp", result.adjustments, "amount_gbp", where={"kind": KIND})
    net = {"first_pence": "saved_to_date_gbp", "second_pence": "stranded_gbp"}
    table.map("net_savings_gbp", rules.less_pence, "gbp", **net)
    for code in codes:
        _find(result, code)


def _find(result: StepResult, code: str) -> None:
    columns = ("financial_year", "stranded_gbp", "saved_to_date_gbp", "net_savings_gbp")
    years = [row for row in records(result.stranded, *columns, commissioner_code=code) if row[1]]
    if not years:
        return
    net, year, amount, saved = min((net, year, amount, saved) for year, amount, saved, net in years)
    flat = len(years) > 1 and len({amount for _, amount, _, _ in years}) == 1
    lasts = f" It stays at that for {len(years)} years and does not taper." if flat else ""
    result.find(
        "amber" if net < 0 else "note",
        f"{code}: stranded cost of {pounds(amount)} in {year} "
        + (f"is {pounds(-net)} more than" if net < 0 else f"leaves {pounds(net)} of")
        + f" the savings contracted so far, {pounds(saved)}.{lasts}",
        f"contract_years.stranded.net_savings_gbp[commissioner_code={code},financial_year={year}]",
    )
