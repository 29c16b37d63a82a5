"""The ledgers of Eastvale's six commissioners."""

from examples.money import expenditure

BASE = "2016/17"
NORTH, SOUTH, PRIMARY, SPECIALISED = "EV-NORTH", "EV-SOUTH", "EV-NHSE-PM", "EV-NHSE-SP"
HEALTH, COUNCIL = "EV-PH", "EV-ASC"
TRUST = ("EV-TRUST", "Eastvale Hospitals NHS Foundation Trust")
COMMUNITY = ("EV-COM", "Vale Community Services NHS Trust")
HOME_CARE = ("EV-HOMECARE", "Home care framework of Eastvale County Council")
HOSPICE = ("EV-HOSPICE", "Vale Hospice")
SEVERAL = ("EV-VAR", "Several providers")
MENTAL = ("EV-MHT", "Eastvale Mental Health NHS Trust")

_NORTH = expenditure(
    BASE, NORTH,
    ("acute_emergency", "", TRUST, 35_900, "direct", "A"),
    ("acute_elective", "", TRUST, 22_400, "direct", "A"),
    ("acute_outpatient", "", TRUST, 20_100, "direct", "A"),
    ("acute_other", "", TRUST, 16_200, "direct", "A"),
    ("maternity", "", TRUST, 6_300, "direct", "A"),
    ("non_contract_activity", "", SEVERAL, 3_600, "list_share", "B"),
    ("any_qualified_provider", "", SEVERAL, 2_900, "direct", "A"),
    ("ambulance", "", None, 6_400, "list_share", "B"),
    ("patient_transport", "", None, 1_400, "list_share", "B"),
    ("community", "", COMMUNITY, 22_600, "direct", "B"),
    ("community", "-estate", COMMUNITY, (800, "once"), "direct", "C"),
    ("mental_health", "", MENTAL, 23_400, "direct", "B"),
    ("prescribing", "", None, 29_100, "direct", "A"),
    ("continuing_healthcare", "", None, 11_800, "direct", "B"),
    ("funded_nursing_care", "", None, 1_900, "direct", "B"),
    ("section_117_aftercare", "", None, 1_600, "direct", "C"),
    ("local_enhanced_services", "", None, 1_500, "direct", "A"),
    ("out_of_hours", "", COMMUNITY, 1_700, "direct", "B"),
    ("better_care_fund", "", SEVERAL, 9_400, "direct", "A"),
    ("running_costs", "", None, 3_900, "direct", "A"),
    ("other_programme", "", None, 2_800, "direct", "C"),
    ("reserves", "", None, 1_300, "direct", "A"),
    ("unallocated", "", None, 400, "direct", "D"),
)  # fmt: skip

_SOUTH = expenditure(
    BASE, SOUTH,
    ("acute_emergency", "", TRUST, 40_800, 0.688, "A"),
    ("acute_elective", "", TRUST, 25_100, 0.694, "A"),
    ("acute_outpatient", "", TRUST, 23_800, 0.691, "A"),
    ("acute_other", "", TRUST, 18_700, "need_share", "B"),
    ("maternity", "", TRUST, 8_100, "need_share", "B"),
    ("non_contract_activity", "", SEVERAL, 5_200, "list_share", "B"),
    ("any_qualified_provider", "", SEVERAL, 3_700, 0.702, "A"),
    ("ambulance", "", None, 7_300, "list_share", "B"),
    ("patient_transport", "", None, 1_500, "list_share", "B"),
    ("community", "", COMMUNITY, 25_800, ("negotiated", 0.705), "C"),
    ("mental_health", "", MENTAL, 27_900, "need_share", "B"),
    ("prescribing", "", None, 31_600, 0.696, "A"),
    ("continuing_healthcare", "", None, 11_100, "list_share", "B"),
    ("funded_nursing_care", "", None, 1_900, "list_share", "B"),
    ("section_117_aftercare", "", None, 1_800, "list_share", "C"),
    ("local_enhanced_services", "", None, 1_700, 0.690, "A"),
    ("out_of_hours", "", COMMUNITY, 1_900, "list_share", "B"),
    ("better_care_fund", "", SEVERAL, 8_900, "list_share", "A"),
    ("running_costs", "", None, 4_500, "direct", "A"),
    ("other_programme", "", HOSPICE, 4_200, "list_share", "C"),
    ("reserves", "", None, 2_600, "direct", "A"),
    ("unallocated", "", None, 600, "direct", "D"),
)  # fmt: skip

_NHS_ENGLAND = [
    *expenditure(
        BASE, PRIMARY,
        ("core_general_practice", "", None, 36_800, "need_share", "A"),
        ("qof", "", None, 4_500, "list_share", "A"),
        ("enhanced_services", "", None, 2_900, "list_share", "A"),
        ("premises", "", None, 4_800, "list_share", "A"),
        ("practice_transition", "", None, 1_300, "list_share", "A"),
        ("gp_other", "", None, 1_300, "list_share", "B"),
    ),
    *expenditure(
        BASE, SPECIALISED,
        ("specialised_acute", "", None, 84_100, "list_share", "B"),
        ("specialised_mental_health", "", None, 12_600, "list_share", "B"),
        ("specialised_other", "", None, 7_600, "list_share", "C"),
    ),
]  # fmt: skip

_COUNCIL = [
    *expenditure(
        BASE, HEALTH,
        ("public_health_children", "", COMMUNITY, 8_900, "list_share", "B"),
        ("public_health_sexual_health", "", SEVERAL, 4_200, "list_share", "B"),
        ("public_health_substance_misuse", "", None, 5_300, "list_share", "B"),
        ("public_health_other", "", None, 3_500, "list_share", "C"),
    ),
    # Gross spend and income on lines of their own: income from patients and the NHS is negative.
    *expenditure(
        BASE, COUNCIL,
        ("social_care_residential", "", None, 41_300, "list_share", "B"),
        ("social_care_nursing", "", None, 15_600, "list_share", "B"),
        ("social_care_home_care", "", HOME_CARE, 24_700, "list_share", "A"),
        ("social_care_other", "", None, 18_200, "list_share", "B"),
        ("social_care_client_income", "", None, -14_800, "list_share", "A"),
        ("better_care_fund_pooled", "", None, 18_300, "list_share", "A"),
        ("social_care_nhs_income", "", None, -18_300, "list_share", "A"),
    ),
]  # fmt: skip

LEDGERS = [*_NORTH, *_SOUTH, *_NHS_ENGLAND, *_COUNCIL]


def _earlier(financial_year, north_other, south_other, north_choice, south_choice):
    """Care elsewhere in a year before the base year, in thousand pounds: a line that swings."""
    suffix = f"-{financial_year[:4]}"
    return [
        *expenditure(
            financial_year, NORTH,
            ("non_contract_activity", suffix, SEVERAL, north_other, "list_share", "B"),
            ("any_qualified_provider", suffix, SEVERAL, north_choice, "direct", "A"),
        ),
        *expenditure(
            financial_year, SOUTH,
            ("non_contract_activity", suffix, SEVERAL, south_other, "list_share", "B"),
            ("any_qualified_provider", suffix, SEVERAL, south_choice, 0.702, "A"),
        ),
    ]  # fmt: skip


EARLIER_YEARS = [
    *_earlier("2014/15", 2_900, 5_050, 2_600, 3_500),
    *_earlier("2015/16", 3_000, 5_120, 2_780, 3_640),
]
