"""Whatever stands in a results file, every row comes out, settled or with its reason, or all is refused."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.published.mssp import predict
from acohandbook.published.mssp_summary import summary_in_words
from acohandbook.published.reading import PublishedFileError

GOOD = {
    "PY": "2023",
    "ACO_ID": "A1",
    "Track": "EN",
    "N_AB": "10000",
    "MinSavPerc": "0.01",
    "QualScore": "0.9",
    "FinalShareRate": "0.75",
    "FinalLossRate": "0.4",
    "DisAdj": "0",
    "ABtotBnchmk": "100000000",
    "ABtotExp": "95000000",
}
SPOILT = st.sampled_from(
    [
        "",
        "*",
        "-",
        "N/A",
        "text",
        "$1,234",
        "(1,234)",
        "5.0%",
        "-1",
        "0",
        "1e308",
        "inf",
        "nan",
        "½",
        "2031",
        "%",
        "()",
    ]
)


@given(
    st.lists(st.dictionaries(st.sampled_from(sorted(GOOD)), SPOILT, max_size=4), min_size=1, max_size=5),
    st.permutations(sorted(GOOD)),
)
def test_no_row_is_dropped_and_every_blank_has_its_reason(tmp_path_factory, rows, columns):
    path = tmp_path_factory.mktemp("spoilt") / "results.csv"
    named = [GOOD | {"ACO_ID": f"A{at}"} | row for at, row in enumerate(rows)]
    pd.DataFrame(named)[columns].to_csv(path, index=False)
    try:
        prediction = predict(path)
    except PublishedFileError as refused:
        assert "Known performance years are 2013 to 2024" in str(refused) or "stands here twice" in str(
            refused
        )
        return
    frame = prediction.frame
    assert len(frame) == len(rows)
    reason = frame["rule"].str.startswith("Not settled: ")
    assert (frame["earned_or_owed"].isna() == reason).all()
    assert not frame["rule"].str.contains("nan%|inf%").any()
    assert summary_in_words(prediction)
