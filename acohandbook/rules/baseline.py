"""From a commissioner's ledger to what it spends, year in year out, on the ACO's people.

Money is whole pence; a line's income is negative. Shares are decimals, flags are 0 or 1.
"""

from .dialect import absolute, both, divide, either, flag, maximum, minimum, round_half_away, to_pounds, where

# --- the ledger, line by line ------------------------------------------------------------------------


def is_by_key(attribution):
    """Whether a line's ``attribution`` is by a count of people: raw, or weighted by need."""
    return either(flag(attribution == "list_share"), flag(attribution == "need_share"))


def is_shared(attribution):
    """Whether the ``attribution`` of a line shares it with other places, so that the key matters."""
    return flag(attribution != "direct")


def share_in_force(attribution, is_by_key, key_share_rate, stated_rate):
    """The ACO's share of a line: by key, as stated, or the whole line where its ``attribution`` is direct."""
    return where(attribution == "direct", 1, where(is_by_key == 1, key_share_rate, stated_rate))


def is_unallocated(service_line):
    """Whether a ``service_line`` buys no service yet: a reserve, or spend not mapped to a service line."""
    return either(flag(service_line == "reserves"), flag(service_line == "unallocated"))


def is_retained(home, is_unallocated):
    """Whether the commissioner keeps the whole line: its ``home`` is retained."""
    return both(flag(home == "retained"), 1 - is_unallocated)


def is_in_scope(is_retained, is_unallocated):
    """Whether the ACO's part of a line is counted at all."""
    return 1 - either(is_retained, is_unallocated)


def pence_if(amount_pence, is_counted):
    """The amount where the flag is 1, nothing where it is 0."""
    return where(is_counted == 1, amount_pence, 0)


def part_pence(amount_pence, share_rate):
    """A share of an amount, to the penny."""
    return round_half_away(amount_pence * share_rate)


def part_if_pence(amount_pence, share_rate, is_counted):
    """A share of an amount, to the penny, where the flag is 1; nothing where it is 0, known or not."""
    return where(is_counted == 1, round_half_away(amount_pence * share_rate), 0)


def rest_pence(amount_pence, part_pence):
    """What is left of an amount without a part."""
    return amount_pence - part_pence


def is_recurrent(recurrence):
    """Whether spend or an adjustment goes on, by its ``recurrence``, and is not for stated years only."""
    return flag(recurrence == "recurrent")


def is_same(word, other_word):
    """Whether ``word`` and ``other_word`` are the same text."""
    return flag(word == other_word)


def is_yes(answer):
    """Whether an ``answer`` is yes."""
    return flag(answer == "yes")


# --- adjustments -------------------------------------------------------------------------------------


def is_in_baseline(from_number, ends_number, base_number):
    """Whether an adjustment has begun by the base year and lasts beyond it; years by when they start."""
    return both(flag(from_number <= base_number), flag(ends_number > base_number))


def moves_between_homes(kind):
    """Whether an adjustment, by its ``kind``, takes money from one home to another and adds none."""
    return either(flag(kind == "cquin_to_improvement_payment"), flag(kind == "patient_choice"))


def is_applicable(moves_between_homes, home, destination_home):
    """Whether an adjustment can be carried out.

    A move (``moves_between_homes``) must lead from the line's ``home`` to another, ``destination_home``;
    anything else must not touch what the commissioner retains.
    """
    stays = flag(home == destination_home)
    return both(1 - both(moves_between_homes, stays), flag(destination_home != "retained"))


def is_added(is_applicable, is_funded_in_price):
    """One where an adjustment changes a budget: it can be carried out, and no price funds it already."""
    return both(is_applicable, 1 - is_funded_in_price)


def posted_pence(amount_pence, moves_between_homes, is_destination, is_added):
    """One home's side of an adjustment; turned round where money arrives that ``moves_between_homes``."""
    counted_pence = where(is_added == 1, amount_pence, 0)
    return where(both(moves_between_homes, is_destination) == 1, 0 - counted_pence, counted_pence)


def is_followed(moved_pence, capital_charges_pence):
    """One where capital charges go the way of the service whose assets move: both leave, or both arrive."""
    return flag(moved_pence * capital_charges_pence > 0)


def in_base_pence(amount_pence, is_in_baseline, is_recurrent):
    """The amount that enters the recurrent baseline."""
    return where(both(is_in_baseline, is_recurrent) == 1, amount_pence, 0)


def baseline_pence(ledger_aco_pence, non_recurrent_pence, adjustments_pence, moved_pence):
    """Recurrent baseline: the ledger's part for the ACO, less non-recurrent spend, adjusted and moved."""
    return ledger_aco_pence - non_recurrent_pence + adjustments_pence + moved_pence


def signed_pence(amount_pence, sign):
    """The amount as it stands in a bridge: a ``sign`` of 1 adds, one of -1 takes away."""
    return where(sign < 0, 0 - amount_pence, amount_pence)


def is_more(size_rate, limit_rate):
    """Whether a rate is beyond a limit. Beyond a limit that is not known it cannot be."""
    return flag(size_rate > limit_rate)


# --- plausibility ------------------------------------------------------------------------------------


def size_pence(amount_pence):
    """The size of an amount, whatever its sign."""
    return maximum(amount_pence, 0 - amount_pence)


def pence_share_rate(part_pence, whole_pence):
    """A part of an amount as a share of the whole; 0 where there is nothing."""
    return divide(part_pence, whole_pence, 0)


def mean_pence(amount_pence, year_count):
    """Whole pence a year over ``year_count`` years: a named rounding point."""
    return round_half_away(divide(amount_pence, year_count, 0))


def is_departure(departure_rate, limit_rate):
    """Whether a year lies further from its mean than the limit, either way."""
    return flag(absolute(departure_rate) > limit_rate)


def per_head_gbp(amount_pence, persons):
    """Pounds a person; 0 where there is nobody."""
    return divide(to_pounds(amount_pence), persons, 0)


def implied_points(per_head_gbp, mean_list_persons, point_gbp):
    """Quality points that ``per_head_gbp`` buys for a list of mean size at ``point_gbp`` each, in pounds."""
    return per_head_gbp * mean_list_persons / point_gbp


def income_pence(amount_pence):
    """The amount where it is income (negative), otherwise nothing."""
    return minimum(amount_pence, 0)


def gross_pence(amount_pence):
    """The amount where it is spend (positive), otherwise nothing."""
    return maximum(amount_pence, 0)


# --- pooled money ------------------------------------------------------------------------------------


def payer_pence(amount_pence, payer, host):
    """What the ``payer`` of a flow parts with. A payment out of a pool is left to its ``host``."""
    return where(payer == host, 0, 0 - amount_pence)


def payee_pence(amount_pence, payee, host):
    """What the ``payee`` of a flow receives. A contribution into a pool stays with its ``host``."""
    return where(payee == host, 0, amount_pence)


def host_pence(payer_pence, payee_pence):
    """What is left with the host of a pool, so that the three sides of every flow come to nothing."""
    return 0 - payer_pence - payee_pence


def flow_in_pence(host_pence):
    """A contribution into the pool."""
    return maximum(host_pence, 0)


def flow_out_pence(host_pence):
    """A payment out of the pool."""
    return maximum(0 - host_pence, 0)


def counted_twice_pence(received_pence, income_pence):
    """What a pool received from ledgers that count it, beyond the income (negative) that offsets it."""
    return maximum(received_pence + income_pence, 0)


def flow_net_pence(as_payer_pence, as_host_pence, as_payee_pence):
    """What a party has more (or less) after all its parts in pooled money."""
    return as_payer_pence + as_host_pence + as_payee_pence
