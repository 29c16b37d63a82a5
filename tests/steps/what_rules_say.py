"""What each rule of the data dictionary says of figures left out, as linear sums with bounds."""

import numpy as np

PENNY = 0.00501


class Sum(dict):
    """A linear sum of unknowns: name to factor, with what is known under None."""

    def __add__(self, other):
        both = Sum(self)
        for name, factor in other.items():
            both[name] = both.get(name, 0.0) + factor
        return both

    def __mul__(self, factor):
        return Sum({name: own * factor for name, own in self.items()})

    def __sub__(self, other):
        return self + other * -1

    @property
    def known(self):
        return self.get(None, 0.0) if not self.unknowns else None

    @property
    def unknowns(self):
        return {name: factor for name, factor in self.items() if name is not None and factor}


def only(number):
    return Sum({None: float(number)})


# What each rule says of its unknowns: sums with the least and the most that they can be.


def _equal(one, other):
    return [(one - other,)] if one is not None and other is not None else []


def _product(whole, rate, part):
    """part = rate x whole, where one factor is known."""
    if None in (whole, rate, part):
        return []
    if rate.known is not None:
        return [(part - whole * rate.known,)]
    if whole.known is not None:
        return [(part - rate * whole.known,)]
    return []


def _rounded(whole, rate, part, step=PENNY):
    return [(total, -step, step) for (total,) in _product(whole, rate, part)]


def _if(mine, persons, is_counted):
    return _equal(mine, persons if is_counted and is_counted.known == 1 else only(0))


def _need(mine, weighted_persons, counted_persons, registered_persons):
    if None in (weighted_persons, counted_persons, registered_persons):
        return []
    if None not in (weighted_persons.known, registered_persons.known) and registered_persons.known:
        return _product(counted_persons, only(weighted_persons.known / registered_persons.known), mine)
    if None not in (mine.known, counted_persons.known):
        return [(weighted_persons * counted_persons.known - registered_persons * mine.known,)]
    return []


def _need_of_unregistered(
    mine, unregistered_persons, weighted_persons, counted_persons, unregistered_need_rate, is_need
):
    if is_need.known != 1:
        return _equal(mine, unregistered_persons)
    if None in (weighted_persons, counted_persons) or not counted_persons.known:
        return []
    if weighted_persons.known is None:
        if unregistered_persons.known is None:
            return []
        rate = unregistered_persons.known * unregistered_need_rate.known / counted_persons.known
        return _product(weighted_persons, only(rate), mine)
    mean = weighted_persons.known / counted_persons.known if counted_persons.known else 1
    return _product(unregistered_persons, only(mean * unregistered_need_rate.known), mine)


def _grown(mine, base_persons, persons, persons_in_base_year_total):
    if None in (base_persons, persons, persons_in_base_year_total):
        return []
    if None in (persons.known, persons_in_base_year_total.known) or not persons_in_base_year_total.known:
        return []
    grown = base_persons * (persons.known / persons_in_base_year_total.known)
    return [(mine - grown, -0.50001, 0.50001)]


def _a_head(mine, amount_pence, persons):
    """Money is shown in pounds; a rounded rate a head leaves half a penny for each person."""
    if None in (mine, amount_pence, persons) or None in (mine.known, amount_pence.known):
        return []
    low, high = mine.known - PENNY, mine.known + PENNY
    amount = only(amount_pence.known)
    if amount_pence.known < 0:
        low, high = high, low
    return [(persons * low - amount, -np.inf, 0), (persons * high - amount, 0, np.inf)]


def _true_up(mine, true_up_persons, per_head_pence, marginal_rate):
    if None in (per_head_pence, marginal_rate) or None in (per_head_pence.known, marginal_rate.known):
        return []
    return _rounded(true_up_persons, only(per_head_pence.known * marginal_rate.known), mine)


def _root(mine, variation_rate, persons):
    """rate = variation / root of people: people = (variation / rate) squared."""
    if (
        None in (mine, variation_rate, persons)
        or None in (mine.known, variation_rate.known)
        or not mine.known
    ):
        return []
    people = (variation_rate.known / mine.known) ** 2
    return [(persons - only(people), -1e-3, 1e-3)]


RULES = {
    "population.persons_if": _if,
    "population.counted_persons": lambda mine, registered_persons, resident_persons, is_by_residence: _equal(
        mine, resident_persons if is_by_residence.known == 1 else registered_persons
    ),
    "population.own_or_footprint_persons": lambda mine, own_persons, footprint_persons, is_ccg: _equal(
        mine, own_persons if is_ccg.known == 1 else footprint_persons
    ),
    "population.persons_together": lambda mine, registered_persons, unregistered_persons: (
        _equal(mine, registered_persons + unregistered_persons)
        if registered_persons and unregistered_persons
        else []
    ),
    "population.difference_persons": lambda mine, persons, compared_persons: _equal(
        mine, persons - compared_persons
    ),
    "population.difference_rate": lambda mine, rate, compared_rate: (
        _equal(mine, rate - compared_rate) if rate and compared_rate else []
    ),
    "population.share_rate": lambda mine, part_persons, whole_persons: _product(
        whole_persons, mine, part_persons
    ),
    "population.relative_need_rate": lambda mine, weighted_persons, registered_persons: _product(
        registered_persons, mine, weighted_persons
    ),
    "population.counted_need_persons": _need,
    "population.unregistered_need_persons": _need_of_unregistered,
    "population.list_inflation_rate": lambda mine, registered_persons, resident_persons: (
        _product(resident_persons, mine + only(1), registered_persons)
    ),
    "population.cost_pence": lambda mine, persons, cost_per_head_gbp: _rounded(
        persons, cost_per_head_gbp, mine
    ),
    "contract_years.own_or_all_persons": lambda mine, own_persons, all_persons: _equal(
        mine, all_persons if own_persons.known == 0 else own_persons
    ),
    "contract_years.cost_weighted_persons": lambda mine, persons, age_cost_index: _product(
        persons, age_cost_index, mine
    ),
    "contract_years.persons_at_growth": _grown,
    "contract_years.per_head_pence": _a_head,
    "settlement.per_head_pence": _a_head,
    "settlement.true_up_persons": lambda mine, actual_persons, list_cleaning_persons, assumed_persons: _equal(
        mine, actual_persons + list_cleaning_persons - assumed_persons
    ),
    "settlement.list_true_up_pence": _true_up,
    "baseline.share_in_force": lambda mine, attribution, is_by_key, key_share_rate, stated_rate: (
        _equal(mine, key_share_rate) if is_by_key and is_by_key.known == 1 else []
    ),
    "baseline.part_pence": lambda mine, amount_pence, share_rate: _rounded(amount_pence, share_rate, mine),
    "baseline.part_if_pence": lambda mine, amount_pence, share_rate, is_counted: (
        _rounded(amount_pence, share_rate, mine) if is_counted.known == 1 else []
    ),
    "baseline.per_head_gbp": lambda mine, amount_pence, persons: _product(persons, mine, amount_pence),
    "growth.growth_rate": lambda mine, closing, opening: (
        _product(opening, mine + only(1), closing) if closing and opening else []
    ),
    "scoring.list_index": lambda mine, list_persons, national_mean_list_persons: _product(
        national_mean_list_persons, mine, list_persons
    ),
    "scoring.points_pence": lambda mine, points, point_value, list_index: (
        _rounded(list_index, only(points.known * point_value.known), mine) if points and point_value else []
    ),
    "noise.saving_deviation_rate": lambda mine, variation_rate, persons: _root(mine, variation_rate, persons),
}  # fmt: skip
