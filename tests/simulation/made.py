"""A model small enough to work by hand: one commissioner, one provider, an ACO and a residual holder."""

from dataclasses import replace

import numpy as np

from acohandbook.simulation import Assumptions, Model
from acohandbook.simulation.drawing import luck_from, normals_of
from acohandbook.simulation.model import Parties, Terms
from acohandbook.simulation.running import SEED
from acohandbook.simulation.settling import Settled, settle

POOL = 100_000_000_00.0  # pence
BUDGET = 200_000_000_00.0
QUIET = Assumptions().quiet()


def made(persons=10_000, lines=(POOL,), terms=None, share=0.5, years=1, assumptions=QUIET, **changes):
    """One contract year unless more are asked for; the ACO shares, the commissioner takes the rest."""
    expected = np.tile(np.array(lines, dtype=float), (years, 1))
    nothing = np.zeros(len(lines), dtype=np.intp)
    return replace(
        Model(
            years=tuple(f"{2017 + place}/{18 + place}" for place in range(years)),
            commissioners=("C1",),
            persons=np.full(years, float(persons)),
            quality_score_rate=np.ones(years),
            expected_pence=expected,
            line_pence=expected,
            payer=nothing,
            contract=nothing,
            contract_payer=np.array([0]),
            paid_party=np.array([-1]),
            lines=tuple(f"line_{place}" for place in range(len(lines))),
            cost_pence=np.full((years, 1), BUDGET),
            budget_pence=np.full((years, 1), BUDGET),
            list_persons=np.full((years, 1), float(persons)),
            marginal_rate=0.5,
            true_up_party=np.array([1]),
            is_virtual=0.0,
            terms=terms or Terms(),
            parties=Parties(
                party_id=("aco", "C1"),
                party_name=("ACO", "Commissioner"),
                gain_share_rate=np.array([share, 0.0]),
                loss_share_rate=np.array([share, 0.0]),
                gain_cap_rate=np.ones(2),
                loss_cap_rate=np.ones(2),
                is_member=np.ones(2),
                is_residual=np.array([0.0, 1.0]),
                holds_contract=np.array([1.0, 0.0]),
                reserves_pence=np.array([1_000_000_00.0, np.nan]),
                guarantee_pence=np.array([500_000_00.0, np.nan]),
                facility_pence=np.array([np.nan, np.nan]),
            ),
            distribution_key="agreed_shares",
            assumptions=assumptions,
        ),
        **changes,
    )


def settled_draws(model: Model, draws: int, seed: int = SEED, true_saving_rate: float = 0.0) -> Settled:
    """So many draws of a model, settled and side by side."""
    return settle(model, luck_from(model, normals_of(model, draws, seed)), true_saving_rate)
