"""Whose budget it is: people on lists, people living in a place, people registered nowhere, and shares.

People and weighted people are numbers, not necessarily whole; flags are 0 or 1.
"""

from .dialect import both, divide, either, flag, to_pence, where


def is_member(membership):
    """Whether a practice's people are the ACO's: its ``membership`` is signed or integration_agreement."""
    return either(flag(membership == "signed"), flag(membership == "integration_agreement"))


def is_ccg(commissioner_type):
    """Whether a commissioner, by its ``commissioner_type``, is a CCG, with practices of its own."""
    return flag(commissioner_type == "ccg")


def is_council(commissioner_type):
    """Whether a ``commissioner_type`` is a council's, whose duty follows residence and not registration."""
    return either(
        flag(commissioner_type == "council_public_health"),
        flag(commissioner_type == "council_adult_social_care"),
    )


def is_by_residence(is_council, component, has_residence):
    """Whether a council's share by ``component`` is counted by residence: all are, except the raw list."""
    return both(both(is_council, flag(component != "list")), has_residence)


def persons_if(persons, is_counted):
    """People where the flag is 1, nobody where it is 0, even where their number is not known."""
    return where(is_counted == 1, persons, 0)


def counted_persons(registered_persons, resident_persons, is_by_residence):
    """The people of a list that count for a commissioner: all of them, or those who live in its area."""
    return where(is_by_residence == 1, resident_persons, registered_persons)


def relative_need_rate(weighted_persons, registered_persons):
    """Weighted people for each person on the list; 1 is the national mean. 0 for an empty list."""
    return divide(weighted_persons, registered_persons, 0)


def counted_need_persons(weighted_persons, counted_persons, registered_persons):
    """Weighted people of those who count, each at the mean need of their list."""
    return divide(weighted_persons * counted_persons, registered_persons, 0)


def own_or_footprint_persons(own_persons, footprint_persons, is_ccg):
    """A CCG's own people; for the other commissioners, those of the whole footprint."""
    return where(is_ccg == 1, own_persons, footprint_persons)


def unregistered_need_persons(
    unregistered_persons, weighted_persons, counted_persons, unregistered_need_rate, is_need
):
    """Weighted people for those registered nowhere, at a multiple of the mean need of those registered.

    A raw count (``is_need`` 0) takes them one by one.
    """
    mean_need = divide(weighted_persons, counted_persons, 1)
    return unregistered_persons * where(is_need == 1, mean_need * unregistered_need_rate, 1)


def is_need(component):
    """Whether a ``component`` weighs people by need: all do but the two raw counts."""
    return both(flag(component != "list"), flag(component != "residence"))


def persons_together(registered_persons, unregistered_persons):
    """People registered and people not registered, together."""
    return registered_persons + unregistered_persons


def share_rate(part_persons, whole_persons):
    """A part of some people as a share of all of them; 0 where there is nobody."""
    return divide(part_persons, whole_persons, 0)


def difference_rate(rate, compared_rate):
    """By how much one rate exceeds another."""
    return rate - compared_rate


def difference_persons(persons, compared_persons):
    """By how many people one count exceeds another."""
    return persons - compared_persons


def list_inflation_rate(registered_persons, resident_persons):
    """How far the people on lists exceed the people who live there, as a share of the latter."""
    return divide(registered_persons - resident_persons, resident_persons, 0)


def cost_pence(persons, cost_per_head_gbp):
    """Whole pence for some people at a cost a head, ``cost_per_head_gbp``, in pounds."""
    return to_pence(persons * cost_per_head_gbp)
