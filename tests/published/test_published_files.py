"""Each reader on a made-up file of its format, and on the real file where it is at hand."""

import csv
import math
from datetime import date

import pytest

import made_up_files as made_up
from acohandbook.published import (
    ccg_allocations,
    cost_per_head,
    gp_payments,
    need_components,
    populations,
    quality_outcomes,
    social_care,
)
from acohandbook.published.reading import PublishedFileError
from acohandbook.site.models.vocabulary import AGE_BANDS


def payments_of(read, code):
    return read.practices.set_index("practice_code").loc[code]


@pytest.mark.parametrize("write", [made_up.payments_16_17, made_up.payments_17_18])
def test_payments_of_either_year_give_the_same_pence(tmp_path, write):
    read = gp_payments.read_gp_payments(write(tmp_path))
    first = payments_of(read, "A00001")
    lines = {line: first[line] for line in gp_payments.SERVICE_LINES}
    assert lines == {
        "core_general_practice": 80000010,
        "practice_transition": 600000,
        "premises": 6000025,
        "qof": 12000050,
        "enhanced_services": 300005,
        "local_enhanced_services": 4000000,
        "dispensing_and_drugs": 250010,
        "gp_other": 900000,
    }
    assert (first["total"], first["reimbursed_drugs"]) == (104050100, 200010)
    assert (first["practice_name"], first["registered_persons"]) == ("CAFÉ SURGERY", 10000)
    assert payments_of(read, "A00002")["weighted_persons"] == 5800.5


def test_year_and_list_day_come_from_name_and_quarter(tmp_path):
    read = gp_payments.read_gp_payments(made_up.payments_17_18(tmp_path))
    assert (read.year, read.list_day) == ("2017/18", date(2018, 1, 1))
    assert gp_payments.quarter_day("2017/18", "Q2") == date(2017, 7, 1)
    assert gp_payments.quarter_day("2017/18", "NO KNOWN PATIENTS") is None


def test_a_closing_day_may_be_a_serial_number(tmp_path):
    read = gp_payments.read_gp_payments(made_up.payments_17_18(tmp_path))
    assert payments_of(read, "A00003")["closed_on"] == date(2017, 9, 30)
    assert payments_of(read, "A00001")["closed_on"] is None


def test_average_lists_and_a_new_line_of_2018_19(tmp_path):
    read = gp_payments.read_gp_payments(made_up.payments_18_19(tmp_path))
    assert (read.year, read.average_list, read.list_day) == ("2018/19", True, date(2018, 10, 1))
    first = payments_of(read, "A00001")
    assert (first["registered_persons"], first["gp_other"], first["total"]) == (10000.5, 970000, 104120100)
    assert any("'Clinical Directors' is new" in notice for notice in read.notices)


def test_lines_that_miss_the_total_by_over_a_pound_are_refused(tmp_path):
    wrong = made_up.PAID | {"B00001": (640002, *made_up.PAID["B00001"][1:])}
    path = made_up.payments_17_18(tmp_path, paid=wrong)
    with pytest.raises(PublishedFileError, match=r"row 5: .* practice B00001 .* £820,000.00 by £2.00"):
        gp_payments.read_gp_payments(path)


def test_a_rounding_of_pence_goes_to_other_payments(tmp_path):
    rounded = made_up.PAID | {"B00001": (640000.4, *made_up.PAID["B00001"][1:])}
    read = gp_payments.read_gp_payments(made_up.payments_17_18(tmp_path, paid=rounded))
    first = payments_of(read, "B00001")
    assert (first["core_general_practice"], first["gp_other"], first["total"]) == (64000040, 119960, 82000000)


def test_payments_without_a_year_or_a_column_are_refused(tmp_path):
    with pytest.raises(PublishedFileError, match="this name has none"):
        gp_payments.read_gp_payments(made_up.payments_17_18(tmp_path, name="payments.csv"))
    lines = ["Globl Sum", *made_up.SPACED[1:]]
    with pytest.raises(PublishedFileError, match="no payment line 'globalsum'"):
        gp_payments.read_gp_payments(made_up.payments_17_18(tmp_path, lines=lines))


def dudley(path, columns):
    """Rows of NHS Dudley CCG as the raw file has them, by its own column names."""
    with path.open(encoding="latin-1", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row[columns[0]] == "05C"]
    return [[row[column] for column in columns[1:]] for row in rows]


def test_dudley_2016_17_ties_to_the_raw_file(published):
    path = published("gp_payments/nhspaymentsgp-16-17-csv.csv")
    columns = ["CCGCode", "NumberofRegisteredPatientsLastKnownFigure", "TotalNHSPaymentsToGeneralPractice_£",
               "TotalQOFPayments_£"]  # fmt: skip
    raw = dudley(path, columns)
    sums = [round(sum(float(row[at]) for row in raw), 2) for at in range(3)]
    assert (len(raw), *sums) == (47, 317573, 46277017.59, 2866690.88)
    practices = gp_payments.read_gp_payments(path).practices.query("ccg_code == '05C'")
    read = [practices[column].sum() for column in ("registered_persons", "total", "qof")]
    assert (len(practices), *read) == (47, 317573, 4627701759, 286669088)


