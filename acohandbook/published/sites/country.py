"""What the published files say of the whole country, worked out once and used for every place."""

from __future__ import annotations

from datetime import date
from functools import cached_property

import pandas as pd

from acohandbook.published.ccg_allocations import Disagreement, disagreements, match_name
from acohandbook.published.folder import PublishedFolder
from acohandbook.published.gp_payments import PUBLICATION, Payments, quarter_day
from acohandbook.published.need_components import COMPONENTS_YEAR
from acohandbook.published.reading import PublishedFileError
from acohandbook.published.sites.councils import Councils
from acohandbook.published.sites.locations import locate
from acohandbook.published.sites.need import practice_need
from acohandbook.published.sites.successions import Allocations, succession
from acohandbook.site.financial_year import starting_year

# A QOF payment per head outside this part of England's is no measure of the carve-out.
_QOF_LOW, _QOF_HIGH = 0.5, 1.5


class Country:
    """England as the published files show it.

    Parameters
    ----------
    folder
        The files.

    Raises
    ------
    PublishedFileError
        A file that every place needs is missing or does not fit, or no year has both payments to
        practices and allocations.
    """

    def __init__(self, folder: PublishedFolder):
        self.folder = folder
        years = folder.payments
        if not years:
            raise PublishedFileError(
                folder.missing(PUBLICATION, "practices, lists and primary medical spend")
            )
        allocated = set(folder.panel["financial_year"])
        common = [year for year in years if year in allocated]
        if not common:
            raise PublishedFileError(
                f"{folder.path}: no year has both payments to practices ({', '.join(years)}) and CCG "
                f"allocations ({', '.join(sorted(allocated))}); the base year needs both."
            )
        self.base_year = common[0]
        self.payments: Payments = years[self.base_year]
        self.earlier = {year: years[year] for year in years if year < self.base_year}
        self.paid = self.payments.practices.set_index("practice_code", drop=False)
        named = self.paid["ccg_name"].fillna(self.paid["ccg_code"])  # a code where no row gives the name
        self.ccg_names = dict(zip(self.paid["ccg_code"], named, strict=True)) | dict(
            self.paid.dropna(subset=["ccg_name"])[["ccg_code", "ccg_name"]].to_numpy()
        )

    @cached_property
    def practices(self) -> pd.DataFrame:
        """Every practice paid in the base year, by code: list, need, place, and why it is left out if it is.

        Columns beside those of the payments: ``left_out`` (None where its list counts), the need columns of
        a site, ``note_list``, ``note_need``, ``lad_code``, ``council_code``, ``note_location``.
        """
        practices = self.paid.copy()
        practices["left_out"] = [self._left_out(row) for row in practices.itertuples()]
        practices["note_list"] = [self._list_note(row) for row in practices.itertuples()]
        practices = practices.join(practice_need(practices, self.folder.components))
        return practices.join(locate(practices, self.folder.locations))

    def _left_out(self, row) -> str | None:
        if not row.registered_persons > 0:
            return "no registered patients, so no list; its payments are kept"
        if row.closed_on is not None and self._list_before_closing(row):
            return "closed in the year: by the list date its people are on other lists; its payments are kept"
        return None

    def _list_before_closing(self, row) -> bool:
        counted = quarter_day(self.base_year, row.quarter)
        year_end = date(starting_year(self.base_year) + 1, 3, 31)
        return row.closed_on <= year_end and (counted is None or counted < self.payments.list_day)

    def _list_note(self, row) -> str | None:
        counted = quarter_day(self.base_year, row.quarter)
        if counted is None or counted == self.payments.list_day:
            return None
        return f"its list is of {counted.isoformat()}, and not of {self.payments.list_day.isoformat()}"

    @cached_property
    def listed(self) -> pd.DataFrame:
        """The practices whose lists count."""
        return self.practices[self.practices["left_out"].isna()]

    @cached_property
    def lists(self) -> dict[str, pd.Series]:
        """People on the lists of each CCG's practices, by financial year and CCG code."""
        practices = {COMPONENTS_YEAR: self._components_list} if self.folder.components is not None else {}
        practices |= {year: payments.practices for year, payments in self.earlier.items()}
        practices[self.base_year] = self.listed
        return {
            year: table.groupby("ccg_code")["registered_persons"].sum() for year, table in practices.items()
        }

    @cached_property
    def _components_list(self) -> pd.DataFrame:
        return self.folder.components.rename(columns={"persons": "registered_persons"})

    @cached_property
    def allocations(self) -> Allocations:
        """Allocation of every CCG by year, across mergers of CCGs."""
        listings = [payments.practices for payments in (*reversed(self.earlier.values()), self.payments)]
        if self.folder.components is not None:
            listings.append(self._components_list)
        return Allocations(self.folder.panel, succession(listings), self.base_year)

    @cached_property
    def councils(self) -> Councils | None:
        """Councils with adult social care spend, if there is a return and practices can be placed."""
        if self.folder.social_care is None or self.folder.locations is None:
            return None
        year, spend = self.folder.social_care
        return Councils(year, spend, self.listed, self.folder.locations)

    @cached_property
    def disagreements(self) -> dict[str, Disagreement]:
        """Where the two publications of allocations differ, by CCG."""
        return {found.ccg_code: found for found in disagreements(self.folder.panel, self.folder.pace)}

    @cached_property
    def achievement_quarters(self) -> pd.DataFrame:
        """Lower and upper quarter of CCGs on each QOF indicator that is read."""
        achievement, _ = self.folder.achievement
        quarters = achievement.groupby("indicator")["rate"].quantile([0.25, 0.75]).unstack()
        return quarters.set_axis(["lower", "upper"], axis=1)

    def distance_from_target(self, ccg: str) -> float | None:
        """Opening distance from target of a CCG, where the pace-of-change file knows the same CCG."""
        pace, found = self.folder.pace, self.disagreements.get(ccg)
        if pace is None or (found is not None and not found.same_area):
            return None
        by_name = dict(zip(pace["match_name"], pace["opening_distance_rate"], strict=True))
        return by_name.get(match_name(self.ccg_names[ccg]))

    def qof_per_head(self, year: str, ccgs=None) -> float:
        """QOF payments per registered person in pounds, of some CCGs or of England."""
        practices = ({self.base_year: self.payments} | self.earlier)[year].practices
        if ccgs is not None:
            practices = practices[practices["ccg_code"].isin(list(ccgs))]
        people = practices["registered_persons"].sum()
        return float(practices["qof"].sum() / 100 / people) if people else float("nan")

    def qof_notice(self, ccgs) -> str | None:
        """A warning where QOF payments per head cannot be the size of the carve-out, or None."""
        here, england = self.qof_per_head(self.base_year, ccgs), self.qof_per_head(self.base_year)
        if not england > 0 or _QOF_LOW <= here / england <= _QOF_HIGH:
            return None
        before = "".join(
            f", £{self.qof_per_head(year, ccgs):.2f} in {year}"
            for year in self.earlier
            if self.qof_per_head(year, ccgs) > 0
        )
        return (
            f"QOF payments of {self.base_year} are £{here:.2f} a head against £{england:.2f} in "
            f"England{before}: not plausible as the size of the QOF carve-out. Where a local framework has "
            "replaced QOF, its money is in other lines."
        )
