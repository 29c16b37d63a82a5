"""Lists of sources that screen readers announce as lists.

Docutils gives each source the role ``doc-biblioentry``, which WAI-ARIA has withdrawn and a list may not hold.
"""

from docutils import nodes
from sphinx.writers.html5 import HTML5Translator


def visit_citation(translator, node):
    """Open a source as Sphinx does, in the role that a list expects."""
    HTML5Translator.visit_citation(translator, node)
    translator.body[-1] = translator.body[-1].replace('role="doc-biblioentry"', 'role="listitem"')


def depart_citation(translator, node):
    """Close a source as Sphinx does."""
    HTML5Translator.depart_citation(translator, node)


def setup(app):
    """Take the place of the writer of sources."""
    app.add_node(nodes.citation, override=True, html=(visit_citation, depart_citation))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