def test_dudley_2017_18_ties_to_the_raw_file(published):
    path = published("gp_payments/nhspaymentsgp-17-18-csv.csv")
    columns = ["CCG Code", "Total NHS Payments to General Practice", "Total QOF Payments"]
    sums = [round(sum(float(row[at]) for row in dudley(path, columns)), 2) for at in range(2)]
    assert sums == [46509880.66, 257785.63]
    practices = gp_payments.read_gp_payments(path).practices.query("ccg_code == '05C'")
    assert [practices["total"].sum(), practices["qof"].sum()] == [4650988066, 25778563]


def test_every_practice_of_england_adds_up_to_its_total(published):
    for year in ("16-17", "17-18"):
        read = gp_payments.read_gp_payments(published(f"gp_payments/nhspaymentsgp-{year}-csv.csv"))
        lines = read.practices[list(gp_payments.SERVICE_LINES)].sum(axis=1)
        assert (lines == read.practices["total"]).all()
        assert read.notices == ()


def test_components_become_the_need_columns_of_a_site(tmp_path):
    read = need_components.read_components_2018_19(made_up.components_2018_19(tmp_path))
    first = read.iloc[0]
    assert (first["need_general_acute"], first["need_health_inequalities"]) == (12000, 9500)
    assert math.isnan(first["need_overall"])
    assert read.iloc[2]["pcn_code"] is None


def test_mean_relative_need_is_weighted_people_over_people(tmp_path):
    read = need_components.read_components_2018_19(made_up.components_2018_19(tmp_path))
    means = need_components.mean_relative_need(read, read["ccg_code"])
    assert means.loc["01A", "need_general_acute"] == pytest.approx(18000 / 16000)
    assert math.isnan(means.loc["01A", "need_overall"])
    assert means.loc["01B", "need_overall"] == pytest.approx(0.9)


def test_later_weighted_populations_place_practices(published):
    first = need_components.read_weighted_populations(
        published("nhs_allocations/practice_weighted_population_2023_2024.csv")
    ).iloc[0]
    assert (first["practice_code"], first["lad_code"], first["council_name"]) == (
        "A81001", "E06000004", "Stockton-on-Tees",
    )  # fmt: skip
    assert first["need_general_acute"] == pytest.approx(5026.768)


def test_the_newest_weighted_populations_name_no_councils(published):
    read = need_components.read_weighted_populations(
        published("nhs_allocations/practice_weighted_population_2025_2026.csv")
    )
    assert len(read) == 6348
    assert read["council_code"].isna().all()


def test_allocations_are_pounds_and_the_year_is_the_financial_one(published):
    panel = ccg_allocations.read_allocation_panel(
        published("nhs_allocations/ccg_allocation_panel_2013_14_to_2019_20.csv")
    ).set_index(["ccg_code", "financial_year"])["allocation_gbp"]
    assert panel["05C", "2017/18"] == 413072000
    assert panel["05C", "2016/17"] == 404961000


def test_two_figures_for_one_allocation_are_both_told(tmp_path):
    panel = ccg_allocations.read_allocation_panel(made_up.allocations(tmp_path))
    pace = ccg_allocations.read_pace_of_change(made_up.pace_of_change(tmp_path))
    (found,) = ccg_allocations.disagreements(panel, pace)
    assert (found.ccg_code, found.panel_gbp, found.pace_gbp) == ("01A", 21000000, 20500000)
    assert "panel says £21,000,000, the pace-of-change file £20,500,000 (-2.4%" in str(found)
    assert "The panel is used." in str(found)
    assert found.same_area


def test_a_name_that_stands_twice_is_left_out(tmp_path):
    pace = ccg_allocations.read_pace_of_change(made_up.pace_of_change(tmp_path))
    assert pace["ccg_name"].tolist() == ["NHS Alpha CCG", "NHS Beta CCG"]


def test_names_agree_across_publications():
    name = ccg_allocations.match_name
    assert name("NHS Durham Dales, Easington & Sedgefield CCG") == name(
        "DURHAM DALES EASINGTON AND SEDGEFIELD"
    )


def test_a_ccg_with_two_allocations_for_a_year_is_refused(tmp_path):
    path = made_up.allocations(tmp_path)
    path.write_text(path.read_text() + "01A,ALPHA,2018,2017/18,5,6\n", encoding="utf-8")
    with pytest.raises(PublishedFileError, match="row 10: 01A, 2017/18 stands here twice, first in row 3"):
        ccg_allocations.read_allocation_panel(path)


