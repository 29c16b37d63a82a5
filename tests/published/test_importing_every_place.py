"""Every STP and every primary care network of a size, on made-up files worked by hand."""

import pytest

import made_up_files as made_up
from acohandbook import cli
from acohandbook.published.importing import import_sites
from acohandbook.published.sites import places


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return made_up.write_all(tmp_path_factory.mktemp("published"))


def test_every_stp_is_made_of_its_ccgs(files, tmp_path):
    report = import_sites(files, tmp_path, all=True, by="stp")
    assert [(site.key, site.name, site.registered_persons) for site in report.sites] == [
        ("qaa", "Alphabet", 26000)
    ]
    assert not [notice for notice in report.notices if "in no such place" in notice]


def test_every_network_of_a_size_is_written_and_the_rest_are_counted(files, tmp_path):
    # Network U00009 has 6,000 and 8,000 people; A00001 has 10,000 in U00001. B00003 with 2,000 is in none.
    report = import_sites(files, tmp_path, all=True, by="pcn", minimum_persons=10_001)
    assert [(site.key, site.registered_persons) for site in report.sites] == [("u00009", 14000)]
    assert "1 of 2 places left out: fewer than 10,001 people." in report.notices
    assert "2,000 of 26,000 people are on lists of practices in no such place." in report.notices
    everyone = import_sites(files, tmp_path / "all", all=True, by="pcn", minimum_persons=10_000)
    assert [site.key for site in everyone.sites] == ["u00001", "u00009"]


def test_practices_that_the_publisher_marks_as_in_no_network_are_no_network(tmp_path):
    made_up.write_all(tmp_path / "published")
    path = made_up.practice_map(tmp_path / "published")
    path.write_text(path.read_text(encoding="utf-8").replace("U00001", "U"), encoding="utf-8")
    with pytest.raises(places.PlaceError, match="no primary care network 'U'"):
        import_sites(tmp_path / "published", tmp_path / "out", pcn="U")


def test_kinds_and_sizes_of_place_are_for_all_places_alone(files, tmp_path, capsys):
    for option in (("--by", "pcn"), ("--minimum-persons", "30000")):
        given = ["--published", str(files), "--ccg", "01A", "-o", str(tmp_path), *option]
        assert cli.main(["import", *given]) == 2
        assert "give them with --all" in capsys.readouterr().err
    given = ["--published", str(files), "--all", "--by", "stp", "-o", str(tmp_path)]
    assert cli.main(["import", *given]) == 0
    assert capsys.readouterr().out.startswith("1 of 1: qaa Alphabet\n")
