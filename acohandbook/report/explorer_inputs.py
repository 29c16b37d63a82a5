"""What each explorer is handed from the results of a site, and the controls that a reader can move.

A function here returns None where the site holds nothing to explore. Money stays in whole pence and a blank
becomes None, since the page reads it as JSON.
"""

from __future__ import annotations

from collections import Counter

from acohandbook.report.explorer_controls import Control, choice, slider
from acohandbook.report.page.gain_loss import pool_pence
from acohandbook.report.words import title
from acohandbook.rules.dialect import divide
from acohandbook.rules.sharing import NO_LIMIT_RATE
from acohandbook.steps import Results
from acohandbook.steps.common import records
from acohandbook.workings import Table

Offer = tuple[dict, list[Control]]

KEYS = {
    "list": "Raw list", "residence": "Residents", "need_general_acute": "Need: general and acute",
    "need_community": "Need: community", "need_mental_health": "Need: mental health",
    "need_maternity": "Need: maternity", "need_prescribing": "Need: prescribing",
    "need_health_inequalities": "Need: health inequalities", "need_overall": "Need: overall",
    "need_primary_medical": "Need: primary medical care",
}  # fmt: skip
SCORES = {
    "threshold_to_target": "From threshold to target", "improvement": "From own baseline to target",
    "best_of": "The better of the two",
}  # fmt: skip
RULES = {
    "cost": "Cost", "allocation": "What is affordable", "lower_of": "The lower of the two",
    "blend": "A blend of the two",
}  # fmt: skip
THRESHOLDS = {"none": "None", "first_pound": "First pound", "deductible": "Deductible"}
SIDES = {"two_sided": "Gains and losses", "one_sided": "Gains only"}
DISTRIBUTION = {
    "agreed_shares": "Agreed shares", "performance": "Agreed shares times quality", "equal": "Equal shares",
    "budget": "By budget", "reserves": "By reserves",
}  # fmt: skip
HEADINGS = {
    "annual_payment": "Annual (£)", "improvement_payment": "Improvement (£)", "gain_loss": "Gain/loss (£)",
    "pass_through": "Pass-through (£)", "list_true_up": "List (£)",
}  # fmt: skip
CURVE = [place / 200 for place in range(-8, 9)]  # savings from -4% to 4%


def attribution(results: Results) -> Offer | None:
    """Shared lines of each commissioner, and its share by every key."""
    place, baseline, shares = results.site, results.baseline, results.population.shares
    names = dict(records(place.commissioners, "commissioner_code", "commissioner_name"))
    lines = _line_names(results)
    found, labels, hidden = [], {}, shares.is_hidden("share_rate")
    for code, name in names.items():
        rows = records(
            baseline.attribution_keys, "line_id", "attributable_gbp", "attributed_gbp",
            commissioner_code=code, key="chosen",
        )  # fmt: skip
        keys = [
            [component, KEYS.get(component, title(component)), _number(rate)]
            for place, (own, component, rate) in enumerate(
                records(shares, "commissioner_code", "component", "share_rate")
            )
            if own == code and rate == rate and not hidden[place]
        ]
        if rows and keys:
            shared = [[lines[line], *_numbers(amounts)] for line, *amounts in rows if amounts[0]]
            found.append({"code": code, "name": name, "keys": keys, "lines": shared})
            labels |= {key: label for key, label, _ in keys}
    if not found:
        return None
    # Every option of the list of keys must exist for every commissioner: they differ by residence alone.
    labels = {key: label for key, label in labels.items() if all(_has(one, key) for one in found)}
    for one in found:
        one["keys"] = [row for row in one["keys"] if row[0] in labels]
    controls = [
        choice("commissioner", "Commissioner", found[0]["code"], {one["code"]: one["name"] for one in found}),
        choice("key", "Attribution key", next(iter(labels)), labels),
        slider("people_change", "The ACO's people, more or fewer (%)", 0, -20, 20, 1),
    ]
    return {"commissioners": {one["code"]: one for one in found}}, controls


