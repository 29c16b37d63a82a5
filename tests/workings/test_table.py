"""Making and reading a table, and the verbs that work row by row: input, map and lookup."""

import pytest
from comparing import same

from acohandbook.rules import baseline
from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.workings import Table, TableError

BLANK = float("nan")


# --- making and reading --------------------------------------------------------------------------------


def test_two_rows_of_the_same_keys_are_refused():
    with pytest.raises(TableError, match=r"t: two rows have the same code, year: \('C1', '2017/18'\)"):
        Table("t", {"code": ["C1", "C1"], "year": ["2017/18", "2017/18"]})


def test_keys_of_different_length_are_refused():
    with pytest.raises(TableError, match=r"key columns differ in length: \[1, 2\]"):
        Table("t", {"code": ["C1", "C2"], "year": ["2017/18"]})


def test_a_table_without_keys_has_one_row():
    table = Table("t", {}).input("spend_gbp", 500, "gbp", "site.toml")
    assert len(table) == 1
    assert table.at("spend_gbp") == 5.0


def test_a_table_may_have_no_rows():
    table = Table("t", {"line": []})
    table.input("spend_gbp", [], "gbp", "empty.csv").map(
        "size_gbp", baseline.size_pence, "gbp", amount_pence="spend_gbp"
    )
    assert len(table) == 0
    assert table.sum("size_gbp") == 0


def test_a_cell_is_found_by_its_keys_and_money_comes_in_pounds(lines):
    assert lines.at("spend_gbp", line="a") == 10.0
    assert lines.at("code", line="c") == "N1"


@pytest.mark.parametrize("keys", [{"line": "z"}, {}, {"line": "a", "code": "C1"}])
def test_a_cell_that_is_not_there_is_an_error(lines, keys):
    with pytest.raises(TableError, match=r"ledger.lines has no row"):
        lines.at("spend_gbp", **keys)


def test_an_unknown_column_is_named_with_those_there_are(lines):
    with pytest.raises(TableError, match="no column 'spent_gbp'; it has line, code, spend_gbp"):
        lines["spent_gbp"]


def test_sums_are_in_pence_and_chosen_by_other_columns(lines):
    assert lines.sum("spend_gbp") == 1210
    assert lines.sum("spend_gbp", code="C1") == 1250
    assert lines.sum("spend_gbp", code="nobody") == 0


def test_a_frame_shows_pounds(lines):
    assert lines.frame()["spend_gbp"].tolist() == [10.0, 2.5, -0.4]
    assert lines.frame("spend_gbp").columns.tolist() == ["line", "spend_gbp"]


def test_a_column_is_made_once(lines):
    with pytest.raises(TableError, match=r"ledger.lines.spend_gbp is made twice"):
        lines.input("spend_gbp", 0, "gbp", "again")


# --- input ---------------------------------------------------------------------------------------------


def test_input_keeps_values_and_their_source(lines):
    working = lines.workings["spend_gbp"]
    assert (working.name, working.verb, working.unit) == ("ledger.lines.spend_gbp", "input", "gbp")
    assert working.source == "expenditure.csv: spend_gbp"


def test_one_value_is_repeated_on_every_row(lines):
    lines.input("rate", 0.5, "rate", "site.toml").input("home", "retained", "text", "scope.csv")
    assert lines["rate"].tolist() == [0.5, 0.5, 0.5]
    assert lines["home"].tolist() == ["retained"] * 3


def test_blank_stays_blank(lines):
    lines.input("rate", [0.5, BLANK, 0], "rate", "x").input("home", None, "text", "x")
    assert same(lines["rate"], [0.5, BLANK, 0])
    assert lines["home"].tolist() == [None, None, None]


def test_money_that_is_not_whole_pence_is_refused(lines):
    with pytest.raises(TableError, match=r"ledger.lines.part_gbp: money must be whole pence; round it"):
        lines.input("part_gbp", [1.5, 2, 3], "gbp", "x")


def test_blank_money_is_let_through(lines):
    assert same(lines.input("part_gbp", [BLANK, 2, 3], "gbp", "x")["part_gbp"], [BLANK, 2, 3])


