"""Sentences whose figures come from the run: prose in a chapter is never typed with a number in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from acohandbook.report.exhibits import Exhibit
from acohandbook.report.words import MINUS, percent, readable
from acohandbook.workings import Finding, Proof, Table

if TYPE_CHECKING:
    from acohandbook.steps import Results

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#$~&!])")
# A line may end between a minus and a pound sign, and the amount would then read as money received.
_MINUS_POUND = re.compile(rf"(?:{MINUS}|(?<!\w)-)(?=£)")
_JOINED_MINUS = f"{MINUS}\u2060"


class Sentence:
    """A paragraph with figures put in; what is put in is text and is never read as markup."""

    def __init__(self, text: str):
        self.text = text

    def __repr__(self) -> str:
        return re.sub(r"\\([\\`*_{}\[\]<>|#$~&!])", r"\1", self.text)

    def _repr_markdown_(self) -> str:
        return self.text


def say(template: str, **figures: object) -> Sentence:
    """A paragraph from a template.

    Parameters
    ----------
    template : str
        Markdown with names in braces: ``"The budget is **{budget}**."``
    **figures
        What to put in. Markup inside them is shown as it is, since names come from a site's tables.
    """
    return Sentence(template.format(**{name: plain(value) for name, value in figures.items()}))


def standing(results: Results) -> Sentence:
    """How far a site's figures may be relied on: the share that is illustrative, for the top of every output.

    A figure of a named place that rests on illustrative spend must never be read as a fact.
    """
    rate = results.baseline.illustrative.at("share_rate")
    if rate == 0:
        return Sentence("No spend behind these figures is illustrative.")
    return say(
        "**{rate} of the spend behind these figures is illustrative.** Read them as an example of the "
        "method, not as facts about {name}.",
        rate=percent(rate),
        name=results.site.settings.name,
    )


def plain(value: object) -> str:
    """Text from a site as text: control characters gone, line ends as spaces, markup escaped.

    A minus stays with the pound sign that it stands before.
    """
    text = "".join(letter if letter.isprintable() else " " for letter in str(value))
    return _MINUS_POUND.sub(_JOINED_MINUS, _MARKDOWN.sub(r"\\\1", text))


def findings(found: Sequence[Finding]) -> Sentence:
    """Findings as a list, those that stop a signature first."""
    words = {"red": "Stop", "amber": "Know this first", "note": "Note"}
    ranked = sorted(found, key=lambda finding: list(words).index(finding.status))
    if not ranked:
        return Sentence("Nothing was found that a reader must know first.")
    return Sentence("\n".join(f"- **{words[f.status]}.** {plain(readable(f.message))}" for f in ranked))


def proofs(held: Sequence[Proof], caption: str = "Reconciliations that held, in pounds and pence") -> Exhibit:
    """The proofs of a step as a table: opening + changes = closing."""
    table = Table("report.proofs", {"number": [str(place) for place in range(1, len(held) + 1)]})
    table.input("proof", [proof.name for proof in held], "text", "proofs")
    table.input("opening_gbp", [proof.opening_pence for proof in held], "gbp", "proofs")
    table.input("changes_gbp", [sum(proof.changes.values()) for proof in held], "gbp", "proofs")
    table.input("closing_gbp", [proof.closing_pence for proof in held], "gbp", "proofs")
    return Exhibit(table, caption, ["proof", "opening_gbp", "changes_gbp", "closing_gbp"], pence=True)
