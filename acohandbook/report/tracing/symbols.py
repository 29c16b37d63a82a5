"""Rules called on symbols instead of numbers write down their own formula.

A ``Symbol`` stands for an argument of a rule or for what was made of such. It brings its own namespace, as
an array does, so that the verbs of ``acohandbook.rules.dialect`` build the formula where they would
otherwise compute. One formula serves every row of a column; it is written out for a reader (and for any
other program) by ``plain``, and as the formula of a worksheet cell by the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module

from acohandbook.workings import Working

COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")


class Symbol:
    """An argument of a rule, a constant in it, or an operation on such.

    Attributes
    ----------
    kind : str
        ``argument``, ``constant``, an operator of Python, or ``where``, ``minimum``, ``maximum``,
        ``floor``, ``round`` and ``known``.
    parts : tuple
        The name of an argument, the value of a constant, or what an operation is done to.
    """

    __slots__ = ("kind", "parts")
    __hash__ = None

    def __init__(self, kind: str, *parts):
        self.kind = kind
        self.parts = parts

    def __array_namespace__(self):
        return _Namespace

    def __bool__(self):
        raise TypeError("a symbol has no value: choose with where()")


def _operation(kind: str, swapped: bool = False):
    def build(self, other):
        first, second = (other, self) if swapped else (self, other)
        return Symbol(kind, symbol(first), symbol(second))

    return build


for _kind, _name in (("+", "add"), ("-", "sub"), ("*", "mul"), ("/", "truediv"), ("**", "pow")):
    setattr(Symbol, f"__{_name}__", _operation(_kind))
    setattr(Symbol, f"__r{_name}__", _operation(_kind, swapped=True))
for _kind, _name in zip(COMPARISONS, ("eq", "ne", "lt", "le", "gt", "ge"), strict=True):
    setattr(Symbol, f"__{_name}__", _operation(_kind))
Symbol.__neg__ = lambda self: Symbol("negative", self)


class _Namespace:
    """The verbs of the dialect that differ from one runtime to the next."""

    @staticmethod
    def where(condition, chosen, otherwise):
        if not isinstance(condition, Symbol):  # settled by a constant that the rule passes on
            return symbol(chosen if condition else otherwise)
        met = _condition(condition)
        return Symbol("where", met, _given(symbol(chosen), met, 1), _given(symbol(otherwise), met, 2))

    @staticmethod
    def minimum(first, second):
        return Symbol("minimum", symbol(first), symbol(second))

    @staticmethod
    def maximum(first, second):
        return Symbol("maximum", symbol(first), symbol(second))

    @staticmethod
    def floor(value):
        return Symbol("floor", symbol(value))

    @staticmethod
    def round_half_away(value):
        return Symbol("round", symbol(value))

    @staticmethod
    def known(value):
        return Symbol("known", symbol(value))


def symbol(value) -> Symbol:
    """A plain number or text as a symbol; a symbol as it is."""
    return value if isinstance(value, Symbol) else Symbol("constant", value)


def is_constant(one: Symbol, value) -> bool:
    """Whether a symbol is that very constant."""
    return one.kind == "constant" and not isinstance(one.parts[0], str) and one.parts[0] == value


def _condition(one: Symbol) -> Symbol:
    """A condition without the detour by way of a flag: ``flag(x > 0) == 1`` says no more than ``x > 0``."""
    if one.kind == "==" and is_constant(one.parts[1], 1) and one.parts[0].kind == "where":
        condition, chosen, otherwise = one.parts[0].parts
        if is_constant(chosen, 1) and is_constant(otherwise, 0):
            return condition
    return one


def _given(one: Symbol, condition: Symbol, branch: int) -> Symbol:
    """A formula where a condition is settled already: the guard of a division asks the same thing twice."""
    if one.kind in ("argument", "constant"):
        return one
    if one.kind == "where" and plain(one.parts[0]) == plain(condition):
        return one.parts[branch]
    return Symbol(one.kind, *(_given(part, condition, branch) for part in one.parts))


@cache
def formula_of(rule: str, arguments: tuple[str, ...]) -> Symbol:
    """The formula of a rule, given as ``module.function``, in its arguments."""
    return symbol(_function(rule)(**{argument: Symbol("argument", argument) for argument in arguments}))


def formula_of_working(working: Working) -> Symbol:
    """The formula of a column made by a map."""
    return formula_of(working.rule, tuple(working.inputs))


@cache
def meaning_of(rule: str) -> str:
    """What a rule does, in the first sentence of its own description."""
    first = (_function(rule).__doc__ or "").strip().split("\n\n")[0]
    return " ".join(first.replace("``", "").split())


def _function(rule: str):
    module, _, name = rule.rpartition(".")
    return getattr(import_module(f"acohandbook.rules.{module}"), name)


def arguments_of(one: Symbol) -> Sequence[str]:
    """Names of the arguments in a formula, each once, in the order in which they come."""
    if one.kind == "argument":
        return one.parts
    if one.kind == "constant":
        return ()
    return tuple(dict.fromkeys(name for part in one.parts for name in arguments_of(part)))


# --- as text ---------------------------------------------------------------------------------------------

_STRENGTH = {"+": 2, "-": 2, "*": 3, "/": 3, "negative": 4, "**": 5} | dict.fromkeys(COMPARISONS, 1)
_WEAKEST, _STRONGEST = 0, 9


@cache
def plain_formula(rule: str, arguments: tuple[str, ...]) -> str:
    """The formula of a rule as one line, in the notation of Python.

    Besides operators it uses ``where(condition, chosen, otherwise)``, ``minimum``, ``maximum``, ``floor``,
    ``round`` (to a whole number, halves away from zero) and ``known`` (1, or 0 for what is blank).
    """
    return plain(formula_of(rule, arguments))


def plain(one: Symbol, names: Mapping[str, str] | None = None, around: int = _WEAKEST) -> str:
    """A formula as text; ``names`` replaces those of arguments."""
    if one.kind == "argument":
        return (names or {}).get(one.parts[0], one.parts[0])
    if one.kind == "constant":
        value = one.parts[0]
        if isinstance(value, str):
            return f'"{value}"'
        return repr(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)
    strength = _STRENGTH.get(one.kind)
    if strength is None:
        return f"{one.kind}({', '.join(plain(part, names) for part in one.parts)})"
    if one.kind == "negative":
        written = f"-{plain(one.parts[0], names, strength + 1)}"
    else:
        # What stands to the right of an operator of the same strength is held together: a - (b + c).
        left, right = strength, strength + 1
        if one.kind in COMPARISONS or one.kind == "**":
            left = right
        first, second = plain(one.parts[0], names, left), plain(one.parts[1], names, right)
        written = f"{first} {one.kind} {second}"
    return f"({written})" if strength < around else written
