"""Many chapters for many sites: nothing stops the others, and what was cut short is taken up again."""

import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from notebooks import make_chapter, make_sites

from acohandbook.cli import main
from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.locking import FolderInUse, sole_use
from acohandbook.runs.records import read_record
from acohandbook.runs.work import CAN_FORK, Limits
from settling import settled
from surroundings import ROOT

SAY = "import acohandbook as aco\nplace = aco.open_site(site)\nprint(place.settings.name)"


def status(folder):
    """Site, chapter and status of every row of the status table."""
    with (folder / "status.csv").open(encoding="utf-8") as file:
        return {(row["site"], row["chapter"]): row["status"] for row in csv.DictReader(file)}


def test_each_site_has_its_own_results_and_one_failure_stops_nothing(tmp_path):
    sites = make_sites(tmp_path / "sites", "one", "two")
    good = make_chapter(tmp_path, "01_good", SAY)
    bad = make_chapter(tmp_path, "02_bad", SAY, "assert not site.endswith('one'), 'not this one'")
    assert run_batch(Batch(sites, tmp_path / "runs", [good, bad], workers=2)) == 1
    assert status(tmp_path / "runs") == {
        ("one", "steps"): "done", ("one", "01_good"): "done", ("one", "02_bad"): "failed",
        ("two", "steps"): "done", ("two", "01_good"): "done", ("two", "02_bad"): "done",
    }  # fmt: skip
    assert "Place two" in (tmp_path / "runs" / "two" / "chapters" / "01_good.html").read_text()
    manifest = json.loads((tmp_path / "runs" / "one" / "manifest.json").read_text())
    assert [run["reason"] for run in manifest["runs"]] == ["", "", "AssertionError: not this one"]
    assert len(manifest["site"]["inputs_sha256"]) >= 15
    assert set(manifest["made_by"]) >= {"acohandbook", "python", "commit", "lock_sha256"}


def test_a_chapter_runs_again_wherever_the_results_of_its_site_are_taken(tmp_path, monkeypatch, capsys):
    chapter = make_chapter(tmp_path, "01_good", SAY, "print(place.key)")
    assert run_batch(Batch(make_sites(tmp_path / "sites", "one"), tmp_path / "runs", [chapter])) == 0
    shutil.rmtree(tmp_path / "sites")
    shutil.move(tmp_path / "runs" / "one", tmp_path / "elsewhere")
    text = (tmp_path / "elsewhere" / "chapters" / "01_good.ipynb").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    monkeypatch.chdir(tmp_path / "elsewhere" / "chapters")  # where a reader's kernel begins
    capsys.readouterr()
    exec("\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"][1:]), {})
    assert capsys.readouterr().out == "Place one\none\n"


def test_tables_and_the_tidy_table_hold_the_same_figures(tmp_path):
    from pyarrow import parquet

    assert run_batch(Batch(make_sites(tmp_path / "sites", "one"), tmp_path / "runs", [])) == 0
    rows = parquet.read_table(tmp_path / "runs" / "one" / "results.parquet").to_pylist()
    found = {(row["table"], row["row"], row["column"]): row for row in rows}
    # The tiny site has 30,000 members and 1,000 people registered nowhere.
    people = found[("population.summary", "", "aco_persons")]
    assert (people["value"], people["unit"], people["text"]) == (31000.0, "persons", None)
    # £70,000,000 in the ledger of C1, in pounds and not in pence.
    ledger = found[("baseline.four_way", "commissioner_code=C1", "ledger_gbp")]
    assert ledger["value"] == 70_000_000.0
    with (tmp_path / "runs" / "one" / "tables" / "baseline.four_way.csv").open() as file:
        first = next(row for row in csv.DictReader(file) if row["commissioner_code"] == "C1")
    assert first["ledger_gbp"] == "70000000.00"


def test_sites_with_faults_are_skipped_and_named_unless_strict(tmp_path):
    sites = make_sites(tmp_path / "sites", *(f"good-{n}" for n in range(4)), "bad")
    (sites[-1] / "practices.csv").unlink()
    batch = Batch(sites, tmp_path / "runs", [], workers=2)
    assert run_batch(batch) == 1
    found = status(tmp_path / "runs")
    assert found[("bad", "")] == "refused"
    assert [found[(f"good-{n}", "steps")] for n in range(4)] == ["done"] * 4
    strict = Batch(sites, tmp_path / "strict", [], strict=True)
    assert run_batch(strict) == 1
    assert set(status(tmp_path / "strict").values()) == {"refused", "not run"}
    assert not (tmp_path / "strict" / "good-0").exists()


def spoil(site, file, old, new):
    """Replace a text in a file of a site, where it stands."""
    text = (site / file).read_text(encoding="utf-8")
    assert old in text
    (site / file).write_text(text.replace(old, new, 1), encoding="utf-8")


