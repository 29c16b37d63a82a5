"""Cost of the contract years: every figure is worked by hand from the tiny site.

The tiny site's ACO has 31,000 of C1's 41,000 people, unregistered people included. Every line grows by
other demand of 1% and then by prices of 2% - 1%: 1.01 x 1.01 = 1.0201 a year.
"""

import pytest
from running import run_until

from acohandbook.site import SiteFaults
from tiny import AGE_BANDS, BASE, YEARS, rows, tiny_settings, tiny_site, tiny_tables

GROWTH = (
    "commissioner_code service_line financial_year driver demographic_rate other_demand_rate "
    "cost_uplift_rate national_efficiency_rate contracted_savings_rate unidentified_savings_rate "
    "provider_savings_rate source_id"
)
ADJUSTMENT = (
    "adjustment_id commissioner_code service_line kind amount_gbp from_year ends_in recurrence "
    "prepared_by_role approved_by_role approved_on evidence source_id"
)


def steps(settings=None, **tables):
    return run_until(tiny_site(settings, **tables), "contract_years").contract_years


@pytest.fixture(scope="module")
def tiny():
    return steps()


def cost(result, line, year, column, code="C1", home="annual_payment"):
    return result.cost.at(column, commissioner_code=code, service_line=line, home=home, financial_year=year)


def growing(**changes):
    """The tiny site's growth with other rates on every row."""
    return [row | changes for row in tiny_tables()["growth"]]


def adjusted(*adjustments):
    """The tiny site's adjustments and more of prescribing, each (kind, pounds, from, to, recurrence)."""
    more = [
        (f"X{n}", "C1", "prescribing", *one, "Deputy", "Director", "2017-02-01", "Papers", "S1")
        for n, one in enumerate(adjustments)
    ]
    return tiny_tables()["adjustments"] + rows(ADJUSTMENT, *more)


# --- growth by cause ---------------------------------------------------------------------------------


def test_each_cause_of_growth_is_measured_on_top_of_those_before_it(tiny):
    # 8,000,000 x 0.75 = 6,000,000; 1% demand; then 2% and -1% of 6,060,000
    expected = {
        "opening_gbp": 6_000_000.00,
        "demographic_gbp": 0.00,
        "other_demand_gbp": 60_000.00,
        "cost_uplift_gbp": 121_200.00,
        "efficiency_gbp": -60_600.00,
        "contracted_savings_gbp": 0.00,
        "closing_gbp": 6_120_600.00,
    }
    for column, pounds in expected.items():
        assert cost(tiny, "prescribing", "2017/18", column) == pounds, column


def test_contracted_savings_come_last_and_lower_the_cost():
    result = steps(growth=growing(contracted_savings_rate=0.05))
    # 5% of 6,120,600
    assert cost(result, "prescribing", "2017/18", "contracted_savings_gbp") == -306_030.00
    assert cost(result, "prescribing", "2017/18", "closing_gbp") == 5_814_570.00


def test_savings_without_a_plan_and_the_acos_own_are_never_taken_off_the_cost(tiny):
    result = steps(growth=growing(unidentified_savings_rate=0.1, provider_savings_rate=0.2))
    assert cost(result, "prescribing", "2017/18", "closing_gbp") == 6_120_600.00
    assert cost(result, "prescribing", "2017/18", "unidentified_savings_gbp") == 612_060.00
    assert cost(result, "prescribing", "2017/18", "provider_savings_gbp") == 1_224_120.00
    assert result.budget.frame().equals(tiny.budget.frame())


def test_savings_without_a_plan_add_up_over_the_years(tiny):
    # 0.5% of the recurrent cost of the annual payment: 30,351,098.88, 34,108,348.58, 34,793,926.38
    in_year = tiny.summary.frame("unidentified_savings_gbp")["unidentified_savings_gbp"]
    assert in_year.tolist() == pytest.approx([151_755.49, 170_541.74, 173_969.63], abs=0.05)
    to_date = tiny.summary.at("unidentified_savings_to_date_gbp", financial_year="2019/20")
    assert to_date == pytest.approx(in_year.sum(), abs=0.001)


