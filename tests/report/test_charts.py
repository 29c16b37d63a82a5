"""Charts: what is drawn is what is said, and the data stands beside it."""

import re
from xml.etree import ElementTree

import pytest

from acohandbook.report.charts import bars, bridge, payment_curve, stacked_years
from acohandbook.report.page.drawing import ticks


def drawn(chart):
    """The SVG as a tree: raises when it is not well formed."""
    return ElementTree.fromstring(re.search(r"<svg.*</svg>", chart._repr_html_(), re.S).group())


def test_bridge_draws_a_bar_a_movement_and_lists_its_data():
    steps = [("Ledger", 100.0), ("Other places", -40.0), ("Baseline", 60.0)]
    chart = bridge(
        steps, "From ledger to baseline", "40 of 100 pounds belong to others", ["Ledger", "Baseline"]
    )
    assert len(drawn(chart).findall("{http://www.w3.org/2000/svg}rect")) == 3
    assert "Other places  −£40.00" in repr(chart)
    assert "40 of 100 pounds belong to others" in chart._repr_html_()


def test_bridge_that_does_not_add_up_is_refused():
    with pytest.raises(ValueError, match=r"reaches 60\.00 at 'Baseline', not 61\.00"):
        bridge([("Ledger", 100.0), ("Out", -40.0), ("Baseline", 61.0)], "t", "s", ["Ledger", "Baseline"])


@pytest.mark.parametrize(
    "chart",
    [
        stacked_years(
            ["2018/19", "2019/20"], [("a", [1e6, 2e6]), ("b", [0.0, 3e6])], "t", "s", ("can", [2e6, 2e6])
        ),
        bars([("in", 5.0), ("out", -5.0)], "t", "s"),
        bars([("nothing", 0.0)], "t", "s"),
        payment_curve([(-0.1, -5.0), (0.0, 0.0), (0.1, 5.0)], (0.05, 2.5), "t", "s", "saving", "paid"),
    ],
)
def test_charts_are_well_formed_titled_and_stable(chart):
    tree = drawn(chart)
    assert tree.get("role") == "img"
    assert tree.find("{http://www.w3.org/2000/svg}title").text == "t"
    assert chart._repr_html_() == chart._repr_html_()
    assert "<details>" in chart._repr_html_()


def test_names_of_parts_stand_beside_the_last_column_from_top_to_bottom():
    chart = stacked_years(["2018/19"], [("low", [4e6]), ("high", [6e6])], "t", "s", ("can", [9e6]))
    texts = drawn(chart).findall("{http://www.w3.org/2000/svg}text")
    heights = {one.text: float(one.get("y")) for one in texts}
    assert heights["can"] < heights["high"] < heights["low"]


@pytest.mark.parametrize(("low", "high"), [(0, 120e6), (-3, 5), (0, 0), (0, 0.7), (-2.2e6, 1e6)])
def test_ticks_cover_the_range(low, high):
    marks = ticks(low, high)
    assert marks[0] <= low
    assert marks[-1] >= high
    assert 2 <= len(marks) <= 8
