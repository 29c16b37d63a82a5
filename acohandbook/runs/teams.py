"""Who does the work of a batch whose sites and results lie at locations: this machine, or a Dask cluster."""

from __future__ import annotations

import logging
import platform
import time
import uuid
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import metadata
from queue import SimpleQueue

_REACHED_SECONDS = 20.0  # for the scheduler to answer
_FIRST_WORKER_SECONDS = 20.0  # for it to have a worker
_PATIENCE_SECONDS = 300.0  # without any worker while there is work
_LIBRARIES = ("acohandbook", "numpy", "pandas", "pandera", "papermill", "pydantic", "nbclient", "nbformat")
_FILES = "files of acohandbook"


class TeamError(RuntimeError):
    """There is no cluster that can be used at the address; the message says why and what to do."""


class TeamLost(RuntimeError):
    """The cluster went away while it was at work."""


class VersionsDiffer(RuntimeError):
    """A worker has other software than the batch, and would leave other results."""


class ThisMachine:
    """Processes of this machine, each led by a thread.

    Attributes
    ----------
    workers : int
        How many jobs are done at a time.
    executor : Executor
        Takes work, as ``concurrent.futures`` has it.
    heard : SimpleQueue
        What whoever is at work has said since.
    tell : callable
        How one at work says something; goes with the work to wherever that is done.
    """

    def __init__(self, workers: int):
        self.workers = workers
        self.executor: Executor = ThreadPoolExecutor(workers)
        self.heard: SimpleQueue = SimpleQueue()
        self.tell = self.heard.put

    def check(self) -> None:
        """A machine is there as long as it is asked."""


@dataclass(frozen=True)
class _Teller:
    """What a worker of a cluster says reaches whoever listens to a topic."""

    topic: str

    def __call__(self, said) -> None:
        from distributed import get_worker

        get_worker().log_event(self.topic, said)


class Cluster:
    """The workers of a Dask scheduler; they are spoken with as those of this machine."""

    def __init__(self, client, address: str):
        self._client, self._address, self._alone_since = client, address, None
        self.workers = sum(client.nthreads().values())
        # A piece of work may be done twice with no harm, and what fails is sent again by the batch itself.
        self.executor: Executor = client.get_executor(pure=False)
        self.heard: SimpleQueue = SimpleQueue()
        self.tell = _Teller(f"acohandbook-{uuid.uuid4().hex}")
        client.subscribe_topic(self.tell.topic, lambda event: self.heard.put(event[1]))

    def check(self) -> None:
        """See whether anybody is there to do the work.

        Raises
        ------
        TeamLost
            When the scheduler is gone, or has had no worker for five minutes.
        """
        if self._client.status != "running":
            raise TeamLost(f"The scheduler at {self._address} can no longer be reached.")
        if self._client.scheduler_info().get("workers"):
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > _PATIENCE_SECONDS:
            raise TeamLost(f"The scheduler at {self._address} has had no worker for five minutes.")


@contextmanager
def this_machine(workers: int) -> Iterator[ThisMachine]:
    """Work in processes of this machine."""
    team = ThisMachine(workers)
    try:
        yield team
    finally:
        team.executor.shutdown(cancel_futures=True)


@contextmanager
def cluster(address: str) -> Iterator[Cluster]:
    """Work by whatever workers the scheduler at an address has, now and later.

    Raises
    ------
    TeamError
        When Dask is not installed, the scheduler does not answer or has no workers, or a worker has other
        software than this machine.
    """
    try:
        from distributed import Client
        from distributed.comm import CommClosedError
    except ModuleNotFoundError:
        raise TeamError(
            "--scheduler needs Dask, which is not installed: pip install 'acohandbook[distribution]'"
        ) from None
    for name in (
        "distributed",
        *(name for name in logging.root.manager.loggerDict if "distributed." in name),
    ):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters of it is said in our own words
    try:
        client = Client(address, timeout=_REACHED_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        first = next((line for line in str(error).splitlines() if line), type(error).__name__)
        raise TeamError(
            f"no Dask scheduler answers at {address} ({first.rstrip('.')}). An address is like "
            "tcp://host:8786; start one with: dask scheduler"
        ) from None
    try:
        _see_workers(client, address)
        yield Cluster(client, address)
    except CommClosedError as error:
        raise TeamLost(f"The scheduler at {address} can no longer be reached.") from error
    finally:
        with suppress(Exception):  # a scheduler that is gone can't be taken leave of
            client.close(timeout=5)


def _see_workers(client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_FIRST_WORKER_SECONDS)
    except TimeoutError:
        raise TeamError(
            f"the scheduler at {address} has no workers. Start one with: dask worker {address}"
        ) from None
    ours = software()
    wrong = []
    for worker, theirs in client.run(software, on_error="return").items():
        if isinstance(theirs, Exception):
            wrong.append(f"{worker} has no acohandbook of this version ({type(theirs).__name__}: {theirs})")
        elif said := difference(ours, theirs):
            wrong.append(f"{worker} has {said}")
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if len(wrong) > 1 else ""
        raise TeamError(
            f"the worker {wrong[0]}{more}. Results would depend on which worker did what: install the same "
            "everywhere, from the same requirements.txt."
        )


def software() -> dict[str, str]:
    """What the results of a worker depend on: versions, and a digest of the package's own files and data."""
    from acohandbook.runs.records import software_digest

    versions = {name: metadata.version(name) for name in _LIBRARIES}
    return versions | {"python": platform.python_version(), _FILES: software_digest()}


def difference(ours: Mapping[str, str], theirs: Mapping[str, str]) -> str:
    """What differs between the software here and that of a worker, in words; empty when nothing does."""
    said = [
        f"{name} {theirs.get(name)} (here {version})"
        for name, version in ours.items()
        if name != _FILES and theirs.get(name) != version
    ]
    if not said and ours[_FILES] != theirs.get(_FILES):
        return "other code or data in acohandbook of the same version"
    return ", ".join(said)
