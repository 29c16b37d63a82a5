"""The ledger: it adds up, every line says how it is shared out, and every pound has one home."""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault
from acohandbook.site.models.vocabulary import COUNCIL_TYPES
from acohandbook.site.names import did_you_mean

_RATE_NEEDED = ("patient_level", "negotiated")


def ledgers_add_up(draft: Draft) -> Iterator[Fault]:
    """The lines of the base year add up to each commissioner's stated total, to the penny."""
    if not draft.has("commissioners", "expenditure", "settings"):
        return
    table, spend = draft["commissioners"], draft["expenditure"]
    base = draft.settings.base_year
    sums: dict[str, int] = {}
    unsound = {
        spend["commissioner_code"][position] for position, column in spend.unread if column == "spend_gbp"
    }
    if any(column in ("commissioner_code", "financial_year") for _, column in spend.unread):
        return
    for position in draft.base_lines():
        code, pounds = spend["commissioner_code"][position], spend["spend_gbp"][position]
        sums[code] = sums.get(code, 0) + int(to_pence(pounds or 0.0))
    for position, (code, stated) in table.records("commissioner_code", "ledger_total_gbp"):
        if None in (code, stated) or code in unsound:
            continue
        if code not in sums:
            rule = f"expenditure.csv has no line of {base} for {code}."
            yield table.fault(
                position, "commissioner_code", rule, "Add its ledger, or delete the commissioner."
            )
        elif sums[code] != int(to_pence(stated)):
            lines, gap = to_pounds(sums[code]), to_pounds(int(to_pence(stated)) - sums[code])
            rule = (
                f"The lines of {base} in expenditure.csv add up to £{lines:,.2f} and the stated ledger total "
                f"is £{stated:,.2f}: £{abs(gap):,.2f} is {'missing' if gap > 0 else 'too much'}."
            )
            remedy = "Find the missing or doubled line; a line unallocated may hold what is not known."
            yield table.fault(position, "ledger_total_gbp", rule, remedy)


def ledgers_are_of_known_years(draft: Draft) -> Iterator[Fault]:
    """The ledger holds the base year and years around it, none after the contract."""
    if not draft.has("expenditure", "settings"):
        return
    table = draft["expenditure"]
    for position, year in enumerate(table["financial_year"]):
        if year is not None and year > draft.years[-1]:
            rule = f"The contract ends with {draft.years[-1]}."
            yield table.fault(position, "financial_year", rule, "Correct the year, or delete the line.")


def lines_say_how_they_are_shared(draft: Draft) -> Iterator[Fault]:
    """A rate, or a component of need, stands where the attribution needs it and nowhere else."""
    if not draft.has("expenditure"):
        return
    table = draft["expenditure"]
    for position, (how, component, rate, code) in table.records(
        "attribution", "attribution_component", "attribution_rate", "commissioner_code"
    ):
        if how is None:
            continue
        rate_unread = (position, "attribution_rate") in table.unread
        component_unread = (position, "attribution_component") in table.unread
        if how in _RATE_NEEDED and rate is None and not rate_unread:
            rule = f"Attribution {how} needs the share as a rate."
            yield table.fault(position, "attribution_rate", rule, "Write it as a decimal, 0.75 for 75%.")
        if how not in _RATE_NEEDED and rate is not None:
            rule = f"Attribution {how} takes no rate: its share is computed."
            yield table.fault(
                position, "attribution_rate", rule, "Clear the cell, or change the attribution."
            )
        is_council = draft.has("commissioners") and draft.types.get(code) in COUNCIL_TYPES
        if how == "need_share" and is_council:
            rule = "A council's duty follows residence, for which there are no need weights."
            yield table.fault(position, "attribution", rule, "Write list_share, patient_level or negotiated.")
        elif how == "need_share" and component is None and not component_unread:
            rule = "Attribution need_share needs the component of need to share by."
            yield table.fault(
                position, "attribution_component", rule, "Write one, such as need_general_acute."
            )
        if how != "need_share" and component is not None:
            rule = f"Attribution {how} takes no component of need."
            yield table.fault(position, "attribution_component", rule, "Clear the cell, or write need_share.")


