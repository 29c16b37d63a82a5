"""The report of a check: grouped for a reader, whole for a program, with the exit code."""

import json
import os
import subprocess
import sys

import pytest

from acohandbook.cli import main
from acohandbook.site.checking import report_check
from tiny_folder import TinyFolder


@pytest.fixture
def tiny(tmp_path):
    return TinyFolder(tmp_path / "tiny")


def test_a_clean_site(tiny):
    text, code = report_check([tiny.path])
    assert code == 0
    assert text == (
        f"{tiny.path}: no faults. Tiny ACO: 3 commissioners, 3 practices, £86,000,000 in the ledgers of "
        "2016/17, contract years 2017/18 to 2019/20."
    )


def test_faults_are_grouped_by_file_and_counted(tiny):
    tiny.column("growth", "cost_uplift_rate", "2.1")
    tiny.cell("parties", 3, "role", "comissioner")
    text, code = report_check([tiny.path])
    assert code == 1
    assert text.splitlines()[1:] == [
        "",
        "growth.csv",
        "  rows 2, 3, 4, 5, 6, 7 and 27 more, column cost_uplift_rate: 2.1",
        "    A rate is a decimal from -0.5 to 0.5.",
        "    If 2.1% is meant, write 0.021 or 2.1%.",
        "",
        "parties.csv",
        "  row 3, column role: comissioner",
        "    This is none of the words that the column takes.",
        "    Did you mean commissioner? Write one of: commissioner, aco, acute_provider, community_provider,",
        "    mental_health_provider, council, gp_federation, residual.",
        "",
        f"34 faults in {tiny.path}.",
    ]


def test_several_sites_are_summed_up(tiny, tmp_path):
    other = TinyFolder(tmp_path / "other")
    other.cell("parties", 3, "role", "comissioner")
    text, code = report_check([tiny.path, other.path])
    assert code == 1
    assert text.splitlines()[-1] == "1 fault in 1 of 2 sites."


def test_notes_are_no_faults(tiny):
    text = tiny.file("sources").read_text(encoding="utf-8")
    tiny.raw("sources.csv", text.encode("utf-16"))
    text, code = report_check([tiny.path])
    assert code == 0
    assert text.splitlines()[-1] == "  note: sources.csv: read as UTF-16; save it as CSV UTF-8 to be safe"


def test_a_path_that_does_not_exist(tiny, tmp_path):
    text, code = report_check([tiny.path, tmp_path / "nowhere"])
    assert code == 2
    assert f"{tmp_path / 'nowhere'}: There is no such folder. Check the path." in text


def test_the_report_for_a_program(tiny):
    tiny.cell("commissioners", 2, "ledger_total_gbp", "70000000.01")
    text, code = report_check([tiny.path], as_json=True)
    assert code == 1
    assert json.loads(text) == {
        "fault_count": 1,
        "sites": [
            {
                "path": str(tiny.path),
                "key": "tiny",
                "fault_count": 1,
                "faults": [
                    {
                        "file": "commissioners.csv",
                        "row": 2,
                        "column": "ledger_total_gbp",
                        "value": "70000000.01",
                        "rule": "The lines of 2016/17 in expenditure.csv add up to £70,000,000.00 and the "
                        "stated ledger total is £70,000,000.01: £0.01 is missing.",
                        "remedy": "Find the missing or doubled line; a line unallocated may hold what is "
                        "not known.",
                    }
                ],
                "notes": [],
            }
        ],
    }


def test_the_command(tiny, tmp_path, capsys):
    assert main(["check", str(tiny.path)]) == 0
    assert "no faults" in capsys.readouterr().out
    tiny.file("scope").unlink()
    assert main(["check", str(tiny.path), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["sites"][0]["faults"][0]["file"] == "scope.csv"
    assert main(["check", str(tmp_path / "nowhere")]) == 2


def test_a_console_without_a_pound_sign_still_gets_the_report(tiny):
    done = subprocess.run(
        [sys.executable, "-m", "acohandbook", "check", tiny.path],
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "?86,000,000 in the ledgers of 2016/17" in done.stdout
