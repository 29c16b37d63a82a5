"""Beside the tiny site's baseline: other keys, evidence, deficits, councils, pools and quality payments."""

import pytest
from test_baseline import based, column, findings

from acohandbook.site import SiteFaults
from tiny import COUNCIL, rows, tiny_settings, tiny_site, tiny_tables


@pytest.fixture(scope="module")
def base():
    """The baseline of the tiny site."""
    return based(tiny_site())


def expenditure(changes, more=()):
    """The tiny ledger with some lines changed and others added; commissioners' totals follow."""
    tables = tiny_tables()
    lines = [row | changes.get(row["line_id"], {}) for row in tables["expenditure"]]
    first = next(row for row in lines if row["line_id"] == "N1-core")
    lines += [first | row for row in more]
    totals = {}
    for row in lines:
        if row["financial_year"] == "2016/17":
            totals[row["commissioner_code"]] = totals.get(row["commissioner_code"], 0) + row["spend_gbp"]
    commissioners = [
        row | {"ledger_total_gbp": totals[row["commissioner_code"]]} for row in tables["commissioners"]
    ]
    return {"expenditure": lines, "commissioners": commissioners}


def with_home(service_line, home="pass_through", kind="nhs_england_primary_medical", code="N1"):
    """Scope and growth of the tiny site with one more line."""
    tables = tiny_tables()
    line = {"commissioner_type": kind, "service_line": service_line, "home": home}
    growth = [row | {"commissioner_code": code, "service_line": service_line} for row in tables["growth"]
              if row["service_line"] == "qof"]  # fmt: skip
    return {"scope": [*tables["scope"], tables["scope"][0] | line], "growth": tables["growth"] + growth}


# --- other keys ----------------------------------------------------------------------------------------


def test_every_key_for_a_line(base):
    def key(name):
        keys = {"line_id": "C1-community", "key": name}
        table = base.attribution_keys
        return table.at("attributed_gbp", **keys), table.at("difference_from_chosen_gbp", **keys)

    assert key("chosen") == (9_073_170.73, 0)
    assert key("list") == (9_073_170.73, 0)
    # 12,000,000 x 25/41 = 7,317,073.17, which is 1,756,097.56 less than by the list.
    assert key("need_general_acute") == (7_317_073.17, -1_756_097.56)


def test_a_council_line_also_has_the_key_of_residence(base):
    keys = {"line_id": "S1-residential"}
    table = base.attribution_keys
    assert table.at("attributed_gbp", key="residence", **keys) == 10_333_333.33  # 12,000,000 x 31/36
    assert table.at("attributed_gbp", key="list", **keys) == 9_073_170.73  # 12,000,000 x 31/41


def test_lines_that_no_key_shares_have_no_keys(base):
    lines = set(base.attribution_keys["line_id"])
    assert not lines & {"C1-running-costs", "C1-unallocated", "N1-core"}


def test_spread_between_keys_by_commissioner(base):
    spread = base.key_spread
    assert spread.at("attributed_gbp", commissioner_code="C1", key="chosen") == 44_551_219.51
    # By general and acute need all 63,600,000 recurrent pounds x 25/41 = 38,780,487.80, each line rounded.
    assert spread.at("attributed_gbp", commissioner_code="C1", key="need_general_acute") == pytest.approx(
        38_780_487.80, abs=0.05
    )
    assert findings(base, "of C1 by need_general_acute would give the ACO £5,770,732 less") == ["note"]


def test_what_each_way_of_sharing_moves_beside_a_raw_count(base):
    effects = {
        way: base.attributions.at("effect_gbp", attribution=way) for way in base.attributions["attribution"]
    }
    assert effects == {
        # Elective 10,000,000 x (0.7 - 31/41) and prescribing 8,000,000 x (0.75 - 31/41), each rounded.
        "patient_level": -609_756.10,
        "list_share": 0,
        # Emergency 20,000,000 x (25/41 - 31/41); mental health has the need of the list.
        "need_share": -2_926_829.27,
        # Premises 400,000 x (0.5 - 31/41).
        "negotiated": -102_439.02,
    }
    assert base.attributions.at("attributed_gbp", attribution="negotiated") == 200_000
    assert findings(base, "Negotiated shares give the ACO £102,439 less") == ["note"]


