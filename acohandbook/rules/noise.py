"""How much of a measured saving is chance at a population size, and the minimum rate that guards against it.

Everything follows from one coefficient of variation: the standard deviation of one person's yearly cost
as a multiple of the mean. The mean cost of N independent people then varies by that over the root of N.
People who share a winter are not independent: a common shock does not shrink with N and is not in here.

The normal distribution is worked with the four operations and square roots alone: no runtime but CPython
has it, and the last digits of a library's exponential differ from one runtime to the next.
"""

from .dialect import clip, maximum, where

_ROOT_TWO_PI = 2.5066282746310002
_FURTHEST = 8.5  # beyond it the probability is 0 or 1 to the last digit that a float can hold
_TERMS = 160
_SQUARINGS = 10
_ROOTS = 6


def normal_density(z):
    """Density of the standard normal distribution at z, to within one part in 1e12 as far as 8.5."""
    return _exponential(-0.5 * z * z) / _ROOT_TWO_PI


def normal_probability(z):
    """Probability that a standard normal figure is at most z, to within 1e-13.

    One half plus the density times z + z^3/3 + z^5/15 + ... (each term the last one times z^2 over the next
    odd number), a series without any cancelling.
    """
    near = clip(z, 0 - _FURTHEST, _FURTHEST)
    term = near
    series = near
    for step in range(1, _TERMS):
        term = term * near * near / (2 * step + 1)
        series = series + term
    return 0.5 + normal_density(near) * series


def normal_quantile(probability):
    """The z that a standard normal figure stays below with this probability, from 1e-6 to 1 - 1e-6.

    Starts from the rational approximation 26.2.23 of Abramowitz and Stegun, Handbook of Mathematical
    Functions (1964), which is within 4.5e-4, and takes three steps of Newton's method: within 1e-8.
    """
    tail = where(probability < 0.5, probability, 1 - probability)
    t = maximum(-2 * _natural_log(tail), 0) ** 0.5
    above = 2.515517 + t * (0.802853 + t * 0.010328)
    below = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
    size = t - above / below
    z = where(probability < 0.5, 0 - size, size)
    for _ in range(3):
        z = z - (normal_probability(z) - probability) / normal_density(z)
    return z


def saving_deviation_rate(variation_rate, persons):
    """Standard deviation of a measured saving rate: the coefficient of variation over the root of N."""
    return variation_rate / persons**0.5


def chance_at_least(line_rate, true_saving_rate, variation_rate, persons):
    """Probability that the measured saving reaches a line, given the true one."""
    deviation = saving_deviation_rate(variation_rate, persons)
    return normal_probability((true_saving_rate - line_rate) / deviation)


def chance_at_most(line_rate, true_saving_rate, variation_rate, persons):
    """Probability that the measured saving is at or below a line (a loss line is negative)."""
    deviation = saving_deviation_rate(variation_rate, persons)
    return normal_probability((line_rate - true_saving_rate) / deviation)


def minimum_rate(false_payment_rate, variation_rate, persons):
    """The least saving rate at which chance alone pays no more often than the chosen probability."""
    return normal_quantile(1 - false_payment_rate) * saving_deviation_rate(variation_rate, persons)


def confidence_rate(persons, low_persons, low_rate, high_persons, high_rate):
    """The confidence of a minimum rate that grows with the logarithm of the population.

    ``low_rate`` up to ``low_persons``, ``high_rate`` from ``high_persons`` on, and in between a straight
    line in the logarithm. The published table of minimum savings rates behaves so.
    """
    held = clip(persons, low_persons, high_persons)
    along = _natural_log(low_persons / held) / _natural_log(low_persons / high_persons)
    return low_rate + (high_rate - low_rate) * along


def implied_variation_rate(minimum_rate, false_payment_rate, persons):
    """The coefficient of variation that a published minimum rate implies at a population size."""
    return minimum_rate * persons**0.5 / normal_quantile(1 - false_payment_rate)


def implied_false_payment_rate(minimum_rate, variation_rate, persons):
    """How often chance alone reaches a published minimum rate at a population size."""
    return chance_at_least(minimum_rate, 0, variation_rate, persons)


def _exponential(value):
    """e to the power of a value from -40 to 0, to within one part in 1e12.

    The series is summed for a thousandth of the value, and the result squared ten times.
    """
    part = value / 2**_SQUARINGS
    series = 1.0
    for term in range(12, 0, -1):
        series = 1 + series * part / term
    for _ in range(_SQUARINGS):
        series = series * series
    return series


def _natural_log(value):
    """The natural logarithm of a value from 1e-9 to 1, to within 1e-7.

    Square roots bring the value near 1, where the series of the inverse hyperbolic tangent is short.
    """
    near = value
    for _ in range(_ROOTS):
        near = near**0.5
    ratio = (near - 1) / (near + 1)
    square = ratio * ratio
    series = 1 + square * (1 / 3 + square * (1 / 5 + square * (1 / 7 + square * (1 / 9))))
    return 2 ** (_ROOTS + 1) * ratio * series
