"""Worked numbers for ``acohandbook.rules.settlement``: arguments, answer by hand, and how."""

BLANK = float("nan")

CASES = {
    "settlement.by_aco_pence": [
        ({"amount_pence": 500, "payable_by_aco": "yes"}, 500, "the holder pays"),
        ({"amount_pence": 500, "payable_by_aco": "no"}, 0, "the commissioner pays"),
        ({"amount_pence": 500, "payable_by_aco": ""}, 0, "not said"),
    ],
    "settlement.by_commissioner_pence": [
        ({"amount_pence": 500, "payable_by_aco": "no"}, 500, "the commissioner pays"),
        ({"amount_pence": 500, "payable_by_aco": "yes"}, 0, "the holder pays"),
        ({"amount_pence": 500, "payable_by_aco": ""}, 0, "not said"),
    ],
    "settlement.by_agreement_pence": [
        ({"amount_pence": 500, "by_aco_pence": 0, "by_commissioner_pence": 0}, 500, "the line names nobody"),
        ({"amount_pence": 500, "by_aco_pence": 500, "by_commissioner_pence": 0}, 0, "the holder has it all"),
    ],
    "settlement.is_virtual": [
        ({"contracting_form": "virtual"}, 1, "an alliance over existing contracts"),
        ({"contracting_form": "fully_integrated"}, 0, "one contract"),
    ],
    "settlement.payable_pence": [
        ({"amount_pence": 500, "is_virtual": 1}, 0, "a virtual contract pays no annual payment"),
        ({"amount_pence": 500, "is_virtual": 0}, 500, "any other does"),
    ],
    "settlement.shadow_pence": [
        ({"amount_pence": 500, "is_virtual": 1}, 500, "shown, not paid"),
        ({"amount_pence": 500, "is_virtual": 0}, 0, "it is paid, so there is no shadow"),
    ],
    "settlement.true_up_persons": [
        (
            {"actual_persons": 31_200, "list_cleaning_persons": 100, "assumed_persons": 31_000},
            300,
            "31,200 counted + 100 cleaned away - 31,000 already in the budget",
        ),
        (
            {"actual_persons": 30_900, "list_cleaning_persons": 100, "assumed_persons": 31_000},
            0,
            "a list that shrank by cleaning alone loses nothing",
        ),
    ],
    "settlement.per_head_pence": [
        ({"amount_pence": 2_000_000_000, "persons": 30_000}, 66_667, "£20m / 30,000 is £666.666..., £666.67"),
        ({"amount_pence": 500, "persons": 0}, 0, "nobody, nothing"),
    ],
    "settlement.list_true_up_pence": [
        (
            {"true_up_persons": 300, "per_head_pence": 66_667, "marginal_rate": 0.6},
            12_000_060,
            "300 x £666.67 x 60% = £120,000.60",
        ),
        (
            {"true_up_persons": -300, "per_head_pence": 66_667, "marginal_rate": 0.6},
            -12_000_060,
            "300 fewer give the same back",
        ),
    ],
    "settlement.at_actual_pence": [
        ({"planned_pence": 120, "actual_pence": 95, "months": 12}, 95, "the year is whole: actual cost"),
        ({"planned_pence": 120, "actual_pence": 70, "months": 9}, 120, "nine months: the plan stands"),
    ],
    "settlement.is_estimate": [
        ({"months": 12}, 0, "actual"),
        ({"months": 0}, 1, "no outturn: an estimate"),
    ],
    "settlement.has_stop_loss": [
        ({"limit_pence": 5_000_000}, 1, "£50,000 a case is agreed"),
        ({"limit_pence": BLANK}, 0, "none is agreed"),
    ],
    "settlement.stop_loss_pence": [
        ({"excess_pence": 700, "has_stop_loss": 1}, 700, "the commissioner bears what is beyond the limit"),
        ({"excess_pence": 700, "has_stop_loss": 0}, 0, "without a limit the provider bears it"),
    ],
    "settlement.item_pence": [
        ({"from_commissioner_pence": 250, "from_pool_pence": 0}, 250, "paid by a commissioner"),
        ({"from_commissioner_pence": 0, "from_pool_pence": -40}, -40, "paid back into the pool"),
    ],
    "settlement.signed_pence": [
        ({"amount_pence": 250, "side": "payee"}, 250, "the payee receives it"),
        ({"amount_pence": 250, "side": "payer"}, -250, "the payer pays it"),
    ],
    "settlement.net_pence": [
        (
            {
                "annual_payment_pence": 1000,
                "improvement_payment_pence": 100,
                "gain_loss_pence": -50,
                "pass_through_pence": 20,
                "list_true_up_pence": 7,
                "reopeners_pence": 3,
                "stop_loss_pence": 1,
            },
            1081,
            "1,000 + 100 - 50 + 20 + 7 + 3 + 1",
        ),
    ],
    "settlement.monthly_cash_pence": [
        (
            {"annual_payment_pence": 1000, "on_account_pence": 50, "recoveries_pence": 30},
            1020,
            "1,000 + 50 - 30",
        ),
    ],
    "settlement.negative_pence": [
        ({"amount_pence": 30}, -30, "a recovery of 30 is a payment of -30"),
    ],
    "settlement.is_lasting": [
        ({"kind": "inflation_share", "recurrent": 0}, 1, "a price that rose stays risen"),
        ({"kind": "event", "recurrent": 0}, 0, "an event passes"),
        ({"kind": "event", "recurrent": 1}, 1, "unless it is said to last"),
    ],
    "settlement.carried_over_pence": [
        ({"amount_pence": 400, "is_invoked": 1, "is_lasting": 1}, 400, "invoked, and it lasts"),
        ({"amount_pence": 400, "is_invoked": 1, "is_lasting": 0}, 0, "it was for its year alone"),
        ({"amount_pence": 400, "is_invoked": 0, "is_lasting": 1}, 0, "nobody invoked it"),
    ],
    "settlement.rebased_pence": [
        (
            {"budget_pence": 10_000, "people_pence": 700, "reopeners_pence": -50},
            10_650,
            "as set 10,000 + people 700 - prices that fell 50",
        ),
    ],
}
