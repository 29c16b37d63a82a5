"""One change of an input, written ``TABLE.COLUMN[key=value,...]=VALUE``."""

from __future__ import annotations

import copy
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from acohandbook.site import Site
from acohandbook.site.cells import Unreadable, read_cell
from acohandbook.site.faults import shown
from acohandbook.site.models import MODELS, columns_of, key_of
from acohandbook.site.names import did_you_mean
from acohandbook.steps import FigureError
from acohandbook.steps.results import parse_figure

SETTINGS = "settings"
_FORM = "TABLE.COLUMN[key=value,...]=VALUE, or settings.SECTION.KEY=VALUE"
_CHANGE = re.compile(r"\s*(\w+\.[\w.]+(?:\[.*?\])?)\s*=(.*)", re.ASCII | re.DOTALL)
_LARGEST_LISTED = 3


class ChangeError(ValueError):
    """A change that names nothing in the site, or gives a value that its place does not take."""


class Parts(NamedTuple):
    """Settings as ``site.toml`` holds them, and tables by name as columns."""

    settings: Mapping
    tables: Mapping


@dataclass(frozen=True)
class Change:
    """A new value for some cells of a table, or for one setting.

    Attributes
    ----------
    table, column : str
        ``settings`` and a dotted name for a setting.
    where : mapping
        Column of the table to the value that a row must have there; every such row is changed.
    value : str
        As it would stand in the file; empty for blank.
    """

    table: str
    column: str
    where: Mapping[str, str]
    value: str

    def apply(self, parts: Parts, site: Site) -> tuple[Parts, str]:
        """Settings and tables with the change, not checked yet, and the change in words.

        Parameters
        ----------
        parts : Parts
            What the site consists of after earlier changes.
        site : Site
            The last sound site, for what a setting is where ``site.toml`` does not say.

        Raises
        ------
        ChangeError
            When the table, column or row does not exist, or the value cannot stand there.
        """
        return self._setting(parts, site) if self.table == SETTINGS else self._cells(parts)

    def __str__(self) -> str:
        where = ",".join(f"{key}={value}" for key, value in self.where.items())
        return f"{self.table}.{self.column}" + (f"[{where}]" if where else "")

    def _setting(self, parts: Parts, site: Site) -> tuple[Parts, str]:
        known = site.settings_table.columns
        if self.column not in known and not self.column.startswith("assumptions."):
            raise ChangeError(f"{self}: there is no such setting. {did_you_mean(self.column, known)}")
        before = site.settings
        settings = section = copy.deepcopy(dict(parts.settings))
        *sections, last = self.column.split(".")
        for name in sections:
            before = getattr(before, name)
            section = section.setdefault(name, {})
        before = before.get(last) if isinstance(before, Mapping) else getattr(before, last)
        section[last] = after = _toml_value(self.value)
        return Parts(settings, parts.tables), f"{self}: {_said(before)} becomes {_said(after)}"

    def _cells(self, parts: Parts) -> tuple[Parts, str]:
        if self.table not in MODELS:
            raise ChangeError(f"{self}: there is no table {self.table}. {_meant(self.table, MODELS)}")
        declared = columns_of(MODELS[self.table])
        columns = parts.tables[self.table]
        for column in (self.column, *self.where):
            if column not in declared:
                raise ChangeError(f"{self}: {self.table} has no column {column}. {_meant(column, declared)}")
        if self.column in key_of(self.table):
            raise ChangeError(f"{self}: {self.column} names the row; change what stands in the row.")
        wanted = {column: self._read(text, declared[column]) for column, text in self.where.items()}
        after = self._read(self.value, declared[self.column])
        rows = [
            row
            for row in range(len(columns[self.column]))
            if all(columns[column][row] == value for column, value in wanted.items())
        ]
        if not rows:
            raise ChangeError(f"{self}: no row of {self.table} is like that.")
        before = [columns[self.column][row] for row in rows]
        values = list(columns[self.column])
        for row in rows:
            values[row] = after
        tables = {**parts.tables, self.table: {**columns, self.column: values}}
        texts = list(dict.fromkeys(_said(value) for value in before))
        listed = ", ".join(texts[:_LARGEST_LISTED]) + (", ..." if len(texts) > _LARGEST_LISTED else "")
        several = f" in {len(rows)} rows" if len(rows) > 1 else ""
        return Parts(parts.settings, tables), f"{self}: {listed} becomes {_said(after)}{several}"

    def _read(self, text: str, column):
        try:
            return read_cell(text, column)
        except Unreadable as problem:
            raise ChangeError(f"{self}, {column.name} {text!r}: {problem}") from None


def read_change(text: str) -> Change:
    """A change from its text.

    Raises
    ------
    ChangeError
        When the text is not of the form ``TABLE.COLUMN[key=value,...]=VALUE``.
    """
    found = _CHANGE.fullmatch(text)
    if not found:
        raise ChangeError(f"{text!r} is no change; write {_FORM}")
    name, value = found.groups()
    try:
        _, table, column, where = parse_figure(f"site.{name}")
    except FigureError:
        raise ChangeError(f"{text!r}: {name!r} does not name cells; write {_FORM}") from None
    return Change(table, column, where, value.strip())


def _toml_value(text: str):
    """A setting's value: what TOML makes of it, else plain text; None for blank."""
    if not text:
        return None
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _said(value) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return shown(value) or "blank"


def _meant(name: str, known) -> str:
    return did_you_mean(name, known) or f"There is {', '.join(known)}."
