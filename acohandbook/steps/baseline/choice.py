"""Choice and activity without a contract: the base year beside the mean of three years.

Patients' choice, non-contract activity and other lines paid at actual cost swing from year to year, and the
plan of such a line stands on a single year. So that year is put beside its mean with the two before it, where
the ledger holds them. Nothing in the baseline changes: a base year that was unusual is put right by an
adjustment, with evidence and a role that approves it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import baseline as rules
from acohandbook.site.financial_year import previous_year
from acohandbook.steps.common import keys_of, percent, pounds, records
from acohandbook.steps.parameters import local_or_national
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

_LINE = ("commissioner_code", "service_line")
_LIMIT = "choice_departure_rate"


def add_choice_means(result: StepResult, site: Site) -> None:
    """Add ``choice_years`` and ``choice_means``, and tell where the base year lies far from its mean."""
    base = site.settings.base_year
    years = {"base_year": base, "year_before": previous_year(base)}
    years["two_years_before"] = previous_year(years["year_before"])
    lines = list(dict.fromkeys(records(result.lines, *_LINE, home="pass_through")))
    held = [
        row
        for row in records(site.expenditure, *_LINE, "financial_year")
        if row[:2] in lines and row[2] in years.values()
    ]
    by_year = result.table("choice_years", keys_of((*_LINE, "financial_year"), held))
    by_year.input("years", 1, "number", "one for each year that the ledger holds")
    by_year.total("spend_gbp", site.expenditure, "spend_gbp")

    table = result.table("choice_means", keys_of(_LINE, lines))
    table.input("unknown_gbp", float("nan"), "gbp", "a year that the ledger does not hold")
    for name, year in years.items():
        table.input(name, year, "text", "site.toml: base_year and the two before it")
        on = {key: key for key in _LINE} | {"financial_year": name}
        table.lookup(f"{name}_gbp", by_year, "spend_gbp", on=on, otherwise="unknown_gbp")
    table.total("years_held", by_year, "years")
    table.total("spend_gbp", by_year, "spend_gbp")
    table.map("mean_gbp", rules.mean_pence, "gbp", amount_pence="spend_gbp", year_count="years_held")
    table.map("difference_gbp", rules.rest_pence, "gbp", amount_pence="base_year_gbp", part_pence="mean_gbp")
    table.map(
        "departure_rate", rules.pence_share_rate, "rate", part_pence="difference_gbp", whole_pence="mean_gbp"
    )
    is_illustrative = local_or_national(table, site, _LIMIT)
    table.map("is_departure", rules.is_departure, "flag", departure_rate="departure_rate", limit_rate=_LIMIT)
    _findings(result, "an illustrative limit" if is_illustrative else "the site's limit")


def _findings(result: StepResult, limit_is: str) -> None:
    for code, line, year, spend, mean, held, rate, limit in records(
        result.choice_means, *_LINE, "base_year", "base_year_gbp", "mean_gbp", "years_held",
        "departure_rate", _LIMIT, is_departure=1.0,
    ):  # fmt: skip
        result.find(
            "amber",
            f"{line} of {code}: {pounds(spend)} in {year} lies {percent(abs(rate))} "
            f"{'above' if spend > mean else 'below'} the mean of {held:.0f} years, {pounds(mean)}, more than "
            f"{limit_is} of {percent(limit)}. It is paid at actual cost and planned on that one year: if the "
            "year was unusual, say so by an adjustment.",
            f"baseline.choice_means.difference_gbp[commissioner_code={code},service_line={line}]",
        )
