"""The population of the tiny site, worked by hand (its people are described in ``tests/tiny.py``)."""

import pytest

from acohandbook.steps.population import population
from tiny import AGE_BANDS, rows, tiny_settings, tiny_site, tiny_tables

FIRST, RESIDENCE = "C1", {"commissioner_code": "E07000001", "component": "residence"}


def need(component, code="C1"):
    """Keys of a share."""
    return {"commissioner_code": code, "component": component}


def findings(result, words):
    """Status of the findings whose message has some words."""
    return [finding.status for finding in result.findings if words in finding.message]


@pytest.fixture(scope="module")
def counted():
    """The population of the tiny site."""
    return population(tiny_site())


def with_second_ccg():
    """The tiny site with CCG ``C2`` beside it: one practice, signed, of 5,000 people in another area."""
    tables = tiny_tables()
    first = tables["practices"][0]
    fourth = {name: 5_000 for name in first if name.startswith("need_")} | {
        "practice_code": "P4", "practice_name": "Fourth", "commissioner_code": "C2",
        "registered_persons": 5_000,
    }  # fmt: skip
    second = {"commissioner_code": "C2", "commissioner_name": "Second CCG", "ledger_total_gbp": 1_000_000}
    line = {"line_id": "C2-running", "commissioner_code": "C2", "spend_gbp": 1_000_000}
    more = {
        "practices": [first | fourth],
        "commissioners": [tables["commissioners"][0] | second],
        "expenditure": [tables["expenditure"][8] | line],
        "residence": rows("practice_code lad_code persons", ("P4", "E07000002", 5_000)),
        "population": [row | {"commissioner_code": "C2", "persons": 400} for row in tables["population"]],
        "allocations": [row | {"commissioner_code": "C2"} for row in tables["allocations"]
                        if row["commissioner_code"] == "C1"],
    }  # fmt: skip
    return tiny_site(**{name: tables[name] + added for name, added in more.items()})


# --- who is counted ------------------------------------------------------------------------------------


def test_signed_and_integrating_practices_are_members(counted):
    assert counted.practices["is_member"].tolist() == [1, 1, 0]
    assert counted.practices["member_registered_persons"].tolist() == [10_000, 20_000, 0]


def test_practices_that_have_not_signed_stay_visible(counted):
    assert counted.practices.at("registered_persons", practice_code="P3") == 10_000
    assert findings(counted, "have not signed: P3") == ["note"]


def test_need_of_a_list_is_relative_to_its_people(counted):
    # P3 weighs 20,000 in general and acute care for 10,000 people, and 10,000 in community care.
    assert counted.practices.at("relative_need_general_acute_rate", practice_code="P3") == 2.0
    assert counted.practices.at("relative_need_community_rate", practice_code="P3") == 1.0


def test_summary_adds_lists_and_people_without_a_practice(counted):
    # 10,000 + 20,000 on members' lists and 1,000 registered nowhere.
    assert counted.summary.at("aco_persons") == 31_000
    assert counted.summary.at("registered_persons") == 40_000
    assert [counted.summary.at(name) for name in ("practices", "member_practices", "commissioners")] == [
        3,
        2,
        3,
    ]


def test_unregistered_people_are_never_a_difference_of_two_counts():
    # More people on lists than in the population table changes list inflation, not who is registered nowhere.
    tables = tiny_tables()["population"]
    fewer = [row | {"persons": row["persons"] - 100} for row in tables]
    assert population(tiny_site(population=fewer)).summary.at("unregistered_persons") == 1_000


# --- shares by commissioner ----------------------------------------------------------------------------


def test_list_share_counts_unregistered_people_on_both_sides(counted):
    # 30,000 + 1,000 of 40,000 + 1,000.
    assert counted.commissioners.at("list_share_rate", commissioner_code="C1") == 31_000 / 41_000
    assert counted.shares.at("share_rate", **need("list")) == 31_000 / 41_000


def test_need_share_weighs_unregistered_people_at_the_mean_need(counted):
    # 50,000 weighted people for 40,000: a mean of 1.25, so 1,000 unregistered people weigh 1,250.
    assert counted.shares.at("persons", **need("need_general_acute")) == 51_250
    assert counted.shares.at("member_persons", **need("need_general_acute")) == 31_250
    assert counted.shares.at("share_rate", **need("need_general_acute")) == 31_250 / 51_250


