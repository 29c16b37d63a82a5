"""One batch at a time in one folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FolderInUse(RuntimeError):
    """Another batch writes to the folder."""


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Hold a folder for one batch. The system lets go of it when the process ends, however it ends.

    Raises
    ------
    FolderInUse
        When another process holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as file:
        try:
            _lock(file.fileno())
        except OSError:
            raise FolderInUse(
                f"Another batch is writing to {folder}. Wait for it to end, or give another folder with -o."
            ) from None
        yield


if os.name == "nt":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
