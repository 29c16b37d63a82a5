"""Reference pages that come from the data and the package: words, terms, assumptions, names and versions."""

from __future__ import annotations

import inspect
import json
import platform
import re
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import acohandbook
from acohandbook import resources
from acohandbook.report.prose import plain
from acohandbook.site import national
from acohandbook.site.settings import Settings
from acohandbook.site.terms import list_terms, load_terms
from acohandbook.site.terms_words import terms_text
from acohandbook.steps.assurance.questions import NEVER, QUESTIONS
from acohandbook.steps.common import records

_LIBRARIES = ("jupyter-book", "Sphinx", "myst-nb", "numpy", "pandas", "pydantic", "pandera", "openpyxl")


def glossary_markdown() -> str:
    """The page of words: each with its meaning, its source, and its nearest name today."""
    today = {row["term_2017"].lower(): row["term_2026"] for row in national.crosswalk()}
    sources = {row["source_id"]: row for row in national.sources()}
    lines = [
        "# Glossary",
        "",
        "Terms are those of 2017; where there is one, the nearest term of 2026 follows.",
        "",
    ]
    lines += ["```{glossary}", ":sorted:", ""]
    for row in national.glossary():
        name = re.sub(r" \(.*\)$", "", row["term"])
        now = today.get(row["term"].lower()) or today.get(name.lower())
        meaning = f"{plain(row['meaning'])}." + (f" In 2026: {plain(now)}." if now else "")
        source = sources[row["source_id"]]
        own = row["source_id"] == "handbook_reconstruction"
        cited = "" if own else f" Source: {plain(source['publisher'])}, *{plain(source['title'])}*."
        lines += [row["term"], f"    {meaning}{cited}", ""]
    return "\n".join([*lines, "```"]) + "\n"


def contract_terms_markdown() -> str:
    """The page of contract terms, each in the words of ``acohandbook terms``."""
    parts = [
        "# Contract terms",
        "Schemes that share gains and losses or pay for quality, here and elsewhere, in one form. "
        "`acohandbook terms` lists them and `acohandbook terms NAME` explains one. Published schemes are "
        "settings of the same arithmetic as a local agreement; a figure that is not verified says so.",
    ]
    names = sorted(list_terms(), key=lambda name: (load_terms(name).family, name))
    family = None
    for name in names:
        if load_terms(name).family != family:
            family = load_terms(name).family
            parts.append(f"## {plain(family)}")
        title, *lines = terms_text(name).splitlines()
        body = [f"- {_linked(line[2:])}" if line.startswith("- ") else _linked(line) for line in lines]
        # A list needs an empty line before it.
        spaced = [f"\n{line}" if line.startswith("- ") and not before.startswith("- ") else line
                  for before, line in zip(["", *body], body, strict=False)]  # fmt: skip
        parts += [f"### {plain(title)}", f"`{name}`", "\n".join(spaced)]
    return "\n\n".join(parts) + "\n"


def _linked(text: str) -> str:
    """Text with addresses as links that show their host: whole ones are too wide for a phone."""
    parts = re.split(r"(https?://[^\s;,)]+)", text)
    return "".join(
        f"[{part.split('/')[2]}](<{part}>)" if place % 2 else plain(part) for place, part in enumerate(parts)
    )


