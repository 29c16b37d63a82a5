"""Write references.bib from data/national/sources.csv, so that every source is described once.

A chapter cites a source by its id: ``{cite}`gov_gain_loss` ``. Sources without a publisher (recalled, or our
own choice) are left out: they cannot be cited as published.
"""

import csv
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "data" / "national" / "sources.csv"
REFERENCES = ROOT / "references.bib"


def references(sources: Path = SOURCES) -> str:
    """The sources as BibTeX, in the order of their ids."""
    with sources.open(encoding="utf-8", newline="") as file:
        rows = sorted(csv.DictReader(file), key=lambda row: row["source_id"])
    return "\n".join(_entry(row) for row in rows if row["publisher"] not in ("", "none"))


def _entry(row: dict) -> str:
    fields = {
        "title": f"{{{_plain(row['title'])}}}",
        "author": f"{{{_plain(row['publisher'])}}}",
        "year": row["published"][:4],
        "url": row["url"],
        "note": f"Read {row['read_on']}" if row["read_on"] else "",
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{row['source_id']},\n{body}}}\n"


def _plain(text: str) -> str:
    """BibTeX reads some letters as commands."""
    for letter in "&%$#_":
        text = text.replace(letter, f"\\{letter}")
    return text.replace("{", "(").replace("}", ")")


if __name__ == "__main__":
    REFERENCES.write_text(references(), encoding="utf-8", newline="\n")
    sys.exit(0)