SPOILT = {
    "missing": lambda site: (site / "practices.csv").unlink(),
    "empty": lambda site: (site / "growth.csv").write_text(""),
    "workbook": lambda site: (site / "scope.csv").write_bytes(b"PK\x03\x04 not text"),
    "letters": lambda site: spoil(site, "practices.csv", "10000", "ten thousand"),
    "column": lambda site: spoil(site, "parties.csv", "party_name", "party_nam"),
    "setting": lambda site: spoil(site, "site.toml", "budget_rule", "budget_rul"),
    "toml": lambda site: spoil(site, "site.toml", "[rules]", "[rules"),
    "stranger": lambda site: spoil(site, "unregistered.csv", "C1", "C9"),
    "total": lambda site: spoil(site, "commissioners.csv", "70000000", "71000000"),
    "choice": lambda site: spoil(site, "expenditure.csv", "list_share", "by_guess"),
}


def test_ten_bad_sites_among_a_hundred_are_named_and_the_rest_are_done(tmp_path, capfd):
    (pattern,) = make_sites(tmp_path / "pattern", "good")
    sites = [tmp_path / "sites" / f"good-{number:02}" for number in range(90)]
    sites += [tmp_path / "sites" / name for name in SPOILT]
    for site in sites:
        shutil.copytree(pattern, site)
    for name, spoilt in SPOILT.items():
        spoilt(tmp_path / "sites" / name)
    chapter = make_chapter(tmp_path, "01_good", "print(6 * 7)")
    strict = Batch(sites, tmp_path / "strict", [chapter], workers=2, strict=True)
    assert run_batch(strict) == 1
    found = status(tmp_path / "strict")
    assert (len(found), set(found.values())) == (100, {"refused", "not run"})
    assert [path for path in (tmp_path / "strict").iterdir() if path.is_dir()] == []
    capfd.readouterr()
    assert run_batch(Batch(sites, tmp_path / "runs", [chapter], workers=2)) == 1
    found, said = status(tmp_path / "runs"), capfd.readouterr().err
    done = [f"good-{number:02}" for number in range(90)]
    assert found == {(key, name): "done" for key in done for name in ("steps", "01_good")} | {
        (name, ""): "refused" for name in SPOILT
    }
    page = (tmp_path / "runs" / "index.html").read_text(encoding="utf-8")
    assert "90 places; 180 runs, of which 0 failed; 10 sites refused." in page
    for name in SPOILT:
        assert f"acohandbook check {tmp_path / 'sites' / name}\n" in said
        assert f'<th scope="row">{name}</th>' in page


def test_resuming_does_only_what_is_missing_stale_or_failed(tmp_path):
    sites = make_sites(tmp_path / "sites", "one", "two")
    flag = tmp_path / "mended"
    chapters = [
        make_chapter(tmp_path, "01_good", SAY),
        make_chapter(tmp_path, "02_fails_once", f"import os; assert os.path.exists({str(flag)!r})"),
    ]
    runs = tmp_path / "runs"
    assert run_batch(Batch(sites, runs, chapters)) == 1
    before = {path: path.stat().st_mtime_ns for path in runs.rglob("*.ipynb")}
    flag.touch()
    (runs / "one" / "chapters" / "01_good.html").write_text("spoilt")
    with (sites[1] / "site.toml").open("a") as file:
        file.write("\n# touched\n")
    (runs / "one" / "chapters" / ".x.1.unfinished.html").touch()  # what a death leaves behind
    assert run_batch(Batch(sites, runs, chapters, resume=True)) == 0
    assert list(runs.rglob("*unfinished*")) == []
    again = {
        path.relative_to(runs).as_posix() for path, at in before.items() if path.stat().st_mtime_ns != at
    }
    # Spoilt, failed; and both of the site whose input changed.
    assert again == {
        "one/chapters/01_good.ipynb", "one/chapters/02_fails_once.ipynb",
        "two/chapters/01_good.ipynb", "two/chapters/02_fails_once.ipynb",
    }  # fmt: skip
    before = {path: path.stat().st_mtime_ns for path in runs.rglob("*.ipynb")}
    assert run_batch(Batch(sites, runs, chapters, resume=True)) == 0
    assert before == {path: path.stat().st_mtime_ns for path in runs.rglob("*.ipynb")}


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is of POSIX.")
def test_a_killed_batch_resumes_and_ends_as_if_nothing_had_happened(tmp_path):
    make_sites(tmp_path / "sites", *(f"site-{n}" for n in range(4)))

    def records():
        return list((tmp_path / "cut").glob("*/.records/*.json"))

    command = [sys.executable, "-m", "acohandbook", "run", str(tmp_path / "sites" / "*"), "--workers", "2"]
    command += ["--chapters", "2,6"]
    subprocess.run([*command, "-o", tmp_path / "whole"], cwd=ROOT, check=True, capture_output=True)
    # Twelve runs: the moments lie at the start, in the middle and near the end.
    for recorded in (0, 2, 5, 9):
        going = subprocess.Popen(
            [*command, "-o", tmp_path / "cut", "--resume"], cwd=ROOT, stderr=subprocess.DEVNULL
        )
        while not (tmp_path / "cut").exists() or len(records()) < recorded:
            assert going.poll() is None
            time.sleep(0.01)
        going.send_signal(signal.SIGKILL)
        assert going.wait() == -signal.SIGKILL
        assert len(records()) < 12
    subprocess.run([*command, "-o", tmp_path / "cut", "--resume"], cwd=ROOT, check=True, capture_output=True)
    assert len(records()) == 12
    assert settled(tmp_path / "cut") == settled(tmp_path / "whole")