def test_pounds_are_rounded_to_pence_as_they_come_in(lines):
    lines.input_pounds("stated_gbp", [1.005, -1.005, 0.285], "x")
    assert lines["stated_gbp"].tolist() == [101, -101, 29]  # halves away from zero, as a worksheet shows them


def test_an_unknown_unit_is_refused(lines):
    with pytest.raises(TableError, match="'pounds' is no unit; units are gbp, rate, persons"):
        lines.input("part", 1, "pounds", "x")


def test_values_must_be_one_a_row(lines):
    with pytest.raises(TableError, match=r"ledger.lines.part: 2 values for 3 rows"):
        lines.input("part", [1, 2], "number", "x")


# --- map -----------------------------------------------------------------------------------------------


def test_map_applies_a_rule_and_names_it(lines):
    lines.input("share_rate", 0.5, "rate", "x")
    lines.map("part_gbp", baseline.part_pence, "gbp", amount_pence="spend_gbp", share_rate="share_rate")
    assert lines["part_gbp"].tolist() == [500, 125, -20]
    working = lines.workings["part_gbp"]
    assert (working.verb, working.rule) == ("map", "baseline.part_pence")
    assert working.inputs == {"amount_pence": "spend_gbp", "share_rate": "share_rate"}


def test_map_takes_no_function_from_elsewhere(lines):
    def half(amount_pence):
        return amount_pence / 2

    with pytest.raises(TableError, match=r"ledger.lines.part_gbp: .*half is not a rule of acohandbook.rules"):
        lines.map("part_gbp", half, "gbp", amount_pence="spend_gbp")


def test_map_refuses_money_that_its_rule_left_unrounded(lines):
    with pytest.raises(TableError, match="money must be whole pence"):
        lines.map("in_pounds_gbp", to_pounds, "gbp", pence="spend_gbp")  # 250 pence are £2.50


def test_a_rule_of_the_dialect_is_a_rule_too(lines):
    lines.input("pounds", [1.5, 2, -3], "number", "x").map("in_gbp", to_pence, "gbp", pounds="pounds")
    assert lines["in_gbp"].tolist() == [150, 200, -300]


# --- lookup --------------------------------------------------------------------------------------------


def test_lookup_reads_by_keys_whatever_the_order(lines, totals):
    totals.input("name", ["England", "Tiny", "Other"], "text", "x")
    lines.lookup("commissioner_name", totals, "name", on={"code": "code"})
    assert lines["commissioner_name"].tolist() == ["Tiny", "Tiny", "England"]
    working = lines.workings["commissioner_name"]
    assert working.inputs == {"column": "ledger.totals.name"}
    assert working.keys == {"code": "code"}


def test_lookup_of_a_missing_row_is_an_error(lines):
    other = Table("ledger.shares", {"code": ["C1"]}).input("share_rate", [0.5], "rate", "x")
    with pytest.raises(TableError, match=r"ledger.lines.share_rate: ledger.shares has no row {'code': 'N1'}"):
        lines.lookup("share_rate", other, "share_rate", on={"code": "code"})


def test_lookup_takes_another_column_where_a_row_is_missing(lines):
    other = Table("ledger.shares", {"code": ["C1"]}).input("share_rate", [0.5], "rate", "x")
    lines.input("stated_rate", [0.1, 0.2, 0.3], "rate", "x")
    lines.lookup("share_rate", other, "share_rate", on={"code": "code"}, otherwise="stated_rate")
    assert lines["share_rate"].tolist() == [0.5, 0.5, 0.3]
    assert lines.workings["share_rate"].inputs["otherwise"] == "stated_rate"


def test_lookup_of_a_blank_value_is_blank_and_not_otherwise(lines):
    other = Table("ledger.shares", {"code": ["C1", "N1"]}).input("share_rate", [0.5, BLANK], "rate", "x")
    lines.input("stated_rate", 0.9, "rate", "x")
    lines.lookup("share_rate", other, "share_rate", on={"code": "code"}, otherwise="stated_rate")
    assert same(lines["share_rate"], [0.5, 0.5, BLANK])


@pytest.mark.parametrize(("unit", "blank"), [("rate", BLANK), ("text", None)])
def test_lookup_in_an_empty_table_takes_the_other_column(lines, unit, blank):
    other = Table("ledger.shares", {"code": []}).input("value", [], unit, "x")
    lines.input("fallback", blank, unit, "x")
    lines.lookup("value", other, "value", on={"code": "code"}, otherwise="fallback")
    assert all(value is None or value != value for value in lines["value"].tolist())


