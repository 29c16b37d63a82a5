"""Rows are matched once for each pair of tables and columns, and never for the wrong ones."""

from acohandbook.workings import Table


def ledger():
    lines = Table("ledger.lines", {"line": ["a", "b", "c", "d"]})
    lines.input("code", ["N1", "C1", "N1", "X9"], "text", "x")
    lines.input("other_code", ["C1", "C1", "N1", "C1"], "text", "x")
    return lines.input("spend_gbp", [1, 20, 300, 4000], "gbp", "x")


def test_columns_read_by_the_same_keys_and_by_others_are_each_their_own():
    codes = Table("codes", {"code": ["C1", "N1", "X9"]}).input("size", [1, 2, 3], "number", "x")
    codes.input("weight", [10, 20, 30], "number", "x")
    lines = ledger().lookup("size", codes, "size").lookup("weight", codes, "weight")
    lines.lookup("other_size", codes, "size", on={"code": "other_code"})
    assert lines["size"].tolist() == [2, 1, 2, 3]
    assert lines["weight"].tolist() == [20, 10, 20, 30]
    assert lines["other_size"].tolist() == [1, 1, 2, 1]


def test_a_total_of_some_rows_leaves_the_total_of_all_as_it_is():
    lines = ledger()
    codes = Table("codes", {"code": ["C1", "N1"]})
    codes.total("some_gbp", lines, "spend_gbp", where={"line": "c"})
    codes.total("all_gbp", lines, "spend_gbp")
    codes.total("by_other_gbp", lines, "spend_gbp", by={"other_code": "code"})
    assert codes["some_gbp"].tolist() == [0, 300]
    assert codes["all_gbp"].tolist() == [20, 301]
    assert codes["by_other_gbp"].tolist() == [4021, 300]


def test_tables_of_one_shape_are_told_apart():
    first = Table("first", {"code": ["C1", "N1"]}).input("size", [1, 2], "number", "x")
    second = Table("second", {"code": ["N1", "C1"]}).input("size", [5, 6], "number", "x")
    here = Table("here", {"code": ["C1", "N1"]}).lookup("one", first, "size").lookup("two", second, "size")
    assert here["one"].tolist() == [1, 2]
    assert here["two"].tolist() == [6, 5]
