"""Published files that are spoilt, read again and put back: what every case does, and how it is judged.

A case overwrites some of the made-up files of ``made_up_files``. What must come of it is one of those of
``spoiling``: refused in words that name the place, read as if nothing had been done, or, where the content
decides, either of these or a sound site that differs only in the tables that the file feeds.

A file that an import can do without may be set aside by name instead of refused: then what is read is what
there would be without it. Nothing is ever raised but a fault for people.
"""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from unittest.mock import patch

import pandas as pd
from published_columns import KINDS
from spoiling import HONEST, OTHER, REFUSED, UNCHANGED, Grid, as_csv

import made_up_files as made_up
from acohandbook.published import (
    ccg_allocations,
    gp_payments,
    need_components,
    populations,
    quality_outcomes,
    social_care,
)
from acohandbook.published.folder import PublishedFolder
from acohandbook.published.importing import build_site, import_sites, place_fault
from acohandbook.published.reading import PublishedFileError
from acohandbook.published.sites import places
from acohandbook.published.sites.ages import Ages
from acohandbook.published.sites.country import Country
from acohandbook.site import SiteFaults

READ = ("payments", "panel", "pace", "components", "locations", "social_care", "ages", "practice_map",
        "achievement")  # fmt: skip
# What is read from which file; all else keeps what was read from it when it was sound.
SOURCES = {
    "gp/nhspaymentsgp-16-17-csv.csv": "payments",
    "gp/nhspaymentsgp-17-18-csv.csv": "payments",
    "need/practice_need_components_2018_19.csv": "components",
    "need/practice_weighted_population_2023_2024.csv": "locations",
    "allocations/panel.csv": "panel",
    "allocations/pace.csv": "pace",
    "asc/ascfr.csv": "social_care",
    "population/ages.csv": "ages",
    "population/map.csv": "practice_map",
    "outcomes/achievement.xlsx": "achievement",
}
READ_OF = {
    gp_payments.PUBLICATION: "payments",
    need_components.COMPONENTS_2018_19: "components",
    need_components.WEIGHTED: "locations",
    ccg_allocations.PANEL: "panel",
    ccg_allocations.PACE: "pace",
    social_care.PUBLICATION: "social_care",
    populations.SINGLE_AGE: "ages",
    populations.MAPPING: "practice_map",
    quality_outcomes.ACHIEVEMENT: "achievement",
}
# Tables of a site that a file feeds.
FEEDS = {
    "payments": set(),  # every table follows from who is on which list
    "panel": {"commissioners", "expenditure", "scope", "growth", "allocations", "outturn", "assumptions"},
    "pace": {"commissioners", "assumptions", "sources"},
    "components": {"practices", "expenditure", "growth", "assumptions", "outturn", "sources"},
    "locations": {"practices", "residence", "commissioners", "expenditure", "scope", "growth", "parties",
                  "assumptions", "outturn", "allocations", "sources"},
    "social_care": {"commissioners", "expenditure", "scope", "growth", "parties", "assumptions", "outturn",
                    "allocations", "sources"},
    "ages": {"population", "assumptions"},
    "practice_map": {"population", "assumptions"},
    "achievement": {"measures", "assumptions", "sources"},
}  # fmt: skip
IMPORT_EVERY = 400  # of the cases, how many also go through the whole import into a folder


@dataclass(frozen=True)
class PublishedCase:
    """One way to spoil published files.

    Attributes
    ----------
    what : str
        In words, what is done.
    files : mapping of str to bytes or None
        New content of the files that change; None deletes.
    expected : str
        ``REFUSED``, ``UNCHANGED`` or ``HONEST``.
    says : tuple of str
        What a refusal must say: the file's name, the row, the column.
    at : str
        Where it is done, for messages.
    """

    what: str
    files: dict[str, bytes | None] = field(repr=False)
    expected: str = REFUSED
    says: tuple[str, ...] = ()
    at: str = ""


