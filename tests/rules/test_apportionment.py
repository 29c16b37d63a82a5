"""Splits add to the whole whatever the weights, the sign and the order of rows."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.rules.apportionment import largest_remainder

AMOUNTS = st.integers(-(10**13), 10**13)  # up to a hundred billion pounds either way
WEIGHTS = st.lists(
    st.one_of(st.integers(0, 10**6), st.floats(0, 10**6, allow_subnormal=False)), min_size=1, max_size=12
).filter(any)


def keys_for(weights):
    return [f"line-{position:02}" for position in range(len(weights))]


@given(AMOUNTS, WEIGHTS)
def test_parts_add_to_the_whole_exactly(amount, weights):
    parts = largest_remainder(amount, weights, keys_for(weights))
    assert sum(int(part) for part in parts) == amount
    assert all(part == int(part) for part in parts)


@given(AMOUNTS, WEIGHTS)
def test_each_part_is_within_a_penny_of_its_exact_proportion(amount, weights):
    whole = sum(Fraction(weight) for weight in weights)
    slack = 1 + Fraction(abs(amount), 10**14)  # the last bits of a float quotient, for very large amounts
    for part, weight in zip(largest_remainder(amount, weights, keys_for(weights)), weights, strict=True):
        assert abs(Fraction(part) - Fraction(weight) * amount / whole) < slack


@given(AMOUNTS, WEIGHTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(amount, weights, random):
    rows = list(zip(keys_for(weights), weights, strict=True))
    shuffled = random.sample(rows, len(rows))
    straight = dict(
        zip(keys_for(weights), largest_remainder(amount, weights, keys_for(weights)), strict=True)
    )
    keys = [key for key, _ in shuffled]
    mixed = largest_remainder(amount, [weight for _, weight in shuffled], keys)
    assert dict(zip(keys, mixed, strict=True)) == straight


@given(AMOUNTS, WEIGHTS)
def test_a_part_of_no_weight_gets_nothing_and_none_goes_against_the_sign(amount, weights):
    for part, weight in zip(largest_remainder(amount, weights, keys_for(weights)), weights, strict=True):
        assert part * amount >= 0
        assert weight > 0 or part == 0


@given(AMOUNTS, WEIGHTS)
def test_a_loss_is_split_as_a_gain_of_the_same_size(amount, weights):
    keys = keys_for(weights)
    assert largest_remainder(-amount, weights, keys) == [
        -part for part in largest_remainder(amount, weights, keys)
    ]


def test_a_loss_leaves_no_minus_zero():
    assert [str(part) for part in largest_remainder(-7, [1, 0], ["a", "b"])] == ["-7.0", "0.0"]


@pytest.mark.parametrize(
    ("amount", "weights", "keys", "message"),
    [
        (10, [1, -1], ["a", "b"], "negative or blank weight: b"),
        (10, [1, float("nan")], ["a", "b"], "negative or blank weight: b"),
        (10, [0, 0], ["a", "b"], "cannot split 10 pence: every weight is zero"),
        (10, [], [], "cannot split 10 pence: every weight is zero"),
        (10, [1, 1], ["a", "a"], "two parts of the same key: a"),
        (10.5, [1, 1], ["a", "b"], "cannot split 10.5: not a number of whole pence"),
        (float("nan"), [1, 1], ["a", "b"], "cannot split nan: not a number of whole pence"),
    ],
)
def test_what_cannot_be_split_is_refused_with_the_reason(amount, weights, keys, message):
    with pytest.raises(ValueError, match=message):
        largest_remainder(amount, weights, keys)
