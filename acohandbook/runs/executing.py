"""One chapter for one site, through papermill: the executed notebook, and a page of it without code."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from acohandbook.runs.chapters import Chapter
from acohandbook.runs.outputs import kept_in, whole_file, write_text
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

    A chapter that fails is written too, with papermill's mark on the cell that failed, and reported. What is
    written names as its site the copy of the inputs that is kept beside it, so that it runs again wherever
    the results of its site are taken.

    Parameters
    ----------
    engine : str
        ``papermill``: papermill's own, a kernel each. ``fast``: in this process, which it leaves changed.
    cell_seconds : int
        Time that one cell may take.
    """
    from acohandbook.runs.writing import notebook_text

    given = given_parameters(chapter, site, parameters)
    folder = output / "chapters"
    began = time.perf_counter()
    with whole_file(folder / f"{chapter.name}.ipynb") as unfinished:
        if engine == "fast":
            notebook, reason = _fast(chapter.path, given, cell_seconds)
        else:
            notebook, reason = _with_kernel(chapter.path, unfinished, given, cell_seconds)
        tidy(notebook, chapter, site)
        page = chapter_page(notebook, chapter.name, reason)
        unfinished.write_text(notebook_text(notebook) + "\n", encoding="utf-8", newline="\n")
    write_text(folder / f"{chapter.name}.html", page)
    status = "failed" if reason else "done"
    return Outcome(chapter.name, status, reason, time.perf_counter() - began)


def _with_kernel(chapter: Path, output: Path, parameters: Mapping, cell_seconds: int):
    """Papermill's own engine: a kernel, and the notebook written after every cell."""
    import nbformat
    import papermill

    reason = _failure_of(
        lambda: papermill.execute_notebook(
            chapter,
            output,
            parameters=parameters,
            kernel_name="python3",
            execution_timeout=cell_seconds,
            progress_bar=False,
        )
    )
    with warnings.catch_warnings():  # a marker cell of papermill has no id until it gets ours
        warnings.simplefilter("ignore")
        return nbformat.read(output, as_version=4), reason


def _fast(chapter: Path, parameters: Mapping, cell_seconds: int):
    """The steps of ``papermill.execute_notebook`` in memory, which would write the notebook once more."""
    from papermill.execute import prepare_notebook_metadata, raise_for_execution_errors, remove_error_markers
    from papermill.parameterize import parameterize_notebook

    from acohandbook.runs.engine import FastEngine, register
    from acohandbook.runs.ready import notebook_of

    notebook = notebook_of(chapter)
    if parameters:
        notebook = parameterize_notebook(notebook, parameters, kernel_name="python3", engine_name=register())
    notebook = remove_error_markers(prepare_notebook_metadata(notebook, str(chapter), None))

    def run() -> None:
        FastEngine.execute_notebook(notebook, "python3", execution_timeout=cell_seconds)
        raise_for_execution_errors(notebook, None)

    return notebook, _failure_of(run)


def _failure_of(run: Callable[[], object]) -> str:
    """Why a run of papermill failed, or nothing."""
    from papermill.exceptions import PapermillException

    try:
        run()
    except (PapermillException, RuntimeError, TimeoutError) as error:
        return in_one_line(error)
    return ""


def given_parameters(chapter: Chapter, site: Path, parameters: Mapping) -> dict:
    """What a chapter is given: the site, and those of the parameters that it declares."""
    given = {name: value for name, value in parameters.items() if name in chapter.parameters}
    return given | ({"site": str(site)} if "site" in chapter.parameters else {})


def tidy(notebook, chapter: Chapter, site: Path) -> None:
    """Take from an executed notebook what differs from run to run without meaning anything: ids and paths."""
    from papermill.translators import PythonTranslator

    given, kept = str(site), f"../{kept_in(site.name)}"
    said, told = (f"site = {PythonTranslator.translate(text)}" for text in (given, kept))
    about = notebook.metadata.papermill
    about["input_path"] = chapter.path.name
    about["output_path"] = f"chapters/{chapter.name}.ipynb"
    if about["parameters"].get("site") == given:
        about["parameters"]["site"] = kept
    for place, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = _INJECTED
            cell["source"] = cell["source"].replace(said, told)
        elif _ERROR in tags:
            cell["id"] = f"error-{place}"


def in_one_line(error: Exception) -> str:
    """Name and first line of an error."""
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    first = next((line for line in str(value).splitlines() if line.strip()), "")
    return f"{name}: {first}"[:300]
