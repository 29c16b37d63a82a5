"""The tiny site with every column and table that no site need have, worked by hand.

Bases. Emergency care is counted and priced by ``B1`` on both sides. Elective care is expected at the prices
of 2017/18 (``B1``) and actual at those of 2016/17 (``B2``) from April to October: 7 x 500,000 = 3,500,000 not
in one currency. From November on elective care does not say: 5 x 500,000 = 2,500,000.

2018/19 is in course. Emergency care has six months; its rows of August and September rest on data to July.
Elective care has six rows too, and nothing spent in September.

Choice (any_qualified_provider) is paid by the ACO: 12 x 110,000 = 1,320,000 in 2017/18.

Adjustments beyond those of the tiny site: ``K1`` clinical negligence of 200,000 that T1 bears and the price
funds, ``K2`` the same of 50,000 that it does not, ``K3`` capital charges of 8,000 that follow the assets of
the service that moves to C1's community in 2017/18 (``J4``), and none that leave N1 with ``J5``.
"""

from __future__ import annotations

from tiny import rows, tiny_settings, tiny_site, tiny_tables

CHOICE = "any_qualified_provider"


def later_settings(**settlement):
    """The settings of the tiny site; keys of ``settlement`` may be replaced."""
    settings = tiny_settings()
    return settings | {"settlement": settings["settlement"] | settlement}


def later_tables():
    """The tables of the tiny site with every later column and table, fresh on every call."""
    tables = tiny_tables()
    return tables | {
        "activity_bases": rows(
            "basis_id price_base_year grouper market_forces_factor identification_rules open_spells",
            ("B1", "2017/18", "HRG4+", 1.03, "2017/18", "on_discharge"),
            ("B2", "2016/17", "HRG4+", 1.03, "2017/18", "on_discharge"),
        ),
        "scope": [
            row | {"payable_by_aco": "yes" if row["service_line"] == CHOICE else None}
            for row in tables["scope"]
        ],
        "adjustments": _adjustments(tables["adjustments"]),
        "outturn": _outturn(tables["outturn"]),
    }


def later_site(settings=None, **tables):
    """The tiny site with every later column and table; single tables may be replaced."""
    return tiny_site(settings or later_settings(), **later_tables() | tables)


def _adjustments(table):
    moving = {"J4": "yes", "J5": "yes"}
    table = [row | {"assets_move": moving.get(row["adjustment_id"])} for row in table]
    approved = {
        "recurrence": "recurrent",
        "prepared_by_role": "Deputy finance director",
        "approved_by_role": "Finance director",
        "approved_on": "2017-02-01",
        "evidence": "Contract schedule",
        "source_id": "S1",
    }
    names = "adjustment_id commissioner_code service_line kind amount_gbp from_year held_by funded_in_price"
    more = rows(
        names,
        ("K1", "C1", "community", "clinical_negligence", 200_000, None, "T1", "yes"),
        ("K2", "C1", "community", "clinical_negligence", 50_000, None, "T1", "no"),
        ("K3", "C1", "community", "capital_charges", 8_000, "2017/18", "T2", None),
    )
    return [*table, *(row | approved for row in more)]


def _outturn(table):
    made = []
    for row in table:
        late = row["service_line"] == "acute_elective" and row["month"] > 7
        basis = "B2" if row["service_line"] == "acute_elective" else "B1"
        made.append(row | {"expected_basis": "B1", "actual_basis": None if late else basis})
    for row in made[:]:
        if row["month"] <= 6:
            made.append(row | {"financial_year": "2018/19", "frozen": "no", "actual_basis": "B1"} | _lag(row))
    choice = made[0] | {"provider_code": "T2", "service_line": CHOICE, "actual_gbp": 110_000}
    blank = {"provider_cost_released_gbp": None, "expected_basis": None, "actual_basis": None}
    return made + [choice | blank | {"month": month} for month in range(1, 13)]


def _lag(row):
    if row["service_line"] == "acute_emergency":
        return {"data_to_month": 4 if row["month"] > 4 else None}
    return {"actual_gbp": 0 if row["month"] == 6 else row["actual_gbp"]}
