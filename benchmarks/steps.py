"""How long a site takes to load and its steps to run, beside reading its files with the csv module alone.

With the folder of published files at hand (``ACOHANDBOOK_PUBLISHED`` or ``../shared/published``) every
clinical commissioning group of England is imported and run in one process as well.
"""

import csv
import os
import resource
import tempfile
import time
from pathlib import Path

from acohandbook.site import load_site
from acohandbook.site.opening import examples, site_folder
from acohandbook.steps import run_steps
from benchmarks.timing import median_seconds

REPEATS = 5
PUBLISHED = Path(os.environ.get("ACOHANDBOOK_PUBLISHED", Path(__file__).parents[2] / "shared" / "published"))


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
    if PUBLISHED.is_dir():
        lines += ["", *_england()]
    return "\n".join(lines)


def _england():
    from acohandbook.published.importing import import_sites

    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        import_sites(PUBLISHED, Path(folder) / "all", all=True)
        imported = time.perf_counter() - began
        sites = sorted((Path(folder) / "all").iterdir())
        began = time.perf_counter()
        for site in sites:
            run_steps(load_site(site))
        taken = time.perf_counter() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        "| all England in one process | |",
        "|---|---:|",
        f"| sites | {len(sites)} |",
        f"| import, s | {imported:.1f} |",
        f"| load, check and all steps, s | {taken:.1f} |",
        f"| most memory, MiB | {memory:.0f} |",
    ]
