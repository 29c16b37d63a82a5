"""The tiny site with every free text replaced by what a page, a worksheet or a reader might obey."""

from acohandbook.site.models import MODELS, columns_of
from tiny import tiny_settings, tiny_tables

LONG = "verylongword" * 400
TEXTS = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "</script></title></style><script>window.pwned=1</script>",
    "[click](javascript:window.pwned=1) <javascript:window.pwned=1>",
    "![](http://hostile.example/seen.png) <iframe src=http://hostile.example></iframe>",
    "{{ 7*7 }} {% raw %} ${7*7} #{7*7} {name}",
    "```{eval-rst}\n.. raw:: html\n\n   <script>window.pwned=1</script>\n```",
    "{raw}`<script>window.pwned=1</script>` {include}`/etc/passwd`",
    "$\\href{javascript:window.pwned=1}{x}$ $$\\frac$$ \\input{/etc/passwd}",
    '=HYPERLINK("http://hostile.example";"x")',
    "+cmd|' /C calc'!A0",
    "-1+1+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    "../../../../etc/passwd",
    "..\\..\\windows\\system32",
    "%s%s%n {0.__class__} {self.__init__.__globals__}",
    "'; DROP TABLE sites; --",
    "a\nb\r\nc | d | e\n# heading\n---\n<b>",
    LONG,
)
# Texts that hold a key of another row stay as they are.
_LINKS = {"source_id", "commissioner_code", "practice_code", "provider_code", "lad_code", "lad_codes"}
_LINKS |= {"party_id", "measure_id", "service_line", "payer", "host", "payee", "counted_in", "stream"}
_LINKS |= {"ledger_code", "line_id", "adjustment_id", "item_id", "assumption_id", "flow_id", "currency"}
_LINKS |= {"basis_id", "expected_basis", "actual_basis", "held_by"}


def hostile_settings():
    return tiny_settings(name=TEXTS[0] + TEXTS[1] + TEXTS[6])


def hostile_tables(tables=None):
    """Every free text of every table, in turn; identifiers of a party, a line and a source too."""
    number, tables = 0, tables or tiny_tables()
    for name, rows in tables.items():
        declared = columns_of(MODELS[name])
        for row in rows:
            for column, value in row.items():
                free = declared[column].kind == "text" and column not in _LINKS
                if isinstance(value, str) and free:
                    row[column] = TEXTS[number % len(TEXTS)]
                    number += 1
    return _renamed(tables)


def _renamed(tables):
    """Keys that are free text, replaced wherever they stand: a party, a line of spend and a source."""
    names = {"T1": TEXTS[1], "C1-community": TEXTS[2], "S1": TEXTS[13]}
    for rows in tables.values():
        for row in rows:
            for column, value in row.items():
                if value in names and column in ("party_id", "line_id", "source_id"):
                    row[column] = names[value]
    return tables
