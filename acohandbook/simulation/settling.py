"""Many years settled at once, by the same rules as one: arrays run over draws, years, then parties."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acohandbook.rules import gain_loss, risk, settlement, sharing
from acohandbook.rules.dialect import round_half_away
from acohandbook.simulation.drawing import Luck
from acohandbook.simulation.model import Model, one_hot


@dataclass(frozen=True)
class Settled:
    """What came of some draws, in whole pence."""

    pool_pence: np.ndarray  # (draws, years)
    shareable_pence: np.ndarray  # (draws, years)
    share_pence: np.ndarray  # (draws, years, parties)
    position_pence: np.ndarray  # (draws, years, parties)
    true_up_pence: np.ndarray  # (draws, years, parties)


def settle(model: Model, luck: Luck, true_saving_rate: float = 0.0) -> Settled:
    """Settle every draw of some luck; ``true_saving_rate`` is what the pool truly saves."""
    actual = drawn_pence(model.expected_pence * (1 - true_saving_rate), luck.pool)
    contract_pool = pool_of_contracts(model, actual)
    pool = pool_of(model, contract_pool)
    shareable = shareable_of(model, pool)
    # Parties come first while they are worked, so that arithmetic runs along memory, and last for readers.
    share = _shares(model, pool, shareable, contract_pool)
    true_up = _true_up(model, luck)
    position = risk.position_pence(share, _margin(model, luck), true_up)
    by_party = (np.moveaxis(amounts, 0, -1) for amounts in (share, position, true_up))
    return Settled(pool, shareable, *by_party)


def drawn_pence(planned_pence: np.ndarray, factor: np.ndarray) -> np.ndarray:
    """What was planned under some luck, as the whole pence that outturn comes in."""
    drawn = planned_pence * factor
    return np.rint(drawn, out=drawn)


def pool_of_contracts(model: Model, actual_pence: np.ndarray) -> np.ndarray:
    """Expected less actual at price for each contract, shape (draws, years, contracts)."""
    belongs = one_hot(model.contract, len(model.contract_payer))
    # Sums of whole pence are exact in any order, so a matrix product is as good as a loop.
    return sharing.saving_pence(model.expected_pence @ belongs, actual_pence @ belongs)


def pool_of(model: Model, contract_pool_pence: np.ndarray) -> np.ndarray:
    """The pool of all payers, shape (draws, years): on the contract's basis, within each one's underspend."""
    terms = model.terms
    belongs = one_hot(model.contract_payer, len(model.commissioners))
    underspend = gain_loss.payer_underspend_pence(contract_pool_pence, terms.variable_rate) @ belongs
    on_basis = price = contract_pool_pence @ belongs
    if terms.uses_released_cost:  # rounding is dear: only where it is read
        released = sharing.shared_pence(contract_pool_pence, model.assumptions.released_cost_rate) @ belongs
        on_basis = gain_loss.pool_on_basis_pence(price, released, terms.uses_released_cost)
    return gain_loss.held_within_underspend_pence(on_basis, underspend) @ np.ones(len(model.commissioners))


def shareable_of(model: Model, pool_pence: np.ndarray) -> np.ndarray:
    """What of each pool is shared: threshold, small numbers, side, bands, quality, cap."""
    terms, expected = model.terms, model.pool_expected_pence
    amount = sharing.past_threshold_pence(
        pool_pence, expected, terms.gain_threshold_rate, terms.loss_threshold_rate, terms.is_deductible
    )
    amount = gain_loss.protected_pence(amount, model.persons, terms.minimum_persons)
    amount = sharing.one_sided_pence(amount, terms.is_two_sided)
    if terms.bands:
        amount = sum(
            sharing.shared_pence(sharing.band_slice_pence(amount, expected, low, high), rate)
            for low, high, rate in terms.bands
        )
    amount = gain_loss.quality_pence(
        amount, model.quality_score_rate, terms.quality_gate_rate, terms.quality_multiplies
    )
    return sharing.capped_pence(amount, expected, terms.gain_cap_rate, terms.loss_cap_rate)


def _shares(model: Model, pool: np.ndarray, shareable: np.ndarray, contract_pool: np.ndarray) -> np.ndarray:
    """Each party's share and the residual holder's rest, shape (parties, draws, years)."""
    parties, expected = model.parties, model.pool_expected_pence
    rate = gain_loss.agreed_share_rate(pool, _first(parties.gain_share_rate), _first(parties.loss_share_rate))
    if model.distribution_key == "performance":
        rate = gain_loss.performance_share_rate(rate, pool, model.quality_score_rate)
    if model.distribution_key == "compensation":
        rate = _compensation_rate(model, pool, contract_pool)
    uncapped = sharing.shared_pence(shareable, rate)
    cap = gain_loss.cap_pence(
        uncapped, expected, _first(parties.gain_cap_rate), _first(parties.loss_cap_rate)
    )
    capped = gain_loss.within_cap_pence(uncapped, cap)
    others = np.tensordot(1.0 - parties.is_residual, capped, axes=1)
    residual = gain_loss.residual_pence(pool, others)
    return gain_loss.settled_pence(capped, residual, _first(parties.is_residual))


def _compensation_rate(model: Model, pool: np.ndarray, contract_pool: np.ndarray) -> np.ndarray:
    """Shares by how far each provider's income moved because of the change."""
    underspend = gain_loss.payer_underspend_pence(contract_pool, model.terms.variable_rate)
    belongs = one_hot(model.paid_party, len(model.parties.party_id))
    income = np.moveaxis(gain_loss.income_change_pence(underspend) @ belongs, -1, 0)
    weight = gain_loss.compensation_weight_pence(income, pool, _first(model.parties.is_member))
    return gain_loss.weighted_share_rate(weight, weight.sum(axis=0))


def _margin(model: Model, luck: Luck) -> np.ndarray:
    """What the holder of the contract keeps of the annual payment, or is short of; nothing for others."""
    cost = drawn_pence(model.cost_pence, luck.payment) @ np.ones(len(model.commissioners))
    margin = risk.margin_pence(model.budget_pence.sum(axis=1), cost, model.is_virtual)
    return margin * _first(model.parties.holds_contract)


def _true_up(model: Model, luck: Luck) -> np.ndarray:
    """The list true-up of each party: to the holder of the contract, from the commissioner that funds it."""
    actual = round_half_away(model.list_persons * luck.persons)
    people = settlement.true_up_persons(actual, 0, model.list_persons)
    per_head = settlement.per_head_pence(model.budget_pence, model.list_persons)
    amount = settlement.list_true_up_pence(people, per_head, model.marginal_rate)
    paid = settlement.payable_pence(amount, model.is_virtual)
    moves = -one_hot(model.true_up_party, len(model.parties.party_id)).T
    moves += model.parties.holds_contract[:, np.newaxis]  # every commissioner's true-up goes to the holder
    return np.tensordot(moves, paid, axes=(1, 2))


def _first(by_party: np.ndarray) -> np.ndarray:
    """One value a party, before draws and years."""
    return by_party[:, np.newaxis, np.newaxis]
