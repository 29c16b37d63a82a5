"""Worked cases for ``acohandbook.rules.scoring``: the answer by hand and how it was reached."""

BLANK = float("nan")


def _way(achieved, start, target, direction, name="threshold_value"):
    return {"achieved_value": achieved, name: start, "target_value": target, "direction": direction}


HIGH, LOW = "higher_is_better", "lower_is_better"

CASES = {
    "scoring.better_by": [
        ({"value": 12, "other_value": 10, "direction": HIGH}, 2, "12 is 2 more than 10"),
        ({"value": 12, "other_value": 10, "direction": LOW}, -2, "and 2 worse where lower is better"),
    ],
    "scoring.attained_rate": [
        (_way(0.625, 0.5, 0.75, HIGH), 0.5, "0.125 of the 0.25 from 0.5 to 0.75"),
        (_way(0.4, 0.5, 0.75, HIGH), 0, "below the threshold"),
        (_way(0.9, 0.5, 0.75, HIGH), 1, "beyond the target counts as the target"),
        (_way(11.5, 12, 10, LOW), 0.25, "0.5 of the 2 from 12 down to 10"),
        (_way(13, 12, 10, LOW), 0, "worse than the threshold"),
        (_way(1, 1, 1, HIGH), 1, "threshold and target alike, and reached"),
        (_way(0.99, 1, 1, HIGH), 0, "threshold and target alike, and missed"),
        (_way(BLANK, 0.5, 0.75, HIGH), BLANK, "no data: not known"),
        (_way(BLANK, 1, 1, HIGH), BLANK, "not known, even with no way to go"),
    ],
    "scoring.improved_rate": [
        (_way(0.5, 0.25, 0.75, HIGH, "baseline_value"), 0.5, "0.25 of the 0.5 from 0.25 to 0.75"),
        (_way(12, 14, 10, LOW, "baseline_value"), 0.5, "2 of the 4 from 14 down to 10"),
        (_way(0.8, 0.8, 0.75, HIGH, "baseline_value"), 1, "beyond the target from the start, and held"),
        (_way(0.7, 0.8, 0.75, HIGH, "baseline_value"), 0, "beyond the target from the start, and lost"),
    ],
    "scoring.score_rate": [
        ({"score": "threshold_to_target", "attained_rate": 0.25, "improved_rate": 0.5}, 0.25, "attainment"),
        ({"score": "improvement", "attained_rate": 0.25, "improved_rate": 0.5}, 0.5, "improvement"),
        (
            {"score": "best_of", "attained_rate": 0.25, "improved_rate": 0.5},
            0.5,
            "the better of 0.25 and 0.5",
        ),
        (
            {"score": "best_of", "attained_rate": 0.75, "improved_rate": 0.5},
            0.75,
            "the better of 0.75 and 0.5",
        ),
    ],
    "scoring.is_on_time": [
        ({"late_days": 0}, 1, "on the day of the deadline"),
        ({"late_days": -3}, 1, "three days before it"),
        ({"late_days": 1}, 0, "a day late"),
        ({"late_days": BLANK}, 0, "not received"),
    ],
    "scoring.is_enough_data": [
        ({"denominator": 30, "minimum_denominator": 30, "kind": "outcome"}, 1, "just enough"),
        ({"denominator": 29, "minimum_denominator": 30, "kind": "outcome"}, 0, "one too few"),
        ({"denominator": BLANK, "minimum_denominator": 30, "kind": "outcome"}, 0, "how many is not known"),
        (
            {"denominator": BLANK, "minimum_denominator": 30, "kind": "process"},
            1,
            "done or not: counts nobody",
        ),
        ({"denominator": 29, "minimum_denominator": 30, "kind": "process"}, 0, "counts people, and too few"),
        ({"denominator": BLANK, "minimum_denominator": 0, "kind": "outcome"}, 1, "no minimum agreed"),
    ],
    "scoring.list_index": [
        ({"list_persons": 11_190, "national_mean_list_persons": 7_460}, 1.5, "11,190 / 7,460"),
    ],
    "scoring.points_pence": [
        (
            {"points": 1, "point_value": 165.18, "list_index": 7_732 / 7_460},
            17_120,
            "GMS: £165.18 x 7,732 / 7,460 = £171.2026, and £171.20 was paid a point in 2017/18",
        ),
        (
            {"points": 100, "point_value": 171.20, "list_index": 0.5},
            856_000,
            "100 x £171.20 x 0.5 = £8,560",
        ),
    ],
}
