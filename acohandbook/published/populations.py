"""Populations and the map of practices: ONS by single year of age, lists by age, practice to CCG and STP."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from acohandbook.published.reading import (
    PublishedFileError,
    match_columns,
    parse_numbers,
    raw_table,
    read_table,
)
from acohandbook.site.models.vocabulary import AGE_BANDS

SINGLE_AGE = "CCG population by single year of age"
SINGLE_AGE_SIGNATURE = ("mid_year", "ccg21_code", "ccg21_name", "0", "89")
MAPPING = "the map of practices to PCN, CCG and STP"
MAPPING_SIGNATURE = ("PRACTICE_CODE", "PCN_CODE", "CCG_CODE", "STP_CODE", "ONS_CCG_CODE")
LISTS_BY_AGE = "practice lists by age band"
LISTS_BY_AGE_SIGNATURE = ("PRACTICE_CODE", "TOTAL", "16OV", "18OV", "50OV", "65OV")
_OLDEST = 90


def band_of(age: int) -> str:
    """The age band of the age-cost index in which a single year of age lies; 90 stands for 90 and over."""
    for band in AGE_BANDS[:-1]:
        if age <= int(band.split("-")[1]):
            return band
    return AGE_BANDS[-1]


def read_single_age_populations(path: Path) -> pd.DataFrame:
    """Read people by age band of the age-cost index, for each CCG area of 2021 and mid-year.

    Returns
    -------
    DataFrame
        Index (area_code, mid_year); one column per age band, persons, all sexes.

    Raises
    ------
    PublishedFileError
        An age from 0 to 90+ is missing, a count is blank, or an area has a year twice.
    """
    raw = raw_table(path)
    wanted = {"mid_year": ("mid_year",), "area_code": ("ccg21_code",)}
    wanted |= {str(age): (f"{age}",) for age in range(_OLDEST)}
    wanted |= {str(_OLDEST): (f"{_OLDEST}+", str(_OLDEST))}
    found = match_columns(path, SINGLE_AGE, list(raw.columns), wanted)
    counts = {
        age: parse_numbers(raw[found[age]], f"{path}, column {found[age]!r}") for age in list(wanted)[2:]
    }
    ages = pd.DataFrame(counts)
    if ages.isna().any(axis=None):
        row = int(ages.isna().any(axis=1).idxmax())
        raise PublishedFileError(f"{path}, row {row + 2}: a count of people is blank.")
    bands = ages.T.groupby([band_of(int(age)) for age in ages.columns]).sum().T[list(AGE_BANDS)]
    years = parse_numbers(raw[found["mid_year"]], f"{path}, column {found['mid_year']!r}").astype(int)
    bands.index = pd.MultiIndex.from_arrays(
        [[str(code).strip() for code in raw[found["area_code"]]], years], names=["area_code", "mid_year"]
    )
    if bands.index.has_duplicates:
        raise PublishedFileError(f"{path}: {bands.index[bands.index.duplicated()][0]} stands twice.")
    return bands.sort_index()


def read_practice_map(path: Path) -> pd.DataFrame:
    """Read where each practice belongs: its network, its CCG (with the ONS code as area_code) and its STP."""
    columns = {
        "practice_code": ("PRACTICE_CODE",),
        "practice_name": ("PRACTICE_NAME",),
        "pcn_code": ("PCN_CODE",),
        "pcn_name": ("PCN_NAME",),
        "ccg_code": ("CCG_CODE",),
        "area_code": ("ONS_CCG_CODE",),
        "stp_code": ("STP_CODE",),
        "stp_ons_code": ("ONS_STP_CODE",),
        "stp_name": ("STP_NAME",),
    }
    return read_table(path, MAPPING, columns, optional=("stp_ons_code", "practice_name"))


def read_lists_by_age(path: Path) -> pd.DataFrame:
    """Read the list of each practice: everyone, and people aged 16, 18, 50 and 65 and over."""
    columns = {
        "practice_code": ("PRACTICE_CODE",),
        "persons": ("TOTAL",),
        "persons_16_and_over": ("16OV",),
        "persons_18_and_over": ("18OV",),
        "persons_50_and_over": ("50OV",),
        "persons_65_and_over": ("65OV",),
    }
    return read_table(path, LISTS_BY_AGE, columns, numbers=list(columns)[1:])
