"""A batch whose sites and results lie at locations, done by workers that share nothing else.

A worker copies the site to a folder of its own, does the pieces of the job there as any batch does
(``acohandbook.runs.workers``: a process for each chapter, with limits), and puts each at the location when it
is done: its files first and its record last, so that a piece without a record never counts. Before it begins
one it leaves a note. Whoever takes up the job of a worker that died takes what is recorded as done, and
records a piece as failed when two notes say that it was begun and no record says how it ended.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from acohandbook.runs.fetching import copied_site
from acohandbook.runs.folders import Look, look_at
from acohandbook.runs.locations import Location, LocationError
from acohandbook.runs.locking import Lease, is_held
from acohandbook.runs.outputs import kept_in, write_bytes
from acohandbook.runs.records import FOLDER, Record, file_digest, parse_record, record_text
from acohandbook.runs.teams import Cluster, TeamLost, ThisMachine, VersionsDiffer, difference, software
from acohandbook.runs.work import STEPS, Job
from acohandbook.runs.workers import run_jobs

CHAPTERS = ".chapters"  # the notebooks of the batch, for as long as it lasts
_BEGUN = ".begun-"
_DEATHS = 2  # that one piece may cost
_SENDINGS = 3  # of one job whose worker is lost
_LISTEN_SECONDS = 5.0


class BatchOver(TeamLost):
    """The batch that a job belongs to no longer holds its location: nothing more is written for it."""


@dataclass(frozen=True)
class Errand:
    """A job for a worker that may be anywhere.

    Attributes
    ----------
    job : Job
        Site and output are locations.
    batch : Location
        Where the whole batch writes.
    token : str
        Of the batch's lease.
    software : dict
        What the worker must have.
    """

    job: Job
    batch: Location
    token: str
    software: Mapping[str, str]


class Locations:
    """The workplace whose sites and results lie at locations."""

    def __init__(self, output: Location, team: ThisMachine | Cluster):
        self.output, self.team, self.workers = output, team, team.workers
        self._lease = Lease(output)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the location.

        Raises
        ------
        FolderInUse
            When another batch writes to it.
        """
        with self._lease:
            yield

    def look(self, sites: Sequence[Location]) -> list[Look]:
        """Have every site checked by whoever is free."""
        return self._all([self.team.executor.submit(look_there, site) for site in sites])

    def take_up(self, wanted: Mapping[str, Mapping[str, str]], resume: bool) -> dict[str, list[Record]]:
        """Records of what is done and whole; all others are taken away, and notes of what was begun."""
        send = self.team.executor.submit
        tasks = [send(take_up_there, self.output / key, dict(known), resume) for key, known in wanted.items()]
        return dict(zip(wanted, self._all(tasks), strict=True))

    def do(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Record]]:
        """Have every job done by whoever is free; what is left of a job that is lost is sent again.

        Raises
        ------
        TeamLost
            When nobody is left to do it.
        """
        notebooks = {f"{chapter.name}.ipynb": chapter.path for job in jobs for chapter in job.chapters}
        (self.output / CHAPTERS).write({name: path.read_bytes() for name, path in notebooks.items()})
        have, by_key = software(), {job.output.name: job for job in jobs}
        at_work: dict[Future, tuple[Job, int]] = {}
        known = set()

        def each_once(records: Iterable[tuple[Job, Record]]) -> Iterator[tuple[Job, Record]]:
            for job, record in records:
                if (piece := (job.output.name, record.name)) not in known:
                    known.add(piece)
                    yield job, record

        def send(job: Job, sendings: int) -> None:
            errand = Errand(job, self.output, self._lease.token, have)
            at_work[self.team.executor.submit(do_errand, errand, self.team.tell)] = job, sendings

        for job in jobs:
            send(job, 1)
        try:
            while at_work:
                ended = self._some(at_work)
                yield from each_once((by_key[key], record) for key, record in self._heard())
                for future in ended:
                    job, sendings = at_work.pop(future)
                    records, left = _outcome(future, job, sendings)
                    yield from each_once((job, record) for record in records)
                    if left:
                        send(left, sendings + 1)
        finally:
            for future in at_work:
                future.cancel()
        (self.output / CHAPTERS).clear()

    @contextmanager
    def results(self) -> Iterator[Path]:
        """A folder of this machine, which is copied to the location, the manifest of the batch last."""
        with tempfile.TemporaryDirectory(prefix="acohandbook-") as name:
            folder = Path(name)
            yield folder
            _see_that_it_lasts(self.output, self._lease.token)
            files = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
            last = "manifest.json"
            self.output.put(sorted(set(files) - {last}), folder)
            self.output.put([last], folder)

    def _all(self, futures: Sequence[Future]) -> list:
        left = set(futures)
        while left:
            left -= self._some(left)
        try:
            return [future.result() for future in futures]
        except LocationError:
            raise
        except Exception as error:
            raise TeamLost(
                f"A worker could not look at the sites ({type(error).__name__}: {error})."
            ) from error

    def _heard(self) -> Iterator[tuple[str, Record]]:
        """Pieces of jobs still at work that are done and recorded, by the key of their site."""
        while not self.team.heard.empty():
            key, text = self.team.heard.get()
            yield key, parse_record(text.encode())

    def _some(self, futures) -> set[Future]:
        """Those that have ended; none after a while in which all was well."""
        ended = wait(futures, timeout=_LISTEN_SECONDS, return_when=FIRST_COMPLETED).done
        if not ended:
            self.team.check()
        if any(future.cancelled() for future in ended):
            raise TeamLost("The cluster dropped what it was asked to do.")
        return ended


