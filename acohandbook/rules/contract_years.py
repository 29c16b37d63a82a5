"""Contract years: bottom-up cost, what commissioners can afford, and the budget that a rule makes of the two.

Growth of a line has five causes, in this order, each on top of those before it: demography, other demand,
rise of pay and prices, national efficiency, savings already contracted. The last two lower the cost. The
tariff publishes its net price change as uplift less efficiency (3.1% - 2.0% = 1.1%), so the two are taken
off one another and not compounded. Savings without a plan and the ACO's own savings never enter the cost.
"""

from .dialect import (
    absolute,
    both,
    clip,
    divide,
    either,
    flag,
    known,
    maximum,
    minimum,
    round_half_away,
    where,
)
from .growth import collar_pence

# --- people and growth -------------------------------------------------------------------------------


def cost_weighted_persons(persons, age_cost_index):
    """People counted by what a person of their age costs, where 1 is the national mean."""
    return persons * age_cost_index


def own_or_all_persons(own_persons, all_persons):
    """A commissioner's own population or, where it has none in the table, that of all CCGs together."""
    return where(own_persons > 0, own_persons, all_persons)


def persons_at_growth(base_persons, persons, persons_in_base_year_total):
    """The ACO's people in a year: those of the base year at the growth of the population around them."""
    return round_half_away(divide(base_persons * persons, persons_in_base_year_total, base_persons))


def demographic_rate(given_rate, driver, persons_growth_rate, cost_weighted_growth_rate):
    """Demographic growth of a line: the rate given or, where that is blank, one that fits its ``driver``.

    A line paid by list follows the number of people. One that follows an allocation, or nothing, has
    no demographic growth of its own. All others follow people weighted by the cost of their age.
    """
    by_people = where(driver == "list", persons_growth_rate, cost_weighted_growth_rate)
    stands_still = either(flag(driver == "allocation"), flag(driver == "none"))
    return where(known(given_rate) == 1, given_rate, where(stands_still == 1, 0, by_people))


def price_factor(demand_factor, cost_uplift_rate, national_efficiency_rate):
    """Demand at the year's prices: uplift less efficiency, as the tariff nets them."""
    return demand_factor * (1 + cost_uplift_rate - national_efficiency_rate)


# --- cost --------------------------------------------------------------------------------------------


def is_transfer(kind):
    """One where an adjustment of a ``kind`` moves money between commissioners or homes, and adds none."""
    between_commissioners = either(flag(kind == "service_move"), flag(kind == "identification_rule"))
    between_homes = either(flag(kind == "cquin_to_improvement_payment"), flag(kind == "patient_choice"))
    return either(between_commissioners, between_homes)


def transfer_pence(amount_pence, is_transfer):
    """The part of an amount that moves from one budget to another."""
    return where(is_transfer == 1, amount_pence, 0)


def lasting_base_pence(baseline_pence, dated_in_baseline_pence):
    """The baseline that grows: without amounts that are already known to end."""
    return baseline_pence - dated_in_baseline_pence


def is_waiting(home, year_number, from_year_number):
    """One while a line whose ``home`` is deferred is outside the budget; without a year it stays outside."""
    return both(flag(home == "deferred"), 1 - flag(year_number >= from_year_number))


def is_joining(home, year_number, from_year_number):
    """One in the year in which a line whose ``home`` is deferred enters the budget."""
    return both(flag(home == "deferred"), flag(year_number == from_year_number))


def counted_pence(amount_pence, is_waiting):
    """An amount that counts: nothing while its line waits."""
    return where(is_waiting == 1, 0, amount_pence)


def waiting_pence(amount_pence, is_waiting):
    """An amount of a line that waits."""
    return where(is_waiting == 1, amount_pence, 0)


def joining_pence(amount_pence, is_joining):
    """An amount of a line in the year in which it joins."""
    return where(is_joining == 1, amount_pence, 0)


def staying_pence(amount_pence, is_waiting, is_joining):
    """An adjustment to a line that is in the budget already; for one that joins it is part of what joins."""
    return where(either(is_waiting, is_joining) == 1, 0, amount_pence)


def rolled_pence(opening, growth_factor, adjustments_pence, scope_change_pence):
    """Recurrent cost of a year: ``opening`` (pence) at its growth, plus what is agreed for the year.

    Adjustments and lines that join come at the prices of the year and grow only afterwards.
    """
    return round_half_away(opening * growth_factor) + adjustments_pence + scope_change_pence


def waiting_rolled_pence(opening, growth_factor, adjustments_pence, is_waiting):
    """Cost of a deferred line while it waits, from ``opening`` (pence); nothing once it has joined."""
    return where(is_waiting == 1, round_half_away(opening * growth_factor) + adjustments_pence, 0)


def scope_change_pence(waiting_opening_pence, growth_factor, adjustments_pence, is_joining):
    """Cost with which a deferred line joins: what it cost while it waited, at the growth of its year."""
    joined = round_half_away(waiting_opening_pence * growth_factor) + adjustments_pence
    return where(is_joining == 1, joined, 0)


def saved_pence(opening, savings_change_pence):
    """Savings so far: those up to last year, ``opening`` (pence), and this year's, which lower the cost."""
    return opening - savings_change_pence


def memo_savings_pence(closing_pence, savings_rate):
    """Savings shown beside the cost and never taken off it: a rate of the year's recurrent cost."""
    return round_half_away(closing_pence * savings_rate)


# --- affordability -----------------------------------------------------------------------------------


