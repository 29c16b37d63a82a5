"""Quantiles in fixed memory: close to the exact ones, and the same however the draws are parted."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.simulation.sketch import BUCKETS, Sketch

AMOUNTS = st.lists(st.integers(-(10**13), 10**13), min_size=1, max_size=60)


def sketch_of(*parts):
    made = Sketch(1)
    for part in parts:
        made.add(np.array(part, dtype=float).reshape(-1, 1))
    return made


def test_quantiles_of_a_thousand_amounts():
    made = sketch_of(range(1, 1001))
    for rate, exact in ((0.01, 10), (0.05, 50), (0.5, 500), (0.95, 950), (1.0, 1000)):
        assert made.quantile(rate)[0] == pytest.approx(exact, rel=0.002)
    assert made.means[0] == 500.5
    assert made.deviations()[0] == pytest.approx(((1000**2 - 1) / 12) ** 0.5, rel=0.002)


def test_a_mass_at_nothing_is_counted_exactly():
    made = sketch_of([0.0] * 70 + [5.0] * 20 + [-3.0] * 10)
    assert (made.quantile(0.5)[0], made.above[0], made.below[0]) == (0, 20, 10)
    assert made.quantile(0.05)[0] == -3
    assert made.quantile(0.95)[0] == 5


def test_minus_nothing_is_nothing():
    made = sketch_of([-0.0, 0.0])
    assert made.below[0] == made.above[0] == 0


@given(AMOUNTS, st.floats(0.001, 1))
def test_a_quantile_is_within_a_fifth_of_a_hundredth_of_itself(amounts, rate):
    exact = sorted(amounts)[int(np.ceil(rate * len(amounts))) - 1]
    assert sketch_of(amounts).quantile(rate)[0] == pytest.approx(exact, rel=0.002, abs=0)


@given(AMOUNTS, AMOUNTS)
def test_merging_is_adding_in_any_order(first, second):
    together = sketch_of(first, second)
    for a, b in ((first, second), (second, first)):
        merged = sketch_of(a)
        merged.merge(sketch_of(b))
        assert (merged.counts == together.counts).all()
        assert merged.draws == together.draws == len(first) + len(second)
        assert merged.totals[0] == together.totals[0] == sum(first) + sum(second)
        assert (merged.lowest[0], merged.highest[0]) == (min(first + second), max(first + second))


def test_memory_does_not_grow_with_draws():
    small, large = sketch_of(range(10)), sketch_of(*[range(1000)] * 50)
    assert small.counts.nbytes == large.counts.nbytes == BUCKETS * 8
