"""Two batches compared: what changed, by how much, and because of which cell of the inputs."""

import csv
import json
import shutil

import pytest
from notebooks import make_sites

from acohandbook.cli import main
from acohandbook.runs.batch import Batch, run_batch
from acohandbook.runs.comparing import ComparisonError, compare
from acohandbook.runs.comparing_pages import comparison_text, signed, write_comparison
from acohandbook.runs.inputs import InputChange, changed_inputs
from acohandbook.runs.side_by_side import WITHHELD
from acohandbook.site import Site
from tiny import tiny_settings, tiny_tables


def edit(path, before, after):
    """Change a text in a file, where it stands once at least."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.fixture(scope="module")
def run_once(tmp_path_factory):
    """A folder with batches of two sites before and after two files of the first were changed."""
    folder = tmp_path_factory.mktemp("batches")
    sites = make_sites(folder / "sites", "one", "two")
    assert run_batch(Batch(sites, folder / "before", [])) == 0
    edit(sites[0] / "unregistered.csv", "1000", "2000")
    edit(sites[0] / "practices.csv", "10000", "10500")
    assert run_batch(Batch(sites, folder / "after", [])) == 0
    return folder


@pytest.fixture
def batches(run_once, tmp_path):
    """A copy of the two batches, to be spoilt."""
    return tuple(shutil.copytree(run_once / name, tmp_path / name) for name in ("before", "after"))


def people(found):
    return next(change for change in found.changes if change.column.title == "People")


def test_a_comparison_names_cells_figures_and_what_each_file_did(batches):
    found = compare(*batches)
    change = people(found)
    # 30,000 members and 1,000 people registered nowhere; then 30,500 and 2,000.
    assert (change.site, change.before, change.after, change.difference) == (
        "one",
        "31,000",
        "32,500",
        1500.0,
    )
    assert change.by_input == (("practices.csv", 500.0), ("unregistered.csv", 1000.0))
    cells = [(cell.file, cell.row, cell.column, cell.before, cell.after) for cell in found.inputs["one"]]
    assert cells == [
        ("practices.csv", 2, "registered_persons", "10000", "10500"),
        ("unregistered.csv", 2, "unregistered_persons", "1000", "2000"),
    ]
    assert not any(cell.illustrative for cell in found.inputs["one"])
    assert found.causes == {"one": ["practices.csv changed", "unregistered.csv changed"]}
    assert found.counts["two"] == 0


def test_what_inputs_did_adds_up_to_every_difference(batches):
    changes = compare(*batches).changes
    assert len(changes) > 3
    for change in changes:
        if change.difference is not None:
            assert sum(part for _, part in change.by_input) == pytest.approx(change.difference, abs=1e-6)


def test_the_command_says_it_and_writes_a_page_and_tables(batches, tmp_path, capsys):
    assert main(["compare", *map(str, batches), "-o", str(tmp_path / "c")]) == 0
    out = capsys.readouterr().out
    assert "one: People: 31,000 -> 32,500 (+1,500: practices.csv +500, unregistered.csv +1,000)" in out
    assert "registered_persons: 10000 -> 10500" in out
    page = (tmp_path / "c" / "index.html").read_text(encoding="utf-8")
    assert "practices.csv +500, unregistered.csv +1,000" in page
    assert "<script" not in page
    assert "†" in next(
        line for line in out.splitlines() if "First budget (£)" in line
    )  # all of it is made up
    with (tmp_path / "c" / "inputs.csv").open(encoding="utf-8") as file:
        first = next(csv.DictReader(file))
    assert (first["site"], first["file"], first["row"], first["after"]) == (
        "one",
        "practices.csv",
        "2",
        "10500",
    )


@pytest.mark.parametrize(
    ("difference", "unit", "said"),
    [
        (0.0123, "rate", "+1.23 points"),
        (-0.005, "rate", "−0.50 points"),
        (0.00001, "rate", "less than 0.01 points"),
        (-1234.4, "gbp", "−£1,234"),
        (1.5, "gbp_per_head", "+£1.50"),
        (3.0, "number", "+3"),
        (-2000.0, "persons", "−2,000"),
    ],
)
def test_a_difference_has_its_sign_and_its_unit(difference, unit, said):
    assert signed(difference, unit) == said


def test_no_part_of_a_figure_is_put_down_to_inputs_when_the_package_gives_another(batches):
    # As if the first batch had been run by a version that counted otherwise.
    path = batches[0] / "one" / ".records" / "steps.json"
    record = json.loads(path.read_text())
    record["facts"]["figures"]["aco_persons"] = 30_999.0
    path.write_text(json.dumps(record))
    change = people(compare(*batches))
    assert (change.difference, change.by_input) == (1501.0, ())


def test_a_batch_without_kept_inputs_still_names_the_files(batches):
    for path in (batches[0] / "one" / ".inputs" / "one").iterdir():
        path.unlink()
    found = compare(*batches)
    assert found.inputs == {"one": []}
    assert found.causes["one"] == ["practices.csv changed", "unregistered.csv changed"]
    assert people(found).by_input == ()


def test_a_withheld_figure_has_no_difference(batches, tmp_path):
    for batch in batches:
        path = batch / "one" / ".records" / "steps.json"
        record = json.loads(path.read_text())
        record["facts"]["figures"]["illustrative_rate"] = 0.5 if batch == batches[1] else 0.0
        path.write_text(json.dumps(record))
    found = compare(*batches)
    hidden = [change for change in found.changes if WITHHELD in (change.before, change.after)]
    assert hidden
    assert {(change.difference, change.by_input) for change in hidden} == {(None, ())}
    write_comparison(found, tmp_path / "c")


def test_nothing_changed_is_said_so(tmp_path):
    assert run_batch(Batch(make_sites(tmp_path / "sites", "one"), tmp_path / "runs", [])) == 0
    found = compare(tmp_path / "runs", tmp_path / "runs")
    assert comparison_text(found) == "0 sites changed, 1 did not."
    write_comparison(found, tmp_path / "c")
    assert "No figure of the table side by side differs." in (tmp_path / "c" / "index.html").read_text()


def test_a_folder_without_a_batch_is_refused(tmp_path):
    with pytest.raises(ComparisonError, match="holds no whole batch"):
        compare(tmp_path, tmp_path)
    assert main(["compare", str(tmp_path / "a"), str(tmp_path)]) == 2


def tiny(settings=None, **tables):
    return Site.from_tables("tiny", settings or tiny_settings(), tiny_tables() | tables)


def test_rows_settings_and_marks_are_compared():
    unregistered = tiny_tables()["unregistered"]
    moved = [*unregistered[1:], unregistered[0] | {"commissioner_code": "C1", "lad_code": "E06000999"}]
    later = tiny(tiny_settings(years=tiny_settings()["years"]) | {"name": "Renamed"}, unregistered=moved)
    found = changed_inputs(tiny(), later)
    assert found[0] == InputChange("site.toml", None, "", "name", tiny_settings()["name"], "Renamed")
    assert [(one.column, bool(one.before), bool(one.after)) for one in found[1:]] == [
        ("", False, True),
        ("", True, False),
    ]
    assert "lad_code=E06000999" in found[1].key


def test_a_change_of_an_illustrative_row_is_marked():
    first, *rest = tiny_tables()["expenditure"]
    (change,) = changed_inputs(tiny(), tiny(expenditure=[first | {"provider_name": "Other"}, *rest]))
    assert (change.column, change.after, change.illustrative) == ("provider_name", "Other", True)
