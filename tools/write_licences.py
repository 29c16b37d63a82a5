"""Write data/licences.csv: every locked package with its version and the licence that it states.

Run it after ``make lock`` in an environment that holds the locked packages. A package for another system than
this one keeps the licence that the table already names, or is named below.
"""

import csv
import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "data" / "licences.csv"
COLUMNS = ("package", "version", "licence")
# Not installed on Linux; read in the wheels of these packages.
ELSEWHERE = {"appnope": "BSD-2-Clause", "colorama": "BSD-3-Clause"}


def locked(path=ROOT / "requirements.txt"):
    """Names and versions of the packages in requirements.txt, in its order."""
    text = path.read_text(encoding="utf-8")
    return [(name.lower(), version) for name, version in re.findall(r"(?m)^([\w.-]+)==([^\s;\\]+)", text)]


def licence_of(name):
    """What a package says of its licence: an expression, its classifiers, or the first line it gives."""
    said = metadata.metadata(name)
    classifiers = [
        one.split(" :: ")[-1] for one in said.get_all("Classifier", []) if one.startswith("License ::")
    ]
    classifiers = [one for one in classifiers if one != "OSI Approved"]
    lines = (said.get("License") or "").strip().splitlines()
    return said.get("License-Expression") or "; ".join(classifiers) or (lines[0][:60] if lines else "")


def write(path=TABLE):
    """Write the table."""
    rows = []
    for name, version in sorted(set(locked())):
        try:
            licence = licence_of(name)
        except metadata.PackageNotFoundError:
            licence = ELSEWHERE[name]
        rows.append((name, version, licence))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([COLUMNS, *rows])
    return rows


if __name__ == "__main__":
    print(f"Wrote {len(write())} packages to {TABLE}.")
