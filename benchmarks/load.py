"""How do a very large site and a very large batch with rotten places in it fare?

A site of 500 practices and 50,000 ledger lines, grown from an example; and a thousand small sites, of which
one in a hundred has a fault and one in a hundred has a chapter that kills its process.
"""

import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import nbformat

from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.chapters import Chapter
from acohandbook.runs.outputs import table_csv
from acohandbook.site import load_site, write_parts
from acohandbook.site.opening import open_site
from acohandbook.steps import run_steps

PRACTICES, LINES, SITES = 500, 50_000, 1000
_CRASH = """import os, signal, pathlib
if pathlib.Path(site).name.endswith("50"):
    os.kill(os.getpid(), signal.SIGKILL)
print(pathlib.Path(site).name)"""


def large_site(folder, practices=PRACTICES, lines=LINES):
    """Northmoor with each practice and each line of its ledger in many parts."""
    site = open_site("northmoor")
    frames = {name: frame.copy() for name, frame in site.frames.items()}
    frames["practices"] = _in_parts(frames["practices"], practices, {"practice_code"}, set())
    codes = frames["practices"].set_index("practice_code").index
    residence = frames["residence"]
    by_practice = dict(list(residence.groupby("practice_code")))
    pieces = [by_practice[code.partition("-")[0]].assign(practice_code=code) for code in codes]
    frames["residence"] = _joined(pieces)
    frames["expenditure"] = _in_parts(frames["expenditure"], lines, {"line_id"}, {"spend_gbp"})
    totals = frames["expenditure"].query("financial_year == @site.settings.base_year")
    totals = totals.groupby("commissioner_code")["spend_gbp"].sum().round(2)
    stated = frames["commissioners"]["commissioner_code"].map(totals)
    frames["commissioners"]["ledger_total_gbp"] = stated
    return write_parts(site.given_settings, frames, folder)


def _joined(pieces):
    import pandas

    return pandas.concat(pieces, ignore_index=True)


def _in_parts(frame, rows, keys, shared):
    """A frame of so many rows: each row many times under keys of its own, its amounts shared out in pence."""
    times = -(-rows // len(frame))
    pieces = []
    for part in range(times):
        piece = frame.copy()
        for key in keys:
            piece[key] = piece[key] + f"-{part}"
        for column in shared:
            each = (piece[column] / times).round(2)
            piece[column] = (piece[column] - each * (times - 1)).round(2) if part == 0 else each
        pieces.append(piece)
    return _joined(pieces).head(rows) if not shared else _joined(pieces)


def small_sites(folder, number=SITES):
    """Copies of an example; one in a hundred has a word for a number."""
    source = open_site("westhaven").folder
    places = []
    for at in range(number):
        place = folder / f"site-{at:04d}"
        shutil.copytree(source, place, ignore=shutil.ignore_patterns("chapters"))
        if at % 100 == 25:
            table = place / "practices.csv"
            table.write_text(
                table.read_text(encoding="utf-8").replace("signed", "perhaps", 1), encoding="utf-8"
            )
        places.append(place)
    return places


def crashing_chapter(folder):
    """A chapter that kills its process in one site of a hundred."""
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell('site = ""'), nbformat.v4.new_code_cell(_CRASH)],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    )
    book.cells[0].metadata["tags"] = ["parameters"]
    nbformat.write(book, folder / "01_crash.ipynb")
    return Chapter(1, "01_crash", folder / "01_crash.ipynb", {"site": ""})


def _megabytes(who):
    return resource.getrusage(who).ru_maxrss / 1024


def _timed(work):
    began, busy = time.perf_counter(), time.process_time()
    value = work()
    return value, time.perf_counter() - began, time.process_time() - busy


def report(sites=SITES):
    """Both, with seconds by the clock, seconds of processors and the most memory."""
    lines = [f"load before {os.getloadavg()[0]:.1f}"]
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        path = large_site(folder / "large")
        site, wall, busy = _timed(lambda: load_site(path))
        lines.append(
            f"{len(site.practices)} practices, {len(site.expenditure):,} lines: load and check {wall:.1f} s "
            f"({busy:.1f} s of a processor)"
        )
        results, wall, busy = _timed(lambda: run_steps(site))
        lines.append(f"  all steps {wall:.1f} s ({busy:.1f} s of a processor)")
        tables, wall, busy = _timed(lambda: [table_csv(table) for table in results.tables.values()])
        size = sum(map(len, tables)) / 2**20
        lines.append(f"  tables as CSV {wall:.1f} s ({busy:.1f} s of a processor), {size:.0f} MB")
        lines.append(f"  most memory {_megabytes(resource.RUSAGE_SELF):.0f} MB")
        places = small_sites(folder / "sites", sites)
        batch = Batch(places, folder / "runs", [crashing_chapter(folder)], workers=2)
        code, wall, _ = _timed(lambda: run_batch(batch))
        status = (folder / "runs" / "status.csv").read_text(encoding="utf-8")
        counts = {word: status.count(f",{word},") for word in ("done", "failed", "refused")}
        lines += [
            f"{len(places):,} sites: exit code {code} in {wall:.0f} s, {len(places) / wall:.1f} a second",
            f"  runs: {counts}",
            f"  coordinator at most {_megabytes(resource.RUSAGE_SELF):.0f} MB, any process below it "
            f"{_megabytes(resource.RUSAGE_CHILDREN):.0f} MB",
        ]
    return "\n".join(lines)


if __name__ == "__main__":
    print(report(int(sys.argv[1]) if len(sys.argv) > 1 else SITES))
