"""What a reader does with a page: walk it by keyboard, open its panels, search, take it away, print it."""

import json

import pytest
from playwright.sync_api import expect
from test_published_pages import GOOD_PRACTICE, PAGES, axe, faults  # noqa: F401 (axe is a fixture)

import acohandbook
from surroundings import ROOT

pytestmark = pytest.mark.browser

CHAPTERS = [name for name in PAGES if name.startswith("chapters/") and "reference" not in name]
# How a page with everything it loads may weigh, unpacked.
LIMIT_BYTES = 1_500_000
FOCUS = """() => {
  const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one);
  const shown = [0.1, 0.5, 0.9].some(across => [0.02, 0.5, 0.98].some(down => {
    const hit = document.elementFromPoint(box.left + box.width * across, box.top + box.height * down);
    return hit && (one.contains(hit) || hit.contains(one));
  }));
  const name = one.outerHTML.slice(0, 90), before = one.dataset.reached;
  one.dataset.reached = "yes";
  return {name, before, shown, outline: parseFloat(style.outlineWidth), style: style.outlineStyle,
    opacity: style.opacity, body: one === document.body};
}"""
MISSED = """() => [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.tabIndex >= 0 && !one.dataset.reached)
  .map(one => one.outerHTML.slice(0, 90))"""


def focused(page):
    """The class names of what has the focus."""
    return page.evaluate("document.activeElement.className")


@pytest.mark.parametrize(
    "name", ["index", "search", "chapters/07_gain_loss", "chapters/reference/parameters"]
)
def test_tab_reaches_every_control_and_the_focus_is_seen(open_page, name):
    page = open_page(name)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
    if "07" in name:
        page.wait_for_selector(".aco-explorer[data-ready]")
    page.evaluate("document.activeElement.blur(); getSelection().removeAllRanges()")
    stops = []
    while len(stops) < 1500:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["body"] or stop["before"]:
            break
        stops.append(stop)
    unseen = [
        stop
        for stop in stops
        if not (
            stop["shown"] and stop["outline"] >= 2 and stop["style"] == "solid" and stop["opacity"] == "1"
        )
    ]
    assert unseen == []
    assert page.evaluate(MISSED) == []


@pytest.mark.parametrize("side", ["primary", "secondary"])
def test_panel_opens_and_closes_by_keyboard_and_gives_the_focus_back(open_page, side):
    page = open_page("chapters/07_gain_loss", width=800)
    button, panel = page.locator(f".{side}-toggle"), page.locator(f"#pst-{side}-sidebar-modal")
    assert button.get_attribute("aria-expanded") == "false"
    for leave in ("Escape", "Enter"):
        button.focus()
        page.keyboard.press("Enter")
        expect(panel).to_be_visible()
        expect(button).to_have_attribute("aria-expanded", "true")
        assert panel.get_attribute("aria-label")
        assert panel.evaluate("one => one.contains(document.activeElement)")
        if leave == "Enter":
            panel.locator(".handbook-close button").focus()
        page.keyboard.press(leave)
        expect(panel).to_be_hidden()
        expect(button).to_have_attribute("aria-expanded", "false")
        assert f"{side}-toggle" in focused(page)


def test_a_link_within_the_page_closes_the_panel(open_page):
    page = open_page("chapters/07_gain_loss", width=360)
    page.click(".secondary-toggle")
    page.locator("#pst-secondary-sidebar-modal a", has_text="Checks").click()
    assert not page.locator("#pst-secondary-sidebar-modal").is_visible()
    assert page.url.endswith("#checks")