def test_no_growth_repeats_last_year():
    still = growing(other_demand_rate=0.0, cost_uplift_rate=0.0, national_efficiency_rate=0.0)
    result = steps(growth=still, adjustments=[])
    for year in YEARS:
        assert cost(result, "prescribing", year, "cost_gbp") == 6_000_000.00
        # 12,000,000 x 31 / 41
        assert cost(result, "community", year, "cost_gbp") == 9_073_170.73


def test_income_grows_with_its_sign(tiny):
    # -2,000,000 x 31,000 / 36,000 people = -1,722,222.22; x 1.0201 = -1,756,838.89
    line = {"code": "E07000001"}
    assert cost(tiny, "social_care_client_income", "2017/18", "opening_gbp", **line) == -1_722_222.22
    assert cost(tiny, "social_care_client_income", "2017/18", "closing_gbp", **line) == -1_756_838.89


# --- people ------------------------------------------------------------------------------------------


def ageing():
    """A thousand people of 15-24 (index 0.597), and a thousand over 85 (3.010) who are 100 more each year."""
    persons = {"15-24": (1_000, 0), "85+": (1_000, 100)}
    return rows(
        "commissioner_code financial_year age_band sex persons",
        *(
            ("C1", year, band, "all", persons.get(band, (0, 0))[0] + n * persons.get(band, (0, 0))[1])
            for n, year in enumerate((BASE, *YEARS))
            for band in AGE_BANDS
        ),
    )


def test_demography_counts_people_by_the_cost_of_their_age():
    result = steps(population=ageing(), growth=growing(demographic_rate=None))
    people = {"commissioner_code": "C1", "financial_year": "2017/18"}
    assert result.demography.at("cost_weighted_persons", **people) == pytest.approx(597 + 1.1 * 3_010)
    assert result.demography.at("persons_growth_rate", **people) == pytest.approx(0.05)
    # 301 more on 3,607: 8.344885%; 6,000,000 x 0.08344885 = 500,693.10
    assert cost(result, "prescribing", "2017/18", "demographic_gbp") == 500_693.10
    # Councils and NHS England have the population of all CCGs.
    assert cost(result, "premises", "2017/18", "demographic_gbp", code="N1") == pytest.approx(16_689.77)


@pytest.mark.parametrize(
    ("driver", "pounds"), [("list", 300_000.00), ("none", 0.00), ("allocation", 0.00), ("pay", 500_693.10)]
)
def test_the_driver_says_which_people_count(driver, pounds):
    result = steps(population=ageing(), growth=growing(demographic_rate=None, driver=driver))
    assert cost(result, "prescribing", "2017/18", "demographic_gbp") == pounds


def test_the_acos_people_grow_with_the_population():
    result = steps(population=ageing())
    # 31,000 x 2,100 / 2,000, and x 2,300 / 2,000
    for year, persons in (("2017/18", 32_550), ("2019/20", 35_650)):
        assert result.demography.at("aco_persons", commissioner_code="C1", financial_year=year) == persons
        assert result.summary.at("aco_persons", financial_year=year) == persons


# --- homes -------------------------------------------------------------------------------------------


def test_a_deferred_line_joins_in_its_year_at_the_prices_of_that_year(tiny):
    def at(year, column):
        return cost(tiny, "continuing_healthcare", year, column, home="deferred")

    # 4,000,000 x 31 / 41 = 3,024,390.24; x 1.0201 = 3,085,180.48; x 1.0201 = 3,147,192.61
    assert [at(year, "counted_home") for year in YEARS] == ["deferred", "annual_payment", "annual_payment"]
    assert (at("2017/18", "waiting_gbp"), at("2017/18", "cost_gbp")) == (3_085_180.48, 0.00)
    assert (at("2018/19", "opening_gbp"), at("2018/19", "scope_change_gbp")) == (0.00, 3_147_192.61)
    assert (at("2019/20", "opening_gbp"), at("2019/20", "scope_change_gbp")) == (3_147_192.61, 0.00)
    assert at("2019/20", "closing_gbp") == 3_210_451.18
    assert (
        tiny.bridge.at("scope_change_gbp", commissioner_code="C1", financial_year="2018/19") == 3_147_192.61
    )


