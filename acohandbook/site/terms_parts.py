"""The parts of which contract terms are made: one small model each, unknown keys refused."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Rate = Annotated[float, Field(ge=0, le=10)]
Status = Literal["V", "D", "S", "U"]


class Part(BaseModel):
    """A part of contract terms."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Threshold(Part):
    """What a saving or a loss must reach before any of it is shared.

    ``reduced_share_rate`` is the part of the share that a case which qualifies is paid below the threshold.
    """

    kind: Literal["none", "first_pound", "deductible"] = "none"
    basis: Literal["fixed", "elected", "by_population"] = "fixed"
    gain_rate: Rate = 0.0
    loss_rate: Rate = 0.0
    options: list[Rate] = Field(default_factory=list)
    table: str | None = None
    reduced_share_rate: Rate = 0.0


class Band(Part):
    """The party's share of what falls between two rates of the benchmark; no upper end is open."""

    from_rate: Rate = 0.0
    to_rate: Rate | None = None
    share_rate: Rate


class Loss(Part):
    """The share of a loss: none, a fixed rate, one less the final share within limits, or as for a gain."""

    rule: Literal["none", "fixed", "mirror", "as_gain"] = "none"
    rate: Rate | None = None
    floor_rate: Rate = 0.0
    ceiling_rate: Rate = 1.0


class Quality(Part):
    """What quality does to a gain."""

    effect: Literal["none", "multiplies", "gate"] = "none"
    gate_rate: Rate = 0.0


class Cap(Part):
    """A limit as a rate of a base; of several the lowest. Rates by contract year end with the last."""

    base: Literal["benchmark", "revenue", "turnover"] = "benchmark"
    rate: Rate | None = None
    rates_by_contract_year: list[Rate] = Field(default_factory=list)


class Caps(Part):
    """Limits on gains and on losses."""

    gain: list[Cap] = Field(default_factory=list)
    loss: list[Cap] = Field(default_factory=list)


class Deductions(Part):
    """What is taken from the benchmark beforehand, or from a gain afterwards."""

    discount_rate: Rate = 0.0
    withhold_rate: Rate = 0.0
    sequestration_rate: Rate = 0.0
    sequestration_order: Literal["before_cap", "after_cap"] = "before_cap"
    loss_relief_rate: Rate = 0.0


class Party(Part):
    """How the pool is split between parties where the terms themselves say so."""

    party: str
    gain_share_rate: Rate
    loss_share_rate: Rate


class Marginal(Part):
    """Payment for activity around a plan: the plan is paid, differences at a share of the price."""

    over_rate: Rate
    under_rate: Rate
    plan: str
    plan_rate: Rate = 1.0
    incentive_rate: Rate = 0.0
    incentive: str = ""


class Withhold(Part):
    """A part of the contract's value that must be earned."""

    rate: Rate
    of: str


class Points(Part):
    """Pay by points, scaled by list size."""

    point_value_gbp: Annotated[float, Field(gt=0)]
    points: Annotated[float, Field(gt=0)] | None = None
    mean_list_persons: Annotated[float, Field(gt=0)]


class Flow(Part):
    """What is paid when people of the contract are treated elsewhere, or others are treated here."""

    direction: Literal["out", "in"]
    rate: Rate
    of: str


class Local(Part):
    """Keys of a site's ``[terms]`` that only a local agreement has."""

    pool_basis: Literal["price", "released"] = "price"
    payment_basis: Literal["activity", "block", "blended"] = "activity"
    blended_rate: Rate | None = None
    minimum_persons: float = 0.0
    distribution_key: str = "agreed_shares"


class Change(Part):
    """What differs in some years: values by dotted path, from a year to a year, both inclusive."""

    from_year: str
    to_year: str | None = None
    values: dict[str, Any]
    note: str


class Fact(Part):
    """The status and source of the figures under some paths."""

    fields: list[str]
    status: Status
    source: str
    note: str = ""


class Source(Part):
    """A publication."""

    title: str
    url: str
