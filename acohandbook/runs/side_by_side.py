"""Sites side by side: ``index.html`` and ``summary.xlsx`` of a batch, and a page for each site.

National tables of named places do not show pounds that rest on illustrative input as if they were facts.
Where illustrative input exceeds a tenth, settlement, pool and rank are withheld, and every other figure that
depends on it is marked.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from acohandbook.report import words
from acohandbook.runs.outputs import safe_text, whole_file, write_bytes, write_text
from acohandbook.runs.records import Record
from acohandbook.runs.work import STEPS

WITHHOLD_ABOVE_RATE = 0.10
WITHHELD = "withheld"
MARK = "†"  # colour alone would tell nothing to some readers
NO_WORKBOOK = "There is no summary.xlsx, since XlsxWriter is not installed: pip install acohandbook[excel]"


@dataclass(frozen=True)
class Column:
    """A figure of the table side by side.

    ``rests`` says what illustrative input does to it: nothing, ``marked``, or ``withheld``. ``of_pool`` says
    that it is of the year settled and its pool, and not of the budget.
    """

    name: str
    title: str
    unit: str
    rests: str = ""
    of_pool: bool = False


COLUMNS = (
    Column("name", "Place", "text"),
    Column("contracting_form", "Contracting form", "text"),
    Column("aco_persons", "People", "persons"),
    Column("illustrative_rate", "Illustrative", "rate"),
    Column("annual_payment_share_rate", "Annual payment in the baseline", "rate", "marked"),
    Column("baseline_per_head_gbp", "Baseline a head (£)", "gbp_per_head", "marked"),
    Column("budget_gbp", "First budget (£)", "gbp", "marked"),
    Column("budget_per_head_gbp", "First budget a head (£)", "gbp_per_head", "marked"),
    Column("budget_growth_rate", "Growth a year", "rate", "marked"),
    Column("first_gap_rate", "Affordable less cost, first year", "rate", "marked"),
    Column("worst_gap_rate", "The same, worst year", "rate", "marked"),
    Column("distance_from_target_rate", "Distance from target", "rate"),
    Column("settled_year", "Year settled", "text", of_pool=True),
    Column("pool_expected_gbp", "Pool: expected (£)", "gbp", "withheld", of_pool=True),
    Column("pool_gbp", "Pool: saving (£)", "gbp", "withheld", of_pool=True),
    Column("shareable_gbp", "Shareable (£)", "gbp", "withheld", of_pool=True),
    Column("saving_rate", "Saving", "rate", "withheld", of_pool=True),
    Column("noise_band_rate", "Noise band", "rate", of_pool=True),
    Column("outside_noise", "Outside noise", "flag", "withheld", of_pool=True),
    Column("red_findings", "Stops", "number"),
    Column("amber_findings", "Warnings", "number"),
)


@dataclass(frozen=True)
class Place:
    """One site of a batch: its figures as they may be shown, and what became of its runs."""

    key: str
    figures: Mapping[str, object]
    parties: Sequence[Mapping]
    records: Mapping[str, Record]

    @property
    def is_withheld(self) -> bool:
        """Whether too much is illustrative for settlement, pool and rank."""
        rate = self.figures.get("illustrative_rate")
        return rate is None or rate > WITHHOLD_ABOVE_RATE

    def shown(self, column: Column) -> object:
        """A figure as it may be shown: its value, None where it is not known, or ``withheld``."""
        if column.rests == WITHHELD and self.is_withheld:
            return WITHHELD
        return self.figures.get(column.name)

    def is_marked(self, column: Column) -> bool:
        """Whether a figure is shown that rests on illustrative input in part."""
        return bool(column.rests and self.figures.get("illustrative_rate") and self.shown(column) != WITHHELD)


def places(runs: Sequence[tuple[str, Mapping[str, Record]]]) -> list[Place]:
    """The sites of a batch whose steps were worked out, largest first."""
    found = [
        Place(key, records[STEPS].facts["figures"], records[STEPS].facts["parties"], records)
        for key, records in runs
        if STEPS in records and records[STEPS].facts
    ]
    return sorted(found, key=lambda place: (-place.figures["aco_persons"], place.key))


def rank(found: Sequence[Place]) -> dict[str, int]:
    """Places in the order of their saving, best first, those apart whose rank is withheld or not known."""
    known = [place for place in found if not place.is_withheld and place.figures["saving_rate"] is not None]
    ordered = sorted(known, key=lambda place: (-place.figures["saving_rate"], place.key))
    return {place.key: number for number, place in enumerate(ordered, start=1)}


def write_side_by_side(
    output: Path,
    runs: Sequence[tuple[str, Mapping[str, Record]]],
    refused: Mapping[str, Sequence[str]] | None = None,
) -> str:
    """Write ``index.html``, ``summary.csv``, ``summary.parquet``, ``summary.xlsx`` and a page for each site.

    Parameters
    ----------
    output : Path
        Folder of the batch.
    runs : sequence of (str, mapping)
        Each site and the records of its runs.
    refused : mapping of str to sequence of str, optional
        Sites that were not run, with their faults.

    Returns
    -------
    str
        Why there is no workbook, where XlsxWriter is not installed; else empty.
    """
    from acohandbook.runs.side_by_side_pages import index_page, site_page

    found = places(runs)
    write_text(output / "summary.csv", summary_csv(found))
    _write_parquet(found, output / "summary.parquet")
    missing = "" if _write_workbook(found, output / "summary.xlsx") else NO_WORKBOOK
    known = {place.key: place for place in found}
    for key, records in runs:
        write_text(output / key / "index.html", site_page(key, records, known.get(key)))
    write_text(output / "index.html", index_page(found, runs, refused or {}, missing))
    return missing


def summary_csv(found: Sequence[Place]) -> str:
    """The table side by side as CSV: plain numbers, blank where not known, ``withheld`` where withheld."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["site", *(column.name for column in COLUMNS), "rank"])
    ranks = rank(found)
    for place in found:
        row = [_plain(place.shown(column)) for column in COLUMNS]
        writer.writerow([place.key, *row, ranks.get(place.key, WITHHELD if place.is_withheld else "")])
    return buffer.getvalue()


