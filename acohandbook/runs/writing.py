"""A notebook as the text of its file, letter for letter as nbformat writes it.

nbformat copies the whole notebook first, and Python's own writer of JSON goes through an indented text piece
by piece: together a tenth of a short run.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring as _quoted

from nbformat import NotebookNode, ValidationError, validate
from nbformat.v4.nbjson import BytesEncoder
from nbformat.v4.rwbase import split_lines, strip_transient
from traitlets.log import get_logger


def notebook_text(notebook: NotebookNode) -> str:
    """The text of a notebook, which is used up: its texts are lists of lines afterwards.

    As by nbformat, an invalid notebook is written too, and said to be so in the log.
    """
    try:
        validate(notebook)
    except ValidationError as error:
        get_logger().error("Notebook JSON is invalid: %s", error)
    return json_text(strip_transient(split_lines(notebook)))


def json_text(value, margin: str = "\n") -> str:
    """A value as JSON: sorted keys, indented by one.

    Parameters
    ----------
    margin : str
        Line end and indentation of the line that the value begins on.
    """
    if isinstance(value, str):
        return _quoted(value)
    inner = margin + " "
    if isinstance(value, list) and value:
        return f"[{inner}{f',{inner}'.join([json_text(one, inner) for one in value])}{margin}]"
    if isinstance(value, dict) and value and all(isinstance(key, str) for key in value):
        pairs = [f"{_quoted(key)}: {json_text(value[key], inner)}" for key in sorted(value)]
        return f"{{{inner}{f',{inner}'.join(pairs)}{margin}}}"
    text = json.dumps(
        value, cls=BytesEncoder, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False
    )
    return text.replace("\n", margin)  # a line end within a string is written otherwise
