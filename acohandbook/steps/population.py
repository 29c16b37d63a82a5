"""Population: whose budget it is, counted by commissioner, and the share of each commissioner's people.

The ACO's people are those on the lists of its practices, plus people in the place who are registered
nowhere. Health follows registration, a council's duty follows residence. Practices that have not signed
stay in every table: they are part of what a share is a share of.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import population as rules
from acohandbook.site.models.vocabulary import COUNCIL_TYPES, NEED_COMPONENTS
from acohandbook.steps import population_findings as findings
from acohandbook.steps.common import keys_of, national_parameter, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

COMPONENTS = ("list", *NEED_COMPONENTS)
# What each component counts on a practice's list. Residents are counted on their list before they are placed.
_COUNTED = {"list": "registered_persons", "residence": "registered_persons"} | {c: c for c in NEED_COMPONENTS}


def population(site: Site) -> StepResult:
    """Count the ACO's people and their share of each commissioner's.

    Parameters
    ----------
    site : Site

    Returns
    -------
    StepResult
        Tables ``practices``, ``residence``, ``unregistered``, ``commissioners``, ``counted`` (people of each
        practice that count for each commissioner, by component), ``shares``, ``ages``, ``list_inflation`` and
        ``summary``. People and weighted people are numbers, shares decimals.
    """
    result = StepResult("population")
    practices = _practices(result, site)
    _residence(result, site, practices)
    _unregistered(result, site)
    commissioners = _commissioner_kinds(result, site)
    _counted(result, site, commissioners, practices)
    _commissioner_totals(result, site)
    _shares(result, site, commissioners)
    _ages(result, site)
    _list_inflation(result, site)
    _summary(result, site)
    findings.find_all(result, site)
    return result


def _practices(result: StepResult, site: Site) -> Table:
    table = result.table("practices", {"practice_code": site.practices["practice_code"]})
    for column in ("practice_name", "commissioner_code", "membership", "list_date", "registered_persons"):
        table.lookup(column, site.practices, column)
    table.map("is_member", rules.is_member, "flag", membership="membership")
    people = {"persons": "registered_persons", "is_counted": "is_member"}
    table.map("member_registered_persons", rules.persons_if, "persons", **people)
    for component in NEED_COMPONENTS:
        table.lookup(component, site.practices, component)
        weighed = {"weighted_persons": component, "registered_persons": "registered_persons"}
        table.map(f"relative_{component}_rate", rules.relative_need_rate, "rate", **weighed)
    return table.input("is_practice", 1, "flag", "one for each row of practices.csv")


def _care_bodies(site: Site) -> dict[tuple[str, str], str]:
    """Council by kind of commissioner and lower-tier area; its own code where it states no areas."""
    bodies = {}
    for code, kind, lads in records(
        site.commissioners, "commissioner_code", "commissioner_type", "lad_codes"
    ):
        if kind in COUNCIL_TYPES:
            for lad in (lads or code).split():
                bodies.setdefault((kind, lad), code)
    return bodies


def _residence(result: StepResult, site: Site, practices: Table) -> None:
    """Cells of practice and area of residence, and the same cells once for each council they fall to."""
    bodies = _care_bodies(site)

    def care_body(lad: str) -> str:
        if not lad.startswith("E"):
            return findings.OUTSIDE_ENGLAND
        social, public = (bodies.get((kind, lad)) for kind in reversed(COUNCIL_TYPES))
        return social or public or findings.NOT_A_PARTY

    cells = records(site.residence, "practice_code", "lad_code")
    table = result.table("residence", keys_of(("practice_code", "lad_code"), cells))
    table.lookup("persons", site.residence, "persons")
    on = {"practice_code": "practice_code"}
    table.lookup("is_member", practices, "is_member", on=on)
    people = {"persons": "persons", "is_counted": "is_member"}
    table.map("member_persons", rules.persons_if, "persons", **people)
    table.lookup("health_responsible_body", practices, "commissioner_code", on=on)
    care = [care_body(lad) for _, lad in cells]
    table.input("care_responsible_body", care, "text", "commissioners.csv: lad_codes of the councils")

    areas = [(code, lad) for (_, lad), code in bodies.items()]
    by_lad: dict[str, list[str]] = {}
    for practice, lad in sorted(cells):
        by_lad.setdefault(lad, []).append(practice)
    rows = [(code, practice, lad) for code, lad in areas for practice in by_lad.get(lad, [])]
    residents = result.table("residents", keys_of(("commissioner_code", "practice_code", "lad_code"), rows))
    residents.lookup("persons", site.residence, "persons")


def _unregistered(result: StepResult, site: Site) -> None:
    table = result.table(
        "unregistered", {key: site.unregistered[key] for key in ("commissioner_code", "lad_code")}
    )
    for column in ("unregistered_persons", "evidence", "cost_per_head_gbp"):
        table.lookup(column, site.unregistered, column)
    cost = {"persons": "unregistered_persons", "cost_per_head_gbp": "cost_per_head_gbp"}
    table.map("cost_gbp", rules.cost_pence, "gbp", **cost)
    places = records(site.unregistered, "commissioner_code", "lad_code")
    rows = [
        (council, ccg, lad)
        for (_, area), council in _care_bodies(site).items()
        for ccg, lad in places
        if lad == area
    ]
    names = ("commissioner_code", "ccg_code", "lad_code")
    residents = result.table("unregistered_residents", keys_of(names, rows))
    on = {"commissioner_code": "ccg_code", "lad_code": "lad_code"}
    residents.lookup("unregistered_persons", site.unregistered, "unregistered_persons", on=on)


def _commissioner_kinds(result: StepResult, site: Site) -> Table:
    table = result.table("commissioners", {"commissioner_code": site.commissioners["commissioner_code"]})
    table.lookup("commissioner_type", site.commissioners, "commissioner_type")
    table.map("is_ccg", rules.is_ccg, "flag", commissioner_type="commissioner_type")
    table.map("is_council", rules.is_council, "flag", commissioner_type="commissioner_type")
    table.input("has_residence", len(site.residence) > 0, "flag", "whether the site has residence.csv")
    raw = ["residence" if council and has else "list"
           for council, has in records(table, "is_council", "has_residence")]  # fmt: skip
    return table.input("raw_component", raw, "text", "residence for a council, where it is known; else list")


def _counted(result: StepResult, site: Site, commissioners: Table, practices: Table) -> None:
    """People of each practice that count for each commissioner, unweighted and weighted by component."""
    of_ccg: dict[str, list[str]] = {}
    for practice, ccg in sorted(records(practices, "practice_code", "commissioner_code")):
        of_ccg.setdefault(ccg, []).append(practice)
    everyone = sorted(practices["practice_code"].tolist())
    rows = [
        (code, practice, component)
        for code, own, raw in records(commissioners, "commissioner_code", "is_ccg", "raw_component")
        for component in dict.fromkeys((*COMPONENTS, raw))
        for practice in (of_ccg.get(code, []) if own else everyone)
    ]
    names = ("commissioner_code", "practice_code", "component")
    table = result.table("counted", {name: [row[n] for row in rows] for n, name in enumerate(names)})
    _by_residence(table, commissioners)
    table.lookup("is_member", practices, "is_member")
    table.lookup("registered_persons", practices, "registered_persons")
    table.lookup_named("listed_need_persons", practices, _COUNTED, "component")
    table.total(
        "resident_persons", result.residents, "persons",
        by={"commissioner_code": "commissioner_code", "practice_code": "practice_code"},
    )  # fmt: skip
    table.map(
        "counted_persons", rules.counted_persons, "persons", registered_persons="registered_persons",
        resident_persons="resident_persons", is_by_residence="is_by_residence",
    )  # fmt: skip
    table.map(
        "need_persons", rules.counted_need_persons, "persons", weighted_persons="listed_need_persons",
        counted_persons="counted_persons", registered_persons="registered_persons",
    )  # fmt: skip
    for counted in ("counted_persons", "need_persons"):
        people = {"persons": counted, "is_counted": "is_member"}
        table.map(f"member_{counted}", rules.persons_if, "persons", **people)


def _by_residence(table: Table, commissioners: Table) -> None:
    on = {"commissioner_code": "commissioner_code"}
    table.lookup("is_council", commissioners, "is_council", on=on)
    table.lookup("has_residence", commissioners, "has_residence", on=on)
    told = {name: name for name in ("is_council", "component", "has_residence")}
    table.map("is_by_residence", rules.is_by_residence, "flag", **told)


def _commissioner_totals(result: StepResult, site: Site) -> None:
    table = result.commissioners
    for name, column in (
        ("registered_persons", "counted_persons"),
        ("member_registered_persons", "member_counted_persons"),
    ):
        table.total(name, result.counted, column, where={"component": "list"})
    table.total("own_unregistered_persons", result.unregistered, "unregistered_persons")
    table.total("all_unregistered_persons", result.unregistered, "unregistered_persons", by={})
    table.map(
        "unregistered_persons", rules.own_or_footprint_persons, "persons", is_ccg="is_ccg",
        own_persons="own_unregistered_persons", footprint_persons="all_unregistered_persons",
    )  # fmt: skip
    for name, registered in (
        ("all_persons", "registered_persons"),
        ("aco_persons", "member_registered_persons"),
    ):
        parts = {"registered_persons": registered, "unregistered_persons": "unregistered_persons"}
        table.map(name, rules.persons_together, "persons", **parts)
    share = {"part_persons": "aco_persons", "whole_persons": "all_persons"}
    table.map("list_share_rate", rules.share_rate, "rate", **share)


def _shares(result: StepResult, site: Site, commissioners: Table) -> None:
    rows = [
        (code, component)
        for code, raw in records(commissioners, "commissioner_code", "raw_component")
        for component in dict.fromkeys((*COMPONENTS, raw))
    ]
    table = result.table("shares", keys_of(("commissioner_code", "component"), rows))
    table.total("counted_persons", result.counted, "counted_persons")
    table.total("need_persons", result.counted, "need_persons")
    table.total("member_need_persons", result.counted, "member_need_persons")
    _by_residence(table, commissioners)
    on = {"commissioner_code": "commissioner_code"}
    table.lookup("listed_unregistered_persons", commissioners, "unregistered_persons", on=on)
    table.total("resident_unregistered_persons", result.unregistered_residents, "unregistered_persons")
    table.map(
        "unregistered_persons", rules.counted_persons, "persons", is_by_residence="is_by_residence",
        registered_persons="listed_unregistered_persons", resident_persons="resident_unregistered_persons",
    )  # fmt: skip
    table.map("is_need", rules.is_need, "flag", component="component")
    rate = "unregistered_need_rate"
    table.lookup(rate, site.settings_table, f"rules.{rate}", on={})
    table.map(
        "unregistered_need_persons", rules.unregistered_need_persons, "persons",
        unregistered_persons="unregistered_persons", weighted_persons="need_persons",
        counted_persons="counted_persons", unregistered_need_rate=rate, is_need="is_need",
    )  # fmt: skip
    for name, registered in (("persons", "need_persons"), ("member_persons", "member_need_persons")):
        parts = {"registered_persons": registered, "unregistered_persons": "unregistered_need_persons"}
        table.map(name, rules.persons_together, "persons", **parts)
    table.map("share_rate", rules.share_rate, "rate", part_persons="member_persons", whole_persons="persons")
    table.lookup("list_share_rate", commissioners, "list_share_rate", on=on)
    compared = {"rate": "share_rate", "compared_rate": "list_share_rate"}
    table.map("difference_from_list_rate", rules.difference_rate, "rate", **compared)


def _ages(result: StepResult, site: Site) -> None:
    table = result.table("ages", {key: site.population[key] for key in site.population.keys})
    table.lookup("persons", site.population, "persons")


def _list_inflation(result: StepResult, site: Site) -> None:
    base = site.settings.base_year
    known = {code for (code,) in records(site.population, "commissioner_code", financial_year=base)}
    ccgs = [c for (c,) in records(result.commissioners, "commissioner_code", is_ccg=1.0) if c in known]
    table = result.table("list_inflation", {"commissioner_code": ccgs})
    table.lookup("registered_persons", result.commissioners, "registered_persons")
    table.total("resident_persons", site.population, "persons", where={"financial_year": base})
    counts = {"persons": "registered_persons", "compared_persons": "resident_persons"}
    table.map("difference_persons", rules.difference_persons, "persons", **counts)
    counts = {"registered_persons": "registered_persons", "resident_persons": "resident_persons"}
    table.map("inflation_rate", rules.list_inflation_rate, "rate", **counts)
    national_parameter(table, site, "national_inflation_rate", "list_inflation_rate", "rate")


def _summary(result: StepResult, site: Site) -> None:
    practices = result.practices
    table = result.table("summary", {})
    table.total("registered_persons", practices, "registered_persons")
    table.total("member_registered_persons", practices, "member_registered_persons")
    table.total("unregistered_persons", result.unregistered, "unregistered_persons")
    parts = {
        "registered_persons": "member_registered_persons",
        "unregistered_persons": "unregistered_persons",
    }
    table.map("aco_persons", rules.persons_together, "persons", **parts)
    table.total("practices", practices, "is_practice", unit="number")
    table.total("member_practices", practices, "is_member", unit="number")
    table.input("commissioners", len(result.commissioners), "number", "rows of commissioners.csv")
    national_parameter(table, site, "minimum_scale_persons", "minimum_scale_nhs_england_persons", "persons")
