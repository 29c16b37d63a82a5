"""CCGs that merged: which followed which, and what each would have been allocated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

PUBLISHED = "published"
SUM = "sum of the CCGs that merged into it"
PART = "part of its successor's allocation, by the last allocations of those that merged"


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
        Last year whose allocations may share a successor's among those who merged.
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
        merged = self.merged_into(successor)
        before = [known for known in self.years if known <= self.base_year]
        for known in reversed(before):  # the newest year in which all of them had an allocation of their own
            if whole is not None and all((old, known) in self._panel for old in merged):
                total = sum(self._panel[old, known] for old in merged)
                return Allocation(round(whole * self._panel[code, known] / total, 2), PART)
        return None
