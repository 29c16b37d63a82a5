"""Small counts of people are not shown, and do not follow from what is shown."""

import numpy as np
import pytest
from attacking import leaks
from hypothesis import given
from hypothesis import strategies as st
from small_places import worked_place

from acohandbook.simulation import assess_risk
from acohandbook.steps import run_steps
from acohandbook.steps.disclosure import MARK
from acohandbook.steps.suppression import suppressed
from tiny import AGE_BANDS, BASE, COUNCIL, YEARS, rows, tiny_settings, tiny_site, tiny_tables

# A table of practices by area, as its lines of positions: the sums of rows and of columns are shown.
GRIDS = st.integers(2, 5).flatmap(
    lambda tall: st.integers(2, 5).flatmap(
        lambda wide: st.lists(
            st.lists(st.one_of(st.integers(0, 6), st.integers(0, 60)), min_size=wide, max_size=wide),
            min_size=tall,
            max_size=tall,
        )
    )
)


def lines_of(grid):
    places = np.arange(grid.size).reshape(grid.shape)
    return [(line, None) for line in [*places.tolist(), *places.T.tolist()]]


def shown(table):
    """Every column of a table as others see it."""
    return {
        column: [MARK if hidden else str(value) for value, hidden in zip(table[column], rows, strict=True)]
        for column in table.columns
        for rows in [table.is_hidden(column)]
    }


def residence_site(cells, unregistered=1_000, **settings):
    """The tiny site, whose three practices have so many people in the council's area, Wales and Powys."""
    areas = (COUNCIL, "W06000001", "W06000002")
    table = rows(
        "practice_code lad_code persons",
        *(
            (practice, area, people)
            for practice, counts in zip(("P1", "P2", "P3"), cells, strict=True)
            for area, people in zip(areas, counts, strict=True)
        ),
    )
    nowhere = [dict(tiny_tables()["unregistered"][0], unregistered_persons=unregistered)]
    return tiny_site(tiny_settings(**settings), residence=table, unregistered=nowhere)


def test_one_small_count_takes_the_smallest_others_of_its_lines_with_it():
    # Only 3 is under 5. Alone in its row and column it would be 40 - 37 and 33 - 30; 9 is the smallest beside
    # it in the row, 10 in the column; these need one more each, and 20 closes the circle.
    grid = np.array([[3, 9, 28], [10, 20, 70], [20, 90, 95]])
    hidden, given_away = suppressed(grid.ravel(), 5, lines_of(grid), list(range(9)))
    assert hidden.reshape(3, 3).tolist() == [[True, True, False], [True, True, False], [False] * 3]
    assert not given_away.any()


def test_nobody_and_five_people_are_shown():
    grid = np.array([[0, 5], [7, 8]])
    assert not suppressed(grid.ravel(), 5, lines_of(grid), list(range(4)))[0].any()


def test_a_count_that_is_its_own_total_is_told_of():
    hidden, given_away = suppressed([3.0, 40.0], 5, [([0], None), ([1], None)], ["a", "b"])
    assert hidden.tolist() == given_away.tolist() == [True, False]


def test_counts_of_one_under_a_total_of_two_would_be_known():
    # Two hidden people in two cells are one each; the third keeps open who has how many.
    hidden, _ = suppressed([1.0, 1.0, 30.0, 40.0], 5, [(range(4), None)], list("abcd"))
    assert hidden.tolist() == [True, True, True, False]


@given(GRIDS)
def test_no_small_count_follows_from_the_sums_of_rows_and_columns(grid):
    grid = np.array(grid, dtype=float)
    counts, lines = grid.ravel(), lines_of(grid)
    hidden, given_away = suppressed(counts, 5, lines, list(range(grid.size)))
    small = (counts > 0) & (counts < 5)
    assert (hidden | ~small).all()
    # What an outsider can solve: equations of the sums over what is hidden, whose kernel must move the count.
    unknown = np.flatnonzero(hidden)
    equations = np.array([[float(place in line) for place in unknown] for line, _ in lines])
    for place in np.flatnonzero(small & ~given_away):
        unit = (unknown == place).astype(float)
        solved, *_ = np.linalg.lstsq(equations.T, unit, rcond=None)
        assert np.abs(equations.T @ solved - unit).max() > 1e-6, "a sum of sums is this very count"


@given(GRIDS, st.randoms(use_true_random=False))
def test_what_is_suppressed_does_not_depend_on_the_order_of_rows(grid, chance):
    grid = np.array(grid, dtype=float)
    names, lines = list(range(grid.size)), lines_of(grid)
    first, _ = suppressed(grid.ravel(), 5, lines, names)
    order = list(range(grid.size))
    chance.shuffle(order)
    at = {place: position for position, place in enumerate(order)}
    moved = [([at[place] for place in line], None) for line, _ in reversed(lines)]
    second, _ = suppressed(grid.ravel()[order], 5, moved, [names[place] for place in order])
    assert second[[at[place] for place in range(grid.size)]].tolist() == first.tolist()


