"""Worked numbers for ``acohandbook.rules.baseline``. Money in whole pence."""

BLANK = float("nan")


def _share(attribution, key_share=0.6, stated=BLANK):
    by_key = 1 if attribution in ("list_share", "need_share") else 0
    return {
        "attribution": attribution,
        "is_by_key": by_key,
        "key_share_rate": key_share,
        "stated_rate": stated,
    }


def _timed(start, end=9999):
    return {"from_number": start, "ends_number": end, "base_number": 2016}


def _posted(moves, destination, added=1, amount=-300):
    return {
        "amount_pence": amount,
        "moves_between_homes": moves,
        "is_destination": destination,
        "is_added": added,
    }


def _move(moves, home, destination):
    return {"moves_between_homes": moves, "home": home, "destination_home": destination}


CASES = {
    "baseline.is_by_key": [
        ({"attribution": "list_share"}, 1, "a raw count"),
        ({"attribution": "need_share"}, 1, "a count weighted by need"),
        ({"attribution": "negotiated"}, 0, "a stated share"),
    ],
    "baseline.is_shared": [
        ({"attribution": "direct"}, 0, "the whole line is the ACO's"),
        ({"attribution": "patient_level"}, 1, "shared with other places"),
    ],
    "baseline.share_in_force": [
        (_share("direct", BLANK), 1, "the whole line"),
        (_share("need_share", 0.6), 0.6, "by key"),
        (_share("list_share", 0.75), 0.75, "by key"),
        (_share("negotiated", 0.6, 0.5), 0.5, "as stated"),
        (_share("patient_level", BLANK, 0.7), 0.7, "as stated"),
        (_share("need_share", BLANK), BLANK, "the key is not known, nor is the share"),
    ],
    "baseline.is_unallocated": [
        ({"service_line": "reserves"}, 1, "buys nothing"),
        ({"service_line": "unallocated"}, 1, "not mapped"),
        ({"service_line": "community"}, 0, "a service"),
    ],
    "baseline.is_retained": [
        ({"home": "retained", "is_unallocated": 0}, 1, "the commissioner keeps it"),
        ({"home": "retained", "is_unallocated": 1}, 0, "counted as unallocated, not twice"),
        ({"home": "annual_payment", "is_unallocated": 0}, 0, "in the budget"),
    ],
    "baseline.is_in_scope": [
        ({"is_retained": 0, "is_unallocated": 0}, 1, "counted"),
        ({"is_retained": 1, "is_unallocated": 0}, 0, "retained"),
        ({"is_retained": 0, "is_unallocated": 1}, 0, "unallocated"),
    ],
    "baseline.pence_if": [
        ({"amount_pence": 500, "is_counted": 1}, 500, "it counts"),
        ({"amount_pence": 500, "is_counted": 0}, 0, "it does not"),
    ],
    "baseline.part_pence": [
        ({"amount_pence": 1001, "share_rate": 0.5}, 501, "500.5 rounds away from zero"),
        ({"amount_pence": -1001, "share_rate": 0.5}, -501, "income rounds the same way"),
    ],
    "baseline.part_if_pence": [
        ({"amount_pence": 2000, "share_rate": 0.6, "is_counted": 1}, 1200, "60% of 2,000"),
        ({"amount_pence": 2000, "share_rate": 0.6, "is_counted": 0}, 0, "out of scope"),
        ({"amount_pence": 2000, "share_rate": BLANK, "is_counted": 0}, 0, "out of scope, the share unknown"),
    ],
    "baseline.rest_pence": [
        ({"amount_pence": 2000, "part_pence": 1200}, 800, "2,000 - 1,200"),
    ],
    "baseline.is_recurrent": [
        ({"recurrence": "recurrent"}, 1, "goes on"),
        ({"recurrence": "non_recurrent"}, 0, "for stated years"),
    ],
    "baseline.is_same": [
        ({"word": "list", "other_word": "list"}, 1, "the same"),
        ({"word": "list", "other_word": "residence"}, 0, "not the same"),
    ],
    "baseline.is_yes": [
        ({"answer": "yes"}, 1, "yes"),
        ({"answer": "no"}, 0, "no"),
    ],
    "baseline.is_in_baseline": [
        (_timed(2016), 1, "begun in the base year, without end"),
        (_timed(2015, 2018), 1, "begun before, ends after"),
        (_timed(2017), 0, "begins after the base year"),
        (_timed(2015, 2016), 0, "ends with the base year"),
    ],
    "baseline.moves_between_homes": [
        ({"kind": "cquin_to_improvement_payment"}, 1, "from the line's home to the improvement payment"),
        ({"kind": "patient_choice"}, 1, "from the line's home to pass-through"),
        ({"kind": "full_year_effect"}, 0, "adds to its home"),
    ],
    "baseline.is_applicable": [
        (_move(1, "annual_payment", "improvement_payment"), 1, "a move to another home"),
        (_move(1, "gain_loss_pool", "gain_loss_pool"), 0, "a move that leads nowhere"),
        (_move(0, "annual_payment", "annual_payment"), 1, "an addition in the budget"),
        (_move(0, "retained", "retained"), 0, "an addition to what the commissioner keeps"),
        (_move(0, "retained", "annual_payment"), 1, "running costs that come over"),
    ],
    "baseline.is_added": [
        ({"is_applicable": 1, "is_funded_in_price": 0}, 1, "changes the budget"),
        ({"is_applicable": 1, "is_funded_in_price": 1}, 0, "the price funds it already"),
        ({"is_applicable": 0, "is_funded_in_price": 0}, 0, "there is nothing for it to change"),
    ],
    "baseline.is_followed": [
        ({"moved_pence": -700, "capital_charges_pence": -90}, 1, "both leave"),
        ({"moved_pence": 700, "capital_charges_pence": 90}, 1, "both arrive"),
        ({"moved_pence": 700, "capital_charges_pence": -90}, 0, "the charges go the other way"),
        ({"moved_pence": 700, "capital_charges_pence": 0}, 0, "no charges go with it"),
    ],
    "baseline.posted_pence": [
        (_posted(1, 0), -300, "leaves the contract"),
        (_posted(1, 1), 300, "arrives in the improvement payment"),
        (_posted(0, 1, amount=120), 120, "adds where it lands"),
        (_posted(1, 1, added=0), 0, "left out"),
    ],
    "baseline.in_base_pence": [
        ({"amount_pence": -300, "is_in_baseline": 1, "is_recurrent": 1}, -300, "in the baseline"),
        ({"amount_pence": -300, "is_in_baseline": 0, "is_recurrent": 1}, 0, "later"),
        ({"amount_pence": -300, "is_in_baseline": 1, "is_recurrent": 0}, 0, "once"),
    ],
    "baseline.baseline_pence": [
        (
            {
                "ledger_aco_pence": 9_000,
                "non_recurrent_pence": 400,
                "adjustments_pence": 120,
                "moved_pence": -300,
            },
            8_420,
            "9,000 - 400 + 120 - 300",
        ),
    ],
    "baseline.signed_pence": [
        ({"amount_pence": 500, "sign": 1}, 500, "adds"),
        ({"amount_pence": 500, "sign": -1}, -500, "takes away"),
    ],
    "baseline.is_more": [
        ({"size_rate": 0.033, "limit_rate": 0.025}, 1, "3.3% is more than 2.5%"),
        ({"size_rate": 0.025, "limit_rate": 0.025}, 0, "exactly at the limit is not beyond it"),
        ({"size_rate": 0.5, "limit_rate": BLANK}, 0, "no limit known"),
    ],
    "baseline.size_pence": [
        ({"amount_pence": -200}, 200, "income of 200"),
        ({"amount_pence": 200}, 200, "spend of 200"),
        ({"amount_pence": 0}, 0, "nothing"),
    ],
    "baseline.pence_share_rate": [
        ({"part_pence": 300, "whole_pence": 1200}, 0.25, "300 / 1,200"),
        ({"part_pence": 0, "whole_pence": 0}, 0, "nothing of nothing"),
    ],
    "baseline.mean_pence": [
        ({"amount_pence": 400, "year_count": 3}, 133, "400 / 3 = 133.33, in whole pence"),
        ({"amount_pence": 500, "year_count": 2}, 250, "two years are held"),
        ({"amount_pence": 0, "year_count": 0}, 0, "no year, nothing"),
    ],
    "baseline.is_departure": [
        ({"departure_rate": 0.12, "limit_rate": 0.1}, 1, "12% above the mean"),
        ({"departure_rate": -0.12, "limit_rate": 0.1}, 1, "12% below it"),
        ({"departure_rate": 0.1, "limit_rate": 0.1}, 0, "at the limit, not beyond it"),
        ({"departure_rate": BLANK, "limit_rate": 0.1}, 0, "unknown, so not beyond"),
    ],
    "baseline.per_head_gbp": [
        ({"amount_pence": 310_000, "persons": 100}, 31, "£3,100 over 100 people"),
        ({"amount_pence": 0, "persons": 0}, 0, "nobody"),
    ],
    "baseline.implied_points": [
        (
            {"per_head_gbp": 8, "mean_list_persons": 7_490, "point_gbp": 175},
            342.4,
            "£8 x 7,490 people = £59,920; at £175 a point that is 342.4 points",
        ),
        ({"per_head_gbp": 8, "mean_list_persons": BLANK, "point_gbp": BLANK}, BLANK, "no value published"),
    ],
    "baseline.income_pence": [
        ({"amount_pence": -200}, -200, "income"),
        ({"amount_pence": 1200}, 0, "spend is no income"),
    ],
    "baseline.gross_pence": [
        ({"amount_pence": -200}, 0, "income is no spend"),
        ({"amount_pence": 1200}, 1200, "spend"),
    ],
    "baseline.payer_pence": [
        ({"amount_pence": 500, "payer": "C1", "host": "H"}, -500, "a contribution of another party"),
        ({"amount_pence": 500, "payer": "H", "host": "H"}, 0, "a payment out is the host's"),
    ],
    "baseline.payee_pence": [
        ({"amount_pence": 500, "payee": "T2", "host": "H"}, 500, "another party receives it"),
        ({"amount_pence": 500, "payee": "H", "host": "H"}, 0, "a contribution stays with the host"),
    ],
    "baseline.host_pence": [
        ({"payer_pence": -500, "payee_pence": 0}, 500, "in"),
        ({"payer_pence": 0, "payee_pence": 500}, -500, "out"),
        ({"payer_pence": -250, "payee_pence": 250}, 0, "straight through"),
    ],
    "baseline.flow_in_pence": [
        ({"host_pence": 500}, 500, "a contribution"),
        ({"host_pence": -500}, 0, "a payment is no contribution"),
    ],
    "baseline.flow_out_pence": [
        ({"host_pence": -500}, 500, "a payment"),
        ({"host_pence": 500}, 0, "a contribution is no payment"),
    ],
    "baseline.counted_twice_pence": [
        ({"received_pence": 1830, "income_pence": -1830}, 0, "the income takes all of it out"),
        ({"received_pence": 500, "income_pence": -200}, 300, "300 stand in both ledgers"),
        ({"received_pence": 500, "income_pence": -900}, 0, "more income than the pool's is no fault"),
    ],
    "baseline.flow_net_pence": [
        (
            {"as_payer_pence": -500, "as_host_pence": 200, "as_payee_pence": 50},
            -250,
            "-500 + 200 + 50",
        ),
    ],
}
