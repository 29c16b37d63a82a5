"""Measures, achievement and outturn: weights that add to one, targets that can be reached, whole years."""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault, counted
from acohandbook.site.financial_year import month_name
from acohandbook.site.models import MODELS, columns_of
from acohandbook.site.names import did_you_mean

_INTO_IMPROVEMENT = "cquin_to_improvement_payment"
_SLACK = 1e-6  # thirds may be written 0.333333


def weights_add_to_one(draft: Draft) -> Iterator[Fault]:
    """The weights of all measures add to one."""
    if not draft.has("measures"):
        return
    table = draft["measures"]
    if len(table) and not any(column == "weight" for _, column in table.unread):
        whole = sum(weight for weight in table["weight"] if weight is not None)
        if abs(whole - 1) > _SLACK:
            rule = f"The weights of all measures add to one, and here to {whole:.6g}."
            yield table.fault(None, "weight", rule, "Share out the difference, or divide each by the sum.")


def targets_can_be_reached(draft: Draft) -> Iterator[Fault]:
    """The target lies beyond the threshold, on the better side; measures start in the contract."""
    if not draft.has("measures"):
        return
    table = draft["measures"]
    for position, (direction, threshold, target, start) in table.records(
        "direction", "threshold", "target", "from_year"
    ):
        if direction is not None and None not in (threshold, target):
            higher = direction == "higher_is_better"
            if not (target > threshold if higher else target < threshold):
                side = "above" if higher else "below"
                rule = f"With {direction} the target lies {side} the threshold ({threshold:g})."
                yield table.fault(position, "target", rule, "Check the two, and the direction.")
        if draft.has("settings") and start is not None and start not in draft.years:
            yield table.fault(position, "from_year", *draft.year_outside(draft.years[0]))


def improvement_money_can_be_earned(draft: Draft) -> Iterator[Fault]:
    """Where there is money for improvement, there are measures to earn it with."""
    if not draft.has("measures", "scope", "settings") or len(draft["measures"]):
        return
    on_top = draft.settings.improvement.funding == "on_top" and draft.settings.improvement.size_rate
    moved = draft.has("adjustments") and _INTO_IMPROVEMENT in draft["adjustments"]["kind"]
    if on_top or moved or "improvement_payment" in draft["scope"]["home"]:
        rule = "There is money for the improvement payment and no measure to earn it with."
        yield draft["measures"].fault(None, "", rule, "Add the measures, or give the lines another home.")


def achievement_is_of_measures_in_force(draft: Draft) -> Iterator[Fault]:
    """Achievement is of contract years in which its measure is in force."""
    if not draft.has("achievement", "measures", "settings"):
        return
    table = draft["achievement"]
    starts = dict(zip(draft["measures"]["measure_id"], draft["measures"]["from_year"], strict=True))
    for position, (measure, year) in table.records("measure_id", "financial_year"):
        if year is None:
            continue
        start = starts.get(measure)
        if year not in draft.years:
            yield table.fault(position, "financial_year", *draft.year_outside(draft.years[0]))
        elif start is not None and year < start:
            rule = f"The measure {measure} is in force from {start}."
            yield table.fault(
                position, "financial_year", rule, "Delete the row, or bring the measure forward."
            )


def years_of_outturn_are_whole(draft: Draft) -> Iterator[Fault]:
    """A closed year has twelve months for every key; a year in course has none left out so far."""
    if not draft.has("outturn", "settings"):
        return
    table = draft["outturn"]
    closed = draft.settings.settlement.years_closed
    months: dict[tuple, dict] = {}
    for position, (year, month, *key) in table.records(
        "financial_year", "month", "commissioner_code", "provider_code", "service_line"
    ):
        if None in (year, month, *key):
            continue
        if year not in draft.years:
            yield table.fault(position, "financial_year", *draft.year_outside(draft.years[0]))
        else:
            months.setdefault((year, *key), {})[int(month)] = position
    if any(column in ("month", "financial_year") for _, column in table.unread):
        return
    for (year, *key), known in months.items():
        last = 12 if year in closed else max(known)
        missing = [month for month in range(1, last + 1) if month not in known]
        if missing:
            names = ", ".join(month_name(month) for month in missing)
            state = "is closed" if year in closed else "is in course"
            rule = (
                f"{year} {state}; {', '.join(key)} has {counted(len(known), 'month')} of it, without {names}."
            )
            reopen = ", or take the year out of settlement.years_closed" if year in closed else ""
            remedy = f"Add the months{reopen}."
            yield table.fault(known[max(known)], "month", rule, remedy)
    yield from _closed_years_are_there(draft, closed, {year for year, *_ in months})


