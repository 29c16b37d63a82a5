"""The fast engine leaves the notebook that papermill's own engine leaves."""

import subprocess
import sys

import nbformat
import pytest
from notebooks import make_chapter, make_sites, plain

from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.chapters import chosen_chapters
from acohandbook.runs.work import CAN_FORK, Limits
from surroundings import ROOT

RICH = (
    "1 + 1",
    "print('out'); import sys; print('err', file=sys.stderr)",
    # A kernel hears a subprocess through a thread of its own, which needs a moment.
    "import subprocess, time\nprint('before', flush=True)\n"
    "_ = subprocess.run(['echo', 'from below'])\ntime.sleep(1)",
    "from IPython.display import HTML, Markdown, clear_output, display\nHTML('<b>bold</b>')",
    "handle = display(Markdown('first'), display_id=True)",
    "handle.update(Markdown('second'))",
    "print('gone'); clear_output(); print('kept')",
    "print('gone later'); clear_output(wait=True); display({'a': 1}); print('kept')",
    "import warnings; warnings.warn('look out')",
    "class Both:\n    def _repr_html_(self): return '<i>b</i>'\n    def __repr__(self): return 'b'\nBoth()",
    "x = 3;",
    "await __import__('asyncio').sleep(0); 'awaited'",
    "%who_ls int",
    "try:\n    input('?')\nexcept Exception as error:\n    print(type(error).__name__, error)",
    "import ipywidgets as w\nslider = w.IntSlider(value=3, description='n'); slider",
    "out = w.Output()\nwith out:\n    print('inside')\nout",
    "_, __, len(In)",
    "import os; os.getcwd() == os.path.realpath('.')",
)


def both(tmp_path, *cells, limits=None):
    """One chapter run by both engines: the two notebooks."""
    chapter = make_chapter(tmp_path, "01_fixture", *cells)
    site = make_sites(tmp_path / "sites", "one")
    for engine in ("papermill", "fast"):
        run_batch(
            Batch(site, tmp_path / engine, [chapter], engine=engine, limits=limits or Limits(cell_seconds=60))
        )
    return [
        nbformat.read(tmp_path / engine / "one" / "chapters" / "01_fixture.ipynb", as_version=4)
        for engine in ("papermill", "fast")
    ]


def test_streams_rich_output_updates_clearing_and_widgets_are_the_same(tmp_path, monkeypatch):
    monkeypatch.delenv("PYTEST_CURRENT_TEST")  # under it a kernel leaves the output of subprocesses alone
    kept, fast = both(tmp_path, *RICH)
    for expected, found in zip(plain(kept)["cells"], plain(fast)["cells"], strict=True):
        assert found == expected
    assert plain(fast) == plain(kept)
    outputs = [output for cell in fast.cells if cell.cell_type == "code" for output in cell.outputs]
    assert any(output.output_type == "execute_result" for output in outputs)
    assert any("from below" in output.get("text", "") for output in outputs)


def test_an_error_leaves_its_trace_and_stops_the_notebook(tmp_path):
    kept, fast = both(tmp_path, "print('so far')", "def f():\n    return 1 / 0\nf()", "print('never')")
    assert plain(fast) == plain(kept)
    errors = [o for cell in fast.cells for o in cell.get("outputs", []) if o.output_type == "error"]
    assert [error.ename for error in errors] == ["ZeroDivisionError"]
    assert fast.metadata.papermill.exception is True
    assert fast.cells[-1].outputs == []


def test_a_syntax_error_and_an_exit_are_the_same(tmp_path):
    kept, fast = both(tmp_path, "raise SystemExit(0)", "1 +")
    assert plain(fast) == plain(kept)


@pytest.mark.parametrize("site", ["northmoor"])
def test_chapters_are_the_same_by_both_engines(tmp_path, site):
    chapters = chosen_chapters(None)
    sites = [ROOT / "data" / "sites" / site]
    for engine in ("papermill", "fast"):
        assert run_batch(Batch(sites, tmp_path / engine, chapters, engine=engine, workers=2)) == 0
    for chapter in chapters:
        kept, fast = (
            nbformat.read(tmp_path / engine / site / "chapters" / f"{chapter.name}.ipynb", as_version=4)
            for engine in ("papermill", "fast")
        )
        assert plain(fast) == plain(kept), chapter.name
    tables = [
        {p.name: p.read_bytes() for p in (tmp_path / engine / site / "tables").iterdir()}
        for engine in ("papermill", "fast")
    ]
    assert tables[0] == tables[1]


def test_a_cell_that_takes_too_long_is_stopped(tmp_path):
    chapter = make_chapter(tmp_path, "01_slow", "print('begun')", "while True: pass", "print('never')")
    sites = make_sites(tmp_path / "sites", "one")
    assert run_batch(Batch(sites, tmp_path / "runs", [chapter], limits=Limits(cell_seconds=1))) == 1
    assert "Timeout" in (tmp_path / "runs" / "status.csv").read_text()
    kept = nbformat.read(tmp_path / "runs" / "one" / "chapters" / "01_slow.ipynb", as_version=4)
    assert kept.cells[3].outputs[0].text == "begun\n"
    assert kept.cells[-1].outputs == []


def test_workers_start_with_everything_imported():
    code = (
        "import acohandbook.runs.preloaded, sys, threading; from acohandbook.steps import STEPS;"
        "assert {'papermill', 'acohandbook.runs.engine', 'pandas'} <= set(sys.modules);"
        "assert all(f'acohandbook.steps.{step.name}' in sys.modules for step in STEPS);"
        "assert threading.active_count() == 1"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.skipif(not CAN_FORK, reason="Chapters are forked on Linux alone; elsewhere workers persist.")
def test_nothing_of_one_chapter_reaches_the_next(tmp_path):
    first = make_chapter(tmp_path, "01_first", "import builtins, os; builtins.left = 1; os.chdir('/')")
    look = "import builtins, os; assert not hasattr(builtins, 'left'); assert os.getcwd() != '/'"
    second = make_chapter(tmp_path, "02_second", look)
    sites = make_sites(tmp_path / "sites", "one")
    assert run_batch(Batch(sites, tmp_path / "runs", [first, second])) == 0