def test_a_council_beyond_the_place_is_not_compared_by_the_places_people():
    # Nine tenths of the council's people are on no list of the site: a count of its lists says nothing.
    spend = [
        row | {"attribution": "negotiated", "attribution_rate": 0.1}
        if row["commissioner_code"] == COUNCIL
        else row
        for row in tiny_tables()["expenditure"]
    ]
    result = based(tiny_site(expenditure=spend))
    assert COUNCIL not in result.key_spread["commissioner_code"]
    assert findings(result, f"Sharing all shared lines of {COUNCIL}") == []
    # The council's 1,200,000 - 200,000 are negotiated, and the effect is still that of N1's premises alone.
    assert result.attributions.at("attributed_gbp", attribution="negotiated") == 1_200_000
    assert result.attributions.at("compared_gbp", attribution="negotiated") == 200_000
    assert result.attributions.at("effect_gbp", attribution="negotiated") == -102_439.02


# --- evidence ------------------------------------------------------------------------------------------


def test_share_of_the_budget_by_evidence(base):
    # Grade A: elective 7,000,000, prescribing 6,000,000, quality payments 604,878.05. C: premises alone,
    # since the mental health line of grade C does not recur. The council's income counts by its size.
    whole = 44_551_219.51 + 804_878.05 + 10_333_333.33 + 1_722_222.22
    assert base.evidence.at("attributed_gbp", evidence_grade="A") == 13_604_878.05
    assert base.evidence.at("share_rate", evidence_grade="A") == pytest.approx(13_604_878.05 / whole)
    assert base.evidence.at("share_rate", evidence_grade="C") == pytest.approx(200_000 / whole)
    assert base.evidence.at("attributed_gbp", evidence_grade="D") == 0
    assert sum(column(base.evidence, "share_rate").values()) == pytest.approx(1)


def test_assumptions_above_a_tenth_are_amber():
    result = based(tiny_site(**expenditure({"C1-community": {"evidence_grade": "D"}})))
    assert findings(result, "15.8% grade D") == ["amber"]  # 9,073,170.73 of 57,411,653.11
    assert findings(based(tiny_site()), "0.0% grade D") == ["note"]


def test_illustrative_share_decides_what_may_be_published(base):
    assert base.illustrative.at("share_rate") == 1.0
    assert findings(base, "no figure of a named place should be published") == ["amber"]
    audited = {"illustrative": "no", "source_id": "S2"}
    real = {row["line_id"]: audited for row in tiny_tables()["expenditure"]}
    sources = tiny_tables()["sources"]
    sources += [sources[0] | {"source_id": "S2", "title": "Accounts", "status": "V"}]
    few = real | {"N1-premises": {"illustrative": "yes"}}
    some = based(tiny_site(**expenditure(few), sources=sources))
    assert some.illustrative.at("illustrative_gbp") == 200_000
    assert findings(some, "0.3% of the attributed spend is illustrative.") == ["note"]
    none = based(tiny_site(**expenditure(real), sources=sources))
    assert findings(none, "illustrative") == []


# --- deficits ------------------------------------------------------------------------------------------


def test_a_deficit_stands_on_its_own_line_and_is_not_absorbed(base):
    assert base.deficits.at("underlying_position_gbp", commissioner_code="C1") == -400_000
    assert base.deficits.at("aco_share_gbp", commissioner_code="C1") == -302_439.02  # x 31/41
    assert base.totals.at("baseline_gbp", commissioner_code="C1") == 44_671_219.51  # as without a deficit


