"""Files appear whole or not at all; tables are safe to open in a worksheet."""

import pytest

from acohandbook.runs.outputs import hashes, safe_text, table_csv, whole_file
from acohandbook.workings import Table


def test_a_file_that_fails_half_way_leaves_the_old_one(tmp_path):
    path = tmp_path / "result.csv"
    path.write_text("old")

    def write_half():
        with whole_file(path) as unfinished:
            unfinished.write_text("half")
            raise RuntimeError("the disk is full")

    with pytest.raises(RuntimeError):
        write_half()
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["result.csv"]


def test_tables_show_pounds_with_two_decimals_and_blanks_as_blanks():
    table = Table("example.lines", {"line": ["a", "=SUM(A1)"]})
    table.input("spend_gbp", [10050.0, float("nan")], "gbp", "made up")
    table.input("share_rate", [0.5, 1.0], "rate", "made up")
    assert table_csv(table) == "line,spend_gbp,share_rate\na,100.50,0.5\n'=SUM(A1),,1\n"


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@name", "\tx"])
def test_text_that_a_worksheet_would_run_is_written_as_text(text):
    assert safe_text(text) == "'" + text


def test_hashes_cover_the_tables_and_the_settings_only(tmp_path):
    (tmp_path / "site.toml").write_text("name = 'x'")
    (tmp_path / "practices.csv").write_text("a")
    (tmp_path / "README.md").write_text("b")
    # SHA-256 of the one letter "a", as the standard's test vectors give it.
    expected = "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert list(hashes(tmp_path)) == ["practices.csv", "site.toml"]
    assert hashes(tmp_path)["practices.csv"] == expected
