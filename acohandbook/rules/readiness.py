"""Readiness: how each feature that an accountable care organisation must show stands by its tests."""

from .dialect import flag, where

HOLDS = 0
GAP = 1
STOP = 2
ELSEWHERE = 3


def is_status(status_code, wanted_code):
    """One where a test has the status asked for."""
    return flag(status_code == wanted_code)


def feature_code(test_count, red_count, amber_count):
    """How a feature stands: by its worst test, or not to be seen in the tables where it has none."""
    gap = where(amber_count > 0, GAP, HOLDS)
    return where(test_count == 0, ELSEWHERE, where(red_count > 0, STOP, gap))