def income_is_negative(draft: Draft) -> Iterator[Fault]:
    """Income lines stand in a ledger with a minus."""
    if not draft.has("expenditure"):
        return
    table = draft["expenditure"]
    for position, (line, pounds) in table.records("service_line", "spend_gbp"):
        if line is not None and line.endswith("_income") and (pounds or 0) > 0:
            rule = "Income lines are negative in a commissioner's ledger."
            yield table.fault(position, "spend_gbp", rule, "Put a minus before the amount.")


def every_pound_has_a_home(draft: Draft) -> Iterator[Fault]:
    """Every kind of commissioner and service line of the ledger, the adjustments and the plan is in scope."""
    if not draft.has("scope", "commissioners"):
        return
    if not len(draft["scope"]):  # said once, of the table
        return
    for name in ("expenditure", "adjustments", "growth", "outturn"):
        if not draft.has(name):
            continue
        table = draft[name]
        told = set()
        for position, (code, line) in table.records("commissioner_code", "service_line"):
            kind = draft.types.get(code)
            if None in (kind, line) or (kind, line) in draft.homes or (kind, line) in told:
                continue
            told.add((kind, line))
            known = [other for other_kind, other in draft.homes if other_kind == kind]
            hint = did_you_mean(line, known)
            rule = f"The line has no home: scope.csv has no row for {kind}, {line}."
            remedy = f"{hint} Otherwise add a row to scope.csv." if hint else "Add a row to scope.csv."
            yield table.fault(position, "service_line", rule, remedy)


def deferred_lines_start_in_the_contract(draft: Draft) -> Iterator[Fault]:
    """A deferred line comes in after the first contract year; other lines are there from the first."""
    if not draft.has("scope", "settings"):
        return
    table = draft["scope"]
    first, last = draft.years[0], draft.years[-1]
    for position, (home, start) in table.records("home", "from_year"):
        if home is None or start is None:
            continue
        if home == "deferred" and not first < start <= last:
            rule = (
                f"A deferred line comes in after the first contract year ({first}) and by the last ({last})."
            )
            remedy = "Leave the cell blank if no year is agreed, or give the line its home from the start."
            yield table.fault(position, "from_year", rule, remedy)
        elif home != "deferred" and start > first:
            rule = f"A line with home {home} is there from the first contract year, {first}."
            yield table.fault(position, "from_year", rule, "Write deferred as its home, or clear the year.")


def passed_through_lines_say_who_pays(draft: Draft) -> Iterator[Fault]:
    """Who pays a line at its actual cost is asked only of lines that are passed through."""
    if not draft.has("scope"):
        return
    table = draft["scope"]
    for position, (home, payable) in table.records("home", "payable_by_aco"):
        if payable is not None and home not in ("pass_through", None):
            rule = f"Only a line that is passed through is paid at actual cost; the home here is {home}."
            yield table.fault(position, "payable_by_aco", rule, "Clear the cell, or write pass_through.")


def pool_lines_are_in_the_pool(draft: Draft) -> Iterator[Fault]:
    """Outturn is of lines in the gain/loss pool or passed through at cost: any other would count twice."""
    if not draft.has("outturn", "scope", "commissioners"):
        return
    table = draft["outturn"]
    told = set()
    for position, (code, line) in table.records("commissioner_code", "service_line"):
        home = draft.home(code, line)
        if home not in (None, "gain_loss_pool", "pass_through") and (code, line) not in told:
            told.add((code, line))
            rule = (
                "A pound with two homes: outturn settles the gain/loss pool and what is passed through, and "
                f"this line's home is {home}."
            )
            yield table.fault(
                position, "service_line", rule, "Delete its outturn, or change its home in scope.csv."
            )


CHECKS = (
    ledgers_add_up,
    ledgers_are_of_known_years,
    lines_say_how_they_are_shared,
    income_is_negative,
    every_pound_has_a_home,
    deferred_lines_start_in_the_contract,
    passed_through_lines_say_who_pays,
    pool_lines_are_in_the_pool,
)
