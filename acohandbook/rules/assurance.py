"""Assurance: what an auditor asks, and what must stop a signature.

A test has a value, a line above which it is amber and a line above which it is red; a value that is not
known is red, and a line that is blank is never passed. Every value is such that more is worse.
"""

from .dialect import both, divide, flag, known, maximum, minimum, round_half_away, to_pounds, where

GREEN = 0
AMBER = 1
RED = 2


def _size(value):
    """A value without its sign, and without the minus of a minus zero."""
    return maximum(value, 0.0 - value)


def status_code(value, amber_above_value, red_above_value):
    """0 green, 1 amber, 2 red: by the lines that a value passes; what is not known is red."""
    amber = where(value > amber_above_value, AMBER, GREEN)
    return where(known(value) == 1, where(value > red_above_value, RED, amber), RED)


def passed_line_value(status_code, amber_above_value, red_above_value):
    """The line that decided: the red one where it is passed, otherwise the amber one, the next to pass."""
    return where(
        both(flag(status_code == RED), known(red_above_value)) == 1, red_above_value, amber_above_value
    )


# --- measures --------------------------------------------------------------------------------------------


def size_pounds_value(amount_pence):
    """The size of an amount as a plain number of pounds, whichever its sign."""
    return to_pounds(_size(amount_pence))


def part_rate(part_pence, whole_pence):
    """A part as a share of the whole; 0 where there is no whole."""
    return divide(part_pence, whole_pence, 0)


def short_of_rate(number, wanted_number):
    """How far a number falls short of the number wanted, as a share of that."""
    return maximum(1 - divide(number, wanted_number, 0), 0)


def difference_pence(first_pence, second_pence):
    """How far two amounts that should be the same lie apart, without sign."""
    return _size(first_pence - second_pence)


def together_pence(first_pence, second_pence):
    """Two amounts together."""
    return first_pence + second_pence


def deficit_pence(amount_pence):
    """The size of an underlying deficit; a surplus, or a position that nobody has stated, counts nothing."""
    stated = where(known(amount_pence) == 1, amount_pence, 0)
    return maximum(0.0 - stated, 0)


def is_whole(months):
    """One where twelve months of outturn are held."""
    return flag(months >= 12)


def shortfall_pence(amount_pence):
    """The size of an amount that is negative, and nothing for one that is not."""
    return maximum(0.0 - amount_pence, 0)


def unexplained_count(is_signed, is_signed_version):
    """One where a version was signed, and what it held can't be had back by undoing the changes listed."""
    return both(is_signed, 1 - is_signed_version)


def unapproved_count(is_approved):
    """One for a change that nobody has approved."""
    return 1 - is_approved


def unapproved_pence(amount_pence, is_approved):
    """The size of an adjustment that nobody has approved yet."""
    return where(is_approved == 1, 0, _size(amount_pence))


def beyond_underspend_pence(funded_pence, payer_underspend_pence):
    """What a commissioner hands over as gains beyond what it really underspent."""
    return maximum(funded_pence - maximum(payer_underspend_pence, 0), 0)


def within_noise_pence(shareable_pence, is_within_noise):
    """The size of what is shared although chance alone may have brought it."""
    return where(is_within_noise == 1, _size(shareable_pence), 0)


def above_pence(amount_pence, is_counted):
    """The part of an amount above nothing, where it counts."""
    return where(is_counted == 1, maximum(amount_pence, 0), 0)


def missing_owner_count(approved_count, assumed_count, is_virtual):
    """One where a cost that a contract must own has neither an approved adjustment nor an assumption."""
    return where(is_virtual == 1, 0, flag(approved_count + assumed_count == 0))


def irrecoverable_pence(vatable_spend_pence, irrecoverable_rate):
    """VAT that stays a cost: the spend on which it is charged x the part of that which nobody recovers."""
    return round_half_away(vatable_spend_pence * irrecoverable_rate)


def is_apart(difference_pence, expected_pence, limit_rate):
    """One where two figures lie further apart than a share of what is expected; unknown is not apart."""
    return flag(difference_pence > _size(expected_pence) * limit_rate)


def no_guarantee_count(guarantee_pence, is_virtual):
    """One where no guarantee stands behind a contract that pays: blank or nothing."""
    return where(is_virtual == 1, 0, flag(where(known(guarantee_pence) == 1, guarantee_pence, 0) <= 0))


# --- the live gap ----------------------------------------------------------------------------------------


def gap_pence(commissioner_pence, provider_pence):
    """What the provider asks beyond what the commissioners offer; blank where a side has no figure."""
    return provider_pence - commissioner_pence


def open_gap_pence(gap_pence, agreed):
    """The size of a gap until it is ``agreed``; blank where it is not known."""
    return where(agreed == "yes", 0, _size(gap_pence))


def overdue_pence(open_gap_pence, is_overdue):
    """The open gap of an item that is overdue."""
    return where(is_overdue == 1, open_gap_pence, 0)


def is_overdue(agreed, due_days, as_of_days):
    """One where an item is not ``agreed`` and its due day has passed; days are counted from a fixed day."""
    late = both(known(due_days), flag(due_days < as_of_days))
    return where(agreed == "yes", 0, late)


# --- the tail --------------------------------------------------------------------------------------------


def annual_tail_pence(shortfall_pence, cost_pence, confidence_factor, deviation_rate, is_virtual):
    """The loss on the annual payment that is exceeded once in so many years: shortfall plus a bad year.

    A virtual contract pays no annual payment and so loses none.
    """
    loss = shortfall_pence + round_half_away(confidence_factor * deviation_rate * cost_pence)
    return where(is_virtual == 1, 0, loss)


def pool_tail_pence(
    pool_cost_pence,
    confidence_factor,
    deviation_rate,
    loss_cap_rate,
    loss_share_rate,
    party_cap_rate,
    is_two_sided,
):
    """A party's share of the pool's loss in a bad year, under the contract's cap and its own."""
    loss_rate = minimum(confidence_factor * deviation_rate, loss_cap_rate)
    borne_rate = minimum(loss_rate * loss_share_rate, party_cap_rate)
    return round_half_away(pool_cost_pence * borne_rate * is_two_sided)


def tail_pence(annual_tail_pence, pool_tail_pence):
    """Both losses together: a bad winter brings them in the same year."""
    return annual_tail_pence + pool_tail_pence


def uncovered_pence(tail_pence, cover_pence):
    """The part of a loss that neither reserves, guarantee nor facility bear."""
    return maximum(tail_pence - cover_pence, 0)
