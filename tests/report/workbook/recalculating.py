"""A workbook recalculated by LibreOffice, and its cells by the names of their ranges."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from surroundings import ROOT

CONFIGURATION = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item>
</oor:items>
"""
_RANGE = re.compile(r"'?([^'!]+)'?!\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?")


def office():
    """The program that recalculates; without it the test is skipped, but never where CI is set."""
    found = shutil.which("soffice")
    if found is None:
        reason = "LibreOffice (soffice) is not installed: apt-get install libreoffice-calc"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def recalculated(path: Path, folder: Path, kind: str = "xlsx") -> Path:
    """The workbook with every formula worked out again, whatever values stood beside them."""
    program, home = office(), folder / "office"
    (home / "user").mkdir(parents=True, exist_ok=True)
    (home / "user" / "registrymodifications.xcu").write_text(CONFIGURATION, encoding="utf-8")
    filters = {"xlsx": "xlsx:Calc MS Excel 2007 XML", "pdf": "pdf"}
    subprocess.run(
        [program, f"-env:UserInstallation={home.as_uri()}", "--headless", "--convert-to", filters[kind],
         "--outdir", str(folder / "out"), str(path)],
        check=True, capture_output=True, timeout=600, cwd=ROOT,
    )  # fmt: skip
    return folder / "out" / f"{path.stem}.{kind}"


class Book:
    """A workbook opened for change, without the values that its formulas had, or to be read."""

    def __init__(self, path: Path, values: bool = False):
        self.book = openpyxl.load_workbook(path, data_only=values)
        self.names = {name: _RANGE.fullmatch(one.attr_text) for name, one in self.book.defined_names.items()}

    def cells(self, name: str) -> list:
        """The cells of a named range, in order."""
        sheet, column, first, last = self.names[name].groups()
        rows = range(int(first), int(last or first) + 1)
        cells = self.book[sheet]  # a workbook looks through its sheets each time that one is asked for
        return [cells[f"{column}{row}"] for row in rows]

    def setting(self, key: str):
        """The cell in which a setting is typed."""
        sheet, _, row, _ = self.names[f"settings.{key}"].groups()
        return self.book[sheet][f"B{row}"]

    def save(self, path: Path) -> Path:
        self.book.save(path)
        return path
