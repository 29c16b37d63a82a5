"""Readiness: the eight features that an accountable care organisation must show, as far as tables show them.

``features``
    each feature: the evidence asked for, what the site's tables hold, the gaps, and the next step
``tests``
    the assurance tests that bear on each feature, and how they stand
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import assurance
from acohandbook.rules import readiness as rules
from acohandbook.site.national import readiness_features
from acohandbook.steps.common import keys_of, percent, persons, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

STATUSES = {
    rules.HOLDS: "holds",
    rules.GAP: "gap",
    rules.STOP: "stop",
    rules.ELSEWHERE: "show it outside the tables",
}
_FILE = "data/national/readiness_features.csv"


def readiness(site: Site, population: StepResult, assurance_step: StepResult) -> StepResult:
    """Lay the features that must be shown beside what the site's own results show.

    Parameters
    ----------
    population, assurance_step : StepResult
        Which practices have signed; how each assurance test stands.

    Returns
    -------
    StepResult
        A feature stands as its worst test does. Which tests bear on a feature is the handbook's choice.
    """
    step = StepResult("readiness")
    features = readiness_features()
    rows = [(one["feature_id"], test) for one in features for test in one["assurance_tests"].split()]
    tests = step.table("tests", keys_of(("feature_id", "test_id"), rows))
    on = {"test_id": "test_id"}
    for column in ("title", "status_code", "status", "reason"):
        tests.lookup(column, assurance_step.tests, column, on=on)
    tests.input("tests", 1, "number", "one for each row")
    for name, code in (("red", assurance.RED), ("amber", assurance.AMBER)):
        tests.input(f"{name}_code", code, "number", f"the code of a {name} test")
        tests.map(
            f"is_{name}", rules.is_status, "flag", status_code="status_code", wanted_code=f"{name}_code"
        )

    table = step.table("features", {"feature_id": [one["feature_id"] for one in features]})
    for column in ("feature", "evidence_to_show", "next_step", "source_id"):
        table.input(column, [one[column] for one in features], "text", f"{_FILE}: {column}")
    table.total("tests", tests, "tests")
    table.total("red", tests, "is_red", unit="number")
    table.total("amber", tests, "is_amber", unit="number")
    table.map(
        "status_code", rules.feature_code, "number",
        test_count="tests", red_count="red", amber_count="amber",
    )  # fmt: skip
    words = [STATUSES[int(code)] for code in table["status_code"]]
    table.input("status", words, "text", "the word for status_code")
    held = _held(site, population, step)
    table.input("evidence_held", [held[one["feature_id"]] for one in features], "text", "the site's tables")
    gaps = [_gaps(step, one["feature_id"]) for one in features]
    table.input("gaps", gaps, "text", "reasons of the tests that are red or amber")
    return step


def _held(site: Site, population: StepResult, step: StepResult) -> dict[str, str]:
    """What the tables hold for each feature, in words."""
    measures = site.measures
    outcomes = len(records(measures, "measure_id", kind="outcome"))
    practices = population.practices
    signed, listed = practices.sum("is_member"), practices.sum("registered_persons")
    members = practices.sum("member_registered_persons")
    positions = site.positions
    open_items = len(positions) - len(records(positions, "item_id", agreed="yes"))
    adjustments, assumptions, parties = site.adjustments, site.assumptions, site.parties
    owned = [owner for (owner,) in records(assumptions, "owner_role") if owner]
    standing = [
        party
        for party, reserves, guarantee in records(parties, "party_id", "reserves_gbp", "guarantee_gbp")
        if reserves > 0 or guarantee > 0
    ]
    return {
        "service_improvement": (
            f"{len(measures)} measures with a threshold and a target, {outcomes} of them outcomes"
        ),
        "vision": "nothing: benefits are not in the tables",
        "financial_model": f"{_green(step, 'financial_model')} tests of the baseline and the years are green",
        "consistency": "nothing: the system's plan is not in the tables",
        "leadership": f"{len(positions)} positions of the parties, {open_items} of them open",
        "primary_care": (
            f"{signed:.0f} of {len(practices)} practices are entered as signed, with {persons(members)} of "
            f"{persons(listed)} registered people ({percent(members / listed if listed else 0)})"
        ),
        "system_plans": (
            f"{len(adjustments)} adjustments and {len(assumptions)} assumptions, {len(owned)} owned"
        ),
        "risk": f"{len(standing)} of {len(parties)} parties state reserves or a guarantee",
    }


def _green(step: StepResult, feature: str) -> str:
    codes = [code for (code,) in records(step.tests, "status_code", feature_id=feature)]
    return f"{codes.count(assurance.GREEN)} of {len(codes)}"


def _gaps(step: StepResult, feature: str) -> str:
    rows = records(step.tests, "status_code", "reason", feature_id=feature)
    failed = sorted((row for row in rows if row[0] != assurance.GREEN), key=lambda row: -row[0])
    if not rows:
        return "cannot be seen from here"
    return " ".join(reason for _, reason in failed) or "none in the tables"
