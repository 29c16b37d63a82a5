"""The book as one PDF: tags, bookmarks, links, page numbers, and the figures of the run in its text."""

import re

import pytest
import yaml
from bs4 import BeautifulSoup

import acohandbook as aco
from acohandbook.runs import paper
from acohandbook.runs.commands import USAGE
from build_book import pages
from surroundings import ROOT, absent

pytestmark = pytest.mark.book

PAGES = pages(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def printed(book, tmp_path_factory):
    """The whole book, printed once and read back."""
    from pypdf import PdfReader

    try:
        paper.browser()
    except paper.PrintingError as error:
        absent(str(error))
    target = tmp_path_factory.mktemp("paper") / paper.PDF_NAME
    number = paper.write_pdf(book, target)
    reader = PdfReader(target)
    assert number == len(reader.pages)
    return reader


@pytest.fixture(scope="session")
def titles(book):
    """The title of every page in reading order."""
    read = (
        BeautifulSoup((book / f"{page}.html").read_text(encoding="utf-8"), "html.parser") for page in PAGES
    )
    return [page.select_one("article h1").get_text().removesuffix("#").strip() for page in read]


def flat(marks):
    """Every bookmark, of any level."""
    for mark in marks:
        yield from flat(mark) if isinstance(mark, list) else [mark]


def test_it_is_tagged_and_says_its_title_and_language(printed):
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert printed.metadata.title == "The ACO handbook"


def test_its_tags_are_headings_tables_and_figures_with_words(printed):
    kinds, undescribed = {}, 0
    waiting = [printed.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        part = waiting.pop().get_object()
        if isinstance(part, list):
            waiting += part
        elif isinstance(part, dict):
            kind = part.get("/S")
            kinds[kind] = kinds.get(kind, 0) + 1
            undescribed += kind == "/Figure" and not part.get("/Alt")
            waiting += [part["/K"]] if "/K" in part else []
    assert kinds["/H1"] == len(PAGES) + 1  # and that of the contents
    assert min(kinds.get(kind, 0) for kind in ("/H2", "/Table", "/TH", "/TD", "/L", "/Link", "/Figure")) > 20
    assert undescribed == 0


def test_a_bookmark_leads_to_the_page_of_every_chapter(printed, titles):
    marks = [mark for mark in printed.outline if not isinstance(mark, list)]
    assert [mark.title for mark in marks] == [titles[0], "Contents", *titles[1:]]
    for mark in marks:
        text = printed.pages[printed.get_destination_page_number(mark)].extract_text()
        assert " ".join(mark.title.split()) in " ".join(text.split())


def test_no_bookmark_is_written_twice(printed):
    assert [mark.title for mark in flat(printed.outline) if re.fullmatch(r"(.+)\1", mark.title)] == []


def test_the_contents_give_the_page_that_each_page_says_of_itself(printed, titles):
    starts = paper.first_pages(printed)
    words = " ".join(printed.pages[starts["Contents"] - 1].extract_text().split())
    for title in titles[1:]:
        assert re.search(rf"{re.escape(title)} ?{starts[title]}\b", words), title
        foot = printed.pages[starts[title] - 1].extract_text()
        assert f"{starts[title]} of {len(printed.pages)}" in foot


def test_links_within_it_lead_to_a_page_of_it(printed):
    named = printed.trailer["/Root"]["/Dests"].get_object()
    inside = outside = 0
    for page in printed.pages:
        for note in page.get("/Annots", []):
            note = note.get_object()
            if "/Dest" in note:
                assert note["/Dest"] in named
                inside += 1
            elif "/A" in note:
                assert note["/A"]["/URI"].startswith(("https:", "http:", "mailto:")), note["/A"]["/URI"]
                outside += 1
    assert inside > 100 and outside > 20


def test_the_figures_of_the_run_are_in_its_text_and_charts_are_drawn(printed, titles):
    starts = paper.first_pages(printed)
    results = aco.run_steps(aco.open_site("northmoor"))
    years = results.table("contract_years.summary").frame()
    chapter = next(number for title, number in starts.items() if title.startswith("5 "))
    words = "".join(page.extract_text() for page in printed.pages[chapter - 1 : chapter + 8])
    for budget in years["budget_gbp"]:
        assert f"£{budget:,.0f}" in words
    assert sum(len(page.images) for page in printed.pages) == 0  # charts are lines and letters, not pictures


def test_no_browser_is_one_sentence_and_code_2_before_anything_is_built(monkeypatch, tmp_path, capsys):
    from acohandbook.cli import main

    monkeypatch.setenv("ACOHANDBOOK_CHROMIUM", str(tmp_path / "no-such-program"))
    assert main(["book", "--pdf", "-o", str(tmp_path / "book")]) == USAGE
    said = capsys.readouterr().err
    assert said.startswith(
        "acohandbook book: No Chromium, Chrome or Edge was found to print with: install one"
    )
    assert not (tmp_path / "book").exists()
    with pytest.raises(paper.PrintingError, match="name its program in ACOHANDBOOK_CHROMIUM"):
        paper.browser()


def test_a_browser_that_prints_nothing_is_reported_and_leaves_no_half_a_file(monkeypatch, tmp_path):
    idle = tmp_path / "idle"
    idle.write_text("#!/bin/sh\necho nothing today >&2\n", encoding="utf-8")
    idle.chmod(0o755)
    monkeypatch.setenv("ACOHANDBOOK_CHROMIUM", str(idle))
    html = tmp_path / "html"
    html.mkdir()
    (html / "index.html").write_text(
        '<p class="handbook-name">A book</p><p class="handbook-version">Version 1</p>'
        '<article class="bd-article"><h1>A book</h1></article>',
        encoding="utf-8",
    )
    with pytest.raises(
        paper.PrintingError, match=r"ended with code 0 and wrote no PDF\. It said: nothing today"
    ):
        paper.write_pdf(html, html / "book.pdf")
    assert [path.name for path in html.iterdir()] == ["index.html"]


def test_names_of_places_are_kept_apart_and_links_follow_them():
    page = (
        '<article class="bd-article"><h1 id="limits">Two</h1><form><input></form>'
        '<p id="a" aria-describedby="limits b">'
        '<a href="#limits">here</a> <a href="one.html#limits">there</a> <a href="../index.html">front</a> '
        '<a href="two.ipynb">file</a> <a href="https://example.org/x">out</a></p></article>'
    )
    article = paper._article(
        BeautifulSoup(page, "html.parser"), "chapters/two", {"index", "chapters/one", "chapters/two"}
    )
    assert article.h1["id"] == "chapters-two--limits"
    assert article.p["aria-describedby"] == "chapters-two--limits chapters-two--b"
    assert [link["href"] for link in article.select("a")] == [
        "#chapters-two--limits",
        "#chapters-one--limits",
        "#index",
        "https://example.org/x",
    ]
    assert not article.select("form") and "file" in article.get_text()
