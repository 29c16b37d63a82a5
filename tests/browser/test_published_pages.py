"""Every page as a reader meets it: from a folder, offline, in light and dark, on a phone, by keyboard."""

import pytest
import yaml

from build_book import pages
from surroundings import ROOT

pytestmark = pytest.mark.browser

PAGES = [*pages(yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))), "search", "genindex"]
WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
GOOD_PRACTICE = [*WCAG_2_2_AA, "best-practice"]


@pytest.fixture(scope="session")
def axe(node_modules):
    """The text of axe-core."""
    return (node_modules / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def faults(page, axe, rules):
    """What axe finds on an open page: rule, the element and how to mend it, one line each."""
    page.evaluate(axe)
    found = page.evaluate(
        "only => axe.run({runOnly: only, preload: false, resultTypes: ['violations']})",
        {"type": "tag", "values": rules},
    )
    return [
        f"{fault['id']}: {node['html'][:120]} ({node['failureSummary']})"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_page_meets_wcag_2_2_aa(open_page, axe, name, scheme):
    page = open_page(name, scheme=scheme)
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert faults(page, axe, GOOD_PRACTICE) == []


def test_axe_sees_a_fault(open_page, axe):
    page = open_page("index")
    page.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<img src=\"data:,\">')")
    assert [fault.partition(":")[0] for fault in faults(page, axe, WCAG_2_2_AA)] == ["image-alt"]


@pytest.mark.parametrize("name", PAGES)
def test_page_asks_no_other_host_and_raises_no_error(open_page, name):
    page = open_page(name)
    page.evaluate("new Promise(done => requestIdleCallback(done, {timeout: 2000}))")
    assert page.requests_elsewhere == []
    assert page.script_errors == []


@pytest.mark.parametrize("name", PAGES)
def test_page_fits_320_pixels(open_page, name):
    """A small phone, or a screen of 1280 pixels at 400% (WCAG 2.2, 1.4.10)."""
    page = open_page(name, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_theme_is_changed_by_keyboard(open_page):
    page = open_page("index")
    page.focus(".theme-switch-button")
    before = page.evaluate("document.documentElement.dataset.mode")
    page.keyboard.press("Enter")
    assert page.evaluate("document.documentElement.dataset.mode") != before


def test_first_tab_stop_leads_to_the_text(open_page):
    page = open_page("index")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#main-content"


def test_search_by_keyboard_finds_a_page_without_a_server(open_page):
    page = open_page("chapters/reference/sources")
    page.keyboard.press("Control+k")
    page.keyboard.type("penny")
    page.keyboard.press("Enter")
    page.locator("#search-results a").first.click()
    page.wait_for_load_state()
    assert not page.url.partition("?")[0].endswith("search.html")
    assert "penny" in page.inner_text("article").lower()
    assert page.requests_elsewhere == []
