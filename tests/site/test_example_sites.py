"""The illustrative sites: made again they are the same, they load, and they show what they are there for."""

from functools import cache

import pytest

from acohandbook.site import load_site
from acohandbook.site.opening import examples
from make_example_sites import DATA, SITES, write_sites

# About £1,661 a head is a whole place in England in 2016/17: CCG, primary medical and specialised together.
PLACE_PER_HEAD_GBP = 1661


@cache
def site(name):
    return load_site(DATA / name)


def test_every_example_is_made_by_the_generator():
    assert examples() == sorted(SITES)


def test_made_again_every_file_is_the_same_byte_for_byte(tmp_path):
    write_sites(tmp_path)
    made = sorted(path for path in tmp_path.rglob("*.csv"))
    assert len(made) >= 8 * len(SITES)
    different = [
        path.name for path in made if path.read_bytes() != (DATA / path.relative_to(tmp_path)).read_bytes()
    ]
    assert different == []


@pytest.mark.parametrize("name", SITES)
def test_it_loads_and_says_what_is_fictional(name):
    readme = (DATA / name / "README.md").read_text(encoding="utf-8")
    assert "**Fictional**" in readme
    assert "**Teaches**" in readme
    assert len(readme.strip().splitlines()) <= 12
    assert site(name).frames["sources"].set_index("source_id").status["made_up"] == "illustrative"


@pytest.mark.parametrize("name", SITES)
def test_ledgers_tie_to_the_pound(name):
    frames = site(name).frames
    lines = frames["expenditure"]
    base = lines[lines.financial_year == site(name).settings.base_year]
    spent = base.groupby("commissioner_code").spend_gbp.sum()
    stated = frames["commissioners"].set_index("commissioner_code").ledger_total_gbp
    assert dict(spent) == dict(stated)


@pytest.mark.parametrize("name", ["northmoor", "eastvale", "westhaven"])
def test_a_place_costs_about_what_places_cost(name):
    frames = site(name).frames
    nhs = frames["commissioners"][~frames["commissioners"].commissioner_type.str.startswith("council")]
    other = frames["expenditure"].service_line.isin(["dental", "pharmacy", "optical", "section_7a_screening"])
    pounds = nhs.ledger_total_gbp.sum() - frames["expenditure"][other].spend_gbp.sum()
    per_head = pounds / frames["practices"].registered_persons.sum()
    assert per_head == pytest.approx(PLACE_PER_HEAD_GBP, rel=0.03)


@pytest.mark.parametrize(
    ("name", "form", "members"),
    [
        ("northmoor", "fully_integrated", 310_000),
        ("eastvale", "partially_integrated", 320_000),
        ("westhaven", "virtual", 60_000),
        ("fenmarsh", "partially_integrated", 848_000),
    ],
)
def test_people_and_contracting_form_are_as_the_readme_says(name, form, members):
    practices = site(name).frames["practices"]
    assert practices[practices.membership != "not_member"].registered_persons.sum() == members
    assert site(name).settings.contracting_form == form
    assert f"{members:,}" in (DATA / name / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SITES)
def test_people_by_age_add_up_to_the_lists(name):
    frames = site(name).frames
    base = frames["population"][frames["population"].financial_year == site(name).settings.base_year]
    listed = frames["practices"].groupby("commissioner_code").registered_persons.sum()
    assert dict(base.groupby("commissioner_code").persons.sum()) == dict(listed)


def test_the_failing_contract_is_34_million_apart_before_anything_was_spent():
    frames = site("fenmarsh").frames
    apart = frames["positions"].provider_gbp - frames["positions"].commissioner_gbp
    assert apart.sum() == 34_000_000
    assert len(frames["outturn"]) == len(frames["achievement"]) == 0
    assert frames["parties"].set_index("party_id").guarantee_gbp["aco"] == 0
    assert frames["adjustments"].set_index("adjustment_id").approved_by_role["vat"] is None


def test_the_pooled_fund_pays_out_what_is_paid_in_every_year():
    flows = site("eastvale").frames["flows"]
    pool = flows[flows.poolable == "yes"]
    for _, year in pool.groupby("financial_year"):
        paid_in = year[year.payee == year.host].amount_gbp.sum()
        assert paid_in == year[year.payer == year.host].amount_gbp.sum() > 0


def test_people_live_across_the_border_of_the_small_place():
    codes = site("westhaven").frames["residence"].lad_code.str[0]
    assert set(codes) == {"E", "W"}
