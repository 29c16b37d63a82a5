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


# Steps that tell of people: what others may not see is worked out from all of them.
_OF_PEOPLE = ("population", "baseline", "contract_years", "improvement_payment")


def run_steps(site: Site, only: str | None = None) -> Results:
    """Run every step for one site.

    Parameters
    ----------
    site : Site
        A checked site.
    only : str, optional
        One step, where nothing else is wanted of the site: what neither it nor disclosure reads is left out.

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
    for step in STEPS if only is None else _needed(only):
        results.add(step.run(site, results))
    protect(results)
    return results


def _needed(name: str) -> list[Step]:
    """A step with those that it reads, and those that they read, in order; and those that tell of people."""
    wanted = {name, *_OF_PEOPLE}
    if name not in {step.name for step in STEPS}:
        raise FigureError(f"There is no step {name!r}; there is {', '.join(step.name for step in STEPS)}")
    for step in reversed(STEPS):
        wanted |= set(step.reads) if step.name in wanted else set()
    return [step for step in STEPS if step.name in wanted]


__all__ = ["STEPS", "FigureError", "Results", "Step", "keep_results", "run_steps"]
