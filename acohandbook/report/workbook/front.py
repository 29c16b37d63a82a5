"""The sheets that are read first: contents, settlement statement, what if, and checks."""

from __future__ import annotations

from acohandbook.report.tracing.wiring import Cell
from acohandbook.report.words import title
from acohandbook.report.workbook.layout import Layout
from acohandbook.report.workbook.sheets import Sheets, cell_name, link
from acohandbook.rules.dialect import to_pounds
from acohandbook.steps import Results
from acohandbook.workings import Proof

_STATEMENT = "settlement.statement"
_MONEY = (
    "annual_payment_gbp", "improvement_payment_gbp", "gain_loss_gbp", "pass_through_gbp",
    "list_true_up_gbp", "reopeners_gbp", "stop_loss_gbp", "net_gbp",
)  # fmt: skip
_ABOUT = (
    "Every figure here is a formula. Change a yellow cell on an input sheet and the settlement follows.",
    "Grey cells name rows, homes and years. They decide which rows there are: to change them, make a site of "
    "this workbook (acohandbook new DIR --workbook FILE.xlsx) and run it.",
    "Sheets are protected without a password, so that no formula is typed over by accident.",
    "#N/A is not known: a blank input stays unknown and is never taken for zero.",
    "half_away is 1 + 2^-50: it lets a product a hair below half a penny round up, as the package does.",
    "Money received by a party is positive. The statement is a draft for agreement, not a contract document.",
)


def write_contents(sheets: Sheets, results: Results) -> None:
    """The first sheet: what this is, and a link to every other one."""
    settings = results.site.settings
    sheet = sheets.contents
    sheets.text(sheet, 0, 0, settings.name, sheets.styles.heading)
    form = settings.contracting_form.replace("_", " ")
    model = "Other care model" if settings.care_model == "other" else settings.care_model.upper()
    lines = [f"{model}, {form}; base year {settings.base_year}, contract years "
             f"{results.site.years[0]} to {results.site.years[-1]}.", *_ABOUT]  # fmt: skip
    for row, line in enumerate(lines, 1):
        sheets.text(sheet, row, 0, line)
    top = len(lines) + 2
    sheet.write_row(top, 0, ["Sheet", "What it holds"], sheets.styles.header)
    links = sheets.styles.get(font_color="#005EB8", underline=1)
    for row, (name, about) in enumerate(sheets.listed, top + 1):
        sheet.write_url(row, 0, link(name), links, name)
        sheets.text(sheet, row, 1, about)
    sheet.set_column(0, 0, 32)
    sheet.set_column(1, 1, 110)
    sheets.finish(sheet, 2, header_rows=0)


def write_statement(sheets: Sheets, results: Results, layout: Layout) -> None:
    """The settlement statement by year, and a line under each year that must be nothing."""
    sheet = sheets.add("Statement", "Settlement by party and year: a draft for agreement.")
    table, styles = results.table(_STATEMENT), sheets.styles
    sheets.text(sheet, 0, 0, f"Settlement statement: {results.site.settings.name}", styles.heading)
    sheets.text(sheet, 1, 0, "Draft for agreement. Pounds; received is positive, paid negative.")
    row = 3
    for year in results.site.years:
        sheets.text(sheet, row, 0, year, styles.heading)
        sheets.header(sheet, row + 1, ["Party", *map(title, _MONEY)])
        first = row = row + 2
        for place in range(len(table)):
            if table["financial_year"][place] != year:
                continue
            name = layout.reference(Cell(_STATEMENT, "party_name", place))
            sheets.formula(sheet, row, 0, f'{name}&""', table["party_name"][place], styles.cell("number"))
            for spot, column in enumerate(_MONEY, 1):
                reference = layout.reference(Cell(_STATEMENT, column, place))
                value = to_pounds(table[column][place])
                sheets.formula(sheet, row, spot, reference, value, styles.cell("gbp"))
            row += 1
        bold = styles.get(num_format="#,##0.00;[Red]-#,##0.00", bold=True, top=1)
        sheets.text(sheet, row, 0, "All parties together", styles.get(bold=True, top=1))
        for spot, column in enumerate(_MONEY, 1):
            added = f"ROUND(SUM({cell_name(first, spot)}:{cell_name(row - 1, spot)}),2)"
            sheets.formula(sheet, row, spot, added, to_pounds(table.sum(column, financial_year=year)), bold)
        row += 2
    sheet.set_column(0, 0, 44)
    sheet.set_column(1, len(_MONEY), 19)
    sheets.finish(sheet, len(_MONEY) + 1, header_rows=2)


