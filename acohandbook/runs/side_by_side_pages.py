"""The pages of a batch: all sites side by side, and one page for each with links to its chapters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.runs.outputs import kept_in
from acohandbook.runs.pages import page
from acohandbook.runs.records import Record
from acohandbook.runs.side_by_side import (
    COLUMNS,
    MARK,
    NOTES,
    WITHHOLD_ABOVE_RATE,
    Column,
    Place,
    in_words,
    rank,
)
from acohandbook.runs.side_by_side_charts import growth_chart, name_of, per_head_chart, saving_chart
from acohandbook.runs.work import STEPS
from acohandbook.site.faults import counted

_NAMED = 20  # places named in a sentence
_WORST_FIRST = {"red": 0, "amber": 1, "note": 2}


def index_page(
    found: Sequence[Place],
    runs: Sequence[tuple[str, Mapping[str, Record]]],
    refused: Mapping[str, Sequence[str]],
    no_workbook: str,
) -> str:
    """All sites side by side, largest first; ``no_workbook`` says why there is none, where there is none."""
    failed = [
        (key, record) for key, records in runs for record in records.values() if record.status != "done"
    ]
    number = sum(len(records) for _, records in runs)
    workbook = f"{escape(no_workbook)}. Others" if no_workbook else '<a href="summary.xlsx">Workbook</a>'
    parts = [
        "<h1>Places side by side</h1>",
        f"<p>{counted(len(found), 'place')}; {counted(number, 'run')}, of which {len(failed)} failed; "
        f"{counted(len(refused), 'site')} refused. "
        f"{_why_withheld(found)}</p>",
        "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in NOTES) + "</ul>",
        f'<p>The same as files: {workbook}, <a href="summary.csv">CSV</a>, '
        '<a href="status.csv">status of every run</a>.</p>',
        _refusals(refused),
        _failures(failed),
        "<h2>Budgets and affordability</h2>",
        _budgets(found),
        "<h2>Budget a head, by population</h2>",
        _drawn(per_head_chart(found), "Fewer than three places of one contracting form: nothing to compare."),
        "<h2>Growth beside affordability</h2>",
        _drawn(growth_chart(found), "Fewer than two places whose growth is known."),
        *_year_settled(found),
    ]
    return page("Places side by side", "\n".join(parts), foot="Draft for discussion.")


def _settled(found: Sequence[Place]) -> list[Place]:
    """Places with a settled year that may be shown."""
    return [p for p in found if not p.is_withheld and p.figures["saving_rate"] is not None]


def _why_withheld(found: Sequence[Place]) -> str:
    number = sum(place.is_withheld for place in found)
    if not number:
        return "Nothing is withheld."
    who = "every place" if number == len(found) else f"{number} of the {len(found)} places"
    return (
        f"For {who} settlement, pool and rank are withheld, since more than {WITHHOLD_ABOVE_RATE:.0%} of the "
        "spend is illustrative."
    )


def _nothing_settled(found: Sequence[Place]) -> str:
    """Why there is nothing of a settled year to show."""
    known = sum(place.figures["settled_year"] is not None for place in found)
    if not known:
        return "No place has a year of which all twelve months of outturn are held."
    hidden = sum(place.figures["settled_year"] is not None and place.is_withheld for place in found)
    return (
        f"Of {counted(len(found), 'place')} {known} {'has' if known == 1 else 'have'} a settled year, and in "
        f"{hidden} of them more than "
        f"{WITHHOLD_ABOVE_RATE:.0%} of the spend is illustrative, so what was saved and who gains is "
        "withheld. It appears once ledger lines and outturn are put in place of the illustrative ones."
    )


def _drawn(chart: Chart | None, otherwise: str) -> str:
    return f"<p>{escape(otherwise)}</p>" if chart is None else chart._repr_html_()


def site_page(key: str, records: Mapping[str, Record], place: Place | None) -> str:
    """One site: its chapters, its figures and what must be known before they are relied on."""
    title = str(place.figures["name"]) if place else key
    chapters = "".join(
        f"<li>{_chapter(record)}</li>" for name, record in sorted(records.items()) if name != STEPS
    )
    parts = [f"<h1>{escape(title)}</h1>", "<h2>Chapters</h2>", f"<ul>{chapters}</ul>"]
    steps = records.get(STEPS)
    if steps and steps.status != "done":
        parts.append(f'<p class="failed">The steps failed: {escape(steps.reason)}</p>')
    if place:
        rows = [
            f'<tr><th scope="row">{escape(column.title)}</th>{_cell(place, column, "number")}</tr>'
            for column in COLUMNS
        ]
        findings = sorted(steps.facts["findings"], key=lambda finding: _WORST_FIRST[finding["status"]])
        shown = [
            note for note in NOTES if note.startswith("Marked") or (place.is_withheld and "Withheld" in note)
        ]
        parts += [
            "<h2>Figures</h2>",
            _box("Figures of this place", f"<tbody>{''.join(rows)}</tbody>"),
            "".join(f'<p class="note">{escape(note)}</p>' for note in shown),
            "<h2>Know first</h2>",
            "<ul>" + "".join(_finding(finding) for finding in findings) + "</ul>",
            '<p>All figures: <a href="results.parquet">Parquet</a>; hashes of inputs and files: '
            f'<a href="manifest.json">manifest</a>; a copy of the inputs: <code>{kept_in(key)}/</code>.</p>',
        ]
    return page(title, "\n".join(parts), [("../index.html", "All sites")], "Draft for discussion.")


def _chapter(record: Record) -> str:
    number, _, words_of = record.name.partition("_")
    title = escape(f"{int(number)} {words_of.replace('_', ' ').capitalize()}")
    link = f'<a href="chapters/{escape(record.name)}.html">{title}</a>'
    if record.status == "done":
        return link
    shown = link if f"chapters/{record.name}.html" in record.files else title
    return f'{shown} <span class="failed">failed: {escape(record.reason)}</span>'


def _finding(finding: Mapping) -> str:
    names = {"red": "Stop", "amber": "Know this first", "note": "Note"}
    message = escape(words.readable(finding["message"]))
    return f"<li><strong>{names[finding['status']]}.</strong> {message}</li>"


def _failures(failed: Sequence[tuple[str, Record]]) -> str:
    if not failed:
        return ""
    rows = "".join(
        f'<tr><th scope="row"><a href="{escape(key)}/index.html">{escape(key)}</a></th>'
        f"<td>{escape(record.name)}</td><td>{escape(record.reason)}</td></tr>"
        for key, record in failed
    )
    head = _head(["Site", "Run", "Reason"])
    return "<h2>Runs that failed</h2>" + _box("Runs that failed", f"{head}<tbody>{rows}</tbody>")


def _refusals(refused: Mapping[str, Sequence[str]]) -> str:
    if not refused:
        return ""
    rows = "".join(
        f'<tr><th scope="row">{escape(key)}</th><td class="number">{len(faults)}</td>'
        f"<td>{escape(faults[0])}</td></tr>"
        for key, faults in refused.items()
    )
    head = _head(["Site", "Faults", "The first"])
    return "<h2>Sites refused</h2>" + _box("Sites refused", f"{head}<tbody>{rows}</tbody>")


def _budgets(found: Sequence[Place]) -> str:
    columns = [column for column in COLUMNS if not column.of_pool]
    return _table("Budgets of every place, largest first", columns, [(place, "") for place in found])


def _year_settled(found: Sequence[Place]) -> list[str]:
    """What was saved and who gains, of places where it may be shown; else why nothing is."""
    settled = _settled(found)
    if not settled:
        return [
            "<h2>The year settled: savings, gains and losses</h2>",
            f"<p>{escape(_nothing_settled(found))}</p>",
        ]
    columns, ranks = [COLUMNS[0], *(column for column in COLUMNS if column.of_pool)], rank(found)
    rows = [(place, f'<td class="number">{ranks[place.key]}</td>') for place in settled]
    hidden = [name_of(p) for p in found if p.is_withheld and p.figures["settled_year"] is not None]
    more = f" and {len(hidden) - _NAMED} more" if len(hidden) > _NAMED else ""
    return [
        "<h2>The year settled</h2>",
        _table("The year settled, largest place first", columns, rows, ["Rank of saving"]),
        f'<p class="note">Withheld: {escape(", ".join(hidden[:_NAMED]) + more)}.</p>' if hidden else "",
        "<h2>Savings against noise</h2>",
        saving_chart(settled)._repr_html_(),
        "<h2>Who gains and who loses</h2>",
        _gains(settled),
    ]


def _table(caption: str, columns: Sequence[Column], rows: Sequence[tuple[Place, str]], more=()) -> str:
    """One row a place, its name leading to its chapters; each row may end in cells of its own."""
    name, *others = columns
    body = "".join(
        f'<tr><th scope="row"><a href="{escape(place.key)}/index.html">'
        f"{escape(in_words(place, name))}</a></th>"
        + "".join(_cell(place, column, "" if column.unit == "text" else "number") for column in others)
        + f"{last}</tr>"
        for place, last in rows
    )
    head = _head([*(column.title for column in columns), *more])
    return _box(caption, f"{head}<tbody>{body}</tbody>", "wide")


def _cell(place: Place, column: Column, kind: str) -> str:
    marked = place.is_marked(column)
    names = " ".join(filter(None, (kind, "marked" * marked)))
    said = escape(in_words(place, column)) + MARK * marked
    return f'<td class="{names}">{said}</td>' if names else f"<td>{said}</td>"


def _gains(settled: Sequence[Place]) -> str:
    rows = [
        f'<tr><th scope="row">{escape(name_of(place))}</th><td>{escape(party["financial_year"])}</td>'
        f"<td>{escape(party['party_name'])}</td><td>{escape(words.readable(party['role']))}</td>"
        f'<td class="number">{escape(words.pounds(party["gain_loss_gbp"]))}'
        f"{MARK if place.figures['illustrative_rate'] else ''}</td></tr>"
        for place in settled
        for party in place.parties
        if party["gain_loss_gbp"]
    ]
    if not rows:
        return "<p>Nobody gains or loses in the years settled.</p>"
    head = _head(["Place", "Year", "Party", "Role", "Receives, or pays (−) (£)"])
    return _box("Gains and losses by party", f"{head}<tbody>{''.join(rows)}</tbody>")


def _head(titles: Sequence[str]) -> str:
    return (
        "<thead><tr>" + "".join(f'<th scope="col">{escape(title)}</th>' for title in titles) + "</tr></thead>"
    )


def _box(caption: str, inside: str, kind: str = "") -> str:
    return (
        f'<div class="{f"table {kind}".strip()}" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>{inside}</table></div>"
    )
