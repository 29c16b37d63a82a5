"""What all steps returned for one site, and how a figure is found by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from acohandbook.site.national import age_cost_table
from acohandbook.workings import Finding, Proof, StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

_FORM = "step.table.column[key=value,...], for example baseline.totals.baseline_gbp[commissioner_code=05C]"
_FIGURE = re.compile(r"(\w+)\.(\w+)\.([\w.]+)(?:\[(.*)\])?", re.ASCII)
_PAIR = re.compile(r"(?:^|,)\s*(\w+)\s*=", re.ASCII)


class FigureError(LookupError):
    """A name of a figure, table or step that does not exist, with what does."""


class Results:
    """Results of all steps for one site. A step is also an attribute: ``results.baseline``.

    Parameters
    ----------
    site : Site
        The site they were worked out for; its tables can be asked for as ``site.expenditure`` and national
        parameters as ``national.parameters``.
    """

    def __init__(self, site: Site):
        self.site = site
        self.steps: dict[str, StepResult] = {}

    def __getattr__(self, name: str) -> StepResult:
        try:
            return self.__dict__["steps"][name]
        except KeyError:
            raise AttributeError(f"there are no results of a step {name!r}") from None

    def add(self, result: StepResult) -> None:
        """Keep the result of one more step."""
        self.steps[result.step] = result

    def step(self, name: str) -> StepResult:
        """The result of one step.

        Raises
        ------
        FigureError
            When there is no such step.
        """
        if name not in self.steps:
            raise FigureError(f"There is no step {name!r}{_meant(name, self.steps)}")
        return self.steps[name]

    @property
    def tables(self) -> dict[str, Table]:
        """Tables of all steps by name (``baseline.lines``), in order."""
        return {table.name: table for result in self.steps.values() for table in result.tables.values()}

    @property
    def findings(self) -> list[Finding]:
        """Findings of all steps, in order."""
        return [finding for result in self.steps.values() for finding in result.findings]

    @property
    def proofs(self) -> list[Proof]:
        """Reconciliations of all steps, in order."""
        return [proof for result in self.steps.values() for proof in result.proofs]

    def table(self, name: str) -> Table:
        """One table by its name: ``baseline.lines``, ``site.expenditure`` or ``national.parameters``.

        Raises
        ------
        FigureError
            When there is no such table.
        """
        step, _, table = name.partition(".")
        if step == "site":
            tables = [*self.site.frames, "settings"]
            found = getattr(self.site, "settings_table" if table == "settings" else table, None)
        elif step == "national":
            tables = {"parameters": self.site.national, "age_cost_index": age_cost_table()}
            found = tables.get(table)
        else:
            tables = self.step(step).tables
            found = tables.get(table)
        if not isinstance(found, Table):
            raise FigureError(f"{step} has no table {table!r}{_meant(table, tables)}")
        return found

    def figure(self, name: str) -> float | str:
        """One figure by its name, ``step.table.column[key=value,...]``; money in pounds.

        Raises
        ------
        FigureError
            When the name is not of this form or leads nowhere; the message says where it goes wrong and
            what there is instead.
        """
        table, column, keys = self.find(name)
        return table.at(column, **keys)

    def find(self, name: str) -> tuple[Table, str, dict[str, str]]:
        """Where a figure stands: its table, column and the keys of its row.

        Raises
        ------
        FigureError
            As ``figure``.
        """
        step, table_name, column, keys = parse_figure(name)
        table = self.table(f"{step}.{table_name}")
        if column not in table:
            raise FigureError(f"{table.name} has no column {column!r}{_meant(column, table.columns)}")
        for key in keys:
            if key not in table.keys:
                raise FigureError(f"{table.name} has no key {key!r}; {_keys(table)}")
        missing = [key for key in table.keys if key not in keys]
        if missing:
            raise FigureError(f"{name} does not say which {' and '.join(missing)}; {_keys(table)}")
        wanted = tuple(keys[key] for key in table.keys)
        if wanted not in table.positions(table.keys):
            raise FigureError(_no_row(table, keys))
        return table, column, keys


def parse_figure(name: str) -> tuple[str, str, str, dict[str, str]]:
    """Take the name of a figure apart: step, table, column and keys.

    Raises
    ------
    FigureError
        When the name is not of the form ``step.table.column[key=value,...]``.
    """
    found = _FIGURE.fullmatch(name.strip())
    if not found:
        raise FigureError(f"{name!r} does not name a figure; write {_FORM}")
    step, table, column, inside = found.groups()
    keys: dict[str, str] = {}
    pairs = list(_PAIR.finditer(inside or ""))
    if found[4] is not None and (not pairs or pairs[0].start() > 0):
        raise FigureError(f"{name!r}: {inside!r} is not key=value; write {_FORM}")
    starts_of_next = [pair.start() for pair in pairs[1:]] + [None]
    for pair, end in zip(pairs, starts_of_next, strict=False):
        if pair[1] in keys:
            raise FigureError(f"{name!r} says {pair[1]} twice")
        keys[pair[1]] = inside[pair.end() : end].strip()
    return step, table, column, keys


def _keys(table: Table) -> str:
    return f"its keys are {', '.join(table.keys)}" if table.keys else "it has one row and no keys"


def _no_row(table: Table, keys: dict[str, str]) -> str:
    """Say which key value is unknown, or that the values never stand together."""
    for key, value in keys.items():
        known = dict.fromkeys(str(one) for one in table[key])
        if value not in known:
            return f"{table.name} has no {key} {value!r}{_meant(value, known)}"
    together = ", ".join(f"{key}={value}" for key, value in keys.items())
    return f"{table.name} has no row with {together} together"


def _meant(name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = get_close_matches(name, known, n=1)
    if near:
        return f": did you mean {near[0]!r}?"
    shown = ", ".join(known[:12]) + (", ..." if len(known) > 12 else "")
    return f"; there is {shown}" if known else "; there is none"
