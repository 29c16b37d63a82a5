"""Run every benchmark: ``make bench`` or ``python -m benchmarks``."""

from benchmarks import evidence, start, steps

for benchmark in (start, steps, evidence):
    print(benchmark.report(), end="\n\n")
