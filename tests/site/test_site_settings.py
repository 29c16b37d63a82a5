"""``site.toml``: slips named with line and key; rules across keys and tables; preset terms."""

import pytest

from acohandbook.site import Site, SiteFaults, check_site, load_site
from tiny import tiny_settings, tiny_site, tiny_tables
from tiny_folder import TinyFolder

# The text replaced in site.toml, its replacement, line and key of the fault, and words of its message.
SLIPS = [
    ("years = 3", "years = three", 6, "", "This is not TOML"),
    ("years = 3", "years = 3\nyears = 4", 7, "", "This is not TOML"),
    ("years = 3", 'years = "3"', 6, "years", "whole number, without quotes"),
    ("years = 3", "years = 3.5", 6, "years", "whole number"),
    ("years = 3", "years = 30", 6, "years", "at most 15"),
    ('name = "Tiny ACO"', "name = 7", 1, "name", "text in quotes"),
    ('care_model = "mcp"', 'care_model = "mcps"', 2, "care_model", "Did you mean mcp?"),
    ('base_year = "2016/17"', 'base_year = "2016-17"', 4, "base_year", "did you mean 2016/17?"),
    ('base_year = "2016/17"', 'base_year = "2001/02"', 5, "first_year", "one to five years after"),
    ('first_year = "2017/18"\n', "", None, "first_year", "This key is missing"),
    ("firm_years = 2", "firm_years = 4", 7, "firm_years", "No more years can be firm"),
    ("contingency_rate", "contingency", 11, "rules.contingency", "Did you mean contingency_rate?"),
    ("contingency_rate = 0.005", "contingency_rate = 2.1", 11, "rules.contingency_rate", "write 0.021"),
    ("contingency_rate = 0.005", "contingency_rate = 0.5", 11, "rules.contingency_rate", "write 0.005"),
    ("contingency_rate = 0.005", "contingency_rate = nan", 11, "rules.contingency_rate", "finite number"),
    ("contingency_rate = 0.005", "floor_rate = 0.1\nceiling_rate = 0.05",
     11, "rules.floor_rate", "above the ceiling"),
    ("[rules]", "[rule]", 9, "rule", "Did you mean rules?"),
    ("[improvement]", "improvement = 1\n[other]", 18, "terms.improvement", "no such key here"),
    ("gain_cap_rate = 0.1", "gain_cap_rate = 0", 15, "terms.gain_cap_rate", "shares no gain at all"),
    ("gain_cap_rate = 0.1",
     'gain_cap_rate = 0.01\ngain_threshold_rate = 0.02\nthreshold_kind = "first_pound"',
     15, "terms.gain_cap_rate", "below the threshold"),
    ('residual_holder = "R1"', 'residual_holder = "R2"', 14, "terms.residual_holder", "no such party_id"),
    ('residual_holder = "R1"', 'preset = "no-such-terms"', 14, "terms.preset", "no contract terms called"),
    ('residual_holder = "R1"', 'quality_multiplies = "yes"', 14, "terms.quality_multiplies", "true or false"),
    ('provider_party = "A1"', 'provider_party = "B1"', 23, "settlement.provider_party", "no such party_id"),
    ('years_closed = ["2017/18"]', 'years_closed = ["2018/19"]',
     24, "settlement.years_closed", "one after the other"),
    ('years_closed = ["2017/18"]', 'years_closed = "2017/18"',
     24, "settlement.years_closed", "This is a list"),
    ('commissioner_code = "C1", financial', 'commissioner_code = "N1", financial',
     26, "settlement.list_counts[1].commissioner_code", "counted by CCG"),
    ('commissioner_code = "C1", financial', 'commissioner_code = "C2", financial',
     26, "settlement.list_counts[1].commissioner_code", "no such code"),
    ("emergency_elasticity = 0.5", "bed_price_gbp = 300.0",
     30, "assumptions.bed_price_gbp", "no assumption_id"),
    ('service_line = "prescribing"', 'service_line = "prescribed"',
     36, "reopeners[1].service_line", "Did you mean prescribing?"),
    ('financial_year = "2017/18"\nkind', 'financial_year = "2021/22"\nkind',
     37, "reopeners[1].financial_year", "2017/18 to 2019/20"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "key", "words"), SLIPS)
def test_a_slip_is_named_with_its_line(tmp_path, old, new, line, key, words):
    tiny = TinyFolder(tmp_path / "tiny")
    tiny.replace("site.toml", old, new)
    faults = [fault for fault in check_site(tiny.path) if fault.file == "site.toml"]
    assert (line, key) in [(fault.row, fault.column) for fault in faults]
    fault = next(fault for fault in faults if fault.column == key)
    assert words in f"{fault.rule} {fault.remedy}"


def test_endless_brackets_are_a_fault(tmp_path):
    tiny = TinyFolder(tmp_path / "tiny")
    tiny.raw("site.toml", b"a = " + b"[" * 100_000)
    assert [fault.file for fault in check_site(tiny.path)] == ["site.toml"]


def faults_of(**changes):
    """Faults of the tiny site with other settings: (key, rule) each."""
    with pytest.raises(SiteFaults) as caught:
        tiny_site(tiny_settings(**changes))
    return [(fault.file, fault.column, fault.rule) for fault in caught.value.faults]


