"""How England's money follows need: a practice's target allocation, and the relative need of a place.

The weights and pounds per head that ``target_pence`` takes were derived from published practice figures of
2018/19, which they reproduce to rounding; they are not quoted from the technical guide.
"""

from .dialect import divide, to_pence


def hospital_need_persons(
    general_acute_persons,
    community_persons,
    mental_health_persons,
    maternity_persons,
    general_acute_weight_rate,
    community_weight_rate,
    mental_health_weight_rate,
    maternity_weight_rate,
):
    """People weighted by need for hospital and community care: four components by their weights."""
    return (
        general_acute_persons * general_acute_weight_rate
        + community_persons * community_weight_rate
        + mental_health_persons * mental_health_weight_rate
        + maternity_persons * maternity_weight_rate
    )


def with_inequality_persons(need_persons, inequality_persons, inequality_rate):
    """Weighted people with the adjustment for health inequalities taking its rate of the whole."""
    return need_persons * (1 - inequality_rate) + inequality_persons * inequality_rate


def target_pence(
    hospital_need_persons,
    prescribing_persons,
    inequality_persons,
    inequality_rate,
    market_forces_rate,
    ambulance_cost_rate,
    hospital_gbp,
    prescribing_gbp,
):
    """Target allocation, remoteness left out.

    Hospital and community need, with inequalities, at ``hospital_gbp`` a weighted head, the market forces
    index and the emergency ambulance cost index; prescribing need, with inequalities, at
    ``prescribing_gbp`` a weighted head.
    """
    hospital = with_inequality_persons(hospital_need_persons, inequality_persons, inequality_rate)
    prescribing = with_inequality_persons(prescribing_persons, inequality_persons, inequality_rate)
    return to_pence(
        hospital * hospital_gbp * market_forces_rate * ambulance_cost_rate + prescribing * prescribing_gbp
    )


def relative_need_of_place_rate(place_need_persons, place_persons, area_need_persons, area_persons):
    """Need per head of a place over need per head of its area; 0 where a population is 0."""
    place = divide(place_need_persons, place_persons, 0)
    return divide(place, divide(area_need_persons, area_persons, 0), 0)
