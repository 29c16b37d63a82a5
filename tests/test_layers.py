"""Each room of the package knows only the rooms below it, and the top of the package stays light."""

import ast
import json
import subprocess
import sys

import pytest

import acohandbook
from surroundings import ROOT

PACKAGE = ROOT / "acohandbook"
# From the top of the house to its ground. Rooms on one line stand side by side and do not know each other.
FLOORS = [
    ("cli",),
    ("runs",),
    ("report",),
    ("simulation",),
    ("steps", "published"),
    ("site",),
    ("workings",),
    ("resources", "whole"),
    ("rules",),
]
FLOOR = {room: len(FLOORS) - level for level, rooms in enumerate(FLOORS) for room in rooms}
# The doors of the house: they lead to every room, by name, when they are first used.
DOORS = {"__init__", "__main__"}
HEAVY = {"numpy", "pandas", "pydantic", "pandera", "papermill", "nbformat", "nbclient", "IPython"}


def imported(source, room):
    """Full names of all that a module of a room imports, at its top or within a function."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            if node.level:
                module = ".".join(part for part in ("acohandbook", room, module) if part)
            names += [f"{module}.{alias.name}" for alias in node.names]
    return names


def upward(source, room):
    """The imports of a module that lead to a room which its own must not know."""
    if room == "rules":
        return [name for name in imported(source, room) if not name.startswith("acohandbook.rules")]
    wrong = []
    for name in imported(source, room):
        package, _, rest = name.partition(".")
        other = rest.partition(".")[0]
        if package == "acohandbook" and other in FLOOR and other != room and FLOOR[other] >= FLOOR[room]:
            wrong.append(name)
    return wrong


def modules():
    """Every module of the package with the name of its room."""
    for path in sorted(PACKAGE.rglob("*.py")):
        inside = path.relative_to(PACKAGE)
        yield inside.parts[0].removesuffix(".py"), path


def test_every_room_has_its_floor():
    assert {room for room, _ in modules()} - DOORS <= set(FLOOR)


def test_rooms_know_only_those_below():
    wrong = [
        f"{path.relative_to(ROOT)} imports {name}"
        for room, path in modules()
        if room not in DOORS
        for name in upward(path.read_text(encoding="utf-8"), room)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("site", "from acohandbook import steps"),
        ("steps", "import acohandbook.published.reading"),
        ("published", "def read():\n    from acohandbook.steps import baseline"),
        ("report", "from acohandbook.runs.batch import run_batch"),
        ("rules", "import numpy"),
        ("rules", "from acohandbook.workings import Table"),
        ("rules", "from __future__ import annotations"),
    ],
)
def test_a_step_upward_is_seen(room, source):
    assert len(upward(source, room)) == 1


@pytest.mark.parametrize(
    ("room", "source"),
    [
        ("cli", "from acohandbook.runs.batch import run_batch"),
        ("steps", "from acohandbook.site import Site"),
        ("rules", "from .dialect import where"),
        ("site", "import pandas"),
    ],
)
def test_a_step_downward_is_let_through(room, source):
    assert upward(source, room) == []


def test_package_opens_without_heavy_libraries():
    code = "import sys, json, acohandbook, acohandbook.cli; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert HEAVY & set(json.loads(done.stdout)) == set()


def test_public_names_can_be_had():
    assert [name for name in dir(acohandbook) if not hasattr(acohandbook, name)] == []


def test_unknown_name_is_refused_as_for_any_module():
    with pytest.raises(AttributeError, match="module 'acohandbook' has no attribute 'opne_site'"):
        acohandbook.opne_site  # noqa: B018


def test_chapters_use_public_names_only():
    wrong = []
    for path in sorted((ROOT / "chapters").glob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
        for name in (name for source in code for name in imported(source, "chapters")):
            package, _, rest = name.partition(".")
            if package == "acohandbook" and rest and rest not in acohandbook._PUBLIC:
                wrong.append(f"{path.name} imports {name}")
    assert wrong == []
