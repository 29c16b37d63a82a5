"""The verbs that work on several rows at once: total, split and carry."""

import pytest
from comparing import same

from acohandbook.rules import contract_years
from acohandbook.workings import Table, TableError

BLANK = float("nan")


# --- total ---------------------------------------------------------------------------------------------


def test_total_adds_the_rows_that_belong_and_nothing_is_zero(lines, totals):
    totals.total("spend_gbp", lines, "spend_gbp")
    assert totals["spend_gbp"].tolist() == [-40, 1250, 0]
    working = totals.workings["spend_gbp"]
    assert (working.verb, working.unit) == ("total", "gbp")
    assert (working.inputs, working.keys, working.where) == (
        {"column": "ledger.lines.spend_gbp"},
        {"code": "code"},
        {},
    )


def test_total_counts_only_rows_where_a_column_has_a_value(lines, totals):
    totals.total("spend_gbp", lines, "spend_gbp", where={"line": "b"})
    assert totals["spend_gbp"].tolist() == [0, 250, 0]
    assert totals.workings["spend_gbp"].where == {"line": "b"}


def test_total_over_everything_stands_on_every_row(lines, totals):
    totals.total("all_gbp", lines, "spend_gbp", by={})
    assert totals["all_gbp"].tolist() == [1210, 1210, 1210]


def test_total_by_columns_of_other_names(lines):
    table = Table("t", {"commissioner": ["C1"]}).total(
        "spend_gbp", lines, "spend_gbp", by={"code": "commissioner"}
    )
    assert table["spend_gbp"].tolist() == [1250]


def test_total_with_a_blank_among_its_rows_is_blank(totals):
    lines = Table("ledger.lines", {"line": ["a", "b"]}).input("code", ["C1", "N1"], "text", "x")
    lines.input("spend_gbp", [BLANK, 5], "gbp", "x")
    assert same(totals.total("spend_gbp", lines, "spend_gbp")["spend_gbp"], [5, BLANK, 0])


def test_total_of_an_empty_table_is_zero(totals):
    empty = Table("ledger.lines", {"line": []}).input("code", [], "text", "x")
    empty.input("spend_gbp", [], "gbp", "x")
    assert totals.total("spend_gbp", empty, "spend_gbp")["spend_gbp"].tolist() == [0, 0, 0]


def test_total_of_flags_may_be_a_number(lines, totals):
    lines.input("is_line", 1, "flag", "x")
    totals.total("lines", lines, "is_line", unit="number")
    assert totals["lines"].tolist() == [1, 2, 0]
    assert totals.unit("lines") == "number"


# --- split ---------------------------------------------------------------------------------------------


def test_split_adds_to_the_amount_in_every_group():
    table = Table("t", {"code": ["C1", "C1", "C1", "N1"], "line": ["a", "b", "c", "a"]})
    table.input("whole_gbp", [100, 100, 100, -7], "gbp", "x").input("cost", [1, 1, 1, 5], "number", "x")
    table.split("part_gbp", "whole_gbp", "cost", within=("code",), key="line")
    assert table["part_gbp"].tolist() == [34, 33, 33, -7]  # 33.33 each; the penny left over goes to key a
    working = table.workings["part_gbp"]
    assert (working.verb, working.unit) == ("split", "gbp")
    assert working.inputs == {"amount": "whole_gbp", "weights": "cost"}
    assert working.keys == {"within": ("code",), "key": "line"}


def test_split_does_not_depend_on_the_order_of_rows():
    table = Table("t", {"line": ["c", "a", "b"]}).input("whole_gbp", 100, "gbp", "x")
    table.input("cost", 1, "number", "x").split("part_gbp", "whole_gbp", "cost", within=(), key="line")
    assert table["part_gbp"].tolist() == [33, 34, 33]


def test_split_of_a_blank_leaves_blanks():
    table = Table("t", {"line": ["a", "b"]}).input("whole_gbp", BLANK, "gbp", "x")
    table.input("cost", 1, "number", "x").split("part_gbp", "whole_gbp", "cost", within=(), key="line")
    assert same(table["part_gbp"], [BLANK, BLANK])


