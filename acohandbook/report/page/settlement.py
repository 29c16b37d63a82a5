"""Explorer: how people on the list, the share of it that is paid, and measures earned move a settlement."""

from acohandbook.report.page import charts
from acohandbook.report.page.figures import percent, persons, pounds
from acohandbook.rules import improvement_payment as improving
from acohandbook.rules import settlement as rules
from acohandbook.rules.dialect import clip, round_half_away
from acohandbook.rules.sharing import rate_of_pence


def list_true_ups(inputs, people_change_rate, marginal_rate):
    """Each commissioner's list true-up, with more or fewer people on the list than were counted."""
    amounts = {}
    for row in inputs["lists"]:
        actual = row["actual_persons"] + round_half_away(row["assumed_persons"] * people_change_rate)
        more = rules.true_up_persons(actual, row["list_cleaning_persons"], row["assumed_persons"])
        amount = rules.list_true_up_pence(more, row["per_head_pence"], marginal_rate)
        amounts[row["code"]] = rules.payable_pence(amount, inputs["is_virtual"])
    return amounts


def improvement_items(inputs, earned_change_rate):
    """Each commissioner's payments after the year when more or less of the pool is earned."""
    amounts = {}
    for row in inputs["funding"]:
        pool, on_account = row["pool_pence"], row["on_account_pence"]
        earned = clip(row["earned_pence"] + rate_of_pence(pool, earned_change_rate), 0, pool)
        true_up = improving.true_up_pence(earned, on_account, row["is_due"])
        overpaid = improving.overpaid_pence(earned, on_account, row["is_due"])
        recovery = improving.recovery_pence(overpaid, pool, inputs["recovery_cap_rate"])
        paid = improving.paid_pence(on_account, true_up, recovery)
        after = {
            "improvement_true_up": true_up,
            "improvement_recovery": rules.negative_pence(recovery),
            "improvement_returned": improving.returned_pence(pool, paid, row["is_due"]),
        }
        for item in after:
            amounts[row["code"] + " " + item] = rules.payable_pence(after[item], inputs["is_virtual"])
    return amounts


def statement(inputs, true_ups, improvements):
    """Amounts by party and heading: both sides of every transfer, so that each heading nets to nothing."""
    sums = {}
    for item, heading, code, payer, payee, amount in inputs["items"]:
        if item == "list_true_up":
            amount = true_ups.get(code, 0)
        else:
            amount = improvements.get(code + " " + item, amount)
        for party, side in ((payer, "payer"), (payee, "payee")):
            place = party + " " + heading
            sums[place] = sums.get(place, 0) + rules.signed_pence(amount, side)
    return sums


def answer(inputs, chosen):
    """Draw the year's statement up again."""
    change, rate = chosen.get("people_change", 0) / 100, chosen.get("marginal_rate", 0) / 100
    earned = chosen.get("earned_change", 0) / 100
    true_ups = list_true_ups(inputs, change, rate)
    sums = statement(inputs, true_ups, improvement_items(inputs, earned))
    headings = [heading for heading, _ in inputs["headings"]]
    rows = []
    for party, name in inputs["parties"]:
        amounts = [sums.get(party + " " + heading, 0) for heading in headings]
        rows.append((party, name, amounts, rules.net_pence(*amounts)))
    shown = [place for place in range(len(headings)) if any([amounts[place] for _, _, amounts, _ in rows])]
    paid = [row for row in rows if any(row[2])]
    holder = [row for row in rows if row[0] == inputs["holder"]]
    holder_name, net = (holder[0][1], holder[0][3]) if holder else ("Nobody", 0)
    true_up = sum([true_ups[code] for code in true_ups])
    ranked = sorted([(-row[3], place) for place, row in enumerate(paid)])
    bars = [(paid[place][1], [paid[place][3] / 100]) for _, place in ranked]
    most = "Nothing is paid."
    if bars:
        most = (
            f"{bars[0][0]} receives most, {pounds(bars[0][1][0])}; {bars[-1][0]} pays most, "
            f"{pounds(abs(bars[-1][1][0]))}. All parties together come to nothing."
        )
    totals = [sum([amounts[place] for _, _, amounts, _ in rows]) / 100 for place in shown]
    return {
        "says": f"{holder_name} has {pounds(net / 100)} net for {inputs['year']}; the list true-up is "
        f"{pounds(true_up / 100)} of it.",
        "figures": {"net_gbp": net / 100, "list_true_up_gbp": true_up / 100},
        "outputs": {
            "people_change": percent(change, 1), "marginal_rate": percent(rate, 0),
            "earned_change": percent(earned, 0),
        },
        "table": {
            "caption": f"Settlement statement for {inputs['year']}, draft for agreement",
            "headings": ["Party"] + [inputs["headings"][place][1] for place in shown] + ["Net (£)"],
            "units": ["text"] + ["gbp"] * (len(shown) + 1),
            "cells": [
                [name] + [pounds(amounts[place] / 100) for place in shown] + [pounds(net_pence / 100)]
                for _, name, amounts, net_pence in paid
            ],
            "totals": ["Total"] + [pounds(amount) for amount in totals] + [pounds(sum(totals))],
            "note": f"People counted: {persons(sum([row['actual_persons'] for row in inputs['lists']]))}."
            if inputs["lists"] else "",
        },
        "chart": {
            "drawing": charts.rows(bars),
            "title": f"Net settlement by party, {inputs['year']}",
            "says": most,
            "header": ["Party", "Net"],
            "rows": [[name, pounds(amounts[0], True)] for name, amounts in bars],
        },
    }  # fmt: skip
