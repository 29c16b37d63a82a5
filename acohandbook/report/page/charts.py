"""The shapes of charts that the page draws again: years, bars, rows and curves.

Each function returns a ``Drawing``; title, words and data are put round it by ``html.figure``.
"""

from acohandbook.report.page.drawing import Drawing, ticks
from acohandbook.report.page.figures import percent, pounds, short_pounds

WIDTH, HEIGHT = 720, 360
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 24, 64
LETTER = 6.4  # how wide a letter of a label is, about
ROW, ROW_LABELS, ROW_AMOUNTS, ROW_LEGEND = 24, 280, 76, 22
PALETTE = ("up", "second", "band", "down", "total", "line")


class Scale:
    """Values to pixels down the page, with a labelled axis; nought is always on it unless left out."""

    def __init__(self, drawing, values, label, with_nought=True, right=RIGHT):
        nought = [0.0] if with_nought else []
        marks = ticks(min(nought + list(values)), max(nought + list(values)))
        self.low, self.high = marks[0], marks[-1]
        for mark in marks:
            y = self.y(mark)
            drawing.rule(LEFT, y, WIDTH - right, y, strong=mark == 0)
            drawing.text(LEFT - 6, y + 4, label(mark), "end", size=11)

    def y(self, value):
        """How far down a value lies."""
        return TOP + (self.high - value) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def room_for(names, most):
    """Room for the longest of some names, up to a limit; what does not fit is cut by ``fitted``."""
    return min(most, LETTER * max([len(name) for name in names] + [8]) + 16)


def fitted(name, room):
    """A name as far as there is room for it."""
    letters = int((room - 16) / LETTER)
    return name if len(name) <= letters else name[: letters - 1] + "…"


def label_below(drawing, x, text, room):
    """A label under the axis, broken into as many lines as its column has room for."""
    lines, letters = [""], max(int(room / 6.2), 6)
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > letters:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    for place, line in enumerate(lines[:4]):
        drawing.text(x, HEIGHT - BOTTOM + 16 + 13 * place, line, size=11)


def legend(drawing, entries, y=HEIGHT - 16):
    """Names beside their colours; where they fill a line they go on below, and the drawing grows."""
    x = LEFT
    for name, colour in entries:
        width = 30 + 6.3 * len(name)
        if x > LEFT and x + width > WIDTH:
            x, y = LEFT, y + 18
            drawing.height += 18
        drawing.rect(x, y, 12, 12, colour)
        drawing.text(x + 17, y + 10, name, "start", size=11)
        x += width


def stacked_years(years, parts, line=None):
    """Parts that add to a whole for each year (or other item), beside a dashed line such as funds.

    The names of the parts stand beside the last column, in its colours and its order.
    """
    drawing = Drawing(WIDTH, HEIGHT)
    parts = [part for part in parts if any(part[1])] or parts[:1]
    wholes = [sum([values[place] for _, values in parts]) for place in range(len(years))]
    beside = room_for([name for name, _ in parts] + ([line[0]] if line else []), 220) + 20
    room = (WIDTH - LEFT - beside) / (len(years) - 0.2)
    scale = Scale(drawing, wholes + (list(line[1]) if line else []), short_pounds, right=beside)
    names = []
    for place, year in enumerate(years):
        x, level = LEFT + place * room, 0.0
        for rank, (name, values) in enumerate(parts):
            top, bottom = scale.y(level + values[place]), scale.y(level)
            colour = PALETTE[rank % len(PALETTE)]
            drawing.rect(
                x + room * 0.2, top, room * 0.6, bottom - top, colour,
                f"{name}, {year}: {pounds(values[place])}",
            )  # fmt: skip
            level += values[place]
            if place == len(years) - 1:
                names.append(((top + bottom) / 2, name, colour))
        top = scale.y(wholes[place])
        if line and abs(scale.y(line[1][place]) - top) < 24:  # keep clear of a dot that is near
            top = min(top, scale.y(line[1][place]) - 4)
        drawing.text(x + room / 2, top - 6, short_pounds(wholes[place]), bold=True)
        label_below(drawing, x + room / 2, year, room)
    if line:
        points = [(LEFT + (place + 0.5) * room, scale.y(value)) for place, value in enumerate(line[1])]
        drawing.line(points, "line", dashed=True, width=3)
        for place, (x, y) in enumerate(points):
            drawing.dot(x, y, "line", f"{line[0]}: {pounds(line[1][place])}")
        names.append((points[-1][1], line[0], "line"))
    names_beside(drawing, names, beside)
    return drawing


