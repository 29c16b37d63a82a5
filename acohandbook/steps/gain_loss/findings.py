"""What a reader must know before relying on a pool and its shares."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from acohandbook.rules.gain_loss import NO_OUTTURN
from acohandbook.steps.common import persons, pounds, records
from acohandbook.steps.gain_loss.currency import find_currency
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site


def gain_loss_findings(step: StepResult, site: Site) -> None:
    """Keep findings on every year that holds outturn, and on the pool as a whole."""
    _years(step)
    find_currency(step)
    _opposite_payers(step, site)
    _expected_above_contract(step)
    if np.isnan(step.outturn["provider_cost_released_gbp"]).any():
        step.find(
            "note",
            "For some months of the pool the cost that providers released is not known, so neither is what "
            "the fall in activity really saves.",
            "gain_loss.outturn.provider_cost_released_gbp",
        )


def _years(step: StepResult) -> None:
    columns = (
        "reason_code", "provisional_lines", "is_within_noise", "shareable_gbp", "saving_rate",
        "noise_band_rate", "persons", "quality_score_rate", "banded_gbp",
    )  # fmt: skip
    for year, reason, open_lines, chance, shareable, saved, band, people, score, banded in records(
        step.years, "financial_year", *columns
    ):
        row = f"[financial_year={year}]"
        if reason == NO_OUTTURN:
            continue
        if open_lines > 0:
            step.find(
                "amber",
                f"{year}: the gain or loss is provisional: {open_lines:.0f} of the pool's lines have fewer "
                "than twelve months of outturn, or months that are not frozen.",
                f"gain_loss.years.provisional_lines{row}",
            )
        if chance == 1 and shareable != 0:
            step.find(
                "amber",
                f"{year}: {saved:+.2%} of expected spend is shared, yet chance alone may bring {band:.2%} "
                f"either way for {persons(people)} people (illustrative for England: the spread of costs "
                "comes from United States data).",
                f"gain_loss.years.noise_band_rate{row}",
            )
        if np.isnan(score) and banded > 0:
            step.find(
                "amber",
                f"{year}: no quality score is held, so a quality gate or multiplier takes it as nothing.",
                f"gain_loss.years.quality_score_rate{row}",
            )


def _opposite_payers(step: StepResult, site: Site) -> None:
    """Say so where one commissioner's underspend and another's overspend meet in one pool."""
    basis = site.settings.terms.payment_basis
    for year in site.years:
        pools = records(
            step.payers, "commissioner_code", "pool_gbp", payment_basis=basis, financial_year=year
        )
        if any(pool > 0 for _, pool in pools) and any(pool < 0 for _, pool in pools):
            told = ", ".join(f"{code} {pounds(pool)}" for code, pool in pools)
            step.find(
                "note",
                f"{year}: the pool adds up underspends and overspends ({told}). Shares are funded by the "
                "commissioners on the pool's own side alone; none pays for another's loss.",
                f"gain_loss.years.pool_gbp[financial_year={year}]",
            )


def _expected_above_contract(step: StepResult) -> None:
    for code, line, year, above, months in records(
        step.lines, *step.lines.keys, "expected_above_contract_gbp", "months"
    ):
        if months >= 12 and above > 0:
            step.find(
                "amber",
                f"{year}: expected spend on {line} of {code} is {pounds(above)} above its cost in the "
                "contract years. An expected figure that is too high makes gains that nobody worked for.",
                f"gain_loss.lines.expected_above_contract_gbp[commissioner_code={code},service_line={line},"
                f"financial_year={year}]",
            )
