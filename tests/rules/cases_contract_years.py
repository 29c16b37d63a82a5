"""Worked cases for ``acohandbook.rules.contract_years``: the answer by hand and how it was reached."""

BLANK = float("nan")


def _demographic(given, driver):
    return {
        "given_rate": given,
        "driver": driver,
        "persons_growth_rate": 0.01,
        "cost_weighted_growth_rate": 0.015,
    }


def _ruled(rule, cost, affordable, weight=0.25):
    return {
        "budget_rule": rule,
        "blend_weight_rate": weight,
        "cost_pence": cost,
        "affordable_pence": affordable,
    }


def _budget(ruled, floor, ceiling, in_floor=0, in_ceiling=0):
    return {
        "opening": 1_000,
        "ruled_pence": ruled,
        "floor_changes_pence": in_floor,
        "ceiling_changes_pence": in_ceiling,
        "floor_rate": floor,
        "ceiling_rate": ceiling,
    }


def _reopener(kind, amount=0, beyond=0.0, share=1.0):
    return {
        "kind": kind,
        "amount_pence": amount,
        "line_budget_pence": 5_000_000,
        "beyond_deadband_rate": beyond,
        "commissioner_share_rate": share,
    }


CASES = {
    "contract_years.below_line_rate": [
        ({"contingency_rate": 0.005, "non_recurrent_headroom_rate": 0.01}, 0.015, "0.5% and 1%"),
    ],
    "contract_years.saved_pence": [
        ({"opening": 300, "savings_change_pence": -120}, 420, "300 + 120"),
        ({"opening": 300, "savings_change_pence": 20}, 280, "a saving that is lost again"),
    ],
    "contract_years.cost_weighted_persons": [
        ({"persons": 1_000, "age_cost_index": 3.01}, 3_010, "a thousand people over 85 count as 3,010"),
    ],
    "contract_years.own_or_all_persons": [
        ({"own_persons": 40, "all_persons": 100}, 40, "a CCG has its own"),
        ({"own_persons": 0, "all_persons": 100}, 100, "a council or NHS England has that of all CCGs"),
    ],
    "contract_years.persons_at_growth": [
        (
            {"base_persons": 31_000, "persons": 40_400, "persons_in_base_year_total": 40_000},
            31_310,
            "31,000 x 40,400 / 40,000: 1% more",
        ),
        (
            {"base_persons": 31_000, "persons": 0, "persons_in_base_year_total": 0},
            31_000,
            "no population: as they were",
        ),
    ],
    "contract_years.demographic_rate": [
        (_demographic(0.005, "tariff"), 0.005, "the rate given stands"),
        (_demographic(0.0, "tariff"), 0.0, "a given zero too"),
        (_demographic(BLANK, "tariff"), 0.015, "blank: people by the cost of their age"),
        (_demographic(BLANK, "list"), 0.01, "paid by list: people"),
        (_demographic(BLANK, "allocation"), 0, "an allocation's growth has demography in it"),
        (_demographic(BLANK, "none"), 0, "nothing moves it"),
    ],
    "contract_years.price_factor": [
        (
            {"demand_factor": 1.0, "cost_uplift_rate": 0.031, "national_efficiency_rate": 0.02},
            1.011,
            "tariff of 2016/17: 3.1% - 2.0% = 1.1%",
        ),
    ],
    "contract_years.is_transfer": [
        ({"kind": "service_move"}, 1, "between commissioners"),
        ({"kind": "identification_rule"}, 1, "between CCG and NHS England"),
        ({"kind": "cquin_to_improvement_payment"}, 1, "between homes"),
        ({"kind": "patient_choice"}, 1, "between homes"),
        ({"kind": "full_year_effect"}, 0, "adds cost"),
    ],
    "contract_years.transfer_pence": [
        ({"amount_pence": -60, "is_transfer": 1}, -60, "moves away"),
        ({"amount_pence": 120, "is_transfer": 0}, 0, "adds cost, and funds for it must be found"),
    ],
    "contract_years.lasting_base_pence": [
        ({"baseline_pence": 900, "dated_in_baseline_pence": 200}, 700, "900 - 200 that is known to end"),
    ],
    "contract_years.is_waiting": [
        ({"home": "deferred", "year_number": 2017, "from_year_number": 2018}, 1, "the year before"),
        ({"home": "deferred", "year_number": 2018, "from_year_number": 2018}, 0, "it joins"),
        ({"home": "deferred", "year_number": 2018, "from_year_number": BLANK}, 1, "no year agreed"),
        ({"home": "annual_payment", "year_number": 2018, "from_year_number": BLANK}, 0, "not deferred"),
    ],
    "contract_years.is_joining": [
        ({"home": "deferred", "year_number": 2018, "from_year_number": 2018}, 1, "its year"),
        ({"home": "deferred", "year_number": 2019, "from_year_number": 2018}, 0, "it has joined before"),
        ({"home": "deferred", "year_number": 2018, "from_year_number": BLANK}, 0, "no year agreed"),
        ({"home": "annual_payment", "year_number": 2018, "from_year_number": 2018}, 0, "not deferred"),
    ],
    "contract_years.counted_pence": [
        ({"amount_pence": 70, "is_waiting": 0}, 70, "counts"),
        ({"amount_pence": 70, "is_waiting": 1}, 0, "waits"),
    ],
    "contract_years.waiting_pence": [
        ({"amount_pence": 70, "is_waiting": 1}, 70, "waits"),
        ({"amount_pence": 70, "is_waiting": 0}, 0, "counts"),
    ],
    "contract_years.joining_pence": [
        ({"amount_pence": 70, "is_joining": 1}, 70, "joins"),
        ({"amount_pence": 70, "is_joining": 0}, 0, "does not"),
    ],
    "contract_years.staying_pence": [
        ({"amount_pence": 70, "is_waiting": 0, "is_joining": 0}, 70, "in the budget already"),
        ({"amount_pence": 70, "is_waiting": 1, "is_joining": 0}, 0, "waits"),
        ({"amount_pence": 70, "is_waiting": 0, "is_joining": 1}, 0, "part of what joins"),
    ],
    "contract_years.rolled_pence": [
        (
            {"opening": 1_001, "growth_factor": 1.5, "adjustments_pence": 100, "scope_change_pence": 0},
            1_602,
            "1,501.5 rounds to 1,502; and 100",
        ),
        (
            {"opening": 0, "growth_factor": 1.5, "adjustments_pence": 0, "scope_change_pence": 40},
            40,
            "a line that joins comes at the year's prices",
        ),
    ],
    "contract_years.waiting_rolled_pence": [
        (
            {"opening": 1_000, "growth_factor": 1.02, "adjustments_pence": 5, "is_waiting": 1},
            1_025,
            "1,020 + 5 while it waits",
        ),
        (
            {"opening": 1_000, "growth_factor": 1.02, "adjustments_pence": 5, "is_waiting": 0},
            0,
            "it has joined",
        ),
    ],
    "contract_years.scope_change_pence": [
        (
            {"waiting_opening_pence": 1_000, "growth_factor": 1.02, "adjustments_pence": 5, "is_joining": 1},
            1_025,
            "1,020 + 5 joins",
        ),
        (
            {"waiting_opening_pence": 1_000, "growth_factor": 1.02, "adjustments_pence": 5, "is_joining": 0},
            0,
            "it does not join this year",
        ),
    ],
    "contract_years.memo_savings_pence": [
        ({"closing_pence": 10_100, "savings_rate": 0.005}, 51, "50.5 pence rounds away from zero"),
    ],
    "contract_years.assumed_growth_rate": [
        ({"is_council": 0, "allocation_growth_rate": 0.02}, 0.02, "NHS"),
        ({"is_council": 1, "allocation_growth_rate": 0.02}, 0, "a council's funds stay flat"),
    ],
    "contract_years.allocation_pence": [
        ({"opening": 1_000, "published_pence": 1_030, "assumed_growth_rate": 0.02}, 1_030, "as published"),
        ({"opening": 1_000, "published_pence": BLANK, "assumed_growth_rate": 0.02}, 1_020, "projected by 2%"),
    ],
    "contract_years.cumulative_factor": [
        ({"opening": 1.1, "allocation_growth_rate": 0.1}, 1.21, "1.1 x 1.1"),
    ],
    "contract_years.joining_base_pence": [
        ({"joining_baseline_pence": 1_000, "cumulative_factor": 1.0404}, 1_040, "1,040.4 pence"),
    ],
    "contract_years.afforded_pence": [
        (
            {"opening": 1_000, "allocation_growth_rate": 0.02, "joining_pence": 300, "transfers_pence": -50},
            1_270,
            "1,020 + 300 - 50",
        ),
    ],
    "contract_years.contingency_pence": [
        ({"afforded_pence": 1_270, "contingency_rate": 0.005}, 6, "6.35 pence"),
    ],
    "contract_years.ruled_pence": [
        (_ruled("cost", 1_040, 1_000), 1_040, "the cost"),
        (_ruled("allocation", 1_040, 1_000), 1_000, "what is affordable"),
        (_ruled("lower_of", 1_040, 1_000), 1_000, "the lower"),
        (_ruled("lower_of", 990, 1_000), 990, "the lower, the other way round"),
        (_ruled("blend", 1_040, 1_000), 1_010, "a quarter of 1,040 and three quarters of 1,000"),
        (_ruled("blend", 1_040, 1_000, 1.0), 1_040, "all weight on cost"),
    ],
    "contract_years.budget_pence": [
        (_budget(1_030, 0.0, 0.02), 1_020, "ceiling: 1,000 + 2%"),
        (_budget(990, 0.0, 0.02), 1_000, "floor: no cash cut"),
        (_budget(1_010, 0.0, 0.02), 1_010, "between the two"),
        (_budget(1_010, 0.05, 0.02), 1_020, "floor 1,050 above ceiling 1,020: the ceiling wins"),
        (
            _budget(1_600, 0.0, 0.02, 400, 500),
            1_530,
            "a line joins with 500 of cost and 400 of funds: at most (1,000 + 500) + 2%",
        ),
        (_budget(1_300, 0.0, 0.02, 400, 500), 1_400, "and at least (1,000 + 400)"),
        (_budget(1_900, -1.0, 1.0), 1_900, "no collar"),
    ],
    "contract_years.limit_pence": [
        (
            {
                "opening_pence": 1_000,
                "agreed_changes_pence": 500,
                "limit_rate": 0.02,
                "non_recurrent_pence": 90,
            },
            1_620,
            "(1,000 + 500) x 1.02 + 90 dated money",
        ),
    ],
    "contract_years.plus_pence": [({"first_pence": 3, "second_pence": -5}, -2, "3 - 5")],
    "contract_years.less_pence": [({"first_pence": 3, "second_pence": 5}, -2, "2 short")],
    "contract_years.is_some": [
        ({"amount_pence": -1}, 1, "a penny of income"),
        ({"amount_pence": 0}, 0, "nothing"),
    ],
    "contract_years.accumulated_pence": [({"opening": 40, "amount_pence": 2}, 42, "40 + 2")],
    "contract_years.per_head_pence": [
        ({"amount_pence": 100_050, "persons": 100}, 1_001, "1,000.5 pence rounds away from zero"),
        ({"amount_pence": 100_050, "persons": 0}, 0, "nobody, nothing"),
    ],
    "contract_years.spending_pence": [
        ({"cost_pence": 70}, 70, "spends"),
        ({"cost_pence": -20}, 0, "income"),
    ],
    "contract_years.spread_weight": [
        ({"spending_pence": 70, "spending_of_all_pence": 100}, 70, "by spending"),
        ({"spending_pence": 0, "spending_of_all_pence": 0}, 1, "nothing is spent: all alike"),
    ],
    "contract_years.beyond_deadband_rate": [
        ({"planned_rate": 0.25, "actual_rate": 0.5, "deadband_rate": 0.125}, 0.125, "50% - 25% - 12.5%"),
        ({"planned_rate": 0.5, "actual_rate": 0.25, "deadband_rate": 0.125}, -0.125, "below plan too"),
        ({"planned_rate": 0.25, "actual_rate": 0.3125, "deadband_rate": 0.125}, 0, "within the deadband"),
    ],
    "contract_years.reopener_pence": [
        (_reopener("event", amount=120_000), 120_000, "an event moves its amount"),
        (_reopener("inflation_share", beyond=0.01, share=0.5), 25_000, "1% of 5,000,000, half of it"),
        (_reopener("inflation_share", beyond=-0.01), -50_000, "inflation below plan goes back"),
    ],
    "contract_years.reopener_cap_pence": [
        ({"line_budget_pence": -5_000_000, "cap_rate": 0.02}, 100_000, "2% of an income line, without sign"),
    ],
    "contract_years.capped_pence": [
        ({"amount_pence": 120_000, "cap_pence": 100_000}, 100_000, "held to the cap"),
        ({"amount_pence": -120_000, "cap_pence": 100_000}, -100_000, "either way"),
        ({"amount_pence": 80_000, "cap_pence": 100_000}, 80_000, "within it"),
    ],
    "contract_years.effect_pence": [
        ({"amount_pence": 80_000, "is_invoked": 1}, 80_000, "invoked"),
        ({"amount_pence": 80_000, "is_invoked": 0}, 0, "not invoked"),
    ],
}
