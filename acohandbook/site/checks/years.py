"""Growth, allocations and flows: every year that is needed is there, and none beside them."""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault
from acohandbook.site.models.vocabulary import ADJUSTMENTS_THAT_ENTER


def growth_is_whole(draft: Draft) -> Iterator[Fault]:
    """Every line that is not retained grows, by a stated rate, into every year after the base year."""
    if not draft.has("growth", "settings"):
        return
    table = draft["growth"]
    years: dict[tuple, set] = {}
    for position, (code, line, year) in table.records("commissioner_code", "service_line", "financial_year"):
        if year is not None and year not in draft.growth_years:
            yield table.fault(position, "financial_year", *draft.year_outside(draft.growth_years[0]))
        years.setdefault((code, line), set()).add(year)
    if not draft.has("expenditure", "adjustments", "scope", "commissioners") or any(
        column in ("commissioner_code", "service_line", "financial_year") for _, column in table.unread
    ):
        return
    for code, line in _lines_that_grow(draft):
        missing = [year for year in draft.growth_years if year not in years.get((code, line), ())]
        if missing:
            rule = f"The line has no growth into {', '.join(missing)}."
            remedy = "Add a row for each year, with rates of 0 for no growth."
            yield table.fault(None, "financial_year", rule, remedy, f"{code} {line}")


def _lines_that_grow(draft: Draft) -> dict[tuple, None]:
    spend, adjustments = draft["expenditure"], draft["adjustments"]
    pairs = [(spend["commissioner_code"][p], spend["service_line"][p]) for p in draft.base_lines()]
    posted = list(zip(adjustments["commissioner_code"], adjustments["service_line"], strict=True))
    entering = {
        pair for pair, kind in zip(posted, adjustments["kind"], strict=True) if kind in ADJUSTMENTS_THAT_ENTER
    }
    return {
        pair: None
        for pair in pairs + posted
        if draft.home(*pair) not in (None, "retained")
        or (draft.home(*pair) == "retained" and pair in entering)
    }


def allocations_start_in_the_base_year(draft: Draft) -> Iterator[Fault]:
    """Each commissioner has an allocation in the base year, and each of its streams has no gap after it."""
    if not draft.has("allocations", "settings"):
        return
    table = draft["allocations"]
    years: dict[tuple, dict] = {}
    for position, (code, stream, year, pounds) in table.records(
        "commissioner_code", "stream", "financial_year", "allocation_gbp"
    ):
        if year is not None and year not in draft.all_years:
            yield table.fault(position, "financial_year", *draft.year_outside())
        years.setdefault((code, stream), {})[year] = pounds
    if table.unread:
        return
    for (code, stream), known in years.items():
        present = [position for position, year in enumerate(draft.all_years) if year in known]
        until = max(present, default=0)
        missing = [draft.all_years[place] for place in range(until + 1) if place not in present]
        if missing:
            rule = f"The stream {stream} of {code} has no allocation for {', '.join(missing)}."
            remedy = "Add them: later years may be left out at the end, but not the base year or one between."
            yield table.fault(None, "financial_year", rule, remedy)
    if draft.has("commissioners"):
        for code in draft.types:
            base = [known.get(draft.all_years[0]) for (other, _), known in years.items() if other == code]
            if code is not None and not any(base):
                rule = (
                    f"{code} has no allocation for {draft.all_years[0]}, the year from which growth starts."
                )
                yield table.fault(None, "allocation_gbp", rule, "Add it, from the published allocations.")


def flows_eliminate(draft: Draft) -> Iterator[Fault]:
    """What goes into a pool comes out of it; each pound is counted once; some may not be pooled."""
    if not draft.has("flows"):
        return
    table = draft["flows"]
    pools: dict[tuple, list] = {}
    for position, (payer, host, payee, year, amount, counted, poolable) in table.records(
        "payer", "host", "payee", "financial_year", "amount_gbp", "counted_in", "poolable"
    ):
        if None in (payer, host, payee):
            continue
        if draft.has("settings") and year is not None and year not in draft.all_years:
            yield table.fault(position, "financial_year", *draft.year_outside())
        if counted is not None and counted not in (payer, host, payee):
            rule = f"The pound is counted by one of the three that handle it: {payer}, {host} or {payee}."
            yield table.fault(position, "counted_in", rule, "Name the one whose ledger keeps it.")
        if payer == host == payee:
            rule = "Money that stays with one organisation is not a flow."
            remedy = "Delete the row, or give the pool a code of its own as the host."
            yield table.fault(position, "payee", rule, remedy)
        elif poolable == "no" and payee == host:
            rule = "This money may not be pooled, and the row pays it into a pool."
            yield table.fault(
                position, "poolable", rule, "Pay it straight to who provides, or correct poolable."
            )
        pool = pools.setdefault((host, year), [0, 0, position, True])
        pool[0] += int(to_pence(amount or 0.0)) if payee == host else 0
        pool[1] += int(to_pence(amount or 0.0)) if payer == host else 0
        pool[2] = position
        pool[3] = pool[3] and None not in (year, amount)
    for (host, year), (paid_in, paid_out, position, sound) in pools.items():
        if sound and paid_in != paid_out:
            rule = (
                f"The pool of {host} in {year} takes in £{to_pounds(paid_in):,.2f} and pays out "
                f"£{to_pounds(paid_out):,.2f}; the two must be equal."
            )
            remedy = "Add what is missing: contributions have the host as payee, payments have it as payer."
            yield table.fault(position, "amount_gbp", rule, remedy)


CHECKS = (growth_is_whole, allocations_start_in_the_base_year, flows_eliminate)
