"""Reading results of the US Medicare Shared Savings Program, as published or tidied, of any year.

Headers, codes and scales drift from year to year: a track is a code, a set of flags or a single flag; a
rate is a fraction, a percentage or a fraction with a percent sign; 2013 has its columns named in prose. What
is read here are inputs alone. The published payment is read by a function of its own, so that a prediction
cannot see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published import cells, reading
from acohandbook.published.cells import BEYOND_ALL_SPENDING, PublishedFileError

FIRST_YEAR, LAST_YEAR = 2013, 2024

# Our name -> (what it is in words, the headers publishers have used, by ``form``).
COLUMNS = {
    "aco_id": ("the organisation's identifier", ["acoid"]),
    "aco_number": ("the organisation's number", ["aconum", "aconumber", "acoidentifier"]),
    "aco_name": ("the organisation's name", ["aconame"]),
    "year": ("the performance year", ["py", "year", "performanceyear"]),
    "started": ("when the agreement began", ["currentstartdate", "startdate"]),
    "persons": ("assigned beneficiaries (N_AB)", ["nab", "totalnumberofassignedbeneficiaries"]),
    "benchmark": ("total benchmark (ABtotBnchmk)", ["abtotbnchmk", "totalbenchmarkexpenditures"]),
    "expenditure": ("total expenditure (ABtotExp)", ["abtotexp", "totalexpenditures"]),
    "minimum_rate": ("minimum savings rate (MinSavPerc)", ["minsavperc", "minimumsavingsrate"]),
    "minimum_loss_rate": ("minimum loss rate", ["minlossperc", "minimumlossrate"]),
    "quality": ("quality score (QualScore)", ["qualscore", "qualityscore"]),
    "final_share": ("final sharing rate (FinalShareRate)", ["finalsharerate", "finalsharingrate"]),
    "final_loss_rate": ("final loss rate (FinalLossRate)", ["finallossrate"]),
    "met_standard": ("whether the quality standard was met", ["metqps"]),
    "met_alternative": ("whether the alternative quality standard was met", ["metaltqps"]),
    "relief": ("adjustment of a loss for a disaster (DisAdj)", ["disadj"]),
    "reduced": ("half of the share below the minimum rate (ReducedSS)", ["reducedss"]),
    "guardrail": ("savings that only a guardrail made (Guardrail)", ["guardrail"]),
    "ended_early": (
        "losses for part of the year",
        ["impactmidyeartermination", "proratesharedlosses"],
    ),
}
_NEEDED = ("benchmark", "expenditure", "minimum_rate")
_TRACK_NEEDED = "track (Track, Current_Track, or flags such as Current_Track_1)"
_SHARE_NEEDED = "quality score (QualScore) or final sharing rate (FinalShareRate)"
_YEAR_NEEDED = "performance year (PY, or a year in the file's name)"
_PAYMENT = ["earnsaveloss", "earnshrsavings", "sharedsavings"]
_OWED_APART = ["owelosses", "sharedlosses"]
# The prose headers of 2013 came without the name of one column, between these two.
_GAP_OF_2013 = ("Total benchmark expenditures ($)", "Total expenditures ($)", "Total savings/losses ($)")

_TRACKS = {
    "1": "T1", "2": "T2", "3": "T3", "1+": "T1P", "1plus": "T1P", "1p": "T1P", "a": "A", "b": "B", "c": "C",
    "d": "D", "e": "E", "en": "EN", "enhanced": "EN",
}  # fmt: skip
_PAY_FOR_REPORTING = "p4r"
_HIGHEST_MINIMUM_RATE = 0.2
_FLAGS = ("met_standard", "met_alternative", "reduced", "guardrail")


def form(header: str) -> str:
    """A header as it is compared: lower-case letters, digits and plus signs."""
    return re.sub(r"[^a-z0-9+]", "", str(header).lower())


@dataclass(frozen=True)
class Inputs:
    """What a prediction may see, one element per row of the file.

    Attributes
    ----------
    identifier, track : array of text
        ``track`` is T1, T1P, T2, T3, A to E or EN, None where it can't be read.
    year, contract_year : array
        Performance year, and which year of the agreement it is; NaN where not stated.
    figures : dict of array
        Dollars, persons, rates as fractions and flags by the names of ``COLUMNS``; NaN where not given.
    half_widths : dict of float
        Half a unit of the last digit in which a column of rates is printed.
    faults : list of dict
        Per row, what could not be read: a name of ``COLUMNS`` or ``track``, and words.
    """

    identifier: np.ndarray
    track: np.ndarray
    year: np.ndarray
    contract_year: np.ndarray
    figures: dict[str, np.ndarray]
    half_widths: dict[str, float]
    faults: list[dict[str, str]]


def read_file(path: Path) -> pd.DataFrame:
    """Every cell of a results file as text, with the header that 2013 lacks put in."""
    path = Path(path)
    try:
        headers, rows = reading.rows_of(path)
        before, lost, after = _GAP_OF_2013
        if (before, after) in pairwise(headers) and all(len(cells) == len(headers) + 1 for _, cells in rows):
            headers.insert(headers.index(after), lost)
        raw = reading.table_of(path, headers, rows)
    except PublishedFileError as error:
        raise PublishedFileError(f"{error} {_needs()}") from None
    if raw.empty:
        raise PublishedFileError(f"{path}: the file has no rows. {_needs()}")
    return raw


def read_inputs(raw: pd.DataFrame, path: Path) -> Inputs:
    """The inputs of a prediction from a results file.

    Raises
    ------
    PublishedFileError
        Columns that are needed are missing or hold nothing readable, or no row is of a known year; one
        message names them all, with the years that are known.
    """
    by_form = _headers_by_form(raw)
    found = {}
    for name, (_, spellings) in COLUMNS.items():
        if (header := _header_of(path, by_form, spellings)) is not None:
            found[name] = header
    faults: list[dict[str, str]] = [{} for _ in range(len(raw))]
    track, has_track = _tracks(path, raw, by_form, faults)
    missing = [COLUMNS[name][0] for name in _NEEDED if name not in found]
    missing += [] if has_track else [_TRACK_NEEDED]
    missing += [] if {"quality", "final_share"} & set(found) else [_SHARE_NEEDED]
    year = _years(raw, found, path)
    missing += [] if year is not None else [_YEAR_NEEDED]
    if missing:
        below = reading.header_below(raw, lambda text: form(text) in _KNOWN_FORMS)
        raise PublishedFileError(f"{path}: these are missing: {'; '.join(missing)}.{below} {_needs()}")
    figures, half_widths = _figures(raw, found, faults)
    empty = [COLUMNS[name][0] for name in _NEEDED if np.isnan(figures[name]).all()]
    if np.isnan(figures["quality"]).all() and np.isnan(figures["final_share"]).all():
        empty.append(_SHARE_NEEDED)
    if all(code is None for code in track):
        empty.append(_TRACK_NEEDED)
    if empty:
        raise PublishedFileError(f"{path}: no row can be read in: {'; '.join(empty)}. {_needs()}")
    known = (year >= FIRST_YEAR) & (year <= LAST_YEAR)
    if not known.any():
        stated = ", ".join(sorted({_plain(y) for y in year}))
        raise PublishedFileError(f"{path}: the performance year is {stated}. {_needs()}")
    identifier = _identifiers(raw, found)
    _check_once(path, raw, found, identifier, year)
    return Inputs(
        identifier=identifier,
        track=track,
        year=year,
        contract_year=_contract_years(raw, found, year),
        figures=figures,
        half_widths=half_widths,
        faults=faults,
    )


def read_published(raw: pd.DataFrame, path: Path) -> np.ndarray | None:
    """The published payment in dollars, owed negative, NaN where blank; None when the file has none."""
    by_form = _headers_by_form(raw)
    header = _header_of(path, by_form, _PAYMENT)
    if header is None:
        return None
    payment, _, _ = _numbers(raw[header])
    apart = _header_of(path, by_form, _OWED_APART)
    if apart is not None:
        owed, _, _ = _numbers(raw[apart])
        payment = np.where(owed != 0, np.where(np.isnan(owed), payment, -np.abs(owed)), payment)
    return payment


_KNOWN_FORMS = frozenset(spelling for _, spellings in COLUMNS.values() for spelling in spellings)


def _headers_by_form(raw: pd.DataFrame) -> dict[str, list[str]]:
    by_form: dict[str, list[str]] = {}
    for header in raw.columns:
        by_form.setdefault(form(header), []).append(header)
    return by_form


def _header_of(path: Path, by_form: dict[str, list[str]], spellings: Iterable[str]) -> str | None:
    """The one header of a column, by the first of its spellings that the file has."""
    headers = next((by_form[spelling] for spelling in spellings if spelling in by_form), None)
    return None if headers is None else reading.one_header(path, headers, spellings)


def _check_once(path: Path, raw: pd.DataFrame, found: dict, identifier: np.ndarray, year: np.ndarray) -> None:
    """Refuse an organisation that stands twice for a year of an agreement: it would be counted twice."""
    rows = pd.DataFrame({"identifier": identifier, "year": year}, raw.index)
    rows["year"] = [_plain(value) for value in year]
    rows["started"] = raw[found["started"]] if "started" in found else ""
    reading.one_row_each(path, rows, ["identifier", "year", "started"])


def _needs() -> str:
    parts = [COLUMNS[name][0] for name in _NEEDED] + [_TRACK_NEEDED, _SHARE_NEEDED, _YEAR_NEEDED]
    return (
        f"A file of Shared Savings Program results needs: {'; '.join(parts)}. "
        f"Known performance years are {FIRST_YEAR} to {LAST_YEAR}."
    )


def _plain(number: float) -> str:
    return "not stated" if np.isnan(number) else f"{number:g}"


def _numbers(column: pd.Series) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values, which of them had a percent sign, and which cells are no number, or one beyond all spending."""
    values = pd.to_numeric(column, errors="coerce").to_numpy(dtype=float, copy=True)
    signed, wrong = np.zeros(len(values), dtype=bool), np.zeros(len(values), dtype=bool)
    for position in np.flatnonzero(np.isnan(values)):
        text = str(column.iloc[position]).strip()
        try:
            values[position] = cells.parse_number(text.removesuffix("%"), is_rate=False)
        except ValueError:
            wrong[position] = text.lower() != _PAY_FOR_REPORTING
        else:
            signed[position] = "%" in text
    wrong |= np.abs(values) > BEYOND_ALL_SPENDING
    values[wrong] = np.nan
    return values, signed, wrong


