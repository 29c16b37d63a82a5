"""How long 5,000 organisation-years take to settle by arrays, beside a plain loop over the scalar rule."""

import numpy as np

from acohandbook.published.mssp import TERMS_OF_TRACK, settle
from acohandbook.published.mssp_columns import COLUMNS, Inputs
from acohandbook.rules.contract_terms import settled_pence
from acohandbook.site.terms import load_terms
from benchmarks.timing import median_seconds

ROWS = 5000
REPEATS = 7
SEED = 2017


def made_up_inputs(rows=ROWS):
    """Organisation-years of every track of 2019 with spend around the benchmark, the same on every run."""
    random = np.random.default_rng(SEED)
    benchmark = np.rint(random.uniform(5e7, 1.5e9, rows))
    figures = {name: np.full(rows, np.nan) for name in COLUMNS}
    figures |= {
        "persons": np.rint(benchmark / 11000),
        "benchmark": benchmark,
        "expenditure": np.rint(benchmark * random.normal(0.985, 0.04, rows)),
        "minimum_rate": random.choice([0.005, 0.01, 0.02], rows),
        "quality": np.round(random.uniform(0.6, 1, rows), 4),
    }
    return Inputs(
        identifier=np.array([f"A{row}" for row in range(rows)], dtype=object),
        track=random.choice(list(TERMS_OF_TRACK), rows).astype(object),
        year=np.full(rows, 2019.0),
        contract_year=np.full(rows, 3.0),
        figures=figures,
        half_widths={"quality": 0.00005, "final_share": 0.0, "minimum_rate": 0.0},
        faults=[{} for _ in range(rows)],
    )


def rows_of(inputs):
    """The same organisation-years as arguments of the scalar rule, one dictionary a row, made beforehand."""
    minimum = settle(inputs).minimum_rate.tolist()
    terms = {track: load_terms(name).numbers("2019") for track, name in TERMS_OF_TRACK.items()}
    rows = []
    for row, track in enumerate(inputs.track):
        expected = round(inputs.figures["benchmark"][row] * 100)
        rows.append(
            terms[track]
            | {
                "expected_pence": expected,
                "actual_pence": round(inputs.figures["expenditure"][row] * 100),
                "quality_score_rate": float(inputs.figures["quality"][row]),
                "second_base_pence": expected,
                "relief_pence": 0.0,
                "gain_threshold_rate": minimum[row],
                "loss_threshold_rate": minimum[row],
                "loss_cap_second_rate": terms[track]["gain_cap_second_rate"],
            }
        )
    return rows


def by_loop(rows):
    """Settle one row after the other."""
    return [settled_pence(**row) for row in rows]


def report():
    """Write the times as a Markdown table, once both ways agree to the penny on every row."""
    inputs = made_up_inputs()
    rows = rows_of(inputs)
    if settle(inputs).settled_pence.tolist() != by_loop(rows):
        raise AssertionError("the two ways of settling disagree")
    arrays = median_seconds(lambda: settle(inputs), REPEATS)
    loop = median_seconds(lambda: by_loop(rows), REPEATS)
    return "\n".join(
        [
            f"| settling {ROWS:,} organisation-years | seconds | times faster |",
            "|---|---:|---:|",
            f"| a plain loop over the scalar rule | {loop:.3f} | 1.0 |",
            f"| by arrays, terms and reasons included | {arrays:.3f} | {loop / arrays:.1f} |",
        ]
    )
