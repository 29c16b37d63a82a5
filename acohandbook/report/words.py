"""Figures in words: one way to write pounds, rates, people and years, everywhere."""

import math
import re

BLANK = "not known"
_SHORT = {"aco": "ACO", "ccg": "CCG", "lad": "council area", "nhs": "NHS", "id": "", "code": "", "qof": "QOF"}
# At least two words of small letters and figures with a low line between: our own names, never a person's.
_SLUG = re.compile(r"(?<![\w./-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/-]|\.[a-z])")
_UNIT = re.compile(r"_(?:gbp|rate|persons)$")
MINUS = "\u2212"  # the minus sign: a hyphen breaks lines and screen readers skip it


def pounds(value: float, pence: bool = False) -> str:
    """Pounds with thousands separated; a loss carries a minus sign before the pound sign.

    Parameters
    ----------
    value : float
        An amount in pounds.
    pence : bool
        Show pence as well.
    """
    if _blank(value):
        return BLANK
    text = f"£{abs(value):,.2f}" if pence else f"£{_whole(abs(value)):,}"
    return MINUS + text if value < 0 and text.strip("£0.,") else text


def millions(value: float, places: int = 1) -> str:
    """Pounds in millions, for prose: ``£244.3 million``."""
    if _blank(value):
        return BLANK
    text = f"£{abs(value) / 1e6:,.{places}f} million"
    return MINUS + text if value < 0 and float(f"{abs(value) / 1e6:.{places}f}") else text


def percent(rate: float, places: int = 1) -> str:
    """A rate (0.021) as a percentage (2.1%)."""
    if _blank(rate):
        return BLANK
    text = f"{abs(rate) * 100:,.{places}f}%"
    return MINUS + text if rate < 0 and float(f"{abs(rate) * 100:.{places}f}") else text


def persons(value: float) -> str:
    """People as a whole number with thousands separated."""
    return BLANK if _blank(value) else f"{_whole(value):,}"


def number(value: float, places: int = 2) -> str:
    """A plain number; whole numbers without decimals."""
    if _blank(value):
        return BLANK
    if float(value).is_integer():
        return f"{int(value):,}".replace("-", MINUS)
    return f"{value:,.{places}f}".replace("-", MINUS)


def title(name: str) -> str:
    """A column or code as a heading: ``baseline_gbp`` becomes ``Baseline (£)``."""
    for ending, unit in (
        ("_per_head_gbp", " per head (£)"),
        ("_gbp", " (£)"),
        ("_rate", " (%)"),
        ("_persons", " (people)"),
    ):
        if name.endswith(ending):
            name = name.removesuffix(ending) + unit
            break
    text = " ".join(_SHORT.get(word, word) for word in name.replace("_", " ").split(" ")).strip()
    return text[:1].upper() + text[1:]


def readable(text: str) -> str:
    """Codes such as ``cost_uplift_gbp`` inside a text as words (cost uplift); other text as it is."""
    return _SLUG.sub(lambda found: _UNIT.sub("", found.group()).replace("_", " "), text)


def _blank(value) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _whole(value: float) -> int:
    return math.floor(abs(value) + 0.5) * (-1 if value < 0 else 1)