@pytest.mark.parametrize(("contingency", "status"), [(0.005, "red"), (0.02, "amber")])
def test_a_deficit_is_red_when_the_contingency_would_not_cover_it(contingency, status):
    # 0.5% of the annual payment of 20,941,951.22 is 104,710; 2% is 418,839; the ACO's share is 302,439.
    settings = tiny_settings(rules={"contingency_rate": contingency})
    assert findings(based(tiny_site(settings)), "C1 has an underlying deficit of £400,000") == [status]


def test_a_position_that_is_not_known_is_told(base):
    share = base.deficits.at("aco_share_gbp", commissioner_code="E07000001")
    assert share != share
    assert findings(base, "Whether E07000001 is in underlying deficit is not known") == ["amber"]


# --- councils and pools --------------------------------------------------------------------------------


def test_a_council_shows_gross_income_and_net(base):
    row = {name: base.council.at(name, commissioner_code="E07000001") for name in base.council.columns[1:]}
    assert row == {
        "gross_gbp": 12_000_000,
        "income_gbp": -2_000_000,
        "client_income_gbp": -2_000_000,
        "nhs_income_gbp": 0,
        "pooled_in_gbp": 500_000,
        "counted_twice_gbp": 500_000,
        "net_gbp": 10_000_000,
        "aco_net_gbp": 8_611_111.11,  # 10,333,333.33 - 1,722,222.22
    }


def test_pooled_money_that_two_ledgers_count_is_told(base):
    assert findings(base, "£500,000 is counted twice") == ["amber"]
    council = {"commissioner_code": "E07000001", "attribution": "list_share"}
    care, nhs = ("better_care_fund_pooled", 500_000), ("social_care_nhs_income", -500_000)
    pooled = [council | {"line_id": f"S1-{line}", "service_line": line, "spend_gbp": pounds}
              for line, pounds in (care, nhs)]  # fmt: skip
    kind = "council_adult_social_care"
    homes = with_home("better_care_fund_pooled", "retained", kind)["scope"] + [
        with_home("social_care_nhs_income", "retained", kind)["scope"][-1]
    ]
    result = based(tiny_site(**expenditure({}, pooled), scope=homes))
    assert result.council.at("counted_twice_gbp", commissioner_code="E07000001") == 0
    assert findings(result, "is counted twice") == []


def test_flows_come_to_nothing_row_by_row(base):
    for name in ("payer_gbp", "host_gbp", "payee_gbp"):
        assert name in base.flows.columns
    # F1: C1 pays into the council's pool. F2: the pool pays T2. F3 goes straight from C1 to T2.
    assert column(base.flows, "payer_gbp") == {"F1": -500_000, "F2": 0, "F3": -250_000}
    assert column(base.flows, "host_gbp") == {"F1": 500_000, "F2": -500_000, "F3": 0}
    assert column(base.flows, "payee_gbp") == {"F1": 0, "F2": 500_000, "F3": 250_000}


def test_each_pool_pays_out_what_it_received(base):
    keys = {"host": "E07000001", "financial_year": "2016/17"}
    assert base.flow_hosts.at("in_gbp", **keys) == base.flow_hosts.at("out_gbp", **keys) == 500_000
    assert {"flows of 2016/17 eliminate", "flows of 2017/18 eliminate"} <= {
        proof.name for proof in base.proofs
    }
    assert base.flow_parties.at("net_gbp", party="T2", financial_year="2017/18") == 250_000


def test_a_pool_that_keeps_money_never_becomes_a_site():
    flows = tiny_tables()["flows"]
    flows[0]["amount_gbp"] += 0.01
    with pytest.raises(SiteFaults, match="flows"):
        tiny_site(flows=flows)


def test_a_site_without_flows_has_none():
    result = based(tiny_site(flows=[]))
    assert len(result.flows) == len(result.flow_hosts) == len(result.flow_parties) == 0


# --- quality payments and CQUIN ------------------------------------------------------------------------


