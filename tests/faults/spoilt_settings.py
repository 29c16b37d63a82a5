"""``site.toml`` spoilt key by key: wrong kinds and sizes, keys misspelt, doubled, missing or unknown."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from spoiling import HONEST, REFUSED, UNCHANGED, Case, Workplace

from acohandbook.site.settings import Section, Settings

FILE = "site.toml"
_KEY_LINE = re.compile(r"(\w+) = (.+?)(\s+#.*)?")
_IN_BRACES = re.compile(r"(\w+) = (\"[^\"]*\"|[^,}\s]+)")

NO_NUMBERS = {
    "a word": '"many"', "a number in quotes": '"0.5"', "not a number": "nan", "infinity": "inf",
    "minus infinity": "-inf", "true": "true", "a list": "[0.1]", "a section": "{ a = 1 }",
    "a day": "2019-04-01", "far too small": "-1e15", "far too large": "1e15",
}  # fmt: skip
NO_TEXTS = {
    "a number": "5",
    "true": "true",
    "a list": '["a"]',
    "a section": '{ a = "b" }',
    "a day": "2019-04-01",
}
NO_FLAGS = {"a word": '"yes"', "a number": "1", "true in quotes": '"true"', "a list": "[true]"}
NO_YEARS = {
    "a calendar year": '"2019"', "a number": "2019", "a year with a hyphen": '"2019-20"',
    "a year in full on both sides": '"2019/2020"', "two years that do not follow": '"2019/21"',
    "a blank": '""',
}  # fmt: skip
NOT_TOML = {
    "no value": "", "a word without quotes": "perhaps", "a quote mark that is not closed": '"text',
    "two values": "1 2", "per cent": "5%", "a number with a comma": "1,5",
}  # fmt: skip


class Entry:
    """One key of a ``site.toml``: its dotted name as faults have it, its line and its value."""

    def __init__(self, dotted: str, line: int, start: int, end: int, text: str, annotation: Any, unit: str):
        self.dotted, self.line, self.start, self.end = dotted, line, start, end
        self.text, self.annotation, self.unit = text, annotation, unit

    @property
    def is_year(self) -> bool:
        """Whether it holds a financial year."""
        return self.dotted.endswith(("_year", "financial_year")) and not self.dotted.endswith("age_cost_year")


def entries(toml: str) -> list[Entry]:
    """The keys that stand on a line of their own or in braces, in order."""
    found, section, counts, listed = [], [], {}, ""
    for number, line in enumerate(toml.splitlines(), 1):
        bare = line.strip()
        if bare.startswith("[["):
            section = bare.strip("[]").split(".")
            counts[tuple(section)] = counts.get(tuple(section), 0) + 1
            section = [*section[:-1], f"{section[-1]}[{counts[tuple(section)]}]"]
        elif bare.startswith("["):
            section = bare.strip("[]").split(".")
        elif bare.startswith("{"):
            counts[listed] = counts.get(listed, 0) + 1
            for key in _IN_BRACES.finditer(line):
                found.append(_entry([*section, f"{listed}[{counts[listed]}]"], key, number))
        elif match := _KEY_LINE.fullmatch(line):
            if match[2] == "[":
                listed = match[1]
            else:
                found.append(_entry(section, match, number))
    return found


def _entry(section: list[str], key: re.Match, number: int) -> Entry:
    path = [*section, key[1]]
    model: Any = Settings
    annotation, unit = float, "number"
    for step in path:
        field = model.model_fields.get(step.partition("[")[0]) if model else None
        if field is None:
            break
        annotation, unit = field.annotation, field.json_schema_extra["unit"]
        parts = [annotation, *get_args(annotation)]
        model = next((part for part in parts if isinstance(part, type) and issubclass(part, Section)), None)
    return Entry(".".join(path), number, key.start(2), key.end(2), key[2], annotation, unit)


def _wrong_values(entry: Entry) -> dict[str, str]:
    if entry.is_year:
        return NO_YEARS
    if get_origin(entry.annotation) is list:
        return {"a text": '"none"', "a number": "5", "a list of numbers": "[1, 2]"}
    if entry.unit == "flag":
        return NO_FLAGS
    if entry.unit == "text":
        wrong = dict(NO_TEXTS)
        if any(isinstance(word, str) for word in get_args(entry.annotation)) and "|" not in str(
            entry.annotation
        ):
            wrong |= {"a word that is not among those": '"perhaps"', "a word in capitals": entry.text.upper()}
        if entry.dotted.endswith(("_date", "deadline")):
            wrong.pop("a day" if entry.dotted.endswith("_date") else "", None)
            wrong["no day"] = '"soon"'
        return wrong
    return NO_NUMBERS | ({"a number with decimals": "2.5"} if entry.annotation is int else {})


def _same_values(entry: Entry) -> Iterator[tuple[str, str]]:
    text = entry.text
    yield "a remark behind it", f"{text} # as agreed" if not text.startswith("{") else text
    if text.startswith('"') and "'" not in text and "\\" not in text:
        yield "single quotes", f"'{text[1:-1]}'"
        yield "three quotes", f'""{text}""'
    elif re.fullmatch(r"\d{4,}", text):
        yield "underscores between thousands", f"{int(text):_}"
        if entry.annotation is not int:
            yield "a whole number with decimals", f"{text}.0"
    elif re.fullmatch(r"-?0\.\d+", text):
        yield "a power of ten", f"{float(text) * 1000:.9f}e-3"
        yield "more decimals", f"{text}00"


def settings_cases(place: Workplace) -> Iterator[Case]:
    """Every key of the settings, and the file as a whole."""
    chance = random.Random(f"settings of {place.name}")
    toml = place.toml
    lines = toml.splitlines()
    known = entries(toml)

    def case(what, text, expected=REFUSED, places=(), at=""):
        return Case("a setting", what, {FILE: text.encode()}, expected, places, f"{place.name}, {at or what}")

    for entry in known:
        for what, value in _wrong_values(entry).items():
            dotted = f"{entry.dotted}[1]" if what == "a list of numbers" else entry.dotted
            named = ((FILE, entry.line, dotted),)
            if value != entry.text:
                yield case(what, _with_value(lines, entry, value), REFUSED, named, entry.dotted)
        if lines[entry.line - 1].lstrip().startswith("{"):
            continue
        for what, value in _same_values(entry):
            yield case(what, _with_value(lines, entry, value), UNCHANGED, (), entry.dotted)
        at = entry.line - 1
        key = entry.dotted.rpartition(".")[2]
        for what, value in NOT_TOML.items():
            broken = ((FILE, entry.line, ""),)
            yield case(what, _with_value(lines, entry, value), REFUSED, broken, entry.dotted)
        twice = [*lines[: at + 1], lines[at], *lines[at + 1 :]]
        yield case("a key twice", "\n".join(twice), REFUSED, ((FILE, entry.line + 1, ""),), entry.dotted)
        free = entry.dotted.startswith("assumptions.")
        wrong_key = f"{entry.dotted.rpartition('.')[0]}.{key}s".lstrip(".")
        misspelt = _line(lines, at, lines[at].replace(key, f"{key}s", 1))
        yield case("a key misspelt", misspelt, REFUSED, ((FILE, entry.line, wrong_key),), entry.dotted)
        left_out = "\n".join(lines[:at] + lines[at + 1 :])
        yield case("a key left out", left_out, HONEST, (), entry.dotted)
        remark = _line(lines, at, f"# {lines[at]}")
        yield case("a key as a remark", remark, HONEST, (), entry.dotted)
        quoted = _line(lines, at, lines[at].replace(key, f'"{key}"', 1))
        yield case("a key in quotes", quoted, UNCHANGED, (), entry.dotted)
        if free:
            other = _with_value(lines, entry, str(chance.uniform(1, 2)))
            yield case("an assumption of another size", other, HONEST, (), entry.dotted)
    yield from _whole(place, case)


def _whole(place: Workplace, case) -> Iterator[Case]:
    toml = place.toml
    head, *sections = re.split(r"(?m)^(?=\[)", toml)
    yield case("an unknown key", f'colour = "red"\n{toml}', REFUSED, ((FILE, 1, "colour"),))
    yield case("an unknown section", f"{toml}\n[colours]\nred = 1\n", REFUSED,
               ((FILE, toml.count("\n") + 2, "colours"),))  # fmt: skip
    singles = [part for part in sections if not part.startswith("[[")]
    tables = [part for part in sections if part.startswith("[[")]
    yield case("sections in another order", "\n".join([head, *reversed(singles), *tables]), UNCHANGED)
    other_head = "".join(reversed(head.splitlines(True)))
    yield case("keys of the head in another order", other_head + "".join(sections), UNCHANGED)
    for part in singles:
        name = part.splitlines()[0]
        yield case(
            "a section left out", head + "".join(one for one in sections if one != part), HONEST, (), name
        )
        yield case(
            "a section twice", f"{toml}\n{part}", REFUSED, ((FILE, toml.count(chr(10)) + 2, ""),), name
        )
        wrong = name.strip("[]") + "x"
        line = toml.splitlines().index(name) + 1
        yield case(
            "a section misspelt", toml.replace(name, f"[{wrong}]"), REFUSED, ((FILE, line, wrong),), name
        )
        yield case("a bracket left open", toml.replace(name, name[:-1]), REFUSED, ((FILE, line, ""),), name)
        unlisted = toml.replace(f"\n{name}\n", f"\n[{name}]\n")
        yield case("a section as a list", unlisted, REFUSED, ((FILE, line, name.strip("[]")),), name)
    deep = "x = " + "[" * 5000 + "]" * 5000 + "\n"
    yield case("brackets without end", deep + toml, REFUSED)
    yield case("a key of many dots", "a." * 3000 + "b = 1\n" + toml, REFUSED, ((FILE, 1, ""),))


def _with_value(lines: list[str], entry: Entry, value: str) -> str:
    line = lines[entry.line - 1]
    return _line(lines, entry.line - 1, line[: entry.start] + value + line[entry.end :])


def _line(lines: list[str], at: int, text: str) -> str:
    return "\n".join([*lines[:at], text, *lines[at + 1 :]]) + "\n"
