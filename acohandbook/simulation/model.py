"""A site as arrays for the simulation: what is expected of each cell, who pays it, and who shares.

A cell of the pool is one commissioner's cost of one line at one provider; the annual payment has one cell a
commissioner. Everything is read from the steps' results; only the parts of cost by provider come from the
base year's ledger, since the contract years do not name providers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from acohandbook.rules import apportionment, risk
from acohandbook.simulation.assumptions import (
    Assumptions,
    ImpossibleRisk,
    assumptions_of,
    facilities_of,
)
from acohandbook.steps.common import records

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.steps.results import Results

UNKNOWN_PROVIDER = "not named"


@dataclass(frozen=True)
class Terms:
    """The contract's terms as plain numbers; thresholds and caps are rates of expected spend."""

    gain_threshold_rate: float = 0.0
    loss_threshold_rate: float = 0.0
    is_deductible: float = 0.0
    is_two_sided: float = 1.0
    uses_released_cost: float = 0.0
    variable_rate: float = 1.0
    minimum_persons: float = 0.0
    quality_gate_rate: float = 0.0
    quality_multiplies: float = 0.0
    gain_cap_rate: float = 1.0
    loss_cap_rate: float = 1.0
    bands: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True)
class Parties:
    """Who shares: one value a party, the residual holder among them."""

    party_id: tuple[str, ...]
    party_name: tuple[str, ...]
    gain_share_rate: np.ndarray
    loss_share_rate: np.ndarray
    gain_cap_rate: np.ndarray
    loss_cap_rate: np.ndarray
    is_member: np.ndarray
    is_residual: np.ndarray
    holds_contract: np.ndarray
    reserves_pence: np.ndarray
    guarantee_pence: np.ndarray
    facility_pence: np.ndarray

    @property
    def cover_pence(self) -> np.ndarray:
        """Reserves, guarantee and facility of each party, in whole pence."""
        return risk.cover_pence(self.reserves_pence, self.guarantee_pence, self.facility_pence)


@dataclass(frozen=True)
class Model:
    """A site ready to be drawn. Arrays run over years, then cells or commissioners; money in whole pence.

    ``distribution_key`` is the contract's own. Under ``compensation`` shares follow from each draw, for which
    ``paid_party`` names the party that is paid by each contract.
    """

    years: tuple[str, ...]
    commissioners: tuple[str, ...]
    persons: np.ndarray  # (years,)
    quality_score_rate: np.ndarray  # (years,)
    expected_pence: np.ndarray  # (years, cells)
    line_pence: np.ndarray  # (years, cells): the whole line that a cell is part of
    payer: np.ndarray  # (cells,) place in commissioners
    contract: np.ndarray  # (cells,) place among pairs of commissioner and provider
    contract_payer: np.ndarray  # (contracts,)
    paid_party: np.ndarray  # (contracts,) place in parties, -1 where the provider is none
    lines: tuple[str, ...]  # (cells,)
    cost_pence: np.ndarray  # (years, commissioners): within the annual payment
    budget_pence: np.ndarray  # (years, commissioners)
    list_persons: np.ndarray  # (years, commissioners): people whose number trues up the payment
    marginal_rate: float
    true_up_party: np.ndarray  # (commissioners,) place in parties of who funds the true-up, -1 outside
    is_virtual: float
    terms: Terms
    parties: Parties
    distribution_key: str
    assumptions: Assumptions

    def __post_init__(self):
        faults = [
            f"persons of {year} is {people:,.0f}; a population of at least one is needed"
            for year, people in zip(self.years, self.persons, strict=True)
            if not people >= 1
        ]
        for side in ("gain", "loss"):
            rates = getattr(self.parties, f"{side}_share_rate")
            faults += [
                f"{side}_share_rate of {one} is {rate:g}; a share lies between 0 and 1"
                for one, rate in zip(self.parties.party_id, rates, strict=True)
                if not 0 <= rate <= 1
            ]
            # Up to one millionth beyond is a matter of printed decimals.
            if rates[self.parties.is_residual == 0].sum() > 1 + 1e-6:
                faults.append(f"{side}_share_rate of all parties adds up to {rates.sum():g}, beyond 1")
        if np.isnan(self.expected_pence).any() or np.isnan(self.cost_pence).any():
            faults.append("a cost of the contract years is not known, so nothing can be drawn around it")
        if faults:
            raise ImpossibleRisk(faults)

    def assuming(self, **values) -> Model:
        """The same site under other assumptions."""
        return replace(self, assumptions=self.assumptions.changed(**values))

    def under(self, **terms) -> Model:
        """The same site under other terms."""
        return replace(self, terms=replace(self.terms, **terms))

    def only(self, place: int) -> Model:
        """One year of the contract, by its place, as a model of its own."""
        rows = slice(place, place + 1)
        by_year = (
            "years", "persons", "quality_score_rate", "expected_pence", "line_pence", "cost_pence",
            "budget_pence", "list_persons",
        )  # fmt: skip
        return replace(self, **{name: getattr(self, name)[rows] for name in by_year})

    @property
    def holder(self) -> int | None:
        """Place of the party that holds the contract."""
        held = np.flatnonzero(self.parties.holds_contract)
        return int(held[0]) if len(held) else None

    @property
    def pool_expected_pence(self) -> np.ndarray:
        """What the pool is expected to cost, shape (years,)."""
        return self.expected_pence.sum(axis=1)

    @cached_property
    def chance_rate(self) -> np.ndarray:
        """Deviation of each cell of the pool by chance between people, shape (years, cells)."""
        stated = np.array([self.assumptions.line_variations.get(line, np.nan) for line in self.lines])
        whole = np.abs(self.expected_pence).sum(axis=1, keepdims=True)
        variation = risk.line_variation(
            stated, self.assumptions.cost_coefficient_of_variation, self.line_pence, whole
        )
        return risk.cell_deviation_rate(
            variation, self.line_pence, self.expected_pence, self.persons[:, np.newaxis]
        )

    @cached_property
    def payment_chance_rate(self) -> np.ndarray:
        """The same for the cost within the annual payment, shape (years, commissioners)."""
        whole = np.abs(self.cost_pence).sum(axis=1, keepdims=True)
        return risk.cell_deviation_rate(
            self.assumptions.cost_coefficient_of_variation,
            whole, self.cost_pence, self.persons[:, np.newaxis],
        )  # fmt: skip


