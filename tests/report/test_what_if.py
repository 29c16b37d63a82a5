"""What a change of inputs does to every figure, change by change."""

import json

import pytest

from acohandbook import cli, resources
from acohandbook.report.changes import ChangeError, read_change
from acohandbook.report.what_if import what_changed, what_if
from acohandbook.site import SiteFaults, load_site
from acohandbook.steps import run_steps
from tests.tiny import tiny_site

LESS_ACTIVITY = "outturn.actual_gbp[service_line=acute_emergency,financial_year=2017/18,month=April]=850000"
LARGER_SHARE = "parties.gain_share_rate[party_id=A1]=0.6"
YEAR = "2017/18"


@pytest.fixture(scope="module")
def site():
    return tiny_site()


def pence(pounds):
    return round(pounds * 100)


def test_a_cheaper_month_brings_the_aco_half_of_it(site):
    # £950,000 becomes £850,000: the pool's gain rises by £100,000, of which the ACO takes half.
    answer = what_if(site, [LESS_ACTIVITY])
    assert answer.labels == [f"{LESS_ACTIVITY[:-7]}: 950,000 becomes 850,000"]
    before, after = (results.table("gain_loss.years") for results in answer.stages)
    assert after.at("pool_gbp", financial_year=YEAR) - before.at("pool_gbp", financial_year=YEAR) == 100_000
    assert answer.items.at("change_1_gbp", party_id="A1", financial_year=YEAR, item="gain_loss_gbp") == 50_000


def test_changes_in_order_make_the_whole_to_the_penny(site):
    changes = [LESS_ACTIVITY, LARGER_SHARE, "settings.rules.budget_rule=cost"]
    answer = what_if(site, changes)
    # The share rises from 0.5 to 0.6 of £700,000 once the month is cheaper: £70,000.
    assert answer.items.at("change_2_gbp", party_id="A1", financial_year=YEAR, item="gain_loss_gbp") == 70_000
    money = [one for one in answer.differences if one.unit == "gbp" and one.by_change]
    assert len(money) > 100
    for one in money:
        assert pence(one.before) + sum(map(pence, one.by_change)) == pence(one.after), one.figure
    alone, ends = run_steps(site), run_steps(answer.stages[-1].site)
    for one in money:
        assert pence(alone.figure(one.figure)) == pence(one.before)
        assert pence(ends.figure(one.figure)) == pence(one.after)


def test_net_over_all_parties_stays_nothing(site):
    answer = what_if(site, [LESS_ACTIVITY, LARGER_SHARE])
    assert answer.parties.sum("change_1_gbp") == answer.parties.sum("change_2_gbp") == 0


def test_the_order_shares_out_the_whole_and_never_changes_it(site):
    forth, back = what_if(site, [LESS_ACTIVITY, LARGER_SHARE]), what_if(site, [LARGER_SHARE, LESS_ACTIVITY])
    key = {"party_id": "A1", "financial_year": YEAR, "item": "gain_loss_gbp"}
    assert forth.items.at("after_gbp", **key) == back.items.at("after_gbp", **key)
    # First the share: 0.1 of £600,000; then the month at the larger share: 0.6 of £100,000.
    assert [back.items.at(f"change_{n}_gbp", **key) for n in (1, 2)] == [60_000, 60_000]


def test_a_change_that_needs_another_is_taken_with_it(site):
    line = "expenditure.spend_gbp[line_id=C1-community]=12500000"
    with pytest.raises(SiteFaults, match="ledger total"):
        what_if(site, [line])
    answer = what_if(site, [line, "commissioners.ledger_total_gbp[commissioner_code=C1]=70500000"])
    assert len(answer.labels) == 1 and "; together with commissioners.ledger_total_gbp" in answer.labels[0]


def test_nothing_changes_nothing(site):
    answer = what_if(site, ["parties.gain_share_rate[party_id=A1]=0.5"])
    assert answer.differences == [] and "No figure changes." in answer.as_text()


def test_what_changed_since_an_earlier_version(site):
    changed = what_if(site, [LESS_ACTIVITY, LARGER_SHARE, "settings.rules.contingency_rate=0.01"])
    answer = what_changed(site, changed.stages[-1].site)
    assert answer.labels == ["site.toml", "outturn.csv", "parties.csv"]
    ends = {one.figure: (one.before, one.after) for one in changed.differences}
    assert {one.figure: (one.before, one.after) for one in answer.differences} == ends


def test_a_setting_that_is_not_stated_can_be_changed(site):
    answer = what_if(
        site, ["settings.terms.gain_threshold_rate=0.05", "settings.terms.threshold_kind=first_pound"]
    )
    assert "gain_threshold_rate: 0 becomes 0.05" in answer.labels[0]
    # A gain of £600,000 on £18,000,000 expected is 3.3%, below the threshold.
    assert answer.stages[-1].figure(f"gain_loss.years.shareable_gbp[financial_year={YEAR}]") == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("spend", "is no change"),
        ("expenditure.spend_gbp[line_id]=1", "is no change|does not name cells"),
        ("expenditure.spend[line_id=C1-community]=1", "Did you mean spend_gbp"),
        ("expenditur.spend_gbp=1", "Did you mean expenditure"),
        ("expenditure.spend_gbp[line_id=none]=1", "no row of expenditure is like that"),
        ("expenditure.spend_gbp[line_id=C1-community]=1.2m", "This number is shortened"),
        ("expenditure.line_id[line_id=C1-community]=x", "names the row"),
        ("settings.rules.flor_rate=1", "Did you mean rules.floor_rate"),
    ],
)
def test_a_change_that_cannot_be_made_says_why(site, text, message):
    with pytest.raises(ChangeError, match=message):
        what_if(site, [text])


def test_reading_a_change():
    change = read_change(" growth.cost_uplift_rate[service_line=a,financial_year=2018/19] = 2.1% ")
    assert (change.table, change.column, change.value) == ("growth", "cost_uplift_rate", "2.1%")
    assert change.where == {"service_line": "a", "financial_year": "2018/19"}


def test_command(capsys, tmp_path):
    folder = resources.folder("data/sites") / "northmoor"
    change = "settings.rules.contingency_rate=0.02"
    assert cli.main(["whatif", str(folder), "-c", change, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["changes"] == [what_if(load_site(folder), [change]).labels[0]]
    assert all(set(one) == {"figure", "unit", "before", "after", "by_change"} for one in answer["figures"])
    assert cli.main(["whatif", str(folder), "--since", str(folder)]) == 0
    assert "No figure changes." in capsys.readouterr().out
    assert cli.main(["whatif", str(folder), "-c", "nothing"]) == 2
    assert cli.main(["whatif", str(folder), "-c", "settings.rules.contingency_rate=7"]) == 1
    assert "contingency_rate" in capsys.readouterr().err
