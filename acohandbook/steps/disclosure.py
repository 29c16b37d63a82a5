"""Counts of people that are too small to be shown to others, and the figures that would give them away.

A count above zero and under the threshold of ``[disclosure]`` in ``site.toml`` is suppressed wherever results
leave the site: in tables as CSV and Parquet, in pages and in the book. First the people of the place are laid
out as one system: lists, areas, people on no list, ages, and every total of them that is shown or that money
tells (``acohandbook.steps.suppression``). What must be left out of it is then followed through the workings:
a figure looked up from a suppressed one, or worked out from it, is suppressed too (weighted people, rates,
costs a head). Where only a total of registered and unregistered people must be shown, for money rests on it,
they are shown together and neither alone.

Money is not touched, but for two prices that nobody pays: a point's worth at a suppressed list, and a
council's line by a key of health need, which no council may use. Neither are workings: explanations, the
workbook of a site and its own folder show every count.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from acohandbook.site.models.vocabulary import NEED_COMPONENTS
from acohandbook.steps.common import records
from acohandbook.steps.suppression import Line, suppressed
from acohandbook.workings import Table

if TYPE_CHECKING:
    from acohandbook.steps.results import Results

MARK = "suppressed"
_COUNTED = ("persons", "rate", "number", "gbp_per_head")
_PRICES = (
    "improvement_payment.points.point_gbp",
    "baseline.attribution_keys.attributed_gbp",
    "baseline.attribution_keys.difference_from_chosen_gbp",
)
# Sums and shares of suppressed parts that are shown: the money of the budget rests on them.
_KEPT = (
    "population.commissioners.all_persons",
    "population.commissioners.aco_persons",
    "population.summary.aco_persons",
    "population.shares.persons",
    "population.shares.member_persons",
    "population.shares.share_rate",
    "population.shares.difference_from_list_rate",
)
_ALL = ""  # the place as a whole, beside its CCGs


class _People:
    """Counts of people as cells under a name, and the sums of them that are known."""

    def __init__(self):
        self.counts: dict[tuple[str, ...], float] = {}
        self.lines: list[Line] = []
        self.hidden: frozenset[tuple[str, ...]] = frozenset()
        self.given_away: list[tuple[str, ...]] = []
        self._places: dict[tuple[str, ...], int] = {}

    def count(self, name: tuple[str, ...], people: float) -> None:
        self._places[name] = len(self.counts)
        self.counts[name] = people

    def know(self, parts: Iterable[tuple[str, ...]], weights: Sequence[float] | None = None) -> None:
        """Others know the sum of these cells."""
        self.lines.append(([self._places[part] for part in parts], weights))

    def total(self, name: tuple[str, ...], parts: Iterable[tuple[str, ...]]) -> None:
        """Make a cell of a sum of cells, or tie an existing one to it."""
        parts = list(parts)
        if name not in self.counts:
            self.count(name, sum(self.counts[part] for part in parts))
        self.know([name, *parts], [-1.0, *[1.0] * len(parts)])

    def solve(self, threshold: float) -> None:
        names = list(self.counts)
        rows, given_away = suppressed(list(self.counts.values()), threshold, self.lines, names)
        self.hidden = frozenset(name for name, is_hidden in zip(names, rows, strict=True) if is_hidden)
        self.given_away = [name for name, is_given in zip(names, given_away, strict=True) if is_given]


def protect(results: Results) -> None:
    """Mark in the tables of all steps which figures are not shown to others."""
    threshold = results.site.settings.disclosure.threshold_persons
    people = _people(results, threshold)
    people.solve(threshold)
    seeds = _of_people(results, people) if people.hidden else {}
    seeds |= _of_ages(results, threshold) | _of_counts(results, people, threshold)
    if not any(rows.any() for rows in seeds.values()):
        return
    _follow(results, seeds)
    _withhold(results)
    if people.given_away:
        places = ", ".join(dict.fromkeys(" ".join(filter(None, name[1:])) for name in people.given_away))
        results.population.find(
            "amber",
            f"Fewer than {threshold:g} people are counted for {places}, and a total on which money rests "
            "gives their number away. Count them together with another area before results are shared.",
        )


def hide_ages(table: Table, results: Results, year: str) -> None:
    """Suppress people by age band of a year, all commissioners together, where a band would tell of few."""
    threshold = results.site.settings.disclosure.threshold_persons
    small = (table["persons"] > 0) & (table["persons"] < threshold)
    if small.any() or any(found == year for _, found in _bare_years(results, threshold)):
        for column in table.columns:
            if column not in table.keys and table.unit(column) in _COUNTED:
                table.hidden[column] = table["persons"] > 0


# --- people as one system -----------------------------------------------------------------------------------


def _people(results: Results, threshold: float) -> _People:
    """Lists, people on no list and areas of residence, with every total of them that is known."""
    people, population = _People(), results.population
    _lists(people, population.practices)
    _nowhere(people, population.unregistered)
    ccgs = [code for (code,) in records(population.commissioners, "commissioner_code", is_ccg=1.0)]
    for code in (*ccgs, _ALL):
        parts = [name for name in (("lists", code), ("nowhere", code)) if name in people.counts]
        if parts:
            people.know(parts)  # the ACO's people of a commissioner, on whom its money rests
    _areas(people, results, threshold)
    return people


def _lists(people: _People, practices: Table) -> None:
    members: dict[str, list] = {}
    others: dict[str, list] = {}
    for practice, code, is_member, persons in records(
        practices, "practice_code", "commissioner_code", "is_member", "registered_persons"
    ):
        people.count(("list", practice), persons)
        (members if is_member else others).setdefault(code, []).append(("list", practice))
    for code, lists in members.items():
        people.total(("lists", code), lists)
    for lists in others.values():
        people.know(lists)
    people.total(("lists", _ALL), [("lists", code) for code in members])


def _nowhere(people: _People, unregistered: Table) -> None:
    own: dict[str, list] = {}
    for code, lad, persons in records(unregistered, "commissioner_code", "lad_code", "unregistered_persons"):
        people.count(("nowhere", code, lad), persons)
        own.setdefault(code, []).append(("nowhere", code, lad))
    for code, areas in own.items():
        people.total(("nowhere", code), areas)
    if own:
        people.total(("nowhere", _ALL), [("nowhere", code) for code in own])


def _areas(people: _People, results: Results, threshold: float) -> None:
    """People by practice and area: they add up to lists one way, and to a council's residents the other."""
    population = results.population
    by_practice: dict[str, list] = {}
    outside: dict[str, list] = {}
    is_member = {}
    bodies = set(population.commissioners["commissioner_code"])
    for practice, lad, persons, member, body in records(
        population.residence, "practice_code", "lad_code", "persons", "is_member", "care_responsible_body"
    ):
        people.count(("area", practice, lad), persons)
        by_practice.setdefault(practice, []).append(("area", practice, lad))
        is_member[practice] = member
        if member and body not in bodies:
            outside.setdefault(body, []).append(("area", practice, lad))
    for practice, cells in by_practice.items():
        if sum(people.counts[cell] for cell in cells) == people.counts["list", practice]:
            people.total(("list", practice), cells)
        else:
            people.know(cells)
    for cells in outside.values():
        if not any(0 < people.counts[cell] < threshold for cell in cells):
            people.know(cells)  # a finding says how many live outside every council of the budget
    paid = {code for (code,) in records(results.baseline.lines, "commissioner_code", is_by_key=1.0)}
    cells_of: dict[tuple, list] = {}
    for code, practice, lad in records(
        population.residents, "commissioner_code", "practice_code", "lad_code"
    ):
        kind = "residents" if is_member[practice] else "other residents"
        cells_of.setdefault((kind, code), []).append(("area", practice, lad))
    for code, ccg, lad in records(
        population.unregistered_residents, "commissioner_code", "ccg_code", "lad_code"
    ):
        cells_of.setdefault(("nowhere in", code), []).append(("nowhere", ccg, lad))
    for name, cells in cells_of.items():
        people.total(name, cells)
    if by_practice:
        for code in sorted(paid & {code for _, code in cells_of}):
            shown = [name for name in (("residents", code), ("nowhere in", code)) if name in cells_of]
            for parts in (shown, [name for name in [("other residents", code)] if name in cells_of]):
                if parts:
                    people.know(parts)


