"""Baseline: from each commissioner's ledger to what it spends, year in year out, on the ACO's people.

``ledger``
    every line of the base year in four places: this ACO, other places, retained, unallocated
``adjusting``
    adjustments, one row at a time, and the home that each side of them lands in
``budget``
    the recurrent baseline by line and home, and the bridge from the ledger to it
``evidence``
    what other attribution keys would have given, and what the budget rests on
``beside``
    deficits, councils' gross and net spend, pooled money, quality payments and CQUIN: figures that are
    checked and never absorbed
``choice``
    lines paid at actual cost: the base year beside its mean with the two years before
``holders``
    who bears a cost, what the price funds already, and whether capital charges follow assets that move
``findings``
    what a reader must know before relying on it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.steps.baseline import (
    adjusting,
    beside,
    budget,
    choice,
    evidence,
    findings,
    holders,
    ledger,
)
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site


def baseline(site: Site, population: StepResult, scope: StepResult) -> StepResult:
    """Work out the recurrent baseline of the base year by commissioner, line and home.

    Parameters
    ----------
    site : Site
    population, scope : StepResult
        The ACO's share of each commissioner's people, and the home of every line.

    Returns
    -------
    StepResult
        Tables ``lines``, ``four_way``, ``adjustments``, ``postings``, ``budget``, ``homes``, ``totals``,
        ``bridge``, ``attribution_keys``, ``key_spread``, ``evidence``, ``illustrative``, ``attributions``,
        ``deficits``, ``council``, ``flows``, ``flow_hosts``, ``flow_parties``, ``qof``, ``cquin``,
        ``choice_means``, ``held_costs``, ``asset_moves`` and what they rest on. Money in whole pence, income
        negative, shares decimals.

    Raises
    ------
    ReconciliationError
        When a line is not in exactly one place, a move between homes adds or loses money, a bridge does not
        lead from the ledger to the baseline, or a pool pays out other than it received.
    """
    result = StepResult("baseline")
    ledger.add_lines(result, site, population, scope)
    ledger.add_four_way(result, site)
    adjusting.add_adjustments(result, site, scope)
    adjusting.add_postings(result)
    budget.add_budget(result, site)
    budget.add_totals(result, site, population)
    budget.add_bridge(result)
    evidence.add_attribution_keys(result, population)
    evidence.add_evidence(result)
    beside.add_deficits(result, site, population)
    beside.add_flows(result, site)
    beside.add_council(result, site, population)
    beside.add_quality_payments(result, site, population)
    findings.find_all(result, site)
    choice.add_choice_means(result, site)
    holders.add_holders(result, site)
    return result
