"""Parameters that a site may state for itself, and that otherwise come from the national table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.workings import Table

if TYPE_CHECKING:
    from acohandbook.site import Site


# Before the id of a party: what it may borrow to bear a loss, in pounds.
FACILITY_PREFIX = "facility_gbp_"


def local_or_national(table: Table, site: Site, name: str) -> bool:
    """Add a column with the site's own assumption of a name, or else the national parameter of that name.

    Returns
    -------
    bool
        Whether the value is illustrative: a national parameter that is not verified. The site's own
        assumption is explained in its table of assumptions.

    Raises
    ------
    TableError
        When neither exists.
    """
    if name in site.settings.assumptions:
        table.lookup(name, site.settings_table, f"assumptions.{name}", on={})
        return False
    national = {"parameter_id": name, "financial_year": "any"}
    illustrative = bool(site.national.at("illustrative", **national))
    table.total(name, site.national, "value", by={}, where=national)
    return illustrative
