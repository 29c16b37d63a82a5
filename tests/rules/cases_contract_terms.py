"""Worked numbers for ``acohandbook.rules.contract_terms``: a benchmark of £100m unless said otherwise."""

M = 100_000_000  # pence in a million pounds
NO_LIMIT = 1000000.0
WHOLE = [[0.0, NO_LIMIT, 1.0, 1.0, 1.0]]
# ACO REACH Professional: shares by band of the benchmark, losses as gains.
PROFESSIONAL = [
    [0.0, 0.05, 0.5, 0.5, 0.5],
    [0.05, 0.1, 0.35, 0.35, 0.35],
    [0.1, 0.15, 0.15, 0.15, 0.15],
    [0.15, NO_LIMIT, 0.05, 0.05, 0.05],
]


def _settled(actual, expected=100 * M, quality=1.0, second=0.0, relief=0.0, **terms):
    neutral = {
        "discount_rate": 0.0,
        "withhold_rate": 0.0,
        "gain_threshold_rate": 0.0,
        "loss_threshold_rate": 0.0,
        "is_deductible": 0.0,
        "is_two_sided": 1.0,
        "quality_gate_rate": 0.0,
        "quality_multiplies": 0.0,
        "bands": WHOLE,
        "gain_cap_rate": NO_LIMIT,
        "gain_cap_second_rate": NO_LIMIT,
        "loss_cap_rate": NO_LIMIT,
        "loss_cap_second_rate": NO_LIMIT,
        "sequestration_rate": 0.0,
        "is_sequestered_first": 1.0,
    }
    case = {
        "expected_pence": expected,
        "actual_pence": actual,
        "quality_score_rate": quality,
        "second_base_pence": second or expected,
        "relief_pence": relief,
    }
    case.update(neutral)
    case.update(terms)
    return case


