"""What a party would receive over a range of outcomes: the payment curve of the terms agreed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from acohandbook.rules.dialect import to_pounds

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.steps.results import Results


def payment_curve_points(
    site: Site, results: Results, party_id: str, financial_year: str, saving_rates: Sequence[float]
) -> list[tuple[float, float]]:
    """Settle one year again for each of several outcomes, by the very step that settles the real one.

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
    """
    from acohandbook.steps.gain_loss import gain_loss

    earlier = (results.scope, results.contract_years, results.improvement_payment)
    years = results.gain_loss.years
    saved = years.at("price_pool_gbp", financial_year=financial_year)
    released = years.at("released_gbp", financial_year=financial_year)
    released_share = released / saved if saved else 0.0
    points = []
    for rate in saving_rates:
        outturn = site.frames["outturn"].copy()
        outturn["actual_gbp"] = (outturn["expected_gbp"] * (1 - rate)).round(2)
        outturn["provider_cost_released_gbp"] = (outturn["expected_gbp"] * rate * released_share).round(2)
        settled = gain_loss(site.with_table("outturn", outturn), *earlier).parties
        spot = settled.positions(settled.keys)[(party_id, financial_year)]
        points.append((rate, to_pounds(float(settled["settled_gbp"][spot]))))
    return points
