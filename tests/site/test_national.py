"""National parameters are dated, cited and marked, and what is derived follows from what was read."""

import pytest

from acohandbook.site import national
from acohandbook.site.models import vocabulary

STATUSES = {"V", "D", "S", "U"}
UNITS = {"gbp", "rate", "gbp_per_head", "number", "persons"}
FORMS = ("virtual", "partially_integrated", "fully_integrated")


def value(parameter_id, financial_year):
    return national.national_table().at("value", parameter_id=parameter_id, financial_year=financial_year)


def test_every_parameter_is_cited_marked_and_in_a_known_unit():
    table = national.national_table()
    known = {row["source_id"] for row in national.sources()}
    assert set(table["source_id"]) <= known
    assert set(table["status"]) == STATUSES
    assert set(table["unit"]) <= UNITS
    assert all(table["title"])
    # Money and rates are named by their unit.
    for name, unit in zip(table["parameter_id"], table["unit"], strict=True):
        assert unit == "number" or name.endswith({"gbp_per_head": "gbp"}.get(unit, unit)), name


def test_what_is_not_verified_is_illustrative_and_nothing_else_is():
    table = national.national_table()
    assert [status == "U" for status in table["status"]] == [flag == 1 for flag in table["illustrative"]]


def test_every_source_has_a_title_a_status_and_an_address_or_a_publisher():
    for row in national.sources():
        assert row["title"], row
        assert row["publisher"], row
        assert row["status"] in STATUSES, row
        assert row["url"] == "" or row["url"].startswith("http"), row
    assert len({row["source_id"] for row in national.sources()}) == len(national.sources())


@pytest.mark.parametrize(
    ("parameter_id", "financial_year", "expected"),
    [
        ("allocation_growth_ccg_core_rate", "2016/17", 71_853 / 69_484 - 1),
        ("allocation_growth_place_rate", "2018/19", 100_317 / 97_729 - 1),
        ("allocation_growth_specialised_rate", "2020/21", 18_820 / 17_918 - 1),
        ("list_inflation_rate", "2015/16", 57.1 / 54.8 - 1),
        ("allocation_place_per_head_gbp", "2016/17", 95_167 / 57.3),
    ],
)
def test_derived_figures_follow_from_what_was_read(parameter_id, financial_year, expected):
    assert value(parameter_id, financial_year) == pytest.approx(
        expected, abs=0.005 if "gbp" in parameter_id else 5e-7
    )


def test_place_is_the_sum_of_its_streams_in_every_year():
    for year in ("2015/16", "2016/17", "2017/18", "2018/19", "2019/20", "2020/21"):
        streams = sum(
            value(f"allocation_{stream}_gbp", year)
            for stream in ("ccg_core", "primary_medical", "specialised")
        )
        # The publication rounds each stream to a million.
        assert streams == pytest.approx(value("allocation_place_gbp", year), abs=1_000_000)


def test_the_value_of_a_qof_point_moves_with_the_mean_list():
    # 165.18 x 7,732 / 7,460 = 171.2026
    moved = (
        value("qof_point_gbp", "2016/17")
        * value("mean_list_persons", "2017/18")
        / value("mean_list_persons", "2016/17")
    )
    assert moved == pytest.approx(value("qof_point_gbp", "2017/18"), abs=0.005)


@pytest.mark.parametrize("year", ["2011/12", "2014/15"])
def test_the_age_cost_index_has_every_band_once_and_agrees_with_its_costs(year):
    rows = national.age_cost_index(year)
    assert [row["age_band"] for row in rows] == list(vocabulary.AGE_BANDS)
    means = {row["cost_per_head_gbp"] / row["index"] for row in rows}
    assert max(means) - min(means) < 4  # the index is rounded to three decimals
    table = national.age_cost_table()
    assert table.at("index", financial_year=year, age_band="85+") == rows[-1]["index"]


def test_a_year_without_an_index_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"2011/12, 2014/15"):
        national.age_cost_index("2012/13")


def test_every_preset_gives_every_line_one_home():
    lines = {(row["usual_commissioner_type"], row["service_line"]) for row in national.service_lines()}
    for model in ("mcp", "pacs"):
        for form in FORMS:
            rows = [
                r
                for r in national.scope_presets()
                if (r["care_model"], r["contracting_form"]) == (model, form)
            ]
            assert {(row["commissioner_type"], row["service_line"]) for row in rows} == lines
            assert len(rows) == len(lines)
            assert {row["home"] for row in rows} <= set(vocabulary.HOMES)


@pytest.mark.parametrize("model", ["mcp", "pacs"])
def test_presets_follow_the_contracting_forms(model):
    home = {(row["contracting_form"], row["service_line"]): row["home"] for row in national.scope_presets()
            if row["care_model"] == model}  # fmt: skip
    # Core general practice and the QOF join only a fully integrated contract.
    assert [home[form, "core_general_practice"] for form in FORMS] == [
        "retained",
        "retained",
        "annual_payment",
    ]
    assert [home[form, "qof"] for form in FORMS] == ["retained", "retained", "improvement_payment"]
    # A virtual contract moves money by sharing alone: nothing is passed through and nothing is a reward.
    virtual = {row_home for (form, _), row_home in home.items() if form == "virtual"}
    assert virtual == {"annual_payment", "gain_loss_pool", "retained", "deferred"}
    # A PACS does not take all hospital care, and few dear cases wait.
    assert home["fully_integrated", "acute_elective"] == "gain_loss_pool"
    assert {home[form, "continuing_healthcare"] for form in FORMS} == {"deferred"}
    in_budget = home["partially_integrated", "acute_emergency"] == "annual_payment"
    assert in_budget == (model == "pacs")


def test_service_lines_use_the_words_of_a_site():
    for row in national.service_lines():
        assert row["usual_commissioner_type"] in vocabulary.COMMISSIONER_TYPES
        assert row["growth_driver"] in vocabulary.DRIVERS
        assert row["need_component"] in (*vocabulary.NEED_COMPONENTS, "")
        assert bool(row["need_component"]) == (row["usual_commissioner_type"] not in vocabulary.COUNCIL_TYPES)


def test_lists_are_complete_and_each_call_gives_a_fresh_copy():
    kinds = [row["kind"] for row in national.candidate_areas()]
    assert [kinds.count(kind) for kind in ("acs_candidate", "mcp_vanguard", "pacs_vanguard")] == [9, 14, 9]
    assert len(national.readiness_features()) == 8
    assert all(row["term_2026"] for row in national.crosswalk())
    national.sources()[0]["title"] = "changed"
    assert national.sources()[0]["title"] != "changed"


def test_a_list_is_a_table_with_numbered_rows():
    areas = national.national_list("candidate_areas")
    assert areas.at("area", number="1") == "Frimley Health"
    assert len(areas) == len(national.candidate_areas())
    with pytest.raises(ValueError, match="no national list 'areas'; there is candidate_areas"):
        national.national_list("areas")
