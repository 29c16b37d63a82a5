"""Explorer: from a saving to each party's share, under the terms that a reader chooses."""

from acohandbook.report.page import charts
from acohandbook.report.page.figures import percent, pounds
from acohandbook.rules import gain_loss as rules
from acohandbook.rules import sharing

RATES = ("gain_threshold", "loss_threshold", "quality", "gain_cap")


def pool_pence(inputs, rate):
    """The pool when every contract saves the same part of what was expected, each payer's gain held to it."""
    whole = 0
    for contracts in inputs["payers"]:
        price = released = underspend = 0
        for expected in contracts:
            saved = sharing.rate_of_pence(expected, rate)
            price += saved
            released += sharing.rate_of_pence(saved, inputs["released_share"])
            underspend += rules.payer_underspend_pence(saved, inputs["variable_rate"])
        on_basis = rules.pool_on_basis_pence(price, released, inputs["uses_released_cost"])
        whole += rules.held_within_underspend_pence(on_basis, underspend)
    return whole


def shareable_pence(inputs, terms, pool):
    """What of a pool is shared: past the threshold, for enough people, on this side, by quality and cap."""
    expected = inputs["expected_pence"]
    kind = terms["threshold_kind"]
    gain_line = rules.threshold_rate(kind, terms["gain_threshold"])
    loss_line = rules.threshold_rate(kind, terms["loss_threshold"])
    past = sharing.past_threshold_pence(pool, expected, gain_line, loss_line, rules.is_deductible(kind))
    safe = rules.protected_pence(past, inputs["persons"], inputs["minimum_persons"])
    sided = sharing.one_sided_pence(safe, rules.is_two_sided(terms["sides"]))
    banded = 0
    for low, high, share in inputs["bands"]:
        banded += sharing.shared_pence(sharing.band_slice_pence(sided, expected, low, high), share)
    paid = rules.quality_pence(
        banded, terms["quality"], inputs["quality_gate_rate"], inputs["quality_multiplies"]
    )
    return sharing.capped_pence(paid, expected, terms["gain_cap"], inputs["loss_cap_rate"])


def capped_pence(inputs, terms, pool, shared, party):
    """One party's share of what is shared, by the key chosen and within its caps."""
    key = terms["distribution_key"]
    rate = rules.agreed_share_rate(pool, party["gain_share_rate"], party["loss_share_rate"])
    if key == "performance":
        rate = rules.performance_share_rate(rate, pool, terms["quality"])
    elif key != "agreed_shares":
        rate = party[key]
    share = sharing.shared_pence(shared, rate)
    cap = rules.cap_pence(share, inputs["expected_pence"], party["gain_cap_rate"], party["loss_cap_rate"])
    return rules.within_cap_pence(share, cap)


def settled_pence(inputs, terms, pool, shared, party):
    """What a party settles for: its capped share or, for the residual holder, what the others leave."""
    if not party["is_residual"]:
        return capped_pence(inputs, terms, pool, shared, party)
    others = [one for one in inputs["parties"] if not one["is_residual"]]
    return rules.residual_pence(pool, sum([capped_pence(inputs, terms, pool, shared, one) for one in others]))


def outcomes(inputs, terms):
    """The savings at which the curve is worked, with the pool of each; two of them beside each threshold."""
    steps = inputs["curve"] + []
    for edge in (terms["gain_threshold"], -terms["loss_threshold"]):
        for rate in (edge - 0.0001, edge + 0.0001):
            if edge and steps[0][0] < rate < inputs["curve"][-1][0]:
                steps.append([rate, pool_pence(inputs, rate)])
    return sorted(steps)


def answer(inputs, chosen):
    """Settle the year at the saving chosen, and draw what the party in view receives over all outcomes."""
    terms = {name: chosen[name] / 100 for name in RATES}
    for name in ("threshold_kind", "sides", "distribution_key"):
        terms[name] = chosen[name]
    rate, parties = chosen["saving"] / 100, inputs["parties"]
    pool = pool_pence(inputs, rate)
    shared = shareable_pence(inputs, terms, pool)
    found = [settled_pence(inputs, terms, pool, shared, party) for party in parties]
    view = parties[inputs["view"]]
    name, received = view["name"], found[inputs["view"]]
    points = []
    for step, step_pool in outcomes(inputs, terms):
        step_shared = shareable_pence(inputs, terms, step_pool)
        points.append((step, settled_pence(inputs, terms, step_pool, step_shared, view) / 100))
    return {
        "says": f"At a saving of {percent(rate)} the pool is {pounds(pool / 100)}, of which "
        f"{pounds(shared / 100)} is shared; {name} "
        f"{'owes' if received < 0 else 'receives'} {pounds(abs(received) / 100)}.",
        "figures": {"pool_gbp": pool / 100, "shareable_gbp": shared / 100, "received_gbp": received / 100},
        "outputs": {
            "saving": percent(rate),
            "quality": percent(terms["quality"], 0),
            "gain_cap": percent(terms["gain_cap"]),
            "gain_threshold": percent(terms["gain_threshold"]),
            "loss_threshold": percent(terms["loss_threshold"]),
        },
        "table": {
            "caption": f"Shares of the pool of {inputs['year']} at a saving of {percent(rate)}",
            "headings": ["Party", "Role", "Receives (£)"],
            "units": ["text", "text", "gbp"],
            "cells": [
                [party["name"], party["role"], pounds(share / 100, True)]
                for party, share in zip(parties, found)
            ],
            "totals": ["The whole pool", "", pounds(pool / 100, True)],
        },
        "chart": {
            "drawing": charts.payment_curve(
                points, (rate, received / 100), "Saving against expected", "Receives", "chosen"
            ),
            "title": f"What {name} receives over a range of outcomes",
            "says": f"From {pounds(points[0][1])} at {percent(points[0][0])} to {pounds(points[-1][1])} at "
            f"{percent(points[-1][0])}; at the saving chosen, {percent(rate)}, {pounds(received / 100)}.",
            "header": ["Saving", "Receives"],
            "rows": [[percent(step, 2), pounds(pay, True)] for step, pay in points],
        },
    }  # fmt: skip
