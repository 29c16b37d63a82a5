"""Settlements of the Shared Savings Program, on files of a few rows made up for the purpose."""

import numpy as np
import pandas as pd
import pytest

from acohandbook.published.mssp import predict
from acohandbook.published.mssp_summary import summarise, summarise_minimum_rates, summary_in_words
from acohandbook.published.reading import PublishedFileError

COLUMNS = {
    "PY": "2018",
    "ACO_ID": "A1",
    "Track": "T1",
    "N_AB": "10000",
    "MinSavPerc": "0.03",
    "QualScore": "0.9",
    "FinalShareRate": "0.45",
    "ABtotBnchmk": "100000000",
    "ABtotExp": "95000000",
}


def results(tmp_path, *rows, name="results.csv", without=(), **columns):
    """A results file: each row is what differs from ``COLUMNS``."""
    made = [
        {**COLUMNS, **columns, "ACO_ID": f"A{number}", **row} for number, row in enumerate(rows or [{}], 1)
    ]
    path = tmp_path / name
    pd.DataFrame(made).drop(columns=list(without)).to_csv(path, index=False)
    return path


def only(path):
    """The one predicted row of a file."""
    frame = predict(path).frame
    assert len(frame) == 1
    return frame.iloc[0]


def settled(tmp_path, **columns):
    return only(results(tmp_path, **columns))["earned_or_owed"]


# --- the rules, worked by hand: a benchmark of $100m --------------------------------------------------------


def test_a_saving_past_the_minimum_rate_is_shared_from_the_first_dollar_less_sequestration(tmp_path):
    row = only(results(tmp_path))
    assert row["earned_or_owed"] == 2_205_000  # 5,000,000 x 50% x 0.9 x 0.98
    assert row["generated_savings"] == 5_000_000
    assert row["rule"] == (
        "Saving of 5.00% reaches the minimum savings rate of 3.00%: "
        "paid 45.00% of it, less sequestration of 2%."
    )


def test_a_saving_below_the_minimum_rate_pays_nothing(tmp_path):
    row = only(results(tmp_path, ABtotExp="97100000"))
    assert row["earned_or_owed"] == 0
    assert row["rule"] == "Saving of 2.90% is below the minimum savings rate of 3.00%: nothing is paid."


def test_a_saving_exactly_at_the_minimum_rate_is_paid(tmp_path):
    assert settled(tmp_path, ABtotExp="97000000") == 1_323_000  # 3,000,000 x 0.45 x 0.98


def test_a_one_sided_track_owes_nothing(tmp_path):
    row = only(results(tmp_path, ABtotExp="110000000"))
    assert (row["earned_or_owed"], row["generated_savings"]) == (0, 0)
    assert row["rule"] == "Loss of 10.00% in a one-sided track: nothing is owed."


@pytest.mark.parametrize(
    ("track", "year", "expenditure", "share", "expected"),
    [
        ("T1", "2018", 70, "0.45", 10_000_000),  # 30m x 0.45 x 0.98 = 13.23m, limited to 10%
        ("T2", "2018", 70, "0.54", 15_000_000),  # 30m x 0.54 x 0.98 = 15.876m, limited to 15%
        ("T3", "2018", 70, "0.675", 19_845_000),  # 30m x 0.675 x 0.98, below 20%
        ("T1", "2019", 95, "0.45", 2_250_000),  # no sequestration in 2019
        ("EN", "2023", 95, "0.75", 3_675_000),  # from 2021 the score no longer multiplies
        ("B", "2022", 95, "0.4", 1_960_000),  # 5m x 0.4 x 0.98
    ],
)
def test_shares_and_limits_of_a_gain(tmp_path, track, year, expenditure, share, expected):
    spend = str(expenditure * 1_000_000)
    assert settled(tmp_path, Track=track, PY=year, ABtotExp=spend, FinalShareRate=share) == expected


