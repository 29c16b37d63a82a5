"""The settings of a site: every key of ``site.toml``, with its unit, its default and what it does.

Unknown keys are refused. A default that rests on no verified source is marked illustrative. Defaults are
neutral where that is possible (a cap of 1 caps nothing), so that one formula serves with and without them.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from acohandbook.site.financial_year import starting_year, suggested_year


def _financial_year(text: str) -> str:
    try:
        starting_year(text)
    except ValueError as fault:
        meant = suggested_year(text)
        raise ValueError(f"{fault}: did you mean {meant}?" if meant else str(fault)) from None
    return text


def _day(value: Any) -> Any:
    """A day may be a TOML date or text."""
    return value.isoformat() if hasattr(value, "isoformat") else value


Year = Annotated[str, AfterValidator(_financial_year)]
Day = Annotated[str, BeforeValidator(_day), Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]
Share = Annotated[float, Field(ge=0, le=1)]
Change = Annotated[float, Field(ge=-1, le=1)]
Pounds = Annotated[float, Field(ge=-1e11, le=1e11)]
Count = Annotated[float, Field(ge=0, le=1e8)]


def setting(default, unit, description, illustrative=False, **constraints):
    """A setting with its unit; ``...`` as the default makes it required."""
    described = f"{description} Illustrative default." if illustrative else description
    extra = {"unit": unit, "illustrative": illustrative}
    if callable(default):
        return Field(default_factory=default, description=described, json_schema_extra=extra, **constraints)
    return Field(default, description=described, json_schema_extra=extra, **constraints)


class Section(BaseModel):
    """A part of ``site.toml``: unknown keys are refused, text is never taken for a number."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False, frozen=True)


class Rules(Section):
    """How the budget of a year follows from cost and affordability, commissioner by commissioner."""

    budget_rule: Literal["cost", "allocation", "lower_of", "blend"] = setting(
        "lower_of", "text", "Which figure becomes each commissioner's budget before floor and ceiling.", True
    )
    blend_weight_rate: Share = setting(
        0.5, "rate", "Weight on cost under the rule blend; the rest is on affordability.", True
    )
    floor_rate: Change = setting(
        -1.0, "rate", "Least growth of a commissioner's budget in a year. -1 is no floor."
    )
    ceiling_rate: Change = setting(
        1.0, "rate", "Most growth of a commissioner's budget in a year. 1 is as good as no ceiling."
    )
    contingency_rate: Annotated[float, Field(ge=0, le=0.25)] = setting(
        0.0, "rate", "Part of affordability that the commissioner keeps back, below the line."
    )
    non_recurrent_headroom_rate: Annotated[float, Field(ge=0, le=0.25)] = setting(
        0.0,
        "rate",
        "Part of affordability that business rules hold for non-recurrent use, below the line too.",
    )
    allocation_growth_rate: Annotated[float, Field(ge=-0.5, le=0.5)] = setting(
        0.02, "rate", "Growth of an allocation in years for which none is published.", True
    )
    target_growth_rate: Annotated[float, Field(ge=-0.5, le=0.5)] | None = setting(
        None, "rate", "Growth of the target allocation; without it distance from target is not carried on."
    )
    age_cost_year: Literal["2011/12", "2014/15"] = setting(
        "2011/12", "text", "Which column of the age-cost index weighs the population."
    )
    unregistered_need_rate: Annotated[float, Field(ge=0, le=10)] = setting(
        1.0, "rate", "Need of an unregistered person as a multiple of the commissioner's mean.", True
    )


class Band(Section):
    """One band of a saving or loss, as a share of expected spend, and the share paid within it."""

    from_rate: Share = setting(..., "rate", "Lower end of the band.")
    to_rate: Annotated[float, Field(ge=0, le=10)] = setting(..., "rate", "Upper end of the band.")
    share_rate: Share = setting(..., "rate", "Share of the amount that falls within the band.")


