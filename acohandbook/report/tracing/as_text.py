"""The tree of a figure as indented lines."""

from __future__ import annotations

from acohandbook.report import words
from acohandbook.report.tracing.explaining import Explanation, Node
from acohandbook.report.tracing.leaves import source_text
from acohandbook.report.tracing.wiring import Cell

# Rows of a total that are nothing say nothing; beyond this many they are only counted.
_ZEROES_SHOWN = 3


def value_text(node: Node) -> str:
    """The value of a cell in its unit, with pence."""
    if node.value is None:
        return words.BLANK
    if node.unit == "text":
        return str(node.value)
    if node.unit == "gbp":
        return words.pounds(node.value, pence=True)
    if node.unit == "gbp_per_head":
        return f"{words.pounds(node.value, pence=True)} a head"
    if node.unit == "rate":
        return words.number(node.value, 8)
    if node.unit == "flag":
        return {0.0: "no", 1.0: "yes"}.get(node.value, words.number(node.value))
    return words.number(node.value, 6) + (" people" if node.unit == "persons" else "")


def how_text(node: Node) -> str:
    """How a cell came about, in a few words."""
    details = node.details
    if node.verb == "map":
        return f"{details['meaning']} = {details['formula']}"
    if node.verb == "total":
        where = "".join(f", where {column} is {value}" for column, value in details.get("where", {}).items())
        return f"adds up {len(node.children)} of {details['adds_up']}{where}"
    if node.verb == "split":
        return f"part of {details['key']} when the amount is split to the penny by weight"
    return "" if node.verb == "lookup" else source_text(details["source"])


def shown_children(node: Node, explanation: Explanation) -> tuple[list[tuple[str, Cell]], int]:
    """The cells that are worth showing below a cell, and how many zeroes of a total are left out."""
    if node.verb != "total":
        return node.children, 0
    zeroes = [child for child in node.children if explanation.node(child[1]).value == 0]
    if len(zeroes) <= _ZEROES_SHOWN:
        return node.children, 0
    return [child for child in node.children if explanation.node(child[1]).value != 0], len(zeroes)


def tree_text(explanation: Explanation, depth: int | None) -> str:
    """The tree, ``depth`` levels below the figure; each cell is opened once."""
    lines: list[str] = []
    opened: set[Cell] = set()
    cut = []
    waiting = [("", root, 0) for root in reversed(explanation.roots)]
    while waiting:
        label, cell, level = waiting.pop()
        if cell.row < 0:  # a line that stands for the zeroes of a total
            lines.append(f"{'  ' * level}{label}")
            continue
        node = explanation.node(cell)
        children, zeroes = shown_children(node, explanation)
        head = f"{'  ' * level}{label + ': ' if label else ''}{node.name} = {value_text(node)}"
        if cell in opened and children:
            lines.append(f"{head} (opened above)")
            continue
        opened.add(cell)
        how = how_text(node)
        lines.append(head + (f"  [{how}]" if how else ""))
        if depth is not None and level >= depth:
            cut += [node.name] if children else []
            continue
        below = [(_label(name), child, level + 1) for name, child in children]
        if zeroes:
            below.append((f"and {zeroes} more that are nothing", Cell("", "", -1), level + 1))
        waiting += reversed(below)
    if cut:
        more = "another opens" if len(cut) == 1 else f"{len(cut)} others open"
        lines += ["", f"Cut at depth {depth}; {more} further. Ask for more with --depth, or explain one:"]
        lines += [f"  {name}" for name in list(dict.fromkeys(cut))[:5]]
    return "\n".join(lines)


def _label(name: str) -> str:
    return "" if name in ("part", "reads") else name
