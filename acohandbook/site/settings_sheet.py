"""The settings of a site as the rows of a sheet, and back: one single setting a row, lists as tables.

A list of years is written in one cell, ``2017/18, 2018/19``; a list that is stated but empty as ``none``.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from acohandbook.site.cells import Unreadable, read_number
from acohandbook.site.names import did_you_mean
from acohandbook.site.settings import Band, ListCount, Phase, Reopener, Section, Settings
from acohandbook.site.toml_settings import read_settings

# Lists of the settings that are tables of their own: where they stand in site.toml.
LISTS = {
    "reopeners": ("reopeners",),
    "bands": ("terms", "bands"),
    "phasing": ("improvement", "phasing"),
    "list_counts": ("settlement", "list_counts"),
}
LIST_MODELS = {"reopeners": Reopener, "bands": Band, "phasing": Phase, "list_counts": ListCount}
EMPTY_LIST = "none"


@dataclass(frozen=True)
class SettingRow:
    """One setting.

    Attributes
    ----------
    key : str
        Dotted, as in ``rules.floor_rate``.
    given : float, str, bool or None
        What ``site.toml`` says; None where it says nothing.
    unit, meaning : str
    among : tuple of str
        The only words allowed, or empty.
    is_required : bool
    """

    key: str
    given: Any
    unit: str
    meaning: str
    among: tuple = ()
    is_required: bool = False


def setting_rows(site) -> list[SettingRow]:
    """Every setting of a site: first in the order of its table of settings, then the lists of years."""
    declared = {key: (field, annotation) for key, field, annotation in _declared(Settings, "")}
    single = [key for key in site.settings_table.columns if key in declared]
    lists = [key for key in declared if key not in single]
    own = [key for key in site.settings_table.columns if key not in declared]  # free assumptions
    order = list(site.settings_table.columns) + lists
    rows = {key: _row(key, *declared[key], site.given_settings) for key in [*single, *lists]}
    rows |= {
        key: SettingRow(key, _given(site.given_settings, key), "number", "Free assumption.") for key in own
    }
    return [rows[key] for key in order]


def settings_without(site, setting: SettingRow) -> Any:
    """The value of a setting if the site did not state it, or None."""
    if setting.is_required:
        return None
    if setting.given is None:
        return _shown(_given(site.settings, setting.key))
    given = copy.deepcopy(dict(site.given_settings))
    *sections, last = setting.key.split(".")
    section = given
    for name in sections:
        section = section[name]
    del section[last]
    found, _ = read_settings(given)
    return None if found is None else _shown(_given(found, setting.key))


def _row(key: str, field, annotation, given: Mapping) -> SettingRow:
    among = tuple(word for word in get_args(annotation) if isinstance(word, str))
    unit = field.json_schema_extra["unit"]
    return SettingRow(
        key, _shown(_given(given, key)), unit, field.description, among, field.is_required()
    )  # fmt: skip


def _declared(model: type[Section], prefix: str) -> Iterator[tuple]:
    """Dotted key, field and type of every setting that is neither a section nor a list of tables."""
    for name, field in model.model_fields.items():
        annotation = field.annotation
        if isinstance(annotation, type) and issubclass(annotation, Section):
            yield from _declared(annotation, f"{prefix}{name}.")
        elif (*prefix.split(".")[:-1], name) not in LISTS.values() and f"{prefix}{name}" != "assumptions":
            yield f"{prefix}{name}", field, annotation


def _given(settings, key: str) -> Any:
    value = settings
    for name in key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else getattr(value, name, None)
        if value is None:
            return None
    return value


def _shown(value) -> Any:
    """A value as it stands in one cell."""
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value)) or EMPTY_LIST
    return value.isoformat() if hasattr(value, "isoformat") else value


# --- and back --------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cells:
    """The filled rows of a sheet: row as a spreadsheet counts, and its cells as text."""

    sheet: str
    rows: list


def read_settings_sheet(cells: Cells) -> tuple[dict, list[tuple]]:
    """What ``site.toml`` would hold, from the sheet of settings, and what cannot be read.

    Returns
    -------
    dict
    list of tuple
        Sheet, row, column, value, rule and remedy of each fault.
    """
    declared = {key: (field, annotation) for key, field, annotation in _declared(Settings, "")}
    given, faults, seen = {}, [], set()
    header = [cell.strip().lower() for cell in cells.rows[0][1]] if cells.rows else []
    if header[:2] != ["setting", "value"]:
        rule = "The first row of this sheet must begin with the names setting and value."
        return {}, [(cells.sheet, 1, "", "", rule, "Write them in the cells A1 and B1.")]
    for number, row in cells.rows[1:]:
        key, text, *_ = [*row, "", ""]
        place = cells.sheet, number
        if not key:
            if text:
                rule = "This value has no setting beside it."
                faults.append((*place, "value", text, rule, "Name the setting, or delete the value."))
            continue
        if key in seen:
            faults.append(
                (*place, "setting", key, "This setting stands here twice.", "Delete one of the two.")
            )
            continue
        seen.add(key)
        if not text:
            continue
        field, annotation = declared.get(key, (None, None))
        try:
            value = _read(text, field, annotation, key)
        except Unreadable as problem:
            faults.append((*place, "value", text, problem.rule, problem.remedy))
            continue
        section = given
        *sections, last = key.split(".")
        for name in sections:
            section = section.setdefault(name, {})
        section[last] = value
    return given, faults


def read_lists(lists: Mapping[str, Cells]) -> tuple[dict, list[tuple]]:
    """The lists of the settings by where they stand in ``site.toml``; faults as ``read_settings_sheet``."""
    found, faults = {}, []
    for name, cells in lists.items():
        fields = LIST_MODELS[name].model_fields
        header = [cell.strip() for cell in cells.rows[0][1]] if cells.rows else []
        for spot, column in enumerate(header):
            if column not in fields and column != "band":
                rule, remedy = "This sheet has no such column.", did_you_mean(column, fields) or "Delete it."
                faults.append((name, 1, column, header[spot], rule, remedy))
        rows = []
        for number, row in cells.rows[1:]:
            entry = {}
            for column, text in zip(header, row, strict=False):
                if not text or column not in fields:
                    continue
                try:
                    entry[column] = _read(text, fields[column], fields[column].annotation, column)
                except Unreadable as problem:
                    faults.append((name, number, column, text, problem.rule, problem.remedy))
            if entry:
                rows.append(entry)
        if rows:
            found[LISTS[name]] = rows
    return found, faults


def _read(text: str, field, annotation, key: str) -> Any:
    """The value of one cell of the settings, in the type that it is declared as."""
    if text.startswith("="):
        raise Unreadable("This is a formula, not its value.", "Paste the cell as a value.")
    plain = text[1:] if text.startswith("'") else text
    unit = field.json_schema_extra["unit"] if field is not None else "number"
    if unit == "flag":
        if plain.upper() not in ("TRUE", "FALSE"):
            raise Unreadable("This is neither TRUE nor FALSE.", "Write TRUE or FALSE.")
        return plain.upper() == "TRUE"
    if unit == "text":
        if get_origin(annotation) is list:
            return [] if plain == EMPTY_LIST else [one.strip() for one in plain.split(",") if one.strip()]
        return plain
    if field is None and not key.startswith("assumptions."):
        return plain  # no such setting: the check of the settings says so
    number = read_number(text, percent=unit == "rate")
    return int(number) if number.is_integer() else number
