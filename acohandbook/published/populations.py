"""Populations and the map of practices: ONS by single year of age, lists by age, practice to CCG and STP."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from acohandbook.published.cells import PublishedFileError, clean_codes, parse_numbers
from acohandbook.published.reading import match_columns, one_row_each, raw_table, read_table
from acohandbook.site.models.vocabulary import AGE_BANDS

SINGLE_AGE = "CCG population by single year of age"
SINGLE_AGE_SIGNATURE = ("mid_year", "ccg21_code", "ccg21_name", "0", "89")
MAPPING = "the map of practices to PCN, CCG and STP"
MAPPING_SIGNATURE = ("PRACTICE_CODE", "PCN_CODE", "CCG_CODE", "STP_CODE", "ONS_CCG_CODE")
LISTS_BY_AGE = "practice lists by age band"
LISTS_BY_AGE_SIGNATURE = ("PRACTICE_CODE", "TOTAL", "16OV", "18OV", "50OV", "65OV")
_OLDEST = 90
_YEAR = re.compile(r"(?:19|20)\d\d(?:\.0)?", re.ASCII)


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
    found = match_columns(path, SINGLE_AGE, raw, wanted)
    where = {name: f"{path}, column {header!r}" for name, header in found.items()}
    ages = pd.DataFrame(
        {age: parse_numbers(raw[found[age]], where[age]) for age in list(wanted)[2:]}, raw.index
    )
    for age in ages:
        if ages[age].isna().any():
            raise PublishedFileError(
                f"{where[age]}, row {ages[age].isna().idxmax()}: a count of people is blank."
            )
    bands = ages.T.groupby([band_of(int(age)) for age in ages.columns]).sum().T[list(AGE_BANDS)]
    codes = clean_codes(raw[found["area_code"]], where["area_code"], is_area=True)
    keys = pd.DataFrame(
        {"area_code": codes, "mid_year": [str(year).strip() for year in raw[found["mid_year"]]]}
    )
    for row, year in keys["mid_year"].items():
        if not _YEAR.fullmatch(year):
            raise PublishedFileError(f"{where['mid_year']}, row {row}: {year!r} is no year such as 2017.")
    keys["mid_year"] = [int(year[:4]) for year in keys["mid_year"]]
    one_row_each(path, keys, ["area_code", "mid_year"])
    return bands.set_axis(pd.MultiIndex.from_frame(keys)).sort_index()


def read_practice_map(path: Path) -> pd.DataFrame:
    """Read where each practice belongs: its network, its CCG (with the ONS code as area_code) and its STP.

    Raises
    ------
    PublishedFileError
        A column is missing, a code is blank or none, or a practice stands twice.
    """
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
    codes = ("practice_code", "pcn_code", "ccg_code", "stp_code")
    areas, optional = ("area_code", "stp_ons_code"), ("stp_ons_code", "practice_name")
    table = read_table(path, MAPPING, columns, codes=codes, areas=areas, optional=optional)
    return one_row_each(path, table, ["practice_code"])


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
    numbers = list(columns)[1:]
    table = read_table(path, LISTS_BY_AGE, columns, numbers=numbers, codes=("practice_code",))
    return one_row_each(path, table, ["practice_code"])
