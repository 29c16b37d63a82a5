"""Which input columns the workbook's formulas follow, and which would change its shape.

A formula follows numbers, and the words of a few settings. Names of rows, homes, years and other words decide
which rows there are and which row reads which; they take effect when the workbook is read as a site again.
"""

from __future__ import annotations

from acohandbook.report.tracing.wiring import split_name
from acohandbook.steps import Results
from acohandbook.workings import Working

# Words that steer a formula and nothing else.
LIVE_WORDS = (
    "site.settings.rules.budget_rule",
    "site.settings.terms.threshold_kind",
    "site.settings.terms.sides",
    "site.settings.terms.pool_basis",
    "site.settings.improvement.score",
    "site.positions.agreed",
)


def live_columns(results: Results) -> set[str]:
    """Full names of the input columns that the formulas of the workbook follow."""
    read, shaping = set(), set()
    for table in results.tables.values():
        for working in table.workings.values():
            read.update(_sources(working))
            shaping.update(_shaping(working, table.name))
    shapes = _inputs_behind(shaping, results)
    return {
        name
        for name in read - shapes
        if name.startswith("site.") and (_unit(name, results) != "text" or name in LIVE_WORDS)
    }


def _sources(working: Working) -> list[str]:
    """Columns of other tables (or of this one) that a column reads."""
    inputs = working.inputs
    if working.verb == "lookup":
        return list(inputs["columns"].values()) if "columns" in inputs else [inputs["column"]]
    return [inputs["column"]] if working.verb == "total" else []


def _shaping(working: Working, table: str) -> list[str]:
    """Columns whose values decide which row a column reads."""
    here = f"{table}."
    if working.verb == "lookup":
        other = split_name(_sources(working)[0])[0]
        named = [here + working.inputs["named_by"]] if "named_by" in working.inputs else []
        keys = [(f"{other}.{there}", here + mine) for there, mine in working.keys.items()]
        return [name for pair in keys for name in pair] + named
    if working.verb == "total":
        other = split_name(working.inputs["column"])[0]
        theirs = [f"{other}.{there}" for there in (*working.keys, *working.where)]
        return theirs + [here + mine for mine in working.keys.values()]
    if working.verb == "split":
        return [here + column for column in (*working.keys["within"], working.keys["key"])]
    return []


def _inputs_behind(names: set[str], results: Results) -> set[str]:
    """The input columns that some columns rest on."""
    seen, waiting = set(), list(names)
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        table, column = split_name(name)
        working = results.table(table).workings[column]
        if working.verb == "map":
            waiting += [f"{table}.{argument}" for argument in working.inputs.values()]
        elif working.verb != "input":
            otherwise = working.inputs.get("otherwise")
            waiting += _sources(working) + ([f"{table}.{otherwise}"] if otherwise else [])
    return seen


def _unit(name: str, results: Results) -> str:
    table, column = split_name(name)
    return results.table(table).unit(column)
