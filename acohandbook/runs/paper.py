"""The built handbook as one PDF: tagged, with bookmarks, page numbers and links that work within it.

The pages are put behind one another in reading order and printed twice by a browser of the Chromium family:
first to learn on which page each chapter begins, then with these numbers in the contents. Nothing is run and
no request leaves the machine.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from html import escape
from pathlib import Path, PurePosixPath

PDF_NAME = "aco-handbook.pdf"
PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
# Where Windows and macOS keep browsers, which are not on the path there. Every Windows comes with Edge.
PLACES = {
    "win32": (
        "{ProgramFiles}/Google/Chrome/Application/chrome.exe",
        "{ProgramFiles(x86)}/Microsoft/Edge/Application/msedge.exe",
        "{ProgramFiles}/Microsoft/Edge/Application/msedge.exe",
    ),
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
}
ARGUMENTS = (
    "--headless",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--no-pdf-header-footer",
    "--generate-pdf-document-outline",
)
SECONDS = 300
# What can be moved, pressed, opened or run has no place on paper.
NOT_PRINTED = "script, noscript, button, form, details, dialog, .headerlink, .handbook-actions"
_NAMES = ("id", "for", "headers", "aria-labelledby", "aria-describedby", "aria-controls")


class PrintingError(RuntimeError):
    """The book cannot be printed; the message says why and what to do."""


def browser() -> str:
    """The program that prints: the one that ``ACOHANDBOOK_CHROMIUM`` names, or the first that is installed.

    Raises
    ------
    PrintingError
        When there is none.
    """
    given = os.environ.get("ACOHANDBOOK_CHROMIUM")
    places = [re.sub(r"\{(.+?)\}", lambda name: os.environ.get(name[1], ""), place) for place in _places()]
    found = [shutil.which(given)] if given else [*map(shutil.which, PROGRAMS), *map(shutil.which, places)]
    for program in found:
        if program:
            return program
    raise PrintingError(
        "No Chromium, Chrome or Edge was found to print with: install one (on Debian or Ubuntu: apt-get "
        "install chromium), or name its program in ACOHANDBOOK_CHROMIUM."
    )


def sandbox() -> list[str]:
    """What a browser needs to start for the administrator, as whom containers run: its sandbox refuses."""
    return ["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []


def _places() -> tuple[str, ...]:
    return PLACES.get(sys.platform, ())


def write_pdf(html: Path, target: Path) -> int:
    """Print the pages in ``html`` to the file ``target``.

    Parameters
    ----------
    html : Path
        The folder that holds the book's ``index.html``.
    target : Path
        The PDF to write; one that is there is replaced once the new one is whole.

    Returns
    -------
    int
        The number of pages.

    Raises
    ------
    PrintingError
        Without a browser, or when it wrote no PDF.
    """
    from pypdf import PdfReader

    program, html, target = browser(), html.resolve(), target.resolve()
    # Beside the pages, since their styles are named from there; removed whatever happens.
    with tempfile.TemporaryDirectory(prefix=".paper-", dir=html) as folder:
        sheet, made = Path(folder) / "book.html", Path(folder) / "book.pdf"
        numbers: dict[str, int] = {}
        for _ in range(2):
            sheet.write_text(one_page(html, numbers), encoding="utf-8", newline="\n")
            _print(program, sheet, made)
            reader = PdfReader(made)
            numbers = first_pages(reader)
        pages = len(reader.pages)
        made.replace(target)
    return pages


def first_pages(reader) -> dict[str, int]:
    """The page on which each bookmark of the first level begins, counted from 1; the first of equal names."""
    found: dict[str, int] = {}
    for mark in reader.outline:
        if not isinstance(mark, list):
            found.setdefault(mark.title.strip(), reader.get_destination_page_number(mark) + 1)
    return found


def one_page(html: Path, numbers: Mapping[str, int]) -> str:
    """Every page of the book behind one another, with contents.

    Parameters
    ----------
    html : Path
        The folder that holds the book's ``index.html``.
    numbers : mapping
        The page on which each title begins; a title that is not there yet gets no number.
    """
    front = _read(html, "index")
    styles = [link["href"].partition("?")[0] for link in front.select('link[rel="stylesheet"]')]
    book, version = (_words(front.select_one(f".handbook-{part}")) for part in ("name", "version"))
    parts = _parts(front)
    names = {"index", *(name for _, name, _ in parts)}
    contents, before = [], ""
    articles = [_article(front, "index", names)]
    named_pages = [_named_page("", "top-left", f"{book}, {version.lower()}")]
    for place, (caption, name, short) in enumerate(parts):
        article = _article(_read(html, name), name, names)
        article["style"] = f"page: part{place}"
        named_pages.append(_named_page(f"part{place}", "top-right", short))
        articles.append(article)
        if caption != before:
            contents.append(f"<h2>{escape(caption)}</h2>")
            before = caption
        heading = _words(article.h1)
        line = f'<a href="#{_anchor(name)}">{escape(heading)}</a><span>{numbers.get(heading, "")}</span>'
        contents.append(f"<p>{line}</p>")
    links = "".join(f'<link rel="stylesheet" href="../{escape(style)}">' for style in styles)
    return _SHEET.format(
        title=escape(book),
        links=links,
        pages="\n".join(named_pages),
        front=articles[0],
        contents="".join(contents),
        rest="\n".join(str(article) for article in articles[1:]),
    )


_SHEET = """<!DOCTYPE html>
<html lang="en-GB" data-theme="light" data-mode="light"><head><meta charset="utf-8"><title>{title}</title>
{links}<style>
{pages}
</style></head><body><main class="bd-content">
{front}
<nav class="bd-article sheet sheet-contents" aria-label="Contents"><h1>Contents</h1>{contents}</nav>
{rest}
</main></body></html>
"""


def _read(html: Path, name: str):
    from bs4 import BeautifulSoup

    return BeautifulSoup((html / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def _words(part) -> str:
    return " ".join(part.get_text().split())


def _parts(front) -> list[tuple[str, str, str]]:
    """Caption of its group, name and short title of every page after the first, in reading order."""
    found, caption = [], ""
    for line in front.select("nav.bd-docs-nav .caption, nav.bd-docs-nav a.reference.internal"):
        if line.name == "a":
            found.append((caption, line["href"].removesuffix(".html"), _words(line)))
        else:
            caption = _words(line)
    return found


def _named_page(name: str, corner: str, words: str) -> str:
    text = words.replace("\\", "\\\\").replace('"', '\\"')
    look = 'color: #4a5661; font: 9pt "Source Sans 3", Arial, sans-serif'
    return f'@page {name} {{ @{corner} {{ content: "{text}"; {look} }} }}'


def _article(page, name: str, names: set[str]):
    """The text of a page, without what does not work on paper and with names of its own."""
    article = page.select_one("article.bd-article")
    for part in article.select(NOT_PRINTED):
        part.decompose()
    for frame in article.select("figure"):
        frame.name = "div"  # the drawing within is the figure, and has the words for it
    _rename(article, name, names)
    article["id"] = _anchor(name)
    article["class"] = ["bd-article", "sheet"]
    return article


def _anchor(name: str, place: str = "") -> str:
    """A name within the whole book for a page, or for a place on it."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()) + (f"--{place}" if place else "")


