"""What must hold across the tables of a site: small checks in one ordered list.

A check takes a ``Draft`` and yields faults. It looks only at tables that could be read and skips cells that
could not, so that one slip is reported once.
"""

from acohandbook.site.checks import (
    adjustments,
    agreement,
    ledger,
    ledger_codes,
    people,
    performance,
    references,
    years,
)
from acohandbook.site.checks.draft import Draft
from acohandbook.site.checks.ledger_codes import unused_codes

CHECKS = (
    *agreement.CHECKS,
    *references.CHECKS,
    *people.CHECKS,
    *ledger_codes.CHECKS,
    *ledger.CHECKS,
    *adjustments.CHECKS,
    *years.CHECKS,
    *performance.CHECKS,
)

__all__ = ["CHECKS", "Draft", "unused_codes"]
