"""Worked examples that nobody wrote for this code, and some of our own that say so: one test runs them all.

The examples are data in ``vectors/*.toml``: inputs, the rule, what is expected, source and status.
"""

import csv
import tomllib
from importlib import import_module
from pathlib import Path

import pytest

from acohandbook.resources import folder
from acohandbook.rules import contract_terms, noise, scoring, sharing
from acohandbook.rules.allocation_targets import relative_need_of_place_rate
from acohandbook.site.terms import load_terms, population_table

FOLDER = Path(__file__).parent / "vectors"
STATUSES = {"V", "D", "S", "U"}
CENTS = 100
CENTS_A_MILLION = 100_000_000


def _vectors():
    """Every example of every file, each with what its file says of all."""
    for path in sorted(FOLDER.glob("*.toml")):
        file = tomllib.loads(path.read_text(encoding="utf-8"))
        common = {key: file[key] for key in ("source", "status", "constructed") if key in file}
        for vector in [*file.get("vector", []), *_tracks(file), *_places(file)]:
            yield pytest.param({**common, **vector}, id=f"{path.stem}: {vector['name']}")


def _tracks(file):
    for terms, rows in file.get("results", {}).items():
        for actual, pair in rows.items():
            for score, expected in zip(file["quality_scores"], pair, strict=True):
                yield {
                    "name": f"{terms}, actual {actual}, quality {score}",
                    "how": "settled_by_name",
                    "terms": terms,
                    "year": file["year"],
                    "minimum_rate": file["minimum_rate"],
                    "quality_score_rate": score,
                    "expected_spend": file["expected_spend"],
                    "actual_spend": float(actual),
                    "without": ["loss_cap_second_rate"],
                    "expected": expected,
                }


def _places(file):
    for component, row in file.get("components", {}).items():
        yield {
            "name": component,
            "how": "relative_need",
            "arguments": {
                "place_need_persons": row["place"],
                "place_persons": file["place_persons"],
                "area_need_persons": row["area"],
                "area_persons": file["area_persons"],
            },
            "expected": row["relative_need"],
        }
    for component, expected in file.get("area_against_england", {}).items():
        yield {
            "name": f"{component}, the area against England",
            "how": "relative_need",
            "arguments": {
                "place_need_persons": file["components"][component]["area"],
                "place_persons": file["area_persons"],
                "area_need_persons": 1,
                "area_persons": 1,
            },
            "expected": expected,
        }


@pytest.mark.parametrize("vector", list(_vectors()))
def test_worked_example(vector, request):
    assert vector["status"] in STATUSES
    assert vector["source"]
    assert isinstance(vector["constructed"], bool)
    RUN[vector["how"]](vector, request)


def test_the_examples_are_counted_as_published():
    counted = {}
    for path in sorted(FOLDER.glob("*.toml")):
        title = tomllib.loads(path.read_text(encoding="utf-8"))["title"]
        counted[path.stem[:2].upper()] = [title, 0, 0]
    for parameters in _vectors():
        counted[parameters.id[:2].upper()][1 + parameters.values[0]["constructed"]] += 1
    committed = {
        row["set"]: [row["title"], int(row["published"]), int(row["constructed"])]
        for row in csv.DictReader((folder("data/evidence") / "worked_examples.csv").open(encoding="utf-8"))
    }
    assert committed == counted


def _settle(vector, numbers, unit):
    """Settle a vector's spend by terms, in the unit of the vector."""
    for name in vector.get("without", []):
        numbers[name] = sharing.NO_LIMIT_RATE if "cap" in name else 0.0
    expected = round(vector["expected_spend"] * unit)
    return (
        contract_terms.settled_pence(
            expected_pence=expected,
            actual_pence=round(vector["actual_spend"] * unit),
            quality_score_rate=vector.get("quality_score_rate", 1.0),
            second_base_pence=round(vector.get("second_base", vector["expected_spend"]) * unit),
            relief_pence=0.0,
            **numbers,
        )
        / unit
    )


def _by_name(vector):
    rate = vector.get("minimum_rate")
    return load_terms(vector["terms"]).numbers(
        vector.get("year"), gain_threshold_rate=rate, loss_threshold_rate=rate
    )


