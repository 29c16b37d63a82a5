"""Build the book, and be sure that it was built.

A build can fail in silence: Jupyter Book 2 ignores ``_config.yml``, and in version 1 a chapter that raises
still ends with exit code 0. So this checks the version before, every page of ``_toc.yml`` after, and takes no
warning.
"""

import argparse
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import yaml

from acohandbook.runs import paper

ROOT = Path(__file__).resolve().parent.parent


def pages(contents):
    """Every file that a table of contents names, in reading order."""
    if isinstance(contents, list):
        return [page for part in contents for page in pages(part)]
    named = [contents[key] for key in ("root", "file") if key in contents]
    return named + [
        page for key in ("parts", "chapters", "sections") for page in pages(contents.get(key, []))
    ]


def require_version_1(installed):
    """Stop unless the installed Jupyter Book reads ``_config.yml``."""
    if not installed.startswith("1."):
        sys.exit(
            f"Jupyter Book {installed} is installed, and the handbook needs version 1: "
            "remove .venv and run make book again."
        )


def build(source, output):
    """Build all pages of the book in ``source`` into ``output/_build/html``; stop on any fault."""
    require_version_1(version("jupyter-book"))
    html = output / "_build" / "html"
    shutil.rmtree(output / "_build", ignore_errors=True)
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", source]
    built = subprocess.run([*command, "--path-output", output, "-W", "-n", "--keep-going"], check=False)
    if built.returncode:
        sys.exit("The book was not built: mend what is reported above.")
    contents = yaml.safe_load((source / "_toc.yml").read_text(encoding="utf-8"))
    missing = [page for page in pages(contents) if not (html / f"{page}.html").is_file()]
    if missing:
        sys.exit(f"The build ended well but wrote no page for: {', '.join(missing)}.")
    return html


def main():
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--source", type=Path, default=ROOT, help="folder with _config.yml and _toc.yml")
    parser.add_argument("--output", type=Path, default=ROOT, help="folder that receives _build/html")
    parser.add_argument("--pdf", action="store_true", help="print the pages as one PDF too, beside them")
    chosen = parser.parse_args()
    try:
        if chosen.pdf:
            paper.browser()  # its absence is said before the long build, not after it
        html = build(chosen.source.resolve(), chosen.output.resolve())
        print(f"The handbook is built: open {html / 'index.html'}")
        if chosen.pdf:
            pages = paper.write_pdf(html, html / paper.PDF_NAME)
            print(f"It is printed: {pages} pages in {html / paper.PDF_NAME}")
    except paper.PrintingError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
