"""Worked cases for ``acohandbook.rules.improvement_payment``: the answer by hand and how it was reached."""

BLANK = float("nan")


def _payable(**changes):
    sound = {"is_in_force": 1, "achieved_value": 0.7, "has_evidence": 1, "is_on_time": 1, "is_enough_data": 1}
    return {**sound, **changes}


def _phase(weight, kind, kind_weight, process, outcome):
    return {
        "in_force_weight": weight,
        "kind": kind,
        "kind_weight": kind_weight,
        "process_rate": process,
        "outcome_rate": outcome,
    }


CASES = {
    "improvement_payment.on_top_pence": [
        (
            {"annual_payment_pence": 1_000_050, "size_rate": 0.01, "funding": "on_top"},
            10_001,
            "10,000.5 pence",
        ),
        (
            {"annual_payment_pence": 1_000_050, "size_rate": 0.01, "funding": "carved_out"},
            0,
            "nothing on top",
        ),
        ({"annual_payment_pence": -50_000, "size_rate": 0.01, "funding": "on_top"}, 0, "of a credit"),
    ],
    "improvement_payment.earnable_pence": [
        ({"pool_pence": 350}, 350, "a pool"),
        ({"pool_pence": -350}, 0, "a credit"),
    ],
    "improvement_payment.pool_pence": [
        ({"carved_out_pence": 300, "on_top_pence": 50}, 350, "300 + 50"),
    ],
    "improvement_payment.is_in_force": [
        ({"year_number": 2018, "from_year_number": 2018}, 1, "its first year"),
        ({"year_number": 2017, "from_year_number": 2018}, 0, "the year before"),
    ],
    "improvement_payment.in_force_weight": [
        ({"weight": 0.6, "is_in_force": 1}, 0.6, "in force"),
        ({"weight": 0.6, "is_in_force": 0}, 0, "not in force yet"),
    ],
    "improvement_payment.phased_weight": [
        (_phase(0.2, "process", 0.8, 0.6, 0.4), 0.15, "a quarter of process (0.2 / 0.8) of 60%"),
        (_phase(0.2, "outcome", 0.2, 0.6, 0.4), 0.4, "the only outcome measure has all of 40%"),
        (_phase(0.2, "outcome", 0.2, BLANK, BLANK), 0.2, "no division agreed: its own weight"),
        (_phase(0.0, "process", 0.0, 0.6, 0.4), 0, "not in force"),
    ],
    "improvement_payment.scorable_pence": [
        ({"pool_pence": 500, "weight_total": 1}, 500, "measures can earn it"),
        ({"pool_pence": 500, "weight_total": 0}, 0, "no measure in force"),
    ],
    "improvement_payment.is_payable": [
        (_payable(), 1, "everything is there"),
        (_payable(is_in_force=0), 0, "not in force"),
        (_payable(achieved_value=BLANK), 0, "no data"),
        (_payable(has_evidence=0), 0, "no evidence held"),
        (_payable(is_on_time=0), 0, "late"),
        (_payable(is_enough_data=0), 0, "too few people"),
    ],
    "improvement_payment.paid_score": [
        ({"score_rate": 0.5, "is_payable": 1}, 0.5, "payable"),
        ({"score_rate": 0.5, "is_payable": 0}, 0, "not payable"),
        ({"score_rate": BLANK, "is_payable": 0}, 0, "no data earns nothing"),
    ],
    "improvement_payment.weighted_score": [
        ({"phased_weight": 0.5, "paid_score": 0.5}, 0.25, "0.5 x 0.5"),
    ],
    "improvement_payment.is_due": [
        ({"reported_count": 2}, 1, "two measures reported"),
        ({"reported_count": 0}, 0, "nothing reported yet"),
    ],
    "improvement_payment.earned_pence": [
        ({"available_pence": 333, "paid_score": 0.5}, 167, "166.5 pence rounds away from zero"),
    ],
    "improvement_payment.unearned_pence": [
        ({"available_pence": 333, "earned_pence": 167, "is_due": 1}, 166, "333 - 167"),
        ({"available_pence": 333, "earned_pence": 0, "is_due": 0}, 0, "nothing is lost before a year is due"),
    ],
    "improvement_payment.not_yet_due_pence": [
        ({"available_pence": 333, "is_due": 1}, 0, "due"),
        ({"available_pence": 333, "is_due": 0}, 333, "all of it can still be earned"),
    ],
    "improvement_payment.quality_score_rate": [
        (
            {"weighted_score": 0.7, "weight_total": 1.0, "is_due": 1, "blank_rate": BLANK},
            0.7,
            "0.7 of a weight of 1",
        ),
        (
            {"weighted_score": 0.2, "weight_total": 0.8, "is_due": 1, "blank_rate": BLANK},
            0.25,
            "0.2 / 0.8",
        ),
        (
            {"weighted_score": 0.0, "weight_total": 1.0, "is_due": 0, "blank_rate": BLANK},
            BLANK,
            "not due: not known",
        ),
    ],
    "improvement_payment.on_account_pence": [
        ({"pool_pence": 1_001, "on_account_rate": 0.5}, 501, "500.5 pence rounds away from zero"),
    ],
    "improvement_payment.true_up_pence": [
        ({"earned_pence": 700, "on_account_pence": 500, "is_due": 1}, 200, "700 - 500"),
        ({"earned_pence": 300, "on_account_pence": 500, "is_due": 1}, 0, "overpaid: nothing more"),
        ({"earned_pence": 0, "on_account_pence": 500, "is_due": 0}, 0, "not due"),
    ],
    "improvement_payment.overpaid_pence": [
        ({"earned_pence": 300, "on_account_pence": 500, "is_due": 1}, 200, "500 - 300"),
        ({"earned_pence": 700, "on_account_pence": 500, "is_due": 1}, 0, "more was earned"),
        ({"earned_pence": 0, "on_account_pence": 500, "is_due": 0}, 0, "not due: nothing is owed back yet"),
    ],
    "improvement_payment.recovery_pence": [
        (
            {"overpaid_pence": 200, "pool_pence": 1_000, "recovery_cap_rate": 0.15},
            150,
            "at most 15% of 1,000",
        ),
        ({"overpaid_pence": 200, "pool_pence": 1_000, "recovery_cap_rate": 1.0}, 200, "no cap: all of it"),
    ],
    "improvement_payment.unrecovered_pence": [
        ({"overpaid_pence": 200, "recovery_pence": 150}, 50, "200 - 150"),
    ],
    "improvement_payment.paid_pence": [
        ({"on_account_pence": 500, "true_up_pence": 0, "recovery_pence": 150}, 350, "500 + 0 - 150"),
        ({"on_account_pence": 500, "true_up_pence": 200, "recovery_pence": 0}, 700, "500 + 200"),
    ],
    "improvement_payment.returned_pence": [
        ({"pool_pence": 1_000, "paid_pence": 350, "is_due": 1}, 650, "1,000 - 350"),
        ({"pool_pence": 1_000, "paid_pence": 500, "is_due": 0}, 0, "the year is still open"),
    ],
    "improvement_payment.open_pence": [
        ({"pool_pence": 1_000, "paid_pence": 350, "is_due": 1}, 0, "settled"),
        ({"pool_pence": 1_000, "paid_pence": 500, "is_due": 0}, 500, "half was paid on account"),
    ],
}
