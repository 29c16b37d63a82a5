"""What must hold over whole tables: each broken in memory, one rule at a time."""

import pytest

from acohandbook.site import SiteFaults
from tiny import COUNCIL, tiny_settings, tiny_site, tiny_tables


def faults_of(settings=None, **tables):
    """The faults of the tiny site with other tables: (file, row, column, rule and remedy) each."""
    with pytest.raises(SiteFaults) as caught:
        tiny_site(settings, **tables)
    return [(f.file, f.row, f.column, f"{f.rule} {f.remedy}") for f in caught.value.faults]


def the_fault(words, settings=None, **tables):
    """The place of the one fault, whose message must hold some words."""
    faults = faults_of(settings, **tables)
    assert len(faults) == 1, faults
    assert words in faults[0][3]
    return faults[0][:3]


def changed(table, choose, **changes):
    """Rows of a table of the tiny site, those chosen with other cells."""
    return [row | changes if choose(row) else row for row in tiny_tables()[table]]


def without(table, choose):
    """Rows of a table of the tiny site but those chosen."""
    return [row for row in tiny_tables()[table] if not choose(row)]


def more(table, *rows):
    """Rows of a table of the tiny site and others; cells left out are those of its first row."""
    tables = tiny_tables()
    return tables[table] + [tables[table][0] | row for row in rows]


@pytest.mark.parametrize("table", ["commissioners", "practices", "expenditure", "scope", "parties"])
def test_tables_that_must_have_rows(table):
    assert (f"{table}.csv", None, "") in [fault[:3] for fault in faults_of(**{table: []})]


# --- references --------------------------------------------------------------------------------------


def test_an_area_with_two_councils_for_one_duty():
    second = {
        "commissioner_code": "S2", "commissioner_name": "County", "lad_codes": COUNCIL, "ledger_total_gbp": 1,
        "commissioner_type": "council_adult_social_care",
    }  # fmt: skip
    faults = faults_of(commissioners=more("commissioners", second))
    assert ("commissioners.csv", 5, "lad_codes") in [fault[:3] for fault in faults]


def test_a_council_without_areas_where_people_are_counted_by_residence():
    council = [
        row | {"lad_codes": "Tinyshire"}
        for row in tiny_tables()["commissioners"]
        if row["commissioner_code"] == COUNCIL
    ]
    rows = without("commissioners", lambda row: row["commissioner_code"] == COUNCIL) + council
    assert the_fault("eight figures", commissioners=rows) == ("commissioners.csv", 4, "lad_codes")


def test_a_true_figure_without_a_source():
    rows = changed("expenditure", lambda row: row["line_id"] == "N1-qof", illustrative="no", source_id=None)
    assert the_fault("has a source", expenditure=rows) == ("expenditure.csv", 13, "source_id")


def test_nobody_has_signed():
    rows = changed("practices", lambda row: True, membership="not_member")
    assert the_fault("budget would be for nobody", practices=rows) == ("practices.csv", None, "membership")


# --- population --------------------------------------------------------------------------------------


def test_a_year_of_the_population_is_missing():
    rows = without("population", lambda row: row["financial_year"] == "2018/19")
    assert the_fault("no rows for 2018/19", population=rows) == ("population.csv", None, "financial_year")


def test_an_age_band_is_missing():
    rows = without("population", lambda row: (row["financial_year"], row["age_band"]) == ("2018/19", "85+"))
    assert the_fault("2018/19 lacks the age bands 85+", population=rows) == (
        "population.csv",
        None,
        "age_band",
    )


def test_a_year_of_zeros_is_no_population():
    rows = changed("population", lambda row: row["financial_year"] == "2018/19", persons=0)
    assert the_fault("C1 in 2018/19 is 0 in every row", population=rows) == (
        "population.csv",
        None,
        "persons",
    )


def test_an_empty_age_band_is_a_population():
    rows = changed("population", lambda row: row["age_band"] == "85+", persons=0)
    assert tiny_site(population=rows).population


def test_people_are_counted_once():
    rows = more("population", {"sex": "female"})
    assert the_fault("stated for all and female", population=rows) == ("population.csv", None, "sex")


def test_a_year_beside_the_contract():
    rows = more("population", {"financial_year": "2015/16"})
    assert the_fault("2016/17 to 2019/20", population=rows) == ("population.csv", 50, "financial_year")


