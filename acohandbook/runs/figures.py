"""Figures of one site's results: all of them as one tidy table, and the few that stand side by side."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from acohandbook.rules.dialect import to_pounds
from acohandbook.runs.outputs import whole_file
from acohandbook.steps import Results
from acohandbook.steps.disclosure import MARK
from acohandbook.workings import Table


def write_parquet(results: Results, path: Path) -> None:
    """Write every figure of every step as one row: table, row, column, unit, value, text.

    ``table`` and ``column`` are as in the name of a figure, ``row`` holds its keys (``party_id=aco,...``).
    Money is in pounds. ``value`` is blank for text, and ``text`` for numbers, but for ``suppressed`` where a
    count of few people, or one that would give it away, is not shown.
    """
    import pyarrow
    from pyarrow import parquet

    pieces: dict[str, list] = {name: [] for name in ("table", "row", "column", "unit", "value", "text")}
    for name, table in results.tables.items():
        rows = _rows(table)
        for column in table.columns:
            if column in table.keys:
                continue
            unit = table.unit(column)
            is_text = unit == "text"
            values = table[column]
            numbers = np.full(len(table), np.nan) if is_text else values
            numbers = to_pounds(numbers) if unit == "gbp" else numbers
            hidden = table.is_hidden(column)
            numbers = np.where(hidden, np.nan, np.asarray(numbers, dtype=np.float64))
            pieces["table"] += [name] * len(table)
            pieces["row"] += rows
            pieces["column"] += [column] * len(table)
            pieces["unit"] += [unit] * len(table)
            pieces["value"].append(numbers)
            pieces["text"] += values.tolist() if is_text else np.where(hidden, MARK, None).tolist()
    values = np.concatenate(pieces["value"]) if pieces["value"] else np.array([])
    columns = {
        name: pyarrow.array(pieces[name], pyarrow.string()).dictionary_encode()
        for name in ("table", "row", "column", "unit", "text")
    }
    columns["value"] = pyarrow.array(values, from_pandas=True)  # NaN becomes blank
    order = ["table", "row", "column", "unit", "value", "text"]
    with whole_file(path) as unfinished:
        parquet.write_table(pyarrow.table({name: columns[name] for name in order}), unfinished)


def _rows(table: Table) -> list[str]:
    keys = [[f"{key}={value}" for value in table[key].tolist()] for key in table.keys]
    return [",".join(row) for row in zip(*keys, strict=True)] if keys else [""] * len(table)


def facts(results: Results) -> dict:
    """The figures that stand side by side, money in pounds; None where a figure is not known.

    Returns
    -------
    dict
        ``figures`` by name, ``parties`` (who gains and who loses in the last whole year of outturn),
        ``findings`` and ``proofs``.
    """
    return {
        "figures": _figures(results),
        "parties": _parties(results),
        "findings": [
            {"step": f.step, "status": f.status, "message": f.message, "figure": f.figure}
            for f in results.findings
        ],
        "proofs": len(results.proofs),
    }


def _figures(results: Results) -> dict:
    settings, totals = results.site.settings, results.baseline.totals
    persons = float(results.population.summary.at("aco_persons"))
    baseline, annual = _pounds(totals.sum("baseline_gbp")), _pounds(totals.sum("annual_payment_gbp"))
    summary = results.contract_years.summary
    years = results.site.years
    first, last = years[0], years[-1]
    budget = summary.at("budget_gbp", financial_year=first)
    final = summary.at("budget_gbp", financial_year=last)
    gaps = [
        _ratio(summary.at("gap_gbp", financial_year=year), summary.at("cost_gbp", financial_year=year))
        for year in years
    ]
    figures = {
        "name": settings.name,
        "care_model": settings.care_model,
        "contracting_form": settings.contracting_form,
        "base_year": settings.base_year,
        "first_year": first,
        "last_year": last,
        "aco_persons": persons,
        "illustrative_rate": float(results.baseline.illustrative.at("share_rate")),
        "baseline_gbp": baseline,
        "annual_payment_share_rate": _ratio(annual, baseline),
        "baseline_per_head_gbp": _ratio(baseline, persons),
        "budget_gbp": budget,
        "budget_per_head_gbp": summary.at("budget_per_head_gbp", financial_year=first),
        "budget_growth_rate": (final / budget) ** (1 / (len(years) - 1)) - 1
        if len(years) > 1 and budget > 0 and final > 0
        else None,
        "first_gap_rate": gaps[0],
        "worst_gap_rate": min((gap for gap in gaps if gap is not None), default=None),
        "distance_from_target_rate": _distance(results),
        **_pool(results),
        "red_findings": sum(finding.status == "red" for finding in results.findings),
        "amber_findings": sum(finding.status == "amber" for finding in results.findings),
    }
    return {name: None if value is None or value != value else value for name, value in figures.items()}


def _distance(results: Results) -> float | None:
    """Opening distance from target of the CCGs, weighted by their baseline; None unless all are known."""
    commissioners, totals = results.site.commissioners, results.baseline.totals
    whole = weighted = 0.0
    for place, code in enumerate(commissioners["commissioner_code"]):
        if commissioners["commissioner_type"][place] == "ccg":
            baseline = totals.at("baseline_gbp", commissioner_code=code)
            whole += baseline
            weighted += baseline * commissioners["opening_distance_from_target_rate"][place]
    return _ratio(weighted, whole)


def _pool(results: Results) -> dict:
    year, years = _settled_year(results), results.gain_loss.years
    names = ("expected_gbp", "pool_gbp", "shareable_gbp", "saving_rate", "noise_band_rate")
    at = {name: years.at(name, financial_year=year) if year else None for name in names}
    outside = abs(at["saving_rate"]) > at["noise_band_rate"] if year else None
    return {
        "settled_year": year,
        "pool_expected_gbp": at["expected_gbp"],
        "pool_gbp": at["pool_gbp"],
        "shareable_gbp": at["shareable_gbp"],
        "saving_rate": None if at["saving_rate"] is None else float(at["saving_rate"]),
        "noise_band_rate": None if at["noise_band_rate"] is None else float(at["noise_band_rate"]),
        "outside_noise": None if outside is None else bool(outside),
    }


def _settled_year(results: Results) -> str | None:
    """The last year of which all twelve months of outturn are held and something was expected."""
    years = results.gain_loss.years
    whole = [
        years["financial_year"][place]
        for place in range(len(years))
        if years["months"][place] == 12 and years["expected_gbp"][place] > 0
    ]
    return whole[-1] if whole else None


def _parties(results: Results) -> list[dict]:
    year, parties = _settled_year(results), results.gain_loss.parties
    return [
        {
            "party_id": parties["party_id"][place],
            "party_name": parties["party_name"][place],
            "role": parties["role"][place],
            "financial_year": year,
            "gain_loss_gbp": _pounds(parties["settled_gbp"][place]),
        }
        for place in range(len(parties))
        if parties["financial_year"][place] == year
    ]


def _pounds(pence: float) -> float:
    return to_pounds(float(pence))


def _ratio(part: float, whole: float) -> float | None:
    return float(part) / float(whole) if whole else None
