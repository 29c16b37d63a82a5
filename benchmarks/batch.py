"""How much faster is a batch by the fast engine than a plain loop of papermill over the same chapters?

Each engine runs the same chapters for the same sites with the same number of processes. The plain loop is
``papermill.execute_notebook`` as its pages show it: a kernel for each notebook, written after every cell.
"""

import os
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import forkserver
from pathlib import Path

from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.chapters import chosen_chapters
from acohandbook.site.opening import examples, site_folder

WORKERS = 2


def plain_papermill(job):
    """One chapter for one site, in the default way."""
    import papermill

    chapter, site, output = job
    papermill.execute_notebook(
        chapter.path, output, parameters={"site": str(site)}, progress_bar=False, kernel_name="python3"
    )


def timed(work):
    """Seconds by the clock, seconds of processors, and megabytes of the largest process below this one."""
    began, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.perf_counter() - began, busy, after.ru_maxrss / 1024


def report():
    """Run both and set the rates side by side."""
    chapters = chosen_chapters(None)
    sites = [site_folder(name) for name in examples()]
    with tempfile.TemporaryDirectory() as folder:
        jobs = [
            (chapter, site, Path(folder) / f"{site.name}-{chapter.name}.ipynb")
            for site in sites
            for chapter in chapters
        ]

        def loop():
            with ProcessPoolExecutor(WORKERS) as pool:
                list(pool.map(plain_papermill, jobs))

        def batch():
            run_batch(Batch(sites, Path(folder) / "runs", chapters, workers=WORKERS))
            forkserver._forkserver._stop()  # so that what its workers used is counted as ours

        lines = [
            f"{len(sites)} sites x {len(chapters)} chapters, {WORKERS} processes; load before "
            f"{os.getloadavg()[0]:.1f}"
        ]
        rates = {}
        for name, work in (("plain papermill", loop), ("fast engine", batch)):
            seconds, busy, megabytes = timed(work)
            rates[name] = len(jobs) / seconds
            lines.append(
                f"{name:<16} {seconds:8.1f} s {rates[name]:8.2f} a second {busy:8.1f} s of processors "
                f"{megabytes:6.0f} MB the largest process"
            )
        lines.append(f"{'ratio':<16} {rates['fast engine'] / rates['plain papermill']:8.1f}")
    return "\n".join(lines)


if __name__ == "__main__":
    print(report())
