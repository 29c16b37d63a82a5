"""The rules keep to the dialect that runs on numbers, arrays, worksheet cells and in the page.

A rule is written in a few kinds of syntax, listed below as the only ones allowed, and calls nothing but
other rules. Structure (the list of bands, of measures, of parties) may be walked along with ``for`` and
``range``, ``zip``, ``enumerate`` or ``len`` in the head of that loop; values may not be chosen between.
The files in ``CHOOSING`` are where choice happens; they keep only what MicroPython asks of them.
"""

import ast
import inspect
import re

import pytest
from cases import MODULES, RULES, function, public_functions

CHOOSING = {"dialect", "apportionment"}
STEP_MODULES = [module for module in MODULES if module not in CHOOSING]

# What a rule may be made of. Everything else is refused: if, and, or, not, while, chained or identity
# comparisons, subscripts that choose, attributes, conditional expressions, assignment in place, ...
ALLOWED = (
    *(ast.Module, ast.FunctionDef, ast.arguments, ast.arg, ast.Return, ast.Assign, ast.Expr),
    *(ast.ImportFrom, ast.alias, ast.Name, ast.Load, ast.Store, ast.Constant, ast.Call, ast.keyword),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Pow, ast.UnaryOp, ast.USub),
    *(ast.Compare, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.Eq, ast.NotEq),
    *(ast.For, ast.ListComp, ast.comprehension, ast.Tuple, ast.List),
)
LOOP_HEADS = {"range", "zip", "enumerate", "len"}

# What an argument's name may end in: each says the unit by itself. A flag starts with a word of FLAGS.
UNITS = {
    *("pence", "rate", "rates", "persons", "people", "months", "years", "days", "points", "number", "index"),
    *("weight", "weights", "total", "factor", "score", "share", "variation", "count", "code", "value"),
}
FLAGS = {
    "is",
    "has",
    "uses",
    "in",
    "was",
    "may",
    "can",
    "counts",
    "quality",
    "invoked",
    "achieved",
    "payable",
}


def tree_of(module):
    return ast.parse((RULES / f"{module}.py").read_text(encoding="utf-8"))


def place(module, node, message):
    return f"{module}.py line {getattr(node, 'lineno', '?')}: {message}"


# --- what every runtime asks of every file -----------------------------------------------------------------


def portability_faults(module, tree):
    """Syntax that reaches outside the folder or that MicroPython lacks or reads differently."""
    for node in ast.walk(tree):
        match node:
            case ast.Import():
                yield place(module, node, "imports from outside the folder")
            case ast.ImportFrom(level=level) if level != 1:
                yield place(module, node, "imports other than by `from .module import name`")
            case (
                ast.ClassDef()
                | ast.Match()
                | ast.AsyncFunctionDef()
                | ast.Global()
                | ast.Nonlocal()
                | ast.Try()
            ):
                yield place(module, node, f"{type(node).__name__} has no place in a rule")
            case ast.AnnAssign():
                yield place(module, node, "annotations need typing")
            case ast.FunctionDef(args=arguments, decorator_list=decorators, returns=returns):
                named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                if arguments.posonlyargs or arguments.kwonlyargs or arguments.kwarg:
                    yield place(module, node, "positional-only, keyword-only or ** arguments")
                if returns or any(argument.annotation for argument in named):
                    yield place(module, node, "annotations need typing")
                if decorators:
                    yield place(module, node, "decorators")
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                if any(isinstance(part, ast.Starred) for part in parts):
                    yield place(module, node, "star-unpacking in a literal")
            case ast.Dict(keys=keys) if None in keys:
                yield place(module, node, "dict-unpacking in a literal")
            case ast.FormattedValue(format_spec=spec) if spec:
                yield place(module, node, "a number format in an f-string differs under MicroPython")
            case ast.Call(func=ast.Name(id=name), keywords=keywords):
                if name in {"sum", "round", "sorted", "min", "max"}:
                    yield place(module, node, f"{name}() differs between runtimes; use a verb of the dialect")
                if name == "zip" and keywords:
                    yield place(module, node, "zip() takes no keywords under MicroPython")