# --- what is left out, by figure ----------------------------------------------------------------------------


def _of_people(results: Results, people: _People) -> dict[str, np.ndarray]:
    """Where the suppressed counts and totals of people stand."""
    hidden, site, population = people.hidden, results.site, results.population
    seeds: dict[str, np.ndarray] = {}

    def seed(table: Table, columns: Iterable[str], rows: Iterable[bool]) -> None:
        rows = np.array(list(rows), dtype=bool)
        for column in columns:
            name = f"{table.name}.{column}"
            seeds[name] = seeds.get(name, False) | rows

    lists = [("list", code) in hidden for code in site.practices["practice_code"]]
    seed(site.practices, ("registered_persons", *NEED_COMPONENTS), lists)
    areas = records(site.residence, "practice_code", "lad_code")
    seed(site.residence, ("persons",), (("area", *cell) in hidden for cell in areas))
    nowhere = records(site.unregistered, "commissioner_code", "lad_code")
    cells = [("nowhere", *cell) in hidden for cell in nowhere]
    seed(site.unregistered, ("unregistered_persons", "cost_per_head_gbp"), cells)

    registered = ("registered_persons", "member_registered_persons")
    everyone, none = ("lists", _ALL) in hidden, ("nowhere", _ALL) in hidden
    together = {
        code: ("lists", code) in hidden if is_ccg else everyone
        for code, is_ccg in records(population.commissioners, "commissioner_code", "is_ccg")
    }
    codes = population.commissioners["commissioner_code"].tolist()
    seed(population.commissioners, registered, (together[code] for code in codes))
    seed(
        population.commissioners,
        ("own_unregistered_persons",),
        (("nowhere", code) in hidden for code in codes),
    )
    seed(population.commissioners, ("all_unregistered_persons",), (none for _ in codes))
    seed(population.summary, registered, [everyone])
    seed(population.summary, ("unregistered_persons",), [none])

    residents = records(population.residents, "commissioner_code", "practice_code", "lad_code")
    touched = {(code, practice) for code, practice, lad in residents if ("area", practice, lad) in hidden}
    counted = records(population.counted, "commissioner_code", "practice_code")
    seed(population.counted, ("resident_persons",), (row in touched for row in counted))
    _of_shares(results, people, together, {code for code, _ in touched}, seed)
    return seeds


