"""Which practices a place is made of, and whose commissioners answer for them."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from acohandbook.published.populations import MAPPING
from acohandbook.published.reading import text_of
from acohandbook.published.sites.country import Country


class PlaceError(ValueError):
    """A place that the published files do not know; the message says what to do."""


@dataclass(frozen=True)
class Place:
    """One place to be made a site.

    Attributes
    ----------
    key : str
        Name of its folder.
    name : str
    ccgs : tuple of str
        CCGs of the base year whose practices make it up, largest list of members first.
    members : frozenset of str
        Codes of its practices, those that have no list included.
    notes : tuple of str
        What a reader should know of how the place was found.
    """

    key: str
    name: str
    ccgs: tuple[str, ...]
    members: frozenset[str]
    notes: tuple[str, ...] = field(default=())


def every_place(country: Country, by: str) -> list[Place]:
    """Every place of one kind in order of codes: ``ccg``, ``stp`` or ``pcn``.

    CCGs are those that had practices in the base year, STPs are made of them, and networks are left out of
    which no practice had a list in the base year.

    Raises
    ------
    PlaceError
        No file maps practices to STPs or to networks.
    """
    return {"ccg": every_ccg, "stp": _every_stp, "pcn": _every_pcn}[by](country)


def every_ccg(country: Country) -> list[Place]:
    """One place per CCG that had practices in the base year, in order of codes."""
    return [ccg_place(country, code) for code in sorted(country.ccg_names)]


def _every_stp(country: Country) -> list[Place]:
    main, _ = next(_main_stps(country))
    return [stp_place(country, code) for code in sorted(main.unique())]


def _every_pcn(country: Country) -> list[Place]:
    table, _ = _networks(country)[0]
    listed = table["practice_code"].isin(country.listed.index)
    return [pcn_place(country, code) for code in sorted(table["pcn_code"][listed].unique())]


def ccg_place(country: Country, code: str) -> Place:
    """A CCG; one formed after the base year is made of those that merged into it.

    Raises
    ------
    PlaceError
        No practice was paid under the code, nor under a CCG that merged into it.
    """
    code = code.strip().upper()
    if code in country.ccg_names:
        return _of_ccgs(country, code, short_name(country.ccg_names[code]), [code])
    merged = country.allocations.merged_into(code)
    if merged:
        note = f"{code} was formed after {country.base_year}: it is made of {', '.join(merged)}."
        names = dict(zip(country.folder.panel["ccg_code"], country.folder.panel["ccg_name"], strict=True))
        return _of_ccgs(country, code, short_name(names.get(code) or code), merged, note)
    names = {known: short_name(name) for known, name in country.ccg_names.items()}
    raise PlaceError(
        f"no CCG {code!r} in {country.base_year}. {_nearest_codes(code, names)} "
        "For a system of several CCGs use --stp."
    )


def stp_place(country: Country, code: str) -> Place:
    """All the CCGs of the base year most of whose people belong to an STP.

    Raises
    ------
    PlaceError
        No file maps practices to STPs, or none knows the code.
    """
    code = code.strip().upper()
    names, known = {}, {}
    if (mapping := country.folder.practice_map) is not None:
        names = dict(zip(mapping["stp_code"], mapping["stp_name"], strict=True))
        ons = dict(zip(mapping["stp_ons_code"], mapping["stp_code"], strict=True))
        code = ons.get(code, code)
    for main, stps in _main_stps(country):
        if ccgs := sorted(main.index[main == code]):
            return _of_ccgs(country, code, names.get(code) or code, ccgs)
        known = {known: names.get(known) or known for known in stps.dropna().unique()}
    raise PlaceError(f"no STP {code!r} among the published files. {_nearest_codes(code, known)}")


def _main_stps(country: Country) -> Iterator[tuple[pd.Series, pd.Series]]:
    """The STP of most of each CCG's people, and of each practice, by every file that maps them, oldest first.

    Raises
    ------
    PlaceError
        No file maps practices to STPs.
    """
    tables = [
        table for table in (country.folder.components, country.folder.practice_map) if table is not None
    ]
    tables = [table for table in tables if table["stp_code"].notna().any()]
    if not tables:
        raise PlaceError(country.folder.missing(MAPPING, "finding the practices of an STP"))
    listed = country.listed
    for table in tables:
        stps = table.set_index("practice_code")["stp_code"]
        stp = listed.index.to_series().map(stps)
        people = listed["registered_persons"].groupby([listed["ccg_code"], stp]).sum()
        yield people.unstack().idxmax(axis=1), stps


def pcn_place(country: Country, code: str) -> Place:
    """The practices of a primary care network, as the map of 2022 names them.

    Raises
    ------
    PlaceError
        No file maps practices to networks, none knows the code, or none of its practices was paid in the
        base year.
    """
    code = code.strip().upper()
    for table, title in _networks(country):
        rows = table[table["pcn_code"] == code]
        if len(rows):
            name = str(rows["pcn_name"].iloc[0]).title().replace("Pcn", "PCN")
            place = _of_practices(country, slug(code), name, list(rows["practice_code"]))
            note = f"Network as in {title}."
            return Place(place.key, place.name, place.ccgs, place.members, (note, *place.notes))
    raise PlaceError(f"no primary care network {code!r} among the published files.")


def _networks(country: Country) -> list[tuple[pd.DataFrame, str]]:
    """Practices that are in a network, by every file that names networks, newest first, with its title.

    Raises
    ------
    PlaceError
        No file maps practices to networks.
    """
    tables = [
        (table, title)
        for table, title in (
            (country.folder.practice_map, MAPPING),
            (country.folder.components, "the need components of 2018/19"),
        )
        if table is not None
    ]
    if not tables:
        raise PlaceError(country.folder.missing(MAPPING, "finding the practices of a network"))
    # The publisher writes U alone for a practice in no network.
    return [(table[table["pcn_code"].notna() & (table["pcn_code"] != "U")], title) for table, title in tables]


def listed_place(country: Country, file: Path) -> Place:
    """The practices that a file names.

    Raises
    ------
    PlaceError
        The file names no practice, or one that is not among those paid in the base year; every such line is
        in the message.
    """
    codes = read_codes(file)
    unknown = [(line, code) for line, code in codes if code not in country.paid.index]
    if unknown:
        faults = "\n".join(
            f"  {file}, row {line}, column practice_code, value {code!r}: no such practice among those paid "
            f"in {country.base_year}; correct the code or take the line out."
            for line, code in unknown
        )
        raise PlaceError(f"{len(unknown)} unknown practice code{'s' * (len(unknown) > 1)}:\n{faults}")
    if not codes:
        raise PlaceError(f"{file}: no practice code in it. Write one code a line, such as M87001.")
    name = Path(file).stem.replace("_", " ").replace("-", " ").strip().capitalize()
    return _of_practices(country, slug(Path(file).stem), name, [code for _, code in codes])


def read_codes(file: Path) -> list[tuple[int, str]]:
    """Practice codes of a file with their row: the first column of each line; ``#`` starts a comment."""
    found = []
    for row, line in enumerate(text_of(Path(file)).splitlines(), 1):
        cells = re.split(r"[,;\t]", line.partition("#")[0])
        code = cells[0].strip().strip('"').upper()
        if code and not (row == 1 and code in {"PRACTICE_CODE", "PRACTICE CODE", "CODE", "PRACTICE"}):
            found.append((row, code))
    return found


