"""Whole sites drawn at random, from the ledger to the outturn, and what their steps work out.

A site is drawn as a whole: its practices and who signed, its contracting form, every line of the ledger and
how it is shared, the growth of each line, the allocations, the budget rule, the terms with their bands, caps
and gates, the improvement payment and what was achieved, a reopener, a stop-loss, the parties' shares and own
caps, and the outturn of every month, of one payer or two.

``ACOHANDBOOK_EXAMPLES=2000`` tries as many sites for each property instead of the few of every day, and
``--hypothesis-seed=N`` others.
"""

import math
import os

from hypothesis import settings
from hypothesis import strategies as st
from test_baseline_properties import LEDGERS, figures, ledger

from acohandbook.steps import run_steps
from tiny import YEARS, tiny_settings, tiny_site

_ASKED = os.environ.get("ACOHANDBOOK_EXAMPLES")
few = settings(max_examples=int(_ASKED or 8), deadline=None)
more = settings(max_examples=int(_ASKED or 30), deadline=None)  # where a rule shows in some terms alone

HUNDREDTHS = st.integers(0, 100).map(lambda number: number / 100)
THRESHOLD = st.integers(0, 4).map(lambda number: number / 100)
CAP = st.integers(4, 30).map(lambda number: number / 100)
RATE = st.integers(-20, 60).map(lambda number: number / 1000)
OWN_CAP = st.one_of(st.none(), st.integers(0, 30).map(lambda number: number / 1000))
BANDS = st.one_of(
    st.just([]),
    st.tuples(st.integers(1, 10), HUNDREDTHS, HUNDREDTHS).map(
        lambda drawn: [
            {"from_rate": 0.0, "to_rate": drawn[0] / 100, "share_rate": drawn[1]},
            {"from_rate": drawn[0] / 100, "to_rate": 10.0, "share_rate": drawn[2]},
        ]
    ),
)
KEYS = ("agreed_shares", "equal", "budget", "reserves", "performance", "compensation")
TERMS = st.fixed_dictionaries(
    {
        "residual_holder": st.sampled_from(["R1", "C1", "A1"]),
        "threshold_kind": st.sampled_from(["none", "first_pound", "deductible"]),
        "gain_threshold_rate": THRESHOLD,
        "loss_threshold_rate": THRESHOLD,
        "gain_cap_rate": CAP,
        "loss_cap_rate": CAP,
        "sides": st.sampled_from(["two_sided", "one_sided"]),
        "pool_basis": st.sampled_from(["price", "released"]),
        "payment_basis": st.sampled_from(["activity", "activity", "blended", "block"]),
        "blended_rate": HUNDREDTHS,
        "quality_gate_rate": st.sampled_from([0.0, 0.0, 0.3, 0.6]),
        "quality_multiplies": st.booleans(),
        "minimum_persons": st.sampled_from([0.0, 5_000.0, 5_000.0, 50_000.0]),
        "distribution_key": st.sampled_from(KEYS),
        "bands": BANDS,
    }
)
RULES = st.fixed_dictionaries(
    {
        "budget_rule": st.sampled_from(["cost", "allocation", "lower_of", "blend"]),
        "blend_weight_rate": HUNDREDTHS,
        "floor_rate": st.integers(-50, 0).map(lambda number: number / 1000),
        "ceiling_rate": st.integers(0, 50).map(lambda number: number / 1000),
        "contingency_rate": st.integers(0, 20).map(lambda number: number / 1000),
    }
)
IMPROVEMENT = st.fixed_dictionaries(
    {
        "funding": st.sampled_from(["carved_out", "on_top"]),
        "size_rate": st.integers(0, 10).map(lambda number: number / 100),
        "on_account_rate": HUNDREDTHS,
        "recovery_cap_rate": HUNDREDTHS,
        "unearned_to": st.sampled_from(["C1", "R1"]),
    }
)
STOP_LOSS = "stop_loss_excess_gbp_2017_18"


class Drawn(tuple):
    """Settings and tables, shown in short."""

    def __repr__(self):
        return f"Drawn(settings {self[0]!r}, ledger {[row['spend_gbp'] for row in self[1]['expenditure']]})"


