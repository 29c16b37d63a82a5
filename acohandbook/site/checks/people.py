"""The people: lists, need weights, residence and the population by age."""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault
from acohandbook.site.models.vocabulary import AGE_BANDS, NEED_COMPONENTS


def lists_make_sense(draft: Draft) -> Iterator[Fault]:
    """Practices belong to CCGs, have people, one list date, and some of them have signed."""
    if not draft.has("practices"):
        return
    table = draft["practices"]
    dates = [date for date in table["list_date"] if date is not None]
    common = max(dict.fromkeys(dates), key=dates.count, default=None)
    for position, (code, persons, date) in table.records(
        "commissioner_code", "registered_persons", "list_date"
    ):
        if persons == 0:
            rule = "A practice without people has no share of anything."
            yield table.fault(position, "registered_persons", rule, "Delete the practice, or give its list.")
        if date not in (None, common):
            rule = f"All lists must be of one day; most of them are of {common}."
            yield table.fault(position, "list_date", rule, "Take the list of the same day.")
        if draft.has("commissioners") and draft.types.get(code, "ccg") not in ("ccg", None):
            rule = f"A practice belongs to a CCG; {code} is of type {draft.types[code]}."
            yield table.fault(position, "commissioner_code", rule, "Give the CCG's code.")
    membership = table["membership"]
    if len(table) and all(word == "not_member" for word in membership):
        rule = "No practice is a member of the ACO, so its budget would be for nobody."
        remedy = "Write signed or integration_agreement for those that have joined."
        yield table.fault(None, "membership", rule, remedy)


def need_weights_are_people(draft: Draft) -> Iterator[Fault]:
    """Need weights are weighted people, not an index around one."""
    if not draft.has("practices"):
        return
    table = draft["practices"]
    for component in NEED_COMPONENTS:
        for position, (weighted, persons) in table.records(component, "registered_persons"):
            if weighted is None or not persons:
                continue
            # A practice of students or veterans can have next to no need for maternity care, or 28 times its
            # list; no other published component of 2018/19 lies outside 0.17 to 14 times the list.
            least = 0 if component == "need_maternity" else persons / 20
            if not least <= weighted <= persons * 40:
                rule = f"Weighted persons are of the size of the list ({persons:,.0f})."
                remedy = "Multiply an index by the list; leave the cell blank if it is not known."
                yield table.fault(position, component, rule, remedy)


def needed_weights_are_there(draft: Draft) -> Iterator[Fault]:
    """Where a line is shared by need, every practice that counts has that weight."""
    if not draft.has("practices", "expenditure", "commissioners", "settings"):
        return
    table, spend = draft["practices"], draft["expenditure"]
    wanted: dict[tuple, str] = {}
    for position in draft.base_lines():
        component, who = spend["attribution_component"][position], spend["commissioner_code"][position]
        if spend["attribution"][position] == "need_share" and component is not None and who in draft.types:
            whose = who if draft.types[who] == "ccg" else None  # NHS England takes every practice
            wanted.setdefault((component, whose), spend["line_id"][position])
    told = set()
    for (component, whose), line in wanted.items():
        for position, (weighted, code) in table.records(component, "commissioner_code"):
            place = position, component
            missing = weighted is None and place not in table.unread
            if missing and whose in (None, code) and place not in told:
                told.add(place)
                rule = f"The line {line} is shared by {component}, and this practice has none."
                remedy = "Give its weighted persons, or share the line by another key."
                yield table.fault(position, component, rule, remedy)


def residence_covers_lists(draft: Draft) -> Iterator[Fault]:
    """Where people live is stated for every practice, and adds up to about its list."""
    if not draft.has("practices", "residence") or not len(draft["residence"]):
        return
    table, practices = draft["residence"], draft["practices"]
    living: dict[str, list] = {}
    for position, (code, persons) in table.records("practice_code", "persons"):
        living.setdefault(code, []).append((position, persons))
    for position, (code, listed) in practices.records("practice_code", "registered_persons"):
        rows = living.get(code)
        if code is not None and rows is None:
            rule = "residence.csv has no rows for this practice, and has some for others."
            yield practices.fault(position, "practice_code", rule, "Add where its people live.")
        elif code is not None and listed and all(persons is not None for _, persons in rows):
            resident = sum(persons for _, persons in rows)
            if abs(resident - listed) > listed / 10:
                rule = (
                    f"The people of practice {code} by residence are {resident:,.0f} and by list "
                    f"{listed:,.0f}; they differ by more than a tenth."
                )
                remedy = "Take both at about the same day, and count every area."
                yield table.fault(rows[0][0], "persons", rule, remedy)