def _outcome(future: Future, job: Job, sendings: int) -> tuple[list[Record], Job | None]:
    """What became of a job, and what of it is to be sent again because whoever had it was lost."""
    try:
        return future.result(), None
    except (CancelledError, BatchOver):
        raise
    except Exception as error:
        records = _recorded(job.output, job.fingerprints)
        left = _without(job, [record.name for record in records])
        if not left.fingerprints:
            return records, None
        if sendings < _SENDINGS:
            return records, left
        killed = type(error).__name__ == "KilledWorker"
        why = "Its workers died, again and again." if killed else f"{type(error).__name__}: {error}"[:300]
        lost = [
            Record(name, "failed", why, 0.0, sendings, known) for name, known in left.fingerprints.items()
        ]
        for record in lost:
            _publish(job.output, record, {})
        return records + lost, None


def look_there(site: Location) -> Look:
    """The faults of a site at a location, a line each, and the hashes of its files."""
    with tempfile.TemporaryDirectory(prefix="acohandbook-") as folder:
        copy = copied_site(site, Path(folder))
        faults, inputs = look_at(copy)
        return [fault.replace(str(copy), str(site)) for fault in faults], inputs


def take_up_there(output: Location, wanted: Mapping[str, str], resume: bool) -> list[Record]:
    """Records of a site that stand whole; every other trace of work at the location is taken away."""
    done = []
    for record in _recorded(output, wanted) if resume else ():
        contents = output.read(list(record.files))
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
        if record.status == "done" and digests == record.files:
            done.append(record)
    kept = {f"{record.name}.json" for record in done}
    notes = output / FOLDER
    notes.remove([name for name in notes.files() if name not in kept])
    return done


