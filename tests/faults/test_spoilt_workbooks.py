"""Spoilt workbooks: each is refused by sheet and cell, read as if nothing were amiss, or sound in itself."""

import pytest
from kinds import WORKBOOKS, committed, counted
from spoiling import HONEST, OTHER, REFUSED, UNCHANGED, all_figures, fault_complaints, same_content, unsound
from spoilt_workbooks import FILE, workbook_cases

from acohandbook.site.workbooks import inspect_workbook
from tiny import tiny_site


def judged(case, site, figures, path):
    """The outcome of a case, whether its place was named, and what is wrong with it."""
    path.write_bytes(case.data)
    inspection = inspect_workbook(path, "tiny")
    complaints = fault_complaints(inspection)
    if inspection.site is None:
        named = {(fault.file, fault.row, fault.column) for fault in inspection.faults}
        if case.expected == UNCHANGED:
            complaints.append(f"refused: {inspection.faults[0]}")
        if case.place is not None and case.place not in named:
            complaints.append(f"does not name {case.place}, but {inspection.faults[0]}")
        return REFUSED, complaints
    outcome = UNCHANGED if same_content(inspection.site, site) else OTHER
    if outcome == UNCHANGED and inspection.site.columns != site.columns:
        outcome = UNCHANGED if all_figures(inspection.site) == figures else OTHER
    if case.expected != HONEST and case.expected != outcome:
        complaints.append(outcome)
    if outcome == OTHER and case.expected == HONEST and unsound(inspection.site):
        complaints.append(unsound(inspection.site))
    return outcome, complaints


@pytest.fixture(scope="module")
def site():
    return tiny_site()


def outcomes_of_workbooks(site, folder):
    """Every case: its outcome, and its complaints in words."""
    figures = all_figures(site)
    for case in workbook_cases(site):
        outcome, complaints = judged(case, site, figures, folder / FILE)
        yield outcome, [f"{case.kind}: {case.what} ({case.at}): {complaint}" for complaint in complaints]


def test_every_spoilt_workbook_is_refused_by_name_or_read_rightly(site, tmp_path):
    tried = list(outcomes_of_workbooks(site, tmp_path))
    assert [complaint for _, complaints in tried for complaint in complaints] == []
    assert counted(WORKBOOKS, (outcome for outcome, _ in tried)) == committed(WORKBOOKS)
