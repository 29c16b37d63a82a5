"""Rules as formulas of a worksheet."""

import pytest

from acohandbook.report.tracing.symbols import Symbol
from acohandbook.report.workbook.excel import Argument, text_constant, written
from acohandbook.report.workbook.layout import Place, letters
from acohandbook.rules.dialect import both, clip, divide, flag, known, round_half_away, where


def argument(name):
    return Symbol("argument", name)


def formula(one, blankable=()):
    return written(one, lambda name: Argument(name.upper(), name in blankable))


@pytest.mark.parametrize(
    ("one", "text"),
    [
        (round_half_away(argument("a") * 0.5), "ROUND(A*0.5*half_away,0)"),
        (round_half_away(argument("a") + 1), "ROUND((A+1)*half_away,0)"),
        (clip(argument("a"), 0, 1), "MIN(MAX(A,0),1)"),
        (divide(argument("a"), argument("b"), 0), "IF(B=0,0,A/B)"),
        (argument("a") - (argument("b") - argument("c")), "A-(B-C)"),
        (-argument("a") + 1, "(-A)+1"),
        (argument("a") ** 0.5, "POWER(A,0.5)"),
        (where(argument("kind") == 'a "b"', 1, 2), 'IF(KIND="a ""b""",1,2)'),
        (flag(argument("a") != 0), "IF(A<>0,1,0)"),
        (where(known(argument("a")) == 1, argument("a"), 0), "IF(ISNUMBER(A),A,0)"),
        (both(known(argument("a")), flag(argument("b") > 1)), "IF(ISNUMBER(A),1,0)*IF(B>1,1,0)"),
        (argument("a") * float("nan"), "A*NA()"),
        (argument("a") * 1e-07, "A*1E-07"),
    ],
)
def test_a_rule_as_a_formula(one, text):
    assert formula(one) == text


def test_a_comparison_with_what_may_be_blank_does_not_hold():
    assert formula(flag(argument("a") > 1), {"a"}) == "IF(IFERROR(A>1,FALSE),1,0)"
    assert formula(flag(argument("a") != 1), {"a"}) == "IF(IFERROR(A<>1,TRUE),1,0)"
    guarded = where(known(argument("a")) == 1, argument("a"), 0)
    assert formula(flag(guarded > 1)) == "IF(IF(ISNUMBER(A),A,0)>1,1,0)"


def test_long_text_in_a_formula_comes_in_pieces():
    assert text_constant('say "x"') == '"say ""x"""'
    assert [len(piece) for piece in text_constant("y" * 600).split("&")] == [252, 252, 102]


def test_letters_of_columns():
    assert [letters(number) for number in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip


def test_cells_of_a_column_as_few_areas():
    place = Place("Step 1 population", 5, {"code": 0, "spend": 1}, 9)
    assert place.areas("spend", [0, 1, 2, 5, 7, 8], "Step 1 population") == ["B5:B7", "B10", "B12:B13"]
    assert place.areas("spend", [3], "Checks") == ["'Step 1 population'!B8"]
    assert place.whole("code") == "'Step 1 population'!$A$5:$A$13"
