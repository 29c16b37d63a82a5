"""The system view: several accountable care organisations and the rest of their system in one account.

It stands beside the steps of one site and reads the results of several.

``organisations``
    each organisation's position: underlying, by plan, by what moved to or from it, by cost really released
``effects``
    for each of these, how much moved between organisations and how much the system as a whole gained
``movements``
    what the settlement statements move, which is nothing for the system
``ledgers``
    each commissioner's ledger: in these organisations' budgets, and the rest
``summary``
    the system's position beside its control total
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from acohandbook.rules import system_view as rules
from acohandbook.rules.dialect import to_pence
from acohandbook.site.opening import examples, site_folder
from acohandbook.steps.common import keys_of, listed, pounds, records
from acohandbook.steps.gain_loss.parties import contract_holder
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.steps.results import Results

EFFECTS = {
    "underlying": "commissioners' underlying positions",
    "plan": "the budget rule: what is affordable, paid and spent",
    "price": "activity at price, between payers and providers",
    "share": "shares of the gain/loss pool",
    "settled": "list true-up, reopeners and stop-loss",
    "released": "cost that providers really released",
}
# What only moves money: over all organisations each adds up to nothing.
TRANSFERS = ("price", "share", "settled")
PAYMENTS = (
    "annual_payment_gbp", "improvement_payment_gbp", "gain_loss_gbp", "pass_through_gbp",
    "list_true_up_gbp", "reopeners_gbp", "stop_loss_gbp",
)  # fmt: skip


class SystemViewError(ValueError):
    """Sites that do not make one system; the message says why."""


def system_view(
    results: Sequence[Results], financial_year: str | None = None, control_total_gbp: float = 0.0
) -> StepResult:
    """Set several sites against one control total.

    Parameters
    ----------
    results : sequence of Results
        All steps of each site. A commissioner of several sites is one organisation; every other organisation
        is its own site's.
    financial_year : str, optional
        By default as ``common_year`` says.
    control_total_gbp : float
        The position that the system has agreed to reach: a surplus is positive.

    Raises
    ------
    SystemViewError
        When a site comes twice, or two sites state one commissioner's ledger or position differently.
    ReconciliationError
        When what only changes hands does not add up to nothing.
    """
    keys = [one.site.key for one in results]
    if len(set(keys)) < len(keys):
        raise SystemViewError(f"A site comes twice: {', '.join(keys)}.")
    year = financial_year or common_year(results)
    step = StepResult("system_view")
    _contributions(step, results, year)
    _organisations(step, results)
    _effects(step)
    _movements(step, results, year)
    _ledgers(step, results)
    _summary(step, year, control_total_gbp)
    _findings(step, results, year)
    return step


def neighbours(site: Site) -> list[str]:
    """The other example sites when this is one of them, so that a system can be shown; otherwise none."""
    folders = {site_folder(name): name for name in examples()}
    if site.folder not in folders:
        return []
    return [name for folder, name in folders.items() if folder != site.folder]


def common_year(results: Sequence[Results]) -> str:
    """A year for which the first site holds outturn; of several, the one that most other sites know best.

    A site knows a year best when it holds outturn for it, and next when it has a contract in it.
    """
    held: dict[str, list[int]] = {}
    for place, one in enumerate(results):
        for year, months in records(one.gain_loss.years, "financial_year", "months"):
            count = held.setdefault(year, [0, 0, 0])
            count[0] += place == 0 and months > 0
            count[1] += months > 0
            count[2] += 1
    return max(sorted(held), key=lambda year: held[year])


# --- organisations ---------------------------------------------------------------------------------------


def _contributions(step: StepResult, results: Sequence[Results], year: str) -> None:
    """What each site's results say of each organisation, in one table."""
    rows = [row for one in results for row in _site_rows(one, year)]
    table = step.table("contributions", keys_of(("site_key", "organisation"), [row[:2] for row in rows]))
    source = "results of the site"
    for place, column in enumerate(("organisation_name", "role"), 2):
        table.input(column, [row[place] for row in rows], "text", source)
    columns = (
        "gap_gbp", "commissioner_unfunded_gbp", "holder_unfunded_gbp", "price_gbp", "received_gbp",
        "funded_gbp", "released_stated_gbp", "list_true_up_gbp", "reopeners_gbp", "stop_loss_gbp",
    )  # fmt: skip
    table.input("is_virtual", [row[4] for row in rows], "flag", source)
    for place, column in enumerate(columns, 5):
        table.input(column, [row[place] for row in rows], "gbp", f"{source}, {year}")
    table.map(
        "plan_gbp", rules.plan_pence, "gbp", gap_pence="gap_gbp", is_virtual="is_virtual",
        commissioner_unfunded_pence="commissioner_unfunded_gbp", holder_unfunded_pence="holder_unfunded_gbp",
    )  # fmt: skip
    table.map("share_gbp", rules.share_pence, "gbp", received_pence="received_gbp", funded_pence="funded_gbp")
    table.map(
        "settled_gbp", rules.settled_pence, "gbp", list_true_up_pence="list_true_up_gbp",
        reopeners_pence="reopeners_gbp", stop_loss_pence="stop_loss_gbp",
    )  # fmt: skip
    table.map("released_gbp", rules.known_pence, "gbp", amount_pence="released_stated_gbp")
    table.map("released_unknown", rules.is_unknown, "flag", amount_pence="released_stated_gbp")


