"""Explorers as a reader moves them: in Chromium, from a folder and from a server, against the package."""

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import nbformat
import pytest
from test_published_pages import WCAG_2_2_AA, axe, faults  # noqa: F401 (axe is a fixture)

import acohandbook as aco
from surroundings import ROOT

pytestmark = pytest.mark.browser

PACKAGE = Path(aco.__file__).resolve().parent
LIMIT_BYTES = 1_000_000


def called(path):
    """The explorers that a chapter calls, in order."""
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code" and "aco.explorer(" in cell.source:
            yield cell.source.split('aco.explorer("')[1].split('"')[0]


CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
PLACES = [(path.stem, name) for path in CHAPTERS for name in called(path)]
WITH = sorted({chapter for chapter, _ in PLACES})


@pytest.fixture(scope="module")
def results():
    """What the chapters run on: the first example site."""
    return aco.run_steps(aco.open_site("northmoor"))


@pytest.fixture
def ready(open_page):
    """Open a chapter and wait for its explorers: ``ready("07_gain_loss")``."""

    def opened(chapter, **how):
        page = open_page(f"chapters/{chapter}", **how)
        page.wait_for_function(
            "[...document.querySelectorAll('.aco-explorer')].every(one => one.dataset.ready)"
        )
        return page

    return opened


def section(page, name):
    """One explorer of a page."""
    return page.locator(f'.aco-explorer[data-explorer="{name}"]')


def shown(page, name):
    """What an explorer shows at this moment, once the next frames are drawn."""
    page.evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
    )
    one = section(page, name)
    return {
        "says": one.locator(".aco-explorer-says").text_content(),
        "figures": one.evaluate("section => section.figures"),
        "table": one.locator(".aco-exhibit").first.inner_text(),
        "chart": one.locator("svg").inner_html(),
        "alternative": one.locator("figcaption").text_content(),
    }


def set_control(page, name, control, value):
    """Put a control where a reader would, and let the page know as a browser does."""
    page.locator(f"#explorer-{name}-{control.name}").evaluate(
        "(one, value) => { one.value = value; one.dispatchEvent(new Event('input', {bubbles: true})); }",
        str(value),
    )


def other(control):
    """Another position that a control can take."""
    if control.options:
        return next(value for value in reversed(control.options) if value != control.value)
    steps = max(round((control.high - control.low) / control.step / 3), 1)
    up = round(control.value + steps * control.step, 9)
    return up if up <= control.high else round(control.value - steps * control.step, 9)


def test_the_chapters_have_six_explorers():
    assert len({name for _, name in PLACES}) >= 6


@pytest.mark.parametrize(("chapter", "name"), PLACES)
def test_every_control_gives_the_package_s_answer(ready, results, chapter, name):
    page, explorer = ready(chapter), aco.explorer(name, results)
    chosen = dict(explorer.chosen)
    before = shown(page, name)
    assert before["says"] == explorer.answer()["says"]
    for control in explorer.controls:
        chosen[control.name] = other(control)
        set_control(page, name, control, chosen[control.name])
        found, expected = shown(page, name), explorer.answer(**chosen)
        assert found["figures"] == expected["figures"], control.name
        assert found["says"] == expected["says"], control.name
        assert found["alternative"] in expected["html"].replace("<strong>", "").replace(
            "</strong>", ""
        ).replace("&#x27;", "'")
        if control.name in expected["outputs"]:
            said = page.locator(f'output[for="explorer-{name}-{control.name}"]').text_content()
            assert said == expected["outputs"][control.name]
    for part in ("says", "table", "chart", "alternative"):
        assert found[part] != before[part], f"the {part} stands still"
    page.locator(f'.aco-explorer[data-explorer="{name}"] button[type=reset]').click()
    assert shown(page, name)["says"] == before["says"]
    assert page.script_errors == [] and page.requests_elsewhere == []


