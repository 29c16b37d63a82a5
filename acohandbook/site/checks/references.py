"""Codes must be known where they refer to something, and codes must be written as codes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault
from acohandbook.site.models import MODELS, columns_of
from acohandbook.site.models.vocabulary import COUNCIL_TYPES
from acohandbook.site.names import did_you_mean

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*", re.ASCII)
_LAD = re.compile(r"[EWSN]\d{8}", re.ASCII)
_NOT_EMPTY = ("commissioners", "practices", "expenditure", "scope", "parties")


def tables_hold_rows(draft: Draft) -> Iterator[Fault]:
    """A site without any practice, spend or party is not one."""
    for name in _NOT_EMPTY:
        if draft.has(name) and not len(draft[name]):
            rule = "The table has a header but no rows."
            remedy = f"Add them. {MODELS[name].__doc__}"
            yield Fault(f"{name}.csv", None, "", "", rule, remedy)


def references_are_known(draft: Draft) -> Iterator[Fault]:
    """Every value of a column that refers to another table is found there."""
    for name, table in draft.tables.items():
        for column in columns_of(MODELS[name]).values():
            other, _, key = column.refers.partition(".")
            if not other or not draft.has(other):
                continue
            known = dict.fromkeys(draft[other][key])
            for position, value in enumerate(table[column.name]):
                if value is not None and value not in known:
                    yield table.fault(
                        position, column.name, f"{other}.csv has no such {key}.",
                        _mend(value, known, f"add it to {other}.csv"),
                    )  # fmt: skip


def organisations_are_known(draft: Draft) -> Iterator[Fault]:
    """Whoever pays, hosts, receives or provides is a commissioner, a party or a provider of the ledger."""
    if not draft.has("commissioners", "parties", "expenditure"):
        return
    known = dict.fromkeys(
        [
            *draft["commissioners"]["commissioner_code"],
            *draft["parties"]["party_id"],
            *(code for code in draft["expenditure"]["provider_code"] if code is not None),
        ]
    )
    remedy = "add it to parties.csv, with shares of 0 if it shares in nothing"
    rule = "No commissioner, party or provider of the ledger has this code."
    if draft.has("outturn"):
        yield from _unknown(draft["outturn"], "provider_code", known, rule, remedy)
    if draft.has("adjustments"):
        yield from _unknown(draft["adjustments"], "held_by", known, rule, remedy)
    if draft.has("flows"):
        flows = draft["flows"]
        hosts = dict.fromkeys(flows["host"])
        for column in ("payer", "payee"):
            yield from _unknown(flows, column, known | hosts, rule, remedy)


def _unknown(table, column, known, rule, remedy) -> Iterator[Fault]:
    for position, code in enumerate(table[column]):
        if code is not None and code not in known:
            yield table.fault(position, column, rule, _mend(code, known, remedy))


def _mend(value: str, known, otherwise: str) -> str:
    hint = did_you_mean(value, known)
    return f"{hint} Otherwise {otherwise}." if hint else f"{otherwise[:1].upper()}{otherwise[1:]}."


def codes_are_well_formed(draft: Draft) -> Iterator[Fault]:
    """Service lines are slugs; areas are codes of nine characters."""
    for name, table in draft.tables.items():
        for position, line in enumerate(table.columns.get("service_line", ())):
            if line is not None and not _SLUG.fullmatch(line):
                slug = "_".join(re.findall(r"[a-z0-9]+", line.lower()))
                rule = "A service line is written in small letters with underscores."
                yield table.fault(
                    position, "service_line", rule, f"Write {slug}." if slug else "Name the line."
                )
        if name in ("residence", "unregistered"):
            for position, code in enumerate(table["lad_code"]):
                if code is not None and not _LAD.fullmatch(code):
                    yield table.fault(position, "lad_code", _LAD_RULE, _LAD_REMEDY)


_LAD_RULE = "A local authority code is E, W, S or N and eight figures."
_LAD_REMEDY = "Use the code of the lower-tier authority of the Office for National Statistics, as E07000001."


def councils_cover_areas(draft: Draft) -> Iterator[Fault]:
    """Each council says which areas it covers, and no area has two councils for the same duty."""
    if not draft.has("commissioners"):
        return
    table = draft["commissioners"]
    covered: dict[tuple, str] = {}
    for position, (code, kind, codes) in table.records("commissioner_code", "commissioner_type", "lad_codes"):
        if None in (code, kind):
            continue
        if kind not in COUNCIL_TYPES:
            if codes is not None:
                rule = "Only a council covers local authority areas; the NHS goes by lists."
                yield table.fault(position, "lad_codes", rule, "Leave the cell blank.")
            continue
        areas = codes.split() if codes is not None else [code]
        for area in areas:
            if not _LAD.fullmatch(area):
                remedy = _LAD_REMEDY if codes is not None else f"Give the areas that it covers. {_LAD_REMEDY}"
                if codes is not None or len(draft.tables.get("residence", ())):
                    yield table.fault(position, "lad_codes", _LAD_RULE, remedy, area)
            elif covered.setdefault((kind, area), code) != code:
                rule = f"The area is covered by {covered[kind, area]} already, for the same duty."
                yield table.fault(position, "lad_codes", rule, "Give each area to one council.", area)


def parties_are_who_they_say(draft: Draft) -> Iterator[Fault]:
    """A party with the role of commissioner stands under its own code."""
    if not draft.has("parties", "commissioners"):
        return
    table = draft["parties"]
    for position, (party, role) in table.records("party_id", "role"):
        if role == "commissioner" and party is not None and party not in draft.types:
            rule = "A party that is a commissioner stands under its commissioner_code."
            yield table.fault(position, "party_id", rule, _mend(party, draft.types, "change its role"))


def sources_fit_claims(draft: Draft) -> Iterator[Fault]:
    """A figure that claims not to be made up has a source that isn't made up either."""
    if not draft.has("expenditure", "sources"):
        return
    table = draft["expenditure"]
    statuses = dict(zip(draft["sources"]["source_id"], draft["sources"]["status"], strict=True))
    for position, (illustrative, source) in table.records("illustrative", "source_id"):
        if illustrative != "no" or (position, "source_id") in table.unread:
            continue
        if source is None:
            rule = "A figure that is not illustrative has a source."
            yield table.fault(position, "source_id", rule, "Name one, or write yes under illustrative.")
        elif statuses.get(source) == "illustrative":
            rule = f"The line says that it is not illustrative, and its source {source} is."
            yield table.fault(position, "illustrative", rule, "Write yes, or name the true source.")


CHECKS = (
    tables_hold_rows,
    references_are_known,
    organisations_are_known,
    codes_are_well_formed,
    councils_cover_areas,
    parties_are_who_they_say,
    sources_fit_claims,
)
