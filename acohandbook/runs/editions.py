"""``acohandbook book``: the whole handbook with one site's numbers and name, marked as a local edition."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

from acohandbook import resources
from acohandbook.report import words
from acohandbook.runs.figures import facts
from acohandbook.runs.outputs import hashes, versions, write_manifest, write_text
from acohandbook.runs.pages import page
from acohandbook.runs.paper import PDF_NAME, PrintingError, browser
from acohandbook.site import Site, load_site
from acohandbook.site.opening import site_folder
from acohandbook.steps import run_steps
from acohandbook.whole import scratch_folder

# What a copy of the book's sources leaves out: what is built, tested or hidden.
_LEFT_OUT = shutil.ignore_patterns(".*", "_build", "__pycache__", "node_modules", "runs", "dist", "tests")
_SITE = re.compile(r'(?m)^site = "[^"]*"')
_LOST_PORT = "Kernel died before replying to kernel_info"


class EditionError(RuntimeError):
    """The book cannot be built; the message says why and what to do."""


class BuildError(EditionError):
    """A build failed, where nothing was wrong with what was asked for."""


def build_editions(sites: Sequence[str | Path], output: Path, pdf: bool = False) -> list[Path]:
    """Build the handbook: as published without a site, or one local edition for each site.

    One site's edition lies in ``output``; several lie in ``output/<site>``, with a front page. A build that
    fails stops no other. With ``pdf`` each is printed too, as ``aco-handbook.pdf`` beside its pages.

    Returns
    -------
    list of Path
        The front page, and for several sites the first page of each edition.

    Raises
    ------
    EditionError
        Outside a checkout, when the output exists, when two sites have one name or when nothing can print.
    BuildError
        When a build fails; the other editions stand.
    SiteFaults
        When a site's input has faults.
    """
    root = resources.folder("chapters").parent
    if not (root / "_config.yml").is_file():
        raise EditionError("The book is built from a clone of the repository; this is an installed package.")
    if output.exists() and any(output.iterdir()):
        raise EditionError(f"{output} is not empty. Give a new folder, so that nothing is overwritten.")
    if pdf:
        try:
            browser()
        except PrintingError as error:
            raise EditionError(str(error)) from error
    folders = [site_folder(site) for site in sites]
    keys = [folder.name for folder in folders]
    if len(set(keys)) < len(keys):
        raise EditionError("Two sites have the same name; their editions would overwrite each other.")
    places = [load_site(folder) for folder in folders]  # every fault before anything is built
    names = [place.settings.name for place in places]
    if len(folders) < 2:
        return [_build(root, folders[0] if folders else None, names[0] if names else "", output, pdf)]
    with ThreadPoolExecutor(os.cpu_count()) as builders:  # each waits for processes of its own
        builds = [
            builders.submit(_build, root, folder, name, output / folder.name, pdf)
            for folder, name in zip(folders, names, strict=True)
        ]
    failures = [str(build.exception()) for build in builds if build.exception()]
    built = [place for place, build in zip(places, builds, strict=True) if not build.exception()]
    if built:
        write_text(output / "index.html", _front_page(built, pdf))
    if failures:
        raise BuildError("\n".join([*failures, f"{len(built)} of {len(places)} editions were built."]))
    return [output / "index.html", *(output / key / "index.html" for key in keys)]


def local_sources(root: Path, site: Path, name: str, target: Path) -> None:
    """Copy the book's sources, with a site in place of the example and the mark of a local edition.

    Parameters
    ----------
    root : Path
        The checkout.
    site : Path
        The site's folder; a copy of it goes with the sources, so that no page names a path of this machine.
    name : str
        The site's name.
    target : Path
        A folder that does not exist yet.
    """
    shutil.copytree(root, target, ignore=_LEFT_OUT)
    within = target / "data" / "editions" / site.name
    within.mkdir(parents=True)
    for file in hashes(site):
        shutil.copyfile(site / file, within / file)
    for path in sorted((target / "chapters").glob("[0-9][0-9]_*.ipynb")):
        _use_site(path, f"../data/editions/{site.name}")
    config = target / "_config.yml"
    title = json.dumps(f"The ACO handbook: local edition for {_plain(name)}", ensure_ascii=False)
    _replace(config, re.compile(r"(?m)^title: .*$"), f"title: {title}")
    today = time.strftime("%d %B %Y").lstrip("0")
    mark = (
        "\n```{admonition} Local edition\n:class: important\n"
        f"This edition was made for **{_plain(name)}** on {today}. The figures on its pages are worked out "
        "from that site's own input and have not been checked by the maintainers of the handbook. What it "
        'was made from, with hashes, stands in its <a href="manifest.json">manifest</a>.\n```\n'
    )
    _replace(target / "index.md", re.compile(r"(?m)\A(# .*\n)"), lambda found: found[1] + mark)


def _build(root: Path, site: Path | None, name: str, output: Path, pdf: bool) -> Path:
    output.parent.mkdir(parents=True, exist_ok=True)
    # Built beside its place and renamed, so that half a book is never left behind.
    with scratch_folder(output) as folder:
        source = root
        if site:
            source = folder / "source"
            local_sources(root, site, name, source)
        builder = root / "tools" / "build_book.py"
        command = [sys.executable, builder, "--source", source, "--output", folder / "made"]
        command += ["--pdf"] if pdf else []
        for made in range(2):
            done = subprocess.run(
                command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
            )
            # Kernels that start in one moment may choose the same port; the one that lost starts again.
            if made or _LOST_PORT not in done.stdout + done.stderr:
                break
            shutil.rmtree(folder / "made", ignore_errors=True)
        if done.returncode:
            said = (done.stdout + done.stderr)[-3000:]
            raise BuildError(f"The book for {name or 'the handbook'} was not built:\n{said}")
        html = folder / "made" / "_build" / "html"
        if site:
            _write_manifest(site, name, html)
        if output.exists():
            output.rmdir()
        html.replace(output)
    return output / "index.html"


def _write_manifest(site: Path, name: str, html: Path) -> None:
    content = {
        "edition": "local",
        "site": {"key": site.name, "name": name, "inputs_sha256": hashes(site)},
        "made_by": versions(),
        "made_on": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    write_manifest(html / "manifest.json", content)


def _use_site(path: Path, site: str) -> None:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            text = _SITE.sub(f'site = "{site}"', "".join(cell["source"]))
            cell["source"] = text.splitlines(keepends=True)
    write_text(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def _replace(path: Path, pattern: re.Pattern, by) -> None:
    text, number = pattern.subn(
        by if callable(by) else lambda _: by, path.read_text(encoding="utf-8"), count=1
    )
    if not number:
        raise EditionError(f"{path.name} has no line that fits {pattern.pattern!r}: the edition is unmarked.")
    write_text(path, text)


def _plain(name: str) -> str:
    """A site's name as text, never as markup of a page."""
    return re.sub(r"[^\w .,'()&-]", " ", name).strip()


