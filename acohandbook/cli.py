"""The ``acohandbook`` command. Each subcommand loads what it needs only when it runs.

Exit codes: 0 done; 1 faults in the input, or some runs failed; 2 wrong usage, a path that does not exist
included; 130 interrupted.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from acohandbook import __version__
from acohandbook.runs.commands import add_book, add_compare, add_run

DONE, FAULTS, USAGE, INTERRUPTED = 0, 1, 2, 130


class UsageError(Exception):
    """What was asked for cannot be done as it was asked."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console without a pound sign is no reason to stop
    given = _parser().parse_args(arguments)
    try:
        code = given.run(given)
        sys.stdout.flush()  # so that a full disk beneath it is told of here
        return code
    except UsageError as error:
        print(f"acohandbook {given.command}: {error}", file=sys.stderr)
        return USAGE
    except BrokenPipeError:  # the reader of our output went away, as `head` does
        _give_up(sys.stdout)
        return DONE
    except OSError as error:
        from acohandbook.whole import why_not

        print(f"acohandbook {given.command}: {why_not(error)}", file=sys.stderr)
        _give_up(sys.stdout)
        return USAGE
    except KeyboardInterrupt:
        print(f"acohandbook {given.command}: interrupted", file=sys.stderr)
        return INTERRUPTED


