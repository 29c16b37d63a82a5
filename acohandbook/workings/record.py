"""The record that a column keeps of how it came about."""

from __future__ import annotations

from dataclasses import dataclass, field

UNITS = ("gbp", "rate", "persons", "number", "flag", "text", "gbp_per_head", "months")


class TableError(ValueError):
    """A step asked a table for something that it can't give: a fault of the code, not of the input."""


@dataclass(frozen=True)
class Working:
    """How one column came about.

    Attributes
    ----------
    name : str
        ``step.table.column``.
    unit : str
        One of ``UNITS``.
    verb : str
        ``input``, ``map``, ``lookup``, ``total`` or ``split``.
    inputs : dict
        For ``map``: argument name to column of the same table. For ``lookup`` and ``total``: ``column`` to
        the full name of the column read, and ``otherwise`` where there is one. A lookup whose rows read
        different columns has ``columns`` (label to full name) and ``named_by`` (the column here that holds
        the label) instead. For ``split``: ``amount`` and ``weights`` to columns of the same table.
    rule : str or None
        ``module.function`` inside ``acohandbook.rules``, for ``map``.
    keys : dict
        For ``lookup`` and ``total``: column of the other table to column here, which must agree. For
        ``split``: ``within`` and ``key``.
    where : dict
        For ``total``: column of the other table to the one value that counts.
    source : str
        For ``input``: the table and column, setting, parameter or term that the values were read from.
    """

    name: str
    unit: str
    verb: str
    inputs: dict = field(default_factory=dict)
    rule: str | None = None
    keys: dict = field(default_factory=dict)
    where: dict = field(default_factory=dict)
    source: str = ""
