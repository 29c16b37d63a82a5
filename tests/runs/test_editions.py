"""Local editions: the sources of the book with one site's name and numbers, and the mark of it."""

import json
import re

import pytest
from notebooks import make_sites

from acohandbook.cli import main
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


@pytest.mark.book
def test_an_edition_is_built_with_the_numbers_and_the_name_of_its_site(tmp_path):
    (first,) = build_editions(["westhaven"], tmp_path / "out")
    assert "Local edition" in first.read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    page = (tmp_path / "out" / "chapters" / "02_population.html").read_text(encoding="utf-8")
    assert manifest["site"]["key"] == "westhaven"
    assert manifest["site"]["name"] in page
    assert "local edition for" in page
    assert str(tmp_path) not in page
