"""The nearest known name to one that is not known."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

LONGEST_NAME = 200  # comparing letter by letter takes minutes for texts without end


def nearest(name: str, known: Iterable[str | None]) -> str | None:
    """The known name that was probably meant, or None when none is near.

    Capitals, spaces and hyphens count for nothing: ``Spend GBP`` is ``spend_gbp``. Blanks among the known
    are passed over. A text longer than any name is near none.
    """
    if len(name) > LONGEST_NAME:
        return None
    by_plain: dict[str, str] = {}
    for other in known:
        if other is not None:
            by_plain.setdefault(_plain(other), other)
    found = difflib.get_close_matches(_plain(name), by_plain, n=1, cutoff=0.7)
    return by_plain[found[0]] if found else None


def did_you_mean(name: str, known: Iterable[str | None]) -> str:
    """A question with the nearest known name, or nothing."""
    meant = nearest(name, known)
    return f"Did you mean {meant}?" if meant else ""


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())
