"""Formulas that rules write down when they are called on symbols."""

import pytest

from acohandbook.report.tracing.symbols import (
    Symbol,
    arguments_of,
    formula_of,
    meaning_of,
    plain,
    plain_formula,
)
from acohandbook.rules.dialect import divide, flag, known, round_half_away, where


def argument(name):
    return Symbol("argument", name)


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (argument("a") - (argument("b") + argument("c")), "a - (b + c)"),
        (argument("a") - argument("b") + argument("c"), "a - b + c"),
        ((argument("a") + 1) * 2, "(a + 1) * 2"),
        (1 - argument("a") / argument("b") / 2, "1 - a / b / 2"),
        (argument("a") / (argument("b") * 2), "a / (b * 2)"),
        (-(argument("a") ** 2), "-a ** 2"),
        ((-argument("a")) ** 2, "(-a) ** 2"),
        (round_half_away(argument("a") * 0.5), "round(a * 0.5)"),
        (where(argument("a") >= 1, argument("b"), "x"), 'where(a >= 1, b, "x")'),
        (where(flag(argument("a") > 0) == 1, 1, 2), "where(a > 0, 1, 2)"),
        (known(argument("a")), "known(a)"),
    ],
)
def test_a_formula_keeps_its_order(one, text):
    assert plain(one) == text


def test_the_guard_of_a_division_asks_once():
    assert plain(divide(argument("a"), argument("b"), 0)) == "where(b == 0, 0, a / b)"


def test_a_rule_gives_its_formula_and_meaning():
    rule, arguments = "sharing.saving_pence", ("expected_pence", "actual_pence")
    assert plain_formula(rule, arguments) == "expected_pence - actual_pence"
    assert arguments_of(formula_of(rule, arguments)) == arguments
    assert meaning_of(rule) == "Expected less actual: positive is a gain."


def test_a_symbol_refuses_to_be_chosen_by():
    with pytest.raises(TypeError, match="choose with where"):
        bool(argument("a") > 0)
