"""One batch at a time in one folder, or at one location."""

from __future__ import annotations

import os
import platform
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from acohandbook.runs.locations import Location, LocationError
from acohandbook.runs.progress import Progress

RENEWED_SECONDS, GIVEN_UP_SECONDS = 5.0, 30.0


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


class Lease:
    """Sole use of a location, renewed every few seconds while it lasts.

    A store lets go of nothing when its holder dies. So the holder goes on counting in the file
    ``.lease``, and who finds one watches it: a count that moves is at work, one that stands still for
    half a minute is given up and taken over. No clock of one machine is held against that of another.
    What a worker has done is written only while its batch still holds the lease (``is_held``), so a
    batch that was given up for dead and comes back writes nothing more. Between a worker's look at the
    lease and its writing lie some milliseconds in which the lease may pass on; two batches that take
    over the same dead one in the same moment may both think that they hold it until the next renewal.
    Then one of them stops.
    """

    FILE = ".lease"

    def __init__(self, place: Location):
        self.place, self.token = place, uuid.uuid4().hex
        self._count, self._over = 0, threading.Event()
        self._renewing = threading.Thread(target=self._renew, daemon=True)

    def __enter__(self) -> Lease:
        if not self.place.create(self.FILE, self._said()):
            self._wait_until_given_up()
            self.place.write({self.FILE: self._said()})
        self._renewing.start()
        return self

    def __exit__(self, *_) -> None:
        self._over.set()
        self._renewing.join()
        with suppress(LocationError):  # it will be given up in time
            if is_held(self.place, self.token):
                self.place.remove([self.FILE])

    def _said(self) -> bytes:
        return f"{self.token} {self._count} {platform.node()} process {os.getpid()}\n".encode()

    def _wait_until_given_up(self) -> None:
        found, since = self._read(), time.monotonic()
        if found:
            Progress(0).say(
                f"{self.place} is held by {_holder(found)}; seeing whether that is still at work."
            )
        while found and time.monotonic() - since < GIVEN_UP_SECONDS:
            time.sleep(RENEWED_SECONDS / 5)
            now = self._read()
            if now and now != found:
                raise FolderInUse(
                    f"Another batch ({_holder(now)}) is writing to {self.place}. Wait for it to end, or give "
                    "another location with -o."
                )
            found = now

    def _read(self) -> bytes | None:
        return self.place.read([self.FILE]).get(self.FILE)

    def _renew(self) -> None:
        while not self._over.wait(RENEWED_SECONDS):
            with suppress(LocationError):  # tried again; the batch hears of a store that stays away
                if not is_held(self.place, self.token):
                    return
                self._count += 1
                self.place.write({self.FILE: self._said()})


def is_held(place: Location, token: str) -> bool:
    """Whether the batch with a token holds the location."""
    return place.read([Lease.FILE]).get(Lease.FILE, b"").startswith(token.encode())


def _holder(said: bytes) -> str:
    return said.decode("utf-8", "replace").partition(" ")[2].partition(" ")[2].strip()
