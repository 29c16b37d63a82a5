"""Run benchmarks: ``make bench`` or ``python -m benchmarks``, and by name those that take many minutes.

``python -m benchmarks england``, and likewise ``england_chapters``, ``growth``, ``kills`` and
``load``.
"""

import sys
from importlib import import_module

ALL = ("start", "steps", "evidence", "risk", "by_chapter", "batch")

if __name__ == "__main__":  # a benchmark may start processes, which read this file again
    for name in sys.argv[1:] or ALL:
        print(import_module(f"benchmarks.{name}").report(), end="\n\n")