def assumed_growth_rate(is_council, allocation_growth_rate):
    """Growth where no allocation is published. NHS growth is not lent to a council: its funds stay flat."""
    return where(is_council == 1, 0, allocation_growth_rate)


def allocation_pence(opening, published_pence, assumed_growth_rate):
    """A stream's allocation as published or, where blank, ``opening`` (pence) at the assumed growth."""
    projected = round_half_away(opening * (1 + assumed_growth_rate))
    return where(known(published_pence) == 1, published_pence, projected)


def cumulative_factor(opening, allocation_growth_rate):
    """Allocation growth since the base year: last year's factor, ``opening``, at this year's growth."""
    return opening * (1 + allocation_growth_rate)


def joining_base_pence(joining_baseline_pence, cumulative_factor):
    """What a commissioner can afford for a line that joins: its baseline at allocation growth since."""
    return round_half_away(joining_baseline_pence * cumulative_factor)


def afforded_pence(opening, allocation_growth_rate, joining_pence, transfers_pence):
    """What a commissioner can afford before contingency.

    Last year's figure, ``opening`` (pence), at this year's allocation growth, plus lines that join, plus
    money that moved between commissioners or homes by agreement, since funds move with a service.
    """
    return round_half_away(opening * (1 + allocation_growth_rate)) + joining_pence + transfers_pence


def below_line_rate(contingency_rate, non_recurrent_headroom_rate):
    """Contingency and non-recurrent headroom together: what stays out of the budget."""
    return contingency_rate + non_recurrent_headroom_rate


def contingency_pence(afforded_pence, contingency_rate):
    """What the commissioner keeps back, below the line."""
    return round_half_away(afforded_pence * contingency_rate)


# --- budget ------------------------------------------------------------------------------------------


def ruled_pence(budget_rule, blend_weight_rate, cost_pence, affordable_pence):
    """One commissioner's budget by ``budget_rule``: cost, allocation, lower_of or blend of the two."""
    blend = round_half_away(blend_weight_rate * cost_pence + (1 - blend_weight_rate) * affordable_pence)
    lower_or_blend = where(budget_rule == "lower_of", minimum(cost_pence, affordable_pence), blend)
    allocation_or_other = where(budget_rule == "allocation", affordable_pence, lower_or_blend)
    return where(budget_rule == "cost", cost_pence, allocation_or_other)


def budget_pence(opening, ruled_pence, floor_changes_pence, ceiling_changes_pence, floor_rate, ceiling_rate):
    """The rule's figure held between floor and ceiling growth of last year's recurrent budget, ``opening``.

    Lines that join and adjustments agreed for the year are not growth: each limit is laid around last year's
    budget (pence) with them. Where the limits cross, the ceiling wins.
    """
    floor_pence = collar_pence(opening + floor_changes_pence, floor_rate)
    ceiling_pence = collar_pence(opening + ceiling_changes_pence, ceiling_rate)
    return clip(ruled_pence, floor_pence, ceiling_pence)


def limit_pence(opening_pence, agreed_changes_pence, limit_rate, non_recurrent_pence):
    """Floor or ceiling of a year's whole budget, dated money included."""
    return collar_pence(opening_pence + agreed_changes_pence, limit_rate) + non_recurrent_pence


def plus_pence(first_pence, second_pence):
    """Two amounts together."""
    return first_pence + second_pence


def less_pence(first_pence, second_pence):
    """One amount less another: a gap is negative where the first falls short."""
    return first_pence - second_pence


def is_some(amount_pence):
    """One where there is an amount at all."""
    return flag(amount_pence != 0)


def accumulated_pence(opening, amount_pence):
    """A running total over the years: ``opening`` (pence) and this year's amount."""
    return opening + amount_pence


def per_head_pence(amount_pence, persons):
    """Whole pence a person: a named rounding point. Nobody, nothing."""
    return round_half_away(divide(amount_pence, persons, 0))


def spending_pence(cost_pence):
    """The cost of a line that spends; nothing for an income line, since those who pay it fund no gap."""
    return maximum(cost_pence, 0)


def spread_weight(spending_pence, spending_of_all_pence):
    """The weight by which a line bears a difference: its spending, or the same for all where none spends."""
    return where(spending_of_all_pence == 0, 1, spending_pence)


# --- reopeners ---------------------------------------------------------------------------------------


def beyond_deadband_rate(planned_rate, actual_rate, deadband_rate):
    """Inflation beyond the deadband, either way: 3.5% against 2.1% with 0.5% leaves 0.9%."""
    difference = actual_rate - planned_rate
    return maximum(difference - deadband_rate, 0) + minimum(difference + deadband_rate, 0)


def reopener_pence(kind, amount_pence, line_budget_pence, beyond_deadband_rate, commissioner_share_rate):
    """What a reopener is worth before its cap; positive is paid to the provider.

    ``kind`` event moves its stated amount. inflation_share moves the commissioner's part of inflation
    beyond the deadband, as points of the line's budget.
    """
    share = round_half_away(line_budget_pence * beyond_deadband_rate * commissioner_share_rate)
    return where(kind == "event", amount_pence, share)


def reopener_cap_pence(line_budget_pence, cap_rate):
    """The most that a reopener may move, either way."""
    return round_half_away(absolute(line_budget_pence) * cap_rate)


def capped_pence(amount_pence, cap_pence):
    """An amount of either sign held to the size of its cap."""
    return clip(amount_pence, 0.0 - cap_pence, cap_pence)


def effect_pence(amount_pence, is_invoked):
    """What moves: nothing until the reopener is invoked."""
    return where(is_invoked == 1, amount_pence, 0)
