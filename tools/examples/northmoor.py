"""Northmoor: a fully integrated MCP of 310,000 people in one CCG."""

from random import Random

from examples.money import LINES, allocations, commissioners, expenditure, growth, scope
from examples.outturn import activity_bases, outturn
from examples.people import population, practices, registered, residence

BASE, YEARS = "2016/17", ("2017/18", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23")
FIRST_YEAR = "2018/19"
CCG, COUNCIL = "NM-CCG", "E06900001"
PRIMARY, OTHER, SPECIALISED = "NM-NHSE-PM", "NM-NHSE-OT", "NM-NHSE-SP"
MOOR = ("NM-GEN", "Northmoor General NHS Foundation Trust")
DALE = ("NM-OTT", "Otterdale Hospitals NHS Trust")
COMMUNITY = ("NM-COM", "Northmoor Community Health NHS Trust")
SEVERAL = ("NM-VAR", "Several providers")
MENTAL = ("NM-MHT", "High Fells Partnership NHS Foundation Trust")

LEDGERS = [
    *expenditure(
        BASE, CCG,
        ("acute_emergency", "", MOOR, 58_400, 0.957, "A"),
        ("acute_emergency", "-otterdale", DALE, 6_100, 0.938, "A"),
        ("acute_elective", "", MOOR, 40_300, 0.955, "A"),
        ("acute_elective", "-otterdale", DALE, 9_200, 0.941, "A"),
        ("acute_outpatient", "", MOOR, 33_500, 0.956, "A"),
        ("acute_outpatient", "-otterdale", DALE, 4_800, 0.940, "A"),
        ("acute_other", "", MOOR, 29_600, "need_share", "B"),
        ("maternity", "", MOOR, 12_400, "need_share", "B"),
        ("non_contract_activity", "", SEVERAL, 4_100, "list_share", "B"),
        ("any_qualified_provider", "", SEVERAL, 5_300, 0.961, "A"),
        ("ambulance", "", None, 10_900, "need_share", "B"),
        ("patient_transport", "", None, 2_200, "list_share", "C"),
        ("community", "", COMMUNITY, 38_200, "need_share", "B"),
        ("mental_health", "", MENTAL, 42_300, "need_share", "B"),
        ("mental_health", "-winter", MENTAL, (600, "once"), "list_share", "B"),
        ("prescribing", "", None, 50_800, 0.958, "A"),
        ("continuing_healthcare", "", None, 17_200, "list_share", "B"),
        ("funded_nursing_care", "", None, 3_100, "list_share", "B"),
        ("section_117_aftercare", "", None, 2_700, "list_share", "C"),
        ("local_enhanced_services", "", None, 2_600, 0.963, "A"),
        ("out_of_hours", "", COMMUNITY, 3_000, "list_share", "B"),
        ("better_care_fund", "", SEVERAL, 8_300, "list_share", "B"),
        ("running_costs", "", None, 7_100, "direct", "A"),
        ("other_programme", "", None, 4_000, "list_share", "C"),
        ("reserves", "", None, 4_100, "direct", "A"),
        ("unallocated", "", None, 900, "direct", "D"),
    ),
    *expenditure(
        BASE, PRIMARY,
        ("core_general_practice", "", None, 29_900, "need_share", "A"),
        ("qof", "", None, 3_800, 0.959, "A"),
        ("enhanced_services", "", None, 2_500, 0.954, "A"),
        ("premises", "", SEVERAL, 4_400, 0.949, "A"),
        ("practice_transition", "", None, 1_600, 0.950, "A"),
        ("dispensing_and_drugs", "", SEVERAL, 900, 0.972, "A"),
        ("gp_other", "", None, 1_100, "list_share", "B"),
    ),
    *expenditure(
        BASE, OTHER,
        ("dental", "", None, 17_000, "direct", "B"),
        ("pharmacy", "", None, 13_000, "direct", "B"),
        ("optical", "", None, 3_200, "direct", "B"),
        ("section_7a_screening", "", None, 2_400, "direct", "B"),
    ),
    *expenditure(
        BASE, SPECIALISED,
        ("specialised_acute", "", None, 71_200, "direct", "B"),
        ("specialised_mental_health", "", None, 10_300, "direct", "B"),
        ("specialised_other", "", None, 7_000, "direct", "C"),
    ),
    *expenditure(
        BASE, COUNCIL,
        ("public_health_children", "", COMMUNITY, 7_400, "list_share", "B"),
        ("public_health_sexual_health", "", SEVERAL, 3_600, "list_share", "B"),
        ("public_health_substance_misuse", "", None, 4_700, "list_share", "B"),
        ("public_health_other", "", None, 2_900, "list_share", "C"),
    ),
]  # fmt: skip

# What differs from the preset of a fully integrated MCP.
LOCAL_SCOPE = dict.fromkeys(
    ("continuing_healthcare", "funded_nursing_care", "section_117_aftercare"),
    ("deferred", "2020/21", "joins in the third year, with a stop-loss for each case"),
)


def tables():
    """The tables of the site that are made by arithmetic."""
    random = Random("northmoor 2017")
    surgeries = practices(random, "NM", CCG, "2017-04-01", (37, 310_000), (3, 14_000))
    payers = commissioners(
        LEDGERS,
        (CCG, "NHS Northmoor CCG", "ccg", 1_900_000, 0.012, None),
        (PRIMARY, "NHS England: primary care, Northmoor", "nhs_england_primary_medical", 0, None, None),
        (
            OTHER,
            "NHS England: dental, pharmacy and optical care",
            "nhs_england_primary_medical",
            0,
            None,
            None,
        ),
        (SPECIALISED, "NHS England: specialised care, Northmoor", "nhs_england_specialised", 0, None, None),
        (COUNCIL, "Northmoor Council: public health", "council_public_health", 0, None, None),
    )
    homes = scope("mcp", "fully_integrated", LEDGERS, payers, LOCAL_SCOPE)
    return {
        "commissioners": payers,
        "practices": surgeries,
        "residence": residence(random, surgeries, {COUNCIL: 0.955, "E06900002": 0.045}),
        "population": population(CCG, registered(surgeries), (BASE, *YEARS)),
        "expenditure": LEDGERS,
        "scope": homes,
        "growth": growth(LEDGERS, YEARS, _local_growth()),
        "allocations": allocations(
            BASE, YEARS[:4],
            (CCG, "ccg_core", 408_200, "ccg_core"),
            (PRIMARY, "primary_medical", 44_200, "primary_medical"),
            (OTHER, "other_direct_commissioning", 35_600, 0.0),
            (SPECIALISED, "specialised", 88_500, "specialised"),
            (COUNCIL, "ring_fence", 18_600, -0.025),
        ),
        "activity_bases": activity_bases(FIRST_YEAR, (MOOR, 1.0294), (DALE, 1.0417)),
        "outturn": outturn(
            random, FIRST_YEAR,
            (CCG, MOOR, "acute_emergency", 57_300, -0.042, 0.45),
            (CCG, DALE, "acute_emergency", 5_900, -0.020, 0.30),
            (CCG, MOOR, "acute_elective", 40_100, 0.003, 0.60),
            (CCG, DALE, "acute_elective", 8_950, 0.010, 0.50),
            (CCG, MOOR, "acute_outpatient", 32_800, -0.015, 0.55),
            (CCG, DALE, "acute_outpatient", 4_650, -0.005, 0.40),
            (CCG, SEVERAL, "non_contract_activity", 4_040, 0.034, None),
            (CCG, SEVERAL, "any_qualified_provider", 5_240, 0.021, None),
            (CCG, SEVERAL, "better_care_fund", 8_310, 0.0, None),
            (PRIMARY, SEVERAL, "premises", 4_180, 0.009, None),
            (PRIMARY, SEVERAL, "dispensing_and_drugs", 670, -0.016, None),
            (COUNCIL, SEVERAL, "public_health_sexual_health", 3_250, 0.012, None),
        ),
    }  # fmt: skip


def _local_growth():
    """Savings already contracted, by line, so that the firm years lie within what is affordable."""
    dear = {"contracted_savings_rate": 0.030, "unidentified_savings_rate": 0.005}
    # The ring-fenced grant falls, and the council's contracts fall with it.
    falling = {"contracted_savings_rate": 0.043}
    return {
        "acute_emergency": {"contracted_savings_rate": 0.010},
        "acute_outpatient": {"contracted_savings_rate": 0.012},
        "community": {"contracted_savings_rate": 0.002, "provider_savings_rate": 0.006},
        "mental_health": {"contracted_savings_rate": 0.004, "provider_savings_rate": 0.004},
        "prescribing": {"contracted_savings_rate": 0.018, "provider_savings_rate": 0.010},
        "core_general_practice": {"provider_savings_rate": 0.005},
        **dict.fromkeys(LOCAL_SCOPE, dear),
        **{line: falling for line in LINES if line.startswith("public_health")},
    }
