"""Which files of a folder are a site's, and which are nearly so."""

from __future__ import annotations

from pathlib import Path

from acohandbook.site.faults import Fault
from acohandbook.site.models import MODELS, is_optional
from acohandbook.site.names import nearest

SETTINGS = "site.toml"
_DATA = (".csv", ".tsv", ".toml")


def list_folder(folder: Path) -> tuple[set[str] | None, list[Fault]]:
    """Names of the files of a site, and what is missing, misspelt or unknown.

    Documents, workbooks, chapters and hidden files may lie in the folder too. A CSV file that is no table is
    refused, because its figures would be left out in silence, unless its name starts with ``note``.

    Returns
    -------
    set of str or None
        None when the folder is no site at all.
    """
    name = str(folder)
    try:
        if not folder.exists():
            return None, [Fault(name, None, "", "", "There is no such folder.", "Check the path.")]
        if not folder.is_dir():
            return None, [_not_a_folder(folder)]
        present = {path.name: path for path in sorted(folder.iterdir())}
    except OSError as error:
        return None, [
            Fault(name, None, "", "", f"The folder can't be read ({error.strerror}).", "Check its rights.")
        ]
    known = [SETTINGS, *(f"{table}.csv" for table in MODELS)]
    if not present.keys() & set(known) and not any(_meant(other, known) for other in present):
        return None, [_no_site(folder, present)]
    faults = []
    missing = [file for file in known if file not in present]
    meant = {}
    for other in present:
        guess = None if other in known or other.startswith((".", "~$")) else _meant(other, missing)
        if guess:
            meant.setdefault(guess, other)
        elif other not in known and _is_data(present[other]):
            rule = "This file is no table of a site, and its figures would be left out in silence."
            remedy = "Delete it, move it elsewhere, or start its name with note."
            faults.append(Fault(other, None, "", "", rule, remedy))
    for file, other in meant.items():
        rule = f"No table has this name; {file} is missing."
        faults.append(Fault(other, None, "", "", rule, _how_to_rename(other, file)))
    for file in missing:
        if file not in meant and not is_optional(file.removesuffix(".csv")):
            what = (
                "The settings of the site" if file == SETTINGS else MODELS[file.removesuffix(".csv")].__doc__
            )
            remedy = "Add it, with its header row even if it has no rows." if file != SETTINGS else "Add it."
            faults.append(Fault(file, None, "", "", f"The file is missing. {what.rstrip('.')}.", remedy))
    return set(known) & present.keys(), faults


def _is_data(path: Path) -> bool:
    # "~$" begins the mark that a spreadsheet leaves beside a file while it is open.
    return (
        path.suffix.lower() in _DATA and not path.name.startswith((".", "~$", "note")) and not path.is_dir()
    )


def _meant(other: str, known: list[str]) -> str | None:
    """The known file that a name stands for: other capitals, another ending or a slip of the keyboard."""
    stem, _, ending = other.partition(".")
    if ending.lower() not in ("csv", "toml", "csv.txt", "toml.txt", "txt", "tsv", "xlsx", "xls", ""):
        return None
    found = nearest(stem, [file.partition(".")[0] for file in known])
    guess = next((file for file in known if file.partition(".")[0] == found), None)
    certain = stem.lower() == found
    return guess if certain or ending.lower() in ("csv", "toml") else None


def _how_to_rename(other: str, file: str) -> str:
    if other.lower().endswith((".xlsx", ".xls")):
        return f"Save the sheet as CSV UTF-8 under the name {file}."
    return f"Rename it to {file}."


def _not_a_folder(path: Path) -> Fault:
    remedy = "Give the folder that holds site.toml and the tables."
    if path.name == SETTINGS or path.suffix.lower() == ".csv":
        remedy = f"Give the folder that it lies in: {path.parent}."
    elif path.suffix.lower() == ".xlsx":
        remedy = "Make a site from the workbook first: acohandbook new DIR --workbook FILE.xlsx."
    return Fault(str(path), None, "", "", "This is a file; a site is a folder.", remedy)


def _no_site(folder: Path, present: dict[str, Path]) -> Fault:
    sites = [name for name, path in present.items() if (path / SETTINGS).is_file()]
    remedy = "Give a folder that holds site.toml and the tables; `acohandbook new DIR` makes one."
    if sites:
        remedy = f"Give one of the sites in it: {', '.join(str(folder / site) for site in sites[:3])}."
    return Fault(str(folder), None, "", "", "This folder holds no site.", remedy)
