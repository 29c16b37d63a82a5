"""What is the same whenever a chapter is run, done once in the process from which its runs are forked."""

from __future__ import annotations

from pathlib import Path

from nbformat import NotebookNode
from papermill.iorw import load_notebook_node

from acohandbook.runs.pages import prose
from acohandbook.runs.shell import waiting_shell

_read: dict[Path, NotebookNode] = {}


def make_ready(chapter: Path) -> None:
    """Read a notebook, have the waiting shell read its cells, and set its prose.

    For a process that forks each run: a run changes the notebook that it is given.
    """
    if chapter in _read:
        return
    notebook = load_notebook_node(str(chapter))
    shell = waiting_shell()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            prose(cell.source)
        elif cell.cell_type == "code":
            code = shell.transform_cell(cell.source)
            shell.should_run_async(cell.source, transformed_cell=code, preprocessing_exc_tuple=None)
            shell.displayhook.semicolon_at_end_of_expression(code.rstrip("\n"))
            shell.compile.get_code_name(cell.source, code, 0)
    _read[chapter] = notebook


def notebook_of(chapter: Path) -> NotebookNode:
    """The notebook of a chapter, to be run once: the one made ready, where there is one."""
    return _read.pop(chapter, None) or load_notebook_node(str(chapter))
