"""Adjustments: one thing a row, with the sign, the dates, the approval and the balance of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault
from acohandbook.site.models.vocabulary import (
    ADJUSTMENT_SIGNS,
    ADJUSTMENTS_THAT_BALANCE,
    ADJUSTMENTS_THAT_END,
)
from acohandbook.site.netting import netted_pair, netting_words


def signs_fit_kinds(draft: Draft) -> Iterator[Fault]:
    """An amount is not zero and has the sign that its kind must have."""
    if not draft.has("adjustments"):
        return
    table = draft["adjustments"]
    for position, (kind, amount) in table.records("kind", "amount_gbp"):
        if amount is None:
            continue
        sign = ADJUSTMENT_SIGNS.get(kind, 0)
        if amount == 0:
            rule = "An adjustment of nothing says nothing; a netted-off one hides two."
            yield table.fault(position, "amount_gbp", rule, "Delete the row, or write the amounts apart.")
        elif sign * amount < 0:
            word = "positive: it adds cost" if sign > 0 else "negative: it takes money away"
            rule = f"An adjustment of kind {kind} is {word}."
            yield table.fault(position, "amount_gbp", rule, "Turn the sign, or choose another kind.")


def dates_fit_kinds(draft: Draft) -> Iterator[Fault]:
    """What does not last says when it ends; ends come after starts; starts lie within the contract."""
    if not draft.has("adjustments", "settings"):
        return
    table = draft["adjustments"]
    last = draft.years[-1]
    for position, (kind, start, end, recurrence) in table.records(
        "kind", "from_year", "ends_in", "recurrence"
    ):
        unread = {column for place, column in table.unread if place == position}
        if start is not None and start > last:
            yield table.fault(position, "from_year", *draft.year_outside())
        if start is not None and end is not None and end < start:
            rule = f"The adjustment ends before it starts in {start}."
            yield table.fault(position, "ends_in", rule, "Check both years.")
        if end is None and "ends_in" not in unread:
            if kind in ADJUSTMENTS_THAT_END:
                rule = f"An adjustment of kind {kind} must end."
                yield table.fault(position, "ends_in", rule, "Write its last year.")
            elif recurrence == "non_recurrent":
                rule = "A non-recurrent amount is paid in its years only, so it says when it ends."
                remedy = "Write its last year. An amount that changes the baseline for good is recurrent."
                yield table.fault(position, "ends_in", rule, remedy)
        if start is None and recurrence == "non_recurrent" and "from_year" not in unread:
            rule = "A non-recurrent amount is paid in its years only, so it says when it starts."
            remedy = "Write its first year. An amount that changes the baseline for good is recurrent."
            yield table.fault(position, "from_year", rule, remedy)
        if kind == "mobilisation" and recurrence == "recurrent":
            rule = "Mobilisation money is non-recurrent."
            yield table.fault(position, "recurrence", rule, "Write non_recurrent, and its years.")


def moves_balance(draft: Draft) -> Iterator[Fault]:
    """What only moves between commissioners adds to nothing over all of them, year by year."""
    if not draft.has("adjustments"):
        return
    table = draft["adjustments"]
    groups: dict[tuple, list[int]] = {}
    unsound = {table["kind"][position] for position, _ in table.unread}
    for position, (kind, start) in table.records("kind", "from_year"):
        if kind in ADJUSTMENTS_THAT_BALANCE and kind not in unsound:
            groups.setdefault((kind, start), []).append(position)
    for (kind, start), positions in groups.items():
        left = to_pounds(sum(int(to_pence(table["amount_gbp"][position])) for position in positions))
        if left:
            when = f"from {start}" if start is not None else "in the baseline"
            rule = (
                f"Adjustments of kind {kind} {when} only move money: over all commissioners they add to "
                f"nothing, and here to {'-' if left < 0 else ''}£{abs(left):,.2f}."
            )
            remedy = "Add the row of the other commissioner, equal and opposite."
            yield table.fault(positions[-1], "amount_gbp", rule, remedy)


def approvals_are_by_another(draft: Draft) -> Iterator[Fault]:
    """Whoever approves is not who prepared; an approval has a role and a day; other things have evidence."""
    if not draft.has("adjustments"):
        return
    table = draft["adjustments"]
    for position, (prepared, approved, day, kind, evidence) in table.records(
        "prepared_by_role", "approved_by_role", "approved_on", "kind", "evidence"
    ):
        if prepared is not None and approved is not None and prepared.lower() == approved.lower():
            rule = "Who approves an adjustment is not who prepared it."
            yield table.fault(
                position, "approved_by_role", rule, "Have another role approve it, or clear the cell."
            )
        if approved is None and day is not None:
            rule = "There is a day of approval and no role that approved."
            yield table.fault(position, "approved_by_role", rule, "Write the role, or clear the day.")
        if approved is not None and day is None and (position, "approved_on") not in table.unread:
            rule = "There is a role that approved and no day of approval."
            yield table.fault(position, "approved_on", rule, "Write the day, or clear the role.")
        if kind == "other" and evidence is None:
            rule = "An adjustment of kind other needs evidence."
            yield table.fault(position, "evidence", rule, "Say what shows it, or choose the kind that it is.")


def nothing_is_netted_off(draft: Draft) -> Iterator[Fault]:
    """One thing a row: evidence that takes one amount off another to reach the row's own hides two."""
    if not draft.has("adjustments"):
        return
    table = draft["adjustments"]
    for position, (evidence, kind, pounds) in table.records("evidence", "kind", "amount_gbp"):
        if None in (evidence, pounds) or (kind != "other" and not netting_words(evidence)):
            continue
        pair = netted_pair(evidence, int(to_pence(pounds)))
        if pair is not None:
            first, second = (f"£{to_pounds(amount):,.2f}" for amount in pair)
            rule = f"Two amounts in one: the evidence nets {first} and {second} to the row's amount."
            yield table.fault(position, "evidence", rule, "Write a row for each of the two amounts.")


def flags_fit_kinds(draft: Draft) -> Iterator[Fault]:
    """Assets move with a service move; a price funds what would be added, never what is taken away."""
    if not draft.has("adjustments"):
        return
    table = draft["adjustments"]
    for position, (kind, pounds, funded, assets) in table.records(
        "kind", "amount_gbp", "funded_in_price", "assets_move"
    ):
        if assets is not None and kind not in ("service_move", None):
            rule = f"Assets move with a service, and this row is of kind {kind}."
            yield table.fault(position, "assets_move", rule, "Clear the cell, or say it of the service move.")
        if funded == "yes" and (pounds or 0) < 0:
            rule = "The row takes money away, so there is nothing for a price to fund."
            yield table.fault(position, "funded_in_price", rule, "Write no, or clear the cell.")


CHECKS = (
    signs_fit_kinds,
    dates_fit_kinds,
    moves_balance,
    approvals_are_by_another,
    nothing_is_netted_off,
    flags_fit_kinds,
)
