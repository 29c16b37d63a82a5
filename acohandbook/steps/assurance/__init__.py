"""Assurance: what an auditor asks, what must stop a signature, and what brings a director back each week.

``tests``
    each question with its value, the lines it is held against, red, amber or green, and why
``measures``
    the values of the tests, worked out from the earlier steps
``tail``
    the loss of one year in twenty against reserves, guarantee and facility, year by year: the normal
    distribution over the same spread and cover as the draws of the chapter on risk
``movers``
    the five largest movements of cost into the first contract year
``positions``
    the live gap between the parties, item by item, and what is overdue
``version``, ``changes``
    whether the inputs are those that were signed, and what changed since, why and by whose approval
``vat``
    irrecoverable VAT as the site's own figures lead to expect it, beside its adjustment
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from acohandbook.rules import assurance as rules
from acohandbook.rules import noise, risk
from acohandbook.rules.dialect import to_pence
from acohandbook.site.financial_year import starting_year
from acohandbook.steps.assurance.measures import add_measures
from acohandbook.steps.assurance.questions import QUESTIONS, Question
from acohandbook.steps.assurance.vat import add_vat
from acohandbook.steps.assurance.version import add_version
from acohandbook.steps.common import percent, pounds, records
from acohandbook.steps.contract_years.cost import CHANGES
from acohandbook.steps.gain_loss.parties import contract_holder
from acohandbook.steps.parameters import FACILITY_PREFIX, local_or_national
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

STATUSES = {rules.GREEN: "green", rules.AMBER: "amber", rules.RED: "red"}
MOVERS = 5


def assurance(
    site: Site,
    scope: StepResult,
    baseline: StepResult,
    contract_years: StepResult,
    gain_loss: StepResult,
    settlement: StepResult,
) -> StepResult:
    """Hold the results of all steps against what an auditor asks.

    Returns
    -------
    StepResult
        A finding for every test that is red or amber.
    """
    step = StepResult("assurance")
    _positions(step, site)
    _tail(step, site, contract_years, gain_loss, settlement)
    add_version(step, site)
    add_measures(step, site, scope, baseline, contract_years, gain_loss, settlement)
    add_vat(step, site)
    _tests(step, site)
    _movers(step, site, contract_years)
    return step


def as_of(site: Site) -> date:
    """The day on which points count as overdue: the freeze date or, without one, the contract's first day."""
    frozen = site.settings.settlement.freeze_date
    return date.fromisoformat(frozen) if frozen else date(starting_year(site.years[0]), 4, 1)


def _positions(step: StepResult, site: Site) -> None:
    """What each side claims, how far they are apart, and which points are past their day."""
    table = step.table("positions", {"item_id": site.positions["item_id"]})
    for column in ("item", "commissioner_gbp", "provider_gbp", "agreed", "owner_role", "due"):
        table.lookup(column, site.positions, column)
    table.map(
        "gap_gbp",
        rules.gap_pence,
        "gbp",
        commissioner_pence="commissioner_gbp",
        provider_pence="provider_gbp",
    )
    table.map("open_gap_gbp", rules.open_gap_pence, "gbp", gap_pence="gap_gbp", agreed="agreed")
    days = [date.fromisoformat(due).toordinal() if due else float("nan") for due in table["due"]]
    table.input("due_days", days, "number", "positions.csv: due, in days from a fixed day")
    source = "site.toml: settlement.freeze_date, or the first day of the contract"
    table.input("as_of", as_of(site).isoformat(), "text", source)
    table.input("as_of_days", as_of(site).toordinal(), "number", f"{source}, in days from a fixed day")
    table.map(
        "overdue", rules.is_overdue, "flag", agreed="agreed", due_days="due_days", as_of_days="as_of_days"
    )
    table.map("overdue_gbp", rules.overdue_pence, "gbp", open_gap_pence="open_gap_gbp", is_overdue="overdue")


