"""Compiled checks of outputs let pass and refuse what nbformat's own do, with its own words."""

import pytest
from nbformat import ValidationError
from nbformat.v4 import new_output

from acohandbook.runs.output_checks import compile_output_checks

SOUND = [
    ("stream", {"name": "stdout", "text": "said"}),
    ("execute_result", {"data": {"text/html": "<b>3</b>", "text/plain": "3"}, "execution_count": 1}),
    ("display_data", {"data": {"application/json": {"a": [1]}}, "metadata": {"width": 3}}),
    ("error", {"ename": "ValueError", "evalue": "no", "traceback": ["line"]}),
]
FAULTY = [
    ("stream", {"name": 3}),
    ("stream", {"name": "stdout", "colour": "red"}),
    ("execute_result", {"data": {"text/plain": 3.5}}),
    ("display_data", {"metadata": None}),
    ("error", {"traceback": "not a list"}),
]


def verdict(kind, content):
    """What nbformat says of an output: nothing, or why it is refused."""
    try:
        new_output(kind, **content)
    except ValidationError as error:
        return str(error)
    return ""


def test_verdicts_are_the_same_before_and_after():
    before = [verdict(*output) for output in SOUND + FAULTY]
    compile_output_checks()
    assert [verdict(*output) for output in SOUND + FAULTY] == before
    assert [bool(said) for said in before] == [False] * len(SOUND) + [True] * len(FAULTY)


def test_an_output_of_no_known_kind_is_refused():
    compile_output_checks()
    with pytest.raises(ValidationError):
        new_output("execute_result", data={"text/plain": "3"}, executed=True)