def test_on_a_wide_screen_the_chapters_fold_away(open_page):
    page = open_page("chapters/09_settlement", width=1280)
    button = page.locator(".primary-toggle")
    assert button.get_attribute("aria-expanded") == "true"
    button.press("Enter")
    expect(button).to_have_attribute("aria-expanded", "false")
    assert not page.locator("#pst-primary-sidebar").is_visible()
    assert "primary-toggle" in focused(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_search_opens_before_the_page_and_is_left_by_escape(open_page, axe, scheme):  # noqa: F811
    page = open_page("index", scheme=scheme)
    page.focus(".handbook-search")
    page.keyboard.press("Enter")
    assert page.locator("#pst-search-dialog input").is_visible()
    ground = "getComputedStyle(document.querySelector('#pst-search-dialog')).backgroundColor"
    assert page.evaluate(ground).startswith("rgb(")  # nothing of the page shows through
    assert faults(page, axe, GOOD_PRACTICE) == []
    page.keyboard.press("Escape")
    assert not page.locator("#pst-search-dialog").is_visible()
    assert "handbook-search" in focused(page)


def test_a_search_that_finds_nothing_says_so(open_page):
    page = open_page("search")
    page.fill(".bd-search-container input", "xylophone")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results")).to_contain_text("did not match")
    assert page.requests_elsewhere == [] and page.script_errors == []


@pytest.mark.parametrize("name", PAGES)
def test_the_version_stands_in_the_bar(open_page, name):
    bar = open_page(name).locator("header .handbook-version")
    assert bar.is_visible() and bar.inner_text() == f"Version {acohandbook.__version__}"


def test_the_three_ways_in_stand_on_the_first_screen(chromium, book):
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.goto((book / "index.html").as_uri())
    boxes = [one.bounding_box() for one in page.locator(".ways > li").all()]
    assert len(boxes) == 3 and max(box["y"] + box["height"] for box in boxes) <= 800
    page.close()


def test_text_can_be_spaced_out(open_page):
    """WCAG 2.2, 1.4.12: nothing is lost when a reader spaces lines, paragraphs, letters and words."""
    page = open_page("chapters/04_baseline", width=320)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important; "
        "word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    cut = """() => [...document.querySelectorAll('.handbook-bar *, .bd-article p, .handbook-foot *')]
      .filter(one => one.checkVisibility() &&
      !one.closest('.visually-hidden, .handbook-keys, .handbook-button-words') &&
      getComputedStyle(one).overflowY === 'hidden' && one.scrollHeight > one.clientHeight + 1)
      .map(one => one.outerHTML.slice(0, 90))"""
    assert page.evaluate(cut) == []


@pytest.mark.parametrize("from_where", ["folder", "server"])
def test_commands_are_copied_by_keyboard(chromium, book, served, from_where):
    here = book.as_uri() if from_where == "folder" else served
    context = chromium.new_context(permissions=["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"{here}/chapters/07_gain_loss.html")
    page.focus(".handbook-copy summary")
    page.keyboard.press("Enter")
    page.focus(".handbook-copy button")
    page.keyboard.press("Enter")
    expect(page.locator(".handbook-copy [role=status]")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
        "pip install acohandbook",
        "acohandbook new my-site",
        "acohandbook check my-site",
        "acohandbook run my-site --chapters 7 -o runs",
    ]
    context.close()


def test_where_a_page_may_not_copy_the_commands_are_chosen(open_page):
    page = open_page("chapters/12_evidence")
    page.evaluate(
        "navigator.clipboard.writeText = () => Promise.reject(); document.execCommand = () => false;"
        "document.querySelector('.handbook-copy').open = true"
    )
    page.click(".handbook-copy button")
    expect(page.locator(".handbook-copy [role=status]")).to_contain_text("Ctrl+C")
    assert page.evaluate("getSelection().toString()").splitlines()[-1] == "acohandbook run my-site -o runs"


def test_without_script_everything_stands_there(chromium, book):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto((book / "chapters" / "07_gain_loss.html").as_uri())
    assert not page.locator(".handbook-button").first.is_visible()
    assert page.locator("nav[aria-label=Chapters] a").first.is_visible()
    page.click(".handbook-copy summary")
    assert page.locator(".handbook-copy pre").is_visible()
    assert not page.locator(".handbook-copy button").is_visible()
    page.goto((book / "search.html").as_uri())
    assert "needs script" in page.inner_text("main")
    context.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_notebook_of_a_chapter_can_be_taken_away(chromium, served, name):
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{served}/{name}.html")
    with page.expect_download() as taken:
        page.click(".handbook-download")
    assert taken.value.suggested_filename == f"{name.rpartition('/')[2]}.ipynb"
    cells = json.loads(taken.value.path().read_text(encoding="utf-8"))["cells"]
    written = json.loads((ROOT / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    assert [cell["source"] for cell in cells] == [cell["source"] for cell in written]
    assert any(cell.get("outputs") for cell in cells)
    context.close()


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_with_all_it_loads_stays_light(chromium, served, name):
    context, loaded = chromium.new_context(), {}
    page = context.new_page()
    page.on("response", lambda answer: loaded.update({answer.url: answer}))
    page.goto(f"{served}/{name}.html", wait_until="networkidle")
    sizes = {url: len(answer.body()) for url, answer in loaded.items() if url.startswith(served)}
    assert sum(sizes.values()) < LIMIT_BYTES, sizes
    context.close()


@pytest.mark.parametrize("name", PAGES)
def test_on_paper_nothing_is_cut_and_no_control_is_left(open_page, name):
    page = open_page(name, width=680)  # A4 less its margins
    page.emulate_media(media="print")
    wide = """() => [...document.querySelectorAll('article :is(table, math, pre, svg, p, li, h1, h2, h3)')]
      .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > 681)
      .map(one => one.outerHTML.slice(0, 90))"""
    assert page.evaluate(wide) == []
    assert page.locator("h1").first.is_visible()
    left = "button, input, select, summary, header, nav, .handbook-actions, .handbook-foot"
    assert [one.inner_html() for one in page.locator(left).all() if one.is_visible()] == []


def test_a_dark_page_is_printed_dark_on_white(open_page):
    page = open_page("chapters/04_baseline", scheme="dark")
    theme = "document.documentElement.dataset.theme"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(theme) == "light"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(theme) == "dark"
