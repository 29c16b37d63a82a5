"""The XmR chart: a series by month between the limits within which chance alone moves it."""

from __future__ import annotations

from collections.abc import Callable

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.report.page.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Scale, legend
from acohandbook.report.page.drawing import Drawing
from acohandbook.rules.monitoring import NONE
from acohandbook.workings import StepResult

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def xmr(
    step: StepResult, series: str, title: str, up: str = "", label: Callable[[float], str] = words.number
) -> Chart:
    """One series of a process chart, with its mean, limits and signs of a special cause.

    Parameters
    ----------
    step : StepResult
        With the tables ``points`` and ``limits``: the step of monitoring, or ``process_chart``.
    series : str
        Which series.
    up : str
        What the values are, beside the axis.
    label : callable
        Writes a value; ``percent`` for rates.

    Raises
    ------
    ValueError
        When there is no such series.
    """
    points, limits = step.points, step.limits
    chosen = [place for place, one in enumerate(points["series"]) if one == series]
    if not chosen:
        known = ", ".join(limits["series"]) or "none"
        raise ValueError(f"There is no series {series!r}; there is {known}.")
    read = {
        name: [points[name].tolist()[place] for place in chosen]
        for name in ("period", "value", "signal", "signal_code")
    }
    mean, upper, lower, enough = (
        float(limits.at(column, series=series)) for column in ("mean", "upper", "lower", "is_enough")
    )
    marked = [place for place, code in enumerate(read["signal_code"]) if code != NONE]
    drawing = _drawn(read, mean, (lower, upper), marked, label)
    drawing.text(LEFT, TOP - 10, up, "start", size=12)
    kind = "limits" if enough else "trial limits, from too few points to judge by,"
    signs = (
        "; ".join(f"{month(read['period'][place])}: {read['signal'][place]}" for place in marked)
        or "no month shows a special cause"
    )
    says = (
        f"{len(chosen)} months from {month(read['period'][0])} to {month(read['period'][-1])}; "
        f"mean {label(mean)}, {kind} {label(lower)} to {label(upper)}; {signs}."
    )
    rows = [
        [month(period), label(value), label(mean), label(lower), label(upper), signal]
        for period, value, signal in zip(read["period"], read["value"], read["signal"], strict=True)
    ]
    header = ("Month", "Value", "Mean", "Lower limit", "Upper limit", "Special cause")
    return Chart(drawing, title, says, header, rows)


def month(period: str) -> str:
    """A calendar month in words: ``Apr 2018`` for ``2018-04``."""
    year, _, number = period.partition("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def _drawn(read, mean: float, limits: tuple[float, float], marked: list[int], label) -> Drawing:
    drawing = Drawing(WIDTH, HEIGHT)
    scale = Scale(drawing, [*read["value"], *limits], label, with_nought=False)
    count = len(read["value"])
    across = (WIDTH - LEFT - RIGHT) / max(count, 1)
    places = [LEFT + (place + 0.5) * across for place in range(count)]
    ends = (LEFT, WIDTH - RIGHT)
    drawing.line([(x, scale.y(mean)) for x in ends], "total")
    for limit in limits:
        drawing.line([(x, scale.y(limit)) for x in ends], "line", dashed=True)
    values = [scale.y(value) for value in read["value"]]
    drawing.line(list(zip(places, values, strict=True)), "up")
    for place, (x, y) in enumerate(zip(places, values, strict=True)):
        words_of_point = f"{month(read['period'][place])}: {label(read['value'][place])}"
        if place in marked:
            drawing.dot(x, y, "down", f"{words_of_point}, {read['signal'][place]}", size=7)
        else:
            drawing.dot(x, y, "up", words_of_point, size=4)
    every = -(-count // 8)  # no more than eight months are named
    for place in range(0, count, every):
        drawing.text(places[place], HEIGHT - BOTTOM + 16, month(read["period"][place]), size=11)
    names = [("Value", "up"), ("Mean", "total"), ("Limits", "line"), ("Special cause", "down")]
    legend(drawing, names if marked else names[:3])
    return drawing
