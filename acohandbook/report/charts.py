"""The handbook's charts: bridge, years with an affordability line, payment curve, and bars by party."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from acohandbook.report import words
from acohandbook.report.page import charts as shapes
from acohandbook.report.page.drawing import Drawing
from acohandbook.report.page.figures import short_pounds
from acohandbook.report.page.html import figure

BRIDGE_ROW, BRIDGE_LABELS, BRIDGE_AMOUNTS, BRIDGE_EDGE = 24, 230, 70, 6


class Chart:
    """A chart with a title, what it says in words, and its data as a table and as CSV one click away."""

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
        return figure(self.drawing, name, self.title, self.says, list(self.header), list(self.rows))


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
    drawing = Drawing(shapes.WIDTH, 2 * BRIDGE_EDGE + BRIDGE_ROW * len(steps))
    low, high = min(levels), max(levels)
    across = (shapes.WIDTH - BRIDGE_LABELS - BRIDGE_AMOUNTS) / ((high - low) or 1.0)
    for place, ((start, end, colour), (label, amount)) in enumerate(zip(spans, steps, strict=True)):
        y = BRIDGE_EDGE + place * BRIDGE_ROW
        left, right = (BRIDGE_LABELS + (value - low) * across for value in (min(start, end), max(start, end)))
        strong = colour == "total"
        drawing.text(BRIDGE_LABELS - 10, y + 15, label, "end", bold=strong)
        drawing.rect(left, y + 3, right - left, BRIDGE_ROW - 8, colour, f"{label}: {words.pounds(amount)}")
        drawing.text(right + 6, y + 15, short_pounds(amount), "start", bold=strong)
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
    columns = [*parts, *([line] if line else [])]
    rows = [
        [year, *(words.pounds(values[place], True) for _, values in columns)]
        for place, year in enumerate(years)
    ]
    header = [across, *(name for name, _ in columns)]
    return Chart(shapes.stacked_years(years, parts, line), title, says, header, rows)


def bars(items: Sequence[tuple[str, float]], title: str, says: str) -> Chart:
    """One bar an item: to the right for what is received, to the left for what is paid."""
    rows = [(label, words.pounds(amount, True)) for label, amount in items]
    drawing = shapes.rows([(label, [amount]) for label, amount in items])
    return Chart(drawing, title, says, ("Item", "Amount"), rows)


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
    rows = [(words.percent(rate, 2), words.pounds(pay, True)) for rate, pay in points]
    return Chart(shapes.payment_curve(points, actual, across, up), title, says, (across, up), rows)
