"""What a simulation assumes of chance: national defaults, the site's own values, and what is impossible.

Each name is a national parameter (``data/national/parameters.csv``) that a site replaces by a figure of the
same name in ``[assumptions]`` of its ``site.toml``. Two kinds of name have no national value:
``cost_coefficient_of_variation_<service_line>`` for one line, and ``facility_gbp_<party_id>`` for what a
party may borrow.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from acohandbook.resources import folder
from acohandbook.steps.parameters import FACILITY_PREFIX

if TYPE_CHECKING:
    from acohandbook.site import Site

LINE_PREFIX = "cost_coefficient_of_variation_"


class ImpossibleRisk(ValueError):
    """Assumptions or terms with which nothing can be drawn: every one by its name."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("Nothing was drawn:\n" + "\n".join(f"- {fault}" for fault in faults))


@dataclass(frozen=True)
class Assumptions:
    """The spread of each source of risk; standard deviations are rates of a year's cost.

    ``practice_need_deviation_rate`` is not drawn: it says what need that a budget is blind to would add.
    ``line_variations`` holds the coefficients of variation that a site states for single lines.
    """

    cost_coefficient_of_variation: float = 2.1
    common_shock_rate: float = 0.0
    price_shock_rate: float = 0.0
    policy_shock_rate: float = 0.0
    baseline_error_rate: float = 0.0
    growth_error_rate: float = 0.0
    list_change_rate: float = 0.0
    winter_price_correlation: float = 0.0
    winter_policy_correlation: float = 0.0
    price_policy_correlation: float = 0.0
    assumed_quality_score_rate: float = 1.0
    released_cost_rate: float = 0.5
    chosen_false_payment_rate: float = 0.1
    practice_need_deviation_rate: float = 0.0
    line_variations: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self):
        faults = [
            f"{name} is {value:g}; it must be a number from {low:g} to {high:g}"
            for name, (low, high) in _LIMITS.items()
            if not low <= (value := getattr(self, name)) <= high
        ]
        faults += [
            f"{LINE_PREFIX}{line} is {value:g}; it must be a number from 0 to 1,000"
            for line, value in self.line_variations.items()
            if not 0 <= value <= 1000
        ]
        if not faults and np.linalg.eigvalsh(self.correlations).min() < -1e-9:
            faults = [
                "winter_price_correlation, winter_policy_correlation, price_policy_correlation "
                f"({self.winter_price_correlation:g}, {self.winter_policy_correlation:g}, "
                f"{self.price_policy_correlation:g}) are no correlations: no three shocks go together so; "
                "bring them nearer to 0"
            ]
        if faults:
            raise ImpossibleRisk(faults)

    @property
    def correlations(self) -> np.ndarray:
        """Correlations of the winter, price and policy shock, shape (3, 3)."""
        a, b, c = self.winter_price_correlation, self.winter_policy_correlation, self.price_policy_correlation
        return np.array([[1.0, a, b], [a, 1.0, c], [b, c, 1.0]])

    @property
    def shock_mix(self) -> np.ndarray:
        """A matrix that makes correlated shocks from independent ones, also for a correlation of 1."""
        values, vectors = np.linalg.eigh(self.correlations)
        return (vectors * np.sqrt(np.maximum(values, 0.0))) @ vectors.T

    def changed(self, **values) -> Assumptions:
        """The same assumptions but for some, checked again."""
        return replace(self, **values)

    def quiet(self) -> Assumptions:
        """No risk of any kind: everything comes as planned."""
        nothing = dict.fromkeys((*SPREADS, *CORRELATIONS), 0.0)
        return replace(self, **nothing, line_variations={})


SPREADS = (
    "cost_coefficient_of_variation", "common_shock_rate", "price_shock_rate", "policy_shock_rate",
    "baseline_error_rate", "growth_error_rate", "list_change_rate",
)  # fmt: skip
CORRELATIONS = ("winter_price_correlation", "winter_policy_correlation", "price_policy_correlation")
_LIMITS = {
    "cost_coefficient_of_variation": (0.0, 1000.0),
    **dict.fromkeys(SPREADS[1:], (0.0, 1.0)),
    **dict.fromkeys(CORRELATIONS, (-1.0, 1.0)),
    "assumed_quality_score_rate": (0.0, 1.0),
    "released_cost_rate": (0.0, 1.0),
    "chosen_false_payment_rate": (1e-6, 0.5),
    "practice_need_deviation_rate": (0.0, 1.0),
}
NAMES = tuple(one.name for one in fields(Assumptions) if one.name != "line_variations")


@cache
def register() -> dict[str, tuple[str, str]]:
    """Quality of the ground of each national figure, and how much hangs on it: high, medium or low."""
    path = folder("data/national") / "risk_assumptions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["parameter_id"]: (row["quality"], row["impact"]) for row in csv.DictReader(file)}


def assumptions_of(site: Site, **changes: float) -> Assumptions:
    """Return what a site assumes: its own figures where it states them, else the national ones.

    Raises
    ------
    ImpossibleRisk
        Naming every figure that cannot be.
    """
    own = site.settings.assumptions
    values = {name: own.get(name, site.national.at("value", parameter_id=name, financial_year="any"))
              for name in NAMES}  # fmt: skip
    known = set(site.growth["service_line"]) | set(site.expenditure["service_line"])
    stated = {name.removeprefix(LINE_PREFIX): value for name, value in own.items()
              if name.startswith(LINE_PREFIX)}  # fmt: skip
    strangers = [
        f"{LINE_PREFIX}{line}: the site has no service line {line!r}" for line in stated if line not in known
    ]
    if strangers:
        raise ImpossibleRisk(strangers)
    return Assumptions(**(values | {"line_variations": stated} | changes))


def facilities_of(site: Site) -> dict[str, float]:
    """What each party may borrow, in whole pence, as the site states it.

    Raises
    ------
    ImpossibleRisk
        When a facility is negative or belongs to no party.
    """
    stated = {
        name.removeprefix(FACILITY_PREFIX): value
        for name, value in site.settings.assumptions.items()
        if name.startswith(FACILITY_PREFIX)
    }
    parties = set(site.parties["party_id"])
    faults = [f"{FACILITY_PREFIX}{one}: no party has the id {one!r}" for one in stated if one not in parties]
    faults += [
        f"{FACILITY_PREFIX}{one} is {v:,.2f}; it cannot be negative" for one, v in stated.items() if v < 0
    ]
    if faults:
        raise ImpossibleRisk(faults)
    return {one: float(round(value * 100)) for one, value in stated.items()}
