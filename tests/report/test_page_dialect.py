"""The files that the published page runs keep to what MicroPython offers and reads in the same way."""

import ast

import pytest

from surroundings import ROOT

FOLDER = ROOT / "acohandbook" / "report" / "page"
FILES = sorted(FOLDER.glob("*.py"))
ROOMS = ("acohandbook.rules", "acohandbook.report.page")
FOUND_THERE = {"math", "json"}


def faults(tree):
    """What MicroPython lacks or reads differently, and imports that the page does not mount."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (f"imports {one.name}" for one in names if one.name not in FOUND_THERE)
            case ast.ImportFrom(module=module) if not (module or "").startswith(ROOMS):
                yield f"imports from {module}"
            case ast.FunctionDef(args=arguments, returns=returns, decorator_list=decorators):
                named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
                if returns or decorators or arguments.posonlyargs or any(one.annotation for one in named):
                    yield f"{node.name}: annotations, decorators or positional-only arguments"
            case ast.AnnAssign() | ast.Match() | ast.AsyncFunctionDef() | ast.Try():
                yield f"{type(node).__name__} on line {node.lineno}"
            case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.Set(elts=parts):
                if isinstance(node.ctx, ast.Load) and any(isinstance(part, ast.Starred) for part in parts):
                    yield f"unpacking in a literal on line {node.lineno}"
            case ast.Dict(keys=keys) if None in keys:
                yield f"unpacking in a dictionary on line {node.lineno}"
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=spec), *_])):
                # Pixels may be written so; figures go through the one way of writing them.
                if spec not in (".1f", "02X"):
                    yield f"format {spec!r} on line {node.lineno}"
            case ast.Call(func=ast.Name(id="zip"), keywords=[_, *_]):
                yield f"zip() with keywords on line {node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_keeps_to_the_dialect(path):
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "source",
    [
        "import pandas",
        "from acohandbook.steps import run_steps",
        "from dataclasses import dataclass",
        "def f(a: int): return a",
        "x = [*a, b]",
        "x = {**a}",
        "x = f'{a:,.2f}'",
        "x = zip(a, b, strict=True)",
    ],
)
def test_a_fault_is_seen(source):
    assert len(list(faults(ast.parse(source)))) == 1
