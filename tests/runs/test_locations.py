"""Sites and results at locations of any storage, without a cluster: addresses, leases, and a whole batch."""

import json
import sys

import fsspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from notebooks import make_sites
from test_batch import settled

from acohandbook.cli import main
from acohandbook.runs import locking
from acohandbook.runs.locations import LocationError, chosen_locations, is_location, location
from acohandbook.runs.locking import FolderInUse, Lease, is_held
from acohandbook.runs.records import Record, record_text
from acohandbook.runs.scheduling import Locations, take_up_there
from acohandbook.runs.teams import TeamLost, ThisMachine, difference, software


@pytest.fixture
def memory():
    """An empty storage that takes any name, as an object store does."""
    store = fsspec.filesystem("memory")
    store.store.clear()
    yield store
    store.store.clear()


@pytest.fixture
def place(tmp_path):
    return location(f"file://{tmp_path}/batch")


def test_a_batch_at_locations_leaves_what_one_in_folders_leaves(tmp_path, capsys):
    sites = make_sites(tmp_path / "sites", "one", "two", "three", "four")
    everywhere = ["run", str(tmp_path / "sites" / "*"), "--chapters", "2", "--workers", "2", "-o"]
    assert main([*everywhere, str(tmp_path / "folder")]) == 0
    assert main([*everywhere, f"file://{tmp_path}/location"]) == 0
    assert settled(tmp_path / "location") == settled(tmp_path / "folder")
    capsys.readouterr()
    assert main(["compare", str(tmp_path / "folder"), f"file://{tmp_path}/location"]) == 0
    assert capsys.readouterr().out == "0 sites changed, 4 did not.\n"
    # A site elsewhere, its results here: what is here counts as a location too.
    mixed = ["run", f"file://{sites[0]}", str(sites[1]), "--chapters", "2", "-o", str(tmp_path / "mixed")]
    assert main(mixed) == 0
    assert "2 of 2" not in capsys.readouterr().err.splitlines()[-1]
    assert {path.name for path in (tmp_path / "mixed").iterdir() if path.is_dir()} == {"one", "two"}


def test_sites_at_locations_are_checked(tmp_path, capsys, memory):
    for site in make_sites(tmp_path, "one", "two"):
        memory.put(str(site), f"/sites/{site.name}", recursive=True)
    assert main(["check", "memory://sites/*", str(tmp_path / "one")]) == 0
    assert capsys.readouterr().out.startswith("memory://sites/one: no faults.")
    memory.rm("/sites/two/practices.csv")
    assert main(["check", "--json", "memory://sites/two"]) == 1
    (found,) = json.loads(capsys.readouterr().out)["sites"]
    assert (found["path"], found["key"]) == ("memory://sites/two", "two")
    assert {fault["file"] for fault in found["faults"]} == {"practices.csv"}


