"""A small, complete site with round numbers, to be worked by hand.

Base year 2016/17; contract years 2017/18 to 2019/20, the first two firm. Partially integrated MCP.

People. CCG ``C1`` has three practices of 10,000, 20,000 and 10,000 people: 40,000. ``P1`` and ``P2`` signed,
``P3`` did not: 30,000 of 40,000 are members. Need weights double at ``P3`` in general and acute care
(10,000 + 20,000 + 20,000 = 50,000, so the need share is 30,000 / 50,000 = 0.6); everywhere else they equal
the list. 1,000 people are unregistered. Everyone of ``P1`` and ``P2`` and half of ``P3`` lives in
``E07000001``, the area of council ``E07000001``; the other half of ``P3`` lives in Wales, ``W06000001``.

Money of 2016/17, in pounds::

    C1    ccg                          70,000,000
      C1-acute-emergency   20,000,000  need_share general and acute   gain_loss_pool
      C1-acute-elective    10,000,000  patient_level 0.7              gain_loss_pool
      C1-community         12,000,000  list_share                     annual_payment
      C1-mental-health      8,000,000  need_share mental health       annual_payment
      C1-mental-health-once   400,000  list_share, non-recurrent      annual_payment
      C1-prescribing        8,000,000  patient_level 0.75             annual_payment
      C1-choice             1,600,000  list_share                     pass_through
      C1-continuing-care    4,000,000  list_share                     deferred to 2018/19
      C1-running-costs      3,000,000  direct                         retained
      C1-unallocated        3,000,000  direct                         retained (unallocated)
    N1    nhs_england_primary_medical   6,000,000
      N1-core               4,800,000  list_share                     retained
      N1-qof                  800,000  list_share                     improvement_payment
      N1-premises             400,000  negotiated 0.5                 annual_payment
    E07000001  council_adult_social_care  10,000,000
      S1-residential       12,000,000  list_share                     annual_payment
      S1-client-income     -2,000,000  list_share                     annual_payment

Adjustments: community full-year effect +120,000; CQUIN -300,000 from community into the improvement
payment; mobilisation +90,000 in 2017/18 only; a service move of 60,000 from N1's premises to C1's community.

Each line grows each year by other demand 1%, cost 2%, efficiency -1%; the population does not change.
Allocations: C1 grows by 2% a year from 70,000,000, N1 by 3% from 6,000,000, the council by 1% from
10,000,000.

Improvement payment: measures M1 (weight 0.6) and M2 (0.4). In 2017/18 M1 is half way from threshold to
target (0.65 between 0.5 and 0.8, lower-is-better M2 at its target 10).

Pool 2017/18: expected 1,000,000 a month for emergency and 500,000 for elective care; actual 950,000 and
500,000: 18,000,000 expected, 17,400,000 actual, a gain of 600,000, of which cost released is 240,000
(20,000 a month on emergency care).

Parties: the ACO 0.5, C1 0.3, the trust T1 0.1 and the residual holder R1 takes the other 0.1.
"""

from __future__ import annotations

BASE, YEARS = "2016/17", ("2017/18", "2018/19", "2019/20")
COUNCIL = "E07000001"
AGE_BANDS = (
    "0-4", "5-14", "15-24", "25-34", "35-44", "45-54",
    "55-64", "65-69", "70-74", "75-79", "80-84", "85+",
)  # fmt: skip


def rows(columns: str, *values: tuple) -> list[dict]:
    """Rows of a table from its column names in one string."""
    return [dict(zip(columns.split(), row, strict=True)) for row in values]


