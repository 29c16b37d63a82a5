"""Write the golden results: what the steps make of each illustrative site, as tables in ``tests/golden``.

    python tools/write_golden_results.py

A test compares the steps with these files. After a change that is meant to change figures, run this command
and let a reviewer read the difference: it is the change, in pounds.
"""

import csv
import io
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
GOLDEN = ROOT / "tests" / "golden"

# File: the table of a step and, after its keys, the columns that a reviewer reads.
TABLES = {
    "four_way": (
        "baseline.four_way",
        "this_aco_gbp other_places_gbp retained_gbp unallocated_gbp ledger_gbp",
    ),
    "baseline_totals": (
        "baseline.totals",
        "baseline_gbp annual_payment_gbp improvement_payment_gbp gain_loss_pool_gbp pass_through_gbp "
        "deferred_gbp baseline_per_head_gbp",
    ),
    "budgets": (
        "contract_years.budget",
        "cost_gbp affordable_gbp rule_gbp budget_gbp gap_gbp unfunded_gbp budget_per_head_gbp status",
    ),
    "reopeners": ("contract_years.reopeners", "commissioner_code financial_year worth_gbp effect_gbp"),
    "improvement_payments": (
        "improvement_payment.years",
        "pool_gbp on_account_gbp earned_gbp unearned_gbp true_up_gbp recovery_gbp quality_score_rate",
    ),
    "measures": (
        "improvement_payment.measures",
        "available_gbp achieved score_rate payable earned_gbp unearned_gbp",
    ),
    "gain_loss_years": (
        "gain_loss.years",
        "expected_gbp actual_gbp price_pool_gbp released_gbp payer_underspend_gbp pool_gbp saving_rate "
        "noise_band_rate shareable_gbp reason",
    ),
    "gain_loss_parties": (
        "gain_loss.parties",
        "share_rate uncapped_gbp capped_gbp settled_gbp paid_out_gbp",
    ),
    "settlement_statement": (
        "settlement.statement",
        "annual_payment_gbp improvement_payment_gbp gain_loss_gbp pass_through_gbp list_true_up_gbp "
        "reopeners_gbp net_gbp shadow_annual_payment_gbp",
    ),
    "assurance_tests": ("assurance.tests", "value status"),
    "monitoring_lines": (
        "monitoring.lines",
        "months expected_to_date_gbp actual_to_date_gbp plan_gbp forecast_to_plan_gbp forecast_run_rate_gbp "
        "forecast_in_step_gbp",
    ),
    "monitoring_pool": (
        "monitoring.pool",
        "months saving_to_date_gbp year_expected_gbp least_saving_rate most_saving_rate noise_band_rate "
        "upward_signals warning",
    ),
    "monitoring_limits": ("monitoring.limits", "points mean upper lower signals"),
    "readiness_features": ("readiness.features", "tests red amber status gaps"),
}


def golden_texts(site):
    """Run every step for a site and lay the golden tables out as text.

    Returns
    -------
    dict of str to str
        File name to its content. Rows in which no money stands are left out.
    """
    from acohandbook.steps import run_steps

    results = run_steps(site)
    return {
        f"{name}.csv": _text(results.table(table), columns.split())
        for name, (table, columns) in TABLES.items()
    }


def _text(table, columns):
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow([*table.keys, *columns])
    money = [column for column in columns if table.unit(column) == "gbp"]
    frame = table.frame()
    for _, row in frame.iterrows():
        if not money or any(row[column] != 0 for column in money):
            writer.writerow(
                [*(row[key] for key in table.keys), *(_cell(row[c], table.unit(c)) for c in columns)]
            )
    return written.getvalue()


def _cell(value, unit):
    if value is None or value != value:
        return ""
    if unit == "text":
        return value
    return f"{value:.2f}" if unit == "gbp" else f"{value:.6g}"


def write_golden_results():
    """Write the golden tables of every illustrative site, and drop files that no longer have a table."""
    from acohandbook.site.opening import examples, open_site

    for name in examples():
        folder = GOLDEN / name
        folder.mkdir(parents=True, exist_ok=True)
        texts = golden_texts(open_site(name))
        for file, text in texts.items():
            (folder / file).write_text(text, encoding="utf-8", newline="\n")
        for path in folder.glob("*.csv"):
            if path.name not in texts:
                path.unlink()


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    write_golden_results()