def _figures(raw, found, faults) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    rates = {"quality", "final_share", "final_loss_rate"}
    text = {"aco_id", "aco_number", "aco_name", "year", "started"}
    figures, half_widths = {}, {}
    for name in [name for name in COLUMNS if name not in text]:
        if name not in found:
            figures[name] = np.full(len(raw), np.nan)
            half_widths[name] = 0.0
            continue
        values, signed, wrong = _numbers(raw[found[name]])
        if name.startswith("minimum"):
            values = _minimum_rates(values)
            wrong |= values > _HIGHEST_MINIMUM_RATE
        elif name in rates:
            values, unsure = _fractions(values, signed)
            wrong |= unsure | (values < 0) | (values > 1)
        elif name == "relief":
            values = np.abs(values)
        elif name in ("benchmark", "expenditure", "persons"):
            wrong |= values <= 0
        elif name in _FLAGS:
            wrong |= ~np.isnan(values) & (values != 0) & (values != 1)
        values[wrong] = np.nan
        figures[name], half_widths[name] = values, _half_width(values)
        for position in np.flatnonzero(wrong):
            cell = str(raw[found[name]].iloc[position]).strip()[:60]
            faults[position][name] = f"{found[name]} is {cell!r}"
    return figures, half_widths


def _minimum_rates(values: np.ndarray) -> np.ndarray:
    """Minimum rates as fractions. They lie between 0.5% and 13%, or are 0, so their size tells the scale.

    A percent sign does not: in 2013 fractions stand with one.
    """
    size = np.abs(values)
    return np.where(size >= 0.3, size / 100, size)


