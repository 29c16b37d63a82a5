"""How long do all steps take for every place of England: each CCG, each STP, each network of 30,000 people?

Needs the folder of published files (``ACOHANDBOOK_PUBLISHED`` or ``../shared/published``). Each kind of place
has one process of its own, which imports its sites and then loads, checks and runs them one after another.
Seconds are those of the processor.
"""

import multiprocessing
import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path

from acohandbook.published.importing import import_sites
from acohandbook.site import load_site
from acohandbook.steps import run_steps

PUBLISHED = Path(os.environ.get("ACOHANDBOOK_PUBLISHED", Path(__file__).parents[2] / "shared" / "published"))
KINDS = {"ccg": 0, "stp": 0, "pcn": 30_000}


def report():
    """Write times and memory as a Markdown table, and why places were refused."""
    if not PUBLISHED.is_dir():
        return f"There are no published files in {PUBLISHED}."
    head = (
        "places",
        "sites",
        "refused",
        "import, s",
        "load, check and all steps, s",
        "a site, ms",
        "most memory, MiB",
    )
    lines, reasons = [f"| {' | '.join(head)} |", "|---|" + "---:|" * 6], Counter()
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for cells, refused in pool.imap(measured, KINDS.items()):
            lines.append(f"| {' | '.join(cells)} |")
            reasons.update(refused)
    return "\n".join([*lines, "", *(f"- {count} times: {reason}" for reason, count in reasons.most_common())])


def measured(kind):
    """One row of the table, and the reason of each refusal."""
    by, minimum = kind
    with tempfile.TemporaryDirectory() as folder:
        began = time.process_time()
        brought = import_sites(PUBLISHED, Path(folder) / "all", all=True, by=by, minimum_persons=minimum)
        imported = time.process_time() - began
        began = time.process_time()
        for site in brought.sites:
            run_steps(load_site(site.folder))
        taken = time.process_time() - began
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = f", of {minimum:,} people" if minimum else ""
    sites = len(brought.sites)
    cells = [
        f"{by.upper()}{size}",
        f"{sites:,}",
        f"{len(brought.refused)}",
        f"{imported:.0f}",
        f"{taken:.0f}",
    ]
    cells += [f"{taken / sites * 1000:.0f}", f"{memory:.0f}"]
    return cells, [f"{by.upper()}: {reason.partition(':')[0]}" for _, reason in brought.refused]
