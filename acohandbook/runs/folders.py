"""A batch on this machine: sites and results in folders, work in processes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from acohandbook.runs.locking import sole_use
from acohandbook.runs.outputs import UNFINISHED, hashes
from acohandbook.runs.records import FOLDER, Record, finished
from acohandbook.runs.work import Job
from acohandbook.runs.workers import map_sites, run_jobs

Look = tuple[list[str], dict[str, str]]  # the faults of a site, and the SHA-256 of each of its files


class Workplace(Protocol):
    """Where the sites of a batch lie, who does its work, and where its results go.

    Attributes
    ----------
    workers : int
        How many jobs are done at a time.
    """

    workers: int

    def held(self) -> AbstractContextManager:
        """Hold the place of the results for one batch."""

    def look(self, sites: Sequence) -> list[Look]:
        """Check every site."""

    def take_up(self, wanted: Mapping[str, Mapping[str, str]], resume: bool) -> dict[str, list[Record]]:
        """What need not be done of the pieces wanted, given with their fingerprints by the site's key.

        Nothing is left there that could be taken for a record of the others. Without ``resume`` that is all.
        """

    def do(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Record]]:
        """Do every job; yields each piece of work as it is recorded."""

    def results(self) -> AbstractContextManager[Path]:
        """A folder for what is written of all sites together; it takes its place when all is written."""


class Folders:
    """The workplace that is this machine."""

    def __init__(self, output: Path, workers: int):
        self.output, self.workers = output, workers

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder.

        Raises
        ------
        FolderInUse
            When another batch writes to it.
        """
        with sole_use(self.output):
            for path in self.output.glob(f".*{UNFINISHED}*"):  # what a batch left that was killed
                path.unlink()
            yield

    def look(self, sites: Sequence[Path]) -> list[Look]:
        """Check every site."""
        return map_sites(look_at, list(sites), self.workers)

    def take_up(self, wanted: Mapping[str, Mapping[str, str]], resume: bool) -> dict[str, list[Record]]:
        """Records of what is done and whole; the others count for nothing."""
        found = {}
        for key, fingerprints in wanted.items():
            output = self.output / key
            if not resume:
                shutil.rmtree(output / FOLDER, ignore_errors=True)
            for path in output.rglob(f"*{UNFINISHED}*"):
                path.unlink()
            records = (finished(output, name, known) for name, known in fingerprints.items())
            found[key] = [record for record in records if record]
        return found

    def do(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Record]]:
        """Do every job in processes of this machine."""
        return run_jobs(jobs, self.workers)

    @contextmanager
    def results(self) -> Iterator[Path]:
        """The folder itself: each file is written whole."""
        yield self.output


def look_at(site: Path) -> Look:
    """The faults of a site, a line each, and the hashes of its files."""
    from acohandbook.site import check_site

    faults = [" ".join(str(fault).split()) for fault in check_site(site)]
    return faults, {} if faults else hashes(site)