def unregistered_belong_to_ccgs(draft: Draft) -> Iterator[Fault]:
    """People without a practice are a CCG's; population by age is a CCG's."""
    if not draft.has("commissioners"):
        return
    for name in ("unregistered", "population"):
        if not draft.has(name):
            continue
        table = draft[name]
        for position, code in enumerate(table["commissioner_code"]):
            if draft.types.get(code, "ccg") not in ("ccg", None):
                rule = f"These people are counted by CCG; {code} is of type {draft.types[code]}."
                yield table.fault(position, "commissioner_code", rule, "Give the CCG's code.")


def population_is_whole(draft: Draft) -> Iterator[Fault]:
    """A CCG's population has every age band in every year, or is not there at all and not needed."""
    if not draft.has("population", "commissioners", "settings"):
        return
    table = draft["population"]
    cells: dict[str, dict[str, dict[str, set]]] = {}
    unsound = set()
    for position, (code, year, band, sex, persons) in table.records(
        "commissioner_code", "financial_year", "age_band", "sex", "persons"
    ):
        if None in (code, year, band, sex, persons):
            unsound.add(code)
            continue
        if year not in draft.all_years:
            yield table.fault(position, "financial_year", *draft.year_outside())
        cells.setdefault(code, {}).setdefault(year, {}).setdefault(band, set()).add(sex)
    for code, years in cells.items():
        if code in unsound or draft.types.get(code) != "ccg":
            continue
        for year in draft.all_years:
            yield from _year_is_whole(table, code, year, years.get(year, {}))
    computed = _commissioners_to_compute(draft)
    for code in (code for code, kind in draft.types.items() if kind == "ccg"):
        if code not in cells and code not in unsound and computed:
            rule = (
                f"There is no population of {code}, and growth.csv asks for growth by age (for {computed})."
            )
            remedy = "Add the population, or write a demographic_rate in every row of growth.csv."
            yield table.fault(None, "", rule, remedy)


def population_has_people(draft: Draft) -> Iterator[Fault]:
    """A CCG has people in every year that its population states: nobody at all is a blank in figures."""
    if not draft.has("population"):
        return
    table = draft["population"]
    stated: dict[tuple, list] = {}
    for _, (code, year, persons) in table.records("commissioner_code", "financial_year", "persons"):
        stated.setdefault((code, year), []).append(persons)
    for (code, year), persons in stated.items():
        if set(persons) == {0}:
            rule = f"The population of {code} in {year} is 0 in every row."
            remedy = "Write its people, or leave the whole table out if growth.csv states demographic_rate."
            yield table.fault(None, "persons", rule, remedy, "0")


def _year_is_whole(table, code, year, bands) -> Iterator[Fault]:
    if not bands:
        rule = f"The population of {code} has no rows for {year}."
        yield table.fault(
            None, "financial_year", rule, "Add every year from the base year to the last.", year
        )
        return
    missing = [band for band in AGE_BANDS if band not in bands]
    if missing:
        rule = f"The population of {code} in {year} lacks the age bands {', '.join(missing)}."
        yield table.fault(None, "age_band", rule, "Add them: all twelve bands in every year.")
    for band, sexes in bands.items():
        if sexes not in ({"all"}, {"female", "male"}):
            rule = f"The population of {code} in {year}, {band}, is stated for {' and '.join(sorted(sexes))}."
            yield table.fault(None, "sex", rule, "Give either all, or both female and male.")


def _commissioners_to_compute(draft: Draft) -> str:
    if not draft.has("growth"):
        return ""
    growth = draft["growth"]
    blank = (
        code
        for position, (code, rate) in growth.records("commissioner_code", "demographic_rate")
        if rate is None and (position, "demographic_rate") not in growth.unread
    )
    return ", ".join(dict.fromkeys(code for code in blank if code is not None))


CHECKS = (
    lists_make_sense,
    need_weights_are_people,
    needed_weights_are_there,
    residence_covers_lists,
    unregistered_belong_to_ccgs,
    population_is_whole,
    population_has_people,
)
