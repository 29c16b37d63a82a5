"""Worked numbers for ``acohandbook.rules.population``."""

BLANK = float("nan")


def _unregistered(need, weighted=50_000, counted=40_000, rate=1.0):
    return {
        "unregistered_persons": 1_000,
        "weighted_persons": weighted,
        "counted_persons": counted,
        "unregistered_need_rate": rate,
        "is_need": need,
    }


CASES = {
    "population.is_member": [
        ({"membership": "signed"}, 1, "signed"),
        ({"membership": "integration_agreement"}, 1, "keeps its own contract and agrees to integrate"),
        ({"membership": "not_member"}, 0, "neither"),
    ],
    "population.is_ccg": [
        ({"commissioner_type": "ccg"}, 1, "a CCG"),
        ({"commissioner_type": "nhs_england_primary_medical"}, 0, "NHS England has no practices of its own"),
    ],
    "population.is_council": [
        ({"commissioner_type": "council_public_health"}, 1, "public health"),
        ({"commissioner_type": "council_adult_social_care"}, 1, "social care"),
        ({"commissioner_type": "ccg"}, 0, "a CCG is no council"),
    ],
    "population.is_by_residence": [
        ({"is_council": 1, "component": "residence", "has_residence": 1}, 1, "a council, and it is known"),
        ({"is_council": 1, "component": "need_community", "has_residence": 1}, 1, "its need is too"),
        ({"is_council": 1, "component": "list", "has_residence": 1}, 0, "the raw list is the list"),
        ({"is_council": 1, "component": "residence", "has_residence": 0}, 0, "where people live is unknown"),
        ({"is_council": 0, "component": "need_overall", "has_residence": 1}, 0, "the NHS follows the list"),
    ],
    "population.persons_if": [
        ({"persons": 10_000, "is_counted": 1}, 10_000, "they count"),
        ({"persons": 10_000, "is_counted": 0}, 0, "they do not"),
        ({"persons": BLANK, "is_counted": 0}, 0, "unknown people who do not count are nobody"),
        ({"persons": BLANK, "is_counted": 1}, BLANK, "unknown people who count stay unknown"),
    ],
    "population.counted_persons": [
        ({"registered_persons": 10_000, "resident_persons": 5_000, "is_by_residence": 1}, 5_000, "residents"),
        ({"registered_persons": 10_000, "resident_persons": 5_000, "is_by_residence": 0}, 10_000, "the list"),
    ],
    "population.relative_need_rate": [
        ({"weighted_persons": 34_620, "registered_persons": 32_000}, 1.081875, "34,620 / 32,000"),
        ({"weighted_persons": 0, "registered_persons": 0}, 0, "an empty list needs nothing"),
        ({"weighted_persons": BLANK, "registered_persons": 100}, BLANK, "unknown need stays unknown"),
    ],
    "population.counted_need_persons": [
        (
            {"weighted_persons": 20_000, "counted_persons": 5_000, "registered_persons": 10_000},
            10_000,
            "half of a list of 10,000 weighted 20,000 counts 10,000",
        ),
        (
            {"weighted_persons": 20_000, "counted_persons": 10_000, "registered_persons": 10_000},
            20_000,
            "the whole list counts its whole weight",
        ),
    ],
    "population.own_or_footprint_persons": [
        ({"own_persons": 300, "footprint_persons": 900, "is_ccg": 1}, 300, "a CCG's own"),
        ({"own_persons": 0, "footprint_persons": 900, "is_ccg": 0}, 900, "everyone's"),
    ],
    "population.unregistered_need_persons": [
        (_unregistered(1), 1_250, "1,000 people at a mean need of 50,000 / 40,000 = 1.25"),
        (_unregistered(1, rate=0.5), 625, "at half of that need"),
        (_unregistered(0, rate=0.5), 1_000, "a raw count takes heads"),
        (
            _unregistered(1, weighted=0, counted=0, rate=2),
            2_000,
            "no list to take a mean from: need of 1, twice",
        ),
        (_unregistered(1, weighted=BLANK), BLANK, "unknown need stays unknown"),
    ],
    "population.is_need": [
        ({"component": "need_maternity"}, 1, "weighted by need"),
        ({"component": "list"}, 0, "a raw count of the list"),
        ({"component": "residence"}, 0, "a raw count of residents"),
    ],
    "population.persons_together": [
        ({"registered_persons": 40_000, "unregistered_persons": 1_000}, 41_000, "40,000 + 1,000"),
    ],
    "population.share_rate": [
        ({"part_persons": 31_000, "whole_persons": 40_000}, 0.775, "31,000 / 40,000"),
        ({"part_persons": 0, "whole_persons": 0}, 0, "nobody has no share"),
    ],
    "population.difference_rate": [
        ({"rate": 0.75, "compared_rate": 0.5}, 0.25, "0.75 - 0.5"),
    ],
    "population.difference_persons": [
        ({"persons": 40_000, "compared_persons": 39_000}, 1_000, "40,000 - 39,000"),
    ],
    "population.list_inflation_rate": [
        (
            {"registered_persons": 57_100_000, "resident_persons": 54_800_000},
            2_300_000 / 54_800_000,
            "England in mid 2015: 2.3m more than 54.8m residents",
        ),
        ({"registered_persons": 100, "resident_persons": 0}, 0, "no residents to compare with"),
    ],
    "population.cost_pence": [
        ({"persons": 1_000, "cost_per_head_gbp": 12.34}, 1_234_000, "1,000 x £12.34 = £12,340"),
        ({"persons": 1_000, "cost_per_head_gbp": BLANK}, BLANK, "an unknown cost stays unknown"),
    ],
}
