"""``acohandbook run``: chapters for sites, one failure never stopping the others."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from acohandbook.runs.chapters import Chapter
from acohandbook.runs.executing import given_parameters
from acohandbook.runs.folders import Folders, Workplace
from acohandbook.runs.outputs import versions, write_manifest, write_text
from acohandbook.runs.progress import Progress
from acohandbook.runs.records import Record, fingerprint
from acohandbook.runs.work import STEPS, Job, Limits

if TYPE_CHECKING:
    from acohandbook.runs.locations import Location

STATUS_COLUMNS = ("site", "chapter", "status", "reason", "seconds", "attempts")


@dataclass(frozen=True)
class Batch:
    """What is asked for.

    Attributes
    ----------
    sites : sequence of Path, or of Location
        Site folders whose names differ.
    output : Path or Location
        Folder of the results: one folder a site, and what stands side by side.
    chapters : sequence of Chapter
    parameters : mapping
        Names and values, checked against the chapters.
    engine : str
        ``fast`` or ``papermill``.
    workers : int
        Processes at work at a time.
    resume : bool
        Do only what is missing, stale or failed.
    strict : bool
        Run nothing when any site has faults.
    """

    sites: Sequence[Path | Location]
    output: Path | Location
    chapters: Sequence[Chapter]
    parameters: Mapping = field(default_factory=dict)
    engine: str = "fast"
    workers: int = 1
    resume: bool = False
    strict: bool = False
    limits: Limits = field(default_factory=Limits)


@dataclass
class SiteRun:
    """One site of a batch: its faults, or the records of its work."""

    key: str
    site: Path | Location
    inputs: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    fingerprints: dict[str, str] = field(default_factory=dict)
    records: dict[str, Record] = field(default_factory=dict)


def run_batch(batch: Batch, workplace: Workplace | None = None) -> int:
    """Check every site, then run the chapters for each that is sound.

    Writes for each site ``chapters/*.ipynb`` and ``*.html``, ``tables/<step>.<table>.csv``,
    ``results.parquet`` and ``manifest.json``, and for the batch ``status.csv``, ``manifest.json`` and what
    stands side by side.

    Parameters
    ----------
    batch : Batch
    workplace : Workplace, optional
        Who does the work, and where: by default this machine, in folders.

    Returns
    -------
    int
        0 when every run was done; 1 when a site had faults or a run failed.

    Raises
    ------
    FolderInUse
        When another batch writes to the same folder.
    """
    from acohandbook.runs.side_by_side import write_side_by_side

    workplace = workplace or Folders(batch.output, batch.workers)
    with workplace.held():
        began, started = time.time(), time.monotonic()
        runs = _checked(batch, workplace)
        jobs = _jobs(batch, runs, workplace)
        _do(jobs, {run.key: run for run in runs}, workplace)
        rows = _status(runs, batch.strict)
        with workplace.results() as folder:
            for run in runs:
                if run.fingerprints:
                    _write_site_manifest(batch, run, folder)
            _write_status(folder / "status.csv", rows)
            worked = [(run.key, run.records) for run in runs if run.records]
            refused = {run.key: run.faults for run in runs if run.faults}
            missing = write_side_by_side(folder, worked, refused)
            _write_batch_manifest(batch, runs, folder, began, time.monotonic() - started)
    return _report(batch, rows, missing)


def _checked(batch: Batch, workplace: Workplace) -> list[SiteRun]:
    """Every site with its faults, before anything is run."""
    found = zip(batch.sites, workplace.look(batch.sites), strict=True)
    runs = [SiteRun(site.name, site, inputs, faults) for site, (faults, inputs) in found]
    for run in runs:
        if run.faults:
            Progress(0).say(
                f"{run.key}: {_counted(len(run.faults), 'fault')}; skipped. The first: {run.faults[0]} "
                f"See all: acohandbook check {run.site}"
            )
    if batch.strict and any(run.faults for run in runs):
        return runs
    for run in runs:
        if not run.faults:
            run.fingerprints = {STEPS: fingerprint(run.inputs, None, {}, batch.engine)} | {
                chapter.name: fingerprint(
                    run.inputs,
                    chapter.path,
                    given_parameters(chapter, run.site, batch.parameters),
                    batch.engine,
                )
                for chapter in batch.chapters
            }
    return runs


def _jobs(batch: Batch, runs: Sequence[SiteRun], workplace: Workplace) -> list[Job]:
    """What is still to be done; one job a site, or one a chapter where there are fewer sites than workers."""
    jobs = []
    done = workplace.take_up({run.key: run.fingerprints for run in runs}, batch.resume)
    for run in runs:
        run.records = {record.name: record for record in done[run.key]}
        left = {name: known for name, known in run.fingerprints.items() if name not in run.records}
        alone = len(runs) < workplace.workers or batch.engine == "papermill"
        for names in [[name] for name in left] if alone else [list(left)] if left else []:
            jobs.append(
                Job(
                    site=run.site,
                    output=batch.output / run.key,
                    fingerprints={name: left[name] for name in names},
                    chapters=tuple(chapter for chapter in batch.chapters if chapter.name in names),
                    parameters=batch.parameters,
                    engine=batch.engine,
                    limits=batch.limits,
                )
            )
    return jobs


def _do(jobs: Sequence[Job], runs: Mapping[str, SiteRun], workplace: Workplace) -> None:
    progress = Progress(sum(len(job.fingerprints) for job in jobs))
    try:
        for job, record in workplace.do(jobs) if jobs else ():
            runs[job.output.name].records[record.name] = record
            progress.count(record.status != "done")
    finally:
        progress.close()


def _write_site_manifest(batch: Batch, run: SiteRun, folder: Path) -> None:
    records = [run.records[name] for name in run.fingerprints]
    facts = run.records[STEPS].facts
    content = {
        "site": {"key": run.key, "name": facts.get("figures", {}).get("name"), "inputs_sha256": run.inputs},
        "made_by": versions(),
        "engine": batch.engine,
        "parameters": dict(batch.parameters),
        "runs": [
            {
                "name": record.name,
                "status": record.status,
                "reason": record.reason,
                "seconds": round(record.seconds, 3),
                "attempts": record.attempts,
                "fingerprint": record.fingerprint,
                "files_sha256": record.files,
            }
            for record in records
        ],
        "proofs": facts.get("proofs", 0),
        "findings": facts.get("findings", []),
    }
    write_manifest(folder / run.key / "manifest.json", content)


def _write_batch_manifest(
    batch: Batch, runs: Sequence[SiteRun], folder: Path, began: float, seconds: float
) -> None:
    content = {
        "made_by": versions(),
        "engine": batch.engine,
        "parameters": dict(batch.parameters),
        "chapters": [chapter.name for chapter in batch.chapters],
        "sites": [run.key for run in runs if run.fingerprints],
        "refused": [run.key for run in runs if run.faults],
        "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
        "seconds": round(seconds, 3),
    }
    write_manifest(folder / "manifest.json", content)


def _status(runs: Sequence[SiteRun], strict: bool) -> list[tuple]:
    stopped = strict and any(run.faults for run in runs)
    rows = []
    for run in runs:
        if run.faults:
            first = f"{_counted(len(run.faults), 'fault')} in the input; the first: {run.faults[0]}"
            rows.append((run.key, "", "refused", first, 0.0, 0))
        elif stopped:
            rows.append((run.key, "", "not run", "another site has faults, and --strict was given", 0.0, 0))
        for name in run.fingerprints:
            record = run.records[name]
            rows.append((run.key, name, record.status, record.reason, record.seconds, record.attempts))
    return rows


def _write_status(path: Path, rows: Sequence[tuple]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(STATUS_COLUMNS)
    writer.writerows([*row[:4], f"{row[4]:.3f}", row[5]] for row in rows)
    write_text(path, buffer.getvalue())


def _report(batch: Batch, rows: Sequence[tuple], missing: str) -> int:
    say = Progress(0).say
    wrong = [row for row in rows if row[2] != "done"]
    if wrong:
        width = max(len(row[0]) for row in wrong), max(len(row[1]) for row in wrong)
        for key, chapter, status, reason, *_ in wrong[:40]:
            say(f"  {key:<{width[0]}}  {chapter:<{width[1]}}  {status:<7}  {reason[:160]}")
        if len(wrong) > 40:
            say(f"  and {len(wrong) - 40} more")
    say(f"{len(rows) - len(wrong)} done, {len(wrong)} not. Status: {batch.output / 'status.csv'}")
    if missing:
        say(missing)
    return 1 if wrong else 0


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
