"""From a measure's achievement to a score between 0 and 1, and points as one way to pay for a score.

Throughout, ``direction`` is higher_is_better or lower_is_better, and achievement, baseline, threshold and
target are in the measure's own unit.
"""

from .dialect import both, clip, divide, either, flag, known, maximum, to_pence, where


def better_by(value, other_value, direction):
    """How much better one value is than another, by its ``direction``; negative is worse."""
    return where(direction == "lower_is_better", other_value - value, value - other_value)


def attained_rate(achieved_value, threshold_value, target_value, direction):
    """Part of the way from threshold to target: 0 at or below the threshold, 1 at or beyond the target.

    Where threshold and target are the same, reaching them scores 1. A blank achievement stays blank. The
    ``direction`` says which way is better.
    """
    span = better_by(target_value, threshold_value, direction)
    gained = better_by(achieved_value, threshold_value, direction)
    is_reached = flag(better_by(achieved_value, target_value, direction) >= 0)
    blank_if_not_known = 0 * gained  # a comparison alone would take a blank for a miss
    return where(span > 0, clip(divide(gained, span, 0), 0, 1), is_reached + blank_if_not_known)


def improved_rate(achieved_value, baseline_value, target_value, direction):
    """Part of the way from the baseline to the target, by its ``direction``: a poor start can earn too.

    A baseline already at or beyond the target scores 1 while the target is held.
    """
    return attained_rate(achieved_value, baseline_value, target_value, direction)


def score_rate(score, attained_rate, improved_rate):
    """The score by the agreed way, ``score``: threshold_to_target, improvement, or best_of the two."""
    improvement_or_attainment = where(score == "improvement", improved_rate, attained_rate)
    return where(score == "best_of", maximum(attained_rate, improved_rate), improvement_or_attainment)


def is_on_time(late_days):
    """One where data arrived by the deadline; with a blank day it has not arrived."""
    return flag(late_days <= 0)


def is_enough_data(denominator, minimum_denominator, kind):
    """One where the ``denominator``, a number of people or cases, reaches ``minimum_denominator``.

    A blank denominator is too few where a minimum is agreed, save for a measure whose ``kind`` is process:
    it is done or not, and counts nobody.
    """
    counted = either(flag(denominator >= minimum_denominator), flag(minimum_denominator == 0))
    return either(counted, both(flag(kind == "process"), 1 - known(denominator)))


def list_index(list_persons, national_mean_list_persons):
    """QOF's contractor population index: a practice's list over the national mean list."""
    return divide(list_persons, national_mean_list_persons, 0)


def points_pence(points, point_value, list_index):
    """Points earned x value of a point (``point_value``, pounds) x list over national mean list.

    Rounded once, to the penny. Prevalence, by which QOF adjusts its clinical points further, is not in it.
    """
    return to_pence(points * point_value * list_index)