class PublishedPlace:
    """Sound made-up files in a folder, with what is read from them in memory."""

    kinds = KINDS
    by_row = ()

    def __init__(self, folder: Path):
        self.folder = made_up.write_all(folder)
        self.content = {name: (folder / name).read_bytes() for name in SOURCES}
        sound = PublishedFolder(folder)
        self.sound = {name: getattr(sound, name) for name in READ}
        self.sound_files = sound.files
        self.sound_sites = self._sites(sound)
        self.remembered = {}

    def grid(self, name: str) -> Grid:
        """The cells of a file, its header first; fresh on every call."""
        text = self.content[name].decode("latin-1" if name.startswith("gp/") else "utf-8")
        return list(csv.reader(io.StringIO(text, newline="")))

    def judge(self, case: PublishedCase, number: int) -> tuple[str, list[str], float]:
        """Spoil the files, read them, put them back: the outcome, what is wrong with it, and the seconds."""
        self._write(case.files)
        start = time.process_time()
        try:
            outcome, said = self._outcome(case)
            seconds = time.process_time() - start
            complaints = self._import(outcome) if number % IMPORT_EVERY == 0 else []
        finally:
            self._write({name: self.content.get(name) for name in case.files})
        if outcome == REFUSED:
            complaints += [f"does not say {part!r}, but: {said}" for part in case.says if part not in said]
        if case.expected not in (HONEST, outcome):
            complaints.append(f"{outcome}, not {case.expected}: {said}")
        elif outcome == OTHER and said:
            complaints.append(said)
        return outcome, complaints, seconds

    def _write(self, files: dict[str, bytes | None]) -> None:
        for name, content in files.items():
            path = self.folder / name
            if content is None:
                path.unlink(missing_ok=True)
            else:
                path.write_bytes(content)

    def _outcome(self, case: PublishedCase) -> tuple[str, str]:
        """The outcome, and what was said of it; of a sound site, what is wrong with it."""
        published = PublishedFolder(self.folder)
        with self._remembering():
            moved = [title for title, paths in published.files.items() if paths != self.sound_files[title]]
        spoilt = {SOURCES[name] for name in case.files if name in SOURCES}
        spoilt |= {READ_OF[title] for title in moved}
        for name in READ:
            if name not in spoilt:
                published.__dict__[name] = self.sound[name]  # where a cached property keeps its value
        try:
            with self._remembering():
                read = {name: getattr(published, name) for name in spoilt}
                unused = [path.relative_to(self.folder).as_posix() for path in published.unused]
        except PublishedFileError as error:
            return REFUSED, str(error)
        if "achievement" in spoilt and read["achievement"][0] is None:
            return REFUSED, read["achievement"][1]
        if spoilt and set(unused) & set(case.files):
            aside = {SOURCES.get(name, "payments") for name in case.files} & spoilt
            wrong = [name for name in aside if not same(read[name], self._without(name, case))]
            said = f"set aside: {', '.join(unused)}" + "".join(f", but {name} is read" for name in wrong)
            return (OTHER if wrong else REFUSED), said
        if all(same(read[name], self.sound[name]) for name in spoilt):
            return UNCHANGED, ""
        try:
            sites = self._sites(published)
        except (PublishedFileError, places.PlaceError, SiteFaults) as error:
            return REFUSED, str(error)
        changed = {
            table
            for key, frames in sites.items()
            for table, frame in frames.items()
            if not same(frame, self.sound_sites.get(key, {}).get(table))
        }
        if not changed and set(sites) == set(self.sound_sites):
            return UNCHANGED, ""
        allowed = set().union(*(FEEDS[name] for name in spoilt))
        strange = changed - allowed if allowed and "payments" not in spoilt else set()
        return OTHER, f"it changed {', '.join(sorted(strange))}" if strange else ""

    def _remembering(self) -> ExitStack:
        """While this is entered, a file is not read again whose bytes have been read before."""
        stack = ExitStack()
        for module, name in ((gp_payments, "read_gp_payments"), (quality_outcomes, "is_achievement")):
            stack.enter_context(patch.object(module, name, self._once(getattr(module, name))))
        return stack

    def _once(self, read):
        def again(path):
            key = read.__name__, path, path.read_bytes()
            if key not in self.remembered:
                self.remembered[key] = read(path)
            return self.remembered[key]

        return again

    def _without(self, name: str, case: PublishedCase):
        """What is read of a publication where the spoilt files are not there."""
        if name == "payments":
            spoilt = {gp_payments.year_in_name(Path(file)) for file in case.files}
            return {year: paid for year, paid in self.sound[name].items() if year not in spoilt}
        return None

    def _sites(self, published: PublishedFolder) -> dict[str, dict[str, pd.DataFrame]]:
        """The tables of the site of every CCG, by its code."""
        country = Country(published)
        ages = Ages(published.ages, country.listed, published.practice_map)
        found = {}
        for place in places.every_ccg(country):
            if fault := place_fault(country, ages, place):
                raise places.PlaceError(fault)
            found[place.key] = build_site(country, ages, place)[0].frames
        return found

    def _import(self, outcome: str) -> list[str]:
        """Import every CCG into a folder: what must not be left there."""
        output = self.folder.parent / "output"
        try:
            report = import_sites(self.folder, output, all=True)
        except PublishedFileError as error:
            return [f"left an output and said {error}"] if output.exists() else []
        refused = {key for key, _ in report.refused}
        left = {path.name for path in output.iterdir()} if output.exists() else set()
        for path in sorted(output.rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
        if output.exists():
            output.rmdir()
        complaints = [f"left {sorted(left & refused)}"] if left & refused else []
        if outcome == UNCHANGED and (refused or len(report.sites) != len(self.sound_sites)):
            complaints.append(f"the import refused {report.refused}")
        return complaints


def same(one, other) -> bool:
    """Whether two things that were read are the same: tables by their cells, whatever their rows' numbers."""
    if isinstance(one, pd.DataFrame) and isinstance(other, pd.DataFrame):
        if isinstance(one.index, pd.MultiIndex):
            return one.equals(other)
        return one.reset_index(drop=True).equals(other.reset_index(drop=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if hasattr(one, "practices") and hasattr(other, "practices"):
        return same(one.practices, other.practices) and (one.year, one.notices) == (other.year, other.notices)
    if isinstance(one, pd.DataFrame) or isinstance(other, pd.DataFrame):
        return False
    return one == other


def judged_published(
    place: PublishedPlace, cases: Iterable[PublishedCase]
) -> Iterator[tuple[str, list[str], float]]:
    """The outcome of every case, its complaints in words, and the seconds of the processor."""
    for number, case in enumerate(cases):
        outcome, complaints, seconds = place.judge(case, number)
        yield outcome, [f"{case.what} ({case.at}): {complaint}" for complaint in complaints], seconds


__all__ = ["PublishedCase", "PublishedPlace", "as_csv", "judged_published", "same"]
