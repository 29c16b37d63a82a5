"""The shell that runs the cells of a notebook: as a kernel makes it, without a history file."""

from __future__ import annotations

import os
from functools import cache

from ipykernel import compiler
from ipykernel.zmqshell import ZMQInteractiveShell
from traitlets.config import Config

from acohandbook.runs.kernel import Kernel

_waiting: ZMQInteractiveShell | None = None


def waiting_shell() -> ZMQInteractiveShell:
    """The shell of the next run, made beforehand: a process that is forked from this one has it already."""
    global _waiting
    if _waiting is None:
        _waiting = _new_shell()
    return _waiting


def shell_for(kernel: Kernel) -> ZMQInteractiveShell:
    """The shell of this run, which reports to a kernel."""
    global _waiting
    shell, _waiting = waiting_shell(), None
    shell.kernel = kernel
    shell.displayhook.session = shell.display_pub.session = kernel.session
    shell.displayhook.topic = b"execute_result"
    shell.display_pub.pub_socket = shell.displayhook.pub_socket = object()
    return shell


def _new_shell() -> ZMQInteractiveShell:
    os.environ.setdefault("MPLBACKEND", "module://matplotlib_inline.backend_inline")
    ZMQInteractiveShell.clear_instance()
    shell = ZMQInteractiveShell.instance(
        compiler_class=compiler.XCachingCompiler, config=Config({"HistoryManager": {"enabled": False}})
    )
    _remember_texts(shell)
    shell.display_formatter.format(None)  # makes the formatters
    return shell


def _remember_texts(shell: ZMQInteractiveShell) -> None:
    """Have the shell read a text once: it asks the same of a cell up to four times, by reading it whole."""
    manager, hook = shell.input_transformer_manager, shell.displayhook
    transform, ask = manager.transform_cell, shell.should_run_async
    transformed = cache(lambda cell, *transforms: transform(cell))
    answered = cache(lambda autoawait, raw_cell, **given: ask(raw_cell, **given))

    def transform_cell(cell):
        transforms = (manager.cleanup_transforms, manager.line_transforms, manager.token_transformers)
        return transformed(cell, *map(tuple, transforms))

    manager.transform_cell = transform_cell
    shell.should_run_async = lambda raw_cell, **given: answered(shell.autoawait, raw_cell, **given)
    hook.semicolon_at_end_of_expression = cache(hook.semicolon_at_end_of_expression)
    if not hasattr(compiler.murmur2_x86, "cache_info"):  # names a cell by its letters, one by one
        compiler.murmur2_x86 = cache(compiler.murmur2_x86)
