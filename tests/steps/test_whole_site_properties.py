"""What holds for whole made-up sites from the ledger to the statement, each with what it presumes."""

from drawn_sites import STOP_LOSS, differing, few, many_times, numbers, sites, worked
from hypothesis import given
from hypothesis import strategies as st
from test_baseline_properties import halves, with_totals

from tiny import YEARS, tiny_settings, tiny_tables


@few
@given(sites())
def test_money_is_conserved_at_every_level_and_parties_sum_to_the_pool(drawn):
    """Presumes nothing."""
    results = worked(drawn)
    by_code = {
        row["commissioner_code"]: round(row["ledger_total_gbp"] * 100) for row in drawn[1]["commissioners"]
    }
    four = results.baseline.four_way
    for code, whole in by_code.items():
        parts = ("this_aco_gbp", "other_places_gbp", "retained_gbp", "unallocated_gbp")
        assert sum(four.sum(part, commissioner_code=code) for part in parts) == whole
        assert results.baseline.homes.sum("baseline_gbp", commissioner_code=code) == (
            results.baseline.budget.sum("baseline_gbp", commissioner_code=code)
        )
        for year in YEARS:
            at = {"commissioner_code": code, "financial_year": year}
            budget = results.contract_years.budget.sum("budget_gbp", **at)
            assert results.contract_years.lines.sum("budget_gbp", **at) == budget
    improvement = results.improvement_payment.years
    settled = [improvement.sum(name, financial_year=YEARS[0]) for name in ("paid_gbp", "returned_gbp")]
    assert sum(settled) == improvement.sum("pool_gbp", financial_year=YEARS[0])  # later years are not yet due
    for year in YEARS:
        pool = results.gain_loss.years.sum("pool_gbp", financial_year=year)
        assert results.gain_loss.parties.sum("settled_gbp", financial_year=year) == pool
        assert results.settlement.statement.sum("net_gbp", financial_year=year) == 0
    funding = results.gain_loss.funding
    assert (funding["funded_gbp"] + funding["kept_gbp"] == funding["pool_gbp"]).all()


