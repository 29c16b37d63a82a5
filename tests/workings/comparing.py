"""How the tests of tables compare columns."""

import numpy as np


def same(first, second):
    """Equal column by column, blanks included."""
    return np.array_equal(np.asarray(first, dtype=float), np.asarray(second, dtype=float), equal_nan=True)
