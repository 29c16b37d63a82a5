"""Tables and figures as HTML: captioned, scoped, with the data of a chart one click away."""

from acohandbook.report.page.drawing import escape
from acohandbook.report.page.figures import MINUS


def table(caption, headings, units, cells, totals=None, note=""):
    """A table to read; columns whose unit is not text are right-aligned.

    A wide table scrolls inside its own box, which keyboard users can reach.
    """
    kinds = ["" if unit == "text" else ' class="number"' for unit in units]
    head = "".join(
        [f'<th scope="col"{kinds[place]}>{escape(heading)}</th>' for place, heading in enumerate(headings)]
    )
    body = "".join([_row(row, kinds) for row in cells])
    foot = f"<tfoot>{_row(totals, kinds)}</tfoot>" if totals else ""
    below = f'<p class="aco-note">{escape(note)}</p>' if note else ""
    return (
        f'<div class="aco-exhibit" role="region" tabindex="0" aria-label="{escape(caption)}">'
        f'<table class="aco-table"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody>{foot}</table></div>{below}"
    )


def _row(cells, kinds):
    written = f'<th scope="row"{kinds[0]}>{escape(cells[0])}</th>'
    for place in range(1, len(cells)):
        written += f"<td{kinds[place]}>{escape(cells[place])}</td>"
    return f"<tr>{written}</tr>"


def figure(drawing, name, title, says, header, rows):
    """A chart with what it says in words; its data as a table and as CSV one click away."""
    head = "".join([f'<th scope="col">{escape(heading)}</th>' for heading in header])
    body = "".join([_row(row, [""] + [' class="number"'] * (len(row) - 1)) for row in rows])
    return (
        f'<figure class="aco-figure">{drawing.svg(name, title)}'
        f"<figcaption><strong>{escape(title)}.</strong> {escape(says)}</figcaption>"
        f"<details><summary>Data of this chart</summary>"
        f'<div class="aco-exhibit" role="region" tabindex="0" '
        f'aria-label="Data: {escape(title)}"><table class="aco-table">'
        f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody>"
        f'</table></div><p><a class="aco-csv" download="{name}.csv" '
        f'href="data:text/csv;charset=utf-8,%EF%BB%BF{_in_address(csv(header, rows))}">Data as CSV</a></p>'
        f"</details></figure>"
    )


def csv(header, rows):
    """The data of a chart for a worksheet: plain numbers, a hyphen for minus, text that stays text."""
    return "".join([",".join([_field(cell) for cell in row]) + "\r\n" for row in [header] + list(rows)])


def _field(cell):
    text = str(cell).replace(MINUS, "-")
    plain = text.replace("£", "").replace(",", "")
    if plain.replace("-", "").replace(".", "").replace("%", "").isdigit():
        return plain
    if text[:1] in ("=", "+", "-", "@"):  # a worksheet would read it as a formula
        text = "'" + text
    return '"' + text.replace('"', '""') + '"'


def _in_address(text):
    """Text as part of an address in an attribute; a browser itself writes letters beyond ASCII as UTF-8."""
    for letter, code in (("%", "%25"), ("\r\n", "%0D%0A"), (" ", "%20"), ('"', "%22"), ("'", "%27")):
        text = text.replace(letter, code)
    return text.replace("#", "%23").replace("&", "%26").replace("<", "%3C").replace(">", "%3E")
