"""nbformat's check of a single output, or of the cell that holds the parameters, compiled.

nbformat checks each of them on its own before it checks the notebook, and finds its way through the schema
anew each time. Here that part of the schema is compiled once, as nbformat compiles the whole. What does not
pass is left to nbformat, which says why.
"""

from __future__ import annotations

import json
from pathlib import Path

import fastjsonschema
from nbformat import v4
from nbformat.validator import get_validator

KINDS = ("code_cell", "display_data", "error", "execute_result", "stream")


def compile_output_checks() -> None:
    """Have nbformat use compiled checks for outputs in this process."""
    validator = get_validator(v4.nbformat)
    judge = validator.iter_errors
    path = Path(v4.__file__).parent / v4.nbformat_schema[v4.nbformat, v4.nbformat_minor]
    definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]
    references = [f"#/definitions/{kind}" for kind in KINDS]
    checks = {ref: fastjsonschema.compile({"definitions": definitions, "$ref": ref}) for ref in references}

    def iter_errors(data, schema=None):
        check = checks.get(schema["$ref"]) if schema and "$ref" in schema else None
        if check is None or not _passes(check, data):
            return judge(data, schema)
        return []

    validator.iter_errors = iter_errors


def _passes(check, data) -> bool:
    try:
        check(data)
    except fastjsonschema.JsonSchemaException:
        return False
    return True
