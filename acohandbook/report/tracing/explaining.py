"""One figure as a tree: what combined into it, down to input cells, parameters and terms.

The tree is plain data (``Explanation.as_dict``) from which the figure can be worked out again without the
package: every map carries its formula in words that any program can read, every total its parts, every
split its weights. Cells that several figures share stand in it once, under their own name.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from acohandbook.report.tracing.leaves import source_of
from acohandbook.report.tracing.symbols import meaning_of, plain_formula
from acohandbook.report.tracing.wiring import Cell, Wiring
from acohandbook.rules.dialect import to_pounds
from acohandbook.steps import Results
from acohandbook.whole import write_text

FORMAT = "acohandbook explanation 1"
NOTE = (
    "Values of unit gbp are pounds; formulas and splits take and give them in whole pence. null is blank: a "
    "sum with a blank is blank, and no comparison with a blank holds. A split gives each part its exact "
    "proportion rounded towards zero, and the pennies left over one each to the largest remainders, ties to "
    "the smaller key."
)


@dataclass
class Node:
    """One cell and how it came about.

    Attributes
    ----------
    cell : Cell
    name : str
        ``step.table.column[key=value,...]``.
    unit, verb : str
        As in the record of the column; money is in pounds.
    value : float, str or None
        None for blank.
    children : list of (str, Cell)
        What it reads, under the name of an argument, ``reads``, ``part``, ``amount`` or ``weight of KEY``.
    details : dict
        Formula and meaning of the rule, what a total adds up, where an input stands.
    """

    cell: Cell
    name: str
    unit: str
    verb: str
    value: float | str | None
    children: list[tuple[str, Cell]] = field(default_factory=list)
    details: dict = field(default_factory=dict)

    @property
    def is_leaf(self) -> bool:
        """Whether it comes from outside."""
        return self.verb == "input"


class Explanation:
    """A figure and everything that it rests on.

    Parameters
    ----------
    results : Results
    figures : sequence of str
        Names of figures, ``step.table.column[key=value,...]``.

    Raises
    ------
    FigureError
        When a name leads nowhere; the message says what there is instead.
    """

    def __init__(self, results: Results, figures: Sequence[str], wiring: Wiring | None = None):
        self.site = results.site
        self._wiring = wiring or Wiring(results)
        self._nodes: dict[Cell, Node] = {}
        self.roots = [self._cell(results, figure) for figure in figures]

    @staticmethod
    def _cell(results: Results, figure: str) -> Cell:
        table, column, keys = results.find(figure)
        return Cell(table.name, column, table.positions(table.keys)[tuple(keys[key] for key in table.keys)])

    def node(self, cell: Cell) -> Node:
        """One cell with what it reads."""
        if cell not in self._nodes:
            self._nodes[cell] = self._made(cell)
        return self._nodes[cell]

    def walk(self, depth: int | None = None) -> Iterator[Node]:
        """Every node, each once, those nearest to the figure first; ``depth`` levels below it at most."""
        seen, waiting = set(self.roots), deque((root, 0) for root in self.roots)
        while waiting:
            cell, level = waiting.popleft()
            node = self.node(cell)
            yield node
            if depth is not None and level >= depth:
                continue
            for _, child in node.children:
                if child not in seen:
                    seen.add(child)
                    waiting.append((child, level + 1))

    def as_dict(self, depth: int | None = None) -> dict:
        """The tree as plain data: every cell under its name, with the names of the cells that it reads."""
        return {
            "format": FORMAT,
            "note": NOTE,
            "site": self.site.key,
            "figures": [self.node(root).name for root in self.roots],
            "cells": {node.name: self._plain(node) for node in self.walk(depth)},
        }

    def as_json(self, depth: int | None = None) -> str:
        """The tree as JSON."""
        return json.dumps(self.as_dict(depth), ensure_ascii=False, indent=1) + "\n"

    def as_text(self, depth: int | None = 3) -> str:
        """The tree as indented lines, ``depth`` levels deep; None for all."""
        from acohandbook.report.tracing.as_text import tree_text

        return tree_text(self, depth)

    def as_html(self, depth: int | None = None) -> str:
        """The tree as a web page of its own that needs no script and no network."""
        from acohandbook.report.tracing.as_page import tree_page

        return tree_page(self, depth)

    def write_html(self, path: str | Path, depth: int | None = None) -> None:
        """Write the tree as a web page."""
        write_text(Path(path), self.as_html(depth))

    def __repr__(self) -> str:
        return self.as_text()

    def _repr_html_(self) -> str:
        from acohandbook.report.tracing.as_page import tree_fragment

        return tree_fragment(self, 6)

    def _made(self, cell: Cell) -> Node:
        table = self._wiring.table(cell.table)
        working = table.workings[cell.column]
        value = _shown(table[cell.column][cell.row], working.unit)
        node = Node(cell, self._name(cell), working.unit, working.verb, value)
        getattr(self, f"_{working.verb}")(node, working)
        return node

    def _input(self, node: Node, working) -> None:
        node.details["source"] = source_of(self.site, self._wiring.table(node.cell.table), node.cell)

    def _map(self, node: Node, working) -> None:
        node.children = list(self._wiring.arguments(node.cell).items())
        node.details["rule"] = working.rule
        node.details["meaning"] = meaning_of(working.rule)
        node.details["formula"] = plain_formula(working.rule, tuple(working.inputs))

    def _lookup(self, node: Node, working) -> None:
        node.children = [("reads", self._wiring.found(node.cell))]

    def _total(self, node: Node, working) -> None:
        node.children = [("part", part) for part in self._wiring.parts(node.cell)]
        node.details["adds_up"] = working.inputs["column"]
        if working.where:
            node.details["where"] = {column: str(value) for column, value in working.where.items()}

    def _split(self, node: Node, working) -> None:
        cell, key = node.cell, working.keys["key"]
        keys = self._wiring.table(cell.table)[key].tolist()
        node.children = [("amount", Cell(cell.table, working.inputs["amount"], cell.row))]
        node.children += [
            (f"weight of {keys[row]}", Cell(cell.table, working.inputs["weights"], row))
            for row in self._wiring.members(cell)
        ]
        node.details["key"] = keys[cell.row]

    def _name(self, cell: Cell) -> str:
        table = self._wiring.table(cell.table)
        keys = ",".join(f"{key}={table[key][cell.row]}" for key in table.keys)
        return f"{cell.table}.{cell.column}[{keys}]" if keys else f"{cell.table}.{cell.column}"

    def _plain(self, node: Node) -> dict:
        plain = {"value": node.value, "unit": node.unit, "verb": node.verb, **node.details}
        names = [(label, self._name(cell)) for label, cell in node.children]
        if node.verb == "map":
            plain["inputs"] = dict(names)
        elif node.verb == "lookup":
            plain["reads"] = names[0][1]
        elif node.verb == "total":
            plain["parts"] = [name for _, name in names]
        elif node.verb == "split":
            plain["amount"] = names[0][1]
            plain["weights"] = {label.removeprefix("weight of "): name for label, name in names[1:]}
        return plain


def _shown(value, unit: str) -> float | str | None:
    """A value as readers see it: pounds, plain Python numbers, None for blank."""
    if value is None or value != value:
        return None
    if unit == "text":
        return str(value)
    return to_pounds(float(value)) if unit == "gbp" else float(value)


def explain(results: Results, figure: str) -> Explanation:
    """Explain a figure: what combined into it, down to input cells, parameters and terms.

    Parameters
    ----------
    results : Results
        What ``run_steps`` returned.
    figure : str
        Name of the figure, ``step.table.column[key=value,...]``.

    Returns
    -------
    Explanation
        Shown as a tree that can be opened level by level; also ``as_text``, ``as_html`` and ``as_json``.

    Raises
    ------
    FigureError
        When the name leads nowhere; the message says what there is instead.
    """
    return Explanation(results, [figure])
