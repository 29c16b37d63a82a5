"""Loading a site: every file read and checked, then one ``Site`` or all faults at once."""

from __future__ import annotations

import pandas

from acohandbook.site.models import MODELS, columns_of
from acohandbook.site.settings import Settings
from acohandbook.site.site import Site


def site_from_memory(key, settings, tables) -> Site:
    """A site from settings and tables in memory; see ``Site.from_tables``."""
    frames = {}
    for name, model in MODELS.items():
        given = pandas.DataFrame(tables.get(name, []))
        frame = {}
        for column, declared in columns_of(model).items():
            values = [None if value != value else value for value in given.get(column, [None] * len(given))]
            text = declared.unit == "text"
            frame[column] = (
                pandas.Series(values, dtype=object) if text else pandas.Series(values, dtype=float)
            )
        frames[name] = pandas.DataFrame(frame)
    return Site(key, Settings.model_validate(settings), frames)
