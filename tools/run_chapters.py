"""Run the chapters and write their outputs back in place, so that the only changes are changes of substance.

Cell ids, tags and texts stay. Times, versions and everything else that differs from machine to machine go.
"""

import argparse
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

CHAPTERS = Path(__file__).resolve().parent.parent / "chapters"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def tidy(notebook):
    """Drop from a notebook what says nothing to a reader."""
    notebook.metadata = nbformat.from_dict({**notebook.metadata, **METADATA})
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def run(path):
    """Run one chapter and write it back."""
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", record_timing=False, coalesce_streams=True
    ).execute(cwd=path.parent)
    nbformat.write(tidy(notebook), path)


def main():
    """Run the chapters that are named, or all of them; stop at the first that fails."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("chapters", nargs="*", type=Path, help="notebooks; all when none is named")
    for path in parser.parse_args().chapters or sorted(CHAPTERS.glob("*.ipynb")):
        print(path.name, flush=True)
        try:
            run(path)
        except CellExecutionError as error:
            sys.exit(f"{path.name} is unchanged, since a cell fails:\n{error}")


if __name__ == "__main__":
    main()
