"""Points that fill a cube evenly, and what parts of a result's variance follow from each of its sources.

Sobol points in the order of Gray's code, by the direction numbers of Joe and Kuo (2008), scrambled by random
lower triangular matrices and a random shift (Matousek, 1998), as SciPy draws them; Saltelli's scheme, and the
estimators of Saltelli (2010, 2002), as SALib has them. Both libraries take longer to import than a site takes
to be settled ten thousand times.
"""

from __future__ import annotations

from statistics import NormalDist

import numpy as np

_BITS = 30
# For each dimension after the first: the degree of its primitive polynomial, the polynomial's inner
# coefficients as bits, and the first direction numbers.
_DIRECTIONS = (
    (1, 0, (1,)),
    (2, 1, (1, 3)),
    (3, 1, (1, 3, 1)),
    (3, 2, (1, 1, 1)),
    (4, 1, (1, 1, 3, 3)),
    (4, 4, (1, 3, 5, 13)),
    (5, 2, (1, 1, 5, 5, 17)),
    (5, 4, (1, 1, 5, 5, 5)),
    (5, 7, (1, 1, 7, 11, 19)),
    (5, 11, (1, 1, 5, 1, 1)),
    (5, 13, (1, 1, 1, 3, 11)),
    (5, 14, (1, 3, 5, 5, 31)),
    (6, 1, (1, 3, 3, 9, 7, 49)),
    (6, 13, (1, 1, 1, 15, 21, 21)),
    (6, 16, (1, 3, 1, 13, 27, 49)),
)
MOST = len(_DIRECTIONS) + 1  # dimensions


def points(dimensions: int, count: int, seed: int) -> np.ndarray:
    """Scrambled Sobol points between 0 and 1, shape (count, dimensions).

    Parameters
    ----------
    dimensions : int
        At most ``MOST``.
    count : int
        A power of two, so that the points are balanced.
    seed : int
        The same seed gives the same points.
    """
    generator = np.random.default_rng(seed)
    shift = generator.integers(2, size=(dimensions, _BITS), dtype=np.uint32) @ _powers()
    mix = np.tril(generator.integers(2, size=(dimensions, _BITS, _BITS), dtype=np.uint32))
    mix[:, range(_BITS), range(_BITS)] = 1
    # The highest bit comes first in a direction number, as it does in a row of the mix.
    bits = _directions(dimensions)[:, :, np.newaxis] >> np.arange(_BITS - 1, -1, -1, dtype=np.uint32) & 1
    mixed = np.einsum("dij,dkj->dki", mix, bits) & 1
    directions = mixed @ _powers()[::-1]
    changed = [(place & -place).bit_length() - 1 for place in range(1, count)]
    steps = np.concatenate([shift[np.newaxis], directions.T[changed]])
    return np.bitwise_xor.accumulate(steps, axis=0) / 2.0**_BITS


def normal_points(dimensions: int, count: int, seed: int) -> np.ndarray:
    """The same as normal figures, held within one millionth of either end."""
    held = np.clip(points(dimensions, count, seed), 1e-6, 1 - 1e-6)
    figures = map(NormalDist().inv_cdf, held.ravel().tolist())
    return np.fromiter(figures, float, held.size).reshape(held.shape)


def crossed(base: np.ndarray) -> np.ndarray:
    """Saltelli's scheme: each point A, A with each figure of B in turn, B with each of A, and B itself.

    Parameters
    ----------
    base : numpy.ndarray
        A and B side by side, shape (points, 2 x sources).

    Returns
    -------
    numpy.ndarray
        Shape (points x (2 x sources + 2), sources).
    """
    width = base.shape[1] // 2
    one, other = base[:, np.newaxis, :width], base[:, np.newaxis, width:]
    each = np.eye(width, dtype=bool)
    rows = [one, np.where(each, other, one), np.where(each, one, other), other]
    return np.concatenate(rows, axis=1).reshape(-1, width)


def indices(results: np.ndarray, sources: int) -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """Parts of the variance of the results of crossed points.

    Returns
    -------
    tuple of numpy.ndarray, or None
        By each source alone, shape (sources,); by each with all that it does with others; and by each pair
        only together, shape (sources, sources), the earlier source first. None where nothing varies.
    """
    if results.std() == 0:
        return None
    scaled = ((results - results.mean()) / results.std()).reshape(-1, 2 * sources + 2)
    one, other = scaled[:, 0], scaled[:, -1]
    mixed, back = scaled[:, 1 : sources + 1], scaled[:, sources + 1 : -1]
    variance = np.concatenate([one, other]).var()
    alone = other @ (mixed - one[:, np.newaxis]) / (len(one) * variance)
    with_others = np.square(one[:, np.newaxis] - mixed).mean(axis=0) / (2 * variance)
    together = (back.T @ mixed / len(one) - (one * other).mean()) / variance
    return alone, with_others, together - alone[:, np.newaxis] - alone


def _powers() -> np.ndarray:
    return 2 ** np.arange(_BITS, dtype=np.uint32)


def _directions(dimensions: int) -> np.ndarray:
    """Direction numbers, shape (dimensions, bits): the first is half, and each has one more bit."""
    numbers = [[1] * _BITS]
    for degree, inner, first in _DIRECTIONS[: dimensions - 1]:
        found = list(first)
        for place in range(degree, _BITS):
            new = found[place - degree] ^ (found[place - degree] << degree)
            for step in range(1, degree):
                if inner >> (degree - 1 - step) & 1:
                    new ^= found[place - step] << step
            found.append(new)
        numbers.append(found)
    return np.array(numbers, dtype=np.uint32) << np.arange(_BITS - 1, -1, -1, dtype=np.uint32)
