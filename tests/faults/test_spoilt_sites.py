"""Thousands of spoilt sites: each is refused by name, read as if nothing had been done, or sound in itself.

The cases are listed in words in the modules beside this one; their seeds are fixed, so that every run tries
the same. The tiny site is spoilt in most ways, each example in a sample of them.
"""

import random

import pytest
from contradictions import contradiction_cases
from spoiling import complaints_of, judged, workplaces
from spoilt_cells import all_written_otherwise, cell_cases, several_cells
from spoilt_files import damaged_cases, file_cases
from spoilt_settings import settings_cases
from spoilt_tables import table_cases


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return workplaces(tmp_path_factory.mktemp("spoilt"))


def some(cases, rate):
    """The cases for a site: all for the tiny one, for the others a sample that is the same every time."""

    def chosen(place):
        chance = random.Random(f"{cases.__name__} for {place.name}")
        return (case for case in cases(place) if place.name == "tiny" or chance.random() < rate)

    return chosen


KINDS = {
    "cells": (lambda place: cell_cases(place, 10 if place.name == "tiny" else 1), 2000),
    "several cells at once": (lambda place: several_cells(place, 20), 100),
    "columns written otherwise": (lambda place: all_written_otherwise(place, 8), 40),
    "rows and columns": (some(table_cases, 0.1), 600),
    "files": (some(file_cases, 0.1), 700),
    "damaged files": (some(lambda place: damaged_cases(place, 3), 0.2), 400),
    "settings": (some(settings_cases, 0.1), 900),
    "contradictions": (contradiction_cases, 240),
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_spoilt_site_is_refused_by_name_or_read_rightly(kind, places):
    cases, least = KINDS[kind]
    verdicts = judged(places, cases, run_every=3)
    assert complaints_of(verdicts) == []
    assert len(verdicts) >= least
