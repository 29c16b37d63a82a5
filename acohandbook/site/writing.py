"""Writing a site as a folder: whole or not at all, the same bytes every time, safe in a spreadsheet.

What is written is read back equal, cell by cell. Text that a spreadsheet would run as a formula is written
with an apostrophe before it (see ``cells``); blanks are empty cells; whole numbers have no decimals.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from acohandbook.site.cells import write_cell
from acohandbook.site.models import MODELS, columns_of, is_optional
from acohandbook.site.settings import Settings
from acohandbook.site.site import Site
from acohandbook.site.tabulating import grid_of
from acohandbook.site.toml_settings import FILE
from acohandbook.whole import whole_folder


def write_site(site: Site, folder: str | Path) -> Path:
    """Write a site as a new folder.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    FileExistsError
        When there is something of that name already.
    """
    return write_parts(site.given_settings, site.columns, folder)


def write_parts(settings: Mapping, tables: Mapping, folder: str | Path) -> Path:
    """Write settings and tables as a site's folder, checked or not.

    Parameters
    ----------
    settings : mapping
        What ``site.toml`` is to hold; None is left out.
    tables : mapping of str to DataFrame, mapping of columns or list of dict
        Columns are written in the declared order. Optional tables without rows are left out.

    Raises
    ------
    FileExistsError
        When there is something of that name already.
    """
    folder = Path(folder).absolute()
    if folder.exists() or folder.is_symlink():
        raise FileExistsError(f"{folder} exists already; nothing was written.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with whole_folder(folder) as unfinished:
        _write(unfinished / FILE, toml_text(settings))
        for name in MODELS:
            grid = grid_of(name, tables.get(name, []))
            if len(grid.rows) or not is_optional(name):
                _write_table(
                    unfinished / f"{name}.csv", name, dict(zip(grid.header, grid.columns, strict=True))
                )
    return folder


def _write_table(path: Path, name: str, columns: Mapping[str, list]) -> None:
    declared = columns_of(MODELS[name])
    rows = len(next(iter(columns.values()), []))
    names = [column for column in declared if column in columns or not declared[column].may_lack]
    names += [column for column in columns if column not in declared]
    cells = [
        [write_cell(value, declared.get(column)) for value in columns.get(column, [None] * rows)]
        for column in names
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        writer.writerows(zip(*cells, strict=True))


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def toml_text(settings: Mapping) -> str:
    """Settings as the text of ``site.toml``: single keys, then sections, then the list of reopeners."""
    settings = _ordered(settings, Settings.model_fields)
    lines = [f"{_key(key)} = {_value(value)}" for key, value in settings.items() if _is_single(value)]
    for key, section in settings.items():
        if isinstance(section, Mapping):
            lines += [
                "",
                f"[{_key(key)}]",
                *(f"{_key(name)} = {_value(value)}" for name, value in section.items()),
            ]
    for key, entries in settings.items():
        if not _is_single(entries) and not isinstance(entries, Mapping):
            for entry in entries:
                lines += ["", f"[[{_key(key)}]]", *(f"{_key(n)} = {_value(v)}" for n, v in _known(entry))]
    return "\n".join(lines) + "\n"


def _is_single(value) -> bool:
    is_list_of_tables = isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value)
    return not isinstance(value, Mapping) and not is_list_of_tables


def _ordered(settings: Mapping, known: Iterable[str]) -> dict:
    order = {key: place for place, key in enumerate(known)}
    chosen = {key: value for key, value in settings.items() if value is not None}
    chosen = dict(sorted(chosen.items(), key=lambda item: order.get(item[0], len(order))))
    return {
        key: dict(_known(value)) if isinstance(value, Mapping) else value for key, value in chosen.items()
    }


def _known(entry: Mapping) -> list[tuple]:
    return [(key, value) for key, value in entry.items() if value is not None]


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _value(str(key))


def _value(value) -> str:
    if hasattr(value, "dtype") and hasattr(value, "item"):
        value = value.item()  # a number out of a table: NumPy's own text of it is no TOML
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in _known(value)) + " }"
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(item, Mapping) for item in value):
            return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
        return "[" + ", ".join(map(_value, value)) + "]"
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
