"""The agreement in ``site.toml``: years in order, known parties, sane shares, bands and caps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault
from acohandbook.site.names import did_you_mean

_SLACK = 1e-9
_PARTY_KEYS = (
    ("terms", "residual_holder"),
    ("improvement", "unearned_to"),
    ("settlement", "provider_party"),
    ("settlement", "list_true_up_funded_by"),
    ("settlement", "choice_by"),
)


def years_follow(draft: Draft) -> Iterator[Fault]:
    """The contract starts soon after the base year; firm years are among its years; closed ones too."""
    if not draft.has("settings"):
        return
    settings = draft.settings
    first, base = settings.first_year, settings.base_year
    gap = int(first[:4]) - int(base[:4])
    if not 1 <= gap <= 5:
        rule = f"The first contract year comes one to five years after the base year, {base}."
        yield draft.setting_fault("first_year", first, rule, "Check both years.")
    if settings.firm_years > settings.years:
        rule = f"No more years can be firm than the contract has: {settings.years}."
        yield draft.setting_fault("firm_years", settings.firm_years, rule, "Lower it, or raise years.")
    closed = settings.settlement.years_closed
    if closed != draft.years[: len(closed)]:
        rule = "Years are closed one after the other, from the first contract year."
        remedy = f"The contract years are {', '.join(draft.years)}."
        yield draft.setting_fault("settlement.years_closed", ", ".join(closed), rule, remedy)


def limits_do_not_cross(draft: Draft) -> Iterator[Fault]:
    """A floor lies below its ceiling; a cap is more than nothing and, if all is shared, above its threshold.

    Bands share less than the whole, and a deductible threshold shares only what lies beyond it: a cap may
    then lie below the threshold and still not be reached.
    """
    if not draft.has("settings"):
        return
    rules, terms = draft.settings.rules, draft.settings.terms
    if rules.floor_rate > rules.ceiling_rate:
        rule = f"The floor lies above the ceiling, {rules.ceiling_rate:g}."
        yield draft.setting_fault(
            "rules.floor_rate", rules.floor_rate, rule, "Lower it, or raise the ceiling."
        )
    shares_from_first_pound = terms.threshold_kind == "first_pound" and not terms.bands
    for side in ("gain", "loss"):
        cap, threshold = getattr(terms, f"{side}_cap_rate"), getattr(terms, f"{side}_threshold_rate")
        key = f"terms.{side}_cap_rate"
        if cap == 0:
            rule = f"A cap of 0 shares no {side} at all."
            remedy = "Write 1 for no cap" + ("; sides = one_sided shares no loss." if side == "loss" else ".")
            yield draft.setting_fault(key, cap, rule, remedy)
        elif cap < threshold and shares_from_first_pound:
            rule = f"The cap lies below the threshold, {threshold:g}, so it would always be reached at once."
            yield draft.setting_fault(key, cap, rule, "Raise it, or lower the threshold.")


def bands_do_not_overlap(draft: Draft) -> Iterator[Fault]:
    """Bands rise, and each starts where or after the one before it ends."""
    if not draft.has("settings"):
        return
    bands = draft.settings.terms.bands
    for number, band in enumerate(bands, 1):
        if band.from_rate >= band.to_rate:
            rule = f"The band ends before it begins, at {band.from_rate:g}."
            yield draft.setting_fault(f"terms.bands[{number}].to_rate", band.to_rate, rule, "Check the two.")
    for number, (lower, upper) in enumerate(pairwise(bands), 2):
        if upper.from_rate < lower.to_rate - _SLACK:
            rule = f"The band overlaps the one before it, which ends at {lower.to_rate:g}."
            remedy = "Put the bands in rising order, each from where the one before it ends."
            yield draft.setting_fault(f"terms.bands[{number}].from_rate", upper.from_rate, rule, remedy)


def parties_of_settings_are_known(draft: Draft) -> Iterator[Fault]:
    """Whoever the settings name stands among the parties."""
    if not draft.has("settings", "parties", "commissioners"):
        return
    known = dict.fromkeys([*draft["parties"]["party_id"], *draft.types])
    for section, key in _PARTY_KEYS:
        party = getattr(getattr(draft.settings, section), key)
        allowed = dict.fromkeys(draft["parties"]["party_id"]) if section == "terms" else known
        if party is not None and party not in allowed:
            hint = did_you_mean(party, allowed)
            rule = "parties.csv has no such party_id."
            remedy = f"{hint} Otherwise add it to parties.csv.".strip()
            yield draft.setting_fault(f"{section}.{key}", party, rule, remedy)
    acos = [party for _, (party, role) in draft["parties"].records("party_id", "role") if role == "aco"]
    if draft.settings.settlement.provider_party is None and len(acos) != 1:
        rule = f"{len(acos) or 'None'} of the parties {'have' if len(acos) > 1 else 'has'} the role aco."
        remedy = (
            "Give one party that role, or name who receives the annual payment in settlement.provider_party."
        )
        yield draft["parties"].fault(None, "role", rule, remedy)


def shares_add_to_one(draft: Draft) -> Iterator[Fault]:
    """Shares of a gain and of a loss add to one, or to less with someone to take the rest."""
    if not draft.has("parties", "settings"):
        return
    table = draft["parties"]
    for column in ("gain_share_rate", "loss_share_rate"):
        if any(unread == column for _, unread in table.unread) or not len(table):
            continue
        whole = sum(rate for rate in table[column] if rate is not None)
        if whole > 1 + _SLACK:
            rule = f"The shares add to {whole:.6g}, and there is only one of it."
            yield table.fault(None, column, rule, "Lower them until they add to one at most.")
        elif whole < 1 - _SLACK and draft.settings.terms.residual_holder is None:
            rule = f"The shares add to {whole:.6g}, and no party takes the rest."
            remedy = "Raise them until they add to one, or name terms.residual_holder in site.toml."
            yield table.fault(None, column, rule, remedy)


def lists_of_settings_hold_together(draft: Draft) -> Iterator[Fault]:
    """Phases, list counts and reopeners stand once each, for known commissioners, lines and years."""
    if not draft.has("settings"):
        return
    settings = draft.settings
    phases = [(phase.financial_year,) for phase in settings.improvement.phasing]
    counts = [(count.commissioner_code, count.financial_year) for count in settings.settlement.list_counts]
    reopeners = [(reopener.reopener_id,) for reopener in settings.reopeners]
    for number, phase in enumerate(settings.improvement.phasing, 1):
        if abs(phase.process_rate + phase.outcome_rate - 1) > _SLACK:
            rule = f"Process and outcome add to one, and here to {phase.process_rate + phase.outcome_rate:g}."
            key = f"improvement.phasing[{number}].outcome_rate"
            yield draft.setting_fault(key, phase.outcome_rate, rule, "Change one of the two.")
    for name, keys in (
        ("improvement.phasing", phases),
        ("settlement.list_counts", counts),
        ("reopeners", reopeners),
    ):
        for number, key in enumerate(keys, 1):
            if key in keys[: number - 1]:
                rule = "There is an entry for this already."
                yield draft.setting_fault(f"{name}[{number}]", ", ".join(key), rule, "Delete one of the two.")
    yield from _entries_refer(draft)


def _entries_refer(draft: Draft) -> Iterator[Fault]:
    settings = draft.settings
    entries = [("improvement.phasing", entry) for entry in settings.improvement.phasing]
    entries += [("settlement.list_counts", entry) for entry in settings.settlement.list_counts]
    entries += [("reopeners", entry) for entry in settings.reopeners]
    numbers: dict[str, int] = {}
    for name, entry in entries:
        numbers[name] = numbers.get(name, 0) + 1
        place = f"{name}[{numbers[name]}]"
        if entry.financial_year not in draft.years:
            rule, _ = draft.year_outside(draft.years[0])
            yield draft.setting_fault(
                f"{place}.financial_year", entry.financial_year, rule, "Correct the year."
            )
        code, line = getattr(entry, "commissioner_code", None), getattr(entry, "service_line", None)
        if code is None or not draft.has("commissioners"):
            continue
        if code not in draft.types:
            hint = did_you_mean(code, draft.types)
            rule = "commissioners.csv has no such code."
            yield draft.setting_fault(f"{place}.commissioner_code", code, rule, hint or "Correct the code.")
        elif name == "settlement.list_counts" and draft.types[code] not in ("ccg", None):
            rule = f"Lists are counted by CCG; {code} is of type {draft.types[code]}."
            yield draft.setting_fault(f"{place}.commissioner_code", code, rule, "Give the CCG's code.")
        elif line is not None and draft.has("scope") and draft.home(code, line) is None:
            known = [other for kind, other in draft.homes if kind == draft.types[code]]
            rule = f"scope.csv has no such line of {code}."
            remedy = did_you_mean(line, known) or "Correct the line."
            yield draft.setting_fault(f"{place}.service_line", line, rule, remedy)


def assumptions_are_explained(draft: Draft) -> Iterator[Fault]:
    """Every figure under [assumptions] is explained in the table, with the same value."""
    if not draft.has("settings", "assumptions"):
        return
    table = draft["assumptions"]
    explained = dict(zip(table["assumption_id"], enumerate(table["value"]), strict=True))
    for name, figure in draft.settings.assumptions.items():
        if name not in explained:
            hint = did_you_mean(name, explained)
            rule = "assumptions.csv has no assumption_id of this name."
            remedy = f"{hint} Otherwise add a row that explains it.".strip()
            yield draft.setting_fault(f"assumptions.{name}", figure, rule, remedy)
            continue
        position, value = explained[name]
        if value is not None and value != figure:
            rule = f"The assumption {name} is {figure:g} in site.toml."
            yield table.fault(position, "value", rule, "Give both the same figure, or leave this cell blank.")


CHECKS = (
    years_follow,
    limits_do_not_cross,
    bands_do_not_overlap,
    parties_of_settings_are_known,
    shares_add_to_one,
    lists_of_settings_hold_together,
    assumptions_are_explained,
)
