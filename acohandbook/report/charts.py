"""The handbook's charts: bridge, years with an affordability line, payment curve, and bars by party."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence

from acohandbook.report import words
from acohandbook.report.svg import Drawing, ticks

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 24, 64
BRIDGE_ROW, BRIDGE_LABELS, BRIDGE_AMOUNTS, BRIDGE_EDGE = 24, 230, 70, 6


class Chart:
    """A chart with a title, what it says in words, and its data as a table one click away."""

    def __init__(
        self, drawing: Drawing, title: str, says: str, header: Sequence[str], rows: Sequence[Sequence[str]]
    ):
        self.drawing, self.title, self.says, self.header, self.rows = drawing, title, says, header, rows

    def __repr__(self) -> str:
        lines = [self.title, self.says, "  ".join(self.header)]
        return "\n".join([*lines, *("  ".join(row) for row in self.rows)])

    def _repr_html_(self) -> str:
        # Ids come from the content, so they stay the same from run to run and differ between charts.
        name = "c" + hashlib.sha256((self.title + self.says).encode()).hexdigest()[:10]
        head = "".join(f'<th scope="col">{html.escape(heading)}</th>' for heading in self.header)
        body = "".join(
            f'<tr><th scope="row">{html.escape(row[0])}</th>'
            + "".join(f'<td class="number">{html.escape(cell)}</td>' for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        return (
            f'<figure class="aco-figure">{self.drawing.svg(name, self.title)}'
            f"<figcaption><strong>{html.escape(self.title)}.</strong> {html.escape(self.says)}</figcaption>"
            f"<details><summary>Data of this chart</summary>"
            f'<div class="aco-exhibit" role="region" tabindex="0" '
            f'aria-label="Data: {html.escape(self.title)}"><table class="aco-table">'
            f"<caption>{html.escape(self.title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
            f"</table></div></details></figure>"
        )


class _Scale:
    """Pounds to pixels down the page, with a labelled axis."""

    def __init__(self, drawing: Drawing, values: Sequence[float], label):
        marks = ticks(min(0.0, *values), max(0.0, *values))
        self.low, self.high = marks[0], marks[-1]
        for mark in marks:
            y = self.y(mark)
            drawing.rule(LEFT, y, WIDTH - RIGHT, y, strong=mark == 0)
            drawing.text(LEFT - 6, y + 4, label(mark), "end", size=11)

    def y(self, value: float) -> float:
        return TOP + (self.high - value) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def _short(value: float) -> str:
    sign = words.MINUS if value < 0 else ""
    size = abs(value)
    if size >= 1e6:
        return f"{sign}£{size / 1e6:,.0f}m" if size >= 1e7 else f"{sign}£{size / 1e6:,.1f}m"
    return f"{sign}£{size / 1e3:,.0f}k" if size >= 1e4 else f"{sign}£{size:,.0f}"


def _label(drawing: Drawing, x: float, text: str, room: float) -> None:
    """A label under the axis, broken into as many lines as its column has room for."""
    lines, letters = [""], max(int(room / 6.2), 6)
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    for place, line in enumerate(lines[:4]):
        drawing.text(x, HEIGHT - BOTTOM + 16 + 13 * place, line, size=11)


def bridge(steps: Sequence[tuple[str, float]], title: str, says: str, totals: Sequence[str]) -> Chart:
    """From an opening to a closing, movement by movement.

    Parameters
    ----------
    steps : sequence of (str, float)
        Label and pounds, in order.
    totals : sequence of str
        Labels that stand on the axis (opening, subtotals, closing) rather than move the level.

    Raises
    ------
    ValueError
        When a total does not equal the level that the movements reached, to the penny.
    """
    level, spans, levels = 0.0, [], [0.0]
    for label, amount in steps:
        if label in totals:
            if spans and round(level, 2) != round(amount, 2):
                raise ValueError(f"The bridge reaches {level:,.2f} at {label!r}, not {amount:,.2f}.")
            spans.append((0.0, amount, "total"))
            level = amount
        else:
            spans.append((level, level + amount, "up" if amount >= 0 else "down"))
            level += amount
        levels.append(level)
    # One row a movement: labels stay readable however many movements there are.
    drawing = Drawing(WIDTH, 2 * BRIDGE_EDGE + BRIDGE_ROW * len(steps))
    low, high = min(levels), max(levels)
    across = (WIDTH - BRIDGE_LABELS - BRIDGE_AMOUNTS) / ((high - low) or 1.0)
    for place, ((start, end, colour), (label, amount)) in enumerate(zip(spans, steps, strict=True)):
        y = BRIDGE_EDGE + place * BRIDGE_ROW
        left, right = (BRIDGE_LABELS + (value - low) * across for value in (min(start, end), max(start, end)))
        strong = colour == "total"
        drawing.text(BRIDGE_LABELS - 10, y + 15, label, "end", bold=strong)
        drawing.rect(left, y + 3, right - left, BRIDGE_ROW - 8, colour, f"{label}: {words.pounds(amount)}")
        drawing.text(right + 6, y + 15, _short(amount), "start", bold=strong)
        if place + 1 < len(spans):  # a thin line leads to where the next movement starts
            x = BRIDGE_LABELS + (end - low) * across
            drawing.rule(x, y + BRIDGE_ROW - 5, x, y + BRIDGE_ROW + 3, strong=True)
    return Chart(drawing, title, says, ("Movement", "Amount"), [(s, words.pounds(a, True)) for s, a in steps])


def stacked_years(
    years: Sequence[str],
    parts: Sequence[tuple[str, Sequence[float]]],
    title: str,
    says: str,
    line: tuple[str, Sequence[float]] | None = None,
    across: str = "Year",
) -> Chart:
    """Parts that add to a whole for each year (or other item ``across``), beside a line such as funds."""
    drawing = Drawing(WIDTH, HEIGHT)
    wholes = [sum(values[place] for _, values in parts) for place in range(len(years))]
    scale = _Scale(drawing, [*wholes, *(line[1] if line else [])], _short)
    room = (WIDTH - LEFT - RIGHT) / len(years)
    palette = ("up", "second", "band", "down", "total", "line")
    for place, year in enumerate(years):
        x, level = LEFT + place * room, 0.0
        for rank, (name, values) in enumerate(parts):
            top = scale.y(level + values[place])
            drawing.rect(
                x + room * 0.2, top, room * 0.6, scale.y(level) - top, palette[rank % len(palette)],
                f"{name}, {year}: {words.pounds(values[place])}",
            )  # fmt: skip
            level += values[place]
        drawing.text(x + room / 2, scale.y(wholes[place]) - 6, _short(wholes[place]), bold=True)
        _label(drawing, x + room / 2, year, room)
    if line:
        points = [(LEFT + (place + 0.5) * room, scale.y(value)) for place, value in enumerate(line[1])]
        drawing.line(points, "line", dashed=True, width=3)
        for (x, y), value in zip(points, line[1], strict=True):
            drawing.dot(x, y, "line", f"{line[0]}: {words.pounds(value)}")
    legend = [(name, palette[rank % len(palette)]) for rank, (name, _) in enumerate(parts)]
    _legend(drawing, legend + ([(line[0], "line")] if line else []))
    header = [across, *(name for name, _ in parts), *([line[0]] if line else [])]
    rows = [
        [
            year,
            *(words.pounds(values[p], True) for _, values in parts),
            *([words.pounds(line[1][p], True)] if line else []),
        ]
        for p, year in enumerate(years)
    ]
    return Chart(drawing, title, says, header, rows)


def _legend(drawing: Drawing, entries: Sequence[tuple[str, str]]) -> None:
    x = LEFT
    for name, colour in entries:
        drawing.rect(x, HEIGHT - 16, 12, 12, colour)
        drawing.text(x + 17, HEIGHT - 6, name, "start", size=11)
        x += 30 + 6.3 * len(name)


def bars(items: Sequence[tuple[str, float]], title: str, says: str) -> Chart:
    """One bar an item, above the line for what is received and below it for what is paid."""
    drawing = Drawing(WIDTH, HEIGHT)
    scale = _Scale(drawing, [amount for _, amount in items], _short)
    room = (WIDTH - LEFT - RIGHT) / len(items)
    for place, (label, amount) in enumerate(items):
        x = LEFT + place * room
        top, bottom = scale.y(max(amount, 0)), scale.y(min(amount, 0))
        colour = "up" if amount >= 0 else "down"
        drawing.rect(
            x + room * 0.2, top, room * 0.6, bottom - top, colour, f"{label}: {words.pounds(amount)}"
        )
        drawing.text(x + room / 2, top - 5 if amount >= 0 else bottom + 14, _short(amount), size=11)
        _label(drawing, x + room / 2, label, room)
    return Chart(drawing, title, says, ("Item", "Amount"), [(s, words.pounds(a, True)) for s, a in items])


def payment_curve(
    points: Sequence[tuple[float, float]],
    actual: tuple[float, float] | None,
    title: str,
    says: str,
    across: str,
    up: str,
) -> Chart:
    """What a scheme pays over a range of outcomes, with the actual outcome marked.

    ``points`` are (saving rate, pounds paid); ``across`` and ``up`` name the axes.
    """
    drawing = Drawing(WIDTH, HEIGHT)
    scale = _Scale(drawing, [pay for _, pay in points] + ([actual[1]] if actual else []), _short)
    rates = [rate for rate, _ in points]
    low, high = min(rates), max(rates)

    def x_of(rate: float) -> float:
        return LEFT + (rate - low) / ((high - low) or 1.0) * (WIDTH - LEFT - RIGHT)

    drawing.line([(x_of(rate), scale.y(pay)) for rate, pay in points], "up", width=3)
    for mark in ticks(low * 100, high * 100, 8):
        if low * 100 <= mark <= high * 100:
            drawing.text(x_of(mark / 100), HEIGHT - BOTTOM + 16, words.percent(mark / 100, 0), size=11)
    drawing.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 34, across, size=12)
    drawing.text(LEFT, TOP - 10, up, "start", size=12)
    if actual:
        drawing.dot(
            x_of(min(max(actual[0], low), high)),
            scale.y(actual[1]),
            "line",
            f"actual: {words.pounds(actual[1])}",
        )
        drawing.text(
            x_of(min(max(actual[0], low), high)),
            scale.y(actual[1]) - 10,
            f"actual {words.percent(actual[0])}",
            bold=True,
        )
    return Chart(
        drawing, title, says, (across, up), [(words.percent(r, 2), words.pounds(p, True)) for r, p in points]
    )