@st.composite
def sites(draw):
    """Settings and tables of a whole site. Money of the ledger is positive, so that there is a budget."""
    tables = ledger([(abs(pence) + 10_000_000, *rest) for pence, *rest in draw(LEDGERS)])
    for number, row in enumerate(tables["practices"]):
        row["membership"] = draw(st.sampled_from(["signed", "integration_agreement"])) if number else "signed"
        row["need_general_acute"] = row["registered_persons"] * draw(st.integers(50, 200)) / 100
    tables["practices"][2]["membership"] = "not_member"
    for row in tables["growth"]:
        row["other_demand_rate"], row["cost_uplift_rate"] = draw(RATE), draw(RATE)
    for row in tables["allocations"]:
        row["allocation_gbp"] = round(row["allocation_gbp"] * (1 + draw(RATE)), 2)
    share = draw(st.integers(0, 60)) / 100
    for column in ("gain_share_rate", "loss_share_rate"):
        for row, rate in zip(tables["parties"], (share, 0.3, 0.1, 0.0), strict=True):
            row[column] = rate
    for row in tables["parties"][:3]:
        row["gain_cap_rate"], row["loss_cap_rate"] = draw(OWN_CAP), draw(OWN_CAP)
    tables["achievement"][0]["achieved"] = draw(HUNDREDTHS)
    tables["achievement"][1]["evidence"] = draw(st.sampled_from(["Hospital episode count", None]))
    _draw_outturn(draw, tables)
    chosen = _drawn_settings(draw)
    excess = {"assumption_id": STOP_LOSS, "value": chosen["assumptions"][STOP_LOSS], "unit": "gbp"}
    tables["assumptions"].append(tables["assumptions"][0] | excess)
    return Drawn((chosen, tables))


def _draw_outturn(draw, tables):
    """What was spent of each line of the pool, in which NHS England's general practice may be too."""
    second = {"commissioner_code": "N1", "service_line": "core_general_practice"}
    if draw(st.booleans()):
        next(row for row in tables["scope"] if row["service_line"] == second["service_line"])["home"] = (
            "gain_loss_pool"
        )
        for table, like in (("growth", "premises"), ("outturn", "acute_elective")):
            tables[table] += [row | second for row in tables[table] if row["service_line"] == like]
    for line in dict.fromkeys(row["service_line"] for row in tables["outturn"]):
        factor, released = draw(st.integers(80, 120)), draw(st.integers(0, 4))
        for row in (row for row in tables["outturn"] if row["service_line"] == line):
            row["actual_gbp"] = round(row["expected_gbp"] * factor / 100, 2)
            saved = row["expected_gbp"] - row["actual_gbp"]
            row["provider_cost_released_gbp"] = round(saved * released / 4, 2)


def _drawn_settings(draw):
    plain = tiny_settings()
    event = {
        "reopener_id": "R-event", "trigger": "A ward that closes", "commissioner_code": "C1",
        "service_line": "community", "financial_year": YEARS[1], "kind": "event",
        "amount_gbp": float(draw(st.integers(-500_000, 500_000))), "cap_rate": draw(HUNDREDTHS),
        "invoked": draw(st.booleans()), "recurrent": draw(st.booleans()),
    }  # fmt: skip
    limit = draw(st.sampled_from([None, 100_000.0]))
    excess = float(draw(st.integers(0, 400_000)))
    return plain | {
        "contracting_form": draw(st.sampled_from(["virtual", "partially_integrated", "fully_integrated"])),
        "terms": draw(TERMS),
        "rules": draw(RULES),
        "improvement": draw(IMPROVEMENT),
        "reopeners": [*plain["reopeners"], event],
        "settlement": plain["settlement"] | ({"stop_loss_per_case_gbp": limit} if limit else {}),
        "assumptions": plain["assumptions"] | {STOP_LOSS: excess},
    }


def many_times(chosen, times):
    """Settings with every amount of pounds many times over."""
    terms = chosen["settlement"]
    limit = terms.get("stop_loss_per_case_gbp")
    return chosen | {
        "reopeners": [
            row | ({"amount_gbp": row["amount_gbp"] * times} if "amount_gbp" in row else {})
            for row in chosen["reopeners"]
        ],
        "settlement": terms | ({"stop_loss_per_case_gbp": limit * times} if limit else {}),
        "assumptions": chosen["assumptions"] | {STOP_LOSS: chosen["assumptions"][STOP_LOSS] * times},
    }


def worked(drawn):
    """Results of all steps."""
    chosen, tables = drawn
    return run_steps(tiny_site(chosen, **tables))


def numbers(results, leaving=()):
    """Every number of every step by table, column and keys; money in pence. Tables named are left out."""
    found = {}
    for result in results.steps.values():
        found |= {name: value for name, value in figures(result).items() if name[0] not in leaving}
    return found


def differing(one, other, allowed=0.0):
    """Names whose numbers differ by more than is allowed, blanks being equal to blanks alone."""
    return [
        (name, one[name], other.get(name))
        for name in one
        if name not in other
        or math.isnan(one[name]) != math.isnan(other[name])
        or abs(one[name] - other[name]) > allowed
    ][:5]
