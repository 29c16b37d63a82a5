"""Whether a CCG's published allocation and its practices are of one area, seen from how both moved.

Where a boundary has changed, lists of practices are recast in one year and allocations in another: for a time
the money is that of one area and the people that of the other, and no figure per head means anything.
"""

from __future__ import annotations

from collections.abc import Mapping

from acohandbook.published.sites.country import Country
from acohandbook.site.financial_year import next_year, previous_year

# Between 2016/17 and 2018/19 allocation per person on the lists moved by at most 15% in a year in the CCGs of
# England whose boundary stayed, and by 38% or more in those whose boundary moved.
LARGEST_MOVE_RATE = 1 / 3


def moved_apart(
    allocated_gbp: Mapping[str, float], registered_persons: Mapping[str, float], base_year: str
) -> str | None:
    """Say how far allocation and lists moved apart over one year, where that is too far for one area.

    The year after the base year decides, since the plan grows out of it; where it is not known, the base year
    is held against the year before.

    Parameters
    ----------
    allocated_gbp
        Allocation by financial year.
    registered_persons
        People on the lists of the practices by financial year.
    base_year
        Financial year of the site.

    Returns
    -------
    str or None
        None when allocation per person moved by a third or less, up or down, or when no two years are known.
    """
    known = set(allocated_gbp) & {year for year, persons in registered_persons.items() if persons > 0}
    steps = (base_year, next_year(base_year)), (previous_year(base_year), base_year)
    step = next((step for step in steps if known.issuperset(step)), None)
    if step is None:
        return None
    before, after = step
    money = allocated_gbp[after] / allocated_gbp[before]
    people = registered_persons[after] / registered_persons[before]
    if abs(money / people - 1) <= LARGEST_MOVE_RATE:
        return None
    return (
        f"from {before} to {after} its allocation moved by {money - 1:+.1%} and the lists of its "
        f"practices by {people - 1:+.1%}"
    )


def boundary_fault(country: Country, ccg: str) -> str | None:
    """Say why the allocation of a CCG cannot stand beside its practices, or None where it can."""
    lists = {year: float(persons[ccg]) for year, persons in country.lists.items() if ccg in persons}
    found = {year: country.allocations.of(ccg, year) for year in lists}
    allocated = {year: allocation.gbp for year, allocation in found.items() if allocation is not None}
    said = moved_apart(allocated, lists, country.base_year)
    if said is None:
        return None
    return (
        f"the published allocation of {ccg} and its practices cover different areas: {said}, as happens when "
        f"a boundary changes. Money of {country.base_year} would be set beside other people's lists. Add "
        "payments to practices of a later year, or write the site by hand with an allocation for the area of "
        "its practices."
    )
