"""Run every benchmark: ``make bench`` or ``python -m benchmarks``."""

from benchmarks import evidence, start

for benchmark in (start, evidence):
    print(benchmark.report())
