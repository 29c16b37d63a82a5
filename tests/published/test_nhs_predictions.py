"""Target allocations, place need and pace of change: on made-up files, and against what was published."""

import math

import numpy as np
import pandas as pd
import pytest

from acohandbook.published.nhs_targets import by_ccg, formula, predict_targets
from acohandbook.published.pace_of_change import predict_closing_distances
from acohandbook.published.place_need import place_need
from acohandbook.published.reading import PublishedFileError

NEED = "nhs_allocations/practice_need_components_2018_19.csv"
WEIGHTED = "nhs_allocations/practice_weighted_population_2023_2024.csv"
PACE = "nhs_allocations/ccg_pace_of_change.csv"


def csv(tmp_path, text):
    path = tmp_path / "made_up.csv"
    path.write_text(text, encoding="utf-8")
    return path


# --- target allocations ------------------------------------------------------------------------------------

COMPONENTS = """Practice,CCG,WP_G&A,WP_CS,WP_MH,WP_Mat,WP_Presc,WP_AM,MFF_index,EACA_index,target_exc_remote_k
A1,01A,1000,1000,1000,1000,1000,1000,1,1,
A2,01A,1000,1000,1000,1000,1000,1000,1.1,1,7
B1,01B,1000,1000,*,1000,1000,1000,1,1,7
"""


def test_a_thousand_people_of_mean_need_are_worth_the_two_amounts_a_head(tmp_path):
    targets = predict_targets(csv(tmp_path, COMPONENTS))
    assert targets.columns.tolist() == ["practice_code", "ccg_code", "target_allocation_k"]
    assert targets["practice_code"].tolist() == ["A1", "A2", "B1"]
    # 1,000 x (1,110.70 + 151.26), in thousands; the market forces index is on the first amount alone.
    assert targets["target_allocation_k"][0] == pytest.approx(1261.96, abs=0.00001)
    assert targets["target_allocation_k"][1] == pytest.approx(1261.96 + 111.07, abs=0.00001)
    assert math.isnan(targets["target_allocation_k"][2])


def test_totals_by_ccg_are_blank_where_a_practice_is(tmp_path):
    totals = by_ccg(predict_targets(csv(tmp_path, COMPONENTS)))
    assert totals["ccg_code"].tolist() == ["01A", "01B"]
    assert totals["target_allocation_k"][0] == pytest.approx(2 * 1261.96 + 111.07, abs=0.00002)
    assert math.isnan(totals["target_allocation_k"][1])


def test_weights_of_need_add_to_one():
    weights = [
        formula(f"{name}_weight_rate")
        for name in ("general_acute", "community", "mental_health", "maternity")
    ]
    assert sum(weights) == pytest.approx(1, abs=1e-9)


def test_a_file_without_components_is_refused(tmp_path):
    with pytest.raises(PublishedFileError, match="columns are missing: 'CCG'; 'WP_G&A'"):
        predict_targets(csv(tmp_path, "Practice,Name\nA1,One\n"))


def test_every_published_target_is_within_a_hundredth_of_a_per_cent(published):
    targets = predict_targets(published(NEED))
    answers = pd.read_csv(published(NEED))["target_exc_remote_k"]
    error = (targets["target_allocation_k"] / answers - 1).abs()
    assert len(targets) == 7325
    assert error.count() == 3664
    assert error.max() < 0.0001


def test_published_targets_are_never_read(published, tmp_path):
    raw = pd.read_csv(published(NEED), dtype=str, keep_default_na=False)
    answers = [
        "target_exc_remote_k",
        "target_inc_remote_k",
        "WP_Overall",
        "Need_index",
        "WP_HCHS",
        "WP_MFF",
        "WP_EACA",
    ]
    path = tmp_path / "bare.csv"
    raw.drop(columns=answers).to_csv(path, index=False)
    pd.testing.assert_frame_equal(predict_targets(path), predict_targets(published(NEED)))


# --- place need --------------------------------------------------------------------------------------------

PRACTICES = """Practice_Code,ICS22,ICS22name,pop 2022/23,G&A WP,Mat WP
A1,QAA,One,1000.4,1200,
A2,QAA,One,999.6,800,500
A3,QAA,One,2000,2000,900
B1,QBB,Two,500,500,500
"""


def test_need_of_a_place_is_per_head_of_the_place_over_per_head_of_the_area(tmp_path):
    need = place_need(csv(tmp_path, PRACTICES), ["a2", "A3", "A2"])
    assert need.columns.tolist() == ["component", "relative_need", "relative_need_rounded"]
    assert need["component"].tolist() == ["G&A WP", "Mat WP"]
    # (2,800 / 2,999.6) / (4,000 / 4,000) and, in whole people, (2,800 / 3,000) / 1
    assert need["relative_need"][0] == pytest.approx(2800 / 2999.6, abs=1e-12)
    assert need["relative_need_rounded"][0] == pytest.approx(2800 / 3000, abs=1e-12)


