"""Figures in words: one way to write pounds, rates, people and years, everywhere."""

import re

from acohandbook.report.page.figures import BLANK, MINUS, millions, number, percent, persons, pounds

__all__ = ["BLANK", "MINUS", "millions", "number", "percent", "persons", "pounds", "readable", "title"]

_CAPITALS = {name.lower(): name for name in
             ("ACO", "ACS", "CCG", "CQUIN", "England", "MCP", "NHS", "PACS", "QOF", "VAT")}  # fmt: skip
_SHORT = _CAPITALS | {"lad": "council area", "id": "", "code": ""}
# At least two words of small letters and figures with a low line between: our own names, never a person's.
_SLUG = re.compile(r"(?<![\w./-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/-]|\.[a-z])")
_UNIT = re.compile(r"_(?:gbp|rate|persons)$")


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
    return _SLUG.sub(lambda found: _as_words(_UNIT.sub("", found.group())), text)


def _as_words(slug: str) -> str:
    return " ".join(_CAPITALS.get(word, word) for word in slug.split("_"))