def band(from_rate, to_rate):
    return {"from_rate": from_rate, "to_rate": to_rate, "share_rate": 0.5}


def test_bands_that_overlap():
    terms = {"residual_holder": "R1", "bands": [band(0.0, 0.02), band(0.01, 0.05)]}
    assert faults_of(terms=terms) == [
        ("site.toml", "terms.bands[2].from_rate", "The band overlaps the one before it, which ends at 0.02.")
    ]


def test_a_band_that_ends_before_it_begins():
    terms = {"residual_holder": "R1", "bands": [band(0.05, 0.02)]}
    assert faults_of(terms=terms)[0][1] == "terms.bands[1].to_rate"


def test_shares_without_anyone_to_take_the_rest():
    assert faults_of(terms={}) == [
        ("parties.csv", "gain_share_rate", "The shares add to 0.9, and no party takes the rest."),
        ("parties.csv", "loss_share_rate", "The shares add to 0.9, and no party takes the rest."),
    ]


def test_shares_that_add_to_more_than_one():
    parties = tiny_tables()["parties"]
    parties[0]["gain_share_rate"] = 0.7  # 0.7 + 0.3 + 0.1 + 0
    with pytest.raises(SiteFaults, match=r"The shares add to 1\.1"):
        tiny_site(parties=parties)


def test_phases_add_to_one_and_stand_once():
    phase = {"financial_year": "2017/18", "process_rate": 0.7, "outcome_rate": 0.2}
    whole = phase | {"outcome_rate": 0.3}
    keys = [key for _, key, _ in faults_of(improvement={"phasing": [phase]})]
    assert keys == ["improvement.phasing[1].outcome_rate"]
    keys = [key for _, key, _ in faults_of(improvement={"phasing": [whole, whole]})]
    assert keys == ["improvement.phasing[2]"]


def test_eleven_months_are_no_year():
    outturn = [
        row
        for row in tiny_tables()["outturn"]
        if (row["month"], row["service_line"]) != (7, "acute_elective")
    ]
    with pytest.raises(SiteFaults) as caught:
        tiny_site(outturn=outturn)
    assert [(fault.file, fault.column) for fault in caught.value.faults] == [("outturn.csv", "month")]
    assert "has 11 months of it, without October" in caught.value.faults[0].rule


def test_a_year_in_course_has_no_gap():
    settings = tiny_settings(settlement={"provider_party": "A1"})
    months = [row for row in tiny_tables()["outturn"] if row["month"] <= 5]
    assert len(tiny_site(settings, outturn=months).outturn) == 10
    with pytest.raises(SiteFaults, match=r"4 months of it, without June"):
        tiny_site(settings, outturn=[row for row in months if row["month"] != 3])


def test_a_closed_year_without_outturn():
    with pytest.raises(SiteFaults, match=r"2017/18 is closed, and there is no outturn"):
        tiny_site(outturn=[])


def test_preset_terms_fill_what_the_site_leaves_out():
    from acohandbook.site.terms import list_terms, load_terms

    name = next(name for name in list_terms() if load_terms(name).kind == "sharing")
    preset = load_terms(name).site_settings()
    site = tiny_site(tiny_settings(terms={"preset": name, "residual_holder": "R1", "loss_cap_rate": 0.9}))
    assert site.settings.terms.gain_threshold_rate == preset["gain_threshold_rate"]
    assert site.settings.terms.loss_cap_rate == 0.9
    assert site.given_settings["terms"] == {"preset": name, "residual_holder": "R1", "loss_cap_rate": 0.9}


def test_defaults_cap_and_limit_nothing(tmp_path):
    tiny = TinyFolder(tmp_path / "tiny")
    settings = load_site(tiny.path).with_settings(terms={"residual_holder": "R1"}).settings
    assert (settings.terms.gain_cap_rate, settings.terms.loss_cap_rate) == (1.0, 1.0)
    assert (settings.rules.floor_rate, settings.rules.ceiling_rate) == (-1.0, 1.0)


def test_every_setting_is_described_with_a_unit():
    from acohandbook.site.settings import Section
    from acohandbook.workings.table import UNITS

    for section in Section.__subclasses__():
        assert section.__doc__
        for name, field in section.model_fields.items():
            assert field.description.endswith("."), name
            assert field.json_schema_extra["unit"] in UNITS, name


def test_a_table_that_no_site_has():
    with pytest.raises(SiteFaults, match=r"Did you mean parties\?"):
        Site.from_tables("tiny", tiny_settings(), tiny_tables() | {"partys": []})


@pytest.mark.parametrize(
    "terms",
    [
        {"threshold_kind": "deductible"},  # only what lies beyond 2% is shared: 1% of it is a true cap
        {"threshold_kind": "first_pound", "bands": [{"from_rate": 0, "to_rate": 1, "share_rate": 0.3}]},
    ],
)
def test_a_cap_below_the_threshold_may_still_be_out_of_reach(terms):
    stated = {"residual_holder": "R1", "gain_threshold_rate": 0.02, "gain_cap_rate": 0.01}
    assert tiny_site(tiny_settings(terms=stated | terms)).settings.terms.gain_cap_rate == 0.01
