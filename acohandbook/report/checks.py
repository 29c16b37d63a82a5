"""A site's tables and their faults as a reader sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from acohandbook.report.exhibits import Exhibit
from acohandbook.report.prose import Sentence, plain
from acohandbook.site import SiteFaults
from acohandbook.workings import Table

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.site.faults import Fault


def site_tables(site: Site) -> Exhibit:
    """Every table of a site, with how many rows and columns it has."""
    table = Table("report.site_tables", {"table": list(site.frames)})
    table.input("rows", [len(frame) for frame in site.frames.values()], "number", "the site's tables")
    columns = [len(frame.columns) for frame in site.frames.values()]
    table.input("columns", columns, "number", "the site's tables")
    return Exhibit(table, f"Tables of {site.settings.name}")


def faults_with(site: Site, table: str, column: str, row: int, value: object) -> list[Fault]:
    """The faults of a site if one cell held another value; the site itself is not changed.

    Parameters
    ----------
    row : int
        Which row of the table, from 0.
    """
    rows = site.frames[table].astype(object).to_dict("records")
    rows[row][column] = value
    try:
        site.with_table(table, rows)
    except SiteFaults as found:
        return list(found.faults)
    return []


def faults(found: Sequence[Fault]) -> Sentence:
    """Faults as a list: where, what stands there, the rule, and what to do. Names stand as in the files."""
    if not found:
        return Sentence("No faults.")
    return Sentence(
        "\n".join(
            f"- **{plain(fault.where())}** ({plain(fault.value)}): {plain(fault.rule)} {plain(fault.remedy)}"
            for fault in found
        )
    )
