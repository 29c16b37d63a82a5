"""Whether the published figures of a place are of the scale that their publication states.

A column in pounds where thousands are stated, or people in thousands, is a sound table by itself. Only per
person, beside another publication, does it show.
"""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.published.sites.ages import Ages
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.places import Place
from acohandbook.published.social_care import GROSS_LINES
from acohandbook.site.models.vocabulary import NEED_COMPONENTS

# Lowest and highest figure for each person on a list, what it is and its unit. In England of 2017/18
# allocations were £901 to £1,619 (£575 and £2,265 where boundaries had moved), payments to practices £120 to
# £258, councils' gross spend £201 to £595, people by age 0.81 to 1.07 and need-weighted people 0.54 to 2.66.
# A wrong unit is a hundred or a thousand times as much or as little.
ALLOCATION = (150, 10_000, "the CCG's allocation", "pounds")
PAYMENTS = (15, 1_500, "payments to its practices", "pounds")
COUNCIL = (10, 5_000, "the gross social care spend", "pounds")
AGES = (0.2, 5, "the population by age", "people")
NEED = (0.05, 20, "need-weighted population", "weighted people")


def scale_fault(country: Country, ages: Ages, place: Place) -> str | None:
    """Say which figure of a place cannot be of the stated unit, or None where all can be."""
    for ccg in place.ccgs:
        for name, value, persons, (lowest, highest, what, unit) in _figures(country, ages, ccg):
            if persons and value == value and not lowest <= value / persons <= highest:
                return (
                    f"{what} of {name} in {country.base_year} would be {value / persons:,.4g} {unit} for "
                    f"each of {persons:,.0f} people on lists, where {lowest:,g} to {highest:,g} can be. "
                    "Either it or the lists are in another unit than their publication states."
                )
    return None


def _figures(country, ages, ccg) -> Iterator[tuple[str, float, float, tuple]]:
    """Each figure of a CCG and of its councils: whose it is, the figure, people, and the limits."""
    lists = country.listed[country.listed["ccg_code"] == ccg]
    persons = lists["registered_persons"].sum()
    paid = country.paid.loc[country.paid["ccg_code"] == ccg, "total"].sum() / 100
    yield ccg, country.allocations.of(ccg, country.base_year).gbp, persons, ALLOCATION
    yield ccg, paid, persons, PAYMENTS
    yield ccg, ages.of(ccg).in_year(country.base_year).sum(), persons, AGES
    for component in NEED_COMPONENTS:
        limits = (*NEED[:2], f"the {NEED[2]} ({component})", NEED[3])
        yield ccg, lists[component].sum(skipna=False), persons, limits
    by_lad = country.councils.by_lad if country.councils is not None else {}
    for council in {
        by_lad[lad].code: by_lad[lad] for lad in lists["lad_code"].dropna() if lad in by_lad
    }.values():
        here = country.listed["lad_code"].isin(council.lad_codes)
        gross = sum(council.spend[line] for line in GROSS_LINES if council.spend[line] == council.spend[line])
        yield council.name, gross, country.listed.loc[here, "registered_persons"].sum(), COUNCIL
