"""What a site's simulation says, as tables to read.

``assumptions``
    every figure assumed: who gives it, whether it is illustrative, its quality and impact
``need``
    what need that a list share is blind to would add to the spread of the pool; it is not drawn
``lines``, ``ages``
    how far each service line and age band strays by chance between people
``years``
    the pool of each year: its spread by source, the band of chance, false gains and false losses
``parties``
    each party and year, and the whole contract: expected settlement, range, chance of paying, tail, cover
``power``, ``corridors``, ``options``, ``frontier``
    what a threshold sees and lets through, what makes chance smaller, and which terms are worth their risk:
    see ``design.py``
``tornado``, ``sources``, ``pairs``
    what the answers hang on: see ``drivers.py``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from acohandbook.rules import assurance, gain_loss, risk
from acohandbook.simulation.assumptions import LINE_PREFIX, NAMES, register
from acohandbook.simulation.design import add_design
from acohandbook.simulation.drivers import add_drivers
from acohandbook.simulation.model import Model, model_of
from acohandbook.simulation.running import DRAWS, SEED, Tally, simulate
from acohandbook.steps.common import keys_of, listed, percent, pounds, records
from acohandbook.steps.disclosure import hide_ages
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.steps.results import Results

WHOLE = "whole contract"
CONFIDENCE_FACTOR = 1.645
TAIL, FAR_TAIL, QUARTER = 0.05, 0.01, 0.25


def assess_risk(
    site: Site, results: Results, draws: int = DRAWS, seed: int = SEED, workers: int = 1, **changes: float
) -> StepResult:
    """Say how much of a gain is noise, and who carries the tail.

    Parameters
    ----------
    site : Site
    results : Results
        Of this site, from ``run_steps``.
    draws, seed, workers : int
        Draws of every year and line; the same seed gives the same answers for any number of workers.
    **changes
        Assumptions to replace, by name.

    Returns
    -------
    StepResult
        Named ``risk``: tables, and findings where a tail exceeds what can bear it.

    Raises
    ------
    ImpossibleRisk
        Naming every assumption, share or population with which nothing can be drawn; raised before any draw.
    """
    model = model_of(site, results, **changes)
    step = StepResult("risk")
    _assumptions(step, site, model, changes)
    tally = simulate(model, draws, seed, workers)
    _lines(step, model)
    _ages(step, results, model)
    _years(step, model, tally)
    _need(step, results, model)
    _parties(step, model, tally)
    add_design(step, model, seed)
    add_drivers(step, model, seed)
    _findings(step, model)
    return step


def _assumptions(step: StepResult, site: Site, model: Model, changes: dict) -> None:
    own = site.settings.assumptions
    lines = [f"{LINE_PREFIX}{line}" for line in model.assumptions.line_variations]
    table = step.table("assumptions", {"assumption_id": [*NAMES, *lines]})
    values = [getattr(model.assumptions, name) for name in NAMES]
    values += list(model.assumptions.line_variations.values())
    table.input("value", values, "number", "site.toml: assumptions, or data/national/parameters.csv")
    said = [f"{value:.2%}" if name.endswith("_rate") else f"{value:g}"
            for name, value in zip(table["assumption_id"], values, strict=True)]  # fmt: skip
    table.input("value_said", said, "text", "the value in words: rates in per cent")
    national = [name not in own and name not in changes for name in NAMES] + [False] * len(lines)
    titles = dict(records(site.national, "parameter_id", "title", financial_year="any"))
    doubtful = dict(records(site.national, "parameter_id", "illustrative", financial_year="any"))
    given = ["national" if one else "the site's own" for one in national]
    given = ["tried here" if name in changes else one
             for name, one in zip(table["assumption_id"], given, strict=True)]  # fmt: skip
    table.input("given_by", given, "text", "where the value comes from")
    flags = [float(doubtful[name]) if nation else 0.0
             for name, nation in zip(table["assumption_id"], national, strict=True)]  # fmt: skip
    table.input("is_illustrative", flags, "flag", "data/national/parameters.csv: illustrative")
    words = [titles.get(name, "Coefficient of variation of this line, stated by the site")
             for name in table["assumption_id"]]  # fmt: skip
    table.input("title", words, "text", "data/national/parameters.csv: title")
    owned = {one: (quality, impact) for one, quality, impact in
             records(site.assumptions, "assumption_id", "quality", "impact")}  # fmt: skip
    held = {"national": register(), "the site's own": owned}
    judged = [held.get(who, {}).get(name, (None, None))
              for name, who in zip(table["assumption_id"], given, strict=True)]  # fmt: skip
    for place, name in enumerate(("quality", "impact")):
        table.input(name, [one[place] for one in judged], "text",
                    "data/national/risk_assumptions.csv, or assumptions.csv of the site")  # fmt: skip


def _lines(step: StepResult, model: Model) -> None:
    """Each line of the pool in the first year."""
    names = list(dict.fromkeys(model.lines))
    expected = [float(model.expected_pence[0, [k for k, one in enumerate(model.lines) if one == name]].sum())
                for name in names]  # fmt: skip
    table = step.table("lines", {"service_line": names})
    table.input("financial_year", model.years[0], "text", "site.toml: first_year")
    table.input("expected_gbp", expected, "gbp", "contract_years.cost.cost_gbp")
    stated = [model.assumptions.line_variations.get(name, np.nan) for name in names]
    table.input("stated_variation", stated, "number", f"site.toml: assumptions.{LINE_PREFIX}<line>")
    table.input("pool_variation", model.assumptions.cost_coefficient_of_variation, "number", "assumed")
    table.input("pool_gbp", float(np.abs(model.expected_pence[0]).sum()), "gbp", "the pool's cost")
    table.input("persons", model.persons[0], "persons", "contract_years.summary.aco_persons")
    table.map(
        "variation", risk.line_variation, "number", stated_variation="stated_variation",
        variation="pool_variation", line_pence="expected_gbp", total_pence="pool_gbp",
    )  # fmt: skip
    table.map(
        "deviation_rate", risk.cell_deviation_rate, "rate", line_variation="variation",
        line_pence="expected_gbp", cell_pence="expected_gbp", persons="persons",
    )  # fmt: skip


def _ages(step: StepResult, results: Results, model: Model) -> None:
    """People by age band: twice the cost is twice the cases, and so twice the variance."""
    year = model.years[0]
    columns = ("age_band", "persons", "cost_weighted_persons")
    rows = records(results.contract_years.ages, *columns, financial_year=year)
    bands = list(dict.fromkeys(band for band, _, _ in rows))
    table = step.table("ages", {"age_band": bands})
    sums = {band: [sum(row[place] for row in rows if row[0] == band) for place in (1, 2)] for band in bands}
    table.input("persons", [sums[b][0] for b in bands], "persons", "population.csv, footprint of the CCGs")
    weighted = [sums[band][1] for band in bands]
    table.input("cost_weighted_persons", weighted, "persons", "persons x age-cost index")
    table.input("all_cost_weighted_persons", float(sum(weighted)), "persons", "their sum")
    table.input("all_persons", float(sum(persons for persons, _ in sums.values())), "persons", "their sum")
    table.input("pool_variation", model.assumptions.cost_coefficient_of_variation, "number", "assumed")
    table.map(
        "cost_share_rate", assurance.part_rate, "rate",
        part_pence="cost_weighted_persons", whole_pence="all_cost_weighted_persons",
    )  # fmt: skip
    table.map(
        "deviation_rate", risk.cell_deviation_rate, "rate", line_variation="pool_variation",
        line_pence="all_cost_weighted_persons", cell_pence="cost_weighted_persons", persons="all_persons",
    )  # fmt: skip
    hide_ages(table, results, year)


def _years(step: StepResult, model: Model, tally: Tally) -> None:
    assumed, expected = model.assumptions, model.pool_expected_pence
    table = step.table("years", {"financial_year": model.years})
    table.input("expected_gbp", expected, "gbp", "contract_years.cost.cost_gbp")
    table.input("persons", model.persons, "persons", "contract_years.summary.aco_persons")
    squares = np.square(model.expected_pence * model.chance_rate).sum(axis=1)
    chance = np.sqrt(squares) / np.where(expected == 0, 1, expected)
    table.input("chance_rate", chance, "rate", "root of the summed variances of the cells")
    table.input("winter_rate", assumed.common_shock_rate, "rate", "assumed: common_shock_rate")
    table.input("policy_rate", assumed.policy_shock_rate, "rate", "assumed: policy_shock_rate")
    table.map("shock_rate", risk.together_rate, "rate", first_rate="winter_rate", second_rate="policy_rate")
    table.map("yearly_rate", risk.together_rate, "rate", first_rate="chance_rate", second_rate="shock_rate")
    table.input("confidence_factor", CONFIDENCE_FACTOR, "number", "95%, one-sided, as in the pool's own band")
    table.input("pool_variation", chance * np.sqrt(model.persons), "number", "gain_loss.years.pool_variation")
    table.input("months", 12, "months", "a whole year")
    table.map(
        "noise_band_rate", gain_loss.noise_band_rate, "rate", confidence_factor="confidence_factor",
        person_variation="pool_variation", persons="persons", months="months",
    )  # fmt: skip
    sketch, whole = tally.pool, np.where(expected == 0, np.nan, expected)
    said = f"{tally.draws:,} draws"
    for name, rate in (("low", TAIL), ("middle", 0.5), ("high", 1 - TAIL)):
        table.input(f"{name}_saving_rate", sketch.quantile(rate)[:-1] / whole, "rate", said)
    table.input("mean_pool_gbp", np.rint(sketch.means[:-1]), "gbp", said)
    table.input("deviation_rate", sketch.deviations()[:-1] / whole, "rate", said)
    table.input("false_gain_rate", tally.shared_gains / tally.draws, "rate", f"{said}; nothing truly changed")
    table.input(
        "false_loss_rate", tally.shared_losses / tally.draws, "rate", f"{said}; nothing truly changed"
    )


def _need(step: StepResult, results: Results, model: Model) -> None:
    """What need would add to the spread of the first year, where a list share is blind to it.

    Budgets that a list share sets carry the mean need of a commissioner, not that of the ACO's practices.
    """
    practices = step.table("need_practices", {"practice_code": results.population.practices["practice_code"]})
    practices.lookup("member_persons", results.population.practices, "member_registered_persons")
    practices.input("all_persons", float(practices["member_persons"].sum()), "persons", "their sum")
    practices.map("share_square", risk.share_square, "number", part="member_persons", whole="all_persons")
    table = step.table("need", {"financial_year": list(model.years[:1])})
    table.input("practice_need_deviation_rate", model.assumptions.practice_need_deviation_rate, "rate",
                "assumed: practice_need_deviation_rate")  # fmt: skip
    table.total("concentration", practices, "share_square", by={})
    lines = records(results.baseline.lines, "attribution", "attributed_gbp", home="gain_loss_pool")
    for name, ways in (("by_list_gbp", ("list_share",)), ("pool_gbp", {way for way, _ in lines})):
        table.input(name, float(sum(amount for way, amount in lines if way in ways)), "gbp",
                    "baseline.lines.attributed_gbp of the pool")  # fmt: skip
    table.map("list_part_rate", assurance.part_rate, "rate", part_pence="by_list_gbp", whole_pence="pool_gbp")
    table.input("whole_rate", 1, "rate", "if a list share set the whole pool")
    table.lookup("deviation_rate", step.years, "deviation_rate")
    for name, part in (("need", "list_part_rate"), ("need_if_all_by_list", "whole_rate")):
        table.map(
            f"{name}_rate", risk.need_deviation_rate, "rate", concentration="concentration",
            practice_deviation_rate="practice_need_deviation_rate", list_part_rate=part,
        )  # fmt: skip
        table.map(
            f"with_{name}_rate", risk.together_rate, "rate",
            first_rate="deviation_rate", second_rate=f"{name}_rate",
        )  # fmt: skip


def _parties(step: StepResult, model: Model, tally: Tally) -> None:
    """Each party that shares, pays or holds the contract; others have nothing at stake."""
    ids, periods = model.parties.party_id, (*model.years, WHOLE)
    shape = (len(periods), len(ids))
    at_stake = [
        place for place in range(len(ids))
        if (tally.position.lowest.reshape(shape)[:, place] != 0).any()
        or (tally.position.highest.reshape(shape)[:, place] != 0).any()
    ]  # fmt: skip
    rows = [(ids[place], period) for place in at_stake for period in periods]
    spots = np.array([row * len(ids) + place for place in at_stake for row in range(len(periods))], dtype=int)
    party = np.array([place for place in at_stake for _ in periods], dtype=int)
    table = step.table("parties", keys_of(("party_id", "period"), rows))
    said = f"{tally.draws:,} draws"
    table.input("party_name", [model.parties.party_name[place] for place in party], "text", "parties.csv")

    def money(name: str, values: np.ndarray) -> None:
        table.input(name, np.rint(values[spots]), "gbp", said)

    for what, sketch in (("share", tally.share), ("position", tally.position)):
        money(f"expected_{what}_gbp", sketch.means)
        money(f"low_{what}_gbp", sketch.quantile(TAIL))
        money(f"high_{what}_gbp", sketch.quantile(1 - TAIL))
    money("lower_quarter_position_gbp", tally.position.quantile(QUARTER))
    money("upper_quarter_position_gbp", tally.position.quantile(1 - QUARTER))
    money("tail_loss_gbp", np.maximum(-tally.position.quantile(TAIL), 0))
    money("far_tail_loss_gbp", np.maximum(-tally.position.quantile(FAR_TAIL), 0))
    for name, counted in (
        ("receives_rate", tally.share.above), ("pays_rate", tally.share.below),
        ("loses_rate", tally.position.below), ("beyond_reserves_rate", tally.beyond_reserves.reshape(-1)),
        ("beyond_cover_rate", tally.beyond_cover.reshape(-1)),
    ):  # fmt: skip
        table.input(name, counted[spots] / tally.draws, "rate", said)
    for name in ("reserves_pence", "guarantee_pence", "facility_pence"):
        column = name.replace("_pence", "_gbp")
        table.input(
            column, getattr(model.parties, name)[party], "gbp", f"parties.csv or assumptions: {column}"
        )
    sources = {name: name.replace("_pence", "_gbp") for name in
               ("reserves_pence", "guarantee_pence", "facility_pence")}  # fmt: skip
    table.map("cover_gbp", risk.cover_pence, "gbp", **sources)
    cover = {"cover_pence": "cover_gbp"}
    table.map("is_red", risk.is_red, "flag", tail_loss_pence="tail_loss_gbp", **cover)
    table.map("is_far_red", risk.is_red, "flag", tail_loss_pence="far_tail_loss_gbp", **cover)


def _findings(step: StepResult, model: Model) -> None:
    """Red where a loss of one in twenty exceeds what bears it; amber where chance is paid too often."""
    parties = step.parties
    columns = ("period", "tail_loss_gbp", "cover_gbp", "is_red", "is_far_red")
    for one, name in dict.fromkeys(records(parties, "party_id", "party_name")):
        rows = records(parties, *columns, party_id=one)
        red, far = [row for row in rows if row[3]], [row for row in rows if row[4]]
        if not far:
            continue
        period, tail, cover, *_ = (red or far)[0]
        figure = f"[party_id={one},period={period}]"
        if red:
            step.find(
                "red",
                f"{name}: the loss that one in twenty exceeds is {pounds(tail)} ({period}); reserves, "
                f"guarantee and facility bear {pounds(cover)}. So it stands for "
                f"{listed(row[0] for row in red)}.",
                f"risk.parties.tail_loss_gbp{figure}",
            )
        else:
            step.find(
                "amber",
                f"{name}: the loss that one in a hundred exceeds is beyond the {pounds(cover)} that can bear "
                f"it, for {listed(row[0] for row in far)}.",
                f"risk.parties.far_tail_loss_gbp{figure}",
            )
    chosen = model.assumptions.chosen_false_payment_rate
    often = [
        (year, gain, loss)
        for year, gain, loss in records(step.years, "financial_year", "false_gain_rate", "false_loss_rate")
        if max(gain, loss) > chosen
    ]
    if often:
        year, gain, loss = often[0]
        step.find(
            "amber",
            f"With nothing truly changed a gain is shared in {percent(gain)} of draws of {year} and a loss "
            f"in {percent(loss)}; the parties chose {percent(chosen)} as the most. So it stands for "
            f"{listed(row[0] for row in often)}.",
            f"risk.years.false_gain_rate[financial_year={year}]",
        )
    shut = [
        year
        for year, score in zip(model.years, model.quality_score_rate, strict=True)
        if score < model.terms.quality_gate_rate
    ]
    if shut:
        step.find(
            "amber",
            f"The quality score held, or assumed, does not reach the gate in {listed(shut)}: no gain is "
            "paid, whatever is saved, while losses are.",
        )
    if step.assumptions["is_illustrative"].any():
        step.find(
            "note",
            "Spreads that the site does not state are illustrative for England: the spread between people "
            "comes from United States data, the shocks and errors are judgement.",
            "risk.assumptions.is_illustrative[assumption_id=cost_coefficient_of_variation]",
        )