def test_need_of_unregistered_people_may_be_set():
    site = tiny_site(tiny_settings(rules={"unregistered_need_rate": 0.4}))
    shares = population(site).shares
    # 1,000 x 1.25 x 0.4 = 500 weighted people; a raw count still takes heads.
    assert shares.at("persons", **need("need_general_acute")) == 50_500
    assert shares.at("persons", **need("list")) == 41_000


def test_the_table_of_shares_says_how_far_each_key_is_from_the_list(counted):
    difference = counted.shares.at("difference_from_list_rate", **need("need_general_acute"))
    assert difference == pytest.approx(31_250 / 51_250 - 31_000 / 41_000, abs=1e-15)
    assert counted.shares.at("difference_from_list_rate", **need("need_community")) == 0
    assert findings(counted, "The keys disagree for C1: by need_general_acute the ACO has 61.0%") == ["note"]


def test_each_ccg_counts_its_own_practices_and_nhs_england_all():
    result = population(with_second_ccg())
    by_list = dict(
        zip(result.commissioners["commissioner_code"], result.commissioners["list_share_rate"], strict=True)
    )
    assert by_list["C1"] == 31_000 / 41_000
    assert by_list["C2"] == 1.0  # its one practice signed, and nobody there is without one
    assert by_list["N1"] == 36_000 / 46_000  # 35,000 of 45,000 on lists, and 1,000 on both sides
    assert result.commissioners.at("unregistered_persons", commissioner_code="C2") == 0


# --- residence -----------------------------------------------------------------------------------------


def test_a_council_counts_the_people_who_live_in_its_area(counted):
    # 30,000 of the members' people and 5,000 of P3's live in E07000001, and so do 1,000 unregistered people.
    assert counted.shares.at("persons", **RESIDENCE) == 36_000
    assert counted.shares.at("share_rate", **RESIDENCE) == 31_000 / 36_000
    # Its raw list share is that of the whole footprint.
    assert counted.commissioners.at("list_share_rate", commissioner_code="E07000001") == 31_000 / 41_000


def test_need_of_residents_is_that_of_their_list(counted):
    # Half of P3 lives there: 5,000 people at a need of 2 weigh 10,000. With 30,000 others: 40,000 for 35,000.
    persons = counted.shares.at("persons", **need("need_general_acute", "E07000001"))
    assert persons == pytest.approx(40_000 + 1_000 * 40_000 / 35_000, rel=1e-15)


def test_people_of_other_areas_are_not_the_councils():
    result = population(with_second_ccg())
    assert result.shares.at("share_rate", **RESIDENCE) == 31_000 / 36_000  # P4's people live elsewhere
    assert findings(result, "5,000 people on the ACO's lists live in areas whose council is no party") == [
        "note"
    ]


def test_a_council_of_several_areas_counts_them_all():
    areas = [row | ({"lad_codes": "E07000001 E07000002"} if row["commissioner_code"] == "E07000001" else {})
             for row in tiny_tables()["commissioners"]]  # fmt: skip
    lives = rows("practice_code lad_code persons", ("P1", "E07000001", 10_000), ("P2", "E07000002", 20_000),
                 ("P3", "E07000003", 10_000))  # fmt: skip
    result = population(tiny_site(commissioners=areas, residence=lives))
    # P1 and P2 live in its two areas, P3 in neither; 1,000 unregistered people live in the first.
    assert result.shares.at("persons", **RESIDENCE) == 31_000
    assert result.shares.at("share_rate", **RESIDENCE) == 1.0


def test_bodies_responsible_for_each_cell(counted):
    table = counted.residence
    assert table.at("health_responsible_body", practice_code="P3", lad_code="W06000001") == "C1"
    assert table.at("care_responsible_body", practice_code="P3", lad_code="W06000001") == "outside England"
    assert table.at("care_responsible_body", practice_code="P3", lad_code="E07000001") == "E07000001"
    assert table.at("member_persons", practice_code="P3", lad_code="W06000001") == 0


def test_an_english_area_without_a_council_in_the_agreement_is_not_a_party():
    result = population(with_second_ccg())
    assert (
        result.residence.at("care_responsible_body", practice_code="P4", lad_code="E07000002")
        == "not a party"
    )


