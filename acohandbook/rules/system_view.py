"""System view: positions of organisations, what moves between them, and what the system as a whole saves."""

from .dialect import known, maximum, where


def known_pence(amount_pence):
    """An amount where it is known; an unknown one is left out, and counted as unknown beside it."""
    return where(known(amount_pence) == 1, amount_pence, 0)


def is_unknown(amount_pence):
    """One where an amount is not known."""
    return 1 - known(amount_pence)


def plan_pence(gap_pence, commissioner_unfunded_pence, holder_unfunded_pence, is_virtual):
    """What an organisation has left by plan: payers affordable less budget, the holder budget less cost.

    ``gap_pence`` is affordable less cost and ``commissioner_unfunded_pence`` budget less cost, so the one
    less the other is affordable less budget. Under a virtual contract no budget is paid: existing contracts
    go on, and the commissioner pays the cost.
    """
    return gap_pence + where(is_virtual == 1, 0, holder_unfunded_pence - commissioner_unfunded_pence)


def share_pence(received_pence, funded_pence):
    """What a party receives of the pool less what it hands over."""
    return received_pence - funded_pence


def settled_pence(list_true_up_pence, reopeners_pence, stop_loss_pence):
    """What the settlement of a year moves besides the payments for care themselves."""
    return list_true_up_pence + reopeners_pence + stop_loss_pence


def position_pence(underlying_pence, plan_pence, price_pence, share_pence, settled_pence, released_pence):
    """An organisation's position: a surplus is positive."""
    return underlying_pence + plan_pence + price_pence + share_pence + settled_pence + released_pence


def received_pence(amount_pence):
    """The part of an amount that is received: nothing where it is paid."""
    return maximum(amount_pence, 0)


def rest_pence(ledger_pence, acos_pence):
    """What is left of a ledger outside all accountable care organisations."""
    return ledger_pence - acos_pence


def distance_pence(position_pence, control_total_pence):
    """How far a position lies above its control total; negative below it."""
    return position_pence - control_total_pence
