"""What a reader must know about the people who were counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.site.models.vocabulary import NEED_COMPONENTS
from acohandbook.steps.common import listed, percent, persons, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

OUTSIDE_ENGLAND = "outside England"
NOT_A_PARTY = "not a party"


def find_all(result: StepResult, site: Site) -> None:
    """Add the findings of the step to its result."""
    _practices(result)
    _scale(result)
    _residence(result, site)
    _need(result)
    _unregistered(result, site)
    _list_inflation(result)


def _practices(result: StepResult) -> None:
    practices = result.practices
    outside = [code for (code,) in records(practices, "practice_code", is_member=0.0)]
    if outside:
        absent = practices.sum("registered_persons") - practices.sum("member_registered_persons")
        result.find(
            "note",
            f"{len(outside)} of {len(practices)} practices, with {persons(absent)} people, have not signed: "
            f"{listed(outside)}. They stay in the tables: community services still treat their patients.",
            "population.summary.member_practices",
        )


def _scale(result: StepResult) -> None:
    people, least = result.summary["aco_persons"][0], result.summary["minimum_scale_persons"][0]
    if people < least:
        result.find(
            "amber",
            f"The ACO counts {persons(people)} people; NHS England's framework of July 2016 asked for at "
            f"least {persons(least)}. The fewer the people, the more of any gain or loss is chance.",
            "population.summary.aco_persons",
        )


def _residence(result: StepResult, site: Site) -> None:
    councils = [code for (code,) in records(result.commissioners, "commissioner_code", is_council=1.0)]
    if not len(site.residence):
        if councils:
            result.find(
                "amber",
                f"There is no table of residence, so the spend of {listed(councils)} is shared by lists, "
                "though a council's duty follows residence.",
                f"population.commissioners.list_share_rate[commissioner_code={councils[0]}]",
            )
        return
    for code in councils:
        if not result.shares.sum("persons", commissioner_code=code, component="residence"):
            result.find(
                "red",
                f"Nobody on any list lives in the areas of {code}: compare its lad_codes with the table of "
                "residence.",
                f"population.shares.persons[commissioner_code={code},component=residence]",
            )
    _unplaced(result)
    for body, consequence in (
        (OUTSIDE_ENGLAND, "outside England: their health care is the ACO's, their social care is not"),
        (NOT_A_PARTY, "in areas whose council is no party: their social care is not in the budget"),
    ):
        away = [count for (count,) in records(result.residence, "member_persons", care_responsible_body=body)]
        if sum(away):
            few = any(0 < count < site.settings.disclosure.threshold_persons for count in away)
            message = f"{'Some' if few else persons(sum(away))} people on the ACO's lists live {consequence}."
            result.find("note", message, "population.summary.member_registered_persons")


def _unplaced(result: StepResult) -> None:
    placed = dict.fromkeys(result.practices["practice_code"], 0.0)
    for practice, number in records(result.residence, "practice_code", "persons"):
        placed[practice] += number
    lists = records(result.practices, "practice_code", "registered_persons")
    differing = [practice for practice, registered in lists if placed[practice] != registered]
    if differing:
        placed_in_all, listed_in_all = sum(placed.values()), result.practices.sum("registered_persons")
        result.find(
            "amber",
            f"The table of residence and the list differ at {len(differing)} practices "
            f"({listed(differing)}). In all it places {persons(placed_in_all)} people of "
            f"{persons(listed_in_all)} on lists.",
            "population.summary.registered_persons",
        )


def _need(result: StepResult) -> None:
    unknown: dict[str, list[str]] = {}
    for component in NEED_COMPONENTS:
        blank = [code for code, need in records(result.practices, "practice_code", component) if need != need]
        if blank:
            unknown.setdefault(listed(blank), []).append(component)
    for practices, components in unknown.items():
        result.find(
            "amber",
            f"The weighted people of {practices} are not known for {', '.join(components)}: where these "
            "practices count, no share by that need can be worked out.",
        )
    shares = records(
        result.shares, "commissioner_code", "component", "share_rate", "list_share_rate",
        "difference_from_list_rate",
    )  # fmt: skip
    councils = {code for (code,) in records(result.commissioners, "commissioner_code", is_council=1.0)}
    for code in dict.fromkeys(row[0] for row in shares):
        differing = [
            (-abs(row[4]), *row[1:4])
            for row in shares
            if row[0] == code and abs(row[4]) > 0 and (code not in councils or row[1] not in NEED_COMPONENTS)
        ]
        if differing:
            _, component, share, by_list = min(differing)
            result.find(
                "note",
                f"The keys disagree for {code}: by {component} the ACO has {percent(share)} of the people, "
                f"by the raw list {percent(by_list)}.",
                f"population.shares.difference_from_list_rate[commissioner_code={code},component={component}]",
            )


def _unregistered(result: StepResult, site: Site) -> None:
    people, need = result.summary.sum("unregistered_persons"), site.settings.rules.unregistered_need_rate
    if people:
        result.find(
            "note",
            f"{persons(people)} people are registered nowhere. They count for the ACO and for its "
            f"commissioners, each at {need:g} times the mean need of those registered.",
            "population.summary.unregistered_persons",
        )


def _list_inflation(result: StepResult) -> None:
    for code, difference, rate, nation, year in records(
        result.list_inflation, "commissioner_code", "difference_persons", "inflation_rate",
        "national_inflation_rate", "national_inflation_rate_year",
    ):  # fmt: skip
        if difference:
            compared = f"; in England it was {percent(nation)} in {year}" if year else ""
            result.find(
                "amber" if rate > nation else "note",
                f"The lists of {code} count {persons(abs(difference))} people "
                f"{'more' if difference > 0 else 'fewer'} than its population table, {percent(abs(rate))}"
                f"{compared}. That is list inflation and where people live, never a count of unregistered "
                "people.",
                f"population.list_inflation.inflation_rate[commissioner_code={code}]",
            )
