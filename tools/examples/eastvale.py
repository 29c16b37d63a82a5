"""Eastvale: a partially integrated PACS of 320,000 people across two CCGs and a county council."""

from random import Random

from examples.eastvale_ledgers import (
    BASE,
    COMMUNITY,
    COUNCIL,
    EARLIER_YEARS,
    HEALTH,
    HOME_CARE,
    HOSPICE,
    LEDGERS,
    NORTH,
    PRIMARY,
    SEVERAL,
    SOUTH,
    SPECIALISED,
    TRUST,
)
from examples.money import LINES, allocations, commissioners, growth, scope
from examples.outturn import activity_bases, outturn
from examples.people import population, practices, registered, residence
from examples.writing import rows

YEARS = ("2017/18", "2018/19", "2019/20", "2020/21")
FIRST_YEAR = YEARS[0]
DISTRICTS = ("E07900011", "E07900012", "E07900013")

# What differs from the preset of a partially integrated PACS.
LOCAL_SCOPE = {
    "specialised_other": ("annual_payment", None, "neurology and renal clinics are the trust's own"),
    "social_care_home_care": ("annual_payment", None, "agreed by the council from the first day, section 75"),
    "social_care_residential": ("deferred", "2019/20", "joins when the shared brokerage is in place"),
    "social_care_nursing": ("deferred", "2019/20", "joins when the shared brokerage is in place"),
    "social_care_client_income": ("deferred", "2019/20", "comes in with the care that it pays for"),
    "social_care_other": ("retained", None, "assessment and safeguarding stay with the council"),
    "social_care_nhs_income": ("retained", None, "the pooled fund's income stands against its spend"),
    "better_care_fund_pooled": ("retained", None, "spent by the pooled fund under its own plan"),
    "continuing_healthcare": ("deferred", "2019/20", "joins with the council's care homes, with a stop-loss"),
    "funded_nursing_care": ("deferred", "2019/20", "joins with the council's care homes"),
}  # fmt: skip

# The trust books these clinics for its own patients, and pays for what they choose instead of its own.
PAYABLE_BY_ACO = {"any_qualified_provider": "yes", "non_contract_activity": "no", "better_care_fund": "no"}


