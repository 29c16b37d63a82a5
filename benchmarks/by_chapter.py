"""What does one run of each chapter take, with a kernel and forked? Processor seconds, least of some runs."""

import os
import resource
import tempfile
from pathlib import Path

import papermill

from acohandbook.runs.chapters import chosen_chapters
from acohandbook.runs.work import Job, do
from acohandbook.site.opening import site_folder

SITE = "northmoor"
REPEATS = 3


def report():
    """Write a table of all chapters."""
    import acohandbook.runs.preloaded  # noqa: F401 — as in the process from which workers are forked

    chapters, site = tuple(chosen_chapters(None)), site_folder(SITE)
    forked, kernel = {}, {}
    for _ in range(REPEATS):
        with tempfile.TemporaryDirectory() as folder:
            names = dict.fromkeys(["steps", *(chapter.name for chapter in chapters)], "")
            before = _busy()
            for record in do(Job(site, Path(folder), names, chapters), began=lambda name: None):
                after = _busy()
                forked[record.name] = min(forked.get(record.name, after - before), after - before)
                before = after
    for chapter in chapters:
        with tempfile.TemporaryDirectory() as folder:
            before = _busy()
            papermill.execute_notebook(
                chapter.path,
                Path(folder) / "executed.ipynb",
                parameters={"site": str(site)},
                progress_bar=False,
                kernel_name="python3",
            )
            kernel[chapter.name] = _busy() - before
    lines = [
        f"Processor seconds for `{SITE}`; load {os.getloadavg()[0]:.1f}.",
        "",
        "| chapter | with a kernel, s | forked, s | times faster |",
        "|---|" + "---:|" * 3,
    ]
    for name, seconds in kernel.items():
        lines.append(f"| {name} | {seconds:.2f} | {forked[name]:.3f} | {seconds / forked[name]:.0f} |")
    lines.append(f"| steps, tables and Parquet, once a site | | {forked['steps']:.3f} | |")
    whole = sum(kernel.values()), sum(forked.values())
    lines.append(f"| all | {whole[0]:.1f} | {whole[1]:.2f} | {whole[0] / whole[1]:.0f} |")
    return "\n".join(lines)


def _busy():
    """Processor seconds of this process and of all that it has waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)
