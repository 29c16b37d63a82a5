"""Formulas as MathML, which browsers and screen readers read without any script."""

from docutils.nodes import SkipNode
from latex2mathml.converter import convert
from sphinx.util.math import get_node_equation_number


def visit_inline(translator, node):
    """Write a formula within a sentence."""
    translator.body.append(convert(node.astext()))
    raise SkipNode


def visit_display(translator, node):
    """Write a formula on a line of its own; a wide one scrolls within its own box, by keyboard too."""
    translator.body.append(
        translator.starttag(
            node, "div", CLASS="math-display", role="group", tabindex="0", **{"aria-label": "Formula"}
        )
    )
    translator.body.append(convert(node.astext(), display="block"))
    if node["number"]:
        translator.body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})</span>')
    translator.body.append("</div>\n")
    raise SkipNode


def setup(app):
    """Offer the renderer to Sphinx under the name that ``_config.yml`` gives."""
    app.add_html_math_renderer("native_mathml", (visit_inline, None), (visit_display, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
