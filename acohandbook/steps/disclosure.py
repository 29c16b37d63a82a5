"""Counts of people that are too small to be shown to others, and the counts that would give them away.

A count above zero and under the threshold of ``[disclosure]`` in ``site.toml`` is suppressed wherever results
leave the site: in tables as CSV and Parquet, in pages and in the book. Where a total is shown, the smallest
other counts under it are suppressed too, until no small count follows from the totals together and each could
be the threshold or more for all that one of them says. Figures by which it could be worked out (weighted
people, rates, costs a head of the same rows) go with it. Money is not touched, and neither are workings:
explanations, the workbook of a site and its own folder show every count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from acohandbook.steps.common import records
from acohandbook.workings import Table

if TYPE_CHECKING:
    from acohandbook.steps.results import Results

MARK = "suppressed"
_COUNTED = ("persons", "rate", "number", "gbp_per_head")
# The positions of the counts that a shown total is made of, and their weights; None where each counts as one.
Total = tuple[Sequence[int], Sequence[float] | None]


def suppressed(
    counts: Sequence[float],
    threshold: float,
    totals: Iterable[Total],
    names: Sequence,
    also: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Which counts are not shown, so that none above zero and under the threshold can be worked out.

    Parameters
    ----------
    counts : sequence of float, shape (counts,)
        People; blanks count as nobody.
    threshold : float
    totals : iterable of (positions, weights or None)
        The sums of counts that are shown.
    names : sequence, shape (counts,)
        A name of each, to choose among equals whatever the order of rows.
    also : ndarray of bool, optional
        Counts that are not shown for another reason.

    Returns
    -------
    (ndarray of bool, ndarray of bool)
        What is suppressed, and which small counts a total gives away all the same.
    """
    counts = np.nan_to_num(np.asarray(counts, dtype=float))
    small = (counts > 0) & (counts < threshold)
    hidden = small | (also if also is not None else False)
    given_away = np.zeros(len(counts), dtype=bool)
    if not small.any():
        return hidden, given_away
    rank = np.empty(len(counts), dtype=int)
    rank[sorted(range(len(counts)), key=lambda place: (counts[place], names[place]))] = range(len(counts))
    lines = [(np.asarray(places, dtype=int), weights) for places, weights in totals]

    def smallest_shown(within: Sequence[np.ndarray]) -> int | None:
        beside = np.concatenate([line[~hidden[line] & (counts[line] > 0)] for line in within])
        return int(beside[np.argmin(rank[beside])]) if len(beside) else None

    def says_too_much(line: np.ndarray) -> bool:
        within = line[hidden[line]]
        # The others under the total are at least one person each.
        open_to = counts[within].sum() - (len(within) - 1)
        return len(within) == 1 or bool(small[within].any() and open_to < threshold)

    while True:
        # All lines at once, so that their order does not matter.
        bare = [line for line, weights in lines if weights is None and says_too_much(line)]
        chosen = {smallest_shown([line]) for line in bare} - {None}
        if chosen:
            hidden[list(chosen)] = True
            continue
        solved = np.flatnonzero(_solved(hidden, small, lines) & ~given_away)
        if not len(solved):
            return hidden, given_away
        first = solved[np.argmin(rank[solved])]
        beside = smallest_shown([line for line, _ in lines if first in line])
        if beside is None:
            given_away[first] = True
        else:
            hidden[beside] = True


def _solved(hidden, small, lines) -> np.ndarray:
    """Small counts that follow from all totals together: those that no change of the others can move."""
    unknown = np.flatnonzero(hidden)
    equations = []
    for line, weights in lines:
        row = np.zeros(len(hidden))
        row[line] = 1.0 if weights is None else weights
        if row[unknown].any():
            equations.append(row[unknown])
    exposed = np.zeros(len(hidden), dtype=bool)
    if equations:
        _, sizes, directions = np.linalg.svd(np.array(equations))
        rank = int((sizes > 1e-9 * sizes[0]).sum())
        free = np.abs(directions[rank:]).max(axis=0, initial=0.0)
        exposed[unknown] = free < 1e-9
    return exposed & small


def hide(table: Table, rows: np.ndarray, also: Sequence[str] = ()) -> None:
    """Keep the counts of people of some rows, and what follows from them, from being shown."""
    for column in table.columns:
        counted = column not in table.keys and table.unit(column) in _COUNTED
        if rows.any() and (counted or column in also):
            table.hidden[column] = table.hidden.get(column, False) | rows


def protect(results: Results) -> None:
    """Mark in the tables of all steps which counts of people are not shown to others."""
    threshold = results.site.settings.disclosure.threshold_persons
    lists = _lists(results, threshold)
    _residence(results, threshold, lists)
    _unregistered(results, threshold)
    _ages(results, threshold)
    measures = results.improvement_payment.measures
    small = (measures["denominator"] > 0) & (measures["denominator"] < threshold)
    if small.any():
        measures.hidden["denominator"] = small


def hide_small(table: Table, column: str, threshold: float, weighted: str | None = None) -> None:
    """Suppress small counts of a table whose sum is shown, and whose weighted sum may be."""
    every = range(len(table))
    totals: list[Total] = [(every, None)]
    if weighted:
        counts = table[column]
        weights = np.divide(table[weighted], counts, out=np.zeros(len(table)), where=counts > 0)
        totals.append((every, weights))
    hide(table, suppressed(table[column], threshold, totals, list(every))[0])


