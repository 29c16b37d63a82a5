"""``acohandbook new``: a site folder to fill in, with the chapters that read it."""

from __future__ import annotations

import difflib
import json
import re
import shutil
from pathlib import Path

from acohandbook import resources
from acohandbook.runs.chapters import all_chapters
from acohandbook.site import Site, SiteFaults, write_site
from acohandbook.site.opening import examples
from acohandbook.site.workbooks import inspect_workbook
from acohandbook.whole import whole_folder

DEFAULT_EXAMPLE = "northmoor"
_KEY = re.compile(r"[a-z0-9][a-z0-9-]*")


class StartError(ValueError):
    """The folder cannot be made; the message says why and what to do."""


def new_site(folder: Path, example: str | None = None, workbook: Path | None = None) -> list[str]:
    """Make a site folder from an example or a filled-in workbook, with chapters of its own.

    The folder holds ``site.toml``, the tables and ``chapters/``, whose notebooks read the folder above them.

    Returns
    -------
    list of str
        What was written, relative to the folder.

    Raises
    ------
    StartError
        When the folder exists, its name is no key (a-z, 0-9, -), or the example does not exist.
    SiteFaults
        When the workbook has faults: every one, with sheet and cell. Nothing is written then.
    """
    folder = folder.absolute()
    if folder.exists():
        raise StartError(
            f"{folder} exists already. Give a new name, so that nothing of yours is overwritten."
        )
    if not _KEY.fullmatch(folder.name):
        raise StartError(
            f"{folder.name!r} cannot be a site's key. Use small letters a-z, figures and hyphens: my-site."
        )
    if not folder.parent.is_dir():
        raise StartError(f"{folder.parent} does not exist. Make it first, or choose another place.")
    source = _read_workbook(workbook, folder.name) if workbook else _example(example or DEFAULT_EXAMPLE)
    with whole_folder(folder) as unfinished:
        if isinstance(source, Site):
            source = write_site(source, unfinished / "site")
        for path in sorted(source.iterdir()):
            if path.is_file():
                shutil.copyfile(path, unfinished / path.name)
        shutil.rmtree(unfinished / "site", ignore_errors=True)
        (unfinished / "chapters").mkdir()
        for chapter in all_chapters():
            _copy_chapter(chapter.path, unfinished / "chapters" / chapter.path.name)
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def _example(name: str) -> Path:
    if name not in examples():
        near = difflib.get_close_matches(name, examples(), n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        raise StartError(f"There is no example {name!r}.{hint} Examples are {', '.join(examples())}.")
    return resources.folder("data/sites") / name


def _read_workbook(path: Path, key: str) -> Site:
    inspection = inspect_workbook(path, key)
    if inspection.site is None:
        raise SiteFaults(path.name, inspection.faults)
    return inspection.site


def _copy_chapter(source: Path, target: Path) -> None:
    """Copy a chapter without its outputs, reading the site folder above it."""
    notebook = json.loads(source.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        cell["outputs"], cell["execution_count"] = [], None
        if "parameters" in cell["metadata"].get("tags", []):
            text = "".join(cell["source"])
            text = re.sub(r'(?m)^site = "[^"]*"', 'site = ".."', text)
            cell["source"] = text.splitlines(keepends=True)
    target.write_text(
        json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n"
    )
