"""Worked numbers for ``acohandbook.rules.risk``."""

NAN = float("nan")

CASES = {
    "risk.case_variation": [
        (
            {"cases_per_person_rate": 0.5, "severity_variation": 1.0},
            2.0,
            "(1 + 1) / 0.5 is 4, and its root 2",
        ),
        ({"cases_per_person_rate": 0.25, "severity_variation": 0.0}, 2.0, "1 / 0.25 is 4"),
    ],
    "risk.line_variation": [
        (
            {"stated_variation": NAN, "variation": 2.1, "line_pence": 100, "total_pence": 400},
            4.2,
            "a quarter of the cost: the root of 4 times 2.1",
        ),
        (
            {"stated_variation": 3.5, "variation": 2.1, "line_pence": 100, "total_pence": 400},
            3.5,
            "as stated",
        ),
        (
            {"stated_variation": NAN, "variation": 2.1, "line_pence": -100, "total_pence": 400},
            4.2,
            "an income line varies as a cost of its size",
        ),
    ],
    "risk.variance_number": [({"line_variation": 3.0, "line_pence": 100}, 90_000, "300 squared")],
    "risk.pool_variation": [
        (
            {"variance_total": 250_000, "pool_pence": 250, "variation": 2.1},
            2.0,
            "the root is 500, and 500 / 250 = 2",
        ),
        ({"variance_total": 0, "pool_pence": 0, "variation": 2.1}, 2.1, "no lines: as assumed"),
    ],
    "risk.cell_deviation_rate": [
        (
            {"line_variation": 4.0, "line_pence": 900, "cell_pence": 100, "persons": 10_000},
            0.12,
            "4 / 100 = 4%, times the root of nine",
        ),
        (
            {"line_variation": 4.0, "line_pence": 900, "cell_pence": 0, "persons": 10_000},
            0,
            "nothing expected, nothing to stray",
        ),
    ],
    "risk.together_rate": [({"first_rate": 0.03, "second_rate": 0.04}, 0.05, "3, 4, 5")],
    "risk.averaged_rate": [
        ({"yearly_rate": 0.06, "lasting_rate": 0.04, "years": 4}, 0.05, "6 / root of 4 = 3; 3, 4, 5"),
        ({"yearly_rate": 0.03, "lasting_rate": 0.0, "years": 1}, 0.03, "one year is itself"),
    ],
    "risk.share_square": [
        ({"part": 20, "whole": 80}, 0.0625, "a quarter of a quarter"),
        ({"part": 0, "whole": 0}, 0, "nobody has no share"),
    ],
    "risk.need_deviation_rate": [
        (
            {"practice_deviation_rate": 0.16, "concentration": 0.0625, "list_part_rate": 0.5},
            0.02,
            "16 equal practices: 0.16 / 4, on half the money",
        ),
        (
            {"practice_deviation_rate": 0.16, "concentration": 1, "list_part_rate": 1},
            0.16,
            "as one practice",
        ),
    ],
    "risk.margin_pence": [
        ({"budget_pence": 500, "cost_pence": 700, "is_virtual": 0}, -200, "500 - 700"),
        ({"budget_pence": 500, "cost_pence": 700, "is_virtual": 1}, 0, "nothing is paid"),
    ],
    "risk.position_pence": [
        ({"share_pence": -50, "margin_pence": 120, "true_up_pence": 5}, 75, "-50 + 120 + 5"),
    ],
    "risk.cover_pence": [
        ({"reserves_pence": 100, "guarantee_pence": NAN, "facility_pence": 30}, 130, "a blank bears nothing"),
    ],
    "risk.is_red": [
        ({"tail_loss_pence": 101, "cover_pence": 100}, 1, "a penny too much"),
        ({"tail_loss_pence": 100, "cover_pence": 100}, 0, "borne exactly"),
    ],
    "risk.corridor_rate": [
        (
            {"chosen_rate": 0.1, "deviation_rate": 0.01},
            0.012815515655446004,
            "1.28155 deviations of 1%",
        ),
        ({"chosen_rate": 0.5, "deviation_rate": 0.01}, 0, "an even chance needs no corridor"),
    ],
    "risk.persons_for_corridor": [
        (
            {"corridor_rate": 0.012815515655446004, "chosen_rate": 0.1, "variation": 2.0, "shock_rate": 0.0},
            40_000,
            "1.28155 x 2 / root of 40,000 = 1.28155%",
        ),
        (
            {
                "corridor_rate": 0.012815515655446004,
                "chosen_rate": 0.1,
                "variation": 2.0,
                "shock_rate": 0.006,
            },
            62_500,
            "room is 1% squared less 0.6% squared: 0.8% squared; (2 / 0.008) squared",
        ),
        (
            {"corridor_rate": 0.012815515655446004, "chosen_rate": 0.1, "variation": 2.0, "shock_rate": 0.02},
            1e9,
            "the shock alone is larger: never",
        ),
    ],
    "risk.tail_shape_number": [
        ({"variation": 3.0}, 2.25, "2 x 9 / 8"),
        ({"variation": 1.0}, 2 * 1.0201 / 0.0201, "held to 1.01"),
    ],
    "risk.kept_cost_rate": [
        ({"limit_factor": 0, "variation": 3.0}, 0, "nothing lies below nothing"),
        (
            {"limit_factor": 18.75, "variation": 3.0},
            1 - 0.03125,
            "shape 2.25, scale 1.25: 1 + 15 = 16, and 16 to the -1.25 is 1/32",
        ),
    ],
    "risk.kept_variation": [
        (
            {"limit_factor": 18.75, "variation": 3.0},
            (2 * 1.5625 * (2.0 - 0.775) / (0.96875 * 0.96875) - 1) ** 0.5,
            "16 to the -0.25 is 1/2: (1/2 - 1) / -0.25 = 2; (1/32 - 1) / -1.25 = 0.775",
        ),
    ],
    "risk.incentive_rate": [
        (
            {"with_saving_pence": 70, "without_saving_pence": -10, "saved_pence": 200},
            0.4,
            "80 more for 200 saved",
        ),
    ],
}
