"""Days in a workbook: numbers that a format shows as days."""

from __future__ import annotations

import datetime
import re

# Formats that every spreadsheet knows by number and that show a day.
_BUILT_IN = {14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58}
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_DAY_PART = re.compile(r"[dy]", re.IGNORECASE)
_FIRST_DAY = datetime.datetime(1899, 12, 30)
_LAST_NUMBER = 2958465  # 31 December 9999


def date_styles(styles) -> set[int]:
    """Positions of the cell styles that show a number as a day."""
    if styles is None:
        return set()
    own, found = set(), set()
    for element in styles.iter():
        name = element.tag.rpartition("}")[2]
        if name == "numFmt" and _DAY_PART.search(_LITERAL.sub("", element.get("formatCode", ""))):
            own.add(int(element.get("numFmtId", 0)))
        elif name == "cellXfs":
            for position, style in enumerate(element):
                if int(style.get("numFmtId", 0)) in own | _BUILT_IN:
                    found.add(position)
    return found


def day(number: float) -> str:
    """The day that a number stands for, as 2019-04-01; the number itself where there is no such day."""
    if not 0 < number <= _LAST_NUMBER:
        return repr(number)
    return (_FIRST_DAY + datetime.timedelta(days=int(number))).date().isoformat()