def tiny_settings(**changes) -> dict:
    """What ``site.toml`` of the tiny site holds; top-level keys may be replaced."""
    settings = {
        "name": "Tiny ACO",
        "care_model": "mcp",
        "contracting_form": "partially_integrated",
        "base_year": BASE,
        "first_year": "2017/18",
        "years": 3,
        "firm_years": 2,
        "rules": {"budget_rule": "lower_of", "contingency_rate": 0.005},
        "terms": {"residual_holder": "R1", "gain_cap_rate": 0.1, "loss_cap_rate": 0.05},
        "improvement": {"on_account_rate": 0.5, "unearned_to": "C1"},
        "settlement": {
            "provider_party": "A1",
            "years_closed": ["2017/18"],
            "list_counts": [
                {"commissioner_code": "C1", "financial_year": "2017/18", "actual_persons": 31200.0,
                 "list_cleaning_persons": 100.0},
            ],
        },
        "reopeners": [
            {"reopener_id": "R-drugs", "trigger": "National drug prices", "commissioner_code": "C1",
             "service_line": "prescribing", "financial_year": "2017/18", "kind": "inflation_share",
             "planned_rate": 0.02, "actual_rate": 0.05, "threshold_rate": 0.01,
             "commissioner_share_rate": 0.5, "invoked": True},
        ],
        "assumptions": {"emergency_elasticity": 0.5},
    }  # fmt: skip
    return settings | changes


def tiny_tables() -> dict[str, list[dict]]:
    """The tables of the tiny site, fresh on every call."""
    return {
        **_place(),
        **_money(),
        **_performance(),
        **_agreement(),
    }


def tiny_site(settings: dict | None = None, **tables):
    """The tiny site; whole settings and single tables may be replaced."""
    from acohandbook.site import Site

    return Site.from_tables("tiny", tiny_settings() if settings is None else settings, tiny_tables() | tables)


def _place():
    return {
        "commissioners": rows(
            "commissioner_code commissioner_name commissioner_type ledger_total_gbp underlying_position_gbp "
            "opening_distance_from_target_rate lad_codes source_id",
            ("C1", "Tiny CCG", "ccg", 70_000_000, -400_000, -0.01, None, "S1"),
            ("N1", "NHS England, Tiny", "nhs_england_primary_medical", 6_000_000, 0, None, None, "S1"),
            (COUNCIL, "Tiny Council", "council_adult_social_care", 10_000_000, None, None, None, "S1"),
        ),
        "practices": rows(
            "practice_code practice_name commissioner_code membership registered_persons list_date "
            "need_general_acute need_community need_mental_health need_maternity need_prescribing "
            "need_health_inequalities need_overall need_primary_medical",
            ("P1", "First", "C1", "signed", 10_000, "2017-04-01", *[10_000] * 8),
            ("P2", "Second", "C1", "integration_agreement", 20_000, "2017-04-01", *[20_000] * 8),
            ("P3", "Third", "C1", "not_member", 10_000, "2017-04-01", 20_000, *[10_000] * 7),
        ),
        "residence": rows(
            "practice_code lad_code persons",
            ("P1", COUNCIL, 10_000),
            ("P2", COUNCIL, 20_000),
            ("P3", COUNCIL, 5_000),
            ("P3", "W06000001", 5_000),
        ),
        "unregistered": rows(
            "commissioner_code lad_code unregistered_persons evidence cost_per_head_gbp",
            ("C1", COUNCIL, 1_000, "Count by the outreach service, March 2017", None),
        ),
        "population": rows(
            "commissioner_code financial_year age_band sex persons",
            *(("C1", year, band, "all", 3_500 if band in ("25-34", "35-44", "45-54", "55-64") else 3_250)
              for year in (BASE, *YEARS) for band in AGE_BANDS),
        ),
    }  # fmt: skip


