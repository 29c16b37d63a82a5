"""One registry of worked cases for every rule.

Each module of ``acohandbook.rules`` has a file ``cases_<module>.py`` beside this one that exports::

    CASES = {"module.function": [(arguments, expected, "the arithmetic in words"), ...]}

``arguments`` is a dictionary of numbers (or, where a rule takes a list, lists of numbers or text), and
``expected`` the answer worked by hand: a number, or a list for a rule that returns one. A blank is
``float("nan")``. ``test_runtimes`` runs every case with plain numbers, with NumPy arrays and under
MicroPython, and asks for at least one case for every public function.
"""

import inspect
from importlib import import_module
from pathlib import Path

from surroundings import ROOT

RULES = ROOT / "acohandbook" / "rules"
MODULES = sorted(path.stem for path in RULES.glob("*.py") if path.stem != "__init__")

# Rules that have no answer to work by hand.
WITHOUT_CASES = {"dialect.namespace_of"}


def public_functions(module):
    """Names of the functions that a module of rules offers, in the order of the file."""
    loaded = import_module(f"acohandbook.rules.{module}")
    functions = inspect.getmembers(loaded, inspect.isfunction)
    own = [f for name, f in functions if f.__module__ == loaded.__name__ and not name.startswith("_")]
    return [f.__name__ for f in sorted(own, key=lambda f: f.__code__.co_firstlineno)]


def function(name):
    """The rule of a name such as ``sharing.saving_pence``."""
    module, _, rule = name.partition(".")
    return getattr(import_module(f"acohandbook.rules.{module}"), rule)


def _collected():
    cases = {}
    for path in sorted(Path(__file__).parent.glob("cases_*.py")):
        for name, worked in import_module(path.stem).CASES.items():
            assert name not in cases, f"{name} has its cases in two files"
            assert name.partition(".")[0] == path.stem.removeprefix("cases_"), f"{name} is in {path.name}"
            cases[name] = worked
    return cases


CASES = _collected()
