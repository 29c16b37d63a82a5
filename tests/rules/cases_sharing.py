"""Worked numbers for ``acohandbook.rules.sharing``: arguments, the answer by hand, and how it was reached.

The harness runs every case with plain numbers, with arrays and under MicroPython.
"""

M = 100_000_000  # pence in a million pounds


def _threshold(saving, gain_rate, loss_rate, deductible, expected=100 * M):
    return {
        "saving_pence": saving,
        "expected_pence": expected,
        "gain_threshold_rate": gain_rate,
        "loss_threshold_rate": loss_rate,
        "is_deductible": deductible,
    }


CASES = {
    "sharing.rate_of_pence": [
        ({"base_pence": 100 * M, "rate": 0.02}, 2 * M, "2% of £100m is £2m"),
        ({"base_pence": 1001, "rate": 0.5}, 501, "500.5 pence rounds away from zero to 501"),
    ],
    "sharing.saving_pence": [
        ({"expected_pence": 500, "actual_pence": 620}, -120, "500 - 620"),
    ],
    "sharing.saving_rate": [
        (
            {"expected_pence": 50000, "actual_pence": 49550},
            0.009,
            "Axene: 500.00 - 495.50 is 4.50, 0.9% of 500",
        ),
        ({"expected_pence": 0, "actual_pence": 5}, 0, "nothing expected: no rate"),
    ],
    "sharing.discounted_pence": [
        ({"expected_pence": 100 * M, "discount_rate": 0.035}, 9_650_000_000, "£100m less 3.5% is £96.5m"),
    ],
    "sharing.past_threshold_pence": [
        (_threshold(5 * M, 0.02, 0.02, 0), 5 * M, "5% is past 2%: first pound, all £5m"),
        (_threshold(5 * M, 0.02, 0.02, 1), 3 * M, "deductible: £5m less 2% of £100m"),
        (_threshold(2 * M, 0.02, 0.02, 0), 2 * M, "reaching the threshold exactly counts"),
        (_threshold(2 * M, 0.02, 0.02, 1), 0, "exactly at the threshold nothing lies beyond it"),
        (_threshold(2 * M - 1, 0.02, 0.02, 0), 0, "one penny short"),
        (
            _threshold(7, 0.07, 0.02, 0, expected=100),
            7,
            "7% of 100 is 7, though 0.07 x 100 is 7.000000000000001",
        ),
        (_threshold(-3 * M, 0.02, 0.02, 0), -3 * M, "a loss of 3% is past 2%"),
        (_threshold(-3 * M, 0.02, 0.02, 1), -1 * M, "deductible: £3m less £2m, as a loss"),
        (_threshold(-1 * M, 0.02, 0.02, 0), 0, "a loss of 1% is within 2%"),
        (_threshold(-3 * M, 0.01, 0.04, 0), 0, "the loss threshold is its own: 3% is within 4%"),
        (_threshold(1, 0, 0, 0), 1, "no threshold: the first penny counts"),
        (_threshold(0, 0, 0, 0), 0, "nothing saved, nothing counts"),
    ],
    "sharing.one_sided_pence": [
        ({"amount_pence": -500, "is_two_sided": 0}, 0, "no loss in a one-sided contract"),
        ({"amount_pence": -500, "is_two_sided": 1}, -500, "a loss in a two-sided one"),
        ({"amount_pence": 500, "is_two_sided": 0}, 500, "a gain in either"),
    ],
    "sharing.band_slice_pence": [
        (
            {"size_pence": 800, "base_pence": 10000, "from_rate": 0.05, "to_rate": 0.1},
            300,
            "8% of 10,000: 800 less 500",
        ),
        (
            {"size_pence": -1200, "base_pence": 10000, "from_rate": 0.05, "to_rate": 0.1},
            -500,
            "a loss of 12% fills the band from 5% to 10%",
        ),
        (
            {"size_pence": 400, "base_pence": 10000, "from_rate": 0.05, "to_rate": 0.1},
            0,
            "4% does not reach 5%",
        ),
        (
            {"size_pence": 9000, "base_pence": 10000, "from_rate": 0.5, "to_rate": 1000000.0},
            4000,
            "an open band takes all beyond 5,000",
        ),
    ],
    "sharing.shared_pence": [
        ({"amount_pence": 501, "share_rate": 0.5}, 251, "250.5 rounds to 251"),
        ({"amount_pence": -501, "share_rate": 0.5}, -251, "-250.5 rounds to -251"),
    ],
    "sharing.final_share_rate": [
        (
            {"maximum_share_rate": 0.5, "quality_score_rate": 0.9, "quality_multiplies": 1},
            0.45,
            "50% of a score of 90%",
        ),
        (
            {"maximum_share_rate": 0.5, "quality_score_rate": 0.9, "quality_multiplies": 0},
            0.5,
            "quality does not multiply",
        ),
    ],
    "sharing.gated_pence": [
        (
            {"amount_pence": 900, "quality_score_rate": 0.69, "quality_gate_rate": 0.7},
            0,
            "69% misses a gate of 70%",
        ),
        ({"amount_pence": 900, "quality_score_rate": 0.7, "quality_gate_rate": 0.7}, 900, "70% reaches it"),
        (
            {"amount_pence": -900, "quality_score_rate": 0, "quality_gate_rate": 0.7},
            -900,
            "a loss is owed anyway",
        ),
    ],
    "sharing.loss_share_rate": [
        (
            {"final_share_rate": 0.75, "loss_floor_rate": 0.4, "loss_ceiling_rate": 0.75},
            0.4,
            "1 - 0.75 = 0.25, held up at the floor of 40%",
        ),
        (
            {"final_share_rate": 0.54, "loss_floor_rate": 0, "loss_ceiling_rate": 0.6},
            0.46,
            "1 - 0.6 x 0.9 = 0.46",
        ),
        (
            {"final_share_rate": 0.1, "loss_floor_rate": 0.4, "loss_ceiling_rate": 0.75},
            0.75,
            "1 - 0.1 = 0.9, held down at 75%",
        ),
        (
            {"final_share_rate": 0.5, "loss_floor_rate": 0.3, "loss_ceiling_rate": 0.3},
            0.3,
            "floor = ceiling: a fixed rate",
        ),
    ],
    "sharing.after_sequestration_pence": [
        ({"amount_pence": 10000, "sequestration_rate": 0.02}, 9800, "10,000 less 2%"),
        ({"amount_pence": -10000, "sequestration_rate": 0.02}, -10000, "a loss is not reduced"),
    ],
    "sharing.capped_pence": [
        (
            {"amount_pence": 1200, "base_pence": 10000, "gain_cap_rate": 0.1, "loss_cap_rate": 0.05},
            1000,
            "a gain of 1,200 stops at 10% of 10,000",
        ),
        (
            {"amount_pence": -1200, "base_pence": 10000, "gain_cap_rate": 0.1, "loss_cap_rate": 0.05},
            -500,
            "a loss of 1,200 stops at 5%",
        ),
        (
            {"amount_pence": 999, "base_pence": 10000, "gain_cap_rate": 0.1, "loss_cap_rate": 0},
            999,
            "below the cap nothing changes",
        ),
    ],
    "sharing.lower_cap_pence": [
        ({"first_cap_pence": 800, "second_cap_pence": 400}, 400, "the lower of the two"),
    ],
    "sharing.cut_off_pence": [
        ({"amount_pence": 1200, "cap_pence": 1000}, 200, "1,200 - 1,000"),
        ({"amount_pence": -1200, "cap_pence": 1000}, -200, "-1,200 + 1,000"),
        ({"amount_pence": 700, "cap_pence": 1000}, 0, "the cap does not bite"),
    ],
    "sharing.withheld_pence": [
        ({"base_pence": 100 * M, "withhold_rate": 0.02}, 2 * M, "2% of £100m"),
    ],
    "sharing.earned_back_pence": [
        ({"withheld_pence": 2 * M, "quality_score_rate": 0.8}, 160_000_000, "80% of £2m is £1.6m"),
    ],
    "sharing.reduced_loss_pence": [
        ({"amount_pence": -1000, "relief_pence": 300}, -700, "1,000 owed less 300"),
        ({"amount_pence": -1000, "relief_pence": 1500}, 0, "a relief never becomes a gain"),
        ({"amount_pence": 1000, "relief_pence": 300}, 1000, "a gain is left as it is"),
    ],
    "sharing.marginal_payment_pence": [
        (
            {"planned_pence": 80 * M, "actual_pence": 84 * M, "over_rate": 0.2, "under_rate": 0.2},
            8_080_000_000,
            "£80m + 20% of £4m = £80.8m",
        ),
        (
            {"planned_pence": 80 * M, "actual_pence": 76 * M, "over_rate": 0.2, "under_rate": 0.2},
            7_920_000_000,
            "£80m - 20% of £4m = £79.2m",
        ),
        (
            {"planned_pence": 100 * M, "actual_pence": 97 * M, "over_rate": 0.75, "under_rate": 0.5},
            9_850_000_000,
            "£100m - 50% of £3m = £98.5m",
        ),
        (
            {"planned_pence": 50 * M, "actual_pence": 55 * M, "over_rate": 0.3, "under_rate": 1},
            5_150_000_000,
            "£50m + 30% of £5m = £51.5m",
        ),
    ],
}
