"""Tables that remember how every column came about, and proofs that raise when they fail.

``Table``
    one tidy table; five verbs (input, map, lookup, total, split) fill its columns and write the record
``Working``
    that record: name, unit, verb, inputs, rule, keys, source
``StepResult``
    what a step of the handbook returns: tables, proofs and findings
"""

from acohandbook.workings.record import UNITS, TableError, Working
from acohandbook.workings.result import Finding, Proof, ReconciliationError, StepResult
from acohandbook.workings.table import Table

__all__ = ["UNITS", "Finding", "Proof", "ReconciliationError", "StepResult", "Table", "TableError", "Working"]
