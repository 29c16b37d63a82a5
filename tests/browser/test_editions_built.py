"""Local editions as a reader meets them: built for two sites, opened from their folder in Chromium."""

import json

import pytest
from test_explorer_pages import other, set_control, shown
from test_published_pages import WCAG_2_2_AA, axe, faults  # noqa: F401 (axe is a fixture)

import acohandbook as aco
from acohandbook.report import words
from acohandbook.runs.editions import build_editions

pytestmark = [pytest.mark.book, pytest.mark.browser]

SITES = ("westhaven", "fenmarsh")
PAGES = ("index", "westhaven/index", "westhaven/chapters/07_gain_loss", "fenmarsh/chapters/02_population")


@pytest.fixture(scope="module")
def editions(tmp_path_factory, node_modules):
    """The folder of two editions with their front page, built once."""
    folder = tmp_path_factory.mktemp("editions") / "out"
    front, *firsts = build_editions(SITES, folder)
    assert [front, *firsts] == [folder / "index.html", *(folder / key / "index.html" for key in SITES)]
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_pages_meet_wcag_2_2_aa_and_fit_a_phone(editions, open_file, axe, name, scheme):  # noqa: F811
    page = open_file(editions / f"{name}.html", scheme=scheme, width=360)
    assert faults(page, axe, WCAG_2_2_AA) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert page.requests_elsewhere == [] and page.script_errors == []


def test_a_reader_gets_from_the_front_page_to_an_edition_and_its_manifest(editions, open_file):
    page = open_file(editions / "index.html")
    page.get_by_role("link", name="Westhaven Care Alliance", exact=True).click()
    assert page.title().endswith("local edition for Westhaven Care Alliance")
    assert "made for Westhaven Care Alliance" in page.locator("article").inner_text()
    page.get_by_role("link", name="manifest", exact=True).click()
    assert json.loads(page.locator("body").inner_text())["site"]["key"] == "westhaven"


@pytest.mark.parametrize("key", SITES)
def test_prose_and_title_are_those_of_the_site(editions, open_file, key):
    results = aco.run_steps(aco.open_site(key))
    page = open_file(editions / key / "chapters" / "02_population.html")
    name = results.site.settings.name
    people = words.persons(results.population.summary.at("aco_persons"))
    assert page.title().endswith(f"local edition for {name}")
    assert f"{name} counts {people} people" in page.locator("article").inner_text()


@pytest.mark.parametrize("key", SITES)
def test_explorers_work_with_the_numbers_of_the_site(editions, open_file, key):
    explorer = aco.explorer("growth", aco.run_steps(aco.open_site(key)))
    page = open_file(editions / key / "chapters" / "05_contract_years.html")
    page.wait_for_function("[...document.querySelectorAll('.aco-explorer')].every(one => one.dataset.ready)")
    assert shown(page, "growth")["says"] == explorer.answer()["says"]
    control = explorer.controls[0]
    set_control(page, "growth", control, other(control))
    expected = explorer.answer(**(dict(explorer.chosen) | {control.name: other(control)}))
    assert shown(page, "growth")["figures"] == expected["figures"]


def test_no_page_names_a_folder_of_this_machine(editions):
    for path in editions.rglob("*.html"):
        assert str(editions.parent) not in path.read_text(encoding="utf-8"), path.name
