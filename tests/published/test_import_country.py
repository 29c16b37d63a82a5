"""What is worked out once for the country: lists, need, places, mergers of CCGs and of councils, ages."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some

import made_up_files as made_up
from acohandbook.published import populations
from acohandbook.published.folder import PublishedFolder, recognise
from acohandbook.published.reading import PublishedFileError
from acohandbook.published.sites import ages, places, successions
from acohandbook.published.sites.councils import Councils
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.national import national_rows


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    return Country(PublishedFolder(made_up.write_all(tmp_path_factory.mktemp("published"))))


def test_base_year_is_the_newest_with_payments_and_allocations(country):
    assert (country.base_year, list(country.earlier)) == ("2017/18", ["2016/17"])


def test_no_common_year_is_said_with_both_lists(tmp_path):
    made_up.payments_17_18(tmp_path, name="nhspaymentsgp-23-24.csv")
    made_up.allocations(tmp_path)
    with pytest.raises(
        PublishedFileError, match=r"payments to practices \(2023/24\) and CCG allocations \(2016/17"
    ):
        Country(PublishedFolder(tmp_path))


def test_closed_and_empty_practices_have_no_list_but_keep_their_payments(country):
    assert country.listed.index.tolist() == ["A00001", "A00002", "B00001", "B00003"]
    left = country.practices["left_out"].dropna()
    assert left["A00003"].startswith("closed in the year")
    assert left["B00002"].startswith("no registered patients")
    assert country.paid["total"].sum() == 284680100


def test_need_is_as_published_or_the_mean_of_the_ccg(country):
    assert country.practices.loc["A00001", "need_general_acute"] == 12000
    # B00003 has no row: 2,000 people at Beta's 4,000 / 8,000 = 0.5.
    new = country.practices.loc["B00003"]
    assert (new["need_general_acute"], new["need_primary_medical"]) == (1000, 2100)
    assert "mean relative need" in new["note_need"]
    assert country.practices.loc["A00001", "note_need"] is None


def test_a_list_that_has_moved_keeps_its_relative_need(tmp_path):
    made_up.write_all(tmp_path)
    path = made_up.components_2018_19(tmp_path)
    path.write_text(path.read_text().replace("A00001,10000,12000", "A00001,30000,12000"), encoding="utf-8")
    moved = Country(PublishedFolder(tmp_path)).practices.loc["A00001"]
    assert moved["need_general_acute"] == pytest.approx(10000 * 12000 / 30000)
    assert "halved or doubled" in moved["note_need"]


def test_overall_need_that_is_withheld_is_worked_out_to_rounding(england, published):
    folder = england.folder
    raw = pd.read_csv(published("nhs_allocations/practice_need_components_2018_19.csv"))
    withheld = raw["WP_Overall"].isna()
    assert folder.components["overall_is_derived"].sum() == withheld.sum() == 3661
    # England's weighted people are as many as its people; remoteness, a hundredth of a percent, is left out.
    assert folder.components["need_overall"].sum() == pytest.approx(raw["GP_pop"].sum(), rel=2e-4)
    need = folder.components["need_overall"].reset_index(drop=True)
    assert (need[~withheld] == raw["WP_Overall"][~withheld]).all()


def test_practices_are_placed_by_code_postcode_and_district(country):
    placed = country.practices[["lad_code", "council_code"]]
    assert placed.loc["A00001"].tolist() == ["E06000901", "E06000901"]
    assert placed.loc["A00002"].tolist() == ["E06000901", "E06000901"]  # by its district, AA1
    assert placed.loc["B00002"].tolist() == ["E07000901", "E10000901"]  # by its postcode, BB1 1AA
    assert placed.loc["B00003"].tolist() == ["E07000902", "E10000901"]  # by its district, BB2
    assert "postcode district" in country.practices.loc["B00003", "note_location"]


def test_qof_per_head_is_payments_over_people(country):
    # Beta: 120,000 over 10,000 people; England: 313,000.50 over 27,000.
    assert country.qof_per_head("2017/18", ["01B"]) == pytest.approx(12.0)
    assert country.qof_per_head("2017/18") == pytest.approx(313000.5 / 27000)
    assert country.qof_notice(["01B"]) is None


def test_implausible_qof_of_dudley_is_told_with_both_years(england):
    notice = england.qof_notice(["05C"])
    assert "QOF payments of 2017/18 are £0.81 a head" in notice
    assert "£9.03 in 2016/17" in notice


def test_two_files_of_one_publication_are_refused(tmp_path):
    made_up.allocations(tmp_path / "one")
    made_up.allocations(tmp_path / "two")
    with pytest.raises(PublishedFileError, match="2 files look like the panel of CCG allocations"):
        PublishedFolder(tmp_path).panel  # noqa: B018
    made_up.payments_17_18(tmp_path, name="a-17-18.csv")
    made_up.payments_17_18(tmp_path, name="b-17-18.csv")
    with pytest.raises(PublishedFileError, match="a second file of payments for 2017/18"):
        PublishedFolder(tmp_path).payments  # noqa: B018


def test_a_file_with_one_misspelt_column_is_still_recognised():
    header = ["PRACTICE_CODE", "PCN_CODE", "CCG_COD", "STP_CODE", "ONS_CCG_CODE"]
    assert recognise(header) == populations.MAPPING
    assert recognise(["period", "org_code", "attendances"]) is None


def test_an_absent_folder_and_unused_files_are_named(tmp_path):
    with pytest.raises(PublishedFileError, match="there is no such folder"):
        PublishedFolder(tmp_path / "nowhere")
    other = made_up.table(tmp_path / "other.csv", ["a", "b"], [])
    assert PublishedFolder(tmp_path).unused == [other]


def listing(**ccgs):
    rows = [(code, ccg, 100.0) for ccg, codes in ccgs.items() for code in codes.split()]
    return pd.DataFrame(rows, columns=["practice_code", "ccg_code", "registered_persons"])


def panel(rows):
    return pd.DataFrame(rows, columns=["ccg_code", "financial_year", "allocation_gbp"])


def test_a_ccg_is_followed_where_most_of_its_people_go():
    before = listing(old="p1 p2 p3", other="p4", stays="p5")
    after = listing(new="p1 p2 p4", stays="p3 p5")
    assert successions.succession([before, after]) == {"old": "new", "other": "new"}


def test_allocations_are_carried_across_a_merger():
    years = panel([("a", "2016/17", 100.0), ("b", "2016/17", 300.0), ("new", "2017/18", 500.0)])
    known = successions.Allocations(years, {"a": "new", "b": "new"}, "2016/17")
    assert known.of("a", "2016/17") == successions.Allocation(100.0, successions.PUBLISHED)
    assert known.of("new", "2016/17") == successions.Allocation(400.0, successions.SUM)
    assert known.of("a", "2017/18") == successions.Allocation(125.0, successions.PART)
    assert known.of("a", "2018/19") is None
    assert known.of("unheard", "2017/18") is None


@given(some.lists(some.integers(1, 10**7), min_size=1, max_size=6), some.integers(1, 10**8))
def test_parts_of_a_successor_add_up_to_it(own, whole):
    names = [f"c{at}" for at in range(len(own))]
    rows = [(name, "2016/17", float(amount)) for name, amount in zip(names, own, strict=True)]
    known = successions.Allocations(
        panel([*rows, ("new", "2017/18", float(whole))]), dict.fromkeys(names, "new"), "2016/17"
    )
    parts = sum(known.of(name, "2017/18").gbp for name in names)
    assert parts == pytest.approx(whole, abs=0.01 * len(names))


def test_england_keeps_its_allocation_across_mergers(england):
    for year, total in (("2018/19", 74194479000), ("2019/20", 78372981000)):
        found = [england.allocations.of(ccg, year).gbp for ccg in england.ccg_names]
        assert sum(found) == pytest.approx(total, abs=1)
    manchester = england.allocations.of("14L", "2017/18")
    assert manchester == successions.Allocation(784975000.0, successions.SUM)  # 259,552 + 286,754 + 238,669


def councils(returned, named):
    """Councils of a return, with one practice of 100 people in each lower-tier authority."""
    lads = list(named)
    locations = pd.DataFrame(
        {
            "lad_code": lads,
            "council_code": [named[lad] for lad in lads],
            "council_name": [f"Council {named[lad]}" for lad in lads],
        }
    )
    listed = pd.DataFrame(
        {"lad_code": lads, "registered_persons": 100.0}, index=[f"p{at}" for at, _ in enumerate(lads)]
    )
    spend = pd.DataFrame({"social_care_other": 1000.0, "gross_gbp": 1000.0}, index=returned)
    return Councils("2016/17", spend, listed, locations)


def test_councils_that_followed_one_stand_together():
    named = {"E06000061": "E06000061", "E06000062": "E06000062", "E08000027": "E08000027"}
    found = councils(["E10000021", "E08000027"], named)
    north = found.by_lad["E06000061"]
    assert north is found.by_lad["E06000062"]
    assert (north.code, north.return_codes) == ("E06000061-E06000062", ("E10000021",))
    assert north.spend == {"social_care_other": 1000.0}
    assert found.share(north, pd.Index(["p0"])) == 0.5


def test_councils_that_regrouped_carry_the_sum_of_their_spend():
    named = {"E06000058": "E06000058", "E06000059": "E06000059"}
    dorset = councils(["E06000028", "E06000029", "E10000009"], named).by_lad["E06000059"]
    assert dorset.return_codes == ("E06000028", "E06000029", "E10000009")
    assert dorset.spend == {"social_care_other": 3000.0}


def test_a_council_without_a_return_is_left_out():
    assert "E06000053" not in councils(["E08000027"], {"E06000053": "E06000053"}).by_lad


def test_all_social_care_of_england_finds_its_council(england):
    found = {council.code: council for council in england.councils.by_lad.values()}
    net = sum(sum(council.spend.values()) for council in found.values())
    # Every council of the return but none twice: £14.78bn net.
    _, returned = england.folder.social_care
    assert net == pytest.approx(returned["net_gbp"].sum(), abs=0.1)


def test_ages_lie_between_counts_and_go_on_beyond_them(country):
    alpha = ages.Ages(country.folder.ages, country.listed, country.folder.practice_map).of("01A")
    assert alpha.basis == ages.MATCHED
    assert alpha.in_year("2017/18")["0-4"] == 500
    assert alpha.in_year("2018/19")["0-4"] == 505  # half way from 500 to 510
    assert alpha.in_year("2021/22")["0-4"] == 520  # 515 x 1.03 ^ (1/3) = 520.1
    assert alpha.in_year("2016/17")["0-4"] == 495  # 500 / 1.03 ^ (1/3) = 495.1


def test_a_ccg_within_a_larger_area_takes_its_part_by_lists():
    counts = pd.DataFrame(
        {"0-4": [300.0], "85+": [100.0]},
        index=pd.MultiIndex.from_tuples([("E1", 2017)], names=["area_code", "mid_year"]),
    )
    listed = pd.DataFrame({"ccg_code": ["a", "b"], "registered_persons": [100.0, 300.0]}, index=["p1", "p2"])
    practice_map = pd.DataFrame({"practice_code": ["p1", "p2"], "area_code": ["E1", "E1"]})
    profile = ages.Ages(counts, listed, practice_map).of("a")
    assert profile.basis == ages.PART
    assert profile.in_year("2017/18").tolist() == [75, 25]
    england = ages.Ages(counts, listed, None).of("a")
    assert england.basis == ages.NATIONAL
    assert england.in_year("2017/18").tolist() == [75, 25]


def test_illustrative_shares_are_one_whole():
    rows = national_rows("illustrative_shares")
    assert sum(round(float(row["share_rate"]) * 10**6) for row in rows) == 10**6
    known = {row["service_line"]: row["usual_commissioner_type"] for row in national_rows("service_lines")}
    assert {known[row["service_line"]] for row in rows} == {"ccg"}
    shares = {row["service_line"]: float(row["share_rate"]) for row in rows}
    whole = 1.1107 + 0.15126
    assert shares["prescribing"] == pytest.approx(0.15126 / whole, abs=5e-7)
    assert shares["mental_health"] == pytest.approx(1.1107 / whole * 0.149855, abs=5e-7)
    assert shares["maternity"] == pytest.approx(1.1107 / whole * 0.041661, abs=5e-7)
    assert shares["community"] == pytest.approx(1.1107 / whole * 2 * 0.064139, abs=5e-7)


def test_every_driver_has_its_illustrative_growth():
    drivers = {row["growth_driver"] for row in national_rows("service_lines")}
    assert drivers <= {row["driver"] for row in national_rows("illustrative_growth")}


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("NHS DUDLEY CCG", "Dudley"),
        ("NHS HAMMERSMITH AND FULHAM CCG", "Hammersmith and Fulham"),
        ("NHS STOKE ON TRENT CCG", "Stoke on Trent"),
        ("NHS Darlington CCG", "Darlington"),
    ],
)
def test_a_place_is_called_as_people_call_it(name, short):
    assert places.short_name(name) == short
