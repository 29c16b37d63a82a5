"""``acohandbook published``: predict published results from published inputs, and say how well it went."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from acohandbook.published.reading import PublishedFileError
from acohandbook.whole import whole_file

DONE, FAULTS, USAGE = 0, 1, 2


def run_published(args) -> int:
    """Run one of the predictions and write its table.

    Parameters
    ----------
    args
        ``kind`` (mssp, nhs-targets, place-need, pace-of-change), ``file``, ``output`` and, by kind, ``by``
        or ``practices``.

    Returns
    -------
    int
        0 done; 1 the file is not what it should be, with one message that says what is needed; 2 the
        output cannot be written: there is no such folder, or it is a folder itself.
    """
    output = Path(args.output)
    if not output.resolve().parent.is_dir():
        print(f"acohandbook published: there is no folder {output.resolve().parent}", file=sys.stderr)
        return USAGE
    try:
        table, words = _KINDS[args.kind](args)
    except PublishedFileError as error:
        print(f"acohandbook published {args.kind}: {error}", file=sys.stderr)
        return FAULTS
    try:
        with whole_file(output) as unfinished:
            table.to_csv(unfinished, index=False, encoding="utf-8", lineterminator="\n")
    except OSError as error:
        print(f"acohandbook published: {output} cannot be written ({error.strerror}).", file=sys.stderr)
        return USAGE
    print(words)
    print(f"Wrote {len(table):,} rows to {output}.")
    return DONE


def _mssp(args) -> tuple[pd.DataFrame, str]:
    from acohandbook.published.mssp import predict
    from acohandbook.published.mssp_summary import summary_in_words

    prediction = predict(args.file)
    table = prediction.frame.copy()
    for column in ("generated_savings", "earned_or_owed", "published", "difference"):
        if column in table:
            table[column] = _plain(table[column], 2)
    table["minimum_savings_rate"] = _plain(table["minimum_savings_rate"], 9)
    return table, summary_in_words(prediction)


def _nhs_targets(args) -> tuple[pd.DataFrame, str]:
    from acohandbook.published.nhs_targets import by_ccg, predict_targets

    practices = predict_targets(args.file)
    table = by_ccg(practices) if getattr(args, "by", None) == "ccg" else practices
    return table, _blanks(table, "target_allocation_k", "a component of need is blank")


def _place_need(args) -> tuple[pd.DataFrame, str]:
    from acohandbook.published.place_need import place_need

    table = place_need(args.file, args.practices.split(","))
    return table, _blanks(table, "relative_need", "the area has a practice without the component")


def _pace_of_change(args) -> tuple[pd.DataFrame, str]:
    from acohandbook.published.pace_of_change import predict_closing_distances

    table = predict_closing_distances(args.file)
    return table, _blanks(table, "closing_distance_from_target", "the opening distance or growth is blank")


_KINDS = {
    "mssp": _mssp,
    "nhs-targets": _nhs_targets,
    "place-need": _place_need,
    "pace-of-change": _pace_of_change,
}


def _blanks(table: pd.DataFrame, column: str, reason: str) -> str:
    blank = int(table[column].isna().sum())
    words = f"{len(table) - blank:,} of {len(table):,} rows worked out"
    return f"{words}; {blank:,} left blank, where {reason}." if blank else f"{words}."


def _plain(values: pd.Series, decimals: int) -> list[str]:
    """Figures as plain numbers without needless zeros; nothing where blank."""
    texts = []
    for value in np.round(values.to_numpy(dtype=float), decimals) + 0.0:
        text = f"{value:.{decimals}f}".rstrip("0").rstrip(".")
        texts.append("" if np.isnan(value) else text)
    return texts
