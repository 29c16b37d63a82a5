"""Charts of rates: how many of a group agree, and rates that fall as a population grows."""

from __future__ import annotations

import math
from collections.abc import Sequence

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.report.page import charts as shapes
from acohandbook.report.page.drawing import Drawing

_LABELS, _COUNTS, _EDGE = 150, 150, 6


def parts_of_whole(
    items: Sequence[tuple[str, float, float]], title: str, says: str, across: str, part: str
) -> Chart:
    """One row an item, filled as far as its part goes.

    Parameters
    ----------
    items : sequence of (str, float, float)
        Label, part and whole. A row whose whole is nought stays empty.
    across, part : str
        What the labels and the parts are, as headings of the data.
    """
    drawing = Drawing(shapes.WIDTH, 2 * _EDGE + shapes.ROW * len(items))
    room = shapes.WIDTH - _LABELS - _COUNTS
    rows = []
    for place, (label, some, whole) in enumerate(items):
        y = _EDGE + place * shapes.ROW
        rate = some / whole if whole else math.nan
        counts = f"{words.number(some)} of {words.number(whole)}"
        drawing.text(_LABELS - 10, y + 15, label, "end")
        drawing.rect(_LABELS, y + 3, room, shapes.ROW - 8, "total", faint=True)
        if some:
            drawing.rect(_LABELS, y + 3, room * rate, shapes.ROW - 8, "up", f"{label}: {counts}")
        drawing.text(shapes.WIDTH - _COUNTS + 8, y + 15, f"{counts}{_share(rate)}", "start")
        rows.append(
            (label, words.number(some), words.number(whole), words.percent(rate) if whole else "none")
        )
    return Chart(drawing, title, says, (across, part, "Of", "Share"), rows)


def rates_by_population(
    persons: Sequence[float],
    lines: Sequence[tuple[str, Sequence[float]]],
    title: str,
    says: str,
    marks: Sequence[float],
) -> Chart:
    """Rates over population on a scale of powers, where halving the noise takes four times the people."""
    points = [
        (name, shapes.PALETTE[rank], list(zip(map(math.log, persons), rates, strict=True)))
        for rank, (name, rates) in enumerate(lines)
    ]
    drawing = shapes.lines(
        points,
        "People (each step to the right multiplies)",
        "Rate",
        x_label=lambda place: words.persons(math.exp(place)),
        y_label=lambda rate: words.percent(rate, 0),
        marks=[math.log(mark) for mark in marks],
    )
    rows = [
        [words.persons(number), *(words.percent(rates[place], 2) for _, rates in lines)]
        for place, number in enumerate(persons)
    ]
    return Chart(drawing, title, says, ["People", *(name for name, _ in lines)], rows)


def _share(rate: float) -> str:
    return "" if math.isnan(rate) else f" ({words.percent(rate)})"
