"""A&E attendances: read by header, added up by month, and never a blank taken as nothing."""

import pytest

from acohandbook.published.emergency_attendances import monthly_attendances, read_emergency_attendances
from acohandbook.published.reading import PublishedFileError

HEADER = "period,org_code,type,attendances,breaches,admissions"
ROWS = (
    "2018-05-01,RAA,1,110,10,30",
    "2018-04-01,RAA,1,100,8,25",
    "2018-04-01,RAA,other,50,0,0",
    "2018-04-01,RBB,1,70,3,12",
    "2018-05-01,RBB,1,,,",
)


@pytest.fixture
def write(tmp_path):
    def written(*rows, header=HEADER):
        path = tmp_path / "ae.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return written


def test_rows_come_in_order_of_month_and_provider(write):
    table = read_emergency_attendances(write(*ROWS))
    assert table["period"].tolist() == ["2018-04"] * 3 + ["2018-05"] * 2
    assert table.loc[0].tolist() == ["2018-04", "RAA", "1", 100, 8, 25]


def test_departments_of_a_provider_add_up(write):
    series = monthly_attendances(write(*ROWS), providers=["RAA"])
    assert series == [("RAA", "2018-04", 150), ("RAA", "2018-05", 110)]


def test_a_blank_figure_leaves_its_month_out(write):
    assert monthly_attendances(write(*ROWS)) == [("England", "2018-04", 220)]
    assert monthly_attendances(write(*ROWS), "admissions", ["RBB"]) == [("RBB", "2018-04", 12)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (("April 2018,RAA,1,1,1,1",), "'April 2018' is not a day such as 2018-04-01"),
        ((ROWS[0], ROWS[0]), "row 3: 2018-05, RAA, 1 stands here twice, first in row 2"),
    ],
)
def test_what_cannot_be_read_is_refused(write, rows, said):
    with pytest.raises(PublishedFileError, match=said):
        read_emergency_attendances(write(*rows))


def test_unknown_providers_and_figures_are_refused(write):
    path = write(*ROWS)
    with pytest.raises(PublishedFileError, match="no provider RZZ"):
        monthly_attendances(path, providers=["RAA", "RZZ"])
    with pytest.raises(PublishedFileError, match="no figure 'visits'; there is attendances, breaches"):
        monthly_attendances(path, "visits")


def test_the_published_file_adds_up_to_england(published):
    import csv

    path = published("activity/ae_attendances.csv")
    with path.open(encoding="utf-8", newline="") as file:
        april = sum(
            float(row["attendances"]) for row in csv.DictReader(file) if row["period"] == "2018-04-01"
        )
    months = {period: value for _, period, value in monthly_attendances(path)}
    assert len(months) == 36
    assert months["2018-04"] == april
