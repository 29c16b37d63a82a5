"""A comparison of two batches for a reader: plain lines, a page, and tables as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

from acohandbook.report import words
from acohandbook.runs.comparing import Change, Comparison
from acohandbook.runs.inputs import InputChange
from acohandbook.runs.outputs import safe_text, write_text
from acohandbook.runs.pages import page
from acohandbook.runs.side_by_side import NOTES

_SAID = 40
_LISTED = 1000
_ORDER = (
    "What each input did is worked out by changing the inputs one file after another, in the order in which "
    "a site is read; in another order the same inputs may share out the whole in another way."
)


def comparison_text(found: Comparison) -> str:
    """A comparison in plain lines."""
    lines = [f"Only in the first: {key}" for key in found.only_before]
    lines += [f"Only in the second: {key}" for key in found.only_after]
    cells = [f"{key}: {_cell_text(one)}" for key, inputs in found.inputs.items() for one in inputs]
    lines += _first(cells, "changes of inputs")
    figures = [
        f"{change.site}: {change.column.title}: {change.before} -> {change.after}{_in_brackets(change)}"
        for change in found.changes
    ]
    lines += _first(figures, "figures")
    lines += [f"{key}: {_counted(found, key)}." for key in found.causes]
    same = len(found.counts) - len(found.causes)
    lines.append(f"{len(found.causes)} sites changed, {same} did not.")
    return "\n".join(lines)


def _first(lines: Sequence[str], what: str) -> list[str]:
    more = [f"and {len(lines) - _SAID} more {what}; write them all with -o DIR"] if len(lines) > _SAID else []
    return [*lines[:_SAID], *more]


def _counted(found: Comparison, key: str) -> str:
    number = words.persons(found.counts[key])
    return f"{number} figures of all steps differ; {', '.join(found.causes[key])}"


def _cell_text(change: InputChange) -> str:
    place = change.file + ("" if change.row is None else f", row {change.row}")
    place += f" ({change.key})" if change.key else ""
    mark = " (illustrative)" if change.illustrative else ""
    if change.column:
        return f"{place}: {change.column}: {change.before} -> {change.after}{mark}"
    said = f"new row: {change.after}" if change.after else f"row gone: {change.before}"
    return f"{place}: {said}{mark}"


def _in_brackets(change: Change) -> str:
    if change.difference is None:
        return ""
    return f" ({signed(change.difference, change.column.unit)}{_shares(change, ': ')})"


def _shares(change: Change, before: str = "") -> str:
    parts = [f"{label} {signed(value, change.column.unit)}" for label, value in change.by_input]
    return before + ", ".join(parts) if parts else ""


def signed(difference: float, unit: str) -> str:
    """A difference with its sign; that of a rate in percentage points."""
    writers = {"gbp": words.pounds, "gbp_per_head": lambda value: words.pounds(value, True)}
    if unit == "rate" and abs(difference) < 0.00005:
        return "less than 0.01 points"
    said = (
        f"{words.number(difference * 100)} points" if unit == "rate"
        else writers.get(unit, lambda value: f"{value:,.6g}".replace("-", words.MINUS))(difference)
    )  # fmt: skip
    return said if difference < 0 else f"+{said}"


def write_comparison(found: Comparison, output: Path) -> None:
    """Write ``comparison.csv``, ``inputs.csv`` and ``index.html``."""
    figures = [
        [change.site, change.column.title, safe_text(change.before), safe_text(change.after),
         "" if change.difference is None else repr(change.difference),
         _shares(change), "; ".join(found.causes[change.site])]
        for change in found.changes
    ]  # fmt: skip
    head = ["site", "figure", "before", "after", "difference", "by_input", "because_of"]
    write_text(output / "comparison.csv", _csv(head, figures))
    cells = [
        [key, one.file, "" if one.row is None else one.row, *map(safe_text, (one.key, one.column)),
         safe_text(one.before), safe_text(one.after), "yes" if one.illustrative else "no"]
        for key, inputs in found.inputs.items()
        for one in inputs
    ]  # fmt: skip
    head = ["site", "file", "row", "key", "column", "before", "after", "illustrative"]
    write_text(output / "inputs.csv", _csv(head, cells))
    write_text(output / "index.html", _page(found))


def _csv(head: Sequence[str], rows: Iterable[Sequence]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(head)
    writer.writerows(rows)
    return buffer.getvalue()


def _page(found: Comparison) -> str:
    listed = [f"Only in the first: {key}" for key in found.only_before]
    listed += [f"Only in the second: {key}" for key in found.only_after]
    listed += [f"{key}: {_counted(found, key)}." for key in found.causes]
    parts = [
        "<h1>Two batches compared</h1>",
        f"<p>{escape(comparison_text(found).splitlines()[-1])}</p>",
        f"<ul>{''.join(f'<li>{escape(one)}</li>' for one in listed)}</ul>" if listed else "",
        _figures(found.changes),
        _inputs([(key, one) for key, inputs in found.inputs.items() for one in inputs]),
    ]
    return page(
        "Two batches compared", "\n".join(part for part in parts if part), foot="Draft for discussion."
    )


def _figures(changes: Sequence[Change]) -> str:
    if not changes:
        return "<p>No figure of the table side by side differs.</p>"
    rows = [
        [change.column.title, change.before, change.after,
         "" if change.difference is None else signed(change.difference, change.column.unit), _shares(change)]
        for change in changes
    ]  # fmt: skip
    head = ["Site", "Figure", "Before", "After", "By", "Because of"]
    sites = [change.site for change in changes]
    notes = f"{' '.join(note for note in NOTES if note.startswith(('Withheld', 'Marked')))} {_ORDER}"
    table = _table("Figures that differ", head, sites, rows, numbers=(1, 2, 3))
    return f'<h2>Figures</h2>{table}<p class="note">{escape(notes)}</p>'


def _inputs(changes: Sequence[tuple[str, InputChange]]) -> str:
    if not changes:
        return ""
    rows = [
        [one.file, "" if one.row is None else str(one.row), one.key.replace(",", ", "),
         one.column or "whole row", one.before or "not there", one.after or "not there",
         "yes" if one.illustrative else ""]
        for _, one in changes[:_LISTED]
    ]  # fmt: skip
    head = ["Site", "File", "Row", "Key", "Column", "Before", "After", "Illustrative"]
    more = (
        f"<p>The first {_LISTED:,} of {len(changes):,}; all are in inputs.csv.</p>"
        if len(changes) > _LISTED
        else ""
    )
    sites = [key for key, _ in changes[:_LISTED]]
    return f"<h2>Inputs</h2>{more}{_table('Inputs that differ', head, sites, rows, numbers=(1, 4, 5))}"


def _table(
    caption: str, head: Sequence[str], sites: Sequence[str], rows: Sequence[Sequence[str]], numbers
) -> str:
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = "".join(
        f'<tr><th scope="row">{escape(site)}</th>'
        + "".join(
            f"<td{' class=number' * (at in numbers)}>{escape(cell)}</td>" for at, cell in enumerate(row)
        )
        + "</tr>"
        for site, row in zip(sites, rows, strict=True)
    )
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table></div>"
    )
