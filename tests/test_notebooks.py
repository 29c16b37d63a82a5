"""The chapters as committed: parameters, outputs, and nothing that differs from machine to machine."""

import json
import re

import pytest

from surroundings import ROOT

CHAPTERS = sorted((ROOT / "chapters").glob("*.ipynb"))
PROGRESS_BAR = re.compile(r"\d+%\|")
ADDRESS = re.compile(r"<\w[\w.]* (?:object )?at 0x[0-9a-f]+>")


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    """One committed notebook."""
    return json.loads(request.param.read_text(encoding="utf-8"))


def code_cells(notebook):
    """The cells that a kernel runs: those with code in them."""
    return [
        cell for cell in notebook["cells"] if cell["cell_type"] == "code" and "".join(cell["source"]).strip()
    ]


def test_one_cell_holds_the_parameters(chapter):
    tagged = [cell for cell in chapter["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    assert tagged[0]["cell_type"] == "code"


def test_outputs_are_committed(chapter):
    assert all(cell["execution_count"] for cell in code_cells(chapter)), "run: make chapters"
    assert any(cell["outputs"] for cell in code_cells(chapter))


def test_no_output_is_an_error_or_a_warning(chapter):
    outputs = [output for cell in code_cells(chapter) for output in cell["outputs"]]
    assert [output for output in outputs if output["output_type"] == "error"] == []
    assert [output for output in outputs if output.get("name") == "stderr"] == []


def test_no_output_changes_from_run_to_run(chapter):
    text = json.dumps([cell["outputs"] for cell in code_cells(chapter)])
    assert PROGRESS_BAR.search(text) is None
    assert ADDRESS.search(text) is None


def test_metadata_say_nothing_of_one_machine(chapter):
    assert chapter["metadata"]["kernelspec"]["name"] == "python3"
    assert chapter["metadata"]["language_info"] == {"name": "python"}, "run: make chapters"
    assert [cell for cell in chapter["cells"] if "execution" in cell["metadata"]] == []
    identities = [cell["id"] for cell in chapter["cells"]]
    assert len(set(identities)) == len(identities)


def test_page_has_one_title_and_it_comes_first(chapter):
    first = chapter["cells"][0]
    headings = [
        line
        for cell in chapter["cells"]
        if cell["cell_type"] == "markdown"
        for line in "".join(cell["source"]).splitlines()
        if line.startswith("# ")
    ]
    assert first["cell_type"] == "markdown"
    assert len(headings) == 1
    assert "".join(first["source"]).startswith("# ")


def test_commands_named_in_a_chapter_exist(chapter):
    from acohandbook.cli import main

    words = "\n".join("".join(cell["source"]) for cell in chapter["cells"] if cell["cell_type"] == "markdown")
    for name in set(re.findall(r"(?:^|`)acohandbook ([a-z]+)", words, flags=re.M)):
        with pytest.raises(SystemExit) as ended:
            main([name, "--help"])
        assert ended.value.code == 0, f"acohandbook {name} does not exist"
