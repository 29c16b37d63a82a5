"""One step asked for alone is the same as in a run of all, and so is what others may not see of it."""

import pytest

from acohandbook.site.opening import examples, open_site
from acohandbook.steps import STEPS, FigureError, run_steps

# The tables of contract years rest on those of population, scope and baseline; disclosure reads measures too.
LEFT_OUT = {"gain_loss", "settlement", "assurance", "monitoring", "readiness"}


@pytest.mark.parametrize("name", examples())
def test_a_step_alone_is_the_step_of_a_whole_run(name):
    site = open_site(name)
    whole, alone = run_steps(site), run_steps(site, only="contract_years")
    assert set(whole.steps) - set(alone.steps) == LEFT_OUT
    for table in alone.contract_years.tables.values():
        other = whole.table(table.name)
        for column in table.columns:
            assert table[column].tolist() == pytest.approx(other[column].tolist(), abs=0, nan_ok=True)
            assert table.is_hidden(column).tolist() == other.is_hidden(column).tolist()


def test_the_last_step_alone_has_what_it_reads():
    results = run_steps(open_site("fenmarsh"), only="readiness")
    assert set(STEPS[-1].reads) < set(results.steps)
    assert "monitoring" not in results.steps


def test_a_step_that_does_not_exist_is_refused():
    with pytest.raises(FigureError, match="no step 'budget'; there is population"):
        run_steps(open_site("fenmarsh"), only="budget")
