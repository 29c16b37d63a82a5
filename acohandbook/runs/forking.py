"""One piece of work in one process of its own, forked from this one, with limits and without leftovers.

Linux only: elsewhere ``can_fork`` is false and work is done in the worker process itself.
"""

from __future__ import annotations

import ctypes
import fcntl
import gc
import os
import pickle
import random
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

_DIE_WITH_PARENT, _ADOPT_ORPHANS = 1, 36  # PR_SET_PDEATHSIG and PR_SET_CHILD_SUBREAPER of <sys/prctl.h>
_MEGABYTE = 1 << 20


@dataclass(frozen=True)
class Ended:
    """How the work ended: with a value, or because of ``failure``.

    ``died`` says that the process ended without an answer and not by a limit of ours, so that trying again is
    worth it.
    """

    value: object = None
    failure: str = ""
    died: bool = False


def run_apart(work: Callable[[], object], seconds: float | None, memory_mb: float | None) -> Ended:
    """Do some work in a forked process and wait for it. This process must have no other children.

    Parameters
    ----------
    work : callable
        Its return value must be one that pickle takes.
    seconds : float, optional
        After so long the process is killed with everything that it started.
    memory_mb : float, optional
        Address space that it may take beyond what it has from the start.
    """
    adopt_orphans()  # so that what a killed child leaves behind becomes ours, to be killed too
    reading, writing = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _be_the_child(work, writing, parent, memory_mb)
    os.close(writing)
    answer, late = b"", False
    try:
        answer, late = _answer(reading, None if seconds is None else time.monotonic() + seconds)
    finally:
        os.close(reading)
        if not answer:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        if not answer:
            kill_descendants()
    if answer:
        return pickle.loads(answer)
    if late:
        return Ended(failure=f"It took longer than the {seconds:g} seconds allowed for a run.")
    how = f"signal {signal.Signals(os.WTERMSIG(status)).name}" if os.WIFSIGNALED(status) else "no answer"
    return Ended(failure=f"Its process died ({how}).", died=True)


def end_with_parent(parent: int) -> None:
    """Have this process killed when its parent ends."""
    if sys.platform == "linux":
        _prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before we asked
            os._exit(1)


def end_with_batch(pipe: int) -> None:
    """End this process and everything below it as soon as the other end of a pipe is closed.

    The death of a parent ends its children and theirs, but not what a notebook started in a session of its
    own. That becomes ours when the notebook's process ends, so we must outlive that to end it.

    Parameters
    ----------
    pipe : int
        File descriptor of a connection to the process that runs the batch; the system closes the other end
        however that process ends.
    """

    def look(*_) -> None:
        hung_up = select.poll()
        hung_up.register(pipe, select.POLLHUP | select.POLLRDHUP)
        if hung_up.poll(0):
            kill_descendants()
            os._exit(1)

    adopt_orphans()
    signal.signal(signal.SIGIO, look)
    fcntl.fcntl(pipe, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(pipe, fcntl.F_SETFL, fcntl.fcntl(pipe, fcntl.F_GETFL) | os.O_ASYNC)
    look()  # it may be closed already


def adopt_orphans() -> None:
    """Have processes that outlive their own parents become children of this one."""
    _prctl(_ADOPT_ORPHANS, 1)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value)


def kill_descendants() -> None:
    """Kill every process below this one, and those that become ours thereby; at once when there is none."""
    while _has_children():
        import psutil

        for process in psutil.Process().children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                process.kill()


def kill_marked(name: str, mark: str) -> None:
    """Kill every process that was started with a mark in its environment, under some name.

    So what a notebook started in a session of its own is found when its worker was killed, which would have
    ended it. One that was only forked, or given another environment, is not found.
    """
    import psutil

    found = True
    while found:
        found = False
        for process in psutil.process_iter():
            with suppress(psutil.Error):  # it has ended, or is not ours
                if process.environ().get(name) == mark:
                    process.kill()
                    found = True


def _has_children() -> bool:
    """Whether there is a child that has not ended; those that have are collected."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
        return True
    return False


def _be_the_child(work: Callable[[], object], writing: int, parent: int, memory_mb: float | None) -> None:
    """Do the work, answer and end; never return to the caller's code."""
    code = 1
    try:
        os.setpgid(0, 0)
        end_with_parent(parent)
        adopt_orphans()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGIO, signal.SIG_DFL)
        _limit_memory(memory_mb)
        _reseed()
        gc.freeze()  # what came from the parent is not looked through, and so not copied
        try:
            ended = Ended(work())
        except MemoryError:
            ended = Ended(failure=f"It needed more than the {memory_mb:g} MB of memory allowed for a run.")
        except Exception as error:
            ended = Ended(failure=f"{type(error).__name__}: {error}")
        kill_descendants()
        with os.fdopen(writing, "wb") as pipe:
            pipe.write(pickle.dumps(ended))
        code = 0
    finally:
        os._exit(code)


def _limit_memory(memory_mb: float | None) -> None:
    if memory_mb is None:
        return
    with open("/proc/self/statm") as file:  # noqa: PTH123 — nothing of pathlib is needed in a fresh fork
        inherited = int(file.read().split()[0]) * resource.getpagesize()
    allowed = inherited + int(memory_mb * _MEGABYTE)
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def _reseed() -> None:
    """Give each child random numbers of its own, as a fresh process has."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _answer(reading: int, deadline: float | None) -> tuple[bytes, bool]:
    """All that the child writes before it closes the pipe or time is up, and whether time was up."""
    pieces = []
    while True:
        left = None if deadline is None else max(deadline - time.monotonic(), 0.0)
        ready, _, _ = select.select([reading], [], [], left)
        if not ready:
            return b"", True
        piece = os.read(reading, 1 << 16)
        if not piece:
            return b"".join(pieces), False
        pieces.append(piece)
