"""Pages of chapters: the words and the figures, no code, and no request to the network."""

import re

import nbformat

from acohandbook.runs.pages import chapter_page


def written(*cells, failure=""):
    """The page of a notebook of such cells."""
    return chapter_page(nbformat.v4.new_notebook(cells=list(cells)), "04_x", failure)


def code(source, *outputs):
    """A code cell with outputs."""
    return nbformat.v4.new_code_cell(source, outputs=[nbformat.from_dict(output) for output in outputs])


def shown(**data):
    """A displayed output."""
    return {"output_type": "display_data", "metadata": {}, "data": data}


def test_code_stays_away_and_its_result_is_shown():
    page = written(code("secret = 1", shown(**{"text/html": "<b>42</b>", "text/plain": "no"})))
    assert "<b>42</b>" in page
    assert "secret" not in page


def test_the_title_is_that_of_the_chapter():
    assert "<title>4 Baseline</title>" in written(nbformat.v4.new_markdown_cell("# 4 Baseline\nWords."))


def test_formulas_are_mathml_and_sources_are_named():
    page = written(nbformat.v4.new_markdown_cell("As $x^2$ {cite}`nao`.\n\n$$\na + b\n$$"))
    assert page.count("<math") == 2
    assert "(source: <cite>nao</cite>)" in page


def test_links_lead_to_pages_that_are_there():
    page = written(nbformat.v4.new_markdown_cell("[a](04_baseline.ipynb#x) [b](reference/parameters.md)"))
    assert '<a href="04_baseline.html#x">a</a>' in page
    assert "parameters.md" not in page


def test_text_is_never_markup():
    stream = {"output_type": "stream", "name": "stdout", "text": "<script>alert(1)</script>"}
    page = written(nbformat.v4.new_markdown_cell("<script>1</script>"), code("", stream), failure="<b>")
    assert "<script" not in page
    assert "This run failed: &lt;b&gt;" in page


def test_no_page_asks_the_network_for_anything():
    page = written(nbformat.v4.new_markdown_cell("# T\n\n| a | b |\n|---|---|\n| 1 | 2 |"))
    assert re.findall(r'(?:src|href)="(?!#|\.\./)[^"]*"', page) == []
    assert "<script" not in page
    assert "@import" not in page
