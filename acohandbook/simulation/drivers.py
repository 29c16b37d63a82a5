"""What the answers hang on: which assumption moves the tail, and which source of luck makes the spread.

The tornado changes one assumption at a time, with the same luck throughout. Sobol indices part the variance
of the holder's result between sources of luck: each by itself, and what two do only together, since
thresholds and caps make the effect of one hang on the other. They need the package SALib.
"""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np

from acohandbook.simulation.assumptions import SPREADS
from acohandbook.simulation.drawing import Luck, Normals, luck_from, normals_of
from acohandbook.simulation.model import Model
from acohandbook.simulation.settling import settle
from acohandbook.workings import StepResult

DRAWS = 2_048
TAIL = 0.05
SAMPLES = 2_048  # of each source; the runs are (2 x sources + 2) times as many
SOURCES = (
    "chance in the pool", "chance in the budget", "winter", "prices", "policy", "baseline error",
    "growth", "list",
)  # fmt: skip


def add_drivers(step: StepResult, model: Model, seed: int) -> None:
    """Add ``tornado``, ``sources`` and ``pairs`` to the step, for the first year's result of the holder."""
    year = model.only(0)
    _tornado(step, year, seed)
    _sobol(step, year, seed)


def _settled_result(year: Model, luck: Luck) -> np.ndarray:
    """The holder's result of each draw or, without a holder, the pool."""
    settled = settle(year, luck)
    if year.holder is None:
        return settled.pool_pence[:, 0]
    return settled.position_pence[:, 0, year.holder]


def _tail_loss(year: Model, drawn: Normals) -> float:
    return -float(np.quantile(_settled_result(year, luck_from(year, drawn)), TAIL))


def _tornado(step: StepResult, year: Model, seed: int) -> None:
    """The loss of one in twenty with each spread absent, as assumed, and doubled."""
    drawn = normals_of(year, DRAWS, seed)
    base = _tail_loss(year, drawn)
    rows = []
    for name in SPREADS:
        value = getattr(year.assumptions, name)
        ends = [
            _tail_loss(year.assuming(**{name: end}), drawn) if value else base for end in (0.0, 2 * value)
        ]
        rows.append((name, value, *ends))
    rows.sort(key=lambda row: (-abs(row[3] - row[2]), row[0]))
    table = step.table("tornado", {"assumption_id": [row[0] for row in rows]})
    table.input("value", [row[1] for row in rows], "number", "risk.assumptions.value")
    said = f"{DRAWS:,} draws of {year.years[0]}, the same for all rows"
    for name, column in (
        ("without_gbp", [row[2] for row in rows]), ("as_assumed_gbp", [base] * len(rows)),
        ("doubled_gbp", [row[3] for row in rows]), ("swing_gbp", [row[3] - row[2] for row in rows]),
    ):  # fmt: skip
        table.input(name, np.rint(column), "gbp", said)


def _sobol(step: StepResult, year: Model, seed: int) -> None:
    """Parts of the variance: first-order and total by source, and second-order by pair of sources."""
    indices = _indices(year, seed) if find_spec("SALib") else None
    if indices is None:
        step.find("note", "Indices of the sources of risk need SALib, or a result that varies at all.")
    names = SOURCES if indices else ()
    pairs = [(a, b) for place, a in enumerate(names) for b in names[place + 1 :]]
    sources = step.table("sources", {"source": names})
    table = step.table("pairs", {"first": [a for a, _ in pairs], "second": [b for _, b in pairs]})
    said = f"Sobol indices by SALib from {SAMPLES * (2 * len(SOURCES) + 2):,} runs"
    alone, total, together = indices or ((), (), None)
    sources.input("alone_rate", alone, "rate", said)
    sources.input("with_others_rate", total, "rate", said)
    both = [together[names.index(a), names.index(b)] for a, b in pairs]
    table.input("together_rate", both, "rate", said)


def _indices(year: Model, seed: int) -> tuple[list, list, np.ndarray] | None:
    """Sobol indices of the sources (first order, total, of each pair), or None when the result does not vary.

    SALib's own ``sample`` walks through its points one by one, and its ``analyze`` also draws confidence
    limits, which nobody is shown: here are its scheme and its estimators without either.
    """
    from SALib.analyze.sobol import first_order, second_order, separate_output_values, total_order
    from scipy.special import ndtri  # comes with SALib; the rule's quantile is exact and slow
    from scipy.stats import qmc

    width = len(SOURCES)
    base = ndtri(np.clip(qmc.Sobol(2 * width, seed=seed).random(SAMPLES), 1e-6, 1 - 1e-6))
    points = np.array_split(_crossed(base), 2 * width + 2)  # a part at a time stays near the processor
    result = np.concatenate(
        [_settled_result(year, luck_from(year, _directed(year, part))) for part in points]
    )
    if result.std() == 0:
        return None
    scaled = (result - result.mean()) / result.std()
    scaled = (scaled - scaled.mean()) / scaled.std()  # once more, as SALib does
    one, other, mixed, back = separate_output_values(scaled, width, SAMPLES, True)
    both = np.full((width, width), np.nan)
    for first in range(width):
        for second in range(first + 1, width):
            both[first, second] = second_order(one, mixed[:, first], mixed[:, second], back[:, first], other)
    columns = mixed.T
    return [first_order(one, c, other) for c in columns], [total_order(one, c, other) for c in columns], both


def _crossed(base: np.ndarray) -> np.ndarray:
    """Saltelli's scheme: each point A, A with each figure of B in turn, B with each of A, and B itself."""
    width = base.shape[1] // 2
    one, other = base[:, np.newaxis, :width], base[:, np.newaxis, width:]
    each = np.eye(width, dtype=bool)
    rows = [one, np.where(each, other, one), np.where(each, one, other), other]
    return np.concatenate(rows, axis=1).reshape(-1, width)


def _directed(year: Model, sources: np.ndarray) -> Normals:
    """Normal figures for every cell from one figure a source, with the same variance of the whole.

    Cells and commissioners move together, each by its part of the spread, so that their sum strays as it
    does when each moves by itself.
    """
    at_stake = np.bincount(year.payer, year.expected_pence[0], len(year.commissioners)) + year.cost_pence[0]
    common = _direction(at_stake)
    pool = _direction(year.expected_pence[0] * year.chance_rate[0])
    payment = _direction(year.cost_pence[0] * year.payment_chance_rate[0])
    columns = sources.T[:, :, np.newaxis]
    yearly = (
        columns[0] * pool,
        columns[1] * payment,
        columns[6] * common,
        columns[7] * common,
        sources[:, 2:5],
    )
    return Normals(*(part[:, np.newaxis, :] for part in yearly), columns[5] * common)


def _direction(weights: np.ndarray) -> np.ndarray:
    """Weights at length one; nothing where there are none."""
    length = np.sqrt(np.square(weights).sum())
    return weights / length if length else weights
