"""Small notebooks as chapters, and small sites, for tests of batches."""

import json
import re
from pathlib import Path

import nbformat

from acohandbook.runs.chapters import Chapter
from acohandbook.site import Site, write_site
from tiny import tiny_settings, tiny_tables

_MODEL = re.compile("[0-9a-f]{32}")  # ids of widgets are drawn at random


def make_chapter(folder: Path, name: str, *cells: str) -> Chapter:
    """A chapter of code cells; the site is its one parameter."""
    written = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(f"# {name}"), nbformat.v4.new_code_cell('site = ""')]
        + [nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}},
    )
    written.cells[1].metadata["tags"] = ["parameters"]
    for place, cell in enumerate(written.cells):
        cell["id"] = f"cell-{place}"
    path = folder / f"{name}.ipynb"
    nbformat.write(written, path)
    return Chapter(int(name[:2]), name, path, {"site": ""})


def make_sites(folder: Path, *keys: str) -> list[Path]:
    """The tiny site under several names."""
    for key in keys:
        write_site(Site.from_tables(key, tiny_settings(name=f"Place {key}"), tiny_tables()), folder / key)
    return [folder / key for key in keys]


def plain(notebook) -> dict:
    """An executed notebook without its times, and without what no two processes share.

    Adjacent pieces of one stream are joined: how many pieces there are depends on the moment.
    """
    notebook = nbformat.from_dict(notebook)
    notebook.metadata.pop("papermill")
    for cell in notebook.cells:
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            cell.outputs = _joined(cell.outputs)
    widgets = notebook.metadata.pop("widgets", {})
    text = nbformat.writes(notebook)
    text = re.sub(r"ipykernel_\d+", "ipykernel_N", text)
    text = re.sub(r"0x[0-9a-f]{6,}", "0xN", text)
    for place, model in enumerate(dict.fromkeys(_MODEL.findall(text))):
        text = text.replace(model, f"model-{place}")
    states = (state["state"].values() for state in widgets.values())
    models = sorted(_MODEL.sub("model", json.dumps(model)) for part in states for model in part)
    return json.loads(text) | {"widgets": models}


def _joined(outputs):
    joined = []
    for output in outputs:
        last = joined[-1] if joined else {}
        if output.output_type == "stream" and last.get("name") == output.name:
            last["text"] += output.text
        else:
            joined.append(output)
    return joined
