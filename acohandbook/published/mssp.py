"""Predicting what the US Medicare Shared Savings Program paid, from the same inputs, by the contract terms.

The prediction sees ``mssp_columns.Inputs`` and the terms in ``data/terms``, never the published payment and
no organisation by name. ``compare`` then holds it against the payment, row by row.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.mssp_columns import (
    FIRST_YEAR,
    LAST_YEAR,
    Inputs,
    read_file,
    read_inputs,
    read_published,
)
from acohandbook.published.mssp_rules import Settled, rule_in_words
from acohandbook.rules import contract_terms, sharing
from acohandbook.rules.dialect import to_pence, to_pounds
from acohandbook.site.terms import TermsError, load_terms, population_table

TERMS_OF_TRACK = {
    "T1": "mssp_track_1",
    "T1P": "mssp_track_1_plus",
    "T2": "mssp_track_2",
    "T3": "mssp_track_3",
    "A": "mssp_basic_a",
    "B": "mssp_basic_b",
    "C": "mssp_basic_c",
    "D": "mssp_basic_d",
    "E": "mssp_basic_e",
    "EN": "mssp_enhanced",
}
MINIMUM_RATES = "cms_minimum_savings_rate"
# How a prediction may agree with what was published, best first.
MATCHES = ("within $1", "within 0.1%", "within the rounding of the published rate", "unexplained")


@dataclass(frozen=True)
class Prediction:
    """A file of results, predicted.

    Attributes
    ----------
    frame : DataFrame
        One row per row of the file, in its order: ``identifier``, ``track``, ``generated_savings`` (savings
        or losses past the minimum rate, on a side that counts), ``minimum_savings_rate``,
        ``earned_or_owed`` (dollars, owed negative, blank where it cannot be settled), ``rule`` (what
        decided, in words) and, where the file has the payment, ``published``, ``difference``, ``match``.
    inputs, settled
        What was read and how it was settled, by row.
    """

    frame: pd.DataFrame
    inputs: Inputs
    settled: Settled


def predict(path: Path) -> Prediction:
    """Predict a file of results and, where it carries the published payment, compare.

    Raises
    ------
    PublishedFileError
        The file is not one of results, or of no known year.
    """
    raw = read_file(path)
    inputs = read_inputs(raw, path)
    settled = settle(inputs)
    frame = prediction(inputs, settled)
    published = read_published(raw, path)
    if published is not None:
        frame = compare(frame, settled, published)
    return Prediction(frame, inputs, settled)


def settle(inputs: Inputs) -> Settled:
    """Settle every row at once, by arrays."""
    terms, problems = _terms_of_rows(inputs)
    figures = inputs.figures
    share, half_width, quality = _shares(inputs, terms)
    minimum, minimum_loss = _minimum_rates(inputs)
    is_reduced = figures["reduced"] == 1
    is_guarded = figures["guardrail"] == 1
    benchmark, actual = to_pence(figures["benchmark"]), to_pence(figures["expenditure"])
    counted = contract_terms.counted_pence(
        benchmark,
        actual,
        np.where(is_reduced, 0.0, minimum),
        minimum_loss,
        terms["is_deductible"],
        terms["is_two_sided"],
    )
    saving = benchmark - actual
    threshold = np.where(saving < 0, np.where(terms["is_two_sided"] == 1, minimum_loss, 0.0), minimum)
    counted = np.where(np.isnan(threshold), np.nan, counted)
    counted = np.where(is_guarded, np.minimum(counted, 0), counted)
    # The whole saving reaches the minimum rate or it does not; below it a flag may allow a reduced share.
    below_minimum = is_reduced & (sharing.saving_rate(benchmark, actual) < minimum)
    share = np.where(below_minimum, _reduced(share, terms), share)
    floor, ceiling = _loss_limits(figures["final_loss_rate"], terms)
    loss_share = sharing.loss_share_rate(terms["share_rate"] * quality, floor, ceiling)
    # Where nothing counts, nothing is shared, even at a rate that is not known.
    rate = np.where(counted == 0, 0.0, np.where(counted < 0, loss_share, share))
    shared = sharing.shared_pence(counted, rate)
    gain_cap = sharing.rate_of_pence(benchmark, terms["gain_cap_rate"])
    loss_cap = sharing.rate_of_pence(benchmark, terms["loss_cap_rate"])
    paid = contract_terms.paid_pence(
        shared, gain_cap, loss_cap, terms["sequestration_rate"], terms["is_sequestered_first"]
    )
    relief_rate = terms["loss_relief_rate"]
    relief = np.nan_to_num(to_pence(figures["relief"]))  # files leave it blank where there was none
    before_relief = np.maximum(paid, -_largest_loss(relief, relief_rate))
    settled = sharing.reduced_loss_pence(
        before_relief, np.maximum(relief, -before_relief * (relief_rate >= 1))
    )
    # A cell that cannot be read settles nothing: without it another rate or no relief would be taken.
    is_sound = [not problem and not faults for problem, faults in zip(problems, inputs.faults, strict=True)]
    known = np.array(is_sound, dtype=bool) & ~np.isnan(settled)
    return Settled(
        saving_rate=sharing.saving_rate(benchmark, actual),
        counted_pence=counted,
        minimum_rate=minimum,
        minimum_loss_rate=minimum_loss,
        share_rate=share,
        share_half_width=half_width,
        loss_share_rate=loss_share,
        shared_pence=shared,
        paid_pence=paid,
        before_relief_pence=before_relief,
        relief_pence=relief,
        settled_pence=np.where(known, settled, np.nan),
        terms=terms,
        below_minimum=below_minimum,
        guarded=is_guarded,
        problems=_problems(inputs, problems, known),
    )


def prediction(inputs: Inputs, settled: Settled) -> pd.DataFrame:
    """The columns that are predicted."""
    return pd.DataFrame(
        {
            "identifier": inputs.identifier,
            "track": inputs.track,
            "generated_savings": to_pounds(
                np.where(np.isnan(settled.settled_pence), np.nan, settled.counted_pence)
            ),
            "minimum_savings_rate": settled.minimum_rate,
            "earned_or_owed": to_pounds(settled.settled_pence),
            "rule": rule_in_words(inputs, settled),
        }
    )


def compare(frame: pd.DataFrame, settled: Settled, published: np.ndarray) -> pd.DataFrame:
    """The prediction beside the published payment; ``match`` is the first of ``MATCHES`` that holds."""
    difference = np.round(frame["earned_or_owed"].to_numpy() - published, 2)
    size = np.abs(difference)
    gain = np.maximum(settled.counted_pence, 0)
    rounding = to_pounds(gain * settled.share_half_width) + 1
    holds = [size <= 1, size <= 0.001 * np.abs(published), size <= rounding]
    match = np.select(holds, MATCHES[:3], MATCHES[3]).astype(object)
    match[np.isnan(difference)] = None
    return frame.assign(published=published, difference=difference, match=match)


def minimum_rates_by_population(inputs: Inputs) -> np.ndarray:
    """The minimum savings rate that the published table gives for each row's beneficiaries."""
    persons = inputs.figures["persons"]
    return contract_terms.rate_by_population(
        persons, population_table(MINIMUM_RATES), np.full(len(persons), np.nan)
    )


