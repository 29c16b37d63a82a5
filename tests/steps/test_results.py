"""The steps in their order, and a figure found by its name or refused with what there is instead."""

import pytest

from acohandbook.resources import folder
from acohandbook.site import load_site
from acohandbook.steps import STEPS, FigureError, Results, run_steps
from acohandbook.steps.results import parse_figure
from tiny import tiny_site


@pytest.fixture(scope="module")
def results():
    """All steps of the tiny site."""
    return run_steps(tiny_site())


def test_each_step_reads_only_steps_before_it():
    names = [step.name for step in STEPS]
    assert names[:3] == ["population", "scope", "baseline"]
    assert len(set(names)) == len(names)
    for place, step in enumerate(STEPS):
        assert set(step.reads) <= set(names[:place])


def test_every_step_is_an_attribute(results):
    assert [getattr(results, step.name).step for step in STEPS] == [step.name for step in STEPS]


def test_findings_and_proofs_of_all_steps_come_in_order(results):
    order = [step.name for step in STEPS]
    for kept in (results.findings, results.proofs):
        places = [order.index(one.step) for one in kept]
        assert places == sorted(places)
    assert {"population", "scope", "baseline"} <= {finding.step for finding in results.findings}


EXAMPLES = sorted(path.parent.name for path in folder("data/sites").glob("*/site.toml"))


@pytest.mark.parametrize("example", [None, *EXAMPLES])
def test_every_figure_that_a_finding_names_is_there(results, example):
    found = results if example is None else run_steps(load_site(folder("data/sites") / example))
    for finding in found.findings:
        if finding.figure:
            found.find(finding.figure)


def test_statuses_of_findings_are_three(results):
    assert {finding.status for finding in results.findings} <= {"red", "amber", "note"}


def test_a_figure_in_pounds_by_its_name(results):
    assert results.figure("baseline.totals.baseline_gbp[commissioner_code=C1]") == 44_671_219.51
    keys = "home=annual_payment,commissioner_code=C1,service_line=community"
    assert results.figure(f"baseline.budget.baseline_gbp[{keys}]") == 8_893_170.73
    assert results.figure("population.summary.aco_persons") == 31_000


def test_figures_of_the_site_and_of_the_nation(results):
    assert results.figure("site.expenditure.spend_gbp[line_id=C1-community]") == 12_000_000
    assert results.figure("site.settings.rules.contingency_rate") == 0.005
    assert results.figure("site.settings.base_year") == "2016/17"
    key = "parameter_id=qof_point_gbp,financial_year=2017/18"
    assert results.figure(f"national.parameters.value[{key}]") == 171.20
    index = results.table("national.age_cost_index")
    assert results.figure("national.age_cost_index.index[financial_year=2011/12,age_band=85+]") == index.at(
        "index", financial_year="2011/12", age_band="85+"
    )


def test_spaces_and_commas_in_a_name_do_no_harm():
    assert parse_figure(" a.b.c[ name = Smith, Jones and Co , year=2017/18 ] ") == (
        "a", "b", "c", {"name": "Smith, Jones and Co", "year": "2017/18"},
    )  # fmt: skip
    assert parse_figure("site.settings.rules.floor_rate") == ("site", "settings", "rules.floor_rate", {})


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("baseline.totals", "'baseline.totals' does not name a figure; write step.table.column[key=value,"),
        ("basline.totals.baseline_gbp", "There is no step 'basline': did you mean 'baseline'?"),
        ("forecast.totals.baseline_gbp", "There is no step 'forecast'; there is population, scope,"),
        ("baseline.total.baseline_gbp", "baseline has no table 'total': did you mean 'totals'?"),
        ("site.expenditures.spend_gbp", "site has no table 'expenditures': did you mean 'expenditure'?"),
        ("site.key.name", "site has no table 'key'"),
        ("national.parameter.value", "national has no table 'parameter': did you mean 'parameters'?"),
        ("baseline.totals.baseline", "totals has no column 'baseline': did you mean 'baseline_gbp'?"),
        ("baseline.totals.baseline_gbp", "does not say which commissioner_code; its keys are commissioner_"),
        ("baseline.totals.baseline_gbp[code=C1]", "has no key 'code'; its keys are commissioner_code"),
        ("population.summary.aco_persons[code=C1]", "has no key 'code'; it has one row and no keys"),
        ("baseline.lines.spend_gbp[line_id=C1-comunity]", "'C1-comunity': did you mean 'C1-community'?"),
        ("baseline.totals.baseline_gbp[commissioner_code=XYZ]", "'XYZ'; there is C1, N1, E07000001"),
        ("baseline.totals.baseline_gbp[C1]", "'C1' is not key=value; write step.table.column[key=value,"),
        ("baseline.totals.baseline_gbp[]", "'' is not key=value"),
        (
            "baseline.totals.baseline_gbp[commissioner_code=C1,commissioner_code=N1]",
            "says commissioner_code twice",
        ),
        (
            "baseline.budget.baseline_gbp[commissioner_code=N1,service_line=community,home=annual_payment]",
            "has no row with commissioner_code=N1, service_line=community, home=annual_payment together",
        ),
    ],
)  # fmt: skip
def test_a_name_that_leads_nowhere_says_where_it_goes_wrong(results, name, said):
    with pytest.raises(FigureError) as refused:
        results.figure(name)
    assert said in str(refused.value)


def test_a_step_that_has_not_run_is_no_attribute():
    with pytest.raises(AttributeError, match="there are no results of a step 'baseline'"):
        Results(tiny_site()).baseline  # noqa: B018
