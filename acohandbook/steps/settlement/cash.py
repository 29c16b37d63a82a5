"""Cash by month: twelfths of the annual payment and of payments on account, less recoveries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import settlement as rules
from acohandbook.site.financial_year import previous_year
from acohandbook.steps.common import keys_of
from acohandbook.steps.gain_loss.parties import contract_holder
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

MONTHS = tuple(str(month) for month in range(1, 13))  # April is 1


def add_cash(step: StepResult, site: Site, improvement_payment: StepResult) -> None:
    """Add ``monthly`` and ``cash``, with the proof that twelve months are the year.

    What was overpaid on account for a year comes off the twelfths of the next.
    """
    codes = site.commissioners["commissioner_code"].tolist()
    rows = [(code, year, month) for code in codes for year in site.years for month in MONTHS]
    monthly = step.table("monthly", keys_of(("commissioner_code", "financial_year", "month"), rows))
    monthly.input("month_order", [f"{int(row[2]):02}" for row in rows], "text", "month, so that it sorts")
    monthly.input("previous_year", [previous_year(row[1]) for row in rows], "text", "the year before")
    monthly.input("weight", 1, "number", "every month alike")
    monthly.input("nothing_gbp", 0, "gbp", "before the first contract year")
    this_year = {key: key for key in ("commissioner_code", "financial_year")}
    last_year = {"commissioner_code": "commissioner_code", "financial_year": "previous_year"}
    for column, source, on in (
        ("annual_payment", "annual_payment_gbp", this_year),
        ("recoveries", "recovery_gbp", last_year),
    ):
        monthly.lookup(f"{column}_of_year_gbp", step.dues, source, on=on, otherwise="nothing_gbp")
        monthly.split(f"{column}_gbp", f"{column}_of_year_gbp", "weight", list(this_year), "month_order")
    monthly.lookup("is_virtual", step.form, "is_virtual", on={})
    monthly.lookup("on_account_due_gbp", improvement_payment.on_account, "on_account_gbp")
    monthly.map(
        "improvement_on_account_gbp", rules.payable_pence, "gbp",
        amount_pence="on_account_due_gbp", is_virtual="is_virtual",
    )  # fmt: skip
    monthly.map(
        "cash_gbp", rules.monthly_cash_pence, "gbp", annual_payment_pence="annual_payment_gbp",
        on_account_pence="improvement_on_account_gbp", recoveries_pence="recoveries_gbp",
    )  # fmt: skip
    year = step.table("months_of_year", {key: step.dues[key] for key in this_year})
    for column, paid in (("annual_payment_gbp",) * 2, ("improvement_on_account_gbp", "on_account_gbp")):
        year.total(f"twelve_months_{column}", monthly, column, by=this_year)
        year.lookup(column, step.dues, paid)
        step.prove_rows(f"twelve months of {column}", year, f"twelve_months_{column}", (), column)

    every_month = [(year, month) for year in site.years for month in MONTHS]
    cash = step.table("cash", keys_of(("financial_year", "month"), every_month))
    cash.input("party_id", contract_holder(site), "text", "site.toml: settlement.provider_party")
    for column in ("annual_payment_gbp", "improvement_on_account_gbp", "recoveries_gbp", "cash_gbp"):
        cash.total(column, monthly, column)