def _count_together(one: dict, true_up: Table, year: str) -> None:
    """Counts of a list that must not be told apart: what was counted, taken off and assumed, as one."""
    place = true_up.positions(true_up.keys)[one["code"], year]
    if true_up.is_hidden("actual_persons")[place]:
        assumed = one["assumed_persons"]
        if true_up.is_hidden("assumed_persons")[place]:
            assumed = float(true_up["aco_persons"][place])
        counted = one["actual_persons"] + one["list_cleaning_persons"] - one["assumed_persons"] + assumed
        one |= {"actual_persons": counted, "list_cleaning_persons": 0.0, "assumed_persons": assumed}


def _line_names(results: Results) -> dict[str, str]:
    """Names of ledger lines: the service line, with its provider where a service has several."""
    rows = records(results.site.expenditure, "line_id", "commissioner_code", "service_line", "provider_code")
    several = Counter((code, service) for _, code, service, _ in rows)
    return {
        line: title(service) + (f" ({provider})" if provider and several[code, service] > 1 else "")
        for line, code, service, provider in rows
    }


def _has(place: dict, key: str) -> bool:
    return any(row[0] == key for row in place["keys"])


def growth(results: Results) -> Offer | None:
    """Each commissioner's cost and funds by year, before the rule is applied."""
    place, years = results.site, results.contract_years
    names = dict(records(place.commissioners, "commissioner_code", "commissioner_name"))
    rules = place.settings.rules
    found = []
    for code, name in names.items():
        cost = {
            row[0]: row[1:]
            for row in records(
                years.budget, "financial_year", "recurrent_cost_gbp", "non_recurrent_gbp",
                "cost_last_year_gbp", "scope_change_gbp", "adjustments_gbp", commissioner_code=code,
            )
        }  # fmt: skip
        funds = records(
            years.affordability, "financial_year", "allocation_growth_rate", "joining_baseline_gbp",
            "transfers_gbp", "baseline_gbp", commissioner_code=code,
        )  # fmt: skip
        steps = []
        for year, rate, joining, transfers, _ in funds:
            recurrent, dated, last, scope, adjusted = _numbers(cost.get(year, (0, 0, 0, 0, 0)))
            steps.append({
                "is_contract_year": year in cost, "allocation_growth_rate": float(rate),
                "joining_baseline_pence": float(joining), "transfers_pence": float(transfers),
                "recurrent_cost_pence": recurrent, "non_recurrent_pence": dated, "cost_last_year_pence": last,
                "scope_change_pence": scope, "adjustments_pence": adjusted,
            })  # fmt: skip
        limits = [float(years.budget[column][0]) for column in ("floor_rate", "ceiling_rate")]
        found.append({
            "name": name, "baseline_pence": float(funds[0][4]), "years": steps,
            "floor_rate": limits[0], "ceiling_rate": limits[1],
        })  # fmt: skip
    kept = float(years.affordability["below_line_rate"][0])
    controls = [
        choice("budget_rule", "Rule", rules.budget_rule, RULES),
        slider("blend_weight", "Weight of cost in a blend (%)", rules.blend_weight_rate * 100, 0, 100, 5),
        slider("contingency", "Contingency kept back (%)", kept * 100, 0, 5, 0.1),
        slider("cost_growth", "Cost growth, points a year more or less", 0, -3, 3, 0.1),
        slider("allocation_growth", "Allocation growth, points a year more or less", 0, -3, 3, 0.1),
    ]
    return {"years": list(place.years), "commissioners": found}, controls


def improvement(results: Results) -> Offer | None:
    """Measures in force in the first year for which anything is reported."""
    step, settings = results.improvement_payment, results.site.settings.improvement
    due = [year for year, is_due in records(step.years, "financial_year", "is_due") if is_due]
    if not due:
        return None
    year = due[0]
    columns = (
        "measure_name", "direction", "baseline", "threshold", "target", "achieved", "payable", "weight",
        "available_gbp",
    )  # fmt: skip
    measures = [
        dict(zip((*columns[1:-1], "available_pence", "name"), (*_numbers(rest), name), strict=True))
        for name, *rest in records(step.measures, *columns, financial_year=year, in_force=1.0)
    ]
    funding = [
        [code, float(pool)]
        for code, pool in records(step.funding, "commissioner_code", "pool_gbp", financial_year=year)
        if pool
    ]
    if not measures or not funding:
        return None
    controls = [
        choice("score", "Way of scoring", settings.score, SCORES),
        slider("progress", "Progress from what was achieved to the target (%)", 0, -50, 100, 5),
        slider("on_account", "Paid on account (%)", settings.on_account_rate * 100, 0, 100, 5),
        slider(
            "recovery_cap",
            "Most that is recovered, of the pool (%)",
            settings.recovery_cap_rate * 100,
            0,
            100,
            5,
        ),
    ]
    return {"year": year, "measures": measures, "funding": funding}, controls


