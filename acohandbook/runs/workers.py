"""A bounded number of worker processes that do jobs, and are replaced when they die.

Workers start ready: on Linux each is forked from one server process that has imported everything
(``acohandbook.runs.preloaded``), elsewhere each imports it once and stays for many jobs.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver
from multiprocessing.connection import Connection, wait

from acohandbook.runs.records import Record
from acohandbook.runs.work import CAN_FORK, Job, do, failed

# Libraries that would start threads of their own: with a worker for each processor these get in the way.
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")
_MARK = "ACOHANDBOOK_WORKER"  # in the environment of whatever the chapters of a worker start
# A worker ends a forked chapter itself when its time is up; past this much more, the worker hangs.
_GRACE_SECONDS = 30.0
_STARTING = threading.Lock()  # the environment is the process's own, and its threads may start workers each
# A worker whose pipe is closed ends what its chapter has started, and itself; one that does not is killed.
_LAST_SECONDS = 3.0 if CAN_FORK else 0.0


@dataclass
class _Worker:
    """A worker process, the pipe to it, and what it is doing."""

    process: multiprocessing.Process
    pipe: Connection
    mark: str
    job: Job | None = None
    piece: str = ""
    since: float = 0.0
    deaths: dict[str, int] = field(default_factory=dict)
    cannot_write: OSError | None = None


def run_jobs(
    jobs: Sequence[Job], workers: int, began: Callable[[str], None] = lambda name: None
) -> Iterator[tuple[Job, Record]]:
    """Do every job; yields each piece of work as it is recorded. ``began`` is told of each before it begins.

    A worker that dies is replaced and the piece it was at is tried once more; if that kills a worker again,
    the piece is recorded as failed and the rest of the job goes on.
    """
    waiting = deque((job, {}) for job in jobs)
    with _started(min(workers, len(jobs)) or 1) as team:
        while waiting or any(worker.job for worker in team):
            for worker in team:
                if worker.job is None and waiting:
                    _hand_over(worker, *waiting.popleft())
            wait([worker.pipe for worker in team if worker.job], timeout=1.0)
            for place, worker in enumerate(team):
                yield from _heard(worker, began)
                if worker.job and not _is_well(worker):
                    yield from _heard(worker, began)  # what it said before it died
                    yield from _put_back(worker, waiting)
                    team[place] = _start()


def map_sites(function: Callable, items: Sequence, workers: int) -> list:
    """Apply a module's function to each item, in processes that have everything at hand; keeps the order.

    Where each process would first import everything, that is worth it for many items alone.
    """
    if not items or (not CAN_FORK and (len(items) < 2 * workers or workers < 2)):
        return [function(item) for item in items]
    with _context().Pool(min(workers, len(items))) as pool:
        return pool.map(function, items, chunksize=min(4, -(-len(items) // workers)))


class _started:
    """A team of workers that is ended when the block is left, however it is left."""

    def __init__(self, number: int):
        self.team = [_start() for _ in range(number)]

    def __enter__(self) -> list[_Worker]:
        return self.team

    def __exit__(self, kind, *_) -> None:
        for worker in self.team:
            with suppress(OSError):
                worker.pipe.send(None)
        for worker in self.team:
            worker.process.join(0 if worker.job or kind else 5)
            _end(worker)


def _context():
    if not CAN_FORK:
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["acohandbook.runs.preloaded"])
    if threading.current_thread() is threading.main_thread():
        # An interrupt is for the batch alone, which ends its workers: the server and what it forks ignore it.
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            with _environment():
                forkserver.ensure_running()
        finally:
            signal.signal(signal.SIGINT, before)
    return context


@contextmanager
def _environment() -> Iterator[None]:
    """The environment in which workers start."""
    with _STARTING:
        before = {name: os.environ.get(name) for name in (*_ONE_THREAD, "PYTHONHASHSEED")}
        os.environ.update(dict.fromkeys(_ONE_THREAD, "1") | {"PYTHONHASHSEED": "0"})
        try:
            yield
        finally:
            for name, value in before.items():
                if value is None:
                    os.environ.pop(name, None)
                else:
                    os.environ[name] = value


def _start() -> _Worker:
    context, mark = _context(), uuid.uuid4().hex
    with _environment():
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, os.environ | {_MARK: mark}), daemon=False)
        process.start()
    theirs.close()
    return _Worker(process, ours, mark)


def _serve(pipe: Connection, environment: Mapping[str, str]) -> None:
    """A worker's life: take a job, tell of each piece, until there is none or the batch has died.

    The environment is the one of the batch: the server that a worker is forked from keeps that of the first.
    """
    os.environ.clear()
    os.environ.update(environment)
    if CAN_FORK:
        import gc

        from acohandbook.runs.forking import end_with_batch, end_with_parent

        end_with_parent(os.getppid())
        end_with_batch(pipe.fileno())
        gc.freeze()
    import acohandbook.runs.preloaded  # noqa: F401 — already there where it was forked

    def began(name: str) -> None:
        pipe.send(("began", name))
        pipe.recv()  # whoever keeps account of what kills workers knows of it

    with suppress(EOFError, BrokenPipeError, KeyboardInterrupt):
        while (job := pipe.recv()) is not None:
            try:
                for record in do(job, began):
                    pipe.send(("record", record))
            except OSError as error:  # no record can be kept: a full disk stops the batch, not each piece
                pipe.send(("cannot write", error))
            pipe.send(("free", None))


def _hand_over(worker: _Worker, job: Job, deaths: dict[str, int]) -> None:
    worker.job, worker.piece, worker.since, worker.deaths = job, "", time.monotonic(), deaths
    with suppress(OSError):  # it died while it was idle; _is_well will say so
        worker.pipe.send(job)


def _heard(worker: _Worker, began: Callable[[str], None]) -> Iterator[tuple[Job, Record]]:
    """What a worker has said since we last listened."""
    with suppress(EOFError, OSError):
        while worker.job and worker.pipe.poll():
            kind, said = worker.pipe.recv()
            if kind == "began":
                worker.piece, worker.since = said, time.monotonic()
                began(said)
                worker.pipe.send("go on")
            elif kind == "record":
                yield worker.job, _counted(said, worker.deaths)
                worker.job, worker.piece = _without(worker.job, said.name), ""
            elif kind == "cannot write":
                worker.cannot_write = said
                break
            else:
                worker.job = None
    if worker.cannot_write:
        raise worker.cannot_write


def _counted(record: Record, deaths: Mapping[str, int]) -> Record:
    return replace(record, attempts=record.attempts + deaths.get(record.name, 0))


def _without(job: Job, done: str) -> Job:
    """What is left of a job."""
    left = {name: value for name, value in job.fingerprints.items() if name != done}
    return replace(job, fingerprints=left, chapters=tuple(c for c in job.chapters if c.name != done))


def _is_well(worker: _Worker) -> bool:
    if not worker.process.is_alive():
        return False
    return time.monotonic() - worker.since < worker.job.limits.run_seconds * 2 + _GRACE_SECONDS


def _put_back(worker: _Worker, waiting: deque) -> Iterator[tuple[Job, Record]]:
    """End a worker that died or hangs, and decide what becomes of its job."""
    job, deaths = worker.job, dict(worker.deaths)
    late, seconds = worker.process.is_alive(), time.monotonic() - worker.since
    _end(worker)
    if CAN_FORK:
        from acohandbook.runs.forking import kill_marked

        kill_marked(_MARK, worker.mark)
    deaths[worker.piece] = deaths.get(worker.piece, 0) + 1
    if late or deaths[worker.piece] > 1:
        reason = f"It took longer than the {job.limits.run_seconds:g} seconds allowed for a run."
        reason = reason if late else "Its worker process died twice."
        # A worker that dies before it begins anything will do so with every piece.
        for name in [worker.piece] if worker.piece else list(job.fingerprints):
            yield job, failed(job, name, reason, seconds, deaths[worker.piece])
            job = _without(job, name)
    if job.fingerprints:
        waiting.appendleft((job, deaths))


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.join(_LAST_SECONDS)
    if worker.process.is_alive():
        worker.process.kill()
    worker.process.join()
