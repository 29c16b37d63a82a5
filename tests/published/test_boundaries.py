"""Places whose allocation and lists are of different areas are refused, by how both moved in a year."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

import made_up_files as made_up
from acohandbook import cli
from acohandbook.published.importing import import_sites
from acohandbook.published.sites.boundaries import boundary_fault, moved_apart

BASE = "2017/18"


@pytest.mark.parametrize(
    ("money", "people"),
    [
        ({"2017/18": 90.0, "2018/19": 120.0}, {"2017/18": 10.0, "2018/19": 10.0}),  # a third more a head
        ({"2017/18": 90.0, "2018/19": 180.0}, {"2017/18": 10.0, "2018/19": 20.0}),  # both doubled together
        ({"2017/18": 90.0, "2019/20": 900.0}, {"2017/18": 10.0, "2019/20": 10.0}),  # not the next year
        ({"2017/18": 90.0, "2018/19": 900.0}, {"2017/18": 0.0, "2018/19": 10.0}),  # no list to divide by
        ({"2017/18": 90.0}, {"2017/18": 10.0, "2018/19": 99.0}),
    ],
)
def test_what_moves_together_or_is_not_known_passes(money, people):
    assert moved_apart(money, people, BASE) is None


def test_money_that_moves_without_the_people_is_told_with_both():
    said = moved_apart({"2017/18": 200.0, "2018/19": 481.0}, {"2017/18": 50.0, "2018/19": 49.0}, BASE)
    assert said == (
        "from 2017/18 to 2018/19 its allocation moved by +140.5% and the lists of its practices by -2.0%"
    )


def test_people_that_moved_without_the_money_are_told_where_no_later_year_is_known():
    said = moved_apart({"2016/17": 100.0, "2017/18": 102.0}, {"2016/17": 50.0, "2017/18": 100.0}, BASE)
    assert said.startswith("from 2016/17 to 2017/18 its allocation moved by +2.0%")


def test_the_year_after_decides_where_it_is_known():
    money = {"2016/17": 100.0, "2017/18": 300.0, "2018/19": 300.0}
    people = dict.fromkeys(money, 50.0)
    assert moved_apart(money, people, BASE) is None
    assert moved_apart(money, people, "2016/17") is not None


@given(some.floats(1, 1e9), some.floats(1, 1e6), some.floats(0.05, 20), some.floats(0.7, 1.3))
def test_only_money_per_person_counts(gbp, persons, growth, per_head):
    money = {"2017/18": gbp, "2018/19": gbp * growth * per_head}
    people = {"2017/18": persons, "2018/19": persons * growth}
    assert moved_apart(money, people, BASE) is None
    money["2018/19"] = gbp * growth * 1.4
    assert moved_apart(money, people, BASE) is not None


@pytest.fixture
def moved(tmp_path):
    """The made-up files after a change of Beta's boundary: twice its allocation on the same lists."""
    folder = made_up.write_all(tmp_path / "published")
    panel = folder / "allocations" / "panel.csv"
    panel.write_text(panel.read_text().replace("2018/19,12300", "2018/19,24600"), encoding="utf-8")
    return folder


def test_a_place_of_two_areas_is_refused_and_the_others_are_written(moved, tmp_path, capsys):
    output = tmp_path / "sites"
    assert cli.main(["import", "--published", str(moved), "--all", "-o", str(output)]) == 1
    assert [path.name for path in output.iterdir()] == ["01a"]
    told = capsys.readouterr().out
    assert "Refused 01b: the published allocation of 01B and its practices cover different areas" in told
    # 24,600 / 12,000, and 8,000 of 10,000 people: the practice B00003 is in no later listing.
    assert "allocation moved by +105.0% and the lists of its practices by -20.0%" in told
    assert told.endswith("1 site written, 1 refused.\n")


def test_a_system_with_such_a_ccg_is_refused_too(moved, tmp_path):
    ((key, reason),) = import_sites(moved, tmp_path / "sites", stp="QAA").refused
    assert key == "qaa"
    assert "of 01B" in reason


def test_two_ccgs_of_england_cover_different_areas(england):
    refused = {ccg: fault for ccg in england.ccg_names if (fault := boundary_fault(england, ccg))}
    assert sorted(refused) == ["01H", "01K"]
    assert "moved by +140.5%" in refused["01K"]
    assert "moved by -37.6%" in refused["01H"]
