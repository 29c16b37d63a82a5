"""Monitoring: the pool and what is passed through, month by month, and where the year will end.

``months``
    expected, actual and activity of each line by month, alone and for the year so far
``lines``
    each line and year: to date, what the plan still expects, and three forecasts
``points``, ``limits``
    XmR charts of each line: activity, and actual spend as a share of expected
``pool``
    the gain/loss pool of each year: forecasts, chance, and an early warning
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import monitoring as rules
from acohandbook.site.financial_year import starting_year
from acohandbook.steps.common import keys_of, percent, pounds, records
from acohandbook.steps.monitoring.process_chart import SIGNALS, add_limits, keys_of_points, process_chart
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

FORECASTS = ("to_plan", "run_rate", "in_step")
WARNINGS = {
    rules.ON_COURSE: "on course",
    rules.WATCH: "watch",
    rules.ACT: "act",
    rules.NO_OUTTURN: "no outturn held yet",
}
MEASURES = ("activity", "actual_to_expected")


def monitoring(
    site: Site, scope: StepResult, contract_years: StepResult, gain_loss: StepResult
) -> StepResult:
    """Follow outturn by month and forecast how each year ends.

    Parameters
    ----------
    scope, contract_years, gain_loss : StepResult
        The home of each line; its cost in each year; what chance alone may bring and the pool so far.

    Returns
    -------
    StepResult
        Spend is positive; a saving (expected less actual) is positive. A month counts towards the year to
        date and the forecasts once every contract of its line has reported it.

    Raises
    ------
    ReconciliationError
        When the months of the pool do not add up to the pool that is shared.
    """
    step = StepResult("monitoring")
    _months(step, site, scope)
    _lines(step, contract_years)
    _charts(step)
    _pool(step, site, gain_loss)
    _findings(step)
    return step


def first_months(site: Site, months: int) -> Site:
    """The site as it stood when each year's outturn had only its first months, and no year was closed.

    Forecasts from it can be held against how the year ended.
    """
    outturn = site.frames["outturn"]
    return site.changed({"settlement.years_closed": []}, {"outturn": outturn[outturn["month"] <= months]})


def calendar_month(financial_year: str, month: float) -> str:
    """The calendar month, ``2018-04``, of a month of a financial year: month 1 is April."""
    start, place = starting_year(financial_year), int(month) + 2
    return f"{start + place // 12}-{place % 12 + 1:02d}"


def _months(step: StepResult, site: Site, scope: StepResult) -> None:
    outturn = step.table("outturn", {key: site.outturn[key] for key in site.outturn.keys})
    outturn.lookup("stated_expected_gbp", site.outturn, "expected_gbp")
    for column in ("actual_gbp", "activity", "data_to_month"):
        outturn.lookup(column, site.outturn, column)
    outturn.input(
        "month_number", [float(month) for month in outturn["month"]], "months", "outturn.csv: month"
    )
    closed = [year in site.settings.settlement.years_closed for year in outturn["financial_year"]]
    outturn.input("is_closed", closed, "flag", "site.toml: settlement.years_closed")
    outturn.map(
        "is_reported", rules.is_reported, "flag", month_number="month_number",
        data_to_number="data_to_month", expected_pence="stated_expected_gbp", actual_pence="actual_gbp",
        is_closed="is_closed",
    )  # fmt: skip
    outturn.map(
        "expected_gbp", rules.expected_if_reported_pence, "gbp",
        expected_pence="stated_expected_gbp", actual_pence="actual_gbp", is_closed="is_closed",
    )  # fmt: skip

    keys = ("commissioner_code", "service_line", "financial_year", "month")
    chosen = sorted(set(records(outturn, *keys)), key=lambda row: (*row[:3], int(row[3])))
    months = step.table("months", keys_of(keys, chosen))
    periods = [calendar_month(year, month) for _, _, year, month in chosen]
    months.input("period", periods, "text", "outturn.csv: financial_year and month")
    before = [str(int(month) - 1) for *_, month in chosen]
    months.input("previous_month", before, "text", "the month before, within the financial year")
    types = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    kinds = [types[code] for code in months["commissioner_code"]]
    months.input("commissioner_type", kinds, "text", "commissioners.csv: commissioner_type")
    months.lookup("home", scope.lines, "home")
    for column in ("expected_gbp", "actual_gbp", "activity"):
        months.total(column, outturn, column)
    _saving(months)
    months.total("rows", outturn, "is_reported", unit="number")
    line = {key: key for key in keys[:3]}
    contracts = sorted(set(records(outturn, *keys[:3], "provider_code")))
    table = step.table("contracts", keys_of((*keys[:3], "provider_code"), contracts))
    table.input("contracts", 1, "number", "one for each row")
    months.total("contracts", table, "contracts", by=line)
    months.map("is_whole", rules.is_whole, "flag", rows="rows", contracts="contracts")
    months.input("nothing_gbp", 0, "gbp", "the year begins with nothing")
    for name in ("expected", "actual"):
        months.map(
            f"counted_{name}_gbp", rules.counted_pence, "gbp",
            amount_pence=f"{name}_gbp", is_whole="is_whole",
        )  # fmt: skip
        months.carry(
            f"{name}_before_gbp", f"{name}_to_date_gbp", "nothing_gbp", rules.cumulative_pence, "month",
            "previous_month", amount_pence=f"counted_{name}_gbp",
        )  # fmt: skip
    months.map(
        "saving_to_date_gbp", rules.saving_pence, "gbp",
        expected_pence="expected_to_date_gbp", actual_pence="actual_to_date_gbp",
    )  # fmt: skip


def _saving(table: Table) -> None:
    table.map(
        "saving_gbp", rules.saving_pence, "gbp", expected_pence="expected_gbp", actual_pence="actual_gbp"
    )


def _lines(step: StepResult, contract_years: StepResult) -> None:
    """Each line and year to date, what the plan still expects, and three forecasts of its end."""
    months = step.months
    keys = ("commissioner_code", "service_line", "financial_year")
    lines = step.table("lines", keys_of(keys, records(months, *keys)))
    homes = {row[:3]: row[3] for row in records(months, *keys, "home")}
    lines.input("home", [homes[row] for row in records(lines, *keys)], "text", "monitoring.months.home")
    lines.total("months", months, "is_whole", unit="months")
    lines.total("expected_to_date_gbp", months, "counted_expected_gbp")
    lines.total("actual_to_date_gbp", months, "counted_actual_gbp")
    lines.map(
        "saving_to_date_gbp", rules.saving_pence, "gbp",
        expected_pence="expected_to_date_gbp", actual_pence="actual_to_date_gbp",
    )  # fmt: skip
    by = {key: key for key in keys} | {"counted_home": "home"}
    lines.total("plan_gbp", contract_years.cost, "cost_gbp", by=by)
    to_date = {"actual_to_date_pence": "actual_to_date_gbp"}
    expected = {"expected_to_date_pence": "expected_to_date_gbp"}
    left = {"remaining_expected_pence": "remaining_expected_gbp"}
    lines.map(
        "remaining_expected_gbp", rules.remaining_expected_pence, "gbp",
        year_expected_pence="plan_gbp", months="months", **expected,
    )  # fmt: skip
    lines.map(
        "year_expected_gbp", rules.cumulative_pence, "gbp",
        opening="expected_to_date_gbp", amount_pence="remaining_expected_gbp",
    )  # fmt: skip
    lines.map("forecast_to_plan_gbp", rules.forecast_to_plan_pence, "gbp", **to_date, **left)
    lines.map("forecast_run_rate_gbp", rules.forecast_run_rate_pence, "gbp", months="months", **to_date)
    lines.map("forecast_in_step_gbp", rules.forecast_in_step_pence, "gbp", **to_date, **expected, **left)
    step.prove_rows(
        "year to date plus what the plan still expects is the forecast to plan", lines,
        "actual_to_date_gbp", ["remaining_expected_gbp"], "forecast_to_plan_gbp",
    )  # fmt: skip


def _charts(step: StepResult) -> None:
    """One series for each line and measure, through all whole months held."""
    months = step.months
    months.map(
        "actual_to_expected", rules.spend_index, "number",
        actual_pence="actual_gbp", expected_pence="expected_gbp",
    )  # fmt: skip
    columns = ("commissioner_code", "service_line", "period", "financial_year", "month")
    whole = records(months, *columns, "activity", is_whole=1.0)
    counted = {row[:2] for row in whole} - {row[:2] for row in whole if row[-1] != row[-1]}
    rows = sorted(
        (f"{code} {line} {measure}", period, code, line, year, month, measure)
        for code, line, period, year, month, _ in whole
        for measure in MEASURES
        if measure != "activity" or (code, line) in counted
    )
    points = step.table("points", keys_of_points([row[:2] for row in rows]))
    for place, column in enumerate(("commissioner_code", "service_line", "financial_year", "month"), 2):
        points.input(column, [row[place] for row in rows], "text", f"outturn.csv: {column}")
    points.input("measure", [row[6] for row in rows], "text", f"one of {', '.join(MEASURES)}")
    on = {key: key for key in months.keys}
    points.lookup("home", months, "home", on=on)
    points.lookup_named("value", months, {name: name for name in MEASURES}, named_by="measure", on=on)
    add_limits(step, points)
    for column in ("commissioner_code", "service_line", "home", "measure"):
        first = {row[0]: row[1] for row in reversed(records(points, "series", column))}
        step.limits.input(column, [first[one] for one in step.limits["series"]], "text", "its points")


def _pool(step: StepResult, site: Site, gain_loss: StepResult) -> None:
    """The pool of each year: three forecasts beside what chance alone may bring, and an early warning."""
    pool = step.table("pool", {"financial_year": site.years})
    only = {"where": {"home": "gain_loss_pool"}}
    pool.total("line_months", step.lines, "months", **only)
    step.lines.input("lines", 1, "number", "one for each row")
    pool.total("lines", step.lines, "lines", **only)
    pool.map("months", rules.mean_number, "months", total="line_months", count="lines")
    forecasts = [f"forecast_{method}_gbp" for method in FORECASTS]
    for column in (
        "expected_to_date_gbp", "actual_to_date_gbp", "saving_to_date_gbp", "year_expected_gbp", *forecasts
    ):  # fmt: skip
        pool.total(column, step.lines, column, **only)
    for method in FORECASTS:
        pool.map(
            f"saving_{method}_rate", rules.forecast_saving_rate, "rate",
            year_expected_pence="year_expected_gbp", forecast_pence=f"forecast_{method}_gbp",
        )  # fmt: skip
    rates = {
        f"{place}_rate": f"saving_{method}_rate"
        for place, method in zip(("first", "second", "third"), FORECASTS, strict=True)
    }
    pool.map("least_saving_rate", rules.least_rate, "rate", **rates)
    pool.map("most_saving_rate", rules.most_rate, "rate", **rates)
    pool.lookup("noise_band_rate", gain_loss.years, "noise_band_rate")
    pool.total("upward_signals", step.points, "is_upward", unit="number", **only)
    pool.map(
        "warning_code", rules.warning_code, "number", months="months", least_rate="least_saving_rate",
        most_rate="most_saving_rate", noise_band_rate="noise_band_rate", upward_count="upward_signals",
    )  # fmt: skip
    pool.input("warning", [WARNINGS[int(code)] for code in pool["warning_code"]], "text", "warning_code")
    for year in site.years:
        step.prove(
            f"the months of the pool of {year} add up to the pool that is shared",
            0,
            dict(_monthly_savings(step, year)),
            gain_loss.years.sum("price_pool_gbp", financial_year=year),
        )


def _monthly_savings(step: StepResult, year: str):
    months = step.months
    for period in dict.fromkeys(records(months, "period", financial_year=year)):
        yield period[0], months.sum("saving_gbp", period=period[0], home="gain_loss_pool")


def _findings(step: StepResult) -> None:
    columns = (
        "financial_year", "warning_code", "months", "least_saving_rate", "most_saving_rate",
        "noise_band_rate", "upward_signals", "year_expected_gbp",
    )  # fmt: skip
    for year, warning, months, least, most, band, upward, expected in records(step.pool, *columns):
        figure = f"monitoring.pool.warning_code[financial_year={year}]"
        span = f"{percent(least)} to {percent(most)} of {pounds(expected)} expected"
        if warning == rules.ACT:
            step.find(
                "amber",
                f"{year}: after {months:.0f} months every forecast of the pool is a loss beyond chance "
                f"({percent(band)}, illustrative): a saving of {span}.",
                figure,
            )
        elif warning == rules.WATCH:
            rising = f"; recent signs that its lines rise: {upward:.0f}" if upward else ""
            step.find(
                "note",
                f"{year}: watch the pool after {months:.0f} months: its saving is forecast at {span}"
                f"{rising}.",
                figure,
            )
    keys = ("commissioner_code", "service_line", "financial_year")
    lagging = _find_lagging(step)
    for row in dict.fromkeys(records(step.months, *keys, is_whole=0.0)):
        if row in lagging:
            continue
        code, line, year = row
        months = step.lines.at("months", **dict(zip(keys, row, strict=True)))
        step.find(
            "note",
            f"{year}: some contracts of {line} of {code} are behind with their months; only the {months:.0f} "
            "that all have reported count towards the forecasts.",
            f"monitoring.lines.months[commissioner_code={code},service_line={line},financial_year={year}]",
        )


def _find_lagging(step: StepResult) -> set[tuple]:
    """Name the lines whose last months rest on no data yet, and say that no forecast counts them."""
    lagging: dict[tuple, list] = {}
    columns = ("commissioner_code", "service_line", "financial_year", "month_number", "data_to_month")
    for *line, month, reaches in records(step.outturn, *columns, is_reported=0.0):
        lagging.setdefault(tuple(line), []).append((month, reaches))
    for (code, line, year), months in lagging.items():
        row = f"[commissioner_code={code},service_line={line},financial_year={year}]"
        said = [reaches for _, reaches in months if reaches == reaches]
        from_month = calendar_month(year, min(month for month, _ in months))
        if said:
            step.find(
                "note",
                f"{year}: the data of {line} of {code} reach {calendar_month(year, min(said))}; what stands "
                f"for the months from {from_month} is an estimate, which no forecast counts.",
                f"monitoring.lines.months{row}",
            )
        else:
            step.find(
                "amber",
                f"{year}: {line} of {code} shows no actual spend from {from_month} on where some was "
                "expected. It is taken as not reported yet, not as a saving, and no forecast counts it: "
                "leave such months out, or say how far the data reach (data_to_month).",
                f"monitoring.lines.months{row}",
            )
    return set(lagging)


__all__ = [
    "FORECASTS",
    "MEASURES",
    "SIGNALS",
    "WARNINGS",
    "calendar_month",
    "first_months",
    "monitoring",
    "process_chart",
]
