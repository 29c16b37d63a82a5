"""Every command that writes, with what it needs, to be disturbed."""

from pathlib import Path

FIGURE = "settlement.statement.net_gbp[party_id=A1,financial_year=2017/18]"


def prepare(folder: Path) -> None:
    """What the commands read: made-up published files, a filled-in workbook and two batches."""
    from notebooks import make_sites

    from acohandbook.cli import main
    from acohandbook.runs.batch import Batch, run_batch
    from made_up_files import write_all

    write_all(folder / "published")
    rows = "".join(f"NHS Made Up {number:03d} CCG,0.0154,0.0189\n" for number in range(100))
    (folder / "pace.csv").write_text(f"ccg,opening_dft,per_capita_growth\n{rows}")
    sites = make_sites(folder / "sites", "one")
    assert main(["workbook", str(sites[0]), "-o", str(folder / "filled.xlsx")]) == 0
    for output in ("before", "after"):
        run_batch(Batch(sites, folder / output, []))


def commands(given: Path, output: Path) -> dict[str, list[str]]:
    """The arguments of each command by a name of its own; all that they write lies below ``output``."""
    place, files = str(given / "sites" / "one"), str(given / "published")
    pace = str(given / "pace.csv")
    return {
        "new": ["new", str(output / "my-site")],
        "new from a workbook": ["new", str(output / "my-site"), "--workbook", str(given / "filled.xlsx")],
        "import": ["import", "--published", files, "--ccg", "01A", "-o", str(output / "in")],
        "workbook": ["workbook", place, "-o", str(output / "whole.xlsx")],
        "template": ["workbook", "--template", "-o", str(output / "empty.xlsx")],
        "explain": ["explain", place, FIGURE, "--html", str(output / "why.html")],
        "published": ["published", "pace-of-change", pace, "-o", str(output / "pace.csv")],
        "compare": ["compare", str(given / "before"), str(given / "after"), "-o", str(output / "compared")],
    }


def standing(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
