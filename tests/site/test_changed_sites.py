"""A changed copy of a site is checked as a whole, and nothing of the first changes."""

import pytest

from acohandbook.site import Site, SiteFaults
from acohandbook.site.opening import open_site


def test_settings_and_tables_change_at_once_what_alone_would_be_refused():
    """A closed year must have twelve months: to open the year and to drop its last months goes together."""
    site = open_site("northmoor")
    outturn = site.frames["outturn"]
    first = outturn[outturn["month"] <= 7]
    with pytest.raises(SiteFaults):
        site.with_table("outturn", first)
    changed = site.changed({"settlement.years_closed": []}, {"outturn": first})
    assert sorted({int(month) for month in changed.outturn["month"]}) == [1, 2, 3, 4, 5, 6, 7]
    assert changed.settings.settlement.years_closed == []
    assert len(site.outturn) == len(outturn) and site.settings.settlement.years_closed == ["2018/19"]


def test_a_changed_site_is_the_one_made_of_the_same_tables_anew():
    site = open_site("northmoor")
    rows = site.frames["expenditure"].assign(evidence_grade="C")
    changed = site.with_table("expenditure", rows)
    anew = Site.from_tables("northmoor", site.given_settings, {**site.frames, "expenditure": rows})
    assert {name: dict(changed.columns[name]) for name in changed.columns} == {
        name: dict(anew.columns[name]) for name in anew.columns
    }
    assert changed.settings == anew.settings
    assert set(changed.expenditure["evidence_grade"]) == {"C"} != set(site.expenditure["evidence_grade"])


def test_tables_that_stay_are_checked_against_those_that_change():
    """Practices name their commissioner: without it in its own table every one of them is at fault."""
    site = open_site("northmoor")
    codes = site.frames["commissioners"]
    with pytest.raises(SiteFaults) as refused:
        site.with_table("commissioners", codes[codes["commissioner_code"] != "NM-CCG"])
    faults = [fault for fault in refused.value.faults if fault.file == "practices.csv"]
    assert [fault.row for fault in faults] == list(range(2, len(site.practices) + 2))