class Terms(Section):
    """How gains and losses on the pool are shared."""

    preset: str | None = setting(
        None,
        "text",
        "Name of published or local terms (`acohandbook terms`) that keys left out here are taken from.",
    )
    threshold_kind: Literal["none", "first_pound", "deductible"] = setting(
        "none", "text",
        "none shares everything; first_pound shares everything once past the threshold; deductible shares "
        "what lies beyond it.",
    )  # fmt: skip
    gain_threshold_rate: Share = setting(
        0.0, "rate", "Gain, as a share of expected spend, below which none is shared."
    )
    loss_threshold_rate: Share = setting(
        0.0, "rate", "Loss, as a share of expected spend, below which none is shared."
    )
    sides: Literal["two_sided", "one_sided"] = setting("two_sided", "text", "one_sided shares gains only.")
    pool_basis: Literal["price", "released"] = setting(
        "price", "text", "Whether the pool is what changes hands at price or what cost really falls by."
    )
    payment_basis: Literal["activity", "block", "blended"] = setting(
        "activity", "text", "How the pool's providers are paid, and so how much cash lower activity frees."
    )
    blended_rate: Share = setting(
        0.2, "rate", "Part of a difference from plan that is paid or refunded under blended payment."
    )
    gain_cap_rate: Share = setting(
        1.0, "rate", "Largest shared gain, as a share of expected spend. 1 is no cap."
    )
    loss_cap_rate: Share = setting(
        1.0, "rate", "Largest shared loss, as a share of expected spend. 1 is no cap."
    )
    quality_gate_rate: Share = setting(0.0, "rate", "Least quality score at which a gain is paid.")
    quality_multiplies: bool = setting(False, "flag", "Whether the quality score also multiplies a gain.")
    minimum_persons: Count = setting(
        0.0,
        "persons",
        "Population below which nothing is shared, because chance would decide. 0 is no protection.",
    )
    residual_holder: str | None = setting(
        None, "text",
        "Party that takes what shares, caps and gates leave. Needed unless the shares of gains and of losses "
        "both add to one.",
    )  # fmt: skip
    distribution_key: Literal[
        "agreed_shares", "equal", "budget", "reserves", "performance", "compensation"
    ] = setting("agreed_shares", "text", "By which key the parties share.")
    bands: list[Band] = setting(list, "text", "Bands with shares of their own; none by default.")


class Phase(Section):
    """How a year's improvement payment divides between process and outcome measures."""

    financial_year: Year = setting(..., "text", "The year.")
    process_rate: Share = setting(..., "rate", "Part for process measures.")
    outcome_rate: Share = setting(..., "rate", "Part for outcome measures. The two add to one.")


class Improvement(Section):
    """The improvement payment: how large, when it is paid and what becomes of what isn't earned."""

    funding: Literal["carved_out", "on_top"] = setting(
        "carved_out",
        "text",
        "carved_out is funded by the lines and adjustments with that home; on_top adds to them.",
    )
    size_rate: Share = setting(0.0, "rate", "Size as a share of the annual payment, when on_top.")
    unearned_to: str | None = setting(
        None, "text", "Party that keeps what is not earned. Blank: each commissioner its own."
    )
    on_account_rate: Share = setting(0.0, "rate", "Part of the year's pool that is paid monthly on account.")
    recovery_cap_rate: Share = setting(
        1.0, "rate", "Most that can be recovered of payments on account, as a share of the year's pool."
    )
    data_deadline: MonthDay = setting(
        "06-30", "text", "Month and day after the year's end by which data must arrive.", True
    )
    minimum_denominator: Count = setting(
        0.0, "persons", "Denominator below which a measure is not scored. 0 is no minimum."
    )
    score: Literal["threshold_to_target", "improvement", "best_of"] = setting(
        "threshold_to_target", "text", "How achievement becomes a score."
    )
    phasing: list[Phase] = setting(
        list, "text", "Process and outcome by year. Without it the weights decide alone."
    )


class ListCount(Section):
    """The list actually counted in a year."""

    commissioner_code: str = setting(..., "text", "The CCG.")
    financial_year: Year = setting(..., "text", "The year.")
    actual_persons: Count = setting(..., "persons", "People on the ACO's lists, counted.")
    list_cleaning_persons: Count = setting(
        0.0, "persons", "People removed by list cleaning, who cost nothing."
    )


