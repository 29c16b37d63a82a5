"""Readiness: each feature stands as its worst test, and every test that is named exists."""

import pytest

from acohandbook.site.national import contracting_forms, readiness_features
from acohandbook.site.opening import examples, open_site
from acohandbook.steps import run_steps
from acohandbook.steps.assurance.questions import QUESTIONS
from acohandbook.steps.scope import CONTRACTING_FORMS
from tiny import tiny_site


@pytest.fixture(scope="module")
def tiny():
    return run_steps(tiny_site())


def test_every_test_named_for_a_feature_exists():
    known = {question.test_id for question in QUESTIONS}
    named = [test for one in readiness_features() for test in one["assurance_tests"].split()]
    assert set(named) <= known
    assert len(set(named)) == len(named)


def test_every_test_bears_on_a_feature_but_those_of_a_year_that_is_settled():
    named = {test for one in readiness_features() for test in one["assurance_tests"].split()}
    settled = {"gain_beyond_underspend", "unfrozen_closed_lines", "statement_left_over"}
    assert {question.test_id for question in QUESTIONS} - named == settled


def test_the_three_forms_are_described():
    assert [one["contracting_form"] for one in contracting_forms()] == list(CONTRACTING_FORMS)


def test_a_feature_stands_as_its_worst_test(tiny):
    order = {"green": 0, "amber": 1, "red": 2}
    words = {0: "holds", 1: "gap", 2: "stop"}
    status = dict(tiny.assurance.tests.frame("status").itertuples(index=False))
    for one in readiness_features():
        found = tiny.readiness.features.at("status", feature_id=one["feature_id"])
        tests = one["assurance_tests"].split()
        expected = (
            words[max(order[status[test]] for test in tests)] if tests else "show it outside the tables"
        )
        assert found == expected, one["feature_id"]


def test_what_is_held_is_said_in_figures(tiny):
    held = tiny.readiness.features.at("evidence_held", feature_id="primary_care")
    # P1 and P2 of three practices, with 30,000 of 40,000 people.
    assert held == "2 of 3 practices are entered as signed, with 30,000 of 40,000 registered people (75.0%)"


def test_gaps_are_the_reasons_of_tests_that_failed(tiny):
    gaps = tiny.readiness.features.at("gaps", feature_id="leadership")
    for test in ("open_positions", "overdue_positions"):
        reason = tiny.assurance.tests.at("reason", test_id=test)
        assert (reason in gaps) == (tiny.assurance.tests.at("status", test_id=test) != "green")


@pytest.mark.parametrize("name", examples())
def test_the_failing_contract_must_stop_and_the_others_need_not(name):
    features = run_steps(open_site(name)).readiness.features
    assert len(features) == 8
    if name == "fenmarsh":
        assert features.at("status", feature_id="financial_model") == "stop"
        assert features.at("status", feature_id="risk") == "stop"
