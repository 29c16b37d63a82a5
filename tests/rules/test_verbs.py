"""The verbs of the dialect hold for any number, alone and in arrays, blanks included."""

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.rules.dialect import (
    absolute,
    clip,
    divide,
    maximum,
    minimum,
    round_half_away,
    to_pence,
    to_pounds,
    total,
)

ANY = st.floats(-1e15, 1e15) | st.just(float("nan"))
KNOWN = st.floats(-1e15, 1e15)
HUNDREDTHS = st.integers(-(10**7), 10**7)


def same(first, second):
    return first == second or (first != first and second != second)


@given(HUNDREDTHS, st.integers(0, 9999))
def test_a_price_times_a_rate_rounds_as_a_worksheet_rounds_the_decimal_product(hundredths, ten_thousandths):
    price, rate = Decimal(hundredths) / 100, Decimal(ten_thousandths) / 10000
    exact = (price * rate).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert to_pence(float(price) * float(rate)) == int(exact * 100)


@given(HUNDREDTHS, HUNDREDTHS)
def test_a_product_of_two_decimals_rounds_half_up(first, second):
    exact = Decimal(first) / 100 * (Decimal(second) / 100)
    assert round_half_away(first / 100 * (second / 100)) == int(exact.quantize(Decimal(1), ROUND_HALF_UP))


@given(ANY)
def test_rounding_gives_whole_numbers_near_by_the_same_in_an_array_and_without_regard_to_sign(value):
    rounded = round_half_away(value)
    assert same(float(round_half_away(np.array([value]))[0]), rounded)
    assert same(round_half_away(-value), -rounded)
    if value == value:
        assert rounded == int(rounded)
        assert abs(rounded - value) <= 0.75
        assert str(float(rounded)) != "-0.0"


@given(st.integers(-(2**53), 2**53))
def test_whole_numbers_are_left_alone(value):
    assert round_half_away(float(value)) == value


@given(st.integers(-(10**14), 10**14))
def test_pence_survive_the_way_to_pounds_and_back(pence):
    assert to_pence(to_pounds(pence)) == pence


@given(ANY, ANY)
def test_the_smaller_and_the_larger_are_numpys_blanks_included(first, second):
    assert same(minimum(first, second), float(np.minimum(first, second)))
    assert same(maximum(first, second), float(np.maximum(first, second)))
    assert same(absolute(first), float(np.abs(first)))


@given(KNOWN, KNOWN, KNOWN)
def test_a_clipped_value_lies_between_its_limits(value, one, other):
    lowest, highest = sorted((one, other))
    held = clip(value, lowest, highest)
    assert lowest <= held <= highest
    assert held == value or not lowest <= value <= highest


@given(KNOWN, st.just(0.0) | st.floats(1e-9, 1e15) | st.floats(-1e15, -1e-9))
def test_division_never_fails_and_is_exact_where_there_is_something_to_divide_by(numerator, denominator):
    expected = -1.0 if denominator == 0 else numerator / denominator
    assert divide(numerator, denominator, -1.0) == expected
    assert divide(np.array([numerator]), np.array([denominator]), -1.0)[0] == expected


@given(st.lists(KNOWN, min_size=1, max_size=8))
def test_a_total_adds_first_to_last_alone_and_in_arrays(values):
    result = 0.0
    for value in values:
        result += value
    assert total(values) == result
    assert np.all(total([np.array([value, -value]) for value in values]) == [result, -result])
