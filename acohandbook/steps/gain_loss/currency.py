"""One currency: expected and actual activity of the pool, counted and priced alike.

``bases``
    each pair of bases that the outturn names, compared in the five ways in which they may differ

A saving between two currencies is none: a new grouper, a year's price rise or another count of the stays that
are open at the year's end moves spend without a patient more or less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import gain_loss as rules
from acohandbook.rules.baseline import is_same
from acohandbook.steps.common import keys_of, listed, pounds, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

# What must be alike: the rule's argument, and the column of the site's activity bases.
COMPARED = {
    "is_same_price_base": "price_base_year",
    "is_same_grouper": "grouper",
    "is_same_market_forces": "market_forces_factor",
    "is_same_identification": "identification_rules",
    "is_same_open_spells": "open_spells",
}
_SIDES = ("expected", "actual")
_PAIR = tuple(f"{side}_basis" for side in _SIDES)


def add_bases(step: StepResult, site: Site, outturn: Table) -> None:
    """Add ``bases``, and to each row of ``outturn`` the expected spend that is not shown to be alike."""
    for column in _PAIR:
        outturn.lookup(column, site.outturn, column)
    stated = sorted(row for row in set(records(outturn, *_PAIR)) if None not in row)
    bases = step.table("bases", keys_of(_PAIR, stated))
    for same, column in COMPARED.items():
        for side in _SIDES:
            bases.lookup(f"{side}_{column}", site.activity_bases, column, on={"basis_id": f"{side}_basis"})
        bases.map(same, is_same, "flag", word=f"expected_{column}", other_word=f"actual_{column}")
    bases.map("is_one_currency", rules.is_one_currency, "flag", **{same: same for same in COMPARED})
    bases.input("is_stated", 1, "flag", "outturn.csv: expected_basis and actual_basis")
    outturn.input("is_not_stated", 0, "flag", "where outturn.csv leaves one of the two bases blank")
    for column in ("is_stated", "is_one_currency"):
        outturn.lookup(column, bases, column, on={key: key for key in _PAIR}, otherwise="is_not_stated")
    told = {"expected_pence": "expected_gbp", "is_stated": "is_stated"}
    outturn.map("unstated_basis_gbp", rules.unstated_basis_pence, "gbp", **told)
    outturn.map("other_basis_gbp", rules.other_basis_pence, "gbp", is_one_currency="is_one_currency", **told)


def find_currency(step: StepResult) -> None:
    """Say so where expected and actual spend are not, or are not shown to be, in one currency."""
    apart = {
        f"{column.replace('_', ' ')} {expected} against {actual}": None
        for same, column in COMPARED.items()
        for expected, actual in records(step.bases, f"expected_{column}", f"actual_{column}", **{same: 0.0})
    }
    columns = ("financial_year", "unstated_basis_gbp", "other_basis_gbp")
    for year, unstated, other in records(step.years, *columns):
        if other:
            step.find(
                "red",
                f"{year}: {pounds(other)} of the pool's expected spend is not in one currency with its "
                f"actual spend ({listed(apart)}). Count and price both alike before anything is shared.",
                f"gain_loss.years.other_basis_gbp[financial_year={year}]",
            )
        if unstated:
            step.find(
                "amber",
                f"{year}: {pounds(unstated)} of the pool's expected spend does not say that it is counted "
                "and priced like the actual spend: price base, grouper, market forces factor, identification "
                "rules, stays open at the year's end. State both in activity_bases.",
                f"gain_loss.years.unstated_basis_gbp[financial_year={year}]",
            )
