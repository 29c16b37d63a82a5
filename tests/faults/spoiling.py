"""A site on disk that is spoilt, checked and put back: what every case does, and how it is judged.

A case overwrites some files of a sound site. What must come of it is one of three:

``REFUSED``
    the site is refused, and where one place is to blame, that place is named
``UNCHANGED``
    the site is read as if nothing had been done: the same cells, and the same results
``HONEST``
    either it is refused, or it is a sound site whose steps run through; which, the content decides

Whatever comes, nothing may be raised, nothing may be written, and every fault says what rule it breaks and
what to do.
"""

from __future__ import annotations

import csv
import io
import json
import math
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from acohandbook import resources
from acohandbook.site import Site
from acohandbook.site.checking import report_check
from acohandbook.site.faults import faults_as_text
from acohandbook.site.loading import Inspection, inspect_site
from acohandbook.site.models import MODELS, columns_of, key_of
from acohandbook.steps import run_steps

REFUSED, UNCHANGED, HONEST = "refused", "accepted unchanged", "refused or honest"
OTHER = "accepted with other figures"
REPORT_EVERY = 25  # of the cases, how many are also reported as the command does, as text and as JSON
Place = tuple[str, int | None, str | None]  # file, row and column; None for a column is any of the row
Grid = list[list[str]]


@dataclass(frozen=True)
class Case:
    """One way to spoil one site.

    Attributes
    ----------
    kind, what : str
        The kind of spoiling and, in words, what is done.
    files : mapping of str to bytes or None
        New content of the files that change; None deletes.
    expected : str
        ``REFUSED``, ``UNCHANGED`` or ``HONEST``.
    places : tuple of Place
        Places that the faults must name, each of them.
    at : str
        Where it is done, for messages.
    noted : str
        What a note must say if it is accepted with other content.
    """

    kind: str
    what: str
    files: dict[str, bytes | None] = field(repr=False)
    expected: str = REFUSED
    places: tuple[Place, ...] = ()
    at: str = ""
    noted: str = ""


@dataclass
class Verdict:
    """What came of a case: the outcome, whether every place was named, what is wrong with it, the time."""

    case: Case
    outcome: str
    names_places: bool
    complaints: list[str]
    seconds: float
    faults: int = 0


class Workplace:
    """A sound site in a folder of its own, with its content in memory to spoil and to put back."""

    def __init__(self, source: Path, folder: Path):
        self.name = source.name
        self.folder = Path(shutil.copytree(source, folder / source.name, ignore=_not_site))
        self.files = {path.name: path.read_bytes() for path in self.folder.iterdir()}
        inspection = inspect_site(self.folder)
        assert inspection.site is not None, [str(fault) for fault in inspection.faults]
        self.site: Site = inspection.site
        self.results = all_figures(self.site)

    def grid(self, table: str) -> Grid:
        """The cells of a table, its header first; fresh on every call."""
        text = self.files[f"{table}.csv"].decode("utf-8")
        return list(csv.reader(io.StringIO(text, newline="")))

    @property
    def tables(self) -> list[str]:
        """Tables that the site has, in the order of the models."""
        return [name for name in MODELS if f"{name}.csv" in self.files]

    @property
    def toml(self) -> str:
        """The text of site.toml."""
        return self.files["site.toml"].decode("utf-8")

    def judge(self, case: Case, run_every: int = 1, number: int = 0) -> Verdict:
        """Spoil the site, check it, put it back, and say what came of it.

        Parameters
        ----------
        run_every : int
            Of the sites that are accepted with other content, every how many go through all steps.
        number : int
            The number of the case, to choose those.
        """
        for name, content in case.files.items():
            path = self.folder / name
            if content is None:
                path.unlink()
            else:
                path.write_bytes(content)
        before = sorted(path.name for path in self.folder.iterdir())
        start = time.perf_counter()
        try:
            inspection = inspect_site(self.folder)
            seconds = time.perf_counter() - start
            reported = self._report(inspection) if number % REPORT_EVERY == 0 else []
        finally:
            written = sorted(path.name for path in self.folder.iterdir()) != before
            self._put_back(case.files)
        complaints = ["something was written"] if written else []
        complaints += reported + fault_complaints(inspection)
        outcome, more = self._outcome(case, inspection, number % run_every == 0)
        named = {(fault.file, fault.row, fault.column) for fault in inspection.faults}
        rows = {(file, row, None) for file, row, _ in named}
        unnamed = [place for place in case.places if place not in named | rows]
        if inspection.site is None and unnamed:
            said = "; ".join(map(str, inspection.faults[:3]))
            more.append(f"does not name {unnamed}, but: {said}")
        return Verdict(case, outcome, not unnamed, complaints + more, seconds, len(inspection.faults))

    def _put_back(self, names: Iterable[str]) -> None:
        for name in names:
            path = self.folder / name
            if name in self.files:
                path.write_bytes(self.files[name])
            elif path.exists():
                path.unlink()

    def _report(self, inspection: Inspection) -> list[str]:
        """What is wrong with the report of the command and its exit code."""
        text, code = report_check([self.folder])
        machine, code_again = report_check([self.folder], as_json=True)
        expected = int(inspection.site is None)
        complaints = [] if code == code_again == expected else [f"exit codes {code} and {code_again}"]
        if json.loads(machine)["fault_count"] != len(inspection.faults):
            complaints.append("the report for machines counts other faults")
        if "Traceback" in text:
            complaints.append("the report holds a traceback")
        return complaints

    def _outcome(self, case: Case, inspection: Inspection, run: bool) -> tuple[str, list[str]]:
        if inspection.site is None:
            said = "; ".join(map(str, inspection.faults[:3]))
            return REFUSED, [f"refused: {said}"] if case.expected == UNCHANGED else []
        if same_content(inspection.site, self.site):
            outcome = UNCHANGED
            as_it_stands = inspection.site.columns == self.site.columns
            if not as_it_stands and all_figures(inspection.site) != self.results:
                outcome = OTHER  # the same rows in another order
        else:
            outcome = OTHER
            if case.noted and not any(case.noted in note for note in inspection.notes):
                return outcome, [f"accepted without a note that says {case.noted!r}"]
            if run:
                complaint = unsound(inspection.site)
                if complaint:
                    return outcome, [complaint]
        wrong = (case.expected == REFUSED) or (case.expected == UNCHANGED and outcome == OTHER)
        return outcome, [f"accepted: {outcome}"] if wrong else []


