"""What readers see: figures in words, tables, charts and statements."""

from acohandbook.report.charts import Chart, bars, bridge, payment_curve, stacked_years
from acohandbook.report.exhibits import Exhibit
from acohandbook.report.words import millions, number, percent, persons, pounds, title

__all__ = [
    "Chart",
    "Exhibit",
    "bars",
    "bridge",
    "millions",
    "number",
    "payment_curve",
    "percent",
    "persons",
    "pounds",
    "stacked_years",
    "title",
]
