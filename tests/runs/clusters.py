"""A storage server, a Dask scheduler and workers: each a process of its own, which shares no folder."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from surroundings import ROOT

SECRET = "the-secret-key-of-the-storage"
_PATIENCE_SECONDS = 120
_SERVE = """
import sys
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
sys.stdin.read()  # until whoever started it is gone
"""


def until(true, what):
    """Wait until something is true, however slow the machine is."""
    end = time.monotonic() + _PATIENCE_SECONDS
    while not (found := true()):
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)
    return found


class Cluster:
    """Processes that share nothing but a bucket."""

    def __init__(self, folder: Path):
        self.folder, self.processes, self.workers = folder, [], {}
        code = ["-c", _SERVE]
        server = self._start("storage", code, {}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.storage = {
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{server.stdout.readline().strip()}",
            "AWS_ACCESS_KEY_ID": "tests",
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        self.address, self.scheduler = self.start_scheduler("scheduler")

    def _start(self, name: str, arguments: list, environment: dict, **options):
        """Start a process in a folder of its own: where it works, its home, and its temporary files."""
        home = self.folder / name
        home.mkdir(parents=True, exist_ok=True)
        kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "DASK_"))}
        kept |= {"HOME": str(home), "TMPDIR": str(home), "PYTHONPATH": str(ROOT)} | environment
        with (home / "log.txt").open("a") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=home, env=kept, start_new_session=True,
                **{"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL} | options,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def start_scheduler(self, name: str):
        """Start a scheduler on a port that is free; returns its address and its process."""
        file = self.folder / f"{name}.json"
        command = ["-m", "dask", "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        command += ["--scheduler-file", file, "--idle-timeout", "600"]  # should nobody be left to end it
        process = self._start(name, command, {})

        def address():
            with suppress(OSError, ValueError):
                return json.loads(file.read_text())["address"]

        return until(address, "a scheduler"), process

    def start_worker(self, name: str, address: str, nanny: str):
        """Start a worker that reaches the scheduler and the storage."""
        command = ["-m", "dask", "worker", address, "--nthreads", "1", "--no-dashboard", nanny]
        return self._start(name, command, self.storage)

    def have_workers(self) -> None:
        """See that two workers are there: one that is started anew when it dies, and one that is not."""
        for name, nanny in (("guarded", "--nanny"), ("alone", "--no-nanny")):
            if name not in self.workers or self.workers[name].poll() is not None:
                self.workers[name] = self.start_worker(name, self.address, nanny)
        until(lambda: self._count() == 2, "two workers")

    def _count(self) -> int:
        from distributed import Client

        with Client(self.address, timeout=_PATIENCE_SECONDS, set_as_default=False) as client:
            return len(client.scheduler_info(n_workers=-1)["workers"])

    def end(self) -> None:
        """End every process."""
        for process in self.processes:
            kill(process)


def kill(process) -> None:
    """End a process and what it started, as a machine ends that loses its power."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
