"""Every locked package stands in the table of licences, at its version and with a licence that we may use."""

import csv
import re

from surroundings import ROOT
from write_licences import COLUMNS, locked

# Words of licences that ask nothing of what we publish beyond their notice; each package has one at least.
_FREE = re.compile(
    r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|MPL|Mozilla|Public Domain|Unlicense|0BSD|Zlib"
)


def test_the_table_names_every_locked_package_and_no_other():
    with (ROOT / "data" / "licences.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert [tuple(row[:2]) for row in rows] == sorted(set(locked())), "run: python tools/write_licences.py"
    assert [row for row in rows if not _FREE.search(row[2])] == []
