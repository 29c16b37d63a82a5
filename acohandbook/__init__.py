"""Set, test and settle the whole population budget of an accountable care organisation.

The package is in rooms, each of which knows only those below it::

    cli -> runs -> report -> steps -> site -> rules

Rooms and public names are loaded when they are first used, so that ``import acohandbook`` and
``acohandbook --help`` answer at once.
"""

from importlib import import_module

__version__ = "2026.11.0"

_ROOMS = ("published", "report", "resources", "rules", "runs", "site", "steps")


def __getattr__(name):
    """Load a room of the package at its first use (PEP 562)."""
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__():
    """List the version and the rooms, loaded or not."""
    return sorted({*globals(), *_ROOMS})
