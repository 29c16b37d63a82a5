"""What a cell of a published file means: figures with signs and commas, marks for what is missing, codes."""

from __future__ import annotations

import math
import re

import numpy as np
import pandas as pd

# What publishers write where a figure is suppressed, missing or does not apply. Unknown, never zero.
BLANKS = frozenset(
    {"", "-", "--", "*", ".", "..", ":", "na", "n/a", "nan", "null", "none", "#n/a", "#div/0!"}
)
BEYOND_ALL_SPENDING = 1e13
# Commas and spaces stand between thousands only: 1,5 could be one and a half.
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d*)?|[1-9]\d{0,2}(?: \d{3})+(?:\.\d*)?", re.ASCII)
_PLAIN_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
_SIGNED = re.compile(r"([-+\u2212]?)\s*[£$]?\s*([-+\u2212]?)\s*(.*)")
_IN_BRACKETS = re.compile(r"\(([^-+\u2212]*)\)(%?)")
_CODE = re.compile(r"(?=\d*[A-Z])[A-Z0-9]{1,12}", re.ASCII)
_AREA_CODE = re.compile(r"[A-Z]\d{8}", re.ASCII)


class PublishedFileError(ValueError):
    """A published file is missing or is not what it should be; the message says which and what is needed."""


def clean_text(cells: pd.Series) -> pd.Series:
    """Cells as stripped text; None where blank or marked as not available."""
    stripped = [str(cell).strip() for cell in cells]
    texts = [None if text.lower() in BLANKS else text for text in stripped]
    return pd.Series(texts, cells.index, dtype=object)  # object: pandas would turn None into NaN


def clean_codes(
    cells: pd.Series, where: str, *, may_be_blank: bool = False, is_area: bool = False
) -> pd.Series:
    """Cells as codes in capitals, those of areas as the Office for National Statistics gives them.

    A blank cell comes out as None where that is allowed.

    Raises
    ------
    PublishedFileError
        A cell is blank that must not be, or holds no such code; the message gives its row.
    """
    texts = clean_text(cells)
    codes = [None if text is None else text.upper() for text in texts]
    form, words = (
        (_AREA_CODE, "an area, which is a letter and eight digits")
        if is_area
        else (_CODE, "letters and digits, of which one is a letter")
    )
    for row, code in zip(cells.index, codes, strict=True):
        if code is None and not may_be_blank:
            raise PublishedFileError(f"{where}, row {row}: the code is blank.")
        if code is not None and not form.fullmatch(code):
            raise PublishedFileError(f"{where}, row {row}: {code[:60]!r} is no code of {words}.")
    return pd.Series(codes, cells.index, dtype=object)


def parse_numbers(
    cells: pd.Series, where: str, *, is_signed: bool = False, is_rate: bool = False
) -> np.ndarray:
    """Cells as float64: pounds signs and thousands commas fall away, (3) is -3, blank is NaN.

    Parameters
    ----------
    cells
        Indexed by row of the file, for messages.
    is_signed
        Whether a figure may be negative.
    is_rate
        Whether a percent sign is read: 12% is 0.12.

    Raises
    ------
    PublishedFileError
        A cell is neither a number nor one of the marks for a missing one, is negative where that cannot be,
        or beyond all spending; the message gives its row.
    """
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float, copy=True)
    for position in np.flatnonzero(~np.isfinite(numbers)):
        text = str(cells.iloc[position])
        try:
            numbers[position] = parse_number(text, is_rate)
        except ValueError:
            row = cells.index[position]
            raise PublishedFileError(f"{where}, row {row}: {text[:60]!r} is not a number.") from None
    for wrong, what in (
        (np.abs(numbers) > BEYOND_ALL_SPENDING, "is beyond all counts and spending"),
        ((numbers < 0) & (not is_signed), "is negative, which this figure cannot be"),
    ):
        if wrong.any():
            position = int(np.argmax(wrong))
            text = str(cells.iloc[position])[:60]
            raise PublishedFileError(f"{where}, row {cells.index[position]}: {text!r} {what}.")
    return numbers


def parse_number(text: str, is_rate: bool = True) -> float:
    """One figure as a publisher writes it; NaN where it is not given.

    Raises
    ------
    ValueError
        The text is not a number, or could be more than one.
    """
    shown = text.strip().replace("\u00a0", " ")
    if shown.lower() in BLANKS:
        return float("nan")
    bracketed = _IN_BRACKETS.fullmatch(shown)
    before, after, bare = _SIGNED.fullmatch(bracketed[1] + bracketed[2] if bracketed else shown).groups()
    by_hundred = is_rate and bare.endswith("%")
    bare = bare[:-1].strip() if by_hundred else bare.strip()
    if _THOUSANDS.fullmatch(bare):
        bare = bare.replace(",", "").replace(" ", "")
    # float() also takes inf, 1_000 and the figures of other scripts
    if (before and after) or not _PLAIN_NUMBER.fullmatch(bare):
        raise ValueError(f"{text!r} is not a number")
    value = float(bare) / 100 if by_hundred else float(bare)
    if not math.isfinite(value):
        raise ValueError(f"{text!r} is larger than any number")
    is_negative = bool(bracketed) or (before or after) in ("-", "\u2212")
    return -value if is_negative else value


def pence(pounds) -> np.ndarray:
    """Pounds to whole pence, half away from zero; unknown stays unknown."""
    scaled = np.asarray(pounds, dtype=float) * 100
    return np.copysign(np.floor(np.abs(scaled) + 0.5), scaled)
