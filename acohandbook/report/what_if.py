"""What if: one or several inputs changed in a stated order, and what each change does to every figure.

All steps are worked out again after each change. What a change does is the difference between the results
after it and those before it, so that the differences of all changes add up to the whole, to the penny. The
same inputs changed in another order may share out the whole in another way: the order is part of the answer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np

from acohandbook.report import words
from acohandbook.report.changes import Change, Parts, read_change
from acohandbook.report.exhibits import Exhibit
from acohandbook.rules.dialect import to_pounds
from acohandbook.site import Site, SiteFaults
from acohandbook.site.models import MODELS
from acohandbook.steps import Results, run_steps
from acohandbook.steps.results import parse_figure
from acohandbook.workings import StepResult, Table

STATEMENT = "settlement.statement"
NET = "net_gbp"


@dataclass(frozen=True)
class Difference:
    """One figure that changed.

    Attributes
    ----------
    figure, unit : str
    before, after : float, str or None
        Money in pounds; None for blank, and for a row that is not there.
    by_change : tuple of float
        What each change did, in order; they add up to the whole, money to the penny. Empty for text and
        where a value is None on the way.
    """

    figure: str
    unit: str
    before: float | str | None
    after: float | str | None
    by_change: tuple = ()


class WhatIf:
    """Results before and after some changes, and what lies between.

    Parameters
    ----------
    labels : sequence of str
        What each change is, in order.
    stages : sequence of Results
        Before any change, and after each one.

    Attributes
    ----------
    labels, stages
    differences : list of Difference
        Every figure of every step that changed.
    parties : Table
        Net settlement by party and year: ``before_gbp``, ``change_1_gbp`` ..., ``after_gbp``.
    items : Table
        What moved it: the same for every column of the statement that changed.
    """

    def __init__(self, labels: Sequence[str], stages: Sequence[Results]):
        self.labels = list(labels)
        self.stages = list(stages)
        self.differences = [difference for name in self._table_names() for difference in self._compared(name)]
        step = StepResult("what_if")
        statement = [d for d in self.differences if d.figure.startswith(f"{STATEMENT}.") and d.by_change]
        self.parties = self._bridge(step, "parties", [d for d in statement if _column(d) == NET])
        self.items = self._bridge(step, "items", [d for d in statement if _column(d) != NET])
        self.proofs = step.proofs

    def _table_names(self) -> list[str]:
        return list(dict.fromkeys(name for results in self.stages for name in results.tables))

    def _compared(self, name: str) -> list[Difference]:
        tables = [results.tables[name] for results in self.stages if name in results.tables]
        if len(tables) < len(self.stages):
            return []
        rows = list(dict.fromkeys(key for table in tables for key in table.positions(table.keys)))
        places = [table.positions(table.keys) for table in tables]
        alike = all(list(place) == rows for place in places)
        found = []
        for column in tables[-1].columns:
            if column in tables[-1].keys or not all(column in table for table in tables):
                continue
            if alike and all(_equal(first[column], second[column]) for first, second in pairwise(tables)):
                continue
            found += self._changed(tables, places, rows, column)
        return found

    @staticmethod
    def _changed(tables, places, rows, column) -> list[Difference]:
        name, keys, unit = tables[-1].name, tables[-1].keys, tables[-1].unit(column)
        columns = [table[column].tolist() for table in tables]
        found = []
        for row in rows:
            spots = [place.get(row) for place in places]
            values = [
                None if spot is None or values[spot] != values[spot] else values[spot]
                for spot, values in zip(spots, columns, strict=True)
            ]
            if all(first == second for first, second in pairwise(values)):
                continue
            named = ",".join(f"{key}={value}" for key, value in zip(keys, row, strict=True))
            figure = f"{name}.{column}[{named}]" if named else f"{name}.{column}"
            steps = ()
            if unit != "text" and None not in values:
                steps = tuple(after - before for before, after in pairwise(values))
            if unit == "gbp":
                steps = tuple(to_pounds(pence) for pence in steps)
                values = [None if value is None else to_pounds(value) for value in values]
            found.append(Difference(figure, unit, values[0], values[-1], steps))
        return found

    def _bridge(self, step: StepResult, name: str, differences: Sequence[Difference]) -> Table:
        """A table that leads from before to after, change by change, with its proof."""
        keys = [_keys(difference) for difference in differences]
        named = {key: [one[key] for one in keys] for key in ("party_id", "financial_year")}
        if name == "items":
            named["item"] = [_column(difference) for difference in differences]
        table = step.table(name, named)
        changes = [f"change_{number}_gbp" for number in range(1, len(self.labels) + 1)]
        table.input_pounds("before_gbp", [d.before for d in differences], "the results before any change")
        for position, column in enumerate(changes):
            table.input_pounds(column, [d.by_change[position] for d in differences], self.labels[position])
        table.input_pounds("after_gbp", [d.after for d in differences], "the results after all changes")
        step.prove_rows(f"before and changes make after, {name}", table, "before_gbp", changes, "after_gbp")
        return table

    def _exhibit(self, table: Table, caption: str) -> Exhibit:
        headings = {key: words.title(key) for key in table.keys} | {"before_gbp": "Before (£)"}
        headings |= {f"change_{n}_gbp": f"Change {n} (£)" for n in range(1, len(self.labels) + 1)}
        return Exhibit(table, caption, headings | {"after_gbp": "After (£)"}, pence=True)

    def exhibits(self) -> list[Exhibit]:
        """Tables for a reader: each party's net settlement, and the items that moved it."""
        shown = [self._exhibit(self.parties, "Net settlement by party and year, change by change")]
        return [*shown, self._exhibit(self.items, "What moved it: items of the statement")]

    def as_text(self, largest: int = 10) -> str:
        """The answer for a reader: changes in order, parties, items, and the largest other differences."""
        lines = ["Changes, in this order:"]
        lines += [f"  {number}. {label}" for number, label in enumerate(self.labels, 1)]
        if not self.differences:
            return "\n".join([*lines, "", "No figure changes."])
        if len(self.parties):
            lines += ["", *(text for one in self.exhibits() for text in (repr(one), ""))]
        else:
            lines += ["", "No party's net settlement changes.", ""]
        statuses = [d for d in self.differences if d.figure.startswith("assurance.tests.status[")]
        lines += [f"Test {_keys(d)['test_id']}: {d.before} before, {d.after} after" for d in statuses]
        others = [d for d in self.differences if d.unit == "gbp" and d.by_change]
        others = [d for d in others if not d.figure.startswith(f"{STATEMENT}.")]
        others.sort(key=lambda d: (-abs(d.after - d.before), d.figure))
        counted = f"{len(self.differences):,} figures change"
        if others:
            lines += ["", f"{counted}; the largest in pounds outside the statement:"]
            lines += [
                f"  {d.figure}: {words.pounds(d.before, True)} to {words.pounds(d.after, True)}"
                for d in others[:largest]
            ]
        else:
            lines.append(f"{counted}.")
        return "\n".join(lines)

    def as_dict(self) -> dict:
        """Everything as plain data: changes in order, and every figure that changed."""
        return {
            "changes": self.labels,
            "figures": [
                {
                    "figure": d.figure,
                    "unit": d.unit,
                    "before": d.before,
                    "after": d.after,
                    "by_change": list(d.by_change),
                }
                for d in self.differences
            ],
        }

    def as_json(self) -> str:
        """The same as JSON."""
        return json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n"

    def __repr__(self) -> str:
        return self.as_text()

    def _repr_html_(self) -> str:
        return "".join(exhibit._repr_html_() for exhibit in self.exhibits())