def test_lookup_in_a_table_of_one_row_needs_no_keys(lines):
    settings = Table("site.settings", {}).input("rules.floor_rate", -1, "rate", "site.toml")
    lines.lookup("floor_rate", settings, "rules.floor_rate", on={})
    assert lines["floor_rate"].tolist() == [-1, -1, -1]


def test_lookup_by_columns_that_do_not_name_a_row_is_refused(lines, totals):
    with pytest.raises(TableError, match=r"ledger.lines: two rows have the same code: \('C1',\)"):
        totals.lookup("spend_gbp", lines, "spend_gbp", on={"code": "code"})


def test_lookup_may_state_the_unit_of_a_mixed_column(lines):
    national = Table("national.parameters", {"code": ["C1", "N1"]}).input("value", [0.1, 0.2], "number", "x")
    lines.lookup("rate", national, "value", on={"code": "code"}, unit="rate")
    assert lines.unit("rate") == "rate"


# --- lookup by name ------------------------------------------------------------------------------------


@pytest.fixture
def wide():
    """Two practices with two weights each, and a rate."""
    table = Table("place.practices", {"practice": ["P1", "P2"]})
    table.input("registered_persons", [100, 200], "persons", "x")
    table.input("need_overall", [90, BLANK], "persons", "x")
    return table.input("rate", [0.1, 0.2], "rate", "x").input("name", ["One", "Two"], "text", "x")


@pytest.fixture
def long():
    """The same practices, one row for each component."""
    rows = [("P1", "list"), ("P2", "list"), ("P1", "need_overall"), ("P2", "need_overall")]
    return Table("place.needs", {"practice": [r[0] for r in rows], "component": [r[1] for r in rows]})


COLUMNS = {"list": "registered_persons", "need_overall": "need_overall"}
BY_PRACTICE = {"practice": "practice"}


def test_each_row_reads_the_column_that_it_names(long, wide):
    long.lookup_named("persons", wide, COLUMNS, "component", on=BY_PRACTICE)
    assert same(long["persons"], [100, 200, 90, BLANK])
    working = long.workings["persons"]
    assert (working.verb, working.unit, working.keys) == ("lookup", "persons", BY_PRACTICE)
    assert working.inputs == {
        "columns": {
            "list": "place.practices.registered_persons",
            "need_overall": "place.practices.need_overall",
        },
        "named_by": "component",
    }


def test_a_label_without_a_column_is_an_error(long, wide):
    with pytest.raises(TableError, match="no column is named for component 'need_overall'"):
        long.lookup_named("persons", wide, {"list": "registered_persons"}, "component", on=BY_PRACTICE)


def test_a_label_without_a_column_takes_the_other_column(long, wide):
    long.input("stated", [1, 2, 3, 4], "persons", "x")
    columns = {"list": "registered_persons"}
    long.lookup_named("persons", wide, columns, "component", on=BY_PRACTICE, otherwise="stated")
    assert long["persons"].tolist() == [100, 200, 3, 4]
    assert long["stated"].tolist() == [1, 2, 3, 4]


def test_a_missing_row_of_a_wide_table_is_an_error(wide):
    long = Table("place.needs", {"practice": ["P3"], "component": ["list"]})
    with pytest.raises(TableError, match=r"place.practices has no row {'practice': 'P3'}"):
        long.lookup_named("persons", wide, COLUMNS, "component", on=BY_PRACTICE)


@pytest.mark.parametrize("second", ["rate", "name"])
def test_columns_of_several_units_are_not_read_as_one(long, wide, second):
    columns = {"list": "registered_persons", "need_overall": second}
    with pytest.raises(TableError, match=r"can't read columns of .* as one"):
        long.lookup_named("persons", wide, columns, "component", on=BY_PRACTICE)


def test_text_is_not_read_by_name(long, wide):
    with pytest.raises(TableError, match="can't read columns of text as one"):
        long.lookup_named(
            "title", wide, {"list": "name", "need_overall": "name"}, "component", on=BY_PRACTICE
        )
