"""A site as far as it could be read, while it is being checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from acohandbook.site.faults import Fault, shown
from acohandbook.site.financial_year import years_after, years_from
from acohandbook.site.ledger_codes import CODES, LEDGER, mapped_rows, with_lines
from acohandbook.site.settings import Settings
from acohandbook.site.tabulating import Values


class Draft:
    """Settings and tables as far as they could be read.

    Attributes
    ----------
    settings : Settings or None
    tables : mapping of str to Values
        Only those that could be read. Rows of the ledger have the service line of their code where they
        state none.
    """

    def __init__(self, settings: Settings | None, tables: Mapping[str, Values]):
        self.settings = settings
        self.tables = _mapped(tables)

    def has(self, *names: str) -> bool:
        """Whether these tables could be read; ``settings`` counts as one."""
        return all(self.settings is not None if name == "settings" else name in self.tables for name in names)

    def __getitem__(self, table: str) -> Values:
        return self.tables[table]

    @cached_property
    def years(self) -> list[str]:
        """The contract years."""
        return years_from(self.settings.first_year, self.settings.years)

    @cached_property
    def growth_years(self) -> list[str]:
        """Every year after the base year, up to and with the last contract year."""
        return years_after(self.settings.base_year, self.years[-1])

    @cached_property
    def all_years(self) -> list[str]:
        """The base year and every year after it."""
        return [self.settings.base_year, *self.growth_years]

    @cached_property
    def types(self) -> dict[str, str]:
        """Type of each commissioner by its code."""
        table = self["commissioners"]
        return dict(zip(table["commissioner_code"], table["commissioner_type"], strict=True))

    @cached_property
    def homes(self) -> dict[tuple[str, str], str]:
        """Home of each service line by type of commissioner and line."""
        found: dict[tuple[str, str], str] = {}
        for _, (kind, line, home) in self["scope"].records("commissioner_type", "service_line", "home"):
            found.setdefault((kind, line), home)
        return found

    @cached_property
    def lines_by_code(self) -> dict[tuple[str, str], str]:
        """Service line of each mapped ledger code, by commissioner and code."""
        found: dict[tuple[str, str], str] = {}
        for _, (who, code, line) in self[CODES].records("commissioner_code", "ledger_code", "service_line"):
            if None not in (who, code):
                found.setdefault((who, code), line)
        return found

    def home(self, commissioner_code: str, service_line: str) -> str | None:
        """Home of a commissioner's service line."""
        return self.homes.get((self.types.get(commissioner_code), service_line))

    def base_lines(self) -> list[int]:
        """Positions in expenditure of the rows of the base year."""
        years = self["expenditure"]["financial_year"]
        return [position for position, year in enumerate(years) if year == self.settings.base_year]

    def year_outside(self, first: str | None = None) -> tuple[str, str]:
        """The rule and the remedy for a year that the site doesn't cover."""
        first, last = first or self.all_years[0], self.years[-1]
        return f"The years here are {first} to {last}.", "Delete the row, or change the years in site.toml."

    @staticmethod
    def setting_fault(key: str, value, rule: str, remedy: str) -> Fault:
        """A fault of a key of ``site.toml``."""
        return Fault("site.toml", None, key, shown(value), rule, remedy)


def _mapped(tables: Mapping[str, Values]) -> Mapping[str, Values]:
    if LEDGER not in tables or CODES not in tables:
        return tables
    ledger, codes = tables[LEDGER], tables[CODES]
    unread = {position for position, column in ledger.unread if column == "service_line"}
    mapped = {
        position: code
        for position, code in mapped_rows(ledger.columns, codes.columns).items()
        if position not in unread
    }
    if not mapped:
        return tables
    filled = replace(
        ledger,
        columns=with_lines(ledger.columns, codes.columns, mapped),
        elsewhere={(row, "service_line"): (CODES, codes.rows[code]) for row, code in mapped.items()},
    )
    return {**tables, LEDGER: filled}
