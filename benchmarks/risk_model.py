"""A made-up model of the size that the measurements speak of: 10 years, 20 lines, 4 parties."""

import numpy as np

from acohandbook.simulation import Assumptions, Model
from acohandbook.simulation.model import Parties, Terms


def model(years=10, lines=20):
    """Two commissioners, one provider, four parties of which one holds what is left."""
    expected = np.full((years, lines), 500_000_00.0) * (1 + np.arange(lines))
    payer = np.arange(lines) % 2
    return Model(
        years=tuple(f"{2017 + place}/{18 + place}" for place in range(years)),
        commissioners=("A", "B"),
        persons=np.full(years, 300_000.0),
        quality_score_rate=np.full(years, 0.8),
        expected_pence=expected,
        line_pence=expected,
        payer=payer,
        contract=payer,
        contract_payer=np.array([0, 1]),
        paid_party=np.array([3, 3]),
        lines=tuple(f"line_{place}" for place in range(lines)),
        cost_pence=np.full((years, 2), 150_000_000_00.0),
        budget_pence=np.full((years, 2), 150_000_000_00.0),
        list_persons=np.full((years, 2), 150_000.0),
        marginal_rate=0.5,
        true_up_party=np.array([1, 2]),
        is_virtual=0.0,
        terms=Terms(
            gain_threshold_rate=0.01, loss_threshold_rate=0.01, gain_cap_rate=0.05, loss_cap_rate=0.03
        ),
        parties=Parties(
            party_id=("aco", "A", "B", "trust"),
            party_name=("ACO", "A", "B", "Trust"),
            gain_share_rate=np.array([0.4, 0.2, 0.2, 0.1]),
            loss_share_rate=np.array([0.4, 0.2, 0.2, 0.1]),
            gain_cap_rate=np.ones(4),
            loss_cap_rate=np.array([0.02, 1.0, 1.0, 1.0]),
            is_member=np.ones(4),
            is_residual=np.array([0.0, 1.0, 0.0, 0.0]),
            holds_contract=np.array([1.0, 0.0, 0.0, 0.0]),
            reserves_pence=np.array([5e8, 1e8, 1e8, 9e8]),
            guarantee_pence=np.full(4, np.nan),
            facility_pence=np.full(4, np.nan),
        ),
        distribution_key="agreed_shares",
        assumptions=Assumptions(
            common_shock_rate=0.01, price_shock_rate=0.005, policy_shock_rate=0.003,
            baseline_error_rate=0.01, growth_error_rate=0.005, list_change_rate=0.005,
        ),
    )  # fmt: skip
