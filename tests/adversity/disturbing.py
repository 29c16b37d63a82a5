"""Something goes wrong at the n-th write below a folder: an error of the system, or death."""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
_armed = None  # folder, number of the write, what to do


class Count:
    """How many writes there were."""

    def __init__(self):
        self.writes = 0


def _hear(event, arguments):
    if _armed is None or event not in ("open", "os.rename", "os.mkdir"):
        return
    folder, at, count, act = _armed
    if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & _WRITES):
        return
    path = str(arguments[0])
    if event == "os.mkdir" and Path(path).is_dir():
        return  # nothing is to be made
    if path.startswith(str(folder)):
        count.writes += 1
        if count.writes == at:
            act(path)


sys.addaudithook(_hear)  # cannot be taken away again, and costs nothing while nothing is armed


@contextmanager
def disturbed(folder: Path, at: int, act):
    """Call ``act`` with the path just before the write number ``at`` below a folder; counts the writes."""
    global _armed
    count = Count()
    _armed = (folder, at, count, act)
    try:
        yield count
    finally:
        _armed = None


def raising(number: int):
    """Have the write fail with an error of the system."""

    def fail(path):
        raise OSError(number, os.strerror(number), path)

    return fail
