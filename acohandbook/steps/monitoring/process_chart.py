"""XmR charts: each series with the limits within which chance alone moves it, and the signs of more.

``limits``
    mean, mean moving range and limits of each series
``points``
    each value with its place in runs and trends, and the special cause that it shows, if any
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from acohandbook.rules import monitoring as rules
from acohandbook.steps.common import keys_of
from acohandbook.workings import StepResult, Table

# 3 / 1.128: three standard deviations, each estimated as the mean moving range over 1.128.
LIMIT_FACTOR = 2.66
ENOUGH_POINTS = 12
RUN_POINTS = 7
TREND_STEPS = 6  # seven points that rise or fall one after another
RECENT_POINTS = 3

_CHARTS = "NHS-R Community, NHSRplotthedots (nhsr_plot_the_dots)"
SIGNALS = {
    rules.NONE: "none",
    rules.OUTSIDE: "outside the limits",
    rules.RUN: f"{RUN_POINTS} or more in a row on one side of the mean",
    rules.TREND: f"{RUN_POINTS} or more in a row rising or falling",
    rules.NEAR: "two of three near the same limit",
}


def process_chart(rows: Iterable[tuple[str, str, float]]) -> StepResult:
    """Limits and special causes of series of any kind, such as published attendances.

    Parameters
    ----------
    rows : iterable of (str, str, float)
        Series, period (a text that sorts by time, such as ``2018-04``) and value, which is not negative. A
        period without a value is left out by the caller; the points on both sides of it are neighbours.

    Returns
    -------
    StepResult
        Named ``process``, with the tables ``points`` and ``limits``.

    Raises
    ------
    TableError
        When a series has two values for one period.
    """
    rows = sorted(rows, key=lambda row: row[:2])
    step = StepResult("process")
    points = step.table("points", keys_of_points([row[:2] for row in rows]))
    points.input("value", [row[2] for row in rows], "number", "given by the caller")
    add_limits(step, points)
    return step


def keys_of_points(rows: Sequence[tuple[str, str]]) -> dict[str, list]:
    """Key columns of a table of points, every row kept so that a second value of a period is refused."""
    return {"series": [series for series, _ in rows], "period": [period for _, period in rows]}


def add_limits(step: StepResult, points: Table) -> None:
    """Add the table ``limits`` to a step and the signs of special causes to its ``points``.

    ``points`` is keyed by series and period, in order of time within each series, and has a column
    ``value``.
    """
    _add_neighbours(points)
    points.lookup("previous_value", points, "value", on=_at("previous_period"), otherwise="value")
    points.map(
        "moving_range", rules.moving_range_number, "number", value="value", previous_value="previous_value"
    )
    limits = _limits(step, points)
    for column in ("mean", "upper", "lower", "upper_near", "lower_near", "is_enough"):
        points.lookup(column, limits, column, on={"series": "series"})
    _add_signs(step, points)


def _add_neighbours(points: Table) -> None:
    """The periods of the two points before each one, and how many follow it."""
    series, periods = points["series"].tolist(), points["period"].tolist()
    before: dict[str, list[str]] = {}
    previous, earlier = [], []
    for one, period in zip(series, periods, strict=True):
        known = before.setdefault(one, [])
        previous.append(known[-1] if known else None)
        earlier.append(known[-2] if len(known) > 1 else None)
        known.append(period)
    source = "the order of the periods of the series"
    points.input("previous_period", previous, "text", source)
    points.input("earlier_period", earlier, "text", source)
    points.input("has_previous", [float(one is not None) for one in previous], "flag", source)
    recent = [period in before[one][-RECENT_POINTS:] for one, period in zip(series, periods, strict=True)]
    points.input("is_recent", [float(one) for one in recent], "flag", f"the last {RECENT_POINTS} periods")
    points.input("points", 1, "number", "one for each row")
    points.input("nothing", 0, "number", "before the first point of a series there is none")


def _limits(step: StepResult, points: Table) -> Table:
    limits = step.table("limits", keys_of(("series",), [(one,) for one in points["series"]]))
    limits.total("points", points, "points")
    limits.total("ranges", points, "has_previous", unit="number")
    limits.total("value_total", points, "value")
    limits.total("moving_range_total", points, "moving_range")
    limits.map("mean", rules.mean_number, "number", total="value_total", count="points")
    limits.map("mean_moving_range", rules.mean_number, "number", total="moving_range_total", count="ranges")
    for name, factor in (
        ("upper", LIMIT_FACTOR),
        ("lower", -LIMIT_FACTOR),
        ("upper_near", LIMIT_FACTOR * 2 / 3),
        ("lower_near", -LIMIT_FACTOR * 2 / 3),
    ):
        limits.input(f"{name}_factor", factor, "number", _CHARTS)
        limits.map(
            name, rules.limit_number, "number", mean_value="mean", mean_range_number="mean_moving_range",
            limit_factor=f"{name}_factor",
        )  # fmt: skip
    limits.input("minimum_points", ENOUGH_POINTS, "number", f"{_CHARTS}; fewer give trial limits only")
    return limits.map("is_enough", rules.is_enough, "flag", count="points", minimum_count="minimum_points")


def _add_signs(step: StepResult, points: Table) -> None:
    """Which side each point is on, how long its run and trend are, and the special cause it shows."""
    for name, upper, lower in (
        ("side", "mean", "mean"),
        ("outside", "upper", "lower"),
        ("near", "upper_near", "lower_near"),
        ("direction", "previous_value", "previous_value"),
    ):
        points.map(name, rules.side_number, "number", value="value", upper_number=upper, lower_number=lower)
    for name, side in (("run", "side"), ("trend", "direction")):
        points.carry(
            f"{name}_before", name, "nothing", rules.run_number, "period", "previous_period", side_number=side
        )
    points.lookup("previous_near", points, "near", on=_at("previous_period"), otherwise="nothing")
    points.lookup("earlier_near", points, "near", on=_at("earlier_period"), otherwise="nothing")
    points.map(
        "two_in_three", rules.two_in_three_number, "number", near_number="near",
        previous_near_number="previous_near", earlier_near_number="earlier_near",
    )  # fmt: skip
    points.input("run_points", RUN_POINTS, "number", _CHARTS)
    points.input("trend_steps", TREND_STEPS, "number", _CHARTS)
    signs = {
        "outside_number": "outside",
        "run_number": "run",
        "trend_number": "trend",
        "two_in_three_number": "two_in_three",
    }
    points.map(
        "signal_code", rules.signal_code, "number", is_enough="is_enough", run_count="run_points",
        trend_count="trend_steps", **signs,
    )  # fmt: skip
    points.map("signal_side", rules.signal_side_number, "number", signal_code="signal_code", **signs)
    points.map("is_signal", rules.is_signal, "flag", signal_code="signal_code")
    step.limits.total("signals", points, "is_signal", by={"series": "series"}, unit="number")
    points.map("is_upward", rules.is_upward, "flag", signal_side_number="signal_side", is_recent="is_recent")
    words = [SIGNALS[int(code)] for code in points["signal_code"]]
    points.input("signal", words, "text", "the words for signal_code")


def _at(period: str) -> dict[str, str]:
    return {"series": "series", "period": period}
