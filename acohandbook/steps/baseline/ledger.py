"""Every line of the base year's ledger, in exactly one of four places."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import baseline as rules
from acohandbook.steps.common import records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

PLACES = ("this_aco_gbp", "other_places_gbp", "retained_gbp", "unallocated_gbp")


def add_lines(result: StepResult, site: Site, population: StepResult, scope: StepResult) -> None:
    """Add ``lines``: the share of each line for the ACO's people and the place of every penny of it."""
    table = result.table("lines", {"line_id": scope.ledger["line_id"]})
    for column in ("commissioner_code", "commissioner_type", "service_line", "home"):
        table.lookup(column, scope.ledger, column)
    for column in ("attribution", "recurrence", "evidence_grade", "illustrative"):
        table.lookup(column, site.expenditure, column)
    table.lookup("spend_gbp", scope.ledger, "spend_gbp")
    _share(table, site, population)
    _places(table)
    _attributed(table)
    result.prove_rows(
        "each line in four places", table, "ledger_aco_gbp",
        ("other_places_gbp", "retained_gbp", "unallocated_gbp"), "spend_gbp",
    )  # fmt: skip


def _share(table: Table, site: Site, population: StepResult) -> None:
    raw = dict(records(population.commissioners, "commissioner_code", "raw_component"))
    asked = dict(records(site.expenditure, "line_id", "attribution_component"))
    by_key = {"list_share": lambda line, code: raw[code], "need_share": lambda line, code: asked[line]}
    components = [
        by_key[attribution](line, code) if attribution in by_key else None
        for line, code, attribution in records(table, "line_id", "commissioner_code", "attribution")
    ]
    table.input(
        "component", components, "text",
        "expenditure.csv: attribution_component; for list_share the raw count, by residence for a council",
    )  # fmt: skip
    table.lookup("stated_share_rate", site.expenditure, "attribution_rate")
    table.map("is_by_key", rules.is_by_key, "flag", attribution="attribution")
    on = {"commissioner_code": "commissioner_code", "component": "component"}
    shares = population.shares
    table.lookup("key_share_rate", shares, "share_rate", on=on, otherwise="stated_share_rate")
    table.map(
        "share_rate", rules.share_in_force, "rate", attribution="attribution", is_by_key="is_by_key",
        key_share_rate="key_share_rate", stated_rate="stated_share_rate",
    )  # fmt: skip


def _places(table: Table) -> None:
    table.map("is_unallocated", rules.is_unallocated, "flag", service_line="service_line")
    table.map("is_retained", rules.is_retained, "flag", home="home", is_unallocated="is_unallocated")
    kept = {"is_retained": "is_retained", "is_unallocated": "is_unallocated"}
    table.map("is_in_scope", rules.is_in_scope, "flag", **kept)
    table.map(
        "ledger_aco_gbp", rules.part_if_pence, "gbp",
        amount_pence="spend_gbp", share_rate="share_rate", is_counted="is_in_scope",
    )  # fmt: skip
    for name, flag in (("in_scope_gbp", "is_in_scope"), ("retained_gbp", "is_retained"),
                       ("unallocated_gbp", "is_unallocated")):  # fmt: skip
        table.map(name, rules.pence_if, "gbp", amount_pence="spend_gbp", is_counted=flag)
    for name, rule in (("gross_gbp", rules.gross_pence), ("income_gbp", rules.income_pence)):
        table.map(name, rule, "gbp", amount_pence="spend_gbp")
    parts = {"amount_pence": "in_scope_gbp", "part_pence": "ledger_aco_gbp"}
    table.map("other_places_gbp", rules.rest_pence, "gbp", **parts)


def _attributed(table: Table) -> None:
    table.map("is_recurrent", rules.is_recurrent, "flag", recurrence="recurrence")
    recurrent = {"amount_pence": "ledger_aco_gbp", "is_counted": "is_recurrent"}
    table.map("attributed_gbp", rules.pence_if, "gbp", **recurrent)
    parts = {"amount_pence": "ledger_aco_gbp", "part_pence": "attributed_gbp"}
    table.map("non_recurrent_gbp", rules.rest_pence, "gbp", **parts)
    table.map("is_shared", rules.is_shared, "flag", attribution="attribution")
    recurrent = {"amount_pence": "in_scope_gbp", "is_counted": "is_recurrent"}
    table.map("attributable_gbp", rules.pence_if, "gbp", **recurrent)
    table.map("is_illustrative", rules.is_yes, "flag", answer="illustrative")
    table.map("size_gbp", rules.size_pence, "gbp", amount_pence="attributed_gbp")


def add_four_way(result: StepResult, site: Site) -> None:
    """Add ``four_way``: the four places of each commissioner's ledger, beside the total that it states."""
    table = result.table("four_way", {"commissioner_code": site.commissioners["commissioner_code"]})
    for name in PLACES:
        table.total(name, result.lines, "ledger_aco_gbp" if name == "this_aco_gbp" else name)
    table.total("ledger_gbp", result.lines, "spend_gbp")
    table.lookup("stated_ledger_total_gbp", site.commissioners, "ledger_total_gbp")
    result.prove_rows(
        "each ledger ties to its stated total", table, "ledger_gbp", (), "stated_ledger_total_gbp"
    )
    result.prove_rows("each ledger in four places", table, PLACES[0], PLACES[1:], "ledger_gbp")
