"""A fixed sample of the spoilt sites and workbooks through the command itself, as a user meets them.

All of them are tried in process beside this. Here each must end with the right exit code, a message that
names file, row and column, no traceback, and nothing left where the results would have been.
"""

import json
import random
import shutil
import subprocess
import sys

import pytest
from kinds import KINDS
from spoiling import HONEST, REFUSED, UNCHANGED, Workplace
from spoilt_workbooks import workbook_cases

from surroundings import ROOT
from tiny import tiny_site
from tiny_folder import TinyFolder

DONE, FAULTS = 0, 1
OF_EACH_KIND = 3
FIGURE = "settlement.statement.net_gbp[party_id=A1,financial_year=2017/18]"
CELL = "expenditure.spend_gbp[line_id=N1-core]=1"
HANGS_SECONDS = 300  # no limit on speed: a command that takes so long has stopped for good
# A cell, a setting, a sheet and an archive that are refused, a sheet that is read as it stands, and an
# archive of which its content decides.
WORKBOOKS = (
    ("a cell of a workbook", REFUSED),
    ("a setting of a workbook", REFUSED),
    ("a sheet of a workbook", REFUSED),
    ("the archive of a workbook", REFUSED),
    ("a sheet of a workbook", UNCHANGED),
    ("the archive of a workbook", HONEST),
)