def test_a_component_that_a_practice_of_the_area_lacks_is_blank(tmp_path):
    need = place_need(csv(tmp_path, PRACTICES), ["A2"]).set_index("component")
    assert math.isnan(need["relative_need"]["Mat WP"])
    assert math.isnan(need["relative_need_rounded"]["Mat WP"])


def test_a_whole_area_has_the_need_of_its_area(tmp_path):
    need = place_need(csv(tmp_path, PRACTICES), ["A1", "A2", "A3"])
    assert need["relative_need"][0] == 1


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (["A1", "B1"], r"these practices lie in QAA, QBB \(column ICS22\)"),
        (["A1", "Z9", "Z8"], "these practices are not in the file: Z8, Z9"),
        ([" "], "no practice was named"),
    ],
)
def test_a_place_that_is_none_is_refused(tmp_path, codes, words):
    with pytest.raises(PublishedFileError, match=words):
        place_need(csv(tmp_path, PRACTICES), codes)


def test_a_file_of_other_things_is_refused(tmp_path):
    with pytest.raises(PublishedFileError, match="columns are missing: population; area"):
        place_need(csv(tmp_path, "Practice_Code,G&A WP\nA1,3\n"), ["A1"])


@pytest.mark.parametrize(
    ("file", "population", "area", "place"),
    [
        (WEIGHTED, "pop 2022/23", "ICS22", ["A81001", "A81002", "A81004"]),
        (WEIGHTED.replace("2023_2024", "2025_2026"), "Population", "ICB", ["B85005", "B85022"]),
        (NEED, "GP_pop", "STP21", ["A83005", "A83006"]),
    ],
)
def test_published_places_agree_with_the_index_worked_by_its_definition(
    published, file, population, area, place
):
    table = pd.read_csv(published(file), encoding="utf-8-sig")
    codes = table["Practice_Code" if "Practice_Code" in table else "Practice"]
    here = table[codes.isin(place)]
    around = table[table[area] == here[area].iloc[0]]
    need = place_need(published(file), place).set_index("component")
    assert len(need) >= 9
    for component in need.index:
        if around[component].isna().any():
            assert math.isnan(need["relative_need"][component])
            continue
        expected = (math.fsum(here[component]) / math.fsum(here[population])) / (
            math.fsum(around[component]) / math.fsum(around[population])
        )
        assert need["relative_need"][component] == pytest.approx(expected, abs=1e-9)


def test_the_place_of_the_official_tool_to_all_digits(published):
    need = place_need(published(WEIGHTED), ["B85005", "B85022", "B85026", "B85061"]).set_index("component")
    expected = {
        "G&A WP": 1.0769, "CS WP": 1.0619, "MH WP": 0.6606, "Mat WP": 0.5916, "Health Ineq WP": 0.5466,
        "Prescr WP": 1.0429, "Final WP": 0.9427, "Primary Medical Care WP": 0.9826, "Final PMC WP": 0.9022,
    }  # fmt: skip
    assert need["relative_need_rounded"].round(4).to_dict() == expected
    assert need["relative_need"].round(4).to_dict() == expected


# --- pace of change ----------------------------------------------------------------------------------------


def test_a_ccg_that_grows_as_its_target_does_keeps_its_distance(tmp_path):
    growth = formula("target_growth_per_head_rate")
    header = "ccg,opening_dft,per_capita_growth,closing_dft\n"
    rows = f"Same,0.05,{growth},\nSame,-0.02,{growth},9\nGap,,0.01,9\n"
    closing = predict_closing_distances(csv(tmp_path, header + rows))
    assert closing.columns.tolist() == ["ccg", "opening_dft", "closing_distance_from_target"]
    assert closing["ccg"].tolist() == ["Same", "Same", "Gap"]
    assert closing["closing_distance_from_target"][:2].tolist() == pytest.approx([0.05, -0.02], abs=1e-12)
    assert math.isnan(closing["closing_distance_from_target"][2])


def test_every_published_closing_distance_is_within_three_hundredths_of_a_per_cent(published):
    closing = predict_closing_distances(published(PACE))
    answers = pd.read_csv(published(PACE))["closing_dft"]
    error = (closing["closing_distance_from_target"] - answers).abs()
    assert len(closing) == 209
    assert error.count() == 105
    assert error.max() < 0.0003
    assert np.isfinite(closing["closing_distance_from_target"]).all()
