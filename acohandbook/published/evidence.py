"""The evidence of chapter 12: what the rules predict beside what was published, summed up in small tables.

Each table can be made live from a folder of published files; ``data/evidence`` holds them as last made, so
that the chapter can be read without the files. No table names an organisation.

``python -m acohandbook.published.evidence FOLDER data/evidence`` makes them again.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.emergency_attendances import monthly_attendances
from acohandbook.published.evidence_spread import need_spread, spread_by_population, spread_fit
from acohandbook.published.mssp import MATCHES, MINIMUM_RATES, Prediction, predict
from acohandbook.published.mssp_summary import summarise, summarise_minimum_rates
from acohandbook.published.nhs_targets import by_ccg, predict_targets
from acohandbook.published.pace_of_change import predict_closing_distances
from acohandbook.published.place_need import place_need
from acohandbook.published.reading import PublishedFileError
from acohandbook.resources import folder
from acohandbook.rules import contract_terms, noise
from acohandbook.site.terms import load_terms, population_table

# One coefficient of variation for a person's yearly cost, from which all chances below follow.
VARIATION_RATE = 2.1
# The confidence that the published minimum rates guard: 90% up to 5,000 people, 99% from 50,000 on.
CONFIDENCE = {"low_persons": 5000.0, "low_rate": 0.9, "high_persons": 50000.0, "high_rate": 0.99}
# The place worked by NHS England's place-based tool, and the index it printed for 2023/24.
TOOL_PLACE = ("B85005", "B85022", "B85026", "B85061")
TOOL_INDEX = {
    "G&A WP": 1.0769, "CS WP": 1.0619, "MH WP": 0.6606, "Mat WP": 0.5916, "Health Ineq WP": 0.5466,
    "Prescr WP": 1.0429, "Final WP": 0.9427, "Primary Medical Care WP": 0.9826, "Final PMC WP": 0.9022,
}  # fmt: skip
# DeLia, Hoover and Cantor 2012: chance that no true saving is paid, or penalised, at a line of 2%.
_DELIA = ((5000, 0.24, 0.26), (50000, 0.02, 0.02))


def mssp_by_year(published: Path) -> pd.DataFrame:
    """Rows of the Shared Savings Program by year and class (earned and owed apart) and how they match."""
    return pd.concat([summarise(prediction) for prediction in _mssp(published)], ignore_index=True)


def mssp_by_class(published: Path) -> pd.DataFrame:
    """The same over all years: earned and owed rows apart, and the part within $1 or 0.1%."""
    years = mssp_by_year(published).drop(columns=["performance_year", "matched_rate"])
    table = years.groupby("class", sort=False).sum().reset_index()
    matched = table[list(MATCHES[:2])].sum(axis=1)
    return table.assign(matched_rate=matched / table["compared"])


def mssp_minimum_rates(published: Path) -> pd.DataFrame:
    """Published minimum savings rates by year: those the table by population gives, and those elected."""
    return pd.concat([summarise_minimum_rates(p) for p in _mssp(published)], ignore_index=True)


def mssp_misses(published: Path) -> pd.DataFrame:
    """Every row beyond $1 and 0.1%, counted by the reason for the miss.

    Returns
    -------
    DataFrame
        ``performance_year``, ``class``, ``reason``, ``rows``, ``difference_usd`` (predicted less published,
        summed) and ``largest_rate`` (largest difference as a share of what was published).
    """
    rows = []
    for prediction in _mssp(published):
        frame, year = prediction.frame, prediction.inputs.year
        if "match" not in frame:
            continue
        missed = frame[frame["match"].isin(MATCHES[2:])]
        limited = missed["rule"].str.contains("limit on revenue")
        ended = missed["rule"].str.contains("the agreement ended early")
        reason = np.select(
            [missed["match"] == MATCHES[2], limited, ended],
            [
                "the score and the rate were published to two decimals",
                "the loss was limited by revenue, which the file does not carry",
                "the agreement ended early, and the part of the year is not in the file",
            ],
            "not explained",
        )
        sized = missed.assign(
            performance_year=year[missed.index].astype(int),
            reason=reason,
            size=(missed["difference"] / missed["published"]).abs(),
            **{"class": np.where(missed["published"] > 0, "earned", "owed")},
        )
        for keys, group in sized.groupby(["performance_year", "class", "reason"], sort=True):
            sums = (len(group), group["difference"].sum(), group["size"].max())
            rows.append((*keys, *sums))
    names = ["performance_year", "class", "reason", "rows", "difference_usd", "largest_rate"]
    return pd.DataFrame(rows, columns=names)


def nhs_targets(published: Path) -> pd.DataFrame:
    """Target allocations of 2018/19, by practice and by CCG, beside those published."""
    path = published / "nhs_allocations" / "practice_need_components_2018_19.csv"
    targets = predict_targets(path)
    answers = targets.assign(target_allocation_k=_column(path, "target_exc_remote_k"))
    rows = []
    for level, predicted, answer in (
        ("practice", targets, answers),
        ("ccg", by_ccg(targets), by_ccg(answers)),
    ):
        error = (predicted["target_allocation_k"] / answer["target_allocation_k"] - 1).abs()
        rows.append(
            {
                "level": level,
                "rows": len(predicted),
                "compared": int(error.count()),
                "within_0_01_percent": int((error < 0.0001).sum()),
                "largest_difference_rate": error.max(),
                "predicted_total_k": predicted["target_allocation_k"].sum(),
            }
        )
    return pd.DataFrame(rows)


def place_needs(published: Path) -> pd.DataFrame:
    """Relative need of one place by component, beside the index that the official tool printed."""
    path = published / "nhs_allocations" / "practice_weighted_population_2023_2024.csv"
    need = place_need(path, TOOL_PLACE)
    printed = need["component"].map(TOOL_INDEX)
    agrees = np.where(need["relative_need_rounded"].round(4) == printed, "yes", "no")
    return need.assign(printed_by_the_tool=printed, all_digits_agree=agrees)


def pace_of_change(published: Path) -> pd.DataFrame:
    """Closing distances from target by CCG, beside those published."""
    path = published / "nhs_allocations" / "ccg_pace_of_change.csv"
    closing = predict_closing_distances(path)["closing_distance_from_target"]
    error = (closing - _column(path, "closing_dft")).abs()
    return pd.DataFrame(
        {
            "rows": [len(closing)],
            "compared": [int(error.count())],
            "within_0_0003": [int((error < 0.0003).sum())],
            "largest_difference": [error.max()],
            "mean_difference": [error.mean()],
        }
    )


def chances(published: Path | None = None) -> pd.DataFrame:
    """Chances of a wrong payment or penalty by population, beside those published; needs no file."""
    rows = []
    for persons, paid, penalised in _DELIA:
        ours = noise.chance_at_least(0.02, 0.0, VARIATION_RATE, persons)
        rows.append((persons, "paid without a true saving", paid, ours, ours - paid))
        ours = noise.chance_at_most(-0.02, 0.0, VARIATION_RATE, persons)
        rows.append((persons, "penalised without a true loss", penalised, ours, ours - penalised))
    return pd.DataFrame(rows, columns=["persons", "event", "published_chance", "chance", "residual"])


def minimum_rates(published: Path | None = None) -> pd.DataFrame:
    """The table of minimum savings rates beside what one coefficient of variation gives; needs no file."""
    rows = []
    for persons, _, rate, _ in population_table(MINIMUM_RATES):
        confidence = noise.confidence_rate(persons, **CONFIDENCE)
        spread = (noise.normal_quantile(confidence), noise.saving_deviation_rate(VARIATION_RATE, persons))
        ours = noise.minimum_rate(1 - confidence, VARIATION_RATE, persons)
        rows.append((int(persons), rate, confidence, *spread, ours, ours - rate))
    names = [
        "persons",
        "published_rate",
        "confidence_rate",
        "deviations",
        "deviation_rate",
        "rate",
        "residual",
    ]
    return pd.DataFrame(rows, columns=names)


def savings_spread(published: Path) -> pd.DataFrame:
    """How far real savings rates lie apart by population, beside the fit and what is assumed of chance."""
    found = _mssp(published)
    columns = (
        np.concatenate([prediction.inputs.figures["persons"] for prediction in found]),
        np.concatenate([prediction.inputs.year for prediction in found]),
        np.concatenate([prediction.settled.saving_rate for prediction in found]),
    )
    return spread_by_population(*columns, variation=VARIATION_RATE)


def savings_fit(published: Path) -> pd.DataFrame:
    """The coefficient of variation and the common deviation that fit that spread: upper bounds, both."""
    return spread_fit(savings_spread(published))


def savings_points(published: Path) -> pd.DataFrame:
    """People and savings rate of every organisation in the latest year at hand, without its name."""
    latest = max(_mssp(published), key=lambda prediction: prediction.inputs.year.max())
    rows = pd.DataFrame(
        {
            "performance_year": latest.inputs.year.astype(int),
            "persons": latest.inputs.figures["persons"],
            "saving_rate": np.round(latest.settled.saving_rate, 4),
        }
    )
    return rows.dropna().sort_values(["persons", "saving_rate"], ignore_index=True)


def emergency_attendances(published: Path) -> pd.DataFrame:
    """A&E attendances in England by month, to try the charts of chapter 10 on."""
    series = monthly_attendances(published / "activity" / "ae_attendances.csv")
    return pd.DataFrame(series, columns=["series", "period", "attendances"])


def worked_settlement(published: Path | None = None) -> pd.DataFrame:
    """One made-up settlement in Track 1 of 2018, with the figures to work it by hand; needs no file."""
    benchmark, spend, minimum, quality = 100_000_000, 95_000_000, 0.03, 0.9
    numbers = load_terms("mssp_track_1").numbers(
        "2018", gain_threshold_rate=minimum, loss_threshold_rate=minimum
    )
    earned = contract_terms.settled_pence(
        expected_pence=benchmark * 100,
        actual_pence=spend * 100,
        quality_score_rate=quality,
        second_base_pence=benchmark * 100,
        relief_pence=0.0,
        **numbers,
    )
    ((_, _, share, _, _),) = numbers["bands"]
    row = (benchmark, spend, minimum, share, quality, numbers["sequestration_rate"], earned / 100)
    names = ["benchmark_usd", "spend_usd", "minimum_rate", "share_rate", "quality_rate", "cut_rate"]
    return pd.DataFrame([row], columns=[*names, "earned_usd"])


TABLES: dict[str, Callable[[Path], pd.DataFrame]] = {
    "mssp_by_class": mssp_by_class,
    "mssp_by_year": mssp_by_year,
    "mssp_misses": mssp_misses,
    "mssp_minimum_rates": mssp_minimum_rates,
    "nhs_targets": nhs_targets,
    "place_need": place_needs,
    "pace_of_change": pace_of_change,
    "noise_chances": chances,
    "noise_minimum_rates": minimum_rates,
    "savings_spread": savings_spread,
    "savings_fit": savings_fit,
    "savings_points": savings_points,
    "emergency_attendances": emergency_attendances,
    "need_spread": need_spread,
    "worked_settlement": worked_settlement,
}
# Worked examples and spoilt inputs are counted by the tests that run them; published files do not hold them.
NAMES = (*TABLES, "worked_examples", "spoilt_inputs", "faults_tried")


def evidence(name: str, published: Path | None = None) -> pd.DataFrame:
    """A table of evidence: live where a folder of published files is given, else as last made.

    Parameters
    ----------
    name
        One of ``NAMES``.
    published
        The folder of published files.

    Raises
    ------
    ValueError
        There is no such table.
    PublishedFileError
        A published file is missing from the folder.
    """
    if name not in NAMES:
        raise ValueError(f"There is no evidence {name!r}; there is {', '.join(NAMES)}.")
    if published is None or name not in TABLES:
        return pd.read_csv(folder("data/evidence") / f"{name}.csv")
    return TABLES[name](Path(published))


def write_evidence(published: Path, output: Path) -> list[Path]:
    """Make every table again and write each as CSV, figures to ten digits."""
    written = []
    for name in TABLES:
        path = Path(output) / f"{name}.csv"
        table = evidence(name, published)
        table.to_csv(path, index=False, float_format="%.10g", lineterminator="\n")
        written.append(path)
    return written


@cache
def _mssp(published: Path) -> list[Prediction]:
    """One prediction per year, from the tidied files; read once for all tables."""
    paths = sorted((published / "mssp").glob("mssp_py*.csv"))
    if not paths:
        raise PublishedFileError(f"{published / 'mssp'}: there is no results file mssp_pyYYYY.csv.")
    return [predict(path) for path in paths]


def _column(path: Path, name: str) -> pd.Series:
    return pd.to_numeric(pd.read_csv(path, usecols=[name])[name], errors="coerce")


if __name__ == "__main__":
    for made in write_evidence(Path(sys.argv[1]), Path(sys.argv[2])):
        print(made)
