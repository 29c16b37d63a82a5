"""Gain/loss sharing between the parties of a place: from the fall in activity to each party's share.

The kernel that all schemes have in common (thresholds, bands, shares, caps) is in ``sharing``; here is
what England adds: what the payer really saves under its payment basis, what the provider's cost really
falls by, protection for small numbers, keys to share by, and a residual holder who takes the rest.
Gains are positive and losses negative throughout.
"""

from .dialect import both, divide, either, flag, known, maximum, minimum, round_half_away, where
from .noise import saving_deviation_rate
from .sharing import gated_pence, one_sided_pence, past_threshold_pence

# Why an amount is, or is not, shared. The words are in the step's table of reasons.
SHARED = 0
SMALL_NUMBERS = 1
NOTHING_TO_SHARE = 2
WITHIN_THRESHOLD = 3
ONE_SIDED = 4
GATE_MISSED = 5
NO_OUTTURN = 6


# --- terms -----------------------------------------------------------------------------------------------


def threshold_rate(threshold_kind, rate):
    """The threshold in force: nothing where the threshold kind is none, else the stated rate."""
    return where(threshold_kind == "none", 0, rate)


def is_deductible(threshold_kind):
    """One where the threshold kind is deductible: only the part of a saving beyond it is shared."""
    return flag(threshold_kind == "deductible")


def is_two_sided(sides):
    """One where ``sides`` is two_sided: losses are shared too."""
    return flag(sides == "two_sided")


def uses_released_cost(pool_basis):
    """One where the pool basis is released: what cost really falls by, not what changes hands at price."""
    return flag(pool_basis == "released")


def variable_rate(payment_basis, blended_rate):
    """The share of price that follows activity, by payment basis: all, none (block) or the blended rate."""
    return where(payment_basis == "activity", 1, where(payment_basis == "blended", blended_rate, 0))


# --- the pool --------------------------------------------------------------------------------------------


def payer_underspend_pence(price_pool_pence, variable_rate):
    """What the payer spends less (or, negative, more) when activity differs from what was expected.

    ``variable_rate`` is the share of the price that follows activity: 1 where each case is paid for, 0
    under a block contract, and the marginal rate under a blended payment.
    """
    return round_half_away(price_pool_pence * variable_rate)


def pool_on_basis_pence(price_pool_pence, provider_cost_released_pence, uses_released_cost):
    """The pool at price, or at the cost that the provider really released (flag 1)."""
    return where(uses_released_cost == 1, provider_cost_released_pence, price_pool_pence)


def held_within_underspend_pence(pool_pence, payer_underspend_pence):
    """A gain never above the payer's actual underspend, and a loss never above its actual overspend."""
    gain = minimum(pool_pence, maximum(payer_underspend_pence, 0))
    loss = maximum(pool_pence, minimum(payer_underspend_pence, 0))
    return where(pool_pence > 0, gain, loss)


# --- one currency ----------------------------------------------------------------------------------------


def is_one_currency(
    is_same_price_base, is_same_grouper, is_same_market_forces, is_same_identification, is_same_open_spells
):
    """One where expected and actual activity are counted and priced alike in all five ways."""
    priced_alike = both(both(is_same_price_base, is_same_grouper), is_same_market_forces)
    return both(priced_alike, both(is_same_identification, is_same_open_spells))


def unstated_basis_pence(expected_pence, is_stated):
    """Expected spend of a row that does not say what both of its figures are counted and priced by."""
    return where(is_stated == 1, 0, expected_pence)


def other_basis_pence(expected_pence, is_stated, is_one_currency):
    """Expected spend of a row whose actual figure is counted or priced another way."""
    return where(both(is_stated, 1 - is_one_currency) == 1, expected_pence, 0)


# --- what is shared --------------------------------------------------------------------------------------


def protected_pence(amount_pence, persons, minimum_persons):
    """Nothing is shared, gain or loss, for fewer people than the parties agreed as the least."""
    return round_half_away(flag(persons >= minimum_persons) * amount_pence)


def quality_pence(amount_pence, quality_score_rate, quality_gate_rate, quality_multiplies):
    """A gain after the quality gate (nothing below it) and, where agreed, times the score; losses stand.

    A blank score (no evidence held) passes no gate but a gate of zero, and multiplies as zero.
    """
    score = where(known(quality_score_rate) == 1, quality_score_rate, 0)
    gated = gated_pence(amount_pence, score, quality_gate_rate)
    multiplies = both(flag(quality_multiplies == 1), flag(amount_pence > 0))
    return round_half_away(gated * where(multiplies == 1, score, 1))


def reason_code(
    months,
    pool_pence,
    expected_pence,
    gain_threshold_rate,
    loss_threshold_rate,
    is_two_sided,
    persons,
    minimum_persons,
    quality_score_rate,
    quality_gate_rate,
):
    """The first reason, in the order in which the tests are made, why a pool is not shared; 0 if it is."""
    past = past_threshold_pence(pool_pence, expected_pence, gain_threshold_rate, loss_threshold_rate, 0)
    score = where(known(quality_score_rate) == 1, quality_score_rate, 0)
    passed = gated_pence(pool_pence, score, quality_gate_rate)
    gate = where(passed == 0, GATE_MISSED, SHARED)
    side = where(one_sided_pence(pool_pence, is_two_sided) == 0, ONE_SIDED, gate)
    threshold = where(past == 0, WITHIN_THRESHOLD, side)
    nothing = where(pool_pence == 0, NOTHING_TO_SHARE, threshold)
    small = where(persons < minimum_persons, SMALL_NUMBERS, nothing)
    return where(months > 0, small, NO_OUTTURN)