def test_what_is_no_batch_is_named_by_its_location(tmp_path, capsys, memory):
    memory.pipe("/runs/manifest.json", b'["one"]')
    assert main(["compare", "memory://runs", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("acohandbook compare: memory://runs holds no whole batch. Give")
    assert main(["compare", "memory://runs", "memory://runs", "-o", "s3://bucket/compared"]) == 2
    assert "-o names a folder of this machine" in capsys.readouterr().err
    memory.pipe("/runs/manifest.json", b'{"sites": ["../../one"]}')
    assert main(["compare", "memory://runs", str(tmp_path)]) == 2
    assert "leads out of its folder" in capsys.readouterr().err


def test_files_are_written_read_and_taken_away_by_name(place, tmp_path):
    assert place.files() == []
    place.write({"a/b.txt": b"1", "c.txt": b"2", "empty": b""})
    assert place.files() == ["c.txt", "empty"]
    assert (place / "a").files() == ["b.txt"]
    assert place.read(["a/b.txt", "none", "empty"]) == {"a/b.txt": b"1", "empty": b""}
    place.fetch(["a/b.txt"], tmp_path / "here")
    assert (tmp_path / "here" / "a" / "b.txt").read_bytes() == b"1"
    place.remove(["c.txt"])
    assert place.files() == ["empty"]
    assert [place.create("c.txt", text) for text in (b"first", b"second")] == [True, False]
    assert place.read(["c.txt"]) == {"c.txt": b"first"}


@pytest.mark.parametrize("name", ["../x", "a/../../x", "/x", "a//x", ".", "a/.", "..\\x", "x\0"])
def test_no_name_leads_out_of_its_folder(place, tmp_path, name):
    for act in (
        lambda: place.read([name]),
        lambda: place.write({name: b""}),
        lambda: place.fetch([name], tmp_path / "here"),
        lambda: place.create(name, b""),
        lambda: place / name,
    ):
        with pytest.raises(LocationError, match="leads out of its folder"):
            act()
    assert list(tmp_path.rglob("x*")) == []


@given(st.text(st.sampled_from("ab./\\*"), min_size=1, max_size=12))
def test_every_name_stays_within_its_folder_or_is_refused(tmp_path_factory, name):
    folder = tmp_path_factory.getbasetemp() / "within"
    try:
        place = location(f"file://{folder}") / name
    except LocationError:
        return
    from pathlib import Path

    assert Path(place.url.removeprefix("file://")).resolve().is_relative_to(folder.resolve())
    assert Path(place.url.removeprefix("file://")).resolve() != folder.resolve()


def test_what_a_record_from_elsewhere_names_is_not_followed_out_of_its_folder(memory):
    record = Record("steps", "done", "", 1.0, 1, "known", {"../../secret.csv": "0" * 64})
    memory.pipe("memory://runs/one/.records/steps.json", record_text(record).encode())
    with pytest.raises(LocationError, match="leads out of its folder"):
        take_up_there(location("memory://runs/one"), {"steps": "known"}, resume=True)


@pytest.mark.parametrize(
    ("paths", "given_", "message"),
    [
        (["sites/Bad Name/site.toml"], ["memory://sites/*"], "'Bad Name'.*cannot be a site's key"),
        (["x/a/one/site.toml", "x/b/one/site.toml"], ["memory://x/*/one"], "two sites are called one"),
        (["a/one/site.toml"], ["memory://*/one"], "name the bucket: memory://bucket/sites/"),
        (["sites/one/practices.csv"], ["memory://sites/one"], "memory://sites/one holds no site.toml"),
        (["sites/one/practices.csv"], ["memory://sites/*"], r"nothing that fits memory://sites/\* holds"),
    ],
)
def test_what_is_no_site_is_refused(memory, paths, given_, message):
    for path in paths:
        memory.pipe(f"memory://{path}", b"")
    with pytest.raises(LocationError, match=message):
        chosen_locations(given_)


def test_a_pattern_takes_what_holds_a_site_and_each_once(memory):
    for path in ("sites/one/site.toml", "sites/two/site.toml", "sites/notes/read.me"):
        memory.pipe(f"memory://{path}", b"")
    found = chosen_locations(["memory://sites/*", "memory://sites/two/"])
    assert [str(site) for site in found] == ["memory://sites/one", "memory://sites/two"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("s3://key:hidden@bucket/sites", "holds a password or a token"),
        ("abfs://box/sites?sv=1&sig=hidden", "holds a password or a token"),
        ("https://host/sites/*?sig=hidden", "holds a password or a token"),
        ("s3://bucket/*/one", "is a pattern"),
        ("s3://bucket/../other", "is no location"),
        ("s3://", "is no location"),
        ("s3://bucket//one", "is no location"),
        ("simplecache::s3://bucket", "is no location"),
        ("file://sites", "write the whole path"),
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_and_its_secret_not_repeated(text, message):
    with pytest.raises(LocationError, match=message) as refused:
        location(text)
    assert "hidden" not in str(refused.value)


def test_a_path_is_no_location():
    assert [is_location(text) for text in ("sites/*", "C:\\sites", "/data/s3:/x")] == [False] * 3
    assert is_location("s3://bucket") and is_location("abfs://box@account.dfs.core.windows.net/x")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["sites/one", "-o", "s3://b/runs", "--scheduler", "tcp://127.0.0.1:9"],
            "with --scheduler, sites/one must",
        ),
        (["s3://b/one", "-o", "runs", "--scheduler", "tcp://127.0.0.1:9"], "with --scheduler, runs must"),
        (["nothing://b/one", "-o", "runs"], "Protocol not known: nothing"),
        (
            ["gs://b/one", "-o", "runs"],
            "needs a package that is not installed (ImportError: Please install gcsfs",
        ),
        (["memory://nowhere/one", "-o", "runs"], "memory://nowhere/one holds no site.toml"),
        (["s3://key:hidden@b/one", "-o", "runs"], "holds a password or a token"),
    ],
)
def test_wrong_locations_are_said_in_words(tmp_path, monkeypatch, capsys, memory, arguments, message):
    monkeypatch.chdir(tmp_path)
    make_sites(tmp_path / "sites", "one")
    assert main(["run", *arguments]) == 2
    said = capsys.readouterr().err
    assert message in said
    assert "hidden" not in said
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("package", ["fsspec", "fsspec.core"])
def test_without_fsspec_the_extra_is_named(tmp_path, monkeypatch, capsys, package):
    for name in {package, *(name for name in sys.modules if name.startswith(f"{package}."))}:
        monkeypatch.setitem(sys.modules, name, None)  # with what other tests have read of it
    for command in (
        ["run", "s3://bucket/one", "-o", str(tmp_path / "runs")],
        ["check", "s3://bucket/one"],
        ["compare", "s3://bucket/one", "s3://bucket/two"],
    ):
        assert main(command) == 2
        assert "pip install 'acohandbook[distribution]'" in capsys.readouterr().err


