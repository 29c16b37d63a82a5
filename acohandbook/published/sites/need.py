"""Need-weighted people of each practice at the day of its list."""

from __future__ import annotations

import pandas as pd

from acohandbook.published.need_components import mean_relative_need
from acohandbook.site.models.vocabulary import NEED_COMPONENTS

# A list this far from the need file's own count has been merged or split between the two dates, and a count
# below this many people is what a closing practice leaves behind.
_MOVED_BELOW, _MOVED_ABOVE, _ENOUGH_PERSONS = 0.5, 2.0, 100
_MOVED = "its list has halved or doubled since: list x its own relative need of 2018/19"
_ABSENT = "no row in the need components of 2018/19: list x mean relative need of its CCG"


def practice_need(practices: pd.DataFrame, components: pd.DataFrame | None) -> pd.DataFrame:
    """Weighted people by component for each practice.

    They are as published where the practice is in the components and its list has not moved; otherwise the
    list times relative need, its own or its CCG's. Primary medical need is the payments file's own weighting.

    Parameters
    ----------
    practices
        Index practice_code; ccg_code, registered_persons, weighted_persons.
    components
        As ``with_overall_need`` returns them, or None.

    Returns
    -------
    DataFrame
        The need columns of a site, ``note_need`` (None where published as it stands) and
        ``overall_is_derived``.
    """
    need = pd.DataFrame(index=practices.index, columns=list(NEED_COMPONENTS), dtype=float)
    need["need_primary_medical"] = practices["weighted_persons"]
    notes = pd.Series([None] * len(practices), practices.index, dtype=object)
    if components is None:
        return need.assign(note_need=notes, overall_is_derived=False)
    columns = [column for column in components if column.startswith("need_")]
    here = components.set_index("practice_code").reindex(practices.index)
    people = practices["registered_persons"]
    own = here[columns].div(here["persons"], axis=0).mul(people, axis=0)
    groups = components["practice_code"].map(practices["ccg_code"]).fillna(components["ccg_code"])
    means = mean_relative_need(components, groups).reindex(practices["ccg_code"])
    typical = means[columns].set_axis(practices.index).mul(people, axis=0)
    found = here["persons"] >= _ENOUGH_PERSONS
    moved = found & ~(here["persons"] / people).between(_MOVED_BELOW, _MOVED_ABOVE)
    need[columns] = here[columns].where(~moved, own, axis=0).where(found, typical, axis=0)
    notes[moved] = _MOVED
    notes[~found] = _ABSENT
    return need.assign(note_need=notes, overall_is_derived=here["overall_is_derived"].eq(True))
