"""Site folders for real places from published files: one place, or every CCG of England."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from acohandbook.published.folder import PublishedFolder
from acohandbook.published.reading import PublishedFileError
from acohandbook.published.sites.ages import Ages
from acohandbook.published.sites.boundaries import boundary_fault
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.grounds import (
    assumption_table,
    illustrative_statement,
    notices,
)
from acohandbook.published.sites.ledger import build_ledger
from acohandbook.published.sites.measures import measure_table
from acohandbook.published.sites.people import population_table, practice_table, residence_table
from acohandbook.published.sites.places import (
    Place,
    PlaceError,
    ccg_place,
    every_place,
    listed_place,
    pcn_place,
    stp_place,
)
from acohandbook.published.sites.plan import (
    allocation_table,
    contract_years,
    growth_table,
    outturn_table,
    party_table,
    scope_table,
    settings,
)
from acohandbook.published.sites.scales import scale_fault
from acohandbook.published.sites.sources import source_table
from acohandbook.site import Site, SiteFaults, write_site

_FAULTS_SHOWN = 5


@dataclass(frozen=True)
class ImportedSite:
    """One site that was written.

    Attributes
    ----------
    key, name : str
    folder : Path
    practices : int
        Practices of the place with a list.
    registered_persons : float
        People on them.
    illustrative_rate : float
        Part of its money that rests on illustrative rows.
    statement : str
        The same in a sentence.
    notices : tuple of str
        What its reader must know.
    """

    key: str
    name: str
    folder: Path
    practices: int
    registered_persons: float
    illustrative_rate: float
    statement: str
    notices: tuple[str, ...]


@dataclass
class ImportReport:
    """What an import wrote and refused.

    Attributes
    ----------
    base_year : str
    sites : list of ImportedSite
    refused : list of (str, str)
        Key and reason of each place that was not written.
    notices : list of str
        What holds for all of them.
    """

    base_year: str
    sites: list[ImportedSite] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)


def import_sites(
    published: Path,
    output: Path,
    *,
    ccg: str | None = None,
    stp: str | None = None,
    pcn: str | None = None,
    practices: Path | None = None,
    all: bool = False,  # the option's own name
    by: str = "ccg",
    minimum_persons: float = 0,
    progress: Callable[[str], None] = lambda line: None,
) -> ImportReport:
    """Write one checked site folder per place from a folder of published files.

    Parameters
    ----------
    published
        Folder of published files; each is recognised by its header.
    output
        Folder in which each site's folder is made (``05c`` for the CCG 05C). One that exists is left alone.
    ccg, stp, pcn, practices, all
        Exactly one: a code, a file with one practice code a line, or every place of the base year.
    by
        Kind of every place: ``ccg``, ``stp`` or ``pcn``.
    minimum_persons
        With all: places with fewer people on the lists of the base year are left out, and counted.
    progress
        Called with a line of text after each place.

    Returns
    -------
    ImportReport

    Raises
    ------
    PublishedFileError
        A file that every place needs is missing or does not fit.
    PlaceError
        The place is not known, or a file of practices names one that is not.
    ValueError
        Not exactly one place was asked for.
    """
    if sum(choice is not None for choice in (ccg, stp, pcn, practices)) + bool(all) != 1:
        raise ValueError("give exactly one of ccg, stp, pcn, practices and all")
    country = Country(PublishedFolder(published))
    report = ImportReport(country.base_year, notices=_for_all(country))
    if all:
        places = _large_enough(country, every_place(country, by), minimum_persons, report.notices)
    elif ccg is not None:
        places = [ccg_place(country, ccg)]
    elif stp is not None:
        places = [stp_place(country, stp)]
    elif pcn is not None:
        places = [pcn_place(country, pcn)]
    else:
        places = [listed_place(country, practices)]
    ages = Ages(country.folder.ages, country.listed, country.folder.practice_map)
    for at, place in enumerate(places, 1):
        try:
            site = _import_one(country, ages, place, Path(output))
        except (PlaceError, SiteFaults) as error:
            report.refused.append((place.key, _reason(error)))
            progress(f"{at} of {len(places)}: {place.key} refused")
        else:
            report.sites.append(site)
            progress(f"{at} of {len(places)}: {place.key} {place.name}")
    return report


def _large_enough(country, places, minimum_persons, notices) -> list[Place]:
    """The places with so many people, and a notice of those left out and of people in no place."""
    persons = country.listed["registered_persons"]
    members = [persons[persons.index.isin(place.members)] for place in places]
    large = [place for place, lists in zip(places, members, strict=True) if lists.sum() >= minimum_persons]
    if left_out := len(places) - len(large):
        notices.append(
            f"{left_out} of {len(places)} places left out: fewer than {minimum_persons:,.0f} people."
        )
    nowhere = persons.sum() - sum(lists.sum() for lists in members)
    if nowhere:
        notices.append(
            f"{nowhere:,.0f} of {persons.sum():,.0f} people are on lists of practices in no such place."
        )
    return large


def _import_one(country, ages, place, output) -> ImportedSite:
    target = output / place.key
    if target.exists():
        raise PlaceError(f"{target} is there already; remove it or choose another output folder.")
    if fault := place_fault(country, ages, place):
        raise PlaceError(fault)
    site, ledger = build_site(country, ages, place)
    write_site(site, target)
    members = site.frames["practices"].query("membership == 'signed'")
    return ImportedSite(
        place.key,
        place.name,
        target,
        len(members),
        float(members["registered_persons"].sum()),
        ledger.illustrative_rate,
        illustrative_statement(ledger),
        tuple(notices(country, place)),
    )


def place_fault(country: Country, ages: Ages, place: Place) -> str | None:
    """Say why the published files make no site of a place, or None where they can."""
    unallocated = [ccg for ccg in place.ccgs if country.allocations.of(ccg, country.base_year) is None]
    if unallocated:
        return f"no allocation for {', '.join(unallocated)} in {country.base_year} in the panel."
    if not country.listed["ccg_code"].isin(place.ccgs).any():
        return f"none of its practices had a list in {country.base_year}."
    moved = next(filter(None, (boundary_fault(country, ccg) for ccg in place.ccgs)), None)
    return moved or scale_fault(country, ages, place)


def build_site(country: Country, ages: Ages, place: Place):
    """The checked site of one place, and the ledger that it was built from.

    Raises
    ------
    SiteFaults
        What the published files give does not make a valid site.
    """
    practices = practice_table(country, place)
    ledger = build_ledger(country, place, practices)
    profiles = {ccg: ages.of(ccg) for ccg in place.ccgs}
    years = [country.base_year, *contract_years(country)]
    scope = scope_table(ledger)
    measures, about_measures = measure_table(country, place, years[1])
    tables = {
        "commissioners": ledger.commissioners,
        "practices": practices,
        "residence": residence_table(country, place),
        "unregistered": [],
        "population": population_table(profiles, years),
        "expenditure": ledger.expenditure,
        "scope": scope,
        "adjustments": ledger.adjustments,
        "growth": growth_table(country, ledger, scope),
        "allocations": allocation_table(country, place, ledger),
        "measures": measures,
        "achievement": [],
        "outturn": outturn_table(country, ledger, scope),
        "parties": party_table(country, place, ledger),
        "assumptions": assumption_table(country, place, ledger, profiles, about_measures),
    }
    tables["sources"] = source_table(country, _sources_of(tables.values()))
    figures = {
        "illustrative_share_rate": round(ledger.illustrative_rate, 6),
        "qof_per_head_gbp": round(country.qof_per_head(country.base_year, place.ccgs), 4),
    }
    return Site.from_tables(place.key, settings(country, place, ledger, figures), tables), ledger


def _sources_of(tables) -> set[str]:
    frames = [table for table in tables if isinstance(table, pd.DataFrame) and "source_id" in table]
    return {source for frame in frames for source in frame["source_id"].dropna()}


def _for_all(country) -> list[str]:
    found = [notice for payments in country.folder.payments.values() for notice in payments.notices]
    if country.folder.unused:
        names = ", ".join(path.name for path in country.folder.unused)
        found.append(f"Not used, since no import reads a publication with their headers: {names}.")
    if country.folder.components is None:
        found.append("No need components of 2018/19: spend is shared by list, not by need.")
    if country.folder.practice_map is None:
        found.append("No map of practices to areas of 2021: ages are England's on each CCG's list.")
    return found


def _reason(error) -> str:
    faults = getattr(error, "faults", None)
    if faults is None:
        return str(error)
    more = f"\n  and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
    return f"{len(faults)} faults:\n" + "\n".join(f"  {fault}" for fault in faults[:_FAULTS_SHOWN]) + more


__all__ = ["ImportReport", "ImportedSite", "PlaceError", "PublishedFileError", "build_site", "import_sites"]