def test_social_care_counts_mandatory_rows_of_councils_once(tmp_path):
    year, councils = social_care.read_social_care(made_up.social_care(tmp_path))
    assert year == "2016/17"
    assert councils.index.tolist() == ["E06000901", "E10000901"]
    alpha = councils.loc["E06000901"]
    assert alpha["social_care_residential"] == 1000500
    assert alpha["social_care_home_care"] == 500000
    assert alpha["social_care_other"] == 260000
    assert (alpha["gross_gbp"], alpha["net_gbp"]) == (1760500, 1460250)
    assert alpha["social_care_client_income"] == 1460250 - 1760500
    # All income is 400.25 + 100 + 50 = 550.25, of which clients pay 300.25.
    assert alpha["nhs_and_joint_income_gbp"] == 250000


def test_social_care_of_england_ties_to_the_published_total(published):
    _, councils = social_care.read_social_care(published("adult_social_care/ascfr_2016_17_totals.csv"))
    assert len(councils) == 151
    assert councils["gross_gbp"].sum() == pytest.approx(17.53e9, abs=5e6)
    lines = councils[[*social_care.GROSS_LINES, social_care.CLIENT_INCOME]].sum(axis=1)
    assert (lines - councils["net_gbp"]).abs().max() < 0.01


def test_ages_fall_into_the_bands_of_the_age_cost_index(tmp_path):
    bands = populations.read_single_age_populations(made_up.single_ages(tmp_path))
    alpha = bands.loc[("E38000901", 2017)]
    assert alpha.index.tolist() == list(AGE_BANDS)
    assert alpha.tolist() == [500, 1000, 1000, 1000, 1000, 1000, 1000, 500, 500, 500, 500, 600]


def test_england_of_2017_has_all_its_people(published):
    bands = populations.read_single_age_populations(
        published("population/ccg21_population_by_single_age_2017_2019_2020.csv")
    )
    assert bands.xs(2017, level="mid_year").to_numpy().sum() == 55619430


def test_lists_by_age_are_read(published):
    first = populations.read_lists_by_age(published("population/gp_by_age_2020.csv")).iloc[0]
    assert (first["practice_code"], first["persons"], first["persons_65_and_over"]) == ("A81001", 4111, 950)


def test_age_cost_index_is_that_of_the_handbook(published):
    costs = cost_per_head.read_cost_per_head(published("costs/nhs_cost_per_head_age_sex_imd_tidy.csv"))
    first, second = cost_per_head.age_cost_index(costs), cost_per_head.age_cost_index(costs, "2014/15")
    assert first["index"].round(3).tolist() == [
        0.671, 0.448, 0.597, 0.808, 0.759, 0.898, 1.134, 1.628, 1.862, 2.333, 2.637, 3.010,
    ]  # fmt: skip
    assert second.loc["85+", "index"] == pytest.approx(3.074, abs=0.0005)
    assert first["persons"].sum() == 52690703


def test_costs_of_a_year_that_is_not_there_are_refused(published):
    costs = cost_per_head.read_cost_per_head(published("costs/nhs_cost_per_head_age_sex_imd_tidy.csv"))
    with pytest.raises(PublishedFileError, match="needs the years 2018/19"):
        cost_per_head.age_cost_index(costs, "2018/19")


def test_achievement_counts_exceptions_as_not_achieved(tmp_path):
    read = quality_outcomes.read_achievement(made_up.qof_workbook(tmp_path))
    alpha = read[(read["ccg_code"] == "01A") & (read["indicator"] == "HYP006")].iloc[0]
    assert (alpha["numerator"], alpha["denominator"], alpha["rate"]) == (80, 100, 0.8)
    assert (alpha["practices"], alpha["financial_year"]) == (2, "2016/17")
    assert len(read) == 12


def test_dudley_took_part_in_qof_with_seven_practices(published):
    read = quality_outcomes.read_achievement(published("outcomes/qof-1617-prev-ach-exc-ccg.xlsx"))
    row = read[(read["ccg_code"] == "05C") & (read["indicator"] == "HYP006")].iloc[0]
    assert (row["practices"], row["numerator"], row["denominator"]) == (7, 4960, 5897)


def test_a_workbook_without_the_sheet_is_refused(tmp_path):
    from openpyxl import Workbook

    path = tmp_path / "qof.xlsx"
    Workbook().save(path)
    assert not quality_outcomes.is_achievement(path)
    with pytest.raises(PublishedFileError, match="no sheet 'HYP'"):
        quality_outcomes.read_achievement(path)


def test_what_is_no_workbook_is_said_so(tmp_path):
    path = tmp_path / "qof.xlsx"
    path.write_text("not a workbook", encoding="utf-8")
    with pytest.raises(PublishedFileError, match="not a workbook that can be read"):
        quality_outcomes.read_achievement(path)


def test_prevalence_is_register_over_list(published):
    read = quality_outcomes.read_prevalence(published("outcomes/qof_ccg_prevalence_2015_16_to_2019_20.csv"))
    first = read.iloc[0]
    assert (first["financial_year"], first["condition"], first["ccg_code"]) == ("2015/16", "AF", "02N")
    assert first["prevalence_rate"] == pytest.approx(0.021693, abs=1e-6)