def ages_site(people):
    """The tiny site with so many women and men by age band in every year, and 3,000 of each in the others."""
    cells = (
        ("C1", year, band, sex, people.get(band, (3_000, 3_000))[sex == "male"])
        for year in (BASE, *YEARS)
        for band in AGE_BANDS
        for sex in ("female", "male")
    )
    return tiny_site(population=rows("commissioner_code financial_year age_band sex persons", *cells))


def test_a_small_cell_of_age_takes_the_other_sex_of_its_band_with_it():
    # Both sexes of a band weigh alike: no sum, weighted or not, tells them apart.
    table = run_steps(ages_site({"85+": (3, 40)})).contract_years.ages
    for column in ("persons", "cost_weighted_persons"):
        hidden = table.is_hidden(column)
        assert (hidden == (table["age_band"] == "85+")).all()


def test_a_band_of_few_people_takes_the_ages_of_the_year_with_it():
    # 3 + 2 people: neither can be 5 or more, since nobody is shown as nobody.
    results = run_steps(ages_site({"85+": (3, 2)}))
    assert results.population.ages.is_hidden("persons").all()
    assert assess_risk(results.site, results, draws=10).ages.is_hidden("cost_weighted_persons").all()
    assert not results.contract_years.demography.hidden


def test_two_places_that_differ_only_in_what_is_suppressed_show_the_same():
    # P1 and P2 have 2 and 4 people in Wales, 4 and 30 in Powys. One person of each moves house the other way.
    one = run_steps(residence_site([[9994, 2, 4], [19966, 4, 30], [5000, 4000, 1000]]))
    other = run_steps(residence_site([[9994, 3, 3], [19966, 3, 31], [5000, 4000, 1000]]))
    assert one.population.residence["persons"].tolist() != other.population.residence["persons"].tolist()
    for name in one.tables:
        assert shown(one.table(name)) == shown(other.table(name))
    assert [f.message for f in one.findings] == [f.message for f in other.findings]


def test_money_and_totals_stay():
    results = run_steps(residence_site([[9994, 2, 4], [19966, 4, 30], [5000, 4000, 1000]]))
    for table in results.tables.values():
        assert not any(table.unit(column) == "gbp" for column in table.hidden if column != "point_gbp")
    assert not results.population.commissioners.hidden and not results.population.summary.hidden


def test_a_threshold_of_nought_suppresses_nothing():
    open_site = residence_site(
        [[9994, 2, 4], [19966, 4, 30], [5000, 4000, 1000]], disclosure={"threshold_persons": 0}
    )
    assert not any(table.hidden for table in run_steps(open_site).tables.values())


def test_few_people_on_no_list_are_shown_together_with_those_on_lists():
    # 10,000 + 20,000 on the members' lists and 3 on none: 30,003 is shown, and neither part of it, nor the
    # smaller of the two lists. All practices of the other group are shown, for money tells their sum.
    few = [dict(tiny_tables()["unregistered"][0], unregistered_persons=3)]
    results = run_steps(tiny_site(unregistered=few))
    population = results.population
    assert shown(population.summary)["aco_persons"] == ["30003.0"]
    for column in ("registered_persons", "member_registered_persons", "unregistered_persons"):
        assert shown(population.summary)[column] == [MARK]
    assert shown(population.practices)["registered_persons"] == [MARK, "20000.0", "10000.0"]
    assert not any("registered nowhere" in finding.message for finding in results.findings)


def test_few_residents_whose_number_money_tells_are_told_of():
    # 3 of the members' people live in the council's area, and its spend is shared by residence.
    cells = [[3, 5000, 4997], [0, 20000, 0], [5000, 4000, 1000]]
    results = run_steps(residence_site(cells, unregistered=0))
    assert any("gives their number away" in finding.message for finding in results.findings)


@pytest.mark.parametrize("seed", (1, 3, 8, 9, 11))
def test_no_small_count_can_be_solved_from_all_shared_tables_together(seed):
    results = worked_place(seed)
    assert leaks(results, [assess_risk(results.site, results, draws=10).ages]) == []


def test_the_solver_finds_what_is_left_open():
    # With one cell of each line shown again, all that was left out follows.
    results = run_steps(residence_site([[9994, 2, 4], [19966, 4, 30], [5000, 4000, 1000]]))
    assert leaks(results) == []
    residence = results.population.residence
    for table in (residence, results.population.residents):
        for column, hidden in table.hidden.items():
            table.hidden[column] = hidden & (table["persons"] < 5)
    assert len(leaks(results)) == 1  # 20,000 - 19,966 - 30; the 2 and 4 of the other list could be 5 and 1
