"""A signed version: what changed since is listed, whole, with its cause and approver."""

import pytest

from acohandbook.site import SiteFaults
from acohandbook.steps import run_steps
from acohandbook.steps.version_lock import inputs_sha256
from tiny import tiny_settings, tiny_site, tiny_tables

LOCK = inputs_sha256(tiny_site())


def signed(settings=None, **tables):
    """The tiny site after it was signed, with what changed since."""
    settings = settings or tiny_settings()
    locked = settings["settlement"] | {"signed_inputs_sha256": LOCK}
    return tiny_site(settings | {"settlement": locked}, **tables)


def change(table, row, column, before, change_id="V1", **others):
    usual = {"cause": "Slip of the pen", "approved_by_role": "Finance director", "approved_on": "2018-07-02"}
    place = {"change_id": change_id, "table_name": table, "row": row, "column_name": column, "before": before}
    return place | usual | others


def outturn(**changed):
    first, *others = tiny_tables()["outturn"]
    return [first | changed, *others]


def standing(site):
    found = run_steps(site).assurance
    return [found.tests.at("status", test_id=test) for test in ("unexplained_version", "unapproved_changes")]


FIRST_ROW = (
    "financial_year=2017/18,month=1,commissioner_code=C1,provider_code=T1,service_line=acute_emergency"
)
LISTED = change("outturn", FIRST_ROW, "actual_gbp", "950,000.00")


def test_the_lock_is_over_all_but_itself_and_the_list_of_changes():
    assert inputs_sha256(signed(changes=[LISTED])) == LOCK
    assert inputs_sha256(signed(outturn=outturn(actual_gbp=950_000.01))) != LOCK


def test_nothing_changed_is_green():
    assert standing(signed()) == ["green", "green"]
    assert standing(tiny_site()) == ["green", "green"]


def test_a_change_that_nobody_listed_is_red():
    site = signed(outturn=outturn(actual_gbp=950_000.01))
    assert standing(site) == ["red", "green"]
    found = [one.message for one in run_steps(site).findings if one.status == "red"]
    assert "The signed version is kept: Inputs differ from the signed version beyond the changes listed." in (
        found
    )


def test_a_listed_change_gives_the_signed_version_back_to_the_number():
    site = signed(outturn=outturn(actual_gbp=950_000.01), changes=[LISTED])
    assert standing(site) == ["green", "green"]
    version = run_steps(site).assurance.version
    assert version["sha256_without_changes"][0] == LOCK != version["inputs_sha256"][0]
    shown = run_steps(site).assurance.changes
    assert shown.at("now", change_id="V1") == "950000.01"
    wrong = LISTED | {"before": "950,000.02"}
    assert standing(signed(outturn=outturn(actual_gbp=950_000.01), changes=[wrong])) == ["red", "green"]


def test_a_change_without_approver_is_amber():
    waiting = LISTED | {"approved_by_role": None, "approved_on": None}
    assert standing(signed(outturn=outturn(actual_gbp=950_000.01), changes=[waiting])) == ["green", "amber"]


@pytest.mark.parametrize(
    ("settings", "listed"),
    [
        ({"firm_years": 1}, change("site.toml", None, "firm_years", "2")),
        ({"name": "Another"}, change("site.toml", None, "name", "Tiny ACO")),
        (
            {"rules": {"budget_rule": "lower_of", "contingency_rate": 0.01}},
            change("site.toml", None, "rules.contingency_rate", "0.005"),
        ),
        ({"assumptions": {}}, change("site.toml", None, "assumptions.emergency_elasticity", "0.5")),
    ],
)
def test_settings_are_given_back_too(settings, listed):
    changed = tiny_settings(**settings)
    assert standing(signed(changed)) == ["red", "green"]
    assert standing(signed(changed, changes=[listed])) == ["green", "green"]


def test_rows_that_came_or_went_are_given_back_cell_by_cell():
    first, *others = tiny_tables()["positions"]
    site = signed(
        positions=others,
        changes=[
            change("positions", f"item_id={first['item_id']}", column, str(first[column]), f"V{number}")
            for number, column in enumerate(column for column in first if column != "item_id")
            if first[column] is not None
        ],
    )
    assert standing(site) == ["green", "green"]


def test_a_list_without_a_signature_is_amber():
    found = run_steps(tiny_site(changes=[LISTED])).assurance.findings
    assert [one.status for one in found if one.figure == "assurance.version.is_signed"] == ["amber"]


@pytest.mark.parametrize(
    ("listed", "message"),
    [
        (LISTED | {"table_name": "outtrun"}, "Did you mean outturn"),
        (LISTED | {"column_name": "actual"}, "Did you mean actual_gbp"),
        (LISTED | {"row": None}, "says which row"),
        (change("site.toml", "name=x", "name", "Tiny ACO"), "A setting has no row"),
        (LISTED | {"cause": None}, "must not be blank"),
    ],
)
def test_a_change_names_what_there_is(listed, message):
    with pytest.raises(SiteFaults, match=message):
        signed(changes=[listed])


def test_a_lock_is_sixty_four_figures():
    locked = tiny_settings()["settlement"] | {"signed_inputs_sha256": "abc"}
    with pytest.raises(SiteFaults, match="signed_inputs_sha256"):
        tiny_site(tiny_settings(settlement=locked))


def test_what_stands_there_now_is_shown_as_the_file_shows_it():
    settings = tiny_settings()
    settings["terms"] = settings["terms"] | {"gain_cap_rate": 0.2}
    listed = [
        LISTED,
        change("site.toml", None, "terms.gain_cap_rate", "0.1", "V2"),
        change("outturn", FIRST_ROW, "frozen", "no", "V3"),
        change("positions", "item_id=none", "agreed", "no", "V4"),
    ]
    changes = run_steps(
        signed(settings, outturn=outturn(actual_gbp=950_100.5), changes=listed)
    ).assurance.changes
    assert changes["now"].tolist() == ["950100.50", "0.2", "yes", None]
