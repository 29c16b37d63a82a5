"""Charts of rates: parts of a whole, and rates over population."""

from acohandbook.report.rate_charts import parts_of_whole, rates_by_population


def test_each_row_is_filled_as_far_as_its_part_goes():
    chart = parts_of_whole([("2018", 3, 4), ("2019", 0, 2), ("2020", 0, 0)], "T", "S", "Year", "Met")
    # The room is 720 - 150 - 150 = 420 wide; three quarters of it are 315. An empty part draws no bar.
    assert [shape.count('class="aco-up"') for shape in chart.drawing.shapes].count(1) == 1
    assert any('width="315.0"' in shape for shape in chart.drawing.shapes)
    assert chart.rows == [
        ("2018", "3", "4", "75.0%"),
        ("2019", "0", "2", "0.0%"),
        ("2020", "0", "0", "none"),
    ]
    assert "3 of 4 (75.0%)" in chart._repr_html_()


def test_equal_factors_of_people_lie_equally_far_apart():
    chart = rates_by_population(
        [100, 1000, 10000], [("a", [0.04, 0.03, 0.02]), ("b", [0.05, 0.03, 0.01])], "T", "S", [100, 10000]
    )
    (line,) = [shape for shape in chart.drawing.shapes if "aco-up-line" in shape]
    places = [float(point.split(",")[0]) for point in line.split('points="')[1].split('"')[0].split()]
    assert places[1] - places[0] == places[2] - places[1]
    assert chart.header == ["People", "a", "b"]
    assert chart.rows[0] == ["100", "4.00%", "5.00%"]
    assert ">10,000<" in chart._repr_html_()