def _front_page(places: Sequence[Site], pdf: bool) -> str:
    head = ("Place", "Contracting form", "Contract years", "People", "Illustrative", "Made from")
    head += ("On paper",) if pdf else ()
    titles = "".join(f'<th scope="col">{title}</th>' for title in head)
    body = (
        "<h1>Local editions of the ACO handbook</h1>"
        "<p>Each is the whole handbook with one place's numbers and name. The figures are worked out from "
        "that place's own input and have not been checked by the maintainers of the handbook. Where much of "
        "the spend is illustrative, read them as an example of the method and not as facts about the "
        "place.</p>"
        '<div class="table" role="region" tabindex="0" aria-label="Editions"><table>'
        f"<caption>Editions</caption><thead><tr>{titles}</tr></thead>"
        f"<tbody>{''.join(_front_row(place, pdf) for place in places)}</tbody></table></div>"
    )
    return page("Local editions of the ACO handbook", body, foot="A manifest names the inputs by hash.")


def _front_row(place: Site, pdf: bool) -> str:
    figures = facts(run_steps(place))["figures"]
    name = escape(figures["name"])
    paper = f'<td><a href="{place.key}/{PDF_NAME}" aria-label="PDF of {name}">PDF</a></td>' if pdf else ""
    return (
        f'<tr><th scope="row"><a href="{place.key}/index.html">{name}</a></th>'
        f"<td>{escape(words.readable(figures['contracting_form']))}</td>"
        f"<td>{figures['first_year']} to {figures['last_year']}</td>"
        f'<td class="number">{words.persons(figures["aco_persons"])}</td>'
        f'<td class="number">{words.percent(figures["illustrative_rate"])}</td>'
        f'<td><a href="{place.key}/manifest.json" aria-label="Manifest of {name}">manifest</a></td>'
        f"{paper}</tr>"
    )