CASES = {
    "contract_terms.benchmark_pence": [
        (
            {
                "expected_pence": 100 * M,
                "quality_score_rate": 0.8,
                "discount_rate": 0.03,
                "withhold_rate": 0.02,
            },
            9_660_000_000,
            "£100m - 3% - 2% + 80% of the £2m withheld = 100 - 3 - 2 + 1.6",
        ),
    ],
    "contract_terms.counted_pence": [
        (
            {
                "benchmark_pence": 100 * M,
                "actual_pence": 97 * M,
                "gain_threshold_rate": 0.02,
                "loss_threshold_rate": 0.02,
                "is_deductible": 1,
                "is_two_sided": 1,
            },
            1 * M,
            "3% saved, 2% deducted",
        ),
        (
            {
                "benchmark_pence": 100 * M,
                "actual_pence": 103 * M,
                "gain_threshold_rate": 0.02,
                "loss_threshold_rate": 0.02,
                "is_deductible": 0,
                "is_two_sided": 0,
            },
            0,
            "a loss in a one-sided contract",
        ),
    ],
    "contract_terms.band_share_pence": [
        (
            {
                "counted_pence": 8 * M,
                "benchmark_pence": 100 * M,
                "quality_score_rate": 0.9,
                "quality_multiplies": 1,
                "from_rate": 0.05,
                "to_rate": 0.1,
                "share_rate": 0.4,
                "loss_floor_rate": 0.4,
                "loss_ceiling_rate": 0.75,
            },
            108_000_000,
            "8% less 5% is £3m, at 40% x 0.9 = 36%: £1.08m",
        ),
        (
            {
                "counted_pence": -8 * M,
                "benchmark_pence": 100 * M,
                "quality_score_rate": 0.9,
                "quality_multiplies": 0,
                "from_rate": 0.0,
                "to_rate": NO_LIMIT,
                "share_rate": 0.6,
                "loss_floor_rate": 0.0,
                "loss_ceiling_rate": 0.6,
            },
            -368_000_000,
            "loss rate 1 - 0.6 x 0.9 = 0.46 of £8m",
        ),
    ],
    "contract_terms.shared_in_bands_pence": [
        (
            {
                "counted_pence": 8 * M,
                "benchmark_pence": 100 * M,
                "quality_score_rate": 1.0,
                "quality_gate_rate": 0.7,
                "quality_multiplies": 0,
                "bands": PROFESSIONAL,
            },
            355_000_000,
            "50% of 5 + 35% of 3 = 2.5 + 1.05",
        ),
        (
            {
                "counted_pence": 8 * M,
                "benchmark_pence": 100 * M,
                "quality_score_rate": 0.6,
                "quality_gate_rate": 0.7,
                "quality_multiplies": 0,
                "bands": PROFESSIONAL,
            },
            0,
            "a score of 60% misses the gate of 70%",
        ),
        (
            {
                "counted_pence": -20 * M,
                "benchmark_pence": 100 * M,
                "quality_score_rate": 0.6,
                "quality_gate_rate": 0.7,
                "quality_multiplies": 0,
                "bands": PROFESSIONAL,
            },
            -525_000_000,
            "a loss of 20%: 2.5 + 1.75 + 0.75 + 0.25 = 5.25, whatever the score",
        ),
    ],
    "contract_terms.cap_pence": [
        (
            {
                "benchmark_pence": 100 * M,
                "cap_rate": 0.04,
                "second_base_pence": 30 * M,
                "second_cap_rate": 0.08,
            },
            240_000_000,
            "8% of £30m revenue is £2.4m, below 4% of £100m",
        ),
        (
            {
                "benchmark_pence": 100 * M,
                "cap_rate": 0.04,
                "second_base_pence": 30 * M,
                "second_cap_rate": NO_LIMIT,
            },
            4 * M,
            "no limit on revenue: 4% of £100m",
        ),
    ],
    "contract_terms.paid_pence": [
        (
            {
                "shared_pence": 1010,
                "gain_cap_pence": 1000,
                "loss_cap_pence": 400,
                "sequestration_rate": 0.02,
                "is_sequestered_first": 1,
            },
            990,
            "1,010 x 0.98 = 989.8, rounded; the cap no longer bites",
        ),
        (
            {
                "shared_pence": 1010,
                "gain_cap_pence": 1000,
                "loss_cap_pence": 400,
                "sequestration_rate": 0.02,
                "is_sequestered_first": 0,
            },
            980,
            "capped at 1,000 first, then 2% off",
        ),
        (
            {
                "shared_pence": -500,
                "gain_cap_pence": 1000,
                "loss_cap_pence": 400,
                "sequestration_rate": 0.02,
                "is_sequestered_first": 1,
            },
            -400,
            "a loss stops at its cap and bears no sequestration",
        ),
    ],
    "contract_terms.settled_pence": [
        (_settled(95 * M), 5 * M, "neutral terms: the whole saving"),
        (_settled(105 * M, is_two_sided=0.0), 0, "one-sided: no loss"),
        (
            _settled(88 * M, bands=PROFESSIONAL),
            455_000_000,
            "12% saved: 2.5 + 1.75 + 15% of 2 = 4.55",
        ),
        (
            _settled(97 * M, discount_rate=0.02),
            1 * M,
            "£3m saved, of which the payer keeps 2% of £100m",
        ),
        (
            _settled(180 * M, expected=200 * M, second=200 * M, gain_cap_second_rate=0.075),
            15 * M,
            "a surplus of £20m on a turnover of £200m stops at 7.5%",
        ),
        (
            _settled(
                110 * M, loss_cap_rate=0.04, second=30 * M, loss_cap_second_rate=0.08, relief=100 * 10**6
            ),
            -140_000_000,
            "£10m lost, limited to 8% of £30m = £2.4m, less a relief of £1m",
        ),
    ],
    "contract_terms.rate_by_population": [
        (
            {
                "persons": 5500,
                "bands": [[5000, 5999, 0.039, 0.036], [6000, 6999, 0.036, 0.034]],
                "otherwise": -1.0,
            },
            0.0374984984984985,
            "3.9% - 0.3% x 500/999",
        ),
        (
            {
                "persons": 5999,
                "bands": [[5000, 5999, 0.039, 0.036], [6000, 6999, 0.036, 0.034]],
                "otherwise": -1.0,
            },
            0.036,
            "the upper end of its band",
        ),
        (
            {
                "persons": 152,
                "bands": [[5000, 5999, 0.039, 0.036], [6000, 6999, 0.036, 0.034]],
                "otherwise": -1.0,
            },
            -1,
            "below the table",
        ),
    ],
    "contract_terms.middle_of_overlap": [
        (
            {"first": 0.46, "first_half_width": 0.0025, "second": 0.46, "second_half_width": 0.005},
            0.46,
            "the wider range does not cut the narrower: the first stands",
        ),
        (
            {"first": 0.435, "first_half_width": 0.0025, "second": 0.44, "second_half_width": 0.005},
            0.43625,
            "both allow 0.435 to 0.4375: the middle",
        ),
        (
            {"first": 0.6, "first_half_width": 0.0025, "second": 0.75, "second_half_width": 0.005},
            0.75,
            "no common range: the second stands",
        ),
    ],
    "contract_terms.returned_excess_pence": [
        (
            {"surplus_pence": 20 * M, "turnover_pence": 18_750_000_000, "keep_rate": 0.075},
            593_750_000,
            "Alzira: 20m less 7.5% of 187.5m = 14.0625m leaves 5.9375m",
        ),
        ({"surplus_pence": 5 * M, "turnover_pence": 18_750_000_000, "keep_rate": 0.075}, 0, "all is kept"),
    ],
}
