"""The tree of a figure as a page that opens level by level: no script, no request, made for the keyboard."""

from __future__ import annotations

import html
from importlib import resources

from acohandbook.report.tracing.as_text import how_text, shown_children, value_text
from acohandbook.report.tracing.explaining import Explanation
from acohandbook.report.tracing.wiring import Cell

_OPEN_LEVELS = 2


def tree_page(explanation: Explanation, depth: int | None) -> str:
    """A whole page."""
    title = html.escape(f"How {explanation.node(explanation.roots[0]).name} came about")
    style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
        f"<p>Site {html.escape(explanation.site.key)}. Open a line to see what it is made of; a cell that "
        "stands in several places is opened at the first and linked from the others.</p>\n"
        f"{tree_fragment(explanation, depth)}\n</main>\n</body>\n</html>\n"
    )


def tree_fragment(explanation: Explanation, depth: int | None) -> str:
    """The tree alone, to stand within a page."""
    parts: list[str] = []
    numbers: dict[Cell, int] = {}
    waiting: list = [("", root, 0) for root in reversed(explanation.roots)]
    while waiting:
        step = waiting.pop()
        if isinstance(step, str):
            parts.append(step)
            continue
        label, cell, level = step
        node = explanation.node(cell)
        children, zeroes = shown_children(node, explanation)
        head = f'<span class="cell-label">{html.escape(label)}:</span> ' if label else ""
        head += (
            f'<span class="cell-name">{html.escape(node.name)}</span> = '
            f'<strong class="cell-value">{html.escape(value_text(node))}</strong>'
        )
        how = how_text(node)
        how = f' <span class="cell-how">{html.escape(how)}</span>' if how else ""
        if not children:
            parts.append(f"<li>{head}{how}</li>")
            continue
        if cell in numbers:
            parts.append(f'<li>{head} <a href="#cell-{numbers[cell]}">opened above</a></li>')
            continue
        if depth is not None and level >= depth:
            parts.append(f"<li>{head}{how} <em>(opens further)</em></li>")
            continue
        numbers[cell] = len(numbers) + 1
        is_open = " open" if level < _OPEN_LEVELS else ""
        parts.append(f'<li><details id="cell-{numbers[cell]}"{is_open}><summary>{head}{how}</summary><ul>')
        closing = f"<li>and {zeroes} more that are nothing</li>" if zeroes else ""
        waiting.append(f"{closing}</ul></details></li>")
        waiting += [
            ("" if name in ("part", "reads") else name, child, level + 1)
            for name, child in reversed(children)
        ]
    return f'<ul class="aco-tree">{"".join(parts)}</ul>'