@pytest.mark.parametrize(
    ("track", "year", "spend", "columns", "expected"),
    [
        ("T2", "2018", 104, {}, -1_840_000),  # 4m x (1 - 0.6 x 0.9 = 0.46)
        ("T2", "2016", 130, {"Current_Start_Date": "1/1/16"}, -5_000_000),  # first year: 5%
        ("T2", "2017", 130, {"Current_Start_Date": "01/01/2016 12:00:00 AM"}, -7_500_000),  # second: 7.5%
        ("T2", "2018", 130, {"Current_Start_Date": "2016-01-01"}, -10_000_000),  # third: 10%
        ("T3", "2018", 104, {}, -1_600_000),  # 1 - 0.75 x 0.9 = 0.325, held up at 40%
        ("T3", "2018", 104, {"QualScore": "0.3"}, -3_000_000),  # 1 - 0.225, held down at 75%
        ("T3", "2018", 104, {"Met_QPS": "0", "FinalShareRate": "0"}, -3_000_000),  # standard missed
        ("T3", "2018", 150, {}, -15_000_000),  # 50m x 40% = 20m, limited to 15%
        ("T1P", "2018", 104, {}, -1_200_000),  # fixed 30%
        ("C", "2024", 120, {}, -1_000_000),  # 6m, limited to 1%
        ("EN", "2024", 104, {"FinalLossRate": "0.5068"}, -2_027_200),  # the published loss rate
        ("EN", "2024", 104, {"DisAdj": "-100000"}, -1_500_000),  # 1.6m less a relief of 0.1m
        ("EN", "2021", 104, {}, 0),  # forgiven in full
        ("EN", "2023", 104, {"DisAdj": "-400000"}, -560_000),  # relief of 5/12: the loss was at most 0.96m
    ],
)
def test_shares_limits_and_relief_of_a_loss(tmp_path, track, year, spend, columns, expected):
    columns = {"Track": track, "PY": year, "ABtotExp": str(spend * 1_000_000), **columns}
    assert settled(tmp_path, **columns) == expected


def test_a_loss_within_the_minimum_rate_is_not_owed(tmp_path):
    row = only(results(tmp_path, Track="T3", ABtotExp="102900000"))
    assert row["earned_or_owed"] == 0
    assert row["rule"] == "Loss of 2.90% is within the minimum loss rate of 3.00%: nothing is owed."


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"ReducedSS": "1", "FinalShareRate": "40%"}, 196_000),  # 1m x half of 40% x 0.98
        ({"ReducedSS": "1", "FinalShareRate": "20%"}, 196_000),  # the half stated already
        ({"ReducedSS": "1", "FinalShareRate": "32%"}, 156_800),  # half of 40% x 0.8
        ({"ReducedSS": "0", "FinalShareRate": "40%"}, 0),
        ({"ReducedSS": "1", "FinalShareRate": "40%", "ABtotExp": "95000000"}, 1_960_000),  # past 3%: whole
        ({"Guardrail": "1", "FinalShareRate": "40%", "ABtotExp": "95000000"}, 0),
    ],
)
def test_flags_of_2024(tmp_path, columns, expected):
    assert settled(tmp_path, **{"Track": "B", "PY": "2024", "ABtotExp": "99000000", **columns}) == expected


def test_a_missed_quality_standard_earns_nothing(tmp_path):
    row = only(results(tmp_path, Met_QPS="0", FinalShareRate="0"))
    assert row["earned_or_owed"] == 0
    assert "the quality standard was missed: nothing is paid" in row["rule"]


def test_a_rate_published_twice_with_different_rounding_is_taken_from_the_middle(tmp_path):
    # 0.5 x 0.87 = 0.435 +/- 0.0025 and 0.44 +/- 0.005 both allow 0.435 to 0.4375: the middle is 0.43625.
    path = results(tmp_path, {}, {"QualScore": "0.85"}, QualScore="0.87", FinalShareRate="0.44")
    assert predict(path).frame["earned_or_owed"][0] == 2_137_625  # 5m x 0.43625 x 0.98


# --- what files look like -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "columns",
    [
        {"MinSavPerc": "3.00%", "QualScore": "90.0%", "FinalShareRate": "45.00%"},
        {"MinSavPerc": "3", "QualScore": "90", "FinalShareRate": "45"},
        {"MinSavPerc": "0.03%"},  # the files of 2013 put a percent sign behind a fraction
        {"ABtotBnchmk": "$100,000,000", "ABtotExp": "95,000,000.00", "N_AB": "10,000"},
        {"Track": "1"},
        {"Track": "Track 1"},
        {"PY": "2018.0"},
    ],
)
def test_scales_signs_and_codes_come_as_they_come(tmp_path, columns):
    assert settled(tmp_path, **columns) == 2_205_000


@pytest.mark.parametrize(
    ("flags", "track"),
    [
        ({"Current_Track_1": "1", "Current_Track_2": "0", "Current_Track_1_Plus": "0"}, "T1"),
        ({"Current_Track_1": "0", "Current_Track_3": "1", "Initial_Track_1": "1"}, "T3"),
        ({"Current_Track_1": "0", "Current_Track_1_Plus": "1"}, "T1P"),
        ({"Current_BASIC_E": "1", "Current_ENHANCED": "0"}, "E"),
        ({"Current_BASIC_E": "0", "Current_ENHANCED": "1"}, "EN"),
        ({"Track1": "0", "Track2": "1"}, "T2"),
        ({"Track 2 ACO": "0"}, "T1"),
    ],
)
def test_a_track_may_be_told_by_flags(tmp_path, flags, track):
    assert only(results(tmp_path, without=["Track"], **flags))["track"] == track