def test_members_who_live_in_wales_are_told():
    lives = rows("practice_code lad_code persons", ("P1", "W06000001", 10_000), ("P2", "E07000001", 20_000),
                 ("P3", "E07000001", 10_000))  # fmt: skip
    result = population(tiny_site(residence=lives))
    assert findings(result, "10,000 people on the ACO's lists live outside England") == ["note"]


def test_without_residence_a_council_is_shared_by_lists_and_the_reader_is_told():
    result = population(tiny_site(residence=[]))
    assert result.commissioners.at("raw_component", commissioner_code="E07000001") == "list"
    assert findings(result, "There is no table of residence") == ["amber"]


def test_a_table_of_residence_that_misses_people_is_told():
    lives = rows("practice_code lad_code persons", ("P1", "E07000001", 10_000), ("P2", "E07000001", 19_000),
                 ("P3", "E07000001", 10_000))  # fmt: skip
    result = population(tiny_site(residence=lives))
    assert findings(result, "differ at 1 practices (P2). In all it places 39,000 people of 40,000") == [
        "amber"
    ]


def test_a_council_where_nobody_lives_is_red():
    lives = rows("practice_code lad_code persons", ("P1", "E07000009", 10_000), ("P2", "E07000009", 20_000),
                 ("P3", "E07000009", 10_000))  # fmt: skip
    nobody = [row | {"lad_code": "E07000009"} for row in tiny_tables()["unregistered"]]
    result = population(tiny_site(residence=lives, unregistered=nobody))
    assert findings(result, "Nobody on any list lives in the areas of E07000001") == ["red"]
    assert result.shares.at("share_rate", **RESIDENCE) == 0


# --- other tables --------------------------------------------------------------------------------------


def test_list_inflation_stands_beside_englands():
    older = ("5-14", "15-24", "65-69", "70-74", "75-79", "80-84", "85+", "0-4")
    people = [
        row | {"persons": 3_000} if row["age_band"] in older else row for row in tiny_tables()["population"]
    ]
    result = population(tiny_site(population=people))
    # Eight bands of 3,000 and four of 3,500 are 38,000 people; 40,000 are on lists.
    keys = {"commissioner_code": "C1"}
    assert result.list_inflation.at("difference_persons", **keys) == 2_000
    assert result.list_inflation.at("inflation_rate", **keys) == 2_000 / 38_000
    # England, mid 2015: 57.1m on lists and 54.8m residents, 4.2% more.
    assert result.list_inflation.at("national_inflation_rate", **keys) == pytest.approx(2.3 / 54.8, abs=1e-6)
    assert findings(result, "2,000 people more than its population table, 5.3%; in England") == ["amber"]


def test_ages_are_those_of_the_site(counted):
    keys = {"commissioner_code": "C1", "financial_year": "2018/19", "sex": "all"}
    assert [counted.ages.at("persons", age_band=band, **keys) for band in AGE_BANDS[:4]] == [3_250] * 3 + [
        3_500
    ]


def test_need_that_is_not_known_is_told_and_leaves_the_share_blank():
    practices = tiny_tables()["practices"]
    practices[2]["need_maternity"] = None
    result = population(tiny_site(practices=practices))
    share = result.shares.at("share_rate", **need("need_maternity"))
    assert share != share
    assert result.shares.at("share_rate", **need("need_community")) == 31_000 / 41_000
    assert findings(result, "The weighted people of P3 are not known for need_maternity") == ["amber"]


def test_a_small_aco_is_told(counted):
    assert counted.summary.at("minimum_scale_persons") == 100_000
    assert findings(counted, "The ACO counts 31,000 people") == ["amber"]


def test_cost_of_unregistered_people_is_shown_where_it_is_known(counted):
    keys = {"commissioner_code": "C1", "lad_code": "E07000001"}
    assert counted.unregistered.at("cost_gbp", **keys) != counted.unregistered.at("cost_gbp", **keys)
    known = [row | {"cost_per_head_gbp": 450.50} for row in tiny_tables()["unregistered"]]
    # 1,000 people x £450.50.
    assert population(tiny_site(unregistered=known)).unregistered.at("cost_gbp", **keys) == 450_500