def _rename(article, name: str, names: set[str]) -> None:
    """Give every place on a page a name of its own in the book, and lead links there."""
    for attribute in _NAMES:
        for part in article.select(f"[{attribute}]"):
            value = part[attribute]
            words = value if isinstance(value, list) else value.split()
            part[attribute] = " ".join(_anchor(name, word) for word in words)
    for link in article.select("a[href]"):
        target, _, place = link["href"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        other = _resolved(name, target).removesuffix(".html") if target else name
        if other in names:
            link["href"] = f"#{_anchor(other, place)}"
        else:
            link.unwrap()  # a file beside the pages: not in the PDF


def _resolved(name: str, target: str) -> str:
    return PurePosixPath(os.path.normpath(PurePosixPath(name).parent / target)).as_posix()


def _print(program: str, sheet: Path, target: Path) -> None:
    profile = f"--user-data-dir={sheet.parent / 'profile'}"
    command = [program, *ARGUMENTS, *sandbox(), profile, f"--print-to-pdf={target}", sheet.as_uri()]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise PrintingError(f"{program} did not print the book: {error}") from error
    if not target.is_file() or not target.read_bytes().startswith(b"%PDF"):
        said = done.stderr.decode(errors="replace").strip()[-500:]
        raise PrintingError(f"{program} ended with code {done.returncode} and wrote no PDF. It said: {said}")
