"""Run benchmarks: ``make bench`` or ``python -m benchmarks`` all of them, ``python -m benchmarks kills`` one.

``kills`` takes many times as long as all others together and is run by name alone.
"""

import sys
from importlib import import_module

ALL = ("start", "steps", "evidence", "risk", "batch")

for name in sys.argv[1:] or ALL:
    print(import_module(f"benchmarks.{name}").report(), end="\n\n")
