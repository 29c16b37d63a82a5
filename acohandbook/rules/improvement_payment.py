"""The improvement payment: its pool, what is earned of it, and the true-up after payments on account."""

from .dialect import both, divide, flag, known, maximum, minimum, round_half_away, where


def on_top_pence(annual_payment_pence, size_rate, funding):
    """The part of a pool that adds to the annual payment, where ``funding`` is on_top; otherwise nothing.

    Nothing comes on top of an annual payment below zero.
    """
    return where(funding == "on_top", round_half_away(maximum(annual_payment_pence, 0) * size_rate), 0)


def pool_pence(carved_out_pence, on_top_pence):
    """A commissioner's pool: what left the annual payment for it, plus what comes on top."""
    return carved_out_pence + on_top_pence


def earnable_pence(pool_pence):
    """What of a commissioner's pool can be earned: all of it, or nothing of one that is a credit."""
    return maximum(pool_pence, 0)


def is_in_force(year_number, from_year_number):
    """One from a measure's first year on."""
    return flag(year_number >= from_year_number)


def in_force_weight(weight, is_in_force):
    """A measure's weight in a year: nothing before it is in force."""
    return weight * is_in_force


def phased_weight(in_force_weight, kind, kind_weight, process_rate, outcome_rate):
    """A measure's weight once the year is divided between process and outcome measures, its ``kind``.

    Within its kind a measure keeps its proportion. Without an agreed division the weights stand alone.
    """
    divided = where(kind == "process", process_rate, outcome_rate) * divide(in_force_weight, kind_weight, 0)
    return where(known(process_rate) == 1, divided, in_force_weight)


def scorable_pence(pool_pence, weight_total):
    """The pool that measures can earn: nothing in a year without any measure."""
    return where(weight_total > 0, pool_pence, 0)


def is_payable(is_in_force, achieved_value, has_evidence, is_on_time, is_enough_data):
    """One where a measure may be paid: in force, known, on evidence held, in time, on enough data."""
    sound = both(both(has_evidence, is_on_time), is_enough_data)
    return both(both(is_in_force, known(achieved_value)), sound)


def paid_score(score_rate, is_payable):
    """The score that counts: nothing where the measure may not be paid."""
    return where(is_payable == 1, score_rate, 0)


def weighted_score(phased_weight, paid_score):
    """A measure's part of the quality score."""
    return phased_weight * paid_score


def is_due(reported_count):
    """One where anything has been reported for a year."""
    return flag(reported_count > 0)


def earned_pence(available_pence, paid_score):
    """What a measure earns: a named rounding point, never more than is available."""
    return round_half_away(available_pence * paid_score)


def unearned_pence(available_pence, earned_pence, is_due):
    """What is not earned of a year that is due; of a year not yet due nothing is lost."""
    return where(is_due == 1, available_pence - earned_pence, 0)


def not_yet_due_pence(available_pence, is_due):
    """What can still be earned: all of a year for which nothing has been reported yet."""
    return where(is_due == 1, 0, available_pence)


def quality_score_rate(weighted_score, weight_total, is_due, blank_rate):
    """The year's quality score between 0 and 1; blank while the year is not due."""
    return where(is_due == 1, divide(weighted_score, weight_total, 0), blank_rate)


def on_account_pence(pool_pence, on_account_rate):
    """What is paid in twelfths during the year, before anything is known."""
    return round_half_away(pool_pence * on_account_rate)


def true_up_pence(earned_pence, on_account_pence, is_due):
    """What is paid after the year's end, where more was earned than paid on account."""
    return where(is_due == 1, maximum(earned_pence - on_account_pence, 0), 0)


def overpaid_pence(earned_pence, on_account_pence, is_due):
    """What was paid on account beyond what was earned."""
    return where(is_due == 1, maximum(on_account_pence - earned_pence, 0), 0)


def recovery_pence(overpaid_pence, pool_pence, recovery_cap_rate):
    """What is recovered of an overpayment: at most the agreed share of the year's pool."""
    return minimum(overpaid_pence, round_half_away(pool_pence * recovery_cap_rate))


def unrecovered_pence(overpaid_pence, recovery_pence):
    """The overpayment that stays with the provider."""
    return overpaid_pence - recovery_pence


def paid_pence(on_account_pence, true_up_pence, recovery_pence):
    """What the provider has in the end: payments on account, more after the year's end, less recovery."""
    return on_account_pence + true_up_pence - recovery_pence


def returned_pence(pool_pence, paid_pence, is_due):
    """What is left of a due year's pool for whoever keeps what is not earned."""
    return where(is_due == 1, pool_pence - paid_pence, 0)


def open_pence(pool_pence, paid_pence, is_due):
    """What of a pool is still to be settled: all that is not paid while the year is not due."""
    return where(is_due == 1, 0, pool_pence - paid_pence)
