"""Improvement payment: the pool, what the measures earn of it, and what is paid when.

The pool of a commissioner is the improvement payment home of its baseline, moved on from year to year by the
growth of the lines that it was carved out of, plus, where agreed, a part on top of the annual payment. Every
pound with that home stays in the pool, so nothing is lost between the two ways of funding.

Weights that are points are one case: measures weighted by points / all points earn, of a pool of all points
x value of a point x list / national mean list, exactly what the Quality and Outcomes Framework would pay.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import TYPE_CHECKING

from acohandbook.rules import improvement_payment as rules
from acohandbook.rules import scoring
from acohandbook.rules.dialect import both
from acohandbook.site.financial_year import starting_year
from acohandbook.steps.common import keys_of, listed, national_parameter, percent, pounds, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

MONTHS = tuple(str(month) for month in range(1, 13))
# What of a pool is not earned: lost, or still to be earned.
REST = ("unearned_gbp", "not_yet_due_gbp")
_COMMISSIONER_YEAR = {"commissioner_code": "commissioner_code", "financial_year": "financial_year"}


def improvement_payment(site: Site, baseline: StepResult, contract_years: StepResult) -> StepResult:
    """Score the measures of every contract year and settle the improvement payment.

    Parameters
    ----------
    site : Site
    baseline, contract_years : StepResult
        The steps of these names.

    Returns
    -------
    StepResult
        ``funding`` (by commissioner and year: pool, what of it can be earned, on account, earned, unearned,
        true-up, recovery, paid), ``measures`` (by measure and year: weight, available, score, earned,
        unearned), ``domains``, ``years`` (totals and ``quality_score_rate``, blank until anything is
        reported), ``on_account`` (by month) and ``points`` (what a point of the Quality and Outcomes
        Framework is worth to each practice). Money is whole pence, rates and scores are
        decimals. A year in which nothing is reported is not yet due: it is paid on account only.

    Raises
    ------
    ReconciliationError
        When earned and unearned do not make the pool, by measure, domain, commissioner or year.
    """
    result = StepResult("improvement_payment")
    _pool(result, site, baseline, contract_years)
    _weights(result, site)
    _scores(result, site)
    _earned(result)
    _settled(result, site)
    _years(result)
    _on_account(result)
    _points(result, site)
    _findings(result, site)
    return result


def _pool(result: StepResult, site: Site, baseline: StepResult, contract_years: StepResult) -> None:
    codes = site.commissioners["commissioner_code"].tolist()
    rows = [(code, year) for code in codes for year in site.years]
    table = result.table("funding", keys_of(("commissioner_code", "financial_year"), rows))
    own = {"commissioner_code": "commissioner_code"}
    table.lookup("in_base_year_gbp", baseline.totals, "improvement_payment_gbp", on=own)
    carved_out = {"counted_home": "improvement_payment"}
    table.total("carved_out_gbp", contract_years.cost, "cost_gbp", where=carved_out)
    table.lookup("annual_payment_gbp", contract_years.budget, "budget_gbp")
    for setting in ("funding", "size_rate"):
        table.lookup(setting, site.settings_table, f"improvement.{setting}", on={})
    table.map(
        "on_top_gbp", rules.on_top_pence, "gbp", annual_payment_pence="annual_payment_gbp",
        size_rate="size_rate", funding="funding",
    )  # fmt: skip
    parts = {"carved_out_pence": "carved_out_gbp", "on_top_pence": "on_top_gbp"}
    table.map("pool_gbp", rules.pool_pence, "gbp", **parts)
    table.map("earnable_gbp", rules.earnable_pence, "gbp", pool_pence="pool_gbp")


def _weights(result: StepResult, site: Site) -> None:
    """Which measures are in force, and what part of the year's pool each can earn."""
    rows = [(name, year) for name in site.measures["measure_id"] for year in site.years]
    table = result.table("measures", keys_of(("measure_id", "financial_year"), rows))
    for column in ("measure_name", "domain", "kind", "direction", "baseline", "threshold", "target"):
        table.lookup(column, site.measures, column)
    first = {name: starting_year(year) for name, year in records(site.measures, "measure_id", "from_year")}
    numbers = [starting_year(year) for _, year in rows]
    table.input("year_number", numbers, "number", "the year as a number")
    from_years = [first[name] for name, _ in rows]
    table.input("from_year_number", from_years, "number", "measures.csv: from_year, as a number")
    years = {"year_number": "year_number", "from_year_number": "from_year_number"}
    table.map("in_force", rules.is_in_force, "flag", **years)
    table.lookup("stated_weight", site.measures, "weight")
    told = {"weight": "stated_weight", "is_in_force": "in_force"}
    table.map("in_force_weight", rules.in_force_weight, "rate", **told)
    by_kind = {"kind": "kind", "financial_year": "financial_year"}
    table.total("kind_weight", table, "in_force_weight", by=by_kind)
    table.input("undivided_rate", float("nan"), "rate", "blank where no phasing is agreed for the year")
    for kind in ("process", "outcome"):
        table.lookup(f"{kind}_rate", site.phasing, f"{kind}_rate", otherwise="undivided_rate")
    table.map(
        "weight", rules.phased_weight, "rate", in_force_weight="in_force_weight", kind="kind",
        kind_weight="kind_weight", process_rate="process_rate", outcome_rate="outcome_rate",
    )  # fmt: skip

    by_year = {"financial_year": "financial_year"}
    table.total("weight_of_all", table, "weight", by=by_year)
    table.total("year_pool_gbp", result.funding, "earnable_gbp", by=by_year)
    can_earn = {"pool_pence": "year_pool_gbp", "weight_total": "weight_of_all"}
    table.map("scorable_gbp", rules.scorable_pence, "gbp", **can_earn)
    table.split("available_gbp", "scorable_gbp", "weight", ("financial_year",), "measure_id")


