"""The commands ``run``, ``compare`` and ``book``: their options, and what they say of a wrong one.

Loaded with the command line itself, so nothing heavy is imported at the top.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

DONE, FAULTS, USAGE, INTERRUPTED = 0, 1, 2, 130


def add_run(commands) -> None:
    """Add ``acohandbook run``."""
    run = commands.add_parser("run", help="run chapters for sites")
    run.add_argument(
        "sites",
        nargs="+",
        metavar="SITE",
        help="site folder, pattern such as 'sites/*', file that lists them, or location: 's3://bucket/sites/*'",
    )
    run.add_argument("-o", "--output", required=True, metavar="DIR", help="folder or location of the results")
    run.add_argument("--chapters", metavar="4,5", help="numbers of the chapters to run; by default all")
    run.add_argument("-p", "--parameter", action="append", default=[], metavar="NAME=VALUE")
    run.add_argument(
        "--workers",
        type=_whole,
        default=os.cpu_count() or 1,
        metavar="N",
        help="processes at a time; %(default)s",
    )
    run.add_argument(
        "--engine",
        choices=("fast", "papermill"),
        default="fast",
        help="fast: every chapter in a process forked from one that is ready; papermill: a kernel for each",
    )
    run.add_argument(
        "--scheduler",
        metavar="ADDRESS",
        help="have the work done by a Dask cluster: tcp://host:8786; sites and results are then at locations",
    )
    run.add_argument("--resume", action="store_true", help="do only what is missing, stale or failed")
    run.add_argument("--strict", action="store_true", help="run nothing when any site has faults")
    run.add_argument("--cell-timeout", type=_whole, metavar="SECONDS", help="time for one cell; 120")
    run.add_argument("--run-timeout", type=_whole, metavar="SECONDS", help="time for one chapter; 600")
    run.add_argument("--memory", type=_whole, metavar="MB", help="memory for one chapter, on Linux; no limit")
    run.set_defaults(run=_run)


def _whole(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number above zero")
    return int(text)


def _run(given) -> int:
    from acohandbook.runs.batch import Batch, run_batch
    from acohandbook.runs.chapters import ChapterError, check_parameters, chosen_chapters, parameter_value
    from acohandbook.runs.locations import LocationError
    from acohandbook.runs.locking import FolderInUse
    from acohandbook.runs.selecting import SelectionError
    from acohandbook.runs.teams import TeamError, TeamLost
    from acohandbook.runs.work import Limits
    from acohandbook.whole import why_not

    parameters = {}
    for text in given.parameter:
        name, equals, value = text.partition("=")
        if not equals:
            return _stop("run", f"-p {text}: write NAME=VALUE")
        parameters[name.strip()] = parameter_value(value)
    limits = {
        "cell_seconds": given.cell_timeout,
        "run_seconds": given.run_timeout,
        "memory_mb": given.memory,
    }
    try:
        sites, output = _places(given)
        chapters = chosen_chapters(given.chapters.split(",") if given.chapters else None)
        check_parameters(parameters, chapters)
        batch = Batch(
            sites=sites,
            output=output,
            chapters=chapters,
            parameters=parameters,
            engine=given.engine,
            workers=given.workers,
            resume=given.resume,
            strict=given.strict,
            limits=Limits(**{name: value for name, value in limits.items() if value is not None}),
        )
        if isinstance(output, Path):
            return run_batch(batch)
        return _run_at_locations(batch, given.scheduler)
    except (SelectionError, ChapterError, FolderInUse, LocationError, TeamError) as error:
        return _stop("run", str(error))
    except TeamLost as error:
        print(f"acohandbook run: {error}{_kept(given.output)}", file=sys.stderr)
        return FAULTS
    except OSError as error:
        return _stop("run", f"{why_not(error)}{_kept(given.output)}")
    except KeyboardInterrupt:
        print(f"acohandbook run: interrupted.{_kept(given.output)}", file=sys.stderr)
        return INTERRUPTED


def _places(given) -> tuple[list, object]:
    """Sites and output: folders of this machine, or, where any is a location or for a cluster, locations."""
    from acohandbook.runs.locations import chosen_locations, is_location, location
    from acohandbook.runs.selecting import SelectionError, chosen_sites

    here = [text for text in (*given.sites, given.output) if not is_location(text)]
    if given.scheduler and here:
        raise SelectionError(
            f"with --scheduler, {here[0]} must be a location that every worker reaches: s3://bucket/folder, "
            "abfs://container/folder, or file:///folder on a disk that all share"
        )
    output = Path(given.output)
    if given.output in here and output.exists() and not output.is_dir():
        raise SelectionError(f"{given.output} is a file; -o names a folder")
    if len(here) == len(given.sites) + 1:
        return chosen_sites(given.sites), output.resolve()
    sites = [_as_location(site) for site in chosen_sites([text for text in given.sites if text in here])]
    sites += [text for text in given.sites if text not in here]
    if given.output in here:
        given.output = _as_location(output.resolve())
    return chosen_locations(sites), location(given.output)


def _as_location(folder: Path) -> str:
    return f"file:///{folder.as_posix().lstrip('/')}"


def _run_at_locations(batch, scheduler: str | None) -> int:
    from acohandbook.runs.batch import run_batch
    from acohandbook.runs.scheduling import Locations
    from acohandbook.runs.teams import cluster, this_machine

    with cluster(scheduler) if scheduler else this_machine(batch.workers) as team:
        return run_batch(batch, Locations(batch.output, team))


def _kept(output: str) -> str:
    """How a batch that was cut short is taken up again, where anything of it is done."""
    from acohandbook.runs.locations import is_location

    if not is_location(output) and not any(Path(output).glob("*/.records/*.json")):
        return ""
    return " What is done is kept: give the same command with --resume to do the rest."


def add_compare(commands) -> None:
    """Add ``acohandbook compare``."""
    compare = commands.add_parser("compare", help="compare the results of two batches")
    compare.add_argument("before", metavar="RUNS_A", help="folder or location of the results of a batch")
    compare.add_argument("after", metavar="RUNS_B", help="that of another")
    compare.add_argument("-o", "--output", metavar="DIR", help="write the comparison as CSV and a page")
    compare.set_defaults(run=_compare)


def _compare(given) -> int:
    from acohandbook.runs.comparing import ComparisonError, compare
    from acohandbook.runs.comparing_pages import comparison_text, write_comparison
    from acohandbook.runs.fetching import batches_here
    from acohandbook.runs.locations import LocationError, is_location

    if given.output and is_location(given.output):
        return _stop("compare", f"{given.output} is a location; -o names a folder of this machine")
    try:
        with batches_here((given.before, given.after)) as batches:
            missing = [str(path) for path in batches.folders if not path.is_dir()]
            if missing:
                return _stop("compare", f"there is no folder {', no '.join(missing)}")
            found = compare(*batches.folders)
    except ComparisonError as error:
        return _stop("compare", batches.in_words(str(error)))
    except LocationError as error:
        return _stop("compare", str(error))
    print(comparison_text(found))
    if given.output:
        write_comparison(found, Path(given.output))
    return DONE


def add_book(commands) -> None:
    """Add ``acohandbook book``."""
    book = commands.add_parser("book", help="build the handbook, or a local edition for each site")
    book.add_argument("sites", nargs="*", metavar="SITE", help="site folder or name of an example")
    book.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    book.add_argument("--pdf", action="store_true", help="print it too, as aco-handbook.pdf beside the pages")
    book.set_defaults(run=_book)


def _book(given) -> int:
    from acohandbook.runs.editions import BuildError, EditionError, build_editions
    from acohandbook.site import SiteFaults

    try:
        built = build_editions(given.sites, given.output.resolve(), given.pdf)
    except SiteFaults as faults:
        print(faults, file=sys.stderr)
        return FAULTS
    except BuildError as error:
        print(f"acohandbook book: {error}", file=sys.stderr)
        return FAULTS
    except (EditionError, FileNotFoundError, NotADirectoryError) as error:
        return _stop("book", str(error))
    print(f"Open {built[0]}")
    return DONE


def _stop(command: str, message: str) -> int:
    print(f"acohandbook {command}: {message}", file=sys.stderr)
    return USAGE
