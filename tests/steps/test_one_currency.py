"""Expected and actual spend of the pool in one currency: the bases of ``tiny_later``, compared by hand."""

import pytest

from acohandbook.steps import run_steps
from tiny import tiny_site, tiny_tables
from tiny_later import later_site, later_tables

YEAR = "2017/18"


@pytest.fixture(scope="module")
def later():
    return run_steps(later_site())


def told(found, column):
    return [one for one in found.gain_loss.findings if one.figure.startswith(f"gain_loss.years.{column}")]


def test_what_differs_is_red_and_named(later):
    assert later.gain_loss.years.at("other_basis_gbp", financial_year=YEAR) == 3_500_000
    (found,) = told(later, "other_basis_gbp")
    assert found.status == "red"
    assert found.message == (
        "2017/18: £3,500,000 of the pool's expected spend is not in one currency with its actual spend "
        "(price base year 2017/18 against 2016/17). Count and price both alike before anything is shared."
    )
    # 3,500,000 of 18,000,000 in 2017/18 and of the 8,500,000 of 2018/19 whose months are reported
    assert later.assurance.tests.at("value", test_id="other_basis") == pytest.approx(3.5 / 26.5)
    assert later.assurance.tests.at("status", test_id="other_basis") == "red"


def test_what_nobody_states_is_amber(later):
    assert later.gain_loss.years.at("unstated_basis_gbp", financial_year=YEAR) == 2_500_000
    (found,) = told(later, "unstated_basis_gbp")
    assert found.status == "amber"
    assert later.assurance.tests.at("value", test_id="unstated_basis") == pytest.approx(2.5 / 26.5)
    assert later.assurance.tests.at("status", test_id="unstated_basis") == "amber"


def test_a_site_that_states_no_basis_is_asked_for_all_of_its_pool():
    found = run_steps(tiny_site())
    assert found.gain_loss.years.at("unstated_basis_gbp", financial_year=YEAR) == 18_000_000
    assert found.gain_loss.years.at("other_basis_gbp", financial_year=YEAR) == 0
    assert found.assurance.tests.at("status", test_id="other_basis") == "green"


@pytest.mark.parametrize(
    ("column", "other"),
    [
        ("price_base_year", "2018/19"),
        ("grouper", "HRG4+ 2018/19"),
        ("market_forces_factor", 1.04),
        ("identification_rules", "2018/19"),
        ("open_spells", "work_in_progress"),
    ],
)
def test_each_way_to_differ_is_enough(column, other):
    first, _ = later_tables()["activity_bases"]
    bases = [first, {**first, "basis_id": "B2", column: other}]
    found = run_steps(later_site(activity_bases=bases))
    assert found.gain_loss.years.at("other_basis_gbp", financial_year=YEAR) == 3_500_000
    alike = run_steps(later_site(activity_bases=[first, {**first, "basis_id": "B2"}]))
    assert alike.gain_loss.years.at("other_basis_gbp", financial_year=YEAR) == 0


def test_no_money_moves_for_saying_it(later):
    plain = [
        {key: value for key, value in row.items() if not key.endswith("_basis")}
        for row in later_tables()["outturn"]
    ]
    without = run_steps(later_site(outturn=plain))
    for table in ("gain_loss.parties", "settlement.statement"):
        first, second = later.table(table), without.table(table)
        money = [column for column in first.columns if first.unit(column) == "gbp"]
        assert money
        for column in money:
            assert first[column].tolist() == second[column].tolist()


def test_a_basis_must_be_known():
    from acohandbook.site import SiteFaults

    outturn = [row | {"expected_basis": "B9"} for row in tiny_tables()["outturn"]]
    with pytest.raises(SiteFaults, match=r"activity_bases.csv has no such basis_id"):
        tiny_site(outturn=outturn)
