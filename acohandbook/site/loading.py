"""Loading a site: every file read and checked, then one ``Site`` or all faults at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from acohandbook.site import folders, reading, toml_settings
from acohandbook.site.checks import CHECKS, Draft, unused_codes
from acohandbook.site.faults import Fault, SiteFaults
from acohandbook.site.models import MODELS, columns_of, is_optional
from acohandbook.site.names import did_you_mean
from acohandbook.site.settings import Settings
from acohandbook.site.site import Site
from acohandbook.site.tabulating import Values, grid_of, tabulate

_KEY = re.compile(r"[a-z0-9][a-z0-9-]*", re.ASCII)
_FILES = [toml_settings.FILE, *(f"{name}.csv" for name in MODELS)]


@dataclass
class Inspection:
    """What came of reading a site: the site when it is sound, all its faults when it is not.

    Attributes
    ----------
    key : str
    site : Site or None
    faults : list of Fault
        In the order of the files and, within one, of rows and columns.
    notes : list of str
        What was read although it wasn't as it should be.
    """

    key: str
    site: Site | None = None
    faults: list[Fault] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_site(path: str | Path) -> Site:
    """Load and check the site in a folder.

    Raises
    ------
    SiteFaults
        With every fault found.
    """
    return _sound(inspect_site(path))


def check_site(path: str | Path) -> list[Fault]:
    """Every fault of the site in a folder; none means that it can be used."""
    return inspect_site(path).faults


def site_from_memory(key: str, settings: Mapping, tables: Mapping, beside: Site | None = None) -> Site:
    """A site from settings and tables in memory; see ``Site.from_tables``.

    Tables that are left out are those of ``beside``, a checked site, where there is one.
    """
    given = dict(settings)
    found, faults = toml_settings.read_settings(given)
    values: dict[str, Values] = {}
    for name in tables:
        if name not in MODELS:
            rule = "A site has no such table."
            faults.append(Fault(f"{name}.csv", None, "", "", rule, did_you_mean(str(name), MODELS)))
    for name in MODELS:
        if beside is not None and name not in tables:
            values[name] = Values(name, beside.columns[name], beside.rows[name], set())
        else:
            values[name], problems = tabulate(name, grid_of(name, tables.get(name, [])), in_file=False)
            faults += problems
    return _sound(finish(key, None, found, given, values, faults, []))


def inspect_site(path: str | Path) -> Inspection:
    """Read and check everything in a site's folder, whatever is wrong with it."""
    folder = Path(path)
    key = folder.resolve().name
    listing, faults = folders.list_folder(folder)
    if listing is None:
        return Inspection(key, None, faults)
    notes: list[str] = []
    given, settings, toml = _read_settings(folder, listing, faults, notes)
    values: dict[str, Values | None] = {}
    for name in MODELS:
        if f"{name}.csv" in listing:
            values[name] = _read_table(folder, name, faults, notes)
        elif is_optional(name):
            values[name] = Values(name, {column: [] for column in columns_of(MODELS[name])}, [], set())
        else:
            values[name] = None
    inspection = finish(key, folder, settings, given, values, faults, notes)
    inspection.faults = _in_order(toml_settings.with_lines(inspection.faults, toml))
    return inspection


def _read_settings(folder, listing, faults, notes) -> tuple[dict, Settings | None, str]:
    if toml_settings.FILE not in listing:
        return {}, None, ""
    try:
        text, note = reading.decode(reading.read_bytes(folder / toml_settings.FILE, folder))
    except reading.UnreadableFile as problem:
        faults.append(problem.fault(toml_settings.FILE))
        return {}, None, ""
    _note(notes, toml_settings.FILE, note)
    given, problems = toml_settings.parse_toml(text)
    faults += problems
    if given is None:
        return {}, None, text
    settings, problems = toml_settings.read_settings(given)
    faults += problems
    return given, settings, text


def _read_table(folder, name, faults, notes) -> Values | None:
    file = f"{name}.csv"
    try:
        text, encoding_note = reading.decode(reading.read_bytes(folder / file, folder))
        grid, misshapen, separator_note = reading.read_grid(text, columns_of(MODELS[name]))
    except reading.UnreadableFile as problem:
        faults.append(problem.fault(file))
        return None
    _note(notes, file, encoding_note)
    _note(notes, file, separator_note)
    values, problems = tabulate(name, grid)
    faults += [problem.fault(file) for problem in misshapen] + problems
    return None if misshapen else values


def _note(notes: list[str], file: str, note: str) -> None:
    if note:
        notes.append(f"{file}: {note}")


def finish(key, folder, settings, given, values, faults, notes) -> Inspection:
    """Check what was read as a whole and make the site of it, or put all faults in order."""
    if not _KEY.fullmatch(key):
        rule = "The name of a site's folder is its key: small letters a-z, figures and hyphens."
        faults.append(Fault(".", None, "", key, rule, "Rename the folder, for example to north-moor-2."))
    sound = {name: table for name, table in values.items() if table is not None}
    draft = Draft(settings, sound)
    for check in CHECKS:
        faults += check(draft)
    if unused := unused_codes(draft):
        notes = [*notes, unused]
    faults = _in_order(faults)
    site = None
    if not faults:
        columns = {name: table.columns for name, table in sound.items()}
        rows = {name: table.rows for name, table in sound.items()}
        site = Site(key, settings, columns, given, folder, tuple(notes), rows)
    return Inspection(key, site, faults, notes)


def _in_order(faults: list[Fault]) -> list[Fault]:
    files = {file: position for position, file in enumerate(_FILES)}
    order = {
        f"{name}.csv": {column: position for position, column in enumerate(columns_of(model))}
        for name, model in MODELS.items()
    }

    def place(fault: Fault):
        column = order.get(fault.file, {}).get(fault.column, -1)
        rule = "" if fault.row is None else fault.rule  # those of a whole table keep the order of their check
        return files.get(fault.file, -1), fault.file, fault.row or 0, column, fault.column, rule

    return sorted(dict.fromkeys(faults), key=place)


def _sound(inspection: Inspection) -> Site:
    if inspection.site is None:
        raise SiteFaults(inspection.key, inspection.faults)
    return inspection.site
