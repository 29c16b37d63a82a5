"""Settlement: what each party pays and receives for each contract year, to the penny.

Everything is a transfer, so every item and every year nets to zero over all parties. Tables:

``list_true_up``
    people beyond those already in the growth of the budget, and what they bring
``pass_through``
    lines paid at actual cost, with the plan as the estimate until a year is whole, by who pays them
``dues``
    what each commissioner pays, item by item
``items``, ``entries``
    every transfer once, and as the two sides of a journal
``statement``
    the items by party, with the net: a draft for agreement
``monthly``, ``cash``
    cash by commissioner and month, and all of it as the contract holder sees it: twelfths less recoveries
``years``
    how far a year's statement stands: closed, whole, frozen
``rebasing``, ``lasting_reopeners``
    what each closed year would leave in the next year's budget: a proposal that changes no payment
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import settlement as rules
from acohandbook.rules.contract_years import persons_at_growth, spending_pence, spread_weight
from acohandbook.rules.dialect import to_pence
from acohandbook.steps.common import keys_of, records
from acohandbook.steps.gain_loss.parties import OTHER_PROVIDERS, UNNAMED_HOLDER, contract_holder
from acohandbook.steps.settlement.cash import add_cash
from acohandbook.steps.settlement.findings import settlement_findings
from acohandbook.steps.settlement.rebasing import add_rebasing
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

# An account, not a party: commissioners fund it and parties are paid out of it, to the penny.
POOL = "gain_loss_pool"

# Each item: its heading in the statement, and the column of ``dues`` that holds its amount.
ITEMS = {
    "annual_payment": ("annual_payment", "annual_payment_gbp"),
    "improvement_on_account": ("improvement_payment", "on_account_gbp"),
    "improvement_true_up": ("improvement_payment", "true_up_gbp"),
    "improvement_recovery": ("improvement_payment", "recovered_gbp"),
    "improvement_returned": ("improvement_payment", "returned_gbp"),
    "gain_loss": ("gain_loss", "gain_loss_gbp"),
    "pass_through": ("pass_through", "pass_through_gbp"),
    "pass_through_planned": ("pass_through", "pass_through_planned_gbp"),
    "pass_through_by_commissioner": ("pass_through", "pass_through_by_commissioner_gbp"),
    "pass_through_by_aco": ("pass_through", "pass_through_by_aco_gbp"),
    "pass_through_planned_to_aco": ("pass_through", "pass_through_planned_to_aco_gbp"),
    "list_true_up": ("list_true_up", "list_true_up_gbp"),
    "reopeners": ("reopeners", "reopeners_gbp"),
    "stop_loss": ("stop_loss", "stop_loss_gbp"),
}
HEADINGS = tuple(dict.fromkeys(heading for heading, _ in ITEMS.values()))


def settlement(
    site: Site,
    population: StepResult,
    scope: StepResult,
    contract_years: StepResult,
    improvement_payment: StepResult,
    gain_loss: StepResult,
) -> StepResult:
    """Settle every contract year between all parties, commissioners included.

    Returns
    -------
    StepResult
        Money received is positive and money paid negative. The statement is a draft for agreement.

    Raises
    ------
    ReconciliationError
        When an item does not net to zero over the parties, or twelve months are not the year.
    """
    step = StepResult("settlement")
    _form(step, site)
    _list_true_up(step, site, population, contract_years)
    _pass_through(step, site, scope, contract_years)
    _dues(step, site, contract_years, improvement_payment, gain_loss)
    _items(step, site, gain_loss)
    _statement(step, site)
    add_cash(step, site, improvement_payment)
    _years(step, site, gain_loss)
    settlement_findings(step, site)
    add_rebasing(step, site, contract_years)
    return step


def _form(step: StepResult, site: Site) -> None:
    form = step.table("form", {})
    form.lookup("contracting_form", site.settings_table, "contracting_form", on={})
    form.map("is_virtual", rules.is_virtual, "flag", contracting_form="contracting_form")
    form.lookup("marginal_rate", site.settings_table, "settlement.list_true_up_marginal_rate", on={})
    form.lookup("stop_loss_limit_gbp", site.settings_table, "settlement.stop_loss_per_case_gbp", on={})
    form.map("has_stop_loss", rules.has_stop_loss, "flag", limit_pence="stop_loss_limit_gbp")


def _list_true_up(step: StepResult, site: Site, population: StepResult, contract_years: StepResult) -> None:
    """Count people once: those whom growth has already put into the budget are taken off first.

    Lists are held against lists. The budget a head is over all of the ACO's people, unregistered ones too.
    """
    counts = site.list_counts
    rows = [row for row in records(counts, *counts.keys) if row[1] in site.years]
    table = step.table("list_true_up", keys_of(counts.keys, rows))
    own = {"commissioner_code": "commissioner_code"}
    table.lookup("base_persons", population.commissioners, "member_registered_persons", on=own)
    for column in ("persons", "persons_in_base_year", "aco_persons"):
        table.lookup(column, contract_years.demography, column)
    table.map(
        "assumed_persons", persons_at_growth, "persons", base_persons="base_persons", persons="persons",
        persons_in_base_year_total="persons_in_base_year",
    )  # fmt: skip
    for column in ("actual_persons", "list_cleaning_persons"):
        table.lookup(column, counts, column)
    table.map(
        "true_up_persons", rules.true_up_persons, "persons", actual_persons="actual_persons",
        list_cleaning_persons="list_cleaning_persons", assumed_persons="assumed_persons",
    )  # fmt: skip
    table.lookup("budget_gbp", contract_years.budget, "budget_gbp")
    table.map("per_head_gbp", rules.per_head_pence, "gbp", amount_pence="budget_gbp", persons="aco_persons")
    table.lookup("marginal_rate", step.form, "marginal_rate", on={})
    table.map(
        "amount_gbp", rules.list_true_up_pence, "gbp", true_up_persons="true_up_persons",
        per_head_pence="per_head_gbp", marginal_rate="marginal_rate",
    )  # fmt: skip
    funder = site.settings.settlement.list_true_up_funded_by
    funded_by = [code if funder is None else funder for code, _ in rows]
    table.input("funded_by", funded_by, "text", "site.toml: settlement.list_true_up_funded_by")


def _pass_through(step: StepResult, site: Site, scope: StepResult, contract_years: StepResult) -> None:
    """Lines paid at actual cost. Outturn of a line says so only where the whole line has that home."""
    types = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    homes = {(kind, line): home for kind, line, home in records(scope.lines, *scope.lines.keys, "home")}
    keys = ("commissioner_code", "service_line", "financial_year")
    held = {
        (*row, month)
        for *row, month in records(site.outturn, *keys, "month")
        if homes[types[row[0]], row[1]] == "pass_through"
    }
    months = step.table("pass_through_months", keys_of((*keys, "month"), sorted(held)))
    months.input("months", 1, "months", "one for each month of outturn")
    months.total("actual_gbp", site.outturn, "actual_gbp")
    planned = records(contract_years.cost, *keys, home="pass_through")
    rows = [row for row in [*planned, *records(months, *keys)] if row[2] in site.years]
    table = step.table("pass_through", keys_of(keys, rows))
    table.total("planned_gbp", contract_years.cost, "cost_gbp", where={"home": "pass_through"})
    table.total("months", months, "months")
    table.total("actual_gbp", months, "actual_gbp")
    table.map("is_estimate", rules.is_estimate, "flag", months="months")
    table.map(
        "amount_gbp", rules.at_actual_pence, "gbp",
        planned_pence="planned_gbp", actual_pence="actual_gbp", months="months",
    )  # fmt: skip
    kinds = [types[code] for code in table["commissioner_code"]]
    table.input("commissioner_type", kinds, "text", "commissioners.csv: commissioner_type")
    table.lookup("payable_by_aco", site.scope, "payable_by_aco")
    _by_payer(table, "amount")
    _by_payer(table, "planned")


def _by_payer(table: Table, amount: str) -> None:
    """Who pays a line: the contract's holder, the commissioner, or whoever the contract names for all."""
    told = {"amount_pence": f"{amount}_gbp", "payable_by_aco": "payable_by_aco"}
    table.map(f"{amount}_by_aco_gbp", rules.by_aco_pence, "gbp", **told)
    table.map(f"{amount}_by_commissioner_gbp", rules.by_commissioner_pence, "gbp", **told)
    table.map(
        f"{amount}_by_agreement_gbp", rules.by_agreement_pence, "gbp", amount_pence=f"{amount}_gbp",
        by_aco_pence=f"{amount}_by_aco_gbp", by_commissioner_pence=f"{amount}_by_commissioner_gbp",
    )  # fmt: skip


