"""Thousands of spoilt sites: each is refused by name, read as if nothing had been done, or sound in itself.

The cases are listed in words in the modules beside this one; their seeds are fixed, so that every run tries
the same. The tiny site is spoilt in most ways, each example in a sample of them.
"""

import pytest
from kinds import KINDS, committed, counted
from spoiling import complaints_of, judged, workplaces


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    return workplaces(tmp_path_factory.mktemp("spoilt"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_spoilt_site_is_refused_by_name_or_read_rightly(kind, places):
    verdicts = judged(places, KINDS[kind], run_every=3)
    assert complaints_of(verdicts) == []
    # After a change that is meant to change what is refused, kinds.py counts again.
    assert counted(kind, (verdict.outcome for verdict in verdicts)) == committed(kind)


def test_at_least_two_thousand_cases_are_tried():
    assert sum(committed(kind)["cases"] for kind in KINDS) >= 2000