def _site_rows(one: Results, year: str):
    """Each organisation of one site: site, organisation, name, role, virtual, and its amounts in pence."""
    site, key = one.site, one.site.key
    commissioners = dict(records(site.commissioners, "commissioner_code", "commissioner_name"))
    types = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    parties = {row[0]: row[1:] for row in records(site.parties, "party_id", "party_name", "role")}
    cash = one.gain_loss.cash
    basis = site.settings.terms.payment_basis
    bodies = [*commissioners, *parties, *cash["party_id"]]
    holder = contract_holder(site)
    virtual = float(site.settings.contracting_form == "virtual")
    if year in site.years and holder is None:
        holder = "contract_holder"
        bodies.append(holder)
    for body in dict.fromkeys(bodies):
        is_commissioner = body in commissioners
        name, role = (
            (commissioners[body], types[body])
            if is_commissioner
            else parties.get(body, (body.replace("_", " ").capitalize(), "provider"))
        )
        at = {"financial_year": year}
        budget = one.contract_years.budget
        gap, unfunded = (
            (budget.sum(column, commissioner_code=body, **at) if is_commissioner else 0.0)
            for column in ("gap_gbp", "unfunded_gbp")
        )
        held = one.contract_years.summary.sum("unfunded_gbp", **at) if body == holder else 0.0
        paid = {"payment_basis": basis, "party_id": body, **at}
        price = cash.sum("underspend_gbp", **paid) + cash.sum("income_change_gbp", **paid)
        amounts = [cash.sum(column, **paid) for column in ("received_gbp", "funded_gbp", "released_gbp")]
        statement = one.settlement.statement
        settled = [
            statement.sum(column, party_id=body, **at)
            for column in ("list_true_up_gbp", "reopeners_gbp", "stop_loss_gbp")
        ]
        organisation = body if is_commissioner else f"{key}: {body}"
        yield (
            key, organisation, name, role, virtual, gap, unfunded, held, price, *amounts, *settled
        )  # fmt: skip