def model_of(site: Site, results: Results, **changes: float) -> Model:
    """Read the site and its results into a model; ``changes`` replace assumptions by name.

    Raises
    ------
    ImpossibleRisk
        Naming every assumption, share or population with which nothing can be drawn.
    """
    assumptions = assumptions_of(site, **changes)
    years, codes = tuple(site.years), tuple(site.commissioners["commissioner_code"].tolist())
    parties = _parties(site, results, codes)
    cells = _cells(site, results, codes, parties.party_id)
    budget, people = results.contract_years.budget, results.contract_years.demography
    spot_of_year = {year: place for place, year in enumerate(years)}
    spot_of_code = {code: place for place, code in enumerate(codes)}
    by_commissioner = {
        name: np.zeros((len(years), len(codes))) for name in ("cost_gbp", "budget_gbp", "aco_persons")
    }
    for table, name in ((budget, "cost_gbp"), (budget, "budget_gbp"), (people, "aco_persons")):
        counted = [(c, y, v) for c, y, v in records(table, "commissioner_code", "financial_year", name)]
        for code, year, value in counted:
            if year in spot_of_year:
                by_commissioner[name][spot_of_year[year], spot_of_code[code]] = value
    with_list = {c for c, own in records(people, "commissioner_code", "own_persons") if own > 0}
    counts = np.array([code in with_list for code in codes])
    funder = site.settings.settlement.list_true_up_funded_by
    place_of = {one: place for place, one in enumerate(parties.party_id)}
    return Model(
        years=years,
        commissioners=codes,
        persons=_by_year(results.contract_years.summary, years, "aco_persons"),
        quality_score_rate=_scores(results, years, assumptions.assumed_quality_score_rate),
        **cells,
        cost_pence=by_commissioner["cost_gbp"],
        budget_pence=by_commissioner["budget_gbp"],
        list_persons=np.where(counts, by_commissioner["aco_persons"], 0.0),
        marginal_rate=site.settings.settlement.list_true_up_marginal_rate,
        true_up_party=np.array([place_of.get(funder or code, -1) for code in codes]),
        is_virtual=float(site.settings.contracting_form == "virtual"),
        terms=_terms(site, results),
        parties=_with_key(site, results, parties, years),
        distribution_key=site.settings.terms.distribution_key,
        assumptions=assumptions,
    )


def _by_year(table, years: Sequence[str], column: str) -> np.ndarray:
    found = dict(records(table, "financial_year", column))
    return np.array([found[year] for year in years])


def _scores(results: Results, years: Sequence[str], assumed: float) -> np.ndarray:
    """The quality score held for each year; after it that one stands, and before it the assumed one."""
    held = _by_year(results.improvement_payment.years, years, "quality_score_rate")
    scores, latest = [], assumed
    for score in held:
        latest = latest if np.isnan(score) else score
        scores.append(latest)
    return np.array(scores)


def _terms(site: Site, results: Results) -> Terms:
    found = results.gain_loss.terms
    names = (
        "gain_threshold_rate", "loss_threshold_rate", "is_deductible", "is_two_sided", "uses_released_cost",
        "minimum_persons", "quality_gate_rate", "quality_multiplies", "gain_cap_rate", "loss_cap_rate",
    )  # fmt: skip
    basis, blended = found["payment_basis"][0], float(found["blended_rate"][0])
    bands = records(site.bands, "from_rate", "to_rate", "share_rate") if len(site.bands) else []
    return Terms(
        **{name: float(found[name][0]) for name in names},
        variable_rate={"activity": 1.0, "block": 0.0, "blended": blended}[basis],
        bands=tuple(bands),
    )