def _terms(vector, request):
    saving = sharing.saving_pence(vector["expected_spend"], vector["actual_spend"])
    assert saving == pytest.approx(vector["saving"], abs=1)  # the publisher rounds each to the dollar
    result = _settle(vector, _by_name(vector), CENTS)
    # The other working used the published share where it was printed to more places than the score.
    assert result == pytest.approx(vector["rule_result"], rel=2e-6, abs=1)
    assert result == pytest.approx(vector["published"], rel=5e-5, abs=1)
    if vector["terms"] != "mssp_track_3":  # which elected its minimum rate
        by_size = contract_terms.rate_by_population(
            vector["persons"], population_table("cms_minimum_savings_rate"), 0
        )
        assert by_size == pytest.approx(vector["minimum_rate"], abs=0.00006)


def _settled_by_name(vector, request):
    assert _settle(vector, _by_name(vector), CENTS_A_MILLION) == pytest.approx(vector["expected"], abs=1e-8)


def _settled(vector, request):
    values = vector["terms_values"]
    numbers = load_terms("nhs_multilateral").numbers() | {
        "gain_threshold_rate": values["gain_threshold_rate"],
        "bands": [[0.0, sharing.NO_LIMIT_RATE, values["share_rate"], 0.0, 1.0]],
    }
    assert _settle(vector, numbers, CENTS) == vector["expected"]


def _rule(vector, request):
    module, _, name = vector["rule"].partition(".")
    rule = getattr(import_module(f"acohandbook.rules.{module}"), name)
    assert rule(**vector["arguments"]) == pytest.approx(vector["expected"], abs=vector.get("within", 1e-9))


def _marginal(vector, request):
    terms = load_terms(vector["terms"]).in_year(vector["year"]).marginal
    plan, actual = round(vector["plan"] * CENTS_A_MILLION), round(vector["actual"] * CENTS_A_MILLION)
    paid = sharing.marginal_payment_pence(plan, actual, terms.over_rate, terms.under_rate)
    assert paid / CENTS_A_MILLION == pytest.approx(vector["expected"], abs=1e-8)


def _withhold(vector, request):
    rate = load_terms(vector["terms"]).in_year(vector["year"]).withhold.rate
    held = sharing.withheld_pence(round(vector["value"] * CENTS_A_MILLION), rate)
    assert held / CENTS_A_MILLION == vector["expected"]


def _points(vector, request):
    terms = load_terms(vector["terms"]).in_year(vector["year"]).points
    index = scoring.list_index(vector["list_persons"], terms.mean_list_persons)
    paid = scoring.points_pence(vector["points"], terms.point_value_gbp, index)
    assert paid / CENTS == pytest.approx(vector["expected"], abs=vector["within"])


def _flow(vector, request):
    flows = load_terms(vector["terms"]).flows
    (rate,) = [flow.rate for flow in flows if flow.direction == vector["direction"]]
    assert sharing.rate_of_pence(vector["value"] * CENTS, rate) == vector["expected"] * CENTS


def _relative_need(vector, request):
    index = relative_need_of_place_rate(**vector["arguments"])
    assert round(index, 4) == vector["expected"]


def _minimum_rate_table(vector, request):
    variation = tomllib.loads((FOLDER / "e3_noise.toml").read_text(encoding="utf-8"))["variation_rate"]
    low, high = vector["low"], vector["high"]
    residuals = {}
    for persons, _, published, _ in population_table("cms_minimum_savings_rate"):
        confidence = noise.confidence_rate(
            persons, low["persons"], low["rate"], high["persons"], high["rate"]
        )
        residuals[persons] = noise.minimum_rate(1 - confidence, variation, persons) / published - 1
    assert len(residuals) == 13
    assert max(residuals.values()) <= vector["within_share"], residuals
    assert min(residuals.values()) >= -vector["within_share"], residuals


def _file_totals(vector, request):
    from acohandbook.published.mssp import predict

    frame = predict(request.getfixturevalue("published")(vector["file"])).frame
    chosen = frame[frame["track"].isin(vector["tracks"])]
    assert len(chosen) == vector["rows"]
    # Each row is rounded to the dollar by the publisher; payments also carry the rounding of the score.
    assert chosen["generated_savings"].sum() == pytest.approx(vector["generated"], abs=len(chosen))
    assert chosen["earned_or_owed"].sum() == pytest.approx(vector["earned"], rel=5e-5)


RUN = {
    "terms": _terms,
    "settled": _settled,
    "settled_by_name": _settled_by_name,
    "rule": _rule,
    "marginal": _marginal,
    "withhold": _withhold,
    "points": _points,
    "flow": _flow,
    "relative_need": _relative_need,
    "minimum_rate_table": _minimum_rate_table,
    "file_totals": _file_totals,
}
