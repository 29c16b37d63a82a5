"""Two places that differ only in small counts of people leave the very same files to be shared."""

from pyarrow import parquet

from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.chapters import chosen_chapters
from acohandbook.runs.work import CAN_FORK
from acohandbook.site import Site, write_site
from tiny import COUNCIL, rows, tiny_settings, tiny_tables

AREAS = (COUNCIL, "W06000001", "W06000002")
# P1 and P2 have 2 and 4 people in one area of Wales, 4 and 30 in another. One person of each goes the other
# way: lists, areas and everything above them stay, so that no subtraction can tell the one from the other.
ONE = {"P1": (9994, 2, 4), "P2": (19966, 4, 30), "P3": (5000, 4000, 1000)}
OTHER = {"P1": (9994, 3, 3), "P2": (19966, 3, 31), "P3": (5000, 4000, 1000)}


def shared(folder, people):
    """What a run leaves to be shared, by name; what it keeps for itself is left out."""
    cells = [
        (code, area, number) for code, row in people.items() for area, number in zip(AREAS, row, strict=True)
    ]
    tables = tiny_tables() | {"residence": rows("practice_code lad_code persons", *cells)}
    site = write_site(Site.from_tables("place", tiny_settings(), tables), folder / "sites" / "place")
    chapters = chosen_chapters(["2"]) if CAN_FORK else []
    assert run_batch(Batch([site], folder / "runs", chapters)) == 0
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted((folder / "runs").rglob("*"))
        if path.suffix in (".csv", ".html", ".parquet", ".xlsx") and path.name != "status.csv"
        if not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def test_no_file_tells_which_of_two_counts_it_was(tmp_path):
    one, other = shared(tmp_path / "one", ONE), shared(tmp_path / "other", OTHER)
    assert one.keys() == other.keys() and len(one) > 60
    assert [name for name in one if one[name] != other[name]] == []
    lines = one["runs/place/tables/population.residence.csv"].decode().splitlines()
    assert [line for line in lines if line.startswith("P1,")] == [
        f"P1,{COUNCIL},9994,1,9994,C1,{COUNCIL}",
        "P1,W06000001,suppressed,1,suppressed,C1,outside England",
        "P1,W06000002,suppressed,1,suppressed,C1,outside England",
    ]
    if CAN_FORK:
        assert "suppressed" in one["runs/place/chapters/02_population.html"].decode()


def test_no_count_of_people_under_the_threshold_is_shown(tmp_path):
    shared(tmp_path, ONE)
    figures = parquet.read_table(tmp_path / "runs" / "place" / "results.parquet").to_pylist()
    people = [row for row in figures if row["unit"] == "persons" and row["table"].startswith("population.")]
    assert len(people) > 100
    assert [row for row in people if row["value"] is not None and 0 < row["value"] < 5] == []
    assert {row["text"] for row in people if row["value"] is None} <= {"suppressed", None}
