"""Ledgers pasted as extracts: rows with a ledger code in place of a service line, and what a code pays for.

The tiny site's CCG spends 12,000,000 on community services. Here that row comes as an extract of three rows
of codes 0051 and 0052, and none of them names a service line.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from acohandbook.report.tracing.explaining import explain
from acohandbook.report.workbook.formulas import Formulas
from acohandbook.report.workbook.layout import Layout
from acohandbook.site import SiteFaults, load_site, write_site
from acohandbook.site.loading import inspect_site
from acohandbook.steps import run_steps
from acohandbook.steps.version_lock import inputs_sha256
from tiny import tiny_settings, tiny_site, tiny_tables

EXTRACT = (("0051", 7_000_000.25), ("0052", 3_000_000.00), ("0051", 1_999_999.75))
MAPPED = {"0051": "community", "0052": "community"}


def codes(mapping=MAPPED):
    return [
        {"commissioner_code": "C1", "ledger_code": code, "service_line": line, "source_id": "S1"}
        for code, line in mapping.items()
    ]


def extract(rows=EXTRACT, instead_of="C1-community"):
    ledger = []
    for row in tiny_tables()["expenditure"]:
        if row["line_id"] != instead_of:
            ledger.append(row)
            continue
        for number, (code, pounds) in enumerate(rows, 1):
            place = {"line_id": f"X{number}", "ledger_code": code, "service_line": None}
            ledger.append(row | place | {"spend_gbp": pounds})
    return ledger


def mapped_site(mapping=MAPPED, rows=EXTRACT):
    return tiny_site(expenditure=extract(rows), ledger_codes=codes(mapping))


def found(**tables):
    with pytest.raises(SiteFaults) as refused:
        tiny_site(**tables)
    return refused.value.faults


def test_rows_of_mapped_codes_are_the_line_to_the_penny():
    stated, mapped = run_steps(tiny_site()), run_steps(mapped_site())
    # 7,000,000.25 + 3,000,000 + 1,999,999.75
    assert mapped.scope.ledger.sum("spend_gbp", service_line="community") == 1_200_000_000
    assert mapped.scope.ledger.sum("spend_gbp") == stated.scope.ledger.sum("spend_gbp") == 8_600_000_000
    # C1's list share is 0.75 and rounds without rest, so the budget is that of one row of 12,000,000.
    budget = [step.contract_years.budget["budget_gbp"].tolist() for step in (stated, mapped)]
    assert budget[0] == budget[1]


@settings(max_examples=15)
@given(
    pence=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=8),
    lines=st.lists(st.sampled_from(["community", "mental_health", "unallocated"]), min_size=3, max_size=3),
)
def test_lines_add_up_to_the_extract_whatever_the_codes(pence, lines):
    rows = [(f"A{number % 3}", amount / 100) for number, amount in enumerate(pence)]
    mapping = {f"A{number}": line for number, line in enumerate(lines)}
    payers = [dict(row) for row in tiny_tables()["commissioners"]]
    payers[0]["ledger_total_gbp"] = round(58_000_000 + sum(pence) / 100, 2)
    site = tiny_site(expenditure=extract(rows), ledger_codes=codes(mapping), commissioners=payers)
    ledger = site.expenditure
    by_line = {
        line: ledger.sum("spend_gbp", commissioner_code="C1", service_line=line) for line in set(lines)
    }
    already = {"community": 0, "mental_health": 840_000_000, "unallocated": 300_000_000}
    assert sum(by_line.values()) - sum(already[line] for line in by_line) == sum(pence)


def test_unmapped_codes_are_refused_together_the_most_pounds_first():
    faults = found(
        expenditure=extract((*EXTRACT, ("77", 0.0), ("88", -5.5))), ledger_codes=codes({"99": "x"})
    )
    unmapped = [fault for fault in faults if fault.column == "ledger_code" and fault.row is None]
    assert [fault.value for fault in unmapped] == ["0051", "0052", "88", "77"]
    in_ledger = [fault for fault in faults if fault.file == "expenditure.csv"]
    assert in_ledger[:4] == unmapped
    # The header is row 1; community is the third of the CCG's rows.
    assert unmapped[0].rule == "This code of C1 is mapped to no service line: £9,000,000.00 in rows 4, 6."
    assert unmapped[1].rule == "This code of C1 is mapped to no service line: £3,000,000.00 in row 5."
    assert unmapped[2].rule.endswith(": -£5.50 in row 8.")
    assert "ledger_codes.csv" in unmapped[0].remedy and "unallocated" in unmapped[0].remedy


def test_a_code_that_lost_its_zeros_is_named():
    [fault] = found(expenditure=extract((("51", 12_000_000.0),)), ledger_codes=codes())
    assert fault.value == "51"
    assert fault.remedy.startswith("0051 is mapped: write the code in both files as the ledger does")


def test_a_code_of_one_commissioner_says_nothing_of_another():
    others = [row | {"commissioner_code": "N1"} for row in codes()]
    assert {fault.value for fault in found(expenditure=extract(), ledger_codes=others)} == {"0051", "0052"}


def test_a_code_mapped_twice_is_refused():
    twice = [*codes(), *codes({"0051": "mental_health"})]
    [fault] = found(expenditure=extract(), ledger_codes=twice)
    assert (fault.file, fault.row, fault.column, fault.value) == (
        "ledger_codes.csv",
        4,
        "ledger_code",
        "C1, 0051",
    )
    assert "row 2 has the same" in fault.rule


def test_a_row_with_neither_is_refused():
    [fault] = found(expenditure=extract(((None, 12_000_000.0),)))
    assert (fault.row, fault.column) == (4, "service_line")
    assert "a ledger code that ledger_codes.csv maps to one" in fault.rule


def test_a_row_that_says_otherwise_than_its_code_is_refused():
    ledger = [row | {"ledger_code": "0051"} if row["line_id"] == "C1-choice" else row for row in extract()]
    [fault] = found(expenditure=ledger, ledger_codes=codes())
    assert (fault.column, fault.value) == ("service_line", "any_qualified_provider")
    assert fault.rule == "ledger_codes.csv maps the code 0051 of C1 to community."


def test_a_slip_in_the_mapping_is_told_once_and_where_it_is():
    faults = found(expenditure=extract(), ledger_codes=codes(MAPPED | {"0051": "comunity"}))
    assert [(fault.file, fault.row, fault.column) for fault in faults] == [
        ("ledger_codes.csv", 2, "service_line")
    ]
    assert "Did you mean community?" in faults[0].remedy


def test_codes_that_no_cost_uses_are_a_note():
    site = mapped_site(MAPPED | {"0099": "ambulance"})
    assert site.notes == ("ledger_codes.csv: 1 code is mapped, and no row of the ledger has it: 0099 of C1.",)
    assert mapped_site().notes == ()


def test_the_trace_leads_from_a_line_to_the_rows_of_its_codes():
    results = run_steps(mapped_site())
    named = "commissioner_code=C1,service_line=community,home=annual_payment"
    cells = explain(results, f"baseline.budget.baseline_gbp[{named}]").as_dict()["cells"]
    rows = {name: cell["source"] for name, cell in cells.items() if name.startswith("site.expenditure.spend")}
    assert {(source["row"], source["ledger_code"], source["mapped_in"]) for source in rows.values()} == {
        (4, "0051", "ledger_codes.csv, row 2"),
        (5, "0052", "ledger_codes.csv, row 3"),
        (6, "0051", "ledger_codes.csv, row 2"),
    }
    line = explain(results, "scope.ledger.service_line[line_id=X2]").as_text(None)
    assert "[ledger_codes.csv, row 3, column service_line: Made up for tests, S1]" in line
    assert "ledger code 0052, ledger_codes.csv, row 3" in explain(
        results, "scope.ledger.spend_gbp[line_id=X2]"
    ).as_text(None)


def test_a_folder_keeps_what_the_extract_says(tmp_path):
    site = mapped_site()
    write_site(site, tmp_path / "tiny")
    back = load_site(tmp_path / "tiny")
    assert back.columns == site.columns
    assert back.columns["expenditure"]["service_line"][2:5] == [None] * 3
    (tmp_path / "tiny" / "ledger_codes.csv").unlink()
    lacking = inspect_site(tmp_path / "tiny").faults
    assert {fault.value for fault in lacking} >= {"0051", "0052"}


def test_formulas_of_the_workbook_read_the_mapping():
    # That examples come back from a workbook equal, Westhaven's extract among them, test_workbooks.py holds.
    results = run_steps(mapped_site())
    formulas = Formulas(results, Layout(results)).column(results.scope.ledger, "service_line")
    assert formulas[1:5] == [
        'expenditure!F3&""', 'ledger_codes!C2&""', 'ledger_codes!C3&""', 'ledger_codes!C2&""',
    ]  # fmt: skip


def test_a_change_of_the_mapping_is_one_change_of_a_signed_version():
    lock = inputs_sha256(mapped_site())
    settings = tiny_settings()
    settings["settlement"] = settings["settlement"] | {"signed_inputs_sha256": lock}
    moved = codes(MAPPED | {"0052": "mental_health"})
    listed = {
        "change_id": "V1", "table_name": "ledger_codes", "row": "commissioner_code=C1,ledger_code=0052",
        "column_name": "service_line", "before": "community", "cause": "Wrong line",
        "approved_by_role": "Finance director", "approved_on": "2018-07-02",
    }  # fmt: skip
    site = tiny_site(settings, expenditure=extract(), ledger_codes=moved, changes=[listed])
    assert run_steps(site).assurance.tests.at("status", test_id="unexplained_version") == "green"


def test_another_mapping_moves_the_pounds():
    site = mapped_site()
    assert site.expenditure.sum("spend_gbp", service_line="community") == 1_200_000_000
    moved = site.with_table("ledger_codes", codes(MAPPED | {"0052": "mental_health"}))
    assert moved.expenditure.sum("spend_gbp", service_line="community") == 900_000_000
