"""What a party would receive over a range of outcomes: the payment curve of the terms agreed.

The rules of the step run here on all outcomes at once, which is a matter of speed alone: a test settles
outcomes one by one by the step itself and finds the same pennies. Arrays run over outcomes, then contracts
of a commissioner with a provider, commissioners or parties; money is in whole pence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from acohandbook.rules import gain_loss as rules
from acohandbook.rules import sharing
from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.steps.common import records

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.steps.results import Results
    from acohandbook.workings import StepResult, Table


def payment_curve_points(
    site: Site, results: Results, party_id: str, financial_year: str, saving_rates: Sequence[float]
) -> list[tuple[float, float]]:
    """Settle one year again for each of several outcomes, by the rules that settle the real one.

    Every line's actual spend is set so that the pool as a whole saves the given rate of what was expected.
    Cost released by providers follows in proportion to the saving.

    Parameters
    ----------
    site : Site
    results : Results
        Of this site: the steps before this one do not change with the outcome.
    saving_rates : sequence of float
        Savings as a share of expected spend; negative for an overspend.

    Returns
    -------
    list of (float, float)
        Saving rate and what the party receives, in pounds; a loss is negative.

    Raises
    ------
    ValueError
        When the party is none of those that share the pool.
    """
    step, year = results.gain_loss, _Year(results.gain_loss, financial_year)
    party = step.party_list["party_id"].tolist().index(party_id)
    outcomes = _outcomes(year, np.array(saving_rates, dtype=np.float64))
    settled = _settled(year, outcomes, _shareable(year, outcomes.pool))
    return [
        (rate, to_pounds(float(amount))) for rate, amount in zip(saving_rates, settled[:, party], strict=True)
    ]


class _Year:
    """One year of the step's tables, on the contract's own payment basis."""

    def __init__(self, step: StepResult, financial_year: str):
        self.step = step
        self.year = {"financial_year": financial_year}
        self.on_basis = {"payment_basis": step.terms["payment_basis"][0], **self.year}

    def of_pool(self, column: str) -> float:
        """A figure of the pool."""
        return self._column(self.step.payment_bases, column)[0]

    def of_parties(self, column: str) -> np.ndarray:
        """A figure of every party, in the order of the list of parties."""
        return self._column(self.step.members, column)

    def outturn(self, column: str) -> np.ndarray:
        """A column of the outturn that is in the pool."""
        table = self.step.outturn
        return table[column][table["financial_year"] == self.year["financial_year"]]

    def bands(self) -> list[tuple]:
        """Where each band begins and ends, and the part of it that is shared."""
        return records(self.step.bands, "from_rate", "to_rate", "share_rate", **self.on_basis)

    def _column(self, table: Table, column: str) -> np.ndarray:
        return np.array([row[0] for row in records(table, column, **self.on_basis)])


@dataclass(frozen=True)
class _Outcomes:
    """What several outcomes would mean for the pool: shape (outcomes,), and by contract where so named."""

    pool: np.ndarray
    contract_income: np.ndarray  # (outcomes, contracts): what the provider's income changes by
    contract_provider: np.ndarray  # (contracts,)


def _outcomes(year: _Year, saving_rate: np.ndarray) -> _Outcomes:
    """The pool under each outcome: within what each commissioner really spends less or more."""
    terms = year.step.terms
    expected = year.outturn("expected_gbp")
    actual, released = _outturn(year, expected, saving_rate[:, np.newaxis])
    payers, providers = year.outturn("commissioner_code"), year.outturn("provider_code")
    pairs = list(dict.fromkeys(zip(payers, providers, strict=True)))
    place = {pair: position for position, pair in enumerate(pairs)}
    contract = [place[pair] for pair in zip(payers, providers, strict=True)]
    price = sharing.saving_pence(_sums(expected[np.newaxis], contract), _sums(actual, contract))
    variable_rate = rules.variable_rate(terms["payment_basis"][0], terms["blended_rate"][0])
    underspend = rules.payer_underspend_pence(price, variable_rate)

    commissioners = list(dict.fromkeys(payers))
    payer = [commissioners.index(code) for code, _ in pairs]
    on_basis = rules.pool_on_basis_pence(
        _sums(price, payer), _sums(_sums(released, contract), payer), terms["uses_released_cost"][0]
    )
    pool = rules.held_within_underspend_pence(on_basis, _sums(underspend, payer)).sum(axis=1)
    return _Outcomes(pool, rules.income_change_pence(underspend), np.array([one for _, one in pairs]))


def _outturn(year: _Year, expected: np.ndarray, saving_rate: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Actual spend and released cost of each row of outturn, rounded to the penny as outturn comes."""
    years = year.step.years
    saved = years.at("price_pool_gbp", **year.year)
    released_share = years.at("released_gbp", **year.year) / saved if saved else 0.0
    pounds = to_pounds(expected)
    actual = to_pence(np.round(pounds * (1 - saving_rate), 2))
    return actual, to_pence(np.round(pounds * saving_rate * released_share, 2))