def _terms_of_rows(inputs: Inputs) -> tuple[dict[str, np.ndarray], list[str]]:
    """The terms of each row as arrays, read once for each track, year and year of agreement in the file.

    Beside them what keeps a row from having terms, in words; such a row carries the terms of Track 1 unused.
    """
    rows = pd.DataFrame({"track": inputs.track, "year": inputs.year, "contract_year": inputs.contract_year})
    group, kinds = pd.factorize(
        pd.MultiIndex.from_frame(rows.fillna({"track": "", "year": 0, "contract_year": 0}))
    )
    numbers, problems = [], []
    for track, year, contract_year in kinds:
        terms, problem = load_terms(TERMS_OF_TRACK["T1"]), ""
        if track not in TERMS_OF_TRACK:
            problem = "the track is not known"
        elif not year:
            problem = "the performance year is not stated"
        elif not FIRST_YEAR <= year <= LAST_YEAR:
            problem = f"{year:g} is no known performance year"
        else:
            try:
                terms = load_terms(TERMS_OF_TRACK[track]).in_year(str(int(year)))
            except TermsError as error:
                problem = str(error).rstrip(".")
        found = terms.numbers(contract_year=int(contract_year) or None)
        ((_, _, found["share_rate"], found["floor_rate"], found["ceiling_rate"]),) = found.pop("bands")
        found["reduced_share_rate"] = terms.threshold.reduced_share_rate
        found["loss_relief_rate"] = terms.deductions.loss_relief_rate
        numbers.append(found)
        problems.append(problem)
    columns = {name: np.array([found[name] for found in numbers])[group] for name in numbers[0]}
    return columns, [problems[kind] for kind in group]


