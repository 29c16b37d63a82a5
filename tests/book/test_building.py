"""The book is built from the present sources, every page of it, or the build says that it failed."""

import re
import shutil
import subprocess
import sys
from html.parser import HTMLParser

import nbformat
import pytest
import yaml

import acohandbook
from build_book import pages, require_version_1
from surroundings import ROOT

pytestmark = pytest.mark.book

CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}
NOT_FETCHED = {"canonical", "author", "next", "prev", "search", "index"}


class Page(HTMLParser):
    """What a page loads, where it leads, and what it can be led to."""

    def __init__(self, text):
        super().__init__()
        self.loads, self.links, self.images, self.anchors, self.language = [], [], [], set(), None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        """Note one element."""
        given = dict(attributes)
        self.anchors.add(given.get("id"))
        if tag == "html":
            self.language = given.get("lang")
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if tag == "img":
            self.images.append(given)
        if given.get(LOADED.get(tag)) and given.get("rel") not in NOT_FETCHED:
            self.loads.append(given[LOADED[tag]])


@pytest.fixture(scope="session")
def parsed(book):
    """Every page of the book by its path, read."""
    return {
        path.relative_to(book).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in book.rglob("*.html")
        if "_static" not in path.parts
    }


def test_contents_are_read_in_order():
    contents = {
        "root": "index",
        "parts": [{"chapters": [{"file": "a", "sections": [{"file": "b"}]}]}, {"chapters": [{"file": "c"}]}],
    }
    assert pages(contents) == ["index", "a", "b", "c"]


def test_every_chapter_is_in_the_contents():
    written = {f"chapters/{path.stem}" for path in (ROOT / "chapters").glob("*.ipynb")}
    assert written - set(pages(CONTENTS)) == set()


def test_jupyter_book_2_is_refused():
    require_version_1("1.0.4.post1")
    with pytest.raises(
        SystemExit, match=r"Jupyter Book 2\.0\.1 is installed, and the handbook needs version 1"
    ):
        require_version_1("2.0.1")


@pytest.mark.parametrize("page", pages(CONTENTS))
def test_page_is_built(parsed, page):
    assert parsed[f"{page}.html"].language == "en-GB"


def test_pages_load_nothing_from_another_host(parsed):
    wrong = [
        f"{name} loads {address}"
        for name, page in parsed.items()
        for address in page.loads
        if re.match(r"(?:[a-z]+:)?//", address)
    ]
    assert wrong == []


def test_links_within_the_book_lead_somewhere(book, parsed):
    broken = []
    for name, page in parsed.items():
        for link in page.links:
            if re.match(r"[a-z]+:", link):
                continue
            target, _, anchor = link.partition("#")
            path = ((book / name).parent / target).resolve() if target else (book / name).resolve()
            other = path.relative_to(book.resolve()).as_posix()
            if not path.exists() or (anchor and other in parsed and anchor not in parsed[other].anchors):
                broken.append(f"{name} -> {link}")
    assert broken == []


def test_images_are_described_in_words(parsed):
    wrong = [
        f"{name}: {image.get('src', '')[:60]}"
        for name, page in parsed.items()
        for image in page.images
        if "alt" not in image or re.search(r"/|\.(?:png|svg)$", image["alt"] or "")
    ]
    assert wrong == []


def test_pages_show_the_version_they_were_computed_with(book):
    for page in pages(CONTENTS):
        assert f"Version {acohandbook.__version__}" in (book / f"{page}.html").read_text(encoding="utf-8")


def test_formulas_are_native_mathml(book):
    page = (book / "index.html").read_text(encoding="utf-8")
    assert '<math xmlns="http://www.w3.org/1998/Math/MathML" display="block">' in page
    assert "MathJax" not in page


def test_chapter_that_raises_fails_the_build(tmp_path):
    source = tmp_path / "source"
    source.mkdir()
    for name in ("_ext", "_static", "_templates"):
        shutil.copytree(ROOT / name, source / name)
    for name in ("_config.yml", "references.bib"):
        shutil.copy(ROOT / name, source / name)
    (source / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n- file: broken\n", encoding="utf-8"
    )
    (source / "index.md").write_text("# Index\n", encoding="utf-8")
    cells = [nbformat.v4.new_markdown_cell("# Broken"), nbformat.v4.new_code_cell("1 / 0")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source / "broken.ipynb")
    command = [sys.executable, ROOT / "tools" / "build_book.py", "--source", source, "--output", tmp_path]
    built = subprocess.run(command, capture_output=True, text=True)
    assert built.returncode == 1
    assert "ZeroDivisionError" in built.stdout + built.stderr
    assert "The book was not built: mend what is reported above." in built.stderr
