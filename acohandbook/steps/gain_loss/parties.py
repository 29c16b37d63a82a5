"""The parties' side of gain/loss sharing: by which key they share, who funds it, and who ends up with cash.

``members``
    what each party's share could rest on: agreed rates, budget, reserves, performance, lost income
``shares``
    every party's share by every key on every payment basis, capped, with what is left for the residual holder
``distribution``, ``parties``
    the keys side by side on the contract's own payment basis; the contract's own key, which is settled
``funding``
    which commissioner hands over how much of its own pool
``cash``
    who ends up with cash on each payment basis, and who is really better off
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from acohandbook.rules import gain_loss as rules
from acohandbook.rules import sharing
from acohandbook.steps.common import keys_of, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

DISTRIBUTION_KEYS = ("agreed_shares", "equal", "budget", "reserves", "performance", "compensation")

# Who holds what is left when the contract names nobody: each commissioner keeps its own.
UNNAMED_HOLDER = "commissioners"
# Providers of the pool that are no party to the contract.
OTHER_PROVIDERS = "other_providers"


def share_out(step: StepResult, site: Site, contract_years: StepResult) -> None:
    """Add the parties' tables to the step, with the proof that shares and residual make up the pool."""
    parties = _parties(step, site)
    _members(step, site, parties, contract_years)
    _shares(step, parties)
    _settled(step, site, parties)
    _funding(step)
    _cash(step, site)


def _parties(step: StepResult, site: Site) -> Table:
    """The contract's parties and who takes what is left."""
    named = site.settings.terms.residual_holder
    ids = site.parties["party_id"].tolist()
    roles = site.parties["role"].tolist()
    names = site.parties["party_name"].tolist()
    if named is None:
        ids, roles, names = (
            [*ids, UNNAMED_HOLDER],
            [*roles, "residual"],
            [*names, "Commissioners, each its own"],
        )
    codes = set(site.commissioners["commissioner_code"])
    parties = step.table("party_list", {"party_id": ids})
    parties.input("party_name", names, "text", "parties.csv: party_name")
    parties.input("role", roles, "text", "parties.csv: role")
    holder = UNNAMED_HOLDER if named is None else named
    parties.input("is_residual", [one == holder for one in ids], "flag", "site.toml: terms.residual_holder")
    is_commissioner = [one in codes or one == UNNAMED_HOLDER for one in ids]
    parties.input("is_commissioner", is_commissioner, "flag", "commissioners.csv: commissioner_code")
    parties.input(
        "is_member", [role != "residual" for role in roles], "flag", "parties.csv: role other than residual"
    )
    holds = [one == contract_holder(site) for one in ids]
    parties.input("holds_contract", holds, "flag", "site.toml: settlement.provider_party")
    # The holder that the contract does not name is no row of the site's table.
    parties.input("no_share_rate", 0.0, "rate", "a holder that is no party has no agreed share")
    parties.input("not_stated_rate", np.nan, "rate", "a holder that is no party has no cap of its own")
    parties.input("not_known_gbp", np.nan, "gbp", "a holder that is no party states no reserves")
    for column in ("gain_share_rate", "loss_share_rate"):
        parties.lookup(column, site.parties, column, otherwise="no_share_rate")
    for column in ("gain_cap_rate", "loss_cap_rate"):
        parties.lookup(f"stated_{column}", site.parties, column, otherwise="not_stated_rate")
        parties.map(column, rules.own_cap_rate, "rate", stated_rate=f"stated_{column}")
    return parties.lookup("reserves_gbp", site.parties, "reserves_gbp", otherwise="not_known_gbp")


def contract_holder(site: Site) -> str | None:
    """Name the party that holds the contract: the one that the settlement names, or the one ACO."""
    if site.settings.settlement.provider_party is not None:
        return site.settings.settlement.provider_party
    acos = site.parties["party_id"][site.parties["role"] == "aco"].tolist()
    return acos[0] if len(acos) == 1 else None