def test_growth_by_age_needs_a_population():
    assert len(tiny_site(population=[]).population) == 0
    rows = changed("growth", lambda row: row["commissioner_code"] == "N1", demographic_rate=None)
    assert the_fault("growth by age (for N1)", population=[], growth=rows) == ("population.csv", None, "")


# --- homes -------------------------------------------------------------------------------------------


def test_a_pound_without_a_home():
    rows = without("scope", lambda row: row["service_line"] == "running_costs")
    assert the_fault("The line has no home", scope=rows) == ("expenditure.csv", 10, "service_line")


def test_a_pound_with_two_homes_in_scope():
    rows = more("scope", {"service_line": "acute_emergency", "home": "retained"})
    place = the_fault("must name one row only; row 2 has the same", scope=rows)
    assert place == ("scope.csv", 16, "service_line")


def test_a_pound_with_two_homes_in_the_outturn():
    rows = changed("scope", lambda row: row["service_line"] == "acute_elective", home="annual_payment")
    place = the_fault("A pound with two homes", scope=rows)
    assert place == ("outturn.csv", 14, "service_line")


def test_a_commissioner_without_a_ledger():
    rows = without("expenditure", lambda row: row["commissioner_code"] == COUNCIL)
    assert the_fault("no line of 2016/17", expenditure=rows) == (
        "commissioners.csv", 4, "commissioner_code",
    )  # fmt: skip


def test_a_ledger_of_a_year_after_the_contract():
    rows = more("expenditure", {"line_id": "later", "financial_year": "2020/21"})
    assert the_fault("The contract ends with 2019/20", expenditure=rows) == (
        "expenditure.csv",
        17,
        "financial_year",
    )


def test_other_years_of_the_ledger_are_kept_and_not_added():
    rows = more("expenditure", {"line_id": "earlier", "financial_year": "2015/16"})
    assert len(tiny_site(expenditure=rows).expenditure) == 16


# --- adjustments, growth and allocations ---------------------------------------------------------------


def test_other_adjustments_need_evidence():
    rows = changed("adjustments", lambda row: row["adjustment_id"] == "J1", kind="other", evidence=None)
    assert the_fault("needs evidence", adjustments=rows) == ("adjustments.csv", 2, "evidence")


def test_an_adjustment_of_a_line_without_a_home():
    rows = changed("adjustments", lambda row: row["adjustment_id"] == "J1", service_line="comunity")
    assert the_fault("Did you mean community?", adjustments=rows) == ("adjustments.csv", 2, "service_line")


def test_a_line_without_growth():
    def is_lost(row):
        return row["service_line"] == "prescribing" and row["financial_year"] > "2017/18"

    faults = faults_of(growth=without("growth", is_lost))
    assert [fault[:3] for fault in faults] == [("growth.csv", None, "financial_year")]
    assert faults[0][3].startswith("The line has no growth into 2018/19, 2019/20.")


def test_growth_into_the_base_year():
    rows = more("growth", {"financial_year": "2016/17"})
    assert the_fault("2017/18 to 2019/20", growth=rows) == ("growth.csv", 35, "financial_year")


def test_retained_lines_need_no_growth_until_money_leaves_them():
    assert "running_costs" not in tiny_site().growth["service_line"]
    transferred = {
        "adjustment_id": "J6", "service_line": "running_costs", "kind": "running_costs_transferred",
    }  # fmt: skip
    faults = faults_of(adjustments=more("adjustments", transferred))
    assert [fault[:3] for fault in faults] == [("growth.csv", None, "financial_year")]


def test_allocations_start_in_the_base_year():
    rows = without("allocations", lambda row: row["financial_year"] == "2016/17" and row["stream"] == "grant")
    faults = faults_of(allocations=rows)
    assert [fault[:3] for fault in faults] == [
        ("allocations.csv", None, "financial_year"),
        ("allocations.csv", None, "allocation_gbp"),
    ]


def test_allocations_have_no_gap_and_may_end_early():
    rows = without("allocations", lambda row: row["financial_year"] == "2018/19" and row["stream"] == "grant")
    assert the_fault("no allocation for 2018/19", allocations=rows) == (
        "allocations.csv",
        None,
        "financial_year",
    )
    rows = without("allocations", lambda row: row["financial_year"] > "2017/18")
    assert len(tiny_site(allocations=rows).allocations) == 6


