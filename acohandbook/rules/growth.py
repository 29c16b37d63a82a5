"""Growth from one year to the next: compounding, collars, and convergence to a target.

Rates are decimals. A factor is what an amount is multiplied by: 1.021 for a growth of 2.1%.
"""

from .dialect import absolute, divide, round_half_away


def growth_factor(rate):
    """The factor of one rate: 1 + rate."""
    return 1 + rate


def compounded_factor(earlier_factor, rate):
    """An earlier factor with one more growth on top of it."""
    return earlier_factor * (1 + rate)


def reduced_factor(earlier_factor, rate):
    """An earlier factor less a saving, which is positive when it lowers the amount."""
    return earlier_factor * (1 - rate)


def rate_of_factor(factor):
    """The growth rate of a factor: factor - 1."""
    return factor - 1


def growth_rate(closing, opening):
    """Growth from ``opening`` to ``closing``, in any unit. From nothing there is no rate: 0."""
    return divide(closing, opening, 1) - 1


def growth_or_assumed_rate(closing, opening, assumed_rate):
    """Growth from ``opening`` to ``closing``, or the assumed rate where there is nothing to grow from."""
    return divide(closing, opening, 1 + assumed_rate) - 1


def change_pence(opening_pence, rate):
    """What growth adds to an amount: a named rounding point. No growth adds nothing."""
    return round_half_away(opening_pence * (1 + rate)) - opening_pence


def first_change_pence(opening_pence, factor):
    """What the first cause of growth adds to the opening amount."""
    return round_half_away(opening_pence * factor) - opening_pence


def later_change_pence(opening_pence, earlier_factor, factor):
    """What one more cause of growth adds after the causes before it.

    Each cause is measured on top of those before it and rounded at its running total, so that the causes,
    in their stated order, add to the whole change to the penny.
    """
    return round_half_away(opening_pence * factor) - round_half_away(opening_pence * earlier_factor)


def collar_pence(basis_pence, rate):
    """The limit that a floor or ceiling rate sets on an amount, which may be negative."""
    return basis_pence + round_half_away(absolute(basis_pence) * rate)


def closing_distance_rate(opening, growth_rate, target_growth_rate):
    """Distance from target after a year: (1 + closing) = (1 + opening)(1 + growth) / (1 + target growth).

    ``opening`` is last year's distance, a decimal, positive above target. NHS England's published opening
    and closing distances keep to this identity.
    """
    return (1 + opening) * (1 + growth_rate) / (1 + target_growth_rate) - 1


def growth_to_distance_rate(opening_distance_rate, closing_distance_rate, target_growth_rate):
    """Growth that takes an allocation from one distance from its target to another in a year."""
    return (1 + closing_distance_rate) * (1 + target_growth_rate) / (1 + opening_distance_rate) - 1
