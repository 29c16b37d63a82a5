"""What a worker does for one site: check it, work out its steps, run its chapters.

``Job`` says what; the functions do it and leave records. Nothing here knows how workers are started.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from acohandbook.runs.chapters import Chapter
from acohandbook.runs.executing import CELL_SECONDS, execute
from acohandbook.runs.outputs import table_csv, write_text
from acohandbook.runs.records import Record, file_digest, write_record

STEPS = "steps"
# Elsewhere, and where ACOHANDBOOK_NO_FORK is set, workers persist and run chapters in their own process.
CAN_FORK = sys.platform == "linux" and not os.environ.get("ACOHANDBOOK_NO_FORK")


@dataclass(frozen=True)
class Limits:
    """What a run may take: seconds for one cell and for the whole run, and memory on Linux."""

    cell_seconds: int = CELL_SECONDS
    run_seconds: float = 600.0
    memory_mb: float | None = None


@dataclass(frozen=True)
class Job:
    """Work for one site.

    Attributes
    ----------
    site : Path
        Its folder.
    output : Path
        The site's own folder of results.
    fingerprints : dict of str to str
        What is to be done, ``steps`` or a chapter's name, with the fingerprint for its record.
    chapters : tuple of Chapter
        The chapters among them.
    """

    site: Path
    output: Path
    fingerprints: dict[str, str]
    chapters: tuple[Chapter, ...] = ()
    parameters: Mapping = field(default_factory=dict)
    engine: str = "fast"
    limits: Limits = field(default_factory=Limits)


def do(job: Job, began: Callable[[str], None]) -> Iterator[Record]:
    """Do a job piece by piece; yields the record of each piece once it is written.

    ``began`` is told the name of each piece before it starts.
    """
    if STEPS in job.fingerprints:
        began(STEPS)
        yield _recorded(job, _steps(job))
    for chapter in job.chapters:
        began(chapter.name)
        yield _recorded(job, _chapter(job, chapter))


def failed(job: Job, name: str, reason: str, seconds: float, attempts: int) -> Record:
    """Record that a piece of work came to nothing."""
    return _recorded(job, Record(name, "failed", reason, seconds, attempts, job.fingerprints[name]))


def _recorded(job: Job, record: Record) -> Record:
    write_record(job.output, record)
    return record


def _steps(job: Job) -> Record:
    from acohandbook.runs.figures import facts, write_parquet
    from acohandbook.runs.inputs import keep_inputs

    began = time.perf_counter()
    try:
        results = _results(job.site)
        files = keep_inputs(job.site, job.output)
        for name, table in results.tables.items():
            files.append(f"tables/{name}.csv")
            write_text(job.output / files[-1], table_csv(table))
        files.append("results.parquet")
        write_parquet(results, job.output / "results.parquet")
        found, status, reason = facts(results), "done", ""
    except Exception as error:  # a site must never stop the others; a failed proof names step and pounds
        files, found, status, reason = [], {}, "failed", f"{type(error).__name__}: {error}"[:300]
    seconds = time.perf_counter() - began
    digests = {name: file_digest(job.output / name) for name in files}
    return Record(STEPS, status, reason, seconds, 1, job.fingerprints[STEPS], digests, found)


def _chapter(job: Job, chapter: Chapter) -> Record:
    began, attempts = time.perf_counter(), 1
    if CAN_FORK:
        from acohandbook.runs.forking import run_apart

        if job.engine == "fast":
            _keep_results(job.site)
            _make_ready(chapter)
        ended = run_apart(lambda: _execute(job, chapter), job.limits.run_seconds, job.limits.memory_mb)
        if ended.died:
            attempts = 2
            ended = run_apart(lambda: _execute(job, chapter), job.limits.run_seconds, job.limits.memory_mb)
        status, reason = ended.value or ("failed", ended.failure)
    else:
        try:
            status, reason = _execute(job, chapter)
        except Exception as error:
            status, reason = "failed", f"{type(error).__name__}: {error}"[:300]
    files = [f"chapters/{chapter.name}{ending}" for ending in (".ipynb", ".html")]
    digests = {name: file_digest(job.output / name) for name in files if (job.output / name).exists()}
    seconds = time.perf_counter() - began
    return Record(chapter.name, status, reason, seconds, attempts, job.fingerprints[chapter.name], digests)


def _execute(job: Job, chapter: Chapter) -> tuple[str, str]:
    outcome = execute(chapter, job.site, job.parameters, job.output, job.engine, job.limits.cell_seconds)
    return outcome.status, outcome.reason


def _results(site: Path):
    """The results of a site, kept for the chapters that are forked from here.

    Where chapters run in this very process they start from the files, since one could change what is kept.
    """
    from acohandbook.site.opening import keep_open, open_site
    from acohandbook.steps import keep_results, run_steps

    place = open_site(site)
    results = run_steps(place)
    if CAN_FORK:
        keep_open(place)
        keep_results(results)
    return results


def _keep_results(site: Path) -> None:
    """Have the site and its results at hand for the fork; a site that fails will say so in its chapters."""
    with suppress(Exception):
        _results(site)


def _make_ready(chapter: Chapter) -> None:
    """Have the chapter read for the fork; one that can't be read will say so there."""
    from acohandbook.runs.ready import make_ready

    with suppress(Exception):
        make_ready(chapter.path)
