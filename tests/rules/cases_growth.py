"""Worked cases for ``acohandbook.rules.growth``: the answer by hand and how it was reached."""

CASES = {
    "growth.growth_factor": [({"rate": 0.02}, 1.02, "1 + 2%")],
    "growth.compounded_factor": [({"earlier_factor": 1.02, "rate": 0.05}, 1.071, "1.02 x 1.05")],
    "growth.reduced_factor": [({"earlier_factor": 1.05, "rate": 0.02}, 1.029, "1.05 x 0.98")],
    "growth.rate_of_factor": [({"factor": 1.25}, 0.25, "1.25 - 1")],
    "growth.growth_rate": [
        ({"closing": 7_732, "opening": 7_460}, 0.0364611260053619, "mean list 7,460 to 7,732: 272 / 7,460"),
        ({"closing": 5, "opening": 0}, 0, "from nothing there is no rate"),
    ],
    "growth.growth_or_assumed_rate": [
        ({"closing": 103, "opening": 100, "assumed_rate": 0.02}, 0.03, "103 / 100 - 1"),
        ({"closing": 0, "opening": 0, "assumed_rate": 0.25}, 0.25, "nothing to grow from: the assumption"),
    ],
    "growth.change_pence": [
        ({"opening_pence": 123_457, "rate": 0}, 0, "no growth repeats last year"),
        ({"opening_pence": 150, "rate": 0.01}, 2, "151.5 pence rounds to 152; less 150"),
        ({"opening_pence": -150, "rate": 0.01}, -2, "-151.5 rounds to -152: income grows the same way"),
    ],
    "growth.first_change_pence": [
        ({"opening_pence": 10_000, "factor": 1.0125}, 125, "10,125 - 10,000"),
        ({"opening_pence": 33, "factor": 1.5}, 17, "49.5 rounds to 50; 50 - 33"),
    ],
    "growth.later_change_pence": [
        (
            {"opening_pence": 10_000, "earlier_factor": 1.0125, "factor": 1.03275},
            203,
            "10,327.5 rounds to 10,328; less 10,125",
        ),
        ({"opening_pence": 10_000, "earlier_factor": 1.05, "factor": 1.05}, 0, "no further cause"),
    ],
    "growth.collar_pence": [
        ({"basis_pence": 100_000, "rate": 0.035}, 103_500, "100,000 + 3.5%"),
        ({"basis_pence": -100_000, "rate": -0.02}, -102_000, "a floor lies below a negative amount too"),
        ({"basis_pence": 100_000, "rate": -1}, 0, "no floor: nothing is left"),
    ],
    "growth.closing_distance_rate": [
        (
            {"opening": -0.05, "growth_rate": 0.04, "target_growth_rate": 0.04},
            -0.05,
            "growth at the target's own rate leaves the distance alone",
        ),
        (
            {"opening": 0.0, "growth_rate": 0.03, "target_growth_rate": 0.0},
            0.03,
            "3% above a target that stands still",
        ),
        (
            {"opening": 0.2, "growth_rate": 0.1, "target_growth_rate": 0.2},
            0.1,
            "1.2 x 1.1 / 1.2 - 1",
        ),
    ],
    "growth.growth_to_distance_rate": [
        (
            {"opening_distance_rate": -0.2, "closing_distance_rate": 0.0, "target_growth_rate": 0.02},
            0.275,
            "1 x 1.02 / 0.8 - 1: 20% below a target that grows by 2%",
        ),
    ],
}
