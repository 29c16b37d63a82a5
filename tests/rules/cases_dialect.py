"""Worked cases for ``acohandbook.rules.dialect``."""

BLANK = float("nan")

CASES = {
    "dialect.where": [
        ({"condition": True, "chosen": 3, "otherwise": 5}, 3, "the condition holds"),
        ({"condition": False, "chosen": 3, "otherwise": 5}, 5, "it does not"),
    ],
    "dialect.minimum": [
        ({"first": 2, "second": -3}, -3, "-3 is below 2"),
        ({"first": -3, "second": 2}, -3, "in either order"),
        ({"first": BLANK, "second": 2}, BLANK, "the smaller of a blank and a number is not known"),
        ({"first": 2, "second": BLANK}, BLANK, "in either order"),
    ],
    "dialect.maximum": [
        ({"first": 2, "second": -3}, 2, "2 is above -3"),
        ({"first": -3, "second": 2}, 2, "in either order"),
        ({"first": BLANK, "second": 2}, BLANK, "the larger of a blank and a number is not known"),
        ({"first": 2, "second": BLANK}, BLANK, "in either order"),
    ],
    "dialect.clip": [
        ({"value": 7, "lowest": 0, "highest": 5}, 5, "held to the upper limit"),
        ({"value": -7, "lowest": 0, "highest": 5}, 0, "held to the lower limit"),
        ({"value": 3, "lowest": 0, "highest": 5}, 3, "inside both"),
        ({"value": 3, "lowest": 6, "highest": 5}, 5, "limits that cross: the upper one wins"),
        ({"value": BLANK, "lowest": 0, "highest": 5}, BLANK, "a blank stays blank"),
    ],
    "dialect.absolute": [
        ({"value": -4}, 4, "the size of -4"),
        ({"value": 4}, 4, "the size of 4"),
        ({"value": BLANK}, BLANK, "a blank stays blank"),
    ],
    "dialect.divide": [
        ({"numerator": 3, "denominator": 4, "otherwise": -1}, 0.75, "3 / 4"),
        ({"numerator": 3, "denominator": 0, "otherwise": -1}, -1, "nothing to divide by"),
    ],
    "dialect.both": [
        ({"first": 1, "second": 1}, 1, "one and one"),
        ({"first": 1, "second": 0}, 0, "only one of them"),
    ],
    "dialect.either": [
        ({"first": 0, "second": 1}, 1, "one of them"),
        ({"first": 0, "second": 0}, 0, "neither"),
    ],
    "dialect.known": [
        ({"value": 0}, 1, "zero is a number"),
        ({"value": BLANK}, 0, "a blank is not"),
    ],
    "dialect.flag": [
        ({"condition": True}, 1, "it holds"),
        ({"condition": False}, 0, "it does not"),
    ],
    "dialect.round_half_away": [
        ({"value": 2.5}, 3, "a half goes away from zero"),
        ({"value": -2.5}, -3, "below zero too, as Excel's ROUND does"),
        ({"value": 2.4999}, 2, "just under a half"),
        ({"value": -0.4}, 0, "to zero, without a sign"),
        ({"value": 0.285 * 100}, 29, "28.5 in a worksheet, 28.499999999999996 in binary"),
        ({"value": 1.005 * 100}, 101, "100.5 in a worksheet, 100.49999999999999 in binary"),
        ({"value": 2.675 * 100}, 268, "267.5"),
        ({"value": 99999999999.5}, 100000000000, "a billion pounds and a half penny"),
        ({"value": 4503599627370495.5}, 4503599627370496, "the largest half there is"),
        ({"value": 9007199254740993.0}, 9007199254740992, "too large for a fraction: left as it is held"),
        ({"value": 2251799813685248.0}, 2251799813685248, "a large whole number is left alone"),
        ({"value": BLANK}, BLANK, "a blank rounds to a blank"),
    ],
    "dialect.to_pence": [
        ({"pounds": 1234.56}, 123456, "1,234.56 x 100"),
        ({"pounds": -0.005}, -1, "half a penny owed rounds away from zero"),
    ],
    "dialect.to_pounds": [({"pence": 123456}, 1234.56, "123,456 / 100")],
    "dialect.total": [
        ({"values": [1, 2, 3.5]}, 6.5, "1 + 2 + 3.5"),
        ({"values": []}, 0, "nothing adds up to zero"),
        ({"values": [0.1, 0.2, 0.3]}, 0.6000000000000001, "first to last: 0.30000000000000004 + 0.3"),
    ],
}
