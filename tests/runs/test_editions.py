"""Local editions: the sources of the book with one site's name and numbers, and the mark of it."""

import json
import re

import pytest
from notebooks import make_sites

from acohandbook.cli import main
from acohandbook.runs import editions
from acohandbook.runs.editions import EditionError, build_editions, local_sources
from surroundings import ROOT


@pytest.fixture
def sources(tmp_path):
    """Sources of an edition for the tiny site."""
    (site,) = make_sites(tmp_path / "sites", "one")
    local_sources(ROOT, site, "Place `one` <b>", tmp_path / "source")
    return tmp_path / "source"


def test_every_chapter_reads_the_site_and_names_no_path_of_the_machine(sources, tmp_path):
    chapters = sorted((sources / "chapters").glob("[0-9][0-9]_*.ipynb"))
    assert len(chapters) == len(list((ROOT / "chapters").glob("[0-9][0-9]_*.ipynb")))
    for path in chapters:
        assert str(tmp_path) not in path.read_text(encoding="utf-8")
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        given = next("".join(c["source"]) for c in cells if "parameters" in c["metadata"].get("tags", []))
        named = re.search(r'(?m)^site = "([^"]*)"', given)
        if named:
            assert (path.parent / named[1] / "site.toml").is_file(), path.name


def test_every_page_and_the_first_one_say_that_it_is_a_local_edition(sources):
    config = (sources / "_config.yml").read_text(encoding="utf-8")
    assert 'title: "The ACO handbook: local edition for Place  one   b"' in config
    index = (sources / "index.md").read_text(encoding="utf-8")
    assert index.index("# The ACO handbook") < index.index("{admonition} Local edition") < 200
    assert "made for **Place  one   b**" in index


def test_the_book_itself_is_left_as_it_is(sources):
    assert "Local edition" not in (ROOT / "index.md").read_text(encoding="utf-8")
    assert not (sources / ".git").exists()
    assert not (sources / "tests").exists()


def test_a_folder_with_something_in_it_is_not_overwritten(tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "mine.txt").touch()
    with pytest.raises(EditionError, match="is not empty"):
        build_editions(["northmoor"], tmp_path / "out")


def test_faults_of_any_site_come_before_a_build(tmp_path, capsys):
    good, bad = make_sites(tmp_path / "sites", "good", "bad")
    (bad / "practices.csv").unlink()
    assert main(["book", str(good), str(bad), "-o", str(tmp_path / "out")]) == 1
    assert "practices.csv" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    assert main(["book", str(tmp_path / "nowhere"), "-o", str(tmp_path / "out")]) == 2


BUILDER = """
import argparse, pathlib, shutil, sys
given = argparse.ArgumentParser()
given.add_argument("--source", type=pathlib.Path)
given.add_argument("--output", type=pathlib.Path)
given.add_argument("--pdf", action="store_true")
given = given.parse_args()
if "poor" in (given.source / "_config.yml").read_text():
    sys.exit("The book was not built: no money.")
(given.output / "_build" / "html").mkdir(parents=True)
shutil.copyfile(given.source / "index.md", given.output / "_build" / "html" / "index.html")
if given.pdf:
    (given.output / "_build" / "html" / "aco-handbook.pdf").touch()
"""


@pytest.fixture
def small_book(tmp_path, monkeypatch):
    """A checkout whose builder copies the first page, and fails for a place that is called poor."""
    root = tmp_path / "checkout"
    (root / "chapters").mkdir(parents=True)
    (root / "tools").mkdir()
    (root / "_config.yml").write_text("title: The handbook\n")
    (root / "index.md").write_text("# The handbook\n\nWords.\n")
    (root / "tools" / "build_book.py").write_text(BUILDER)
    monkeypatch.setattr(editions.resources, "folder", lambda name: root / name)
    return root


@pytest.mark.parametrize("asked", [[], ["--pdf"]])
def test_several_editions_have_a_front_page_that_leads_to_each(
    small_book, tmp_path, monkeypatch, capsys, asked
):
    monkeypatch.setattr(editions, "browser", lambda: "a browser")
    sites = [str(site) for site in make_sites(tmp_path / "sites", "one", "two")]
    assert main(["book", *sites, "-o", str(tmp_path / "out"), *asked]) == 0
    assert f"Open {tmp_path / 'out' / 'index.html'}" in capsys.readouterr().out
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    # 30,000 members and 1,000 people registered nowhere; every line of the tiny site is made up.
    assert page.count('<td class="number">31,000</td><td class="number">100.0%</td>') == 2
    for target in re.findall(r'href="([^"#]+)"', page):
        assert (tmp_path / "out" / target).is_file(), target
    assert page.count("/aco-handbook.pdf") == 2 * len(asked)
    for key in ("one", "two"):
        assert f"made for **Place {key}**" in (tmp_path / "out" / key / "index.html").read_text()
        manifest = json.loads((tmp_path / "out" / key / "manifest.json").read_text())
        assert (manifest["edition"], manifest["site"]["name"]) == ("local", f"Place {key}")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["index.html", "one", "two"]


def test_one_edition_lies_in_the_folder_itself(small_book, tmp_path):
    (site,) = make_sites(tmp_path / "sites", "one")
    assert build_editions([site], tmp_path / "out") == [tmp_path / "out" / "index.html"]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["index.html", "manifest.json"]


def test_a_build_that_fails_stops_no_other(small_book, tmp_path, capsys):
    sites = make_sites(tmp_path / "sites", "one", "poor", "two")
    assert main(["book", *map(str, sites), "-o", str(tmp_path / "out")]) == 1
    said = capsys.readouterr().err
    assert "The book for Place poor was not built:\nThe book was not built: no money." in said
    assert "2 of 3 editions were built." in said
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["index.html", "one", "two"]
    assert "Place poor" not in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_two_sites_of_one_name_are_refused_before_anything_is_built(small_book, tmp_path):
    first, second = make_sites(tmp_path / "a", "one") + make_sites(tmp_path / "b", "one")
    with pytest.raises(EditionError, match="would overwrite each other"):
        build_editions([first, second], tmp_path / "out")
    assert not (tmp_path / "out").exists()
