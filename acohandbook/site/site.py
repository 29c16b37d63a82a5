"""One ACO's site: its settings and its tables, checked."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas

from acohandbook.site.financial_year import years_after, years_from
from acohandbook.site.ledger_codes import CODES, LEDGER, mapped_rows, with_lines
from acohandbook.site.models import MODELS, columns_of, key_of
from acohandbook.site.national import national_table
from acohandbook.site.settings import Band, ListCount, Phase, Reopener, Section, Settings
from acohandbook.workings import Table

_SETTING_LISTS = {
    # attribute: (where it stands in site.toml, its model, its keys)
    "reopeners": ("reopeners", Reopener, ("reopener_id",)),
    "bands": ("terms.bands", Band, ()),
    "phasing": ("improvement.phasing", Phase, ("financial_year",)),
    "list_counts": ("settlement.list_counts", ListCount, ("commissioner_code", "financial_year")),
}


@dataclass(frozen=True, eq=False)
class Site:
    """A checked site. Make one with ``load_site`` or ``Site.from_tables``; it never changes.

    Each table of the site is an attribute that holds a table of workings, with money in whole pence:
    ``site.expenditure["spend_gbp"]``. A table left out is there with its columns and no rows. Key columns
    are text, months included (``"1"`` is April). So are the lists of ``site.toml``: ``reopeners``,
    ``bands`` (key ``band``: ``"1"``, ``"2"``, ...), ``phasing`` and ``list_counts``. A row of ``expenditure``
    that gives only its ledger code has the service line that ``ledger_codes`` maps the code to.

    Attributes
    ----------
    key : str
        Name of the site's folder.
    settings : Settings
        With every default, and preset terms filled in.
    columns : dict of str to dict of str to list
        Every table as it stands in its file: money in pounds, blank None.
    given_settings : dict
        What ``site.toml`` itself says.
    folder : Path or None
        Where it was read from.
    notes : sequence of str
        What was read although it wasn't as it should be.
    rows : dict of str to list of int
        Row of each record of a table in its file; the header is row 1.
    """

    key: str
    settings: Settings
    columns: Mapping[str, Mapping[str, list]] = field(repr=False)
    given_settings: Mapping = field(repr=False)
    folder: Path | None = None
    notes: Sequence[str] = ()
    rows: Mapping[str, Sequence[int]] = field(default_factory=dict, repr=False)
    _tables: dict[str, Table] = field(default_factory=dict, repr=False)

    @classmethod
    def from_tables(cls, key: str, settings: Mapping, tables: Mapping) -> Site:
        """Make a site from memory, with the same checks as one in a folder.

        Parameters
        ----------
        settings : mapping
            What ``site.toml`` would hold.
        tables : mapping of str to DataFrame or list of dict
            Rows as they would stand in the files: money in pounds, rates as decimals, None for blank.

        Raises
        ------
        SiteFaults
            With every fault found.
        """
        from acohandbook.site.loading import site_from_memory

        return site_from_memory(key, settings, tables)

    def with_settings(self, **changes) -> Site:
        """A checked copy with other settings. Nested ones by dotted name: ``**{"rules.floor_rate": 0.0}``.

        Raises
        ------
        SiteFaults
            When the changed site has faults.
        """
        return self.changed(changes)

    def with_table(self, name: str, rows) -> Site:
        """A checked copy with another table (a DataFrame or a list of dict) in place of one.

        Raises
        ------
        SiteFaults
            When the changed site has faults.
        """
        return self.changed({}, {name: rows})

    def changed(self, settings: Mapping[str, object], tables: Mapping | None = None) -> Site:
        """A copy with other settings and other tables, checked once; tables that stay are not read again.

        Parameters
        ----------
        settings : mapping
            New values by dotted name, as for ``with_settings``.
        tables : mapping of str to DataFrame or list of dict, optional
            New tables by name.

        Raises
        ------
        SiteFaults
            When the changed site has faults.
        """
        from acohandbook.site.loading import site_from_memory

        given, tables = copy.deepcopy(dict(self.given_settings)), tables or {}
        for name, value in settings.items():
            *sections, last = name.split(".")
            section = given
            for step in sections:
                section = section.setdefault(step, {})
            section[last] = value
        site = site_from_memory(self.key, given, tables, beside=self)
        made_anew = {*tables, *((LEDGER,) if CODES in tables else ())}
        stay = {
            name: table for name, table in self._tables.items() if name in MODELS and name not in made_anew
        }
        site._tables.update(stay)
        return site

    @cached_property
    def frames(self) -> Mapping[str, pandas.DataFrame]:
        """Every table as a DataFrame as in its file: money in pounds, text as objects, blank None or NaN."""
        return _Frames(self.columns)

    def stands_in(self, table: str, column: str, position: int) -> tuple[str, int]:
        """The table and position in whose file a value is written.

        Its own, but for the service line of a row of the ledger that only gives its ledger code.
        """
        is_mapped = (table, column) == (LEDGER, "service_line") and position in self._mapped_rows
        return (CODES, self._mapped_rows[position]) if is_mapped else (table, position)

    @cached_property
    def _mapped_rows(self) -> Mapping[int, int]:
        return mapped_rows(self.columns[LEDGER], self.columns[CODES])

    @cached_property
    def years(self) -> list[str]:
        """The contract years."""
        return years_from(self.settings.first_year, self.settings.years)

    @cached_property
    def growth_years(self) -> list[str]:
        """Every year after the base year, up to and with the last contract year."""
        return years_after(self.settings.base_year, self.years[-1])

    @cached_property
    def firm_years(self) -> list[str]:
        """The contract years whose budget is firm."""
        return self.years[: self.settings.firm_years]

    @cached_property
    def national(self) -> Table:
        """National parameters; see ``national_table``."""
        return national_table()

    @cached_property
    def settings_table(self) -> Table:
        """Every single setting as a column of one row, by dotted name: ``rules.blend_weight_rate``.

        Money in pence, yes/no as 1/0, what is not set as NaN or None. Lists are tables of their own.
        """
        table = Table("site.settings", {})
        for name, value, unit in _single_settings(self.settings):
            _fill(table, name, [value], unit, f"site.toml: {name}")
        return table

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in self._tables:
            if name in MODELS:
                columns = self.columns[name]
                if name == LEDGER:
                    columns = with_lines(columns, self.columns[CODES], self._mapped_rows)
                self._tables[name] = _table(name, columns)
            elif name in _SETTING_LISTS:
                self._tables[name] = _setting_list(name, self.settings)
            else:
                raise AttributeError(f"a site has no {name!r}; its tables are {', '.join(MODELS)}")
        return self._tables[name]


class _Frames(Mapping):
    """The tables of a site as DataFrames, each made when it is first asked for."""

    def __init__(self, columns: Mapping[str, Mapping[str, list]]):
        self._columns = columns
        self._made: dict[str, pandas.DataFrame] = {}

    def __getitem__(self, name: str) -> pandas.DataFrame:
        if name not in self._made:
            self._made[name] = _frame(name, self._columns[name])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


def _frame(name: str, columns: Mapping[str, list]) -> pandas.DataFrame:
    declared = columns_of(MODELS[name])
    numbers = {column.name for column in declared.values() if column.is_number}
    return pandas.DataFrame(
        {
            column: pandas.Series(values, dtype=np.float64 if column in numbers else object)
            for column, values in columns.items()
        }
    )


def _table(name: str, columns: Mapping[str, list]) -> Table:
    declared = columns_of(MODELS[name])
    keys = {key: columns[key] for key in key_of(name)}
    for key in keys:
        if declared[key].is_number:
            keys[key] = [f"{value:.0f}" for value in keys[key]]
    table = Table(f"site.{name}", keys)
    for column in declared.values():
        if column.name not in keys:
            _fill(table, column.name, columns[column.name], column.unit, f"{name}.csv: {column.name}")
    return table


def _setting_list(name: str, settings: Settings) -> Table:
    dotted, model, key_columns = _SETTING_LISTS[name]
    rows = settings
    for step in dotted.split("."):
        rows = getattr(rows, step)
    keys = {key: [getattr(row, key) for row in rows] for key in key_columns}
    table = Table(f"site.{name}", keys or {"band": [str(n) for n in range(1, len(rows) + 1)]})
    for column, declared in model.model_fields.items():
        if column not in keys:
            unit = declared.json_schema_extra["unit"]
            _fill(
                table, column, [getattr(row, column) for row in rows], unit, f"site.toml: {dotted}.{column}"
            )
    return table


def _single_settings(section, prefix=""):
    """Dotted name, value and unit of every setting that is neither a list nor a section."""
    for name, declared in type(section).model_fields.items():
        value = getattr(section, name)
        if isinstance(value, Section):
            yield from _single_settings(value, f"{prefix}{name}.")
        elif isinstance(value, dict):
            yield from ((f"{prefix}{name}.{key}", figure, "number") for key, figure in value.items())
        elif not isinstance(value, list):
            yield f"{prefix}{name}", value, declared.json_schema_extra["unit"]


def _fill(table: Table, column: str, values: list, unit: str, source: str) -> None:
    if unit == "text":
        table.input(column, values, "text", source)
        return
    numbers = np.array([np.nan if value is None else value for value in values], dtype=np.float64)
    if unit == "gbp":
        table.input_pounds(column, numbers, source)
    else:
        table.input(column, numbers, unit, source)
