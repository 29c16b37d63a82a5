"""Tiny made-up files in the published formats, small enough to work every figure by hand.

Two CCGs. Alpha (01A): A00001 with 10,000 people, A00002 with 6,000, and A00003, which closed in September
2017 with 1,000 people. Beta (01B): B00001 with 8,000, the walk-in centre B00002 with none, and B00003 with
2,000, which no other file knows.

Payments of 2017/18 in pounds (MPIG stands for MPIG and seniority, drugs for fees and drugs)::

   practice  core        MPIG   premises   QOF         enhanced  local   drugs           other    total
   A00001    800,000.10  6,000  60,000.25  120,000.50  3,000.05  40,000  500 + 2,000.10    9,000  1,040,501.00
   A00002    480,000     0      30,000      70,000     2,000     25,000  300 + 1,000       4,000    612,300.00
   A00003     40,000     0      0            3,000     0         0       0                 1,000     44,000.00
   Alpha                                   193,000.50            65,000                           1,696,801.00
   B00001    640,000     0      50,000      96,000     0         32,000  0 + 800           1,200    820,000.00
   B00002    0           0      0                0     0         0       0               150,000    150,000.00
   B00003    150,000     0      0           24,000     0         0       0                 6,000    180,000.00
   Beta                                    120,000               32,000                           1,150,000.00
"""

from __future__ import annotations

import csv
from pathlib import Path

PLACE = ["Q1", "OFFICE"]
# core as global sum, core as PMS, MPIG, seniority, premises, QOF, minor surgery, local, fees, drugs, other
PAID = {
    "A00001": (800000.10, 0, 5000, 1000, 60000.25, 120000.50, 3000.05, 40000, 500, 2000.10, 9000),
    "A00002": (0, 480000, 0, 0, 30000, 70000, 2000, 25000, 300, 1000, 4000),
    "A00003": (40000, 0, 0, 0, 0, 3000, 0, 0, 0, 0, 1000),
    "B00001": (640000, 0, 0, 0, 50000, 96000, 0, 32000, 0, 800, 1200),
    "B00002": (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 150000),
    "B00003": (0, 150000, 0, 0, 0, 24000, 0, 0, 0, 0, 6000),
}
ORDER = (0, 2, 4, 3, 5, 6, 7, 1, 8, 9, 10)  # how the publication orders the lines
SPACED = [
    "Global Sum", "MPIG Correction factor", "Premises Payments", "Seniority", "Total QOF Payments",
    "Minor Surgery", "Total Local Enhanced Services", "Balance of PMS Expenditure",
    "Prescribing Fee Payments", "Reimbursement of Drugs", "Other Payments1",
]  # fmt: skip
CAMEL = [
    "GlobalSum_£", "MPIGCorrectionfactor_£", "PremisesPayments_£", "Seniority_£", "TotalQOFPayments_£",
    "MinorSurgery_£", "TotalLocalEnhancedServices_£", "BalanceofPMSExpenditure_£", "PrescribingFeePayments_£",
    "ReimbursementOfDrugs_£", "OtherPayments_£",
]  # fmt: skip
# code: name, postcode, CCG, closed, quarter, list, weighted list
PRACTICES = {
    "A00001": ("CAFÉ SURGERY", "AA1 1AA", "01A", "", "Q4", "10000", "10500"),
    "A00002": ("HILL SURGERY", "AA1 2BB", "01A", "", "Q4", "6000", "5800.5"),
    "A00003": ("OLD SURGERY", "AA1 3CC", "01A", "43008", "Q2", "1000", "990"),
    "B00001": ("LAKE SURGERY", "BB1 1AA", "01B", "", "Q4", "8000", "7900"),
    "B00002": ("WALK-IN CENTRE", "BB1 1AA", "01B", "", "NO KNOWN PATIENTS", "0", "0"),
    "B00003": ("NEW SURGERY", "BB2 9ZZ", "01B", "", "Q3", "2000", "2100"),
}
NAMES = {"01A": "NHS ALPHA CCG", "01B": "NHS BETA CCG"}


