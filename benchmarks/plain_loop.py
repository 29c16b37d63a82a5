"""The loop that the fast engine is held against: papermill as its pages show it, some notebooks at a time.

``python -m benchmarks.plain_loop OUTPUT WORKERS SITE...`` runs every chapter for every site, each with a
kernel of its own, and writes ``OUTPUT/SITE/CHAPTER.ipynb`` after every cell.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import papermill

from acohandbook.runs.chapters import chosen_chapters


def run(job):
    """Run one chapter for one site."""
    chapter, site, output = job
    papermill.execute_notebook(
        chapter, output, parameters={"site": str(site)}, progress_bar=False, kernel_name="python3"
    )


def main(output, workers, *sites):
    """Run them all."""
    jobs = []
    for site in map(Path, sites):
        folder = Path(output) / site.name
        folder.mkdir(parents=True)
        jobs += [(one.path, site, folder / f"{one.name}.ipynb") for one in chosen_chapters(None)]
    with ProcessPoolExecutor(int(workers)) as pool:
        list(pool.map(run, jobs))


if __name__ == "__main__":
    main(*sys.argv[1:])
