"""Worked numbers for ``acohandbook.rules.monitoring``: arguments, answer by hand, and how."""


def _signal(**changes):
    """Arguments of a point that shows nothing, with some changed."""
    quiet = {
        "is_enough": 1, "outside_number": 0, "run_number": 2, "run_count": 7, "trend_number": -3,
        "trend_count": 6, "two_in_three_number": 0,
    }  # fmt: skip
    return quiet | changes


def _side(**changes):
    quiet = {
        "signal_code": 0, "outside_number": 0, "run_number": 3, "trend_number": 2, "two_in_three_number": 0,
    }  # fmt: skip
    return quiet | changes


def _warning(**changes):
    calm = {
        "months": 6, "least_rate": -0.004, "most_rate": 0.01, "noise_band_rate": 0.006, "upward_count": 0
    }  # fmt: skip
    return calm | changes


BLANK = float("nan")


def _row(data_to=BLANK, expected=1000, actual=900, closed=0, month=6):
    return {
        "month_number": month,
        "data_to_number": data_to,
        "expected_pence": expected,
        "actual_pence": actual,
        "is_closed": closed,
    }


def _spent(expected, actual, closed):
    return {"expected_pence": expected, "actual_pence": actual, "is_closed": closed}


CASES = {
    "monitoring.expected_if_reported_pence": [
        (_spent(700, 600, 0), 700, "spent in a year in course"),
        (_spent(700, 0, 0), 0, "not reported yet: no saving of 700"),
        (_spent(700, 0, 1), 700, "in a closed year nothing spent is a saving"),
        (_spent(-50, 0, 0), -50, "a credit that was expected and has not come is no saving"),
    ],
    "monitoring.is_reported": [
        (_row(), 1, "the row says nothing of a lag and has spend"),
        (_row(data_to=4), 0, "September's row rests on data to July: two months of estimate"),
        (_row(data_to=6), 1, "the data reach the month"),
        (_row(actual=0), 0, "something was expected and nothing has come: not a saving"),
        (_row(expected=0, actual=0), 1, "nothing was expected"),
        (_row(actual=0, closed=1), 1, "in a closed year nothing spent is nothing spent"),
    ],
    "monitoring.is_whole": [
        ({"rows": 3, "contracts": 3}, 1, "all three contracts have reported"),
        ({"rows": 2, "contracts": 3}, 0, "one is behind"),
    ],
    "monitoring.counted_pence": [
        ({"amount_pence": 500, "is_whole": 1}, 500, "a whole month counts"),
        ({"amount_pence": 500, "is_whole": 0}, 0, "a month that is not whole does not"),
    ],
    "monitoring.cumulative_pence": [
        ({"opening": 300, "amount_pence": 120}, 420, "300 + 120"),
    ],
    "monitoring.saving_pence": [
        ({"expected_pence": 1000, "actual_pence": 970}, 30, "spent less: positive"),
        ({"expected_pence": 1000, "actual_pence": 1040}, -40, "spent more: negative"),
    ],
    "monitoring.remaining_expected_pence": [
        (
            {"year_expected_pence": 1200, "expected_to_date_pence": 500, "months": 5},
            700,
            "1,200 - 500 is to come",
        ),
        (
            {"year_expected_pence": 1200, "expected_to_date_pence": 1190, "months": 12},
            0,
            "the year is whole: nothing is to come",
        ),
        (
            {"year_expected_pence": 1200, "expected_to_date_pence": 1250, "months": 11},
            0,
            "the months ask for more than the year: nothing is left of it",
        ),
    ],
    "monitoring.forecast_to_plan_pence": [
        ({"actual_to_date_pence": 520, "remaining_expected_pence": 700}, 1220, "520 + 700"),
    ],
    "monitoring.forecast_run_rate_pence": [
        ({"actual_to_date_pence": 520, "months": 5}, 1248, "520 / 5 x 12"),
        ({"actual_to_date_pence": 100, "months": 7}, 171, "100 x 12 / 7 = 171.43"),
        ({"actual_to_date_pence": 0, "months": 0}, 0, "no month, no forecast"),
    ],
    "monitoring.forecast_in_step_pence": [
        (
            {"actual_to_date_pence": 520, "expected_to_date_pence": 500, "remaining_expected_pence": 700},
            1248,
            "520 + 700 x 1.04 = 520 + 728",
        ),
        (
            {"actual_to_date_pence": 0, "expected_to_date_pence": 0, "remaining_expected_pence": 700},
            700,
            "nothing was expected so far: the plan stands",
        ),
    ],
    "monitoring.spend_index": [
        ({"actual_pence": 970, "expected_pence": 1000}, 0.97, "970 / 1,000"),
        ({"actual_pence": 0, "expected_pence": 0}, 1, "nothing expected, nothing amiss"),
    ],
    "monitoring.moving_range_number": [
        ({"value": 7, "previous_value": 12}, 5, "12 to 7 is a step of 5"),
        ({"value": 12, "previous_value": 7}, 5, "whichever way"),
    ],
    "monitoring.mean_number": [
        ({"total": 30, "count": 4}, 7.5, "30 / 4"),
        ({"total": 0, "count": 0}, 0, "of nothing"),
    ],
    "monitoring.limit_number": [
        (
            {"mean_value": 10, "mean_range_number": 2, "limit_factor": 2.66},
            15.32,
            "10 + 2.66 x 2: the upper limit",
        ),
        (
            {"mean_value": 10, "mean_range_number": 2, "limit_factor": -2.66},
            4.68,
            "10 - 2.66 x 2: the lower limit",
        ),
        (
            {"mean_value": 10, "mean_range_number": 5, "limit_factor": -2.66},
            0,
            "10 - 13.3 would be below nothing",
        ),
    ],
    "monitoring.is_enough": [
        ({"count": 12, "minimum_count": 12}, 1, "twelve are enough"),
        ({"count": 11, "minimum_count": 12}, 0, "eleven are not"),
    ],
    "monitoring.side_number": [
        ({"value": 16, "upper_number": 15.32, "lower_number": 4.68}, 1, "above"),
        ({"value": 4, "upper_number": 15.32, "lower_number": 4.68}, -1, "below"),
        ({"value": 10, "upper_number": 15.32, "lower_number": 4.68}, 0, "between"),
        ({"value": 10, "upper_number": 10, "lower_number": 10}, 0, "on the mean is on neither side"),
        (
            {"value": 0.95, "upper_number": 0.9499999999999998, "lower_number": 0.9499999999999998},
            0,
            "off by the last bit of a mean",
        ),
    ],
    "monitoring.run_number": [
        ({"opening": 6, "side_number": 1}, 7, "the seventh above"),
        ({"opening": -2, "side_number": -1}, -3, "the third below"),
        ({"opening": 6, "side_number": -1}, -1, "it crosses: the first below"),
        ({"opening": 6, "side_number": 0}, 0, "on the mean: the run ends"),
    ],
    "monitoring.two_in_three_number": [
        (
            {"near_number": 1, "previous_near_number": 0, "earlier_near_number": 1},
            1,
            "this one and the one before last, both high",
        ),
        (
            {"near_number": -1, "previous_near_number": -1, "earlier_near_number": 0},
            -1,
            "two low in a row",
        ),
        (
            {"near_number": 1, "previous_near_number": -1, "earlier_near_number": -1},
            0,
            "this one is alone on its side",
        ),
        (
            {"near_number": 0, "previous_near_number": 1, "earlier_near_number": 1},
            0,
            "the sign was the point before; this one is quiet",
        ),
    ],
    "monitoring.signal_code": [
        (_signal(), 0, "nothing"),
        (_signal(outside_number=-1), 1, "outside a limit"),
        (_signal(run_number=-7), 2, "seven below the mean"),
        (_signal(trend_number=6), 3, "six steps up: seven points that rise"),
        (_signal(two_in_three_number=1), 4, "two of three near a limit"),
        (_signal(run_number=9, two_in_three_number=1), 2, "of two signs the first counts"),
        (_signal(is_enough=0, outside_number=1), 0, "too few points to judge by"),
    ],
    "monitoring.signal_side_number": [
        (_side(), 0, "no sign, no side"),
        (_side(signal_code=1, outside_number=-1), -1, "below the lower limit"),
        (_side(signal_code=2, run_number=8), 1, "eight above the mean"),
        (_side(signal_code=3, trend_number=-6), -1, "falling"),
        (_side(signal_code=4, two_in_three_number=1), 1, "near the upper limit"),
    ],
    "monitoring.is_signal": [
        ({"signal_code": 0}, 0, "nothing"),
        ({"signal_code": 3}, 1, "a trend"),
    ],
    "monitoring.is_upward": [
        ({"signal_side_number": 1, "is_recent": 1}, 1, "up, and recent"),
        ({"signal_side_number": 1, "is_recent": 0}, 0, "up, long ago"),
        ({"signal_side_number": -1, "is_recent": 1}, 0, "down"),
    ],
    "monitoring.forecast_saving_rate": [
        ({"year_expected_pence": 1000, "forecast_pence": 980}, 0.02, "20 of 1,000"),
        ({"year_expected_pence": 0, "forecast_pence": 0}, 0, "nothing expected"),
    ],
    "monitoring.least_rate": [
        ({"first_rate": 0.01, "second_rate": -0.02, "third_rate": 0.03}, -0.02, "the lowest"),
    ],
    "monitoring.most_rate": [
        ({"first_rate": 0.01, "second_rate": -0.02, "third_rate": 0.03}, 0.03, "the highest"),
    ],
    "monitoring.warning_code": [
        (_warning(), 0, "no forecast is a loss beyond 0.6%"),
        (_warning(least_rate=-0.01), 1, "one forecast is: watch"),
        (_warning(upward_count=2), 1, "lines rise: watch"),
        (_warning(least_rate=-0.02, most_rate=-0.007), 2, "every forecast is: act"),
        (_warning(months=0, least_rate=0, most_rate=0), 3, "no month held"),
    ],
}