def test_a_second_batch_in_the_same_folder_is_refused(tmp_path):
    batch = Batch(make_sites(tmp_path / "sites", "one"), tmp_path / "runs", [])
    code = "import sys, time\nfrom pathlib import Path\nfrom acohandbook.runs.locking import sole_use\n"
    code += "with sole_use(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, tmp_path / "runs"], stdout=subprocess.PIPE)
    try:
        holder.stdout.readline()
        with pytest.raises(FolderInUse, match="Another batch is writing"):
            run_batch(batch)
    finally:
        holder.kill()
        holder.communicate()
    with sole_use(tmp_path / "runs"):
        assert (tmp_path / "runs" / ".lock").exists()


@pytest.mark.skipif(not CAN_FORK, reason="Only a chapter with a process of its own can die alone.")
def test_a_chapter_whose_process_dies_is_tried_once_more(tmp_path):
    note = tmp_path / "tried"
    die_once = (
        f"import os\nif not os.path.exists({str(note)!r}):\n    open({str(note)!r}, 'w')\n    os.abort()"
    )
    once = make_chapter(tmp_path, "01_once", die_once)
    always = make_chapter(tmp_path, "02_always", "import os; os.abort()")
    sites = make_sites(tmp_path / "sites", "one")
    assert run_batch(Batch(sites, tmp_path / "runs", [once, always])) == 1
    first, second = (read_record(tmp_path / "runs" / "one", name) for name in ("01_once", "02_always"))
    assert (first.status, first.attempts) == ("done", 2)
    assert (second.status, second.attempts) == ("failed", 2)
    assert "SIGABRT" in second.reason


def test_a_run_that_takes_too_long_is_ended(tmp_path):
    chapter = make_chapter(tmp_path, "01_hangs", "import signal, time\nsignal.alarm(0)\ntime.sleep(600)")
    sites = make_sites(tmp_path / "sites", "one")
    limits = Limits(cell_seconds=500, run_seconds=2)
    assert run_batch(Batch(sites, tmp_path / "runs", [chapter], limits=limits)) == 1
    assert "longer than the 2 seconds" in read_record(tmp_path / "runs" / "one", "01_hangs").reason


def test_every_batch_of_one_process_has_the_environment_of_its_own_moment(tmp_path, monkeypatch):
    sites = make_sites(tmp_path / "sites", "one")
    chapter = make_chapter(tmp_path, "01_place", "import os\nprint(os.environ['ACOHANDBOOK_MOMENT'])")
    for moment in ("first", "second"):
        monkeypatch.setenv("ACOHANDBOOK_MOMENT", moment)
        assert run_batch(Batch(sites, tmp_path / moment, [chapter])) == 0
        assert moment in (tmp_path / moment / "one" / "chapters" / "01_place.ipynb").read_text()


def test_where_nothing_is_forked_workers_persist_and_leave_the_same(tmp_path):
    make_sites(tmp_path / "sites", "one", "two")
    command = [sys.executable, "-m", "acohandbook", "run", str(tmp_path / "sites" / "*"), "--workers", "2"]
    command += ["--chapters", "2,6"]
    for name, more in (("forked", {}), ("persisting", {"ACOHANDBOOK_NO_FORK": "1"})):
        subprocess.run(
            [*command, "-o", tmp_path / name],
            cwd=ROOT, check=True, capture_output=True, env=os.environ | more,
        )  # fmt: skip
    assert settled(tmp_path / "forked") == settled(tmp_path / "persisting")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (["nowhere", "-o", "runs"], "there is no nowhere"),
        (["sites/one", "-o", "runs", "-p", "sight=3"], "No chapter has a parameter 'sight'"),
        (["sites/one", "-o", "runs", "-p", "sight"], "write NAME=VALUE"),
        (["sites/one", "-o", "runs", "--chapters", "77"], "There is no chapter 77"),
        (["sites/none-*", "-o", "runs"], "no folder that fits"),
        (["sites/one", "-o", "sites/one/site.toml"], "is a file; -o names a folder"),
        (["sites/one/site.toml", "-o", "runs"], "give the folder that it lies in"),
    ],
)
def test_wrong_usage_is_said_in_words(tmp_path, monkeypatch, capsys, given, message):
    make_sites(tmp_path / "sites", "one")
    monkeypatch.chdir(tmp_path)
    assert main(["run", *given]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()
