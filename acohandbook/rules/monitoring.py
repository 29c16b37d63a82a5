"""Monitoring: the year month by month, where it will end, and what in a series is more than chance.

A series is charted as individual values with limits from the moving range (XmR). The four signs of a special
cause are those of NHS England's charts; a value above the mean is on side 1 and one below on side -1.
"""

from .dialect import absolute, both, divide, either, flag, maximum, minimum, round_half_away, where

# Which sign of a special cause a point shows. The words are in the step's table.
NONE = 0
OUTSIDE = 1
RUN = 2
TREND = 3
NEAR = 4

# How a pool stands. The words are in the step.
ON_COURSE = 0
WATCH = 1
ACT = 2
NO_OUTTURN = 3


_ON_THE_LINE = 1e-9


# --- months and the year ---------------------------------------------------------------------------------


def is_reported(month_number, data_to_number, expected_pence, actual_pence, is_closed):
    """One where a row of a month rests on data, and is no estimate or gap that only looks like a saving.

    Its data reach the month (blank: they do), and where spend was expected there is some: data that lag
    must not count as nothing spent. In a year that is closed every row counts.
    """
    lags = flag(data_to_number < month_number)
    empty = both(flag(actual_pence == 0), flag(expected_pence > 0))
    return either(is_closed, both(1 - lags, 1 - empty))


def expected_if_reported_pence(expected_pence, actual_pence, is_closed):
    """What was expected of a row; nothing while nothing is spent where some was expected.

    Such a row has not been reported yet, and what was expected of it is no saving. In a year that is closed
    every row counts.
    """
    unreported = both(flag(actual_pence == 0), 1 - is_closed)
    return where(unreported == 1, minimum(expected_pence, 0), expected_pence)


def is_whole(rows, contracts):
    """One where every one of a line's ``contracts`` has its own of the reported ``rows`` of a month."""
    return flag(rows >= contracts)


def counted_pence(amount_pence, is_whole):
    """An amount where its month is whole; a month that some contracts have yet to report does not count."""
    return where(is_whole == 1, amount_pence, 0)


def cumulative_pence(opening, amount_pence):
    """The year so far in pence after one more month; ``opening`` is the year before it."""
    return opening + amount_pence


def saving_pence(expected_pence, actual_pence):
    """Expected less actual: positive where less was spent."""
    return expected_pence - actual_pence


def remaining_expected_pence(year_expected_pence, expected_to_date_pence, months):
    """What the plan still expects to be spent this year; nothing once the year is whole."""
    left = maximum(year_expected_pence - expected_to_date_pence, 0)
    return where(months >= 12, 0, left)


def forecast_to_plan_pence(actual_to_date_pence, remaining_expected_pence):
    """Year to date plus what the plan expects of the months to come."""
    return actual_to_date_pence + remaining_expected_pence


def forecast_run_rate_pence(actual_to_date_pence, months):
    """Twelve months at the average of those so far: blind to seasons."""
    return round_half_away(divide(actual_to_date_pence * 12, months, 0))


def forecast_in_step_pence(actual_to_date_pence, expected_to_date_pence, remaining_expected_pence):
    """Year to date plus the plan of the months to come, over or under it by as much as so far."""
    pace = divide(actual_to_date_pence, expected_to_date_pence, 1)
    return actual_to_date_pence + round_half_away(remaining_expected_pence * pace)


# --- the chart of one series -----------------------------------------------------------------------------


def spend_index(actual_pence, expected_pence):
    """Actual spend as a share of expected spend: 1 is as expected; 1 too where nothing was expected."""
    return divide(actual_pence, expected_pence, 1)


def moving_range_number(value, previous_value):
    """How far a value lies from the one before it."""
    return absolute(value - previous_value)


def mean_number(total, count):
    """A mean; 0 of nothing."""
    return divide(total, count, 0)


