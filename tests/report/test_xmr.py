"""The XmR chart says what it shows: months, mean, limits, and which month is more than chance."""

import pytest

from acohandbook.report.xmr import month, xmr
from acohandbook.steps.monitoring import process_chart

# Twelve months of 10 and 12 in turn, and a thirteenth at 23: moving ranges are eleven times 2, and once 11.
ROWS = [("north", f"2018-{place:02d}", 10.0 if place % 2 else 12.0) for place in range(1, 13)]
OUTLIER = [*ROWS, ("north", "2019-01", 23.0)]


def test_it_says_what_it_shows():
    chart = xmr(process_chart(OUTLIER), "north", "Attendances")
    # Mean 155 / 13 = 11.92; mean moving range 33 / 12 = 2.75; 11.92 + 2.66 x 2.75 = 19.24.
    assert "13 months from Jan 2018 to Jan 2019; mean 11.92, limits 4.61 to 19.24" in chart.says
    assert "Jan 2019: outside the limits" in chart.says
    assert chart.rows[-1] == ["Jan 2019", "23", "11.92", "4.61", "19.24", "outside the limits"]


def test_a_quiet_series_says_so():
    assert "no month shows a special cause." in xmr(process_chart(ROWS), "north", "Attendances").says


def test_few_points_have_trial_limits():
    assert "trial limits, from too few points" in xmr(process_chart(ROWS[:11]), "north", "Attendances").says


def test_only_marked_months_are_marked():
    drawn = xmr(process_chart(OUTLIER), "north", "Attendances")._repr_html_()
    assert drawn.count("<circle") == 13
    assert drawn.count('r="7"') == 1


def test_an_unknown_series_is_refused():
    with pytest.raises(ValueError, match="There is no series 'south'; there is north"):
        xmr(process_chart(ROWS), "south", "Attendances")


def test_a_calendar_month_in_words():
    assert [month("2018-04"), month("2019-01")] == ["Apr 2018", "Jan 2019"]