@pytest.mark.parametrize(("chapter", "name"), PLACES)
def test_controls_are_moved_by_keyboard(ready, results, chapter, name):
    page, explorer = ready(chapter), aco.explorer(name, results)
    for control in explorer.controls:
        place = page.locator(f"#explorer-{name}-{control.name}")
        place.focus()
        before = place.input_value()
        page.keyboard.press(
            "ArrowRight" if not control.options and control.value < control.high else "ArrowLeft"
        )
        if control.options:
            page.keyboard.press("ArrowDown")
            if place.input_value() == before:
                page.keyboard.press("ArrowUp")
        assert place.input_value() != before, control.name
        assert page.evaluate("document.activeElement.id") == f"explorer-{name}-{control.name}"


@pytest.mark.parametrize("chapter", WITH)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_with_open_controls_meets_wcag_2_2_aa(ready, axe, chapter, scheme):  # noqa: F811
    page = ready(chapter, scheme=scheme)
    page.locator(".aco-explorer details summary").first.click()
    page.locator(".aco-explorer-files summary").first.click()
    assert faults(page, axe, WCAG_2_2_AA) == []


@pytest.mark.parametrize("chapter", WITH)
def test_page_fits_a_phone_with_its_controls(ready, chapter):
    page = ready(chapter, width=360)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_the_files_that_answer_are_those_of_the_package(ready):
    page = ready(WITH[0])
    mounted = page.evaluate(
        "Object.fromEntries(Object.entries(acoExplorers.files)"
        ".map(([path, file]) => [path, [file.sha256, acoExplorers.read(path)]]))"
    )
    assert any(path.startswith("acohandbook/rules/") for path in mounted)
    listed = page.locator(".aco-explorer-files").first.locator("tbody").text_content()
    for path, (claimed, source) in mounted.items():
        installed = hashlib.sha256((PACKAGE.parent / path).read_bytes()).hexdigest()
        assert hashlib.sha256(source.encode()).hexdigest() == claimed == installed, path
        assert path in listed and claimed in listed


def test_without_script_the_table_and_the_chart_stand_alone(chromium, book):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((book / "chapters" / f"{WITH[0]}.html").as_uri())
    one = page.locator(".aco-explorer").first
    assert one.locator("table").first.is_visible() and one.locator("svg").is_visible()
    assert not one.locator("form").is_visible()
    context.close()


def test_paper_shows_where_the_contract_stands(ready, results):
    chapter, name = PLACES[0]
    page, explorer = ready(chapter), aco.explorer(name, results)
    control = explorer.controls[-1]
    set_control(page, name, control, other(control))
    moved = shown(page, name)["says"]
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert shown(page, name)["says"] == explorer.answer()["says"] != moved
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert shown(page, name)["says"] == moved


def test_from_a_server_it_answers_too(chromium, book, results):
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    context = chromium.new_context()
    try:
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        chapter, name = PLACES[0]
        here = f"http://127.0.0.1:{server.server_port}/"
        page.goto(f"{here}chapters/{chapter}.html")
        page.wait_for_selector(".aco-explorer[data-ready]")
        explorer = aco.explorer(name, results)
        control = explorer.controls[-1]
        set_control(page, name, control, other(control))
        assert shown(page, name)["figures"] == explorer.answer(**{control.name: other(control)})["figures"]
        assert [url for url in asked if not url.startswith((here, "data:", "blob:"))] == []
    finally:
        context.close()
        server.shutdown()


def test_only_pages_with_an_explorer_load_it_and_it_is_small(book):
    extra = sum(path.stat().st_size for path in (book / "explorers").iterdir())
    assert extra < LIMIT_BYTES
    loading = {
        path.relative_to(book).as_posix()
        for path in book.rglob("*.html")
        if "explorers/explorers." in path.read_text(encoding="utf-8")
    }
    assert loading == {f"chapters/{chapter}.html" for chapter in WITH}