def test_a_lease_that_is_renewed_keeps_another_batch_away(place, monkeypatch):
    monkeypatch.setattr(locking, "RENEWED_SECONDS", 0.05)
    with Lease(place) as lease:
        with pytest.raises(FolderInUse, match=rf"Another batch \(.*process \d+\) is writing to {place}"):
            Lease(place).__enter__()
        assert is_held(place, lease.token)
    assert place.files() == []
    with Lease(place):
        assert place.files() == [Lease.FILE]


def test_a_lease_that_stands_still_is_taken_over_and_its_holder_writes_no_more(place, monkeypatch, capsys):
    monkeypatch.setattr(locking, "GIVEN_UP_SECONDS", 0.3)
    monkeypatch.setattr(locking, "RENEWED_SECONDS", 600.0)
    monkeypatch.setattr(locking.time, "sleep", lambda seconds: None)
    workplace = Locations(place, ThisMachine(1))
    with workplace.held(), Lease(place) as second:
        assert is_held(place, second.token)
        assert "seeing whether that is still at work" in capsys.readouterr().err
        with pytest.raises(TeamLost, match="no longer holds"), workplace.results() as folder:
            (folder / "manifest.json").write_text("{}")
        assert place.files() == [Lease.FILE]
        workplace._lease.__exit__()
        assert is_held(place, second.token)  # who lost it does not take it away from the other


def test_a_difference_of_software_is_said_in_words():
    ours = software()
    assert difference(ours, software()) == ""
    assert difference(ours, ours | {"pandas": "0.1"}) == f"pandas 0.1 (here {ours['pandas']})"
    assert "other code or data" in difference(ours, ours | {"files of acohandbook": "another"})
    assert difference(ours, {**ours, "python": "3.0", "files of acohandbook": "another"}).startswith(
        "python 3.0"
    )