def do_errand(errand: Errand, tell: Callable[[tuple[str, str]], None]) -> list[Record]:
    """Do a job as a worker: copy the site, do what is not recorded yet, and put each piece at the location.

    ``tell`` is told of each with the key of the site; the records are returned all the same, for what is told
    may be lost on the way.

    Raises
    ------
    VersionsDiffer
        When this worker has other software than the batch.
    BatchOver
        When the batch has ended or was taken over.
    """
    job, output = errand.job, errand.job.output
    if said := difference(errand.software, software()):
        raise VersionsDiffer(f"a worker has {said}")
    _let_this_process_have_children()
    records = _recorded(output, job.fingerprints)
    left = _without(job, [record.name for record in records])
    notes = output / FOLDER
    begun = [name.partition(_BEGUN)[0] for name in notes.files() if _BEGUN in name]
    for name, known in left.fingerprints.items():
        if begun.count(name) >= _DEATHS:
            reason = "Its worker died twice."
            records.append(Record(name, "failed", reason, 0.0, begun.count(name), known))
            _publish(output, records[-1], {})
    left = _without(left, [record.name for record in records])
    if not left.fingerprints:
        return records

    def note(name: str) -> None:
        _see_that_it_lasts(errand.batch, errand.token)
        notes.write({f"{name}{_BEGUN}{begun.count(name) + 1}": b""})

    with tempfile.TemporaryDirectory(prefix="acohandbook-") as name:
        folder = Path(name)
        here = _brought_here(left, errand.batch, folder)
        for _, record in run_jobs([here], 1, note):
            _see_that_it_lasts(errand.batch, errand.token)
            record, contents = _sent_back(record, here, job)
            record = replace(record, attempts=record.attempts + begun.count(record.name))
            _publish(output, record, contents)
            tell((output.name, record_text(record)))
            records.append(record)
    return records


def _brought_here(job: Job, batch: Location, folder: Path) -> Job:
    """The job in a folder of this machine."""
    names = {chapter.name: f"{chapter.name}.ipynb" for chapter in job.chapters}
    (batch / CHAPTERS).fetch(list(names.values()), folder / "chapters")
    return replace(
        job,
        site=copied_site(job.site, folder / "sites"),
        output=folder / "runs" / job.output.name,
        chapters=tuple(
            replace(chapter, path=folder / "chapters" / names[chapter.name]) for chapter in job.chapters
        ),
    )


def _sent_back(record: Record, here: Job, there: Job) -> tuple[Record, dict[str, bytes]]:
    """A record and its files as they are kept: where the site lay on this machine is of no concern."""
    ours, theirs = str(here.site), str(there.site)
    for name in record.files:
        if name.endswith((".ipynb", ".html")):
            path = here.output / name
            write_bytes(path, path.read_bytes().replace(ours.encode(), theirs.encode()))
    files = {name: file_digest(here.output / name) for name in record.files}
    contents = {name: (here.output / name).read_bytes() for name in files}
    return replace(record, files=files, reason=record.reason.replace(ours, theirs)), contents


def _publish(output: Location, record: Record, contents: Mapping[str, bytes]) -> None:
    """Write a piece of work: its files, then its record; then its notes are of no more use."""
    output.write(contents)
    if record.name == STEPS and contents:
        folder = kept_in(output.name)
        kept = output / folder
        kept.remove([name for name in kept.files() if f"{folder}/{name}" not in contents])
    notes = output / FOLDER
    notes.write({f"{record.name}.json": record_text(record).encode()})
    notes.remove([name for name in notes.files() if name.startswith(f"{record.name}{_BEGUN}")])


def _recorded(output: Location, fingerprints: Mapping[str, str]) -> list[Record]:
    """What is recorded of the work wanted, done or failed."""
    found = (output / FOLDER).read([f"{name}.json" for name in fingerprints]).values()
    records = [record for record in map(parse_record, found) if record]
    return [record for record in records if fingerprints.get(record.name) == record.fingerprint]


def _without(job: Job, names: Sequence[str]) -> Job:
    return replace(
        job,
        fingerprints={name: known for name, known in job.fingerprints.items() if name not in names},
        chapters=tuple(chapter for chapter in job.chapters if chapter.name not in names),
    )


def _see_that_it_lasts(batch: Location, token: str) -> None:
    if not is_held(batch, token):
        raise BatchOver(f"This batch no longer holds {batch}: it has ended, or another has taken its place.")


def _let_this_process_have_children() -> None:
    """Dask's nanny marks its worker as one that may start no processes; ours end with their job."""
    process = multiprocessing.current_process()
    if process.daemon:
        process.daemon = False
