"""Draws against what can be worked without them: limits, exact chances, and sameness however they are run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import BUDGET, POOL, QUIET, made, settled_draws

from acohandbook.rules.noise import normal_probability
from acohandbook.simulation import simulate
from acohandbook.simulation.drawing import BLOCK, luck_of
from acohandbook.simulation.model import Terms

DRAWS = 40_000
CHANCE = QUIET.changed(cost_coefficient_of_variation=2.0)  # 2% at 10,000 people


def within_error(found, expected, deviation, draws=DRAWS):
    """Within five standard errors of a mean."""
    return abs(found - expected) <= 5 * deviation / draws**0.5


# --- limits ----------------------------------------------------------------------------------------------


def test_without_any_spread_everything_comes_as_planned():
    tally = simulate(made(years=3), draws=1_000)
    assert tally.pool.lowest.tolist() == tally.pool.highest.tolist() == [0] * 4
    assert (tally.position.lowest == 0).all()
    assert (tally.position.highest == 0).all()


def test_a_certain_saving_is_shared_as_by_hand():
    # 3% of £100m is £3m; half of it to the ACO, half left for the commissioner
    settled = settled_draws(made(), 10, true_saving_rate=0.03)
    assert set(settled.pool_pence[:, 0]) == {3_000_000_00.0}
    assert set(settled.share_pence[:, 0, 0]) == {1_500_000_00.0}
    assert set(settled.share_pence[:, 0, 1]) == {1_500_000_00.0}


def test_a_certain_shortfall_of_the_budget_is_the_holders():
    model = made(budget_pence=np.array([[BUDGET - 7_000_000_00.0]]))
    settled = settled_draws(model, 4)
    assert set(settled.position_pence[:, 0, 0]) == {-7_000_000_00.0}
    virtual = settled_draws(made(budget_pence=np.array([[1.0]]), is_virtual=1.0), 4)
    assert set(virtual.position_pence[:, 0, 0]) == {0.0}


def test_a_hundred_people_keep_their_mean_and_never_cost_less_than_nothing():
    model = made(persons=100, assumptions=CHANCE.changed(cost_coefficient_of_variation=20.0))  # 200%
    drawn = np.concatenate([luck_of(model, block, 1).pool for block in range(80)])
    assert drawn.min() >= 0
    assert drawn.mean() == pytest.approx(1, abs=5 * 2 / len(drawn) ** 0.5)


# --- exact chances ---------------------------------------------------------------------------------------


def test_the_chance_of_a_gain_is_that_of_the_lognormal_cost():
    # cost = exp(s z - s^2 / 2), s^2 = ln(1 + 2%^2): a saving of 1% is z <= (ln 0.99 + s^2 / 2) / s
    spread = np.log1p(0.02**2) ** 0.5
    exact = normal_probability((np.log(0.99) + spread**2 / 2) / spread)
    tally = simulate(
        made(assumptions=CHANCE, terms=Terms(gain_threshold_rate=0.01, loss_threshold_rate=1.0)), DRAWS
    )
    assert within_error(tally.shared_gains[0] / DRAWS, exact, (exact * (1 - exact)) ** 0.5)
    assert tally.shared_losses[0] == 0


def test_a_payment_of_two_points_has_the_mean_of_two_points():
    # threshold = cap = 1%, gains alone: the ACO receives half of £1m or nothing
    terms = Terms(gain_threshold_rate=0.01, gain_cap_rate=0.01, is_two_sided=0.0)
    spread = np.log1p(0.02**2) ** 0.5
    exact = normal_probability((np.log(0.99) + spread**2 / 2) / spread)
    tally = simulate(made(assumptions=CHANCE, terms=terms), DRAWS)
    assert set(np.flatnonzero(tally.share.counts[0])).__len__() == 2
    assert within_error(tally.share.means[0], exact * 500_000_00, 500_000_00 * (exact * (1 - exact)) ** 0.5)


def test_lines_together_stray_as_their_pool_does():
    # 2 / root of 10,000 = 2%, whether the pool is one line or five unequal ones
    for lines in ((POOL,), tuple(POOL * part for part in (0.5, 0.2, 0.15, 0.1, 0.05))):
        tally = simulate(made(lines=lines, assumptions=CHANCE), DRAWS)
        # standard error of a standard deviation is that over root 2n; buckets add a fifth of a hundredth
        assert tally.pool.deviations()[0] / POOL == pytest.approx(0.02, rel=5 / (2 * DRAWS) ** 0.5 + 0.002)


def test_a_line_strays_as_the_site_states_for_it():
    # the line is half of the pool; 8 / root of 10,000 = 8% of it is 4% of the pool, and nothing else strays
    stated = QUIET.changed(line_variations={"line_0": 8.0})
    tally = simulate(made(lines=(POOL / 2, POOL / 2), assumptions=stated), DRAWS)
    assert tally.pool.deviations()[0] / POOL == pytest.approx(0.04, rel=0.02)


def test_shocks_do_not_shrink_with_people():
    shocks = QUIET.changed(common_shock_rate=0.03, policy_shock_rate=0.04)
    for persons in (1_000, 1_000_000):
        tally = simulate(made(persons=persons, assumptions=shocks), DRAWS)
        assert tally.pool.deviations()[0] / POOL == pytest.approx(0.05, rel=0.03)


def test_opposite_shocks_cancel():
    opposed = QUIET.changed(
        common_shock_rate=0.02, policy_shock_rate=0.02, winter_policy_correlation=-1.0
    )  # fmt: skip
    tally = simulate(made(assumptions=opposed), 2_000)
    # what is left is the correction of two lognormal means, 0.02% each
    assert abs(tally.pool.highest[0]) < 0.001 * POOL


def test_prices_move_the_budget_and_not_a_pool_in_one_currency():
    settled = settled_draws(made(assumptions=QUIET.changed(price_shock_rate=0.02)), 1_000)
    assert (settled.pool_pence == 0).all()
    assert settled.position_pence[:, 0, 0].std() / BUDGET == pytest.approx(0.02, rel=0.15)


def test_more_people_cost_more_and_bring_half_of_their_budget():
    settled = settled_draws(made(assumptions=QUIET.changed(list_change_rate=0.02)), 2_000)
    true_up, position = settled.true_up_pence[:, 0, 0], settled.position_pence[:, 0, 0]
    share = settled.share_pence[:, 0, 0]
    # a person more costs £20,000 and brings £10,000; counted people are whole, so to within one of them
    assert np.abs(true_up + (position - true_up - share) / 2).max() <= 10_000_00
    assert (settled.true_up_pence.sum(axis=2) == 0).all()


def test_an_error_of_the_baseline_lasts_and_a_winter_does_not():
    for name, whole in (("baseline_error_rate", 3.0), ("common_shock_rate", 3**0.5)):
        settled = settled_draws(made(years=3, assumptions=QUIET.changed(**{name: 0.01})), 20_000)
        one, three = settled.pool_pence[:, 0].std(), settled.pool_pence.sum(axis=1).std()
        assert three / one == pytest.approx(whole, rel=0.03)


# --- sameness --------------------------------------------------------------------------------------------

EVERY = QUIET.changed(
    cost_coefficient_of_variation=2.1, common_shock_rate=0.01, price_shock_rate=0.005, list_change_rate=0.005,
    policy_shock_rate=0.003, baseline_error_rate=0.01, growth_error_rate=0.005,
)  # fmt: skip


def same(first, second):
    """Two tallies agree in every number."""
    for name in ("pool", "share", "position"):
        a, b = getattr(first, name), getattr(second, name)
        assert (a.counts == b.counts).all()
        assert (a.totals == b.totals).all()
        assert (a.lowest == b.lowest).all()
        assert (a.highest == b.highest).all()
    for name in ("shared_gains", "shared_losses", "beyond_reserves", "beyond_cover"):
        assert (getattr(first, name) == getattr(second, name)).all()


def test_workers_and_chunks_change_nothing():
    model = made(years=2, lines=(POOL, POOL / 3), assumptions=EVERY)
    draws = 2 * BLOCK + 77
    alone = simulate(model, draws, seed=9)
    for workers, chunk in ((1, 1), (1, BLOCK), (2, 100), (3, BLOCK + 1), (4, 10**6)):
        if chunk > 1 or workers > 1:
            same(alone, simulate(model, draws, seed=9, workers=workers, chunk=chunk))
    same(simulate(model, 40, seed=9), simulate(model, 40, seed=9, chunk=1))
    other = simulate(model, draws, seed=10)
    assert (other.pool.totals != alone.pool.totals).any()


def test_the_first_draws_of_a_longer_run_are_the_shorter_run():
    model = made(assumptions=EVERY)
    short, long = settled_draws(model, 100), settled_draws(model, BLOCK + 100)
    assert (long.position_pence[:100] == short.position_pence).all()


@settings(max_examples=30, deadline=None)
@given(st.floats(0, 0.05), st.floats(0, 0.05), st.floats(0.005, 0.1), st.floats(0, 1))
def test_terms_differ_by_the_terms_alone(threshold, other, cap, share):
    first, second = (
        settled_draws(
            made(assumptions=EVERY, share=share, terms=Terms(
                gain_threshold_rate=line, loss_threshold_rate=line, gain_cap_rate=cap, loss_cap_rate=cap
            )), 300,
        )
        for line in (threshold, other)
    )  # fmt: skip
    assert (first.pool_pence == second.pool_pence).all()
    size = np.abs(first.pool_pence) / POOL
    agree = ((size > max(threshold, other) + 1e-9) | (size < min(threshold, other) - 1e-9))[:, 0]
    assert (first.share_pence[agree] == second.share_pence[agree]).all()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.floats(0, 1), min_size=2, max_size=2), st.floats(0, 0.02), st.floats(0.001, 1),
    st.booleans(), st.sampled_from([0.0, 0.2, 1.0]),
)  # fmt: skip
def test_shares_make_up_the_pool_in_every_draw(rates, threshold, cap, two_sided, variable):
    from dataclasses import replace

    terms = Terms(
        gain_threshold_rate=threshold, loss_threshold_rate=threshold, gain_cap_rate=cap, loss_cap_rate=cap,
        is_two_sided=float(two_sided), variable_rate=variable,
    )  # fmt: skip
    model = made(assumptions=EVERY, terms=terms)
    parties = replace(model.parties, gain_share_rate=np.array([rates[0], 0]),
                      loss_share_rate=np.array([rates[1], 0]))  # fmt: skip
    settled = settled_draws(replace(model, parties=parties), 200)
    assert (settled.share_pence.sum(axis=2) == settled.pool_pence).all()
    assert (settled.share_pence == np.rint(settled.share_pence)).all()


@pytest.mark.parametrize("wrong", [{"draws": 0}, {"workers": 0}, {"chunk": 0}, {"seed": -1}])
def test_impossible_counts_are_refused_by_name(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        simulate(made(), **wrong)
