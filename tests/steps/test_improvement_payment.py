"""The improvement payment, worked by hand from the tiny site.

The pool of 2017/18 is C1's CQUIN, 300,000 x 1.0201 = 306,030.00, and N1's QOF, 800,000 x 31 / 41 x 1.0201 =
617,036.10: 923,066.10. M1 (0.6) is half way to its target, M2 (0.4) at it, so seven tenths are earned.
"""

import pytest
from running import run_until

from tiny import rows, tiny_settings, tiny_site, tiny_tables

FIRST = {"financial_year": "2017/18"}


def steps(settings=None, **tables):
    return run_until(tiny_site(settings, **tables), "improvement_payment").improvement_payment


def improving(tables=None, **improvement):
    """The tiny site with other settings of the improvement payment."""
    agreed = {"on_account_rate": 0.5, "unearned_to": "C1"} | improvement
    return steps(tiny_settings(improvement=agreed), **(tables or {}))


def achieving(name, **changes):
    """What was achieved, changed for one measure."""
    return [row | (changes if row["measure_id"] == name else {}) for row in tiny_tables()["achievement"]]


def measured(name, **changes):
    """The measures, changed for one."""
    return [row | (changes if row["measure_id"] == name else {}) for row in tiny_tables()["measures"]]


def measure(result, name, column, year="2017/18"):
    return result.measures.at(column, measure_id=name, financial_year=year)


def funded(result, code, column, year="2017/18"):
    return result.funding.at(column, commissioner_code=code, financial_year=year)


@pytest.fixture(scope="module")
def tiny():
    return steps()


# --- the pool ----------------------------------------------------------------------------------------


def test_the_pool_is_what_was_carved_out_moved_on_by_the_growth_of_its_lines(tiny):
    assert funded(tiny, "C1", "in_base_year_gbp") == 300_000.00
    assert funded(tiny, "C1", "pool_gbp") == 306_030.00
    assert funded(tiny, "C1", "pool_gbp", "2018/19") == 312_181.20  # 306,030 x 1.0201
    assert funded(tiny, "N1", "pool_gbp") == 617_036.10
    assert funded(tiny, "E07000001", "pool_gbp") == 0.00


def test_a_pool_on_top_adds_to_what_was_carved_out():
    result = improving(funding="on_top", size_rate=0.02)
    # 2% of C1's annual payment of 21,313,686.29
    assert funded(result, "C1", "on_top_gbp") == 426_273.73
    assert funded(result, "C1", "pool_gbp") == 732_303.73
    assert result.years.at("pool_gbp", **FIRST) == pytest.approx(923_066.10 + 0.02 * 30_111_442.40, abs=0.02)


# --- weights -----------------------------------------------------------------------------------------


def test_weights_share_out_the_pool_to_the_penny(tiny):
    assert measure(tiny, "M1", "available_gbp") == 553_839.66
    assert measure(tiny, "M2", "available_gbp") == 369_226.44


def test_phasing_moves_the_pool_from_process_to_outcome():
    phasing = [
        {"financial_year": "2017/18", "process_rate": 0.75, "outcome_rate": 0.25},
        {"financial_year": "2018/19", "process_rate": 0.25, "outcome_rate": 0.75},
    ]
    result = improving(phasing=phasing)
    # 0.75 x 923,066.10 = 692,299.575: the penny of the tie goes to the first by name
    assert measure(result, "M1", "available_gbp") == 692_299.58
    assert measure(result, "M2", "available_gbp") == 230_766.52
    assert measure(result, "M1", "weight", "2018/19") == 0.25
    assert measure(result, "M1", "weight", "2019/20") == 0.6  # no phasing agreed for the year


def test_measures_in_force_can_earn_the_whole_pool():
    late = {"measures": measured("M2", from_year="2018/19"), "achievement": tiny_tables()["achievement"][:1]}
    result = steps(**late)
    assert measure(result, "M1", "available_gbp") == 923_066.10
    assert result.years.at("quality_score_rate", **FIRST) == 0.5
    phasing = [{"financial_year": "2017/18", "process_rate": 0.8, "outcome_rate": 0.2}]
    result = improving(late, phasing=phasing)
    assert measure(result, "M1", "available_gbp") == 923_066.10
    told = [one.message for one in result.findings if "outcome measures" in one.message]
    assert len(told) == 1
    assert told[0].startswith("2017/18 gives 20.0% of the pool to outcome measures and none is in force")


def test_a_pool_that_no_measure_can_earn_is_red():
    measures = [row | {"from_year": "2018/19"} for row in tiny_tables()["measures"]]
    result = steps(measures=measures, achievement=[])
    assert [one.status for one in result.findings if "nobody can earn" in one.message] == ["red"]
    assert result.years.at("not_yet_due_gbp", **FIRST) == 923_066.10


# --- scores ------------------------------------------------------------------------------------------


