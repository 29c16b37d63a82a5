"""``acohandbook compare``: two batches, what changed, by how much, and because of which input."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isclose
from pathlib import Path

from acohandbook.runs.inputs import InputChange, changed_inputs
from acohandbook.runs.outputs import kept_in
from acohandbook.runs.records import read_record
from acohandbook.runs.side_by_side import COLUMNS, MARK, Column, Place, in_words
from acohandbook.runs.work import STEPS
from acohandbook.runs.workers import map_sites


class ComparisonError(ValueError):
    """A folder that holds no batch."""


@dataclass(frozen=True)
class Change:
    """A figure of one site that differs between two batches.

    Attributes
    ----------
    site : str
    column : Column
        The figure, of the table side by side.
    before, after : str
        In words, marked where they rest in part on illustrative input.
    difference : float or None
        None where there is no difference of numbers: a word, a blank, or a figure that is withheld.
    by_input : tuple of (str, float)
        What each change of the inputs did, in the order in which a site is read; they add up to the
        difference. Empty where the inputs alone do not lead from one figure to the other.
    """

    site: str
    column: Column
    before: str
    after: str
    difference: float | None
    by_input: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True)
class Walk:
    """The way from one version of a site's inputs to another.

    Attributes
    ----------
    inputs : list of InputChange
        Every cell, row and setting that differs.
    labels : list of str
        The files changed, one after another.
    figures : list of dict
        The figures side by side before any change and after each.
    """

    inputs: list[InputChange] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    figures: list[dict] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """Two batches compared.

    Attributes
    ----------
    only_before, only_after : list of str
        Sites that only one of them holds.
    changes : list of Change
        Figures of the table side by side that differ, site by site.
    counts : dict of str to int
        How many figures of all steps differ, for each site that both hold.
    causes : dict of str to list of str
        What differs beneath each site whose figures differ: files, parameters, software.
    inputs : dict of str to list of InputChange
        The cells, rows and settings that differ, for each site whose files differ.
    """

    only_before: list[str]
    only_after: list[str]
    changes: list[Change]
    counts: dict[str, int]
    causes: dict[str, list[str]]
    inputs: dict[str, list[InputChange]]


def compare(before: Path, after: Path) -> Comparison:
    """Compare two batches, site by site.

    Raises
    ------
    ComparisonError
        When a folder holds no batch.
    """
    first, second = _manifests(before), _manifests(after)
    both = sorted(first.keys() & second.keys())
    moved = [key for key in both if _files(first[key], second[key])]
    ways = [(before / key / kept_in(key), after / key / kept_in(key)) for key in moved]
    walks = dict(zip(moved, map_sites(walk, ways, os.cpu_count() or 1), strict=True))
    changes, counts, causes = [], {}, {}
    for key in both:
        found = _changes(key, _place(before, key), _place(after, key), walks.get(key, Walk()))
        counts[key] = _differing(before / key / "results.parquet", after / key / "results.parquet")
        if counts[key] or found or key in walks:
            causes[key] = _causes(first[key], second[key])
        changes += found
    return Comparison(
        sorted(first.keys() - second.keys()),
        sorted(second.keys() - first.keys()),
        changes,
        counts,
        causes,
        {key: found.inputs for key, found in walks.items()},
    )


def walk(way: tuple[Path, Path]) -> Walk:
    """Go from one copy of a site's inputs to another, table by table; nowhere where a copy cannot be used."""
    from acohandbook.report.what_if import what_changed
    from acohandbook.runs.figures import facts
    from acohandbook.site import SiteFaults, load_site
    from acohandbook.workings import ReconciliationError

    try:
        earlier, later = (load_site(folder) for folder in way)
    except SiteFaults:  # kept before batches kept their inputs, or for another version of the package
        return Walk()
    inputs = changed_inputs(earlier, later)
    try:
        found = what_changed(earlier, later)
        return Walk(inputs, found.labels, [facts(stage)["figures"] for stage in found.stages])
    except (SiteFaults, ReconciliationError):
        return Walk(inputs)


def _manifests(batch: Path) -> dict[str, Mapping]:
    try:
        keys = json.loads((batch / "manifest.json").read_text(encoding="utf-8"))["sites"]
        return {key: json.loads((batch / key / "manifest.json").read_text(encoding="utf-8")) for key in keys}
    except (OSError, ValueError, KeyError, TypeError):
        raise ComparisonError(
            f"{batch} holds no whole batch. Give the folder that `acohandbook run` wrote with -o; one that "
            "was cut short is finished with --resume."
        ) from None


def _place(batch: Path, key: str) -> Place | None:
    record = read_record(batch / key, STEPS)
    if record is None or not record.facts:
        return None
    return Place(key, record.facts["figures"], record.facts["parties"], {})


def _changes(key: str, before: Place | None, after: Place | None, way: Walk) -> list[Change]:
    found = []
    for column in COLUMNS:
        old, new = (None if place is None else place.shown(column) for place in (before, after))
        if old == new:
            continue
        said = [_said(place, column) for place in (before, after)]
        numbers = all(isinstance(value, float | int) and not isinstance(value, bool) for value in (old, new))
        difference = new - old if numbers else None
        found.append(
            Change(key, column, *said, difference, _by_input(way, column, old, new) if numbers else ())
        )
    return found


def _said(place: Place | None, column: Column) -> str:
    if place is None:
        return "no figures"
    return in_words(place, column) + MARK * place.is_marked(column)


def _by_input(way: Walk, column: Column, old: float, new: float) -> tuple[tuple[str, float], ...]:
    values = [figures.get(column.name) for figures in way.figures]
    if not values or None in values or not (isclose(values[0], old) and isclose(values[-1], new)):
        return ()  # the software, too, has changed, or the figure was blank on the way
    steps = zip(way.labels, values, values[1:], strict=False)
    return tuple((label, later - earlier) for label, earlier, later in steps if later != earlier)


def _differing(before: Path, after: Path) -> int:
    """How many figures of all steps are new, gone or other than they were."""
    if before.exists() and after.exists() and before.read_bytes() == after.read_bytes():
        return 0
    old, new = _figures(before), _figures(after)
    return sum(old.get(name) != new.get(name) for name in old.keys() | new.keys())


def _figures(path: Path) -> dict[tuple, tuple]:
    from pyarrow import parquet

    if not path.exists():
        return {}
    table = parquet.read_table(path).to_pydict()
    names = zip(table["table"], table["row"], table["column"], strict=True)
    return dict(zip(names, zip(table["value"], table["text"], strict=True), strict=True))


def _files(before: Mapping, after: Mapping) -> list[str]:
    old, new = before["site"]["inputs_sha256"], after["site"]["inputs_sha256"]
    return [
        f"{name} {'changed' if name in old and name in new else 'added' if name in new else 'gone'}"
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def _causes(before: Mapping, after: Mapping) -> list[str]:
    found = _files(before, after)
    if before["parameters"] != after["parameters"]:
        found.append("other parameters")
    software = [
        name for name in sorted(before["made_by"].keys() | after["made_by"].keys())
        if before["made_by"].get(name) != after["made_by"].get(name)
    ]  # fmt: skip
    if software:
        found.append(f"other software ({', '.join(software)})")
    return found or ["the package itself was changed without a new version"]