def test_quality_payments_a_head_and_the_points_that_they_would_buy(base):
    keys = {"commissioner_code": "N1", "financial_year": "2016/17"}
    assert base.qof.at("per_head_gbp", **keys) == 20.0  # 800,000 over 40,000 people
    # £20 x a mean list of 7,460 people / £165.18 a point.
    assert base.qof.at("implied_points", **keys) == pytest.approx(20 * 7_460 / 165.18)


def test_quality_payments_that_fell_by_half_are_not_what_can_be_carved_out():
    before = {
        "line_id": "N1-qof-before",
        "service_line": "qof",
        "financial_year": "2015/16",
        "spend_gbp": 1_700_000,
    }
    result = based(tiny_site(**expenditure({}, [before])))
    # £20.00 a head in 2016/17, £42.50 in 2015/16.
    assert findings(result, "QOF of N1 is £20.00 a head in 2016/17, less than half of its £42.50") == [
        "amber"
    ]
    points = result.qof.at("implied_points", commissioner_code="N1", financial_year="2015/16")
    assert points != points  # no point value is published for that year


def test_practices_under_a_local_framework_stand_out():
    paid = {"service_line": "qof", "attribution": "list_share"}
    lines = [paid | {"line_id": f"N1-qof-{practice}", "provider_code": practice, "spend_gbp": pounds}
             for practice, pounds in (("P2", 160_000), ("P3", 20_000))]  # fmt: skip
    first = {"N1-qof": {"provider_code": "P1", "spend_gbp": 80_000}}
    result = based(tiny_site(**expenditure(first, lines)))
    # £8 a head at P1 and P2, £2 at P3: less than half the median.
    assert findings(
        result, "QOF a head at 1 of 3 practices (P3) is less than half of the median of £8.00"
    ) == ["amber"]


def test_cquin_beyond_what_contracts_carried_is_asked_about(base):
    keys = {"commissioner_code": "C1", "service_line": "community"}
    assert base.cquin.at("moved_gbp", **keys) == 300_000
    assert base.cquin.at("moved_rate", **keys) == pytest.approx(300_000 / 9_073_170.73)  # 3.3%
    assert base.cquin.at("national_rate", **keys) == 0.025
    assert findings(base, "CQUIN of £300,000 moves out of community of C1: 3.3%") == ["amber"]
    adjustments = [row | ({"amount_gbp": -200_000} if row["adjustment_id"] == "J2" else {})
                   for row in tiny_tables()["adjustments"]]  # fmt: skip
    assert findings(based(tiny_site(adjustments=adjustments)), "CQUIN of") == []  # 2.2%


def test_practice_payments_that_may_stand_in_two_ledgers_are_netted():
    drugs = {"line_id": "N1-drugs", "service_line": "dispensing_and_drugs", "spend_gbp": 100_000}
    tables = expenditure({}, [drugs]) | with_home("dispensing_and_drugs")
    words = "dispensing_and_drugs and prescribing are both in the ledgers"
    assert findings(based(tiny_site(**tables)), words) == ["amber"]
    netted = tiny_tables()["adjustments"]
    netting = {"adjustment_id": "J6", "kind": "practice_payment_netting", "amount_gbp": -30_000}
    netted += [netted[0] | netting | {"commissioner_code": "N1", "service_line": "dispensing_and_drugs"}]
    result = based(tiny_site(**tables, adjustments=netted))
    assert findings(result, words) == []
    line = {"commissioner_code": "N1", "service_line": "dispensing_and_drugs", "home": "pass_through"}
    assert result.budget.at("baseline_gbp", **line) == 45_609.76  # 100,000 x 31/41 = 75,609.76, less 30,000


def test_a_ledger_in_two_years_gives_the_baseline_of_one():
    later = rows("line_id financial_year spend_gbp", ("C1-community-later", "2017/18", 13_000_000))[0]
    tables = tiny_tables()
    line = next(row for row in tables["expenditure"] if row["line_id"] == "C1-community")
    result = based(tiny_site(expenditure=[*tables["expenditure"], line | later]))
    assert result.totals.at("baseline_gbp", commissioner_code="C1") == 44_671_219.51
