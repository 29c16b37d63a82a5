"""The tables of a site, each declared once.

``MODELS``
    the pandera model of every table, in the order in which a site is read and described
``columns_of``
    the declared columns of a model: unit, description, limits, and what a value must refer to
"""

from acohandbook.site.models.fields import Column, SiteTable, columns_of
from acohandbook.site.models.money import (
    Adjustments,
    Allocations,
    Expenditure,
    Flows,
    Growth,
    LedgerCodes,
    Scope,
)
from acohandbook.site.models.people import Assumptions, Changes, Parties, Positions, Sources
from acohandbook.site.models.performance import Achievement, ActivityBases, Measures, Outturn
from acohandbook.site.models.place import Commissioners, Population, Practices, Residence, Unregistered

MODELS: dict[str, type[SiteTable]] = {
    "commissioners": Commissioners,
    "practices": Practices,
    "residence": Residence,
    "unregistered": Unregistered,
    "population": Population,
    "expenditure": Expenditure,
    "ledger_codes": LedgerCodes,
    "scope": Scope,
    "adjustments": Adjustments,
    "flows": Flows,
    "growth": Growth,
    "allocations": Allocations,
    "measures": Measures,
    "achievement": Achievement,
    "activity_bases": ActivityBases,
    "outturn": Outturn,
    "parties": Parties,
    "positions": Positions,
    "changes": Changes,
    "assumptions": Assumptions,
    "sources": Sources,
}

OPTIONAL = ("residence", "ledger_codes", "flows", "activity_bases", "positions", "changes")


def key_of(table: str) -> tuple[str, ...]:
    """The columns that together name each row of a table once."""
    return MODELS[table].Config.unique


def is_optional(table: str) -> bool:
    """Whether a site may do without the table."""
    return table in OPTIONAL


__all__ = ["MODELS", "Column", "SiteTable", "columns_of", "is_optional", "key_of"]
