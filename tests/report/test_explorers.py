"""Explorers: what the page shows is what the package works out, for the same settings, to the penny."""

import json
from math import erf, sqrt

import numpy as np
import pytest

import acohandbook as aco
from acohandbook.report.explorer_controls import slider
from acohandbook.report.explorers import TITLES
from acohandbook.rules.dialect import round_half_away
from acohandbook.steps.gain_loss import gain_loss
from acohandbook.workings import StepResult

SITES = ("northmoor", "eastvale", "westhaven", "fenmarsh")


@pytest.fixture(scope="module")
def results():
    """Results of every example site."""
    return {name: aco.run_steps(aco.open_site(name)) for name in SITES}


def settled(results, site, **settings):
    """Results of a site with other settings, by their dotted names."""
    return aco.run_steps(results[site].site.with_settings(**settings))


# --- each explorer against the steps ----------------------------------------------------------------------


@pytest.mark.parametrize("site", ("northmoor", "eastvale", "westhaven"))
def test_attribution_is_the_spread_of_the_baseline(results, site):
    explorer, spread = aco.explorer("attribution", results[site]), results[site].baseline.key_spread
    for code, place in explorer.inputs["commissioners"].items():
        for key, _, _ in place["keys"]:
            figures = explorer.answer(commissioner=code, key=key)["figures"]
            at = {"commissioner_code": code, "key": key}
            assert figures["attributed_gbp"] == spread.at("attributed_gbp", **at)
            assert figures["difference_gbp"] == spread.at("difference_from_chosen_gbp", **at)


def test_attribution_follows_people_and_never_passes_the_whole(results):
    explorer = aco.explorer("attribution", results["northmoor"])
    code, place = next(iter(explorer.inputs["commissioners"].items()))
    key, _, share = place["keys"][0]
    spend = [line[1] for line in place["lines"]]
    fewer = explorer.answer(commissioner=code, key=key, people_change=-10)["figures"]["attributed_gbp"]
    assert fewer * 100 == sum(round_half_away(pence * (share * 0.9)) for pence in spend)
    more = explorer.answer(commissioner=code, key=key, people_change=20)["figures"]["attributed_gbp"]
    assert share * 1.2 > 1 and more * 100 == sum(spend)


@pytest.mark.parametrize("site", SITES)
@pytest.mark.parametrize(
    ("rule", "weight", "contingency"),
    [("cost", 50, 0), ("allocation", 50, 1), ("lower_of", 50, 2), ("blend", 25, 0.5)],
)
def test_growth_is_the_budget_of_the_contract_years(results, site, rule, weight, contingency):
    changed = settled(results, site, **{
        "rules.budget_rule": rule, "rules.blend_weight_rate": weight / 100,
        "rules.contingency_rate": contingency / 100,
    })  # fmt: skip
    explorer = aco.explorer("growth", results[site])
    figures = explorer.answer(budget_rule=rule, blend_weight=weight, contingency=contingency)["figures"]
    for year in results[site].site.years:
        for column in ("cost_gbp", "affordable_gbp", "budget_gbp"):
            assert figures[f"{column} {year}"] == changed.contract_years.summary.at(
                column, financial_year=year
            )


def test_growth_compounds_more_cost_from_the_base_year(results):
    step = results["fenmarsh"].contract_years
    figures = aco.explorer("growth", results["fenmarsh"]).answer(cost_growth=1)["figures"]
    first = results["fenmarsh"].site.growth_years[0]
    for row, year in enumerate(step.summary["financial_year"]):  # one commissioner: its row is the whole
        powers = int(year[:4]) - int(first[:4]) + 1
        recurrent = step.budget["recurrent_cost_gbp"][row]
        expected = round_half_away(recurrent * 1.01**powers) + step.budget["non_recurrent_gbp"][row]
        assert figures[f"cost_gbp {year}"] == pytest.approx(expected / 100, abs=0.011)


@pytest.mark.parametrize("site", ("northmoor", "eastvale"))
@pytest.mark.parametrize("progress", (-50, 0, 50, 100))
@pytest.mark.parametrize("score", ("threshold_to_target", "improvement", "best_of"))
def test_improvement_is_the_payment_of_the_step(results, site, score, progress):
    place = results[site].site
    explorer = aco.explorer("improvement", results[site])
    targets = dict(zip(place.measures["measure_id"], place.measures["target"], strict=True))
    achieved = place.frames["achievement"].copy()
    target = achieved["measure_id"].map(targets).astype(float)
    achieved["achieved"] = achieved["achieved"] + progress / 100 * (target - achieved["achieved"])
    changed = place.with_table("achievement", achieved).with_settings(**{
        "improvement.score": score, "improvement.on_account_rate": 0.4, "improvement.recovery_cap_rate": 0.1,
    })  # fmt: skip
    years = aco.run_steps(changed).improvement_payment.years
    figures = explorer.answer(score=score, progress=progress, on_account=40, recovery_cap=10)["figures"]
    at = {"financial_year": explorer.inputs["year"]}
    assert figures["earned_gbp"] == years.at("earned_gbp", **at)
    assert figures["quality_score_rate"] == pytest.approx(years.at("quality_score_rate", **at), rel=1e-12)
    assert figures["paid_gbp"] == years.at("paid_gbp", **at)


