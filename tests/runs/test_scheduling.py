"""A batch over a cluster of processes that share nothing but a bucket, and what it does when they die."""

import json
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from clusters import SECRET, Cluster, kill, until
from notebooks import make_chapter, make_sites
from test_batch import SAY, settled, status

from acohandbook.cli import main
from acohandbook.runs import teams
from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.locations import chosen_locations, location
from acohandbook.runs.progress import Progress
from acohandbook.runs.records import read_record
from acohandbook.runs.scheduling import Locations
from acohandbook.runs.work import CAN_FORK

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="The tests kill processes as only Linux lets them.")
BUCKET = "s3://handbook"


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The storage and a cluster with its two workers, as the module found it."""
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in made.storage.items():
            patch.setenv(name, value)
        import fsspec

        made.bucket = fsspec.filesystem("s3", use_listings_cache=False)
        made.bucket.mkdir("handbook")
        yield made
    made.end()


@pytest.fixture
def cluster(whole):
    """The same, with two workers whatever became of them in another test."""
    whole.have_workers()
    return whole


def upload(cluster, sites, name):
    """Put sites in the bucket; returns the pattern for them all."""
    for site in sites:
        cluster.bucket.put(str(site), f"handbook/{name}/{site.name}", recursive=True)
    return f"{BUCKET}/{name}/*"


def download(cluster, name, folder):
    """A copy of a batch in the bucket."""
    cluster.bucket.get(f"handbook/{name}", str(folder), recursive=True)
    return folder


def written(cluster, name):
    """When each object of a batch was written."""
    return {
        path: entry["LastModified"]
        for path, entry in cluster.bucket.find(f"handbook/{name}", detail=True).items()
    }


def run_there(cluster, sites, output, chapters, **options):
    """Run chapters that no worker has ever seen."""
    there = location(f"{BUCKET}/{output}")
    batch = Batch(chosen_locations([sites]), there, chapters, **options)
    with teams.cluster(cluster.address) as team:
        return run_batch(batch, Locations(there, team))


def test_the_results_are_those_of_one_machine_and_are_not_made_twice(cluster, tmp_path, capsys):
    sites = make_sites(tmp_path / "sites", "one", "two", "three")
    (sites[2] / "practices.csv").unlink()
    here = ["run", str(tmp_path / "sites" / "*"), "-o", str(tmp_path / "here"), "--chapters", "2"]
    there = ["run", upload(cluster, sites, "sites"), "-o", f"{BUCKET}/runs", "--chapters", "2"]
    there += ["--scheduler", cluster.address]
    assert (main(here), main(there)) == (1, 1)  # the third site has faults
    first = download(cluster, "runs", tmp_path / "there")
    assert status(first)[("three", "")] == "refused"
    assert settled(first) == settled(tmp_path / "here")
    everything = b"".join(path.read_bytes() for path in first.rglob("*") if path.is_file())
    assert SECRET.encode() not in everything
    assert str(cluster.folder).encode() not in everything
    assert [path.name for path in first.iterdir() if path.name.startswith(".")] == []

    before = written(cluster, "runs")
    assert main([*there, "--resume"]) == 1
    after = written(cluster, "runs")
    again = {path for path, at in after.items() if before[path] != at}
    # The tables and pages of all sites are written anew, and nothing that was worked out.
    assert {
        path for path in again if "/tables/" in path or "/chapters/" in path or "/.records/" in path
    } == set()
    assert "handbook/runs/manifest.json" in again
    assert SECRET not in capsys.readouterr().err


def test_what_is_stale_spoilt_or_failed_at_a_location_is_done_again(cluster, tmp_path):
    sites = upload(cluster, make_sites(tmp_path / "sites", "one", "two"), "again")
    good = make_chapter(tmp_path, "01_good", SAY)
    flag = "import fsspec\nassert fsspec.filesystem('s3', use_listings_cache=False).exists('handbook/mended')"
    failing = make_chapter(tmp_path, "02_fails_once", flag)
    assert run_there(cluster, sites, "resumed", [good, failing]) == 1
    before = written(cluster, "resumed")
    cluster.bucket.pipe_file("handbook/mended", b"")
    cluster.bucket.pipe_file("handbook/resumed/one/chapters/01_good.html", b"spoilt")
    with cluster.bucket.open("handbook/again/two/site.toml", "ab") as file:
        file.write(b"\n# touched\n")
    assert run_there(cluster, sites, "resumed", [good, failing], resume=True) == 0
    after = written(cluster, "resumed")
    again = {path for path, at in after.items() if path.endswith(".ipynb") and before[path] != at}
    assert again == {
        "handbook/resumed/one/chapters/01_good.ipynb", "handbook/resumed/one/chapters/02_fails_once.ipynb",
        "handbook/resumed/two/chapters/01_good.ipynb", "handbook/resumed/two/chapters/02_fails_once.ipynb",
    }  # fmt: skip


def test_a_batch_ends_whole_although_a_worker_is_killed_in_the_middle(cluster, tmp_path):
    sites = upload(cluster, make_sites(tmp_path / "sites", *(f"site-{n}" for n in range(3))), "killed-sites")
    # On one of the two machines the chapter never ends.
    hang = "import os, pathlib, time\nhome = pathlib.Path(os.environ['HOME'])\nif home.name == 'alone':\n"
    hang += "    (home / 'hangs').touch()\n    time.sleep(600)"
    chapters = [make_chapter(tmp_path, "01_good", SAY), make_chapter(tmp_path, "02_hangs", hang)]
    with ThreadPoolExecutor() as pool:
        batch = pool.submit(run_there, cluster, sites, "killed", chapters)
        until((cluster.folder / "alone" / "hangs").exists, "a chapter on the worker that is to be killed")
        kill(cluster.workers["alone"])
        assert batch.result() == 0
    folder = download(cluster, "killed", tmp_path / "killed")
    assert set(status(folder).values()) == {"done"}
    assert len(status(folder)) == 3 * 3
    attempts = {key.name: read_record(key, "02_hangs").attempts for key in folder.glob("site-*")}
    assert sorted(attempts.values()) == [1, 1, 2]
    # What the dead worker had put there before was not done again.
    lost = next(key for key, tried in attempts.items() if tried == 2)
    assert [read_record(folder / lost, name).attempts for name in ("steps", "01_good")] == [1, 1]
    assert [path.name for path in folder.rglob("*begun*")] == []


def test_every_piece_is_counted_while_others_of_its_site_are_at_work(cluster, tmp_path, monkeypatch):
    counted = []
    monkeypatch.setattr(Progress, "count", lambda self, failed: counted.append(failed))
    sites = upload(cluster, make_sites(tmp_path / "sites", "one", "two"), "counted-sites")
    wait = "import fsspec, time\nstore = fsspec.filesystem('s3', use_listings_cache=False)\n"
    wait += "while not store.exists('handbook/heard'):\n    time.sleep(0.1)"
    chapters = [make_chapter(tmp_path, "01_good", SAY), make_chapter(tmp_path, "02_waits", wait)]
    with ThreadPoolExecutor() as pool:
        batch = pool.submit(run_there, cluster, sites, "counted", chapters)
        try:
            until(lambda: len(counted) == 4, "the steps and the first chapter of both")
        finally:
            cluster.bucket.pipe_file("handbook/heard", b"")
        assert batch.result() == 0
    assert counted == [False] * 6


def test_a_chapter_that_kills_its_process_or_its_worker_fails_alone(cluster, tmp_path):
    sites = upload(cluster, make_sites(tmp_path / "sites", "one", "two"), "deadly-sites")
    # Above a chapter's process are the one of its job, the server that this was forked from, and the worker.
    deadly = "import psutil\nif site.endswith('/one'):\n    psutil.Process().parents()[2].kill()"
    chapters = [
        make_chapter(tmp_path, "01_aborts", "import os; os.abort()"),
        make_chapter(tmp_path, "02_deadly", deadly),
        make_chapter(tmp_path, "03_good", SAY),
    ]
    assert run_there(cluster, sites, "deadly", chapters) == 1
    folder = download(cluster, "deadly", tmp_path / "deadly")
    assert status(folder) == {
        ("one", "steps"): "done", ("one", "01_aborts"): "failed",
        ("one", "02_deadly"): "failed", ("one", "03_good"): "done",
        ("two", "steps"): "done", ("two", "01_aborts"): "failed",
        ("two", "02_deadly"): "done", ("two", "03_good"): "done",
    }  # fmt: skip
    assert "SIGABRT" in read_record(folder / "one", "01_aborts").reason
    assert read_record(folder / "one", "02_deadly").reason == "Its worker died twice."
    assert json.loads((folder / "one" / "manifest.json").read_text())["runs"][2]["status"] == "failed"


def test_a_batch_whose_scheduler_is_lost_says_that_the_rest_can_be_done(
    cluster, tmp_path, capsys, monkeypatch
):
    address, scheduler = cluster.start_scheduler("short-lived")
    worker = cluster.start_worker("of-the-short-lived", address, "--no-nanny")
    sites = upload(cluster, make_sites(tmp_path / "sites", "one"), "lost-sites")
    monkeypatch.setattr(teams, "_FIRST_WORKER_SECONDS", 60.0)
    with ThreadPoolExecutor() as pool:
        command = ["run", sites, "-o", f"{BUCKET}/lost", "--chapters", "2", "--scheduler", address]
        batch = pool.submit(main, command)
        until(lambda: cluster.bucket.exists("handbook/lost/.lease"), "a batch at work")
        kill(scheduler)
        assert batch.result() == 1
    assert "give the same command with --resume" in capsys.readouterr().err
    assert not cluster.bucket.exists("handbook/lost/.lease")
    kill(worker)


def test_a_worker_with_other_software_is_refused_in_words(cluster, tmp_path, capsys, monkeypatch):
    known = teams.metadata.version
    monkeypatch.setattr(teams.metadata, "version", lambda name: "0.1" if name == "pandas" else known(name))
    sites = upload(cluster, make_sites(tmp_path / "sites", "one"), "other-sites")
    assert main(["run", sites, "-o", f"{BUCKET}/other", "--scheduler", cluster.address]) == 2
    said = capsys.readouterr().err
    assert f"has pandas {known('pandas')} (here 0.1)" in said
    assert "and 1 more" in said
    assert not cluster.bucket.exists("handbook/other")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("tcp://127.0.0.1:9", "no Dask scheduler answers at tcp://127.0.0.1:9"),
        ("nonsense://somewhere", "no Dask scheduler answers at nonsense://somewhere"),
        ("127.0.0.1:none", "no Dask scheduler answers at 127.0.0.1:none"),
    ],
)
def test_an_address_without_a_scheduler_is_refused(tmp_path, capsys, monkeypatch, address, message):
    monkeypatch.setattr(teams, "_REACHED_SECONDS", 1.0)
    sites = make_sites(tmp_path / "sites", "one")
    given = ["run", f"file://{sites[0]}", "-o", f"file://{tmp_path}/runs", "--scheduler", address]
    assert main(given) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "Traceback" not in said
    assert not (tmp_path / "runs").exists()


def test_a_scheduler_without_workers_is_not_waited_for(whole, tmp_path, capsys, monkeypatch):
    address, scheduler = whole.start_scheduler("idle")
    monkeypatch.setattr(teams, "_FIRST_WORKER_SECONDS", 1.0)
    sites = make_sites(tmp_path / "sites", "one")
    assert main(["run", f"file://{sites[0]}", "-o", f"file://{tmp_path}/runs", "--scheduler", address]) == 2
    assert f"Start one with: dask worker {address}" in capsys.readouterr().err
    kill(scheduler)


def test_without_dask_the_extra_is_named(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    sites = make_sites(tmp_path / "sites", "one")
    given = ["run", f"file://{sites[0]}", "-o", f"file://{tmp_path}/runs", "--scheduler", "tcp://127.0.0.1:9"]
    assert main(given) == 2
    assert "pip install 'acohandbook[distribution]'" in capsys.readouterr().err