# --- flows -------------------------------------------------------------------------------------------


def test_a_pool_that_pays_out_less_than_it_takes_in():
    rows = changed("flows", lambda row: row["flow_id"] == "F2", amount_gbp=499_999.99)
    place = the_fault("takes in £500,000.00 and pays out £499,999.99", flows=rows)
    assert place == ("flows.csv", 3, "amount_gbp")


def test_money_that_goes_nowhere():
    rows = more("flows", {"flow_id": "F4", "payer": COUNCIL, "counted_in": COUNCIL})
    assert ("flows.csv", 5, "payee") in [fault[:3] for fault in faults_of(flows=rows)]


def test_a_flow_between_three_eliminates_by_itself():
    rows = without("flows", lambda row: row["flow_id"] != "F3")
    assert len(tiny_site(flows=rows).flows) == 1


# --- measures and parties ----------------------------------------------------------------------------


def test_weights_that_do_not_add_to_one():
    rows = changed("measures", lambda row: row["measure_id"] == "M2", weight=0.3)
    assert the_fault("and here to 0.9", measures=rows) == ("measures.csv", None, "weight")


def test_thirds_add_to_one():
    third = {"weight": 0.333333}
    rows = changed("measures", lambda row: True, **third)
    rows.append(rows[0] | {"measure_id": "M3", "weight": 0.333334})
    assert tiny_site(measures=rows).measures["weight"].tolist() == [0.333333, 0.333333, 0.333334]


def test_improvement_money_that_nobody_can_earn():
    assert the_fault("no measure to earn it with", measures=[], achievement=[]) == ("measures.csv", None, "")


def test_a_measure_that_starts_after_the_contract():
    rows = changed("measures", lambda row: row["measure_id"] == "M2", from_year="2020/21")
    faults = faults_of(measures=rows)
    assert [fault[:3] for fault in faults] == [
        ("measures.csv", 3, "from_year"),
        ("achievement.csv", 3, "financial_year"),
    ]


def test_achievement_before_its_measure():
    rows = changed("measures", lambda row: row["measure_id"] == "M2", from_year="2018/19")
    assert the_fault("in force from 2018/19", measures=rows) == ("achievement.csv", 3, "financial_year")


def test_lower_is_better():
    rows = changed("measures", lambda row: row["measure_id"] == "M2", target=13)
    assert the_fault("lies below the threshold (12)", measures=rows) == ("measures.csv", 3, "target")


def test_who_is_paid_must_be_clear():
    settings = tiny_settings(settlement={})
    rows = changed("parties", lambda row: row["party_id"] == "T1", role="aco")
    place = the_fault("2 of the parties have the role aco", settings, parties=rows)
    assert place == ("parties.csv", None, "role")


def test_a_pool_of_released_cost_needs_that_cost():
    settings = tiny_settings(terms={"residual_holder": "R1", "pool_basis": "released"})
    assert len(tiny_site(settings).outturn) == 24
    rows = changed("outturn", lambda row: row["month"] == 3, provider_cost_released_gbp=None)
    assert [fault[:3] for fault in faults_of(settings, outturn=rows)] == [
        ("outturn.csv", 4, "provider_cost_released_gbp"),
        ("outturn.csv", 16, "provider_cost_released_gbp"),
    ]


def test_sharing_by_reserves_needs_the_reserves():
    settings = tiny_settings(terms={"residual_holder": "R1", "distribution_key": "reserves"})
    assert len(tiny_site(settings).parties) == 4  # the residual holder's need not be known
    rows = changed("parties", lambda row: row["party_id"] == "C1", reserves_gbp=None)
    assert the_fault("reserves must be known", settings, parties=rows) == ("parties.csv", 3, "reserves_gbp")


def test_entries_stand_once():
    reopener = tiny_settings()["reopeners"][0]
    count = tiny_settings()["settlement"]["list_counts"][0]
    settings = tiny_settings(
        reopeners=[reopener, reopener], settlement={"provider_party": "A1", "list_counts": [count, count]}
    )
    assert [fault[:3] for fault in faults_of(settings)] == [
        ("site.toml", None, "reopeners[2]"),
        ("site.toml", None, "settlement.list_counts[2]"),
    ]
