"""Explorer: how large a saving chance alone can bring at a population size, and what guards against it."""

from acohandbook.report.page import charts
from acohandbook.report.page.figures import number, percent, persons
from acohandbook.rules.noise import chance_at_least, minimum_rate, saving_deviation_rate

SIZES = (5000, 10000, 25000, 50000, 100000, 250000, 500000, 1000000)
ALONG = 25  # points of the curve, by equal steps of the logarithm


def answer(inputs, chosen):
    """The least saving that chance passes no more often than chosen, by population size."""
    people, variation = chosen["persons"], chosen["variation"]
    chance, line, saving = chosen["chance"] / 100, chosen["threshold"] / 100, chosen["true_saving"] / 100
    # The least rate of one person: that of N people is this over the root of N.
    for_one = minimum_rate(chance, variation, 1)
    least = saving_deviation_rate(for_one, people)
    sizes = sorted(list(SIZES) + ([] if people in SIZES else [people]))
    passed = [[chance_at_least(line, true, variation, size) for true in (0, saving)] for size in sizes]
    by_chance, reached = passed[sizes.index(people)]
    cells = [
        [
            persons(size) + (" (chosen)" if size == people else ""),
            percent(saving_deviation_rate(variation, size), 2),
            percent(saving_deviation_rate(for_one, size), 2),
            percent(false),
            percent(true),
        ]
        for size, (false, true) in zip(sizes, passed)
    ]
    curve = []
    for place in range(ALONG + 1):
        exponent = place / ALONG
        size = SIZES[0] * (SIZES[-1] / SIZES[0]) ** exponent
        curve.append((exponent, saving_deviation_rate(for_one, size)))
    return {
        "says": f"For {persons(people)} people a saving must reach {percent(least, 2)} before chance alone "
        f"passes it no more than {percent(chance)} of the time. A threshold of {percent(line)} is passed by "
        f"chance {percent(by_chance)} of the time, and {percent(reached)} of the time when {percent(saving)} "
        f"is truly saved.",
        "figures": {"corridor_rate": least, "false_payment_rate": by_chance, "reached_rate": reached},
        "outputs": {
            "persons": persons(people), "variation": number(variation, 1), "chance": percent(chance, 0),
            "threshold": percent(line), "true_saving": percent(saving),
        },
        "table": {
            "caption": f"By population size: the least rate for {percent(chance, 0)}, and how often "
            f"a threshold of {percent(line)} is passed by chance or when {percent(saving)} is truly saved",
            "headings": [
                "People", "Deviation (%)", "Least rate (%)",
                "By chance (%)", f"At {percent(saving)} (%)",
            ],
            "units": ["text", "rate", "rate", "rate", "rate"],
            "cells": cells,
            "totals": None,
        },
        "chart": {
            "drawing": charts.lines(
                [
                    ("Least rate that guards against chance", "up", curve),
                    ("Threshold", "line", [(0, line), (1, line)]),
                ],
                "People (each step doubles or more)", "Saving", _people_at, _rate,
                PLACES, [(_along(people), least, percent(least, 2))],
            ),
            "title": "The saving that chance can bring, by population size",
            "says": f"It falls with the root of the number of people: {percent(curve[0][1], 1)} for "
            f"{persons(SIZES[0])}, {percent(least, 2)} for {persons(people)}, {percent(curve[-1][1], 2)} for "
            f"{persons(SIZES[-1])}.",
            "header": ["People", "Least rate"],
            "rows": [[persons(size), percent(saving_deviation_rate(for_one, size), 2)] for size in SIZES],
        },
    }  # fmt: skip


def _along(size):
    """Where a size lies between the least and the largest, by its logarithm."""
    low, high = 0.0, 1.0
    for _ in range(30):  # halving: the same in every runtime, unlike the last digits of a logarithm
        middle = (low + high) / 2
        if SIZES[0] * (SIZES[-1] / SIZES[0]) ** middle < size:
            low = middle
        else:
            high = middle
    return (low + high) / 2


# Where the sizes that are named lie; none of the controls moves them.
PLACES = [_along(size) for size in SIZES]


def _people_at(place):
    size = SIZES[PLACES.index(place)]
    return f"{size // 1000}k" if size < 1000000 else "1m"


def _rate(value):
    return percent(value, 1)