def with_saving(place, year, rate):
    """A site in which every contract saves a part of what was expected in a year, to the penny."""
    frame = place.frames["outturn"].copy()
    for _, rows in frame[frame["financial_year"] == year].groupby(["commissioner_code", "provider_code"]):
        expected = np.array([round_half_away(v * 100) for v in rows["expected_gbp"]])
        actual = np.array([round_half_away(v * (1 - rate)) for v in expected])
        actual[0] += (expected.sum() - round_half_away(expected.sum() * rate)) - actual.sum()
        frame.loc[rows.index, "actual_gbp"] = actual / 100
    return place.with_table("outturn", frame)


@pytest.mark.parametrize("site", ("northmoor", "eastvale", "westhaven"))
@pytest.mark.parametrize(
    "chosen",
    [
        {"saving": 0.4},
        {"saving": 2.5, "threshold_kind": "deductible", "gain_threshold": 1.0},
        {"saving": -3.0, "sides": "two_sided", "threshold_kind": "none"},
        {"saving": -3.0, "sides": "one_sided", "threshold_kind": "first_pound", "loss_threshold": 0.5},
        {"saving": 4.0, "gain_cap": 2.0, "quality": 80},
        {"saving": 3.0, "quality": 10, "distribution_key": "performance"},
        {"saving": 3.0, "quality": 90, "distribution_key": "equal"},
    ],
)
def test_gain_loss_is_settled_as_by_the_step(results, site, chosen):
    base = results[site]
    explorer = aco.explorer("gain_loss", base)
    positions = explorer.chosen | chosen
    year, rate = explorer.inputs["year"], positions["saving"] / 100
    place = with_saving(base.site, year, rate).with_settings(**{
        "terms.threshold_kind": positions["threshold_kind"], "terms.sides": positions["sides"],
        "terms.gain_threshold_rate": positions["gain_threshold"] / 100,
        "terms.loss_threshold_rate": positions["loss_threshold"] / 100,
        "terms.gain_cap_rate": positions["gain_cap"] / 100,
        "terms.distribution_key": positions["distribution_key"],
    })  # fmt: skip
    scored = StepResult("improvement_payment")
    years = scored.table("years", {"financial_year": place.years})
    years.input("quality_score_rate", positions["quality"] / 100, "rate", "chosen")
    step = gain_loss(place, base.scope, base.contract_years, scored)
    found = explorer.answer(**chosen)
    at = {"financial_year": year}
    assert found["figures"]["pool_gbp"] == step.years.at("pool_gbp", **at)
    assert found["figures"]["shareable_gbp"] == step.years.at("shareable_gbp", **at)
    holder = base.site.settings.settlement.provider_party
    assert found["figures"]["received_gbp"] == step.parties.at("settled_gbp", party_id=holder, **at)


def test_risk_corridor_is_the_normal_distribution(results):
    figures = aco.explorer("risk_corridor", results["northmoor"]).answer(
        persons=100000, variation=2.0, chance=5, threshold=1.0, true_saving=0.5
    )["figures"]
    deviation = 2.0 / sqrt(100000)
    assert figures["corridor_rate"] == pytest.approx(1.6448536269514722 * deviation, rel=1e-7)
    assert figures["false_payment_rate"] == pytest.approx(0.5 - erf(0.01 / deviation / sqrt(2)) / 2, abs=1e-9)
    assert figures["reached_rate"] == pytest.approx(0.5 - erf(0.005 / deviation / sqrt(2)) / 2, abs=1e-9)


@pytest.mark.parametrize("site", ("northmoor", "eastvale", "westhaven"))
@pytest.mark.parametrize("rate", (0, 35, 100))
def test_settlement_is_the_statement_of_the_step(results, site, rate):
    place = results[site].site
    year, holder = place.years[0], place.settings.settlement.provider_party
    step = settled(results, site, **{"settlement.list_true_up_marginal_rate": rate / 100}).settlement
    found = aco.explorer("settlement", results[site]).answer(marginal_rate=rate)
    assert found["figures"]["net_gbp"] == step.statement.at("net_gbp", party_id=holder, financial_year=year)