def _lists(results: Results, threshold: float) -> set[str]:
    """Suppress short lists; their codes."""
    practices = results.population.practices
    groups: dict[tuple, list[int]] = {}
    for place, group in enumerate(records(practices, "commissioner_code", "is_member")):
        groups.setdefault(group, []).append(place)
    rows, _ = suppressed(
        practices["registered_persons"],
        threshold,
        [(group, None) for group in groups.values()],
        practices["practice_code"].tolist(),
    )
    hide(practices, rows)
    codes = set(practices["practice_code"][rows])
    if codes:
        for table in (results.population.counted, results.improvement_payment.points):
            hide(table, _among(table, ("practice_code",), {(code,) for code in codes}), also=("point_gbp",))
    return codes


def _residence(results: Results, threshold: float, lists: set[str]) -> None:
    """Suppress small cells of practice and area, in every table that repeats them."""
    population = results.population
    table, residents = population.residence, population.residents
    counts, cells = table["persons"], records(table, "practice_code", "lad_code")
    also = np.array([code in lists for code, _ in cells], dtype=bool) & (counts > 0)
    if not (also.any() or ((counts > 0) & (counts < threshold)).any()):
        return
    at = {cell: place for place, cell in enumerate(cells)}
    member = table["is_member"]
    by_practice: dict[str, list[int]] = {}
    by_body: dict[tuple, list[int]] = {}
    for place, (code, _) in enumerate(cells):
        if code not in lists:
            by_practice.setdefault(code, []).append(place)
        if member[place]:  # who lives outside every council of the budget is told of in a finding
            by_body.setdefault(("body", table["care_responsible_body"][place]), []).append(place)
    for council, code, lad in records(residents, "commissioner_code", "practice_code", "lad_code"):
        place = at[code, lad]
        by_body.setdefault((council, member[place]), []).append(place)
    small_totals = {key for key, line in by_body.items() if 0 < counts[line].sum() < threshold}
    totals = [*by_practice.values(), *(line for key, line in by_body.items() if key not in small_totals)]
    rows, _ = suppressed(counts, threshold, [(line, None) for line in totals], cells, also)
    hide(table, rows)
    hidden = {cell for cell, is_hidden in zip(cells, rows, strict=True) if is_hidden}
    hide(residents, _among(residents, ("practice_code", "lad_code"), hidden))
    touched = {
        (council, code)
        for council, code, lad in records(residents, "commissioner_code", "practice_code", "lad_code")
        if (code, lad) in hidden
    }
    hide(population.counted, _among(population.counted, ("commissioner_code", "practice_code"), touched))
    # Weighted by need, the same people would be so many more equations.
    councils, shares = {council for council, _ in touched}, population.shares
    weighted = [
        code in councils
        and (component.startswith("need_") or bool({(code, 0.0), (code, 1.0)} & small_totals))
        for code, component in records(shares, "commissioner_code", "component")
    ]
    hide(shares, np.array(weighted, dtype=bool))


def _unregistered(results: Results, threshold: float) -> None:
    """Suppress small numbers of people on no list, and say so where their total gives them away."""
    population = results.population
    table, residents = population.unregistered, population.unregistered_residents
    counts, cells = table["unregistered_persons"], records(table, "commissioner_code", "lad_code")
    groups: dict[tuple, list[int]] = {}
    for place, (code, _) in enumerate(cells):
        groups.setdefault(("own", code), []).append(place)
    at = {cell: place for place, cell in enumerate(cells)}
    for council, ccg, lad in records(residents, "commissioner_code", "ccg_code", "lad_code"):
        groups.setdefault(("council", council), []).append(at[ccg, lad])
    rows, given_away = suppressed(counts, threshold, [(line, None) for line in groups.values()], cells)
    hide(table, rows)
    hidden = {cell for cell, is_hidden in zip(cells, rows, strict=True) if is_hidden}
    hide(residents, _among(residents, ("ccg_code", "lad_code"), hidden))
    if given_away.any():
        population.find(
            "amber",
            f"Fewer than {threshold:g} people registered nowhere are counted for a commissioner or council, "
            "and its total of people gives their number away. Count them together with another area before "
            "results are shared.",
            "population.summary.unregistered_persons",
        )


def _ages(results: Results, threshold: float) -> None:
    """Suppress small cells of age and sex, beside the sums of people and of people weighted by cost."""
    ages, weighted = results.population.ages, results.contract_years.ages
    counts = ages["persons"]
    if not ((counts > 0) & (counts < threshold)).any():
        return
    first = results.site.years[0]
    by_year: dict[tuple, list[int]] = {}
    by_band: dict[str, list[int]] = {}
    cells = records(ages, "commissioner_code", "financial_year", "age_band", "sex")
    for place, (code, year, band, _) in enumerate(cells):
        by_year.setdefault((code, year), []).append(place)
        if year == first:  # the chapter on risk shows the bands of the first year
            by_band.setdefault(band, []).append(place)
    totals: list[Total] = [(line, None) for line in by_year.values()]
    totals += [(line, weighted["age_cost_index"][line]) for line in by_year.values()]
    totals += [(line, None) for line in by_band.values() if counts[line].sum() >= threshold]
    rows, _ = suppressed(counts, threshold, totals, cells)
    hide(ages, rows)
    hide(weighted, rows)


def _among(table: Table, columns: Sequence[str], wanted: set[tuple]) -> np.ndarray:
    return np.array([row in wanted for row in records(table, *columns)], dtype=bool)
