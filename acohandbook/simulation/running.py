"""Any number of draws in bounded memory: block by block into sketches and counts that merge in any order."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields

import numpy as np

from acohandbook.simulation.drawing import BLOCK, Luck, luck_of
from acohandbook.simulation.model import Model
from acohandbook.simulation.settling import Settled, settle
from acohandbook.simulation.sketch import Sketch
from acohandbook.workings import ReconciliationError

SEED = 2017
DRAWS = 10_000
CHUNK = 8 * BLOCK


class Tally:
    """What came of many draws, in whole numbers and extremes, so the order of merging does not matter.

    The sketches watch years and, last, the whole contract: ``pool`` as (years + 1), ``share`` and
    ``position`` as (years + 1) x parties. ``shared_gains`` and ``shared_losses`` count draws in which
    something is shared, by year; the other counts are by year, with the whole contract last, and party.
    """

    def __init__(self, model: Model):
        self.model = model
        years, parties = len(model.years), len(model.parties.party_id)
        self.pool = Sketch(years + 1)
        self.share, self.position = Sketch((years + 1) * parties), Sketch((years + 1) * parties)
        self.shared_gains, self.shared_losses = np.zeros((2, years), dtype=np.int64)
        self.beyond_reserves, self.beyond_cover = np.zeros((2, years + 1, parties), dtype=np.int64)

    @property
    def draws(self) -> int:
        """How many draws were counted."""
        return self.pool.draws

    def add(self, settled: Settled) -> None:
        """Count some settled draws.

        Raises
        ------
        ReconciliationError
            When in any draw the shares do not make up the pool, or the list true-up does not net to nothing
            between parties that are all in the model.
        """
        model = self.model
        everyone = np.ones(len(model.parties.party_id))
        if (settled.share_pence @ everyone != settled.pool_pence).any():
            raise ReconciliationError("simulation: the parties' shares do not make up the pool of a draw")
        is_closed = (model.true_up_party >= 0).all() and model.parties.holds_contract.any()
        if is_closed and (settled.true_up_pence @ everyone).any():
            raise ReconciliationError("simulation: a list true-up is paid that nobody funds")
        share, position = _with_whole(settled.share_pence), _with_whole(settled.position_pence)
        self.pool.add(_with_whole(settled.pool_pence))
        self.shared_gains += np.count_nonzero(settled.shareable_pence > 0, axis=0)
        self.shared_losses += np.count_nonzero(settled.shareable_pence < 0, axis=0)
        share, position = share.reshape(len(share), -1), position.reshape(len(position), -1)
        self.share.add(share)
        self.position.add(position)
        reserves = np.nan_to_num(model.parties.reserves_pence)
        for counted, bears in (
            (self.beyond_reserves, reserves), (self.beyond_cover, model.parties.cover_pence)
        ):  # fmt: skip
            beyond = position < np.tile(-bears, len(model.years) + 1)
            counted += np.count_nonzero(beyond, axis=0).reshape(counted.shape)

    def merge(self, other: Tally) -> None:
        """Take in what another worker counted."""
        for name in ("pool", "share", "position"):
            getattr(self, name).merge(getattr(other, name))
        for name in ("shared_gains", "shared_losses", "beyond_reserves", "beyond_cover"):
            np.add(getattr(self, name), getattr(other, name), out=getattr(self, name))


def simulate(
    model: Model,
    draws: int = DRAWS,
    seed: int = SEED,
    workers: int = 1,
    chunk: int = CHUNK,
    true_saving_rate: float = 0.0,
) -> Tally:
    """Draw a model many times through the rules.

    Parameters
    ----------
    draws, seed : int
        How many draws; the same seed gives the same draws.
    workers, chunk : int
        Threads, and draws that a thread takes at a time. Neither changes the result by a penny.
    true_saving_rate : float
        What the pool truly saves, as a share of its expected cost.

    Raises
    ------
    ValueError
        When a count is not positive or the seed is negative.
    ReconciliationError
        When money does not add up in any draw.
    """
    for name, value in {"draws": draws, "workers": workers, "chunk": chunk}.items():
        if value < 1:
            raise ValueError(f"{name} is {value}; at least 1 is needed")
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed is {seed}; it must be a whole number from 0 to 2**64 - 1")

    starts = range(0, draws, chunk)

    def counted(worker: int) -> Tally:
        """One worker's chunks, counted into one tally."""
        tally = Tally(model)
        for start in starts[worker::workers]:
            for luck in lucks(model, start, min(start + chunk, draws), seed):
                tally.add(settle(model, luck, true_saving_rate))
        return tally

    if workers == 1:
        return counted(0)
    with ThreadPoolExecutor(workers) as pool:
        first, *others = pool.map(counted, range(workers))
    for other in others:
        first.merge(other)
    return first


def lucks(model: Model, start: int, end: int, seed: int) -> Iterator[Luck]:
    """The luck of the draws from ``start`` up to ``end``, block by block, whichever blocks they lie in."""
    for block in range(start // BLOCK, -(-end // BLOCK)):
        inside = slice(max(start - block * BLOCK, 0), min(end - block * BLOCK, BLOCK))
        drawn = luck_of(model, block, seed)
        yield Luck(*(getattr(drawn, field.name)[inside] for field in fields(drawn)))


def _with_whole(amounts: np.ndarray) -> np.ndarray:
    """The years and after them their sum, the whole contract."""
    together = np.empty((amounts.shape[0], amounts.shape[1] + 1, *amounts.shape[2:]))
    together[:, :-1] = amounts
    np.add.reduce(amounts, axis=1, out=together[:, -1])
    return together
