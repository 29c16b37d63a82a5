"""A draw is a settlement: the step, given a draw as its outturn, pays every party the same penny."""

import numpy as np
import pytest
from made import settled_draws

from acohandbook.simulation import model_of
from acohandbook.simulation.running import lucks
from acohandbook.simulation.settling import drawn_pence
from acohandbook.site.opening import open_site
from acohandbook.steps import run_steps
from acohandbook.steps.common import records
from acohandbook.steps.gain_loss import gain_loss

TERMS = {
    "as they stand": {},
    "no threshold": {"threshold_kind": "none", "quality_gate_rate": 0.0},
    "beyond a deductible": {"threshold_kind": "deductible", "quality_gate_rate": 0.0},
    "gains alone": {"sides": "one_sided", "quality_gate_rate": 0.0},
    "quality multiplies": {"quality_multiplies": True, "quality_gate_rate": 0.0},
    "blended payment": {"payment_basis": "blended", "threshold_kind": "none", "quality_gate_rate": 0.0},
    "block payment": {"payment_basis": "block"},
    "released cost": {"pool_basis": "released", "threshold_kind": "none", "quality_gate_rate": 0.0},
    "equal shares": {"distribution_key": "equal", "threshold_kind": "none", "quality_gate_rate": 0.0},
    "by reserves": {"distribution_key": "reserves", "threshold_kind": "none", "quality_gate_rate": 0.0},
    "by performance": {"distribution_key": "performance", "threshold_kind": "none"},
    "to compensate": {"distribution_key": "compensation", "threshold_kind": "none", "quality_gate_rate": 0.0},
    "in bands": {
        "bands": [
            {"from_rate": 0.0, "to_rate": 0.01, "share_rate": 0.25},
            {"from_rate": 0.01, "to_rate": 1.0, "share_rate": 0.75},
        ],
        "quality_gate_rate": 0.0,
    },
}


def outturn_of(site, model, results, actual):
    """One draw of the first year as twelve months of outturn, all of it in April."""
    providers = _contracts(model, results)
    rows = []
    released = set()
    for cell, line in enumerate(model.lines):
        contract = model.contract[cell]
        code, provider = providers[contract]
        saved = sum(
            model.expected_pence[0, k] - actual[k] for k, one in enumerate(model.contract) if one == contract
        )
        once = contract not in released
        released.add(contract)
        for month in range(1, 13):
            first = month == 1
            rows.append(
                {
                    "financial_year": model.years[0], "month": month, "commissioner_code": code,
                    "provider_code": provider, "service_line": line,
                    "expected_gbp": model.expected_pence[0, cell] / 100 if first else 0.0,
                    "actual_gbp": actual[cell] / 100 if first else 0.0,
                    "activity": None,
                    "provider_cost_released_gbp": (
                        np.floor(abs(saved) * 0.5 + 0.5) * np.sign(saved) / 100 if first and once else 0.0
                    ),
                    "frozen": "yes",
                }
            )  # fmt: skip
    frame = site.frames["outturn"]
    return type(frame)(rows, columns=frame.columns)


def _contracts(model, results):
    """Commissioner and provider of each contract, in the order of the model."""
    found = {}
    site = results.site
    for cell, line in enumerate(model.lines):
        code = model.commissioners[model.payer[cell]]
        paid = dict.fromkeys(
            provider
            for one, name, provider, spend in records(
                site.expenditure, "commissioner_code", "service_line", "provider_code", "spend_gbp",
                financial_year=site.settings.base_year,
            )
            if (one, name) == (code, line) and spend > 0
        )  # fmt: skip
        same = [
            k for k, other in enumerate(model.lines) if other == line and model.payer[k] == model.payer[cell]
        ]
        found[model.contract[cell]] = (code, list(paid)[same.index(cell)])
    return [found[place] for place in sorted(found)]


@pytest.mark.parametrize("name", TERMS)
@pytest.mark.parametrize("key", ["eastvale", "northmoor"])
def test_the_step_settles_a_draw_to_the_same_penny(key, name):
    site = open_site(key).with_settings(**{f"terms.{term}": value for term, value in TERMS[name].items()})
    results = run_steps(site)
    model = model_of(site, results).only(0)
    settled = settled_draws(model, 6, seed=5)
    luck = next(lucks(model, 0, 6, seed=5))
    for draw in range(6):
        actual = drawn_pence(model.expected_pence, luck.pool)[draw, 0]
        outturn = outturn_of(site, model, results, actual)
        step = gain_loss(
            site.with_table("outturn", outturn),
            results.scope, results.contract_years, results.improvement_payment,
        )  # fmt: skip
        first = {"financial_year": model.years[0]}
        assert step.years.sum("pool_gbp", **first) == settled.pool_pence[draw, 0]
        assert step.years.sum("shareable_gbp", **first) == settled.shareable_pence[draw, 0]
        for place, one in enumerate(model.parties.party_id):
            paid = step.parties.sum("settled_gbp", party_id=one, **first)
            assert paid == settled.share_pence[draw, 0, place], one
