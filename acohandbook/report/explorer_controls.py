"""The controls of an explorer: sliders and lists, the same on the page and in a live notebook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Control:
    """One thing that a reader can change.

    A slider has a range of numbers in the unit that its label names (percentages as 2.5, not 0.025); a list
    has options, value to label.
    """

    name: str
    label: str
    value: float | str
    low: float = 0.0
    high: float = 0.0
    step: float = 0.0
    options: Mapping[str, str] = field(default_factory=dict)


def slider(name: str, label: str, value: float, low: float, high: float, step: float) -> Control:
    """A slider that can stand at its value: a browser moves a slider to the nearest whole step from ``low``.

    The range grows to hold the value, and the step is made finer, at most to a thousandth of what it was.
    """
    value = round(float(value), 6)
    while value < low:
        low -= step
    while value > high:
        high += step
    for _ in range(3):
        steps = (value - low) / step
        if abs(steps - round(steps)) < 1e-6:
            break
        step /= 10
    return Control(name, label, value, round(low, 6), round(high, 6), round(step, 9))


def choice(name: str, label: str, value: str, options: Mapping[str, str]) -> Control:
    """A list to choose from."""
    return Control(name, label, value, options=dict(options))