def gain_loss(results: Results) -> Offer | None:
    """The pool of the first year with outturn, and the parties' terms."""
    step, terms = results.gain_loss, results.gain_loss.terms
    held = [year for year, months in records(step.years, "financial_year", "months") if months > 0]
    if not held:
        return None
    year = held[0]
    at = {"financial_year": year}
    basis = str(terms["payment_basis"][0])
    payers: dict[str, list[float]] = {}
    for code, expected, rate in records(
        step.contracts, "commissioner_code", "expected_gbp", "variable_rate", payment_basis=basis, **at
    ):
        payers.setdefault(code, []).append(float(expected))
        variable = float(rate)
    row = step.years.positions(("financial_year",))[(year,)]
    figure = {name: float(step.years[name][row]) for name in (
        "expected_gbp", "price_pool_gbp", "released_gbp", "persons", "saving_rate", "quality_score_rate"
    )}  # fmt: skip
    shares = {
        one: dict(zip(("equal", "budget", "reserves"), rates, strict=True))
        for one, *rates in records(
            step.members, "party_id", "equal_share_rate", "budget_share_rate", "reserves_share_rate",
            payment_basis=basis, **at,
        )
    }  # fmt: skip
    keys = {
        key: label for key, label in DISTRIBUTION.items()
        if all(one.get(key, 0) == one.get(key, 0) for one in shares.values())
    }  # fmt: skip
    columns = (
        "party_id", "party_name", "role", "gain_share_rate", "loss_share_rate", "gain_cap_rate",
        "loss_cap_rate", "is_residual",
    )  # fmt: skip
    parties, ids = [], []
    for one, name, role, *rates in records(step.party_list, *columns):
        ids.append(one)
        numbers = dict(zip(columns[3:], _numbers(rates), strict=True))
        weights = {key: _number(shares[one][key]) for key in shares[one] if key in keys}
        parties.append({"name": name, "role": title(role), **numbers, **weights})
    holder = results.site.settings.settlement.provider_party
    bands = [_numbers(band) for band in records(results.site.bands, "from_rate", "to_rate", "share_rate")]
    inputs = {
        "year": year, "expected_pence": figure["expected_gbp"], "payers": list(payers.values()),
        "released_share": divide(figure["released_gbp"], figure["price_pool_gbp"], 0.0),
        "variable_rate": variable, "persons": figure["persons"], "parties": parties,
        "view": ids.index(holder) if holder in ids else 0,
        "bands": bands or [[0.0, NO_LIMIT_RATE, 1.0]],
        **{name: float(terms[name][0]) for name in (
            "uses_released_cost", "minimum_persons", "quality_gate_rate", "quality_multiplies",
            "loss_cap_rate",
        )},
    }  # fmt: skip
    # The pool at each outcome is the same under all terms: the page need not work it out again.
    inputs["curve"] = [[rate, pool_pence(inputs, rate)] for rate in CURVE]
    stated = {name: float(terms[name][0]) for name in (
        "stated_gain_threshold_rate", "stated_loss_threshold_rate", "gain_cap_rate"
    )}  # fmt: skip
    quality = figure["quality_score_rate"]
    key = str(terms["distribution_key"][0])
    controls = [
        slider("saving", "Saving against expected (%)", round(figure["saving_rate"] * 100, 1), -4, 4, 0.1),
        choice("threshold_kind", "Threshold", str(terms["threshold_kind"][0]), THRESHOLDS),
        slider(
            "gain_threshold",
            "Threshold for a gain (%)",
            stated["stated_gain_threshold_rate"] * 100,
            0,
            5,
            0.1,
        ),
        slider(
            "loss_threshold",
            "Threshold for a loss (%)",
            stated["stated_loss_threshold_rate"] * 100,
            0,
            5,
            0.1,
        ),
        slider("gain_cap", "Cap on what is shared of a gain (%)", stated["gain_cap_rate"] * 100, 0, 10, 0.5),
        choice("sides", "What is shared", str(terms["sides"][0]), SIDES),
        slider("quality", "Quality score (%)", 0 if quality != quality else round(quality * 100), 0, 100, 1),
        choice("distribution_key", "Shared by", key if key in keys else "agreed_shares", keys),
    ]
    return inputs, controls