def _tail(
    step: StepResult, site: Site, contract_years: StepResult, gain_loss: StepResult, settlement: StepResult
) -> None:
    """What the provider loses in a year of which one in twenty is worse, and what can bear it."""
    tail = step.table("tail", {"financial_year": site.years})
    tail.input("party_id", contract_holder(site), "text", "site.toml: settlement.provider_party")
    for column in ("aco_persons", "cost_gbp", "unfunded_gbp"):
        tail.lookup(column, contract_years.summary, column)
    tail.map("shortfall_gbp", rules.shortfall_pence, "gbp", amount_pence="unfunded_gbp")
    tail.input("confidence_factor", 1.645, "number", "standard normal distribution, 95%, one-sided")
    doubtful = [
        local_or_national(tail, site, name) for name in ("cost_coefficient_of_variation", "common_shock_rate")
    ]
    tail.input("is_illustrative", float(any(doubtful)), "flag", "data/national/parameters.csv: status")
    chance = {"variation_rate": "cost_coefficient_of_variation", "persons": "aco_persons"}
    tail.map("chance_rate", noise.saving_deviation_rate, "rate", **chance)
    together = {"first_rate": "chance_rate", "second_rate": "common_shock_rate"}
    tail.map("deviation_rate", risk.together_rate, "rate", **together)
    tail.lookup("is_virtual", settlement.form, "is_virtual", on={})
    spread = {"confidence_factor": "confidence_factor", "deviation_rate": "deviation_rate"}
    tail.map(
        "annual_tail_gbp", rules.annual_tail_pence, "gbp", shortfall_pence="shortfall_gbp",
        cost_pence="cost_gbp", is_virtual="is_virtual", **spread,
    )  # fmt: skip
    tail.total("pool_cost_gbp", gain_loss.lines, "contract_cost_gbp")
    for column in ("loss_cap_rate", "is_two_sided"):
        tail.lookup(column, gain_loss.terms, column, on={})
    holder = {"party_id": "party_id"}
    tail.input("none_rate", 0, "rate", "a contract holder that is no party shares no loss")
    for name, column in (("loss_share_rate", "loss_share_rate"), ("party_cap_rate", "loss_cap_rate")):
        tail.lookup(name, gain_loss.party_list, column, on=holder, otherwise="none_rate")
    tail.map(
        "pool_tail_gbp", rules.pool_tail_pence, "gbp", pool_cost_pence="pool_cost_gbp",
        loss_cap_rate="loss_cap_rate", loss_share_rate="loss_share_rate", party_cap_rate="party_cap_rate",
        is_two_sided="is_two_sided", **spread,
    )  # fmt: skip
    tail.map(
        "tail_gbp",
        rules.tail_pence,
        "gbp",
        annual_tail_pence="annual_tail_gbp",
        pool_tail_pence="pool_tail_gbp",
    )
    tail.input("not_known_gbp", float("nan"), "gbp", "blank for a contract holder that is no party")
    for column in ("reserves_gbp", "guarantee_gbp"):
        tail.lookup(column, site.parties, column, on=holder, otherwise="not_known_gbp")
    _facility(tail, site)
    borne_by = {f"{source}_pence": f"{source}_gbp" for source in ("reserves", "guarantee", "facility")}
    tail.map("cover_gbp", risk.cover_pence, "gbp", **borne_by)
    tail.map("uncovered_gbp", rules.uncovered_pence, "gbp", tail_pence="tail_gbp", cover_pence="cover_gbp")
    tail.map(
        "no_guarantee", rules.no_guarantee_count, "flag",
        guarantee_pence="guarantee_gbp", is_virtual="is_virtual",
    )  # fmt: skip
    later = [row for row in records(tail, "uncovered_gbp", "financial_year")[1:] if row[0]]
    if later:
        worst, year = max(later)
        step.find(
            "amber",
            f"After the first year the loss of one year in twenty exceeds reserves and guarantee in "
            f"{len(later)} of {len(tail) - 1} years; most in {year}, by {pounds(worst)} (illustrative spread "
            "of costs).",
            f"assurance.tail.uncovered_gbp[financial_year={year}]",
        )


