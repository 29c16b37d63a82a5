"""Write the tables of the illustrative sites in ``data/sites`` that are made by arithmetic.

    python tools/make_example_sites.py [FOLDER]

writes ``FOLDER/<site>/<table>.csv`` (by default into ``data/sites``), the same bytes every time. Settings,
READMEs and the small tables of an agreement (adjustments, measures, parties, positions, ...) are kept by
hand in ``data/sites`` and left alone; the sources that they cite are listed too.
"""

import sys
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data" / "sites"
SITES = ("northmoor", "eastvale", "westhaven", "fenmarsh")


def write_sites(folder):
    """Write the generated tables of every illustrative site below a folder."""
    from examples.money import cited_sources
    from examples.writing import read_table, write_tables

    for name in SITES:
        place = Path(folder) / name
        place.mkdir(parents=True, exist_ok=True)
        tables = import_module(f"examples.{name}").tables()
        by_hand = {
            path.stem: read_table(path)
            for path in sorted((DATA / name).glob("*.csv"))
            if path.stem not in (*tables, "sources")
        }
        cited = {row.get("source_id") for table in (*tables.values(), *by_hand.values()) for row in table}
        sources = cited_sources(cited, f"Illustrative site: {name.capitalize()}")
        write_tables(place, {**tables, "sources": sources})


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    write_sites(sys.argv[1] if len(sys.argv) > 1 else DATA)