def _parties(site: Site, results: Results, codes: Sequence[str]) -> Parties:
    """The parties of the pool, and after them every commissioner that is none: it still funds a true-up."""
    listed = results.gain_loss.party_list
    ids = listed["party_id"].tolist()
    others = [code for code in codes if code not in ids]
    names = dict(records(site.commissioners, "commissioner_code", "commissioner_name"))

    def column(name: str, otherwise: float) -> np.ndarray:
        return np.concatenate([listed[name], np.full(len(others), otherwise)])

    guarantees = dict(records(site.parties, "party_id", "guarantee_gbp"))
    facilities = facilities_of(site)
    everyone = (*ids, *others)
    return Parties(
        party_id=everyone,
        party_name=(*listed["party_name"].tolist(), *(names[code] or code for code in others)),
        gain_share_rate=column("gain_share_rate", 0.0),
        loss_share_rate=column("loss_share_rate", 0.0),
        gain_cap_rate=column("gain_cap_rate", 1.0),
        loss_cap_rate=column("loss_cap_rate", 1.0),
        is_member=column("is_member", 0.0),
        is_residual=column("is_residual", 0.0),
        holds_contract=column("holds_contract", 0.0),
        reserves_pence=column("reserves_gbp", np.nan),
        guarantee_pence=np.array([guarantees.get(one, np.nan) for one in everyone]),
        facility_pence=np.array([facilities.get(one, np.nan) for one in everyone]),
    )


def _with_key(site: Site, results: Results, parties: Parties, years: Sequence[str]) -> Parties:
    """Shares by the contract's own key, where that is not the agreed shares, taken from the settled step.

    Equal shares, budgets and reserves give a gain and a loss the same weights, which do not hang on chance.
    """
    key = site.settings.terms.distribution_key
    if key not in ("equal", "budget", "reserves"):
        return parties
    members = results.gain_loss.members
    basis = site.settings.terms.payment_basis
    found = dict(
        records(members, "party_id", f"{key}_share_rate", payment_basis=basis, financial_year=years[0])
    )
    rates = np.array([found.get(one, 0.0) for one in parties.party_id])
    return replace(parties, gain_share_rate=rates, loss_share_rate=rates)


def _cells(site: Site, results: Results, codes: Sequence[str], parties: Sequence[str]) -> dict:
    """The pool's cost by commissioner, provider and line, split as the base year's ledger was."""
    years = tuple(site.years)
    cost = results.contract_years.cost
    planned: dict[tuple[str, str], np.ndarray] = {}
    for code, line, year, amount in records(
        cost, "commissioner_code", "service_line", "financial_year", "cost_gbp", counted_home="gain_loss_pool"
    ):
        if year in years:
            planned.setdefault((code, line), np.zeros(len(years)))[years.index(year)] += amount
    providers = _providers(site)
    keys, amounts, wholes = [], [], []
    for (code, line), by_year in planned.items():
        weights = providers.get((code, line), {UNKNOWN_PROVIDER: 1.0})
        names = list(weights)
        parts = [
            apportionment.largest_remainder(float(amount), list(weights.values()), names)
            for amount in by_year
        ]
        for place, provider in enumerate(names):
            keys.append((code, provider, line))
            amounts.append([year[place] for year in parts])
            wholes.append(line)
    expected = np.array(amounts, dtype=float).reshape(len(keys), len(years)).T
    of_line = {line: expected[:, [k for k, one in enumerate(wholes) if one == line]].sum(axis=1)
               for line in wholes}  # fmt: skip
    contracts = list(dict.fromkeys((code, provider) for code, provider, _ in keys))
    return {
        "expected_pence": expected,
        "line_pence": np.array([of_line[line] for line in wholes]).reshape(len(keys), len(years)).T,
        "payer": np.array([codes.index(code) for code, _, _ in keys], dtype=np.intp),
        "contract": np.array([contracts.index(key[:2]) for key in keys], dtype=np.intp),
        "contract_payer": np.array([codes.index(code) for code, _ in contracts], dtype=np.intp),
        "paid_party": np.array(
            [parties.index(one) if one in parties else -1 for _, one in contracts], np.intp
        ),
        "lines": tuple(wholes),
    }


def _providers(site: Site) -> dict[tuple[str, str], dict[str, float]]:
    """What each provider was paid in the base year, by commissioner and line; only what was spent."""
    paid: dict[tuple[str, str], dict[str, float]] = {}
    for code, line, provider, spend in records(
        site.expenditure, "commissioner_code", "service_line", "provider_code", "spend_gbp",
        financial_year=site.settings.base_year,
    ):  # fmt: skip
        if spend > 0:
            by_provider = paid.setdefault((code, line), {})
            name = provider or UNKNOWN_PROVIDER
            by_provider[name] = by_provider.get(name, 0.0) + spend
    return paid


def one_hot(places: np.ndarray, width: int) -> np.ndarray:
    """A matrix that adds up by place; a place of -1 belongs nowhere."""
    matrix = np.zeros((len(places), width))
    inside = np.flatnonzero(places >= 0)
    matrix[inside, places[inside]] = 1.0
    return matrix