@pytest.mark.parametrize("amounts", [[100, 101], [100, BLANK]])
def test_split_of_amounts_that_differ_within_a_group_is_refused(amounts):
    table = Table("t", {"line": ["a", "b"]}).input("whole_gbp", amounts, "gbp", "x")
    table.input("cost", 1, "number", "x")
    with pytest.raises(TableError, match=r"t.part_gbp: the amount to split differs within \(\)"):
        table.split("part_gbp", "whole_gbp", "cost", within=(), key="line")


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ([1, -1], "negative or blank weight: b"),
        ([0, 0], "every weight is zero"),
        ([1, BLANK], "blank weight: b"),
    ],
)
def test_split_says_which_weights_can_not_be_used(weights, said):
    table = Table("t", {"line": ["a", "b"]}).input("whole_gbp", 100, "gbp", "x")
    table.input("cost", weights, "number", "x")
    with pytest.raises(TableError, match=rf"t.part_gbp, within \(\): .*{said}"):
        table.split("part_gbp", "whole_gbp", "cost", within=(), key="line")


# --- carry ---------------------------------------------------------------------------------------------


def chain(years, before, amounts):
    """Two commissioners over some years, each year with an amount on top of what went before."""
    rows = [(code, year) for code in ("C1", "N1") for year in years]
    table = Table("t", {"code": [row[0] for row in rows], "year": [row[1] for row in rows]})
    table.input("before", [before[year] for _, year in rows], "text", "the year before")
    table.input("base_gbp", [100] * len(years) + [1000] * len(years), "gbp", "x")
    table.input("amount_gbp", amounts * 2, "gbp", "x")
    return table.carry(
        "opening_gbp", "closing_gbp", "base_gbp", contract_years.accumulated_pence, along="year",
        previous="before", amount_pence="amount_gbp",
    )  # fmt: skip


BEFORE = {"2017/18": "2016/17", "2018/19": "2017/18", "2019/20": "2018/19"}


def test_carry_opens_each_year_with_the_closing_before_it():
    table = chain(["2017/18", "2018/19", "2019/20"], BEFORE, [1, 20, 300])
    assert table["opening_gbp"].tolist() == [100, 101, 121, 1000, 1001, 1021]
    assert table["closing_gbp"].tolist() == [101, 121, 421, 1001, 1021, 1321]
    opening, closing = table.workings["opening_gbp"], table.workings["closing_gbp"]
    assert (opening.verb, opening.inputs) == (
        "lookup",
        {"column": "t.closing_gbp", "otherwise": "base_gbp"},
    )
    assert opening.keys == {"code": "code", "year": "before"}
    assert (closing.verb, closing.rule) == ("map", "contract_years.accumulated_pence")
    assert closing.inputs == {"opening": "opening_gbp", "amount_pence": "amount_gbp"}


def test_carry_does_not_need_the_years_in_order():
    table = chain(["2019/20", "2017/18", "2018/19"], BEFORE, [300, 1, 20])
    assert table.at("closing_gbp", code="C1", year="2019/20") == 4.21
    assert table.at("opening_gbp", code="N1", year="2018/19") == 10.01


def test_carry_starts_anew_after_a_gap():
    table = chain(["2017/18", "2019/20"], BEFORE, [1, 300])
    assert table["opening_gbp"].tolist() == [100, 100, 1000, 1000]


def test_carry_passes_a_blank_on():
    table = chain(["2017/18", "2018/19"], BEFORE, [BLANK, 20])
    assert same(table["closing_gbp"][:2], [BLANK, BLANK])


def test_carry_takes_no_function_from_elsewhere():
    table = Table("t", {"year": ["2017/18"]}).input("before", ["2016/17"], "text", "x")
    table.input("base_gbp", 100, "gbp", "x")

    def closing(opening):
        return opening

    with pytest.raises(TableError, match=r"closing is not a rule of acohandbook.rules"):
        table.carry("opening_gbp", "closing_gbp", "base_gbp", closing, along="year", previous="before")


def test_parts_add_up_alike_in_any_order():
    # In order 0.1 + 0.2 + 0.3 is 0.6000000000000001, backwards 0.6: parts are added from the smallest up.
    for parts in ([0.1, 0.2, 0.3], [0.3, 0.2, 0.1], [0.2, 0.3, 0.1]):
        weights = Table("weights", {"place": ["a", "b", "c"]}).input("weight_rate", parts, "rate", "t")
        whole = Table("whole", {}).total("weight_rate", weights, "weight_rate")
        assert whole["weight_rate"].tolist() == [0.1 + 0.2 + 0.3]
