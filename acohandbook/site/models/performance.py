"""Tables of performance: what is measured, what was achieved, what was spent month by month."""

from __future__ import annotations

from acohandbook.site.models import vocabulary as words
from acohandbook.site.models.fields import (
    SiteTable,
    choice,
    date,
    money,
    month_of_year,
    number,
    rate,
    text,
    year,
)


class Measures(SiteTable):
    """The measures of the improvement payment."""

    measure_id: object = text("Name of the measure.")
    measure_name: object = text("What it measures, in words.")
    domain: object = text("Group of measures.")
    kind: object = choice("Process or outcome.", words.MEASURE_KINDS)
    weight: float = rate(
        "Weight among the measures. The weights of the measures in force each year add to one."
    )
    direction: object = choice("Which way is better.", words.DIRECTIONS)
    baseline: float = number("Value before the contract.")
    threshold: float = number("Value at which payment starts.")
    target: float = number("Value at which payment is whole.")
    from_year: object = year("First year in force.")
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("measure_id",)


class Achievement(SiteTable):
    """What was achieved on each measure, with the evidence."""

    measure_id: object = text("The measure.", refers="measures.measure_id")
    financial_year: object = year("The year.")
    achieved: float = number("Value achieved. Blank: no data.", blank=True)
    numerator: float = number("Numerator, where it is a share.", blank=True, lowest=0.0)
    denominator: float = number("Denominator; small ones are not paid on.", blank=True, lowest=0.0)
    evidence: object = text("Evidence held. Blank: none, and so not paid.", blank=True)
    received_on: object = date("Day on which the data arrived.", blank=True)

    class Config:
        unique = ("measure_id", "financial_year")


class ActivityBases(SiteTable):
    """What activity is counted and priced by: expected and actual spend must be in one currency."""

    basis_id: object = text("Name of the basis.")
    price_base_year: object = year("Year of the prices that activity is valued at.")
    grouper: object = text("Grouper and its version, which turns records into priced activity.")
    market_forces_factor: float = number("Market forces factor of the provider's prices.", lowest=0.0)
    identification_rules: object = text("Version of the rules that tell specialised care from a CCG's.")
    open_spells: object = choice(
        "How a stay that is open at the year's end is counted: on_discharge in the year in which it ends, "
        "work_in_progress by days in the year in which they fall.",
        words.OPEN_SPELLS,
    )

    class Config:
        unique = ("basis_id",)


class Outturn(SiteTable):
    """Expected and actual spend of the gain/loss pool, and of what is passed through at cost, by month."""

    financial_year: object = year("The year.")
    month: float = month_of_year(
        "Month of the financial year: 1 is April, 12 is March. English names are read too."
    )
    commissioner_code: object = text("Who pays.", refers="commissioners.commissioner_code")
    provider_code: object = text("Who is paid.")
    service_line: object = text("Service line, in the gain/loss pool or passed through.")
    expected_gbp: float = money("Expected spend, net of savings already contracted.")
    actual_gbp: float = money("Actual spend on the same prices, grouper and rules.")
    activity: float = number("Activity in its own unit.", blank=True, lowest=0.0)
    provider_cost_released_gbp: float = money("What the provider's cost really fell by.", blank=True)
    frozen: object = choice("`yes` where the activity is frozen.", words.YES_NO)
    data_to_month: float = month_of_year(
        "Latest month of the year that the data behind the actual figure reach, where they lag, as "
        "prescribing does by two months. A row beyond it is an estimate: it enters no forecast and keeps the "
        "year provisional. Blank: the row's own month. The column may be left out.",
        blank=True,
        may_lack=True,
    )
    expected_basis: object = text(
        "What the expected figure is counted and priced by. Blank: not stated. The column may be left out.",
        blank=True,
        refers="activity_bases.basis_id",
        may_lack=True,
    )
    actual_basis: object = text(
        "What the actual figure is counted and priced by. Blank: not stated. The column may be left out.",
        blank=True,
        refers="activity_bases.basis_id",
        may_lack=True,
    )

    class Config:
        unique = ("financial_year", "month", "commissioner_code", "provider_code", "service_line")