def what_if(site: Site, changes: Sequence[str | Change]) -> WhatIf:
    """Change inputs one after another and see what each does to every figure.

    Parameters
    ----------
    site : Site
    changes : sequence of str
        Each ``TABLE.COLUMN[key=value,...]=VALUE``, or ``settings.SECTION.KEY=VALUE`` for a setting. Where one
        alone would leave a site that does not hold together (a ledger line without its total), the next ones
        are taken with it.

    Returns
    -------
    WhatIf

    Raises
    ------
    ChangeError
        When a change names nothing in the site.
    SiteFaults
        When the changed site has faults.
    """
    read = [one if isinstance(one, Change) else read_change(one) for one in changes]
    return _walked(site, [change.apply for change in read])


def what_changed(earlier: Site, later: Site) -> WhatIf:
    """What leads from one version of a site to another, table by table.

    The settings come first, then the tables in the order in which a site is read. Where one table alone
    would leave a site that does not hold together, the next ones are taken with it.

    Raises
    ------
    SiteFaults
        When the way cannot be walked although both ends are sound.
    """
    moves = []
    if earlier.given_settings != later.given_settings:
        moves.append(lambda parts, _: (Parts(later.given_settings, parts.tables), "site.toml"))
    moves += [
        partial(_replaced, name, later.columns[name])
        for name in MODELS
        if _differs(earlier.columns[name], later.columns[name])
    ]
    return _walked(earlier, moves)


def _replaced(name: str, columns: Mapping, parts: Parts, site: Site) -> tuple[Parts, str]:
    return Parts(parts.settings, {**parts.tables, name: columns}), f"{name}.csv"


def _walked(site: Site, moves: Sequence) -> WhatIf:
    """The results after each move; one that leaves faults is taken together with the next."""
    labels, stages, together = [], [run_steps(site)], []
    parts = Parts(site.given_settings, site.columns)
    for number, move in enumerate(moves, 1):
        parts, label = move(parts, site)
        together.append(label)
        try:
            site = Site.from_tables(site.key, *parts)
        except SiteFaults:
            if number == len(moves):
                raise
            continue
        labels.append("; together with ".join(together))
        stages.append(run_steps(site))
        together = []
    return WhatIf(labels, stages)


def _differs(first, second) -> bool:
    return list(first) != list(second) or any(first[column] != second[column] for column in first)


def _equal(first: np.ndarray, second: np.ndarray) -> bool:
    if first.dtype == object:
        return first.tolist() == second.tolist()
    return np.array_equal(first, second, equal_nan=True)


def _column(difference: Difference) -> str:
    return difference.figure.partition("[")[0].rpartition(".")[2]


def _keys(difference: Difference) -> dict[str, str]:
    return parse_figure(difference.figure)[3]
