"""``site.toml``: its text becomes settings, or faults with the line and the nearest known key."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pydantic import BaseModel, ValidationError

from acohandbook.site.faults import Fault, shown
from acohandbook.site.names import did_you_mean
from acohandbook.site.settings import Settings
from acohandbook.site.terms import TermsError, load_terms

FILE = "site.toml"
# Each dot of a key costs the reader of TOML as much time as all dots before it.
_ENDLESS_KEY = re.compile(r"(?<![\w-])(?:[\w-]+\s*\.\s*){40}")


def parse_toml(text: str) -> tuple[dict | None, list[Fault]]:
    """The content of ``site.toml``, or the one fault that keeps it from being read."""
    if endless := _ENDLESS_KEY.search(text):
        row = text.count("\n", 0, endless.start()) + 1
        rule = "This key has more parts than any setting."
        return None, [Fault(FILE, row, "", shown(endless[0]), rule, "Write one key = value a line.")]
    try:
        return tomllib.loads(text), []
    except tomllib.TOMLDecodeError as error:
        message, _, place = str(error).partition(" (at ")
        line = re.match(r"line (\d+)", place)
        row = int(line[1]) if line else text.count("\n") + 1
    except RecursionError:
        message, row = "Brackets are nested too deeply", None
    except ValueError as error:  # a date such as 2019-02-30
        message, row = str(error), None
    remedy = "Write one key = value a line, text in quotes, and each [section] once."
    return None, [Fault(FILE, row, "", "", f"This is not TOML: {message}.", remedy)]


def read_settings(given: Mapping) -> tuple[Settings | None, list[Fault]]:
    """Settings from the content of ``site.toml``, its preset terms filled in, or every fault in it."""
    try:
        given, faults = _with_preset(given)
        settings = Settings.model_validate(given)
    except ValidationError as error:
        return None, faults + [_fault(detail, given) for detail in error.errors()]
    except RecursionError:
        return None, [Fault(FILE, None, "", "", "Settings are nested too deeply.", "Keep to the known keys.")]
    return (None if faults else settings), faults


def _with_preset(given: Mapping) -> tuple[Mapping, list[Fault]]:
    terms = given.get("terms")
    if not isinstance(terms, Mapping) or not isinstance(terms.get("preset"), str):
        return given, []
    try:
        preset = load_terms(terms["preset"]).site_settings()
    except (TermsError, FileNotFoundError) as error:
        remedy = "Leave the key out, or name one of `acohandbook terms`."
        return given, [Fault(FILE, None, "terms.preset", terms["preset"], str(error), remedy)]
    return {**given, "terms": {**preset, **terms}}, []


def _fault(detail: Mapping, given: Mapping) -> Fault:
    path = [step for step in detail["loc"] if step != "[key]"]
    dotted = _dotted(path)
    value = "" if detail["type"] in ("missing", "extra_forbidden") else shown(_at(given, path))
    rule, remedy = _explained(detail, path, given)
    return Fault(FILE, None, dotted, value, rule, remedy)


def _explained(detail: Mapping, path: list, given: Mapping) -> tuple[str, str]:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail.get("input")
    declared = _declared(path)
    if kind == "extra_forbidden":
        present = set(_at(given, path[:-1]))
        known = [key for key in _keys_at(path[:-1]) if key not in present]
        return (
            "There is no such key here.",
            f"{did_you_mean(str(path[-1]), known)} Rename or delete it.".strip(),
        )
    if kind == "missing":
        return "This key is missing.", f"Add it: {declared}"
    if kind == "literal_error":
        words = context["expected"].replace("'", "").replace(" or ", ", ")
        hint = did_you_mean(str(value), words.split(", "))
        return "This is none of the words that the key takes.", f"{hint} Write one of: {words}.".strip()
    if kind in ("greater_than_equal", "less_than_equal"):
        limit = context.get("ge", context.get("le"))
        bound = "at least" if "ge" in context else "at most"
        rule = f"The value must be {bound} {limit:g}."
        if str(path[-1]).endswith("_rate") and 0 < abs(limit) < abs(value) <= 100:
            return rule, f"If {value:g}% is meant, write {float(Decimal(repr(value)) / 100)!r}."
        return rule, f"Check it: {declared}"
    if kind in ("float_type", "int_type", "int_from_float"):
        whole = "a whole number" if kind.startswith("int") else "a number"
        return f"The value must be {whole}, without quotes.", f"Check it: {declared}"
    if kind == "bool_type":
        return "The value must be true or false, without quotes.", f"Check it: {declared}"
    if kind == "string_type":
        return "The value must be text in quotes.", f"Check it: {declared}"
    if kind == "finite_number":
        return "The value must be a finite number.", f"Check it: {declared}"
    if kind in ("model_type", "dict_type"):
        return (
            "This is a section, not a value.",
            f"Write [{_dotted(path)}] on a line of its own, its keys below.",
        )
    if kind == "list_type":
        return "This is a list.", f"Write [[{_dotted(path)}]] before each entry, or put it in [ ]."
    if kind == "string_pattern_mismatch":
        return "The value is not written as it should be.", f"Check it: {declared}"
    said = str(context.get("error", detail["msg"]))
    return said if said.endswith("?") else f"{said.rstrip('.')}.", f"Check it: {declared}"


def with_lines(faults: list[Fault], text: str) -> list[Fault]:
    """The same faults, those of ``site.toml`` with their lines."""
    lines = text.splitlines()
    outline = _outline(lines)
    return [
        replace(fault, row=_line_of(_path(fault.column), lines, outline))
        if fault.file == FILE and fault.row is None and fault.column
        else fault
        for fault in faults
    ]


@dataclass
class _Line:
    """A line without its comment; of a heading also its names and, of one entry of a list, which it is."""

    bare: str
    heads: list[str] | None = None
    entry: int | None = None


def _outline(lines: list[str]) -> list[_Line]:
    outline, entries = [], Counter()
    for line in lines:
        told = _Line(line.split("#", 1)[0].strip())
        if header := re.fullmatch(r"\[\[?\s*([^\]]+?)\s*\]\]?", told.bare):
            told.heads = [part.strip().strip('"') for part in header[1].split(".")]
            if told.bare.startswith("[["):
                told.entry = entries[tuple(told.heads)]
                entries[tuple(told.heads)] += 1
        outline.append(told)
    return outline


def _path(dotted: str) -> list:
    steps = re.findall(r"([^.\[\]]+)|\[(\d+)\]", dotted)
    return [name if name else int(number) - 1 for name, number in steps]


def _line_of(path: list, lines: list[str], outline: list[_Line]) -> int | None:
    """The line of a key, found by its section; for a key that is missing, the line of the section."""
    names = [str(step) for step in path if not isinstance(step, int)]
    count = next((step for step in path if isinstance(step, int)), 0)
    for depth in range(len(names), 0, -1):
        section, key = names[: depth - 1], names[depth - 1]
        written = re.compile(rf'"?{re.escape(key)}"?\s*[=.]')
        inside = not section
        for number, line in enumerate(outline, 1):
            if line.heads:
                if line.heads == names[:depth] and line.entry in (None, count):
                    return number
                inside = line.heads == section and line.entry in (None, count)
            elif inside and written.match(line.bare):
                listed = depth < len(path) and path[depth] == count
                return _line_of_entry(lines, number, count) if listed else number
    return None


def _line_of_entry(lines: list[str], number: int, count: int) -> int:
    """The line on which the entry stands, counted from 0, of a list that opens on a line."""
    depth, seen, awaited = 0, -1, False
    for row in range(number, len(lines) + 1):
        line = lines[row - 1].partition("=")[2] if row == number else lines[row - 1]
        for mark in re.findall(r"""#|"(?:\\.|[^"])*"|'[^']*'|[^\s"'#]""", line):
            if mark == "#":
                break
            if awaited and mark != "]":
                seen, awaited = seen + 1, False
                if seen == count:
                    return row
            depth += (mark in "[{") - (mark in "]}")
            awaited = awaited or (depth == 1 and mark in "[,")
            if depth == 0:
                return number
    return number


def _dotted(path: list) -> str:
    text = ""
    for step in path:
        text += f"[{step + 1}]" if isinstance(step, int) else (f".{step}" if text else str(step))
    return text


def _at(given, path: list):
    for step in path:
        try:
            given = given[step]
        except (KeyError, IndexError, TypeError):
            return None
    return given


def _model_at(path: list) -> type[BaseModel] | None:
    model: type[BaseModel] | None = Settings
    for step in path:
        if isinstance(step, int):
            continue
        if model is None or step not in model.model_fields:
            return None
        kind = model.model_fields[step].annotation
        kind = next((part for part in getattr(kind, "__args__", ()) if isinstance(part, type)), kind)
        model = kind if isinstance(kind, type) and issubclass(kind, BaseModel) else None
    return model


def _keys_at(path: list) -> list[str]:
    model = _model_at(path)
    return list(model.model_fields) if model else []


def _declared(path: list) -> str:
    names = [step for step in path if not isinstance(step, int)]
    model = _model_at(names[:-1]) if names else None
    if model is None or names[-1] not in model.model_fields:
        return "it must fit its description in the parameter reference."
    text = model.model_fields[names[-1]].description
    return text[:1].lower() + text[1:]
