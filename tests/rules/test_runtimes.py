"""One formula, several runtimes: every worked case gives the same number, to the last bit, in each."""

import numpy as np
import pytest
from cases import CASES, MODULES, RULES, WITHOUT_CASES, function, public_functions
from micropython_runtime import run_under_micropython

# Rules that walk along a list of parts, one split at a time, and therefore take no arrays.
ON_PLAIN_NUMBERS_ONLY = {"apportionment.largest_remainder"}


def numbers(answer):
    """An answer as a list of floats, flags as 1 and 0."""
    return [float(value) for value in answer] if isinstance(answer, (list, tuple)) else [float(answer)]


def same(first, second):
    """Equal to the last bit, or both blank."""
    return len(first) == len(second) and all(
        a == b or (a != a and b != b) for a, b in zip(first, second, strict=True)
    )


def plain(name, arguments):
    """A case's answer with plain numbers."""
    return numbers(function(name)(**arguments))


@pytest.mark.parametrize("module", MODULES)
def test_every_public_rule_has_a_case(module):
    rules = {f"{module}.{name}" for name in public_functions(module)} - WITHOUT_CASES
    worked = {name for name, cases in CASES.items() if name.partition(".")[0] == module and cases}
    assert worked == rules


@pytest.mark.parametrize("name", CASES)
def test_plain_numbers_give_the_answer_worked_by_hand(name):
    for arguments, expected, words in CASES[name]:
        answer = plain(name, arguments)
        wanted = numbers(expected)
        assert answer == pytest.approx(wanted, rel=1e-12, abs=0, nan_ok=True), words


@pytest.mark.parametrize("name", [name for name in CASES if name not in ON_PLAIN_NUMBERS_ONLY])
def test_arrays_give_the_same_numbers(name):
    for alike in _alike(name):
        stacked = {argument: _stacked([a[argument] for a in alike]) for argument in alike[0]}
        answer = function(name)(**stacked)
        rows = np.broadcast_to(np.asarray(answer, dtype=np.float64), (len(alike),)).tolist()
        for arguments, row in zip(alike, rows, strict=True):
            assert same([row], plain(name, arguments)), f"{name} {arguments}: the array gives {row}"


def test_micropython_gives_the_same_numbers(node, node_modules):
    questions = [(name, arguments) for name, cases in CASES.items() for arguments, _, _ in cases]
    answers = run_under_micropython(node, node_modules, RULES, questions)
    different = [
        f"{name} {arguments}: {answer}, with plain numbers {plain(name, arguments)}"
        for (name, arguments), answer in zip(questions, answers, strict=True)
        if not same(answer, plain(name, arguments))
    ]
    assert different == []


def test_micropython_reads_and_writes_floats_to_the_last_bit(node, node_modules):
    random = np.random.default_rng(2017)
    values = [*(random.random(500) * 10.0 ** random.integers(-12, 15, 500)).tolist(), 0.1, 1 / 3, 2**53 - 1.0]
    questions = [("dialect.maximum", {"first": value, "second": value}) for value in values]
    answers = run_under_micropython(node, node_modules, RULES, questions)
    assert answers == [[value] for value in values]


def _alike(name):
    """Arguments of the cases of a rule, in groups that can be stacked into arrays."""
    groups = {}
    for arguments, _, _ in CASES[name]:
        shape = tuple((key, len(v) if isinstance(v, list) else None) for key, v in sorted(arguments.items()))
        groups.setdefault(shape, []).append(arguments)
    return groups.values()


def _stacked(values):
    """One array over the cases, or a list of them where the rule takes a list."""
    if isinstance(values[0], list):
        return [_stacked(list(column)) for column in zip(*values, strict=True)]
    return np.asarray(values)