def test_the_prose_headers_of_2013_are_read_with_the_one_they_lost(tmp_path):
    path = tmp_path / "2013_Shared_Savings_PUF.csv"
    path.write_text(
        "ACO Identifier,ACO Name,Start Date,Track 2 ACO,Quality Score,Final sharing rate,"
        "Minimum Loss Rate (%),Minimum Savings Rate (%),Total benchmark expenditures ($),"
        "Total savings/losses ($),Shared Savings ($),Shared Losses ($),"
        "Total number of assigned beneficiaries\n"
        "A1,One,07/01/2012,0,1,0.5,,0.03%,$100000000.50,$95000000.50,$5000000.00,$2450000.00,,10000\n"
        "A2,Two,04/01/2012,1,1,0.6,-0.02%,0.02%,$100000000,$104000000,$-4000000,,$1600000,5800\n",
        encoding="utf-8",
    )
    frame = predict(path).frame
    assert frame["track"].tolist() == ["T1", "T2"]
    assert frame["earned_or_owed"].tolist() == [2_450_000, -1_600_000]  # 5m x 0.5 x 0.98; 4m x 40%
    assert frame["published"].tolist() == [2_450_000, -1_600_000]
    assert frame["match"].tolist() == ["within $1", "within $1"]


def test_identifiers_fall_back_from_id_to_number_to_name(tmp_path):
    path = results(
        tmp_path, {}, {"ACO_ID": ""}, {"ACO_ID": "", "ACO_Num": ""}, ACO_Num="N7", ACO_Name="Some ACO"
    )
    assert predict(path).frame["identifier"].tolist() == ["A1", "N7", "Some ACO"]


def test_the_order_of_columns_does_not_matter(tmp_path):
    straight = results(tmp_path, {}, {"Track": "T3", "ABtotExp": "104000000"})
    table = pd.read_csv(straight, dtype=str)
    table[table.columns[::-1]].to_csv(tmp_path / "turned.csv", index=False)
    pd.testing.assert_frame_equal(predict(tmp_path / "turned.csv").frame, predict(straight).frame)


@pytest.mark.parametrize(
    ("name", "columns", "without", "year"),
    [
        ("cms_puf_py2016_raw.csv", {}, ["PY"], 2016),
        ("PY 2024 ACO Results PUF_Rerun_20250925.csv", {}, ["PY"], 2024),
        ("2026-07-17 results of PY2021.csv", {}, ["PY"], 2021),
        ("x.csv", {"performance_year": "2022"}, ["PY"], 2022),
        ("x.csv", {"Current_Start_Date": "1/1/2018"}, ["PY"], 2018),
        ("x.csv", {"Guardrail": "0"}, ["PY"], 2024),
        ("x.csv", {"Current_Start_Date": "1/1/2020", "QualityID_318": "9"}, ["PY"], 2021),
    ],
)
def test_the_year_is_found_in_a_column_the_name_or_the_columns(tmp_path, name, columns, without, year):
    path = results(tmp_path, name=name, without=without, Track="E", **{"FinalShareRate": "0.5", **columns})
    if year < 2019:
        path = results(tmp_path, name=name, without=without, **columns)
    assert predict(path).inputs.year.tolist() == [year]


# --- rows that cannot be settled ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"ABtotExp": "*"}, "the total expenditure is blank"),
        ({"ABtotExp": "pending"}, "ABtotExp is 'pending'"),
        ({"ABtotExp": "(95,000,000)"}, "ABtotExp is '(95,000,000)'"),
        ({"ABtotBnchmk": "N/A"}, "the total benchmark is blank"),
        ({"Track": "Q"}, "Track is 'Q', which is no track"),
        ({"PY": ""}, "the performance year is not stated"),
        ({"PY": "2031"}, "2031 is no known performance year"),
        ({"Track": "T1P", "PY": "2016"}, "runs from 2018 to 2021, not in 2016"),
        (
            {"QualScore": "-", "FinalShareRate": ""},
            "neither the quality score nor the final rate can be read",
        ),
        ({"Track": "T3", "MinSavPerc": ""}, "the minimum savings rate is blank and may have been elected"),
    ],
)
def test_a_row_that_cannot_be_settled_stays_with_its_reason(tmp_path, row, reason):
    frame = predict(results(tmp_path, row, {})).frame
    assert frame["identifier"].tolist() == ["A1", "A2"]
    assert frame["earned_or_owed"].isna().tolist() == [True, False]
    assert frame["rule"][0].startswith("Not settled: ")
    assert reason in frame["rule"][0]