def scoped(from_year):
    return [
        row | ({"from_year": from_year} if row["home"] == "deferred" else {})
        for row in tiny_tables()["scope"]
    ]


def test_a_deferred_line_without_a_year_waits_for_good():
    result = steps(scope=scoped(None))
    homes = {cost(result, "continuing_healthcare", year, "counted_home", home="deferred") for year in YEARS}
    assert homes == {"deferred"}
    assert result.lines.sum("cost_gbp", service_line="continuing_healthcare") == 0


def test_what_moves_into_the_improvement_payment_stays_out_of_the_annual_payment(tiny):
    # CQUIN of 300,000 left community: 300,000 x 1.0201
    assert cost(tiny, "community", "2017/18", "cost_gbp", home="improvement_payment") == 306_030.00
    in_lines = set(zip(tiny.lines["commissioner_code"], tiny.lines["service_line"], strict=True))
    assert ("N1", "qof") not in in_lines


# --- adjustments -------------------------------------------------------------------------------------


def test_recurrent_adjustments_start_at_the_prices_of_their_year_and_grow_afterwards(tiny):
    # community: 12,000,000 x 31 / 41 + 120,000 - 300,000 = 8,893,170.73; x 1.0201 + 60,000 that moves in
    assert cost(tiny, "community", "2017/18", "adjustments_gbp") == 60_000.00
    assert cost(tiny, "community", "2017/18", "closing_gbp") == 9_131_923.46
    assert cost(tiny, "community", "2018/19", "closing_gbp") == 9_315_475.12
    assert cost(tiny, "premises", "2017/18", "adjustments_gbp", code="N1") == -60_000.00


def test_mobilisation_is_paid_in_its_year_only_and_never_grows(tiny):
    assert [cost(tiny, "community", year, "non_recurrent_gbp") for year in YEARS] == [90_000.00, 0.00, 0.00]
    assert cost(tiny, "community", "2017/18", "cost_gbp") == 9_221_923.46
    assert cost(tiny, "community", "2018/19", "opening_gbp") == 9_131_923.46


def test_stranded_cost_and_its_taper_are_dated_and_never_grow():
    result = steps(
        adjustments=adjusted(
            ("stranded_cost", 100_000, "2017/18", "2018/19", "recurrent"),
            ("taper", -40_000, "2018/19", "2018/19", "recurrent"),
        )
    )
    dated = [cost(result, "prescribing", year, "non_recurrent_gbp") for year in YEARS]
    assert dated == [100_000.00, 60_000.00, 0.00]
    assert cost(result, "prescribing", "2019/20", "closing_gbp") == 6_369_120.90  # 6,000,000 x 1.0201^3


def test_an_amount_of_the_baseline_that_ends_leaves_what_grows():
    result = steps(adjustments=adjusted(("premises", 200_000, None, "2018/19", "recurrent")))
    assert cost(result, "prescribing", "2017/18", "baseline_gbp") == 6_200_000.00
    assert cost(result, "prescribing", "2017/18", "dated_in_baseline_gbp") == 200_000.00
    assert cost(result, "prescribing", "2017/18", "opening_gbp") == 6_000_000.00
    costs = [cost(result, "prescribing", year, "cost_gbp") for year in YEARS]
    assert costs == [6_320_600.00, 6_443_624.06, 6_369_120.90]


def test_choice_of_another_provider_leaves_for_the_pass_through_later_on():
    result = steps(adjustments=adjusted(("patient_choice", -50_000, "2018/19", None, "recurrent")))
    assert cost(result, "prescribing", "2018/19", "adjustments_gbp") == -50_000.00
    # 50,000 in its first year and 50,000 x 1.0201 in the next
    passed = [cost(result, "prescribing", year, "cost_gbp", home="pass_through") for year in YEARS]
    assert passed == [0.00, 50_000.00, 51_005.00]