def _of_shares(results: Results, people: _People, together: dict, touched: set, seed) -> None:
    """Shares: by a raw count people are shown together where they must be; by need they would tell more.

    Weighted by need, the people of a council's areas are so many more equations for them.
    """
    shares, lines = results.population.shares, results.baseline.lines
    paid = {code for (code,) in records(lines, "commissioner_code", is_by_key=1.0)}
    rows = records(shares, "commissioner_code", "component", "is_by_residence", "is_need")
    totals = {name[1] for name in people.hidden if name[0] in ("residents", "other residents", "nowhere in")}
    by_area = [is_by and code in totals & paid for code, _, is_by, _ in rows]
    folded = [area or (not row[2] and together[row[0]]) for area, row in zip(by_area, rows, strict=True)]
    seed(shares, ("counted_persons", "need_persons", "member_need_persons"), folded)
    nowhere = [("nowhere in", code) in people.hidden for code, *_ in rows]
    seed(shares, ("resident_unregistered_persons",), nowhere)
    needs = [fold and is_need for fold, (*_, is_need) in zip(folded, rows, strict=True)]
    seed(shares, ("persons", "member_persons"), needs)
    without = {0.0: totals - paid, 1.0: touched | totals}  # whose shares by a raw count, and by need, go
    left_out = [bool(is_by) and code in without[is_need] for code, _, is_by, is_need in rows]
    apart = ("list_share_rate", "listed_unregistered_persons", "unregistered_need_rate")  # not of its areas
    counts = [name for name in shares.columns if shares.unit(name) in ("persons", "rate")]
    seed(shares, [name for name in counts if name not in apart], left_out)
    gone = {row[:2] for row, is_out in zip(rows, left_out, strict=True) if is_out}
    spread = results.baseline.key_spread
    columns = ("attributed_gbp", "difference_from_chosen_gbp")
    seed(spread, columns, (row in gone for row in records(spread, "commissioner_code", "key")))


