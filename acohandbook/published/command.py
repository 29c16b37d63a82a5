"""The command ``acohandbook import``: asks for the sites, says what was written and what must be known."""

from __future__ import annotations

import sys
from pathlib import Path

from acohandbook.published.importing import ImportReport, import_sites
from acohandbook.published.reading import PublishedFileError
from acohandbook.published.sites.places import PlaceError

DONE, FAULTS, USAGE = 0, 1, 2


def run_import(args) -> int:
    """Run ``acohandbook import``.

    Parameters
    ----------
    args
        Parsed arguments: ``published`` and ``output`` (paths), exactly one of ``ccg``, ``stp``, ``pcn``,
        ``practices`` and ``all``, and, with ``all`` only, ``by`` and ``minimum_persons``.

    Returns
    -------
    int
        0 done; 1 a place was refused or an input has faults; 2 wrong usage or a path that does not exist.
    """
    absent = [
        path for path in (args.published, args.practices) if path is not None and not Path(path).exists()
    ]
    if absent:
        return _stop(USAGE, f"there is no {absent[0]}.")
    if not Path(args.published).is_dir():
        return _stop(USAGE, f"{args.published} is not a folder.")
    if Path(args.output).exists() and not Path(args.output).is_dir():
        return _stop(USAGE, f"{args.output} is not a folder.")
    if not args.all and (args.by or args.minimum_persons):
        return _stop(USAGE, "--by and --minimum-persons choose among all places; give them with --all.")
    try:
        report = import_sites(
            Path(args.published),
            Path(args.output),
            ccg=args.ccg,
            stp=args.stp,
            pcn=args.pcn,
            practices=args.practices,
            all=bool(args.all),
            by=args.by or "ccg",
            minimum_persons=args.minimum_persons or 0,
            progress=print if args.all else lambda line: None,
        )
    except (PublishedFileError, PlaceError) as error:
        return _stop(FAULTS, str(error))
    except OSError as error:
        return _stop(USAGE, f"nothing can be written to {args.output} ({error.strerror}).")
    print(as_text(report))
    return FAULTS if report.refused else DONE


def as_text(report: ImportReport) -> str:
    """The report in plain lines; how much is illustrative comes first."""
    lines = []
    single = len(report.sites) == 1
    if single:
        lines.append(report.sites[0].statement)
    elif report.sites:
        rates = sorted(site.illustrative_rate for site in report.sites)
        lines.append(
            f"Between {rates[0]:.1%} and {rates[-1]:.1%} of each place's part of the ledgers is "
            "illustrative: the split of CCG allocations by service line, and the part of council spend."
        )
    lines.append(f"Base year {report.base_year}.")
    lines += report.notices
    for site in report.sites:
        lines.append(
            f"{site.folder}: {site.name}, {site.practices} practices, {site.registered_persons:,.0f} people, "
            f"{site.illustrative_rate:.1%} illustrative"
            + ("." if single or not site.notices else f", {len(site.notices)} notices in its assumptions.")
        )
        if single:
            lines += [f"- {notice}" for notice in site.notices]
    lines += [f"Refused {key}: {reason}" for key, reason in report.refused]
    written = f"{len(report.sites)} site{'s' * (len(report.sites) != 1)} written"
    lines.append(f"{written}, {len(report.refused)} refused." if report.refused else f"{written}.")
    return "\n".join(lines)


def _stop(code: int, message: str) -> int:
    print(f"acohandbook import: {message}", file=sys.stderr)
    return code
