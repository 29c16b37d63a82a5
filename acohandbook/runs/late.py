"""papermill without what reads notebooks in clouds, which takes as long to import as all the rest of it.

The libraries of Amazon, Microsoft and Google are imported when a notebook there is first read or written.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module, util

# Names in papermill.iorw, each with the module that it comes from.
_LATE = {
    "S3": "papermill.s3",
    "ADL": "papermill.adl",
    "AzureBlobStore": "papermill.abs",
    "GCSFileSystem": "gcsfs",
}
_CLOUDS = ("azure", "boto3", "gcsfs")


def import_papermill() -> None:
    """Import papermill; nothing happens where it is there already."""
    if "papermill" in sys.modules:
        return
    with _as_if_missing(_CLOUDS):
        iorw = import_module("papermill.iorw")
    for name, module in _LATE.items():
        if util.find_spec(module.partition(".")[0]):
            setattr(iorw, name, partial(_made, module, name))
    if util.find_spec("gcsfs"):
        iorw.gs_is_retriable = partial(_made, "gcsfs.retry", "is_retriable")


def _made(module: str, name: str, *given):
    return getattr(import_module(module), name)(*given)


@contextmanager
def _as_if_missing(names: tuple[str, ...]) -> Iterator[None]:
    hidden = [name for name in names if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]
