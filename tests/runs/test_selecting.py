"""Sites of a batch: folders, patterns and lists."""

import pytest

from acohandbook.runs.selecting import SelectionError, chosen_sites


@pytest.fixture
def sites(tmp_path):
    for name in ("a", "b"):
        (tmp_path / "sites" / name).mkdir(parents=True)
        (tmp_path / "sites" / name / "site.toml").touch()
    (tmp_path / "sites" / "notes").mkdir()
    return tmp_path / "sites"


def names(given):
    return [site.name for site in chosen_sites(given)]


def test_a_folder_is_taken_as_it_is_and_once(sites):
    assert names([str(sites / "b"), str(sites / "a"), str(sites / "b")]) == ["b", "a"]


def test_a_pattern_takes_the_folders_that_are_sites(sites):
    assert names([str(sites / "*")]) == ["a", "b"]


def test_a_list_is_read_beside_itself(sites):
    listed = sites / "all.txt"
    listed.write_text("# the west\na\n\nb  # the east\n")
    assert names([str(listed)]) == ["a", "b"]


def test_a_list_with_a_wrong_line_is_named(sites):
    (sites / "all.txt").write_text("a\nc\n")
    with pytest.raises(SelectionError, match=r"in .*all\.txt: there is no .*c"):
        chosen_sites([str(sites / "all.txt")])


def test_two_sites_of_one_name_are_refused(sites):
    (sites / "other" / "a").mkdir(parents=True)
    with pytest.raises(SelectionError, match="two sites are called a"):
        chosen_sites([str(sites / "a"), str(sites / "other" / "a")])
