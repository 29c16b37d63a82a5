"""Worked cases for ``acohandbook.rules.scope``."""

CASES = {
    "scope.differs": [
        ({"home": "annual_payment", "preset_home": "retained"}, 1, "another home than the preset"),
        ({"home": "retained", "preset_home": "retained"}, 0, "the same home"),
    ],
}