def _dues(
    step: StepResult,
    site: Site,
    contract_years: StepResult,
    improvement_payment: StepResult,
    gain_loss: StepResult,
) -> None:
    """What each commissioner pays for each year, item by item."""
    codes = site.commissioners["commissioner_code"].tolist()
    dues = step.table(
        "dues",
        keys_of(
            ("commissioner_code", "financial_year"), [(code, year) for code in codes for year in site.years]
        ),
    )
    dues.input("holder", contract_holder(site), "text", "site.toml: settlement.provider_party")
    dues.input("nothing_gbp", 0, "gbp", "where a commissioner has no such item")
    dues.lookup("is_virtual", step.form, "is_virtual", on={})
    dues.lookup("budget_gbp", contract_years.budget, "budget_gbp")
    _payable(dues, "annual_payment_gbp", "budget_gbp")
    dues.map(
        "shadow_annual_payment_gbp",
        rules.shadow_pence,
        "gbp",
        amount_pence="budget_gbp",
        is_virtual="is_virtual",
    )
    for column in ("on_account", "true_up", "recovery", "returned"):
        dues.lookup(f"{column}_due_gbp", improvement_payment.funding, f"{column}_gbp")
        _payable(dues, f"{column}_gbp", f"{column}_due_gbp")
    dues.map("recovered_gbp", rules.negative_pence, "gbp", amount_pence="recovery_gbp")

    dues.lookup("payment_basis", gain_loss.terms, "payment_basis", on={})
    dues.lookup("gain_loss_gbp", gain_loss.funding, "funded_gbp", otherwise="nothing_gbp")
    for column, other, amount in (
        ("pass_through", step.pass_through, "amount_by_agreement_gbp"),
        ("pass_through_planned", step.pass_through, "planned_by_agreement_gbp"),
        ("pass_through_by_commissioner", step.pass_through, "amount_by_commissioner_gbp"),
        ("pass_through_by_aco", step.pass_through, "amount_by_aco_gbp"),
        ("pass_through_planned_to_aco", step.pass_through, "planned_by_aco_gbp"),
        ("list_true_up", step.list_true_up, "amount_gbp"),
        ("reopeners", contract_years.reopeners, "effect_gbp"),
    ):
        dues.total(f"{column}_due_gbp", other, amount)
        _payable(dues, f"{column}_gbp", f"{column}_due_gbp")
    _stop_loss(dues, step, site)


