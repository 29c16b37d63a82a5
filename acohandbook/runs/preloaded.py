"""Everything that running a chapter imports, imported once, before workers are forked.

Nothing here may start a thread: a fork copies only the thread that forks.
"""

import pkgutil
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec

import acohandbook
from acohandbook.runs.work import CAN_FORK

# Rooms that chapters open, with everything in them, and libraries that they use where there are such.
_ROOMS = ("report", "simulation", "site", "steps")
_WHERE_INSTALLED = ("ipywidgets", "SALib.analyze.sobol")
# What IPython, papermill and nbformat import only when a cell is run or a notebook is read or written.
_LATE = (
    "IPython.core.application",
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.crashhandler",
    "IPython.core.logger",
    "IPython.core.magics",
    "IPython.core.oinspect",
    "IPython.core.ultratb",
    "IPython.lib.pretty",
    "IPython.utils.wildcard",
    "acohandbook.published.evidence_tables",
    "acohandbook.runs.figures",
    "acohandbook.runs.ready",
    "acohandbook.runs.work",
    "bdb",
    "latex2mathml.converter",
    "markdown_it",
    "mdit_py_plugins.dollarmath",
    "mdit_py_plugins.myst_role",
    "pandas",
    "papermill",
    "psutil",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
)


def preload() -> None:
    """Import what the chapters need, and have made what is kept once it is made: a checker, tables."""
    import nbformat

    from acohandbook.runs.late import import_papermill

    import_papermill()
    from acohandbook.published.evidence_tables import evidence_tables
    from acohandbook.runs.engine import register
    from acohandbook.runs.output_checks import compile_output_checks
    from acohandbook.runs.pages import chapter_page

    inside = tuple(f"acohandbook.{room}." for room in _ROOMS)
    modules = [found.name for found in pkgutil.walk_packages(acohandbook.__path__, "acohandbook.")]
    optional = [name for name in _WHERE_INSTALLED if find_spec(name.partition(".")[0])]
    for name in (*_LATE, *optional):
        import_module(name)
    for name in modules:
        if name.startswith(inside):
            with suppress(ImportError):  # it needs an extra that is not installed, and says so when used
                import_module(name)
    if CAN_FORK:
        import_module("acohandbook.runs.forking")
    register()
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("$1$")])
    nbformat.validate(notebook)
    chapter_page(notebook, "")
    compile_output_checks()
    evidence_tables()


preload()
