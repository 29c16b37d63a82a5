"""Worked numbers for ``acohandbook.rules.noise``; normal probabilities as printed tables give them."""

CASES = {
    "noise.normal_density": [
        ({"z": 0.0}, 0.3989422804014327, "1 over the root of 2 pi"),
        ({"z": 1.0}, 0.24197072451914337, "0.39894 x e to the -0.5"),
    ],
    "noise.normal_probability": [
        ({"z": 0.0}, 0.5, "half lies below the mean"),
        ({"z": -1.0}, 0.15865525393145707, "one standard deviation below"),
        ({"z": 1.959963984540054}, 0.975, "the two-sided 95% point"),
        ({"z": 40.0}, 1, "far beyond the end of the tail"),
    ],
    "noise.normal_quantile": [
        ({"probability": 0.9}, 1.2815515655446004, "the one-sided 90% point"),
        ({"probability": 0.01}, -2.3263478740408408, "the lower 1% point"),
    ],
    "noise.saving_deviation_rate": [
        ({"variation_rate": 2.0, "persons": 10000}, 0.02, "2 over the root of 10,000, which is 100"),
    ],
    "noise.chance_at_least": [
        (
            {"line_rate": 0.02, "true_saving_rate": 0.0, "variation_rate": 2.0, "persons": 10000},
            0.15865525393145707,
            "the line is one deviation (2 / 100) above the truth",
        ),
        (
            {"line_rate": 0.02, "true_saving_rate": 0.02, "variation_rate": 2.0, "persons": 10000},
            0.5,
            "true saving at the line: an even chance",
        ),
    ],
    "noise.chance_at_most": [
        (
            {"line_rate": -0.02, "true_saving_rate": 0.0, "variation_rate": 2.0, "persons": 10000},
            0.15865525393145707,
            "the loss line is one deviation below the truth",
        ),
    ],
    "noise.minimum_rate": [
        (
            {"false_payment_rate": 0.1, "variation_rate": 2.0, "persons": 40000},
            0.012815515655446004,
            "1.28155 deviations of 2 / 200 = 0.01",
        ),
    ],
    "noise.confidence_rate": [
        (
            {
                "persons": 20000.0,
                "low_persons": 5000.0,
                "low_rate": 0.9,
                "high_persons": 80000.0,
                "high_rate": 0.98,
            },
            0.94,
            "20,000 is 4 x 5,000 and 80,000 is 16 x: half of the way in logarithms",
        ),
        (
            {
                "persons": 500.0,
                "low_persons": 5000.0,
                "low_rate": 0.9,
                "high_persons": 80000.0,
                "high_rate": 0.98,
            },
            0.9,
            "below the smaller population it stays",
        ),
    ],
    "noise.implied_variation_rate": [
        (
            {"minimum_rate": 0.012815515655446004, "false_payment_rate": 0.1, "persons": 40000},
            2.0,
            "the case above, backwards",
        ),
    ],
    "noise.implied_false_payment_rate": [
        (
            {"minimum_rate": 0.02, "variation_rate": 2.0, "persons": 10000},
            0.15865525393145707,
            "one deviation above no saving",
        ),
    ],
}