def risk_corridor(results: Results) -> Offer | None:
    """The number of people and the spread of their cost; everything else is the reader's."""
    years, terms = results.gain_loss.years, results.gain_loss.terms
    threshold = float(terms["stated_gain_threshold_rate"][0]) * 100
    persons = min(max(float(years["persons"][0]), 5000.0), 1000000.0)
    controls = [
        slider("persons", "People", round(persons / 1000) * 1000, 5000, 1000000, 1000),
        slider("variation", "Variation of a person's yearly cost (times the mean)",
               float(terms["cost_coefficient_of_variation"][0]), 1, 5, 0.1),
        slider("chance", "Chance of paying for nothing (%)", 5, 1, 25, 1),
        slider("threshold", "Threshold of the scheme (%)", threshold, 0, 5, 0.1),
        slider("true_saving", "True saving (%)", 1, -3, 5, 0.1),
    ]  # fmt: skip
    return {}, controls


def settlement(results: Results) -> Offer | None:
    """Every transfer of the first contract year, and what its true-up and improvement payment rest on."""
    step, place = results.settlement, results.site
    year = place.years[0]
    at = {"financial_year": year}
    items = [
        [*words, float(amount)]
        for *words, amount in records(
            step.items, "item", "heading", "commissioner_code", "payer", "payee", "amount_gbp", **at
        )
    ]
    headings = dict.fromkeys(row[1] for row in records(step.items, "item", "heading"))
    names = ("assumed_persons", "actual_persons", "list_cleaning_persons", "per_head_gbp")
    lists = [
        dict(zip((*names[:-1], "per_head_pence", "code"), (*_numbers(rest), code), strict=True))
        for code, *rest in records(step.list_true_up, "commissioner_code", *names, **at)
    ]
    for one in lists:
        _count_together(one, step.list_true_up, year)
    names = ("pool_gbp", "on_account_gbp", "earned_gbp", "is_due")
    funding = [
        dict(zip(("pool_pence", "on_account_pence", "earned_pence", "is_due", "code"),
                 (*_numbers(rest), code), strict=True))
        for code, *rest in records(results.improvement_payment.funding, "commissioner_code", *names, **at)
    ]  # fmt: skip
    order = [
        name.removesuffix("_gbp") for name in step.statement.columns if name.removesuffix("_gbp") in headings
    ]
    inputs = {
        "year": year, "items": items, "lists": lists, "funding": funding,
        "headings": [[name, HEADINGS.get(name, title(f"{name}_gbp"))] for name in order],
        "parties": [list(row) for row in records(step.statement, "party_id", "party_name", **at)],
        "holder": place.settings.settlement.provider_party, "is_virtual": float(step.form["is_virtual"][0]),
        "recovery_cap_rate": place.settings.improvement.recovery_cap_rate,
    }  # fmt: skip
    marginal = place.settings.settlement.list_true_up_marginal_rate * 100
    controls = []
    if lists:
        controls += [
            slider("people_change", "People on the list, more or fewer than counted (%)", 0, -5, 5, 0.1),
            slider("marginal_rate", "Part of the budget a head that follows people (%)", marginal, 0, 100, 5),
        ]
    if any(row["is_due"] for row in funding):
        controls.append(
            slider("earned_change", "Improvement pool earned, points more or fewer", 0, -100, 100, 1)
        )
    return (inputs, controls) if controls else None


def _number(value: object) -> object:
    """A number as JSON takes it (a blank as None); text as it is."""
    if isinstance(value, str) or value is None:
        return value
    return None if value != value else float(value)


def _numbers(values) -> list:
    return [_number(value) for value in values]
