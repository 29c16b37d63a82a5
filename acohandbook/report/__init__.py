"""What readers see: figures in words, tables, charts and statements."""

from acohandbook.report.charts import Chart, bars, bridge, payment_curve, stacked_years
from acohandbook.report.charts_flows import sankey
from acohandbook.report.charts_spread import fan, funnel, league
from acohandbook.report.exhibits import Exhibit
from acohandbook.report.explorers import Explorer, explorer
from acohandbook.report.prose import findings, proofs, say, standing
from acohandbook.report.words import millions, number, percent, persons, pounds, title

__all__ = [
    "Chart",
    "Exhibit",
    "Explorer",
    "bars",
    "bridge",
    "explorer",
    "fan",
    "findings",
    "funnel",
    "league",
    "millions",
    "number",
    "payment_curve",
    "percent",
    "persons",
    "pounds",
    "proofs",
    "sankey",
    "say",
    "stacked_years",
    "standing",
    "title",
]
