"""Sites and results by one kind of address, wherever they are stored: ``s3://``, ``abfs://``, ``file:///``.

Each file is written whole: an object store takes an object entire or not at all. It has no folders to
rename, so what belongs together is complete when the last of it is there: a record, or the manifest.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from acohandbook.whole import write_bytes

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SECRET = re.compile(r"://[^/]*:[^/]*@|\?[^/]*=")  # name:password@ and ?key=... of a signed address
_PATTERN = re.compile(r"[*?\[]")
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)


class LocationError(RuntimeError):
    """A location cannot be used as it was asked; the message says why and what to do."""


def is_location(text: str) -> bool:
    """Whether a text is an address and not a path of this machine."""
    return bool(_SCHEME.match(text))


@dataclass(frozen=True)
class Location:
    """A folder in some storage, by its address. Made with ``location``, which looks the address over.

    Who may do what there is told by the storage's own environment variables or fsspec's configuration: an
    address never holds a password, and so none is ever written anywhere.

    Attributes
    ----------
    url : str
        Without a slash at the end.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> Location:
        return Location(f"{self.url}/{_safe(name)}")

    @property
    def name(self) -> str:
        """The last part of the address."""
        return self.url.rpartition("/")[2]

    def files(self) -> list[str]:
        """Names of the files that lie directly in the folder; none when there is no such folder."""
        with _in_words(self) as (store, path):
            try:
                found = store.ls(path, detail=True)
            except (FileNotFoundError, NotADirectoryError):
                return []
            names = [entry["name"].rstrip("/") for entry in found if entry["type"] == "file"]
            return sorted(_safe(PurePosixPath(name).name) for name in names if name != path)

    def read(self, names: Sequence[str]) -> dict[str, bytes]:
        """The content of some files by their names; a file that is not there is left out."""
        if not names:
            return {}
        with _in_words(self) as (store, path):
            found = store.cat([f"{path}/{_safe(name)}" for name in names], on_error="return")
            for content in found.values():
                if isinstance(content, Exception) and not isinstance(content, FileNotFoundError):
                    raise content
            return {
                name: content for name in names if isinstance(content := found.get(f"{path}/{name}"), bytes)
            }

    def write(self, contents: Mapping[str, bytes]) -> None:
        """Write files by their names, each whole."""
        if contents:
            with _in_words(self) as (store, path):
                targets = {f"{path}/{_safe(name)}": content for name, content in contents.items()}
                if not _is_local(store):
                    store.pipe(targets)
                    return
                for target, content in targets.items():
                    write_bytes(Path(target), content)

    def create(self, name: str, content: bytes) -> bool:
        """Write a file unless it is there; whether it was written. Of several writers one succeeds."""
        with _in_words(self) as (store, path):
            try:
                if _is_local(store):
                    with store.open(f"{path}/{_safe(name)}", "xb") as file:
                        file.write(content)
                else:
                    store.pipe_file(f"{path}/{_safe(name)}", content, mode="create")
            except FileExistsError:
                return False
            return True

    def remove(self, names: Sequence[str]) -> None:
        """Take away files, by their names, that are there."""
        if names:
            with _in_words(self) as (store, path):
                store.rm([f"{path}/{_safe(name)}" for name in names])

    def clear(self) -> None:
        """Take away the folder with all that is in it."""
        with _in_words(self) as (store, path):
            if store.exists(path):
                store.rm(path, recursive=True)

    def fetch(self, names: Sequence[str], folder: Path) -> None:
        """Copy files, by their names, into a folder of this machine."""
        for name in names:
            (folder / _safe(name)).parent.mkdir(parents=True, exist_ok=True)
        if names:
            with _in_words(self) as (store, path):
                store.get([f"{path}/{name}" for name in names], [str(folder / name) for name in names])

    def put(self, names: Sequence[str], folder: Path) -> None:
        """Copy files, by their names, from a folder of this machine."""
        self.write({name: (folder / name).read_bytes() for name in names})

    def matching(self, pattern: str) -> list[Location]:
        """Folders within this one that fit a pattern and hold a ``site.toml``."""
        with _in_words(self) as (store, path):
            found = store.glob(f"{path}/{pattern}/site.toml")
        return [Location(f"{self.url}/{name[len(path) + 1 :].rpartition('/')[0]}") for name in sorted(found)]


