"""Worked numbers for ``acohandbook.rules.readiness``: arguments, answer by hand, and how."""

CASES = {
    "readiness.is_status": [
        ({"status_code": 2, "wanted_code": 2}, 1, "red, and red is asked for"),
        ({"status_code": 1, "wanted_code": 2}, 0, "amber is not red"),
    ],
    "readiness.feature_code": [
        ({"test_count": 0, "red_count": 0, "amber_count": 0}, 3, "no test bears on it"),
        ({"test_count": 4, "red_count": 0, "amber_count": 0}, 0, "all green"),
        ({"test_count": 4, "red_count": 0, "amber_count": 1}, 1, "one amber"),
        ({"test_count": 4, "red_count": 1, "amber_count": 3}, 2, "one red outweighs all"),
    ],
}