def slug(text: str) -> str:
    """A name as a folder may have it: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "place"


def short_name(name: str) -> str:
    """A CCG's name as a place: ``NHS DUDLEY CCG`` is Dudley."""
    bare = re.sub(r"^NHS\s+|\s+CCG$", "", name.strip(), flags=re.IGNORECASE)
    if not bare.isupper():
        return bare
    small = {"And", "Of", "On", "With", "The", "In", "Upon"}
    words = [word.lower() if at and word in small else word for at, word in enumerate(bare.title().split())]
    return re.sub(r"-(And|Of|On|With|The|In|Upon|Under)-", lambda found: found[0].lower(), " ".join(words))


def _nearest_codes(code: str, names: dict[str, str]) -> str:
    """The codes that were probably meant, by code or by name; or a few to show what codes look like."""
    called = {name.upper(): known for known, name in names.items()}
    by_name = [called[name] for name in difflib.get_close_matches(code, sorted(called), n=1, cutoff=0.8)]
    # A code has three signs or so: two that agree are near.
    near = by_name or difflib.get_close_matches(code, sorted(names), n=3, cutoff=0.6)
    if near:
        return f"Did you mean {' or '.join(f'{known} ({names[known]})' for known in near)}?"
    return f"No code is near it; codes look like {', '.join(sorted(names)[:5])}."


def _of_ccgs(country, code, name, ccgs, *notes) -> Place:
    members = country.paid.index[country.paid["ccg_code"].isin(ccgs)]
    return Place(slug(code), name, _largest_first(country, members), frozenset(members), notes)


def _of_practices(country, key, name, codes) -> Place:
    codes = list(dict.fromkeys(codes))
    members = [code for code in codes if code in country.paid.index]
    notes = []
    if absent := [code for code in codes if code not in country.paid.index]:
        notes.append(f"Not paid in {country.base_year} and so left out: {', '.join(absent)}.")
    if not country.listed.index.isin(members).any():
        raise PlaceError(f"none of the practices of {name} had a list in {country.base_year}.")
    return Place(key, name, _largest_first(country, members), frozenset(members), tuple(notes))


def _largest_first(country, members) -> tuple[str, ...]:
    mine = country.paid.loc[pd.Index(members)]
    people = mine.groupby("ccg_code")["registered_persons"].sum()
    return tuple(people.sort_index().sort_values(ascending=False, kind="stable").index)
