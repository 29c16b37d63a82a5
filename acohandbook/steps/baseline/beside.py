"""Figures beside the baseline: checked, shown on their own lines and never absorbed in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import baseline as rules
from acohandbook.steps.common import keys_of, national_by_year, national_parameter, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site


def add_deficits(result: StepResult, site: Site, population: StepResult) -> None:
    """Add ``deficits``: each commissioner's underlying position and the ACO's raw share of it."""
    table = result.table("deficits", {"commissioner_code": site.commissioners["commissioner_code"]})
    table.lookup("underlying_position_gbp", site.commissioners, "underlying_position_gbp")
    table.lookup("list_share_rate", population.commissioners, "list_share_rate")
    position = {"amount_pence": "underlying_position_gbp", "share_rate": "list_share_rate"}
    table.map("aco_share_gbp", rules.part_pence, "gbp", **position)


def add_council(result: StepResult, site: Site, population: StepResult) -> None:
    """Add ``council``: each council's gross spend, income and net spend. The budget takes the net.

    What its pool receives and another ledger counts must stand in its own as income from the NHS.
    """
    codes = [code for (code,) in records(population.commissioners, "commissioner_code", is_council=1.0)]
    lines, table = result.lines, result.table("council", {"commissioner_code": codes})
    table.total("gross_gbp", lines, "gross_gbp")
    table.total("income_gbp", lines, "income_gbp")
    for name, line in (
        ("client_income_gbp", "social_care_client_income"),
        ("nhs_income_gbp", "social_care_nhs_income"),
    ):
        table.total(name, lines, "income_gbp", where={"service_line": line})
    pooled = {"financial_year": site.settings.base_year, "is_counted_by_host": 0}
    by_host = {"host": "commissioner_code"}
    table.total("pooled_in_gbp", result.flows, "in_gbp", by=by_host, where=pooled)
    sides = {"received_pence": "pooled_in_gbp", "income_pence": "nhs_income_gbp"}
    table.map("counted_twice_gbp", rules.counted_twice_pence, "gbp", **sides)
    table.total("net_gbp", lines, "spend_gbp")
    table.total("aco_net_gbp", lines, "ledger_aco_gbp")
    result.prove_rows("gross and income of each council", table, "gross_gbp", ("income_gbp",), "net_gbp")


def add_flows(result: StepResult, site: Site) -> None:
    """Add ``flows``, ``flow_hosts`` and ``flow_parties``: pooled money, nothing over all parties together."""
    table = result.table("flows", {"flow_id": site.flows["flow_id"]})
    for column in ("payer", "host", "payee", "financial_year", "amount_gbp", "counted_in", "poolable"):
        table.lookup(column, site.flows, column)
    amount = {"amount_pence": "amount_gbp", "host": "host"}
    table.map("payer_gbp", rules.payer_pence, "gbp", payer="payer", **amount)
    table.map("payee_gbp", rules.payee_pence, "gbp", payee="payee", **amount)
    sides = {"payer_pence": "payer_gbp", "payee_pence": "payee_gbp"}
    table.map("host_gbp", rules.host_pence, "gbp", **sides)
    table.map("is_counted_by_host", rules.is_same, "flag", word="counted_in", other_word="host")
    for name, rule in (("in_gbp", rules.flow_in_pence), ("out_gbp", rules.flow_out_pence)):
        table.map(name, rule, "gbp", host_pence="host_gbp")

    rows = records(table, "host", "financial_year")
    hosts = result.table("flow_hosts", keys_of(("host", "financial_year"), rows))
    for name in ("in_gbp", "out_gbp"):
        hosts.total(name, table, name)
    result.prove_rows("each pool pays out what it received", hosts, "in_gbp", (), "out_gbp")

    rows = [(party, year) for *parties, year in records(table, "payer", "host", "payee", "financial_year")
            for party in parties]  # fmt: skip
    parties = result.table("flow_parties", keys_of(("party", "financial_year"), rows))
    sides = ("payer", "host", "payee")
    for side in sides:
        by = {side: "party", "financial_year": "financial_year"}
        parties.total(f"as_{side}_gbp", table, f"{side}_gbp", by=by)
    parties.map(
        "net_gbp", rules.flow_net_pence, "gbp", **{f"as_{side}_pence": f"as_{side}_gbp" for side in sides}
    )
    for year in dict.fromkeys(table["financial_year"]):
        nets = dict(records(parties, "party", "net_gbp", financial_year=year))
        result.prove(f"flows of {year} eliminate", 0.0, nets, 0.0)


def add_quality_payments(result: StepResult, site: Site, population: StepResult) -> None:
    """Add ``qof`` (spend a head in every year that the ledger holds) and ``cquin`` (what is moved once)."""
    rows = records(site.expenditure, "commissioner_code", "financial_year", service_line="qof")
    table = result.table("qof", keys_of(("commissioner_code", "financial_year"), rows))
    table.total("spend_gbp", site.expenditure, "spend_gbp", where={"service_line": "qof"})
    commissioner = {"commissioner_code": "commissioner_code"}
    table.lookup("registered_persons", population.commissioners, "registered_persons", on=commissioner)
    spend = {"amount_pence": "spend_gbp", "persons": "registered_persons"}
    table.map("per_head_gbp", rules.per_head_gbp, "gbp_per_head", **spend)
    national_by_year(table, site, "point_gbp", "qof_point_gbp", "gbp_per_head")
    national_by_year(table, site, "mean_list_persons", "mean_list_persons", "persons")
    worth = {name: name for name in ("per_head_gbp", "mean_list_persons", "point_gbp")}
    table.map("implied_points", rules.implied_points, "number", **worth)

    kind = {"kind": "cquin_to_improvement_payment", "home": "improvement_payment"}
    rows = records(result.postings, "commissioner_code", "service_line", **kind)
    table = result.table("cquin", keys_of(("commissioner_code", "service_line"), rows))
    table.total("contract_gbp", result.lines, "attributed_gbp")
    table.total("moved_gbp", result.postings, "baseline_gbp", where=kind)
    parts = {"part_pence": "moved_gbp", "whole_pence": "contract_gbp"}
    table.map("moved_rate", rules.pence_share_rate, "rate", **parts)
    national_parameter(table, site, "national_rate", "cquin_contract_rate", "rate")
    told = {"size_rate": "moved_rate", "limit_rate": "national_rate"}
    table.map("is_beyond_national", rules.is_more, "flag", **told)
