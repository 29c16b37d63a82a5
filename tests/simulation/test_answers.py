"""The answers for whole sites: figures that agree with one another, and findings that say what they must."""

from itertools import pairwise

import numpy as np
import pytest
from SALib.analyze.sobol import analyze
from SALib.sample.sobol import sample
from scipy.special import ndtri
from scipy.stats import qmc

from acohandbook.rules import risk
from acohandbook.simulation import assess_risk, drivers
from acohandbook.simulation.design import _efficient
from acohandbook.site.opening import open_site
from acohandbook.steps import run_steps

DRAWS = 3_000


@pytest.fixture(scope="module", params=["eastvale", "northmoor", "westhaven", "fenmarsh"])
def assessed(request):
    site = open_site(request.param)
    return assess_risk(site, run_steps(site), draws=DRAWS)


def test_parties_share_what_the_pool_holds_on_average(assessed):
    parties, years = assessed.parties, assessed.years
    within = len(parties)  # each is rounded to the penny
    for year in years["financial_year"]:
        shares = parties.sum("expected_share_gbp", period=year)
        assert shares == pytest.approx(years.sum("mean_pool_gbp", financial_year=year), abs=within)
    whole = parties.sum("expected_share_gbp", period="whole contract")
    assert whole == pytest.approx(years.sum("mean_pool_gbp"), abs=within)


def test_ranges_are_in_order_and_chances_are_chances(assessed):
    found = assessed.parties
    ends = [found[f"{end}_position_gbp"] for end in ("low", "lower_quarter", "upper_quarter", "high")]
    assert all((least <= most).all() for least, most in pairwise(ends))
    for what in ("share", "position"):
        assert (found[f"low_{what}_gbp"] <= found[f"high_{what}_gbp"]).all()
    assert (found["tail_loss_gbp"] <= found["far_tail_loss_gbp"]).all()
    assert (found["is_red"] <= found["is_far_red"]).all()
    for name in ("receives_rate", "pays_rate", "loses_rate", "beyond_reserves_rate", "beyond_cover_rate"):
        assert ((found[name] >= 0) & (found[name] <= 1)).all()
    assert (found["beyond_cover_rate"] <= found["beyond_reserves_rate"]).all()
    assert (found["beyond_reserves_rate"] <= found["loses_rate"]).all()


def test_the_spread_of_the_first_year_is_what_its_sources_make(assessed):
    if len(assessed.options):
        alone = assessed.options.at("deviation_rate", option="as agreed")
        assert assessed.years["deviation_rate"][0] == pytest.approx(alone, rel=0.06)


def test_a_larger_true_saving_is_seen_more_often(assessed):
    if len(assessed.power):
        assert (np.diff(assessed.power["gain_shared_rate"]) >= 0).all()
        assert (np.diff(assessed.power["loss_shared_rate"]) <= 0).all()
        assert (np.diff(assessed.power["mean_saving_rate"])).tolist() == pytest.approx(
            [0.01, 0.01, 0.03], abs=0.0005
        )


def test_pooling_time_and_stop_loss_never_widen_the_spread(assessed):
    for start in ("places", "settled", "stop-loss"):
        rows = [assessed.options["deviation_rate"][0]] if len(assessed.options) else []
        rows += [rate for option, rate in zip(assessed.options["option"], assessed.options["deviation_rate"],
                                              strict=True) if start in option]  # fmt: skip
        assert rows == sorted(rows, reverse=True)


def test_the_sources_make_up_the_variance(assessed):
    # by themselves and in pairs, beside a remainder of higher orders and of sampling
    total = assessed.sources.sum("alone_rate") + assessed.pairs.sum("together_rate")
    if len(assessed.sources):
        assert total == pytest.approx(1, abs=0.25)
        assert (assessed.sources["with_others_rate"] >= assessed.sources["alone_rate"] - 0.06).all()


def test_removing_a_risk_never_makes_the_tail_worse(assessed):
    tornado = assessed.tornado
    assert (tornado["without_gbp"] <= tornado["doubled_gbp"] + 1).all()
    assert (np.diff(np.abs(tornado["swing_gbp"])) <= 0).all()


def test_what_exceeds_its_cover_is_told_in_red(assessed):
    red = {name for name, flag in zip(assessed.parties["party_name"], assessed.parties["is_red"], strict=True)
           if flag}  # fmt: skip
    told = [finding.message for finding in assessed.findings if finding.status == "red"]
    assert len(told) == len(red)
    assert all(any(message.startswith(f"{name}:") for message in told) for name in red)