def _closed_years_are_there(draft: Draft, closed: list[str], known: set[str]) -> Iterator[Fault]:
    if not draft.has("scope") or "gain_loss_pool" not in draft["scope"]["home"]:
        return
    for year in closed:
        if year in draft.years and year not in known:
            rule = f"{year} is closed, and there is no outturn of the gain/loss pool for it."
            remedy = "Add the twelve months, or take the year out of settlement.years_closed."
            yield draft["outturn"].fault(None, "financial_year", rule, remedy, year)


def estimates_are_not_frozen(draft: Draft) -> Iterator[Fault]:
    """A row whose data end before its month is an estimate, and an estimate is not frozen."""
    if not draft.has("outturn"):
        return
    table = draft["outturn"]
    for position, (month, reaches, frozen) in table.records("month", "data_to_month", "frozen"):
        if frozen == "yes" and None not in (month, reaches) and reaches < month:
            rule = f"The data end with {month_name(int(reaches))}, so this is an estimate and not frozen."
            yield table.fault(position, "frozen", rule, "Write no, or clear data_to_month once data are in.")


def changes_name_inputs(draft: Draft) -> Iterator[Fault]:
    """A change since the signed version names a table and a column that there are."""
    if not draft.has("changes"):
        return
    table = draft["changes"]
    tables = [name for name in MODELS if name != "changes"]
    known = {name: columns_of(MODELS[name]) for name in tables}
    for position, (name, row, column) in table.records("table_name", "row", "column_name"):
        if name not in (None, *known, "site.toml", "national"):
            remedy = did_you_mean(name, [*tables, "site.toml"]) or "Write a table's name, without .csv."
            yield table.fault(position, "table_name", "A site has no such table.", remedy)
        elif name in known and column is not None and column not in known[name]:
            remedy = did_you_mean(column, known[name]) or f"Its columns are {', '.join(known[name])}."
            yield table.fault(position, "column_name", f"{name} has no such column.", remedy)
        elif name == "site.toml" and row is not None:
            yield table.fault(position, "row", "A setting has no row.", "Clear the cell.")
        elif name is not None and name != "site.toml" and row is None:
            rule = "A change of a table says which row it changed."
            yield table.fault(position, "row", rule, "Write its key, as line_id=A-1.")


def agreed_positions_agree(draft: Draft) -> Iterator[Fault]:
    """An item that is agreed has one figure."""
    if not draft.has("positions"):
        return
    table = draft["positions"]
    for position, (ours, theirs, agreed) in table.records("commissioner_gbp", "provider_gbp", "agreed"):
        if agreed == "yes" and None not in (ours, theirs) and ours != theirs:
            rule = f"The item is agreed, and the figures differ: £{ours:,.2f} and £{theirs:,.2f}."
            yield table.fault(
                position, "agreed", rule, "Write no, or the figure that was agreed on both sides."
            )


def what_sharing_rests_on_is_known(draft: Draft) -> Iterator[Fault]:
    """A pool of released cost needs that cost in every row; sharing by reserves needs every party's."""
    if not draft.has("settings", "outturn", "parties", "scope", "commissioners"):
        return
    terms = draft.settings.terms
    if terms.pool_basis == "released":
        table, column = draft["outturn"], "provider_cost_released_gbp"
        for position, (code, line, released) in table.records("commissioner_code", "service_line", column):
            unknown = released is None and (position, column) not in table.unread
            if unknown and draft.home(code, line) == "gain_loss_pool":
                rule = "terms.pool_basis is released, so what the provider's cost fell by must be known."
                remedy = "Fill it in (0 where nothing fell), or set terms.pool_basis = price."
                yield table.fault(position, column, rule, remedy)
    if terms.distribution_key == "reserves":
        table = draft["parties"]
        for position, (role, reserves) in table.records("role", "reserves_gbp"):
            if reserves is None and role != "residual" and (position, "reserves_gbp") not in table.unread:
                rule = "terms.distribution_key is reserves, so every party's reserves must be known."
                yield table.fault(position, "reserves_gbp", rule, "Fill it in, or choose another key.")


CHECKS = (
    what_sharing_rests_on_is_known,
    weights_add_to_one,
    targets_can_be_reached,
    improvement_money_can_be_earned,
    achievement_is_of_measures_in_force,
    years_of_outturn_are_whole,
    estimates_are_not_frozen,
    changes_name_inputs,
    agreed_positions_agree,
)
