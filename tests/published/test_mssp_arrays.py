"""Settling by arrays and one row at a time by the scalar rule give the same cents."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.published.mssp import TERMS_OF_TRACK, settle
from acohandbook.published.mssp_columns import COLUMNS, Inputs
from acohandbook.rules.contract_terms import settled_pence
from acohandbook.rules.sharing import NO_LIMIT_RATE
from acohandbook.site.terms import load_terms

ROW = st.tuples(
    st.sampled_from(sorted(TERMS_OF_TRACK)),
    st.integers(10**7, 2 * 10**9),  # benchmark in dollars
    st.integers(500, 1500),  # spend in thousandths of it
    st.sampled_from([0.0, 0.005, 0.01, 0.02]),
    st.integers(1, 10000),  # quality in ten-thousandths
)


def inputs_of(rows):
    track, benchmark, thousandths, minimum, quality = zip(*rows, strict=True)
    figures = {name: np.full(len(rows), np.nan) for name in COLUMNS}
    figures["benchmark"] = np.array(benchmark, dtype=float)
    figures["expenditure"] = np.array(
        [b * t // 1000 for b, t in zip(benchmark, thousandths, strict=True)], float
    )
    figures["minimum_rate"] = np.array(minimum)
    figures["quality"] = np.array(quality) / 10000
    return Inputs(
        identifier=np.array([str(row) for row in range(len(rows))], dtype=object),
        track=np.array(track, dtype=object),
        year=np.full(len(rows), 2019.0),
        contract_year=np.full(len(rows), 3.0),
        figures=figures,
        half_widths=dict.fromkeys(("quality", "final_share", "minimum_rate"), 0.0),
        faults=[{} for _ in rows],
    )


TERMS = {track: load_terms(name).numbers("2019") for track, name in TERMS_OF_TRACK.items()}


def one_by_one(inputs):
    for row, track in enumerate(inputs.track):
        minimum = float(inputs.figures["minimum_rate"][row])
        terms = TERMS[track] | {"gain_threshold_rate": minimum, "loss_threshold_rate": minimum}
        expected = int(inputs.figures["benchmark"][row]) * 100
        yield settled_pence(
            expected_pence=expected,
            actual_pence=int(inputs.figures["expenditure"][row]) * 100,
            quality_score_rate=float(inputs.figures["quality"][row]),
            second_base_pence=expected,
            relief_pence=0.0,
            **(terms | {"loss_cap_second_rate": NO_LIMIT_RATE}),  # results do not carry revenue
        )


@given(st.lists(ROW, min_size=1, max_size=20))
def test_arrays_and_the_scalar_rule_agree_to_the_cent(rows):
    inputs = inputs_of(rows)
    assert settle(inputs).settled_pence.tolist() == list(one_by_one(inputs))