def _payable(dues: Table, column: str, amount: str) -> None:
    """Under a virtual contract only gain/loss sharing moves money."""
    dues.map(column, rules.payable_pence, "gbp", amount_pence=amount, is_virtual="is_virtual")


def _stop_loss(dues: Table, step: StepResult, site: Site) -> None:
    """Share out the cost of single cases beyond the limit over commissioners, by their budgets, if any.

    The excess of a year is the site's assumption ``stop_loss_excess_gbp_2017_18``, in pounds.
    """
    names = {year: f"stop_loss_excess_gbp_{year.replace('/', '_')}" for year in site.years}
    stated = {
        year: f"assumptions.{name}" for year, name in names.items() if name in site.settings.assumptions
    }
    years = step.table("stop_loss", {"financial_year": site.years})
    years.input("nothing", 0, "number", "a year without cases beyond the limit")
    if stated:
        years.lookup_named(
            "excess", site.settings_table, stated, named_by="financial_year", on={}, otherwise="nothing"
        )
    else:
        years.input("excess", 0, "number", "site.toml: assumptions.stop_loss_excess_gbp_<year>, none stated")
    years.map("excess_gbp", to_pence, "gbp", pounds="excess")
    dues.lookup("stop_loss_excess_gbp", years, "excess_gbp", on={"financial_year": "financial_year"})
    dues.lookup("has_stop_loss", step.form, "has_stop_loss", on={})
    dues.map(
        "stop_loss_of_all_gbp", rules.stop_loss_pence, "gbp",
        excess_pence="stop_loss_excess_gbp", has_stop_loss="has_stop_loss",
    )  # fmt: skip
    dues.map("positive_budget_gbp", spending_pence, "gbp", cost_pence="budget_gbp")
    by_year = {"financial_year": "financial_year"}
    dues.total("positive_budget_of_all_gbp", dues, "positive_budget_gbp", by=by_year)
    dues.map(
        "stop_loss_weight", spread_weight, "number", spending_pence="positive_budget_gbp",
        spending_of_all_pence="positive_budget_of_all_gbp",
    )  # fmt: skip
    dues.split(
        "stop_loss_due_gbp",
        "stop_loss_of_all_gbp",
        "stop_loss_weight",
        ["financial_year"],
        "commissioner_code",
    )
    _payable(dues, "stop_loss_gbp", "stop_loss_due_gbp")