def _scores(result: StepResult, site: Site) -> None:
    table = result.measures
    table.input("no_data", float("nan"), "number", "blank where nothing is reported")
    for column in ("achieved", "denominator"):
        table.lookup(column, site.achievement, column, otherwise="no_data")
    reported = {
        (name, year): (evidence, day)
        for name, year, evidence, day in records(
            site.achievement, "measure_id", "financial_year", "evidence", "received_on"
        )
    }
    rows = records(table, "measure_id", "financial_year")
    deadline = site.settings.improvement.data_deadline
    late = [_days_late(reported.get(row, (None, None))[1], row[1], deadline) for row in rows]
    table.input(
        "reported", [row in reported for row in rows], "flag", "achievement.csv: whether it has a row"
    )
    held = [bool(reported.get(row, (None, None))[0]) for row in rows]
    table.input("evidence_held", held, "flag", "achievement.csv: whether evidence is stated")
    table.input("late_days", late, "number", "achievement.csv: received_on, in days after the data deadline")
    table.map("on_time", scoring.is_on_time, "flag", late_days="late_days")
    for setting in ("minimum_denominator", "score"):
        table.lookup(setting, site.settings_table, f"improvement.{setting}", on={})
    told = {name: name for name in ("denominator", "minimum_denominator", "kind")}
    table.map("enough_data", scoring.is_enough_data, "flag", **told)
    aim = {"achieved_value": "achieved", "target_value": "target", "direction": "direction"}
    table.map("attainment_rate", scoring.attained_rate, "rate", threshold_value="threshold", **aim)
    table.map("improvement_rate", scoring.improved_rate, "rate", baseline_value="baseline", **aim)
    told = {"attained_rate": "attainment_rate", "improved_rate": "improvement_rate", "score": "score"}
    table.map("score_rate", scoring.score_rate, "rate", **told)
    table.map(
        "payable", rules.is_payable, "flag", is_in_force="in_force", achieved_value="achieved",
        has_evidence="evidence_held", is_on_time="on_time", is_enough_data="enough_data",
    )  # fmt: skip
    table.map("paid_score_rate", rules.paid_score, "rate", score_rate="score_rate", is_payable="payable")


