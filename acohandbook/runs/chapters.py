"""Which chapters there are, and what parameters each declares."""

from __future__ import annotations

import ast
import difflib
import json
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from acohandbook import resources

# Chapters that are not about one site: the batch leaves them out.
OUTSIDE_THE_BATCH = (12, 13)


class ChapterError(ValueError):
    """A chapter or a parameter that does not exist was asked for; the message names the nearest one."""


@dataclass(frozen=True)
class Chapter:
    """One notebook of the handbook.

    Attributes
    ----------
    number : int
        As in the file's name: 4 for ``04_baseline.ipynb``.
    name : str
        The file's name without its ending.
    path : Path
        The notebook.
    parameters : dict
        Names and defaults of the cell tagged ``parameters``.
    """

    number: int
    name: str
    path: Path
    parameters: dict


def all_chapters(folder: Path | None = None) -> list[Chapter]:
    """Every chapter in the order of its number.

    Parameters
    ----------
    folder : Path, optional
        Where the notebooks lie; by default those that come with the package.
    """
    places = sorted((folder or resources.folder("chapters")).glob("[0-9][0-9]_*.ipynb"))
    return [Chapter(int(path.name[:2]), path.stem, path, _declared(path)) for path in places]


def chosen_chapters(numbers: Iterable[str] | None) -> list[Chapter]:
    """The chapters asked for by number; by default every chapter that runs for one site.

    Raises
    ------
    ChapterError
        When a number is no chapter.
    """
    chapters = all_chapters()
    if numbers is None:
        return [chapter for chapter in chapters if chapter.number not in OUTSIDE_THE_BATCH]
    by_number = {str(chapter.number): chapter for chapter in chapters}
    wanted = [number.strip().lstrip("0") for number in numbers]
    unknown = [number for number in wanted if number not in by_number]
    if unknown:
        raise ChapterError(f"There is no chapter {', '.join(unknown)}. Chapters are {', '.join(by_number)}.")
    return [by_number[number] for number in dict.fromkeys(wanted)]


def check_parameters(given: Mapping[str, object], chapters: Iterable[Chapter]) -> None:
    """Refuse a parameter that none of the chapters declares.

    papermill only warns of a misspelt name and runs on with the default: a false result with a straight face.

    Raises
    ------
    ChapterError
        Names every unknown parameter, the nearest known name and all that can be set.
    """
    known = sorted({name for chapter in chapters for name in chapter.parameters} - {"site"})
    can_be_set = f"Parameters are {', '.join(known)}." if known else "The chosen chapters have none to set."
    messages = []
    for name in given:
        if name in known:
            continue
        near = difflib.get_close_matches(name, known, n=1)
        hint = f" Did you mean {near[0]}?" if near else ""
        messages.append(f"No chapter has a parameter {name!r}.{hint} {can_be_set}")
    if messages:
        raise ChapterError("\n".join(messages))


def parameter_value(text: str) -> object:
    """The value in ``-p NAME=VALUE``: a number, true, false, a list, or else the text itself."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # 5x is text, not a number spoilt
            return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return text


def _declared(path: Path) -> dict:
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            body = ast.parse("".join(cell["source"])).body
            return {
                node.targets[0].id: ast.literal_eval(node.value)
                for node in body
                if isinstance(node, ast.Assign)
            }
    return {}
