"""The system view: money that moves adds up to nothing, and only released cost and the plan change the whole.

The tiny site in 2017/18: the trust T1 is paid £600,000 less for activity and its cost falls by £240,000; of
the pool of £600,000 the ACO A1 takes half, the CCG C1 0.3, T1 0.1, and the reserve R1 the rest.
"""

import pytest

from acohandbook.site import Site
from acohandbook.site.opening import examples, open_site
from acohandbook.steps import run_steps
from acohandbook.steps.system_view import SystemViewError, common_year, neighbours, system_view
from tiny import tiny_settings, tiny_site, tiny_tables

YEAR = "2017/18"
TERMS = {"residual_holder": "R1", "gain_cap_rate": 0.1, "loss_cap_rate": 0.05}


def tiny(key="tiny", **changes):
    """Results of the tiny site under another key and with other tables."""
    return run_steps(Site.from_tables(key, tiny_settings(terms=TERMS), tiny_tables() | changes))


@pytest.fixture(scope="module")
def one():
    return system_view([tiny()], YEAR)


@pytest.fixture(scope="module")
def all_examples():
    return [run_steps(open_site(name)) for name in examples()]


def at(step, column, organisation):
    return step.organisations.at(column, organisation=organisation)


def test_price_moves_and_released_cost_saves(one):
    assert at(one, "price_gbp", "C1") == 600_000
    assert at(one, "price_gbp", "tiny: T1") == -600_000
    assert at(one, "released_gbp", "tiny: T1") == 240_000
    assert one.effects.at("better_off_gbp", effect="price") == 600_000
    assert one.effects.at("net_gbp", effect="price") == 0
    assert one.effects.at("net_gbp", effect="released") == 240_000


def test_shares_of_the_pool_move_between_parties(one):
    # C1 hands over what A1, T1 and R1 take: 300,000 + 60,000 + 60,000, and keeps its own 0.3.
    assert at(one, "share_gbp", "tiny: A1") == 300_000
    assert at(one, "share_gbp", "C1") == -420_000
    assert one.effects.at("net_gbp", effect="share") == 0


def test_a_position_is_the_sum_of_its_parts(one):
    parts = ("underlying", "plan", "price", "share", "settled", "released")
    for organisation in one.organisations["organisation"]:
        together = sum(at(one, f"{part}_gbp", organisation) for part in parts)
        assert at(one, "position_gbp", organisation) == pytest.approx(together, abs=0.001)
    assert at(one, "underlying_gbp", "C1") == -400_000


def test_the_plan_moves_the_gap_between_payer_and_holder(one):
    results = tiny()
    gap = results.contract_years.summary.at("gap_gbp", financial_year=YEAR)
    assert one.effects.at("net_gbp", effect="plan") == pytest.approx(gap, abs=0.001)
    unfunded = results.contract_years.summary.at("unfunded_gbp", financial_year=YEAR)
    assert at(one, "plan_gbp", "tiny: A1") == pytest.approx(unfunded, abs=0.001)


def test_under_a_virtual_contract_the_gap_stays_with_the_commissioner():
    settings = tiny_settings(terms=TERMS, contracting_form="virtual")
    results = run_steps(Site.from_tables("tiny", settings, tiny_tables()))
    step = system_view([results], YEAR)
    assert at(step, "plan_gbp", "tiny: A1") == 0
    gap = results.contract_years.summary.at("gap_gbp", financial_year=YEAR)
    assert step.effects.at("net_gbp", effect="plan") == pytest.approx(gap, abs=0.001)


def test_the_control_total_is_met_or_missed():
    position = system_view([tiny()], YEAR).summary.at("position_gbp")
    step = system_view([tiny()], YEAR, control_total_gbp=position + 1000)
    assert step.summary.at("distance_gbp") == pytest.approx(-1000)
    assert any("short of its control total" in finding.message for finding in step.findings)
    assert system_view([tiny()], YEAR, control_total_gbp=position).summary.at("distance_gbp") == 0


def test_a_cost_released_that_is_not_known_is_left_out_and_said():
    rows = [{**row, "provider_cost_released_gbp": None} for row in tiny_tables()["outturn"]]
    step = system_view([tiny(outturn=rows)], YEAR)
    assert step.effects.at("net_gbp", effect="released") == 0
    assert any("cost released is not known" in finding.message for finding in step.findings)


def test_a_commissioner_of_two_sites_is_one_organisation():
    step = system_view([tiny("first"), tiny("second")], YEAR)
    assert at(step, "underlying_gbp", "C1") == -400_000  # once, not twice
    assert at(step, "price_gbp", "C1") == 1_200_000
    assert {"first: A1", "second: A1"} <= set(step.organisations["organisation"])


def test_people_counted_twice_are_seen():
    # Three quarters of C1's people are members of each: together more than the ledger holds.
    step = system_view([tiny("first"), tiny("second")], YEAR)
    red = [finding.message for finding in step.findings if finding.status == "red"]
    assert any("more of C1 than its ledger holds" in message for message in red)


def test_sites_that_contradict_each_other_are_refused():
    other = tiny_tables()["commissioners"]
    other[0]["underlying_position_gbp"] = -500_000
    with pytest.raises(
        SystemViewError, match="underlying position of C1 differently: -£400,000 and -£500,000"
    ):
        system_view([tiny("first"), tiny("second", commissioners=other)], YEAR)
    with pytest.raises(SystemViewError, match="A site comes twice: tiny, tiny"):
        system_view([tiny(), tiny()], YEAR)


def test_the_year_is_one_that_the_first_site_and_then_most_hold_outturn_for(all_examples):
    # Eastvale and Westhaven hold 2017/18, Northmoor 2018/19, Fenmarsh none.
    eastvale, fenmarsh, northmoor, westhaven = all_examples
    assert common_year([eastvale, northmoor]) == "2017/18"
    assert common_year([northmoor, eastvale, westhaven]) == "2018/19"
    assert common_year([fenmarsh, northmoor, eastvale, westhaven]) == "2017/18"


def test_the_examples_conserve_money_to_the_penny(all_examples):
    for year in ("2017/18", "2018/19", "2022/23"):
        step = system_view(all_examples, year)
        assert [step.effects.at("net_gbp", effect=one) for one in ("price", "share", "settled")] == [0, 0, 0]
        assert set(step.movements["net_gbp"]) == {0}
        summed = sum(step.organisations["position_gbp"].tolist())
        assert summed == step.summary["position_gbp"][0]


def test_an_example_has_the_other_examples_beside_it():
    assert neighbours(open_site("eastvale")) == ["fenmarsh", "northmoor", "westhaven"]
    assert neighbours(tiny_site()) == []
