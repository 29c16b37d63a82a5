"""Worked numbers for ``acohandbook.rules.gain_loss``: arguments, answer by hand, and how."""

M = 100_000_000  # pence in a million pounds
BLANK = float("nan")


def _quality(amount, score, gate, multiplies):
    return {
        "amount_pence": amount,
        "quality_score_rate": score,
        "quality_gate_rate": gate,
        "quality_multiplies": multiplies,
    }


def _reason(**changes):
    usual = {
        "months": 12,
        "pool_pence": 5 * M,
        "expected_pence": 100 * M,
        "gain_threshold_rate": 0.02,
        "loss_threshold_rate": 0.02,
        "is_two_sided": 0,
        "persons": 50_000,
        "minimum_persons": 30_000,
        "quality_score_rate": 0.8,
        "quality_gate_rate": 0.7,
    }
    return usual | changes


ALIKE = {
    "is_same_price_base": 1,
    "is_same_grouper": 1,
    "is_same_market_forces": 1,
    "is_same_identification": 1,
    "is_same_open_spells": 1,
}

CASES = {
    "gain_loss.is_one_currency": [
        (ALIKE, 1, "alike in all five ways"),
        *((ALIKE | {way: 0}, 0, f"but for {way}") for way in ALIKE),
    ],
    "gain_loss.unstated_basis_pence": [
        ({"expected_pence": 500, "is_stated": 0}, 500, "nobody says how it is counted"),
        ({"expected_pence": 500, "is_stated": 1}, 0, "both sides say so"),
    ],
    "gain_loss.other_basis_pence": [
        ({"expected_pence": 500, "is_stated": 1, "is_one_currency": 0}, 500, "stated, and apart"),
        ({"expected_pence": 500, "is_stated": 1, "is_one_currency": 1}, 0, "stated, and alike"),
        ({"expected_pence": 500, "is_stated": 0, "is_one_currency": 0}, 0, "not stated is another matter"),
    ],
    "gain_loss.threshold_rate": [
        ({"threshold_kind": "none", "rate": 0.02}, 0, "no threshold, whatever rate stands there"),
        ({"threshold_kind": "first_pound", "rate": 0.02}, 0.02, "the stated 2%"),
    ],
    "gain_loss.is_deductible": [
        ({"threshold_kind": "deductible"}, 1, "only what lies beyond counts"),
        ({"threshold_kind": "first_pound"}, 0, "all counts once past it"),
    ],
    "gain_loss.is_two_sided": [
        ({"sides": "two_sided"}, 1, "losses are shared"),
        ({"sides": "one_sided"}, 0, "they are not"),
    ],
    "gain_loss.uses_released_cost": [
        ({"pool_basis": "released"}, 1, "the pool is the cost that fell"),
        ({"pool_basis": "price"}, 0, "the pool is at price"),
    ],
    "gain_loss.variable_rate": [
        ({"payment_basis": "activity", "blended_rate": 0.2}, 1, "every case is paid for"),
        ({"payment_basis": "block", "blended_rate": 0.2}, 0, "the block is paid whatever happens"),
        ({"payment_basis": "blended", "blended_rate": 0.2}, 0.2, "20% of the price follows activity"),
    ],
    "gain_loss.own_cap_rate": [
        ({"stated_rate": 0.03}, 0.03, "the party's own 3%"),
        ({"stated_rate": BLANK}, 1, "blank: none"),
    ],
    "gain_loss.payer_underspend_pence": [
        ({"price_pool_pence": 4 * M, "variable_rate": 1}, 4 * M, "activity payment frees the whole £4m"),
        ({"price_pool_pence": 4 * M, "variable_rate": 0}, 0, "a block frees nothing"),
        (
            {"price_pool_pence": 4 * M, "variable_rate": 0.2},
            80_000_000,
            "plan £80m, actual £76m, blended at 20%: the payer pays £79.2m, £0.8m less",
        ),
        (
            {"price_pool_pence": -4 * M, "variable_rate": 0.2},
            -80_000_000,
            "plan £80m, actual £84m: the payer pays £80.8m, £0.8m more",
        ),
    ],
    "gain_loss.pool_on_basis_pence": [
        (
            {"price_pool_pence": 500, "provider_cost_released_pence": 200, "uses_released_cost": 0},
            500,
            "at price",
        ),
        (
            {"price_pool_pence": 500, "provider_cost_released_pence": 200, "uses_released_cost": 1},
            200,
            "what cost really fell by",
        ),
        (
            {"price_pool_pence": 500, "provider_cost_released_pence": BLANK, "uses_released_cost": 0},
            500,
            "at price nobody needs to know the cost released",
        ),
        (
            {"price_pool_pence": 500, "provider_cost_released_pence": BLANK, "uses_released_cost": 1},
            BLANK,
            "a pool of unknown cost is unknown",
        ),
    ],
    "gain_loss.held_within_underspend_pence": [
        ({"pool_pence": 500, "payer_underspend_pence": 100}, 100, "a gain of 500 on an underspend of 100"),
        ({"pool_pence": 500, "payer_underspend_pence": 0}, 0, "no underspend, no gain"),
        ({"pool_pence": 500, "payer_underspend_pence": -50}, 0, "an overspend funds no gain"),
        ({"pool_pence": 60, "payer_underspend_pence": 100}, 60, "the underspend is larger than the pool"),
        ({"pool_pence": -500, "payer_underspend_pence": -100}, -100, "a loss stops at the overspend"),
        ({"pool_pence": -500, "payer_underspend_pence": 30}, 0, "no overspend, no loss"),
    ],
    "gain_loss.pool_rate": [
        ({"pool_pence": 3, "expected_pence": 200}, 0.015, "3 of 200"),
        ({"pool_pence": 0, "expected_pence": 0}, 0, "nothing expected: no rate"),
    ],
    "gain_loss.mean_months": [
        ({"line_months": 24, "lines": 2}, 12, "two whole lines"),
        ({"line_months": 18, "lines": 2}, 9, "one line of twelve and one of six months"),
        ({"line_months": 0, "lines": 0}, 0, "no lines in the pool"),
    ],
    "gain_loss.is_month_frozen": [
        ({"rows": 3, "frozen_rows": 3}, 1, "all three rows are frozen"),
        ({"rows": 3, "frozen_rows": 2}, 0, "one is not"),
    ],
    "gain_loss.is_provisional": [
        ({"months": 12, "frozen_months": 12}, 0, "whole and frozen"),
        ({"months": 12, "frozen_months": 11}, 1, "a month is not frozen"),
        ({"months": 9, "frozen_months": 9}, 1, "a year in course"),
    ],
    "gain_loss.protected_pence": [
        ({"amount_pence": 700, "persons": 29_999, "minimum_persons": 30_000}, 0, "one person short"),
        ({"amount_pence": -700, "persons": 29_999, "minimum_persons": 30_000}, 0, "nor is a loss shared"),
        ({"amount_pence": 700, "persons": 30_000, "minimum_persons": 30_000}, 700, "exactly enough"),
    ],
    "gain_loss.quality_pence": [
        (_quality(1000, 0.8, 0.7, 0), 1000, "80% passes a gate of 70%"),
        (_quality(1000, 0.8, 0.7, 1), 800, "and multiplies: 80% of 1,000"),
        (_quality(1000, 0.6, 0.7, 1), 0, "60% does not pass"),
        (_quality(-1000, 0.6, 0.7, 1), -1000, "a loss stands whatever the quality"),
        (_quality(1000, BLANK, 0, 0), 1000, "no score is held and none is asked for"),
        (_quality(1000, BLANK, 0.7, 0), 0, "no score passes no gate"),
        (_quality(1000, BLANK, 0, 1), 0, "no score multiplies as nothing"),
    ],
    "gain_loss.reason_code": [
        (_reason(), 0, "a gain of 5% past 2%, enough people, 80% past the gate: shared"),
        (_reason(months=0, pool_pence=0), 6, "no outturn yet"),
        (_reason(persons=29_999), 1, "too few people comes first"),
        (_reason(pool_pence=0), 2, "the payers spent what was expected"),
        (_reason(pool_pence=1 * M), 3, "1% is within 2%"),
        (_reason(pool_pence=-5 * M), 4, "a loss of 5% under one-sided terms"),
        (_reason(pool_pence=-5 * M, is_two_sided=1, quality_score_rate=0.1), 0, "a loss passes every gate"),
        (_reason(quality_score_rate=0.69), 5, "69% does not reach 70%"),
        (_reason(quality_score_rate=BLANK), 5, "nor does a score that nobody holds"),
    ],
    "gain_loss.noise_band_rate": [
        (
            {"confidence_factor": 1.645, "person_variation": 2.1, "persons": 10_000, "months": 12},
            0.034545,
            "1.645 x 2.1 / 100",
        ),
        (
            {"confidence_factor": 1.645, "person_variation": 2.1, "persons": 40_000, "months": 3},
            0.034545,
            "a quarter of a year of 40,000 people is 10,000 person-years",
        ),
        (
            {"confidence_factor": 1.645, "person_variation": 2.1, "persons": 10_000, "months": 0},
            0.034545,
            "no outturn yet: the band of a whole year",
        ),
        (
            {"confidence_factor": 1.645, "person_variation": 2, "persons": 0, "months": 12},
            3.29,
            "nobody counts as one person-year: 1.645 x 2",
        ),
    ],
    "gain_loss.is_within_noise": [
        ({"saving_rate": 0.01, "noise_band_rate": 0.015}, 1, "1% is within 1.5%"),
        ({"saving_rate": -0.01, "noise_band_rate": 0.015}, 1, "either way"),
        ({"saving_rate": 0.02, "noise_band_rate": 0.015}, 0, "2% is not"),
        ({"saving_rate": -0.02, "noise_band_rate": 0.015}, 0, "nor is a loss of 2%"),
    ],
    "gain_loss.agreed_share_rate": [
        ({"pool_pence": 1, "gain_share_rate": 0.5, "loss_share_rate": 0.3}, 0.5, "half of a gain"),
        ({"pool_pence": -1, "gain_share_rate": 0.5, "loss_share_rate": 0.3}, 0.3, "30% of a loss"),
    ],
    "gain_loss.performance_share_rate": [
        (
            {"agreed_share_rate": 0.5, "pool_pence": 1, "quality_score_rate": 0.7},
            0.35,
            "half, times a score of 70%",
        ),
        (
            {"agreed_share_rate": 0.5, "pool_pence": -1, "quality_score_rate": 0.7},
            0.5,
            "a loss is borne in full",
        ),
        ({"agreed_share_rate": 0.5, "pool_pence": 1, "quality_score_rate": BLANK}, 0, "no score, no share"),
    ],
    "gain_loss.member_weight": [
        ({"weight": 7, "is_member": 1}, 7, "a member's weight counts"),
        ({"weight": -7, "is_member": 1}, 0, "less than nothing at stake"),
        ({"weight": BLANK, "is_member": 0}, 0, "what is not asked for need not be known"),
        ({"weight": BLANK, "is_member": 1}, BLANK, "a member's unknown reserves leave the key unknown"),
    ],
    "gain_loss.party_budget_pence": [
        (
            {
                "expected_as_payer_pence": 0,
                "expected_as_provider_pence": 300,
                "annual_payment_pence": 5000,
                "is_contract_holder": 1,
            },
            5300,
            "a contract holder that is also paid for pool care: 300 + 5,000",
        ),
        (
            {
                "expected_as_payer_pence": 1800,
                "expected_as_provider_pence": 0,
                "annual_payment_pence": 5000,
                "is_contract_holder": 0,
            },
            1800,
            "a commissioner's pool spend",
        ),
    ],
    "gain_loss.compensation_weight_pence": [
        ({"income_change_pence": -600, "pool_pence": 600, "is_member": 1}, 600, "income fell by 600"),
        (
            {"income_change_pence": 50, "pool_pence": 600, "is_member": 1},
            0,
            "income rose: nothing to make good",
        ),
        (
            {"income_change_pence": 400, "pool_pence": -400, "is_member": 1},
            400,
            "on a loss, whose income rose",
        ),
        ({"income_change_pence": -600, "pool_pence": 600, "is_member": 0}, 0, "not a member"),
    ],
    "gain_loss.weighted_share_rate": [
        ({"weight": 30, "weight_total": 120}, 0.25, "30 of 120"),
        ({"weight": 0, "weight_total": 0}, 0, "no weights, no shares"),
    ],
    "gain_loss.cap_pence": [
        (
            {"amount_pence": 1, "expected_pence": 18 * M, "gain_cap_rate": 0.01, "loss_cap_rate": 0.02},
            18_000_000,
            "1% of £18m",
        ),
        (
            {"amount_pence": -1, "expected_pence": 18 * M, "gain_cap_rate": 0.01, "loss_cap_rate": 0.02},
            36_000_000,
            "2% of £18m on a loss",
        ),
    ],
    "gain_loss.within_cap_pence": [
        ({"amount_pence": 900, "cap_pence": 500}, 500, "a gain stops at its cap"),
        ({"amount_pence": -900, "cap_pence": 500}, -500, "a loss too"),
        ({"amount_pence": 400, "cap_pence": 500}, 400, "below the cap nothing changes"),
    ],
    "gain_loss.residual_pence": [
        ({"pool_pence": 600, "others_pence": 540}, 60, "600 - 540"),
        ({"pool_pence": -600, "others_pence": -540}, -60, "the residual holder bears the rest of a loss"),
    ],
    "gain_loss.settled_pence": [
        ({"capped_pence": 0, "residual_pence": 60, "is_residual": 1}, 60, "the holder takes the rest"),
        ({"capped_pence": 300, "residual_pence": 60, "is_residual": 0}, 300, "a party its share"),
    ],
    "gain_loss.paid_out_pence": [
        ({"settled_pence": 60, "is_residual": 1, "is_commissioner": 1}, 0, "the rest stays in the ledger"),
        ({"settled_pence": 60, "is_residual": 1, "is_commissioner": 0}, 60, "a reserve is paid its rest"),
        ({"settled_pence": 60, "is_residual": 0, "is_commissioner": 1}, 60, "a commissioner's share is paid"),
    ],
    "gain_loss.funding_weight_pence": [
        ({"payer_pool_pence": 100, "shared_out_pence": 40}, 100, "a gain funds gains"),
        ({"payer_pool_pence": -60, "shared_out_pence": 40}, 0, "a loss funds none"),
        ({"payer_pool_pence": -60, "shared_out_pence": -40}, 60, "a loss is made good where it lies"),
        ({"payer_pool_pence": 100, "shared_out_pence": 0}, 0, "nothing is handed over"),
    ],
    "gain_loss.kept_pence": [
        ({"payer_pool_pence": 100, "funded_pence": 40}, 60, "100 - 40"),
    ],
    "gain_loss.income_change_pence": [
        ({"payer_underspend_pence": 400}, -400, "the payer's underspend is the provider's loss of income"),
    ],
    "gain_loss.cash_pence": [
        (
            {"underspend_pence": 600, "income_pence": 0, "received_pence": 180, "funded_pence": 600},
            180,
            "600 + 0 + 180 - 600",
        ),
        (
            {"underspend_pence": 0, "income_pence": -600, "received_pence": 60, "funded_pence": 0},
            -540,
            "a trust that loses 600 of income and is given 60",
        ),
    ],
    "gain_loss.margin_pence": [
        (
            {"cash_pence": -540, "provider_cost_released_pence": 240},
            -300,
            "540 less cash, 240 less cost: 300 worse off",
        ),
    ],
}
