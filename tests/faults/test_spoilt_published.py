"""Spoilt published files: each is refused by file, row and column, read as if sound, or sound in itself.

Where an import can do without a file, what is wrong with it may set it aside by name instead.
"""

import subprocess
import sys

import pytest
from kinds import PUBLISHED, committed, counted, published_verdicts
from published_columns import GP17, PANEL
from spoiling_readers import RESULTS, TEXTS

import made_up_files as made_up
from acohandbook import cli
from acohandbook.published.importing import import_sites
from acohandbook.site import load_site
from surroundings import ROOT

FAULTS = 1


@pytest.mark.parametrize("kind", PUBLISHED)
def test_every_spoilt_published_file_is_refused_by_name_or_read_rightly(kind, tmp_path):
    verdicts = published_verdicts(kind, tmp_path)
    assert [complaint for _, complaints, _ in verdicts for complaint in complaints] == []
    # After a change that is meant to change what is refused, kinds.py counts again.
    assert counted(kind, (outcome for outcome, _, _ in verdicts)) == committed(kind)


def test_at_least_fifteen_hundred_cases_are_tried():
    assert sum(committed(kind)["cases"] for kind in PUBLISHED) >= 1500


def test_another_figure_changes_what_it_feeds_and_nothing_else(tmp_path):
    published = made_up.write_all(tmp_path / "published")
    import_sites(published, tmp_path / "sound", ccg="01A")
    panel = published / PANEL
    panel.write_text(panel.read_text().replace("2017/18,20000,", "2017/18,20100,"), encoding="utf-8")
    import_sites(published, tmp_path / "other", ccg="01A")
    sound, other = load_site(tmp_path / "sound" / "01a"), load_site(tmp_path / "other" / "01a")
    # £100,000 more in Alpha's ledger and allocation of 2017/18; its people and measures are as they were.
    for table, column, row in (
        ("commissioners", "ledger_total_gbp", {"commissioner_code": "01A"}),
        ("allocations", "allocation_gbp", {"commissioner_code": "01A", "financial_year": "2017/18"}),
    ):
        amounts = []
        for site in (sound, other):
            frame = site.frames[table]
            for name, value in row.items():
                frame = frame[frame[name] == value]
            amounts.append(frame[column].tolist())
        assert amounts == [[20000000], [20100000]], table
    for table in ("practices", "residence", "population", "measures", "adjustments"):
        assert other.frames[table].equals(sound.frames[table]), table


# A file, what is replaced in it by what, and what must be said.
THROUGH_IMPORT = (
    (GP17, "800000.1", "twelve", ("nhspaymentsgp-17-18-csv.csv", "'Global Sum', row 2", "twelve")),
    (
        GP17,
        "Q1,OFFICE,01B,NHS BETA CCG,B00001",
        "\n\nQ1,OFFICE,01B,NHS BETA CCG,",
        ("'Practice Code', row 7", "blank"),
    ),
    (PANEL, "2018,2017/18,20000,", '2018,2017/18,"20.000,5",', ("panel.csv", "row 3", "20.000,5")),
    (PANEL, ",", ";", ("panel.csv, row 1", "semicolons")),
    (PANEL, "000,1000\n", "000000,1000\n", ("Refused 01a", "01A", "allocation")),
)
THROUGH_PREDICTIONS = (
    ("mssp", RESULTS, "ABtotBnchmk", "Benchmark", (RESULTS, "total benchmark (ABtotBnchmk)")),
    ("mssp", RESULTS, "2018,A2,", "2018,A1,", (RESULTS, "row 3", "stands here twice")),
    ("nhs-targets", "need.csv", "\nB00001", "\n\nB00001,0", ("need.csv", "row 5", "11 cells")),
    ("place-need", "place.csv", "A00002", "A00001", ("place.csv, row 3", "A00001")),
    ("pace-of-change", "distances.csv", "0.0189", "1,8", ("distances.csv", "row 2", "4 cells")),
)


def in_process(words, capsys):
    """The command as it is called: its exit code, and what it said."""
    code = cli.main(words)
    return code, "".join(capsys.readouterr())


def in_its_own_process(words, capsys):
    """The same by a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "acohandbook", *words],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("number", "spoilt"), list(enumerate(THROUGH_IMPORT)))
def test_the_import_command_refuses_and_leaves_no_folder(number, spoilt, tmp_path, capsys):
    name, old, new, says = spoilt
    published, output = made_up.write_all(tmp_path / "published"), tmp_path / "sites"
    text = (published / name).read_text(encoding="latin-1")
    assert old in text
    (published / name).write_text(text.replace(old, new), encoding="latin-1")
    run = in_its_own_process if number == 0 else in_process
    code, said = run(["import", "--published", str(published), "--all", "-o", str(output)], capsys)
    assert (code, "Traceback" in said) == (FAULTS, False), said
    assert [part for part in says if part not in said] == [], said
    assert not (output / "01a").exists()


@pytest.mark.parametrize(("number", "spoilt"), list(enumerate(THROUGH_PREDICTIONS)))
def test_a_prediction_refuses_and_leaves_no_file(number, spoilt, tmp_path, capsys):
    kind, name, old, new, says = spoilt
    path, output = tmp_path / name, tmp_path / "out.csv"
    assert old in TEXTS[name]
    path.write_text(TEXTS[name].replace(old, new), encoding="utf-8")
    words = ["published", kind, str(path), "-o", str(output)]
    words += ["--practices", "A00001"] if kind == "place-need" else []
    run = in_its_own_process if number == 0 else in_process
    code, said = run(words, capsys)
    assert (code, "Traceback" in said) == (FAULTS, False), said
    assert [part for part in says if part not in said] == [], said
    assert list(tmp_path.iterdir()) == [path]