def _items(step: StepResult, site: Site, gain_loss: StepResult) -> None:
    """Every transfer once, from payer to payee; a negative amount goes the other way."""
    keys = ("item", "commissioner_code", "payer", "payee", "financial_year")
    items = step.table("items", keys_of(keys, _transfers(site, gain_loss)))
    items.input(
        "heading", [ITEMS[item][0] for item in items["item"]], "text", "heading of the item in the statement"
    )
    items.input("nothing_gbp", 0, "gbp", "where the other source pays")
    items.lookup_named(
        "from_commissioner_gbp", step.dues, {item: column for item, (_, column) in ITEMS.items()},
        named_by="item", on={key: key for key in step.dues.keys}, otherwise="nothing_gbp",
    )  # fmt: skip
    from_pool = [payee if payer == POOL else None for payer, payee in records(items, "payer", "payee")]
    items.input("pool_party", from_pool, "text", "payee, where the pool pays")
    items.total(
        "from_pool_gbp", gain_loss.parties, "paid_out_gbp",
        by={"party_id": "pool_party", "financial_year": "financial_year"},
    )  # fmt: skip
    items.map(
        "amount_gbp", rules.item_pence, "gbp",
        from_commissioner_pence="from_commissioner_gbp", from_pool_pence="from_pool_gbp",
    )  # fmt: skip


def _transfers(site: Site, gain_loss: StepResult) -> list[tuple]:
    """Who pays whom for each item: item, whose due it is, payer, payee and year."""
    settings = site.settings
    holder = contract_holder(site)
    choice, funder = settings.settlement.choice_by, settings.settlement.list_true_up_funded_by
    says_who_pays = any(word is not None for word in site.scope["payable_by_aco"])
    rows = []
    for year in site.years:
        for code in site.commissioners["commissioner_code"]:
            rows += [
                ("annual_payment", code, code, holder, year),
                ("improvement_on_account", code, code, holder, year),
                ("improvement_true_up", code, code, holder, year),
                ("improvement_recovery", code, code, holder, year),
                ("improvement_returned", code, code, settings.improvement.unearned_to, year),
                ("gain_loss", code, code, POOL, year),
                ("pass_through", code, choice or code, OTHER_PROVIDERS, year),
                ("pass_through_planned", code, code, choice, year),
                ("list_true_up", code, funder or code, holder, year),
                ("reopeners", code, code, holder, year),
                ("stop_loss", code, code, holder, year),
            ]
            if says_who_pays:
                rows += [
                    ("pass_through_by_commissioner", code, code, OTHER_PROVIDERS, year),
                    ("pass_through_by_aco", code, holder, OTHER_PROVIDERS, year),
                    ("pass_through_planned_to_aco", code, code, holder, year),
                ]
        parties = dict.fromkeys(gain_loss.parties["party_id"])
        rows += [("gain_loss", POOL, POOL, party, year) for party in parties if party != UNNAMED_HOLDER]
    return [row for row in rows if row[3] is not None and row[2] != row[3]]


