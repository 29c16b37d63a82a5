"""Next year's rebasing: what the settled 2017/18 of the tiny site would leave in the budget of 2018/19.

C1 counts 1,300 people beyond the 30,000 in its growth, of 31,000 in the ACO. Its prescribing reopener shares
half of the 2% by which prices rose beyond plan and deadband.
"""

import pytest

from acohandbook.steps import run_steps
from tiny import tiny_settings, tiny_site, tiny_tables

YEAR, NEXT = "2017/18", "2018/19"
AT = {"commissioner_code": "C1", "financial_year": YEAR}
EVENT = {
    "reopener_id": "R-event", "trigger": "A ward closes", "commissioner_code": "C1",
    "service_line": "prescribing", "financial_year": YEAR, "kind": "event", "amount_gbp": 75_000.0,
    "invoked": True,
}  # fmt: skip


def results(outturn=None, **changes):
    tables = {} if outturn is None else {"outturn": outturn}
    return run_steps(tiny_site(tiny_settings(**changes), **tables))


def outturn_of(*years):
    """The outturn of 2017/18, again for each of some years."""
    return [row | {"financial_year": year} for year in years for row in tiny_tables()["outturn"]]


def settled_by(**settlement):
    return {"settlement": tiny_settings()["settlement"] | settlement}


@pytest.fixture(scope="module")
def tiny():
    return results()


def rebased(found, column, year=YEAR):
    return found.settlement.rebasing.at(column, commissioner_code="C1", financial_year=year)


def told(found):
    return [one for one in found.settlement.findings if one.figure.startswith("settlement.rebasing")]


def test_the_next_budget_stands_beside_what_the_settled_year_leaves(tiny):
    as_set = tiny.contract_years.budget.at("budget_gbp", commissioner_code="C1", financial_year=NEXT)
    assert (rebased(tiny, "next_year"), rebased(tiny, "budget_gbp"), as_set) == (
        NEXT,
        24_870_802.74,
        24_870_802.74,
    )
    assert rebased(tiny, "per_head_gbp") == 802.28  # 24,870,802.74 / 31,000 = 802.2839...
    assert rebased(tiny, "people_gbp") == 1_042_964.00  # 1,300 x 802.28 x 100%
    assert rebased(tiny, "reopeners_gbp") == 62_111.89  # 2% x 50% of the next year's line, 6,211,189.49
    assert rebased(tiny, "rebased_budget_gbp") == 25_975_878.63  # the three together
    assert rebased(tiny, "change_rate") == pytest.approx(0.044433, abs=5e-7)  # 1,105,075.89 / 24,870,802.74
    assert rebased(tiny, "status") == "draft for agreement"


def test_the_marginal_rate_of_the_true_up_holds_for_the_people_carried_over():
    found = results(**settled_by(list_true_up_marginal_rate=0.6))
    assert rebased(found, "people_gbp") == 625_778.40  # 1,300 x 802.28 x 60%


def test_fewer_people_and_lower_prices_come_off():
    counts = [AT | {"actual_persons": 29_000.0}]
    drugs = tiny_settings()["reopeners"][0] | {"actual_rate": -0.01}  # 1% - 3%: 2% below, half shared
    found = results(**settled_by(list_counts=counts), reopeners=[drugs])
    assert rebased(found, "people_gbp") == -802_280.00  # -1,000 x 802.28
    assert rebased(found, "reopeners_gbp") == -62_111.89
    assert rebased(found, "rebased_budget_gbp") == 24_006_410.85


@pytest.mark.parametrize(("changes", "carried"), [
    ({}, 0),  # paid in its year, and gone
    ({"recurrent": True}, 75_000),
    ({"recurrent": True, "invoked": False}, 0),
    ({"recurrent": True, "cap_rate": 0.01}, 62_111.89),  # 1% of the next year's line
])  # fmt: skip
def test_an_event_carries_over_only_where_it_says_so(changes, carried):
    found = results(reopeners=[EVENT | changes])
    assert rebased(found, "reopeners_gbp") == carried


def test_what_lasts_is_in_every_later_proposal_and_people_are_those_of_the_year():
    counts = [
        AT | {"actual_persons": 31_000.0},
        AT | {"financial_year": NEXT, "actual_persons": 30_500.0},
    ]
    later = EVENT | {"financial_year": NEXT, "recurrent": True}
    found = results(
        **settled_by(list_counts=counts),
        reopeners=[EVENT | {"recurrent": True}, later | {"reopener_id": "R2"}],
    )
    assert rebased(found, "reopeners_gbp") == 75_000  # the second had not happened
    closed = settled_by(list_counts=counts, years_closed=[YEAR, NEXT])
    both = results(
        outturn_of(YEAR, NEXT),
        **closed,
        reopeners=[EVENT | {"recurrent": True}, later | {"reopener_id": "R2"}],
    )
    assert rebased(both, "reopeners_gbp", NEXT) == 150_000  # no budget as set holds either
    assert rebased(both, "true_up_persons", NEXT) == 500


def test_nothing_is_rebased_without_a_year_after_or_a_closed_year():
    assert len(results(**settled_by(years_closed=[])).settlement.rebasing) == 0
    every = [YEAR, NEXT, "2019/20"]
    found = results(outturn_of(*every), **settled_by(years_closed=every))
    assert set(found.settlement.rebasing["financial_year"]) == {YEAR, NEXT}  # nothing follows the last


def test_a_proposal_moves_no_payment(tiny):
    open_year = results(**settled_by(years_closed=[]))
    columns = [name for name in tiny.settlement.statement.columns if name.endswith("_gbp")]
    for column in columns:
        assert (
            tiny.settlement.statement[column].tolist() == open_year.settlement.statement[column].tolist()
        ), column


def test_the_proposal_is_told_in_pounds(tiny):
    (found,) = told(tiny)
    assert found.status == "note"
    assert found.message == (
        "Draft for agreement: 2017/18 leaves £1,042,964 for people and £62,112 for reopeners that last, "
        "which would rebase the 2018/19 budget of C1 from £24,870,803 to £25,975,879. No payment reads it."
    )


def test_a_list_nobody_counted_is_told_and_not_taken_for_a_list_that_stood_still():
    found = results(**settled_by(list_counts=[]), reopeners=[])
    assert [(one.status, one.message.partition(":")[0]) for one in told(found)] == [
        ("amber", "2017/18 is closed and the list of C1 was not counted")
    ]
    assert rebased(found, "people_gbp") == 0