def _days_late(received_on: str | None, year: str, deadline: str) -> float:
    """Days by which data missed the deadline after its year's end; negative when early, blank if not in."""
    if not received_on:
        return float("nan")
    month, day = (int(part) for part in deadline.split("-"))
    ends = starting_year(year) + 1
    falls_in = ends if month >= 4 else ends + 1
    last = date(falls_in, month, min(day, monthrange(falls_in, month)[1]))
    return float((date.fromisoformat(received_on) - last).days)


def _earned(result: StepResult) -> None:
    table = result.measures
    by_year = {"financial_year": "financial_year"}
    table.map("reported_in_force", both, "flag", first="reported", second="in_force")
    table.total("reported_count", table, "reported_in_force", by=by_year, unit="number")
    table.map("is_due", rules.is_due, "flag", reported_count="reported_count")
    worth = {"available_pence": "available_gbp", "paid_score": "paid_score_rate"}
    table.map("earned_gbp", rules.earned_pence, "gbp", **worth)
    rest = {"available_pence": "available_gbp", "is_due": "is_due"}
    table.map("unearned_gbp", rules.unearned_pence, "gbp", earned_pence="earned_gbp", **rest)
    table.map("not_yet_due_gbp", rules.not_yet_due_pence, "gbp", **rest)
    scored = {"phased_weight": "weight", "paid_score": "paid_score_rate"}
    table.map("weighted_score_rate", rules.weighted_score, "rate", **scored)
    result.prove_rows("each measure", table, "earned_gbp", REST, "available_gbp")

    rows = records(table, "domain", "financial_year")
    domains = result.table("domains", keys_of(("domain", "financial_year"), rows))
    for column in ("weight", "available_gbp", "earned_gbp", *REST):
        domains.total(column, table, column)
    result.prove_rows("each domain", domains, "earned_gbp", REST, "available_gbp")


def _settled(result: StepResult, site: Site) -> None:
    """Each commissioner's part of what was earned, by its part of the pool, and its true-up."""
    table = result.funding
    by_year = {"financial_year": "financial_year"}
    table.total("reported_count", result.measures, "reported_in_force", by=by_year, unit="number")
    table.map("is_due", rules.is_due, "flag", reported_count="reported_count")
    table.total("year_earned_gbp", result.measures, "earned_gbp", by=by_year)
    table.split("earned_gbp", "year_earned_gbp", "earnable_gbp", ("financial_year",), "commissioner_code")
    rest = {"available_pence": "pool_gbp", "is_due": "is_due"}
    table.map("unearned_gbp", rules.unearned_pence, "gbp", earned_pence="earned_gbp", **rest)
    table.map("not_yet_due_gbp", rules.not_yet_due_pence, "gbp", **rest)
    for setting in ("on_account_rate", "recovery_cap_rate", "unearned_to"):
        table.lookup(setting, site.settings_table, f"improvement.{setting}", on={})
    paid = {"pool_pence": "earnable_gbp", "on_account_rate": "on_account_rate"}
    table.map("on_account_gbp", rules.on_account_pence, "gbp", **paid)
    known = {"earned_pence": "earned_gbp", "on_account_pence": "on_account_gbp", "is_due": "is_due"}
    table.map("true_up_gbp", rules.true_up_pence, "gbp", **known)
    table.map("overpaid_gbp", rules.overpaid_pence, "gbp", **known)
    table.map(
        "recovery_gbp", rules.recovery_pence, "gbp", overpaid_pence="overpaid_gbp", pool_pence="earnable_gbp",
        recovery_cap_rate="recovery_cap_rate",
    )  # fmt: skip
    kept = {"overpaid_pence": "overpaid_gbp", "recovery_pence": "recovery_gbp"}
    table.map("unrecovered_gbp", rules.unrecovered_pence, "gbp", **kept)
    table.map(
        "paid_gbp", rules.paid_pence, "gbp", on_account_pence="on_account_gbp", true_up_pence="true_up_gbp",
        recovery_pence="recovery_gbp",
    )  # fmt: skip
    left = {"pool_pence": "pool_gbp", "paid_pence": "paid_gbp", "is_due": "is_due"}
    table.map("returned_gbp", rules.returned_pence, "gbp", **left)
    table.map("open_gbp", rules.open_pence, "gbp", **left)
    result.prove_rows("each commissioner's pool", table, "earned_gbp", REST, "pool_gbp")
    result.prove_rows(
        "what becomes of each pool", table, "paid_gbp", ("returned_gbp", "open_gbp"), "pool_gbp"
    )


