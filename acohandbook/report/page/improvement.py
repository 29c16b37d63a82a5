"""Explorer: how a way of scoring, and progress towards targets, turn into the improvement payment."""

from acohandbook.report.page import charts
from acohandbook.report.page.figures import number, percent, pounds
from acohandbook.rules import improvement_payment as rules
from acohandbook.rules import scoring
from acohandbook.rules.apportionment import largest_remainder
from acohandbook.rules.dialect import divide

BLANK = float("nan")


def known(value):
    """A number, or a blank for what was not reported."""
    return BLANK if value is None else value


def scored(measure, score, progress_rate):
    """A measure's achievement some way nearer to its target (or further), its score and its earnings."""
    target, achieved = measure["target"], known(measure["achieved"])
    achieved = achieved + progress_rate * (target - achieved)
    direction = measure["direction"]
    attained = scoring.attained_rate(achieved, known(measure["threshold"]), target, direction)
    improved = scoring.improved_rate(achieved, known(measure["baseline"]), target, direction)
    paid = rules.paid_score(scoring.score_rate(score, attained, improved), measure["payable"])
    return achieved, paid, rules.earned_pence(measure["available_pence"], paid)


def paid(inputs, earned_pence, on_account_rate, recovery_cap_rate):
    """What commissioners pay in the end: on account, true-up or recovery, each for its part of the pool."""
    codes, pools = [code for code, _ in inputs["funding"]], [pool for _, pool in inputs["funding"]]
    sums = [0, 0, 0]
    for pool, earned in zip(pools, largest_remainder(earned_pence, pools, codes)):
        on_account = rules.on_account_pence(pool, on_account_rate)
        true_up = rules.true_up_pence(earned, on_account, 1)
        overpaid = rules.overpaid_pence(earned, on_account, 1)
        recovery = rules.recovery_pence(overpaid, pool, recovery_cap_rate)
        amounts = (true_up, recovery, rules.paid_pence(on_account, true_up, recovery))
        sums = [before + amount for before, amount in zip(sums, amounts)]
    return sums


def answer(inputs, chosen):
    """Score every measure in force and settle the year's payment."""
    progress = chosen["progress"] / 100
    on_account, cap = chosen["on_account"] / 100, chosen["recovery_cap"] / 100
    found = [(measure, scored(measure, chosen["score"], progress)) for measure in inputs["measures"]]
    earned = sum([parts[2] for _, parts in found])
    available = sum([measure["available_pence"] for measure, _ in found])
    quality = sum([rules.weighted_score(measure["weight"], parts[1]) for measure, parts in found])
    weights = sum([measure["weight"] for measure, _ in found])
    rests = [(measure["available_pence"] - parts[2]) / 100 for measure, parts in found]
    true_up, recovery, in_the_end = paid(inputs, earned, on_account, cap)
    cells = [
        [
            measure["name"], number(parts[0]), percent(parts[1], 1),
            pounds(measure["available_pence"] / 100), pounds(parts[2] / 100),
        ]
        for measure, parts in found
    ]  # fmt: skip
    after = (
        f"{pounds(true_up / 100)} follow after the year"
        if true_up
        else f"{pounds(recovery / 100)} are recovered"
    )
    return {
        "says": f"{inputs['year']} earns {pounds(earned / 100)} of {pounds(available / 100)}; with payments "
        f"on account {after}, and the provider has {pounds(in_the_end / 100)} in the end.",
        "figures": {
            "earned_gbp": earned / 100,
            "paid_gbp": in_the_end / 100,
            "quality_score_rate": rules.quality_score_rate(quality, weights, 1, BLANK),
        },
        "outputs": {
            "progress": percent(progress, 0),
            "on_account": percent(on_account, 0),
            "recovery_cap": percent(cap, 0),
        },
        "table": {
            "caption": f"What each measure earns for {inputs['year']}",
            "headings": ["Measure", "Achieved", "Score (%)", "Available (£)", "Earned (£)"],
            "units": ["text", "number", "rate", "gbp", "gbp"],
            "cells": cells,
            "totals": ["Total", "", "", pounds(available / 100), pounds(earned / 100)],
        },
        "chart": {
            "drawing": charts.rows(
                [
                    (measure["name"], [parts[2] / 100, rest])
                    for (measure, parts), rest in zip(found, rests)
                ],
                ("Earned", "Not earned"),
            ),
            "title": f"Earned and not earned by measure, {inputs['year']}",
            "says": f"{percent(divide(earned, available, 0))} of what measures could earn is earned; "
            f"{len([1 for _, parts in found if parts[2] == 0])} of {len(found)} earn nothing.",
            "header": ["Measure", "Earned", "Not earned"],
            "rows": [
                [measure["name"], pounds(parts[2] / 100, True), pounds(rest, True)]
                for (measure, parts), rest in zip(found, rests)
            ],
        },
    }  # fmt: skip
