"""The values of the tests: each a figure of its own, worked out from the earlier steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import assurance as rules
from acohandbook.steps.common import keys_of, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

# Costs that a contract must own, and the adjustment or assumption that owns each.
OWNED_COSTS = {"vat_without_owner": "vat_irrecoverable", "staff_cost_without_owner": "staff_transfer"}


def add_measures(
    step: StepResult,
    site: Site,
    scope: StepResult,
    baseline: StepResult,
    contract_years: StepResult,
    gain_loss: StepResult,
    settlement: StepResult,
) -> None:
    """Add ``measures``, one row with a column for every test, and the tables that it rests on."""
    measures = step.table("measures", {})
    measures.input("nothing_gbp", 0, "gbp", "what a test is held against")
    first = {"financial_year": site.years[0]}
    measures.total("first_budget_gbp", contract_years.summary, "budget_gbp", where=first)
    measures.total("cost_gbp", contract_years.summary, "cost_gbp")
    measures.lookup("is_virtual", settlement.form, "is_virtual", on={})
    _ledgers(step, measures, site, scope, baseline)
    _evidence(measures, baseline)
    _adjustments(step, measures, site, baseline)
    _agreement(step, measures)
    _money(step, measures, site, baseline, contract_years)
    _sharing(step, measures, gain_loss)
    _statement(step, measures, settlement)


def _pounds(measures: Table, name: str, amount: str) -> None:
    measures.map(name, rules.size_pounds_value, "number", amount_pence=amount)


def _part(measures: Table, name: str, part: str, whole: str) -> None:
    measures.map(name, rules.part_rate, "number", part_pence=part, whole_pence=whole)


def _ledgers(step: StepResult, measures: Table, site: Site, scope: StepResult, baseline: StepResult) -> None:
    ledgers = step.table("ledgers", {"commissioner_code": site.commissioners["commissioner_code"]})
    for column in ("ledger_gbp", "stated_ledger_total_gbp"):
        ledgers.lookup(column, baseline.four_way, column)
    ledgers.map(
        "unexplained_gbp", rules.difference_pence, "gbp",
        first_pence="ledger_gbp", second_pence="stated_ledger_total_gbp",
    )  # fmt: skip
    ledgers.lookup("aco_share_gbp", baseline.deficits, "aco_share_gbp")
    ledgers.map("deficit_gbp", rules.deficit_pence, "gbp", amount_pence="aco_share_gbp")
    measures.total("unexplained_gbp", ledgers, "unexplained_gbp")
    _pounds(measures, "ledger_unexplained", "unexplained_gbp")

    measures.total("homes_gbp", scope.homes, "spend_gbp")
    measures.total("ledger_gbp", baseline.four_way, "ledger_gbp")
    apart = {"first_pence": "homes_gbp", "second_pence": "ledger_gbp"}
    measures.map("homeless_gbp", rules.difference_pence, "gbp", **apart)
    _pounds(measures, "homeless_pounds", "homeless_gbp")

    hosts = step.table("pools", {key: baseline.flow_hosts[key] for key in baseline.flow_hosts.keys})
    for column in ("in_gbp", "out_gbp"):
        hosts.lookup(column, baseline.flow_hosts, column)
    hosts.map("left_gbp", rules.difference_pence, "gbp", first_pence="in_gbp", second_pence="out_gbp")
    measures.total("pooled_left_gbp", hosts, "left_gbp")
    _pounds(measures, "pooled_money_left", "pooled_left_gbp")

    measures.total("unallocated_gbp", baseline.four_way, "unallocated_gbp")
    _part(measures, "unmapped_spend", "unallocated_gbp", "ledger_gbp")


def _evidence(measures: Table, baseline: StepResult) -> None:
    for grade in ("C", "D"):
        measures.total(
            f"grade_{grade.lower()}_gbp", baseline.evidence, "size_gbp", where={"evidence_grade": grade}
        )
    measures.total("attributed_gbp", baseline.evidence, "size_gbp")
    together = {"first_pence": "grade_c_gbp", "second_pence": "grade_d_gbp"}
    measures.map("weak_gbp", rules.together_pence, "gbp", **together)
    _part(measures, "weak_evidence", "weak_gbp", "attributed_gbp")
    measures.total("illustrative_gbp", baseline.illustrative, "size_gbp")
    _part(measures, "illustrative_input", "illustrative_gbp", "attributed_gbp")


def _adjustments(step: StepResult, measures: Table, site: Site, baseline: StepResult) -> None:
    adjustments = step.table("adjustments", {"adjustment_id": baseline.adjustments["adjustment_id"]})
    for column in ("kind", "amount_gbp", "approved"):
        adjustments.lookup(column, baseline.adjustments, column)
    adjustments.map(
        "unapproved_gbp", rules.unapproved_pence, "gbp", amount_pence="amount_gbp", is_approved="approved"
    )
    measures.total("unapproved_gbp", adjustments, "unapproved_gbp")
    _part(measures, "unapproved_adjustments", "unapproved_gbp", "attributed_gbp")

    assumptions = step.table("assumptions", {"assumption_id": site.assumptions["assumption_id"]})
    assumptions.input("rows", 1, "number", "one for each row: every assumption has an owner")
    for name, kind in OWNED_COSTS.items():
        measures.total(f"{kind}_approved", adjustments, "approved", where={"kind": kind})
        measures.total(f"{kind}_assumed", assumptions, "rows", where={"assumption_id": kind})
        owned = {"approved_count": f"{kind}_approved", "assumed_count": f"{kind}_assumed"}
        measures.map(name, rules.missing_owner_count, "number", is_virtual="is_virtual", **owned)


def _agreement(step: StepResult, measures: Table) -> None:
    measures.total("open_gap_gbp", step.positions, "open_gap_gbp")
    _part(measures, "open_positions", "open_gap_gbp", "first_budget_gbp")
    measures.total("overdue_gbp", step.positions, "overdue_gbp")
    _part(measures, "overdue_positions", "overdue_gbp", "first_budget_gbp")


def _money(
    step: StepResult, measures: Table, site: Site, baseline: StepResult, contract_years: StepResult
) -> None:
    first = {"financial_year": site.years[0]}
    measures.total("first_shortfall_gbp", step.tail, "shortfall_gbp", where=first)
    _part(measures, "first_year_gap", "first_shortfall_gbp", "first_budget_gbp")
    for kind in ("unidentified_savings", "provider_savings"):
        measures.total(f"{kind}_gbp", contract_years.summary, f"{kind}_gbp")
        _part(measures, kind, f"{kind}_gbp", "cost_gbp")
    measures.total("deficit_gbp", step.ledgers, "deficit_gbp")
    _part(measures, "inherited_deficit", "deficit_gbp", "first_budget_gbp")
    measures.total("first_uncovered_gbp", step.tail, "uncovered_gbp", where=first)
    _pounds(measures, "tail_beyond_cover", "first_uncovered_gbp")
    measures.total("no_guarantee", step.tail, "no_guarantee", where=first, unit="number")
    measures.total("first_persons", step.tail, "aco_persons", where=first)
    stable = {"parameter_id": "minimum_stable_persons", "financial_year": "any"}
    measures.total("minimum_stable_persons", site.national, "value", by={}, where=stable)
    people = {"number": "first_persons", "wanted_number": "minimum_stable_persons"}
    measures.map("few_people", rules.short_of_rate, "number", **people)


def _sharing(step: StepResult, measures: Table, gain_loss: StepResult) -> None:
    shared = step.table("shared", {"financial_year": gain_loss.years["financial_year"]})
    for column in ("shareable_gbp", "is_within_noise"):
        shared.lookup(column, gain_loss.years, column)
    shared.map(
        "noise_gbp", rules.within_noise_pence, "gbp",
        shareable_pence="shareable_gbp", is_within_noise="is_within_noise",
    )  # fmt: skip
    measures.total("noise_gbp", shared, "noise_gbp")
    _pounds(measures, "shared_noise", "noise_gbp")

    rows = records(gain_loss.payers, "commissioner_code", "financial_year")
    payers = step.table("payers", keys_of(("commissioner_code", "financial_year"), rows))
    payers.lookup("payment_basis", gain_loss.terms, "payment_basis", on={})
    payers.lookup("funded_gbp", gain_loss.funding, "funded_gbp")
    payers.lookup("payer_underspend_gbp", gain_loss.payers, "payer_underspend_gbp")
    payers.map(
        "beyond_gbp", rules.beyond_underspend_pence, "gbp",
        funded_pence="funded_gbp", payer_underspend_pence="payer_underspend_gbp",
    )  # fmt: skip
    measures.total("beyond_gbp", payers, "beyond_gbp")
    _pounds(measures, "gain_beyond_underspend", "beyond_gbp")

    lines = step.table("expectations", {key: gain_loss.lines[key] for key in gain_loss.lines.keys})
    for column in ("expected_above_contract_gbp", "months", "expected_gbp"):
        lines.lookup(column, gain_loss.lines, column)
    lines.map("is_whole", rules.is_whole, "flag", months="months")
    lines.map(
        "above_gbp",
        rules.above_pence,
        "gbp",
        amount_pence="expected_above_contract_gbp",
        is_counted="is_whole",
    )
    for column in ("unstated_basis_gbp", "other_basis_gbp"):
        measures.total(column, gain_loss.years, column)
    measures.total("expected_of_all_gbp", gain_loss.years, "expected_gbp")
    _part(measures, "unstated_basis", "unstated_basis_gbp", "expected_of_all_gbp")
    _part(measures, "other_basis", "other_basis_gbp", "expected_of_all_gbp")
    measures.total("above_gbp", lines, "above_gbp")
    measures.total("expected_gbp", lines, "expected_gbp")
    _part(measures, "generous_expectation", "above_gbp", "expected_gbp")


def _statement(step: StepResult, measures: Table, settlement: StepResult) -> None:
    measures.lookup("unexplained_version", step.version, "unexplained", on={})
    measures.total("unapproved_changes", step.changes, "unapproved")
    closed = {"is_closed": 1.0}
    measures.total(
        "unfrozen_closed_lines", settlement.years, "provisional_lines", where=closed, unit="number"
    )
    measures.total("net_of_all_gbp", settlement.statement, "net_gbp")
    _pounds(measures, "statement_left_over", "net_of_all_gbp")
