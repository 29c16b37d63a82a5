"""A site by its folder or by the name of an example: how chapters and readers open one."""

from __future__ import annotations

import difflib
from pathlib import Path

from acohandbook import resources
from acohandbook.site.site import Site


def examples() -> list[str]:
    """Names of the example sites that come with the package."""
    return sorted(path.parent.name for path in resources.folder("data/sites").glob("*/site.toml"))


def site_folder(name: str | Path) -> Path:
    """The folder of a site, given as a path or as the name of an example.

    Raises
    ------
    FileNotFoundError
        When it is neither; the message lists the examples.
    """
    if Path(name).is_dir():
        return Path(name).resolve()
    if str(name) in examples():
        return resources.folder("data/sites") / str(name)
    near = difflib.get_close_matches(str(name), examples(), n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    known = ", ".join(examples())
    raise FileNotFoundError(
        f"There is no folder {str(name)!r} and no example of that name.{hint} Examples: {known}."
    )


_kept: Site | None = None


def keep_open(site: Site) -> None:
    """Answer later calls of ``open_site`` for this site's folder with this very site.

    For a process that runs many chapters for one site: a site never changes, so nothing is worked out twice.
    Only one site is kept.
    """
    global _kept
    _kept = site


def open_site(name: str | Path) -> Site:
    """Load a site by its folder or by the name of an example.

    Raises
    ------
    FileNotFoundError
        When there is no such folder or example.
    SiteFaults
        When the site's input has faults; the message lists every one.
    """
    from acohandbook.site.loading import load_site

    folder = site_folder(name)
    if _kept is not None and _kept.folder == folder:
        return _kept
    return load_site(folder)
