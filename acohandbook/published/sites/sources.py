"""The sources that the tables of an imported site refer to."""

from __future__ import annotations

import pandas as pd

from acohandbook.published import ccg_allocations, gp_payments, need_components, populations, social_care
from acohandbook.published.quality_outcomes import ACHIEVEMENT
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.national import national_rows

_STATISTICS = "https://digital.nhs.uk/data-and-information/publications/statistical/"
_ALLOCATIONS = "https://www.england.nhs.uk/allocations/"
# source_id: publication, publisher, address, status
_PUBLISHED = {
    "gp_payments": (
        gp_payments.PUBLICATION,
        "NHS Digital",
        f"{_STATISTICS}nhs-payments-to-general-practice",
        "V",
    ),
    # The panel is a compilation of others from what NHS England published.
    "ccg_allocations": (ccg_allocations.PANEL, "NHS England, compiled by others", _ALLOCATIONS, "S"),
    "pace_of_change": (ccg_allocations.PACE, "NHS England", _ALLOCATIONS, "V"),
    "need_components": (need_components.COMPONENTS_2018_19, "NHS England", _ALLOCATIONS, "V"),
    "practice_locations": (need_components.WEIGHTED, "NHS England", _ALLOCATIONS, "V"),
    "social_care_return": (
        social_care.PUBLICATION,
        "NHS Digital",
        f"{_STATISTICS}adult-social-care-activity-and-finance-report",
        "V",
    ),
    "ccg_population": (
        populations.SINGLE_AGE,
        "Office for National Statistics",
        "https://www.ons.gov.uk/peoplepopulationandcommunity/populationandmigration",
        "V",
    ),
    "qof_achievement": (
        ACHIEVEMENT,
        "NHS Digital",
        f"{_STATISTICS}quality-and-outcomes-framework-achievement-prevalence-and-exceptions-data",
        "V",
    ),
}
_OWN = {
    "ccg_allocations_derived": ("Allocations across a merger of CCGs, worked out from the panel", "D"),
    "illustrative_shares": ("Illustrative national shares of a CCG's spend by service line", "illustrative"),
    "illustrative_growth": ("Illustrative growth rates by driver", "illustrative"),
    "handbook_reconstruction": ("Illustrative choice; no published source", "illustrative"),
}
# Tables without a column for their source (practices, residence, population) rest on these.
_SILENT = ("need_components", "practice_locations", "ccg_population")


def source_table(country: Country, used: set[str]) -> pd.DataFrame:
    """The sources that tables refer to, with those of tables that cannot: title, publisher and status.

    Parameters
    ----------
    used
        Every ``source_id`` of the other tables.
    """
    national = {row["source_id"]: row for row in national_rows("sources")}
    rows = []
    for source in sorted({*used, *_SILENT}):
        if source in _PUBLISHED:
            publication, publisher, url, status = _PUBLISHED[source]
            names = ", ".join(path.name for path in country.folder.files[publication])
            title = f"{publication[0].upper()}{publication[1:]} ({names or 'no file at hand'})"
        elif source in _OWN:
            (title, status), publisher, url = _OWN[source], "ACO handbook", None
        else:
            row = national[source]
            title, publisher, url, status = row["title"], row["publisher"], row["url"] or None, row["status"]
        rows.append((source, title, publisher, url, None, None, status))
    columns = ["source_id", "title", "publisher", "url", "published", "read_on", "status"]
    return pd.DataFrame(rows, columns=columns)
