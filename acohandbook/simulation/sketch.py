"""Quantiles of any number of draws in a memory of fixed size.

Amounts in whole pence are counted in buckets: one for nothing, and for each sign 256 to every doubling. A
bucket is at most 1/256 of its amount wide, so a quantile is right to within 0.2% of itself whatever the
shape of the distribution. Counts and sums are whole numbers: two sketches merge to the same result in any
order, which makes a run independent of the number of workers.
"""

from __future__ import annotations

from functools import cache

import numpy as np

_BITS = 8  # of the 52 that a float keeps of an amount's size
_DOUBLINGS = 44  # pence up to 170 billion pounds
_SIDE = _DOUBLINGS << _BITS
_ONE = 1023 << _BITS  # where the float 1.0 stands
BUCKETS = 2 * _SIDE + 1


class Sketch:
    """Counts, sums and extremes of several quantities at once.

    Parameters
    ----------
    quantities : int
        How many quantities are watched.
    """

    def __init__(self, quantities: int):
        self.draws = 0
        self.counts = np.zeros((quantities, BUCKETS), dtype=np.int64)
        self.totals = np.zeros(quantities, dtype=np.int64)
        self.lowest = np.full(quantities, np.inf)
        self.highest = np.full(quantities, -np.inf)
        self._filled: list[tuple[np.ndarray, np.ndarray]] | None = None  # for quantiles, once asked for

    def add(self, values: np.ndarray) -> None:
        """Count some draws of every quantity, shape (draws, quantities), in whole pence."""
        if not len(values):
            return
        bits = np.ascontiguousarray(values).view(np.int64)
        minus = bits >> 63  # -1 for an amount below nothing, else 0
        bucket = bits & np.int64(2**63 - 1)
        bucket >>= 52 - _BITS
        bucket -= _ONE - 1
        np.maximum(bucket, 0, out=bucket)
        np.minimum(bucket, _SIDE, out=bucket)
        bucket ^= minus
        bucket -= minus
        bucket += _SIDE + np.arange(values.shape[1]) * BUCKETS
        np.add.at(self.counts.reshape(-1), bucket.reshape(-1), 1)
        self.totals += np.ones(len(values), dtype=np.int64) @ values.astype(np.int64)
        np.minimum(self.lowest, values.min(axis=0), out=self.lowest)
        np.maximum(self.highest, values.max(axis=0), out=self.highest)
        self.draws += len(values)
        self._filled = None

    def merge(self, other: Sketch) -> None:
        """Take in another sketch of the same quantities."""
        self.draws += other.draws
        self._filled = None
        self.counts += other.counts
        self.totals += other.totals
        np.minimum(self.lowest, other.lowest, out=self.lowest)
        np.maximum(self.highest, other.highest, out=self.highest)

    @property
    def means(self) -> np.ndarray:
        """The exact mean of each quantity."""
        return self.totals / self.draws

    @property
    def above(self) -> np.ndarray:
        """How many draws of each quantity lie above nothing."""
        return self.counts[:, _SIDE + 1 :].sum(axis=1)

    @property
    def below(self) -> np.ndarray:
        """How many draws of each quantity lie below nothing."""
        return self.counts[:, :_SIDE].sum(axis=1)

    def quantile(self, rate: float) -> np.ndarray:
        """The amount that a share of the draws does not exceed, for each quantity."""
        wanted = max(int(np.ceil(rate * self.draws)), 1)
        if self._filled is None:
            self._filled = [_running(counts) for counts in self.counts]
        place = [buckets[np.searchsorted(up_to, wanted)] for buckets, up_to in self._filled]
        return np.clip(_middles()[place], self.lowest, self.highest)

    def deviations(self) -> np.ndarray:
        """Standard deviation of each quantity, from the middles of the buckets."""
        middles = _middles()
        mean = self.counts @ middles / self.draws
        return np.sqrt(np.maximum(self.counts @ middles**2 / self.draws - mean**2, 0.0))


def _running(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The buckets that hold a draw, and how many draws lie in each and in all below it."""
    buckets = np.flatnonzero(counts > 0)
    return buckets, np.cumsum(counts[buckets])


@cache
def _middles() -> np.ndarray:
    """The amount in the middle of each bucket."""
    edges = ((np.arange(_SIDE + 1, dtype=np.int64) + _ONE) << (52 - _BITS)).view(np.float64)
    side = (edges[:-1] + edges[1:]) / 2
    return np.concatenate([-side[::-1], [0.0], side])