def names_beside(drawing, names, room):
    """Names at the heights of what they name, or as near below as they have room."""
    x, lowest = WIDTH - room, TOP
    for y, name, colour in sorted(names):
        y = max(y, lowest)
        lowest = y + 15
        drawing.rect(x + 4, y - 5, 10, 10, colour)
        drawing.text(x + 19, y + 4, fitted(name, room - 20), "start", size=11)


def rows(items, parts=()):
    """One row an item, so that labels stay readable however many there are.

    ``items`` are (label, amounts): one amount each, drawn from nought to the right or left by its sign, or
    several that are not negative, stacked, one for each name in ``parts``.
    """
    drawing = Drawing(WIDTH, 12 + ROW * len(items) + (ROW_LEGEND if parts else 0))
    sums = [sum(amounts) for _, amounts in items]
    low, high = min([0.0] + sums), max([0.0] + sums)
    labels = room_for([label for label, _ in items], ROW_LABELS)
    left, right = labels + (ROW_AMOUNTS if low < 0 else 0), WIDTH - ROW_AMOUNTS
    across = (right - left) / ((high - low) or 1.0)
    for place, (label, amounts) in enumerate(items):
        y, level = 6 + place * ROW, 0.0
        whole = sums[place]
        drawing.text(labels - 10, y + 15, fitted(label, labels), "end")
        for rank, amount in enumerate(amounts):
            start, end = level, level + amount
            colour = PALETTE[rank] if parts else ("up" if amount >= 0 else "down")
            hint = f"{label}{', ' + parts[rank] if parts else ''}: {pounds(amount)}"
            x = left + (min(start, end) - low) * across
            drawing.rect(x, y + 3, abs(amount) * across, ROW - 8, colour, hint)
            level = end
        x = left + (whole - low) * across
        drawing.text(
            x + (6 if whole >= 0 else -6), y + 15, short_pounds(whole), "start" if whole >= 0 else "end"
        )
    x = left - low * across
    drawing.rule(x, 6, x, 6 + ROW * len(items), strong=True)
    legend(drawing, [(name, PALETTE[rank]) for rank, name in enumerate(parts)], 10 + ROW * len(items))
    return drawing


def payment_curve(points, actual, across, up, word="actual"):
    """What a scheme pays over a range of outcomes (rate, pounds), with one outcome marked by a word."""
    drawing = Drawing(WIDTH, HEIGHT)
    scale = Scale(drawing, [pay for _, pay in points] + ([actual[1]] if actual else []), short_pounds)
    rates = [rate for rate, _ in points]
    low, high = min(rates), max(rates)

    def x_of(rate):
        return LEFT + (rate - low) / ((high - low) or 1.0) * (WIDTH - LEFT - RIGHT)

    drawing.line([(x_of(rate), scale.y(pay)) for rate, pay in points], "up", width=3)
    for mark in ticks(low * 100, high * 100, 8):
        if low * 100 <= mark <= high * 100:
            drawing.text(x_of(mark / 100), HEIGHT - BOTTOM + 16, percent(mark / 100, 0), size=11)
    drawing.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 34, across, size=12)
    drawing.text(LEFT, TOP - 10, up, "start", size=12)
    if actual:
        x, y = x_of(min(max(actual[0], low), high)), scale.y(actual[1])
        drawing.dot(x, y, "line", f"{word}: {pounds(actual[1])}")
        drawing.text(x, y - 10, f"{word} {percent(actual[0])}", bold=True)
    return drawing


def lines(points, across, up, x_label, y_label, marks=(), dots=()):
    """Lines over a range: ``points`` are (name, colour, [(x, y)]), ``marks`` the x values that are named.

    Positions along x are used as they come, so that a caller may hand over logarithms; ``x_label`` names one.
    """
    drawing = Drawing(WIDTH, HEIGHT)
    values = [y for _, _, line in points for _, y in line] + [y for _, y, _ in dots]
    scale = Scale(drawing, values, y_label)
    places = [x for _, _, line in points for x, _ in line]
    low, high = min(places), max(places)

    def x_of(x):
        return LEFT + (min(max(x, low), high) - low) / ((high - low) or 1.0) * (WIDTH - LEFT - RIGHT)

    for rank, (_, colour, line) in enumerate(points):
        drawing.line([(x_of(x), scale.y(y)) for x, y in line], colour, dashed=rank % 2 == 1, width=3)
    for mark in marks:
        drawing.text(x_of(mark), HEIGHT - BOTTOM + 16, x_label(mark), size=11)
    drawing.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - BOTTOM + 32, across, size=12)
    drawing.text(LEFT, TOP - 10, up, "start", size=12)
    for x, y, words in dots:
        drawing.dot(x_of(x), scale.y(y), "down", words)
        drawing.text(x_of(x), scale.y(y) - 10, words, bold=True)
    legend(drawing, [(name, colour) for name, colour, _ in points])
    return drawing
