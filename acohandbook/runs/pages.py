"""Pages of a batch: one for each executed chapter, without its code. No page asks the network."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

import acohandbook

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_OTHER_CHAPTER = re.compile(r'href="(\d\d_\w+)\.ipynb(#[^"]*)?"')
_OUTSIDE = re.compile(r'<a href="(?!\d\d_\w+\.html|#|https?:)[^"]*">(.*?)</a>')
# A wide table scrolls in its own box, which keyboard users can reach.
_TABLE_BOX = '<div class="table" role="region" tabindex="0" aria-label="Table">'
# The richest form first; a form that needs a script is never taken.
_FORMS = (
    "text/html",
    "text/markdown",
    "image/svg+xml",
    "image/png",
    "image/jpeg",
    "text/latex",
    "text/plain",
)


def page(title: str, body: str, links: Sequence[tuple[str, str]] = (), foot: str = "") -> str:
    """A whole page of its own: style included, no script and no request.

    Parameters
    ----------
    title : str
        Plain text; the page's name.
    body : str
        HTML.
    links : sequence of (str, str)
        Address and plain text of each link at the top.
    foot : str
        Plain text under the page.
    """
    listed = "".join(f'<li><a href="{html.escape(to)}">{html.escape(text)}</a></li>' for to, text in links)
    nav = f'<nav aria-label="Pages"><ul>{listed}</ul></nav>' if links else ""
    return (
        '<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{html.escape(title)}</title><style>\n{_style()}</style></head><body>"
        '<a class="skip" href="#main">To the page</a>'
        f'<header>{nav}</header><main id="main">\n{body}\n</main>'
        f"<footer>{html.escape(foot)} ACO handbook {acohandbook.__version__}.</footer></body></html>\n"
    )


def chapter_page(notebook, name: str, failure: str = "") -> str:
    """An executed notebook as a page without code.

    Parameters
    ----------
    notebook : NotebookNode
    name : str
        Name of the chapter.
    failure : str
        Why the run failed; shown first.
    """
    parts = [f'<p class="failed">This run failed: {html.escape(failure)}</p>'] if failure else []
    title = name
    for cell in notebook.cells:
        tags = cell.metadata.get("tags", [])
        if "remove-cell" in tags or (cell.cell_type == "code" and "remove-output" in tags):
            continue
        if cell.cell_type == "markdown" and "papermill-error-cell-tag" not in tags:
            if title == name and cell.source.startswith("# "):
                title = cell.source.splitlines()[0][2:]
            parts.append(prose(cell.source))
        elif cell.cell_type == "code":
            parts += [_output(output) for output in cell.outputs]
    links = [("../../index.html", "All sites"), ("../index.html", "This site")]
    return page(title, "\n".join(part for part in parts if part), links, "Draft for discussion.")


def _output(output) -> str:
    if output.output_type == "stream":
        return f"<pre>{html.escape(_ANSI.sub('', output.text))}</pre>" if output.name == "stdout" else ""
    if output.output_type == "error":
        trace = "\n".join(output.traceback) or f"{output.ename}: {output.evalue}"
        return f'<pre class="failed" role="note">{html.escape(_ANSI.sub("", trace))}</pre>'
    form = next((form for form in _FORMS if form in output.data), None)
    if form is None:
        return ""
    content = output.data[form]
    content = "".join(content) if isinstance(content, list) else content
    if form == "text/html" or form == "image/svg+xml":
        return content
    if form.startswith("image/"):
        words = html.escape("".join(output.data.get("text/plain", "Picture")))
        return f'<img alt="{words}" src="data:{form};base64,{content.strip()}">'
    if form == "text/markdown":
        return prose(content)
    return f"<pre>{html.escape(content)}</pre>"


@lru_cache(maxsize=1024)
def prose(source: str) -> str:
    """Markdown as HTML, with links to pages of a batch. What chapters say is the same at every site."""
    written = _markdown().render(source)
    written = _OTHER_CHAPTER.sub(lambda found: f'href="{found[1]}.html{found[2] or ""}"', written)
    written = _OUTSIDE.sub(r"\1", written)
    written = written.replace("<table>", _TABLE_BOX + "<table>")
    return written.replace("</table>", "</table></div>")


@cache
def _markdown():
    from latex2mathml.converter import convert
    from markdown_it import MarkdownIt
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.myst_role import myst_role_plugin

    def formula(content, options):
        if options["display_mode"]:
            return f'<div class="math">{convert(content.strip(), display="block")}</div>'
        return convert(content)

    def role(renderer, tokens, place, options, env):
        token = tokens[place]
        text = html.escape(token.content)
        return f"(source: <cite>{text}</cite>)" if token.meta["name"].startswith("cite") else text

    reader = MarkdownIt("commonmark", {"html": False, "typographer": True}).enable(["table", "replacements"])
    reader.use(dollarmath_plugin, renderer=formula, allow_space=False).use(myst_role_plugin)
    reader.add_render_rule("myst_role", role)
    return reader


@cache
def _style() -> str:
    return (Path(__file__).parent / "page.css").read_text(encoding="utf-8")
