"""Worked cases for ``acohandbook.rules.apportionment``."""

CASES = {
    "apportionment.largest_remainder": [
        (
            {"amount_pence": 100, "weights": [1, 1, 1], "keys": ["c", "a", "b"]},
            [33, 34, 33],
            "33 1/3 each; the penny left over goes to the first key, a",
        ),
        (
            {"amount_pence": 200, "weights": [1, 1, 1], "keys": ["c", "a", "b"]},
            [66, 67, 67],
            "66 2/3 each; two pennies left over go to a and b",
        ),
        (
            {"amount_pence": 10, "weights": [6, 3, 2], "keys": ["a", "b", "c"]},
            [5, 3, 2],
            "5.45, 2.73 and 1.82: 5 + 2 + 1 = 8, the two left over go to c (0.82) and b (0.73)",
        ),
        (
            {"amount_pence": -100, "weights": [1, 1, 1], "keys": ["a", "b", "c"]},
            [-34, -33, -33],
            "a loss is split as a gain of the same size",
        ),
        (
            {"amount_pence": 7, "weights": [0, 5, 0], "keys": ["a", "b", "c"]},
            [0, 7, 0],
            "a part of no weight gets nothing",
        ),
        ({"amount_pence": 0, "weights": [0, 0], "keys": ["a", "b"]}, [0, 0], "nothing to split"),
        ({"amount_pence": 0, "weights": [], "keys": []}, [], "nobody and nothing"),
        (
            {"amount_pence": 1, "weights": [0.25, 0.25, 0.5], "keys": ["a", "b", "c"]},
            [0, 0, 1],
            "one penny goes to the largest remainder",
        ),
    ],
}