def _not_site(folder: str, names: list[str]) -> list[str]:
    return [name for name in names if not name.endswith((".csv", ".toml"))]


def workplaces(folder: Path) -> dict[str, Workplace]:
    """The tiny site and every example, each in a folder of its own."""
    from tiny_folder import TinyFolder

    tiny = TinyFolder(folder / "source" / "tiny").path
    examples = sorted(path.parent for path in resources.folder("data/sites").glob("*/site.toml"))
    return {path.name: Workplace(path, folder) for path in [tiny, *examples]}


def fault_complaints(inspection: Inspection) -> list[str]:
    """What is wrong with the faults themselves: each must say where, which rule and what to do."""
    complaints = []
    text = faults_as_text(inspection.faults)
    for fault in inspection.faults:
        if not (fault.file and fault.rule and fault.remedy):
            complaints.append(f"a fault says too little: {fault!r}")
        if fault.row is not None and fault.row < 1:
            complaints.append(f"a row that is none: {fault!r}")
        if fault.file not in text:
            complaints.append(f"the report leaves {fault.file} out")
        if not all(len(part) < 600 for part in (fault.value, fault.rule, fault.remedy)):
            complaints.append(f"a fault without end: {fault!r}")
    return complaints


def same_content(one: Site, other: Site) -> bool:
    """The same settings and the same rows, in whatever order; columns of notes count for nothing."""
    return one.settings == other.settings and all(_rows(one, name) == _rows(other, name) for name in MODELS)


def _rows(site: Site, table: str) -> dict:
    columns = site.columns[table]
    keys = list(zip(*(columns[key] for key in key_of(table)), strict=True))
    cells = zip(*(columns[column] for column in columns_of(MODELS[table])), strict=True)
    return dict(zip(keys, cells, strict=True))


def all_figures(site: Site) -> dict[tuple, float | str | None]:
    """Every cell of every table of every step by its table, column and keys; a blank is None."""
    found = {}
    for table in run_steps(site).tables.values():
        keys = list(zip(*(table[key].tolist() for key in table.keys), strict=True)) or [()] * len(table)
        for column in table.columns:
            for key, value in zip(keys, table[column].tolist(), strict=True):
                found[table.name, column, *key] = None if value != value else value
    return found


def unsound(site: Site) -> str:
    """What is wrong with the steps of a site that was accepted, or nothing."""
    try:
        results = run_steps(site)
    except Exception as error:
        return f"accepted, and its steps stop: {type(error).__name__}: {error}"
    for table in results.tables.values():
        for column in table.columns:
            values = table[column]
            if values.dtype.kind == "f" and any(map(math.isinf, values.tolist())):
                return f"accepted, and {table.name}.{column} is infinite"
    return ""


def as_csv(grid: Grid) -> bytes:
    """A table as bytes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(grid)
    return text.getvalue().encode("utf-8")


def complaints_of(verdicts: Iterable[Verdict]) -> list[str]:
    """All complaints, each with the case that it is about."""
    return [
        f"{verdict.case.kind}: {verdict.case.what} ({verdict.case.at}): {complaint}"
        for verdict in verdicts
        for complaint in verdict.complaints
    ]


def judged(
    places: dict[str, Workplace], cases: Callable[[Workplace], Iterator[Case]], run_every: int = 1
) -> list[Verdict]:
    """The verdicts on all cases of all sites."""
    return [
        place.judge(case, run_every, number)
        for place in places.values()
        for number, case in enumerate(cases(place))
    ]