def _years(result: StepResult) -> None:
    """All commissioners together, and the score that gain/loss sharing reads."""
    years = list(dict.fromkeys(result.funding["financial_year"]))
    table = result.table("years", {"financial_year": years})
    for column in (
        "pool_gbp", "on_account_gbp", "earned_gbp", *REST, "true_up_gbp", "recovery_gbp", "unrecovered_gbp",
        "paid_gbp", "returned_gbp", "open_gbp",
    ):  # fmt: skip
        table.total(column, result.funding, column)
    table.total("available_gbp", result.measures, "available_gbp")
    table.total("reported_count", result.measures, "reported_in_force", unit="number")
    table.map("is_due", rules.is_due, "flag", reported_count="reported_count")
    table.total("weighted_score_rate", result.measures, "weighted_score_rate")
    table.total("weight_of_all", result.measures, "weight")
    table.input("not_known_rate", float("nan"), "rate", "blank until anything is reported")
    table.map(
        "quality_score_rate", rules.quality_score_rate, "rate", weighted_score="weighted_score_rate",
        weight_total="weight_of_all", is_due="is_due", blank_rate="not_known_rate",
    )  # fmt: skip
    earned = dict(records(table, "financial_year", "earned_gbp"))
    for year, whole in earned.items():
        by_measure = {"measures": result.measures.sum("earned_gbp", financial_year=year)}
        result.prove(f"earned in {year}, by measure and by commissioner", 0.0, by_measure, whole)


def _on_account(result: StepResult) -> None:
    """Payments on account in twelfths: twelve months make the year, to the penny."""
    rows = [
        (code, year, month)
        for code, year in records(result.funding, "commissioner_code", "financial_year")
        for month in MONTHS
    ]
    table = result.table("on_account", keys_of(("commissioner_code", "financial_year", "month"), rows))
    table.lookup("year_on_account_gbp", result.funding, "on_account_gbp", on=_COMMISSIONER_YEAR)
    table.input("weight", 1, "number", "every month alike")
    table.split("on_account_gbp", "year_on_account_gbp", "weight", tuple(_COMMISSIONER_YEAR), "month")


def _points(result: StepResult, site: Site) -> None:
    """What one point of the Quality and Outcomes Framework is worth to each practice, by its list."""
    table = result.table("points", {"practice_code": site.practices["practice_code"]})
    table.lookup("registered_persons", site.practices, "registered_persons")
    national_parameter(table, site, "point_value", "qof_point_gbp", "gbp_per_head")
    national_parameter(table, site, "mean_list_persons", "mean_list_persons", "persons")
    lists = {"list_persons": "registered_persons", "national_mean_list_persons": "mean_list_persons"}
    table.map("list_index", scoring.list_index, "number", **lists)
    table.input("points", 1, "number", "one point")
    worth = {"points": "points", "point_value": "point_value", "list_index": "list_index"}
    table.map("point_gbp", scoring.points_pence, "gbp", **worth)


# --- findings ----------------------------------------------------------------------------------------

