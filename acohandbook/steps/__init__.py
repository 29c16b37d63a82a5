"""The steps of the handbook, in order: each reads the site and the steps before it.

``run_steps``
    every step for one site
``STEPS``
    their order and what each one reads
``Results``
    what came out, with every figure under its name: ``step.table.column[key=value,...]``

A step is a module of this folder with a function of the same name. It is imported when it is first run.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from acohandbook.steps.results import FigureError, Results

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.workings import StepResult


@dataclass(frozen=True)
class Step:
    """One step: its name and the earlier steps that it reads, in the order of its arguments."""

    name: str
    reads: tuple[str, ...] = ()

    def run(self, site: Site, earlier: Results) -> StepResult:
        """Run the step on a site after the steps that it reads."""
        function = getattr(import_module(f"{__name__}.{self.name}"), self.name)
        return function(site, *(earlier.step(name) for name in self.reads))


STEPS = (
    Step("population"),
    Step("scope", ("population",)),
    Step("baseline", ("population", "scope")),
    Step("contract_years", ("population", "baseline")),
    Step("improvement_payment", ("baseline", "contract_years")),
    Step("gain_loss", ("scope", "contract_years", "improvement_payment")),
    Step("settlement", ("population", "scope", "contract_years", "improvement_payment", "gain_loss")),
    Step("assurance", ("scope", "baseline", "contract_years", "gain_loss", "settlement")),
    Step("monitoring", ("scope", "contract_years", "gain_loss")),
    Step("readiness", ("population", "assurance")),
)


_kept: Results | None = None


def keep_results(results: Results) -> None:
    """Answer later calls of ``run_steps`` for this very site with these results.

    A site never changes, so they stay right. Only the results of one site are kept.
    """
    global _kept
    _kept = results


def run_steps(site: Site) -> Results:
    """Run every step for one site.

    Parameters
    ----------
    site : Site
        A checked site.

    Returns
    -------
    Results
        One ``StepResult`` a step, as attributes, with all findings and proofs.

    Raises
    ------
    ReconciliationError
        When money does not add up; no result may then be used.
    """
    from acohandbook.steps.disclosure import protect

    if _kept is not None and _kept.site is site:
        return _kept
    results = Results(site)
    for step in STEPS:
        results.add(step.run(site, results))
    protect(results)
    return results


__all__ = ["STEPS", "FigureError", "Results", "Step", "keep_results", "run_steps"]
