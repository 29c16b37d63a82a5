"""The formula of a rule as the formula of a worksheet cell.

Money stands in the cells as pounds and enters a rule as whole pence: ``ROUND(H5*100,0)`` gives back the
exact pence of a cell. What is blank is ``#N/A``, which arithmetic passes on as it should; a comparison with
it does not hold (``IFERROR``). A flag is the number 1 or 0, never TRUE: a worksheet does not take TRUE = 1
for true.

A spreadsheet's own ROUND differs from one program to the next where a product lies a hair below a half;
``ROUND(x*half_away,0)`` says what the rules say.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from acohandbook.report.tracing.symbols import COMPARISONS, Symbol, is_constant

# A name in the workbook for the nudge of ``round_half_away``: 0.285 x 100 counts as 28.5 in every runtime.
HALF_AWAY, HALF_AWAY_VALUE = "half_away", "1+2^-50"
_SIGNS = {"==": "=", "!=": "<>"}
_STRENGTH = {"+": 2, "-": 2, "*": 3, "/": 3} | dict.fromkeys(COMPARISONS, 1)
_STRONGEST = 5
_FUNCTIONS = {"minimum": "MIN", "maximum": "MAX", "floor": "INT", "**": "POWER"}


@dataclass(frozen=True)
class Argument:
    """What stands for an argument of a rule: a reference or what is made of it, and if it may be blank."""

    text: str
    may_be_blank: bool


def may_be_blank(one: Symbol, is_blankable: Callable[[str], bool]) -> bool:
    """Whether a formula may come to nothing known, given which arguments may."""
    if one.kind == "argument":
        return is_blankable(one.parts[0])
    if one.kind == "constant":
        return one.parts[0] != one.parts[0]
    if one.kind == "known":
        return False
    parts = one.parts[1:] if one.kind == "where" else one.parts
    return any(may_be_blank(part, is_blankable) for part in parts)


def written(one: Symbol, argument: Callable[[str], Argument], around: int = 0) -> str:
    """A formula in the language of a worksheet, without its equals sign."""
    if one.kind == "argument":
        return argument(one.parts[0]).text
    if one.kind == "constant":
        return _constant(one.parts[0])
    if one.kind == "where":
        condition, chosen, otherwise = one.parts
        inside = (
            f"{_condition(condition, argument)},{written(chosen, argument)},{written(otherwise, argument)}"
        )
        return f"IF({inside})"
    if one.kind == "known":
        return f"IF(ISNUMBER({written(one.parts[0], argument)}),1,0)"
    if one.kind == "round":
        return f"ROUND({written(one.parts[0], argument, _STRENGTH['*'])}*{HALF_AWAY},0)"
    if one.kind in _FUNCTIONS:
        return f"{_FUNCTIONS[one.kind]}({','.join(written(part, argument) for part in one.parts)})"
    if one.kind == "negative":
        # A worksheet binds a minus before a number more tightly than any operator.
        return f"(-{written(one.parts[0], argument, _STRONGEST)})"
    strength = _STRENGTH[one.kind]
    first = written(one.parts[0], argument, strength + (one.kind in COMPARISONS))
    second = written(one.parts[1], argument, strength + 1)
    text = f"{first}{_SIGNS.get(one.kind, one.kind)}{second}"
    return f"({text})" if strength < around else text


def _condition(one: Symbol, argument: Callable[[str], Argument]) -> str:
    if one.kind == "==" and one.parts[0].kind == "known" and is_constant(one.parts[1], 1):
        return f"ISNUMBER({written(one.parts[0].parts[0], argument)})"
    text = written(one, argument)
    if one.kind in COMPARISONS and may_be_blank(one, lambda name: argument(name).may_be_blank):
        return f"IFERROR({text},{'TRUE' if one.kind == '!=' else 'FALSE'})"
    return text


def _constant(value) -> str:
    if isinstance(value, str):
        return text_constant(value)
    if value != value:
        return "NA()"
    return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value)).upper()


def text_constant(text: str) -> str:
    """Text within a formula; a worksheet takes 255 characters in one piece."""
    pieces = [text[start : start + 250] for start in range(0, len(text), 250)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)
