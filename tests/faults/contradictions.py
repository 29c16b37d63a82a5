"""Cells that are each sound and contradict one another: what no single cell shows."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

from spoiling import REFUSED, Case, Workplace, as_csv

Row = dict[str, str]


def _one_more_penny(text: str) -> str:
    return f"{float(text) + 0.01:.2f}"


# What; table; which rows; what changes in the row; the column that must be named in that row.
ROWS: tuple[tuple[str, str, Callable[[Row], object], Callable[[Row], Row], str], ...] = (
    ("a ledger total a penny off", "commissioners", lambda r: True,
     lambda r: {"ledger_total_gbp": _one_more_penny(r["ledger_total_gbp"])}, "ledger_total_gbp"),
    ("income with the sign of spend", "expenditure", lambda r: r["service_line"].endswith("_income"),
     lambda r: {"spend_gbp": r["spend_gbp"].lstrip("-")}, "spend_gbp"),
    ("a rate where the share is computed", "expenditure", lambda r: r["attribution"] == "list_share",
     lambda r: {"attribution_rate": "0.5"}, "attribution_rate"),
    ("no rate where one is needed", "expenditure", lambda r: r["attribution"] == "patient_level",
     lambda r: {"attribution_rate": ""}, "attribution_rate"),
    ("no component where one is needed", "expenditure", lambda r: r["attribution"] == "need_share",
     lambda r: {"attribution_component": ""}, "attribution_component"),
    ("a component where none belongs", "expenditure", lambda r: r["attribution"] == "direct",
     lambda r: {"attribution_component": "need_community"}, "attribution_component"),
    ("a line without a home", "expenditure", lambda r: True,
     lambda r: {"service_line": "never_heard_of"}, "service_line"),
    ("spend after the contract", "expenditure", lambda r: True,
     lambda r: {"financial_year": "2059/60"}, "financial_year"),
    ("a true figure from a made-up source", "expenditure", lambda r: r["illustrative"] == "yes",
     lambda r: {"illustrative": "no"}, "illustrative"),
    ("an adjustment of nothing", "adjustments", lambda r: True, lambda r: {"amount_gbp": "0"}, "amount_gbp"),
    ("a payment taken twice with the wrong sign", "adjustments",
     lambda r: r["kind"] in ("cquin_to_improvement_payment", "patient_choice", "taper"),
     lambda r: {"amount_gbp": r["amount_gbp"].lstrip("-")}, "amount_gbp"),
    ("approved by who prepared it", "adjustments", lambda r: r["approved_by_role"],
     lambda r: {"approved_by_role": r["prepared_by_role"].upper()}, "approved_by_role"),
    ("approved on no day", "adjustments", lambda r: r["approved_on"],
     lambda r: {"approved_on": ""}, "approved_on"),
    ("a day of approval and nobody who approved", "adjustments", lambda r: r["approved_on"],
     lambda r: {"approved_by_role": ""}, "approved_by_role"),
    ("an end before the beginning", "adjustments", lambda r: r["from_year"],
     lambda r: {"ends_in": "2001/02"}, "ends_in"),
    ("a move of which one side is a penny more", "adjustments", lambda r: r["kind"] == "service_move",
     lambda r: {"amount_gbp": _one_more_penny(r["amount_gbp"])}, "amount_gbp"),
    ("mobilisation that never ends", "adjustments", lambda r: r["kind"] == "mobilisation",
     lambda r: {"ends_in": ""}, "ends_in"),
    ("two kinds in one row", "adjustments", lambda r: True, lambda r: {"kind": "premises + taper"}, "kind"),
    ("a pool that pays out a penny more", "flows", lambda r: r["host"] in (r["payer"], r["payee"]),
     lambda r: {"amount_gbp": _one_more_penny(r["amount_gbp"])}, ""),
    ("a pound that a stranger counts", "flows", lambda r: True, lambda r: {"counted_in": "X"}, "counted_in"),
    ("money into a pool that may not be pooled", "flows", lambda r: r["payee"] == r["host"] != r["payer"],
     lambda r: {"poolable": "no"}, "poolable"),
    ("growth outside the contract", "growth", lambda r: True,
     lambda r: {"financial_year": "2059/60"}, "financial_year"),
    ("an allocation outside the contract", "allocations", lambda r: True,
     lambda r: {"financial_year": "2059/60"}, "financial_year"),
    ("a practice of nobody", "practices", lambda r: True,
     lambda r: {"registered_persons": "0"}, "registered_persons"),
    ("a list of another day", "practices", lambda r: True,
     lambda r: {"list_date": "2001-01-01"}, "list_date"),
    ("a need weight that is an index", "practices", lambda r: r["need_overall"],
     lambda r: {"need_overall": "1.05"}, "need_overall"),
    ("a need weight a hundred times the list", "practices", lambda r: r["need_overall"],
     lambda r: {"need_overall": f"{float(r['registered_persons']) * 100:.0f}"}, "need_overall"),
    ("an area that is none", "residence", lambda r: True, lambda r: {"lad_code": "Northmoor"}, "lad_code"),
    ("a home for a line from a later year", "scope", lambda r: r["home"] == "annual_payment",
     lambda r: {"from_year": "2059/60"}, "from_year"),
    ("a pool line that is paid as a budget", "scope", lambda r: r["home"] == "deferred",
     lambda r: {"from_year": "2001/02"}, "from_year"),
    ("a target short of its threshold", "measures", lambda r: True,
     lambda r: {"target": r["threshold"]}, "target"),
    ("achievement before the contract", "achievement", lambda r: True,
     lambda r: {"financial_year": "2001/02"}, "financial_year"),
    ("outturn of a stranger", "outturn", lambda r: True, lambda r: {"provider_code": "X"}, "provider_code"),
    ("agreed at two figures", "positions", lambda r: r["agreed"] == "yes" and r["provider_gbp"],
     lambda r: {"provider_gbp": _one_more_penny(r["provider_gbp"])}, "agreed"),
    ("a commissioner under another code", "parties", lambda r: r["role"] != "commissioner",
     lambda r: {"role": "commissioner"}, "party_id"),
    ("a council that covers no area", "commissioners", lambda r: r["commissioner_type"].startswith("council"),
     lambda r: {"lad_codes": "Northmoor"}, "lad_codes"),
    ("areas of the NHS", "commissioners", lambda r: r["commissioner_type"] == "ccg",
     lambda r: {"lad_codes": "E07000001"}, "lad_codes"),
)  # fmt: skip

# What; table; which rows go; the file and column that must be named
GAPS = (
    ("a year of growth missing", "growth", lambda r, last: r["financial_year"] == last, "growth.csv",
     "financial_year"),
    ("no allocation of the base year", "allocations", lambda r, last: r["financial_year"] == "2016/17",
     "allocations.csv", "financial_year"),
    ("an age band missing", "population", lambda r, last: r["age_band"] == "75-79", "population.csv",
     "age_band"),
    ("a year of people missing", "population", lambda r, last: r["financial_year"] == last, "population.csv",
     "financial_year"),
    ("men without women", "population", lambda r, last: r["sex"] == "female", "population.csv", "sex"),
    ("a month of a closed year missing", "outturn", lambda r, last: r["month"] == "7", "outturn.csv", ""),
    ("a half of one pool missing", "flows", lambda r, last: r["payee"] == r["host"], "flows.csv", ""),
)  # fmt: skip

# What; table; column; what every cell becomes
WHOLE = (
    ("shares that add to more than one", "parties", "gain_share_rate", lambda text: "0.9"),
    ("losses that add to more than one", "parties", "loss_share_rate", lambda text: "0.9"),
    ("weights that do not add to one", "measures", "weight", lambda text: "0.9"),
    ("nobody who has signed", "practices", "membership", lambda text: "not_member"),
    ("residence in thousands", "residence", "persons", lambda text: f"{float(text) / 1000:.3f}"),
    ("a population of noughts", "population", "persons", lambda text: "0"),
)

SETTINGS = (
    ("more firm years than years", "firm_years", "9"),
    ("a first year long after the base year", "first_year", '"2039/40"'),
    ("a floor above the ceiling", "floor_rate", "0.9"),
    ("a cap of nothing", "gain_cap_rate", "0"),
    ("a residual holder who is no party", "residual_holder", '"nobody"'),
    ("a provider who is no party", "provider_party", '"nobody"'),
    ("a closed year out of order", "years_closed", '["2019/20"]'),
)


def contradiction_cases(place: Workplace) -> Iterator[Case]:
    """Every contradiction that the site has rows for, each in one row of those."""
    chance = random.Random(f"contradictions of {place.name}")
    for what, table, fits, change, column in ROWS:
        if table not in place.tables:
            continue
        grid = place.grid(table)
        rows = [dict(zip(grid[0], row, strict=True)) for row in grid[1:]]
        fitting = [at for at, row in enumerate(rows) if fits(row) and change(row).items() - row.items()]
        if not fitting:
            continue
        at = chance.choice(fitting)
        for name, text in change(rows[at]).items():
            grid[at + 1][grid[0].index(name)] = text
        file = f"{table}.csv"
        places = ((file, at + 2, column),) if column and "which one side" not in what else ()
        yield Case(
            "a contradiction", what, {file: as_csv(grid)}, REFUSED, places, f"{place.name}, row {at + 2}"
        )
    last = place.site.years[-1]
    for what, table, goes, file, column in GAPS:
        if table not in place.tables:
            continue
        grid = place.grid(table)
        kept = [row for row in grid[1:] if not goes(dict(zip(grid[0], row, strict=True)), last)]
        if 0 < len(kept) < len(grid) - 1:
            files = {f"{table}.csv": as_csv([grid[0], *kept])}
            places = ((file, None, column),) if column else ()
            yield Case("a contradiction", what, files, REFUSED, places, place.name)
    for what, table, column, change in WHOLE:
        if table not in place.tables or len(place.grid(table)) < 3:
            continue
        grid = place.grid(table)
        spot = grid[0].index(column)
        for row in grid[1:]:
            row[spot] = change(row[spot])
        files = {f"{table}.csv": as_csv(grid)}
        places = () if column == "persons" and table == "residence" else ((f"{table}.csv", None, column),)
        yield Case("a contradiction", what, files, REFUSED, places, place.name)
    for what, key, value in SETTINGS:
        lines = place.toml.splitlines()
        at = next((number for number, line in enumerate(lines) if line.startswith(f"{key} = ")), None)
        if at is not None:
            lines[at] = f"{key} = {value}"
            files = {"site.toml": ("\n".join(lines) + "\n").encode()}
            yield Case("a contradiction", what, files, REFUSED, (("site.toml", at + 1, None),), place.name)
