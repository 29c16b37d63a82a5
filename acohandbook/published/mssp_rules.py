"""The rule that decided each settlement of the Shared Savings Program, in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from acohandbook.published.mssp_columns import Inputs


@dataclass(frozen=True)
class Settled:
    """How each row was settled, step by step; money in whole cents, rates as fractions."""

    saving_rate: np.ndarray
    counted_pence: np.ndarray
    minimum_rate: np.ndarray
    minimum_loss_rate: np.ndarray
    share_rate: np.ndarray
    share_half_width: np.ndarray
    loss_share_rate: np.ndarray
    shared_pence: np.ndarray
    paid_pence: np.ndarray
    before_relief_pence: np.ndarray
    relief_pence: np.ndarray
    settled_pence: np.ndarray
    terms: dict[str, np.ndarray]
    below_minimum: np.ndarray
    guarded: np.ndarray
    problems: list[str]


def rule_in_words(inputs: Inputs, settled: Settled) -> list[str]:
    """One sentence per row."""
    return [_sentence(inputs, settled, row) for row in range(len(settled.problems))]


def _sentence(inputs: Inputs, settled: Settled, row: int) -> str:
    if settled.problems[row]:
        return f"Not settled: {settled.problems[row]}."
    if settled.saving_rate[row] >= 0:
        return _gain(settled, row)
    return _loss(inputs, settled, row)


def _gain(settled: Settled, row: int) -> str:
    saving = f"Saving of {settled.saving_rate[row]:.2%}"
    least = f"the minimum savings rate of {settled.minimum_rate[row]:.2%}"
    if settled.guarded[row]:
        return f"{saving} that only the benchmark's guardrail made: nothing is paid."
    if settled.counted_pence[row] == 0:
        return f"{saving} is below {least}: nothing is paid."
    if settled.share_rate[row] == 0:
        return f"{saving} reaches {least}, but the quality standard was missed: nothing is paid."
    reached = "is below" if settled.below_minimum[row] else "reaches"
    kind = "the reduced share of " if settled.below_minimum[row] else ""
    words = f"{saving} {reached} {least}: paid {kind}{settled.share_rate[row]:.2%} of it"
    sequestration = settled.terms["sequestration_rate"][row]
    if sequestration:
        words += f", less sequestration of {sequestration:.0%}"
    if settled.paid_pence[row] < np.floor(settled.shared_pence[row] * (1 - sequestration)):
        words += f", limited to {settled.terms['gain_cap_rate'][row]:.0%} of the benchmark"
    return words + "."


def _loss(inputs: Inputs, settled: Settled, row: int) -> str:
    loss = f"Loss of {-settled.saving_rate[row]:.2%}"
    if settled.terms["is_two_sided"][row] == 0:
        return f"{loss} in a one-sided track: nothing is owed."
    least = f"the minimum loss rate of {settled.minimum_loss_rate[row]:.2%}"
    if settled.counted_pence[row] == 0:
        return f"{loss} is within {least}: nothing is owed."
    words = f"{loss} reaches {least}: owes {settled.loss_share_rate[row]:.2%} of it"
    if settled.paid_pence[row] > settled.shared_pence[row]:
        words += f", limited to {settled.terms['loss_cap_rate'][row]:.1%} of the benchmark"
    if settled.before_relief_pence[row] > settled.paid_pence[row]:
        words += ", and no more than the published relief allows (a lower limit on revenue applied)"
    elif settled.terms["loss_cap_second_rate"][row] < 1:
        words += ", unless a limit on revenue, which the file does not carry, is lower"
    if settled.settled_pence[row] == 0:
        return words + ", all of it forgiven for extreme circumstances."
    if settled.relief_pence[row] > 0:
        words += ", less the published relief for extreme circumstances"
    if inputs.figures["ended_early"][row] == 1:
        words += "; the agreement ended early, and the part of the year that counts is not in the file"
    return words + "."
