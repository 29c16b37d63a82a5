"""What a command takes with everything that it starts: time, processor time and memory. Linux only."""

import os
import resource
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

import psutil

from acohandbook.runs.forking import adopt_orphans

PAUSE_SECONDS = 1.0
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of all processors, and the most memory that all processes held together."""

    seconds: float
    processor_seconds: float
    megabytes: float
    exit_code: int


def cost_of(*arguments, output=subprocess.DEVNULL) -> Cost:
    """The cost of one run of Python with some arguments; what it prints goes to a file, or nowhere.

    Processes that outlive the one that started them are waited for, so that nothing is left out. Memory that
    several processes share is counted once.
    """
    adopt_orphans()
    known = psutil.Process().children()
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with _Watch() as watch:
        command = [sys.executable, *map(str, arguments)]
        done = subprocess.run(command, stdout=output, stderr=subprocess.DEVNULL, check=False)
        while left := [process for process in psutil.Process().children() if process not in known]:
            with suppress(ChildProcessError):
                os.waitpid(left[0].pid, 0)
        seconds = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(seconds, busy, watch.most / _MEGABYTE, done.returncode)


class _Watch:
    """Looks at the memory of all processes below this one, again and again, and keeps the most."""

    def __init__(self):
        self.most = 0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended.set()
        self._thread.join()

    def _look(self):
        while not self._ended.wait(PAUSE_SECONDS):
            held = 0
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):
                    held += process.memory_full_info().pss
            self.most = max(self.most, held)
