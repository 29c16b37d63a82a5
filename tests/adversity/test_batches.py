"""A batch whose notebooks hang, crash and eat memory; full disks, Ctrl-C, and clocks that jump."""

import csv
import json
import os
import signal
import subprocess
import sys
import time

import pytest
from notebooks import make_chapter, make_sites

from acohandbook.runs import batch as batches
from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.work import CAN_FORK, Limits
from surroundings import ROOT

pytestmark = pytest.mark.skipif(
    not CAN_FORK, reason="Only a chapter with a process of its own is ended alone."
)


def reasons(folder):
    """Status and reason of each chapter of the one site."""
    with (folder / "status.csv").open(encoding="utf-8") as file:
        return {row["chapter"]: (row["status"], row["reason"]) for row in csv.DictReader(file)}


def outputs(folder):
    """Every table and page of a batch."""
    wanted = (".csv", ".html", ".parquet")
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.suffix in wanted and path.name != "status.csv"
    }


def test_what_hangs_dies_or_eats_memory_stops_nothing_else(tmp_path):
    hangs = [make_chapter(tmp_path, "01_hangs", "import time\nwhile True:\n    time.sleep(0.1)")]
    chapters = [
        make_chapter(tmp_path, "02_eats", "hog = [bytearray(2**26) for _ in range(1000)]"),
        make_chapter(tmp_path, "03_dies", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"),
        make_chapter(tmp_path, "04_works", "print(1 + 1)"),
        make_chapter(tmp_path, "05_interrupts", "raise KeyboardInterrupt"),
    ]
    sites = make_sites(tmp_path / "sites", "one")
    short = Limits(cell_seconds=600, run_seconds=8.0)
    assert run_batch(Batch(sites, tmp_path / "short", hangs, limits=short)) == 1
    assert reasons(tmp_path / "short") == {
        "steps": ("done", ""),
        "01_hangs": ("failed", "It took longer than the 8 seconds allowed for a run."),
    }
    assert run_batch(Batch(sites, tmp_path / "runs", chapters, limits=Limits(memory_mb=900))) == 1
    found = reasons(tmp_path / "runs")
    assert found["steps"] == found["04_works"] == ("done", "")
    assert found["02_eats"][0] == "failed" and "emory" in found["02_eats"][1]
    assert found["03_dies"] == ("failed", "Its process died (signal SIGKILL).")
    assert found["05_interrupts"][0] == "failed"


def command(sites, output, *more):
    wanted = [*map(str, sites), "-o", str(output), "--chapters", "2,6", "--workers", "2", *more]
    return [sys.executable, "-m", "acohandbook", "run", *wanted]


@pytest.mark.parametrize("whole_group", [True, False], ids=["group", "coordinator"])
def test_ctrl_c_ends_a_batch_at_once_and_resuming_ends_as_if_nothing_had_happened(tmp_path, whole_group):
    import psutil

    sites = make_sites(tmp_path / "sites", "one", "two", "three")
    going = subprocess.Popen(
        command(sites, tmp_path / "cut"), cwd=ROOT, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    while going.poll() is None and not list(tmp_path.glob("cut/*/.records/*.json")):
        time.sleep(0.02)
    below = psutil.Process(going.pid).children(recursive=True)
    (os.killpg if whole_group else os.kill)(going.pid, signal.SIGINT)
    _, said = going.communicate(timeout=60)
    assert going.returncode == 130
    last = said.splitlines()[-1]
    assert last.startswith("acohandbook run: interrupted. What is done is kept: ") and "--resume" in last
    assert "Traceback" not in said
    assert psutil.wait_procs(below, timeout=10)[1] == []
    if whole_group:
        subprocess.run(
            command(sites, tmp_path / "cut", "--resume"), cwd=ROOT, check=True, capture_output=True
        )
        subprocess.run(command(sites, tmp_path / "whole"), cwd=ROOT, check=True, capture_output=True)
        assert outputs(tmp_path / "cut") == outputs(tmp_path / "whole")
        assert not list(tmp_path.rglob("*unfinished*"))


def test_a_disk_that_fills_stops_a_batch_in_a_sentence_and_it_is_taken_up_again(tmp_path):
    import resource

    def small_disk():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200, 200))

    sites = make_sites(tmp_path / "sites", "one")
    filled = subprocess.run(
        command(sites, tmp_path / "runs"), cwd=ROOT, capture_output=True, text=True, preexec_fn=small_disk
    )
    assert filled.returncode == 2, filled.stderr
    assert filled.stderr.splitlines()[-1].endswith("steps.json cannot be written or read (File too large).")
    assert "Traceback" not in filled.stderr and not list(tmp_path.rglob("*unfinished*"))
    again = subprocess.run(
        command(sites, tmp_path / "runs", "--resume"), cwd=ROOT, capture_output=True, text=True
    )
    assert again.returncode == 0, again.stderr
    assert {status for status, _ in reasons(tmp_path / "runs").values()} == {"done"}


def test_two_batches_at_once_in_one_folder(tmp_path):
    sites = make_sites(tmp_path / "sites", "one")
    both = [
        subprocess.Popen(command(sites, tmp_path / "runs"), cwd=ROOT, stderr=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    said = [one.communicate()[1] for one in both]
    ended = dict(sorted(zip((one.returncode for one in both), said, strict=True)))
    # Either the second was refused, or it came so late that both are whole.
    assert ended.keys() in ({0, 2}, {0})
    assert "Another batch is writing to" in ended.get(2, "Another batch is writing to")
    assert {status for status, _ in reasons(tmp_path / "runs").values()} == {"done"}


def test_a_clock_that_jumps_changes_no_duration_and_no_date_makes_work_anew(tmp_path, monkeypatch):
    moments = iter([2e9, 1e9, 0.0])
    monkeypatch.setattr(batches.time, "time", lambda: next(moments, 0.0))
    batch = Batch(make_sites(tmp_path / "sites", "one"), tmp_path / "runs", [])
    run_batch(batch)
    content = json.loads((tmp_path / "runs" / "manifest.json").read_text())
    assert 0 <= content["seconds"] < 600
    assert all(
        run["seconds"] >= 0 for run in json.loads((tmp_path / "runs/one/manifest.json").read_text())["runs"]
    )
    record = (tmp_path / "runs" / "one" / ".records" / "steps.json").stat().st_ino
    for path in (*tmp_path.glob("sites/one/*"), *tmp_path.glob("runs/one/tables/*")):
        os.utime(path, (4e9, 4e9))
    run_batch(Batch(batch.sites, batch.output, [], resume=True))
    assert (tmp_path / "runs" / "one" / ".records" / "steps.json").stat().st_ino == record, (
        "it was done again"
    )
