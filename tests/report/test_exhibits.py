"""Tables for readers."""

import pytest

from acohandbook.report.exhibits import Exhibit
from acohandbook.workings import Table


@pytest.fixture
def table():
    made = Table("example.lines", {"line": ["a", "b", "<b>c</b>"]})
    made.input_pounds("spend_gbp", [100.10, 200.20, -0.30], "made up")
    return made.input("share_rate", [0.5, 0.25, float("nan")], "rate", "made up")


def test_total_adds_to_the_penny(table):
    # 100.10 + 200.20 - 0.30 = 300.00
    assert Exhibit(table, "Spend", ["line", "spend_gbp"], total=True, pence=True).totals == [
        "Total",
        "£300.00",
    ]


def test_where_and_rows_choose_and_say_what_is_left_out(table):
    assert len(Exhibit(table, "Spend", where={"line": "a"}).cells) == 1
    short = Exhibit(table, "Spend", rows=1, total=True, columns=["line", "spend_gbp"])
    assert short.left_out == 2
    assert "and 2 more rows" in repr(short)
    assert short.totals == ["Total", "£300"]  # the total covers the rows that are not shown


def test_html_is_captioned_scoped_and_escaped(table):
    page = Exhibit(table, "Spend", note="Made up")._repr_html_()
    assert "<caption>Spend</caption>" in page
    assert page.count('scope="col"') == 3
    assert page.count('scope="row"') == 3
    assert "&lt;b&gt;c&lt;/b&gt;" in page
    assert "<b>" not in page
    assert '<p class="aco-note">Made up</p>' in page


def test_blank_is_said_and_never_zero(table):
    assert Exhibit(table, "Spend", ["line", "share_rate"]).cells[2] == ["<b>c</b>", "not known"]


def test_a_figure_that_rests_on_nothing_held_is_not_known(table):
    table.input("months", [12, 0, 12], "months", "made up")
    shown = Exhibit(table, "Spend", ["line", "spend_gbp"], only_if={"spend_gbp": "months"})
    assert shown.cells == [["a", "£100"], ["b", "not known"], ["<b>c</b>", "£0"]]
