"""Disks that are full or read-only, and deaths at any write: files stand whole or not at all."""

import errno
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from commands_that_write import commands, prepare, standing
from disturbing import disturbed, raising

from acohandbook.cli import main
from acohandbook.whole import whole_file, whole_folder
from surroundings import ROOT

NAMES = list(commands(ROOT, ROOT))
resource = pytest.importorskip("resource", reason="Limits on the size of files are POSIX.")


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given")
    prepare(folder)
    return folder


def one_sentence(said):
    """Whether a message is a line for people."""
    lines = said.err.strip().splitlines()
    return len(lines) == 1 and lines[0].startswith("acohandbook ") and lines[0].endswith(".")


@pytest.mark.parametrize("name", NAMES)
def test_a_write_that_is_refused_leaves_nothing_and_is_told_of_in_one_sentence(given, tmp_path, capsys, name):
    arguments = commands(given, tmp_path)[name]
    with disturbed(tmp_path, 0, None) as count:
        assert main(arguments) == 0
    _clear(tmp_path)
    capsys.readouterr()
    several = {*range(1, count.writes + 1, max(1, count.writes // 3)), count.writes}
    for at, number in zip(sorted(several), itertools.cycle([errno.ENOSPC, errno.EROFS, errno.EACCES])):
        with disturbed(tmp_path, at, raising(number)):
            code = main(arguments)
        said = capsys.readouterr()
        assert code == 2 and one_sentence(said), (at, said)
        assert os.strerror(number) in said.err and "unfinished" not in said.err
        left = standing(tmp_path)
        # A command of several files may have finished some of them.
        assert not left or (name in ("workbook", "compare") and ".unfinished" not in "".join(left)), at
        _clear(tmp_path)


def _clear(folder):
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()


@pytest.mark.parametrize("size", [0, 3000])
@pytest.mark.parametrize("name", NAMES)
def test_a_disk_that_fills_in_the_middle_of_a_file_leaves_nothing(given, tmp_path, capsys, name, size):
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        code = main(commands(given, tmp_path)[name])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    said = capsys.readouterr()
    assert code == 2 and one_sentence(said), said
    assert [path for path in standing(tmp_path) if ".unfinished" in path] == []
    assert not standing(tmp_path) or name == "compare"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Only a process that can fork is killed so often.")
def test_a_command_killed_at_any_write_is_given_again_and_ends_as_if_nothing_had_happened(given, tmp_path):
    names = ["new", "import", "workbook", "explain", "compare"]
    command = [sys.executable, ROOT / "tests" / "adversity" / "killing.py", given, tmp_path / "out", *names]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    environment = os.environ | {"PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    told = json.loads(done.stdout.splitlines()[-1])
    assert {name: about["wrong"] for name, about in told.items()} == {name: {} for name in names}
    assert all(about["writes"] > 1 for about in told.values())


def test_what_a_process_at_work_is_writing_is_left_alone(tmp_path):
    with whole_file(tmp_path / "a.csv") as mine:
        mine.write_text("half")
        other = mine.with_name(mine.name.replace(str(os.getpid()), "1"))  # a process that lives
        other.write_text("half")
        dead = mine.with_name(mine.name.replace(str(os.getpid()), "999999999"))
        dead.write_text("half")
        with whole_folder(tmp_path / "a"):
            pass
        with whole_file(tmp_path / "a.csv"):
            assert mine.exists() and other.exists() and not dead.exists()
            mine.write_text("whole")
        mine.write_text("again")


def test_a_full_disk_beneath_the_output_is_told_of():
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("There is no /dev/full here.")
    command = [sys.executable, "-m", "acohandbook", "terms"]
    with full.open("w") as output:
        done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 2
    assert (
        done.stderr == "acohandbook terms: the output cannot be written or read (No space left on device).\n"
    )
