"""Explorer: what another attribution key, or more people, would make of a commissioner's shared lines."""

from acohandbook.report.page import charts
from acohandbook.report.page.figures import percent, pounds
from acohandbook.rules.baseline import part_pence, rest_pence
from acohandbook.rules.dialect import minimum
from acohandbook.rules.growth import growth_factor


def attributed(lines, share_rate, people_change_rate):
    """Each line's spend on the ACO's people by a share that follows their number, never above the whole."""
    share = minimum(share_rate * growth_factor(people_change_rate), 1)
    return [part_pence(spend_pence, share) for _, spend_pence, _ in lines]


def answer(inputs, chosen):
    """Share out one commissioner's lines by the key chosen, beside the shares that the contract uses."""
    place = inputs["commissioners"][chosen["commissioner"]]
    lines, change = place["lines"], chosen["people_change"] / 100
    names = {key: label for key, label, _ in place["keys"]}
    shares = {key: share for key, _, share in place["keys"]}
    key = chosen["key"] if chosen["key"] in shares else place["keys"][0][0]
    parts = attributed(lines, shares[key], change)
    in_contract = sum([contract_pence for _, _, contract_pence in lines])
    by_key = [
        (label, [rest_pence(sum(attributed(lines, share, change)), in_contract) / 100])
        for _, label, share in place["keys"]
    ]
    whole = sum(parts)
    cells = [
        [
            label,
            pounds(spend / 100),
            pounds(contract / 100),
            pounds(part / 100),
            pounds((part - contract) / 100),
        ]
        for (label, spend, contract), part in zip(lines, parts)
    ]
    totals = ["Total", pounds(sum([line[1] for line in lines]) / 100), pounds(in_contract / 100)]
    more = whole - in_contract
    least, most = min(by_key, key=_amount), max(by_key, key=_amount)
    return {
        "says": f"By {names[key].lower()}, {place['name']} would give the ACO's people "
        f"{pounds(whole / 100)} of these lines: {pounds(abs(more) / 100)} "
        f"{'less' if more < 0 else 'more'} than the contract.",
        "figures": {"attributed_gbp": whole / 100, "difference_gbp": more / 100},
        "outputs": {"people_change": percent(change, 0)},
        "table": {
            "caption": f"Shared lines of {place['name']}: the contract's shares and {names[key].lower()}",
            "headings": [
                "Line",
                "Shared (£)",
                "Contract (£)",
                "This key (£)",
                "Difference (£)",
            ],
            "units": ["text", "gbp", "gbp", "gbp", "gbp"],
            "cells": cells,
            "totals": totals + [pounds(whole / 100), pounds(more / 100)],
        },
        "chart": {
            "drawing": charts.rows(by_key),
            "title": f"What each key would move for {place['name']}",
            "says": f"From {least[0].lower()} ({pounds(least[1][0])}) to {most[0].lower()} "
            f"({pounds(most[1][0])}) beside the contract's shares.",
            "header": ["Key", "Difference from the contract (£)"],
            "rows": [[label, pounds(amounts[0], True)] for label, amounts in by_key],
        },
    }


def _amount(item):
    return item[1][0]
