"""Fan, league, funnel and flows: what is drawn is what is said, and the data stands beside it."""

import re
from html import unescape
from math import sqrt
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as some

from acohandbook.report.charts_flows import sankey
from acohandbook.report.charts_spread import fan, funnel, league
from acohandbook.report.page.html import csv
from acohandbook.report.words import pounds

SVG = "{http://www.w3.org/2000/svg}"
YEARS = ["2018/19", "2019/20"]


def drawn(chart):
    """The SVG as a tree: raises when it is not well formed."""
    return ElementTree.fromstring(re.search(r"<svg.*?</svg>", chart._repr_html_(), re.S).group())


def heights(tree):
    """Height of every stream by its hint, where it leaves the payer."""
    found = {}
    for shape in tree.findall(f"{SVG}polygon"):
        points = [tuple(map(float, point.split(","))) for point in shape.get("points").split()]
        found[shape.find(f"{SVG}title").text] = points[-1][1] - points[0][1]
    return found


def test_fan_draws_a_range_for_each_band_and_refuses_one_upside_down():
    bands = [("9 in 10", [-90, -120], [90, 130]), ("1 in 2", [-30, -40], [30, 50])]
    chart = fan(YEARS, bands, ("Median", [0, 5]), "t", "s", ("Reserves", [-100, -100]))
    tree = drawn(chart)
    assert len(tree.findall(f"{SVG}polygon")) == 2 and len(tree.findall(f"{SVG}polyline")) == 2
    assert chart.rows[1] == ["2019/20", "−£120", "£130", "−£40", "£50", "£5", "−£100"]
    with pytest.raises(ValueError, match="range '1 in 2' of 2019/20 is not within the one before it"):
        fan(YEARS, [bands[0], ("1 in 2", [-30, -130], [30, 50])], ("Median", [0, 5]), "t", "s")


def test_league_ranks_and_marks_those_apart_from_the_reference():
    chart = league(
        [("Low", 0.01, 0.0, 0.02), ("Far", 0.09, 0.08, 0.10), ("Mid", 0.04, 0.02, 0.06)],
        "t",
        "s",
        ("Mean", 0.04),
    )
    assert [row[0] for row in chart.rows] == ["Far", "Mid", "Low"]
    colours = [dot.get("class") for dot in drawn(chart).findall(f"{SVG}circle")]
    assert colours == ["aco-down", "aco-up", "aco-down"]  # 0.04 lies outside 0.08-0.10 and 0.00-0.02
    with pytest.raises(ValueError, match="'Low' lies outside its limits"):
        league([("Low", 0.03, 0.0, 0.02)], "t", "s")


def test_funnel_tells_chance_from_more_than_chance():
    # For 10,000 people and a variation of 2 the deviation is 2 / 100 = 2%: 5% is 2.5 deviations from nought,
    # beyond 1.96 and within 3.09. For 1,000,000 it is 0.2%, and 1% is 5 deviations.
    chart = funnel(
        [("Small", 10_000, 0.05), ("Large", 1_000_000, 0.01), ("Still", 40_000, 0.0)],
        0.0, lambda people: 2 / sqrt(people), "t", "s",
    )  # fmt: skip
    assert [(row[0], row[3]) for row in chart.rows] == [
        ("Large", "beyond the outer limits"), ("Still", "within"), ("Small", "beyond the inner limits"),
    ]  # fmt: skip
    names = [text.text for text in drawn(chart).findall(f"{SVG}text")]
    assert "Large" in names and "Small" not in names
    with pytest.raises(ValueError, match="every point people"):
        funnel([("Nobody", 0, 0.1)], 0.0, lambda people: 1.0, "t", "s")


def test_funnel_of_unnamed_points_draws_each_and_lists_it_without_a_name():
    points = [("", 10_000, 0.01), ("", 10_000, 0.07), ("", 40_000, 0.0)]  # deviations of 2%, 2% and 1%
    chart = funnel(points, 0.0, lambda people: 2 / sqrt(people), "t", "s")
    assert chart.header[0] == "People"
    assert [row[2] for row in chart.rows] == ["within", "within", "beyond the outer limits"]
    clouds = [path.get("d").count("M") for path in drawn(chart).findall(f"{SVG}path")]
    assert clouds == [2, 1]


def test_sankey_turns_a_negative_round_and_adds_up():
    chart = sankey([("CCG", "ACO", 60.0), ("CCG", "ACO", 20.0), ("CCG", "Trust", -20.0)], "t", "s")
    assert chart.rows == [("CCG", "ACO", "£80.00"), ("Trust", "CCG", "£20.00")]
    streams = heights(drawn(chart))
    assert streams["CCG to ACO: £80"] == pytest.approx(4 * streams["Trust to CCG: £20"], abs=0.3)
    with pytest.raises(ValueError, match="pay itself"):
        sankey([("CCG", "CCG", 1.0)], "t", "s")
    with pytest.raises(ValueError, match="no payment"):
        sankey([("CCG", "ACO", 0.0)], "t", "s")


PARTIES = some.sampled_from(["Ash", "Birch", "Cedar", "Elm", "Fir"])
FLOWS = some.lists(
    some.tuples(PARTIES, PARTIES, some.integers(-10**9, 10**9)).filter(lambda f: f[0] != f[1] and f[2]),
    min_size=1, max_size=12,
)  # fmt: skip


@given(FLOWS)
def test_sankey_keeps_every_penny_between_two_parties(flows):
    chart = sankey([(payer, payee, pence / 100) for payer, payee, pence in flows], "t", "s")
    drawn(chart)
    shown = {(payer, payee): amount for payer, payee, amount in chart.rows}
    for payer, payee in {(payer, payee) for payer, payee, _ in flows}:
        there = sum(p for a, b, p in flows if (a, b) == (payer, payee) and p > 0)
        there -= sum(p for a, b, p in flows if (a, b) == (payee, payer) and p < 0)
        assert shown.get((payer, payee), "£0.00") == pounds(there / 100, True)


def test_data_of_a_chart_is_one_click_away_as_csv():
    chart = sankey([("NHS Ash, Birch & Co", '=HYPERLINK("x")', 1234.5)], "t", "s")
    address = unescape(re.search(r'href="data:text/csv;charset=utf-8,([^"]*)"', chart._repr_html_()).group(1))
    assert unquote(address) == (
        '\ufeff"Payer","Receiver","Amount"\r\n"NHS Ash, Birch & Co","\'=HYPERLINK(""x"")",1234.50\r\n'
    )


def test_csv_holds_plain_numbers():
    assert csv(["Year", "A"], [["2018/19", "−£1,234.50"], ["2019/20", "2.10%"]]) == (
        '"Year","A"\r\n"2018/19",-1234.50\r\n"2019/20",2.10%\r\n'
    )
