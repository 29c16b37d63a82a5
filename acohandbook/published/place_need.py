"""Relative need of any set of practices against their area: the index of NHS England's place-based tool."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published import cells, reading
from acohandbook.published.cells import PublishedFileError
from acohandbook.rules.allocation_targets import relative_need_of_place_rate
from acohandbook.rules.dialect import round_half_away

PUBLICATION = "practice need components or weighted populations of NHS England's allocations"
_PRACTICE = r"practice|practicecode|gppracticecode"
_POPULATION = r"gppop|population|pop\d*"
_AREA = r"ic[sb]\d*|ic[sb]code|stp\d\d"
_COMPONENT = r"wp.+|.+wp"


def place_need(path: Path, practices: Sequence[str]) -> pd.DataFrame:
    """Need per head of a place over need per head of its area (an ICB, or an STP in files of 2018/19).

    Parameters
    ----------
    path
        A file of practices with weighted populations by component.
    practices
        Codes of the practices that make up the place.

    Returns
    -------
    DataFrame
        ``component`` as the file names it, ``relative_need`` and ``relative_need_rounded``: the same index
        after the sums are rounded to whole people, as the official tool does. Blank where the area has a
        practice without the component.

    Raises
    ------
    PublishedFileError
        A column is missing or could be one of several, a cell is no number or no code, a practice stands
        twice or is not in the file, or the practices lie in two areas.
    """
    raw = reading.raw_table(path)
    practice, population, area, components = _columns(path, raw)
    codes = cells.clean_codes(raw[practice], f"{path}, column {practice!r}")
    reading.one_row_each(path, codes.to_frame(practice), [practice])
    wanted = [code.strip().upper() for code in practices if code.strip()]
    if not wanted:
        raise PublishedFileError(f"{path}: no practice was named. Give their codes, separated by commas.")
    unknown = sorted(set(wanted) - set(codes.dropna()))
    if unknown:
        raise PublishedFileError(f"{path}: these practices are not in the file: {', '.join(unknown)}.")
    areas = cells.clean_text(raw[area])
    in_place = codes.isin(wanted).to_numpy()
    found = sorted({"no area" if code is None else code for code in areas[in_place]})
    if len(found) > 1:
        raise PublishedFileError(
            f"{path}: a place lies in one area, but these practices lie in {', '.join(found)} "
            f"(column {area})."
        )
    in_area = (areas == found[0]).to_numpy()
    persons = cells.parse_numbers(raw[population], f"{path}, column {population!r}")
    rows = []
    for component in components:
        need = cells.parse_numbers(raw[component], f"{path}, column {component!r}")
        sums = [float(column[chosen].sum()) for chosen in (in_place, in_area) for column in (need, persons)]
        whole = [round_half_away(value) for value in sums]
        rows.append((component, *(_index(values) for values in (sums, whole))))
    return pd.DataFrame(rows, columns=["component", "relative_need", "relative_need_rounded"])


def _index(sums: Sequence[float]) -> float:
    index = relative_need_of_place_rate(*sums)
    return np.nan if np.isnan(sums).any() else index


def _form(header: str) -> str:
    return re.sub(r"[^a-z0-9]", "", header.lower())


def _is_known(text: str) -> bool:
    return any(re.fullmatch(pattern, _form(text)) for pattern in (_PRACTICE, _POPULATION, _AREA, _COMPONENT))


def _columns(path: Path, raw: pd.DataFrame) -> tuple[str, str, str, list[str]]:
    def matching(pattern):
        return [header for header in raw.columns if re.fullmatch(pattern, _form(header))]

    named = {"practice code": _PRACTICE, "population": _POPULATION, "area (ICB or STP code)": _AREA}
    found = {words: matching(pattern) for words, pattern in named.items()}
    components = matching(_COMPONENT)
    missing = [words for words, headers in found.items() if not headers]
    missing += [] if components else ["components (WP_G&A ... or G&A WP ...)"]
    if missing:
        raise PublishedFileError(
            f"{path}: this should be {PUBLICATION}, but columns are missing: {'; '.join(missing)}."
            f"{reading.header_below(raw, _is_known)}"
        )
    if several := next((headers for headers in found.values() if len(headers) > 1), None):
        raise PublishedFileError(
            f"{path}: any of the columns {', '.join(several)} could be meant. Keep the right one."
        )
    practice, population, area = (headers[0] for headers in found.values())
    return practice, population, area, components