def _organisations(step: StepResult, results: Sequence[Results]) -> None:
    """Each organisation once: a commissioner's own position, and what all its sites bring it."""
    contributions = step.contributions
    names = {row[0]: row[1:] for row in records(contributions, "organisation", "organisation_name", "role")}
    table = step.table("organisations", {"organisation": list(names)})
    table.input("organisation_name", [row[0] for row in names.values()], "text", "the site that names it")
    table.input("role", [row[1] for row in names.values()], "text", "the site that names it")
    stated = _stated_once(results, "underlying_position_gbp", "underlying position")
    table.input(
        "underlying_stated_gbp", [stated.get(one, 0.0) for one in names], "gbp",
        "commissioners.csv: underlying_position_gbp",
    )  # fmt: skip
    table.map("underlying_gbp", rules.known_pence, "gbp", amount_pence="underlying_stated_gbp")
    table.map("underlying_unknown", rules.is_unknown, "flag", amount_pence="underlying_stated_gbp")
    for effect in EFFECTS:
        if effect != "underlying":
            table.total(f"{effect}_gbp", contributions, f"{effect}_gbp", by={"organisation": "organisation"})
    table.map(
        "position_gbp", rules.position_pence, "gbp",
        **{f"{effect}_pence": f"{effect}_gbp" for effect in EFFECTS},
    )  # fmt: skip
    for effect in TRANSFERS:
        step.prove(
            f"{EFFECTS[effect]}: what one receives another pays",
            0,
            dict(records(table, "organisation", f"{effect}_gbp")),
            0,
        )


def _stated_once(results: Sequence[Results], column: str, words: str) -> dict[str, float]:
    """A commissioner's figure from the sites that state it, in pence; they must state the same."""
    stated: dict[str, float] = {}
    for one in results:
        for code, pence in records(one.site.commissioners, "commissioner_code", column):
            other = stated.setdefault(code, pence)
            if other != pence and not (other != other and pence != pence):
                raise SystemViewError(
                    f"Two sites state the {words} of {code} differently: {pounds(other)} and "
                    f"{pounds(pence)}. Agree on one before the sites stand in one system."
                )
    return stated


def _effects(step: StepResult) -> None:
    """For each part of the positions: what moves between organisations, and what the system gains."""
    rows = [(effect, one) for effect in EFFECTS for one in step.organisations["organisation"]]
    parts = step.table("parts", keys_of(("effect", "organisation"), rows))
    columns = {effect: f"{effect}_gbp" for effect in EFFECTS}
    parts.lookup_named(
        "amount_gbp", step.organisations, columns, "effect", on={"organisation": "organisation"}
    )
    parts.map("received_gbp", rules.received_pence, "gbp", amount_pence="amount_gbp")
    effects = step.table("effects", {"effect": list(EFFECTS)})
    effects.input("effect_name", list(EFFECTS.values()), "text", "the words for the effect")
    effects.total("better_off_gbp", parts, "received_gbp", by={"effect": "effect"})
    effects.total("net_gbp", parts, "amount_gbp", by={"effect": "effect"})
    effects.map("worse_off_gbp", rules.rest_pence, "gbp", ledger_pence="net_gbp", acos_pence="better_off_gbp")


def _movements(step: StepResult, results: Sequence[Results], year: str) -> None:
    """What the statements of all sites move, payment by payment, and what is left over: nothing."""
    rows, amounts = [], []
    for one in results:
        statement = one.settlement.statement
        for column in PAYMENTS:
            for party, pence in records(statement, "party_id", column, financial_year=year):
                rows.append((column.removesuffix("_gbp"), one.site.key, party))
                amounts.append(pence)
    entries = step.table("entries", keys_of(("payment", "site_key", "party_id"), rows))
    entries.input("amount_gbp", amounts, "gbp", f"results of the site, {year}: settlement.statement")
    entries.map("received_gbp", rules.received_pence, "gbp", amount_pence="amount_gbp")
    movements = step.table("movements", {"payment": [column.removesuffix("_gbp") for column in PAYMENTS]})
    movements.total("moved_gbp", entries, "received_gbp")
    movements.total("net_gbp", entries, "amount_gbp")
    for payment, net in records(movements, "payment", "net_gbp"):
        step.prove(f"{payment.replace('_', ' ')} of all statements only changes hands", 0, [net], 0)


# --- ledgers and the whole -------------------------------------------------------------------------------


