"""Councils: which one's adult social care belongs to which practices, across reorganisations of councils."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from acohandbook.published.sites.locations import council_of_lad
from acohandbook.published.sites.national import national_rows


@dataclass(frozen=True)
class Council:
    """A council, or the councils that an older one became, with the spend that the return shows for it.

    Attributes
    ----------
    code : str
        Upper-tier code; several joined by hyphens where spend cannot be told apart.
    name : str
    lad_codes : tuple of str
        Lower-tier authorities that it covers and in which a practice lies.
    return_codes : tuple of str
        Codes under which the return shows it.
    spend : dict of str to float
        Pounds by service line; client income is negative.
    """

    code: str
    name: str
    lad_codes: tuple[str, ...]
    return_codes: tuple[str, ...]
    spend: dict[str, float]


class Councils:
    """The councils of a return, by the lower-tier authority in which practices lie.

    Parameters
    ----------
    year
        Financial year of the return.
    spend
        As ``read_social_care`` returns them.
    listed
        Practices whose lists count, with lad_code and registered_persons.
    locations
        As ``read_weighted_populations`` returns them.
    """

    def __init__(self, year: str, spend: pd.DataFrame, listed: pd.DataFrame, locations: pd.DataFrame):
        self.year = year
        self._spend = spend
        self._listed = listed
        self._council_of_lad = council_of_lad(locations)
        names = locations[locations["council_code"].notna()]
        self._names = dict(zip(names["council_code"], names["council_name"], strict=True))

    @cached_property
    def by_lad(self) -> dict[str, Council]:
        """The council of each lower-tier authority; authorities whose council made no return are left out."""
        lads: dict[tuple, list[str]] = {}
        for lad, council in self._council_of_lad.items():
            if codes := self._returned_as(council):
                lads.setdefault(codes, []).append(lad)
        found = {}
        for (new, old), covered in lads.items():
            names = sorted({self._names.get(code) or code for code in new})
            lines = self._spend.loc[list(old)].sum()
            spend = {line: lines[line] for line in lines.index if line.startswith("social_care_")}
            council = Council("-".join(new), " with ".join(names), tuple(sorted(covered)), old, spend)
            found |= dict.fromkeys(covered, council)
        return found

    def _returned_as(self, council):
        """Today's codes and the codes of the return that together cover the same ground, or None."""
        if council in self._spend.index:
            return (council,), (council,)
        steps = [(row["old_code"], row["new_code"]) for row in national_rows("council_successions")]
        new, old = {council}, set()
        while True:
            wider_old = {before for before, after in steps if after in new}
            wider_new = new | {after for before, after in steps if before in wider_old}
            if (wider_new, wider_old) == (new, old):
                break
            new, old = wider_new, wider_old
        if not old or not old <= set(self._spend.index):
            return None
        return tuple(sorted(new)), tuple(sorted(old))

    def share(self, council: Council, members: pd.Index) -> float:
        """Part of the people on lists of practices in a council's area who are on members' lists.

        Practice location stands for residence, so this is an approximation.
        """
        here = self._listed[self._listed["lad_code"].isin(council.lad_codes)]
        everyone = here["registered_persons"].sum()
        ours = here.loc[here.index.isin(members), "registered_persons"].sum()
        return float(ours / everyone) if everyone else 0.0
