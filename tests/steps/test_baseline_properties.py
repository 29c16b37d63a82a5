"""What holds for any ledger, any shares and any order of rows."""

import math

from hypothesis import given, settings
from hypothesis import strategies as st
from test_baseline import based

from acohandbook.steps.population import population
from tiny import tiny_site, tiny_tables

# Few examples, and no deadline: a shared machine may be slow, and a test must not fail for that.
few = settings(max_examples=20, deadline=None)

# One line of a ledger: its pence, whether it recurs, how it is shared, and the share if it is stated.
WAYS = ("direct", "list_share", "need_share", "patient_level", "negotiated")
LINE = st.tuples(
    st.integers(-(10**9), 10**10),
    st.booleans(),
    st.sampled_from(WAYS),
    st.integers(0, 1000).map(lambda n: n / 1000),
)
LEDGERS = st.lists(
    LINE, min_size=len(tiny_tables()["expenditure"]), max_size=len(tiny_tables()["expenditure"])
)


def ledger(lines):
    """The tiny site's tables with other spend, recurrence and ways of sharing on every line."""
    tables = tiny_tables()
    for row, (pence, recurs, way, rate) in zip(tables["expenditure"], lines, strict=True):
        if way == "need_share" and row["commissioner_code"] == "E07000001":
            way = "list_share"  # a council's duty follows residence, for which there are no need weights
        row["spend_gbp"] = (-abs(pence) if row["service_line"].endswith("_income") else pence) / 100
        row["recurrence"] = "recurrent" if recurs else "non_recurrent"
        row["attribution"] = way
        row["attribution_component"] = "need_general_acute" if way == "need_share" else None
        row["attribution_rate"] = rate if way in ("patient_level", "negotiated") else None
    return with_totals(tables)


def with_totals(tables):
    """The tables with the ledger totals that their lines add up to."""
    totals = {}
    for row in tables["expenditure"]:
        pence = round(row["spend_gbp"] * 100)
        totals[row["commissioner_code"]] = totals.get(row["commissioner_code"], 0) + pence
    for row in tables["commissioners"]:
        row["ledger_total_gbp"] = totals[row["commissioner_code"]] / 100
    return tables


def figures(result):
    """Every number of a step by table, column and keys."""
    found = {}
    for table in result.tables.values():
        keys = list(zip(*(table[key].tolist() for key in table.keys), strict=True)) or [()] * len(table)
        for column in table.columns:
            if table.unit(column) != "text":
                found |= {(table.name, column, *row): value
                          for row, value in zip(keys, table[column].tolist(), strict=True)}  # fmt: skip
    return found


def same(first, second):
    """Equal figure by figure, blanks included."""
    return first.keys() == second.keys() and all(
        value == second[name] or (math.isnan(value) and math.isnan(second[name]))
        for name, value in first.items()
    )


@few
@given(LEDGERS)
def test_every_penny_of_every_ledger_is_in_one_of_four_places(lines):
    tables = ledger(lines)
    result = based(tiny_site(**tables))
    places = ("ledger_aco_gbp", "other_places_gbp", "retained_gbp", "unallocated_gbp")
    spent = {}
    for row in tables["expenditure"]:
        pence = round(row["spend_gbp"] * 100)
        spent[row["commissioner_code"]] = spent.get(row["commissioner_code"], 0) + pence
        in_places = [round(result.lines.at(name, line_id=row["line_id"]) * 100) for name in places]
        assert sum(in_places) == pence
        assert sum(place != 0 for place in in_places) <= 2  # shared, or in one place as a whole
    four = result.four_way
    for position, code in enumerate(four["commissioner_code"]):
        assert sum(four[name][position] for name in four.columns[1:5]) == spent[code]


@few
@given(LEDGERS)
def test_a_baseline_is_the_same_money_by_home_by_line_and_by_bridge(lines):
    result = based(tiny_site(**ledger(lines)))
    for code in result.totals["commissioner_code"]:
        whole = result.totals.at("baseline_gbp", commissioner_code=code)
        assert result.homes.sum("baseline_gbp", commissioner_code=code) == round(whole * 100)
        assert result.budget.sum("baseline_gbp", commissioner_code=code) == round(whole * 100)
        # Adjustments of the tiny baseline: 120,000 for C1; its CQUIN only moves.
        attributed = result.lines.sum("attributed_gbp", commissioner_code=code)
        assert attributed + (12_000_000 if code == "C1" else 0) == round(whole * 100)


@few
@given(LEDGERS, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters(lines, shuffler):
    tables = ledger(lines)
    first = based(tiny_site(**tables))
    shuffled = {name: shuffler.sample(rows, len(rows)) for name, rows in tables.items()}
    assert same(figures(first), figures(based(tiny_site(**shuffled))))


@few
@given(LEDGERS, st.integers(min_value=2, max_value=9))
def test_pounds_that_all_grow_in_proportion_grow_the_answers_so(lines, times):
    tables = ledger(lines)
    small = based(tiny_site(**tables))
    for row in tables["expenditure"]:
        row["spend_gbp"] = round(row["spend_gbp"] * 100) * times / 100
    large = based(tiny_site(**with_totals(tables)))
    # Each line is rounded to the penny on its own: by half a penny, and by half a penny `times` over.
    differences = abs(large.lines["ledger_aco_gbp"] - times * small.lines["ledger_aco_gbp"])
    assert (differences <= (times + 1) / 2).all()
    for place in ("retained_gbp", "unallocated_gbp"):
        assert (large.lines[place] == times * small.lines[place]).all()


def halves(rows, names):
    """Rows of practice P1 cut in two equal halves, P1a and P1b."""
    cut = []
    for row in rows:
        if row["practice_code"] != "P1":
            cut.append(row)
        else:
            cut += [
                row | {"practice_code": f"P1{half}"} | {name: row[name] / 2 for name in names}
                for half in "ab"
            ]
    return cut


@few
@given(LEDGERS, st.integers(min_value=10, max_value=190))
def test_a_practice_cut_in_two_changes_nothing(lines, need):
    tables = ledger(lines)
    tables["practices"][0]["need_general_acute"] = 100 * need
    weights = [name for name in tables["practices"][0] if name.startswith("need_")]
    whole = tiny_site(**tables)
    cut = tables | {
        "practices": halves(tables["practices"], ["registered_persons", *weights]),
        "residence": halves(tables["residence"], ["persons"]),
    }
    first, second = population(whole), population(tiny_site(**cut))
    for table in ("shares", "commissioners"):
        assert same(
            {name: value for name, value in figures(first).items() if name[0] == f"population.{table}"},
            {name: value for name, value in figures(second).items() if name[0] == f"population.{table}"},
        )
    assert same(figures(based(whole)), figures(based(tiny_site(**cut))))


MEMBERSHIPS = st.lists(
    st.sampled_from(["signed", "integration_agreement", "not_member"]), min_size=3, max_size=3
).filter(lambda words: set(words) != {"not_member"})


@few
@given(MEMBERSHIPS)
def test_the_acos_people_are_never_more_than_everyone(memberships):
    practices = tiny_tables()["practices"]
    for row, membership in zip(practices, memberships, strict=True):
        row["membership"] = membership
    shares = population(tiny_site(practices=practices)).shares
    assert (shares["share_rate"] > 0).all()
    assert (shares["share_rate"] <= 1).all()
    if "not_member" not in memberships:
        assert (shares["share_rate"] == 1).all()
