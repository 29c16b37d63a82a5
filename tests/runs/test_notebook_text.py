"""Notebooks are written as nbformat writes them."""

import json

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.runs.chapters import all_chapters
from acohandbook.runs.writing import json_text, notebook_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.integers(), inner),
    max_leaves=12,
)


@pytest.mark.parametrize("chapter", all_chapters(), ids=lambda chapter: chapter.name)
def test_a_chapter_is_written_as_nbformat_writes_it(chapter):
    notebook = nbformat.read(chapter.path, 4)
    expected = nbformat.writes(notebook)
    assert notebook_text(notebook) == expected


@given(VALUES)
def test_a_value_is_written_as_json_writes_it(value):
    options = {"indent": 1, "sort_keys": True, "separators": (",", ": "), "ensure_ascii": False}
    try:
        expected = json.dumps(value, **options)
    except TypeError:  # keys of two kinds have no order
        with pytest.raises(TypeError):
            json_text(value)
    else:
        assert json_text(value) == expected


def test_an_invalid_notebook_is_written_and_said_to_be_so(caplog):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    notebook.cells[0]["execution_count"] = "first"
    expected = nbformat.writes(notebook)
    caplog.clear()
    with caplog.at_level("ERROR"):
        assert notebook_text(notebook) == expected
    assert "Notebook JSON is invalid" in caplog.text
