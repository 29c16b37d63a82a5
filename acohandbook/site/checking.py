"""``acohandbook check``: what is wrong with some sites, for a reader or for another program."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from acohandbook.site.faults import counted, faults_as_text
from acohandbook.site.loading import Inspection, inspect_site

CLEAN, FAULTY, NO_SUCH_PATH = 0, 1, 2


def report_check(paths: Sequence[str | Path], as_json: bool = False) -> tuple[str, int]:
    """Check some sites and report every fault.

    Returns
    -------
    tuple of str and int
        The report, and the exit code: 0 no faults, 1 faults, 2 a path that does not exist.
    """
    inspections = [(Path(path), inspect_site(path)) for path in paths]
    code = CLEAN
    if any(inspection.faults for _, inspection in inspections):
        code = FAULTY
    if any(not path.exists() for path, _ in inspections):
        code = NO_SUCH_PATH
    report = _as_json(inspections) if as_json else _as_text(inspections)
    return report, code


def _as_json(inspections: list[tuple[Path, Inspection]]) -> str:
    report = {
        "fault_count": sum(len(inspection.faults) for _, inspection in inspections),
        "sites": [
            {
                "path": str(path),
                "key": inspection.key,
                "fault_count": len(inspection.faults),
                "faults": [fault.as_dict() for fault in inspection.faults],
                "notes": inspection.notes,
            }
            for path, inspection in inspections
        ],
    }
    return json.dumps(report, ensure_ascii=False, indent=2)


def _as_text(inspections: list[tuple[Path, Inspection]]) -> str:
    parts = [_site_as_text(path, inspection) for path, inspection in inspections]
    if len(inspections) > 1:
        faults = sum(len(inspection.faults) for _, inspection in inspections)
        faulty = sum(bool(inspection.faults) for _, inspection in inspections)
        where = f"{faulty} of {counted(len(inspections), 'site')}" if faults else f"{len(inspections)} sites"
        parts.append(f"{counted(faults, 'fault').capitalize()} in {where}.")
    return "\n\n".join(parts)


def _site_as_text(path: Path, inspection: Inspection) -> str:
    notes = [f"  note: {note}" for note in inspection.notes]
    if inspection.site is not None:
        return "\n".join([f"{path}: no faults. {_contents(inspection.site)}", *notes])
    if [fault.file for fault in inspection.faults] == [str(path)]:  # no site at all
        return f"{path}: {inspection.faults[0].rule} {inspection.faults[0].remedy}"
    count = f"{counted(len(inspection.faults), 'fault')} in {path}."
    return "\n".join([str(path), faults_as_text(inspection.faults), *notes, "", count])


def _contents(site) -> str:
    """What was read, so that a reader sees at once whether it is what was meant."""
    base = site.settings.base_year
    spend, years = site.columns["expenditure"]["spend_gbp"], site.columns["expenditure"]["financial_year"]
    total = sum(pounds for pounds, year in zip(spend, years, strict=True) if year == base)
    commissioners = counted(len(site.columns["commissioners"]["commissioner_code"]), "commissioner")
    practices = counted(len(site.columns["practices"]["practice_code"]), "practice")
    return (
        f"{site.settings.name}: {commissioners}, {practices}, £{total:,.0f} in the ledgers of {base}, "
        f"contract years {site.years[0]} to {site.years[-1]}."
    )
