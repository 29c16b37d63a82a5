"""A site: one ACO's settings and tables, loaded and checked, or every fault in them at once.

``load_site``
    a folder becomes a ``Site``, or ``SiteFaults`` with every fault
``check_site``
    the faults alone
``Site.from_tables``
    the same from memory
``write_site``, ``write_parts``
    a site, or settings and tables, become a folder
``json_schema``, ``data_dictionary_markdown``, ``parameter_reference_markdown``
    what a site may hold, from the models that check it
"""

from importlib import import_module

_HOMES = {
    "Fault": "faults",
    "Settings": "settings",
    "Site": "site",
    "SiteFaults": "faults",
    "check_site": "loading",
    "data_dictionary_markdown": "reference",
    "json_schema": "reference",
    "load_site": "loading",
    "parameter_reference_markdown": "reference",
    "write_parts": "writing",
    "write_site": "writing",
}


def __getattr__(name):
    """Load a public name at its first use, since pandas and pandera take a while to import."""
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = sorted(_HOMES)
