"""What must hold across the tables of a site: small checks in one ordered list.

A check takes a ``Draft`` and yields faults. It looks only at tables that could be read and skips cells that
could not, so that one slip is reported once.
"""

from acohandbook.site.checks.draft import Draft

CHECKS = ()

__all__ = ["CHECKS", "Draft"]