def _fractions(values: np.ndarray, signed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rates up to 1 as fractions, and which of them are of another scale than the rest of their column.

    A percent sign tells a percentage; else a column most of which goes beyond 1 does. What does not fit in
    with most of its column is not taken for either.
    """
    beyond, within = ~signed & (values > 1), ~signed & (values > 0) & (values <= 1)
    in_percent = beyond.sum() > within.sum()
    unsure = within if in_percent else beyond
    return np.where(signed | in_percent, values / 100, values), unsure


def _half_width(values: np.ndarray) -> float:
    """Half a unit of the last decimal that any value uses; 0 where there are more than eight."""
    known = values[~np.isnan(values)]
    for decimals in range(9):
        if (np.abs(known - np.round(known, decimals)) < 1e-10).all():
            return 0.5 * 10.0**-decimals
    return 0.0


def _tracks(path, raw, by_form, faults) -> tuple[np.ndarray, bool]:
    """The track of each row, and whether the file has one at all."""
    header = _header_of(path, by_form, ("track", "currenttrack"))
    track = np.full(len(raw), None, dtype=object)
    if header is not None:
        for position, cell in enumerate(raw[header]):
            text = form(str(cell).strip().removesuffix(".0"))
            code = re.sub("track|basic|level|model", "", text).removeprefix("t")
            track[position] = _TRACKS.get(code)
            if track[position] is None:
                faults[position]["track"] = f"{header} is {str(cell).strip()!r}, which is no track"
        return track, True
    flags = {}
    for found_form, headers in by_form.items():
        part = re.fullmatch(
            r"(?:current)?(?:track|basic|level|basiclevel)?(1plus|1\+|[123]|[a-e]|enhanced)(?:aco)?",
            found_form,
        )
        if part and re.match("current|track|basic", found_form):
            flags[_TRACKS[part[1]]] = _numbers(raw[reading.one_header(path, headers, ())])[0] == 1
    if not flags:
        return track, False
    only_second = set(flags) == {"T2"}
    for position in range(len(raw)):
        on = [code for code, is_on in flags.items() if is_on[position]]
        if len(on) == 1:
            track[position] = on[0]
        elif not on and only_second:
            track[position] = "T1"
        else:
            faults[position]["track"] = f"{len(on)} track flags are set where one should be"
    return track, True


def _years(raw, found, path) -> np.ndarray | None:
    """The performance year of each row: a column, else the file's name, else what the columns give away."""
    if "year" in found:
        stated = raw[found["year"]].astype(str).str.extract(r"(?<!\d)(\d{4})(?!\d)", expand=False)
        if stated.notna().any():
            return pd.to_numeric(stated, errors="coerce").to_numpy(dtype=float)
    named = [int(text) for text in re.findall(r"(?<!\d)20[12]\d(?!\d)", Path(path).stem)]
    # A name may also carry the day of a revision, so a year that is known comes before one that is not.
    known = [number for number in named if FIRST_YEAR <= number <= LAST_YEAR]
    year = next(iter(known + named), None) or _year_of_columns(raw, found)
    return None if year is None else np.full(len(raw), float(year))


def _year_of_columns(raw, found) -> int | None:
    """The year that only a file of that year can be, by the columns it has."""
    forms = {form(header) for header in raw.columns}
    if "guardrail" in forms:
        return 2024
    if "impactmidyeartermination" in forms:
        return 2023
    if "proratesharedlosses" in forms:
        return 2022
    if "track2aco" in forms or "earnshrsavings" in forms:
        return 2013
    if "started" not in found:
        return None
    starts = _start_years(raw[found["started"]])
    latest = np.nanmax(starts, initial=0)
    if latest == 2020 and any(name.startswith("qualityid") for name in forms):
        return 2021  # no agreements began in 2021, the first year of these measures
    return int(latest) or None


def _start_years(cells: pd.Series) -> np.ndarray:
    text = cells.astype(str)
    year = text.str.extract(r"(?:^|/|\s)(\d{4})\b", expand=False)
    short = text.str.extract(r"/(\d{2})(?:\s|$)", expand=False)
    years = pd.to_numeric(year, errors="coerce").fillna(2000 + pd.to_numeric(short, errors="coerce"))
    return years.to_numpy(dtype=float)


def _contract_years(raw, found, year) -> np.ndarray:
    """Which year of the agreement it is, from 1. Agreements of 2012 had their first results in 2013."""
    if "started" not in found:
        return np.full(len(raw), np.nan)
    return np.maximum(year - np.maximum(_start_years(raw[found["started"]]), FIRST_YEAR) + 1, 1)


def _identifiers(raw, found) -> np.ndarray:
    named = np.full(len(raw), None, dtype=object)
    for name in ("aco_id", "aco_number", "aco_name"):
        if name in found:
            text = cells.clean_text(raw[found[name]])
            named = np.where(named == None, text, named)  # noqa: E711 - element by element
    return np.array(
        [f"row {row}" if text is None else text for row, text in zip(raw.index, named, strict=True)],
        dtype=object,
    )