def test_what_is_not_needed_may_be_blank(tmp_path):
    frame = predict(
        results(
            tmp_path,
            {"MinSavPerc": ""},  # one-sided: the table gives 3% for 10,000 people
            {"QualScore": "P4R", "FinalShareRate": "0.5"},  # a first year is paid for reporting
            {"ABtotExp": "99000000", "QualScore": "", "FinalShareRate": ""},  # nothing is due at any rate
        )
    ).frame
    assert frame["earned_or_owed"].tolist() == [2_205_000, 2_450_000, 0]
    assert frame["minimum_savings_rate"].tolist() == [0.03, 0.03, 0.03]


# --- files that are refused ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("columns", "without", "words"),
    [
        ({}, ["ABtotBnchmk"], "these are missing: total benchmark (ABtotBnchmk)."),
        ({}, ["MinSavPerc", "Track"], "minimum savings rate (MinSavPerc); track (Track, Current_Track"),
        ({}, ["QualScore", "FinalShareRate"], "quality score (QualScore) or final sharing rate"),
        ({}, ["PY"], "performance year (PY, or a year in the file's name)"),
        ({"ABtotExp": "text"}, [], "no row can be read in: total expenditure (ABtotExp)"),
        ({"MinSavPerc": ""}, [], "no row can be read in: minimum savings rate (MinSavPerc)"),
        ({"Track": "none"}, [], "no row can be read in: track"),
        ({"PY": "2030"}, [], "the performance year is 2030"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_message(tmp_path, columns, without, words):
    with pytest.raises(PublishedFileError) as refused:
        predict(results(tmp_path, {}, {}, without=without, **columns))
    message = str(refused.value)
    assert words in message
    assert "needs: total benchmark (ABtotBnchmk); total expenditure (ABtotExp)" in message
    assert message.endswith("Known performance years are 2013 to 2024.")


@pytest.mark.parametrize("text", ["", "PY,ACO_ID,Track\n", "a\n1,2,3\n4,5,6\n"])
def test_a_file_without_a_table_is_refused(tmp_path, text):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PublishedFileError, match="Known performance years are 2013 to 2024"):
        predict(path)


# --- comparing ----------------------------------------------------------------------------------------------


def test_the_published_payment_never_enters_the_prediction(tmp_path):
    rows = [{}, {"Track": "T3", "ABtotExp": "104000000"}, {"Track": "Q"}]
    bare = predict(results(tmp_path, *rows)).frame
    for lie in ("123", "", "*", "-9,999"):
        with_payment = predict(results(tmp_path, *rows, EarnSaveLoss=lie, GenSaveLoss=lie)).frame
        pd.testing.assert_frame_equal(with_payment[bare.columns], bare)


def test_matches_are_named_by_the_first_that_holds(tmp_path):
    payments = ["2205000.6", "2206000", "2193000", "2300000", ""]
    path = results(tmp_path, *({"EarnSaveLoss": payment} for payment in payments), QualScore="0.90")
    frame = predict(path).frame
    # The score has one decimal: the share is 0.45 +/- 0.005 by the final rate, $24,500 on $5m less 2%.
    assert frame["match"].tolist()[:4] == [
        "within $1",
        "within 0.1%",
        "within the rounding of the published rate",
        "unexplained",
    ]
    assert pd.isna(frame["match"][4])
    assert frame["difference"].tolist()[:2] == [-0.6, -1000]
    assert np.isnan(frame["published"][4])


def test_a_summary_keeps_earned_and_owed_apart(tmp_path):
    path = results(
        tmp_path,
        {"EarnSaveLoss": "2205000"},
        {"EarnSaveLoss": "0", "ABtotExp": "99000000"},
        {"EarnSaveLoss": "-1600000", "Track": "T3", "ABtotExp": "104000000", "MinSavPerc": "0.02"},
        {"EarnSaveLoss": "-9", "Track": "T3", "ABtotExp": "104000000", "MinSavPerc": "0.0123"},
        {"EarnSaveLoss": "", "Track": "Q"},
    )
    prediction = predict(path)
    summary = summarise(prediction).set_index("class")
    assert summary["rows"].to_dict() == {"all": 5, "earned": 1, "owed": 2, "nothing": 1}
    assert summary["not_settled"].to_dict() == {"all": 1, "earned": 0, "owed": 0, "nothing": 0}
    assert summary["matched_rate"].to_dict() == {"all": 0.75, "earned": 1.0, "owed": 0.5, "nothing": 1.0}
    rates = summarise_minimum_rates(prediction).iloc[0]
    assert (rates["by_population"], rates["elected"], rates["other"]) == (3, 1, 1)
    words = summary_in_words(prediction)
    assert "2018 owed: 2 rows; 2 compared: 1 within $1, 1 unexplained (50.0% matched)" in words
    assert "1 not settled" in words
