"""Settlement: a year's payments between the parties, to the penny.

Every item is a transfer: what one party pays, another receives. A positive item goes from payer to payee,
a negative one comes back.
"""

from .dialect import both, divide, either, flag, known, round_half_away, where


def is_virtual(contracting_form):
    """One for a virtual contract, by its ``contracting_form``: it pays nothing but gain/loss sharing."""
    return flag(contracting_form == "virtual")


def payable_pence(amount_pence, is_virtual):
    """An amount under a contract that pays it; nothing under a virtual one, whose budget is a shadow."""
    return where(is_virtual == 1, 0, amount_pence)


def shadow_pence(amount_pence, is_virtual):
    """The budget that a virtual contract shows and does not pay; nothing under any other."""
    return where(is_virtual == 1, amount_pence, 0)


# --- people ----------------------------------------------------------------------------------------------


def true_up_persons(actual_persons, list_cleaning_persons, assumed_persons):
    """People beyond those already in the growth of the budget.

    People taken off the list by list cleaning were never a cost, so they are added back: cleaning a list
    is no reason to lose money.
    """
    return actual_persons + list_cleaning_persons - assumed_persons


def per_head_pence(amount_pence, persons):
    """Whole pence for each person: a named rounding point. Nobody, nothing."""
    return round_half_away(divide(amount_pence, persons, 0))


def list_true_up_pence(true_up_persons, per_head_pence, marginal_rate):
    """People to true up x budget per head x the share of it that follows people within the year."""
    return round_half_away(true_up_persons * per_head_pence * marginal_rate)


# --- actual cost -----------------------------------------------------------------------------------------


def at_actual_pence(planned_pence, actual_pence, months):
    """Actual cost once the year is whole; until then what was planned stands as the estimate."""
    return where(months >= 12, actual_pence, planned_pence)


def by_aco_pence(amount_pence, payable_by_aco):
    """The amount of a line that the contract's holder pays: its ``payable_by_aco`` is yes."""
    return where(payable_by_aco == "yes", amount_pence, 0)


def by_commissioner_pence(amount_pence, payable_by_aco):
    """The amount of a line that its commissioner pays: its ``payable_by_aco`` is no."""
    return where(payable_by_aco == "no", amount_pence, 0)


def by_agreement_pence(amount_pence, by_aco_pence, by_commissioner_pence):
    """The amount of a line that says neither: whoever the contract names for all of them pays it."""
    return amount_pence - by_aco_pence - by_commissioner_pence


def is_estimate(months):
    """One while less than twelve months of outturn are held."""
    return flag(months < 12)


def stop_loss_pence(excess_pence, has_stop_loss):
    """What single cases cost beyond the agreed limit, where a limit is agreed; the commissioner bears it."""
    return where(has_stop_loss == 1, excess_pence, 0)


def has_stop_loss(limit_pence):
    """One where a limit for single cases is agreed: it is not blank."""
    return known(limit_pence)


# --- the statement ---------------------------------------------------------------------------------------


def item_pence(from_commissioner_pence, from_pool_pence):
    """An item's amount: it is paid either by a commissioner or out of the pool, and the other is nothing."""
    return from_commissioner_pence + from_pool_pence


def signed_pence(amount_pence, side):
    """One ``side`` of a transfer: plus for the payee, minus for the payer."""
    return where(side == "payee", amount_pence, 0.0 - amount_pence)


def net_pence(
    annual_payment_pence,
    improvement_payment_pence,
    gain_loss_pence,
    pass_through_pence,
    list_true_up_pence,
    reopeners_pence,
    stop_loss_pence,
):
    """A party's net settlement: the sum of its items."""
    regular = annual_payment_pence + improvement_payment_pence + gain_loss_pence + pass_through_pence
    return regular + list_true_up_pence + reopeners_pence + stop_loss_pence


def monthly_cash_pence(annual_payment_pence, on_account_pence, recoveries_pence):
    """A month's cash: a twelfth of the annual payment and of payments on account, less recoveries."""
    return annual_payment_pence + on_account_pence - recoveries_pence


def negative_pence(amount_pence):
    """An amount that goes the other way: a recovery is a payment back."""
    return 0.0 - amount_pence


# --- next year's rebasing --------------------------------------------------------------------------------


def is_lasting(kind, recurrent):
    """One where the effect of a reopener of some ``kind`` outlasts its year.

    A price that rose stays risen. An event passes, unless ``recurrent`` is one.
    """
    return either(flag(kind == "inflation_share"), recurrent)


def carried_over_pence(amount_pence, is_invoked, is_lasting):
    """What a reopener leaves in a later year: its worth there, if it was invoked and lasts."""
    return where(both(is_invoked, is_lasting) == 1, amount_pence, 0)


def rebased_pence(budget_pence, people_pence, reopeners_pence):
    """A year's budget as set, with the people and prices that the settled year leaves behind."""
    return budget_pence + people_pence + reopeners_pence
