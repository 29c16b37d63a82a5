"""What lies at locations, copied to this machine for a command that reads folders: ``check``, ``compare``."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from acohandbook.runs.locations import Location, chosen_locations, is_location, location
from acohandbook.whole import write_bytes


@dataclass(frozen=True)
class Fetched:
    """Folders of this machine, some of them copies of what lies at a location.

    Attributes
    ----------
    folders : list of Path
        In the order in which they were asked for.
    origins : dict of Path to str
        The location of each copy.
    """

    folders: list[Path] = field(default_factory=list)
    origins: dict[Path, str] = field(default_factory=dict)

    def in_words(self, text: str) -> str:
        """A text for a reader, to whom a copy is the location that it was made of."""
        for folder, origin in self.origins.items():
            text = text.replace(str(folder), origin)
        return text


@contextmanager
def sites_here(given: Sequence[str]) -> Iterator[Fetched]:
    """Site folders for as long as the block lasts, given as paths, locations or patterns of locations.

    Raises
    ------
    LocationError
        When a location holds no site or cannot be read.
    """
    with _fetched(given, lambda text: chosen_locations([text]), copied_site) as found:
        yield found


@contextmanager
def batches_here(given: Sequence[str]) -> Iterator[Fetched]:
    """Folders of results for as long as the block lasts: of those at locations what a comparison reads.

    Raises
    ------
    LocationError
        When a location cannot be read.
    """
    with _fetched(given, lambda text: [location(text)], _copied_batch) as found:
        yield found


def copied_site(site: Location, folder: Path) -> Path:
    """A copy of a site's own files in a folder, under the site's key."""
    site.fetch(site.files(), folder / site.name)
    return folder / site.name


@contextmanager
def _fetched(
    given: Sequence[str],
    chosen: Callable[[str], list[Location]],
    copied: Callable[[Location, Path], Path],
) -> Iterator[Fetched]:
    found = Fetched()
    with tempfile.TemporaryDirectory(prefix="acohandbook-") as name:
        for text in given:
            if not is_location(text):
                found.folders.append(Path(text))
                continue
            for place in chosen(text):
                copy = copied(place, Path(name) / str(len(found.folders)))
                found.folders.append(copy)
                found.origins[copy] = str(place)
        yield found


def _copied_batch(batch: Location, folder: Path) -> Path:
    """A copy of the manifests, the records of the steps, their figures and the inputs of a batch."""
    from acohandbook.runs.outputs import kept_in
    from acohandbook.runs.records import FOLDER
    from acohandbook.runs.work import STEPS

    def copy(names: Sequence[str]) -> None:
        for name, content in batch.read(names).items():
            write_bytes(folder / name, content)

    def said(name: str) -> dict:
        return json.loads((folder / name).read_text(encoding="utf-8"))

    folder.mkdir(parents=True)
    with suppress(OSError, ValueError, KeyError, TypeError):  # no whole batch, as the comparison will say
        copy(["manifest.json"])
        keys = said("manifest.json")["sites"]
        copy([f"{key}/manifest.json" for key in keys])
        for key in keys:
            inputs = said(f"{key}/manifest.json")["site"]["inputs_sha256"]
            kept = [f"{kept_in(key)}/{name}" for name in inputs]
            copy([f"{key}/{name}" for name in (f"{FOLDER}/{STEPS}.json", "results.parquet", *kept)])
    return folder