@pytest.mark.parametrize("module", MODULES)
def test_every_file_runs_in_every_runtime(module):
    assert list(portability_faults(module, tree_of(module))) == []


# --- what a rule may be made of ----------------------------------------------------------------------------


def dialect_faults(module, tree):
    """Syntax that chooses between values, calls strangers or changes an argument in place."""
    heads = {id(part) for node in ast.walk(tree) if (head := _loop_head(node)) for part in ast.walk(head)}
    callable_here = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            callable_here.update(alias.asname or alias.name for alias in node.names)
    for node in ast.walk(tree):
        if not isinstance(node, ALLOWED):
            yield place(module, node, f"{type(node).__name__} is not part of the dialect")
        match node:
            case ast.Compare(ops=operators) if len(operators) > 1:
                yield place(module, node, "a chained comparison hides an `and`")
            case ast.comprehension(ifs=conditions) if conditions:
                yield place(module, node, "a condition in a comprehension chooses")
            case ast.Call(func=ast.Name(id=name)) if name not in callable_here:
                if name not in LOOP_HEADS or id(node) not in heads:
                    yield place(module, node, f"{name}() is no rule; write it with the verbs of the dialect")
            case ast.ImportFrom(names=names):
                for alias in names:
                    if alias.name.startswith("_"):
                        yield place(module, node, f"{alias.name} is private to its file")


def _loop_head(node):
    return node.iter if isinstance(node, (ast.For, ast.comprehension)) else None


@pytest.mark.parametrize("module", STEP_MODULES)
def test_rules_are_written_in_the_dialect(module):
    assert list(dialect_faults(module, tree_of(module))) == []


@pytest.mark.parametrize(
    "line",
    [
        "return a if a > b else b",
        "return a and b",
        "return not a",
        "return 0 < a < b",
        "return min(a, b)",
        "return abs(a)",
        "return [x for x in a if x > b]",
        "return f'{a:.2f}'",
        "return [*a, b]",
        "a += b; return a",
        "return a.sum()",
        "return len(a) * b",
        "import math; return math.sqrt(a)",
        "return a // b",
        "return a is b",
    ],
)
def test_the_check_sees_a_fault(line):
    tree = ast.parse(f"def rule(a, b):\n    {line}")
    assert [*dialect_faults("sample", tree), *portability_faults("sample", tree)] != []


def test_the_check_lets_structure_be_walked_along():
    tree = ast.parse(
        "from .dialect import total, clip\n"
        "def rule(size_pence, from_rates, to_rates):\n"
        "    return total([clip(size_pence, low, high) for low, high in zip(from_rates, to_rates)])"
    )
    assert list(dialect_faults("sample", tree)) == []


# --- what a reader is told ---------------------------------------------------------------------------------


def documentation_faults(name, rule):
    """A docstring that is missing, or an argument whose unit neither its name nor the docstring tells."""
    text = inspect.getdoc(rule) or ""
    if not re.match(r"\S.+[.:]", text):
        yield f"{name}: the docstring begins with no sentence"
    for argument in inspect.signature(rule).parameters:
        words = argument.split("_")
        named = words[-1] in UNITS or words[0] in FLAGS or words[0] in UNITS
        if not named and not re.search(rf"\b({argument}|{' '.join(words)})\b", text, re.IGNORECASE):
            yield f"{name}: {argument} says no unit: name it so (_pence, _rate, _persons, is_) or describe it"


@pytest.mark.parametrize("module", STEP_MODULES)
def test_public_rules_tell_what_they_do_and_in_which_units(module):
    rules = [f"{module}.{name}" for name in public_functions(module)]
    assert [fault for name in rules for fault in documentation_faults(name, function(name))] == []


def test_the_check_sees_an_argument_without_a_unit():
    def rule(amount, share_rate):
        """Share something out."""

    assert list(documentation_faults("rule", rule)) == [
        "rule: amount says no unit: name it so (_pence, _rate, _persons, is_) or describe it"
    ]
