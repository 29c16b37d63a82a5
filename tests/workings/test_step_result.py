"""What a step returns: its tables by name, its proofs, its findings."""

import pytest

from acohandbook.workings import ReconciliationError, StepResult

BLANK = float("nan")


@pytest.fixture
def step():
    """A step with one table of four places that add up to a ledger."""
    result = StepResult("baseline")
    table = result.table("four_way", {"code": ["C1", "N1"]})
    table.input("aco_gbp", [60_00, 5_00], "gbp", "x").input("other_gbp", [40_00, 1_00], "gbp", "x")
    table.input("ledger_gbp", [100_00, 6_00], "gbp", "x").input("short_gbp", [100_00, 5_99], "gbp", "x")
    table.input("unknown_gbp", [100_00, BLANK], "gbp", "x")
    return result


def test_a_table_is_an_attribute_of_its_step(step):
    assert step.four_way is step.tables["four_way"]
    assert step.four_way.name == "baseline.four_way"


def test_a_table_that_is_not_there_is_named(step):
    with pytest.raises(AttributeError, match="step baseline has no table 'four_ways'"):
        step.four_ways  # noqa: B018


def test_a_proof_that_holds_is_kept(step):
    step.prove("C1", 100, {"non_recurrent": -30, "full_year_effect": 5}, 75)
    (proof,) = step.proofs
    assert (proof.step, proof.name, proof.opening_pence, proof.closing_pence) == ("baseline", "C1", 100, 75)
    assert proof.changes == {"non_recurrent": -30, "full_year_effect": 5}
    assert proof.rows == 1


def test_a_penny_too_few_stops_the_step(step):
    message = (
        r"baseline: C1 does not reconcile: opening £1.00; non_recurrent £-0.30; "
        r"expected closing £0.71, reached £0.70"
    )
    with pytest.raises(ReconciliationError, match=message):
        step.prove("C1", 100, {"non_recurrent": -30}, 71)
    assert step.proofs == []


def test_a_blank_proves_nothing(step):
    with pytest.raises(ReconciliationError):
        step.prove("C1", BLANK, {}, BLANK)


def test_rows_that_all_hold_make_one_proof(step):
    step.prove_rows("four places", step.four_way, "aco_gbp", ("other_gbp",), "ledger_gbp")
    (proof,) = step.proofs
    assert (proof.opening_pence, proof.changes, proof.closing_pence) == (6500, {"other_gbp": 4100}, 10600)
    assert proof.rows == 2


def test_the_row_that_does_not_hold_is_named(step):
    with pytest.raises(ReconciliationError, match=r"four places \[code=N1\].*£5.99, reached £6.00"):
        step.prove_rows("four places", step.four_way, "aco_gbp", ("other_gbp",), "short_gbp")
    assert step.proofs == []


def test_a_blank_row_does_not_hold(step):
    with pytest.raises(ReconciliationError, match=r"four places \[code=N1\]"):
        step.prove_rows("four places", step.four_way, "aco_gbp", ("other_gbp",), "unknown_gbp")


def test_a_finding_says_how_grave_it_is_and_where_it_stands(step):
    step.find("red", "C1 is in deficit.", "baseline.deficits.aco_share_gbp[commissioner_code=C1]")
    (finding,) = step.findings
    assert (finding.step, finding.status, finding.message) == ("baseline", "red", "C1 is in deficit.")
