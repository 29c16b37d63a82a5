"""One chapter for one site, through papermill."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from acohandbook.runs.chapters import Chapter
from acohandbook.runs.outputs import whole_file

CELL_TIMEOUT_SECONDS = 120


@dataclass(frozen=True)
class Outcome:
    """How one chapter's run ended: ``done`` or ``failed``, with the reason in one line."""

    chapter: str
    status: str
    reason: str
    seconds: float


def execute(chapter: Chapter, site: Path, parameters: Mapping, output: Path) -> Outcome:
    """Run a chapter for a site and write the executed notebook, whole.

    A chapter that fails is written too, with papermill's mark on the cell that failed, and reported.
    """
    import papermill
    from papermill.exceptions import PapermillException

    given = {name: value for name, value in parameters.items() if name in chapter.parameters}
    if "site" in chapter.parameters:
        given["site"] = str(site)
    began, status, reason = time.perf_counter(), "done", ""
    with whole_file(output) as unfinished:
        try:
            papermill.execute_notebook(
                chapter.path,
                unfinished,
                parameters=given,
                progress_bar=False,
                kernel_name="python3",
                execution_timeout=CELL_TIMEOUT_SECONDS,
            )
        except (PapermillException, RuntimeError, TimeoutError) as error:
            status, reason = "failed", _in_one_line(error)
            if not unfinished.exists():
                unfinished.write_bytes(chapter.path.read_bytes())
    return Outcome(chapter.name, status, reason, time.perf_counter() - began)


def _in_one_line(error: Exception) -> str:
    name, value = getattr(error, "ename", type(error).__name__), getattr(error, "evalue", str(error))
    first = next((line for line in str(value).splitlines() if line.strip()), "")
    return f"{name}: {first}"[:300]
