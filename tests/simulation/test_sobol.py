"""Points and indices are those of SciPy and SALib."""

import numpy as np
import pytest
from SALib.analyze.sobol import analyze
from SALib.sample.sobol import sample
from scipy.special import ndtri
from scipy.stats import qmc

from acohandbook.simulation.sobol import MOST, crossed, indices, normal_points, points


@pytest.mark.parametrize(("dimensions", "count", "seed"), [(1, 2, 0), (3, 16, 5), (MOST, 2048, 2017)])
def test_points_are_those_of_scipy(dimensions, count, seed):
    assert (points(dimensions, count, seed) == qmc.Sobol(dimensions, seed=seed).random(count)).all()


def test_normal_points_are_their_quantiles():
    expected = ndtri(np.clip(points(4, 256, 3), 1e-6, 1 - 1e-6))
    assert normal_points(4, 256, 3) == pytest.approx(expected, abs=1e-13)


def test_the_scheme_of_points_is_that_of_salib():
    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[0.0, 1.0]] * 3}
    assert (crossed(points(6, 16, 5)) == sample(problem, 16, calc_second_order=True, seed=5)).all()


def test_the_indices_are_those_of_salib():
    """A result that is one source and the product of two others: each makes half of the spread."""
    figures = crossed(normal_points(8, 2048, 2017))
    results = figures[:, 0] + figures[:, 1] * figures[:, 2]
    problem = {"num_vars": 4, "names": list("abcd"), "bounds": [[0.0, 1.0]] * 4}
    theirs = analyze(problem, results, num_resamples=2, seed=1)
    alone, with_others, together = indices(results, 4)
    assert alone == pytest.approx(theirs["S1"], abs=1e-12)
    assert with_others == pytest.approx(theirs["ST"], abs=1e-12)
    above = np.triu_indices(4, 1)
    assert together[above] == pytest.approx(theirs["S2"][above], abs=1e-12)
    assert alone[0] == pytest.approx(0.5, abs=0.05)  # a figure of variance 1
    assert together[1, 2] == pytest.approx(0.5, abs=0.05)  # and the product of two, of variance 1 x 1


def test_a_result_that_does_not_vary_has_no_parts():
    assert indices(np.full(8, 3.0), 1) is None
