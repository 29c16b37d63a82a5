"""Random costs: independent normal figures by block, made into the chances of a model's cells.

Draws come in blocks of a fixed size, and each block has a generator of its own (Philox, a counter-based
generator, keyed by seed and number of the block). Which worker draws a block, and in what company, therefore
changes nothing, and two models of one shape see the same luck.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from acohandbook.simulation.model import Model, one_hot

BLOCK = 512


@dataclass(frozen=True)
class Luck:
    """Factors on what was planned, each of mean 1 but that of the baseline, whose inverse has mean 1.

    Arrays run over draws, years, then cells or commissioners.
    """

    pool: np.ndarray
    payment: np.ndarray
    persons: np.ndarray


@dataclass(frozen=True)
class Normals:
    """Independent standard normal figures; arrays run over draws and, but for the last, years."""

    chance: np.ndarray  # (draws, years, cells)
    payment: np.ndarray  # (draws, years, commissioners)
    growth: np.ndarray  # (draws, years, commissioners)
    people: np.ndarray  # (draws, years, commissioners)
    shocks: np.ndarray  # (draws, years, 3): winter, prices, policy before they are correlated
    baseline: np.ndarray  # (draws, commissioners)


def normals(model: Model, block: int, seed: int) -> Normals:
    """Draw the normal figures of one block."""
    generator = np.random.Generator(np.random.Philox(key=[seed, block]))
    years, cells = model.expected_pence.shape
    payers = len(model.commissioners)
    widths = (years * cells, years * payers, years * payers, years * payers, years * 3, payers)
    drawn = generator.standard_normal(BLOCK * sum(widths))
    # Each part lies in one piece, so that arithmetic on it runs along memory.
    ends = np.cumsum(widths) * BLOCK
    parts = np.split(drawn, ends[:-1])
    return Normals(*(part.reshape(BLOCK, years, -1) for part in parts[:-1]), parts[-1].reshape(BLOCK, payers))


def normals_of(model: Model, draws: int, seed: int) -> Normals:
    """Draw the normal figures of so many draws, block after block, side by side."""
    blocks = [normals(model, block, seed) for block in range(-(-draws // BLOCK))]
    return Normals(
        *(np.concatenate([getattr(one, part.name) for one in blocks])[:draws] for part in fields(Normals))
    )


def luck_of(model: Model, block: int, seed: int) -> Luck:
    """Draw one block of a model."""
    return luck_from(model, normals(model, block, seed))


def luck_from(model: Model, drawn: Normals) -> Luck:
    """Make normal figures into the luck of a model.

    A lasting error of the baseline is in the plan and not in the cost: a plan that is too low by chance is
    exceeded. Growth and list stray a little more each year, and keep what they have strayed.
    """
    assumed = model.assumptions
    shocks = drawn.shocks @ assumed.shock_mix
    winter, price, policy = (
        _log_factor(shocks[:, :, place], rate)
        for place, rate in enumerate(
            (assumed.common_shock_rate, assumed.price_shock_rate, assumed.policy_shock_rate)
        )
    )
    strayed_people = np.cumsum(_log_factor(drawn.people, assumed.list_change_rate), axis=1)
    strayed = np.cumsum(_log_factor(drawn.growth, assumed.growth_error_rate), axis=1) + strayed_people
    strayed += _log_inverse_factor(drawn.baseline, assumed.baseline_error_rate)[:, np.newaxis, :]
    strayed += (winter + policy)[:, :, np.newaxis]

    # Cells are many and draws are more: work in place.
    pool = _log_factor(drawn.chance, model.chance_rate)
    pool += strayed @ one_hot(model.payer, len(model.commissioners)).T
    np.exp(pool, out=pool)
    paid = _log_factor(drawn.payment, model.payment_chance_rate)
    paid += strayed + price[:, :, np.newaxis]
    return Luck(pool, np.exp(paid), np.exp(strayed_people))


def _log_factor(normal: np.ndarray, deviation_rate) -> np.ndarray:
    """The logarithm of a factor of mean 1 and this standard deviation (lognormal: never below nothing)."""
    variance = np.log1p(np.square(deviation_rate))
    logarithm = normal * np.sqrt(variance)
    logarithm -= variance / 2
    return logarithm


def _log_inverse_factor(normal: np.ndarray, deviation_rate: float) -> np.ndarray:
    """The logarithm of one over such a factor: cost over a plan that carries the error."""
    return -_log_factor(normal, deviation_rate)
