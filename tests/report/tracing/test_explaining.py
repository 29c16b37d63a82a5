"""Every figure of every example comes out again from its explanation alone."""

import json
import math
import re

import pytest

from acohandbook import cli, resources
from acohandbook.report.tracing.explaining import Explanation, explain
from acohandbook.site import load_site
from acohandbook.steps import FigureError, run_steps
from tests.report.tracing.tree_evaluator import TreeEvaluator
from tests.tiny import tiny_site

EXAMPLES = sorted(path.parent.name for path in resources.folder("data/sites").glob("*/site.toml"))
LEAVES = {"cell", "setting", "term", "default", "parameter", "name", "definition"}


def every_figure(results):
    """Names of all cells of all steps."""
    for table in results.tables.values():
        named = [table[key].tolist() for key in table.keys]
        for row in zip(*named, strict=True) if named else [()]:
            keys = ",".join(f"{key}={value}" for key, value in zip(table.keys, row, strict=True))
            for column in table.columns:
                yield f"{table.name}.{column}[{keys}]" if keys else f"{table.name}.{column}"


def same(first, second, exact):
    if isinstance(first, str) or first is None or second is None:
        return first == second
    if first != first or second != second:
        return first != first and second != second
    return first == second if exact else math.isclose(first, second, rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_figure_of_every_example_from_its_tree_alone(example):
    results = run_steps(load_site(resources.folder("data/sites") / example))
    figures = list(every_figure(results))
    tree = json.loads(json.dumps(Explanation(results, figures).as_dict()))
    evaluator = TreeEvaluator(tree)
    assert set(tree["figures"]) == set(figures) and len(figures) > 10_000
    wrong = [
        name
        for name in tree["figures"]
        if not same(evaluator.value(name), evaluator.stated(name), tree["cells"][name]["unit"] == "gbp")
    ]
    assert wrong == []


@pytest.fixture(scope="module")
def results():
    return run_steps(tiny_site())


def settled(results):
    statement = results.table("settlement.statement")
    party, year = statement["party_id"][0], statement["financial_year"][0]
    return f"settlement.statement.net_gbp[party_id={party},financial_year={year}]"


def test_leaves_say_where_they_stand(results):
    tree = explain(results, settled(results)).as_dict()
    leaves = [cell for cell in tree["cells"].values() if cell["verb"] == "input"]
    assert leaves and {cell["source"]["kind"] for cell in leaves} <= LEAVES
    ledger = [
        cell for cell in leaves
        if cell["source"].get("file") == "expenditure.csv" and cell["source"]["column"] == "spend_gbp"
    ]  # fmt: skip
    spend = results.site.columns["expenditure"]["spend_gbp"]
    assert ledger and all(spend[cell["source"]["row"] - 2] == cell["value"] for cell in ledger)


def test_everything_below_a_figure_is_a_leaf_or_opens(results):
    tree = explain(results, settled(results)).as_dict()
    for cell in tree["cells"].values():
        below = [*cell.get("parts", []), *cell.get("inputs", {}).values(), *cell.get("weights", {}).values()]
        below += [cell[one] for one in ("reads", "amount") if one in cell]
        assert all(name in tree["cells"] for name in below)


def test_depth_cuts_the_tree_and_names_where_it_opens_further(results):
    explanation = explain(results, settled(results))
    lines = explanation.as_text(1).splitlines()
    indented = [line for line in lines[: lines.index("")] if line.startswith("  ")]
    assert len(indented) == 7 and not any(line.startswith("    ") for line in indented)
    assert "Cut at depth 1;" in explanation.as_text(1)
    named = lines[-1].strip()
    assert explain(results, named).as_text(0).startswith(f"{named} = ")
    assert "Cut at depth" not in explanation.as_text(None)
    assert len(explanation.as_dict(1)["cells"]) == 8


def test_the_page_needs_nothing_from_elsewhere_and_links_within_itself(results):
    page = explain(results, settled(results)).as_html()
    assert "<script" not in page and not re.search(r'(?:src|href)="(?!#)', page)
    targets = re.findall(r'<details id="([^"]+)"', page)
    assert len(targets) == len(set(targets))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(targets)
    assert page.count("<details") == page.count("</details>") and page.count("<ul") == page.count("</ul>")


def test_text_of_the_site_is_not_markup():
    site = tiny_site()
    rows = site.frames["parties"].assign(party_id=lambda frame: frame["party_id"])
    rows.loc[0, "party_name"] = "<script>alert(1)</script>"
    changed = run_steps(site.with_table("parties", rows))
    party = changed.table("gain_loss.party_list")["party_id"][0]
    page = explain(changed, f"gain_loss.party_list.party_name[party_id={party}]").as_html()
    assert "<script" not in page and "&lt;script&gt;" in page


def test_a_figure_that_does_not_exist_is_refused(results):
    with pytest.raises(FigureError, match="did you mean 'statement'"):
        explain(results, "settlement.statment.net_gbp[party_id=aco,financial_year=2018/19]")


def test_command(capsys, tmp_path):
    site = str(resources.folder("data/sites") / EXAMPLES[0])
    figure = "population.summary.aco_persons"
    assert cli.main(["explain", site, figure, "--depth", "1"]) == 0
    assert capsys.readouterr().out.startswith(f"{figure} = ")
    assert cli.main(["explain", site, figure, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["figures"] == [figure]
    assert cli.main(["explain", site, figure, "--html", str(tmp_path / "figure.html")]) == 0
    assert capsys.readouterr().out == ""
    assert (tmp_path / "figure.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert cli.main(["explain", site, "population.summary.aco_person"]) == 2
    assert "did you mean 'aco_persons'" in capsys.readouterr().err
    assert cli.main(["explain", str(tmp_path / "none"), figure]) == 2
