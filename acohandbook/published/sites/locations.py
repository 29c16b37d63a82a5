"""Where practices lie: by code, else by postcode, else by postcode district, else with most of their CCG."""

from __future__ import annotations

import pandas as pd

_BY_CODE = None
_BY_POSTCODE = "place taken from another practice at its postcode"
_BY_DISTRICT = "place taken from most practices in its postcode district"
_BY_CCG = "place taken from most practices of its CCG"


def locate(practices: pd.DataFrame, locations: pd.DataFrame | None) -> pd.DataFrame:
    """Find the lower-tier authority and the upper-tier council of each practice.

    Parameters
    ----------
    practices
        Index practice_code; columns postcode and ccg_code.
    locations
        As ``read_weighted_populations`` returns them, or None.

    Returns
    -------
    DataFrame
        lad_code, council_code and note_location (how it was found, None where the file places it).
    """
    blank = pd.Series([None] * len(practices), practices.index, dtype=object)
    if locations is None:
        return pd.DataFrame({"lad_code": blank, "council_code": blank, "note_location": blank})
    placed = locations[locations["lad_code"].notna()]
    postcode = _compact(practices["postcode"])
    lads = practices.index.to_series().map(placed.set_index("practice_code")["lad_code"])
    notes = blank.copy()
    for keys, known, note in (
        (postcode, _compact(placed["postcode"]), _BY_POSTCODE),
        (_district(postcode), _district(_compact(placed["postcode"])), _BY_DISTRICT),
    ):
        lads, notes = _fill(lads, notes, keys.map(_commonest(placed["lad_code"], known)), note)
    by_ccg = practices["ccg_code"].map(_commonest(lads, practices["ccg_code"]))
    lads, notes = _fill(lads, notes, by_ccg, _BY_CCG)
    councils = lads.map(council_of_lad(locations))
    return pd.DataFrame({"lad_code": lads, "council_code": councils, "note_location": notes}).astype(object)


def council_of_lad(locations: pd.DataFrame) -> pd.Series:
    """Upper-tier council of each lower-tier authority: the one that most of its practices name."""
    named = locations[locations["council_code"].notna()]
    return _commonest(named["council_code"], named["lad_code"])


def _commonest(values: pd.Series, keys: pd.Series) -> pd.Series:
    """The commonest value for each key; ties go to the first in order of codes."""
    known = values.notna() & keys.notna()
    counts = values[known].groupby([keys[known].rename("key"), values[known].rename("value")]).size()
    ranked = (
        counts.rename("n").reset_index().sort_values(["key", "n", "value"], ascending=[True, False, True])
    )
    return ranked.drop_duplicates("key").set_index("key")["value"]


def _fill(lads, notes, found, note):
    new = lads.isna() & found.notna()
    return lads.where(~new, found), notes.where(~new, note)


def _compact(postcodes: pd.Series) -> pd.Series:
    return postcodes.map(lambda code: code.replace(" ", "").upper() if isinstance(code, str) else None)


def _district(postcodes: pd.Series) -> pd.Series:
    # The last three characters of a postcode are its inward part; what stands before is the district.
    return postcodes.map(lambda code: code[:-3] if isinstance(code, str) and len(code) > 4 else None)
