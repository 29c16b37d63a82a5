"""Faults in a site: each says where, what, which rule, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from textwrap import fill


@dataclass(frozen=True)
class Fault:
    """One fault in the input.

    Attributes
    ----------
    file : str
        Name of the file in the site's folder, or the path when it is not a site at all.
    row : int or None
        Row as a spreadsheet counts (the header is row 1); the line, for ``site.toml``.
    column : str
        Column, or dotted key of ``site.toml``.
    value : str
        What stands there.
    rule : str
        What should hold.
    remedy : str
        What to do.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    remedy: str

    def where(self) -> str:
        """The place in words: ``expenditure.csv, row 3, column spend_gbp``."""
        line = "line" if self.file.endswith(".toml") else "row"
        name = "key" if self.file.endswith(".toml") else "column"
        parts = [self.file]
        if self.row is not None:
            parts.append(f"{line} {self.row}")
        if self.column:
            parts.append(f"{name} {self.column}")
        return ", ".join(parts)

    def __str__(self) -> str:
        found = f" ({self.value})" if self.value else ""
        return f"{self.where()}{found}: {self.rule} {self.remedy}".rstrip()

    def as_dict(self) -> dict:
        """The fault as plain data, for ``--json``."""
        return asdict(self)


class SiteFaults(ValueError):
    """A site that can't be used, with every fault in it.

    Attributes
    ----------
    site : str
        The site's key or path.
    faults : list of Fault
    """

    def __init__(self, site: str, faults: Sequence[Fault]):
        self.site = site
        self.faults = list(faults)
        super().__init__(f"{site}: {counted(len(self.faults), 'fault')}\n" + faults_as_text(self.faults))

    def __reduce__(self):  # so that it can come back from another process
        return type(self), (self.site, self.faults)


def shown(value) -> str:
    """A value as a message shows it: short, on one line, whole numbers without decimals."""
    if value is None or value != value:
        return ""
    if isinstance(value, float):
        value = f"{value:,.0f}" if value.is_integer() else repr(value)
    text = " ".join(str(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def counted(number: int, noun: str) -> str:
    """``1 fault``, ``2 faults``, ``no faults``."""
    return f"{number or 'no'} {noun}{'' if number == 1 else 's'}"


def faults_as_text(faults: Sequence[Fault]) -> str:
    """The faults for a reader: grouped by file, one a paragraph; one fault in many rows is one paragraph."""
    parts = []
    for file, group in groupby(faults, key=lambda fault: fault.file):
        alike: dict[tuple, list[Fault]] = {}
        for fault in group:
            alike.setdefault((fault.column, fault.rule, fault.remedy), []).append(fault)
        parts.append(f"\n{file}")
        parts.extend(_paragraph(several) for several in alike.values())
    return "\n".join(parts)


_ROWS_SHOWN = 6
_VALUES_SHOWN = 12


def _paragraph(alike: list[Fault]) -> str:
    first = alike[0]
    is_settings = first.file.endswith(".toml")
    place = []
    rows = [str(fault.row) for fault in alike if fault.row is not None]
    if rows:
        word = ("line" if is_settings else "row") + ("s" if len(rows) > 1 else "")
        more = f" and {len(rows) - _ROWS_SHOWN} more" if len(rows) > _ROWS_SHOWN else ""
        place.append(f"{word} {', '.join(rows[:_ROWS_SHOWN])}{more}")
    if first.column:
        place.append(f"{'key' if is_settings else 'column'} {first.column}")
    values = list(dict.fromkeys(fault.value for fault in alike if fault.value))
    found = "; ".join(values[:_VALUES_SHOWN]) + ("; ..." if len(values) > _VALUES_SHOWN else "")
    head = ": ".join(part for part in (", ".join(place), found) if part)
    lines = [_wrapped(head, 2)] if head else []
    return "\n".join([*lines, _wrapped(first.rule, 4), _wrapped(first.remedy, 4)]).rstrip()


def _wrapped(text: str, indent: int) -> str:
    space = " " * indent
    return fill(text, 100, initial_indent=space, subsequent_indent=space, break_long_words=False)
