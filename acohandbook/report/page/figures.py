"""Figures in words: one way to write pounds, rates and people, in the book and on the page.

Halves are rounded away from zero, as everywhere in the handbook, and as a worksheet shows them.
"""

from acohandbook.rules.dialect import round_half_away

BLANK = "not known"
MINUS = "\u2212"  # the minus sign: a hyphen breaks lines and screen readers skip it


def pounds(value, pence=False):
    """Pounds with thousands separated; a loss carries a minus sign before the pound sign.

    Parameters
    ----------
    value : float
        An amount in pounds.
    pence : bool
        Show pence as well.
    """
    return BLANK if _is_blank(value) else signed(value, "£", 2 if pence else 0, "")


def millions(value, places=1):
    """Pounds in millions, for prose: ``£244.3 million``."""
    return BLANK if _is_blank(value) else signed(value / 1e6, "£", places, " million")


def percent(rate, places=1):
    """A rate (0.021) as a percentage (2.1%)."""
    return BLANK if _is_blank(rate) else signed(rate * 100, "", places, "%")


def persons(value):
    """People as a whole number with thousands separated."""
    return BLANK if _is_blank(value) else signed(value, "", 0, "")


def number(value, places=2):
    """A plain number; whole numbers without decimals."""
    if _is_blank(value):
        return BLANK
    return signed(value, "", 0 if value == int(value) else places, "")


def short_pounds(value):
    """Pounds for the axis of a chart: ``£12m``, ``£1.5m``, ``£340k``."""
    size = abs(value)
    if size >= 1e6:
        return signed(value / 1e6, "£", 0 if size >= 1e7 else 1, "m")
    return signed(value / 1e3, "£", 0, "k") if size >= 1e4 else signed(value, "£", 0, "")


def signed(value, before, places, after):
    """A number between two signs; minus only where a digit other than nought is shown."""
    whole = int(round_half_away(abs(value) * 10**places))
    digits = str(whole)
    end = len(digits) - places
    if end < 1:
        digits, end = "0" * (1 - end) + digits, 1
    rest = "." + digits[end:] if places else ""
    grouped = digits[:end]
    while end > 3:
        end -= 3
        grouped = grouped[:end] + "," + grouped[end:]
    return (MINUS if value < 0 and whole else "") + before + grouped + rest + after


def _is_blank(value):
    return value is None or value != value
