"""Who pays at actual cost, and data that lag: the columns of ``tiny_later``, worked by hand."""

import pytest

from acohandbook.site import SiteFaults
from acohandbook.steps import run_steps
from tests.steps.test_workings import check_every_cell
from tiny_later import CHOICE, later_settings, later_site, later_tables

CLOSED, OPEN = "2017/18", "2018/19"


@pytest.fixture(scope="module")
def later():
    return run_steps(later_site())


def test_every_cell_comes_out_again_from_its_record():
    listed = {"change_id": "V1", "table_name": "positions", "row": "item_id=I1", "column_name": "due",
              "before": "2017-03-01", "cause": "Later"}  # fmt: skip
    assert check_every_cell(later_site(changes=[listed])) > 1000


# --- who pays at actual cost -----------------------------------------------------------------------------


def paid(found, party, column="pass_through_gbp"):
    return found.settlement.statement.at(column, party_id=party, financial_year=CLOSED)


def payable(word, **settlement):
    scope = [
        row | {"payable_by_aco": word if row["service_line"] == CHOICE else None}
        for row in later_tables()["scope"]
    ]
    return run_steps(later_site(later_settings(**settlement), scope=scope))


def test_the_holder_pays_the_actual_out_of_the_plan(later):
    row = {"commissioner_code": "C1", "service_line": CHOICE, "financial_year": CLOSED}
    planned = later.settlement.pass_through.at("planned_gbp", **row)
    assert later.settlement.pass_through.at("amount_by_aco_gbp", **row) == 1_320_000
    assert paid(later, "C1") == -planned
    assert paid(later, "A1") == pytest.approx(planned - 1_320_000)
    assert paid(later, "other_providers") == 1_320_000


def test_the_commissioner_pays_whoever_the_contract_names_for_the_rest():
    found = payable("no", choice_by="A1")
    assert (paid(found, "C1"), paid(found, "A1"), paid(found, "other_providers")) == (
        -1_320_000,
        0,
        1_320_000,
    )
    said, named = payable("yes"), payable(None, choice_by="A1")
    for party in ("C1", "A1", "other_providers"):
        assert paid(said, party) == paid(named, party)


def test_only_lines_that_are_passed_through_say_who_pays():
    scope = [row | {"payable_by_aco": "no"} for row in later_tables()["scope"]]
    with pytest.raises(SiteFaults, match="Only a line that is passed through is paid at actual cost"):
        later_site(scope=scope)


# --- data that lag ---------------------------------------------------------------------------------------


def line(found, service_line, column):
    row = {"commissioner_code": "C1", "service_line": service_line, "financial_year": OPEN}
    return found.monitoring.lines.at(column, **row)


def test_months_beyond_the_data_enter_no_forecast(later):
    assert line(later, "acute_emergency", "months") == 4  # April to July; August and September lag
    assert line(later, "acute_emergency", "actual_to_date_gbp") == 3_800_000  # 4 x 950,000
    assert line(later, "acute_emergency", "forecast_run_rate_gbp") == 11_400_000  # 12 x 950,000
    (note,) = [one for one in later.monitoring.findings if "the data of" in one.message]
    assert (note.status, note.message) == (
        "note",
        "2018/19: the data of acute_emergency of C1 reach 2018-07; what stands for the months from 2018-08 "
        "is an estimate, which no forecast counts.",
    )


def test_nothing_spent_where_some_was_expected_is_no_saving(later):
    assert line(later, "acute_elective", "months") == 5
    assert line(later, "acute_elective", "actual_to_date_gbp") == 2_500_000  # 5 x 500,000
    assert line(later, "acute_elective", "saving_to_date_gbp") == 0
    (found,) = [one for one in later.monitoring.findings if "shows no actual spend" in one.message]
    assert found.status == "amber"
    assert found.message.startswith("2018/19: acute_elective of C1 shows no actual spend from 2018-09 on")
    assert not [one for one in later.monitoring.findings if "are behind with their months" in one.message]


def test_an_open_year_that_lags_is_provisional(later):
    assert later.gain_loss.years.at("provisional_lines", financial_year=OPEN) == 2
    assert later.gain_loss.years.at("provisional_lines", financial_year=CLOSED) == 0


def test_an_estimate_is_not_frozen():
    outturn = [
        row | {"frozen": "yes"} if row.get("data_to_month") else row for row in later_tables()["outturn"]
    ]
    with pytest.raises(SiteFaults, match="The data end with July, so this is an estimate and not frozen"):
        later_site(outturn=outturn)


def test_a_month_that_is_not_reported_is_no_saving_of_the_provisional_pool():
    found = run_steps(later_site()).gain_loss
    # Six months of emergency care at 1,000,000 - 950,000 and five of elective care at 500,000 - 500,000. In
    # September elective care shows nothing of the 500,000 expected.
    assert found.years.at("expected_gbp", financial_year=OPEN) == 6 * 1_000_000 + 5 * 500_000
    assert found.years.at("price_pool_gbp", financial_year=OPEN) == 6 * 50_000
    assert found.outturn.sum("stated_expected_gbp", financial_year=OPEN) == 900_000_000
