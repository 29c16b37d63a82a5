"""Risk: how far cost may stray from plan, who bears it, and what terms keep chance from being paid.

A year's cost is taken as a sum of independent cases (a compound Poisson model). People of an age or need
with twice the cost have twice the cases, and each case falls on one line and one commissioner. The variance
of a cell is then in proportion to its cost, so that the cells of a pool of N people add up to one figure:
its coefficient of variation over the root of N, as in ``noise``. Shocks common to everyone come on top and
do not shrink with N.

The cost of single people beyond a stop-loss follows a Pareto distribution of the second kind (Lomax), which
needs powers alone: of mean 1 and coefficient of variation v above 1 it has the shape 2 v^2 / (v^2 - 1).
"""

from .dialect import absolute, clip, divide, flag, known, maximum, where
from .noise import normal_quantile, saving_deviation_rate
from .sharing import NO_LIMIT_RATE

# --- spread ------------------------------------------------------------------------------------------


def case_variation(cases_per_person_rate, severity_variation):
    """Coefficient of variation of a person's yearly cost, from how many cases there are and their spread."""
    return ((1 + severity_variation * severity_variation) / cases_per_person_rate) ** 0.5


def line_variation(stated_variation, variation, line_pence, total_pence):
    """Coefficient of variation of a person's yearly cost on one line.

    As stated; where that is blank, the line has its part of the variance of the whole, by its cost. A line
    with a tenth of the cost then varies by the root of ten as much as the whole.
    """
    part = variation * divide(absolute(total_pence), absolute(line_pence), 0) ** 0.5
    return where(known(stated_variation) == 1, stated_variation, part)


def variance_number(line_variation, line_pence):
    """What a line adds to the variance of its pool: its spread for one person, squared."""
    return (line_variation * line_pence) * (line_variation * line_pence)


def pool_variation(variance_total, pool_pence, variation):
    """Coefficient of variation of a pool from the variances of its lines; as assumed where it has no cost."""
    return divide(variance_total**0.5, absolute(pool_pence), variation)


def cell_deviation_rate(line_variation, line_pence, cell_pence, persons):
    """Deviation by chance of one commissioner's part of a line; parts of no cost have none."""
    larger = divide(absolute(line_pence), absolute(cell_pence), 0) ** 0.5
    return saving_deviation_rate(line_variation, persons) * larger


def together_rate(first_rate, second_rate):
    """Two independent deviations as one: the root of the sum of squares."""
    return (first_rate * first_rate + second_rate * second_rate) ** 0.5


def averaged_rate(yearly_rate, lasting_rate, years):
    """Deviation of the mean of some years: what comes anew each year shrinks, what lasts does not."""
    return (yearly_rate * yearly_rate / years + lasting_rate * lasting_rate) ** 0.5


# --- need within a budget ----------------------------------------------------------------------------


def share_square(part, whole):
    """The square of a part's share of the whole; summed, 1 over the number of parts were they equal."""
    return divide(part, whole, 0) * divide(part, whole, 0)


def need_deviation_rate(practice_deviation_rate, concentration, list_part_rate):
    """How far a budget misses need by chance: what is set by a list share is blind to it.

    Practices are taken as drawn at random. Their concentration is the sum of their squared shares of the
    people, 1 where they all move as one; what is set by need, or read from patients' records, misses nothing.
    """
    return practice_deviation_rate * concentration**0.5 * list_part_rate


# --- what a party has at stake -----------------------------------------------------------------------


def margin_pence(budget_pence, cost_pence, is_virtual):
    """What the holder of the contract keeps, or is short of; a virtual contract pays nothing."""
    return where(is_virtual == 1, 0, budget_pence - cost_pence)


def position_pence(share_pence, margin_pence, true_up_pence):
    """What a party gains or loses in a year: share of the pool, margin on the budget, list true-up."""
    return share_pence + margin_pence + true_up_pence


def cover_pence(reserves_pence, guarantee_pence, facility_pence):
    """What can bear a loss: reserves, guarantee and agreed borrowing; what is not known bears none."""
    reserves = where(known(reserves_pence) == 1, reserves_pence, 0)
    guarantee = where(known(guarantee_pence) == 1, guarantee_pence, 0)
    return reserves + guarantee + where(known(facility_pence) == 1, facility_pence, 0)


def is_red(tail_loss_pence, cover_pence):
    """One where the loss of the tail exceeds what can bear it."""
    return flag(tail_loss_pence > cover_pence)


# --- terms that chance does not pass -----------------------------------------------------------------


def corridor_rate(chosen_rate, deviation_rate):
    """The threshold that chance alone passes, on one side, no more often than the chosen probability."""
    return maximum(normal_quantile(1 - chosen_rate), 0) * deviation_rate


def persons_for_corridor(corridor_rate, chosen_rate, variation, shock_rate):
    """The fewest people for whom a threshold keeps chance to the chosen probability.

    A million people times a thousand stands for never: shocks alone pass the threshold too often.
    """
    allowed = divide(corridor_rate, normal_quantile(1 - chosen_rate), 0)
    room = allowed * allowed - shock_rate * shock_rate
    enough = divide(variation * variation, maximum(room, 0), 1000 * NO_LIMIT_RATE)
    return where(room > 0, enough, 1000 * NO_LIMIT_RATE)


# --- stop-loss on single people ----------------------------------------------------------------------


def tail_shape_number(variation):
    """Shape of the Lomax distribution of a coefficient of variation, which is held to 1.01 at least."""
    square = maximum(variation, 1.01) * maximum(variation, 1.01)
    return 2 * square / (square - 1)


def kept_cost_rate(limit_factor, variation):
    """Part of all cost that lies below a limit for each person, as a multiple of the mean cost."""
    shape = tail_shape_number(variation)
    return 1 - (1 + limit_factor / (shape - 1)) ** (1 - shape)


def kept_variation(limit_factor, variation):
    """Coefficient of variation of what is left of a person's cost below a limit."""
    shape = tail_shape_number(variation)
    scale = shape - 1
    beyond = 1 + limit_factor / scale
    first = (beyond ** (2 - shape) - 1) / (2 - shape)
    second = (beyond ** (1 - shape) - 1) / (1 - shape)
    square = 2 * scale * scale * (first - second)
    kept = kept_cost_rate(limit_factor, variation)
    return clip(square / (kept * kept) - 1, 0, variation * variation) ** 0.5


# --- what terms are worth ----------------------------------------------------------------------------


def incentive_rate(with_saving_pence, without_saving_pence, saved_pence):
    """What a party receives more for each pound truly saved."""
    return divide(with_saving_pence - without_saving_pence, saved_pence, 0)
