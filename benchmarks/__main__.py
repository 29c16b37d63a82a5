"""Run every benchmark: ``make bench`` or ``python -m benchmarks``."""

from benchmarks import start

for benchmark in (start,):
    print(benchmark.report())
