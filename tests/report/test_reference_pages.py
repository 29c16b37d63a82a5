"""Reference pages hold what the data hold: every word, term, doubtful figure and public name."""

import re

import pytest

import acohandbook
from acohandbook.report import reference_pages
from acohandbook.runs.chapters import all_chapters
from acohandbook.site import national
from acohandbook.site.models import vocabulary
from acohandbook.site.terms import list_terms


def test_every_word_stands_with_its_meaning():
    page = reference_pages.glossary_markdown()
    for row in national.glossary():
        assert f"\n{row['term']}\n    {row['meaning'].split('.')[0][:30]}" in page
    assert "In 2026: integrated health organisation" in page


def test_sources_of_words_exist_and_words_stand_once():
    known = {row["source_id"] for row in national.sources()}
    rows = national.glossary()
    assert {row["source_id"] for row in rows} <= known
    assert len({row["term"].lower() for row in rows}) == len(rows)


def test_the_words_of_a_scope_are_in_the_glossary():
    words = {re.sub(r" \(.*\)$", "", row["term"]).lower() for row in national.glossary()}
    shown = {home.replace("_", " ").replace("gain loss", "gain/loss") for home in vocabulary.HOMES}
    shown = {"pass-through" if home == "pass through" else home for home in shown}
    forms = {row["title"].lower() for row in national.contracting_forms()}
    assert (shown | forms) - words == set()


def test_all_terms_are_explained():
    page = reference_pages.contract_terms_markdown()
    assert [name for name in list_terms() if f"\n`{name}`\n" not in page] == []
    assert re.search(r"(?<!\\)\$", page) is None  # an unescaped dollar would begin a formula


def test_every_doubtful_parameter_is_listed():
    page = reference_pages.assumptions_markdown()
    table = national.national_table()
    doubtful = {name for name, flag in zip(table["parameter_id"], table["illustrative"], strict=True) if flag}
    assert doubtful
    assert [name for name in doubtful if f"`{name}`" not in page] == []


def test_every_public_name_has_its_call_and_its_words():
    page = reference_pages.api_markdown()
    for name in acohandbook._PUBLIC:
        assert re.search(rf"\n## {name}\n\n```python\naco\.{name}\(.*\).*\n```\n\n\w", page), name
    assert " object at 0x" not in page


def test_versions_and_chapters_are_listed():
    page = reference_pages.status_markdown()
    assert f"| acohandbook | {acohandbook.__version__} |" in page
    assert all(f"| {chapter.number} | " in page for chapter in all_chapters())


@pytest.mark.parametrize("write", [
    reference_pages.glossary_markdown, reference_pages.contract_terms_markdown,
    reference_pages.assumptions_markdown, reference_pages.api_markdown, reference_pages.status_markdown,
])  # fmt: skip
def test_a_page_is_the_same_each_time_and_has_one_title(write):
    page = write()
    assert write() == page
    outside_code = re.sub(r"```.*?```", "", page, flags=re.S)
    assert len(re.findall(r"^# ", outside_code, flags=re.M)) == 1
