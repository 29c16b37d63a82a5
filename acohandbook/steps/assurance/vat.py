"""VAT that nobody recovers: what the site's own figures lead to expect, beside what the budget holds.

What can be recovered follows from who provides a service: NHS body, council or company. A site that has had
advice states two assumptions, ``vatable_spend_gbp`` (pounds a year, without VAT) and
``vat_irrecoverable_rate`` (VAT that stays a cost, as a share of that spend). The rate is only as good as the
regime of recovery behind it, which the assumption's own statement names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import assurance as rules
from acohandbook.rules.dialect import to_pence
from acohandbook.steps.common import percent, pounds
from acohandbook.steps.parameters import local_or_national
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

STATED = {"vatable_spend_gbp": "number", "vat_irrecoverable_rate": "rate"}
_LIMIT = "vat_difference_rate"


def add_vat(step: StepResult, site: Site) -> None:
    """Add ``vat``, one row, blank where nothing is stated, and tell where the two figures lie apart."""
    table = step.table("vat", {})
    missing = [name for name in STATED if name not in site.settings.assumptions]
    for name, unit in STATED.items():
        column = "vatable_spend" if unit == "number" else name
        if name in missing:
            table.input(column, float("nan"), unit, f"site.toml: assumptions.{name}, not stated")
        else:
            table.lookup(column, site.settings_table, f"assumptions.{name}", on={}, unit=unit)
    table.input("rate_id", "vat_irrecoverable_rate", "text", "name of the assumption")
    table.input("not_said", None, "text", "blank where assumptions.csv does not state it")
    told = {"on": {"assumption_id": "rate_id"}, "otherwise": "not_said"}
    table.lookup("recovery_regime", site.assumptions, "statement", **told)
    table.map("vatable_spend_gbp", to_pence, "gbp", pounds="vatable_spend")
    table.map(
        "expected_gbp", rules.irrecoverable_pence, "gbp",
        vatable_spend_pence="vatable_spend_gbp", irrecoverable_rate="vat_irrecoverable_rate",
    )  # fmt: skip
    table.total("adjusted_gbp", step.adjustments, "amount_gbp", by={}, where={"kind": "vat_irrecoverable"})
    sides = {"first_pence": "adjusted_gbp", "second_pence": "expected_gbp"}
    table.map("difference_gbp", rules.difference_pence, "gbp", **sides)
    illustrative = "illustrative " if local_or_national(table, site, _LIMIT) else ""
    table.map(
        "is_apart", rules.is_apart, "flag", difference_pence="difference_gbp",
        expected_pence="expected_gbp", limit_rate=_LIMIT,
    )  # fmt: skip
    figure = "assurance.vat.difference_gbp"
    if table["is_apart"][0]:
        step.find(
            "amber",
            f"Irrecoverable VAT: adjustments hold {pounds(table['adjusted_gbp'][0])}, and "
            f"{percent(table['vat_irrecoverable_rate'][0])} of {pounds(table['vatable_spend_gbp'][0])} would "
            f"be {pounds(table['expected_gbp'][0])}: further apart than the {illustrative}limit of "
            f"{percent(table[_LIMIT][0])}. Take advice on what is recovered, and put one of them right.",
            figure,
        )
    if len(missing) == 1:
        step.find(
            "amber",
            f"Irrecoverable VAT can't be worked out: {' and '.join(STATED)} belong together, and the "
            f"assumption {missing[0]} is not stated.",
            figure,
        )