def _give_up(stream) -> None:
    """Close a stream that does not take what is still in it, so that nobody tries again at the end."""
    try:
        stream.flush()
    except OSError:
        with suppress(OSError):
            stream.close()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="acohandbook",
        description="Set, test and settle a whole population budget.",
        epilog="Exit codes: 0 done; 1 faults in the input, or some runs failed; 2 wrong usage; "
        "130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"acohandbook {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    new = commands.add_parser("new", help="make a site folder to fill in, with its chapters")
    new.add_argument("folder", type=Path, metavar="DIR")
    start = new.add_mutually_exclusive_group()
    start.add_argument("--example", metavar="NAME", help="example site to start from")
    start.add_argument("--workbook", type=Path, metavar="FILE.xlsx", help="filled-in workbook to start from")
    new.set_defaults(run=_new)

    check = commands.add_parser("check", help="check site folders and report every fault at once")
    check.add_argument(
        "sites", nargs="+", metavar="SITE", help="site folder, or location such as 's3://bucket/sites/*'"
    )
    check.add_argument("--json", action="store_true", help="write the report as JSON")
    check.set_defaults(run=_check)

    add_run(commands)
    add_compare(commands)
    add_book(commands)
    _add_tracing(commands)

    bring = commands.add_parser("import", help="write site folders for real places from published files")
    bring.add_argument(
        "--published", type=Path, required=True, metavar="DIR", help="folder of published files"
    )
    place = bring.add_mutually_exclusive_group(required=True)
    place.add_argument("--ccg", metavar="CODE")
    place.add_argument("--stp", metavar="CODE")
    place.add_argument("--pcn", metavar="CODE")
    place.add_argument("--practices", type=Path, metavar="FILE", help="a file with one practice code a line")
    place.add_argument("--all", action="store_true", help="every place of England")
    bring.add_argument("--by", choices=("ccg", "stp", "pcn"), help="with --all: kind of place; ccg")
    bring.add_argument(
        "--minimum-persons", type=int, metavar="N", help="with --all: leave out places with fewer people"
    )
    bring.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    bring.set_defaults(run=_import)

    _add_published(commands)

    terms = commands.add_parser("terms", help="list contract terms, or explain one in words")
    terms.add_argument("name", nargs="?", metavar="NAME")
    terms.set_defaults(run=_terms)
    return parser


def _add_tracing(commands) -> None:
    explain = commands.add_parser("explain", help="show how a figure came about, down to input cells")
    explain.add_argument("site", type=Path, metavar="SITE")
    explain.add_argument("figure", metavar="FIGURE", help="step.table.column[key=value,...]")
    explain.add_argument(
        "--depth", type=_depth, metavar="N", help="levels to open (3; all with --html or --json)"
    )
    explain.add_argument("--html", type=Path, metavar="FILE", help="write a page that opens level by level")
    explain.add_argument("--json", action="store_true", help="write the tree as JSON")
    explain.set_defaults(run=_explain)

    book = commands.add_parser("workbook", help="write a site's whole calculation as an Excel workbook")
    book.add_argument("site", type=Path, nargs="?", metavar="SITE")
    book.add_argument("--template", action="store_true", help="an empty workbook to fill in, without a SITE")
    book.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.xlsx")
    book.set_defaults(run=_workbook)

    change = commands.add_parser("whatif", help="change inputs and see the difference for every figure")
    change.add_argument("site", type=Path, metavar="SITE")
    asked = change.add_mutually_exclusive_group(required=True)
    asked.add_argument(
        "-c",
        "--change",
        action="append",
        metavar="TABLE.COLUMN[key=value,...]=VALUE",
        help="a change; several are made in the order given",
    )
    asked.add_argument("--since", type=Path, metavar="FOLDER", help="what changed since an earlier version")
    change.add_argument("--json", action="store_true", help="write every changed figure as JSON")
    change.set_defaults(run=_whatif)


def _depth(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no depth: write a whole number from 0")
    return int(text)


def _add_published(commands) -> None:
    published = commands.add_parser("published", help="work out published results from published inputs")
    kinds = published.add_subparsers(dest="kind", required=True, metavar="KIND")
    mssp = kinds.add_parser("mssp", help="US Medicare Shared Savings Program results")
    targets = kinds.add_parser("nhs-targets", help="target allocations from practice components")
    targets.add_argument("--by", choices=["practice", "ccg"], default="practice")
    need = kinds.add_parser("place-need", help="relative need of a set of practices in its area")
    need.add_argument("--practices", required=True, metavar="CODE,CODE,...")
    pace = kinds.add_parser("pace-of-change", help="closing distance from target")
    for kind in (mssp, targets, need, pace):
        kind.add_argument("file", type=Path, metavar="FILE")
        kind.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv")
    published.set_defaults(run=_published)


def _existing(paths: Sequence[Path]) -> Sequence[Path]:
    missing = [str(path) for path in paths if not path.exists()]
    if missing:
        raise UsageError(f"there is no {', no '.join(missing)}")
    return paths


def _new(given) -> int:
    from acohandbook.runs.starting import StartError, new_site
    from acohandbook.site import SiteFaults

    if given.workbook:
        _existing([given.workbook])
    try:
        written = new_site(given.folder, given.example, given.workbook)
    except StartError as error:
        raise UsageError(str(error)) from None
    except SiteFaults as faults:
        print(faults, file=sys.stderr)
        return FAULTS
    print(f"Wrote {len(written)} files to {given.folder}.")
    print(f"Next: put your numbers in the tables, then: acohandbook check {given.folder}")
    return DONE


def _check(given) -> int:
    from acohandbook.runs.fetching import sites_here
    from acohandbook.runs.locations import LocationError
    from acohandbook.site.checking import report_check

    try:
        with sites_here(given.sites) as sites:
            text, code = report_check(_existing(sites.folders), given.json)
    except LocationError as error:
        raise UsageError(str(error)) from None
    print(sites.in_words(text))
    return code


def _results(folder: Path):
    """The results of a site, or the exit code after its faults were printed."""
    from acohandbook.site import SiteFaults, load_site
    from acohandbook.steps import run_steps

    _existing([folder])
    try:
        return run_steps(load_site(folder))
    except SiteFaults as faults:
        print(faults, file=sys.stderr)
        return FAULTS


def _explain(given) -> int:
    from acohandbook.report.tracing.explaining import explain
    from acohandbook.runs.outputs import write_text
    from acohandbook.steps import FigureError

    results = _results(given.site)
    if results == FAULTS:
        return FAULTS
    try:
        explanation = explain(results, given.figure)
    except FigureError as error:
        raise UsageError(str(error)) from None
    if given.html:
        write_text(given.html, explanation.as_html(given.depth))
    if given.json:
        print(explanation.as_json(given.depth), end="")
    elif not given.html:
        print(explanation.as_text(3 if given.depth is None else given.depth))
    return DONE


def _workbook(given) -> int:
    from acohandbook.report.workbook import WorkbookError, write_beside, write_workbook
    from acohandbook.runs.outputs import whole_file

    if given.output.suffix.lower() != ".xlsx" or given.output.is_dir():
        raise UsageError(f"{given.output} is no workbook's name; write FILE.xlsx")
    if given.template == bool(given.site):
        raise UsageError("name a SITE, or ask for a --template")
    if given.template:
        return _template(given.output)
    results = _results(given.site)
    if results == FAULTS:
        return FAULTS
    try:
        with whole_file(given.output) as unfinished:
            write_workbook(results, unfinished)
        beside = write_beside(results, given.output)
    except WorkbookError as error:
        raise UsageError(str(error)) from None
    print(f"Wrote {given.output}, and beside it {' and '.join(path.name for path in beside)}.")
    return DONE


def _template(path: Path) -> int:
    from acohandbook.report.workbook import WorkbookError, write_template
    from acohandbook.runs.outputs import whole_file
    from acohandbook.runs.starting import DEFAULT_EXAMPLE
    from acohandbook.site.opening import open_site

    try:
        with whole_file(path) as unfinished:
            write_template(open_site(DEFAULT_EXAMPLE), unfinished)
    except WorkbookError as error:
        raise UsageError(str(error)) from None
    print(f"Wrote {path}. Fill it in, then: acohandbook new DIR --workbook {path}")
    return DONE


def _whatif(given) -> int:
    from acohandbook.report.changes import ChangeError
    from acohandbook.report.what_if import what_changed, what_if
    from acohandbook.site import SiteFaults, load_site

    _existing([given.site, *([given.since] if given.since else [])])
    try:
        site = load_site(given.site)
        answer = what_changed(load_site(given.since), site) if given.since else what_if(site, given.change)
    except ChangeError as error:
        raise UsageError(str(error)) from None
    except SiteFaults as faults:
        print(faults, file=sys.stderr)
        return FAULTS
    print(answer.as_json() if given.json else answer.as_text(), end="" if given.json else "\n")
    return DONE


def _import(given) -> int:
    from acohandbook.published.command import run_import

    _existing([given.published, *([given.practices] if given.practices else [])])
    return run_import(given)


def _published(given) -> int:
    from acohandbook.published.predict_command import run_published

    _existing([given.file])
    if given.file.is_dir():
        raise UsageError(f"{given.file} is a folder; name one file")
    return run_published(given)


def _terms(given) -> int:
    from acohandbook.site.terms_words import UnknownTerms, terms_text

    try:
        print(terms_text(given.name))
    except UnknownTerms as error:
        raise UsageError(str(error)) from None
    return DONE


if __name__ == "__main__":
    sys.exit(main())
