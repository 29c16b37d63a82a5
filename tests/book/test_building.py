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


def test_short_titles_are_those_of_the_chapters():
    """The list beside a page says a chapter's own title, as far as its colon."""
    listed = {
        one["file"]: one["title"] for part in CONTENTS["parts"] for one in part["chapters"] if "title" in one
    }
    for file, title in listed.items():
        cells = nbformat.read(ROOT / f"{file}.ipynb", as_version=4).cells
        assert cells[0].source.splitlines()[0].partition(":")[0] == f"# {title}"
    assert len(listed) == len(list((ROOT / "chapters").glob("*.ipynb")))


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


def small_book(folder, text, contents="- file: other"):
    """Build a book of our settings with a first page that says ``text``; how it ended and what it said."""
    source = folder / "source"
    source.mkdir()
    for name in ("_ext", "_static", "_templates"):
        shutil.copytree(ROOT / name, source / name)
    shutil.copy(ROOT / "references.bib", source / "references.bib")
    # Without the pages that come from the data, which are in no contents here.
    settings = (ROOT / "_config.yml").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(line for line in settings if "reference_pages" not in line)
    (source / "_config.yml").write_text(kept, encoding="utf-8")
    (source / "_toc.yml").write_text(
        f"format: jb-book\nroot: index\nchapters:\n{contents}\n", encoding="utf-8"
    )
    (source / "index.md").write_text(f"# Index\n\n{text}\n", encoding="utf-8")
    cells = [nbformat.v4.new_markdown_cell("# Other"), nbformat.v4.new_code_cell("1 / 1")]
    if text == "a cell that raises":
        cells.append(nbformat.v4.new_code_cell("1 / 0"))
    nbformat.write(nbformat.v4.new_notebook(cells=cells), source / "other.ipynb")
    command = [sys.executable, ROOT / "tools" / "build_book.py", "--source", source, "--output", folder]
    built = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    return built.returncode, built.stdout + built.stderr


def test_a_book_without_fault_is_built(tmp_path):
    code, said = small_book(tmp_path, "Read [the other page](other.ipynb).")
    assert code == 0, said
    assert (tmp_path / "_build" / "html" / "other.html").is_file()


@pytest.mark.parametrize(
    ("text", "contents", "reason"),
    [
        ("a cell that raises", "- file: other", "ZeroDivisionError"),
        ("[nowhere](other.ipynb#nowhere)", "- file: other", "local id not found"),
        ("[nowhere](missing.md)", "- file: other", "missing.md"),
        ("words", "- file: other\n- file: missing", "missing"),
        ("{cite:p}`nobody_2017`", "- file: other", "nobody_2017"),
        ("```{nonsense}\n```", "- file: other", "nonsense"),
    ],
    ids=["cell", "anchor", "link", "page", "source", "warning"],
)
def test_a_fault_fails_the_build(tmp_path, text, contents, reason):
    code, said = small_book(tmp_path, text, contents)
    assert code == 1
    assert reason in said
    assert "The book was not built: mend what is reported above." in said
