"""The recurrent baseline by line and home, and the bridge from each ledger to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import baseline as rules
from acohandbook.site.models.vocabulary import ADJUSTMENT_KINDS, HOMES
from acohandbook.steps.common import keys_of, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

COUNTED_HOMES = tuple(home for home in HOMES if home != "retained")

# Movements of the bridge before the adjustments: where each is read, and its sign.
_FROM_LEDGER = {
    "ledger": ("ledger_gbp", 1),
    "other_places": ("other_places_gbp", -1),
    "retained": ("retained_gbp", -1),
    "unallocated": ("unallocated_gbp", -1),
    "non_recurrent": ("non_recurrent_gbp", -1),
}
_CLOSING = {"baseline": ("baseline_gbp", 1)}


def add_budget(result: StepResult, site: Site) -> None:
    """Add ``budget`` and ``homes``: the baseline of each line in each home that its money is in."""
    codes, kept = (
        site.commissioners["commissioner_code"].tolist(),
        ("commissioner_code", "service_line", "home"),
    )
    found = {row[:3] for row in records(result.lines, *kept, is_in_scope=1.0)}
    found |= {row for row in records(result.postings, *kept) if row[2] != "retained"}
    lines = [
        line for table in (result.lines, result.adjustments) for (line,) in records(table, "service_line")
    ]
    order = [(code, line, home) for code in codes for line in dict.fromkeys(lines) for home in COUNTED_HOMES]
    table = result.table("budget", keys_of(kept, (row for row in order if row in found)))
    for name in ("ledger_aco_gbp", "non_recurrent_gbp"):
        table.total(name, result.lines, name, where={"is_in_scope": 1})
    for name, moves in (("recurrent_adjustments_gbp", 0), ("moved_gbp", 1)):
        table.total(name, result.postings, "baseline_gbp", where={"moves_between_homes": moves})
    table.map(
        "baseline_gbp", rules.baseline_pence, "gbp", ledger_aco_pence="ledger_aco_gbp",
        non_recurrent_pence="non_recurrent_gbp", adjustments_pence="recurrent_adjustments_gbp",
        moved_pence="moved_gbp",
    )  # fmt: skip
    for code in codes:
        amounts = records(table, "service_line", "home", "moved_gbp", commissioner_code=code)
        moved = {f"{line} {home}": pence for line, home, pence in amounts if pence}
        result.prove(f"moves between the homes of {code} add nothing", 0.0, moved, 0.0)
    homes = keys_of(("commissioner_code", "home"), ((code, home) for code in codes for home in COUNTED_HOMES))
    result.table("homes", homes).total("baseline_gbp", table, "baseline_gbp")


def add_totals(result: StepResult, site: Site, population: StepResult) -> None:
    """Add ``totals``: each commissioner's baseline, the part in each home, and both a head."""
    table = result.table("totals", {"commissioner_code": site.commissioners["commissioner_code"]})
    table.total("baseline_gbp", result.budget, "baseline_gbp")
    for home in COUNTED_HOMES:
        table.total(f"{home}_gbp", result.homes, "baseline_gbp", where={"home": home})
    table.lookup("aco_persons", population.commissioners, "aco_persons")
    for name in ("baseline", "annual_payment"):
        parts = {"amount_pence": f"{name}_gbp", "persons": "aco_persons"}
        table.map(f"{name}_per_head_gbp", rules.per_head_gbp, "gbp_per_head", **parts)
    first, *others = (f"{home}_gbp" for home in COUNTED_HOMES)
    result.prove_rows("each baseline by home", table, first, others, "baseline_gbp")


def add_bridge(result: StepResult) -> None:
    """Add ``bridge``: from each commissioner's ledger to its baseline, movement by movement."""
    columns = ("commissioner_code", "kind")
    kinds = set(records(result.postings, *columns, in_baseline=1.0, is_recurrent=1.0))
    codes = result.totals["commissioner_code"].tolist()
    rows = [
        (code, movement)
        for code in codes
        for movement in (
            *_FROM_LEDGER,
            *(kind for kind in ADJUSTMENT_KINDS if (code, kind) in kinds),
            *_CLOSING,
        )
    ]
    table = result.table("bridge", keys_of(("commissioner_code", "movement"), rows))
    ends = result.table("bridge_ends", {"commissioner_code": codes})
    for column in ("ledger_gbp", "other_places_gbp", "retained_gbp", "unallocated_gbp"):
        ends.lookup(column, result.four_way, column)
    ends.total("non_recurrent_gbp", result.lines, "non_recurrent_gbp")
    ends.lookup("baseline_gbp", result.totals, "baseline_gbp")
    of_ledger = _FROM_LEDGER | _CLOSING
    table.total(
        "adjusted_gbp", result.postings, "baseline_gbp",
        by={"commissioner_code": "commissioner_code", "kind": "movement"},
    )  # fmt: skip
    columns = {movement: column for movement, (column, _) in of_ledger.items()}
    on = {"commissioner_code": "commissioner_code"}
    table.lookup_named("size_gbp", ends, columns, "movement", on=on, otherwise="adjusted_gbp")
    signs = [of_ledger.get(movement, ("", 1))[1] for movement in table["movement"]]
    table.input("sign", signs, "number", "-1 for what leaves the ledger on the way to the baseline")
    table.map("amount_gbp", rules.signed_pence, "gbp", amount_pence="size_gbp", sign="sign")
    for code in codes:
        amounts = dict(records(table, "movement", "amount_gbp", commissioner_code=code))
        opening, closing = amounts.pop("ledger"), amounts.pop("baseline")
        result.prove(f"from the ledger of {code} to its baseline", opening, amounts, closing)
