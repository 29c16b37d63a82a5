"""``acohandbook run``: chapters for sites, one failure never stopping the others."""

from __future__ import annotations

import csv
import io
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from acohandbook.runs.chapters import Chapter
from acohandbook.runs.executing import Outcome, execute
from acohandbook.runs.outputs import hashes, table_csv, versions, write_manifest, write_text

STATUS_COLUMNS = ("site", "chapter", "status", "reason", "seconds")


def run_batch(
    sites: Sequence[Path],
    output: Path,
    chapters: Sequence[Chapter],
    parameters: Mapping,
    strict: bool = False,
) -> int:
    """Check every site, then run the chapters for each that is sound.

    Writes ``output/<site>/chapters/*.ipynb``, ``output/<site>/tables/<step>.<table>.csv``,
    ``output/<site>/manifest.json`` and ``output/status.csv``.

    Parameters
    ----------
    sites : sequence of Path
        Site folders whose names differ.
    strict : bool
        Run nothing when any site has faults.

    Returns
    -------
    int
        0 when every run was done; 1 when a site had faults or a chapter failed.
    """
    from acohandbook.site import check_site

    faulty = {site: faults for site in sites if (faults := check_site(site))}
    for site, faults in faulty.items():
        say(f"{site.name}: {len(faults)} faults; skipped. See: acohandbook check {site}")
    rows = [
        (site.name, "", "refused", f"{len(faults)} faults in the input", 0.0)
        for site, faults in faulty.items()
    ]
    sound = [site for site in sites if site not in faulty]
    if strict and faulty:
        say("Nothing was run, as --strict asks.")
        sound = []
    for place, site in enumerate(sound, start=1):
        say(f"{site.name} ({place} of {len(sound)})")
        for outcome in run_site(site, output / site.name, chapters, parameters):
            rows.append((site.name, outcome.chapter, outcome.status, outcome.reason, outcome.seconds))
    _write_status(output / "status.csv", rows)
    failed = [row for row in rows if row[2] != "done"]
    say(f"{len(rows) - len(failed)} done, {len(failed)} not; see {output / 'status.csv'}")
    for name, chapter, status, reason, _ in failed:
        say(f"  {name} {chapter} {status}: {reason}")
    return 1 if failed else 0


def run_site(site: Path, output: Path, chapters: Sequence[Chapter], parameters: Mapping) -> list[Outcome]:
    """Work out the steps for one site, write their tables, run the chapters and leave a manifest."""
    from acohandbook.site import load_site
    from acohandbook.steps import run_steps

    began = time.time()
    outcomes = []
    place = load_site(site)
    tick = time.perf_counter()
    try:
        results = run_steps(place)
    except ArithmeticError as error:  # a proof failed: its message names the step and the pounds
        outcomes.append(Outcome("steps", "failed", str(error), time.perf_counter() - tick))
        results = None
    else:
        outcomes.append(Outcome("steps", "done", "", time.perf_counter() - tick))
        for name, table in results.tables.items():
            write_text(output / "tables" / f"{name}.csv", table_csv(table))
    for chapter in chapters:
        outcome = execute(chapter, site.resolve(), parameters, output / "chapters" / f"{chapter.name}.ipynb")
        say(f"  {outcome.chapter} {outcome.status} ({outcome.seconds:.1f} s) {outcome.reason}".rstrip())
        outcomes.append(outcome)
    write_manifest(
        output / "manifest.json",
        {
            "site": {"key": place.key, "name": place.settings.name, "inputs_sha256": hashes(site)},
            "made_by": versions(),
            "parameters": dict(parameters),
            "chapters": [
                {"chapter": o.chapter, "status": o.status, "reason": o.reason, "seconds": round(o.seconds, 3)}
                for o in outcomes
            ],
            "proofs": len(results.proofs) if results else 0,
            "findings": [
                {"step": f.step, "status": f.status, "message": f.message, "figure": f.figure}
                for f in (results.findings if results else [])
            ],
            "began": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)),
            "seconds": round(time.time() - began, 3),
        },
    )
    return outcomes


def say(line: str) -> None:
    """Progress, in plain lines, away from results."""
    print(line, file=sys.stderr, flush=True)


def _write_status(path: Path, rows: Sequence[Sequence]) -> None:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(STATUS_COLUMNS)
    writer.writerows([*row[:-1], f"{row[-1]:.3f}"] for row in rows)
    write_text(path, buffer.getvalue())