def assumptions_markdown() -> str:
    """The page of what is not verified: national inputs, defaults, lines of tests, terms and sources."""
    doubtful = [
        (f"`{name}`", plain(title), "any year" if year == "any" else year, f"{value:g}", unit)
        for name, title, year, value, unit in records(
            national.national_table(),
            "parameter_id",
            "title",
            "financial_year",
            "value",
            "unit",
            illustrative=1.0,
        )
    ]
    tests = [
        (f"`{one.test_id}`", one.title, _line(one.amber_above), _line(one.red_above), one.unit)
        for one in QUESTIONS
    ]
    terms = [
        (f"`{name}`", plain(load_terms(name).title))
        for name in list_terms()
        if load_terms(name).is_illustrative
    ]
    sources = [
        (f"`{row['source_id']}`", plain(row["title"])) for row in national.sources() if row["status"] != "V"
    ]
    parts = [
        "# Assumptions",
        "What the handbook takes as given without a verified source. Each is an input that you can change; "
        "none is a fact. A site keeps its own in `assumptions.csv`, with quality, impact and owner's role.",
        "## National inputs that are illustrative",
        _table(("Parameter", "Title", "Year", "Value", "Unit"), doubtful),
        "## Defaults of a site that are illustrative",
        _table(("Setting", "Meaning"), list(_illustrative_settings(Settings, ""))),
        "## Lines of the assurance tests",
        "Above the first line a test is amber, above the second red. They are the handbook's own judgement; "
        "a site moves one with the assumption `<test>_amber_above` or `<test>_red_above`.",
        _table(("Test", "Title", "Amber above", "Red above", "Unit"), tests),
        "## Contract terms with figures that are not verified",
        _table(("Terms", "Title"), terms),
        "## Sources that were not read in full, or derived",
        _table(("Source", "Title"), sources),
    ]
    return "\n\n".join(parts) + "\n"


def _line(value: float) -> str:
    return "never" if value != value or value is NEVER else f"{value:g}"


def _illustrative_settings(model, path: str) -> Iterable[tuple[str, str]]:
    for name, field in model.model_fields.items():
        dotted = f"{path}{name}"
        inner = [one for one in (field.annotation, *getattr(field.annotation, "__args__", ()))
                 if hasattr(one, "model_fields")]  # fmt: skip
        if inner:
            yield from _illustrative_settings(inner[0], f"{dotted}.")
        elif "illustrative" in (field.description or "").lower():
            yield f"`{dotted}`", plain(field.description)


def api_markdown() -> str:
    """The page of public names: what chapters use, each with its call and what it says of itself."""
    parts = [
        "# Names of the package",
        "What a notebook may use after `import acohandbook as aco`. Everything else in the package may "
        "change without notice.",
    ]
    for name in sorted(acohandbook._PUBLIC, key=str.lower):
        public = getattr(acohandbook, name)
        said = inspect.getdoc(public) or ""
        first, _, rest = said.partition("\n\n")
        parts += [f"## {name}", f"```python\n{_call(name, public)}\n```", plain(first)]
        if rest:
            parts.append(f"```text\n{rest}\n```")
    return "\n\n".join(parts) + "\n"


def _call(name: str, public) -> str:
    call = re.sub(r"<[^>]*>", "...", str(inspect.signature(public)))
    return f"aco.{name}{call}".replace("'", "")


def status_markdown() -> str:
    """The page of versions: the package, what the pages were built with, and how each chapter ran."""
    rows = [("acohandbook", acohandbook.__version__), ("Python", platform.python_version())]
    rows += [(name, version(name)) for name in _LIBRARIES]
    chapters = [(str(int(path.name[:2])), _title(path)) for path in _chapters()]
    parts = [
        "# Status and versions",
        "These pages were computed when the book was built: every chapter was run from its first cell, and a "
        "build stops at the first cell that fails.",
        "## Versions",
        _table(("Name", "Version"), rows),
        "## Chapters",
        _table(("Chapter", "Question"), chapters),
        "## How each chapter ran",
        "```{nb-exec-table}\n```",
    ]
    return "\n\n".join(parts) + "\n"


def _chapters() -> list[Path]:
    return sorted(resources.folder("chapters").glob("[0-9][0-9]_*.ipynb"))


def _title(path: Path) -> str:
    first = json.loads(path.read_text(encoding="utf-8"))["cells"][0]
    return plain("".join(first["source"]).splitlines()[0].lstrip("# ").partition(" ")[2])


def _table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = list(header)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in lines)