def _ledgers(step: StepResult, results: Sequence[Results]) -> None:
    """Each commissioner's ledger of a base year: in these organisations' budgets, and the rest."""
    stated: dict[tuple, float] = {}
    rows, parts = [], []
    for one in results:
        base = one.site.settings.base_year
        for code, ours, ledger in records(
            one.baseline.four_way, "commissioner_code", "this_aco_gbp", "ledger_gbp"
        ):
            if stated.setdefault((code, base), ledger) != ledger:
                raise SystemViewError(
                    f"Two sites have different ledgers of {code} for {base}: "
                    f"{pounds(stated[code, base])} and {pounds(ledger)}."
                )
            rows.append((one.site.key, code, base))
            parts.append(ours)
    shares = step.table("ledger_shares", keys_of(("site_key", "commissioner_code", "base_year"), rows))
    shares.input("this_aco_gbp", parts, "gbp", "results of the site: baseline.four_way.this_aco_gbp")
    ledgers = step.table("ledgers", keys_of(("commissioner_code", "base_year"), list(stated)))
    ledgers.input("ledger_gbp", list(stated.values()), "gbp", "results of the site: baseline.four_way")
    ledgers.total("acos_gbp", shares, "this_aco_gbp")
    ledgers.map("rest_gbp", rules.rest_pence, "gbp", ledger_pence="ledger_gbp", acos_pence="acos_gbp")
    step.prove_rows("these organisations and the rest make up each ledger", ledgers, "acos_gbp",
                    ["rest_gbp"], "ledger_gbp")  # fmt: skip


def _summary(step: StepResult, year: str, control_total_gbp: float) -> None:
    organisations = step.organisations
    summary = step.table("summary", {})
    summary.input("financial_year", year, "text", "asked for, or chosen by the outturn held")
    for column in [*(f"{effect}_gbp" for effect in EFFECTS), "position_gbp"]:
        summary.total(column, organisations, column, by={})
    summary.input("control_total_gbp", to_pence(control_total_gbp), "gbp", "agreed by the system")
    summary.map(
        "distance_gbp", rules.distance_pence, "gbp",
        position_pence="position_gbp", control_total_pence="control_total_gbp",
    )  # fmt: skip
    summary.total("underlying_unknown", organisations, "underlying_unknown", by={}, unit="number")
    summary.total("released_unknown", step.contributions, "released_unknown", by={}, unit="number")
    step.prove(
        "the positions of all organisations are the effects on the system",
        0,
        dict(records(step.effects, "effect", "net_gbp")),
        summary.sum("position_gbp"),
    )


def _findings(step: StepResult, results: Sequence[Results], year: str) -> None:
    absent = [one.site.key for one in results if year not in one.site.years]
    if absent:
        step.find("note", f"{year} is no contract year of {listed(absent)}: only underlying positions count.")
    empty = [
        one.site.key
        for one in results
        if year in one.site.years and one.gain_loss.years.sum("months", financial_year=year) == 0
    ]
    if empty:
        step.find("note", f"{year}: no outturn is held for {listed(empty)}; the plan stands for the year.")
    unknown = records(step.organisations, "organisation", underlying_unknown=1.0)
    if unknown:
        named = listed(code for (code,) in unknown)
        step.find("amber", f"The underlying position of {named} is not known and is left out.")
    if step.summary.at("released_unknown"):
        step.find(
            "amber",
            f"{year}: for some providers the cost released is not known. The position is then at price "
            "alone, which only moves money.",
        )
    for code, rest in records(step.ledgers, "commissioner_code", "rest_gbp"):
        if rest < 0:
            step.find(
                "red",
                f"The sites claim {pounds(-rest)} more of {code} than its ledger holds: some people or lines "
                "are counted twice.",
            )
    distance = step.summary.at("distance_gbp")
    if distance < 0:
        step.find("amber", f"{year}: the system is {pounds(-distance * 100)} short of its control total.")
