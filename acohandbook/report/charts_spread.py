"""Charts of spread: a fan of outcomes, a league of bodies with their limits, a funnel by population size."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.report.page import charts as shapes
from acohandbook.report.page.drawing import Drawing, ticks
from acohandbook.report.page.figures import short_pounds

LEAGUE_ROW, LEAGUE_LABELS, LEAGUE_VALUES = 22, 320, 76
BOLDER = 1.15  # how much wider a bold letter is
WARNING, ACTION = (
    1.959963984540054,
    3.090232306167813,
)  # normal quantiles: 1 in 40 and 1 in 1,000 on each side


def fan(
    years: Sequence[str],
    bands: Sequence[tuple[str, Sequence[float], Sequence[float]]],
    middle: tuple[str, Sequence[float]],
    title: str,
    says: str,
    line: tuple[str, Sequence[float]] | None = None,
) -> Chart:
    """How outcomes spread over the years, in pounds.

    Parameters
    ----------
    bands : sequence of (str, lows, highs)
        Named ranges from the widest to the narrowest: ``("9 in 10", lows, highs)``.
    middle : (str, values)
        The line in the middle, for example the median.
    line : (str, values), optional
        Something to hold against it, such as what reserves can bear.

    Raises
    ------
    ValueError
        When a range is upside down, or reaches outside the one before it.
    """
    for place, (name, lows, highs) in enumerate(bands):
        outer_lows, outer_highs = bands[place - 1][1:] if place else (lows, highs)
        for year, low, high, least, most in zip(years, lows, highs, outer_lows, outer_highs, strict=True):
            if not least <= low <= high <= most:
                raise ValueError(
                    f"The range {name!r} of {year} is not within the one before it: {low} to {high}."
                )
    drawing = Drawing(shapes.WIDTH, shapes.HEIGHT)
    lines = [middle, *([line] if line else [])]
    values = [value for _, *sides in bands for side in sides for value in side]
    scale = shapes.Scale(drawing, values + [value for _, side in lines for value in side], short_pounds)
    room = (shapes.WIDTH - shapes.LEFT - shapes.RIGHT) / len(years)
    across = [shapes.LEFT + (place + 0.5) * room for place in range(len(years))]
    for name, lows, highs in bands:
        edge = [(x, scale.y(high)) for x, high in zip(across, highs, strict=True)]
        edge += [(x, scale.y(low)) for x, low in reversed(list(zip(across, lows, strict=True)))]
        drawing.area(edge, "band", name)
        drawing.text(across[-1] + 6, scale.y(highs[-1]) + 4, name, "start", size=11)
    for (name, side), colour in zip(lines, ("up", "line"), strict=False):
        points = [(x, scale.y(value)) for x, value in zip(across, side, strict=True)]
        drawing.line(points, colour, dashed=colour == "line", width=3)
        for (x, y), value in zip(points, side, strict=True):
            drawing.dot(x, y, colour, f"{name}: {words.pounds(value)}", size=3)
    for x, year in zip(across, years, strict=True):
        shapes.label_below(drawing, x, year, room)
    shapes.legend(drawing, [(name, colour) for (name, _), colour in zip(lines, ("up", "line"), strict=False)])
    header = [
        "Year",
        *(f"{name}: {end}" for name, *_ in bands for end in ("least", "most")),
        *(n for n, _ in lines),
    ]
    columns = [side for _, *sides in bands for side in sides] + [side for _, side in lines]
    rows = [[year, *(words.pounds(side[p]) for side in columns)] for p, year in enumerate(years)]
    return Chart(drawing, title, says, header, rows)


def league(
    items: Sequence[tuple[str, float, float, float]],
    title: str,
    says: str,
    reference: tuple[str, float] | None = None,
    shown: Callable[[float], str] = words.percent,
) -> Chart:
    """Bodies in order of a figure, each with the limits of chance, so that rank is not read as merit.

    Parameters
    ----------
    items : sequence of (str, float, float, float)
        Name, figure, and its lower and upper limit.
    reference : (str, float), optional
        What they are held against, for example the mean of all.
    shown : callable
        How a figure is written: ``words.percent`` or ``words.pounds``.

    Raises
    ------
    ValueError
        When a figure lies outside its own limits.
    """
    for name, value, low, high in items:
        if not low <= value <= high:
            raise ValueError(f"The figure of {name!r} lies outside its limits: {low} to {high}, not {value}.")
    ranked = sorted(items, key=lambda item: (-item[1], item[0]))
    ends = [end for _, _, *limits in ranked for end in limits] + ([reference[1]] if reference else [])
    marks = ticks(min(ends), max(ends), 6)
    foot = 12 + LEAGUE_ROW * len(ranked)
    drawing = Drawing(shapes.WIDTH, foot + (38 if reference else 22))
    labels = shapes.room_for([name for name, *_ in ranked], LEAGUE_LABELS / BOLDER) * BOLDER
    wide = shapes.WIDTH - labels - LEAGUE_VALUES

    def x_of(value: float) -> float:
        return labels + (value - marks[0]) / (marks[-1] - marks[0]) * wide

    for mark in marks:
        drawing.rule(x_of(mark), 6, x_of(mark), foot)
        drawing.text(x_of(mark), foot + 14, shown(mark), size=11)
    for place, (name, value, low, high) in enumerate(ranked):
        y = 6 + LEAGUE_ROW * (place + 0.5)
        apart = reference is not None and not low <= reference[1] <= high
        drawing.text(labels - 10, y + 4, shapes.fitted(name, labels / BOLDER), "end", bold=apart)
        drawing.line([(x_of(low), y), (x_of(high), y)], "total")
        drawing.dot(x_of(value), y, "down" if apart else "up", f"{name}: {shown(value)}", size=4)
        drawing.text(shapes.WIDTH - 4, y + 4, shown(value), "end", bold=apart, size=11)
    if reference:
        x = x_of(reference[1])
        drawing.line([(x, 6), (x, foot)], "line", dashed=True)
        drawing.text(x, foot + 32, f"{reference[0]} {shown(reference[1])}", bold=True, size=11)
    header = ("Name", "Figure", "Lower limit", "Upper limit")
    return Chart(
        drawing, title, says, header, [(n, shown(v), shown(lo), shown(hi)) for n, v, lo, hi in ranked]
    )


def funnel(
    points: Sequence[tuple[str, float, float]],
    target_rate: float,
    deviation_rate: Callable[[float], float],
    title: str,
    says: str,
    across: str = "People",
    up: str = "Rate",
    chance: tuple[float, float] = (WARNING, ACTION),
) -> Chart:
    """Rates by population size within limits of chance, which narrow as places grow.

    Parameters
    ----------
    points : sequence of (str, float, float)
        Name, people and rate; a point without a name is drawn and listed without one.
    target_rate : float
        What everyone would have if chance alone were at work.
    deviation_rate : callable
        The standard deviation of a rate for a number of people.
    chance : (float, float)
        How many deviations the inner and the outer limits lie from the target.

    Raises
    ------
    ValueError
        When there is no point, or a point has nobody.
    """
    if not points or min(people for _, people, _ in points) <= 0:
        raise ValueError("A funnel needs points, and every point people.")
    most = max(people for _, people, _ in points)
    least = min(people for _, people, _ in points)
    # Each step multiplies: the limits bend most, and most places lie, at the small end.
    low, high = least * 0.9, most * 1.1
    sizes = [low * (high / low) ** (place / 60) for place in range(61)]
    inner, outer = chance
    sides = [
        [(size, target_rate + sign * times * deviation_rate(size)) for size in sizes]
        for times in (inner, outer)
        for sign in (1, -1)
    ]
    drawing = Drawing(shapes.WIDTH, shapes.HEIGHT)
    rates = [rate for _, _, rate in points] + [rate for side in sides for _, rate in side]
    scale = shapes.Scale(drawing, rates, words.percent, with_nought=False)

    def x_of(people: float) -> float:
        wide = shapes.WIDTH - shapes.LEFT - shapes.RIGHT
        return shapes.LEFT + math.log(people / low) / math.log(high / low) * wide

    for rank, side in enumerate(sides):
        drawing.line([(x_of(size), scale.y(rate)) for size, rate in side], "band", dashed=rank > 1)
    drawing.line([(x_of(sizes[0]), scale.y(target_rate)), (x_of(sizes[-1]), scale.y(target_rate))], "total")
    rows, unnamed = [], {"up": [], "down": []}
    for name, people, rate in sorted(points, key=lambda point: (-point[1], point[0])):
        times = abs(rate - target_rate) / deviation_rate(people)
        where = (
            "beyond the outer limits"
            if times > outer
            else "beyond the inner limits"
            if times > inner
            else "within"
        )
        x, y, colour = x_of(people), scale.y(rate), "down" if times > outer else "up"
        rows.append((name, words.persons(people), words.percent(rate, 2), where))
        if not name:
            unnamed[colour].append((x, y))
            continue
        hint = f"{name}: {words.percent(rate, 2)}, {words.persons(people)} people, {where}"
        drawing.dot(x, y, colour, hint, size=4)
        if times > outer:
            end = "end" if x > shapes.WIDTH * 0.75 else "start"
            drawing.text(x + (-7 if end == "end" else 7), y + 4, name, end, size=11)
    for colour, places in unnamed.items():
        if places:
            drawing.cloud(places, colour)
    for mark in (digit * 10**power for power in range(10) for digit in (1, 2, 5)):
        if low <= mark <= high:
            drawing.text(x_of(mark), shapes.HEIGHT - shapes.BOTTOM + 16, words.persons(mark), size=11)
    middle = (shapes.LEFT + shapes.WIDTH - shapes.RIGHT) / 2
    drawing.text(middle, shapes.HEIGHT - shapes.BOTTOM + 32, across, size=12)
    drawing.text(shapes.LEFT, shapes.TOP - 10, up, "start", size=12)
    shapes.legend(
        drawing,
        [
            (f"Middle {words.percent(target_rate, 2)}", "total"), ("Limits of chance", "band"),
            ("Within the outer limits", "up"), ("Beyond them", "down"),
        ],
    )  # fmt: skip
    header = ("Name", across, up, "Limits of chance")
    if not any(name for name, *_ in points):
        header, rows = header[1:], [row[1:] for row in rows]
    return Chart(drawing, title, says, header, rows)
