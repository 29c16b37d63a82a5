"""How long a site takes to load and its steps to run, beside reading its files with the csv module alone."""

import csv

from acohandbook.site import load_site
from acohandbook.site.opening import examples, site_folder
from acohandbook.steps import run_steps
from benchmarks.timing import median_seconds

REPEATS = 5


def _read_only(folder):
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            list(csv.reader(file))


def report():
    """Write the times as Markdown tables."""
    lines = [
        "| site | csv alone, s | load and check, s | all steps, s | steps, times csv alone |",
        "|---|" + "---:|" * 4,
    ]
    for name in examples():
        folder = site_folder(name)
        site = load_site(folder)
        floor = median_seconds(lambda folder=folder: _read_only(folder), REPEATS)
        load = median_seconds(lambda folder=folder: load_site(folder), REPEATS)
        steps = median_seconds(lambda site=site: run_steps(site), REPEATS)
        lines.append(f"| {name} | {floor:.4f} | {load:.3f} | {steps:.3f} | {steps / floor:.0f} |")
    return "\n".join(lines)
