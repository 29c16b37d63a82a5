"""How long a piece of work takes."""

import statistics
import time


def median_seconds(work, repeats):
    """Median wall time of a piece of work over so many runs, after one more to warm up."""
    work()
    taken = []
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)
