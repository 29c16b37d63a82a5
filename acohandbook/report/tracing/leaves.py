"""Where an input stands: file, row and column, key of the settings, or the definition of a step."""

from __future__ import annotations

from collections.abc import Mapping

from acohandbook.report.tracing.wiring import Cell
from acohandbook.site import Site
from acohandbook.site.models import MODELS
from acohandbook.workings import Table

PARAMETER_FILES = {
    "national.parameters": "data/national/parameters.csv",
    "national.age_cost_index": "data/national/age_cost_index.csv",
}


def source_of(site: Site, table: Table, cell: Cell) -> dict:
    """Where an input cell stands, as plain data.

    Returns
    -------
    dict
        ``kind`` is ``cell`` (of a table of the site), ``setting`` (of ``site.toml``), ``term`` (taken from
        published terms), ``default``, ``parameter`` (national), ``name`` (that names the row) or
        ``definition`` (made by the step, as described).
    """
    room, _, name = cell.table.partition(".")
    if room == "national":
        return _parameter(table, cell)
    if room == "site" and name in MODELS:
        name, position = site.stands_in(name, cell.column, cell.row)
        found = {"kind": "cell", "file": f"{name}.csv", "row": site.rows[name][position]}
        mapped = _mapped(site, name, position) if cell.column == "spend_gbp" else {}
        return found | {"column": cell.column} | mapped | _cited(site, name, position)
    if room == "site" and name == "settings":
        return _setting(site, cell.column)
    working = table.workings[cell.column]
    if working.source == "key":
        return {"kind": "name"}
    if room == "site":
        return {"kind": "setting", "file": "site.toml", "key": working.source.removeprefix("site.toml: ")}
    return {"kind": "definition", "text": working.source}


def _parameter(table: Table, cell: Cell) -> dict:
    found = {"kind": "parameter", "file": PARAMETER_FILES[cell.table], "row": cell.row + 2}
    found["column"] = cell.column
    for column in ("title", "status", "source_id"):
        if column in table:
            found[column] = table[column][cell.row]
    return found


def _mapped(site: Site, name: str, row: int) -> dict:
    """The ledger code that puts the pounds of a row into a service line, and where it is mapped."""
    table, position = site.stands_in(name, "service_line", row)
    if table == name:
        return {}
    place = f"{table}.csv, row {site.rows[table][position]}"
    return {"ledger_code": site.columns[table]["ledger_code"][position], "mapped_in": place}


def _cited(site: Site, name: str, row: int) -> dict:
    """The source that the row cites."""
    cited = site.columns[name].get("source_id", [None] * (row + 1))[row]
    if cited is None:
        return {}
    sources = site.columns["sources"]
    title = dict(zip(sources["source_id"], sources["title"], strict=True)).get(cited)
    return {"source_id": cited} | ({"title": title} if title else {})


def _setting(site: Site, key: str) -> dict:
    given = site.given_settings
    for part in key.split("."):
        given = given.get(part) if isinstance(given, Mapping) else None
    if given is not None:
        return {"kind": "setting", "file": "site.toml", "key": key}
    preset = site.settings.terms.preset
    if key.startswith("terms.") and preset is not None:
        return {"kind": "term", "terms": preset, "key": key}
    return {"kind": "default", "file": "site.toml", "key": key}


def source_text(source: Mapping) -> str:
    """Where an input stands, in words; empty for the names of rows."""
    kind = source["kind"]
    if kind in ("cell", "parameter"):
        place = f"{source['file']}, row {source['row']}, column {source['column']}"
        marks = [source[key] for key in ("title", "source_id") if source.get(key)]
        status = f" (status {source['status']})" if "status" in source else ""
        mapped = (
            f"; ledger code {source['ledger_code']}, {source['mapped_in']}" if "mapped_in" in source else ""
        )
        return place + (f": {', '.join(marks)}" if marks else "") + status + mapped
    if kind == "setting":
        return f"{source['file']}, {source['key']}"
    if kind == "term":
        return f"terms {source['terms']}, or the default, of {source['key']}"
    if kind == "default":
        return f"default of {source['key']}"
    return source.get("text", "")
