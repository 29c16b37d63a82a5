"""How do time and memory of a batch grow from 10 to 100 to 1,000 sites?

Every site is a copy of an example; one cheap chapter and the steps are run for each.
"""

import os
import tempfile
from pathlib import Path

from acohandbook.site.opening import examples
from benchmarks.batch import copied
from benchmarks.processes import cost_of

WORKERS = 2
CHAPTERS = "2"
SITES = (10, 100, 1000)


def report():
    """Run a batch of each size."""
    lines = [
        f"Chapter {CHAPTERS} and the steps, {WORKERS} workers; load before {os.getloadavg()[0]:.1f}.",
        "",
        "| sites | s | processors, s | processors, s a site | all processes, MB | exit code |",
        "|---:|" + "---:|" * 5,
    ]
    for number in SITES:
        with tempfile.TemporaryDirectory() as kept:
            folder = Path(kept)
            copied(folder / "sites", -(-number // len(examples())))
            names = sorted(path for path in (folder / "sites").iterdir())[:number]
            listed = folder / "sites.txt"
            listed.write_text("\n".join(map(str, names)) + "\n", encoding="utf-8")
            runs = folder / "runs"
            cost = cost_of(
                "-m", "acohandbook", "run", listed, "-o", runs, "--chapters", CHAPTERS, "--workers", WORKERS
            )
        lines.append(
            f"| {number:,} | {cost.seconds:.1f} | {cost.processor_seconds:.1f} | "
            f"{cost.processor_seconds / number:.3f} | {cost.megabytes:.0f} | {cost.exit_code} |"
        )
    return "\n".join(lines)
