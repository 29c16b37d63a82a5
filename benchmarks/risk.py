"""How long chance takes: a contract drawn through its rules, beside its random numbers and a plain loop.

Three yardsticks on the same draws of 10 years, 20 lines and 4 parties: the normal figures alone; the costs
made of them; and a plain loop over the very same rules, draw by draw and party by party.
"""

import subprocess
import sys
import time

import numpy as np

from acohandbook.rules import gain_loss, sharing
from acohandbook.simulation import drawing, running
from acohandbook.simulation.settling import drawn_pence, settle
from benchmarks.risk_model import model

DRAWS = 20 * drawing.BLOCK
LOOPED = 200
REPEATS = 7
MANY = 1_000_000


def seconds(work):
    """Least processor time of several runs: other work on the machine only ever adds to it."""
    taken = []
    for _ in range(REPEATS):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def looped(made, actual):
    """Settle some draws with plain numbers, one at a time, and return the parties' shares."""
    terms, parties = made.terms, made.parties
    columns = (parties.gain_share_rate, parties.loss_share_rate, parties.gain_cap_rate, parties.loss_cap_rate)
    rates = [[float(value) for value in row] for row in zip(*columns, strict=True)]
    residual = [float(flag) for flag in parties.is_residual]
    expected = made.expected_pence.tolist()
    payers = made.payer.tolist()
    paid = []
    for draw in actual.tolist():
        for year, lines in enumerate(draw):
            pool = 0.0
            for payer in range(len(made.commissioners)):
                price = sum(expected[year][k] - lines[k] for k, one in enumerate(payers) if one == payer)
                underspend = gain_loss.payer_underspend_pence(price, terms.variable_rate)
                pool += gain_loss.held_within_underspend_pence(price, underspend)
            base = sum(expected[year])
            amount = sharing.past_threshold_pence(
                pool, base, terms.gain_threshold_rate, terms.loss_threshold_rate, terms.is_deductible
            )
            amount = gain_loss.protected_pence(amount, float(made.persons[year]), terms.minimum_persons)
            amount = sharing.one_sided_pence(amount, terms.is_two_sided)
            score = float(made.quality_score_rate[year])
            amount = gain_loss.quality_pence(amount, score, terms.quality_gate_rate, terms.quality_multiplies)
            amount = sharing.capped_pence(amount, base, terms.gain_cap_rate, terms.loss_cap_rate)
            capped = []
            for gain, loss, gain_cap, loss_cap in rates:
                share = sharing.shared_pence(amount, gain_loss.agreed_share_rate(pool, gain, loss))
                cap = gain_loss.cap_pence(share, base, gain_cap, loss_cap)
                capped.append(gain_loss.within_cap_pence(share, cap))
            others = sum(one for one, rest in zip(capped, residual, strict=True) if not rest)
            rest = gain_loss.residual_pence(pool, others)
            paid.append([gain_loss.settled_pence(one, rest, flag)
                         for one, flag in zip(capped, residual, strict=True)])  # fmt: skip
    return np.array(paid)


def most_memory(draws):
    """Most memory in MiB of a fresh Python that draws so often."""
    code = (
        "import resource; from benchmarks.risk import model, running; "
        f"running.simulate(model(), {draws}); "
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(done.stdout)


def report():
    """Write the times as a Markdown table, each beside the yardsticks."""
    made = model()
    blocks = range(DRAWS // drawing.BLOCK)
    normals = seconds(lambda: [drawing.normals(made, block, 1) for block in blocks])
    costs = seconds(lambda: [drawing.luck_of(made, block, 1) for block in blocks])
    whole = seconds(lambda: running.simulate(made, DRAWS, seed=1))
    twice = seconds(lambda: running.simulate(made, 2 * DRAWS, seed=1))
    luck = drawing.luck_of(made, 0, 1)
    actual = drawn_pence(made.expected_pence, luck.pool)[:LOOPED]
    began = time.process_time()
    paid = looped(made, actual)
    loop = (time.process_time() - began) * DRAWS / LOOPED
    same = settle(made, luck).share_pence[:LOOPED].reshape(paid.shape)
    assert (paid == same).all(), "the loop and the arrays settle differently"
    settling = seconds(lambda: [settle(made, luck) for _ in blocks])
    rows = [
        ("normal figures alone", normals),
        ("the costs made of them", costs),
        ("settling those costs by arrays", settling),
        ("all: drawn, settled, counted", whole),
        ("all, twice as many draws", twice),
        (f"settling by a plain loop over the rules (from {LOOPED} draws)", loop),
    ]
    lines = [
        f"| {DRAWS:,} draws x 10 years x 20 lines x 4 parties | seconds | times normal figures |",
        "|---|---:|---:|",
        *(f"| {name} | {taken:.3f} | {taken / normals:.1f} |" for name, taken in rows),
        "",
        f"On the same draws the loop takes {loop / settling:.0f} times as long as arrays, to the same penny.",
        "",
        "| draws | most memory, MiB |",
        "|---|---:|",
        *(f"| {draws:,} | {most_memory(draws):.0f} |" for draws in (1_000, DRAWS, MANY)),
    ]
    return "\n".join(lines)
