"""The evidence of the handbook: as committed, and made again where the published files are at hand."""

import pandas as pd
import pytest

from acohandbook.published.evidence import (
    CONFIDENCE,
    NAMES,
    TABLES,
    VARIATION_RATE,
    evidence,
    write_evidence,
)
from acohandbook.published.evidence_tables import evidence_differences, evidence_tables
from acohandbook.published.reading import PublishedFileError
from acohandbook.resources import folder
from acohandbook.rules.noise import implied_variation_rate


def test_every_table_is_committed_and_no_other():
    committed = {path.stem for path in folder("data/evidence").glob("*.csv")}
    assert committed == set(NAMES)


@pytest.mark.parametrize("name", TABLES)
def test_committed_tables_are_those_of_the_published_files(name, published):
    live = evidence(name, published())
    pd.testing.assert_frame_equal(evidence(name), live, check_dtype=False, rtol=1e-8, atol=1e-9)


def test_tables_are_written_to_ten_digits(tmp_path, monkeypatch):
    needs_no_file = {
        name: TABLES[name] for name in ("noise_chances", "noise_minimum_rates", "worked_settlement")
    }
    monkeypatch.setattr("acohandbook.published.evidence.TABLES", needs_no_file)
    for path in write_evidence(tmp_path, tmp_path):
        assert path.read_text(encoding="utf-8") == (folder("data/evidence") / path.name).read_text(
            encoding="utf-8"
        )


def test_what_needs_no_file_is_made_without_one(tmp_path):
    for name in ("noise_chances", "noise_minimum_rates", "worked_settlement"):
        pd.testing.assert_frame_equal(evidence(name, tmp_path), evidence(name), check_dtype=False, rtol=1e-8)


def test_a_folder_without_results_is_refused(tmp_path):
    with pytest.raises(PublishedFileError, match="there is no results file mssp_pyYYYY"):
        evidence("mssp_by_year", tmp_path)


def test_an_unknown_table_is_refused():
    with pytest.raises(
        ValueError, match="There is no evidence 'mssp'; there is mssp_by_class, mssp_by_year, "
    ):
        evidence("mssp")


def test_rows_add_up_over_classes_and_matches():
    table = evidence("mssp_by_year")
    by_class = table.pivot(index="performance_year", columns="class", values="rows")
    assert (by_class["all"] == by_class[["earned", "owed", "nothing"]].sum(axis=1)).all()
    matches = ["within $1", "within 0.1%", "within the rounding of the published rate", "unexplained"]
    assert (table[matches].sum(axis=1) == table["compared"]).all()


def test_every_miss_has_a_reason_and_all_are_counted():
    misses, table = evidence("mssp_misses"), evidence("mssp_by_year")
    everything = table[table["class"] == "all"]
    assert "not explained" not in set(misses["reason"])
    beyond = everything["compared"] - everything["within $1"] - everything["within 0.1%"]
    assert misses["rows"].sum() == beyond.sum() == 52


def test_no_organisation_is_named():
    text = "".join(path.read_text(encoding="utf-8") for path in folder("data/evidence").glob("mssp*.csv"))
    assert not pd.Series(text.split(",")).str.fullmatch(r"A\d{4,5}").any()


def test_one_coefficient_of_variation_gives_the_chances_and_the_minimum_rates():
    # Two published minimum rates, each by its own confidence, imply 2.15 and 2.11; the handbook uses 2.1.
    assert implied_variation_rate(0.039, 1 - CONFIDENCE["low_rate"], 5000) == pytest.approx(2.15, abs=0.005)
    assert implied_variation_rate(0.022, 1 - CONFIDENCE["high_rate"], 50000) == pytest.approx(2.11, abs=0.005)
    assert VARIATION_RATE == 2.1
    assert evidence("noise_chances")["residual"].abs().max() < 0.011
    rates = evidence("noise_minimum_rates")
    assert (rates["residual"] / rates["published_rate"]).abs().max() < 0.025


def test_classes_are_the_years_added_up():
    classes = evidence("mssp_by_class").set_index("class")
    # 21 + 22 + 32 + 97 + 302 + 312 within a dollar and 16 + 112 + 173 + 248 + 2 + 1 within a thousandth.
    assert classes.loc["earned", "within $1"] == 786
    assert classes.loc["earned", "within 0.1%"] == 552
    assert classes.loc["earned", "matched_rate"] == pytest.approx(1338 / 1387)
    # Of 4 + 11 + 20 debts the three of 2023 under a limit on revenue are missed.
    assert classes.loc["owed", "matched_rate"] == pytest.approx(32 / 35)


def test_tables_for_readers_have_units_and_keys():
    tables = evidence_tables()
    assert set(tables) == set(NAMES)
    assert tables["mssp_by_year"].at("rows", performance_year="2018", **{"class": "owed"}) == 11
    assert tables["mssp_by_class"].unit("matched_rate") == "rate"
    assert tables["noise_chances"].unit("persons") == "persons"
    assert tables["nhs_targets"].at("largest_difference_rate", level="practice") == "0.0005%"


def test_the_settlement_worked_by_hand():
    made_up = evidence("worked_settlement").iloc[0]
    # A saving of 5m is past 3% of 100m: 5m x 50% x 0.9 less 2%.
    assert made_up["earned_usd"] == 2_205_000


def test_without_a_folder_nothing_differs():
    assert evidence_differences(None) == []


def test_a_fresh_run_does_not_differ(published):
    assert evidence_differences(published()) == []


def test_a_difference_is_named_by_its_column(tmp_path, monkeypatch):
    def other(_):
        return evidence("noise_chances").assign(published_chance=[0.24, 0.26, 0.02, 0.03])

    monkeypatch.setattr("acohandbook.published.evidence.TABLES", {"noise_chances": other})
    assert evidence_differences(tmp_path) == ["noise_chances.published_chance"]
    shorter = {"noise_chances": lambda _: evidence("noise_chances").head(3)}
    monkeypatch.setattr("acohandbook.published.evidence.TABLES", shorter)
    assert evidence_differences(tmp_path) == ["noise_chances"]
