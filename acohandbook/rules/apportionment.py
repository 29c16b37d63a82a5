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
        Non-negative, not all zero unless the amount is zero. A part of no weight gets nothing.
    keys : list of str
        One distinct key per weight; decides ties.

    Returns
    -------
    list of float
        Whole pence in the order of the weights; they add to ``amount_pence`` exactly.

    Raises
    ------
    ValueError
        When the amount is not whole pence, a weight is negative or blank, two keys are the same, or all
        weights are zero and there is something to split.
    """
    if not amount_pence == amount_pence // 1:  # written so that a blank (NaN) fails too
        raise ValueError("cannot split " + str(amount_pence) + ": not a number of whole pence")
    weight_total = 0.0
    receiving = []
    previous = None
    # Adding in key order makes the total, and so every remainder, the same for any order of rows.
    for position in _order_by([0] * len(keys), keys):
        if str(keys[position]) == previous:
            raise ValueError("cannot split between two parts of the same key: " + previous)
        previous = str(keys[position])
        if not weights[position] >= 0:
            raise ValueError("cannot split by a negative or blank weight: " + previous)
        if weights[position] > 0:
            receiving.append(position)
        weight_total += weights[position]
    if weight_total == 0:
        if amount_pence == 0:
            return [0.0] * len(weights)
        raise ValueError("cannot split " + str(amount_pence) + " pence: every weight is zero")
    sign = -1.0 if amount_pence < 0 else 1.0
    size = int(abs(amount_pence))
    parts = []
    remainders = []
    left = size
    for weight in weights:
        exact = size * (weight / weight_total)
        whole = int(exact)
        parts.append(whole)
        remainders.append(exact - whole)
        left -= whole
    order = _order_by(
        [-remainders[position] for position in receiving], [keys[position] for position in receiving]
    )
    turn = 0
    while left > 0:
        parts[receiving[order[turn % len(order)]]] += 1
        left -= 1
        turn += 1
    while left < 0:  # the last bit of a very large amount gave away a penny too many
        turn -= 1
        position = receiving[order[turn % len(order)]]
        if parts[position] > 0:
            parts[position] -= 1
            left += 1
    return [0.0 + sign * part for part in parts]  # adding zero turns a minus zero into zero


def _order_by(ranks, keys):
    """Positions in rising order of rank, then key (no two tuples are equal, so stability does not matter)."""
    decorated = [(ranks[position], str(keys[position]), position) for position in range(len(keys))]
    decorated.sort()
    return [position for _, _, position in decorated]
