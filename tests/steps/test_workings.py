"""Every figure of every step comes out again from its record alone."""

import math

import pytest

from acohandbook import resources
from acohandbook.site import load_site
from acohandbook.steps import run_steps
from tests.steps.evaluator import Evaluator
from tests.tiny import tiny_site

EXAMPLES = sorted(path.parent.name for path in resources.folder("data/sites").glob("*/site.toml"))


def same(first, second):
    if isinstance(first, float) and isinstance(second, float):
        return (
            first == second
            or (math.isnan(first) and math.isnan(second))
            or math.isclose(first, second, rel_tol=1e-12)
        )
    return first == second or first is None or second is None


def check_every_cell(site):
    results = run_steps(site)
    evaluator = Evaluator(results)
    wrong, cells = [], 0
    for table in results.tables.values():
        for column, working in table.workings.items():
            if working.verb == "input":
                continue
            for row, shown in enumerate(table[column].tolist()):
                cells += 1
                found = evaluator.cell(table, column, row)
                exact = table.unit(column) == "gbp"
                if (
                    (found != shown and not (found != found and shown != shown))
                    if exact
                    else not same(found, shown)
                ):
                    wrong.append(f"{working.name} row {row}: shown {shown!r}, from its record {found!r}")
    assert not wrong, "\n".join(wrong[:20])
    return cells


def test_every_cell_of_the_tiny_site():
    assert check_every_cell(tiny_site()) > 1000


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_cell_of_every_example(example):
    assert check_every_cell(load_site(resources.folder("data/sites") / example)) > 1000


@pytest.mark.parametrize("example", EXAMPLES)
def test_no_pounds_enter_a_step_but_from_a_table_of_the_site(example):
    results = run_steps(load_site(resources.folder("data/sites") / example))
    for table in results.tables.values():
        for column, working in table.workings.items():
            if working.verb == "input":
                assert working.source, f"{working.name} does not say where it comes from"
            if working.verb == "input" and working.unit == "gbp":
                something = [pence for pence in table[column].tolist() if pence == pence and pence != 0]
                assert not something or ".csv" in working.source, f"{working.name}: {working.source}"
