"""The people of a place: its practices with their lists and need, where they live, and their ages."""

from __future__ import annotations

import pandas as pd

from acohandbook.published.sites.ages import AgeProfile
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.places import Place
from acohandbook.site.models.vocabulary import NEED_COMPONENTS

_LIVES = "taken to live where the practice lies"


def practice_table(country: Country, place: Place) -> pd.DataFrame:
    """Every practice with a list of the place's CCGs; those that are not the place's are not_member."""
    rows = practices_of(country, place)
    table = pd.DataFrame(
        {
            "practice_code": rows.index,
            "practice_name": rows["practice_name"].fillna("name not given").to_numpy(),
            "commissioner_code": rows["ccg_code"].to_numpy(),
            "membership": ["signed" if code in place.members else "not_member" for code in rows.index],
            "registered_persons": rows["registered_persons"].to_numpy(),
            "list_date": country.payments.list_day.isoformat(),
            **{need: rows[need].round(4).to_numpy() for need in NEED_COMPONENTS},
            "note_list": rows["note_list"].to_numpy(),
            "note_need": rows["note_need"].to_numpy(),
            "note_location": rows["note_location"].to_numpy(),
        }
    )
    return table.astype({column: object for column in table if column.startswith("note")})


def practices_of(country: Country, place: Place) -> pd.DataFrame:
    """The practices with a list of a place's CCGs, in order of codes."""
    return country.listed[country.listed["ccg_code"].isin(place.ccgs)].sort_index()


def residence_table(country: Country, place: Place) -> pd.DataFrame:
    """Everyone on a list, at the authority in which the practice lies: the nearest that is published."""
    rows = practices_of(country, place)
    rows = rows[rows["lad_code"].notna()]
    return pd.DataFrame(
        {
            "practice_code": rows.index,
            "lad_code": rows["lad_code"].to_numpy(),
            "persons": rows["registered_persons"].to_numpy(),
            "note_basis": _LIVES,
        }
    )


def population_table(profiles: dict[str, AgeProfile], years: list[str]) -> pd.DataFrame:
    """People by CCG, year and age band, both sexes together."""
    rows = [
        {
            "commissioner_code": ccg,
            "financial_year": year,
            "age_band": band,
            "sex": "all",
            "persons": people,
            "note_basis": profile.basis,
        }
        for ccg, profile in profiles.items()
        for year in years
        for band, people in profile.in_year(year).items()
    ]
    return pd.DataFrame(rows)


def member_shares(practices: pd.DataFrame) -> dict[tuple[str, str], float]:
    """Members' part of each CCG's people, counted and weighted by each need component.

    Parameters
    ----------
    practices
        The site's table of practices.

    Returns
    -------
    dict
        (CCG, ``registered_persons`` or need column) -> share; a component that a practice lacks is left out.
    """
    columns = ["registered_persons", *NEED_COMPONENTS]
    signed = practices["membership"] == "signed"
    people = practices.groupby("commissioner_code")[columns].sum(min_count=1)
    ours = practices[signed].groupby("commissioner_code")[columns].sum().reindex(people.index, fill_value=0.0)
    known = practices[columns].notna().groupby(practices["commissioner_code"]).all()
    shares = (ours / people).where(known & (people > 0))
    return {key: float(share) for key, share in shares.stack().dropna().items()}