def test_settlement_pays_for_people_and_measures_worked_by_hand(results):
    explorer = aco.explorer("settlement", results["northmoor"])
    still, more = explorer.answer()["figures"], explorer.answer(people_change=1)["figures"]
    row = explorer.inputs["lists"][0]
    rate = explorer.chosen["marginal_rate"] / 100
    people = round_half_away(row["assumed_persons"] * 0.01)
    before = row["actual_persons"] + row["list_cleaning_persons"] - row["assumed_persons"]
    paid = round_half_away((before + people) * row["per_head_pence"] * rate)
    assert more["list_true_up_gbp"] == paid / 100
    assert more["net_gbp"] - still["net_gbp"] == pytest.approx(
        paid / 100 - still["list_true_up_gbp"], abs=0.001
    )


# --- controls, outputs and both runtimes ------------------------------------------------------------------


def test_slider_can_stand_at_its_value():
    fine = slider("rate", "Rate (%)", 0.25, 0, 5, 0.1)
    assert (fine.value, fine.step) == (0.25, 0.01)
    wide = slider("rate", "Rate (%)", 7.5, 0, 5, 0.5)
    assert (wide.value, wide.high, wide.step) == (7.5, 7.5, 0.5)


def test_unknown_explorer_and_control_are_refused(results):
    with pytest.raises(ValueError, match="no explorer 'attribution_key'; there are: attribution, growth"):
        aco.explorer("attribution_key", results["northmoor"])
    with pytest.raises(ValueError, match="no control savings; it has saving"):
        aco.explorer("gain_loss", results["northmoor"]).answer(savings=1)


def test_site_without_outturn_says_so(results):
    assert repr(aco.explorer("gain_loss", results["fenmarsh"])).startswith("This site holds nothing yet")


@pytest.mark.parametrize("name", TITLES)
def test_committed_output_is_the_same_from_run_to_run(results, name):
    first, again = (aco.explorer(name, results["northmoor"])._repr_mimebundle_() for _ in range(2))
    assert first == again
    assert set(first) == {"text/plain", "text/html"}
    assert "<script" not in first["text/html"]


@pytest.mark.parametrize("name", TITLES)
def test_live_notebook_moves_the_same_function(results, name):
    explorer = aco.explorer(name, results["northmoor"], live=True)
    assert "application/vnd.jupyter.widget-view+json" in explorer._repr_mimebundle_()
    from acohandbook.report.explorer_widgets import explorer_widget

    *controls, shown = explorer_widget(explorer).children
    for control, one in zip(explorer.controls, controls, strict=True):
        one.value = _moved(control)
        chosen = {each.name: widget.value for each, widget in zip(explorer.controls, controls, strict=True)}
        assert explorer.answer(**chosen)["html"] in shown.value


def _moved(control):
    """Another position of a control: the last of a list, or one step up or down."""
    if control.options:
        return list(control.options)[-1]
    up = round(control.value + control.step, 6)
    return up if up <= control.high else round(control.value - control.step, 6)


def test_micropython_writes_the_same_page(results, node, node_modules):
    from micropython_page import answers_under_micropython

    asked = []
    for site in SITES:
        for name in TITLES:
            explorer = aco.explorer(name, results[site])
            for control in getattr(explorer, "controls", []):
                asked.append((explorer, {control.name: _moved(control)}))
    texts = answers_under_micropython(
        node, node_modules, [(one.name, one.inputs, one.chosen | moved) for one, moved in asked]
    )
    for (explorer, moved), text in zip(asked, texts, strict=True):
        there, here = json.loads(text), explorer.answer(**moved)
        assert there["says"] == here["says"], (explorer.name, moved)
        assert there["figures"] == here["figures"], (explorer.name, moved)
        assert there["html"] == here["html"], (explorer.name, moved)


CALL = "import acohandbook as aco\naco.explorer('risk_corridor', aco.run_steps(aco.open_site('fenmarsh')))"


@pytest.mark.parametrize(("someone_is_there", "moves"), [(True, True), (False, False)])
def test_a_kernel_tells_a_person_from_a_program(someone_is_there, moves):
    from jupyter_client.manager import start_new_kernel

    manager, client = start_new_kernel(kernel_name="python3")
    shown = []
    try:
        client.execute_interactive(
            CALL, allow_stdin=someone_is_there, output_hook=shown.append, stdin_hook=print, timeout=60
        )
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    results_of = [message["content"]["data"] for message in shown if message["msg_type"] == "execute_result"]
    assert len(results_of) == 1, shown
    assert "text/html" in results_of[0]
    assert ("application/vnd.jupyter.widget-view+json" in results_of[0]) is moves
