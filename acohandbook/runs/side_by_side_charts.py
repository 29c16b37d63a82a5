"""Charts of a batch: budget a head and savings by population, and growth beside affordability."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt
from statistics import median

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.report.page.drawing import Drawing, ticks
from acohandbook.runs.side_by_side import MARK, Place

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 400, 70, 46, 24, 56
_LISTED = 20
# The noise band holds nine in ten; a funnel's outer limits hold 998 in 1,000. Before the spread between
# places is taken the furthest tenth is cut back to the next one, so that an outlier does not hide itself
# (Spiegelhalter, Handling over-dispersion of performance indicators, 2005: the additive form).
_NINE_IN_TEN, _OUTER = 1.645, 3.09
_CUT_RATE = 0.1


@dataclass(frozen=True)
class PerHead:
    """Budgets a head of the places of one contracting form, held against chance and their own spread.

    Attributes
    ----------
    form : str
        The commonest contracting form; budgets of different forms hold different services.
    middle : float
        The median budget a head of its places.
    alike : list of Place
        The places of that form whose budget a head is known.
    beyond_chance : list of Place
        Those outside the median times 1 plus or minus the noise band of their size, furthest first.
    unusual : list of Place
        Those outside what chance and the spread between places together would give, furthest first.
    spread_rate : float
        Standard deviation between places beyond chance, as a share of the median.
    """

    form: str
    middle: float
    alike: list[Place]
    beyond_chance: list[Place]
    unusual: list[Place]
    spread_rate: float


def per_head(found: Sequence[Place]) -> PerHead:
    """Budgets a head of the commonest contracting form, and which lie outside noise."""
    known = [place for place in found if place.figures["budget_per_head_gbp"]]
    if not known:
        return PerHead("", 0.0, [], [], [], 0.0)
    form = Counter(place.figures["contracting_form"] for place in known).most_common(1)[0][0]
    alike = [place for place in known if place.figures["contracting_form"] == form]
    middle = median(place.figures["budget_per_head_gbp"] for place in alike)
    known = [place for place in alike if place.figures["noise_band_rate"]]
    off = {place.key: abs(place.figures["budget_per_head_gbp"] / middle - 1) for place in known}
    chance = {place.key: place.figures["noise_band_rate"] / _NINE_IN_TEN for place in known}
    spread = _spread(list(off.values()), list(chance.values()))
    furthest = sorted(known, key=lambda place: -off[place.key] / hypot(chance[place.key], spread))
    return PerHead(
        form,
        middle,
        alike,
        [place for place in furthest if off[place.key] > chance[place.key] * _NINE_IN_TEN],
        [place for place in furthest if off[place.key] > hypot(chance[place.key], spread) * _OUTER],
        spread,
    )


def _spread(off: Sequence[float], chance: Sequence[float]) -> float:
    """Standard deviation between places beyond chance, the furthest tenth cut back."""
    if not off:
        return 0.0
    ordered = sorted(off)
    largest = ordered[len(ordered) - 1 - int(len(ordered) * _CUT_RATE)]
    squares = sum(min(one, largest) ** 2 for one in ordered) - sum(one**2 for one in chance)
    return sqrt(max(squares, 0.0) / len(ordered))


def per_head_chart(found: Sequence[Place]) -> Chart | None:
    """The funnel of budgets a head by population; None for fewer than three places of one form."""
    chosen = per_head(found)
    alike, middle = chosen.alike, chosen.middle
    if len(alike) < 3:
        return None
    points = [
        (
            place.figures["aco_persons"],
            place.figures["budget_per_head_gbp"],
            name_of(place),
            place in chosen.unusual,
        )
        for place in alike
    ]
    rate = _noise_at_one(alike)
    mark = f" {MARK}" if any(place.figures["illustrative_rate"] for place in alike) else ""
    unusual = ", ".join(name_of(place) for place in chosen.unusual[:_LISTED])
    says = (
        f"{len(chosen.beyond_chance)} of {len(alike)} {words.readable(chosen.form)} places lie outside what "
        f"chance alone would give around the median of {words.pounds(middle)}{mark} a head (inner lines, "
        "nine years in ten): age, need, scope and illustrative input differ too. "
        f"{len(chosen.unusual)} lie outside what chance and the spread between places together would give "
        f"(outer lines, 998 in 1,000){': ' + unusual if unusual else ''}. A place outside is a question and "
        "not a finding."
    )
    bands = [] if rate is None else [_band(middle, middle * rate), _outer(middle, rate, chosen.spread_rate)]
    return _scatter(
        points, f"Budget a head in the first year, by population{mark}", says,
        ("People", "Budget a head (£)"), (words.persons, words.pounds), bands,
    )  # fmt: skip


def saving_chart(known: Sequence[Place]) -> Chart:
    """The funnel of savings by population, of one place or more whose saving may be shown."""
    points = [
        (p.figures["aco_persons"], p.figures["saving_rate"] * 100, name_of(p), p.figures["outside_noise"])
        for p in known
    ]
    outside = [name_of(place) for place in known if place.figures["outside_noise"]]
    says = f"{len(outside)} of {len(known)} places lie outside noise. {', '.join(outside[:_LISTED])}"
    rate = _noise_at_one(known)
    return _scatter(
        points, "Saving of the pool, by population", says.strip(), ("People", "Saving (%)"),
        (words.persons, words.number), [] if rate is None else [_band(0.0, 100 * rate)],
    )  # fmt: skip


def growth_chart(found: Sequence[Place]) -> Chart | None:
    """Growth of the budget beside the worst year's distance from affordability; None for fewer than two."""
    known = [
        p for p in found
        if p.figures["budget_growth_rate"] is not None and p.figures["worst_gap_rate"] is not None
    ]  # fmt: skip
    if len(known) < 2:
        return None
    points = [
        (p.figures["budget_growth_rate"] * 100, p.figures["worst_gap_rate"] * 100, name_of(p),
         p.figures["worst_gap_rate"] < 0)
        for p in known
    ]  # fmt: skip
    short = sorted(
        (p for p in known if p.figures["worst_gap_rate"] < 0), key=lambda p: p.figures["worst_gap_rate"]
    )
    mark = f" {MARK}" if any(place.figures["illustrative_rate"] for place in known) else ""
    furthest = ", ".join(name_of(place) for place in short[:_LISTED])
    says = (
        f"In {len(short)} of {len(known)} places what commissioners can afford falls below cost in some year "
        f"of the contract{'; furthest: ' + furthest if furthest else ''}."
    )
    title = f"Growth of the budget beside the worst year's distance from affordability{mark}"
    axes = ("Growth a year (%)", "Affordable less cost (%)")
    return _scatter(points, title, says, axes, (words.number, words.number), [])


def _band(middle: float, at_one: float):
    """A band around a middle that shrinks with the root of the population."""
    return lambda size: (middle - at_one / sqrt(size), middle + at_one / sqrt(size))


def _outer(middle: float, noise_at_one: float, spread_rate: float):
    """Limits of chance and of the spread between places, which does not shrink with the population."""

    def limits(size: float) -> tuple[float, float]:
        off = middle * _OUTER * hypot(noise_at_one / _NINE_IN_TEN / sqrt(size), spread_rate)
        return middle - off, middle + off

    return limits


def _scatter(points, title, says, axes, written, bands) -> Chart:
    """Points (x, y, name, whether marked), with bands around their middle where there are any."""
    drawing = Drawing(_WIDTH, _HEIGHT)
    sizes = [point[0] for point in points]
    across = ticks(min(sizes), max(sizes))
    edges = [band(size) for band in bands for size in sizes]
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
    steps = [min(sizes) + (max(sizes) - min(sizes)) * place / 60 for place in range(61)]
    for band in bands:
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


def name_of(place: Place) -> str:
    """A place as a reader knows it."""
    return str(place.figures["name"])
