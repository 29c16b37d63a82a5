"""What each page of the book costs a reader, and what the book costs to build.

It builds the book, opens every page in Chromium from a server on this machine, and prints the faults that
axe finds (WCAG 2.2 AA and good practice, light and dark), bytes with everything that the page loads, requests
to other hosts, and the time until its explorers answer.
"""

import re
import subprocess
import sys
import tempfile
import threading
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
AXE = ROOT / "tests" / "browser" / "node_modules" / "axe-core" / "axe.min.js"
READY = """new MutationObserver(() => {
  const all = [...document.querySelectorAll('.aco-explorer')];
  if (all.length && !window.explorersReady && all.every(one => one.dataset.ready))
    window.explorersReady = performance.now();
}).observe(document, {subtree: true, childList: true, attributeFilter: ['data-ready']});"""
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_):
        """Say nothing."""


def built(folder):
    """Build the book; its pages, the seconds it took and those that its chapters ran."""
    begin = time.perf_counter()
    command = [sys.executable, ROOT / "tools" / "build_book.py", "--output", folder]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    seconds = time.perf_counter() - begin
    ran = re.findall(r"Executed notebook in ([\d.]+) seconds", done.stdout + done.stderr)
    return folder / "_build" / "html", seconds, sum(map(float, ran)), len(ran)


def measured(browser, address, name):
    """One page: faults in light and in dark, bytes, requests elsewhere, milliseconds to ready explorers."""
    faults, loaded, elsewhere = [], {}, set()
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})
        page = context.new_page()
        page.add_init_script(READY)
        page.on("response", lambda answer: loaded.update({answer.url: answer.body()}))
        page.on("request", lambda asked: elsewhere.add(asked.url))
        page.goto(f"{address}/{name}", wait_until="networkidle")
        ready = None
        if page.locator(".aco-explorer").count():
            page.wait_for_function("window.explorersReady")
            ready = page.evaluate("window.explorersReady")
        page.evaluate("Promise.allSettled(document.getAnimations().map(one => one.finished))")
        page.evaluate(AXE.read_text(encoding="utf-8"))
        only = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"], "preload": False}
        faults.append(sum(len(one["nodes"]) for one in page.evaluate("o => axe.run(o)", only)["violations"]))
        context.close()
    others = [url for url in elsewhere if not url.startswith((address, "data:", "blob:"))]
    return *faults, sum(map(len, loaded.values())), len(others), ready


def report():
    """Write the pages as a Markdown table, and below it the time of the build."""
    from playwright.sync_api import sync_playwright

    from acohandbook.runs import paper

    lines = [
        "| page | faults, light | faults, dark | kB, all loaded | requests elsewhere | explorers ready, ms |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        html, seconds, ran, chapters = built(Path(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(html)))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=paper.browser(), args=paper.sandbox())
        for path in sorted(html.rglob("*.html")):
            name = path.relative_to(html).as_posix()
            light, dark, size, others, ready = measured(
                browser, f"http://127.0.0.1:{server.server_port}", name
            )
            shown = "" if ready is None else f"{ready:.0f}"
            lines.append(f"| {name} | {light} | {dark} | {size / 1000:,.0f} | {others} | {shown} |")
        browser.close()
        server.shutdown()
        total = sum(path.stat().st_size for path in html.rglob("*") if path.is_file())
        begin = time.perf_counter()
        pages = paper.write_pdf(html, html / paper.PDF_NAME)
        printing = time.perf_counter() - begin
        pdf = (html / paper.PDF_NAME).stat().st_size
    return "\n".join(
        [
            *lines,
            "",
            f"The build took {seconds:.0f} s, of which its {chapters} chapters ran {ran:.0f} s. "
            f"The pages are {total / 1e6:.1f} MB. The PDF has {pages} pages and {pdf / 1e6:.1f} MB, "
            f"printed in {printing:.0f} s.",
        ]
    )