def test_scores_earn_their_part_and_the_rest_is_unearned(tiny):
    assert measure(tiny, "M1", "score_rate") == pytest.approx(0.5)
    assert measure(tiny, "M1", "earned_gbp") == 276_919.83
    assert measure(tiny, "M1", "unearned_gbp") == 276_919.83
    assert measure(tiny, "M2", "earned_gbp") == 369_226.44
    assert tiny.years.at("earned_gbp", **FIRST) == 646_146.27
    assert tiny.years.at("quality_score_rate", **FIRST) == pytest.approx(0.7)
    assert tiny.domains.at("earned_gbp", domain="Coordination", **FIRST) == 276_919.83


@pytest.mark.parametrize(
    ("score", "rate"),
    [
        ("threshold_to_target", 0.5),  # 0.15 of the 0.3 from 0.5 to 0.8
        ("improvement", 0.625),  # 0.25 of the 0.4 from 0.4 to 0.8
        ("best_of", 0.625),
    ],
)
def test_the_site_chooses_how_achievement_becomes_a_score(score, rate):
    assert measure(improving(score=score), "M1", "score_rate") == pytest.approx(rate)


@pytest.mark.parametrize(
    ("changes", "settings", "reason"),
    [
        ({"evidence": None}, {}, "has no evidence"),
        ({"received_on": "2018-07-01"}, {}, "arrived late"),
        ({"received_on": None}, {}, "arrived late"),
        ({"achieved": None}, {}, "has no value"),
        ({"denominator": 999}, {"minimum_denominator": 1_000.0}, "rests on too few people or cases"),
    ],
)
def test_nothing_is_paid_without_evidence_in_time_on_enough_people(changes, settings, reason):
    result = improving({"achievement": achieving("M1", **changes)}, **settings)
    assert measure(result, "M1", "earned_gbp") == 0.00
    assert measure(result, "M1", "unearned_gbp") == 553_839.66
    assert result.years.at("quality_score_rate", **FIRST) == pytest.approx(0.4)
    told = [one for one in result.findings if one.status == "amber"]
    assert [one.message for one in told] == [f"2017/18: M1 {reason}, so £553,840 cannot be earned."]


def test_a_measure_that_nobody_reports_earns_nothing_once_the_year_is_due():
    result = steps(achievement=tiny_tables()["achievement"][1:])
    assert measure(result, "M1", "unearned_gbp") == 553_839.66
    assert "2017/18: M1 is not reported, so £553,840 cannot be earned." in [
        o.message for o in result.findings
    ]


@pytest.mark.parametrize(
    ("deadline", "received_on", "payable"),
    [
        ("06-30", "2018-06-30", 1),  # the year ends on 31 March 2018
        ("05-31", "2018-06-01", 0),
        ("01-15", "2019-01-15", 1),  # the January after the year's end
        ("02-29", "2019-02-28", 1),  # a year without 29 February
        ("02-29", "2019-03-01", 0),
    ],
)
def test_the_deadline_falls_after_the_years_end(deadline, received_on, payable):
    result = improving({"achievement": achieving("M1", received_on=received_on)}, data_deadline=deadline)
    assert measure(result, "M1", "payable") == payable


# --- on account and true-up ---------------------------------------------------------------------------


def test_the_true_up_pays_what_was_earned_beyond_payments_on_account(tiny):
    # half of 306,030.00 on account; seven tenths earned
    assert funded(tiny, "C1", "on_account_gbp") == 153_015.00
    assert funded(tiny, "C1", "earned_gbp") == 214_221.00
    assert funded(tiny, "C1", "true_up_gbp") == 61_206.00
    assert funded(tiny, "C1", "returned_gbp") == 91_809.00


def test_recovery_stops_at_its_cap_and_what_is_left_stays_with_the_provider():
    result = improving(on_account_rate=0.9, recovery_cap_rate=0.05)
    # 275,427.00 on account, 214,221.00 earned; at most 5% of 306,030.00 comes back
    assert funded(result, "C1", "overpaid_gbp") == 61_206.00
    assert funded(result, "C1", "recovery_gbp") == 15_301.50
    assert funded(result, "C1", "unrecovered_gbp") == 45_904.50
    assert funded(result, "C1", "paid_gbp") == 260_125.50
    assert funded(result, "C1", "returned_gbp") == 45_904.50  # 306,030.00 - 260,125.50
    assert any("may not be recovered" in one.message for one in result.findings)


def test_twelve_months_on_account_make_the_year(tiny):
    months = tiny.on_account.frame()
    of_n1 = months[(months["commissioner_code"] == "N1") & (months["financial_year"] == "2017/18")]
    # 308,518.05 / 12 = 25,709.8375: nine months take the nine pence that are left over
    assert sorted(of_n1["on_account_gbp"]) == [25_709.83] * 3 + [25_709.84] * 9


