"""The fast papermill engine: the cells of a notebook run in this process, without a kernel of its own.

Starting a kernel and importing the libraries is nearly all of what papermill's own engine does for a short
notebook. Here the process has them already. Everything that decides what a notebook looks like afterwards is
the libraries' own: ipykernel's shell runs the cells and publishes results, displays and errors as messages,
and nbclient's handling of messages turns them into outputs. Only the sockets between the two are left out.

The engine leaves its process changed (streams, shell, modules). Run one notebook in one process: see
``acohandbook.runs.forking``.
"""

from __future__ import annotations

import asyncio
import builtins
import getpass
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

from IPython.core.error import StdinNotImplementedError
from nbclient.exceptions import CellControlSignal, CellTimeoutError
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines
from papermill.log import logger

from acohandbook.runs.kernel import CapturingSession, Kernel, KernelClient, captured_widgets
from acohandbook.runs.shell import shell_for
from acohandbook.runs.streams import caught_streams

NAME = "acohandbook-fast"
LANGUAGE_INFO = {
    "name": "python",
    "version": sys.version.split()[0],
    "mimetype": "text/x-python",
    "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
    "pygments_lexer": f"ipython{sys.version_info[0]}",
    "nbconvert_exporter": "python",
    "file_extension": ".py",
}


class FastClient(PapermillNotebookClient):
    """Runs the cells in this process and treats their messages as nbclient treats a kernel's."""

    def execute(self, **_):
        """Run every cell; stop at the first that fails, as papermill does."""
        self.reset_execution_trackers()
        session = CapturingSession(self._receive)
        self.kc = KernelClient(session)
        self._kernel = Kernel(session)
        self._loop = asyncio.new_event_loop()
        self._cell = None
        with caught_streams(self._stream), captured_widgets(self._kernel), _no_input():
            self._shell = shell_for(self._kernel)
            self.papermill_execute_cells()
        self._loop.close()
        self.nb.metadata["language_info"] = LANGUAGE_INFO
        self.set_widgets_metadata()
        return self.nb

    def execute_cell(self, cell, cell_index, execution_count=None, store_history=True):
        """Run one cell here.

        Raises
        ------
        CellExecutionError
            When the cell raises.
        CellTimeoutError
            When it takes longer than the notebook's timeout.
        """
        if cell.cell_type != "code" or not cell.source.strip():
            return cell
        if self.skip_cells_with_tag in cell.metadata.get("tags", []):
            return cell
        if self.record_timing:
            cell["metadata"]["execution"] = {}
        cell.outputs = []
        self.clear_before_next_output = False
        self._cell, self._cell_index = cell, cell_index
        session, shell = self.kc.session, self._shell
        request = session.msg("execute_request", {"code": cell.source})
        self._kernel.parent = request
        shell.set_parent(request)
        self._tell("status", {"execution_state": "busy"})
        self._tell("execute_input", {"code": cell.source, "execution_count": shell.execution_count})
        self.code_cells_executed += 1
        timeout = self._get_timeout(cell)
        with _alarm(timeout) as late:
            result = self._loop.run_until_complete(self._run(cell.source, store_history))
        sys.stdout.flush()
        sys.stderr.flush()
        if late:
            cell.outputs = [out for out in cell.outputs if out.output_type != "error"]
            raise CellTimeoutError.error_from_timeout_and_cell("Cell execution timed out", int(timeout), cell)
        reply = self._reply(result)
        if self.record_timing:
            now = session.msg("execute_reply")["header"]["date"]
            cell["metadata"]["execution"]["shell.execute_reply"] = now.isoformat().replace("+00:00", "Z")
        with suppress(CellControlSignal):  # the idle message says that the cell is complete
            self._tell("status", {"execution_state": "idle"})
        self._cell = None  # what a widget says of its own accord belongs to no cell
        self.kc.shell_channel.deliver()
        if reply["content"]["status"] != "ok":
            self._loop.run_until_complete(self._check_raise_for_error(cell, cell_index, reply))
        self.nb["cells"][cell_index] = cell
        return cell

    async def _run(self, code: str, store_history: bool):
        """As ipykernel: a cell that awaits is awaited, any other is run, both within a running loop."""
        shell = self._shell
        try:
            transformed, failure = shell.transform_cell(code), None
        except Exception:
            transformed, failure = code, sys.exc_info()
        if not shell.should_run_async(code, transformed_cell=transformed, preprocessing_exc_tuple=failure):
            return shell.run_cell(code, store_history=store_history)
        result = await shell.run_cell_async(
            code, store_history=store_history, transformed_cell=transformed, preprocessing_exc_tuple=failure
        )
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)
        return result

    def _reply(self, result) -> dict:
        self._shell.payload_manager.clear_payload()
        failed_in_display = getattr(self._shell, "_last_traceback_during_displayhook", False)
        if result.success and not failed_in_display:
            return {"content": {"status": "ok"}}
        error = result.error_before_exec or result.error_in_exec
        content = {
            "status": "error",
            "traceback": self._shell._last_traceback or [],
            "ename": type(error).__name__,
            "evalue": str(error),
        }
        return {"content": content}

    def _stream(self, name: str, text: str) -> None:
        self._tell("stream", {"name": name, "text": text})

    def _tell(self, kind: str, content: dict) -> None:
        self._receive(self.kc.session.msg(kind, content, parent=self._kernel.parent))

    def _receive(self, message: dict) -> None:
        if self._cell is not None:  # before the first cell there is nowhere to put an output
            self.process_message(message, self._cell, self._cell_index)


class _Manager(NotebookExecutionManager):
    """Papermill's record of times and states, kept in memory alone."""

    def cell_complete(self, cell, cell_index=None, **_):
        """As papermill's own, which reads the start from its text by a general reader of dates."""
        kept, ended = cell.metadata.papermill, self.now()
        kept["end_time"] = ended.isoformat()
        if kept.get("start_time"):
            kept["duration"] = (ended - datetime.fromisoformat(kept["start_time"])).total_seconds()
        if kept["status"] != self.FAILED:
            kept["status"] = self.COMPLETED


class FastEngine(Engine):
    """Papermill's own steps around a client that needs no kernel."""

    @classmethod
    def execute_notebook(cls, nb, kernel_name, execution_timeout=None, **_):
        """Run the notebook in this process; nothing is written.

        Parameters
        ----------
        execution_timeout : int, optional
            Seconds that one cell may take.
        """
        manager = _Manager(nb, progress_bar=False)
        manager.notebook_start()
        try:
            FastClient(manager, log=logger, timeout=execution_timeout, kernel_name=kernel_name).execute()
        finally:
            manager.notebook_complete()
        return manager.nb


@contextmanager
def _no_input() -> Iterator[None]:
    """Nobody is there to answer, as under papermill."""

    def refuse(*_, **__):
        raise StdinNotImplementedError(
            "raw_input was called, but this frontend does not support input requests."
        )

    before = builtins.input, getpass.getpass
    builtins.input = getpass.getpass = refuse
    try:
        yield
    finally:
        builtins.input, getpass.getpass = before


@contextmanager
def _alarm(seconds: float | None) -> Iterator[list]:
    """Interrupt the cell after some seconds, and say so in the list; one that goes on is interrupted again.

    Only the main thread of a POSIX process has an alarm. Elsewhere the time for the whole run ends it.
    """
    late: list[bool] = []
    usable = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not seconds or not usable:
        yield late
        return

    def interrupt(*_):
        late.append(True)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield late
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def register() -> str:
    """Make the engine known to papermill; returns its name."""
    papermill_engines.register(NAME, FastEngine)
    return NAME
