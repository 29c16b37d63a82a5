"""Terms against chance: what a threshold sees and lets through, what makes chance smaller, what is worth it.

All are worked on the first contract year with the same luck, so that two sets of terms differ by the terms
alone, to the penny, and agree where the terms agree.
"""

from __future__ import annotations

import numpy as np

from acohandbook.rules import assurance, noise, risk
from acohandbook.simulation.drawing import luck_from, normals_of
from acohandbook.simulation.model import Model
from acohandbook.simulation.settling import settle, shareable_of
from acohandbook.steps.common import keys_of
from acohandbook.workings import StepResult

DRAWS = 4_096
TRUE_SAVINGS = (0.0, 0.01, 0.02, 0.05)
CHOSEN = (0.01, 0.05, 0.1, 0.2)
CORRIDORS = (0.0, 0.005, 0.01, 0.015, 0.02, 0.03)
NEVER_PERSONS = 1e9
SHARES = (0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
CAPS = (0.01, 0.02, 0.05, 0.1)
TRIED_SAVING = 0.02  # at which an incentive is measured
PLACES, SPANS, LIMITS = (2, 5, 10), (2, 3, 5), (100, 50, 25, 10)


def add_design(step: StepResult, model: Model, seed: int) -> None:
    """Add ``power``, ``corridors``, ``options`` and ``frontier``; they are empty where there is no pool."""
    year = model.only(0)
    has_pool = bool(year.pool_expected_pence[0] > 0)
    luck = luck_from(year, normals_of(year, DRAWS, seed)) if has_pool else None
    drawn = {saving: settle(year, luck, saving) for saving in TRUE_SAVINGS if has_pool}
    pools = {saving: settled.pool_pence[:, 0] for saving, settled in drawn.items()}
    shareables = {saving: settled.shareable_pence[:, 0] for saving, settled in drawn.items()}
    _power(step, year, pools, shareables)
    _corridors(step, year, pools)
    _options(step, year, has_pool)
    _frontier(step, year, pools)


def _power(step: StepResult, year: Model, pools: dict, shareables: dict) -> None:
    """How often a true saving is paid, and how often it shows as one at all."""
    table = step.table("power", {"true_saving": [f"{saving:.0%}" for saving in pools]})
    said = f"{DRAWS:,} draws of {year.years[0]}"
    expected = year.pool_expected_pence[0]
    table.input("true_saving_rate", list(pools), "rate", "tried")
    for name, found in (
        ("gain_shared_rate", [np.mean(drawn > 0) for drawn in shareables.values()]),
        ("loss_shared_rate", [np.mean(drawn < 0) for drawn in shareables.values()]),
        ("looks_like_a_loss_rate", [np.mean(drawn < 0) for drawn in pools.values()]),
        ("mean_saving_rate", [drawn.mean() / expected for drawn in pools.values()]),
    ):
        table.input(name, found, "rate", said)


def _corridors(step: StepResult, year: Model, pools: dict) -> None:
    """The corridor for each chosen chance of a false gain, and the people that the agreed one needs."""
    chosen = CHOSEN if pools else ()
    table = step.table("corridors", {"chosen": [f"{rate:.0%}" for rate in chosen]})
    table.input("chosen_rate", list(chosen), "rate", "tried")
    first = {name: step.years[name][0] for name in ("chance_rate", "shock_rate", "deviation_rate")}
    table.input("chance_rate", first["chance_rate"], "rate", "risk.years.chance_rate")
    table.input("deviation_rate", first["deviation_rate"], "rate", "risk.years.deviation_rate")
    for name, spread in (("chance_corridor_rate", "chance_rate"), ("corridor_rate", "deviation_rate")):
        table.map(name, risk.corridor_rate, "rate", chosen_rate="chosen_rate", deviation_rate=spread)
    drawn = pools[0.0] / year.pool_expected_pence[0] if pools else np.array([0.0])
    table.input("drawn_corridor_rate", [np.quantile(drawn, 1 - rate) for rate in chosen], "rate",
                f"{DRAWS:,} draws of {year.years[0]}")  # fmt: skip
    table.input("agreed_corridor_rate", year.terms.gain_threshold_rate, "rate", "terms.gain_threshold_rate")
    table.input("variation", first["chance_rate"] * year.persons[0] ** 0.5, "number", "of the pool")
    table.input("lasting_rate", _lasting(step, year), "rate", "shocks and errors: no number of people helps")
    table.input("no_shock_rate", 0, "rate", "chance between people alone")
    for name, shock in (("persons_by_chance", "no_shock_rate"), ("persons_with_shocks", "lasting_rate")):
        table.map(
            name, risk.persons_for_corridor, "persons", corridor_rate="agreed_corridor_rate",
            chosen_rate="chosen_rate", variation="variation", shock_rate=shock,
        )  # fmt: skip
        said = [f"{people:,.0f}" if people < NEVER_PERSONS else "never" for people in table[name]]
        table.input(
            f"{name}_said", said, "text", f"{name} in words: shocks alone pass the corridor too often"
        )


def _concentration(year: Model) -> float:
    """Root of the summed squares of the commissioners' parts: 1 for one, 0.7 for two alike."""
    parts = np.bincount(year.payer, year.expected_pence[0], len(year.commissioners))
    return float(np.sqrt(np.square(parts).sum()) / parts.sum()) if parts.sum() else 1.0


def _lasting(step: StepResult, year: Model) -> float:
    """Deviation of the pool that does not shrink with people: shocks, and each commissioner's own errors."""
    assumed = year.assumptions
    own = risk.together_rate(assumed.growth_error_rate, assumed.list_change_rate)
    errors = risk.together_rate(own, assumed.baseline_error_rate) * _concentration(year)
    return risk.together_rate(float(step.years["shock_rate"][0]), errors)


def _options(step: StepResult, year: Model, has_pool: bool) -> None:
    """What pooling places, settling over years or a stop-loss does to the spread and to false gains.

    Places share winters and policy but not people or the errors of their baselines. Years share the error
    of the baseline and nothing else. A stop-loss takes the cost of single people beyond a limit out of the
    pool.
    """
    assumed, first = year.assumptions, {n: float(step.years[n][0]) for n in ("chance_rate", "shock_rate")}
    apart = _concentration(year)
    own = risk.together_rate(assumed.growth_error_rate, assumed.list_change_rate) * apart
    variation = assumed.cost_coefficient_of_variation
    rows = [("as agreed", 1, 1, 0)]
    rows += [(f"{places} places of this size pooled", places, 1, 0) for places in PLACES]
    rows += [(f"settled over {years} years", 1, years, 0) for years in SPANS]
    if variation > 1.01:  # the shape of the tail needs a coefficient of variation above one
        rows += [(f"stop-loss at {limit} times the mean cost", 1, 1, limit) for limit in LIMITS]
    rows = rows if has_pool else []
    spread, ceded = [], []
    for _, places, years, limit in rows:
        kept = risk.kept_variation(limit, variation) / variation if limit else 1.0
        chance = risk.together_rate(first["chance_rate"] * kept, own) / places**0.5
        yearly = risk.together_rate(chance, first["shock_rate"])
        spread.append(risk.averaged_rate(yearly, assumed.baseline_error_rate * apart / places**0.5, years))
        ceded.append(1 - risk.kept_cost_rate(limit, variation) if limit else 0.0)
    table = step.table("options", {"option": [row[0] for row in rows]})
    table.input("deviation_rate", spread, "rate", "chance, shocks and errors together")
    table.input("ceded_cost_rate", ceded, "rate", "cost beyond the limit, borne by others")
    table.input(
        "chosen_rate", assumed.chosen_false_payment_rate, "rate", "assumed: chosen_false_payment_rate"
    )
    table.map(
        "corridor_rate",
        risk.corridor_rate,
        "rate",
        chosen_rate="chosen_rate",
        deviation_rate="deviation_rate",
    )
    false = [noise.normal_probability(-year.terms.gain_threshold_rate / max(one, 1e-9)) for one in spread]
    table.input("false_gain_rate", false, "rate", "normal approximation, at the agreed threshold")


def _frontier(step: StepResult, year: Model, pools: dict) -> None:
    """Share, corridor and cap: what each pays for a pound truly saved, and what it pays for nothing."""
    expected = float(year.pool_expected_pence[0])
    tried = [(corridor, cap) for corridor in CORRIDORS for cap in CAPS if cap > corridor] if pools else []
    corridors, caps = np.array(tried).reshape(-1, 2).T
    model = year.under(
        gain_threshold_rate=corridors, loss_threshold_rate=corridors, gain_cap_rate=caps, loss_cap_rate=caps
    )
    nothing, saved = (
        shareable_of(model, pools[saving][:, np.newaxis]) if pools else np.zeros((1, 0))
        for saving in (0.0, TRIED_SAVING)
    )  # a column for each corridor and cap
    found = [one.mean(axis=0) for one in (saved, nothing, np.abs(nothing), nothing > 0, nothing < 0)]
    rows, values = [], []
    for (corridor, cap), (worth, given, harm, *false) in zip(tried, zip(*found, strict=True), strict=True):
        for share in SHARES:
            rows.append((f"{share:.0%}", f"{corridor:.1%}", f"{cap:.0%}"))
            values.append((share, corridor, cap, share * worth, share * given, share * harm, *false))
    table = step.table("frontier", keys_of(("share", "corridor", "cap"), rows))
    columns = list(zip(*values, strict=True)) if values else [[] for _ in range(8)]
    said = f"{DRAWS:,} draws of {year.years[0]}, the same for all terms"
    for name, column in zip(("share_rate", "corridor_rate", "cap_rate"), columns[:3], strict=True):
        table.input(name, column, "rate", "tried")
    for name, column in zip(
        ("saving_paid_gbp", "nothing_paid_gbp", "false_payment_gbp"), columns[3:6], strict=True
    ):
        table.input(name, np.rint(np.array(column, dtype=float)), "gbp", said)
    table.input("false_gain_rate", columns[6], "rate", said)
    table.input("false_loss_rate", columns[7], "rate", said)
    table.input("saved_gbp", round(TRIED_SAVING * expected), "gbp", "2% of the pool")
    table.map(
        "incentive_rate", risk.incentive_rate, "rate", with_saving_pence="saving_paid_gbp",
        without_saving_pence="nothing_paid_gbp", saved_pence="saved_gbp",
    )  # fmt: skip
    table.input("expected_gbp", round(expected), "gbp", "the pool's expected cost")
    table.map(
        "false_payment_rate", assurance.part_rate, "rate",
        part_pence="false_payment_gbp", whole_pence="expected_gbp",
    )  # fmt: skip
    table.input("is_efficient", _efficient(table["incentive_rate"], table["false_payment_gbp"]), "flag",
                "no other terms pay more for a saving and less for nothing")  # fmt: skip
    often = np.maximum(table["false_gain_rate"], table["false_loss_rate"])
    allowed = (often <= year.assumptions.chosen_false_payment_rate).astype(float)
    table.input("is_within_chosen", allowed, "flag", "neither false payment more often than chosen")


def _efficient(worth: np.ndarray, harm: np.ndarray) -> np.ndarray:
    """One where no other row has at least this worth with less harm, or more worth with at most this harm."""
    better = (worth[:, None] >= worth) & (harm[:, None] <= harm)
    strictly = (worth[:, None] > worth) | (harm[:, None] < harm)
    return 1.0 - (better & strictly).any(axis=0)
