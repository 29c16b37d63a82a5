"""A site in memory: units, blanks, years, and copies with changes."""

import pickle

import numpy as np
import pandas as pd
import pytest

from acohandbook.site import Site, SiteFaults
from acohandbook.site.models import MODELS, columns_of
from tiny import tiny_settings, tiny_site, tiny_tables


@pytest.fixture(scope="module")
def site():
    return tiny_site()


def test_years(site):
    assert site.years == ["2017/18", "2018/19", "2019/20"]
    assert site.growth_years == ["2017/18", "2018/19", "2019/20"]
    assert site.firm_years == ["2017/18", "2018/19"]


def test_money_is_in_whole_pence_and_shown_in_pounds(site):
    assert site.expenditure.at("spend_gbp", line_id="C1-community") == 12_000_000
    assert site.expenditure["spend_gbp"][2] == 1_200_000_000
    assert site.expenditure.sum("spend_gbp", commissioner_code="C1") == 7_000_000_000
    assert site.expenditure.frame("spend_gbp")["spend_gbp"].sum() == 86_000_000
    assert site.frames["expenditure"]["spend_gbp"].sum() == 86_000_000


def test_every_column_of_every_table_has_its_declared_unit(site):
    for name, model in MODELS.items():
        table = getattr(site, name)
        assert table.name == f"site.{name}"
        assert set(table.columns) == set(columns_of(model))
        for column in table.columns:
            declared = columns_of(model)[column]
            unit = "text" if column in table.keys else declared.unit
            assert table.unit(column) == unit
            assert table.workings[column].verb == "input"


def test_blanks_are_unknown_and_never_zero(site):
    assert np.isnan(site.parties.at("reserves_gbp", party_id="R1"))
    assert site.parties.at("reserves_gbp", party_id="C1") == 0
    assert site.expenditure.at("provider_code", line_id="C1-prescribing") is None
    assert site.frames["expenditure"]["provider_code"].tolist()[5] is None


def test_months_and_years_are_keys_in_words(site):
    keys = {"commissioner_code": "C1", "provider_code": "T1", "service_line": "acute_emergency"}
    assert site.outturn.at("actual_gbp", financial_year="2017/18", month="12", **keys) == 950_000


def test_settings_are_a_table_of_one_row(site):
    table = site.settings_table
    assert len(table) == 1
    assert (table.unit("rules.contingency_rate"), table["rules.contingency_rate"][0]) == ("rate", 0.005)
    assert (table.unit("terms.quality_multiplies"), table["terms.quality_multiplies"][0]) == ("flag", 0.0)
    assert (table.unit("terms.residual_holder"), table["terms.residual_holder"][0]) == ("text", "R1")
    assert np.isnan(table["settlement.stop_loss_per_case_gbp"][0])
    assert table["assumptions.emergency_elasticity"][0] == 0.5
    assert table.workings["rules.contingency_rate"].source == "site.toml: rules.contingency_rate"


def test_lists_of_settings_are_tables(site):
    assert site.reopeners.at("actual_rate", reopener_id="R-drugs") == 0.05
    assert site.list_counts.at("actual_persons", commissioner_code="C1", financial_year="2017/18") == 31_200
    assert (len(site.bands), len(site.phasing)) == (0, 0)
    bands = [{"from_rate": 0.0, "to_rate": 0.02, "share_rate": 0.5}]
    banded = tiny_site(tiny_settings(terms={"residual_holder": "R1", "bands": bands}))
    assert banded.bands.at("share_rate", band="1") == 0.5


def test_a_copy_with_other_settings(site):
    changed = site.with_settings(**{"rules.floor_rate": 0.01, "firm_years": 3})
    assert (changed.settings.rules.floor_rate, changed.firm_years) == (0.01, changed.years)
    assert changed.settings.rules.contingency_rate == 0.005
    assert site.settings.rules.floor_rate == -1.0
    with pytest.raises(SiteFaults, match=r"rules\.floor"):
        site.with_settings(**{"rules.floor": 0.01})


def test_a_copy_with_another_table(site):
    frame = site.frames["parties"].copy()
    frame.loc[0, "gain_share_rate"] = 0.6
    assert site.with_table("parties", frame).parties.at("gain_share_rate", party_id="A1") == 0.6
    assert site.parties.at("gain_share_rate", party_id="A1") == 0.5
    frame.loc[0, "gain_share_rate"] = 0.7
    with pytest.raises(SiteFaults, match=r"The shares add to 1\.1"):
        site.with_table("parties", frame)


def test_the_order_of_rows_makes_no_fault():
    tables = {name: rows[::-1] for name, rows in tiny_tables().items()}
    assert Site.from_tables("tiny", tiny_settings(), tables).expenditure.sum("spend_gbp") == 8_600_000_000


def test_missing_values_of_pandas_are_blanks():
    frame = pd.DataFrame(tiny_tables()["positions"]).assign(
        due=[pd.NaT, None], commissioner_gbp=[pd.NA, np.nan]
    )
    site = tiny_site(positions=frame)
    assert site.positions["due"].tolist() == [None, None]
    assert np.isnan(site.positions["commissioner_gbp"]).all()


def test_a_site_says_what_it_has(site):
    with pytest.raises(AttributeError, match="its tables are commissioners, practices"):
        getattr(site, "practi" + "ses")


def test_faults_of_a_site_in_memory_name_rows_as_a_file_would():
    tables = tiny_tables()
    tables["parties"][1]["role"] = "comissioner"
    with pytest.raises(SiteFaults) as caught:
        Site.from_tables("tiny", tiny_settings(), tables)
    fault = caught.value.faults[0]
    assert (fault.file, fault.row, fault.column, fault.value) == ("parties.csv", 3, "role", "comissioner")
    assert fault.remedy.startswith("Did you mean commissioner?")
    assert "parties.csv" in str(caught.value)
    assert pickle.loads(pickle.dumps(caught.value)).faults == caught.value.faults


def test_a_site_can_go_to_another_process(site):
    copy = pickle.loads(pickle.dumps(site))
    assert (copy.columns, copy.settings) == (site.columns, site.settings)
    assert copy.parties.at("gain_share_rate", party_id="A1") == 0.5
