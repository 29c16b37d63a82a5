"""A site full of script, markup, formulas and paths: nothing runs, nothing escapes, no page breaks."""

import csv
import re
import zipfile
from html.parser import HTMLParser

import pytest
from hostile import TEXTS, hostile_settings, hostile_tables

from acohandbook.cli import main
from acohandbook.runs.outputs import hashes
from acohandbook.site import Site, check_site, load_site, write_site
from tiny import tiny_settings, tiny_tables
from tiny_folder import TinyFolder

FIGURE = "settlement.statement.net_gbp[party_id=A1,financial_year=2017/18]"


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Everything that commands write of the hostile site."""
    folder = tmp_path_factory.mktemp("hostile")
    site = str(
        write_site(Site.from_tables("hostile", hostile_settings(), hostile_tables()), folder / "hostile")
    )
    runs = folder / "runs"
    assert main(["run", site, "-o", str(runs), "--chapters", "1,2,4,7,9", "--workers", "1"]) == 0
    assert main(["workbook", site, "-o", str(runs / "whole.xlsx")]) == 0
    assert main(["explain", site, FIGURE, "--html", str(runs / "why.html")]) == 0
    assert main(["compare", str(runs), str(runs), "-o", str(runs / "compared")]) == 0
    return runs


class Page(HTMLParser):
    """What of a page could run or fetch something."""

    def __init__(self, text):
        super().__init__()
        self.active = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "base"):
            self.active.append(tag)
        for name, value in attributes:
            address = re.sub(r"\s", "", value or "").lower()
            fetched = name in ("src", "srcset", "data") and not address.startswith("data:image/")
            if name.startswith("on") or address.startswith(("javascript:", "vbscript:")) or fetched:
                self.active.append((tag, name, value))


def test_no_page_holds_anything_that_runs_or_fetches(outputs):
    pages = sorted(outputs.rglob("*.html"))
    assert len(pages) >= 8
    for page in pages:
        assert Page(page.read_text(encoding="utf-8")).active == [], page.name


@pytest.mark.browser
def test_nothing_runs_in_a_browser_and_pages_fit_a_phone(outputs, chromium):
    for path in sorted(outputs.rglob("*.html")):
        context = chromium.new_context(viewport={"width": 360, "height": 800})
        page, happened = context.new_page(), []
        page.on("dialog", lambda dialog: (happened.append("dialog"), dialog.dismiss()))  # noqa: B023
        page.on("pageerror", lambda error: happened.append(str(error)))  # noqa: B023
        page.route(
            lambda url: not url.startswith(("file:", "data:")),
            lambda route: (happened.append(route.request.url), route.abort()),  # noqa: B023
        )
        page.goto(path.as_uri(), wait_until="load")
        assert page.evaluate("window.pwned") is None, path.name
        assert happened == [], path.name
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path.name
        context.close()


def test_no_cell_of_a_table_is_a_formula(outputs):
    number = re.compile(r"-?\d+(\.\d+)?(e-?\d+)?")
    tables = [path for path in outputs.rglob("*.csv") if ".inputs" not in path.parts]
    assert len(tables) > 40
    for path in tables:
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r")) or number.fullmatch(cell), (
                        path
                    )


def test_no_text_of_a_workbook_is_a_formula_or_a_link(outputs):
    for path in (outputs / "whole.xlsx", outputs / "summary.xlsx"):
        with zipfile.ZipFile(path) as book:
            for part in book.namelist():
                text = book.read(part).decode()
                formulas = re.findall(r"<f[ >](.*?)</f>", text)
                assert not any(
                    word in one for one in formulas for word in ('HYPERLINK("http', "cmd|", "@SUM")
                )
                assert not (part.endswith(".rels") and "hostile.example" in text), (
                    "a link out of the workbook"
                )


def test_nothing_is_written_outside_its_folder(outputs):
    assert {path.name for path in outputs.parent.iterdir()} == {"hostile", "runs"}
    assert {path.name for path in (outputs / "hostile").iterdir() if path.is_dir()} == {
        "chapters", "tables", ".records", ".inputs"
    }  # fmt: skip


def test_what_is_written_is_read_back_as_it_was(tmp_path):
    site = Site.from_tables("hostile", hostile_settings(), hostile_tables())
    again = load_site(write_site(site, tmp_path / "hostile"))
    for name, frame in site.frames.items():
        assert again.frames[name].equals(frame), name
    assert again.settings == site.settings


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200b", "\x07", "\x1b", "\ufeff", "\ue000", "\u0085"])
def test_invisible_and_bidirectional_characters_are_refused_by_name(tmp_path, mark):
    folder = TinyFolder(tmp_path / "tiny")
    folder.cell("parties", 2, "party_name", f"Trust{mark}gro.lanigiro")
    (fault,) = check_site(folder.path)
    assert (fault.file, fault.row, fault.column) == ("parties.csv", 2, "party_name")
    assert f"U+{ord(mark):04X}" in fault.rule


def test_text_without_end_is_refused(tmp_path):
    folder = TinyFolder(tmp_path / "tiny")
    folder.cell("sources", 2, "title", "x" * 100_000)
    (fault,) = check_site(folder.path)
    assert (fault.file, fault.column) == ("sources.csv", "title") and "longer than 10,000" in fault.rule


@pytest.mark.parametrize(
    "key", ["..", "../up", "a/b", "A", "ä", "x\n", ".hidden", "-x", "con.csv", "a b", ""]
)
def test_a_key_is_never_a_path(key):
    faults = []
    try:
        Site.from_tables(key, tiny_settings(), tiny_tables())
    except Exception as error:
        faults = [fault.rule for fault in error.faults]
    assert faults == ["The name of a site's folder is its key: small letters a-z, figures and hyphens."]


def test_links_that_lead_out_of_a_site_are_refused_and_never_copied(tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("not for you")
    folder = TinyFolder(tmp_path / "tiny")
    (folder.path / "note-1.csv").symlink_to(secret)
    assert "note-1.csv" not in hashes(folder.path) and check_site(folder.path) == []
    folder.file("positions").unlink(missing_ok=True)
    folder.file("positions").symlink_to(secret)
    assert "outside the site's folder" in check_site(folder.path)[0].rule


def test_a_workbook_that_names_paths_outside_writes_nothing_there(tmp_path):
    from acohandbook.site.workbooks import inspect_workbook

    path = tmp_path / "slip.xlsx"
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("../../escaped.txt", "x")
        book.writestr("xl/workbook.xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>")
    assert inspect_workbook(path, "slip").site is None
    assert [one.name for one in tmp_path.iterdir()] == ["slip.xlsx"]


@pytest.mark.parametrize("name", [text for text in TEXTS if "{" in text or "__" in text])
def test_braces_in_the_name_of_a_place_are_only_text(tmp_path, name):
    site = Site.from_tables("one", tiny_settings(name=name), tiny_tables())
    assert load_site(write_site(site, tmp_path / "one")).settings.name == name
