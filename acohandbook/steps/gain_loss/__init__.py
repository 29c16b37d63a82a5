"""Gain/loss sharing: the pool of care outside the budget, what of it is shared, and by whom.

The three payment bases are worked side by side, since they decide who gets cash from the same fall in
activity; the contract's own is then settled. Tables, in the order in which they are made:

``terms``
    the contract's terms as one row
``bases``
    each pair of bases that expected and actual figures are counted and priced by: one currency, or not
``outturn``, ``months``, ``lines``
    what the pool's lines were expected to cost and did cost, each month and year
``contracts``, ``payers``
    the same by payer and provider, with what the payer really spends less on each payment basis
``payment_bases``, ``bands``
    from pool to shareable amount, test by test, on each payment basis
``spread``
    how much each line varies between people, and so the pool as a whole
``years``
    the same on the contract's own basis, beside the band of chance
``members``, ``shares``, ``distribution``, ``parties``, ``funding``, ``cash``
    who receives it, who funds it and who ends up with cash: see ``parties.py``
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from acohandbook.rules import gain_loss as rules
from acohandbook.rules import risk, sharing
from acohandbook.rules.monitoring import expected_if_reported_pence
from acohandbook.steps.common import keys_of, records
from acohandbook.steps.gain_loss.currency import add_bases
from acohandbook.steps.gain_loss.findings import gain_loss_findings
from acohandbook.steps.gain_loss.parties import share_out
from acohandbook.steps.parameters import local_or_national
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site

PAYMENT_BASES = ("activity", "block", "blended")

REASONS = {
    rules.SHARED: "shared",
    rules.SMALL_NUMBERS: "not shared: fewer people than agreed as the least for sharing",
    rules.NOTHING_TO_SHARE: "nothing to share: the payers spent neither less nor more",
    rules.WITHIN_THRESHOLD: "not shared: within the threshold",
    rules.ONE_SIDED: "not shared: a loss under one-sided terms",
    rules.GATE_MISSED: "not shared: the quality score does not reach the gate",
    rules.NO_OUTTURN: "no outturn held yet",
}

# Columns of payment_bases that the settled years repeat for the contract's own basis.
_SETTLED = (
    "expected_gbp", "actual_gbp", "price_pool_gbp", "released_gbp", "payer_underspend_gbp", "pool_gbp",
    "months", "persons", "saving_rate", "quality_score_rate", "past_threshold_gbp", "protected_gbp",
    "sided_gbp", "banded_gbp", "after_quality_gbp", "shareable_gbp", "reason_code",
)  # fmt: skip


def gain_loss(
    site: Site, scope: StepResult, contract_years: StepResult, improvement_payment: StepResult
) -> StepResult:
    """Work out each year's pool and every party's share of it.

    Parameters
    ----------
    scope, contract_years, improvement_payment : StepResult
        Which lines are in the pool; the cost that they were expected to have and the people of each year;
        the quality score of each year.

    Returns
    -------
    StepResult
        Gains positive, losses negative. The shares of all parties, the residual holder's included, add up
        to the pool, to the penny.

    Raises
    ------
    ReconciliationError
        When they do not.
    """
    step = StepResult("gain_loss")
    terms = _terms(step, site)
    outturn = _outturn(step, site, scope)
    _lines(step, site, outturn, contract_years)
    _payers(step, outturn)
    _pools(step, site, terms, contract_years, improvement_payment)
    _years(step, site)
    share_out(step, site, contract_years)
    gain_loss_findings(step, site)
    return step


def _terms(step: StepResult, site: Site) -> Table:
    terms = step.table("terms", {})
    for name in (
        "threshold_kind", "sides", "pool_basis", "payment_basis", "distribution_key", "blended_rate",
        "gain_cap_rate", "loss_cap_rate", "quality_gate_rate", "quality_multiplies", "minimum_persons",
    ):  # fmt: skip
        terms.lookup(name, site.settings_table, f"terms.{name}", on={})
    for side in ("gain", "loss"):
        terms.lookup(
            f"stated_{side}_threshold_rate", site.settings_table, f"terms.{side}_threshold_rate", on={}
        )
        terms.map(
            f"{side}_threshold_rate", rules.threshold_rate, "rate",
            threshold_kind="threshold_kind", rate=f"stated_{side}_threshold_rate",
        )  # fmt: skip
    terms.map("is_deductible", rules.is_deductible, "flag", threshold_kind="threshold_kind")
    terms.map("is_two_sided", rules.is_two_sided, "flag", sides="sides")
    terms.map("uses_released_cost", rules.uses_released_cost, "flag", pool_basis="pool_basis")
    terms.input("confidence_factor", 1.645, "number", "standard normal distribution, 95%, one-sided")
    illustrative = local_or_national(terms, site, "cost_coefficient_of_variation")
    return terms.input(
        "noise_is_illustrative", float(illustrative), "flag", "data/national/parameters.csv: status"
    )


def _outturn(step: StepResult, site: Site, scope: StepResult) -> Table:
    """Keep the rows of outturn that are in the pool and in a contract year.

    Nothing is expected of those that have not been reported yet, or the pool would take them for a saving.
    """
    types = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    homes = scope.lines.positions(("commissioner_type", "service_line"))
    in_pool = [
        year in site.years and scope.lines["home"][homes[types[code], line]] == "gain_loss_pool"
        for year, code, line in records(site.outturn, "financial_year", "commissioner_code", "service_line")
    ]
    chosen = np.flatnonzero(in_pool)
    outturn = step.table("outturn", {key: site.outturn[key][chosen] for key in site.outturn.keys})
    outturn.lookup("stated_expected_gbp", site.outturn, "expected_gbp")
    outturn.lookup("actual_gbp", site.outturn, "actual_gbp")
    closed = [year in site.settings.settlement.years_closed for year in outturn["financial_year"]]
    outturn.input("is_closed", closed, "flag", "site.toml: settlement.years_closed")
    outturn.map(
        "expected_gbp", expected_if_reported_pence, "gbp",
        expected_pence="stated_expected_gbp", actual_pence="actual_gbp", is_closed="is_closed",
    )  # fmt: skip
    outturn.lookup("provider_cost_released_gbp", site.outturn, "provider_cost_released_gbp")
    outturn.lookup("frozen", site.outturn, "frozen")
    add_bases(step, site, outturn)
    return outturn.input("rows", 1, "number", "one for each row")


def _lines(step: StepResult, site: Site, outturn: Table, contract_years: StepResult) -> None:
    """Add up months and years of each line in the pool; a line without outturn stands with no months."""
    cost = contract_years.cost
    keys = ("commissioner_code", "service_line", "financial_year")
    pooled = np.flatnonzero((cost["home"] == "gain_loss_pool") & np.isin(cost["financial_year"], site.years))
    planned = zip(*(cost[key][pooled] for key in keys), strict=True)
    months = step.table("months", _distinct(outturn, (*keys, "month")))
    months.total("rows", outturn, "rows")
    months.total("frozen_rows", outturn, "rows", where={"frozen": "yes"})
    months.map("is_frozen", rules.is_month_frozen, "flag", rows="rows", frozen_rows="frozen_rows")
    months.input("months", 1, "months", "one for each row")

    lines = step.table("lines", keys_of(keys, [*planned, *records(outturn, *keys)]))
    lines.total("expected_gbp", outturn, "expected_gbp")
    lines.total("actual_gbp", outturn, "actual_gbp")
    _price_pool(lines)
    lines.total("provider_cost_released_gbp", outturn, "provider_cost_released_gbp")
    lines.total("months", months, "months")
    lines.total("frozen", months, "is_frozen")
    lines.total("contract_cost_gbp", cost, "cost_gbp", where={"home": "gain_loss_pool"})
    lines.map(
        "expected_above_contract_gbp",
        rules.residual_pence,
        "gbp",
        pool_pence="expected_gbp",
        others_pence="contract_cost_gbp",
    )
    lines.map("is_provisional", rules.is_provisional, "flag", months="months", frozen_months="frozen")
    lines.input("lines", 1, "number", "one for each row")


def _payers(step: StepResult, outturn: Table) -> None:
    """On each payment basis: what each payer spends less, contract by contract, and its pool."""
    terms = step.terms
    contracts = step.table(
        "contracts",
        _on_each_basis(_distinct(outturn, ("commissioner_code", "provider_code", "financial_year"))),
    )
    contracts.total("expected_gbp", outturn, "expected_gbp")
    contracts.total("actual_gbp", outturn, "actual_gbp")
    _price_pool(contracts)
    contracts.total("released_gbp", outturn, "provider_cost_released_gbp")
    contracts.lookup("blended_rate", terms, "blended_rate", on={})
    contracts.map(
        "variable_rate",
        rules.variable_rate,
        "rate",
        payment_basis="payment_basis",
        blended_rate="blended_rate",
    )
    contracts.map(
        "payer_underspend_gbp", rules.payer_underspend_pence, "gbp",
        price_pool_pence="price_pool_gbp", variable_rate="variable_rate",
    )  # fmt: skip
    contracts.map(
        "income_change_gbp", rules.income_change_pence, "gbp", payer_underspend_pence="payer_underspend_gbp"
    )
    payers = step.table("payers", _on_each_basis(_distinct(outturn, ("commissioner_code", "financial_year"))))
    for column in ("expected_gbp", "actual_gbp", "price_pool_gbp", "released_gbp", "payer_underspend_gbp"):
        payers.total(column, contracts, column)
    payers.lookup("uses_released_cost", terms, "uses_released_cost", on={})
    payers.map(
        "pool_on_basis_gbp", rules.pool_on_basis_pence, "gbp",
        price_pool_pence="price_pool_gbp", provider_cost_released_pence="released_gbp",
        uses_released_cost="uses_released_cost",
    )  # fmt: skip
    payers.map(
        "pool_gbp", rules.held_within_underspend_pence, "gbp",
        pool_pence="pool_on_basis_gbp", payer_underspend_pence="payer_underspend_gbp",
    )  # fmt: skip


def _pools(
    step: StepResult, site: Site, terms: Table, contract_years: StepResult, improvement_payment: StepResult
) -> None:
    """From pool to shareable amount: threshold, small numbers, side, bands, quality, cap."""
    pools = step.table("payment_bases", _on_each_basis({"financial_year": site.years}))
    for column in (
        "expected_gbp", "actual_gbp", "price_pool_gbp", "released_gbp", "payer_underspend_gbp", "pool_gbp"
    ):  # fmt: skip
        pools.total(column, step.payers, column)
    pools.total("line_months", step.lines, "months", by={"financial_year": "financial_year"})
    pools.total("lines", step.lines, "lines", by={"financial_year": "financial_year"})
    pools.map("months", rules.mean_months, "months", line_months="line_months", lines="lines")
    pools.lookup("persons", contract_years.summary, "aco_persons")
    pools.map("saving_rate", rules.pool_rate, "rate", pool_pence="pool_gbp", expected_pence="expected_gbp")
    for term in (
        "gain_threshold_rate", "loss_threshold_rate", "is_deductible", "is_two_sided", "minimum_persons",
        "quality_gate_rate", "quality_multiplies", "gain_cap_rate", "loss_cap_rate",
    ):  # fmt: skip
        pools.lookup(term, terms, term, on={})
    pools.lookup("quality_score_rate", improvement_payment.years, "quality_score_rate")
    thresholds = {name: name for name in ("gain_threshold_rate", "loss_threshold_rate")}
    pools.map(
        "past_threshold_gbp", sharing.past_threshold_pence, "gbp", saving_pence="pool_gbp",
        expected_pence="expected_gbp", is_deductible="is_deductible", **thresholds,
    )  # fmt: skip
    pools.map(
        "protected_gbp", rules.protected_pence, "gbp",
        amount_pence="past_threshold_gbp", persons="persons", minimum_persons="minimum_persons",
    )  # fmt: skip
    pools.map(
        "sided_gbp", sharing.one_sided_pence, "gbp", amount_pence="protected_gbp", is_two_sided="is_two_sided"
    )
    pools.total("banded_gbp", _bands(step, site, pools), "shared_gbp")
    quality = {name: name for name in ("quality_score_rate", "quality_gate_rate")}
    pools.map(
        "after_quality_gbp", rules.quality_pence, "gbp",
        amount_pence="banded_gbp", quality_multiplies="quality_multiplies", **quality,
    )  # fmt: skip
    pools.map(
        "shareable_gbp", sharing.capped_pence, "gbp", amount_pence="after_quality_gbp",
        base_pence="expected_gbp", gain_cap_rate="gain_cap_rate", loss_cap_rate="loss_cap_rate",
    )  # fmt: skip
    pools.map(
        "reason_code", rules.reason_code, "number", months="months", pool_pence="pool_gbp",
        expected_pence="expected_gbp", is_two_sided="is_two_sided", persons="persons",
        minimum_persons="minimum_persons", **thresholds, **quality,
    )  # fmt: skip
    _reasons(pools)
    pools.map(
        "provider_income_change_gbp",
        rules.income_change_pence,
        "gbp",
        payer_underspend_pence="payer_underspend_gbp",
    )
    pools.map(
        "provider_margin_change_gbp",
        rules.margin_pence,
        "gbp",
        cash_pence="provider_income_change_gbp",
        provider_cost_released_pence="released_gbp",
    )


def _bands(step: StepResult, site: Site, pools: Table) -> Table:
    """Slice what is past the threshold into the contract's bands; without any, one band takes it all."""
    stated = len(site.bands) > 0
    names = site.bands["band"].tolist() if stated else ["1"]
    rows = [(*row, band) for row in records(pools, *pools.keys) for band in names]
    bands = step.table("bands", keys_of((*pools.keys, "band"), rows))
    for column, everything in (("from_rate", 0.0), ("to_rate", sharing.NO_LIMIT_RATE), ("share_rate", 1.0)):
        if stated:
            bands.lookup(column, site.bands, column)
        else:
            bands.input(column, everything, "rate", "site.toml: terms.bands (none: one band for everything)")
    on = {key: key for key in pools.keys}
    bands.lookup("sided_gbp", pools, "sided_gbp", on=on)
    bands.lookup("expected_gbp", pools, "expected_gbp", on=on)
    bands.map(
        "slice_gbp", sharing.band_slice_pence, "gbp",
        size_pence="sided_gbp", base_pence="expected_gbp", from_rate="from_rate", to_rate="to_rate",
    )  # fmt: skip
    return bands.map(
        "shared_gbp", sharing.shared_pence, "gbp", amount_pence="slice_gbp", share_rate="share_rate"
    )


