"""Run every benchmark: ``make bench`` or ``python -m benchmarks``."""

from benchmarks import batch, evidence, risk, start, steps

for benchmark in (start, steps, evidence, risk, batch):
    print(benchmark.report(), end="\n\n")
