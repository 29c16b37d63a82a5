"""Run every benchmark: ``make bench`` or ``python -m benchmarks``."""

from benchmarks import evidence, risk, start, steps

for benchmark in (start, steps, evidence, risk):
    print(benchmark.report(), end="\n\n")