@few
@given(sites(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_of_every_table_never_matters(drawn, shuffler):
    """Presumes nothing: every number is the same to the last bit."""
    chosen, tables = drawn
    shuffled = {name: shuffler.sample(rows, len(rows)) for name, rows in reversed(tables.items())}
    one, other = numbers(worked(drawn)), numbers(worked((chosen, shuffled)))
    # Rows that are numbered by rank or by their place in the file have other numbers, and no other content.
    assert one.keys() == other.keys()
    wrong = differing(one, other)
    assert wrong == [], wrong


MONEY = {
    "commissioners": ("ledger_total_gbp", "underlying_position_gbp"),
    "expenditure": ("spend_gbp",),
    "adjustments": ("amount_gbp",),
    "flows": ("amount_gbp",),
    "allocations": ("allocation_gbp",),
    "outturn": ("expected_gbp", "actual_gbp", "provider_cost_released_gbp"),
    "parties": ("reserves_gbp", "guarantee_gbp"),
    "positions": ("commissioner_gbp", "provider_gbp"),
}


@few
@given(sites(), st.sampled_from([2, 10]))
def test_every_pound_many_times_over_is_every_answer_as_many_times_over(drawn, times):
    """Presumes no threshold, at which a rounded penny decides over a whole saving; people stay as they are.

    Pounds of the terms count too: an event that reopens the budget, the limit and excess of the stop-loss.
    The true-up of the list multiplies a figure a head, rounded to the penny, by 1,300 people more or fewer.
    """
    chosen, tables = drawn
    terms = chosen["terms"] | {"threshold_kind": "none", "gain_threshold_rate": 0, "loss_threshold_rate": 0}
    chosen = chosen | {"terms": terms}
    large = {
        name: [
            row | {column: round(row[column] * times, 2) for column in MONEY.get(name, ()) if row[column]}
            for row in rows
        ]
        for name, rows in tables.items()
    }
    for row in large["assumptions"]:
        row["value"] *= times if row["assumption_id"] == STOP_LOSS else 1
    one, other = worked((chosen, tables)), worked((many_times(chosen, times), large))
    for step, table, column in (
        ("baseline", "totals", "baseline_gbp"),
        ("contract_years", "summary", "budget_gbp"),
        ("contract_years", "summary", "affordable_gbp"),
        ("improvement_payment", "years", "paid_gbp"),
        ("gain_loss", "parties", "settled_gbp"),
        ("settlement", "statement", "net_gbp"),
    ):
        small, big = (results.step(step).tables[table][column] for results in (one, other))
        # Half a penny for each of some hundred roundings and of 1,300 people, as many times over.
        assert (abs(big - times * small) <= (50 + 650) * times).all(), (table, column)


@few
@given(sites())
def test_an_empty_service_line_changes_nothing(drawn):
    """Presumes a line with a home, its growth and no spend, and that every commissioner pays something.

    One that pays nothing shares what is allowed beyond cost evenly between its lines, however many they are.
    """
    chosen, tables = drawn
    whole = {"recurrence": "recurrent", "attribution": "direct"}
    whole |= {"attribution_component": None, "attribution_rate": None}
    for row in tables["expenditure"]:
        if row["service_line"] in ("community", "premises", "social_care_residential"):  # one for each
            row |= whole | {"spend_gbp": row["spend_gbp"] + 100_000_000}
    tables = with_totals(tables)
    before = worked((chosen, tables))
    assert (before.contract_years.budget["cost_gbp"] > 0).all()
    line = tables["expenditure"][2] | {
        "line_id": "C1-empty", "service_line": "wheelchairs", "spend_gbp": 0, "recurrence": "recurrent",
    }  # fmt: skip
    scope = tables["scope"][2] | {"service_line": "wheelchairs"}
    growth = [
        row | {"service_line": "wheelchairs"}
        for row in tables["growth"]
        if row["service_line"] == "community"
    ]
    more = tables | {
        "expenditure": [*tables["expenditure"], line],
        "scope": [*tables["scope"], scope],
        "growth": [*tables["growth"], *growth],
    }
    one, other = numbers(before), numbers(worked((chosen, more)))
    wrong = differing(one, other)
    assert wrong == [], wrong


@few
@given(sites())
def test_a_practice_cut_in_two_changes_nothing_but_the_number_of_practices(drawn):
    """Presumes two equal halves, and that no term depends on the number of practices."""
    chosen, tables = drawn
    weights = [name for name in tables["practices"][0] if name.startswith("need_")]
    cut = tables | {
        "practices": halves(tables["practices"], ["registered_persons", *weights]),
        "residence": halves(tables["residence"], ["persons"]),
    }
    leaving = ("population.summary",)  # it counts practices
    one, other = numbers(worked(drawn), leaving), numbers(worked((chosen, cut)), leaving)
    one = {name: value for name, value in one.items() if "P1" not in name and "practices" not in name[1]}
    assert differing(one, other, allowed=1e-6) == []


@few
@given(sites())
def test_a_year_without_growth_taper_or_one_off_repeats_the_last(drawn):
    """Presumes even allocations and people, no collar, no dated adjustment and no line that joins later.

    A collar may take some years to bring a budget from where it was to where the rule has it.
    """
    chosen, tables = drawn
    still = {name: 0.0 for name in tables["growth"][0] if name.endswith("_rate")}
    base = {row["commissioner_code"]: row["allocation_gbp"] for row in tables["allocations"][::-1]}
    steady = tables | {
        "growth": [row | still for row in tables["growth"]],
        "allocations": [
            row | {"allocation_gbp": base[row["commissioner_code"]]} for row in tables["allocations"]
        ],
        "adjustments": [row for row in tables["adjustments"] if row["from_year"] is None],
        "scope": [row | {"from_year": None} for row in tables["scope"]],
    }
    free = {"floor_rate": -1.0, "ceiling_rate": 1.0}
    results = worked((chosen | {"reopeners": [], "rules": chosen["rules"] | free}, steady))
    for table, columns in (
        ("budget", ("cost_gbp", "affordable_gbp", "budget_gbp")),
        ("lines", ("budget_gbp",)),
    ):
        found = results.contract_years.tables[table]
        for column in columns:
            years = [found[column][found["financial_year"] == year].tolist() for year in YEARS]
            assert years[0] == years[1] == years[2], (table, column)


def test_the_sites_are_sites():
    """The tiny site, of which all are drawn, passes through every step."""
    assert worked((tiny_settings(), tiny_tables())).settlement.statement.sum("net_gbp") == 0
