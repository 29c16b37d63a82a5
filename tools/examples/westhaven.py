"""Westhaven: an MCP of 60,000 people on a virtual contract, far smaller than its CCG, on the Welsh border."""

from random import Random

from examples.money import LINES, allocations, as_extract, commissioners, expenditure, growth, scope
from examples.outturn import activity_bases, outturn
from examples.people import population, practices, registered, residence

BASE, YEARS = "2016/17", ("2017/18", "2018/19")
FIRST_YEAR = YEARS[0]
CCG, PRIMARY, SPECIALISED = "WH-CCG", "WH-NHSE-PM", "WH-NHSE-SP"
HEALTH, CARE = "WH-PH", "WH-ASC"
WESTHAVEN, WALES, NEXT_COUNTY = "E06900031", "W06900005", "E07900041"
INFIRMARY = ("WH-INF", "Westhaven Royal Infirmary NHS Trust")
COMMUNITY = ("WH-COM", "Haven and Marches Community NHS Trust")
MENTAL = ("WH-MHT", "Marches Mental Health NHS Foundation Trust")

LEDGERS = [
    *expenditure(
        BASE, CCG,
        ("acute_emergency", "", INFIRMARY, 41_200, 0.287, "A"),
        ("acute_elective", "", INFIRMARY, 30_600, 0.296, "A"),
        ("acute_outpatient", "", INFIRMARY, 24_900, 0.291, "A"),
        ("acute_other", "", INFIRMARY, 18_300, "need_share", "B"),
        ("maternity", "", INFIRMARY, 7_700, "need_share", "B"),
        ("non_contract_activity", "", None, 4_600, "list_share", "C"),
        ("any_qualified_provider", "", None, 3_100, 0.305, "A"),
        ("ambulance", "", None, 7_600, "list_share", "C"),
        ("patient_transport", "", None, 1_600, "list_share", "C"),
        ("community", "", COMMUNITY, 24_700, "need_share", "B"),
        ("mental_health", "", MENTAL, 26_300, "need_share", "B"),
        ("mental_health", "-winter", MENTAL, (450, "once"), "list_share", "C"),
        ("prescribing", "", None, 32_200, 0.289, "A"),
        ("continuing_healthcare", "", None, 12_100, "list_share", "B"),
        ("funded_nursing_care", "", None, 2_000, "list_share", "B"),
        ("section_117_aftercare", "", None, 1_700, "list_share", "C"),
        ("local_enhanced_services", "", None, 1_700, 0.301, "A"),
        ("out_of_hours", "", COMMUNITY, 1_900, "list_share", "B"),
        ("better_care_fund", "", None, 5_300, "list_share", "B"),
        ("running_costs", "", None, 4_500, "direct", "A"),
        ("other_programme", "", None, 2_300, "list_share", "C"),
        ("reserves", "", None, 2_200, "direct", "A"),
        ("unallocated", "", None, 350, "direct", "D"),
    ),
    *expenditure(
        BASE, PRIMARY,
        ("core_general_practice", "", None, 19_600, "need_share", "A"),
        ("qof", "", None, 2_400, 0.298, "A"),
        ("enhanced_services", "", None, 1_600, 0.303, "A"),
        ("premises", "", None, 2_700, 0.284, "A"),
        ("gp_other", "", None, 1_100, "list_share", "B"),
    ),
    *expenditure(
        BASE, SPECIALISED,
        ("specialised_acute", "", None, 45_400, "list_share", "B"),
        ("specialised_mental_health", "", None, 6_700, "list_share", "B"),
        ("specialised_other", "", None, 3_900, "list_share", "C"),
    ),
    *expenditure(
        BASE, HEALTH,
        ("public_health_children", "", COMMUNITY, 4_100, "list_share", "B"),
        ("public_health_sexual_health", "", None, 1_900, "list_share", "B"),
        ("public_health_substance_misuse", "", None, 2_400, "list_share", "B"),
    ),
    *expenditure(
        BASE, CARE,
        ("social_care_residential", "", None, 19_800, "list_share", "B"),
        ("social_care_nursing", "", None, 7_200, "list_share", "B"),
        ("social_care_home_care", "", None, 11_500, "list_share", "B"),
        ("social_care_client_income", "", None, -6_900, "list_share", "A"),
    ),
]  # fmt: skip


# The ring-fenced grant falls, and the council's contracts fall with it.
FALLING = {"contracted_savings_rate": 0.043}


def tables():
    """The tables of the site that are made by arithmetic."""
    random = Random("westhaven 2017")
    surgeries = practices(random, "WH", CCG, "2017-04-01", (9, 60_000), (17, 145_000))
    members = [row for row in surgeries if row["membership"] == "signed"]
    others = [row for row in surgeries if row["membership"] == "not_member"]
    payers = commissioners(
        LEDGERS,
        (CCG, "NHS Westhaven and Marches CCG", "ccg", 600_000, -0.004, None),
        (PRIMARY, "NHS England: primary care, Westhaven", "nhs_england_primary_medical", 0, None, None),
        (SPECIALISED, "NHS England: specialised care, Westhaven", "nhs_england_specialised", 0, None, None),
        (HEALTH, "Westhaven Council: public health", "council_public_health", 0, None, WESTHAVEN),
        (CARE, "Westhaven Council: adult social care", "council_adult_social_care", 0, None, WESTHAVEN),
    )
    homes = scope("mcp", "virtual", LEDGERS, payers)
    return {
        "commissioners": payers,
        "practices": surgeries,
        "residence": [
            *residence(random, members, {WESTHAVEN: 0.82, WALES: 0.06, NEXT_COUNTY: 0.12}),
            *residence(random, others, {WESTHAVEN: 0.91, WALES: 0.02, NEXT_COUNTY: 0.07}),
        ],
        "population": population(CCG, registered(surgeries), (BASE, *YEARS), older_rate=0.10),
        **as_extract(LEDGERS, CCG),
        "scope": homes,
        "growth": growth(LEDGERS, YEARS, {
            "acute_emergency": {"contracted_savings_rate": 0.006},
            "prescribing": {"contracted_savings_rate": 0.016},
            "community": {"contracted_savings_rate": 0.003},
            **{line: FALLING for line in LINES if line.startswith("public_health")},
        }),
        "allocations": allocations(
            BASE, YEARS,
            (CCG, "ccg_core", 257_800, "ccg_core"),
            (PRIMARY, "primary_medical", 27_400, "primary_medical"),
            (SPECIALISED, "specialised", 56_000, "specialised"),
            (HEALTH, "ring_fence", 8_400, -0.025),
            (CARE, "precept", 31_600, 0.020),
        ),
        "activity_bases": activity_bases(FIRST_YEAR, (INFIRMARY, 1.0072)),
        "outturn": outturn(
            random, FIRST_YEAR,
            (CCG, INFIRMARY, "acute_emergency", 12_000, -0.051, 0.35),
            (CCG, INFIRMARY, "acute_elective", 9_200, 0.006, 0.50),
            (CCG, INFIRMARY, "acute_outpatient", 7_400, -0.018, 0.40),
        ),
    }  # fmt: skip
