"""Write the reference pages that come from the data, before the pages of the book are read."""

from pathlib import Path

from acohandbook import site

PAGES = {
    "data-dictionary.md": site.data_dictionary_markdown,
    "parameters.md": site.parameter_reference_markdown,
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
