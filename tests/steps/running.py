"""Run the steps for one site only as far as a test needs."""

from acohandbook.steps import STEPS
from acohandbook.steps.results import Results


def run_until(site, last):
    """Results of the steps up to and with the one named ``last``."""
    results = Results(site)
    for step in STEPS:
        results.add(step.run(site, results))
        if step.name == last:
            return results
    raise ValueError(f"there is no step {last!r}")
