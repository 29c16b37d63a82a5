"""Who bears a cost, what a price funds already, and whether capital charges follow assets that move.

``held_costs``
    clinical negligence, indemnity, capital charges and the like by who bears them: what is shown, what the
    price funds already and so adds nothing, and what is added
``asset_moves``
    service moves with their assets, beside the capital charges that must follow them
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import baseline as rules
from acohandbook.steps.common import keys_of, listed, pounds, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

# What each kind of adjustment must say of itself.
ASKED = {
    "clinical_negligence": ("held_by", "funded_in_price"),
    "capital_charges": ("held_by",),
    "stranded_cost": ("held_by",),
    "service_move": ("assets_move",),
}
_SAID = {
    "held_by": "who bears the cost or holds the asset",
    "funded_in_price": "whether the price of the line funds it already",
    "assets_move": "whether its assets move too",
}


def add_holders(result: StepResult, site: Site) -> None:
    """Add ``held_costs`` and ``asset_moves``, and tell what is funded twice, unsaid or left behind."""
    source = result.adjustments
    rows = sorted(row for row in set(records(source, "held_by", "kind")) if row[0] is not None)
    table = result.table("held_costs", keys_of(("held_by", "kind"), rows))
    table.total("amount_gbp", source, "amount_gbp")
    table.total("funded_in_price_gbp", source, "amount_gbp", where={"is_funded_in_price": 1.0})
    table.total("added_gbp", source, "amount_gbp", where={"is_added": 1.0})

    moving = records(source, "adjustment_id", kind="service_move", assets_move="yes")
    table = result.table("asset_moves", keys_of(("adjustment_id",), moving))
    for column in ("commissioner_code", "service_line", "from_year", "from_number", "amount_gbp"):
        table.lookup(column, source, column)
    same = {key: key for key in ("commissioner_code", "service_line", "from_number")}
    table.total("capital_charges_gbp", source, "amount_gbp", by=same, where={"kind": "capital_charges"})
    followed = {"moved_pence": "amount_gbp", "capital_charges_pence": "capital_charges_gbp"}
    table.map("is_followed", rules.is_followed, "flag", **followed)
    _findings(result)


def _findings(result: StepResult) -> None:
    funded = records(result.adjustments, "adjustment_id", "amount_gbp", is_funded_in_price=1.0)
    for name, amount in funded:
        result.find(
            "note",
            f"Adjustment {name}: the price of its line funds {pounds(amount)} already, so it is shown and "
            "adds nothing.",
            f"baseline.adjustments.is_added[adjustment_id={name}]",
        )
    for kind, columns in ASKED.items():
        for column in columns:
            silent = records(result.adjustments, "adjustment_id", kind=kind, **{column: None})
            if silent:
                result.find(
                    "amber",
                    f"{listed(name for (name,) in silent)} ({kind}): adjustments.csv does not say "
                    f"{_SAID[column]} ({column}).",
                    f"baseline.adjustments.{column}[adjustment_id={silent[0][0]}]",
                )
    for name, line, year in records(
        result.asset_moves, "adjustment_id", "service_line", "from_year", is_followed=0.0
    ):
        result.find(
            "amber",
            f"Adjustment {name} moves a service with its assets, and no capital charges go with them: add "
            f"depreciation and dividend of {line} (kind capital_charges, from {year or 'the base year'}, "
            "leaving and arriving as the service does).",
            f"baseline.asset_moves.is_followed[adjustment_id={name}]",
        )
