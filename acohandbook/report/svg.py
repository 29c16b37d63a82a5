"""Charts drawn as SVG by plain Python: no script, no font to fetch, readable in light and dark.

Each chart has a title, a description that says what the chart says, and its data as a table one click
away. Colours are given as classes of our stylesheet with a fallback on the element, so that a chart also
stands alone in a notebook.
"""

from __future__ import annotations

import html
import math
from dataclasses import dataclass, field

# After Okabe and Ito's palette, safe for colour-blind readers; the stylesheet lightens them in dark mode.
COLOURS = {
    "up": "#0072b2",
    "down": "#c2570c",
    "total": "#5f6b76",
    "line": "#a1408b",
    "band": "#56a0d3",
    "second": "#00805e",
}


@dataclass
class Drawing:
    """Shapes on a canvas of a given size, in the order in which they are drawn."""

    width: int
    height: int
    shapes: list[str] = field(default_factory=list)

    def rect(self, x, y, width, height, colour, hint=""):
        """A bar, with a hint that shows on hover."""
        tip = f"<title>{html.escape(hint)}</title>" if hint else ""
        self.shapes.append(
            f'<rect class="aco-{colour}" fill="{COLOURS[colour]}" x="{x:.1f}" y="{y:.1f}" '
            f'width="{max(width, 0.5):.1f}" height="{max(height, 0.5):.1f}">{tip}</rect>'
        )

    def line(self, points, colour="total", dashed=False, width=2):
        """A line through points."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        self.shapes.append(
            f'<polyline class="aco-{colour}-line" fill="none" stroke="{COLOURS[colour]}" '
            f'stroke-width="{width}"{dash} points="{path}"/>'
        )

    def rule(self, x1, y1, x2, y2, strong=False):
        """A thin line of the frame."""
        self.shapes.append(
            f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" '
            f'stroke-opacity="{0.8 if strong else 0.2}"/>'
        )

    def dot(self, x, y, colour, hint=""):
        """A marked point."""
        tip = f"<title>{html.escape(hint)}</title>" if hint else ""
        self.shapes.append(
            f'<circle class="aco-{colour}" fill="{COLOURS[colour]}" cx="{x:.1f}" cy="{y:.1f}" r="5">'
            f"{tip}</circle>"
        )

    def text(self, x, y, words, anchor="middle", bold=False, size=12):
        """A label; ``anchor`` is start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        self.shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}"{weight} '
            f'fill="currentColor">{html.escape(words)}</text>'
        )

    def svg(self, name: str, title: str) -> str:
        """The drawing as an SVG element; ``name`` makes its ids its own on a page."""
        return (
            f'<svg class="aco-chart" role="img" aria-labelledby="{name}-title" '
            f'viewBox="0 0 {self.width} {self.height}" '
            f'xmlns="http://www.w3.org/2000/svg" font-family="inherit" style="max-width:100%;height:auto">'
            f'<title id="{name}-title">{html.escape(title)}</title>{"".join(self.shapes)}</svg>'
        )


def ticks(lowest: float, highest: float, wanted: int = 5) -> list[float]:
    """Round values for an axis that cover a range, about as many as wanted."""
    if highest <= lowest:
        highest = lowest + 1.0
    least = (highest - lowest) / wanted
    magnitude = 10.0 ** math.floor(math.log10(least))
    step = next(magnitude * factor for factor in (1, 2, 5, 10, 20) if magnitude * factor >= least)
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    return [round(step * place, 12) for place in range(first, last + 1)]
