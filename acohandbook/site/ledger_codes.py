"""Service lines by ledger code: what a row of the ledger pays for where only its code says so.

The files are left as they stand: a mapped row has no service line of its own, and whoever asks for one is
told that of its code and the cell in which that is written.
"""

from __future__ import annotations

from collections.abc import Mapping

LEDGER, CODES = "expenditure", "ledger_codes"


def mapped_rows(ledger: Mapping[str, list], codes: Mapping[str, list]) -> dict[int, int]:
    """Where the service line of a row of the ledger is that of its code: its position, and that of the code.

    A row that states a line itself is not among them, nor one whose code is not mapped.
    """
    known: dict[tuple, int] = {}
    for position, key in enumerate(zip(codes["commissioner_code"], codes["ledger_code"], strict=True)):
        if None not in key:
            known.setdefault(key, position)
    if not known:
        return {}
    stated = zip(ledger["service_line"], ledger["commissioner_code"], ledger["ledger_code"], strict=True)
    return {
        position: known[commissioner, code]
        for position, (line, commissioner, code) in enumerate(stated)
        if line is None and (commissioner, code) in known
    }


def with_lines(ledger: Mapping[str, list], codes: Mapping[str, list], mapped: Mapping[int, int]) -> dict:
    """The columns of the ledger with the service line of every mapped row filled in."""
    lines = list(ledger["service_line"])
    for position, code in mapped.items():
        lines[position] = codes["service_line"][code]
    return {**ledger, "service_line": lines}
