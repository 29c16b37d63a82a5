"""One chapter for one site, through papermill: the executed notebook, and a page of it without code."""

from __future__ import annotations

import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acohandbook.runs.chapters import Chapter
from acohandbook.runs.outputs import whole_file, write_text
from acohandbook.runs.pages import chapter_page

CELL_SECONDS = 120
ENGINES = ("fast", "papermill")
_INJECTED, _ERROR = "injected-parameters", "papermill-error-cell-tag"


@dataclass(frozen=True)
class Outcome:
    """How one chapter's run ended: ``done`` or ``failed``, with the reason in one line."""

    chapter: str
    status: str
    reason: str
    seconds: float


def execute(
    chapter: Chapter,
    site: Path,
    parameters: Mapping,
    output: Path,
    engine: str = "papermill",
    cell_seconds: int = CELL_SECONDS,
) -> Outcome:
    """Run a chapter for a site and write ``output/chapters/NAME.ipynb`` and ``NAME.html``, each whole.

    A chapter that fails is written too, with papermill's mark on the cell that failed, and reported.

    Parameters
    ----------
    engine : str
        ``papermill``: papermill's own, a kernel each. ``fast``: in this process, which it leaves changed.
    cell_seconds : int
        Time that one cell may take.
    """
    import nbformat

    given = given_parameters(chapter, site, parameters)
    folder = output / "chapters"
    began = time.perf_counter()
    with whole_file(folder / f"{chapter.name}.ipynb") as unfinished:
        run = _fast if engine == "fast" else _with_kernel
        notebook, reason = run(
            unfinished, input_path=chapter.path, parameters=given, execution_timeout=cell_seconds
        )
        tidy(notebook, chapter)
        text = nbformat.writes(notebook) + "\n"
        unfinished.write_text(text, encoding="utf-8", newline="\n")
    write_text(folder / f"{chapter.name}.html", chapter_page(notebook, chapter.name, reason))
    status = "failed" if reason else "done"
    return Outcome(chapter.name, status, reason, time.perf_counter() - began)


def _with_kernel(path: Path, **options):
    """Papermill's own engine: a kernel, and the notebook written after every cell."""
    import nbformat

    reason = _papermill(output_path=path, **options)
    with warnings.catch_warnings():  # a marker cell of papermill has no id until it gets ours
        warnings.simplefilter("ignore")
        return nbformat.read(path, as_version=4), reason


def _fast(path: Path, **options):
    from acohandbook.runs.engine import FastEngine, register

    reason = _papermill(output_path=None, engine_name=register(), **options)
    return FastEngine.latest, reason


def _papermill(**options) -> str:
    """Have papermill run a notebook; returns why it failed, or nothing."""
    import papermill
    from papermill.exceptions import PapermillException

    try:
        papermill.execute_notebook(progress_bar=False, kernel_name="python3", **options)
    except (PapermillException, RuntimeError, TimeoutError) as error:
        return in_one_line(error)
    return ""


def given_parameters(chapter: Chapter, site: Path, parameters: Mapping) -> dict:
    """What a chapter is given: the site, and those of the parameters that it declares."""
    given = {name: value for name, value in parameters.items() if name in chapter.parameters}
    return given | ({"site": str(site)} if "site" in chapter.parameters else {})


def tidy(notebook, chapter: Chapter) -> None:
    """Take from an executed notebook what differs from run to run without meaning anything: ids and paths."""
    notebook.metadata.papermill["input_path"] = chapter.path.name
    notebook.metadata.papermill["output_path"] = f"chapters/{chapter.name}.ipynb"
    for place, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = _INJECTED
        elif _ERROR in tags:
            cell["id"] = f"error-{place}"


def in_one_line(error: Exception) -> str:
    """Name and first line of an error."""
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    first = next((line for line in str(value).splitlines() if line.strip()), "")
    return f"{name}: {first}"[:300]
