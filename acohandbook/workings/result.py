"""What a step returns: tables, the proofs that its money adds up, and findings worth a reader's eye."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from acohandbook.rules.dialect import to_pounds
from acohandbook.workings.table import Table


class ReconciliationError(ArithmeticError):
    """Opening plus changes is not closing: the step's answer must not be used."""


@dataclass(frozen=True)
class Proof:
    """One reconciliation that held: opening + changes = closing, in whole pence."""

    step: str
    name: str
    opening_pence: float
    changes: Mapping[str, float]
    closing_pence: float


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

    def find(self, status: str, message: str, figure: str = "") -> None:
        """Keep a finding."""
        self.findings.append(Finding(self.step, status, message, figure))
