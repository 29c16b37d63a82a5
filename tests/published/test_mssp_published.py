"""Settlements of the Shared Savings Program held against what CMS published, where the files are at hand."""

import pandas as pd
import pytest

from acohandbook.published.mssp import MATCHES, predict
from acohandbook.published.mssp_summary import summarise, summarise_minimum_rates

YEARS = (2014, 2016, 2018, 2020, 2022, 2023)
RAW = (2016, 2023)


@pytest.fixture(scope="module")
def by_year(published):
    return {year: predict(published(f"mssp/mssp_py{year}.csv")) for year in YEARS}


@pytest.fixture(scope="module")
def summary(by_year):
    return pd.concat([summarise(prediction) for prediction in by_year.values()])


def matched(summary, **where):
    chosen = summary
    for column, value in where.items():
        chosen = chosen[chosen[column].isin(value if isinstance(value, (list, tuple)) else [value])]
    return chosen[list(MATCHES[:2])].to_numpy().sum(), chosen["compared"].sum()


def test_every_row_is_predicted_in_the_files_order(by_year, published):
    for year, prediction in by_year.items():
        raw = pd.read_csv(published(f"mssp/mssp_py{year}.csv"), dtype=str)
        identifier = raw["ACO_ID"] if "ACO_ID" in raw else raw["ACO_Num"]
        assert prediction.frame["identifier"].tolist() == identifier.tolist()
        assert prediction.frame["earned_or_owed"].notna().all()


def test_all_earned_payments_from_2016_on_are_within_a_dollar_or_a_thousandth(summary):
    got, compared = matched(
        summary, **{"class": "earned", "performance_year": [2016, 2018, 2020, 2022, 2023]}
    )
    assert compared == 1301
    assert got == compared


def test_payments_of_2014_are_within_the_rounding_of_the_published_rates(by_year):
    frame = by_year[2014].frame
    assert set(frame["match"]) == set(MATCHES[:3])
    assert (frame["match"] != MATCHES[2]).sum() == 284  # of 333: rates were published to two decimals


def test_owed_amounts_miss_only_where_a_limit_on_revenue_applied(by_year):
    frames = pd.concat([prediction.frame for prediction in by_year.values()])
    owed = frames[frames["published"] < 0]
    missed = owed[owed["match"] == "unexplained"]
    assert (len(owed), len(missed)) == (35, 3)
    assert missed["rule"].str.contains("a lower limit on revenue applied").all()
    # The limit can only make a loss smaller than what is predicted from the rest of the file.
    assert (missed["earned_or_owed"] < missed["published"]).all()


def test_no_row_but_those_is_unexplained(summary):
    assert summary[summary["class"] == "all"]["unexplained"].sum() == 3


def test_raw_and_tidied_files_of_a_year_agree(by_year, published):
    for year in RAW:
        raw = predict(published(f"mssp/cms_puf_py{year}_raw.csv")).frame
        pd.testing.assert_frame_equal(raw, by_year[year].frame)


def test_a_file_without_the_payment_gives_the_same_predictions(by_year, published, tmp_path):
    for year in YEARS:
        raw = pd.read_csv(published(f"mssp/mssp_py{year}.csv"), dtype=str, keep_default_na=False)
        path = tmp_path / f"mssp_py{year}.csv"
        answers = [
            name for name in ("EarnSaveLoss", "GenSaveLoss", "BnchmkMinExp", "Sav_rate") if name in raw
        ]
        raw.drop(columns=answers).to_csv(path, index=False)
        frame = predict(path).frame
        assert "published" not in frame
        pd.testing.assert_frame_equal(frame, by_year[year].frame[frame.columns])


def test_minimum_savings_rates_follow_from_the_population_or_are_elected(by_year):
    rates = pd.concat([summarise_minimum_rates(prediction) for prediction in by_year.values()])
    assert rates["other"].sum() == 0
    assert rates["by_population"].sum() == 2026
    assert rates["largest_difference_rate"].max() <= 0.00005  # the rounding of four decimals
