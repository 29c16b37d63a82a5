"""Write the reference pages that come from the data, before the pages of the book are read."""

from pathlib import Path

from acohandbook import site
from acohandbook.report import reference_pages

PAGES = {
    "api.md": reference_pages.api_markdown,
    "assumptions.md": reference_pages.assumptions_markdown,
    "contract-terms.md": reference_pages.contract_terms_markdown,
    "data-dictionary.md": site.data_dictionary_markdown,
    "glossary.md": reference_pages.glossary_markdown,
    "parameters.md": site.parameter_reference_markdown,
    "status.md": reference_pages.status_markdown,
}


def write_pages(app):
    """Write each page, unless it already says the same."""
    folder = Path(app.srcdir, "chapters", "reference")
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        path, text = folder / name, page()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")


def setup(app):
    """Run at the start of a build."""
    app.connect("builder-inited", write_pages)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