def _shareable(year: _Year, pool: np.ndarray) -> np.ndarray:
    """What of each pool is shared: threshold, small numbers, side, bands, quality, cap."""
    of_pool, expected = year.of_pool, year.of_pool("expected_gbp")
    amount = sharing.past_threshold_pence(
        pool,
        expected,
        of_pool("gain_threshold_rate"),
        of_pool("loss_threshold_rate"),
        of_pool("is_deductible"),
    )
    amount = rules.protected_pence(amount, of_pool("persons"), of_pool("minimum_persons"))
    amount = sharing.one_sided_pence(amount, of_pool("is_two_sided"))
    amount = sum(
        sharing.shared_pence(sharing.band_slice_pence(amount, expected, low, high), rate)
        for low, high, rate in year.bands()
    )
    amount = rules.quality_pence(
        amount, of_pool("quality_score_rate"), of_pool("quality_gate_rate"), of_pool("quality_multiplies")
    )
    return sharing.capped_pence(amount, expected, of_pool("gain_cap_rate"), of_pool("loss_cap_rate"))


def _settled(year: _Year, outcomes: _Outcomes, shareable: np.ndarray) -> np.ndarray:
    """Each party's share and the residual holder's rest, shape (outcomes, parties)."""
    listed = year.step.party_list
    uncapped = sharing.shared_pence(shareable[:, np.newaxis], _share_rate(year, outcomes))
    cap = rules.cap_pence(
        uncapped, year.of_pool("expected_gbp"), listed["gain_cap_rate"], listed["loss_cap_rate"]
    )
    capped = rules.within_cap_pence(uncapped, cap)
    others = capped[:, listed["is_residual"] == 0].sum(axis=1)
    residual = rules.residual_pence(outcomes.pool, others)[:, np.newaxis]
    return rules.settled_pence(capped, residual, listed["is_residual"])


def _share_rate(year: _Year, outcomes: _Outcomes) -> np.ndarray:
    """Each party's share under each outcome by the contract's own key."""
    key, pool = year.step.terms["distribution_key"][0], outcomes.pool[:, np.newaxis]
    if key in ("equal", "budget", "reserves"):  # weights that do not hang on the outcome
        return year.of_parties(f"{key}_share_rate")
    if key == "compensation":
        paid = [outcomes.contract_provider == one for one in year.step.party_list["party_id"]]
        income = np.stack([outcomes.contract_income[:, own].sum(axis=1) for own in paid], axis=1)
        weight = rules.compensation_weight_pence(income, pool, year.of_parties("is_member"))
        return rules.weighted_share_rate(weight, weight.sum(axis=1, keepdims=True))
    agreed = rules.agreed_share_rate(
        pool, year.of_parties("gain_share_rate"), year.of_parties("loss_share_rate")
    )
    if key == "performance":
        return rules.performance_share_rate(agreed, pool, year.of_pool("quality_score_rate"))
    return agreed


def _sums(amounts: np.ndarray, group: Sequence[int]) -> np.ndarray:
    """Sums over the last axis of what belongs to each group, by its place."""
    sums = np.zeros((len(amounts), max(group, default=-1) + 1))
    np.add.at(sums, (slice(None), group), amounts)
    return sums