def table(path: Path, header, rows, encoding="utf-8") -> Path:
    """Write a CSV file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def payments_16_17(folder: Path) -> Path:
    """Payments of 2016/17: run-together headers with pounds signs, latin-1, days as day/month/year."""
    header = [
        "RegionCode", "RegionName", "CCGCode", "CCGName", "PracticeCode", "PracticeName", "PracticePostcode",
        "PracticeCloseDate", "QuarterUsedForPatientData", "NumberofRegisteredPatientsLastKnownFigure",
        "NumberofWeightedPatientsLastKnownFigure", "AveragePaymentsPerRegisteredPatient_£",
        "AveragePaymentsPerWeightedPatient_£", *CAMEL, "TotalNHSPaymentsToGeneralPractice_£", "Deductions_£",
    ]  # fmt: skip
    rows = [_payment_row(code, "") for code in PRACTICES if code != "A00003"]
    return table(folder / "gp" / "nhspaymentsgp-16-17-csv.csv", header, rows, "latin-1")


def payments_17_18(folder: Path, name="nhspaymentsgp-17-18-csv.csv", lines=SPACED, paid=PAID) -> Path:
    """Payments of 2017/18: spaced headers, days as serial numbers."""
    header = [
        "Region Code", "Region Name", "CCG Code", "CCG Name", "Practice Code", "Practice Name",
        "Practice Postcode", "Practice Close Date", "Quarter used for patient data",
        "Number of Registered Patients (Last Known Figure)",
        "Number of Weighted Patients (Last Known Figure)",
        "Average payments per registered patient", "Average payments per weighted patient", *lines,
        "Total NHS Payments to General Practice", "Deductions",
    ]  # fmt: skip
    rows = [_payment_row(code, PRACTICES[code][3], paid) for code in PRACTICES]
    return table(folder / "gp" / name, header, rows, "latin-1")


def payments_18_19(folder: Path) -> Path:
    """Payments of 2018/19: average lists, a line that is new, no quarter."""
    header = [
        "CCG Code", "CCG Name", "Practice Code", "Practice Name", "Practice Postcode", "Practice Close Date",
        "Average Number of Registered Patients", "Average Number of Weighted Patients",
        "Average payments per registered patient", "Average payments per weighted patient", *SPACED,
        "Clinical Directors", "Total NHS Payments to General Practice",
    ]  # fmt: skip
    rows = []
    for code in ("A00001", "A00002", "B00001"):
        name, postcode, ccg, _, _, people, weighted = PRACTICES[code]
        lines = [PAID[code][at] for at in ORDER]
        rows.append([ccg, NAMES[ccg], code, name, postcode, "", f"{people}.5", weighted, "N/A", "N/A"])
        rows[-1] += [*lines, 700, f"{sum(lines) + 700:.2f}"]
    return table(folder / "gp" / "nhs-payments-2018-19.csv", header, rows, "latin-1")


def _payment_row(code, closed, paid=PAID):
    name, postcode, ccg, _, quarter, people, weighted = PRACTICES[code]
    lines = [paid[code][at] for at in ORDER]
    averages = ["", ""] if people == "0" else ["99.99", "88.88"]
    total = f"{sum(PAID[code]):.2f}"
    place = [*PLACE, ccg, NAMES[ccg], code, name, postcode, closed, quarter, people, weighted]
    return [*place, *averages, *lines, total, -10]


def components_2018_19(folder: Path) -> Path:
    """Need components: overall need withheld for Alpha; B00003 absent."""
    header = ["STP21", "CCG", "CCG19", "PCN", "PCN_name", "Practice", "GP_pop", "WP_G&A", "WP_CS", "WP_MH",
              "WP_Mat", "WP_Presc", "WP_AM", "WP_Overall"]  # fmt: skip
    alpha, beta = ["QAA", "01A", "NHS Alpha CCG", "U00001", "ONE PCN"], ["QAA", "01B", "NHS Beta CCG", "", ""]
    rows = [
        [*alpha, "A00001", 10000, 12000, 11000, 9000, 8000, 10500, 9500, ""],
        [*alpha, "A00002", 6000, 6000, 6000, 7000, 9000, 6000, 6500, ""],
        [*beta, "B00001", 8000, 4000, 8000, 8000, 8000, 8000, 8000, 7200],
    ]
    return table(folder / "need" / "practice_need_components_2018_19.csv", header, rows)


def weighted_2023_24(folder: Path) -> Path:
    """Weighted populations: A00001, B00001 and a later practice in B00003's postcode district."""
    header = [
        "Practice_Code", "Practice_Postcode", "LAD21", "LTLA21", "LA21", "UTLA21", "pop 2022/23",
        "G&A WP", "CS WP", "MH WP", "Mat WP", "Health Ineq WP", "Prescr WP", "Final WP",
        "Primary Medical Care WP", "Final PMC WP",
    ]  # fmt: skip
    need = [1.0] * 9
    rows = [
        ["A00001", "AA11AA", "E06000901", "Alphaton", "E06000901", "Alphaton", 10000, *need],
        ["B00001", "BB1 1AA", "E07000901", "East Betashire", "E10000901", "Betashire", 8000, *need],
        ["B00009", "BB2 1ZZ", "E07000902", "West Betashire", "E10000901", "Betashire", 3000, *need],
    ]
    return table(folder / "need" / "practice_weighted_population_2023_2024.csv", header, rows)


def allocations(folder: Path) -> Path:
    """The panel in £000; its ``year`` is the one in which the year ends."""
    amounts = {"01A": (19000, 20000, 20500, 21000), "01B": (11800, 12000, 12300, 12600)}
    rows = [
        [code, NAMES[code][4:-4], 2017 + at, f"{2016 + at}/{17 + at}", amount, 1000]
        for code, row in amounts.items()
        for at, amount in enumerate(row)
    ]
    header = ["CCG_Code", "CCG_Name", "year", "financial_year", "Allocation_000s", "CCGpop"]
    return table(folder / "allocations" / "panel.csv", header, rows)


