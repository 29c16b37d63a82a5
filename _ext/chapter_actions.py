"""Offer on each chapter the notebook itself, and the commands that run it for the reader's own place."""

import re
import shutil
from pathlib import Path, PurePosixPath

from acohandbook.runs.chapters import OUTSIDE_THE_BATCH

CHAPTER = re.compile(r"chapters/\d\d_\w+")
COMMANDS = ("pip install acohandbook", "acohandbook new my-site", "acohandbook check my-site")


def commands(number):
    """What a reader types, from nothing to this chapter for a place of their own."""
    one = "" if number in OUTSIDE_THE_BATCH else f" --chapters {number}"
    return "\n".join((*COMMANDS, f"acohandbook run my-site{one} -o runs"))


def add_actions(app, pagename, templatename, context, doctree):
    """Put both below the title of a chapter."""
    name = PurePosixPath(pagename).name
    if app.builder.format != "html" or not CHAPTER.fullmatch(pagename):
        return
    number = int(name[:2])
    runs = "The last runs this chapter" if number not in OUTSIDE_THE_BATCH else "The last runs every chapter"
    values = {
        "notebook": f"{name}.ipynb",
        "commands": commands(number),
        "first": f"{runs} for <code>my-site</code>, which begins as a copy of an example.",
        "your_site": context["pathto"]("chapters/13_your_site"),
    }
    actions = app.builder.templates.render("chapter-actions.html", values)
    context["body"] = context["body"].replace("</h1>", f"</h1>\n{actions}", 1)


def write_notebooks(app, exception):
    """Put each notebook, as it was run for the pages, beside its page."""
    if exception is None and app.builder.format == "html":
        executed = Path(app.outdir).parent / "jupyter_execute"
        for path in sorted(executed.rglob("*.ipynb")):
            target = Path(app.outdir) / path.relative_to(executed)
            shutil.copyfile(path, target)


def setup(app):
    """Look at every page when it is written, and add the notebooks at the end."""
    app.connect("html-page-context", add_actions)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
