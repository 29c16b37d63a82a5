"""The kinds of spoilt sites, workbooks and published files that are tried, and how each of them comes out.

    PYTHONPATH=tests python tests/faults/kinds.py

tries every case and writes the counts, which the chapter on evidence shows and the tests hold.
"""

from __future__ import annotations

import csv
import random
import tempfile
from collections import Counter
from pathlib import Path

from contradictions import contradiction_cases
from spoiling import OTHER, REFUSED, UNCHANGED, judged, workplaces
from spoiling_published import PublishedPlace, judged_published
from spoiling_readers import ReaderPlace
from spoilt_achievement import achievement_cases
from spoilt_cells import all_written_otherwise, cell_cases, several_cells
from spoilt_files import damaged_cases, file_cases
from spoilt_published import cell_and_header_cases
from spoilt_published_files import file_cases as published_file_cases
from spoilt_published_files import folder_cases
from spoilt_settings import settings_cases
from spoilt_tables import table_cases

from surroundings import ROOT

TABLE = ROOT / "data" / "evidence" / "spoilt_inputs.csv"
COLUMNS = ("kind", "cases", "refused", "accepted_unchanged", "accepted_other")
WORKBOOKS = "workbooks"


def some(cases, rate):
    """The cases for a site: all for the tiny one, for the others a sample that is the same every time."""

    def chosen(place):
        chance = random.Random(f"{cases.__name__} for {place.name}")
        return (case for case in cases(place) if place.name == "tiny" or chance.random() < rate)

    return chosen


KINDS = {
    "cells": lambda place: cell_cases(place, 10 if place.name == "tiny" else 1),
    "several cells at once": lambda place: several_cells(place, 20),
    "columns written otherwise": lambda place: all_written_otherwise(place, 8),
    "rows and columns": some(table_cases, 0.1),
    "files": some(file_cases, 0.1),
    "damaged files": some(lambda place: damaged_cases(place, 3), 0.2),
    "settings": some(settings_cases, 0.1),
    "contradictions": contradiction_cases,
}
# Made-up files in the published formats, and the cases of each.
PUBLISHED = {
    "published files for sites": (
        PublishedPlace,
        (cell_and_header_cases, published_file_cases, folder_cases, achievement_cases),
    ),
    "published files for predictions": (ReaderPlace, (cell_and_header_cases, published_file_cases)),
}


def published_verdicts(kind, folder):
    """Every case of one kind of published files: its outcome, its complaints and its seconds."""
    make, families = PUBLISHED[kind]
    place = make(folder / "published")
    return list(judged_published(place, (case for cases in families for case in cases(place))))


def counted(kind, outcomes):
    """A row of the table: how many cases of a kind there are and how they come out."""
    count = Counter(outcomes)
    return dict(
        zip(COLUMNS, (kind, sum(count.values()), count[REFUSED], count[UNCHANGED], count[OTHER]), strict=True)
    )


def committed(kind):
    """The row of the table as it stands."""
    with TABLE.open(encoding="utf-8") as file:
        rows = {row["kind"]: row for row in csv.DictReader(file)}
    return {name: value if name == "kind" else int(value) for name, value in rows[kind].items()}


def _all_rows(folder):
    from test_spoilt_workbooks import outcomes_of_workbooks

    from tiny import tiny_site

    places = workplaces(folder)
    for kind, cases in KINDS.items():
        yield counted(kind, (verdict.outcome for verdict in judged(places, cases, run_every=1_000_000)))
    yield counted(WORKBOOKS, (outcome for outcome, _ in outcomes_of_workbooks(tiny_site(), folder)))
    for kind in PUBLISHED:
        yield counted(kind, (outcome for outcome, _, _ in published_verdicts(kind, folder / kind)))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        rows = list(_all_rows(Path(scratch)))
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