def test_a_year_that_is_not_due_is_paid_on_account_only(tiny):
    year = {"financial_year": "2018/19"}
    assert tiny.years.at("not_yet_due_gbp", **year) == tiny.years.at("pool_gbp", **year) == 941_619.73
    assert tiny.years.at("paid_gbp", **year) == tiny.years.at("on_account_gbp", **year)
    assert (tiny.years.at("true_up_gbp", **year), tiny.years.at("recovery_gbp", **year)) == (0.00, 0.00)
    score = tiny.years.at("quality_score_rate", **year)
    assert score != score  # blank


# --- points ------------------------------------------------------------------------------------------


def test_a_point_is_worth_more_to_a_larger_practice(tiny):
    # £165.18 in 2016/17 x 10,000 / 7,460, and x 20,000 / 7,460
    assert tiny.points.at("point_gbp", practice_code="P1") == 221.42
    assert tiny.points.at("point_gbp", practice_code="P2") == 442.84


def test_points_are_one_case_of_weights():
    # 60 and 40 points at £165.18 for a practice of 11,190, half as large again as the mean of 7,460:
    # 100 x 165.18 x 1.5 = 24,777.00, carved out of community; half of 60 and all of 40 are 70 points:
    # 70 x 165.18 x 1.5 = 17,343.90
    tables = tiny_tables()
    still = [
        row | {"other_demand_rate": 0.0, "cost_uplift_rate": 0.0, "national_efficiency_rate": 0.0}
        for row in tables["growth"]
    ]
    carved = [row | {"amount_gbp": -24_777} for row in tables["adjustments"] if row["adjustment_id"] == "J2"]
    scope = [row | ({"home": "retained"} if row["service_line"] == "qof" else {}) for row in tables["scope"]]
    result = steps(growth=still, adjustments=carved, scope=scope)
    assert result.years.at("pool_gbp", **FIRST) == 24_777.00
    assert result.years.at("earned_gbp", **FIRST) == 17_343.90


# --- who keeps what is not earned ----------------------------------------------------------------------


def test_a_provider_that_keeps_what_it_does_not_earn_is_told():
    result = improving(unearned_to="A1")
    assert [one.message for one in result.findings if one.status == "amber"] == [
        "A1 keeps what is not earned, so the improvement payment rewards nothing."
    ]


def test_a_commissioner_that_keeps_what_others_fund_is_told(tiny):
    assert [one.message for one in tiny.findings] == ["C1 also keeps what is not earned of the pools of N1."]
    assert improving(unearned_to=None).findings == []


# --- everything adds up --------------------------------------------------------------------------------


def test_a_pool_that_is_a_credit_earns_nothing_and_takes_nothing_from_others():
    tables = tiny_tables()
    for row in tables["expenditure"]:
        row["spend_gbp"] = -100_000 if row["line_id"] == "N1-qof" else row["spend_gbp"]
    tables["commissioners"][1]["ledger_total_gbp"] -= 900_000  # 800,000 of spend became a credit of 100,000
    result = improving(tables)
    assert funded(result, "N1", "pool_gbp") == -77_129.52  # -100,000 x 31 / 41 = -75,609.76, x 1.0201
    names = ("on_account_gbp", "earned_gbp", "paid_gbp")
    assert [funded(result, "N1", name) for name in names] == [0.0, 0.0, 0.0]
    assert funded(result, "N1", "returned_gbp") == -77_129.52
    # Seven tenths of C1's 306,030 are earned, as if N1 had no pool at all.
    assert funded(result, "C1", "earned_gbp") == 214_221.00 == result.years.at("earned_gbp", **FIRST)
    (found,) = [one for one in result.findings if "N1 in 2017/18 is a credit of £77,130" in one.message]
    assert found.status == "amber"


def test_earned_and_unearned_make_the_pool_at_every_level():
    thirds = rows(
        "measure_id measure_name domain kind weight direction baseline threshold target from_year source_id",
        *(
            (f"M{n}", f"Measure {n}", f"Domain {n % 2}", "outcome", weight, "higher_is_better", 0.0, 0.0, 1.0,
             "2017/18", "S1")
            for n, weight in enumerate((0.333333, 0.333333, 0.333334))
        ),
    )  # fmt: skip
    achieved = rows(
        "measure_id financial_year achieved numerator denominator evidence received_on",
        *((f"M{n}", "2017/18", 1 / 3, None, None, "Extract", "2018-05-01") for n in range(3)),
    )
    result = steps(measures=thirds, achievement=achieved)
    for table in ("measures", "domains", "funding"):
        whole = result.tables[table].sum("pool_gbp" if table == "funding" else "available_gbp", **FIRST)
        parts = [result.tables[table].sum(f"{part}_gbp", **FIRST) for part in ("earned", "unearned")]
        assert whole == sum(parts) == 92_306_610
