"""How long does every chapter take for every CCG of England, from the published files to the pages?

Needs the folder of published files (``ACOHANDBOOK_PUBLISHED`` or ``../shared/published``).
"""

import csv
import os
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.england import PUBLISHED
from benchmarks.processes import cost_of

WORKERS = 2


def report():
    """Import them all and run them all."""
    if not PUBLISHED.is_dir():
        return f"There are no published files in {PUBLISHED}."
    with tempfile.TemporaryDirectory() as kept:
        sites, runs = Path(kept) / "sites", Path(kept) / "runs"
        load = os.getloadavg()[0]
        brought = cost_of("-m", "acohandbook", "import", "--published", PUBLISHED, "--all", "-o", sites)
        places = sorted(path.parent for path in sites.glob("*/site.toml"))
        cost = cost_of("-m", "acohandbook", "run", *places, "-o", runs, "--workers", WORKERS)
        with (runs / "status.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        disk = sum(path.stat().st_size for path in runs.rglob("*") if path.is_file())
    ended = Counter(row["status"] for row in rows)
    reasons = Counter(row["reason"] for row in rows if row["status"] != "done")
    return "\n".join(
        [
            f"{len(places)} sites, {len(rows)} runs (the steps of a site count as one), {WORKERS} workers; "
            f"load before {load:.1f}.",
            "",
            "| | s | processors, s | a second | all processes, MB |",
            "|---|" + "---:|" * 4,
            f"| import | {brought.seconds:.0f} | {brought.processor_seconds:.0f} | "
            f"{len(places) / brought.seconds:.1f} sites | {brought.megabytes:.0f} |",
            f"| every chapter | {cost.seconds:.0f} | {cost.processor_seconds:.0f} | "
            f"{len(rows) / cost.seconds:.1f} runs | {cost.megabytes:.0f} |",
            "",
            f"Ended: {', '.join(f'{number} {status}' for status, number in ended.items())}. "
            f"On disk: {disk / 1e6:.0f} MB.",
            *(f"- {number} times: {reason}" for reason, number in reasons.most_common(5)),
        ]
    )