def pool_rate(pool_pence, expected_pence):
    """The pool as a share of expected spend; 0 where nothing was expected."""
    return divide(pool_pence, expected_pence, 0)


def mean_months(line_months, lines):
    """Months of outturn held, on average over the ``lines`` of the pool: 12 only when every line is whole."""
    return divide(line_months, lines, 0)


def is_month_frozen(rows, frozen_rows):
    """One where all ``rows`` of a month are frozen rows."""
    return flag(frozen_rows == rows)


# --- chance ----------------------------------------------------------------------------------------------


def noise_band_rate(confidence_factor, person_variation, persons, months):
    """How large a saving may be by chance alone, as a share of expected spend.

    The factor of the chosen confidence (1.645 for 95%, one-sided) times the standard deviation of a mean
    over person-years. People's costs are taken as independent: a winter or an epidemic is not in it, and
    does not shrink with numbers. Fewer than one person-year counts as one; a year without outturn yet has
    the band of a whole year.
    """
    person_years = maximum(persons * where(months > 0, months, 12) / 12, 1)
    return confidence_factor * saving_deviation_rate(person_variation, person_years)


def is_within_noise(saving_rate, noise_band_rate):
    """One where a saving or loss is no larger than chance alone may bring."""
    return both(flag(saving_rate <= noise_band_rate), flag(-saving_rate <= noise_band_rate))


# --- parties ---------------------------------------------------------------------------------------------


def agreed_share_rate(pool_pence, gain_share_rate, loss_share_rate):
    """The share that the parties agreed: one rate for gains, another for losses."""
    return where(pool_pence < 0, loss_share_rate, gain_share_rate)


def performance_share_rate(agreed_share_rate, pool_pence, quality_score_rate):
    """The agreed share times the quality score on a gain; the agreed share of a loss."""
    score = where(known(quality_score_rate) == 1, quality_score_rate, 0)
    return agreed_share_rate * where(pool_pence > 0, score, 1)


def member_weight(weight, is_member):
    """A weight that counts for members only: a holder of nothing but the rest is none.

    A party that has less than nothing at stake has no part either, since shares of others would pass one.
    """
    return where(is_member == 1, maximum(weight, 0), 0)


def party_budget_pence(
    expected_as_payer_pence, expected_as_provider_pence, annual_payment_pence, is_contract_holder
):
    """What a party has at stake: its pool spend as payer or provider, and an annual payment that it holds."""
    return expected_as_payer_pence + expected_as_provider_pence + annual_payment_pence * is_contract_holder


def compensation_weight_pence(income_change_pence, pool_pence, is_member):
    """Weight of a party whose income moved because of the change: it fell on a gain, it rose on a loss."""
    fell = maximum(0.0 - income_change_pence, 0)
    rose = maximum(income_change_pence, 0)
    return is_member * where(pool_pence < 0, rose, fell)


def weighted_share_rate(weight, weight_total):
    """A party's weight as a share of all weights; 0 where no party has any."""
    return divide(weight, weight_total, 0)


def own_cap_rate(stated_rate):
    """A party's own cap; blank is none, which is 1, since the contract's cap is never above 1."""
    return where(known(stated_rate) == 1, stated_rate, 1)


def cap_pence(amount_pence, expected_pence, gain_cap_rate, loss_cap_rate):
    """The cap that applies to an amount, as money: the gain cap on a gain, the loss cap on a loss."""
    return round_half_away(expected_pence * where(amount_pence < 0, loss_cap_rate, gain_cap_rate))


def within_cap_pence(amount_pence, cap_pence):
    """An amount of either sign held to the size of its cap."""
    return maximum(minimum(amount_pence, cap_pence), 0.0 - cap_pence)


def residual_pence(pool_pence, others_pence):
    """What is left of the pool for the residual holder after every other party's share."""
    return pool_pence - others_pence


def settled_pence(capped_pence, residual_pence, is_residual):
    """A party's settled share: the residual for its holder, the capped share for every other party."""
    return where(is_residual == 1, residual_pence, capped_pence)


def paid_out_pence(settled_pence, is_residual, is_commissioner):
    """What is handed over. The rest that is a commissioner's to keep stays in the ledger where it lies."""
    return where(both(is_residual, is_commissioner) == 1, 0, settled_pence)


def funding_weight_pence(payer_pool_pence, shared_out_pence):
    """A commissioner's weight in funding what is handed over: its own pool, if it has the same sign.

    So a commissioner with a gain never pays for another's loss, and none pays more than its own pool.
    """
    gain = where(shared_out_pence > 0, maximum(payer_pool_pence, 0), 0)
    loss = where(shared_out_pence < 0, maximum(0.0 - payer_pool_pence, 0), 0)
    return gain + loss


def kept_pence(payer_pool_pence, funded_pence):
    """What stays with a commissioner of its own pool."""
    return payer_pool_pence - funded_pence


# --- who gets cash ---------------------------------------------------------------------------------------


def cash_pence(underspend_pence, income_pence, received_pence, funded_pence):
    """What a body has more or less: its underspend, change of income and share, less what it hands over."""
    return underspend_pence + income_pence + received_pence - funded_pence


def margin_pence(cash_pence, provider_cost_released_pence):
    """Cash plus the cost that fell away: what a body is really better off by."""
    return cash_pence + provider_cost_released_pence


def income_change_pence(payer_underspend_pence):
    """A provider's income falls by exactly what its payer spends less."""
    return 0.0 - payer_underspend_pence


def is_provisional(months, frozen_months):
    """One while a year has fewer than twelve months of outturn, or a month that is not frozen."""
    return either(flag(months < 12), flag(frozen_months < months))