def write_what_if(sheets: Sheets, results: Results, layout: Layout) -> None:
    """Each party's net settlement now, as written, and what moved it."""
    sheet = sheets.add("What if", "What changed in the settlement since this workbook was written, by item.")
    table, styles = results.table(_STATEMENT), sheets.styles
    items = _MONEY[:-1]
    sheets.text(sheet, 0, 0, "What changed since this workbook was written", styles.heading)
    sheets.text(
        sheet, 1, 0, "As written, then what each item moved, then now: each row adds up to the penny."
    )
    names = ["Party", "Year", "Net as written (£)", *(f"Change in {title(i).lower()}" for i in items)]
    names += ["Net now (£)", "Left over (£)", *(f"{title(item)} as written" for item in items)]
    sheets.header(sheet, 2, names)
    base = len(items) + 5
    for place in range(len(table)):
        row = place + 3
        sheets.text(sheet, row, 0, table["party_name"][place])
        sheets.text(sheet, row, 1, table["financial_year"][place])
        written = styles.cell("gbp", "fixed")
        sheet.write_number(row, 2, to_pounds(table["net_gbp"][place]), written)
        for spot, item in enumerate(items):
            then = cell_name(row, base + spot)
            now = layout.reference(Cell(_STATEMENT, item, place))
            sheets.formula(sheet, row, 3 + spot, f"ROUND({now}-{then},2)", 0, styles.cell("gbp"))
            sheet.write_number(row, base + spot, to_pounds(table[item][place]), written)
        now, end = layout.reference(Cell(_STATEMENT, "net_gbp", place)), len(items) + 3
        net = to_pounds(table["net_gbp"][place])
        sheets.formula(sheet, row, end, now, net, styles.cell("gbp"))
        moved = f"SUM({cell_name(row, 2)}:{cell_name(row, end - 1)})"
        left = f"ROUND({cell_name(row, end)}-{moved},2)"
        sheets.formula(sheet, row, end + 1, left, 0, styles.cell("gbp"))
    sheet.set_column(0, 0, 40)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, base + len(items), 18)
    sheets.finish(sheet, base + len(items), header_rows=3)


def write_checks(sheets: Sheets, results: Results, layout: Layout) -> None:
    """Reconciliations and the auditor's tests, live; and what a reader must know before relying on it."""
    sheet = sheets.add("Checks", "Reconciliations, the auditor's tests and the findings.")
    styles = sheets.styles
    sheets.text(sheet, 0, 0, "Checks", styles.heading)
    sheet.write_row(2, 0, ["Reconciliation", "Rows", "Holds", "Opening (£)", "Closing (£)"], styles.header)
    row = 3
    for proof in results.proofs:
        sheets.text(sheet, row, 0, f"{proof.step.replace('_', ' ')}: {proof.name}")
        sheet.write_number(row, 1, proof.rows)
        if proof.table and proof.rows:
            live = _holds(proof, layout)
            sheets.formula(sheet, row, 2, live, "holds", styles.cell("number"))
        else:
            sheets.text(sheet, row, 2, "held when written")
        sheet.write_number(row, 3, to_pounds(proof.opening_pence), styles.cell("gbp"))
        sheet.write_number(row, 4, to_pounds(proof.closing_pence), styles.cell("gbp"))
        row += 1
    row = _tests(sheets, sheet, results, layout, row + 1)
    sheet.write_row(row, 0, ["Finding when written", "Step", "Status"], styles.header)
    for finding in results.findings:
        row += 1
        sheets.text(sheet, row, 0, finding.message, styles.wrapped)
        sheets.text(sheet, row, 1, finding.step.replace("_", " "))
        sheets.text(sheet, row, 2, finding.status)
    sheet.set_column(0, 0, 110)
    sheet.set_column(1, 5, 20)
    sheets.finish(sheet, 5, header_rows=3)


def _holds(proof: Proof, layout: Layout) -> str:
    place = layout.places[proof.table]
    changes = "".join(f"+{place.whole(column)}" for column in proof.changes)
    gap = f"{place.whole(proof.opening)}{changes}-{place.whole(proof.closing)}"
    return f'IFERROR(IF(SUMPRODUCT(--(ABS({gap})>=0.005))=0,"holds","DOES NOT HOLD"),"not known")'


def _tests(sheets: Sheets, sheet, results: Results, layout: Layout, row: int) -> int:
    table = results.table("assurance.tests")
    sheet.write_row(
        row, 0, ["Test of the auditor", "Value", "Now", "When written", "Reason when written"],
        sheets.styles.header,
    )  # fmt: skip
    for place in range(len(table)):
        row += 1
        sheets.text(sheet, row, 0, table["title"][place])
        value = table["value"][place]
        plain = sheets.styles.cell("number")
        sheets.formula(sheet, row, 1, layout.reference(Cell(table.name, "value", place)), value, plain)
        code = layout.reference(Cell(table.name, "status_code", place))
        status = table["status"][place]
        sheets.formula(sheet, row, 2, f'CHOOSE({code}+1,"green","amber","red")', status, plain)
        sheets.text(sheet, row, 3, status)
        sheets.text(sheet, row, 4, table["reason"][place])
    return row + 2