def _of_ages(results: Results, threshold: float) -> dict[str, np.ndarray]:
    """Small cells of age and sex, each with the other sex of its band.

    People weighted by the cost of their age are shown too. Among whole people their sum tells so much that
    only people of one band, who weigh alike, can be left out together; where a band itself is of few, the
    ages of the whole year go.
    """
    ages = results.site.population
    lines = [(line, None) for line in _bands(ages).values()]
    rows, _ = suppressed(ages["persons"], threshold, lines, records(ages, *ages.keys))
    bare = _bare_years(results, threshold)
    if bare:
        years = records(ages, "commissioner_code", "financial_year")
        rows |= np.array([year in bare for year in years], dtype=bool) & (ages["persons"] > 0)
    return {"site.population.persons": rows}


def _bands(ages: Table) -> dict[tuple[str, str, str], list[int]]:
    bands: dict[tuple[str, str, str], list[int]] = {}
    for place, band in enumerate(records(ages, "commissioner_code", "financial_year", "age_band")):
        bands.setdefault(band, []).append(place)
    return bands


def _bare_years(results: Results, threshold: float) -> set[tuple[str, str]]:
    """Commissioners and years in which the sum of a band would tell of few people."""
    counts = results.site.population["persons"]
    small = (counts > 0) & (counts < threshold)
    return {
        (code, year)
        for (code, year, _), line in (_bands(results.site.population).items() if small.any() else ())
        if small[line].any() and counts[line].sum() - (counts[line] > 0).sum() + 1 < threshold
    }


def _of_counts(results: Results, people: _People, threshold: float) -> dict[str, np.ndarray]:
    """Small counts beside which nothing else is counted: under a measure, or taken off a list."""
    denominators, counts = results.improvement_payment.measures["denominator"], results.site.list_counts
    cleaned = counts["list_cleaning_persons"]
    # The true-up tells what was counted and taken off together, and so what was on the list before.
    rows = (cleaned > 0) & (cleaned < threshold)
    rows |= np.array([("lists", code) in people.hidden for code in counts["commissioner_code"]], dtype=bool)
    return {
        "improvement_payment.measures.denominator": (denominators > 0) & (denominators < threshold),
        "site.list_counts.actual_persons": rows,
        "site.list_counts.list_cleaning_persons": rows,
    }


# --- what follows from it -----------------------------------------------------------------------------------


def _follow(results: Results, seeds: dict[str, np.ndarray]) -> None:
    """Suppress, table by table in the order of the steps, what reads a suppressed figure.

    Sums are not followed: those that tell too much are cells of the system themselves.
    """
    hidden = dict(seeds)
    for name, table in results.tables.items():
        for column in table.columns:
            full, working = f"{name}.{column}", table.workings[column]
            rows = hidden.get(full, np.zeros(len(table), dtype=bool))
            follows = working.unit in _COUNTED or full in _PRICES
            if follows and working.verb == "lookup":
                rows = rows | _looked_up(results, table, column, hidden)
            elif follows and working.verb == "map" and full not in _KEPT:
                for read in working.inputs.values():
                    rows = rows | table.is_hidden(read)
            if rows.any():
                table.hidden[column] = hidden[full] = rows


def _looked_up(results: Results, table: Table, column: str, hidden: dict[str, np.ndarray]) -> np.ndarray:
    """The rows of a column that were read from a suppressed figure."""
    working = table.workings[column]
    rows = np.zeros(len(table), dtype=bool)
    label = working.inputs.get("named_by")
    sources = working.inputs["columns"] if label else {None: working.inputs["column"]}
    for name, source in sources.items():
        if source in hidden:
            there = table.rows_read(results.table(source.rpartition(".")[0]), working.keys)
            read = (there >= 0) & (hidden[source][there] if len(hidden[source]) else False)
            rows |= read & (table[label] == name) if label else read
    return rows


def _withhold(results: Results) -> None:
    """Say no more of a finding than where it stands, if the figure that it tells of is suppressed."""
    for step in results.steps.values():
        for place, finding in enumerate(step.findings):
            if finding.figure:
                table, column, keys = results.find(finding.figure)
                row = table.positions(table.keys)[tuple(keys[key] for key in table.keys)]
                if table.is_hidden(column)[row]:
                    said = f"What is found here rests on a suppressed count of people: {finding.figure}."
                    step.findings[place] = replace(finding, message=said)
