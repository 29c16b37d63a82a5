"""Worked numbers for ``acohandbook.rules.assurance``: arguments, answer by hand, and how."""

M = 100_000_000  # pence in a million pounds
BLANK = float("nan")

CASES = {
    "assurance.unexplained_count": [
        ({"is_signed": 1, "is_signed_version": 0}, 1, "signed, and not to be had back"),
        ({"is_signed": 1, "is_signed_version": 1}, 0, "the signed version"),
        ({"is_signed": 0, "is_signed_version": 0}, 0, "nobody has signed"),
    ],
    "assurance.unapproved_count": [
        ({"is_approved": 0}, 1, "nobody approved it"),
        ({"is_approved": 1}, 0, "somebody did"),
    ],
    "assurance.status_code": [
        ({"value": 0, "amber_above_value": 0, "red_above_value": 0.01}, 0, "on the line is not above it"),
        ({"value": 0.005, "amber_above_value": 0, "red_above_value": 0.01}, 1, "past amber"),
        ({"value": 0.02, "amber_above_value": 0, "red_above_value": 0.01}, 2, "past red"),
        ({"value": BLANK, "amber_above_value": 0, "red_above_value": 0.01}, 2, "not known is red"),
        ({"value": 5, "amber_above_value": 0, "red_above_value": BLANK}, 1, "a blank line is never passed"),
    ],
    "assurance.size_pounds_value": [({"amount_pence": -1250}, 12.5, "the size of -1,250 pence")],
    "assurance.part_rate": [
        ({"part_pence": 34, "whole_pence": 162}, 34 / 162, "UnitingCare: £34m of £162m is 21%"),
        ({"part_pence": 5, "whole_pence": 0}, 0, "no whole"),
    ],
    "assurance.short_of_rate": [
        ({"number": 30_000, "wanted_number": 100_000}, 0.7, "70% short of 100,000"),
        ({"number": 120_000, "wanted_number": 100_000}, 0, "not short"),
    ],
    "assurance.difference_pence": [
        ({"first_pence": 100, "second_pence": 103}, 3, "three pence apart"),
        ({"first_pence": 103, "second_pence": 100}, 3, "either way round"),
    ],
    "assurance.shortfall_pence": [
        ({"amount_pence": -300}, 300, "300 short"),
        ({"amount_pence": 300}, 0, "300 to spare is no shortfall"),
    ],
    "assurance.unapproved_pence": [
        ({"amount_pence": -300, "is_approved": 0}, 300, "its size counts, whichever its sign"),
        ({"amount_pence": -300, "is_approved": 1}, 0, "approved"),
    ],
    "assurance.beyond_underspend_pence": [
        ({"funded_pence": 300, "payer_underspend_pence": 300}, 0, "within the underspend"),
        ({"funded_pence": 300, "payer_underspend_pence": 200}, 100, "£1 more than was underspent"),
        ({"funded_pence": 300, "payer_underspend_pence": -200}, 300, "an overspend funds no gain at all"),
        ({"funded_pence": -300, "payer_underspend_pence": -200}, 0, "a loss is no gain"),
    ],
    "assurance.missing_owner_count": [
        ({"approved_count": 0, "assumed_count": 0, "is_virtual": 0}, 1, "nobody owns it"),
        ({"approved_count": 1, "assumed_count": 0, "is_virtual": 0}, 0, "an approved adjustment"),
        ({"approved_count": 0, "assumed_count": 1, "is_virtual": 0}, 0, "an assumption with an owner"),
        (
            {"approved_count": 0, "assumed_count": 0, "is_virtual": 1},
            0,
            "no service moves, so no cost arises",
        ),
    ],
    "assurance.together_pence": [({"first_pence": 30, "second_pence": 12}, 42, "30 + 12")],
    "assurance.deficit_pence": [
        ({"amount_pence": -400}, 400, "a deficit of 400"),
        ({"amount_pence": 400}, 0, "a surplus"),
        ({"amount_pence": BLANK}, 0, "not stated"),
    ],
    "assurance.is_whole": [
        ({"months": 12}, 1, "a whole year"),
        ({"months": 11}, 0, "a month is missing"),
    ],
    "assurance.irrecoverable_pence": [
        ({"vatable_spend_pence": 1_000_050, "irrecoverable_rate": 0.15}, 150_008, "150,007.5, halves up"),
        ({"vatable_spend_pence": float("nan"), "irrecoverable_rate": 0.2}, float("nan"), "not stated"),
    ],
    "assurance.is_apart": [
        ({"difference_pence": 11, "expected_pence": 100, "limit_rate": 0.1}, 1, "11 is more than a tenth"),
        ({"difference_pence": 10, "expected_pence": 100, "limit_rate": 0.1}, 0, "just a tenth"),
        ({"difference_pence": 5, "expected_pence": 0, "limit_rate": 0.1}, 1, "nothing was expected"),
        ({"difference_pence": float("nan"), "expected_pence": float("nan"), "limit_rate": 0.1}, 0, "unknown"),
    ],
    "assurance.no_guarantee_count": [
        ({"guarantee_pence": BLANK, "is_virtual": 0}, 1, "none is stated"),
        ({"guarantee_pence": 0, "is_virtual": 0}, 1, "a guarantee of nothing"),
        ({"guarantee_pence": 500, "is_virtual": 0}, 0, "£5 is stated"),
        ({"guarantee_pence": BLANK, "is_virtual": 1}, 0, "no annual payment, so none is needed"),
    ],
    "assurance.within_noise_pence": [
        ({"shareable_pence": -700, "is_within_noise": 1}, 700, "a loss within chance"),
        ({"shareable_pence": 700, "is_within_noise": 0}, 0, "more than chance"),
    ],
    "assurance.above_pence": [
        ({"amount_pence": 700, "is_counted": 1}, 700, "700 above"),
        ({"amount_pence": -700, "is_counted": 1}, 0, "below is no matter"),
        ({"amount_pence": 700, "is_counted": 0}, 0, "does not count"),
    ],
    "assurance.passed_line_value": [
        ({"status_code": 2, "amber_above_value": 0, "red_above_value": 0.02}, 0.02, "the red line"),
        ({"status_code": 1, "amber_above_value": 0, "red_above_value": 0.02}, 0, "the amber line"),
        ({"status_code": 2, "amber_above_value": 0, "red_above_value": BLANK}, 0, "red for want of a value"),
    ],
    "assurance.overdue_pence": [
        ({"open_gap_pence": 300, "is_overdue": 1}, 300, "overdue"),
        ({"open_gap_pence": 300, "is_overdue": 0}, 0, "still in time"),
        ({"open_gap_pence": BLANK, "is_overdue": 0}, 0, "in time, so its gap is not asked for"),
    ],
    "assurance.gap_pence": [
        ({"commissioner_pence": 12_000, "provider_pence": 12_300}, 300, "the provider asks 300 more"),
        ({"commissioner_pence": 12_000, "provider_pence": BLANK}, BLANK, "the provider has no figure yet"),
    ],
    "assurance.open_gap_pence": [
        ({"gap_pence": -300, "agreed": "no"}, 300, "open"),
        ({"gap_pence": -300, "agreed": "in_part"}, 300, "agreed in part is open"),
        ({"gap_pence": -300, "agreed": "yes"}, 0, "closed"),
        ({"gap_pence": BLANK, "agreed": "no"}, BLANK, "open and unknown"),
    ],
    "assurance.is_overdue": [
        ({"agreed": "no", "due_days": 99, "as_of_days": 100}, 1, "due yesterday"),
        ({"agreed": "no", "due_days": 100, "as_of_days": 100}, 0, "due today"),
        ({"agreed": "yes", "due_days": 99, "as_of_days": 100}, 0, "agreed"),
        ({"agreed": "no", "due_days": BLANK, "as_of_days": 100}, 0, "no day was set"),
    ],
    "assurance.annual_tail_pence": [
        (
            {
                "shortfall_pence": 3 * M,
                "cost_pence": 100 * M,
                "confidence_factor": 1.645,
                "deviation_rate": 0.02,
                "is_virtual": 0,
            },
            629_000_000,
            "£3m short + 1.645 x 2% x £100m = £3m + £3.29m",
        ),
        (
            {
                "shortfall_pence": 3 * M,
                "cost_pence": 100 * M,
                "confidence_factor": 1.645,
                "deviation_rate": 0.02,
                "is_virtual": 1,
            },
            0,
            "no annual payment, no loss on it",
        ),
    ],
    "assurance.pool_tail_pence": [
        (
            {
                "pool_cost_pence": 100 * M,
                "confidence_factor": 1.645,
                "deviation_rate": 0.02,
                "loss_cap_rate": 1,
                "loss_share_rate": 0.5,
                "party_cap_rate": 1,
                "is_two_sided": 1,
            },
            164_500_000,
            "half of 3.29% of £100m",
        ),
        (
            {
                "pool_cost_pence": 100 * M,
                "confidence_factor": 1.645,
                "deviation_rate": 0.02,
                "loss_cap_rate": 0.02,
                "loss_share_rate": 0.5,
                "party_cap_rate": 1,
                "is_two_sided": 1,
            },
            1 * M,
            "the contract's cap of 2% holds: half of £2m",
        ),
        (
            {
                "pool_cost_pence": 100 * M,
                "confidence_factor": 1.645,
                "deviation_rate": 0.02,
                "loss_cap_rate": 0.02,
                "loss_share_rate": 0.5,
                "party_cap_rate": 0.0025,
                "is_two_sided": 1,
            },
            25_000_000,
            "the party's own cap of 0.25% holds",
        ),
        (
            {
                "pool_cost_pence": 100 * M,
                "confidence_factor": 1.645,
                "deviation_rate": 0.02,
                "loss_cap_rate": 1,
                "loss_share_rate": 0.5,
                "party_cap_rate": 1,
                "is_two_sided": 0,
            },
            0,
            "one-sided terms share no loss",
        ),
    ],
    "assurance.tail_pence": [({"annual_tail_pence": 500, "pool_tail_pence": 70}, 570, "500 + 70")],
    "assurance.uncovered_pence": [
        ({"tail_pence": 2000, "cover_pence": 1500}, 500, "2,000 - 1,500"),
        ({"tail_pence": 1000, "cover_pence": 1500}, 0, "covered"),
    ],
}
