"""What a reader must know before agreeing a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.site.faults import counted
from acohandbook.steps.common import persons, pounds, records
from acohandbook.steps.gain_loss.parties import contract_holder
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site


# A list that lies further than this from what growth assumed is more likely a count of other practices.
# A judgement, not a rule.
IMPLAUSIBLE_LIST_CHANGE_RATE = 0.1


def settlement_findings(step: StepResult, site: Site) -> None:
    """Keep findings on the state of each year, the contract's form, the list and recoveries."""
    step.find(
        "note",
        "The statement is a draft for agreement between the parties. It is no contract document.",
        f"settlement.years.status[financial_year={site.years[0]}]",
    )
    for year, is_closed, open_lines, estimated in records(
        step.years, "financial_year", "is_closed", "provisional_lines", "estimated_lines"
    ):
        if is_closed and open_lines:
            step.find(
                "red",
                f"{year} is closed with {counted(int(open_lines), 'line')} of the pool not whole or not "
                "frozen. Freeze the activity, or take the year out of settlement.years_closed.",
                f"settlement.years.provisional_lines[financial_year={year}]",
            )
        if is_closed and estimated:
            step.find(
                "amber",
                f"{year} is closed without a whole year of outturn for {counted(int(estimated), 'line')} "
                "paid at actual cost: the plan stands as the estimate.",
                f"settlement.years.estimated_lines[financial_year={year}]",
            )
    if step.form["is_virtual"][0] == 1:
        row = f"party_id={contract_holder(site)},financial_year={site.years[0]}"
        step.find(
            "note",
            "A virtual contract pays no annual payment: the budget is a shadow figure, existing contracts go "
            "on, and gain/loss sharing alone moves money.",
            f"settlement.statement.shadow_annual_payment_gbp[{row}]",
        )
    _list_true_up(step)
    _last_recovery(step, site)


def _list_true_up(step: StepResult) -> None:
    for code, year, people, assumed, amount, funder in records(
        step.list_true_up, *step.list_true_up.keys, "true_up_persons", "assumed_persons", "amount_gbp",
        "funded_by",
    ):  # fmt: skip
        figure = f"settlement.list_true_up.amount_gbp[commissioner_code={code},financial_year={year}]"
        if amount != 0:
            step.find(
                "note",
                f"{year}: {persons(abs(people))} people of {code} {'beyond' if people > 0 else 'fewer than'} "
                f"those already in the budget's growth are worth {pounds(amount)}, funded by {funder}. No "
                "allocation moves within the year.",
                figure,
            )
        if abs(people) > IMPLAUSIBLE_LIST_CHANGE_RATE * assumed:
            step.find(
                "red",
                f"{year}: the list of {code} is counted {persons(abs(people))} people "
                f"{'above' if people > 0 else 'below'} the {persons(assumed)} in the budget's growth. No "
                "list moves so far in a year: does the count cover the same practices, those that signed?",
                figure,
            )


def _last_recovery(step: StepResult, site: Site) -> None:
    """What is recovered for the last year comes off no later twelfths."""
    year = site.years[-1]
    recovered = step.dues.sum("recovery_gbp", financial_year=year)
    if recovered:
        step.find(
            "note",
            f"{pounds(recovered)} overpaid on account in {year} has no later twelfths to come off: "
            f"{contract_holder(site)} pays it back by invoice.",
            "settlement.dues.recovery_gbp",
        )