def _years(step: StepResult, site: Site) -> None:
    """Take the contract's own payment basis and set the pool beside what chance alone may bring."""
    years = step.table("years", {"financial_year": site.years})
    for term in ("payment_basis", "pool_basis"):
        years.lookup(term, step.terms, term, on={})
    for column in _SETTLED:
        years.lookup(column, step.payment_bases, column)
    _reasons(years)
    for column in ("confidence_factor", "cost_coefficient_of_variation"):
        years.lookup(column, step.terms, column, on={})
    for column in ("unstated_basis_gbp", "other_basis_gbp"):
        years.total(column, step.outturn, column)
    spread = _spread(step, site)
    years.total("contract_cost_gbp", step.lines, "contract_cost_gbp")
    years.total("variance_total", spread, "variance_number")
    years.map(
        "pool_variation", risk.pool_variation, "number", variance_total="variance_total",
        pool_pence="contract_cost_gbp", variation="cost_coefficient_of_variation",
    )  # fmt: skip
    years.map(
        "noise_band_rate", rules.noise_band_rate, "rate", confidence_factor="confidence_factor",
        person_variation="pool_variation", persons="persons", months="months",
    )  # fmt: skip
    years.map(
        "noise_band_gbp", sharing.rate_of_pence, "gbp", base_pence="expected_gbp", rate="noise_band_rate"
    )
    years.map(
        "is_within_noise", rules.is_within_noise, "flag",
        saving_rate="saving_rate", noise_band_rate="noise_band_rate",
    )  # fmt: skip
    years.lookup("noise_is_illustrative", step.terms, "noise_is_illustrative", on={})
    years.total("provisional_lines", step.lines, "is_provisional", by={"financial_year": "financial_year"})


