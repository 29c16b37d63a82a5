"""The few verbs in which every rule is written, so that one formula has four runtimes.

A rule takes plain numbers, NumPy arrays, symbolic worksheet cells or, in the published page under
MicroPython, plain numbers again. None of these is imported here: a value that is more than a number
brings its own namespace (``__array_namespace__``), as the Python array API standard describes, and the
verbs below use that namespace's ``where``, ``minimum`` and ``maximum``. Plain numbers use Python itself.

Rules therefore never use ``if``, ``and``, ``or``, ``min``, ``max``, ``sum``, ``round`` or ``sorted`` on
values. A test on the syntax tree holds that. Two files are the exceptions: this one, where choice happens,
and ``apportionment``, which walks along a list of parts.

A blank (NaN) stays blank in every runtime: the smaller of a number and a blank is blank, and a blank rounds
to a blank. A condition on a blank does not hold.
"""


def namespace_of(*values):
    """The namespace that the first array-like value brings, or None when all values are plain numbers."""
    for value in values:
        if hasattr(value, _SPACE):
            return value.__array_namespace__()
    return None


def where(condition, chosen, otherwise):
    """Choose element by element. Both sides are evaluated: guard a division with ``divide``."""
    if hasattr(condition, _SPACE) or hasattr(chosen, _SPACE) or hasattr(otherwise, _SPACE):
        return namespace_of(condition, chosen, otherwise).where(condition, chosen, otherwise)
    return chosen if condition else otherwise


def minimum(first, second):
    """The smaller of two values, element by element; blank where either is."""
    if hasattr(first, _SPACE) or hasattr(second, _SPACE):
        return namespace_of(first, second).minimum(first, second)
    return first if first <= second or first != first else second


def maximum(first, second):
    """The larger of two values, element by element; blank where either is."""
    if hasattr(first, _SPACE) or hasattr(second, _SPACE):
        return namespace_of(first, second).maximum(first, second)
    return first if first >= second or first != first else second


def clip(value, lowest, highest):
    """The value held between two limits. Where the limits cross, the upper limit wins."""
    return minimum(maximum(value, lowest), highest)


def absolute(value):
    """The size of a value without its sign."""
    return maximum(value, -value)


def divide(numerator, denominator, otherwise):
    """A quotient, or ``otherwise`` where the denominator is zero."""
    safe = where(denominator == 0, 1, denominator)
    return where(denominator == 0, otherwise, numerator / safe)


def both(first, second):
    """One where both flags are one; flags are 0 or 1."""
    return first * second


def either(first, second):
    """One where at least one flag is one; flags are 0 or 1."""
    return maximum(first, second)


def known(value):
    """One where a number is known, 0 where it is blank (NaN, or an empty worksheet cell)."""
    if hasattr(value, _SPACE) and hasattr(value.__array_namespace__(), "known"):
        return value.__array_namespace__().known(value)  # a worksheet cell writes ISNUMBER(x)
    return flag(value == value)


def flag(condition):
    """A condition as the number 1 or 0, so that it can be stored, multiplied and shown."""
    if hasattr(condition, _SPACE):
        return where(condition, 1, 0)
    return 1 if condition else 0


def round_half_away(value):
    """Round to a whole number, halves away from zero, as Excel's ROUND does (-2.5 becomes -3).

    A worksheet rounds what it shows to 15 significant digits first, so 0.285 x 100 (28.499999999999996
    in binary) counts as 28.5. A nudge of one part in 2**50, never more than a quarter, does the same here
    and in every runtime.
    """
    if hasattr(value, _SPACE):
        return _round_many(value)
    # In as few steps as can be: the page rounds hundreds of plain numbers between two frames.
    size = -value if value < 0 else value
    if not size < _WHOLE_FROM:  # whole already, or blank
        return value
    whole = size // 1.0 + 0.0  # nought has no sign
    nudge = size * _ONE_PART_IN_2_TO_50
    if size - whole + (nudge if nudge < 0.25 else 0.25) >= 0.5:
        whole += 1.0
    return 0.0 - whole if value < 0 else whole


def to_pence(pounds):
    """Whole pence from pounds: a named rounding point."""
    return round_half_away(pounds * 100)


def to_pounds(pence):
    """Pounds from whole pence. Exact to the printed penny for any sum the NHS spends."""
    return pence / 100


def total(values):
    """One sequential total, first to last, of a list of plain numbers or of equal-length arrays.

    ``sum`` differs between versions of Python and NumPy adds pairwise; where bits matter there is one order.
    """
    result = 0.0
    for value in values:
        result = result + value
    return result


_ONE_PART_IN_2_TO_50 = 8.881784197001252e-16

# From this size on a 64-bit float has no room for a fraction: every value is whole already.
_WHOLE_FROM = 4503599627370496.0

# What a value that is more than a number has.
_SPACE = "__array_namespace__"


def _round_many(values):
    """The same for values that bring a namespace: an array, or a worksheet cell that writes ROUND(x, 0)."""
    space = values.__array_namespace__()
    if hasattr(space, "round_half_away"):
        return space.round_half_away(values)
    size = space.abs(values)
    whole = space.floor(size)
    nudge = space.minimum(size * _ONE_PART_IN_2_TO_50, 0.25)
    rounded = whole + (size - whole + nudge >= 0.5)
    return space.copysign(rounded, values) + 0.0  # nought has no sign