def _money():
    spend = [
        # line, commissioner, provider, service line, pounds, attribution, component, rate, evidence grade
        ("C1-acute-emergency", "C1", "T1", "acute_emergency", 20_000_000,
         "need_share", "need_general_acute", None, "B"),
        ("C1-acute-elective", "C1", "T1", "acute_elective", 10_000_000, "patient_level", None, 0.7, "A"),
        ("C1-community", "C1", "T2", "community", 12_000_000, "list_share", None, None, "B"),
        ("C1-mental-health", "C1", "T2", "mental_health", 8_000_000,
         "need_share", "need_mental_health", None, "B"),
        ("C1-mental-health-once", "C1", "T2", "mental_health", 400_000, "list_share", None, None, "C"),
        ("C1-prescribing", "C1", None, "prescribing", 8_000_000, "patient_level", None, 0.75, "A"),
        ("C1-choice", "C1", None, "any_qualified_provider", 1_600_000, "list_share", None, None, "B"),
        ("C1-continuing-care", "C1", None, "continuing_healthcare", 4_000_000, "list_share", None, None, "B"),
        ("C1-running-costs", "C1", None, "running_costs", 3_000_000, "direct", None, None, "A"),
        ("C1-unallocated", "C1", None, "unallocated", 3_000_000, "direct", None, None, "D"),
        ("N1-core", "N1", None, "core_general_practice", 4_800_000, "list_share", None, None, "A"),
        ("N1-qof", "N1", None, "qof", 800_000, "list_share", None, None, "A"),
        ("N1-premises", "N1", None, "premises", 400_000, "negotiated", None, 0.5, "C"),
        ("S1-residential", COUNCIL, None, "social_care_residential", 12_000_000,
         "list_share", None, None, "B"),
        ("S1-client-income", COUNCIL, None, "social_care_client_income", -2_000_000,
         "list_share", None, None, "B"),
    ]  # fmt: skip
    homes = [
        ("ccg", "acute_emergency", "gain_loss_pool", None),
        ("ccg", "acute_elective", "gain_loss_pool", None),
        ("ccg", "community", "annual_payment", None),
        ("ccg", "mental_health", "annual_payment", None),
        ("ccg", "prescribing", "annual_payment", None),
        ("ccg", "any_qualified_provider", "pass_through", None),
        ("ccg", "continuing_healthcare", "deferred", "2018/19"),
        ("ccg", "running_costs", "retained", None),
        ("ccg", "unallocated", "retained", None),
        ("nhs_england_primary_medical", "core_general_practice", "retained", None),
        ("nhs_england_primary_medical", "qof", "improvement_payment", None),
        ("nhs_england_primary_medical", "premises", "annual_payment", None),
        ("council_adult_social_care", "social_care_residential", "annual_payment", None),
        ("council_adult_social_care", "social_care_client_income", "annual_payment", None),
    ]
    codes = {"ccg": "C1", "nhs_england_primary_medical": "N1", "council_adult_social_care": COUNCIL}
    growing = [(codes[kind], line) for kind, line, home, _ in homes if home != "retained"]
    allocated = {"C1": ("ccg_core", 70_000_000, 1.02), "N1": ("primary_medical", 6_000_000, 1.03),
                 COUNCIL: ("grant", 10_000_000, 1.01)}  # fmt: skip
    return {
        "expenditure": rows(
            "line_id financial_year commissioner_code provider_code provider_name service_line ledger_code "
            "spend_gbp recurrence attribution attribution_component attribution_rate evidence_grade "
            "illustrative source_id",
            *((line, BASE, who, provider, None, service, None, pounds,
               "non_recurrent" if line.endswith("-once") else "recurrent",
               how, component, rate, grade, "yes", "S1")
              for line, who, provider, service, pounds, how, component, rate, grade in spend),
        ),
        "scope": rows(
            "commissioner_type service_line home from_year reason source_id",
            *((kind, line, home, start, f"Agreed for {line}", "S1") for kind, line, home, start in homes),
        ),
        "adjustments": rows(
            "adjustment_id commissioner_code service_line kind amount_gbp from_year ends_in recurrence "
            "prepared_by_role approved_by_role approved_on evidence source_id",
            ("J1", "C1", "community", "full_year_effect", 120_000, None, None, "recurrent",
             "Deputy finance director", "Finance director", "2017-02-01", "New ward in October 2016", "S1"),
            ("J2", "C1", "community", "cquin_to_improvement_payment", -300_000, None, None, "recurrent",
             "Deputy finance director", "Finance director", "2017-02-01", "Contract schedule", "S1"),
            ("J3", "C1", "community", "mobilisation", 90_000, "2017/18", "2017/18", "non_recurrent",
             "Programme lead", None, None, "Business case", "S1"),
            ("J4", "C1", "community", "service_move", 60_000, "2017/18", None, "recurrent",
             "Deputy finance director", "Finance director", "2017-02-01", "Transfer note", "S1"),
            ("J5", "N1", "premises", "service_move", -60_000, "2017/18", None, "recurrent",
             "Deputy finance director", "Finance director", "2017-02-01", "Transfer note", "S1"),
        ),
        "flows": rows(
            "flow_id payer host payee financial_year amount_gbp counted_in poolable",
            ("F1", "C1", COUNCIL, COUNCIL, BASE, 500_000, "C1", "yes"),
            ("F2", COUNCIL, COUNCIL, "T2", BASE, 500_000, COUNCIL, "yes"),
            ("F3", "C1", COUNCIL, "T2", "2017/18", 250_000, "C1", "no"),
        ),
        "growth": rows(
            "commissioner_code service_line financial_year driver demographic_rate other_demand_rate "
            "cost_uplift_rate national_efficiency_rate contracted_savings_rate unidentified_savings_rate "
            "provider_savings_rate source_id",
            *((who, line, year, "tariff", 0.0, 0.01, 0.02, 0.01, 0.0, 0.005, 0.002, "S1")
              for who, line in growing for year in YEARS),
        ),
        "allocations": rows(
            "commissioner_code stream financial_year allocation_gbp status source_id",
            *((who, stream, year, round(pounds * growth**n, 2), "firm" if n < 3 else "indicative", "S1")
              for who, (stream, pounds, growth) in allocated.items()
              for n, year in enumerate((BASE, *YEARS))),
        ),
    }  # fmt: skip


