"""Fenmarsh: a contract for older people's and community care that must not be signed.

Shaped after what was published on the failure of a contract of about £0.8bn over five years: £162m in the
first year, £34m more asked for within a month, £178m of savings assumed, VAT unfunded, no guarantee.
"""

from random import Random

from examples.money import allocations, commissioners, expenditure, growth, scope
from examples.people import population, practices, registered

BASE, YEARS = "2014/15", ("2015/16", "2016/17", "2017/18", "2018/19", "2019/20")
FIRST_YEAR = YEARS[0]
CCG = "FM-CCG"
HOSPITAL = ("FM-HOS", "Fenmarsh Hospitals NHS Foundation Trust")
SECOND = ("FM-SED", "Sedgeby General NHS Trust")
COMMUNITY = ("FM-COM", "Fenmarsh Community Services NHS Trust")
MENTAL = ("FM-MHT", "Levels Partnership NHS Foundation Trust")

# The lines of the contract. Grades tell how little of the opening budget was evidenced.
IN_SCOPE = (
    ("older_people_emergency", "", HOSPITAL, 42_700, "direct", "C"),
    ("older_people_emergency", "-sedgeby", SECOND, 22_200, "direct", "C"),
    ("older_people_outpatient", "", HOSPITAL, 7_500, "direct", "C"),
    ("older_people_community", "", COMMUNITY, 66_000, "direct", "D"),
    ("older_people_mental_health", "", MENTAL, 15_100, "direct", "C"),
    ("end_of_life_care", "", None, 3_400, "direct", "D"),
)
RETAINED = (
    ("acute_emergency", "", HOSPITAL, 98_000, "direct", "B"),
    ("acute_elective", "", HOSPITAL, 142_000, "direct", "B"),
    ("acute_outpatient", "", HOSPITAL, 86_000, "direct", "B"),
    ("acute_other", "", HOSPITAL, 91_000, "direct", "B"),
    ("maternity", "", HOSPITAL, 38_000, "direct", "B"),
    ("non_contract_activity", "", None, 12_000, "direct", "B"),
    ("ambulance", "", None, 25_000, "direct", "B"),
    ("community", "", COMMUNITY, 34_000, "direct", "C"),
    ("mental_health", "", MENTAL, 82_000, "direct", "B"),
    ("prescribing", "", None, 118_000, "direct", "A"),
    ("continuing_healthcare", "", None, 42_000, "direct", "B"),
    ("funded_nursing_care", "", None, 7_000, "direct", "B"),
    ("local_enhanced_services", "", None, 4_000, "direct", "B"),
    ("out_of_hours", "", None, 6_000, "direct", "B"),
    ("running_costs", "", None, 19_000, "direct", "A"),
    ("other_programme", "", None, 11_000, "direct", "C"),
    ("reserves", "", None, 9_000, "direct", "A"),
    ("unallocated", "", None, 8_300, "direct", "D"),
)  # fmt: skip
LEDGER = expenditure(BASE, CCG, *IN_SCOPE, *RETAINED)


def tables():
    """The tables of the site that are made by arithmetic. Nothing was spent yet, so there is no outturn."""
    random = Random("fenmarsh 2015")
    surgeries = practices(random, "FM", CCG, "2015-04-01", (84, 848_000), (0, 0))
    payers = commissioners(
        LEDGER,
        (CCG, "NHS Fenmarsh CCG", "ccg", -7_800_000, -0.034, None),
    )
    inside = ("annual_payment", None, "in the contract for older people")
    outside = ("retained", None, "not part of the contract for older people")
    homes = scope(
        "other", "partially_integrated", LEDGER, payers,
        {line[0]: inside for line in IN_SCOPE} | {line[0]: outside for line in RETAINED},
    )  # fmt: skip
    return {
        "commissioners": payers,
        "practices": surgeries,
        "population": population(CCG, registered(surgeries), (BASE, *YEARS), older_rate=0.05),
        "expenditure": LEDGER,
        "scope": homes,
        "growth": growth(LEDGER, YEARS, _savings_assumed()),
        "allocations": allocations(BASE, YEARS, (CCG, "ccg_core", 968_000, 0.017)),
    }  # fmt: skip


def _savings_assumed():
    """Seven per cent a year without a plan: over five years more than the contract's first-year price."""
    assumed = {"unidentified_savings_rate": 0.07}
    return {
        "older_people_emergency": assumed | {"other_demand_rate": 0.028},
        "older_people_outpatient": assumed,
        "older_people_community": assumed | {"other_demand_rate": 0.018},
        "older_people_mental_health": assumed,
    }