def _members(step: StepResult, site: Site, parties: Table, contract_years: StepResult) -> None:
    """What each key would give each party, as a share of what is shared."""
    pools, contracts = step.payment_bases, step.contracts
    bases = list(dict.fromkeys(pools["payment_basis"]))
    rows = [(basis, one, year) for basis in bases for one in parties["party_id"] for year in site.years]
    members = step.table("members", keys_of(("payment_basis", "party_id", "financial_year"), rows))
    for column in ("is_member", "holds_contract", "gain_share_rate", "loss_share_rate", "reserves_gbp"):
        members.lookup(column, parties, column)
    for column in ("pool_gbp", "quality_score_rate"):
        members.lookup(column, pools, column)
    as_payer = {
        "payment_basis": "payment_basis",
        "commissioner_code": "party_id",
        "financial_year": "financial_year",
    }
    as_provider = {
        "payment_basis": "payment_basis",
        "provider_code": "party_id",
        "financial_year": "financial_year",
    }
    members.total("expected_as_payer_gbp", contracts, "expected_gbp", by=as_payer)
    members.total("expected_as_provider_gbp", contracts, "expected_gbp", by=as_provider)
    members.total("income_change_gbp", contracts, "income_change_gbp", by=as_provider)
    members.lookup("annual_payment_gbp", contract_years.summary, "budget_gbp")
    members.map(
        "agreed_share_rate", rules.agreed_share_rate, "rate",
        pool_pence="pool_gbp", gain_share_rate="gain_share_rate", loss_share_rate="loss_share_rate",
    )  # fmt: skip
    members.map(
        "performance_share_rate", rules.performance_share_rate, "rate", agreed_share_rate="agreed_share_rate",
        pool_pence="pool_gbp", quality_score_rate="quality_score_rate",
    )  # fmt: skip
    members.map(
        "budget_gbp", rules.party_budget_pence, "gbp",
        expected_as_payer_pence="expected_as_payer_gbp",
        expected_as_provider_pence="expected_as_provider_gbp",
        annual_payment_pence="annual_payment_gbp", is_contract_holder="holds_contract",
    )  # fmt: skip
    members.map("equal_weight", rules.member_weight, "number", weight="is_member", is_member="is_member")
    members.map("budget_weight", rules.member_weight, "number", weight="budget_gbp", is_member="is_member")
    members.map(
        "reserves_weight", rules.member_weight, "number", weight="reserves_gbp", is_member="is_member"
    )
    members.map(
        "compensation_weight", rules.compensation_weight_pence, "number",
        income_change_pence="income_change_gbp", pool_pence="pool_gbp", is_member="is_member",
    )  # fmt: skip
    group = {"payment_basis": "payment_basis", "financial_year": "financial_year"}
    for key in ("equal", "budget", "reserves", "compensation"):
        members.total(f"{key}_weight_total", members, f"{key}_weight", by=group)
        members.map(
            f"{key}_share_rate", rules.weighted_share_rate, "rate",
            weight=f"{key}_weight", weight_total=f"{key}_weight_total",
        )  # fmt: skip


def _shares(step: StepResult, parties: Table) -> None:
    """Every party's share by every key: rate, cap, and what is left for the residual holder."""
    members, pools = step.members, step.payment_bases
    rows = [
        (basis, key, one, year)
        for key in DISTRIBUTION_KEYS
        for basis, one, year in records(members, *members.keys)
    ]
    keys = ("payment_basis", "distribution_key", "party_id", "financial_year")
    shares = step.table("shares", keys_of(keys, rows))
    columns = {key: f"{key.removesuffix('_shares')}_share_rate" for key in DISTRIBUTION_KEYS}
    shares.lookup_named("share_rate", members, columns, named_by="distribution_key")
    for column in ("shareable_gbp", "pool_gbp", "expected_gbp"):
        shares.lookup(column, pools, column)
    for column in ("gain_cap_rate", "loss_cap_rate", "is_residual", "is_commissioner"):
        shares.lookup(column, parties, column)
    shares.map(
        "uncapped_gbp", sharing.shared_pence, "gbp", amount_pence="shareable_gbp", share_rate="share_rate"
    )
    shares.map(
        "cap_gbp", rules.cap_pence, "gbp", amount_pence="uncapped_gbp", expected_pence="expected_gbp",
        gain_cap_rate="gain_cap_rate", loss_cap_rate="loss_cap_rate",
    )  # fmt: skip
    shares.map("capped_gbp", rules.within_cap_pence, "gbp", amount_pence="uncapped_gbp", cap_pence="cap_gbp")
    group = {key: key for key in keys if key != "party_id"}
    shares.total("others_gbp", shares, "capped_gbp", by=group, where={"is_residual": 0.0})
    shares.map("residual_gbp", rules.residual_pence, "gbp", pool_pence="pool_gbp", others_pence="others_gbp")
    shares.map(
        "settled_gbp", rules.settled_pence, "gbp",
        capped_pence="capped_gbp", residual_pence="residual_gbp", is_residual="is_residual",
    )  # fmt: skip
    shares.map(
        "paid_out_gbp", rules.paid_out_pence, "gbp",
        settled_pence="settled_gbp", is_residual="is_residual", is_commissioner="is_commissioner",
    )  # fmt: skip