def _spread(step: StepResult, site: Site) -> Table:
    """How much each line varies: as the site states for it or, where it does not, its part of the whole."""
    lines, prefix = step.lines, "cost_coefficient_of_variation_"
    spread = step.table("spread", _distinct(lines, ("service_line", "financial_year")))
    spread.total("contract_cost_gbp", lines, "contract_cost_gbp")
    year = {"financial_year": "financial_year"}
    spread.total("pool_cost_gbp", lines, "contract_cost_gbp", by=year)
    spread.lookup("cost_coefficient_of_variation", step.terms, "cost_coefficient_of_variation", on={})
    spread.input("not_stated", float("nan"), "number", "blank where the site states nothing of the line")
    stated = {line: f"assumptions.{prefix}{line}" for line in dict.fromkeys(lines["service_line"])
              if f"{prefix}{line}" in site.settings.assumptions}  # fmt: skip
    if stated:
        spread.lookup_named(
            "stated_variation", site.settings_table, stated, "service_line", on={}, otherwise="not_stated"
        )
    else:
        spread.input("stated_variation", float("nan"), "number", f"site.toml: assumptions.{prefix}<line>")
    spread.map(
        "line_variation", risk.line_variation, "number", stated_variation="stated_variation",
        variation="cost_coefficient_of_variation", line_pence="contract_cost_gbp",
        total_pence="pool_cost_gbp",
    )  # fmt: skip
    return spread.map(
        "variance_number", risk.variance_number, "number",
        line_variation="line_variation", line_pence="contract_cost_gbp",
    )  # fmt: skip


# --- small helpers ---------------------------------------------------------------------------------------


def _price_pool(table: Table) -> None:
    table.map(
        "price_pool_gbp",
        sharing.saving_pence,
        "gbp",
        expected_pence="expected_gbp",
        actual_pence="actual_gbp",
    )


def _reasons(table: Table) -> None:
    words = [REASONS[int(code)] for code in table["reason_code"]]
    table.input("reason", words, "text", "the words for reason_code")


def _distinct(table: Table, keys: tuple[str, ...]) -> dict[str, list]:
    """Take the distinct values of some columns, in order of appearance."""
    return keys_of(keys, zip(*(table[key] for key in keys), strict=True))


def _on_each_basis(keys: dict[str, list]) -> dict[str, list]:
    """Repeat rows for every payment basis."""
    length = len(next(iter(keys.values())))
    bases = [basis for basis in PAYMENT_BASES for _ in range(length)]
    return {"payment_basis": bases} | {key: list(values) * len(PAYMENT_BASES) for key, values in keys.items()}