def _plain(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return safe_text(value) if isinstance(value, str) else value


def in_words(place: Place, column: Column) -> str:
    """A figure as a reader sees it."""
    value = place.shown(column)
    if value == WITHHELD:
        return WITHHELD
    if value is None:
        return words.BLANK
    if column.unit == "flag":
        return "yes" if value else "no"
    writers = {
        "persons": words.persons,
        "rate": lambda rate: words.percent(rate, 2),
        "gbp": words.pounds,
        "gbp_per_head": words.pounds,
        "number": words.number,
    }
    return writers[column.unit](value) if column.unit in writers else words.readable(str(value))


def _write_parquet(found: Sequence[Place], path: Path) -> None:
    """One row for each place and figure; ``value`` for numbers, ``text`` for words, both blank if unknown."""
    import pyarrow
    from pyarrow import parquet

    rows = [
        (place.key, column.name, column.unit, place.shown(column)) for place in found for column in COLUMNS
    ]
    numbers = [float(v) if isinstance(v, int | float) else None for *_, v in rows]
    texts = [v if isinstance(v, str) else None for *_, v in rows]
    table = pyarrow.table(
        {
            "site": pyarrow.array([row[0] for row in rows], pyarrow.string()),
            "figure": pyarrow.array([row[1] for row in rows], pyarrow.string()),
            "unit": pyarrow.array([row[2] for row in rows], pyarrow.string()),
            "value": pyarrow.array(numbers, pyarrow.float64()),
            "text": pyarrow.array(texts, pyarrow.string()),
        }
    )
    with whole_file(path) as unfinished:
        parquet.write_table(table, unfinished)


def _write_workbook(found: Sequence[Place], path: Path) -> bool:
    """Write the workbook and say whether it could be; one of an earlier batch is not left in its place."""
    try:
        import xlsxwriter
    except ImportError:
        path.unlink(missing_ok=True)
        return False
    formats = {"persons": "#,##0", "rate": "0.00%", "gbp": "£#,##0", "gbp_per_head": "£#,##0.00"}
    ranks = rank(found)
    written = io.BytesIO()  # a full disk never sees half an archive
    # No formula and no address is made of a text that looks like one.
    plain_text = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
    with xlsxwriter.Workbook(written, plain_text) as book:
        # A workbook carries when it was made; the manifest says so, and equal batches stay equal files.
        book.set_properties({"created": datetime(1980, 1, 1, tzinfo=UTC)})
        sheet = book.add_worksheet("Side by side")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        mark = "#FFF4D6"
        for at, title in enumerate(["Site", *(column.title for column in COLUMNS), "Rank of saving"]):
            sheet.write_string(0, at, title, bold)
        styles = {
            (unit, marked): book.add_format(
                ({"num_format": formats[unit]} if unit in formats else {})
                | ({"bg_color": mark} if marked else {})
            )
            for unit in ("text", "number", "flag", *formats)
            for marked in (False, True)
        }
        for row, place in enumerate(found, start=1):
            sheet.write_url(row, 0, f"external:{place.key}/index.html", string=place.key)
            for at, column in enumerate(COLUMNS, start=1):
                style = styles[column.unit, place.is_marked(column)]
                value = place.shown(column)
                if isinstance(value, bool):
                    value = "yes" if value else "no"
                if isinstance(value, str):
                    sheet.write_string(row, at, value, style)
                elif value is not None:
                    sheet.write_number(row, at, value, style)
            known = ranks.get(place.key, WITHHELD if place.is_withheld else None)
            sheet.write(row, len(COLUMNS) + 1, known)
        sheet.freeze_panes(1, 2)
        sheet.autofilter(0, 0, max(len(found), 1), len(COLUMNS) + 1)
        sheet.set_column(0, 0, 12)
        sheet.set_column(1, 1, 32)
        sheet.set_column(2, len(COLUMNS) + 1, 16)
        notes = book.add_worksheet("Notes")
        for row, line in enumerate(NOTES):
            notes.write_string(row, 0, line)
    write_bytes(path, written.getvalue())
    return True


NOTES = (
    "Draft for discussion. Budgets cover different scopes: compare places of one contracting form and a like "
    "share of the annual payment in the baseline.",
    f"Withheld: more than {WITHHOLD_ABOVE_RATE:.0%} of the place's spend is illustrative; settlement, pool "
    "and rank would be made-up pounds beside a real name.",
    f"Marked {MARK} or shaded: rests in part on illustrative input.",
    "Noise band: a saving within it is what chance alone gives a place of this size in nine years of ten "
    "(illustrative coefficient of variation); a saving outside it is marked as outside noise.",
    "A blank is a figure that is not known.",
)
