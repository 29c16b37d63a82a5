"""The pages of a batch: all sites side by side, and one page for each with links to its chapters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from math import sqrt
from statistics import median

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.report.page.drawing import Drawing, ticks
from acohandbook.runs.pages import page
from acohandbook.runs.records import Record
from acohandbook.runs.side_by_side import COLUMNS, NOTES, WITHHELD, Place, in_words, rank
from acohandbook.runs.work import STEPS

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 400, 70, 20, 24, 56
_LISTED = 20


def index_page(found: Sequence[Place], runs: Sequence[tuple[str, Mapping[str, Record]]]) -> str:
    """All sites side by side, largest first."""
    failed = [
        (key, record) for key, records in runs for record in records.values() if record.status != "done"
    ]
    withheld = sum(place.is_withheld for place in found)
    number = sum(len(records) for _, records in runs)
    parts = [
        "<h1>Places side by side</h1>",
        f"<p>{len(found)} places; {number} runs, of which {len(failed)} failed. "
        f"For {withheld} of the places settlement, pool and rank are withheld.</p>",
        "<ul>" + "".join(f"<li>{escape(note)}</li>" for note in NOTES) + "</ul>",
        '<p>The same as files: <a href="summary.xlsx">workbook</a>, <a href="summary.csv">CSV</a>, '
        '<a href="status.csv">status of every run</a>.</p>',
        _failures(failed),
        "<h2>The table</h2>",
        _league(found),
        "<h2>Budget a head, by population</h2>",
        _per_head_funnel(found),
        "<h2>Savings against noise</h2>",
        _saving_funnel(found),
        "<h2>Growth beside affordability</h2>",
        _growth(found),
        "<h2>Who gains and who loses</h2>",
        _gains(found),
    ]
    return page("Places side by side", "\n".join(parts), foot="Draft for discussion.")


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
            f'<tr><th scope="row">{escape(column.title)}</th><td class="number">'
            f"{escape(in_words(place, column))}</td></tr>"
            for column in COLUMNS
        ]
        parts += [
            "<h2>Figures</h2>",
            _box("Figures of this place", f"<tbody>{''.join(rows)}</tbody>"),
            "<h2>Know first</h2>",
            "<ul>" + "".join(_finding(finding) for finding in steps.facts["findings"]) + "</ul>",
            '<p>All figures: <a href="results.parquet">Parquet</a>; hashes of inputs and files: '
            '<a href="manifest.json">manifest</a>.</p>',
        ]
    return page(title, "\n".join(parts), [("../index.html", "All sites")], "Draft for discussion.")


def _chapter(record: Record) -> str:
    link = f'<a href="chapters/{escape(record.name)}.html">{escape(record.name.replace("_", " "))}</a>'
    if record.status == "done":
        return link
    shown = link if f"chapters/{record.name}.html" in record.files else escape(record.name)
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


def _league(found: Sequence[Place]) -> str:
    ranks = rank(found)
    rows = []
    for place in found:
        name, *others = COLUMNS
        cells = "".join(
            f'<td class="{"" if column.unit == "text" else "number"}{" marked" * place.is_marked(column)}">'
            f"{escape(in_words(place, column))}</td>"
            for column in others
        )
        placed = ranks.get(place.key, WITHHELD if place.is_withheld else words.BLANK)
        link = f'<a href="{escape(place.key)}/index.html">{escape(in_words(place, name))}</a>'
        rows.append(f'<tr><th scope="row">{link}</th>{cells}<td class="number">{placed}</td></tr>')
    head = _head([*(column.title for column in COLUMNS), "Rank of saving"])
    return _box("Figures of every place, largest first", f"{head}<tbody>{''.join(rows)}</tbody>")


def per_head_outliers(found: Sequence[Place]) -> tuple[str, float, list[Place], list[Place]]:
    """Places whose first budget a head lies outside what chance explains, among those of one form.

    Returns
    -------
    str
        The commonest contracting form; budgets of different forms hold different services.
    float
        The median budget a head of its places.
    list of Place
        The places of that form whose budget a head is known.
    list of Place
        Those outside the median times 1 plus or minus the noise band of their size, furthest first.
    """
    known = [place for place in found if place.figures["budget_per_head_gbp"]]
    if not known:
        return "", 0.0, [], []
    form = Counter(place.figures["contracting_form"] for place in known).most_common(1)[0][0]
    alike = [place for place in known if place.figures["contracting_form"] == form]
    middle = median(place.figures["budget_per_head_gbp"] for place in alike)

    def beyond(place: Place) -> float:
        band = place.figures["noise_band_rate"]
        off = abs(place.figures["budget_per_head_gbp"] / middle - 1)
        return off - band if band is not None else -1.0

    outside = sorted((place for place in alike if beyond(place) > 0), key=lambda place: -beyond(place))
    return form, middle, alike, outside


def _per_head_funnel(found: Sequence[Place]) -> str:
    form, middle, alike, outside = per_head_outliers(found)
    if len(alike) < 3:
        return "<p>Fewer than three places of one contracting form: nothing to compare.</p>"
    points = [
        (place.figures["aco_persons"], place.figures["budget_per_head_gbp"], _name(place), place in outside)
        for place in alike
    ]
    rate = _noise_at_one(alike)
    listed = ", ".join(_name(place) for place in outside[:_LISTED])
    says = (
        f"{len(outside)} of {len(alike)} {words.readable(form)} places lie outside what chance alone would "
        f"give around the median of {words.pounds(middle)} a head. Age, need, scope and illustrative input "
        "differ too, so a place outside is a question and not a finding. "
        f"{listed and 'Furthest: ' + listed + '.'}"
    )
    band = (
        None
        if rate is None
        else lambda size: (middle * (1 - rate / sqrt(size)), middle * (1 + rate / sqrt(size)))
    )
    return _scatter(
        points, "Budget a head in the first year, by population", says, ("People", "Budget a head (£)"),
        (words.persons, words.pounds), band,
    )._repr_html_()  # fmt: skip


def _saving_funnel(found: Sequence[Place]) -> str:
    known = [p for p in found if not p.is_withheld and p.figures["saving_rate"] is not None]
    if not known:
        return "<p>No place has a settled year whose pool may be shown.</p>"
    points = [
        (p.figures["aco_persons"], p.figures["saving_rate"] * 100, _name(p), p.figures["outside_noise"])
        for p in known
    ]
    outside = [_name(place) for place in known if place.figures["outside_noise"]]
    says = f"{len(outside)} of {len(known)} places lie outside noise. {', '.join(outside[:_LISTED])}"
    rate = _noise_at_one(known)
    band = None if rate is None else lambda size: (-100 * rate / sqrt(size), 100 * rate / sqrt(size))
    return _scatter(
        points, "Saving of the pool, by population", says.strip(), ("People", "Saving (%)"),
        (words.persons, words.number), band,
    )._repr_html_()  # fmt: skip


def _growth(found: Sequence[Place]) -> str:
    known = [
        p for p in found
        if p.figures["budget_growth_rate"] is not None and p.figures["worst_gap_rate"] is not None
    ]  # fmt: skip
    if len(known) < 2:
        return "<p>Fewer than two places whose growth is known.</p>"
    points = [
        (p.figures["budget_growth_rate"] * 100, p.figures["worst_gap_rate"] * 100, _name(p),
         p.figures["worst_gap_rate"] < 0)
        for p in known
    ]  # fmt: skip
    short = [place for place in known if place.figures["worst_gap_rate"] < 0]
    says = (
        f"In {len(short)} of {len(known)} places what commissioners can afford falls below cost in some year "
        "of the contract."
    )
    return _scatter(
        points, "Growth of the budget beside the worst year's distance from affordability", says,
        ("Growth a year (%)", "Affordable less cost (%)"), (words.number, words.number), None,
    )._repr_html_()  # fmt: skip


def _gains(found: Sequence[Place]) -> str:
    rows = [
        f'<tr><th scope="row">{escape(_name(place))}</th><td>{escape(party["financial_year"])}</td>'
        f"<td>{escape(party['party_name'])}</td><td>{escape(words.readable(party['role']))}</td>"
        f'<td class="number">{escape(words.pounds(party["gain_loss_gbp"]))}</td></tr>'
        for place in found
        if not place.is_withheld
        for party in place.parties
        if party["gain_loss_gbp"]
    ]
    if not rows:
        return "<p>No gain or loss that may be shown.</p>"
    head = _head(["Place", "Year", "Party", "Role", "Receives, or pays (−) (£)"])
    return _box("Gains and losses by party", f"{head}<tbody>{''.join(rows)}</tbody>")


def _scatter(points, title, says, axes, written, band) -> Chart:
    """Points (x, y, name, whether marked), with a band around their middle where there is one."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    sizes = [point[0] for point in points]
    across = ticks(min(sizes), max(sizes))
    edges = [band(size) for size in sizes] if band else []
    heights = [point[1] for point in points] + [edge for pair in edges for edge in pair]
    up = ticks(min(heights), max(heights))

    def x_of(value: float) -> float:
        return _LEFT + (value - across[0]) / (across[-1] - across[0]) * (_WIDTH - _LEFT - _RIGHT)

    def y_of(value: float) -> float:
        return _TOP + (up[-1] - value) / (up[-1] - up[0]) * (_HEIGHT - _TOP - _BOTTOM)

    for mark in up:
        drawing.rule(_LEFT, y_of(mark), _WIDTH - _RIGHT, y_of(mark), strong=mark == 0)
        drawing.text(_LEFT - 6, y_of(mark) + 4, written[1](mark), "end", size=11)
    for mark in across:
        drawing.text(x_of(mark), _HEIGHT - _BOTTOM + 16, written[0](mark), size=11)
    drawing.text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - _BOTTOM + 38, axes[0])
    drawing.text(6, _TOP - 10, axes[1], "start")
    if band:
        steps = [min(sizes) + (max(sizes) - min(sizes)) * place / 60 for place in range(61)]
        for side in (0, 1):
            drawing.line([(x_of(size), y_of(band(size)[side])) for size in steps], "total", dashed=True)
    for x, y, name, marked in sorted(points, key=lambda point: bool(point[3])):
        hint = f"{name}: {written[0](x)}, {written[1](y)}{', outside' if marked else ''}"
        drawing.dot(x_of(x), y_of(y), "down" if marked else "up", hint)
    rows = [[name, written[0](x), written[1](y), "yes" if m else "no"] for x, y, name, m in points]
    return Chart(drawing, title, says, ["Place", *axes, "Marked"], rows)


def _noise_at_one(found: Sequence[Place]) -> float | None:
    """The noise band of one person, from any place: the band shrinks with the root of the population."""
    for place in found:
        if place.figures["noise_band_rate"] is not None:
            return place.figures["noise_band_rate"] * sqrt(place.figures["aco_persons"])
    return None


def _name(place: Place) -> str:
    return str(place.figures["name"])


def _head(titles: Sequence[str]) -> str:
    return (
        "<thead><tr>" + "".join(f'<th scope="col">{escape(title)}</th>' for title in titles) + "</tr></thead>"
    )


def _box(caption: str, inside: str) -> str:
    return (
        f'<div class="table" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption>{inside}</table></div>"
    )