def _facility(tail: Table, site: Site) -> None:
    """Add what the contract holder may borrow, which a site states as the assumption of that name."""
    name = f"{FACILITY_PREFIX}{contract_holder(site)}"
    if name in site.settings.assumptions:
        tail.lookup("facility", site.settings_table, f"assumptions.{name}", on={})
    else:
        tail.input("facility", float("nan"), "number", f"site.toml: assumptions.{name}, not stated")
    tail.map("facility_gbp", to_pence, "gbp", pounds="facility")


def _tests(step: StepResult, site: Site) -> None:
    """Hold each measure against its lines and say in words what it means."""
    tests = step.table("tests", {"test_id": [question.test_id for question in QUESTIONS]})
    tests.input("title", [question.title for question in QUESTIONS], "text", "the handbook's questions")
    measures = {question.test_id: question.test_id for question in QUESTIONS}
    tests.lookup_named("value", step.measures, measures, named_by="test_id", on={})
    tests.input("unit", [question.unit for question in QUESTIONS], "text", "the handbook's questions")
    for line in ("amber_above", "red_above"):
        moved = [
            site.settings.assumptions.get(f"{question.test_id}_{line}", getattr(question, line))
            for question in QUESTIONS
        ]
        tests.input(line, moved, "number", f"the handbook's judgement, or assumptions.<test_id>_{line}")
    lines = {"amber_above_value": "amber_above", "red_above_value": "red_above"}
    tests.map("status_code", rules.status_code, "number", value="value", **lines)
    tests.map("threshold", rules.passed_line_value, "number", status_code="status_code", **lines)
    statuses = [STATUSES[int(code)] for code in tests["status_code"]]
    tests.input("status", statuses, "text", "the word for status_code")
    values = tests["value"].tolist()
    reasons = [_reason(*row) for row in zip(QUESTIONS, values, statuses, strict=True)]
    tests.input("reason", reasons, "text", "the words for value and status")
    figures = [f"assurance.measures.{question.test_id}" for question in QUESTIONS]
    tests.input("figure", figures, "text", "the figure that the value is")
    for status in ("red", "amber"):
        for title, reason, figure in records(tests, "title", "reason", "figure", status=status):
            step.find(status, f"{title}: {reason}", figure)


def _reason(question: Question, value: float, status: str) -> str:
    """The sentence for a value, with the value in words."""
    if value != value:
        return "A figure that this needs is not known, and what is not known counts as red."
    small = percent(value) if value >= 0.01 else f"{value:.2%}"
    said = {"pounds": pounds(value * 100), "rate": small, "count": f"{value:.0f}"}[question.unit]
    return (question.passed if status == "green" else question.failed).format(value=said)


def _movers(step: StepResult, site: Site, contract_years: StepResult) -> None:
    """The largest movements of cost into the first contract year, whichever their sign."""
    cost = contract_years.cost
    keys = ("commissioner_code", "service_line", "home")
    found = records(cost, *keys, *CHANGES, financial_year=site.years[0])
    moves = [
        (-abs(amount), *row[:3], change)
        for row in found
        for change, amount in zip(CHANGES, row[3:], strict=True)
        if amount
    ]
    largest = [move[1:] for move in sorted(moves)[:MOVERS]]
    movers = step.table("movers", {"rank": [str(rank) for rank in range(1, len(largest) + 1)]})
    for place, key in enumerate((*keys, "movement")):
        movers.input(key, [move[place] for move in largest], "text", "ranked by the size of the movement")
    movers.input("financial_year", site.years[0], "text", "site.toml: first_year")
    changes = {change: change for change in CHANGES}
    movers.lookup_named("amount_gbp", cost, changes, named_by="movement", on={key: key for key in cost.keys})
