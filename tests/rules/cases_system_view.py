"""Worked numbers for ``acohandbook.rules.system_view``: arguments, answer by hand, and how."""

BLANK = float("nan")

CASES = {
    "system_view.known_pence": [
        ({"amount_pence": -500}, -500, "it is known"),
        ({"amount_pence": BLANK}, 0, "left out"),
    ],
    "system_view.is_unknown": [
        ({"amount_pence": -500}, 0, "it is known"),
        ({"amount_pence": BLANK}, 1, "and counted"),
    ],
    "system_view.plan_pence": [
        (
            {
                "gap_pence": -100,
                "commissioner_unfunded_pence": -60,
                "holder_unfunded_pence": 0,
                "is_virtual": 0,
            },
            -40,
            "affordable 900, cost 1,000, budget 940: the commissioner has 900 - 940",
        ),
        (
            {"gap_pence": 0, "commissioner_unfunded_pence": 0, "holder_unfunded_pence": -60, "is_virtual": 0},
            -60,
            "the holder has 940 - 1,000",
        ),
        (
            {
                "gap_pence": -100,
                "commissioner_unfunded_pence": -60,
                "holder_unfunded_pence": 0,
                "is_virtual": 1,
            },
            -100,
            "a virtual contract: the commissioner pays the cost, 900 - 1,000",
        ),
        (
            {"gap_pence": 0, "commissioner_unfunded_pence": 0, "holder_unfunded_pence": -60, "is_virtual": 1},
            0,
            "and nobody is paid a budget",
        ),
    ],
    "system_view.share_pence": [({"received_pence": 45, "funded_pence": 100}, -55, "45 - 100")],
    "system_view.settled_pence": [
        ({"list_true_up_pence": 12, "reopeners_pence": -5, "stop_loss_pence": 1}, 8, "12 - 5 + 1"),
    ],
    "system_view.position_pence": [
        (
            {
                "underlying_pence": -400,
                "plan_pence": -40,
                "price_pence": 100,
                "share_pence": -55,
                "settled_pence": 8,
                "released_pence": 30,
            },
            -357,
            "-400 - 40 + 100 - 55 + 8 + 30",
        ),
    ],
    "system_view.received_pence": [
        ({"amount_pence": 45}, 45, "received"),
        ({"amount_pence": -45}, 0, "paid"),
    ],
    "system_view.rest_pence": [({"ledger_pence": 1000, "acos_pence": 640}, 360, "1,000 - 640")],
    "system_view.distance_pence": [
        ({"position_pence": -357, "control_total_pence": -300}, -57, "57 worse than the control total"),
    ],
}
