"""How far predictions of the Shared Savings Program agree with what was published, by year and class."""

from __future__ import annotations

import numpy as np
import pandas as pd

from acohandbook.published.mssp import MATCHES, Prediction, minimum_rates_by_population

# A published minimum rate counts as the table's when it is within the rounding of four decimals.
_TABLE_ROUNDING = 0.00006
CLASSES = ("all", "earned", "owed", "nothing")


def summarise(prediction: Prediction) -> pd.DataFrame:
    """Count rows by performance year, class and match.

    Returns
    -------
    DataFrame
        ``performance_year``, ``class`` (all, earned, owed, nothing: by the published payment, or the
        predicted one where none is published), ``rows``, ``not_settled``, ``compared``, one column per
        match, and ``matched_rate``: compared rows within $1 or 0.1%.
    """
    frame = prediction.frame
    year = prediction.inputs.year
    amount = frame["earned_or_owed"].to_numpy()
    match = frame["match"].to_numpy() if "match" in frame else np.full(len(frame), None, dtype=object)
    if "published" in frame:
        amount = np.where(np.isnan(frame["published"]), amount, frame["published"])
    rows = []
    for known_year in sorted(set(year[~np.isnan(year)])):
        for name, chosen in zip(
            CLASSES, (np.isfinite(year), amount > 0, amount < 0, amount == 0), strict=True
        ):
            here = chosen & (year == known_year)
            counts = {words: int((match[here] == words).sum()) for words in MATCHES}
            compared = sum(counts.values())
            matched = counts[MATCHES[0]] + counts[MATCHES[1]]
            rows.append(
                {"performance_year": int(known_year), "class": name, "rows": int(here.sum())}
                | {"not_settled": int(frame["earned_or_owed"].isna().to_numpy()[here].sum())}
                | {"compared": compared}
                | counts
                | {"matched_rate": matched / compared if compared else np.nan}
            )
    return pd.DataFrame(rows)


def summarise_minimum_rates(prediction: Prediction) -> pd.DataFrame:
    """Hold the published minimum savings rates against the table by population.

    Returns
    -------
    DataFrame
        ``performance_year``, ``rows`` with a published rate, ``by_population`` (the table gives it, within
        rounding), ``elected`` (a flat rate of 0% to 2%), ``other``, and ``largest_difference_rate`` among
        the rows by population.
    """
    year, stated = prediction.inputs.year, prediction.inputs.figures["minimum_rate"]
    difference = np.abs(stated - minimum_rates_by_population(prediction.inputs))
    by_population = difference <= _TABLE_ROUNDING
    elected = ~by_population & (np.abs(stated * 200 - np.round(stated * 200)) < 1e-6) & (stated <= 0.02)
    rows = []
    for known_year in sorted(set(year[~np.isnan(year)])):
        here = (year == known_year) & ~np.isnan(stated)
        rows.append(
            {
                "performance_year": int(known_year),
                "rows": int(here.sum()),
                "by_population": int((here & by_population).sum()),
                "elected": int((here & elected).sum()),
                "other": int((here & ~by_population & ~elected).sum()),
                "largest_difference_rate": float(np.max(difference[here & by_population], initial=0.0)),
            }
        )
    return pd.DataFrame(rows)


def summary_in_words(prediction: Prediction) -> str:
    """The two summaries as plain lines for a terminal."""
    lines = []
    for row in summarise(prediction).to_dict("records"):
        words = f"{row['performance_year']} {row['class']}: {row['rows']:,} rows"
        if row["not_settled"]:
            words += f", {row['not_settled']:,} not settled"
        if row["compared"]:
            parts = [f"{row[name]:,} {name}" for name in MATCHES if row[name]]
            words += f"; {row['compared']:,} compared: {', '.join(parts)} ({row['matched_rate']:.1%} matched)"
        lines.append(words)
    for row in summarise_minimum_rates(prediction).to_dict("records"):
        lines.append(
            f"{row['performance_year']} minimum savings rates: {row['by_population']:,} follow from the "
            f"population by the published table (largest difference "
            f"{row['largest_difference_rate'] * 100:.4f} points), {row['elected']:,} are elected flat rates, "
            f"{row['other']:,} neither"
        )
    return "\n".join(lines)