def tables():
    """The tables of the site that are made by arithmetic."""
    random = Random("eastvale 2017")
    agreement = "integration_agreement"
    surgeries = [
        *practices(random, "EN", NORTH, "2017-04-01", (21, 176_000), (0, 0), agreement),
        *practices(random, "ES", SOUTH, "2017-04-01", (16, 144_000), (7, 64_000), agreement),
    ]
    covered = " ".join(DISTRICTS)
    payers = commissioners(
        LEDGERS,
        (NORTH, "NHS Eastvale North CCG", "ccg", -9_600_000, -0.031, None),
        (SOUTH, "NHS Eastvale South CCG", "ccg", 1_200_000, 0.008, None),
        (PRIMARY, "NHS England: primary care, Eastvale", "nhs_england_primary_medical", 0, None, None),
        (SPECIALISED, "NHS England: specialised care, Eastvale", "nhs_england_specialised", 0, None, None),
        (HEALTH, "Eastvale County Council: public health", "council_public_health", 0, None, covered),
        (
            COUNCIL,
            "Eastvale County Council: adult social care",
            "council_adult_social_care",
            0,
            None,
            covered,
        ),
    )
    homes = scope("pacs", "partially_integrated", LEDGERS, payers, LOCAL_SCOPE, PAYABLE_BY_ACO)
    north = {DISTRICTS[0]: 0.62, DISTRICTS[1]: 0.34, "E07900021": 0.04}
    south = {DISTRICTS[1]: 0.22, DISTRICTS[2]: 0.75, "E07900022": 0.03}
    return {
        "commissioners": payers,
        "practices": surgeries,
        "residence": [
            *residence(random, [row for row in surgeries if row["commissioner_code"] == NORTH], north),
            *residence(random, [row for row in surgeries if row["commissioner_code"] == SOUTH], south),
        ],
        "population": [
            *population(NORTH, registered(surgeries, NORTH), (BASE, *YEARS), older_rate=0.18),
            *population(SOUTH, registered(surgeries, SOUTH), (BASE, *YEARS)),
        ],
        "expenditure": [*LEDGERS, *EARLIER_YEARS],
        "scope": homes,
        "flows": _flows(),
        "growth": growth(LEDGERS, YEARS, _local_growth()),
        "allocations": allocations(
            BASE, YEARS,
            (NORTH, "ccg_core", 217_800, 0.0231),
            (SOUTH, "ccg_core", 261_700, "ccg_core"),
            (PRIMARY, "primary_medical", 51_600, "primary_medical"),
            (SPECIALISED, "specialised", 104_300, "specialised"),
            (HEALTH, "ring_fence", 21_900, -0.025),
            (COUNCIL, "precept", 58_400, 0.055),
            (COUNCIL, "grant", 26_600, 0.015),
        ),
        "activity_bases": activity_bases(FIRST_YEAR, (TRUST, 1.0186)),
        "outturn": outturn(
            random, FIRST_YEAR,
            (NORTH, TRUST, "acute_elective", 22_850, 0.031, 0.55),
            (SOUTH, TRUST, "acute_elective", 17_750, 0.022, 0.55),
            (NORTH, TRUST, "acute_other", 16_700, 0.012, 0.80),
            (SOUTH, TRUST, "acute_other", 13_300, -0.004, 0.80),
            (NORTH, SEVERAL, "non_contract_activity", 3_650, 0.041, None),
            (SOUTH, SEVERAL, "non_contract_activity", 3_660, 0.017, None),
            (NORTH, SEVERAL, "any_qualified_provider", 2_940, 0.038, None),
            (SOUTH, SEVERAL, "any_qualified_provider", 2_640, 0.026, None),
            (NORTH, SEVERAL, "better_care_fund", 9_620, 0.0, None),
            (SOUTH, SEVERAL, "better_care_fund", 6_310, 0.0, None),
            (HEALTH, SEVERAL, "public_health_sexual_health", 3_400, -0.011, None),
        ),
    }  # fmt: skip


def _flows():
    """The Better Care Fund: both CCGs pay in, the pool pays out as much, and nothing is left in the host."""
    table = []
    grown = 1.0
    for year in (BASE, *YEARS):
        paid = [round(pounds * grown, -3) for pounds in (9_400_000, 8_900_000)]
        home_care = round(10_200_000 * grown, -3)
        for name, payer, pounds in zip(("north", "south"), (NORTH, SOUTH), paid, strict=True):
            table.append((f"{year[:4]}-{name}", payer, COUNCIL, COUNCIL, year, pounds, payer, "yes"))
        table.append((f"{year[:4]}-care", COUNCIL, COUNCIL, HOME_CARE[0], year, home_care, COUNCIL, "yes"))
        rest = sum(paid) - home_care
        table.append((f"{year[:4]}-community", COUNCIL, COUNCIL, COMMUNITY[0], year, rest, COUNCIL, "yes"))
        grown *= 1.019
    table.append(("2017-direct", SOUTH, COUNCIL, HOSPICE[0], FIRST_YEAR, 340_000, SOUTH, "no"))
    return rows("flow_id payer host payee financial_year amount_gbp counted_in poolable", *table)


def _local_growth():
    return {
        "acute_emergency": {"contracted_savings_rate": 0.008, "provider_savings_rate": 0.006},
        "acute_outpatient": {"contracted_savings_rate": 0.010},
        "community": {"other_demand_rate": 0.012},
        "prescribing": {"contracted_savings_rate": 0.006, "unidentified_savings_rate": 0.006},
        "mental_health": {"other_demand_rate": 0.015},
        "social_care_home_care": {"contracted_savings_rate": 0.012, "unidentified_savings_rate": 0.010},
        "social_care_residential": {"contracted_savings_rate": 0.012},
        "social_care_nursing": {"contracted_savings_rate": 0.012},
        # The ring-fenced grant falls, and the council's contracts fell with it.
        **{line: {"contracted_savings_rate": 0.043} for line in LINES if line.startswith("public_health")},
        "continuing_healthcare": {"unidentified_savings_rate": 0.020},
    }