def test_efficient_terms_are_those_that_nothing_beats():
    worth, harm = np.array([1.0, 2.0, 2.0, 3.0, 2.5]), np.array([1.0, 2.0, 1.5, 4.0, 4.0])
    # the second pays as much as the third for more harm; the last pays less than the fourth for as much
    assert _efficient(worth, harm).tolist() == [1, 0, 1, 1, 0]


def test_a_facility_bears_a_tail():
    site = open_site("westhaven")
    results = run_steps(site)
    bare = assess_risk(site, results, draws=DRAWS)
    commissioner = {"party_id": "WH-CCG", "period": "whole contract"}
    assert bare.parties.at("is_red", **commissioner) == 1
    explained = site.frames["assumptions"].iloc[:1].assign(assumption_id="facility_gbp_WH-CCG", value=2e6)
    import pandas

    frame = pandas.concat([site.frames["assumptions"], explained])
    figures = dict(site.settings.assumptions) | {"facility_gbp_WH-CCG": 2e6}
    lent = site.with_table("assumptions", frame).with_settings(assumptions=figures)
    found = assess_risk(lent, run_steps(lent), draws=DRAWS).parties
    assert found.at("cover_gbp", **commissioner) == bare.parties.at("cover_gbp", **commissioner) + 2e6
    assert found.at("is_red", **commissioner) == 0


def test_without_salib_the_rest_is_answered(monkeypatch):
    monkeypatch.setattr(drivers, "find_spec", lambda name: None)
    site = open_site("westhaven")
    found = assess_risk(site, run_steps(site), draws=500)
    assert len(found.sources) == len(found.pairs) == 0
    assert len(found.tornado) == 7
    assert any("need SALib" in finding.message for finding in found.findings)


def test_a_limit_on_single_people_by_adding_up_its_distribution():
    # a Lomax cost of mean 1 and variation 3 (shape 2.25, scale 1.25), in steps of a thousandth up to 10
    step = 0.001
    below = np.arange(step / 2, 10, step)
    survival = (1 + below / 1.25) ** -2.25
    kept = survival.sum() * step
    square = (2 * below * survival).sum() * step
    assert risk.kept_cost_rate(10, 3.0) == pytest.approx(kept, rel=1e-5)
    assert risk.kept_variation(10, 3.0) == pytest.approx((square / kept**2 - 1) ** 0.5, rel=1e-4)


def test_need_adds_only_where_a_list_share_sets_the_pool(assessed):
    need = assessed.need
    assert need["need_rate"][0] == 0.0  # no example sets its pool by a list share
    part = assessed.need_practices["member_persons"] / assessed.need_practices["member_persons"].sum()
    expected = 0.1501 * ((part**2).sum()) ** 0.5
    assert need["need_if_all_by_list_rate"][0] == pytest.approx(expected)
    spread = need["deviation_rate"][0]
    if not np.isnan(spread):
        assert need["with_need_rate"][0] == pytest.approx(spread)
        assert need["with_need_if_all_by_list_rate"][0] == pytest.approx(np.hypot(spread, expected))


def test_the_scheme_of_points_is_that_of_salib():
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    theirs = sample(problem, 16, calc_second_order=True, seed=5)
    assert (drivers._crossed(qmc.Sobol(6, seed=5).random(16)) == theirs).all()


def test_the_indices_are_those_of_salib(monkeypatch):
    """A result that is one source and the product of two others: each makes half of the spread."""
    width = len(drivers.SOURCES)
    monkeypatch.setattr(drivers, "_settled_result", lambda year, luck: luck)
    monkeypatch.setattr(drivers, "luck_from", lambda year, figures: figures)
    monkeypatch.setattr(
        drivers, "_directed", lambda year, figures: figures[:, 0] + figures[:, 1] * figures[:, 2]
    )
    alone, with_others, together = drivers._indices(None, 2017)
    points = qmc.Sobol(2 * width, seed=2017).random(drivers.SAMPLES)
    figures = drivers._crossed(ndtri(np.clip(points, 1e-6, 1 - 1e-6)))
    problem = {"num_vars": width, "names": list(drivers.SOURCES), "bounds": [[0.0, 1.0]] * width}
    theirs = analyze(problem, drivers._directed(None, figures), num_resamples=2, seed=1)
    assert alone == pytest.approx(theirs["S1"], abs=1e-9)
    assert with_others == pytest.approx(theirs["ST"], abs=1e-9)
    assert together == pytest.approx(theirs["S2"], abs=1e-9, nan_ok=True)
    assert alone[0] == pytest.approx(0.5, abs=0.05)  # a figure of variance 1
    assert together[1, 2] == pytest.approx(0.5, abs=0.05)  # and the product of two, of variance 1 x 1
