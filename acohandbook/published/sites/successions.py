"""CCGs that merged: which followed which, and what each would have been allocated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

PUBLISHED = "published"
SUM = "sum of the CCGs that merged into it"
PART = "part of its successor's allocation, by allocation of the base year"


def succession(listings: Sequence[pd.DataFrame]) -> dict[str, str]:
    """Find the successor of each CCG that is gone from a later listing of practices.

    Parameters
    ----------
    listings
        Oldest first; columns practice_code, ccg_code, registered_persons.

    Returns
    -------
    dict
        Code of a CCG -> code of the one to which most of its people's practices belong in the next listing.
    """
    followed = {}
    for older, newer in pairwise(listings):
        remaining = set(newer["ccg_code"])
        gone = older[~older["ccg_code"].isin(remaining)]
        later = gone["practice_code"].map(newer.set_index("practice_code")["ccg_code"])
        people = gone["registered_persons"].groupby([gone["ccg_code"], later]).sum()
        for code in sorted(set(gone["ccg_code"])):
            if code in people.index.get_level_values(0):
                followed[code] = people.loc[code].idxmax()
    return followed


@dataclass(frozen=True)
class Allocation:
    """One allocation and how it is known."""

    gbp: float
    basis: str


class Allocations:
    """Allocations of CCGs by year, with those of CCGs that did not exist in a year worked out from others.

    Parameters
    ----------
    panel
        As ``read_allocation_panel`` returns it.
    successors
        As ``succession`` returns them.
    base_year
        Year whose allocations share a successor's among those who merged.
    """

    def __init__(self, panel: pd.DataFrame, successors: dict[str, str], base_year: str):
        self.successors = successors
        self.base_year = base_year
        self._panel = panel.set_index(["ccg_code", "financial_year"])["allocation_gbp"].to_dict()
        self.years = sorted(set(panel["financial_year"]))

    def merged_into(self, code: str) -> list[str]:
        """The CCGs that merged into one."""
        return sorted(old for old, new in self.successors.items() if new == code)

    def of(self, code: str, year: str) -> Allocation | None:
        """The allocation of a CCG in a year: published, or worked out across a merger, or None."""
        if (code, year) in self._panel:
            return Allocation(self._panel[code, year], PUBLISHED)
        before = self.merged_into(code)
        if before and all((old, year) in self._panel for old in before):
            return Allocation(sum(self._panel[old, year] for old in before), SUM)
        return self._part_of_successor(code, year)

    def _part_of_successor(self, code, year):
        successor = self.successors.get(code)
        whole = self._panel.get((successor, year))
        merged = [self._panel.get((old, self.base_year)) for old in self.merged_into(successor)]
        own = self._panel.get((code, self.base_year))
        if whole is None or own is None or None in merged:
            return None
        return Allocation(round(whole * own / sum(merged), 2), PART)

    def last_year(self, code: str) -> str:
        """The last year for which an allocation is known without a gap from the base year."""
        known = [year for year in self.years if year >= self.base_year]
        last = self.base_year
        for year in known:
            if self.of(code, year) is None:
                break
            last = year
        return last
