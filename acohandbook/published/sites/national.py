"""Lists of ``data/national`` that an import uses, as plain rows."""

from __future__ import annotations

import csv
from functools import cache

from acohandbook.resources import folder


@cache
def national_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of a list of ``data/national``, every cell as text; shared, so not to be changed."""
    with (folder("data/national") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def national_value(parameter: str, year: str) -> tuple[float, str] | None:
    """The value of a national parameter in a year and its source, or None where there is none."""
    for row in national_rows("parameters"):
        if (row["parameter_id"], row["financial_year"]) == (parameter, year):
            return float(row["value"]), row["source_id"]
    return None
