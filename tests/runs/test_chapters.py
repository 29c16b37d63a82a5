"""Chapters and their parameters."""

import json

import pytest

from acohandbook.runs.chapters import (
    Chapter,
    ChapterError,
    all_chapters,
    check_parameters,
    chosen_chapters,
    parameter_value,
)


@pytest.fixture
def folder(tmp_path):
    cells = [
        {"cell_type": "markdown", "metadata": {}, "source": ["# Baseline"]},
        {
            "cell_type": "code",
            "metadata": {"tags": ["parameters"]},
            "source": ['site = "example"\n', "years = 3  # of the contract\n"],
        },
    ]
    (tmp_path / "04_baseline.ipynb").write_text(json.dumps({"cells": cells}))
    (tmp_path / "02_population.ipynb").write_text(json.dumps({"cells": cells[:1]}))
    (tmp_path / "notes.ipynb").write_text("not a chapter")
    return tmp_path


def test_chapters_come_in_order_with_their_declared_parameters(folder):
    population, baseline = all_chapters(folder)
    assert (population.number, population.parameters) == (2, {})
    assert baseline.parameters == {"site": "example", "years": 3}


def test_a_misspelt_parameter_is_an_error_with_the_nearest_name(folder):
    with pytest.raises(ChapterError, match="Did you mean years"):
        check_parameters({"yeers": 4}, all_chapters(folder))


def test_a_known_parameter_passes_and_the_site_is_not_one_to_set(folder):
    check_parameters({"years": 4}, all_chapters(folder))
    with pytest.raises(ChapterError, match="No chapter has a parameter 'site'"):
        check_parameters({"site": "elsewhere"}, all_chapters(folder))


def test_chapters_without_parameters_are_said_to_have_none(folder):
    population, _ = all_chapters(folder)
    with pytest.raises(ChapterError) as caught:
        check_parameters({"years": 4}, [population])
    assert str(caught.value) == "No chapter has a parameter 'years'. The chosen chapters have none to set."


def test_an_unknown_chapter_is_named():
    with pytest.raises(ChapterError, match="There is no chapter 77"):
        chosen_chapters(["77"])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("0.021", 0.021),
        ("true", True),
        ("False", False),
        ("[1, 2]", [1, 2]),
        ("2018/19", "2018/19"),
    ],
)
def test_parameter_values_are_read_as_numbers_flags_lists_or_text(text, value):
    assert parameter_value(text) == value


def test_chapters_have_a_site():
    assert all("site" in chapter.parameters for chapter in chosen_chapters(None))
    assert all(isinstance(chapter, Chapter) for chapter in chosen_chapters(None))
