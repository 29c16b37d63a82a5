"""Contract years: what services will cost, what commissioners can afford, and the budget made of the two.

Cost is built up line by line from the recurrent baseline; affordability comes down from each commissioner's
allocation. The chosen rule is applied to each commissioner and then summed, since a minimum on totals would
let one commissioner pay for another without saying so. The gap between the two is shown and never hidden.

``cost``
    people, growth by cause, adjustments, and the cost of each line by home and year
``affordability``
    allocations by stream, contingency, distance from target
``budget``
    rule, floor and ceiling, lines, per head, and reopeners
``stranded``
    cost that stays when activity leaves, against the savings contracted so far
``findings``
    what a reader must know before relying on it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.steps.contract_years import affordability, budget, cost, findings, stranded
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site


def contract_years(site: Site, population: StepResult, baseline: StepResult) -> StepResult:
    """Roll the baseline forward and set each commissioner's budget, year by year.

    Parameters
    ----------
    site : Site
    population, baseline : StepResult
        The steps of these names.

    Returns
    -------
    StepResult
        Cost: ``ages``, ``demography``, ``adjustments``, ``growth``, ``cost`` (by line, home and year, every
        year after the base year) and ``bridge`` (by commissioner and cause). Affordability: ``allocations``
        (by stream) and ``affordability``. Budget, for the contract years: ``budget``, ``lines``, ``summary``
        and ``reopeners``; ``stranded`` beside them. Money is whole pence, rates are decimals.

    Raises
    ------
    ReconciliationError
        When opening and changes do not make the closing of a line, a commissioner or a budget.
    """
    result = StepResult("contract_years")
    cost.add_cost(result, site, population, baseline)
    budget.add_bridge(result, site)
    affordability.add_affordability(result, site, population)
    budget.add_budget(result, site)
    budget.add_lines(result, site)
    budget.add_summary(result, site, population)
    budget.add_reopeners(result, site)
    findings.find_all(result, site)
    stranded.add_stranded(result, site)
    return result
