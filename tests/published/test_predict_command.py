"""``acohandbook published``: tables written, what is said, and exit codes."""

import csv

import pytest

from acohandbook.cli import main

MSSP = (
    "PY,ACO_ID,Track,N_AB,MinSavPerc,QualScore,FinalShareRate,ABtotBnchmk,ABtotExp,EarnSaveLoss\n"
    "2018,A1,T1,10000,0.03,0.9,0.45,100000000,95000000,2205000\n"
    "2018,A2,T3,10000,0.03,0.9,0.675,100000000,104000000,\n"
    "2018,A3,Q,10000,0.03,0.9,0.45,100000000,95000000,\n"
)
PRACTICES = "Practice_Code,ICS22,pop 2022/23,G&A WP\nA1,QAA,1000,1200\nA2,QAA,1000,800\n"
PACE = "ccg,opening_dft,per_capita_growth\nOne,0.0154,0.0189\nTwo,,0.01\n"
NEED = (
    "Practice,CCG,WP_G&A,WP_CS,WP_MH,WP_Mat,WP_Presc,WP_AM,MFF_index,EACA_index\n"
    "A1,01A,1000,1000,1000,1000,1000,1000,1,1\nA2,01A,1000,1000,1000,1000,1000,1000,1,1\n"
)


@pytest.fixture
def ask(tmp_path, capsys):
    """Run ``acohandbook published KIND`` on a text; the exit code, rows written and what was said."""

    def run(kind, text, *more, name="made_up.csv"):
        path, output = tmp_path / name, tmp_path / "out.csv"
        path.write_text(text, encoding="utf-8")
        code = main(["published", kind, str(path), "-o", str(output), *more])
        said = capsys.readouterr()
        rows = list(csv.DictReader(output.open(encoding="utf-8"))) if output.exists() else None
        return code, rows, said.out, said.err

    return run


def test_mssp_writes_plain_numbers_in_the_files_order(ask):
    code, rows, said, _ = ask("mssp", MSSP)
    assert code == 0
    assert list(rows[0]) == [
        "identifier", "track", "generated_savings", "minimum_savings_rate", "earned_or_owed", "rule",
        "published", "difference", "match",
    ]  # fmt: skip
    assert [row["identifier"] for row in rows] == ["A1", "A2", "A3"]
    assert [row["earned_or_owed"] for row in rows] == ["2205000", "-1600000", ""]
    assert [row["match"] for row in rows] == ["within $1", "", ""]
    assert rows[0]["difference"] == "0"
    assert rows[2]["rule"] == "Not settled: Track is 'Q', which is no track."
    assert "2018 earned: 1 rows; 1 compared: 1 within $1 (100.0% matched)" in said
    assert "2018 owed: 1 rows" in said


def test_nhs_targets_by_practice_and_by_ccg(ask):
    code, rows, said, _ = ask("nhs-targets", NEED)
    assert (code, rows[0]) == (
        0,
        {"practice_code": "A1", "ccg_code": "01A", "target_allocation_k": "1261.96"},
    )
    assert "2 of 2 rows worked out." in said
    code, rows, _, _ = ask("nhs-targets", NEED, "--by", "ccg")
    assert (code, rows) == (0, [{"ccg_code": "01A", "target_allocation_k": "2523.92"}])


def test_place_need(ask):
    code, rows, _, _ = ask("place-need", PRACTICES, "--practices", "A1")
    assert code == 0
    assert rows == [{"component": "G&A WP", "relative_need": "1.2", "relative_need_rounded": "1.2"}]


def test_pace_of_change_says_what_is_left_blank(ask):
    code, rows, said, _ = ask("pace-of-change", PACE)
    assert code == 0
    assert float(rows[0]["closing_distance_from_target"]) == pytest.approx(0.0123, abs=0.00001)
    assert rows[1]["closing_distance_from_target"] == ""
    assert "1 of 2 rows worked out; 1 left blank, where the opening distance or growth is blank." in said


@pytest.mark.parametrize("kind", ["mssp", "nhs-targets", "pace-of-change"])
def test_a_file_of_another_kind_is_refused_in_one_message(ask, kind):
    code, rows, _, said = ask(kind, PRACTICES)
    assert (code, rows) == (1, None)
    assert said.startswith(f"acohandbook published {kind}: ")
    assert "missing" in said
    assert said.count("\n") == 1


def test_practices_of_no_area_are_refused(ask):
    code, rows, _, said = ask("place-need", PRACTICES, "--practices", "A1,Z9")
    assert (code, rows) == (1, None)
    assert "these practices are not in the file: Z9" in said


def test_an_output_folder_that_does_not_exist_is_wrong_usage(tmp_path, capsys):
    path = tmp_path / "x.csv"
    path.write_text(PACE, encoding="utf-8")
    assert main(["published", "pace-of-change", str(path), "-o", str(tmp_path / "no" / "out.csv")]) == 2
    assert "there is no folder" in capsys.readouterr().err


def test_a_folder_in_place_of_a_file_is_wrong_usage(tmp_path, capsys):
    assert main(["published", "mssp", str(tmp_path), "-o", str(tmp_path / "out.csv")]) == 2
    assert f"{tmp_path} is a folder; name one file" in capsys.readouterr().err


def test_an_output_that_is_a_folder_is_wrong_usage(tmp_path, capsys):
    path = tmp_path / "made_up.csv"
    path.write_text(PACE, encoding="utf-8")
    assert main(["published", "pace-of-change", str(path), "-o", str(tmp_path)]) == 2
    assert f"{tmp_path} cannot be written (Is a directory)." in capsys.readouterr().err
