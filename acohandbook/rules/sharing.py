"""Sharing a saving or an overspend: the arithmetic that every scheme here is a setting of.

A saving is expected spend less actual spend: positive is a gain, negative a loss. Every function takes
either sign and keeps it. Bases and amounts are whole pence (or the smallest coin of another currency),
rates are decimals and flags are 0 or 1. ``NO_LIMIT_RATE`` stands for "no cap" and "no upper end".

The order in which schemes apply them: discount, threshold, bands and share, quality, sequestration, cap,
withhold. Where a scheme deducts the sequestration after the cap, call the two the other way round.
"""

from .dialect import absolute, both, clip, divide, either, flag, maximum, minimum, round_half_away, where

# A rate that no amount reaches: a million times the base.
NO_LIMIT_RATE = 1000000.0


def rate_of_pence(base_pence, rate):
    """A rate of a base, in whole pence: a threshold, a cap or a withhold as an amount of money."""
    return round_half_away(base_pence * rate)


def saving_pence(expected_pence, actual_pence):
    """Expected less actual: positive is a gain."""
    return expected_pence - actual_pence


def saving_rate(expected_pence, actual_pence):
    """The saving as a share of what was expected; 0 where nothing was expected."""
    return divide(expected_pence - actual_pence, expected_pence, 0)


def discounted_pence(expected_pence, discount_rate):
    """Expected spend after the payer's discount: the saving that the payer keeps before any sharing."""
    return round_half_away(expected_pence * (1 - discount_rate))


def past_threshold_pence(
    saving_pence, expected_pence, gain_threshold_rate, loss_threshold_rate, is_deductible
):
    """The part of a saving that counts once it reaches the threshold (reaching it exactly counts).

    First pound (``is_deductible`` 0): the whole saving counts, or nothing. Deductible (1): only the part
    beyond the threshold counts. The threshold is an amount of money, rounded to the penny. Multiplying by
    the flags, where choosing would do, keeps a blank blank.
    """
    gain_line = rate_of_pence(expected_pence, gain_threshold_rate)
    loss_line = rate_of_pence(expected_pence, loss_threshold_rate)
    gained = both(flag(saving_pence > 0), flag(saving_pence >= gain_line))
    lost = both(flag(saving_pence < 0), flag(-saving_pence >= loss_line))
    beyond = where(saving_pence > 0, saving_pence - gain_line, saving_pence + loss_line)
    counted = where(is_deductible == 1, beyond, saving_pence)
    return round_half_away(either(gained, lost) * counted)


def one_sided_pence(amount_pence, is_two_sided):
    """Gains always; losses only where the contract is two-sided (1)."""
    return where(is_two_sided == 1, amount_pence, maximum(amount_pence, 0))


def band_slice_pence(size_pence, base_pence, from_rate, to_rate):
    """The part of an amount that lies between two rates of a base, with the sign of the amount."""
    lower = rate_of_pence(base_pence, from_rate)
    upper = rate_of_pence(base_pence, to_rate)
    part = clip(absolute(size_pence), lower, upper) - lower
    return where(size_pence < 0, 0.0 - part, part)


def shared_pence(amount_pence, share_rate):
    """A party's share of an amount, to the penny."""
    return round_half_away(amount_pence * share_rate)


def final_share_rate(maximum_share_rate, quality_score_rate, quality_multiplies):
    """The share after quality: the maximum times the score where quality multiplies (1), else the maximum."""
    return maximum_share_rate * where(quality_multiplies == 1, quality_score_rate, 1)


def gated_pence(amount_pence, quality_score_rate, quality_gate_rate):
    """A gain is paid only where the quality score reaches the gate; a loss is owed whatever the score."""
    passed = either(flag(quality_score_rate >= quality_gate_rate), flag(amount_pence <= 0))
    return round_half_away(passed * amount_pence)


def loss_share_rate(final_share_rate, loss_floor_rate, loss_ceiling_rate):
    """The share of a loss that mirrors the share of a gain: one less the final share, within limits.

    Better quality therefore means a smaller share of a loss. A fixed loss rate has floor = ceiling.
    """
    return clip(1 - final_share_rate, loss_floor_rate, loss_ceiling_rate)


def after_sequestration_pence(amount_pence, sequestration_rate):
    """A gain less the share that a payer must hold back by law. A loss is not reduced."""
    return round_half_away(amount_pence * where(amount_pence > 0, 1 - sequestration_rate, 1))


def capped_pence(amount_pence, base_pence, gain_cap_rate, loss_cap_rate):
    """An amount held between the caps, which are rates of a base (benchmark, revenue or turnover)."""
    lowest = 0.0 - rate_of_pence(base_pence, loss_cap_rate)
    return clip(amount_pence, lowest, rate_of_pence(base_pence, gain_cap_rate))


def lower_cap_pence(first_cap_pence, second_cap_pence):
    """The lower of two caps, as amounts: for example of revenue and of benchmark."""
    return minimum(first_cap_pence, second_cap_pence)


def cut_off_pence(amount_pence, cap_pence):
    """What a cap takes away from an amount of the same sign: it goes to the residual holder."""
    return amount_pence - clip(amount_pence, 0.0 - cap_pence, cap_pence)


def withheld_pence(base_pence, withhold_rate):
    """What is held back at the start of the year and earned back by quality."""
    return rate_of_pence(base_pence, withhold_rate)


def earned_back_pence(withheld_pence, quality_score_rate):
    """The part of a withhold that the quality score earns back."""
    return round_half_away(withheld_pence * quality_score_rate)


def reduced_loss_pence(amount_pence, relief_pence):
    """A loss less a relief granted on it, never turned into a gain; a gain is left as it is."""
    return where(amount_pence < 0, minimum(amount_pence + relief_pence, 0), amount_pence)


def marginal_payment_pence(planned_pence, actual_pence, over_rate, under_rate):
    """Payment for activity at a share of the price above and below plan, the plan itself being paid.

    Marginal rates, blended payment and variable elements are this with different plans and rates.
    """
    over = maximum(actual_pence - planned_pence, 0)
    under = maximum(planned_pence - actual_pence, 0)
    return round_half_away(planned_pence + over_rate * over - under_rate * under)
