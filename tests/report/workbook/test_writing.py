"""The workbook as a file: protected, named, without macros or links outwards, and what lies beside it."""

import csv
import io
import re
import zipfile

import docx
import openpyxl
import pytest

from acohandbook import cli
from acohandbook.report.workbook import statement_csv, write_summary, write_workbook
from acohandbook.report.workbook.live import live_columns
from acohandbook.site import write_site
from acohandbook.steps import run_steps
from tests.tiny import tiny_site


@pytest.fixture(scope="module")
def results():
    site = tiny_site()
    rows = site.frames["parties"]
    rows.loc[0, "party_name"] = "=HYPERLINK(1)"
    return run_steps(site.with_table("parties", rows))


@pytest.fixture(scope="module")
def written(results, tmp_path_factory):
    path = tmp_path_factory.mktemp("workbook") / "tiny.xlsx"
    write_workbook(results, path)
    return path


@pytest.fixture(scope="module")
def book(written):
    return openpyxl.load_workbook(written)


def named(book, name):
    sheet, cells = book.defined_names[name].attr_text.split("!")
    found = book[sheet.strip("'")][cells.replace("$", "")]
    return [row[0] for row in found] if isinstance(found, tuple) else [found]


def test_no_figure_of_a_step_is_a_constant(results, book):
    for table in results.tables.values():
        for column, working in table.workings.items():
            if working.verb == "input" or not len(table):
                continue
            cells = named(book, f"{table.name}.{column}")
            assert len(cells) == len(table)
            assert all(str(cell.value).startswith("=") for cell in cells), working.name


def test_only_inputs_that_the_formulas_follow_may_be_typed_over(results, book):
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    live = live_columns(results)
    assert "site.expenditure.spend_gbp" in live and "site.scope.home" not in live
    spend, home = named(book, "expenditure.spend_gbp"), named(book, "scope.home")
    assert not any(cell.protection.locked for cell in spend) and all(cell.protection.locked for cell in home)
    for sheet in book.worksheets:
        if sheet.title.startswith("Step") or sheet.title in ("Statement", "Checks"):
            assert all(cell.protection.locked for row in sheet.iter_rows() for cell in row)


def test_values_stand_beside_the_formulas(results, written):
    values = openpyxl.load_workbook(written, data_only=True)
    net = results.table("settlement.statement")["net_gbp"].tolist()
    found = [cell.value for cell in named(values, "settlement.statement.net_gbp")]
    assert [round(value * 100) for value in found] == net
    # Beside a split stands its exact share before the pennies are dealt out, cached too.
    months = results.table("settlement.monthly")
    exact = named(values, "settlement.monthly.annual_payment_gbp")[0].parent
    heading = next(c for row in exact.iter_rows() for c in row if c.value == "annual_payment_gbp: exact")
    assert exact.cell(heading.row + 3, heading.column).value == pytest.approx(
        months["annual_payment_of_year_gbp"][0] / 12
    )
    labels = [row[0].value for row in values["Statement"].iter_rows()]
    together = labels.index("All parties together") + 1
    assert values["Statement"].cell(together, 9).value == 0  # a settlement only moves money


def test_text_is_never_a_formula(book):
    cell = named(book, "parties.party_name")[0]
    assert (cell.value, cell.data_type) == ("=HYPERLINK(1)", "s")


def test_no_macro_no_script_and_nothing_outside(written):
    with zipfile.ZipFile(written) as archive:
        names = archive.namelist()
        assert not [name for name in names if "vba" in name.lower() or "externalLink" in name]
        for name in names:
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in archive.read(name)


def test_contents_lead_to_every_sheet_and_every_sheet_prints(book):
    contents = book["Contents"]
    linked = {row[0].value for row in contents.iter_rows() if row[0].hyperlink}
    assert linked == set(book.sheetnames)
    for sheet in book.worksheets:
        assert sheet.print_area and sheet.sheet_properties.pageSetUpPr.fitToPage


def test_the_same_site_gives_the_same_bytes(results, written, tmp_path):
    write_workbook(results, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == written.read_bytes()


def test_columns_say_their_unit_and_where_they_come_from(results, book):
    sheet = book["Step 7 settlement"]
    name = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "net_gbp")
    assert sheet.cell(name.row + 1, name.column).value == "£"
    assert sheet.cell(name.row + 2, name.column).value.startswith("A party's net settlement")
    assert "ledger" in book["expenditure"]["H1"].comment.text or "£" in book["expenditure"]["H1"].comment.text


def test_statement_as_csv(results):
    rows = list(csv.DictReader(io.StringIO(statement_csv(results))))
    table = results.table("settlement.statement")
    assert [round(float(row["net_gbp"]) * 100) for row in rows] == table["net_gbp"].tolist()
    assert rows[0]["party_name"] == "'=HYPERLINK(1)"
    assert re.fullmatch(r"-?\d+\.\d\d", rows[0]["net_gbp"])


def test_summary_for_a_committee(results, tmp_path):
    write_summary(results, tmp_path / "summary.docx")
    document = docx.Document(tmp_path / "summary.docx")
    headings = [one.text for one in document.paragraphs if one.style.name.startswith("Heading")]
    assert headings == ["Budget by year", "Net settlement by party", "What an auditor asks", "Findings"]
    totals = [cell.text for cell in document.tables[1].rows[-1].cells]
    assert totals == ["All parties together", "£0.00", "£0.00", "£0.00"]


def test_command(tmp_path, capsys):
    folder = write_site(tiny_site(), tmp_path / "tiny")
    assert cli.main(["workbook", str(folder), "-o", str(tmp_path / "out.xlsx")]) == 0
    assert "out.csv and out.docx" in capsys.readouterr().out
    assert {path.name for path in tmp_path.glob("out.*")} == {"out.xlsx", "out.csv", "out.docx"}
    assert cli.main(["workbook", str(folder), "-o", str(tmp_path / "out.xls")]) == 2
    assert cli.main(["workbook", "-o", str(tmp_path / "out.xlsx")]) == 2
    assert cli.main(["workbook", "--template", "-o", str(tmp_path / "empty.xlsx")]) == 0
    assert (tmp_path / "empty.xlsx").exists()
