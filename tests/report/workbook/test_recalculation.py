"""LibreOffice works out every figure of the workbook to the penny, also after inputs are changed in both."""

import math

import pytest

from acohandbook import resources
from acohandbook.report.changes import Parts, read_change
from acohandbook.report.workbook import write_workbook
from acohandbook.report.workbook.live import live_columns
from acohandbook.report.workbook.steps import AS_WRITTEN, CHANGED
from acohandbook.rules.dialect import to_pounds
from acohandbook.site import Site, SiteFaults, load_site
from acohandbook.site.models import key_of
from acohandbook.steps import run_steps
from tests.report.workbook.recalculating import Book, office, recalculated
from tests.tiny_later import later_site

EXAMPLES = sorted(path.parent.name for path in resources.folder("data/sites").glob("*/site.toml"))
WORDS = {
    "settings.rules.budget_rule": "cost",
    "settings.terms.sides": "one_sided",
    "settings.terms.threshold_kind": "deductible",
    "settings.improvement.score": "improvement",
}


def same(value, cell, unit):
    if unit == "text":
        return (cell or "") == (value or "")
    if value != value:
        return cell == "#N/A"
    if not isinstance(cell, (int, float)):
        return False
    if unit == "gbp":
        return round(cell * 100) == value and abs(cell - to_pounds(value)) < 1e-6
    return math.isclose(cell, value, rel_tol=1e-9, abs_tol=1e-12)


# The five largest movements are ranked when the workbook is written; which rows they are is its shape.
RANKED = "assurance.movers"


def differences(results, book, after_changes=False):
    """Cells of the workbook that are not what the package says, and how many were compared."""
    wrong, cells, stale = [], 0, 0
    for table in results.tables.values():
        if after_changes and table.name == RANKED:
            continue
        for column in table.columns:
            unit, values = table.unit(column), table[column].tolist()
            found = book.cells(f"{table.name}.{column}")
            for row, value in enumerate(values):
                cells += 1
                if unit == "text" and str(found[row].value).startswith((AS_WRITTEN, CHANGED)):
                    stale += 1
                    continue
                if not same(value, found[row].value, unit):
                    wrong.append(
                        f"{table.name}.{column} row {row}: {value!r}, in the workbook {found[row].value!r}"
                    )
    return wrong, cells - stale


def changed(value, unit):
    """Another value for an input: a little more or less, in its unit."""
    if unit == "gbp":
        return value + 12345.67 if value >= 0 else value - 12345.67
    return value * 0.97 if unit == "rate" else value + 3


def candidates(results):
    """One changed cell for every live input column, as the text of a change; ledgers with their total."""
    site = results.site
    for name in sorted(live_columns(results)):
        _, table, column = name.split(".", 2)
        if f"{table}.{column}" in WORDS:
            yield [f"{table}.{column}={WORDS[f'{table}.{column}']}"]
        elif table == "settings":
            held, unit = site.settings_table[column][0], site.settings_table.unit(column)
            if unit not in ("text", "flag") and held == held:
                yield [f"settings.{column}={changed(held / 100 if unit == 'gbp' else held, unit)}"]
        elif table in site.columns and name != "site.commissioners.ledger_total_gbp":
            rows = [row for row, value in enumerate(site.columns[table][column]) if value is not None]
            unit = getattr(site, table).unit(column)
            if not rows or unit == "text":
                continue
            row = rows[len(rows) // 2]
            where = ",".join(f"{key}={site.columns[table][key][row]}" for key in key_of(table))
            where = where.replace(".0", "") if table == "outturn" else where
            value = changed(site.columns[table][column][row], unit)
            change = [f"{table}.{column}[{where}]={round(value, 6)}"]
            if column == "spend_gbp":
                code = site.columns[table]["commissioner_code"][row]
                place = site.columns["commissioners"]["commissioner_code"].index(code)
                total = site.columns["commissioners"]["ledger_total_gbp"][place]
                in_base = site.columns[table]["financial_year"][row] == site.settings.base_year
                if in_base and total is not None:
                    total = round(total + value - site.columns[table][column][row], 2)
                    change.append(f"commissioners.ledger_total_gbp[commissioner_code={code}]={total}")
            yield change


def with_changes(results):
    """The site after every candidate that leaves it sound, and those changes."""
    site, made = results.site, []
    for texts in candidates(results):
        parts = Parts(site.given_settings, site.columns)
        changes = [read_change(text) for text in texts]
        for change in changes:
            parts, _ = change.apply(parts, site)
        try:
            site = Site.from_tables(site.key, *parts)
        except SiteFaults:
            continue
        made += changes
    return site, made


def type_in(book, change, site):
    """Make in the workbook the change that was made in the package."""
    if change.table == "settings":
        value = site.settings
        for part in change.column.split("."):
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        book.setting(change.column).value = value
        return
    columns = site.columns[change.table]
    named = {key: [cell.value for cell in book.cells(f"{change.table}.{key}")] for key in change.where}
    for row in range(len(columns[change.column])):
        if all(str(named[key][row]) == value for key, value in change.where.items()):
            book.cells(f"{change.table}.{change.column}")[row].value = columns[change.column][row]


def test_every_figure_of_the_columns_that_may_be_left_out(tmp_path):
    office()
    results = run_steps(later_site())
    written = tmp_path / "later.xlsx"
    write_workbook(results, written)
    saved = Book(written).save(tmp_path / "as_written.xlsx")
    wrong, cells = differences(results, Book(recalculated(saved, tmp_path), True))
    assert wrong == [] and cells > 5_000


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_figure_to_the_penny_before_and_after_changes(example, tmp_path):
    office()
    results = run_steps(load_site(resources.folder("data/sites") / example))
    written = tmp_path / f"{example}.xlsx"
    write_workbook(results, written)
    site, changes = with_changes(results)
    assert len(changes) >= 20

    # Saving through openpyxl drops the values beside formulas: what is compared is LibreOffice's own work.
    book = Book(written)
    wrong, cells = differences(
        results, Book(recalculated(book.save(tmp_path / "as_written.xlsx"), tmp_path), True)
    )
    assert wrong == [] and cells > 20_000

    for change in changes:
        type_in(book, change, site)
    after = Book(recalculated(book.save(tmp_path / "changed.xlsx"), tmp_path), True)
    again = run_steps(site)
    wrong, _ = differences(again, after, after_changes=True)
    assert wrong == [], f"after {len(changes)} changes"
    before, later = results.table("settlement.statement"), again.table("settlement.statement")
    assert (before["net_gbp"] != later["net_gbp"]).any()
    # The sheet What if leads from the statement as written to the statement now, and leaves nothing over.
    sheet = after.book["What if"]
    rows = range(4, 4 + len(later))
    left = next(column for column in range(1, 30) if sheet.cell(3, column).value == "Left over (£)")
    assert [sheet.cell(row, left).value for row in rows] == [0] * len(later)
    assert [round(sheet.cell(row, left - 1).value * 100) for row in rows] == later["net_gbp"].tolist()
    holds = [row[2].value for row in after.book["Checks"].iter_rows(min_row=4) if row[2].value is not None]
    assert "holds" in holds and "DOES NOT HOLD" not in holds
