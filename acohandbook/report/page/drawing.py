"""Charts drawn as SVG by plain Python: no script, no font to fetch, readable in light and dark.

Colours are given as classes of our stylesheet with a fallback on the element, so that a chart also stands
alone in a notebook.
"""

import math

# After Okabe and Ito's palette, safe for colour-blind readers; the stylesheet lightens them in dark mode.
COLOURS = {
    "up": "#0072b2",
    "down": "#c2570c",
    "total": "#5f6b76",
    "line": "#a1408b",
    "band": "#56a0d3",
    "second": "#00805e",
}

# A place half way between two tenths of a pixel goes up in every runtime; their own ways of rounding differ.
UP = 1e-6


def escape(text):
    """Text as it stands in HTML, quotes included."""
    text = str(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#x27;")


class Drawing:
    """Shapes on a canvas of a given size, in the order in which they are drawn."""

    def __init__(self, width, height):
        self.width, self.height, self.shapes = width, height, []

    def rect(self, x, y, width, height, colour, hint="", faint=False):
        """A bar, with a hint that shows on hover; a faint one is a background."""
        tip = f"<title>{escape(hint)}</title>" if hint else ""
        opacity = ' fill-opacity="0.3"' if faint else ""
        self.shapes.append(
            f'<rect class="aco-{colour}" fill="{COLOURS[colour]}"{opacity} x="{x + UP:.1f}" y="{y + UP:.1f}" '
            f'width="{max(width, 0.5) + UP:.1f}" height="{max(height, 0.5) + UP:.1f}">{tip}</rect>'
        )

    def line(self, points, colour="total", dashed=False, width=2):
        """A line through points."""
        path = " ".join([f"{x + UP:.1f},{y + UP:.1f}" for x, y in points])
        dash = ' stroke-dasharray="6 4"' if dashed else ""
        self.shapes.append(
            f'<polyline class="aco-{colour}-line" fill="none" stroke="{COLOURS[colour]}" '
            f'stroke-width="{width}"{dash} points="{path}"/>'
        )

    def area(self, points, colour, hint=""):
        """A faint area within points: a band, or a stream that leads from one place to another."""
        tip = f"<title>{escape(hint)}</title>" if hint else ""
        path = " ".join([f"{x + UP:.1f},{y + UP:.1f}" for x, y in points])
        self.shapes.append(
            f'<polygon class="aco-{colour}" fill="{COLOURS[colour]}" fill-opacity="0.3" points="{path}">'
            f"{tip}</polygon>"
        )

    def rule(self, x1, y1, x2, y2, strong=False):
        """A thin line of the frame."""
        self.shapes.append(
            f'<line x1="{x1 + UP:.1f}" y1="{y1 + UP:.1f}" x2="{x2 + UP:.1f}" y2="{y2 + UP:.1f}" '
            f'stroke="currentColor" stroke-opacity="{0.8 if strong else 0.2}"/>'
        )

    def dot(self, x, y, colour, hint="", size=5):
        """A marked point."""
        tip = f"<title>{escape(hint)}</title>" if hint else ""
        self.shapes.append(
            f'<circle class="aco-{colour}" fill="{COLOURS[colour]}" cx="{x + UP:.1f}" cy="{y + UP:.1f}" '
            f'r="{size}">{tip}</circle>'
        )

    def cloud(self, points, colour, size=5):
        """Many small dots of one colour, without hints, as one shape."""
        path = "".join([f"M{x + UP:.1f},{y + UP:.1f}h0" for x, y in points])
        self.shapes.append(
            f'<path class="aco-{colour}-line" stroke="{COLOURS[colour]}" stroke-width="{size}" '
            f'stroke-linecap="round" fill="none" d="{path}"/>'
        )

    def text(self, x, y, words, anchor="middle", bold=False, size=12):
        """A label; ``anchor`` is start, middle or end."""
        weight = ' font-weight="600"' if bold else ""
        self.shapes.append(
            f'<text x="{x + UP:.1f}" y="{y + UP:.1f}" text-anchor="{anchor}" font-size="{size}"{weight} '
            f'fill="currentColor">{escape(words)}</text>'
        )

    def svg(self, name, title):
        """The drawing as an SVG element; ``name`` makes its ids its own on a page."""
        return (
            f'<svg class="aco-chart" role="img" aria-labelledby="{name}-title" '
            f'viewBox="0 0 {self.width} {self.height}" '
            f'xmlns="http://www.w3.org/2000/svg" font-family="inherit" style="max-width:100%;height:auto">'
            f'<title id="{name}-title">{escape(title)}</title>{"".join(self.shapes)}</svg>'
        )


def ticks(lowest, highest, wanted=5):
    """Round values for an axis that cover a range, about as many as wanted."""
    if highest <= lowest:
        highest = lowest + 1.0
    least = (highest - lowest) / wanted
    magnitude = 10.0 ** math.floor(math.log10(least))
    step = magnitude * 20
    for factor in (10, 5, 2, 1):
        if magnitude * factor >= least:
            step = magnitude * factor
    first, last = math.floor(lowest / step), math.ceil(highest / step)
    return [round(step * place, 12) for place in range(first, last + 1)]
