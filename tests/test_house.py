"""House style, as far as a machine can hold it."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import acohandbook
from acohandbook import resources
from surroundings import ROOT

LONGEST = 400
# Files that may be longer, each with its reason.
LONG = {
    "references.bib": "a list of sources, one entry each",
    "requirements.txt": "a lock, written by make lock",
    "tests/browser/package-lock.json": "a lock, written by npm",
}
WRITTEN = {".bib", ".css", ".html", ".js", ".json", ".md", ".py", ".toml", ".txt", ".yml", ""}
# In two halves, so that this file does not contain what it looks for.
MACHINE_PATHS = re.compile(r"(?<![\w.~-])/(?:wo" r"rk|ro" r"ot|ho" r"me|Use" r"rs)/|[A-Z]:\\\\?Use" r"rs")
REGISTRIES = re.compile("|".join(re.escape(first + last) for first, last in (
    ("py", "pi.org"), ("pythonhos", "ted.org"), ("npm", "js.org"), ("npm", "js.com"), ("deb.deb", "ian.org"),
)))  # fmt: skip
AMERICAN = re.compile(
    r"\b(?:organization|utilization|analyz|behavior|favor(?!ite)|labor\b|enrollment|modeling|center)\w*"
)


def tracked():
    """Every text file under version control, with its text."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    for name in filter(None, listed.decode().split("\0")):
        path = ROOT / name
        if path.is_file() and b"\0" not in path.read_bytes()[:1024]:
            yield name, path.read_text(encoding="utf-8", errors="replace")


def prose():
    """Pages and the words of notebooks, without their code."""
    for name, text in tracked():
        if name.endswith(".md"):
            yield name, re.sub(r"```.*?```|`[^`]*`|https?://\S+", "", text, flags=re.S)
        elif name.endswith(".ipynb"):
            words = [
                "".join(cell["source"])
                for cell in json.loads(text)["cells"]
                if cell["cell_type"] == "markdown"
            ]
            yield name, re.sub(r"`[^`]*`|https?://\S+", "", "\n".join(words))


def lines_with(pattern):
    """Where a pattern stands in tracked files: name, line number and what was found."""
    return [
        f"{name}:{number}: {found[0]}"
        for name, text in tracked()
        for number, line in enumerate(text.splitlines(), start=1)
        if (found := pattern.search(line))
    ]


def test_no_path_of_one_machine():
    assert lines_with(MACHINE_PATHS) == []


def test_no_host_of_a_package_registry():
    assert lines_with(REGISTRIES) == []


def test_patterns_see_what_they_look_for():
    assert MACHINE_PATHS.search("read /" + "home/analyst/site.toml")
    assert MACHINE_PATHS.search("C:" + "\\Users\\analyst")
    assert not MACHINE_PATHS.search("https://example.org/home/analyst and ../work/x")
    assert REGISTRIES.search("https://files.pythonhos" + "ted.org/x")


def test_no_file_is_longer_than_a_reader_can_hold():
    long = {
        name: len(text.splitlines())
        for name, text in tracked()
        if Path(name).suffix in WRITTEN and len(text.splitlines()) > LONGEST
    }
    assert {name: lines for name, lines in long.items() if name not in LONG} == {}


def test_prose_is_spelt_in_british_english():
    found = [f"{name}: {word[0]}" for name, text in prose() for word in AMERICAN.finditer(text)]
    assert found == []


def test_line_ends_are_one_character():
    crlf = subprocess.run(
        ["git", "ls-files", "--eol"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [line for line in crlf.splitlines() if line.startswith(("i/crlf", "i/mixed"))] == []


def test_no_test_module_hides_another_of_the_same_name():
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in path.parts]
    assert sorted(names) == sorted(set(names))


def named_in_pages(pattern, *pages):
    """What a pattern finds in pages for readers."""
    texts = [(ROOT / page).read_text(encoding="utf-8") for page in pages]
    return {name for text in texts for name in re.findall(pattern, text)}


def test_make_targets_named_in_the_pages_exist():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M))
    named = named_in_pages(r"\bmake ([a-z]+)`", "README.md", "CONTRIBUTING.md")
    assert {"book", "test"} <= named <= targets


def test_commands_named_in_the_pages_exist():
    from acohandbook.cli import main

    named = named_in_pages(r"\bacohandbook ([a-z]+)\b", "README.md", "CONTRIBUTING.md", "index.md")
    assert {"new", "check", "run"} <= named
    for name in named:
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0, f"acohandbook {name} is named in a page and does not exist"


def requirements():
    """What pyproject.toml asks for, core and extras, without the package's own name."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    named = [Requirement(text) for texts in lists for text in texts]
    return [wanted for wanted in named if wanted.name != "acohandbook"]


def test_lock_holds_every_package_asked_for_by_hash_alone():
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = {}
    for entry in re.split(r"\n(?=[a-z])", lock):
        name, version = re.match(r"([a-z0-9._-]+)==(\S+)", entry).groups()
        assert "--hash=sha256:" in entry, f"{name} has no hash"
        locked.setdefault(name, []).append(Version(version))
    for wanted in requirements():
        versions = locked.get(wanted.name.lower().replace("_", "-"), [])
        assert versions, f"{wanted.name} is not in requirements.txt: run make lock"
        assert all(version in wanted.specifier for version in versions), f"{wanted}: run make lock"
    assert "://" not in lock


def test_version_is_a_calendar_version_and_in_the_changelog():
    assert re.fullmatch(r"20\d\d\.(?:[1-9]|1[0-2])\.\d+", acohandbook.__version__)
    assert f"## {acohandbook.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_folders_that_come_with_the_package_are_found():
    assert (resources.folder("data/national")).is_dir()
    with pytest.raises(ValueError, match="No folder 'data/nation' comes with acohandbook"):
        resources.folder("data/nation")
