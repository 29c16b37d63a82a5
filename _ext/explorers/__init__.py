"""Put explorers to work on the pages that have one, and leave every other page as it is.

Such a page loads one classic script, which works from a folder as it does from a server: MicroPython (npm
package ``@micropython/micropython-webassembly-pyscript``, MIT licence, fetched by ``make`` and never kept in
the repository), and the very files of the package that answer, each with its SHA-256.
"""

import ast
import base64
import hashlib
import json
from pathlib import Path

from sphinx.errors import ExtensionError

import acohandbook

PACKAGE = Path(acohandbook.__file__).resolve().parent
RUNTIME = PACKAGE.parent / "tests/browser/node_modules/@micropython/micropython-webassembly-pyscript"
HERE = Path(__file__).resolve().parent
SIGN = 'class="aco-explorer"'

# What makes a module of MicroPython a part of a classic script; each must be found once or more.
CHANGES = {
    "export default _createMicroPythonModule;export async function": "async function",
    "import.meta.url": "document.baseURI",
    "let Module={locateFile:": "let Module={wasmBinary:options.wasmBinary,locateFile:",
}


def page_files():
    """The files that the page mounts: those of ``report/page`` and every rule that they lead to."""
    found, waiting = {}, sorted((PACKAGE / "report" / "page").glob("*.py"))
    while waiting:
        path = waiting.pop()
        name = path.relative_to(PACKAGE.parent).as_posix()
        if name in found:
            continue
        found[name] = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(found[name])):
            if isinstance(node, ast.ImportFrom):
                folder = (
                    PACKAGE.parent / (node.module or "").replace(".", "/") if not node.level else path.parent
                )
                names = [alias.name for alias in node.names] if not node.level or not node.module else []
                reached = [folder.with_suffix(".py"), folder / "__init__.py"]
                reached += [folder / f"{one}.py" for one in names]
                reached += [path.parent / f"{node.module}.py"] if node.level else []
                waiting += [one for one in reached if one.is_file()]
    return dict(sorted(found.items()))


def script():
    """The whole script: MicroPython, the files and what connects them to the controls."""
    glue, wasm = RUNTIME / "micropython.mjs", RUNTIME / "micropython.wasm"
    if not (glue.is_file() and wasm.is_file()):
        raise ExtensionError(
            "MicroPython for the explorers is not installed: run `make book`, which fetches it."
        )
    text = glue.read_text(encoding="utf-8")
    for old, new in CHANGES.items():
        if old not in text:
            raise ExtensionError(f"This version of MicroPython is built in another way: it lacks {old!r}.")
        text = text.replace(old, new)
    version = json.loads((RUNTIME / "package.json").read_text(encoding="utf-8"))["version"]
    files = {
        name: {"sha256": hashlib.sha256(source.encode()).hexdigest(), "source": source}
        for name, source in page_files().items()
    }
    binary = base64.b64encode(wasm.read_bytes()).decode()
    return (
        f"// MicroPython {version}, MIT licence, copyright 2013-2025 Damien P. George and others; "
        f"and files of acohandbook {acohandbook.__version__}, MIT licence.\n"
        f'"use strict";\n(async () => {{\nconst wasm = "{binary}";\nconst files = {json.dumps(files)};\n'
        f"{text}\n{(HERE / 'page.js').read_text(encoding='utf-8')}\n}})();\n"
    )


def add_to_page(app, pagename, templatename, context, doctree):
    """Load script and style on a page with an explorer: early, and beside whatever else the page loads."""
    if SIGN in context.get("body", ""):
        app.env.has_explorers = True
        path = context["pathto"]
        context["metatags"] = context.get("metatags", "") + (
            f'<script async src="{path("explorers/explorers.js", 1)}"></script>\n'
            f'<link rel="stylesheet" href="{path("explorers/explorers.css", 1)}">\n'
        )


def write_files(app, exception):
    """Write script and style once, if any page loads them."""
    if exception is None and app.builder.format == "html" and getattr(app.env, "has_explorers", False):
        folder = Path(app.outdir, "explorers")
        folder.mkdir(exist_ok=True)
        (folder / "explorers.js").write_text(script(), encoding="utf-8", newline="\n")
        style = (HERE / "page.css").read_text(encoding="utf-8")
        (folder / "explorers.css").write_text(style, encoding="utf-8", newline="\n")


def setup(app):
    """Look at every page when it is written."""
    app.connect("html-page-context", add_to_page)
    app.connect("build-finished", write_files)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
