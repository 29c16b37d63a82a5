"""Tiny files of the publications that predictions and evidence read, to be spoilt and read again."""

from __future__ import annotations

import csv
import io
import time
from pathlib import Path

import pandas as pd
from spoiling import HONEST, OTHER, REFUSED, UNCHANGED, Grid
from spoiling_published import PublishedCase, same

from acohandbook.published.cost_per_head import read_cost_per_head
from acohandbook.published.emergency_attendances import read_emergency_attendances
from acohandbook.published.mssp import predict
from acohandbook.published.nhs_targets import predict_targets
from acohandbook.published.pace_of_change import predict_closing_distances
from acohandbook.published.place_need import place_need
from acohandbook.published.populations import read_lists_by_age
from acohandbook.published.quality_outcomes import read_prevalence
from acohandbook.published.reading import PublishedFileError

RESULTS = "results.csv"
TEXTS = {
    RESULTS: """PY,ACO_ID,Track,N_AB,MinSavPerc,QualScore,FinalShareRate,FinalLossRate,DisAdj,\
ABtotBnchmk,ABtotExp
2018,A1,T1,10000,0.03,0.9,0.45,0.4,0,100000000,95000000
2018,A2,T3,12000,0.02,0.8,0.6,0.4,1000,110000000,114000000
2018,A3,T1,20000,0.025,0.7,0.35,0.4,0,200000000,190000000
2018,A4,T3,16000,0.02,0.6,0.45,0.5,2000,150000000,158000000
""",
    "need.csv": """Practice,CCG,WP_G&A,WP_CS,WP_MH,WP_Mat,WP_Presc,WP_AM,MFF_index,EACA_index
A00001,01A,1000,1100,1200,1300,1400,1500,1.01,1.02
A00002,01A,2000,2100,2200,2300,2400,2500,1.01,1.02
B00001,01B,3000,3100,3200,3300,3400,3500,0.99,0.98
""",
    "place.csv": """Practice_Code,ICS22,pop 2022/23,G&A WP,CS WP
A00001,QAA,1000,1200,1100
A00002,QAA,2000,1800,1900
B00001,QBB,3000,2800,2900
""",
    "distances.csv": """ccg,opening_dft,per_capita_growth
NHS One CCG,0.0154,0.0189
NHS Two CCG,-0.021,0.01
NHS Three CCG,0.005,0.02
""",
    "attendances.csv": """period,org_code,type,attendances,breaches,admissions
2018-04-01,RAA,1,1000,100,200
2018-05-01,RAA,1,1100,110,210
2018-04-01,RBB,2,2000,120,220
""",
    "costs.csv": """year,age,sex,imd_quintile,nhs_cost_per_head_gbp,population
2011/12,0,Female,Q1,1296.5,89037
2011/12,41,Male,Q2,1096.25,79037
2014/15,85+,Female,Q5,5296.75,69037
""",
    "lists.csv": """PRACTICE_CODE,TOTAL,16OV,18OV,50OV,65OV
A00001,4111,3345,3258,1716,950
A00002,19189,16000,15602,8595,4210
B00001,8000,7000,6900,3000,1500
""",
    "prevalence.csv": """fy,condition,ccg,list_size,register
2015/16,AF,01A,157332,3413
2016/17,AF,01A,157999,3500
2015/16,AF,01B,250893,4449
""",
}
READERS = {
    RESULTS: lambda path: predict(path).frame,
    "need.csv": predict_targets,
    "place.csv": lambda path: place_need(path, ["A00001"]),
    "distances.csv": predict_closing_distances,
    "attendances.csv": read_emergency_attendances,
    "costs.csv": read_cost_per_head,
    "lists.csv": read_lists_by_age,
    "prevalence.csv": read_prevalence,
}
COLUMNS = {
    RESULTS: {
        "Track": "track", "N_AB": "figure", "MinSavPerc": "figure", "QualScore": "figure",
        "FinalShareRate": "figure", "FinalLossRate": "figure", "DisAdj": "figure", "ABtotBnchmk": "figure",
        "ABtotExp": "figure",
    },
    "need.csv": {"Practice": "key", "CCG": "code", "WP_G&A": "count", "WP_AM": "count", "MFF_index": "count"},
    "place.csv": {"Practice_Code": "key", "pop 2022/23": "count", "CS WP": "count"},
    "distances.csv": {"opening_dft": "rate", "per_capita_growth": "rate"},
    "attendances.csv": {"org_code": "key", "attendances": "count", "admissions": "count"},
    "costs.csv": {"nhs_cost_per_head_gbp": "count", "population": "count"},
    "lists.csv": {"PRACTICE_CODE": "key", "TOTAL": "count", "65OV": "count"},
    "prevalence.csv": {"ccg": "key", "list_size": "count", "register": "count"},
}  # fmt: skip
UNSETTLED = "Not settled: "


class ReaderPlace:
    """One sound file of each publication in a folder, with what its reader makes of it."""

    kinds = COLUMNS
    by_row = (RESULTS, "distances.csv", "costs.csv", "attendances.csv", "prevalence.csv")

    def __init__(self, folder: Path):
        self.folder = folder
        self.content = {name: text.encode("utf-8") for name, text in TEXTS.items()}
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in self.content.items():
            (folder / name).write_bytes(content)
        self.sound = {name: read(folder / name) for name, read in READERS.items()}

    def grid(self, name: str) -> Grid:
        """The cells of a file, its header first; fresh on every call."""
        return list(csv.reader(io.StringIO(TEXTS[name], newline="")))

    def judge(self, case: PublishedCase, number: int) -> tuple[str, list[str], float]:
        """Spoil the file, read it, put it back: the outcome, what is wrong with it, and the seconds."""
        ((name, content),) = case.files.items()
        (self.folder / name).write_bytes(content)
        start = time.process_time()
        try:
            outcome, said = self._outcome(name)
        finally:
            (self.folder / name).write_bytes(self.content[name])
        complaints = []
        if outcome == REFUSED:
            complaints += [f"does not say {part!r}, but: {said}" for part in case.says if part not in said]
        if case.expected not in (HONEST, outcome):
            complaints.append(f"{outcome}, not {case.expected}: {said}")
        return outcome, complaints, time.process_time() - start

    def _outcome(self, name: str) -> tuple[str, str]:
        try:
            frame = READERS[name](self.folder / name)
        except PublishedFileError as error:
            return REFUSED, str(error)
        sound = self.sound[name]
        if same(*(_in_order(table) for table in (frame, sound))):
            return UNCHANGED, ""
        if name == RESULTS and len(frame) == len(sound):
            return _of_one_row(name, frame, sound)
        return OTHER, "other rows"


def _of_one_row(name: str, frame: pd.DataFrame, sound: pd.DataFrame) -> tuple[str, str]:
    """A row that is not settled, with its reason, is refused; the other rows must be as they were."""
    differ = [at for at in range(len(frame)) if not same(frame[at : at + 1], sound[at : at + 1])]
    said = "; ".join(f"{name}, row {at + 2}: {frame['rule'][at]}" for at in differ)
    is_told = all(frame["rule"][at].startswith(UNSETTLED) for at in differ)
    return (REFUSED if is_told else OTHER), said


def _in_order(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by their first columns, since the order of rows carries no meaning."""
    return frame.sort_values(list(frame.columns[:4]), ignore_index=True)