def acohandbook(*arguments, cwd):
    """Run the command in a process of its own: exit code, standard output, and what it told of faults."""
    done = subprocess.run(
        [sys.executable, "-m", "acohandbook", *map(str, arguments)],
        cwd=cwd, env={"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}, capture_output=True, text=True,
        encoding="utf-8", timeout=HANGS_SECONDS,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def names(text, place):
    """Whether a message names a file, a row and a column, if the case has them."""
    file, row, column = place
    numbered = {f"row {row}", f"line {row}", f"rows {row}", f"lines {row}"} if row else {""}
    return file in text and any(one in text for one in numbered) and (column or "") in text


def sample_of(kind, cases):
    """As many cases as are tried of each kind, each spoilt in another way if there are as many ways."""
    random.Random(f"{kind}, through the command").shuffle(cases)
    ways = {case.what: case for case in cases}
    first = list(ways.values())
    return [*first, *(case for case in cases if case not in first)][:OF_EACH_KIND]


@pytest.fixture(scope="module")
def spoilt(tmp_path_factory):
    """The sample of sites by name, each a folder; every kind of spoiling has its part in it."""
    folder = tmp_path_factory.mktemp("through")
    tiny = Workplace(TinyFolder(folder / "source" / "tiny").path, folder)
    sample = {}
    for kind, cases in KINDS.items():
        for case in sample_of(kind, list(cases(tiny))):
            path = shutil.copytree(tiny.folder, folder / f"site-{len(sample) + 1:02d}")
            for name, content in case.files.items():
                (path / name).unlink(missing_ok=True)
                if content is not None:
                    (path / name).write_bytes(content)
            sample[path] = case
    return sample


def refused(spoilt):
    """Those of the sample that must be refused and have a place to be named."""
    return {path: case for path, case in spoilt.items() if case.expected == REFUSED and case.places}


def test_the_sample_has_every_kind_and_every_end(spoilt):
    assert len(spoilt) == 24 and {case.expected for case in spoilt.values()} == {REFUSED, UNCHANGED, HONEST}
    assert len({case.kind for case in refused(spoilt).values()}) >= 5


def test_check_names_every_fault_of_many_sites_at_once(spoilt, tmp_path):
    code, told, errors = acohandbook("check", *spoilt, "--json", cwd=tmp_path)
    assert (code, errors, list(tmp_path.iterdir())) == (FAULTS, "", [])
    reports = {report["path"]: report for report in json.loads(told)["sites"]}
    assert len(reports) == len(spoilt)
    for path, case in spoilt.items():
        faults = reports[str(path)]["faults"]
        at = {(fault["file"], fault["row"], fault["column"]) for fault in faults}
        at |= {(file, row, None) for file, row, _ in at}
        if case.expected != HONEST:
            assert bool(faults) == (case.expected == REFUSED), (case, faults)
        assert set(case.places) <= at, (case, at)
        assert all(fault["rule"] and fault["remedy"] for fault in faults), case


def test_check_tells_a_reader_the_same_and_says_which_sites_are_sound(spoilt, tmp_path):
    code, told, errors = acohandbook("check", *spoilt, cwd=tmp_path)
    assert (code, errors, list(tmp_path.iterdir())) == (FAULTS, "", [])
    starts = {path: told.index(str(path)) for path in spoilt}
    for path, case in spoilt.items():
        after = [start for start in starts.values() if start > starts[path]]
        part = " ".join(told[starts[path] : min(after, default=None)].split())
        if case.expected != HONEST:
            assert part.startswith(f"{path}: no faults. ") == (case.expected == UNCHANGED), part
        for place in case.places:
            assert names(part, place), (place, part)


def test_run_skips_and_names_each_and_leaves_no_folder_for_any(spoilt, tmp_path):
    sites = refused(spoilt)
    code, _, errors = acohandbook("run", *sites, "-o", tmp_path / "runs", "--workers", "1", cwd=tmp_path)
    assert code == FAULTS
    lines = errors.splitlines()
    status = (tmp_path / "runs" / "status.csv").read_text(encoding="utf-8")
    for path in sites:
        assert any(line.startswith(f"{path.name}: ") and f"check {path}" in line for line in lines), path
        assert f"\n{path.name},,refused," in status
    assert [one.name for one in (tmp_path / "runs").iterdir() if one.is_dir()] == []


def one_site(command, site, output):
    """The arguments of a command that takes one site."""
    return {
        "explain": ["explain", site, FIGURE, "--html", output / "why.html"],
        "workbook": ["workbook", site, "-o", output / "whole.xlsx"],
        "whatif": ["whatif", site, "-c", CELL],
        "book": ["book", site, "-o", output / "pages"],
    }[command]


@pytest.mark.parametrize(("command", "number"), [("explain", 0), ("workbook", 1), ("whatif", 2), ("book", 3)])
def test_a_command_for_one_site_names_the_place_and_writes_nothing(command, number, spoilt, tmp_path):
    sites = refused(spoilt)
    path = list(sites)[number * len(sites) // 4]
    code, told, errors = acohandbook(*one_site(command, path, tmp_path), cwd=tmp_path)
    assert (code, told, list(tmp_path.iterdir())) == (FAULTS, "", [])
    text = " ".join(errors.split())
    for place in sites[path].places:
        assert names(text, place), (place, errors)


@pytest.fixture(scope="module")
def workbooks():
    """The sample of workbooks, by number."""
    cases = list(workbook_cases(tiny_site()))
    chance = random.Random("workbooks through the command")
    return [
        chance.choice([case for case in cases if (case.kind, case.expected) == (kind, expected)])
        for kind, expected in WORKBOOKS
    ]


@pytest.mark.parametrize("number", range(len(WORKBOOKS)))
def test_a_spoilt_workbook_makes_no_folder_and_a_sound_one_does(number, workbooks, tmp_path):
    case = workbooks[number]
    (tmp_path / "tiny.xlsx").write_bytes(case.data)
    code, told, errors = acohandbook("new", "made", "--workbook", "tiny.xlsx", cwd=tmp_path)
    made = (tmp_path / "made" / "site.toml").exists()
    assert code == {REFUSED: FAULTS, UNCHANGED: DONE}.get(case.expected, DONE if made else FAULTS), errors
    assert made == (code == DONE)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == (["made", "tiny.xlsx"] if made else ["tiny.xlsx"])
    if code == FAULTS:
        assert told == "" and "tiny.xlsx" in errors
        assert case.place is None or names(" ".join(errors.split()), case.place), (case.place, errors)