def _statement(step: StepResult, site: Site) -> None:
    """Post both sides of every transfer, and add them up by party and heading."""
    items = step.items
    sides = [(*row, side) for row in records(items, *items.keys) for side in ("payer", "payee")]
    entries = step.table("entries", keys_of((*items.keys, "side"), sides))
    on = {key: key for key in items.keys}
    entries.lookup("heading", items, "heading", on=on)
    party_ids = [row[2] if row[5] == "payer" else row[3] for row in sides]
    entries.input("party_id", party_ids, "text", "payer or payee, by the side")
    entries.lookup("item_gbp", items, "amount_gbp", on=on)
    entries.map("amount_gbp", rules.signed_pence, "gbp", amount_pence="item_gbp", side="side")

    named = [*site.parties["party_id"], *site.commissioners["commissioner_code"], *party_ids]
    parties = [party for party in dict.fromkeys(named) if party != POOL]
    rows = [(party, year) for party in parties for year in site.years]
    statement = step.table("statement", keys_of(("party_id", "financial_year"), rows))
    names = dict(records(site.commissioners, "commissioner_code", "commissioner_name"))
    names |= dict(records(site.parties, "party_id", "party_name"))
    told = [names.get(party, party.replace("_", " ").capitalize()) for party, _ in rows]
    statement.input(
        "party_name", told, "text", "parties.csv: party_name; commissioners.csv: commissioner_name"
    )
    for heading in HEADINGS:
        statement.total(f"{heading}_gbp", entries, "amount_gbp", where={"heading": heading})
    headings = {f"{heading}_pence": f"{heading}_gbp" for heading in HEADINGS}
    statement.map("net_gbp", rules.net_pence, "gbp", **headings)
    statement.total(
        "shadow_annual_payment_gbp", step.dues, "shadow_annual_payment_gbp",
        by={"holder": "party_id", "financial_year": "financial_year"},
    )  # fmt: skip
    statement.input(
        "status", "draft for agreement", "text", "a statement is a draft until the parties agree it"
    )
    for year in site.years:
        for column in (*(f"{heading}_gbp" for heading in HEADINGS), "net_gbp"):
            amounts = {party: statement.sum(column, party_id=party, financial_year=year) for party in parties}
            step.prove(f"{column} of {year} is a transfer between the parties", 0, amounts, 0)
        step.prove(
            f"the gain/loss pool of {year} is handed out as it is funded",
            entries.sum("amount_gbp", party_id=POOL, financial_year=year), {}, 0,
        )  # fmt: skip


def _years(step: StepResult, site: Site, gain_loss: StepResult) -> None:
    """How far each year's statement stands."""
    years = step.table("years", {"financial_year": site.years})
    closed = [year in site.settings.settlement.years_closed for year in site.years]
    years.input("is_closed", closed, "flag", "site.toml: settlement.years_closed")
    years.lookup("freeze_date", site.settings_table, "settlement.freeze_date", on={})
    years.lookup("months", gain_loss.years, "months")
    years.lookup("provisional_lines", gain_loss.years, "provisional_lines")
    years.total("frozen_months", gain_loss.lines, "frozen")
    years.total("line_months", gain_loss.lines, "months")
    years.total("estimated_lines", step.pass_through, "is_estimate")
    stages = [
        "draft for agreement" if is_closed and not open_lines else "draft for agreement, provisional"
        for is_closed, open_lines in zip(closed, years["provisional_lines"], strict=True)
    ]
    years.input("status", stages, "text", "closed, whole and frozen, or provisional")
