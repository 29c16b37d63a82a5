"""Which counts to leave out, so that small ones can't be worked out from the totals that are shown.

Counts and their totals are cells alike, and what ties them together is a line: a sum of cells, each with its
weight, whose value is known. A total is the cell of weight -1 in a line whose value is nought, so that it can
be left out like any count; a total that must be shown is a line over its parts alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

# The positions of the cells of a line, and their weights; None where each counts as one.
Line = tuple[Sequence[int], Sequence[float] | None]
_STEPS, _NEAR = 40, 1e-4  # of moving a count, and how far under its bound another may be meanwhile


def suppressed(
    counts: Sequence[float], threshold: float, lines: Iterable[Line], names: Sequence
) -> tuple[np.ndarray, np.ndarray]:
    """Which counts are not shown, so that none above zero and under the threshold can be worked out.

    Besides every small count, the smallest others of its lines are left out until the small ones neither
    follow from all lines together nor must be under the threshold.

    Parameters
    ----------
    counts : sequence of float, shape (counts,)
        People; blanks count as nobody.
    threshold : float
    lines : iterable of (positions, weights or None)
        The sums of counts that are known.
    names : sequence, shape (counts,)
        A name of each, to choose among equals whatever the order of rows.

    Returns
    -------
    (ndarray of bool, ndarray of bool)
        What is suppressed, and which small counts the lines give away all the same.
    """
    counts = np.nan_to_num(np.asarray(counts, dtype=float))
    small = (counts > 0) & (counts < threshold)
    hidden, given_away = small.copy(), np.zeros(len(counts), dtype=bool)
    if not small.any():
        return hidden, given_away
    rank = np.empty(len(counts), dtype=int)
    rank[sorted(range(len(counts)), key=lambda place: (counts[place], names[place]))] = range(len(counts))
    is_open = np.zeros(len(counts), dtype=bool)
    matrix = _matrix(lines, len(counts))
    touches = matrix != 0

    def smallest_shown(among: np.ndarray) -> int | None:
        """The smallest shown count of some lines."""
        beside = np.flatnonzero(touches[among].any(axis=0) & ~hidden & (counts > 0))
        return int(beside[np.argmin(rank[beside])]) if len(beside) else None

    while True:
        # All lines at once, so that their order does not matter.
        alone = touches[:, hidden].sum(axis=1) == 1
        narrow = np.zeros(len(matrix), dtype=bool)
        for line in np.flatnonzero(touches[:, small].any(axis=1) & ~alone):
            within = np.flatnonzero(touches[line] & hidden)
            # The others of a plain line are at least one person each.
            open_to = counts[within].sum() - (len(within) - 1) if (matrix[line, within] > 0).all() else np.inf
            narrow[line] = open_to < threshold
        chosen = {smallest_shown(np.array([line])) for line in np.flatnonzero(alone | narrow)} - {None}
        if chosen:
            hidden[list(chosen)] = True
            continue
        exposed = np.zeros(len(counts), dtype=bool)
        exposed[hidden] = _follows(matrix[:, hidden])
        exposed &= small & ~given_away
        if not exposed.any():  # what is open stays open when more is left out
            for place in np.flatnonzero(small & ~given_away & ~is_open):
                is_open[place] = _may_reach(place, threshold, matrix, hidden, counts)
            exposed = small & ~given_away & ~is_open
        if not exposed.any():
            return hidden, given_away
        first = np.flatnonzero(exposed)[np.argmin(rank[exposed])]
        found = map(smallest_shown, _ever_wider(touches, hidden, first))
        beside = next((place for place in found if place is not None), None)
        if beside is None:
            given_away[first] = True
        else:
            hidden[beside] = True


def _matrix(lines: Iterable[Line], cells: int) -> np.ndarray:
    rows = []
    for places, weights in lines:
        row = np.zeros(cells)
        row[np.asarray(places, dtype=int)] = 1.0 if weights is None else weights
        if row.any():
            rows.append(row)
    return np.array(rows).reshape(len(rows), cells)


def _may_reach(place: int, threshold: float, matrix: np.ndarray, hidden: np.ndarray, counts) -> bool:
    """Whether a hidden count could be the threshold or more, the others somebody, and all lines the same.

    From the counts as they are it is moved up as far as the lines let it: by affine scaling, which keeps off
    the bounds of the others in proportion to how near they are (Dikin, 1967).
    """
    lines = (matrix[:, hidden] != 0).any(axis=1)
    weights, at = matrix[np.ix_(lines, hidden)], int(hidden[:place].sum())
    # Nobody is shown as nobody: what is hidden is somebody, in whole people where people are whole.
    least = (1.0 if (counts == np.rint(counts)).all() else 0.0) - _NEAR
    above = counts[hidden] - least
    known = weights @ above
    for _ in range(_STEPS):
        scaled = weights * above
        goal = np.zeros(len(above))
        goal[at] = above[at]
        move = goal - scaled.T @ np.linalg.lstsq(scaled.T, goal, rcond=1e-11)[0]
        if move[at] <= 1e-9 * above[at]:
            return False
        enough = (threshold - least - above[at]) / (above[at] * move[at])
        above = above * (1 + move / max(1 / enough, -move.min(initial=0.0) / 0.9))
        if np.abs(weights @ above - known).max(initial=0.0) > 1e-3:
            return False
        if above[at] + least >= threshold - 1e-2:
            return True
    return False


def _follows(weights: np.ndarray) -> np.ndarray:
    """Which hidden counts follow from all lines together: those that no change of the others can move."""
    if not weights.any():
        return np.zeros(weights.shape[1], dtype=bool)
    _, sizes, directions = np.linalg.svd(weights, full_matrices=False)
    rank = int((sizes > 1e-9 * sizes[0]).sum())
    return (directions[:rank] ** 2).sum(axis=0) > 1 - 1e-9


def _ever_wider(touches: np.ndarray, hidden: np.ndarray, cell: int):
    """The lines of a cell, then with them those that share a hidden count with these, and so on."""
    lines = touches[:, cell]
    while True:
        yield lines
        wider = touches[:, touches[lines].any(axis=0) & hidden].any(axis=1)
        if (wider <= lines).all():
            return
        lines = lines | wider
