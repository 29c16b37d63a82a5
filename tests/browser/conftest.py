"""Chromium, with every request to another host refused and noted."""

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest


@pytest.fixture
def open_file(chromium):
    """Open a page from a folder: ``open_file(path, scheme="dark", width=360)``.

    The page carries two lists that should stay empty: ``requests_elsewhere`` and ``script_errors``.
    """
    contexts = []

    def opened(path, *, scheme="light", width=1280):
        context = chromium.new_context(color_scheme=scheme, viewport={"width": width, "height": 900})
        contexts.append(context)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.requests_elsewhere, page.script_errors = [], []
        page.on("pageerror", lambda error: page.script_errors.append(str(error)))

        def note(route):
            page.requests_elsewhere.append(route.request.url)
            route.abort()

        page.route(lambda url: not url.startswith(("file:", "data:")), note)
        page.goto(path.as_uri(), wait_until="load")
        # The theme fades its colours in: a contrast measured half way would be false.
        page.evaluate("Promise.allSettled(document.getAnimations().map(animation => animation.finished))")
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.fixture
def open_page(open_file, book):
    """Open a page of the book: ``open_page("index", scheme="dark", width=360)``."""
    return lambda name, **how: open_file(book / f"{name}.html", **how)


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that says nothing."""

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture
def served(book):
    """The address at which a server of this machine offers the book."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(book)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
