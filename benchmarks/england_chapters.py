"""How long does every chapter take for every CCG, or every STP, of England, from published files to pages?

``python -m benchmarks england_chapters``, or ``python -m benchmarks.england_chapters stp``; a number after
that runs only so many places. Needs the folder of published files (``ACOHANDBOOK_PUBLISHED`` or
``../shared/published``).
"""

import csv
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path

from benchmarks.england import PUBLISHED
from benchmarks.processes import cost_of

WORKERS = 2


def report(by="ccg", most=None):
    """Import them all and run them all."""
    if not PUBLISHED.is_dir():
        return f"There are no published files in {PUBLISHED}."
    with tempfile.TemporaryDirectory() as kept:
        sites, runs, told = (Path(kept) / name for name in ("sites", "runs", "told.txt"))
        load = os.getloadavg()[0]
        command = ["import", "--published", PUBLISHED, "--all", "--by", by, "-o", sites]
        with told.open("w", encoding="utf-8") as output:
            brought = cost_of("-m", "acohandbook", *command, output=output)
        lines = told.read_text(encoding="utf-8").splitlines()
        refused = [line for line in lines if line.startswith("Refused ")]
        written = sorted(path.parent for path in sites.glob("*/site.toml"))
        places = written[:most]
        cost = cost_of("-m", "acohandbook", "run", *places, "-o", runs, "--workers", WORKERS)
        with (runs / "status.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        disk = sum(path.stat().st_size for path in runs.rglob("*") if path.is_file())
    ended = Counter(row["status"] for row in rows)
    reasons = Counter(row["reason"] for row in rows if row["status"] != "done")
    return "\n".join(
        [
            f"{by.upper()}: {len(written)} sites, {len(refused)} refused; {len(places)} of them with "
            f"{len(rows)} runs (the steps of a site count as one), {WORKERS} workers; "
            f"load before {load:.1f}.",
            "",
            "| | s | processors, s | a second | all processes, MB | exit code |",
            "|---|" + "---:|" * 5,
            f"| import | {brought.seconds:.0f} | {brought.processor_seconds:.0f} | "
            f"{len(written) / brought.seconds:.1f} sites | {brought.megabytes:.0f} | {brought.exit_code} |",
            f"| every chapter | {cost.seconds:.0f} | {cost.processor_seconds:.0f} | "
            f"{len(rows) / cost.seconds:.1f} runs | {cost.megabytes:.0f} | {cost.exit_code} |",
            "",
            f"Ended: {', '.join(f'{number} {status}' for status, number in ended.items())}. "
            f"On disk: {disk / 1e6:.0f} MB.",
            *(f"- {number} times: {reason}" for reason, number in reasons.most_common(5)),
            *(f"- {line}" for line in refused),
        ]
    )


if __name__ == "__main__":
    print(report(*sys.argv[1:2], most=int(sys.argv[2]) if sys.argv[2:] else None))
