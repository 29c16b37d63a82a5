"""The schema, the data dictionary and the parameter reference: generated from the models, never by hand."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import get_args

from pydantic import BaseModel
from pydantic_core import PydanticUndefined

from acohandbook.site import national
from acohandbook.site.models import MODELS, Column, columns_of, is_optional, key_of
from acohandbook.site.settings import Settings

_UNITS = {
    "gbp": "£",
    "gbp_per_head": "£ a head",
    "rate": "rate",
    "persons": "persons",
    "number": "number",
    "flag": "true or false",
    "text": "text",
    "months": "month",
}
_FORMS = {
    "year": ("financial year, 2019/20", r"^\d{4}/\d{2}$"),
    "date": ("day, 2019-04-01", r"^\d{4}-\d{2}-\d{2}$"),
    "about": ("day, month or year", r"^\d{4}(-\d{2}){0,2}$"),
}


def json_schema() -> dict:
    """The JSON schema of a site: its settings, and its tables as lists of rows.

    Returns
    -------
    dict
        JSON Schema, draft 2020-12. ``x-unit``, ``x-key`` and ``x-refers-to`` say what JSON Schema has no
        word for.
    """
    settings = Settings.model_json_schema()
    definitions = settings.pop("$defs", {})
    tables = {name: _table_schema(name) for name in MODELS}
    required = [name for name in MODELS if not is_optional(name)]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Site of an accountable care organisation",
        "type": "object",
        "properties": {
            "settings": settings,
            "tables": {
                "type": "object",
                "properties": tables,
                "required": required,
                "additionalProperties": False,
            },
        },
        "required": ["settings", "tables"],
        "additionalProperties": False,
        "$defs": definitions,
    }


def _table_schema(name: str) -> dict:
    columns = columns_of(MODELS[name])
    return {
        "type": "array",
        "description": MODELS[name].__doc__,
        "x-key": list(key_of(name)),
        "items": {
            "type": "object",
            "properties": {column.name: _column_schema(column) for column in columns.values()},
            "required": [column.name for column in columns.values() if column.required],
            "patternProperties": {"^note": {}},
            "additionalProperties": False,
        },
    }


def _column_schema(column: Column) -> dict:
    kind = "number" if column.is_number else "string"
    schema = {"type": kind if column.required else [kind, "null"], "description": column.description}
    if column.among:
        schema["enum"] = [*column.among, *([] if column.required else [None])]
    if column.kind in _FORMS:
        schema["pattern"] = _FORMS[column.kind][1]
    if column.is_number:
        schema |= {"minimum": column.lowest, "maximum": column.highest}
    if column.refers:
        schema["x-refers-to"] = column.refers
    return schema | {"x-unit": column.unit}


# --- pages -------------------------------------------------------------------------------------------


def data_dictionary_markdown() -> str:
    """The page that describes every table and column of a site."""
    parts = [
        "# Data dictionary",
        "A site is a folder with `site.toml` (see the [parameter reference](parameters.md)) and one CSV file "
        "for each table below. This page is generated from the models that check a site.",
        "Blank means unknown, never zero. Money is in pounds, rates are decimals (0.021 is 2.1%), financial "
        "years are written 2019/20, days 2019-04-01, and month 1 is April. A column whose name starts with "
        "`note` is yours: it is kept and not read.",
        "Figures may be written as people write them where there is one reading: `£1,234.50`, `(1,234)` for "
        "-1,234, `2.1%` for a rate, `05/04/2019` for 5 April 2019, `April` for month 1. `1.2m`, `1,5`, `n/a` "
        "and formulas are refused. Text that starts with `=`, `+`, `-` or `@` is written with an apostrophe "
        "before it, so that no spreadsheet runs it.",
    ]
    for name, model in MODELS.items():
        optional = " The table may be left out." if is_optional(name) else ""
        keys = ", ".join(f"`{key}`" for key in key_of(name))
        parts.append(f"## {name}\n\n{model.__doc__}{optional} Key: {keys}.")
        rows = [
            (f"`{column.name}`", _takes(column), _needed(column), _described(column))
            for column in columns_of(model).values()
        ]
        parts.append(_markdown_table(("Column", "Takes", "Blank", "Meaning"), rows))
    return "\n\n".join(parts) + "\n"


def _takes(column: Column) -> str:
    if column.among:
        return ", ".join(f"`{word}`" for word in column.among)
    if column.kind in _FORMS:
        return _FORMS[column.kind][0]
    if column.unit == "rate":
        return f"rate, {column.lowest:g} to {column.highest:g}"
    return "month, 1 to 12" if column.kind == "month" else _UNITS[column.unit]


def _needed(column: Column) -> str:
    if column.may_lack:
        return "allowed; the column may be left out"
    return "no" if column.required else "allowed"


def _described(column: Column) -> str:
    return f"{column.description} One of `{column.refers}`." if column.refers else column.description


def parameter_reference_markdown() -> str:
    """The page of every key of ``site.toml`` and of every national parameter with its source."""
    parts = [
        "# Parameter reference",
        "Three kinds of figures are kept apart: the settings of a site, the terms of a contract "
        "(`acohandbook terms`) and national parameters. This page is generated from the models and the data.",
        "## Settings of a site",
        "The keys of `site.toml`. A default marked illustrative rests on no verified source: set your own.",
        *_settings_parts(Settings, ""),
        "## National parameters",
        "Status: V read in the source, D derived from such figures, S seen only in a secondary source, U not "
        "verified. What is not verified is marked illustrative and is an input, never a fact.",
        _national_table(),
        "### Sources",
        _source_list(),
    ]
    return "\n\n".join(parts) + "\n"


def _settings_parts(model: type[BaseModel], dotted: str) -> list[str]:
    rows, below = [], []
    for name, field in model.model_fields.items():
        inner = _section_of(field.annotation)
        path = f"{dotted}.{name}".lstrip(".")
        if inner is None:
            rows.append((f"`{name}`", *_setting_row(field)))
        else:
            is_list = field.annotation is not inner
            heading = f"[[{path}]]" if is_list else f"[{path}]"
            below.append(f"### `{heading}`\n\n{inner.__doc__}")
            below += _settings_parts(inner, path)
    return [*([_markdown_table(("Key", "Takes", "Default", "Meaning"), rows)] if rows else []), *below]


def _section_of(annotation) -> type[BaseModel] | None:
    for kind in (annotation, *get_args(annotation)):
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            return kind
    return None


def _setting_row(field) -> tuple[str, str, str]:
    words = [word for word in get_args(field.annotation) if isinstance(word, str)]
    takes = ", ".join(f"`{word}`" for word in words) or _UNITS[field.json_schema_extra["unit"]]
    return takes, _default(field), field.description


def _default(field) -> str:
    if field.is_required():
        return "needed"
    if field.default is PydanticUndefined or field.default in (None, ""):
        return "none"
    if isinstance(field.default, bool):
        return f"`{str(field.default).lower()}`"
    return f"`{field.default:g}`" if isinstance(field.default, float) else f"`{field.default}`"


def _national_table() -> str:
    table = national.national_table()
    columns = (
        "parameter_id",
        "financial_year",
        "value",
        "unit",
        "status",
        "illustrative",
        "title",
        "source_id",
    )
    rows = zip(*(table[column].tolist() for column in columns), strict=True)
    lines = []
    for parameter, group in groupby(rows, key=lambda row: row[0]):
        for number, (_, year, value, unit, status, illustrative, title, source) in enumerate(group):
            name = (f"`{parameter}`", title) if number == 0 else ("", "")
            mark = f"{status}, illustrative" if illustrative else status
            lines.append(
                (*name, "any year" if year == "any" else year, _figure(value, unit), mark, f"`{source}`")
            )
    header = ("Parameter", "Title", "Year", "Value", "Status", "Source")
    return _markdown_table(header, lines)


def _figure(value: float, unit: str) -> str:
    if unit in ("gbp", "gbp_per_head"):
        pounds = f"£{abs(value):,.0f}" if float(value).is_integer() else f"£{abs(value):,.2f}"
        return ("-" if value < 0 else "") + pounds + (" a head" if unit == "gbp_per_head" else "")
    if unit == "rate":
        return f"{value:g}"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:g}"


def _source_list() -> str:
    lines = []
    for source in national.sources():
        title = f"[{source['title']}]({source['url']})" if source["url"] else source["title"]
        when = f", {source['published']}" if source["published"] else ""
        lines.append(f"- `{source['source_id']}`: {source['publisher']}, {title}{when}")
    return "\n".join(lines)


def _markdown_table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = list(header)
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in lines)