# Why a measure of a year that is due is not paid, in the order in which the tests are made.
_REASONS = {
    "reported": "is not reported",
    "known": "has no value",
    "evidence_held": "has no evidence",
    "on_time": "arrived late",
    "enough_data": "rests on too few people or cases",
}


def _findings(result: StepResult, site: Site) -> None:
    for year, pool, weight in records(result.years, "financial_year", "pool_gbp", "weight_of_all"):
        if pool and not weight:
            result.find(
                "red",
                f"No measure is in force in {year}, so nobody can earn the pool of {pounds(pool)}.",
                f"improvement_payment.years.pool_gbp[financial_year={year}]",
            )
    _find_credits(result)
    _find_unpaid(result)
    _find_phasing(result, site)
    _find_unearned_to(result, site)
    for year, amount in records(result.years, "financial_year", "unrecovered_gbp"):
        if amount:
            result.find(
                "amber",
                f"{pounds(amount)} paid on account in {year} was not earned and may not be recovered.",
                f"improvement_payment.years.unrecovered_gbp[financial_year={year}]",
            )


def _find_credits(result: StepResult) -> None:
    for code, year, pool in records(result.funding, "commissioner_code", "financial_year", "pool_gbp"):
        if pool < 0:
            result.find(
                "amber",
                f"The pool of {code} in {year} is a credit of {pounds(-pool)}, which nobody can earn: look "
                "at the lines and adjustments that have this home.",
                f"improvement_payment.funding.pool_gbp[commissioner_code={code},financial_year={year}]",
            )


def _find_unpaid(result: StepResult) -> None:
    unpaid: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for name, year, available, achieved, *passed in records(
        result.measures, "measure_id", "financial_year", "available_gbp", "achieved",
        "reported", "evidence_held", "on_time", "enough_data", in_force=1.0, is_due=1.0,
    ):  # fmt: skip
        passed.insert(1, achieved == achieved)
        reason = next((why for why, ok in zip(_REASONS.values(), passed, strict=True) if not ok), None)
        if reason:
            unpaid.setdefault((year, reason), []).append((name, available))
    for (year, reason), measures in unpaid.items():
        lost = sum(available for _, available in measures)
        result.find(
            "amber",
            f"{year}: {listed(name for name, _ in measures)} {reason}, so {pounds(lost)} cannot be earned.",
            f"improvement_payment.measures.payable[measure_id={measures[0][0]},financial_year={year}]",
        )


def _find_phasing(result: StepResult, site: Site) -> None:
    for year, *rates in records(site.phasing, "financial_year", "process_rate", "outcome_rate"):
        for kind, rate in zip(("process", "outcome"), rates, strict=True):
            if rate and not result.measures.sum("in_force", financial_year=year, kind=kind):
                result.find(
                    "amber",
                    f"{year} gives {percent(rate)} of the pool to {kind} measures and none is in force: the "
                    "others can earn all of it.",
                    f"improvement_payment.years.available_gbp[financial_year={year}]",
                )


def _find_unearned_to(result: StepResult, site: Site) -> None:
    holder = site.settings.improvement.unearned_to
    roles = dict(records(site.parties, "party_id", "role"))
    if roles.get(holder, "commissioner") not in ("commissioner", "council", "residual"):
        result.find(
            "amber",
            f"{holder} keeps what is not earned, so the improvement payment rewards nothing.",
            f"improvement_payment.years.unearned_gbp[financial_year={site.years[0]}]",
        )
    others = [
        code
        for code in dict.fromkeys(records(result.funding, "commissioner_code"))
        if code != (holder,) and result.funding.sum("pool_gbp", commissioner_code=code[0])
    ]
    if holder in site.commissioners["commissioner_code"] and others:
        result.find(
            "note",
            f"{holder} also keeps what is not earned of the pools of {listed(code for (code,) in others)}.",
            f"improvement_payment.years.returned_gbp[financial_year={site.years[0]}]",
        )
