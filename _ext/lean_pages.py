"""Give the pages one typeface of their own, and take out what the theme brings and no page uses.

The theme loads a font of icons, its script and the scripts of menus: two thirds of a page. Our templates do
without, so the files go, and with them the maps and translations that no reader fetches and the rules for
parts that no page has.

The typeface is Source Sans 3 (npm package ``@fontsource/source-sans-3``, SIL Open Font License). It is
written into its style sheet: a browser may refuse a page in a folder the file beside it. It comes in one file
for each weight, since Chromium draws a typeface of variable weight in a PDF letter by letter.
"""

import base64
import re
import shutil
from pathlib import Path

from sphinx.errors import ExtensionError

import acohandbook

PACKAGES = Path(acohandbook.__file__).resolve().parent.parent / "tests" / "browser" / "node_modules"
TYPEFACE = PACKAGES / "@fontsource" / "source-sans-3" / "files"
FACES = ((400, "normal"), (400, "italic"), (600, "normal"), (700, "normal"))
UNUSED = (
    "**/*.map",
    "locales",
    "images/logo_*",
    "scripts/bootstrap.js*",
    "scripts/fontawesome.js*",
    "vendor/fontawesome",
    "file.png",
    "minus.png",
    "plus.png",
    "*webpack-macros.html",
)
ICONS_BEGIN, ICONS_END = "/*!\n * Font Awesome", "html{--pst-header-height:"


def font_style():
    """The style sheet that holds the typeface in each weight."""
    faces = []
    for weight, style in FACES:
        path = TYPEFACE / f"source-sans-3-latin-{weight}-{style}.woff2"
        if not path.is_file():
            raise ExtensionError(
                "The typeface of the pages is not installed: run `make book`, which fetches it."
            )
        data = base64.b64encode(path.read_bytes()).decode()
        faces.append(
            f'@font-face{{font-family:"Source Sans 3";font-style:{style};font-weight:{weight};'
            f"font-display:swap;src:url(data:font/woff2;base64,{data}) format('woff2')}}\n"
        )
    return "/* Source Sans 3, copyright Adobe, SIL Open Font License 1.1 */\n" + "".join(faces)


def without_icons(style):
    """The theme's style sheet less its font of icons, which lies in one piece."""
    begin, end = style.find(ICONS_BEGIN), style.find(ICONS_END)
    if not 0 <= begin < end:
        raise ExtensionError(
            "This version of the theme keeps its icons in another place: see _ext/lean_pages.py."
        )
    return style[:begin] + style[end:]


def without_unused(style, words):
    """A style sheet less every rule that is only for classes which no page and no script knows."""

    def rule(found):
        choices = re.sub(r":not\([^)]*\)", "", found[1]).split(",")
        known = any(words.issuperset(re.findall(r"\.(-?[A-Za-z_][\w-]*)", one)) for one in choices)
        return found[0] if known or ":is(" in found[1] or ":where(" in found[1] else ""

    return re.sub(r"([^{}@;/]+)\{[^{}]*\}", rule, style)


def slim(app, exception):
    """Write the typeface and take out what is unused, once all pages are written."""
    if exception is not None or app.builder.format != "html":
        return
    static = Path(app.outdir, "_static")
    (static / "typeface.css").write_text(font_style(), encoding="utf-8", newline="\n")
    for pattern in UNUSED:
        for path in sorted(static.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
    words = set()
    for path in (*Path(app.outdir).rglob("*.html"), *static.rglob("*.js")):
        words.update(re.findall(r"[\w-]+", path.read_text(encoding="utf-8")))
    theme = static / "styles" / "pydata-sphinx-theme.css"
    styles = {theme: without_icons(theme.read_text(encoding="utf-8"))}
    for path in (static / "styles" / "sphinx-book-theme.css", *static.glob("mystnb.*.css")):
        styles[path] = path.read_text(encoding="utf-8")
    for path, style in styles.items():
        path.write_text(without_unused(style, words), encoding="utf-8", newline="\n")


def setup(app):
    """Link the typeface from every page, and slim what was written at the end."""
    app.add_css_file("typeface.css", priority=300)
    app.connect("build-finished", slim)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