def limit_number(mean_value, mean_range_number, limit_factor):
    """A limit of a process: so many mean moving ranges from the mean, and never below 0.

    The factor is 2.66 for the upper limit, -2.66 for the lower one, and two thirds of these for the lines
    near them.
    """
    return maximum(mean_value + limit_factor * mean_range_number, 0)


def is_enough(count, minimum_count):
    """One where a series has enough points for its limits to mean something."""
    return flag(count >= minimum_count)


def side_number(value, upper_number, lower_number):
    """1 above the upper line, -1 below the lower one, 0 between or on them.

    A value closer to a line than one part in a thousand million is on it: a mean of equal values need not be
    that value to the last bit.
    """
    above = value > upper_number + absolute(upper_number) * _ON_THE_LINE
    below = value < lower_number - absolute(lower_number) * _ON_THE_LINE
    return where(above, 1, where(below, -1, 0))


def run_number(opening, side_number):
    """How many points in a row are on one side, this one included; negative below.

    ``opening`` is that number at the point before.
    """
    return where(opening * side_number > 0, opening + side_number, side_number)


def two_in_three_number(near_number, previous_near_number, earlier_near_number):
    """The side on which this point and one of the two before it are near a limit; 0 where there is none."""
    above = flag(near_number > 0) * (flag(previous_near_number > 0) + flag(earlier_near_number > 0))
    below = flag(near_number < 0) * (flag(previous_near_number < 0) + flag(earlier_near_number < 0))
    return where(above > 0, 1, where(below > 0, -1, 0))


def signal_code(
    is_enough, outside_number, run_number, run_count, trend_number, trend_count, two_in_three_number
):
    """The first sign of a special cause that a point shows; none while there are too few points.

    ``run_count`` points on one side are a run; ``trend_count`` steps in one direction are a trend.
    """
    near = where(absolute(two_in_three_number) == 1, NEAR, NONE)
    trend = where(absolute(trend_number) >= trend_count, TREND, near)
    run = where(absolute(run_number) >= run_count, RUN, trend)
    shown = where(absolute(outside_number) == 1, OUTSIDE, run)
    return where(is_enough == 1, shown, NONE)


def signal_side_number(signal_code, outside_number, run_number, trend_number, two_in_three_number):
    """Whether a special cause points up (1) or down (-1); 0 where there is none."""
    pointing = where(
        signal_code == OUTSIDE,
        outside_number,
        where(signal_code == RUN, run_number, where(signal_code == TREND, trend_number, two_in_three_number)),
    )
    sign = side_number(pointing, 0, 0)
    return where(signal_code == NONE, 0, sign)


def is_signal(signal_code):
    """One where a point shows a special cause."""
    return flag(signal_code != NONE)


def is_upward(signal_side_number, is_recent):
    """One where a recent point shows a special cause that points up."""
    return both(flag(signal_side_number > 0), is_recent)


# --- early warning ---------------------------------------------------------------------------------------


def forecast_saving_rate(year_expected_pence, forecast_pence):
    """The saving that a forecast leads to, as a share of the year's expected spend."""
    return divide(year_expected_pence - forecast_pence, year_expected_pence, 0)


def least_rate(first_rate, second_rate, third_rate):
    """The lowest of three forecasts of a saving."""
    return minimum(minimum(first_rate, second_rate), third_rate)


def most_rate(first_rate, second_rate, third_rate):
    """The highest of three forecasts of a saving."""
    return maximum(maximum(first_rate, second_rate), third_rate)


def warning_code(months, least_rate, most_rate, noise_band_rate, upward_count):
    """How a pool stands, by its forecasts and by what the charts of its lines show.

    Act where every forecast is a loss beyond chance; watch where one is, or where a line rises.
    ``upward_count`` counts recent special causes that point up on the lines of the pool.
    """
    one_is_a_loss = flag(least_rate < -noise_band_rate)
    watch = where(maximum(one_is_a_loss, flag(upward_count > 0)) == 1, WATCH, ON_COURSE)
    act = where(most_rate < -noise_band_rate, ACT, watch)
    return where(months > 0, act, NO_OUTTURN)
