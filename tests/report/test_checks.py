"""Faults and tables of a site, as a reader sees them."""

from acohandbook.report.checks import faults, faults_with, site_tables
from tiny import tiny_site


def test_a_spoilt_cell_is_named_and_the_site_stays():
    site = tiny_site()
    found = faults_with(site, "practices", "registered_persons", 1, "twelve hundred")
    assert [(one.file, one.row, one.column) for one in found] == [("practices.csv", 3, "registered_persons")]
    assert site.frames["practices"]["registered_persons"].tolist() == [10_000, 20_000, 10_000]
    shown = repr(faults(found))
    assert "practices.csv, row 3, column registered_persons" in shown
    assert "twelve hundred" in shown


def test_a_cell_that_may_change_is_no_fault():
    assert faults_with(tiny_site(), "practices", "practice_name", 0, "Another name") == []
    assert repr(faults([])) == "No faults."


def test_tables_are_counted():
    shown = site_tables(tiny_site())
    assert ["practices", "3"] in [cells[:2] for cells in shown.cells]