class Settlement(Section):
    """Who is paid, which years are closed, and what moves with the list."""

    provider_party: str | None = setting(
        None, "text", "Party that receives the annual payment. By default the one party with the role aco."
    )
    years_closed: list[Year] = setting(
        list, "text", "Years that must be whole: twelve months for every key of outturn."
    )
    freeze_date: Day | None = setting(None, "text", "Day on which activity was frozen.")
    signed_inputs_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = setting(
        None,
        "text",
        "Lock of the signed version: the SHA-256 of its inputs (`inputs_sha256`). What differs since must be "
        "listed in `changes`. Blank: not signed.",
    )
    list_true_up_marginal_rate: Annotated[float, Field(ge=0, le=2)] = setting(
        1.0, "rate", "Part of the mean budget a head that moves with each person more or fewer.", True
    )
    list_true_up_funded_by: str | None = setting(
        None, "text", "Party that funds the list true-up. Blank: each commissioner its own."
    )
    choice_by: str | None = setting(
        None,
        "text",
        "Party that pays for patients' choice of other providers. Blank: each commissioner its own.",
    )
    stop_loss_per_case_gbp: Pounds | None = setting(
        None, "gbp", "Cost of a case above which the commissioner bears it. Blank: none agreed."
    )
    list_counts: list[ListCount] = setting(
        list, "text", "The lists actually counted, by commissioner and year."
    )


class Reopener(Section):
    """A stated event, or inflation beyond a deadband, that opens the budget again."""

    reopener_id: str = setting(..., "text", "Name of the reopener.")
    trigger: str = setting(..., "text", "What sets it off.")
    commissioner_code: str = setting(..., "text", "Whose budget it opens.")
    service_line: str = setting(..., "text", "Which line it opens.")
    financial_year: Year = setting(..., "text", "The year.")
    kind: Literal["event", "inflation_share"] = setting(
        ..., "text", "A stated amount, or a share of inflation."
    )
    planned_rate: Change = setting(0.0, "rate", "Inflation in the plan.")
    actual_rate: Change = setting(0.0, "rate", "Inflation that came.")
    threshold_rate: Share = setting(0.0, "rate", "Deadband, either way, within which nothing moves.")
    commissioner_share_rate: Share = setting(
        1.0, "rate", "Part beyond the deadband that the commissioner bears."
    )
    amount_gbp: Pounds = setting(0.0, "gbp", "Amount of an event.")
    cap_rate: Share = setting(1.0, "rate", "Most that moves, as a share of the line's budget.")
    notice: str = setting("", "text", "Notice to be given.")
    effect: str = setting("", "text", "What it changes, in words.")
    invoked: bool = setting(False, "flag", "Whether it has been invoked.")
    recurrent: bool = setting(
        False, "flag", "Whether an event's effect lasts beyond its year. A share of inflation always lasts."
    )


class Disclosure(Section):
    """What is not shown when results leave the site."""

    threshold_persons: Annotated[int, Field(ge=0, le=100)] = setting(
        5, "persons", "Counts of people above zero and under it are suppressed in shared outputs; 0: none."
    )


Figure = Annotated[float, Field(ge=-1e12, le=1e12)]


class Settings(Section):
    """``site.toml``."""

    name: str = setting(..., "text", "Name of the ACO.", min_length=1)
    care_model: Literal["mcp", "pacs", "other"] = setting(
        ..., "text", "mcp (multispecialty community provider), pacs (primary and acute care system) or other."
    )
    contracting_form: Literal["virtual", "partially_integrated", "fully_integrated"] = setting(
        ..., "text", "What the contract covers; see the chapter on the landscape."
    )
    base_year: Year = setting(..., "text", "Financial year of the ledger that the baseline reads.")
    first_year: Year = setting(..., "text", "First contract year, after the base year.")
    years: int = setting(..., "number", "Number of contract years.", ge=1, le=15)
    firm_years: int = setting(..., "number", "How many of them, from the first, are firm.", ge=0, le=15)
    rules: Rules = setting(Rules, "text", "The budget rule.")
    terms: Terms = setting(Terms, "text", "Gain/loss sharing.")
    improvement: Improvement = setting(Improvement, "text", "The improvement payment.")
    settlement: Settlement = setting(Settlement, "text", "Settlement.")
    disclosure: Disclosure = setting(Disclosure, "text", "Counts of people that are not shown.")
    reopeners: list[Reopener] = setting(list, "text", "Reopeners.")
    assumptions: dict[str, Figure] = setting(
        dict, "number", "Figures of the site's own, each explained in the table of assumptions."
    )
