"""Adjustments: one thing a row, and the home that each side of it lands in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import baseline as rules
from acohandbook.site.financial_year import starting_year
from acohandbook.steps.common import keys_of, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

# Where money of a kind goes from a home. A kind without a row stays in the home of its line. CQUIN comes out
# of contracts in scope alone; running costs and reserves leave what the commissioner retains.
DESTINATIONS = {
    ("cquin_to_improvement_payment", "annual_payment"): "improvement_payment",
    ("patient_choice", "annual_payment"): "pass_through",
    ("patient_choice", "gain_loss_pool"): "pass_through",
    ("patient_choice", "deferred"): "pass_through",
    ("running_costs_transferred", "retained"): "annual_payment",
    ("reserve_release", "retained"): "annual_payment",
}
# What both sides of an adjustment share.
_OF_BOTH_SIDES = (
    "commissioner_code", "service_line", "kind", "from_year", "ends_in", "amount_gbp", "destination_home",
    "moves_between_homes", "is_applicable", "is_added", "in_baseline", "is_recurrent",
)  # fmt: skip
# Later than any year: the end of what has none.
_NEVER = 9999


def add_adjustments(result: StepResult, site: Site, scope: StepResult) -> None:
    """Add ``adjustments``: where each one lands and whether it is in the recurrent baseline."""
    kinds = keys_of(("kind", "home"), DESTINATIONS)
    moves = result.table("destinations", kinds)
    moves.input("destination_home", list(DESTINATIONS.values()), "text", "definition of the kind")
    years = _financial_years(result, site)

    table = result.table("adjustments", {"adjustment_id": site.adjustments["adjustment_id"]})
    for column in ("commissioner_code", "service_line", "kind", "amount_gbp", "from_year", "ends_in",
                   "recurrence", "approved_by_role", "held_by", "funded_in_price",
                   "assets_move"):  # fmt: skip
        table.lookup(column, site.adjustments, column)
    on = {"commissioner_code": "commissioner_code"}
    table.lookup("commissioner_type", site.commissioners, "commissioner_type", on=on)
    table.lookup("home", scope.lines, "home")
    table.lookup("destination_home", moves, "destination_home", otherwise="home")
    _timing(table, site, years)
    table.map("moves_between_homes", rules.moves_between_homes, "flag", kind="kind")
    where = {name: name for name in ("moves_between_homes", "home", "destination_home")}
    table.map("is_applicable", rules.is_applicable, "flag", **where)
    table.map("is_funded_in_price", rules.is_yes, "flag", answer="funded_in_price")
    told = {"is_applicable": "is_applicable", "is_funded_in_price": "is_funded_in_price"}
    table.map("is_added", rules.is_added, "flag", **told)
    approved = [role is not None for role in table["approved_by_role"]]
    table.input("approved", approved, "flag", "adjustments.csv: whether approved_by_role is stated")


def _financial_years(result: StepResult, site: Site) -> Table:
    dated = records(site.adjustments, "from_year", "ends_in")
    years = {site.settings.base_year, *(year for row in dated for year in row if year is not None)}
    table = result.table("financial_years", {"financial_year": sorted(years)})
    starts = [starting_year(year) for year in table["financial_year"]]
    return table.input("starting_number", starts, "number", "calendar year in which the year starts")


def _timing(table: Table, site: Site, years: Table) -> None:
    table.lookup("base_year", site.settings_table, "base_year", on={})
    table.input("never_number", _NEVER, "number", "later than any year")
    for name, year, blank in (
        ("base_number", "base_year", None),
        ("from_number", "from_year", "base_number"),
        ("ends_number", "ends_in", "never_number"),
    ):
        table.lookup(name, years, "starting_number", on={"financial_year": year}, otherwise=blank)
    numbers = {name: name for name in ("from_number", "ends_number", "base_number")}
    table.map("in_baseline", rules.is_in_baseline, "flag", **numbers)
    table.map("is_recurrent", rules.is_recurrent, "flag", recurrence="recurrence")


def add_postings(result: StepResult) -> None:
    """Add ``postings``: each adjustment in the home where it lands and, if it is a move, where it leaves."""
    columns = ("adjustment_id", "home", "destination_home", "moves_between_homes")
    rows = []
    for name, home, destination, moves in records(result.adjustments, *columns):
        rows += [(name, home), (name, destination)] if moves else [(name, destination)]
    table = result.table("postings", keys_of(("adjustment_id", "home"), rows))
    on = {"adjustment_id": "adjustment_id"}
    for column in _OF_BOTH_SIDES:
        table.lookup(column, result.adjustments, column, on=on)
    table.map("is_destination", rules.is_same, "flag", word="home", other_word="destination_home")
    told = {name: name for name in ("moves_between_homes", "is_destination", "is_added")}
    table.map("posted_gbp", rules.posted_pence, "gbp", amount_pence="amount_gbp", **told)
    told = {"is_in_baseline": "in_baseline", "is_recurrent": "is_recurrent"}
    table.map("baseline_gbp", rules.in_base_pence, "gbp", amount_pence="posted_gbp", **told)
