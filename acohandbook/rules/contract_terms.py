"""Settling a year by contract terms, step by step, and what schemes need beside the sharing kernel.

``settled_pence`` is the composition that every savings-sharing scheme here is a setting of; the functions
before it are its steps. All take one row or arrays of rows. The terms are numbers under the names of the
arguments, as ``acohandbook.site.terms`` makes them from the data, so they can be passed with ``**``.
"""

from .dialect import clip, divide, maximum, minimum, where
from .sharing import (
    after_sequestration_pence,
    band_slice_pence,
    discounted_pence,
    earned_back_pence,
    final_share_rate,
    gated_pence,
    loss_share_rate,
    lower_cap_pence,
    one_sided_pence,
    past_threshold_pence,
    rate_of_pence,
    reduced_loss_pence,
    withheld_pence,
)


def benchmark_pence(expected_pence, quality_score_rate, discount_rate, withhold_rate):
    """What actual spend is held against: expected spend less discount and withhold, plus what quality earns.

    The withhold is a rate of expected spend before the discount.
    """
    withheld = withheld_pence(expected_pence, withhold_rate)
    kept = discounted_pence(expected_pence, discount_rate) - withheld
    return kept + earned_back_pence(withheld, quality_score_rate)


def counted_pence(
    benchmark_pence, actual_pence, gain_threshold_rate, loss_threshold_rate, is_deductible, is_two_sided
):
    """The saving or loss that counts: past its threshold, and on a side that the contract shares."""
    past = past_threshold_pence(
        benchmark_pence - actual_pence,
        benchmark_pence,
        gain_threshold_rate,
        loss_threshold_rate,
        is_deductible,
    )
    return one_sided_pence(past, is_two_sided)


def band_share_pence(
    counted_pence,
    benchmark_pence,
    quality_score_rate,
    quality_multiplies,
    from_rate,
    to_rate,
    share_rate,
    loss_floor_rate,
    loss_ceiling_rate,
):
    """A party's share of what falls within one band, not yet rounded: of a gain, or of a loss by its mirror.

    The mirror is one less (maximum share x quality score), within the floor and the ceiling of the loss
    rate. It follows the score even where the score does not multiply gains.
    """
    part = band_slice_pence(counted_pence, benchmark_pence, from_rate, to_rate)
    gain_rate = final_share_rate(share_rate, quality_score_rate, quality_multiplies)
    loss_rate = loss_share_rate(share_rate * quality_score_rate, loss_floor_rate, loss_ceiling_rate)
    return part * where(counted_pence < 0, loss_rate, gain_rate)


def shared_in_bands_pence(
    counted_pence, benchmark_pence, quality_score_rate, quality_gate_rate, quality_multiplies, bands
):
    """A party's share over all bands, to the penny; a gain only where quality reaches the gate.

    ``bands`` is a list of ``[from_rate, to_rate, share_rate, loss_floor_rate, loss_ceiling_rate]``.
    """
    share = 0.0
    for from_rate, to_rate, share_rate, loss_floor_rate, loss_ceiling_rate in bands:
        share = share + band_share_pence(
            counted_pence,
            benchmark_pence,
            quality_score_rate,
            quality_multiplies,
            from_rate,
            to_rate,
            share_rate,
            loss_floor_rate,
            loss_ceiling_rate,
        )
    return gated_pence(share, quality_score_rate, quality_gate_rate)


def cap_pence(benchmark_pence, cap_rate, second_base_pence, second_cap_rate):
    """The cap as an amount: a rate of the benchmark or of a second base (revenue, turnover), if lower."""
    return lower_cap_pence(
        rate_of_pence(benchmark_pence, cap_rate), rate_of_pence(second_base_pence, second_cap_rate)
    )


def paid_pence(shared_pence, gain_cap_pence, loss_cap_pence, sequestration_rate, is_sequestered_first):
    """The share after cap and sequestration, the sequestration first where the flag is 1, else the cap."""
    first_rate = sequestration_rate * is_sequestered_first
    capped = clip(after_sequestration_pence(shared_pence, first_rate), 0.0 - loss_cap_pence, gain_cap_pence)
    return after_sequestration_pence(capped, sequestration_rate - first_rate)


def settled_pence(
    expected_pence,
    actual_pence,
    quality_score_rate,
    second_base_pence,
    relief_pence,
    discount_rate,
    withhold_rate,
    gain_threshold_rate,
    loss_threshold_rate,
    is_deductible,
    is_two_sided,
    quality_gate_rate,
    quality_multiplies,
    bands,
    gain_cap_rate,
    gain_cap_second_rate,
    loss_cap_rate,
    loss_cap_second_rate,
    sequestration_rate,
    is_sequestered_first,
):
    """What the party receives (positive) or owes (negative) for a year.

    Parameters
    ----------
    expected_pence, actual_pence : number or array
        Expected and actual spend.
    quality_score_rate : number or array
        The quality score, from 0 to 1; 0 where the quality standard was missed.
    second_base_pence : number or array
        Revenue or turnover, where a cap rests on it; any number where none does.
    relief_pence : number or array
        What is taken off a loss in the end.

    The other parameters are the terms: rates, flags and, for ``bands``, see ``shared_in_bands_pence``.
    """
    benchmark = benchmark_pence(expected_pence, quality_score_rate, discount_rate, withhold_rate)
    counted = counted_pence(
        benchmark, actual_pence, gain_threshold_rate, loss_threshold_rate, is_deductible, is_two_sided
    )
    shared = shared_in_bands_pence(
        counted, benchmark, quality_score_rate, quality_gate_rate, quality_multiplies, bands
    )
    gain_cap = cap_pence(benchmark, gain_cap_rate, second_base_pence, gain_cap_second_rate)
    loss_cap = cap_pence(benchmark, loss_cap_rate, second_base_pence, loss_cap_second_rate)
    paid = paid_pence(shared, gain_cap, loss_cap, sequestration_rate, is_sequestered_first)
    return reduced_loss_pence(paid, relief_pence)


def rate_by_population(persons, bands, otherwise):
    """A minimum rate that falls with population, along a straight line within each band of a table.

    ``bands`` is a list of ``[from_persons, to_persons, from_rate, to_rate]``, both ends inclusive. Outside
    all bands the answer is ``otherwise``.
    """
    rate = otherwise
    for from_persons, to_persons, from_rate, to_rate in bands:
        part = divide(persons - from_persons, to_persons - from_persons, 0)
        inside = (persons >= from_persons) * (persons <= to_persons)
        rate = where(inside, from_rate - (from_rate - to_rate) * part, rate)
    return rate


def middle_of_overlap(first, first_half_width, second, second_half_width):
    """The best estimate of a figure that was published twice, each time rounded to its own last digit.

    ``first_half_width`` and ``second_half_width`` are half a unit of those digits. The first figure stands
    while the second's range does not cut into its own; then the estimate is the middle of what both allow.
    Where the ranges do not meet, the two differ for some other reason and the second stands.
    """
    lowest = maximum(first - first_half_width, second - second_half_width)
    highest = minimum(first + first_half_width, second + second_half_width)
    cut = maximum(lowest - (first - first_half_width), first + first_half_width - highest)
    together = where(cut > first_half_width * 0.001, (lowest + highest) / 2, first)
    return where(lowest > highest, second, together)


def returned_excess_pence(surplus_pence, turnover_pence, keep_rate):
    """The part of a surplus beyond a share of turnover, which goes back to the payer."""
    return maximum(surplus_pence - rate_of_pence(turnover_pence, keep_rate), 0)
