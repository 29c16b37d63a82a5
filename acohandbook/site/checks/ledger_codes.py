"""Ledger codes: each row of the ledger has a service line of its own or by its code, and never two."""

from __future__ import annotations

from collections.abc import Iterator

from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.checks.draft import Draft
from acohandbook.site.faults import Fault, counted
from acohandbook.site.ledger_codes import CODES, LEDGER

_ROWS_SHOWN = 6


def codes_are_mapped(draft: Draft) -> Iterator[Fault]:
    """Codes without a service line are refused all at once, the most money first."""
    if not draft.has(LEDGER, CODES):
        return
    table = draft[LEDGER]
    rows: dict[tuple[str, str], list[int]] = {}
    pence: dict[tuple[str, str], int] = {}
    for position, (who, code, line, pounds) in table.records(
        "commissioner_code", "ledger_code", "service_line", "spend_gbp"
    ):
        unread = {(position, name) for name in ("commissioner_code", "ledger_code", "service_line")}
        if line is not None or unread & table.unread:
            continue
        if code is None:
            rule = (
                "A row of the ledger has a service line, or a ledger code that ledger_codes.csv maps to one."
            )
            yield table.fault(position, "service_line", rule, "Write the one or the other.")
        elif who is not None and (who, code) not in draft.lines_by_code:
            rows.setdefault((who, code), []).append(table.rows[position])
            pence[who, code] = pence.get((who, code), 0) + int(to_pence(pounds or 0.0))
    for who, code in sorted(rows, key=lambda key: (-abs(pence[key]), key)):
        sign, pounds = "-" if pence[who, code] < 0 else "", to_pounds(abs(pence[who, code]))
        where = _listed(rows[who, code])
        rule = f"This code of {who} is mapped to no service line: {sign}£{pounds:,.2f} in {where}."
        known = [other for commissioner, other in draft.lines_by_code if commissioner == who]
        yield Fault(f"{LEDGER}.csv", None, "ledger_code", code, rule, _remedy(code, known))


def lines_agree_with_their_codes(draft: Draft) -> Iterator[Fault]:
    """A row that states its service line, and whose code is mapped too, says the same in both."""
    if not draft.has(LEDGER, CODES):
        return
    table = draft[LEDGER]
    for position, (who, code, line) in table.records("commissioner_code", "ledger_code", "service_line"):
        mapped = draft.lines_by_code.get((who, code))
        if None not in (line, mapped) and line != mapped:
            rule = f"ledger_codes.csv maps the code {code} of {who} to {mapped}."
            remedy = (
                "Clear the cell, or correct one of the two; a code that pays for two lines is not mapped."
            )
            yield table.fault(position, "service_line", rule, remedy)


def unused_codes(draft: Draft) -> str:
    """Which mapped codes no row of the ledger has, in words; empty where there are none."""
    if not draft.has(LEDGER, CODES):
        return ""
    table = draft[LEDGER]
    used = set(zip(table["commissioner_code"], table["ledger_code"], strict=True))
    spare = [f"{code} of {who}" for who, code in draft.lines_by_code if (who, code) not in used]
    if not spare:
        return ""
    more = f" and {len(spare) - _ROWS_SHOWN} more" if len(spare) > _ROWS_SHOWN else ""
    are = (
        "is mapped, and no row of the ledger has it" if len(spare) == 1 else "are mapped, and no row has them"
    )
    return f"{CODES}.csv: {counted(len(spare), 'code')} {are}: {', '.join(spare[:_ROWS_SHOWN])}{more}."


def _listed(rows: list[int]) -> str:
    shown = ", ".join(map(str, rows[:_ROWS_SHOWN]))
    more = f" and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
    return f"row{'s' if len(rows) > 1 else ''} {shown}{more}"


def _remedy(code: str, known: list[str]) -> str:
    alike = [other for other in known if _plain(other) == _plain(code)]
    if alike:
        return f"{alike[0]} is mapped: write the code in both files as the ledger does, with its zeros."
    return "Add it to ledger_codes.csv, mapped to unallocated where nobody knows yet what it pays for."


def _plain(code: str) -> str:
    """A code without what a spreadsheet changes: zeros at its front, decimals at its end, capitals, signs."""
    return "".join(letter for letter in code.removesuffix(".0").lower() if letter.isalnum()).lstrip("0")


CHECKS = (codes_are_mapped, lines_agree_with_their_codes)
