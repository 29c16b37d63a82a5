"""Risk: what chance does to a site's settlement, drawn many times through the very rules that settle it.

``assess_risk``
    every answer for one site: parties, cover, false payments, power, terms and drivers
``model_of``
    the site as arrays: what is expected, who pays, who shares
``simulate``
    draws of a model, the same for any number of workers and size of chunks
"""

from acohandbook.simulation.answers import assess_risk
from acohandbook.simulation.assumptions import Assumptions, ImpossibleRisk, assumptions_of
from acohandbook.simulation.model import Model, model_of
from acohandbook.simulation.running import simulate

__all__ = ["Assumptions", "ImpossibleRisk", "Model", "assess_risk", "assumptions_of", "model_of", "simulate"]
