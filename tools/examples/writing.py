"""Rows of tables and the files that hold them, the same bytes on every machine."""

import csv

MADE_UP = "made_up"


def rows(columns, *values):
    """Rows of a table from its column names in one string."""
    names = columns.split()
    return [dict(zip(names, row, strict=True)) for row in values]


def write_tables(folder, tables):
    """Write each table as ``folder/<table>.csv``."""
    for name, table in tables.items():
        with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table[0])
            writer.writerows([_cell(value) for value in row.values()] for row in table)


def read_table(path):
    """Rows of a table that is kept by hand."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _cell(value):
    if value is None:
        return ""
    if isinstance(value, float):
        return repr(int(value)) if value == int(value) else repr(round(value, 6))
    return value