def _settled(step: StepResult, site: Site, parties: Table) -> None:
    """The keys side by side, and the parties' shares by the contract's own key."""
    ids = parties["party_id"].tolist()
    rows = [(key, one, year) for key in DISTRIBUTION_KEYS for one in ids for year in site.years]
    distribution = step.table(
        "distribution", keys_of(("distribution_key", "party_id", "financial_year"), rows)
    )
    distribution.lookup("payment_basis", step.terms, "payment_basis", on={})
    distribution.lookup("share_rate", step.shares, "share_rate")
    distribution.lookup("amount_gbp", step.shares, "settled_gbp")

    settled = step.table(
        "parties",
        keys_of(("party_id", "financial_year"), [(one, year) for one in ids for year in site.years]),
    )
    settled.lookup("party_name", parties, "party_name")
    settled.lookup("role", parties, "role")
    for term in ("payment_basis", "distribution_key"):
        settled.lookup(term, step.terms, term, on={})
    for column in (
        "share_rate",
        "uncapped_gbp",
        "cap_gbp",
        "capped_gbp",
        "settled_gbp",
        "paid_out_gbp",
        "is_residual",
    ):
        settled.lookup(column, step.shares, column)
    for position, year in enumerate(site.years):
        step.prove(
            f"the parties' shares, with the residual holder's, make up the pool of {year}",
            0,
            {one: settled.sum("settled_gbp", party_id=one, financial_year=year) for one in ids},
            float(step.years["pool_gbp"][position]),
        )


def _funding(step: StepResult) -> None:
    """Which commissioner hands over how much, on each payment basis, by the contract's own key."""
    payers = step.payers
    funding = step.table("funding", {key: payers[key] for key in payers.keys})
    funding.lookup("distribution_key", step.terms, "distribution_key", on={})
    funding.lookup("pool_gbp", payers, "pool_gbp")
    by = {key: key for key in ("payment_basis", "distribution_key", "financial_year")}
    funding.total("shared_out_gbp", step.shares, "paid_out_gbp", by=by)
    funding.map(
        "weight_gbp", rules.funding_weight_pence, "gbp",
        payer_pool_pence="pool_gbp", shared_out_pence="shared_out_gbp",
    )  # fmt: skip
    funding.split(
        "funded_gbp", "shared_out_gbp", "weight_gbp", ("payment_basis", "financial_year"), "commissioner_code"
    )
    funding.map("kept_gbp", rules.kept_pence, "gbp", payer_pool_pence="pool_gbp", funded_pence="funded_gbp")


def _cash(step: StepResult, site: Site) -> None:
    """Who ends up with cash from the same activity on each payment basis, and who is really better off."""
    contracts, payers = step.contracts, step.payers
    named = step.party_list["party_id"].tolist()
    outside = any(code not in named for code in contracts["provider_code"])
    receivers = [code if code in named else OTHER_PROVIDERS for code in contracts["provider_code"]]
    contracts.input(
        "provider_party", receivers, "text", "parties.csv: party_id (a provider stands there by its code)"
    )
    bodies = dict.fromkeys([*payers["commissioner_code"], *named, *([OTHER_PROVIDERS] if outside else [])])
    bases = dict.fromkeys(step.payment_bases["payment_basis"])
    rows = [(basis, body, year) for basis in bases for body in bodies for year in site.years]
    cash = step.table("cash", keys_of(("payment_basis", "party_id", "financial_year"), rows))
    cash.lookup("distribution_key", step.terms, "distribution_key", on={})
    as_payer = {
        "payment_basis": "payment_basis",
        "commissioner_code": "party_id",
        "financial_year": "financial_year",
    }
    as_provider = {
        "payment_basis": "payment_basis",
        "provider_party": "party_id",
        "financial_year": "financial_year",
    }
    cash.total("underspend_gbp", payers, "payer_underspend_gbp", by=as_payer)
    cash.total("income_change_gbp", contracts, "income_change_gbp", by=as_provider)
    cash.total(
        "received_gbp", step.shares, "paid_out_gbp",
        by={key: key for key in ("payment_basis", "distribution_key", "party_id", "financial_year")},
    )  # fmt: skip
    cash.total("funded_gbp", step.funding, "funded_gbp", by=as_payer)
    cash.map(
        "cash_gbp", rules.cash_pence, "gbp", underspend_pence="underspend_gbp",
        income_pence="income_change_gbp", received_pence="received_gbp", funded_pence="funded_gbp",
    )  # fmt: skip
    cash.total("released_gbp", contracts, "released_gbp", by=as_provider)
    cash.map(
        "better_off_gbp", rules.margin_pence, "gbp",
        cash_pence="cash_gbp", provider_cost_released_pence="released_gbp",
    )  # fmt: skip
    for basis in bases:
        step.prove(
            f"under {basis} payment cash only changes hands",
            0,
            {body: cash.sum("cash_gbp", payment_basis=basis, party_id=body) for body in bodies},
            0,
        )
