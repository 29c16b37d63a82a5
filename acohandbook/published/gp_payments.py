"""NHS Payments to General Practice (NHS Digital): one row per practice, every line that it was paid.

The publication renames its columns from year to year and carries its year in the file's name only. What
stays is the order: the payment lines stand together before the total, so a line that is new is still read,
counted under other payments and named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.ccg_allocations import match_name
from acohandbook.published.cells import PublishedFileError, clean_codes, clean_text, parse_numbers, pence
from acohandbook.published.reading import match_columns, normalised, one_row_each, raw_table, year_in_name
from acohandbook.site.financial_year import starting_year

PUBLICATION = "NHS Payments to General Practice"
SIGNATURE = (
    "Practice Code", "CCG Code", "Global Sum", "Total QOF Payments", "Balance of PMS Expenditure",
    "Reimbursement of Drugs", "Total NHS Payments to General Practice",
)  # fmt: skip

_COLUMNS = {
    "practice_code": ("Practice Code",),
    "practice_name": ("Practice Name",),
    "postcode": ("Practice Postcode",),
    "ccg_code": ("CCG Code",),
    "ccg_name": ("CCG Name",),
    "closed_on": ("Practice Close Date",),
    "quarter": ("Quarter used for patient data",),
    "registered_persons": (
        "Number of Registered Patients (Last Known Figure)",
        "Average Number of Registered Patients",
        "Number of Registered Patients",
    ),
    "weighted_persons": (
        "Number of Weighted Patients (Last Known Figure)",
        "Average Number of Weighted Patients",
        "Number of Weighted Patients",
    ),
}
_OPTIONAL = ("postcode", "closed_on", "quarter")
_TOTAL = ("Total NHS Payments to General Practice",)

# Payment line (as `normalised` leaves it) -> service line. What is not here is `gp_other`.
SERVICE_LINE_OF = {
    "globalsum": "core_general_practice",
    "balanceofpmsexpenditure": "core_general_practice",
    "mpigcorrectionfactor": "practice_transition",
    "seniority": "practice_transition",
    "premisespayments": "premises",
    "totalqofpayments": "qof",
    "childhoodvaccinationandimmunisationscheme": "enhanced_services",
    "extendedhoursaccess": "enhanced_services",
    "facilitatingtimelydiagnosisandsupportforpeoplewithdementia": "enhanced_services",
    "influenzaandpneumococcalimmunisations": "enhanced_services",
    "learningdisabilities": "enhanced_services",
    "minorsurgery": "enhanced_services",
    "rotavirusandshinglesimmunisation": "enhanced_services",
    "servicesforviolentpatients": "enhanced_services",
    "unplannedadmissions": "enhanced_services",
    "outofareainhoursurgentcare": "enhanced_services",
    "meningitis": "enhanced_services",
    "pertussis": "enhanced_services",
    "totalnationalenhancedservices": "enhanced_services",
    "nondesitempneumococcalvaccinechildhoodimmunisationmainprogramme": "enhanced_services",
    "totallocalenhancedservices": "local_enhanced_services",
    "prescribingfeepayments": "dispensing_and_drugs",
    "dispensingfeepayments": "dispensing_and_drugs",
    "reimbursementofdrugs": "dispensing_and_drugs",
}
_KNOWN_OTHER = frozenset({
    "doctorsretainerschemepayments", "totallocumallowances", "prolongedstudyleave", "appraisalcosts",
    "appraisalappraisercostsinrespectoflocums", "pcoadminother", "generalpracticeforwardview",
    "informationmanagementandtechnology", "otherpayments",
})  # fmt: skip
SERVICE_LINES = (*dict.fromkeys(SERVICE_LINE_OF.values()), "gp_other")
DRUGS = "reimbursementofdrugs"
_NHS_YEARS = (1948, 2100)
_QUARTER_STARTS = {"Q1": (0, 4, 1), "Q2": (0, 7, 1), "Q3": (0, 10, 1), "Q4": (1, 1, 1)}


@dataclass(frozen=True)
class Payments:
    """One year of payments.

    Attributes
    ----------
    year : str
        Financial year, from the file's name.
    practices : DataFrame
        One row per practice in file order: practice_code, practice_name, postcode, ccg_code, ccg_name,
        closed_on (date or None), quarter, registered_persons, weighted_persons, and in whole pence each
        service line, ``reimbursed_drugs`` and ``total``.
    average_list : bool
        Whether lists are averages over the year (from 2018/19) and not counts on a day.
    notices : tuple of str
        What a reader should know of the file.
    """

    year: str
    practices: pd.DataFrame
    average_list: bool
    notices: tuple[str, ...]

    @property
    def list_day(self) -> date:
        """The day of most lists: the first of the last quarter, or the middle of the year for averages."""
        return quarter_day(self.year, "Q3" if self.average_list else "Q4")


def quarter_day(year: str, quarter: str | None) -> date | None:
    """First day of a quarter of a financial year: the last quarter of 2017/18 starts on 1 January 2018."""
    if quarter not in _QUARTER_STARTS:
        return None
    later, month, day = _QUARTER_STARTS[quarter]
    return date(starting_year(year) + later, month, day)


def read_gp_payments(path: Path) -> Payments:
    """Read one year of payments to practices.

    Parameters
    ----------
    path
        The CSV file as published; its name must carry the year (``nhspaymentsgp-17-18-csv.csv``).

    Returns
    -------
    Payments

    Raises
    ------
    PublishedFileError
        No year in the name, a column is missing, a cell is not a number, a practice stands twice, a CCG's
        name stands beside two codes, or the lines of a practice differ from its total by more than £1 (the
        publication's own rounding).
    """
    year = year_in_name(path)
    if year is None:
        raise PublishedFileError(
            f"{path}: {PUBLICATION} carries its year in the file's name only, and this name has none. "
            "Name the file as published, for example nhspaymentsgp-17-18-csv.csv."
        )
    raw = raw_table(path)
    found = match_columns(path, PUBLICATION, raw, {**_COLUMNS, "total": _TOTAL}, _OPTIONAL)
    blank = pd.Series([None] * len(raw), raw.index, dtype=object)
    table = {name: clean_text(raw[found[name]]) if name in found else blank for name in _COLUMNS}
    where = {name: f"{path}, column {header!r}" for name, header in found.items()}
    for name in ("practice_code", "ccg_code"):
        table[name] = clean_codes(raw[found[name]], where[name])
    for name in ("registered_persons", "weighted_persons", "total"):
        table[name] = parse_numbers(raw[found[name]], where[name], is_signed=name == "total")
    practices = pd.DataFrame(table, raw.index, [*_COLUMNS, "total"])
    one_row_each(path, practices, ["practice_code"])
    _check_names(where["ccg_code"], practices)
    closed = [_day(cell, path, row) for row, cell in practices["closed_on"].items()]
    practices["closed_on"] = pd.Series(closed, practices.index, dtype=object)

    lines, unknown = _payment_lines(path, raw, found["total"])
    _check_totals(path, where["total"], practices, lines)
    practices["total"] = pence(practices["total"])
    by_service = _by_service_line(lines, practices["total"].to_numpy())
    practices = pd.concat([practices.drop(columns="total"), by_service], axis=1)
    practices["total"] = by_service.sum(axis=1)
    practices["reimbursed_drugs"] = lines.get(DRUGS, pd.Series(0.0, index=practices.index))
    notices = [
        f"{path.name}: the payment line {name!r} is new and is counted in gp_other." for name in unknown
    ]
    average = normalised(found["registered_persons"]).startswith("average")
    if average:
        notices.append(f"{path.name}: lists are averages over the year, not counts on a day.")
    return Payments(year, practices, average, tuple(notices))


def _check_names(where, practices) -> None:
    """A code that is mistyped, or another CCG's, shows in the CCG's name beside it."""
    pairs = Counter(zip(practices["ccg_name"], practices["ccg_code"], strict=True))
    codes: dict[str, dict[str, int]] = {}
    for (name, code), rows in pairs.items():
        if name is not None:
            known = codes.setdefault(match_name(name), {})
            known[code] = known.get(code, 0) + rows
    for name, known in codes.items():
        if len(known) > 1:
            usual, *_, rarest = sorted(known, key=known.get, reverse=True)
            names = practices["ccg_name"].map(lambda text: match_name(text or ""))
            row = practices.index[(names == name) & (practices["ccg_code"] == rarest)][0]
            raise PublishedFileError(
                f"{where}, row {row}: {rarest!r} stands beside the name {practices['ccg_name'][row]!r}, and "
                f"{usual!r} in {known[usual]:,} rows. One of them is wrong."
            )


def _day(cell, path, row) -> date | None:
    """A closing day: 31/05/2016, or the serial number that a spreadsheet leaves behind."""
    if cell is None:
        return None
    parts = cell.split(" ")[0].split("/")
    try:
        if len(parts) == 1:
            day = date(1899, 12, 30) + timedelta(days=int(float(cell)))
        else:
            day = date(int(parts[2]), int(parts[1]), int(parts[0]))
    except (IndexError, ValueError, OverflowError):
        day = None
    if day is None or not _NHS_YEARS[0] <= day.year <= _NHS_YEARS[1]:
        raise PublishedFileError(
            f"{path}, row {row}, column 'Practice Close Date': {cell[:60]!r} is neither day/month/year nor a "
            f"spreadsheet's number of a day, from {_NHS_YEARS[0]} to {_NHS_YEARS[1]}."
        )
    return day


def _payment_lines(path, raw, total) -> tuple[pd.DataFrame, list[str]]:
    """The lines from the first that is known to the total, in whole pence under their normalised names."""
    headers = list(raw.columns)
    known = [header for header in headers if _is_known(normalised(header))]
    first = headers.index(known[0]) if known else headers.index(total)
    lines, unknown = {}, []
    for header in headers[first : headers.index(total)]:
        form = normalised(header)
        if not _is_known(form):
            unknown.append(header)
        if form in lines:
            raise PublishedFileError(
                f"{path}: the payment line {header!r} stands there twice. Keep the right one."
            )
        where = f"{path}, column {header!r}"
        lines[form] = pence(_paid(parse_numbers(raw[header], where, is_signed=True)))
    for form in ("globalsum", "totalqofpayments", DRUGS):
        if form not in lines:
            raise PublishedFileError(
                f"{path}: no payment line {form!r} before the total; the columns have moved."
            )
    return pd.DataFrame(lines, index=raw.index), unknown


def _is_known(form) -> bool:
    return form in SERVICE_LINE_OF or form in _KNOWN_OTHER


def _paid(amounts):
    # The publication leaves a line blank when nothing was paid under it; the check against the published
    # total of the practice shows that this is nothing, and not unknown.
    return np.where(np.isnan(amounts), 0.0, amounts)


def _check_totals(path, where, practices, lines) -> None:
    totals = practices["total"].to_numpy()
    unknown = np.flatnonzero(np.isnan(totals))
    if unknown.size:
        code, row = practices["practice_code"].iloc[unknown[0]], practices.index[unknown[0]]
        raise PublishedFileError(f"{where}, row {row}: the total of practice {code} is blank.")
    gap = lines.sum(axis=1).to_numpy() / 100 - totals
    worst = int(np.argmax(np.abs(gap))) if len(gap) else 0
    if len(gap) and abs(gap[worst]) > 1.005:
        code, row = practices["practice_code"].iloc[worst], practices.index[worst]
        raise PublishedFileError(
            f"{path}, row {row}: the payment lines of practice {code} differ from its total of "
            f"£{totals[worst]:,.2f} by £{gap[worst]:,.2f}; only rounding of up to £1 is expected."
        )


def _by_service_line(lines: pd.DataFrame, totals: np.ndarray) -> pd.DataFrame:
    """Pence by service line, adding up to the published total: pence of rounding go to other payments."""
    groups: Mapping[str, list[str]] = {line: [] for line in SERVICE_LINES}
    for form in lines.columns:
        groups[SERVICE_LINE_OF.get(form, "gp_other")].append(form)
    sums = pd.DataFrame({line: lines[forms].sum(axis=1) for line, forms in groups.items()}, index=lines.index)
    sums["gp_other"] += totals - sums.sum(axis=1).to_numpy()
    return sums
