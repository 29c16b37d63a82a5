"""Splitting whole pence so that the parts add to the whole."""


def largest_remainder(amount_pence, weights, keys):
    """Split an amount of whole pence in proportion to weights, to the penny.

    Each part first gets its proportion rounded towards zero. The pennies left over go one each to the
    parts with the largest remainders; ties go to the smaller key, so the order of rows never matters.

    Parameters
    ----------
    amount_pence : number
        Whole pence, of either sign.
    weights : list of number
        Non-negative, not all zero unless the amount is zero.
    keys : list of str
        One distinct key per weight; decides ties.

    Returns
    -------
    list of float
        Whole pence in the order of the weights; they add to ``amount_pence`` exactly.

    Raises
    ------
    ValueError
        When a weight is negative, or all weights are zero and there is something to split.
    """
    weight_total = 0.0
    # Adding in key order makes the total, and so every remainder, the same for any order of rows.
    order = _order_by(keys, [0] * len(keys))
    for position in order:
        if weights[position] < 0:
            raise ValueError("cannot split by a negative weight: " + str(keys[position]))
        weight_total += weights[position]
    if weight_total == 0:
        if amount_pence == 0:
            return [0.0] * len(weights)
        raise ValueError("cannot split " + str(amount_pence) + " pence: every weight is zero")
    sign = -1.0 if amount_pence < 0 else 1.0
    size = int(abs(amount_pence))
    parts = []
    remainders = []
    given = 0
    for weight in weights:
        exact = size * (weight / weight_total)
        whole = int(exact)
        parts.append(whole)
        remainders.append(exact - whole)
        given += whole
    order = _order_by(keys, [-remainder for remainder in remainders])
    left = size - given
    position = 0
    while left > 0:
        parts[order[position % len(order)]] += 1
        left -= 1
        position += 1
    position = len(order) - 1
    while left < 0:  # a rounding of the last bit gave away a penny too many
        if parts[order[position]] > 0:
            parts[order[position]] -= 1
            left += 1
        position = position - 1 if position > 0 else len(order) - 1
    return [sign * part for part in parts]


def _order_by(keys, ranks):
    """Positions in rising order of rank, then key (every tuple differs, so stability does not matter)."""
    decorated = [(ranks[position], str(keys[position]), position) for position in range(len(keys))]
    decorated.sort()
    return [position for _, _, position in decorated]