def location(text: str) -> Location:
    """The location at an address.

    Raises
    ------
    LocationError
        When the address holds a secret, a pattern, a way upward or no name at all.
    """
    _without_secrets(text)
    url = text.rstrip("/")
    if _PATTERN.search(url):
        raise LocationError(f"{text} is a pattern; here one location is needed")
    scheme, _, rest = url.partition("://")
    if scheme.lower() in ("file", "local") and not rest.startswith("/"):
        raise LocationError(
            f"{text} says nothing of where it begins; write the whole path: file:///data/{rest}"
        )
    if not rest or any(part in ("", ".", "..") for part in rest.removeprefix("/").split("/")) or "::" in url:
        raise LocationError(f"{text} is no location: write it as s3://bucket/folder, without . or .. in it")
    return Location(url)


def chosen_locations(given: Sequence[str]) -> list[Location]:
    """Locations of the sites asked for, in order and each once.

    Parameters
    ----------
    given : sequence of str
        Locations; or patterns such as ``s3://bucket/sites/*``, which take those that hold a ``site.toml``.

    Raises
    ------
    LocationError
        When a location holds no site, a name can be no site's key, or two sites have one name.
    """
    sites = list(dict.fromkeys(site for text in given for site in _named(text)))
    by_key: dict[str, Location] = {}
    for site in sites:
        if not _KEY.fullmatch(site.name):
            raise LocationError(
                f"{site.name!r} ({site}) cannot be a site's key, which is small letters a-z, figures and "
                "hyphens; rename the folder"
            )
        if by_key.setdefault(site.name, site) != site:
            raise LocationError(
                f"two sites are called {site.name} ({by_key[site.name]} and {site}); their results would "
                "overwrite each other. Rename one of them."
            )
    return sites


def _named(text: str) -> list[Location]:
    if not _PATTERN.search(text):
        site = location(text)
        if "site.toml" not in site.files():
            raise LocationError(f"{site} holds no site.toml")
        return [site]
    _without_secrets(text)
    start, _, pattern = text.rstrip("/").partition("://")
    parts = pattern.split("/")
    plain = next(place for place, part in enumerate(parts) if _PATTERN.search(part))
    if not any(parts[:plain]):
        raise LocationError(f"{text} is a pattern from the start; name the bucket: {start}://bucket/sites/*")
    found = location(f"{start}://{'/'.join(parts[:plain])}").matching("/".join(parts[plain:]))
    if not found:
        raise LocationError(f"nothing that fits {text} holds a site.toml")
    return found


def _without_secrets(text: str) -> None:
    if _SECRET.search(text):
        raise LocationError(
            f"{_SCHEME.match(text)[0]}... holds a password or a token. Leave it out, and give it to the "
            "storage by its environment variables or fsspec's configuration."
        )


def _safe(name: str) -> str:
    """A name of a file within a folder; whatever leads elsewhere is refused."""
    if "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in name.split("/")):
        raise LocationError(
            f"{name!r} is a name that leads out of its folder; nothing is read or written there"
        )
    return name


def _is_local(store) -> bool:
    from fsspec.implementations.local import LocalFileSystem

    return isinstance(store, LocalFileSystem)


@contextmanager
def _in_words(place: Location) -> Iterator[tuple]:
    """The storage of a location and the path there; whatever goes wrong with it is said in a sentence."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise LocationError(
            f"{place} is a location, and fsspec is not installed: pip install 'acohandbook[distribution]'"
        ) from None
    try:
        # What another process has written since must be seen.
        options = {"use_listings_cache": False}
        if place.url.startswith(("file:", "local:")):
            options["auto_mkdir"] = True
        store, path = url_to_fs(place.url, **options)
        yield store, path.rstrip("/")
    except LocationError:
        raise
    except ImportError as error:
        raise LocationError(
            f"{place} needs a package that is not installed ({_first_line(error)}). S3 and Azure come with "
            "pip install 'acohandbook[distribution]'."
        ) from None
    except Exception as error:  # each storage has errors of its own
        raise LocationError(
            f"{place} cannot be read or written ({_first_line(error)}). Who may do so, and where the storage "
            "is, is told by its environment variables or fsspec's configuration."
        ) from error


def _first_line(error: Exception) -> str:
    first = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    # The query of an address may be its signature.
    return f"{type(error).__name__}: {re.sub(r'[?][^ ]*', '', first).rstrip('.')}"[:200]
