"""Mend what the writers of pages leave unclear to screen readers."""

import re
from collections import Counter

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode, depart_HideCellInput, visit_HideCellInput
from sphinx.writers.html5 import HTML5Translator

REGION = re.compile(r'(role="region"[^>]* aria-label=")([^"]*)"')


def visit_source(translator, node):
    """Open a source in the role that a list expects: docutils gives it one that WAI-ARIA has withdrawn."""
    HTML5Translator.visit_citation(translator, node)
    translator.body[-1] = translator.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def depart_source(translator, node):
    """Close a source as Sphinx does."""
    HTML5Translator.depart_citation(translator, node)


def visit_folded_cell(translator, node):
    """Open a folded cell whose name is the words that it shows; myst-nb gives it another."""
    begin = len(translator.body)
    visit_HideCellInput(translator, node)
    written = translator.body[begin:]
    translator.body[begin:] = [text.replace(' aria-label="Toggle hidden content"', "") for text in written]


def number_repeated_regions(app, pagename, templatename, context, doctree):
    """Give the second of two regions with one name, a table and its explorer, a name of its own."""
    seen = Counter()

    def named(found):
        seen[found[2]] += 1
        return found[1] + found[2] + (f" ({seen[found[2]]})" if seen[found[2]] > 1 else "") + '"'

    if "body" in context:
        context["body"] = REGION.sub(named, context["body"])


def setup(app):
    """Take the place of the writers of sources and of folded cells, and look at every written page."""
    app.connect("html-page-context", number_repeated_regions)
    app.add_node(nodes.citation, override=True, html=(visit_source, depart_source))
    app.add_node(HideCodeCellNode, override=True, html=(visit_folded_cell, depart_HideCellInput))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
