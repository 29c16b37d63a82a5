"""Next year's rebasing: what a closed year leaves in the budget of the year after it.

A draft for agreement: no payment of any year reads it. The next budget was set before the closed year was
known, so it is put beside what is known now, at its own prices:

* people beyond those that growth assumed, at the next year's budget a head and the marginal rate of the list
  true-up;
* reopeners invoked up to the closed year whose effect lasts. A share of inflation lasts, since a price that
  rose stays risen: the same points of the next year's line, under the same cap. An event passes unless the
  reopener says that it is recurrent.

Gains and losses, the improvement payment and what is paid at actual cost belong to their year.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import contract_years as budget_rules
from acohandbook.rules import settlement as rules
from acohandbook.rules.growth import growth_rate
from acohandbook.site.financial_year import next_year
from acohandbook.steps.common import keys_of, pounds, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

CHANGES = ("people_gbp", "reopeners_gbp")


def add_rebasing(step: StepResult, site: Site, contract_years: StepResult) -> None:
    """Add ``lasting_reopeners`` and ``rebasing``, with the proof of each budget, and what they propose."""
    years = [year for year in site.settings.settlement.years_closed if next_year(year) in site.years]
    _lasting_reopeners(step, contract_years, years)
    _rebasing(step, site, contract_years, years)
    _findings(step, site)


def _lasting_reopeners(step: StepResult, contract_years: StepResult, years: list[str]) -> None:
    """Every reopener up to a closed year, worked out again on the next year's budget of its line."""
    source = contract_years.reopeners
    stated = records(source, "reopener_id", "financial_year")
    rows = [(name, year) for year in years for name, opened in stated if opened <= year]
    table = step.table("lasting_reopeners", keys_of(("reopener_id", "financial_year"), rows))
    table.input("next_year", [next_year(year) for _, year in rows], "text", "the year after")
    own = {"reopener_id": "reopener_id"}
    for column in (
        "commissioner_code", "service_line", "kind", "amount_gbp", "beyond_deadband_rate",
        "commissioner_share_rate", "cap_rate", "invoked", "recurrent",
    ):  # fmt: skip
        table.lookup(column, source, column, on=own)
    table.input("outside_the_budget_gbp", 0, "gbp", "a line that is not in the budget")
    line = {key: key for key in ("commissioner_code", "service_line")} | {"financial_year": "next_year"}
    table.lookup(
        "line_budget_gbp", contract_years.lines, "budget_gbp", on=line, otherwise="outside_the_budget_gbp"
    )
    table.map(
        "uncapped_gbp", budget_rules.reopener_pence, "gbp", kind="kind", amount_pence="amount_gbp",
        line_budget_pence="line_budget_gbp", beyond_deadband_rate="beyond_deadband_rate",
        commissioner_share_rate="commissioner_share_rate",
    )  # fmt: skip
    capped = {"line_budget_pence": "line_budget_gbp", "cap_rate": "cap_rate"}
    table.map("cap_gbp", budget_rules.reopener_cap_pence, "gbp", **capped)
    worth = {"amount_pence": "uncapped_gbp", "cap_pence": "cap_gbp"}
    table.map("worth_gbp", budget_rules.capped_pence, "gbp", **worth)
    table.map("is_lasting", rules.is_lasting, "flag", kind="kind", recurrent="recurrent")
    table.map(
        "carried_over_gbp", rules.carried_over_pence, "gbp",
        amount_pence="worth_gbp", is_invoked="invoked", is_lasting="is_lasting",
    )  # fmt: skip


def _rebasing(step: StepResult, site: Site, contract_years: StepResult, years: list[str]) -> None:
    codes = site.commissioners["commissioner_code"].tolist()
    rows = [(code, year) for code in codes for year in years]
    table = step.table("rebasing", keys_of(("commissioner_code", "financial_year"), rows))
    table.input("next_year", [next_year(year) for _, year in rows], "text", "the year after")
    following = {"commissioner_code": "commissioner_code", "financial_year": "next_year"}
    table.lookup("budget_gbp", contract_years.budget, "budget_gbp", on=following)
    table.lookup("aco_persons", contract_years.budget, "aco_persons", on=following)
    table.map("per_head_gbp", rules.per_head_pence, "gbp", amount_pence="budget_gbp", persons="aco_persons")
    table.total("true_up_persons", step.list_true_up, "true_up_persons")
    table.lookup("marginal_rate", step.form, "marginal_rate", on={})
    table.map(
        "people_gbp", rules.list_true_up_pence, "gbp", true_up_persons="true_up_persons",
        per_head_pence="per_head_gbp", marginal_rate="marginal_rate",
    )  # fmt: skip
    table.total("reopeners_gbp", step.lasting_reopeners, "carried_over_gbp")
    table.map(
        "rebased_budget_gbp", rules.rebased_pence, "gbp", budget_pence="budget_gbp",
        people_pence="people_gbp", reopeners_pence="reopeners_gbp",
    )  # fmt: skip
    table.map("change_rate", growth_rate, "rate", closing="rebased_budget_gbp", opening="budget_gbp")
    table.input("status", "draft for agreement", "text", "a proposal: no payment reads it")
    step.prove_rows("next year's rebasing", table, "budget_gbp", CHANGES, "rebased_budget_gbp")


def _findings(step: StepResult, site: Site) -> None:
    table = step.rebasing
    for code, year, following, budget, people, reopeners, rebased in records(
        table, *table.keys, "next_year", "budget_gbp", *CHANGES, "rebased_budget_gbp"
    ):
        if people or reopeners:
            step.find(
                "note",
                f"Draft for agreement: {year} leaves {pounds(people)} for people and {pounds(reopeners)} for "
                f"reopeners that last, which would rebase the {following} budget of {code} from "
                f"{pounds(budget)} to {pounds(rebased)}. No payment reads it.",
                f"settlement.rebasing.rebased_budget_gbp[commissioner_code={code},financial_year={year}]",
            )
    counted = set(records(step.list_true_up, *step.list_true_up.keys))
    types = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    for code, year in records(table, *table.keys):
        if types[code] == "ccg" and (code, year) not in counted:
            step.find(
                "amber",
                f"{year} is closed and the list of {code} was not counted: its rebasing carries no people "
                "because none are known. State them in settlement.list_counts.",
                f"settlement.rebasing.true_up_persons[commissioner_code={code},financial_year={year}]",
            )
