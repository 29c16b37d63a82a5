"""What a step returns: tables, the proofs that its money adds up, and findings worth a reader's eye."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from acohandbook.rules.dialect import to_pounds
from acohandbook.workings.table import Table


class ReconciliationError(ArithmeticError):
    """Opening plus changes is not closing: the step's answer must not be used."""


@dataclass(frozen=True)
class Proof:
    """One reconciliation that held: opening + changes = closing, in whole pence.

    ``rows`` is the number of rows on which it was held; the amounts are then their sums, the keys of
    ``changes`` are columns of ``table``, and so are ``opening`` and ``closing``.
    """

    step: str
    name: str
    opening_pence: float
    changes: Mapping[str, float]
    closing_pence: float
    rows: int = 1
    table: str = ""
    opening: str = ""
    closing: str = ""


@dataclass(frozen=True)
class Finding:
    """Something that a reader must see before relying on the step.

    ``status`` is ``red`` (do not sign), ``amber`` (know this before you sign) or ``note``.
    """

    step: str
    status: str
    message: str
    figure: str = ""


@dataclass
class StepResult:
    """Tables, proofs and findings of one step. A table is also an attribute: ``result.lines``."""

    step: str
    tables: dict[str, Table] = field(default_factory=dict)
    proofs: list[Proof] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __getattr__(self, name: str) -> Table:
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(f"step {self.__dict__.get('step')} has no table {name!r}") from None

    def table(self, name: str, keys: Mapping) -> Table:
        """Start a new table of this step and keep it."""
        made = Table(f"{self.step}.{name}", keys)
        self.tables[name] = made
        return made

    def prove(
        self, name: str, opening: float, changes: Mapping[str, float] | Iterable[float], closing: float
    ):
        """Keep the proof that opening + changes = closing, in whole pence, or raise.

        Raises
        ------
        ReconciliationError
            When the two sides differ by even one penny, with both sides in pounds.
        """
        named = dict(changes) if isinstance(changes, Mapping) else dict(enumerate(changes))
        reached = opening
        for change in named.values():
            reached = reached + change
        if reached != closing:  # a blank (NaN) fails too
            movements = "; ".join(f"{label} £{to_pounds(value):,.2f}" for label, value in named.items())
            raise ReconciliationError(
                f"{self.step}: {name} does not reconcile: opening £{to_pounds(opening):,.2f}; {movements}; "
                f"expected closing £{to_pounds(closing):,.2f}, reached £{to_pounds(reached):,.2f}"
            )
        self.proofs.append(Proof(self.step, name, opening, named, closing))

    def prove_rows(self, name: str, table: Table, opening: str, changes: Sequence[str], closing: str) -> None:
        """Keep the proof that opening + changes = closing on every row of a table, or raise at the first.

        Parameters
        ----------
        opening, closing : str
            Columns of the table, in whole pence.
        changes : sequence of str
            Columns of the table that lead from the one to the other.

        Raises
        ------
        ReconciliationError
            When a row differs by even one penny, with its keys and both sides in pounds.
        """
        reached = table[opening]
        for change in changes:
            reached = reached + table[change]
        for position in np.flatnonzero(~(reached == table[closing])):  # a blank (NaN) fails too
            row = ", ".join(f"{key}={table[key][position]}" for key in table.keys)
            named = {change: float(table[change][position]) for change in changes}
            self.prove(
                f"{name} [{row}]", float(table[opening][position]), named, float(table[closing][position])
            )
        sums = {change: float(table[change].sum()) for change in changes}
        self.proofs.append(
            Proof(
                self.step,
                name,
                table.sum(opening),
                sums,
                table.sum(closing),
                rows=len(table),
                table=table.name,
                opening=opening,
                closing=closing,
            )
        )

    def find(self, status: str, message: str, figure: str = "") -> None:
        """Keep a finding."""
        self.findings.append(Finding(self.step, status, message, figure))
