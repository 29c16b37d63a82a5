"""Who pays whom: streams of money from payers on the left to receivers on the right."""

from __future__ import annotations

from collections.abc import Sequence

from acohandbook.report import words
from acohandbook.report.charts import Chart
from acohandbook.report.page import charts as shapes
from acohandbook.report.page.drawing import Drawing
from acohandbook.report.page.figures import short_pounds

SIDE, NODE, GAP, LEAST = (
    210,
    12,
    16,
    12,
)  # room for names, width of a node, space between nodes, room for a label
TALL, BENDS = 320, 16
COLOURS = ("up", "second", "band", "down", "total", "line")


def sankey(flows: Sequence[tuple[str, str, float]], title: str, says: str) -> Chart:
    """Payments between parties, each stream as wide as its pounds.

    Streams between the same two parties are added up. A negative amount goes the other way.

    Parameters
    ----------
    flows : sequence of (str, str, float)
        Payer, payee and pounds.

    Raises
    ------
    ValueError
        When no money flows, or a party pays itself.
    """
    streams = _streams(flows)
    if not streams:
        raise ValueError("There is no payment to draw.")
    paid, received = _sums(streams, 0), _sums(streams, 1)
    whole = sum(paid.values())
    rows_of_labels = max(len(paid), len(received))
    height = max(TALL, rows_of_labels * (LEAST + GAP)) - GAP * (rows_of_labels - 1)
    scale = height / whole
    drawing = Drawing(shapes.WIDTH, 0)
    left, bottom_left = _nodes(paid, scale)
    right, bottom_right = _nodes(received, scale)
    drawing.height = int(max(bottom_left, bottom_right)) + 12
    colours = {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(paid)}
    near, far = SIDE + NODE, shapes.WIDTH - SIDE - NODE
    from_left, to_right = dict(left), dict(right)
    for (payer, payee), amount in streams.items():
        wide = amount * scale
        edge = _bent(near, from_left[payer], far, to_right[payee])
        back = _bent(near, from_left[payer] + wide, far, to_right[payee] + wide)
        drawing.area(edge + back[::-1], colours[payer], f"{payer} to {payee}: {words.pounds(amount)}")
        from_left[payer] += wide
        to_right[payee] += wide
    for names, sums, x, label, anchor in (
        (left, paid, SIDE, SIDE - 8, "end"),
        (right, received, far, far + NODE + 8, "start"),
    ):
        for name, y in names.items():
            tall = sums[name] * scale
            drawing.rect(x, y, NODE, tall, colours.get(name, "total") if x == SIDE else "total", name)
            shown = name if len(name) <= 26 else name[:25] + "…"
            drawing.text(label, y + tall / 2, shown, anchor, size=11)
            drawing.text(label, y + tall / 2 + 12, short_pounds(sums[name]), anchor, bold=True, size=11)
    rows = [(payer, payee, words.pounds(amount, True)) for (payer, payee), amount in streams.items()]
    return Chart(drawing, title, says, ("Payer", "Receiver", "Amount"), rows)


def _streams(flows: Sequence[tuple[str, str, float]]) -> dict[tuple[str, str], float]:
    """One amount for every payer and receiver, positive and in whole pence, the largest payer first."""
    net: dict[tuple[str, str], float] = {}
    for payer, payee, amount in flows:
        if payer == payee:
            raise ValueError(f"{payer} can't pay itself.")
        pair = (payer, payee) if amount >= 0 else (payee, payer)
        net[pair] = round(net.get(pair, 0.0) + abs(amount), 2)
    paid = _sums(net, 0)
    ranked = sorted(net.items(), key=lambda item: (-paid[item[0][0]], item[0][0], -item[1], item[0][1]))
    return {pair: amount for pair, amount in ranked if amount}


def _sums(streams: dict[tuple[str, str], float], side: int) -> dict[str, float]:
    """What each party pays (side 0) or receives (side 1), the largest first."""
    sums: dict[str, float] = {}
    for pair, amount in streams.items():
        sums[pair[side]] = round(sums.get(pair[side], 0.0) + amount, 2)
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _nodes(sums: dict[str, float], scale: float) -> tuple[dict[str, float], float]:
    """Where each party's node begins, with room for two lines of words beside it, and where the last ends."""
    places, y = {}, 12.0
    for name, amount in sums.items():
        places[name] = y
        y += max(amount * scale, LEAST) + GAP
    return places, y


def _bent(x1: float, y1: float, x2: float, y2: float) -> list[tuple[float, float]]:
    """A smooth line from left to right, level at both ends."""
    steps = [place / BENDS for place in range(BENDS + 1)]
    return [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * t * t * (3 - 2 * t)) for t in steps]