def pace_of_change(folder: Path) -> Path:
    """The pace-of-change file: Alpha differs from the panel, Beta agrees, Twin stands twice."""
    header = ["ccg", "opening_dft", "min_allocation_k", "final_allocation_k", "final_growth"]
    rows = [
        ["NHS Alpha CCG", 0.01, 20400, 20500, 0.02],
        ["NHS Beta CCG", -0.02, 12600, 12600, 0.03],
        ["NHS Twin CCG", 0.0, 100, 100, 0.02],
        ["NHS Twin CCG", 0.1, 200, 200, 0.02],
    ]
    return table(folder / "allocations" / "pace.csv", header, rows)


def social_care(folder: Path) -> Path:
    """The finance return in £000: mandatory rows, the voluntary split of one, and a regional total."""
    header = [
        "FY_Ending", "CASSR_CODE", "GEOGRAPHY_CODE", "REGION_GO_CODE", "SupportSetting_KEY",
        "DataType_KEY", "TOTALEXPENDITURE", "TOTALINCOME", "NETCURRENTEXPENDITURE",
        "GROSSCURRENTEXPENDITURE",
    ]  # fmt: skip
    alpha, beta = ["2017", "901", "E06000901", "R1"], ["2017", "902", "E10000901", "R1"]
    rows = [
        [*alpha, "7", 1, 1200.5, 400.25, 800.25, 1000.5],
        [*alpha, "2", 1, 500, 0, 500, 500],
        [*alpha, "5", 1, 0, 100, -100, 0],
        [*alpha, "", 1, 300, 50, 260, 260],
        [*alpha, "7", 2, 600, 200, 400, 500],
        [*beta, "6", 1, 2000, 500, 1500, 2000],
        ["2017", "", "", "R1", "7", 1, 99999, 9999, 90000, 90000],
    ]
    return table(folder / "asc" / "ascfr.csv", header, rows)


def single_ages(folder: Path) -> Path:
    """100 people at every age in Alpha and 50 in Beta in 2017; 2% more in 2019 and 3% more in 2020."""
    header = ["mid_year", "ccg21_code", "ccg21_name", *map(str, range(90)), "90+"]
    rows = [
        [year, area, name, *[people * factor / 100] * 91]
        for year, factor in ((2017, 100), (2019, 102), (2020, 103))
        for area, name, people in (("E38000901", "NHS Alpha CCG", 100), ("E38000902", "NHS Beta CCG", 50))
    ]
    return table(folder / "population" / "ages.csv", header, rows)


def practice_map(folder: Path) -> Path:
    """The map of 2022: both CCGs in one STP, each with one network; B00009 opened since."""
    header = [
        "PRACTICE_CODE", "PRACTICE_NAME", "PCN_CODE", "PCN_NAME", "ONS_CCG_CODE", "CCG_CODE",
        "ONS_STP_CODE", "STP_CODE", "STP_NAME",
    ]  # fmt: skip
    stp = ["E54000901", "QAA", "Alphabet"]
    rows = [
        ["A00001", "CAFE SURGERY", "U00001", "ONE PCN", "E38000901", "01A", *stp],
        ["A00002", "HILL SURGERY", "U00009", "TWO PCN", "E38000901", "01A", *stp],
        ["B00001", "LAKE SURGERY", "U00009", "TWO PCN", "E38000902", "01B", *stp],
        ["B00009", "YOUNG SURGERY", "U00009", "TWO PCN", "E38000902", "01B", *stp],
    ]
    return table(folder / "population" / "map.csv", header, rows)


def qof_workbook(folder: Path) -> Path:
    """A workbook of QOF achievement with one indicator a sheet: 80 of 100 in Alpha, 50 of 100 in Beta."""
    from openpyxl import Workbook

    workbook = Workbook()
    workbook.active.title = "Title sheet"
    for group, indicator in (
        ("HYP", "HYP006"), ("CHD", "CHD002"), ("DM", "DM007"), ("COPD", "COPD003"), ("MH", "MH002"),
        ("DEM", "DEM004"),
    ):  # fmt: skip
        sheet = workbook.create_sheet(group)
        sheet.append([f"Table of {group}"])
        sheet.append([None, "2015-16", None, "2016-17", None, indicator])
        counts = ["Number of practices", "List Size"] * 2
        parts = ["Achievement Score", "Numerator", "Denominator", "Denominator plus Exceptions"]
        sheet.append(["CCG code", *counts, *parts])
        sheet.append(["01A", 3, 900, 2, 1000, 1.5, 80, 90, 100])
        sheet.append(["01B", 3, 900, 2, 1000, 1.5, 50, 90, 100])
    path = folder / "outcomes" / "achievement.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


EVERYTHING = (
    payments_16_17, payments_17_18, components_2018_19, weighted_2023_24, allocations, pace_of_change,
    social_care, single_ages, practice_map, qof_workbook,
)  # fmt: skip


def write_all(folder: Path, *without) -> Path:
    """Write every made-up file but those named."""
    for write in EVERYTHING:
        if write not in without:
            write(folder)
    return folder
