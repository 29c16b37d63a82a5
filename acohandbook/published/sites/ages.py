"""People of a CCG by age band and year, from counts for areas of 2021 that may hold several CCGs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from acohandbook.site.financial_year import starting_year

# An area of 2021 is the CCG itself when all but this part of both lists is common.
_SAME_RATE = 0.99
MATCHED = "mid-year population of the CCG's own area"
PART = "part of the mid-year population of a larger area, by registered lists"
NATIONAL = "England's ages on the CCG's registered list"


@dataclass(frozen=True)
class AgeProfile:
    """People by age band of a CCG.

    Attributes
    ----------
    counts : DataFrame
        Index mid-year, one column per age band: years that the publication counts.
    basis : str
        How far the counts are the CCG's own.
    """

    counts: pd.DataFrame
    basis: str

    def in_year(self, year: str) -> pd.Series:
        """Whole people by age band in the middle of a financial year.

        Between counted years the line is straight; beyond them each band goes on at its mean yearly growth
        between the first and the last count.
        """
        wanted, years = starting_year(year), list(self.counts.index)
        first, last = years[0], years[-1]
        if first <= wanted <= last:
            values = [np.interp(wanted, years, self.counts[band]) for band in self.counts]
        else:
            edge = first if wanted < first else last
            yearly = (
                1.0
                if first == last
                else (self.counts.loc[last] / self.counts.loc[first]) ** (1 / (last - first))
            )
            values = self.counts.loc[edge] * yearly ** (wanted - edge)
        return pd.Series(np.floor(np.asarray(values, dtype=float) + 0.5), index=self.counts.columns)


class Ages:
    """Age profiles of CCGs.

    Parameters
    ----------
    counts
        As ``read_single_age_populations`` returns them.
    listed
        Practices whose lists count: ccg_code and registered_persons by practice code.
    practice_map
        As ``read_practice_map`` returns it, or None.
    """

    def __init__(self, counts: pd.DataFrame, listed: pd.DataFrame, practice_map: pd.DataFrame | None):
        self._counts = counts
        self._lists = listed.groupby("ccg_code")["registered_persons"].sum()
        self._shared = self._shared_lists(listed, practice_map)

    def _shared_lists(self, listed, practice_map) -> pd.DataFrame | None:
        """Registered people by CCG (rows) and area of 2021 (columns)."""
        if practice_map is None:
            return None
        area = listed.index.to_series().map(practice_map.set_index("practice_code")["area_code"])
        by_ccg = listed["registered_persons"].groupby([listed["ccg_code"], area]).sum().unstack()
        # A practice that has closed since is not on the map: it counts where most of its CCG does.
        main = by_ccg.idxmax(axis=1)
        area = area.where(area.notna(), listed["ccg_code"].map(main))
        known = area.isin(set(self._counts.index.get_level_values("area_code")))
        people = listed["registered_persons"][known].groupby([listed["ccg_code"], area]).sum()
        return people.unstack().astype(float)

    def of(self, ccg: str) -> AgeProfile:
        """The age profile of one CCG."""
        if self._shared is None or ccg not in self._shared.index:
            england = self._counts.groupby(level="mid_year").sum()
            newest = england.iloc[-1] / england.iloc[-1].sum() * self._lists[ccg]
            return AgeProfile(pd.DataFrame([newest], index=[england.index[-1]]), NATIONAL)
        own = self._shared.loc[ccg].dropna()
        parts = own / self._shared[own.index].sum()
        main = own.idxmax()
        if own[main] / own.sum() >= _SAME_RATE and parts[main] >= _SAME_RATE:
            return AgeProfile(self._counts.loc[main], MATCHED)
        weighted = sum(self._counts.loc[area] * part for area, part in parts.items())
        return AgeProfile(weighted, PART)