def test_running_costs_that_are_transferred_need_growth_and_then_grow():
    transferred = [row | {"service_line": "running_costs"} for row in adjusted(
        ("running_costs_transferred", 100_000, None, None, "recurrent")
    )[-1:]]  # fmt: skip
    adjustments = tiny_tables()["adjustments"] + transferred
    with pytest.raises(SiteFaults, match="C1 running_costs"):
        steps(adjustments=adjustments)
    more = [
        row | {"service_line": "running_costs"} for row in growing() if row["service_line"] == "community"
    ]
    result = steps(adjustments=adjustments, growth=growing() + more)
    assert cost(result, "running_costs", "2017/18", "cost_gbp") == 102_010.00


def test_the_age_cost_index_is_of_a_year_that_there_is():
    with pytest.raises(SiteFaults, match="2011/12, 2014/15"):
        steps(tiny_settings(rules={"age_cost_year": "2013/14"}))


# --- years before the contract ------------------------------------------------------------------------


def test_the_baseline_rolls_forward_over_years_before_the_contract():
    settings = tiny_settings(first_year="2018/19", years=2, settlement={"provider_party": "A1"}, reopeners=[])
    measures = [row | {"from_year": "2018/19"} for row in tiny_tables()["measures"]]
    result = steps(settings, measures=measures, achievement=[], outturn=[], scope=scoped("2019/20"))
    assert cost(result, "prescribing", "2017/18", "closing_gbp") == 6_120_600.00
    assert dict.fromkeys(result.budget["financial_year"]) == dict.fromkeys(["2018/19", "2019/20"])
    before = {"commissioner_code": "C1", "financial_year": "2018/19"}
    # The year before the contract: 9,131,923.46 + 6,170,360.98 + 6,120,600.00
    assert result.budget.at("cost_last_year_gbp", **before) == 21_422_884.44


def test_opening_and_changes_make_the_closing_of_every_row(tiny):
    frame = tiny.cost.frame()
    causes = [
        "demographic_gbp", "other_demand_gbp", "cost_uplift_gbp", "efficiency_gbp", "contracted_savings_gbp",
        "adjustments_gbp", "scope_change_gbp",
    ]  # fmt: skip
    pence = (frame[["opening_gbp", *causes]] * 100).round().sum(axis=1)
    assert (pence == (frame["closing_gbp"] * 100).round()).all()


def test_the_order_of_rows_in_the_files_changes_nothing(tiny):
    turned = {name: list(reversed(table)) for name, table in tiny_tables().items()}
    result = steps(**turned)
    for table in ("cost", "affordability", "budget", "lines", "summary"):
        names = list(tiny.tables[table].keys)
        first, second = (step.tables[table].frame().set_index(names).sort_index() for step in (tiny, result))
        assert first.equals(second[first.columns]), table


GROWN = rows(
    GROWTH, ("N1", "practice_transition", "2017/18", "none", 0.0, 0.0, 0.01, 0.0, 0.0, 0.0, 0.0, "S1")
)


def test_a_withdrawn_supplement_that_grows_is_found():
    tables = tiny_tables()
    spend = next(row for row in tables["expenditure"] if row["line_id"] == "N1-premises")
    scope = next(row for row in tables["scope"] if row["service_line"] == "premises")
    later = [GROWN[0] | {"financial_year": year, "cost_uplift_rate": 0.0} for year in YEARS[1:]]
    result = steps(
        expenditure=[
            *(row | ({"spend_gbp": 300_000} if row is spend else {}) for row in tables["expenditure"]),
            spend | {"line_id": "N1-mpig", "service_line": "practice_transition", "spend_gbp": 100_000},
        ],
        scope=[*tables["scope"], scope | {"service_line": "practice_transition"}],
        growth=[*tables["growth"], *GROWN, *later],
    )
    found = [one for one in result.findings if "practice_transition" in one.message]
    assert [one.figure for one in found] == [
        "contract_years.growth.growth_rate[commissioner_code=N1,service_line=practice_transition,"
        "financial_year=2017/18]"
    ]
