"""Which sites a batch is for: folders, patterns, or a file that lists them."""

from __future__ import annotations

import glob
from collections.abc import Sequence
from pathlib import Path

_PATTERN = set("*?[")


class SelectionError(ValueError):
    """What was asked for names no site, or two sites of one name."""


def chosen_sites(given: Sequence[str]) -> list[Path]:
    """Folders of the sites asked for, in order and each once.

    Parameters
    ----------
    given : sequence of str
        Folders; patterns such as ``sites/*``, which take the folders that hold a ``site.toml``; or text files
        with one folder or pattern a line, relative to the file, where ``#`` begins a comment.

    Raises
    ------
    SelectionError
        When a path does not exist, a pattern or list names no site, or two sites have one name.
    """
    sites = list(dict.fromkeys(site for text in given for site in _named(text, Path())))
    by_key: dict[str, Path] = {}
    for site in sites:
        other = by_key.setdefault(site.name, site)
        if other != site:
            raise SelectionError(
                f"two sites are called {site.name} ({other} and {site}); their results would overwrite each "
                "other. Rename one folder."
            )
    return sites


def _named(text: str, base: Path) -> list[Path]:
    path = base / text
    if path.is_dir():
        return [path.resolve()]
    if path.is_file():
        return _listed(path)
    if _PATTERN & set(text):
        found = [Path(place).resolve() for place in sorted(glob.glob(str(path)))]  # noqa: PTH207
        sites = [place for place in found if (place / "site.toml").is_file()]
        if not sites:
            raise SelectionError(f"no folder that fits {text} holds a site.toml")
        return sites
    raise SelectionError(f"there is no {path}")


def _listed(path: Path) -> list[Path]:
    if path.name == "site.toml" or path.suffix.lower() in (".csv", ".xlsx"):
        raise SelectionError(f"{path} is a file of a site; give the folder that it lies in: {path.parent}")
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (UnicodeDecodeError, OSError):
        raise SelectionError(f"{path} is no list of sites: write one folder a line, as UTF-8 text") from None
    wanted = [line.partition("#")[0].strip() for line in lines]
    try:
        sites = [site for text in wanted if text for site in _named(text, path.parent)]
    except SelectionError as error:
        raise SelectionError(f"in {path}: {error}") from None
    if not sites:
        raise SelectionError(f"{path} lists no site")
    return sites