def _shares(inputs: Inputs, terms: dict) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The final share of a gain with half the width of its range, and the quality score that a loss follows.

    The file states the score and the final rate, each rounded. Where the score multiplies the share both
    say the same, so the estimate is the middle of what both allow; otherwise the final rate is the share.
    """
    score, final = inputs.figures["quality"], inputs.figures["final_share"]
    met, alternative = inputs.figures["met_standard"], inputs.figures["met_alternative"]
    missed = (final == 0) | ((met == 0) & ~(alternative == 1) & ~(final > 0))
    whole = terms["share_rate"]
    by_score = whole * score
    score_width, final_width = (
        whole * inputs.half_widths["quality"],
        np.full(len(score), inputs.half_widths["final_share"]),
    )
    both = contract_terms.middle_of_overlap(by_score, score_width, final, final_width)
    share = np.where(np.isnan(final), by_score, np.where(np.isnan(score), final, both))
    lowest = np.fmax(by_score - score_width, final - final_width)
    highest = np.fmin(by_score + score_width, final + final_width)
    width = np.where(lowest <= highest, (highest - lowest) / 2, final_width)
    multiplies = (terms["quality_multiplies"] == 1) | (np.isnan(final) & (alternative == 1))
    # A blank final rate is the whole share where the standard is known, or a score lets it be taken, as met.
    stated = np.where(np.isnan(final), np.where((met == 1) | ~np.isnan(score), whole, np.nan), final)
    share = np.where(multiplies, share, stated)
    width = np.where(multiplies, width, 0.0)
    quality = np.where(np.isnan(score), np.minimum(final / whole, 1), score)
    quality = np.where(missed | (terms["floor_rate"] == terms["ceiling_rate"]), 0.0, quality)
    return np.where(missed, 0.0, share), width, quality


def _minimum_rates(inputs: Inputs) -> tuple[np.ndarray, np.ndarray]:
    """The minimum savings and loss rates: as published, without its rounding where the table explains it."""
    stated = inputs.figures["minimum_rate"]
    by_table = minimum_rates_by_population(inputs)
    is_one_sided = np.isin(inputs.track.astype(str), ["T1", "A", "B"])
    agrees = np.abs(stated - by_table) <= inputs.half_widths["minimum_rate"] + 1e-9
    rate = np.where(agrees | (np.isnan(stated) & is_one_sided), by_table, stated)
    loss = inputs.figures["minimum_loss_rate"]
    return rate, np.where(np.isnan(loss), rate, loss)


def _reduced(share: np.ndarray, terms: dict) -> np.ndarray:
    """The part of the share that is paid below the minimum rate, unless the file states that part already."""
    rate = terms["reduced_share_rate"]
    return np.where(share > terms["share_rate"] * rate, share * rate, share)


def _loss_limits(final_loss_rate: np.ndarray, terms: dict) -> tuple[np.ndarray, np.ndarray]:
    """Floor and ceiling of the loss rate; a published final loss rate is both."""
    stated = ~np.isnan(final_loss_rate)
    return (
        np.where(stated, final_loss_rate, terms["floor_rate"]),
        np.where(stated, final_loss_rate, terms["ceiling_rate"]),
    )


def _largest_loss(relief_pence: np.ndarray, relief_rate: np.ndarray) -> np.ndarray:
    """The most that a loss can have been, given the relief on it and the least part that relief made up.

    A limit on the participants' revenue, which the file doesn't carry, shows only in a relief smaller than
    that part of the loss. Without a relief nothing can be said.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((relief_rate > 0) & (relief_pence > 0), relief_pence / relief_rate, np.inf)


def _problems(inputs: Inputs, problems: list[str], known: np.ndarray) -> list[str]:
    """Why a row is not settled, in words; nothing for a row that is."""
    needed = {
        "benchmark": "the total benchmark is blank",
        "expenditure": "the total expenditure is blank",
        "minimum_rate": "the minimum savings rate is blank and may have been elected",
    }
    reasons = []
    for row in range(len(known)):
        if known[row]:
            reasons.append("")
            continue
        faults = inputs.faults[row]
        parts = [faults.get("track") or problems[row]] if problems[row] else []
        blank = [name for name in needed if np.isnan(inputs.figures[name][row])]
        parts += [faults.get(name, needed[name]) for name in blank]
        if not parts and not faults:
            parts = ["neither the quality score nor the final rate can be read"]
        reasons.append("; ".join(dict.fromkeys([*parts, *faults.values()])))
    return reasons