def _performance():
    pool = {"acute_emergency": (1_000_000, 950_000, 20_000), "acute_elective": (500_000, 500_000, 0)}
    return {
        "measures": rows(
            "measure_id measure_name domain kind weight direction baseline threshold target from_year "
            "source_id",
            ("M1", "Share of people with a care plan", "Coordination", "process", 0.6, "higher_is_better",
             0.4, 0.5, 0.8, "2017/18", "S1"),
            ("M2", "Falls a thousand people over 65", "Outcomes", "outcome", 0.4, "lower_is_better",
             14, 12, 10, "2017/18", "S1"),
        ),
        "achievement": rows(
            "measure_id financial_year achieved numerator denominator evidence received_on",
            ("M1", "2017/18", 0.65, 650, 1_000, "Practice extract", "2018-05-31"),
            ("M2", "2017/18", 10, 60, 6_000, "Hospital episode count", "2018-06-15"),
        ),
        "outturn": rows(
            "financial_year month commissioner_code provider_code service_line expected_gbp actual_gbp "
            "activity provider_cost_released_gbp frozen",
            *(("2017/18", month, "C1", "T1", line, expected, actual, 100, released, "yes")
              for line, (expected, actual, released) in pool.items() for month in range(1, 13)),
        ),
    }  # fmt: skip


def _agreement():
    return {
        "parties": rows(
            "party_id party_name role gain_share_rate loss_share_rate gain_cap_rate loss_cap_rate "
            "reserves_gbp guarantee_gbp",
            ("A1", "Tiny ACO", "aco", 0.5, 0.5, None, None, 1_000_000, 500_000),
            ("C1", "Tiny CCG", "commissioner", 0.3, 0.3, None, None, 0, None),
            ("T1", "Tiny Hospital Trust", "acute_provider", 0.1, 0.1, 0.01, 0.01, 2_000_000, None),
            ("R1", "System reserve", "residual", 0.0, 0.0, None, None, None, None),
        ),
        "positions": rows(
            "item_id item commissioner_gbp provider_gbp agreed owner_role due",
            ("I1", "Community baseline", 12_000_000, 12_300_000, "no", "Finance director", "2017-03-01"),
            ("I2", "Prescribing baseline", 6_000_000, 6_000_000, "yes", "Chief pharmacist", None),
        ),
        "assumptions": rows(
            "assumption_id statement value unit quality impact owner_role source_id",
            ("emergency_elasticity", "Half of each avoided admission frees cost within the year", 0.5, "rate",
             "low", "high", "Finance director", "S1"),
        ),
        "sources": rows(
            "source_id title publisher url published read_on status",
            ("S1", "Made up for tests", "The tests", None, "2017", "2017-01-01", "illustrative"),
        ),
    }  # fmt: skip
