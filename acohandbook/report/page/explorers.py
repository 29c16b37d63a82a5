"""One door for the page: the answer of an explorer as HTML, from text to text."""

import json

from acohandbook.report.page import html


def results_html(name, found):
    """The table and the chart of an answer."""
    table, chart = found["table"], found["chart"]
    return html.table(
        table["caption"],
        table["headings"],
        table["units"],
        table["cells"],
        table["totals"],
        table.get("note", ""),
    ) + html.figure(
        chart["drawing"], f"explorer-{name}", chart["title"], chart["says"], chart["header"], chart["rows"]
    )


def answer_text(name, answer, inputs, chosen):
    """What the page shows for what the controls say, as JSON: words, figures, outputs and HTML."""
    found = answer(inputs, json.loads(chosen))
    return json.dumps(
        {
            "says": found["says"],
            "figures": found["figures"],
            "outputs": found["outputs"],
            "html": results_html(name, found),
        }
    )
