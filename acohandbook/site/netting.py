"""Two amounts hidden in one: what the words of an adjustment's evidence give away."""

from __future__ import annotations

import re
from itertools import combinations

from acohandbook.rules.dialect import to_pence

_NETTING = re.compile(
    r"\bnet of\b|\bnetted\b|\bnetting\b|\bless £|\bminus\b|\b(?:after|before) deduct\w*|\boffset\b|"
    r"\bset (?:off )?against\b|\bbalance of\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"£\s?(\d[\d,]*(?:\.\d+)?)\s?(k|m|bn|thousand|million|billion)?\b", re.IGNORECASE)
_TIMES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9}


def netting_words(evidence: str) -> str | None:
    """The first words that say that something was taken off something else; None without any."""
    found = _NETTING.search(evidence)
    return found[0] if found else None


def stated_pence(evidence: str) -> list[int]:
    """Every amount of money that the words state, in whole pence."""
    return [
        int(to_pence(float(digits.replace(",", "")) * _TIMES.get((unit or "").lower(), 1)))
        for digits, unit in _AMOUNT.findall(evidence)
    ]


def netted_pair(evidence: str, amount_pence: int) -> tuple[int, int] | None:
    """Two of the stated amounts whose difference is the amount of the row; None where there are none."""
    for first, second in combinations(stated_pence(evidence), 2):
        if abs(first - second) == abs(amount_pence):
            return first, second
    return None
