"""The tables of evidence as chapter 12 shows them, and where a fresh run differs from what is committed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from acohandbook.published.evidence import NAMES, evidence
from acohandbook.workings import Table

# The columns that name a row; a table without any has its rows numbered.
_KEYS = {
    "mssp_by_class": ["class"],
    "mssp_by_year": ["performance_year", "class"],
    "mssp_misses": ["performance_year", "class", "reason"],
    "mssp_minimum_rates": ["performance_year"],
    "nhs_targets": ["level"],
    "place_need": ["component"],
    "savings_spread": ["population"],
    "need_spread": ["financial_year"],
    "worked_examples": ["set"],
}
# Differences far below a hundredth of one per cent are shown with as many digits as tell them from nought.
_TINY = ("largest_difference_rate", "largest_difference", "mean_difference")
_RATES = ("residual", "chance", "relative_need", "relative_need_rounded", "printed_by_the_tool")
# Committed tables hold ten digits.
_SAME = 1e-8


def evidence_tables(published: str | Path | None = None) -> dict[str, Table]:
    """Every table of evidence by name: live from a folder of published files, else as committed.

    Raises
    ------
    PublishedFileError
        A published file is missing from the folder.
    """
    return dict(_committed()) if published is None else _tables(published)


@cache
def _committed() -> dict[str, Table]:
    return _tables(None)


def _tables(published: str | Path | None) -> dict[str, Table]:
    return {name: _table(name, published) for name in NAMES}


def evidence_differences(published: str | Path | None) -> list[str]:
    """Columns in which a fresh run differs from the committed tables; none where no folder is given."""
    if published is None:
        return []
    different = []
    for name in NAMES:
        fresh, committed = evidence(name, Path(published)), evidence(name)
        if list(fresh.columns) != list(committed.columns) or len(fresh) != len(committed):
            different.append(name)
            continue
        different += [f"{name}.{column}" for column in fresh if not _same(fresh[column], committed[column])]
    return different


def _same(fresh, committed) -> bool:
    if committed.dtype.kind in "if":
        return np.allclose(fresh.astype(float), committed, rtol=_SAME, atol=_SAME, equal_nan=True)
    return fresh.tolist() == committed.tolist()


def _table(name: str, published: str | Path | None) -> Table:
    frame = evidence(name, None if published is None else Path(published))
    keys = _KEYS.get(name)
    if keys is None:
        frame.insert(0, "row", range(1, len(frame) + 1))
        keys = ["row"]
    table = Table(f"evidence.{name}", {key: frame[key].astype(str).tolist() for key in keys})
    for column in frame.columns.drop(keys):
        values = frame[column]
        if column in _TINY:
            table.input(column, [f"{value:.4%}" for value in values], "text", "evidence")
        else:
            table.input(column, values.to_numpy(), _unit(column, values), "evidence")
    return table


def _unit(column: str, values) -> str:
    if values.dtype.kind not in "if":
        return "text"
    if column.endswith(("_rate", "_chance")) or column in ("rate", *_RATES):
        return "rate"
    return "persons" if column == "persons" else "number"
