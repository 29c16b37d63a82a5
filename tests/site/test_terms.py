"""Contract terms: every file loads, every figure is cited, and the words come from the data."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acohandbook.resources import folder
from acohandbook.rules.contract_terms import settled_pence
from acohandbook.rules.sharing import NO_LIMIT_RATE
from acohandbook.site.settings import Terms
from acohandbook.site.terms import (
    TermsError,
    UnknownTerms,
    list_terms,
    load_terms,
    population_table,
    read_terms,
)
from acohandbook.site.terms_words import STATUS_WORDS, rate_words, terms_text

SHARING = [name for name in list_terms() if load_terms(name).kind == "sharing"]
TWO_SIDED = [name for name in SHARING if load_terms(name).loss.rule != "none"]

MADE_UP = """
title = "Made up"
family = "Made up"
country = "Nowhere"
currency = "GBP"
summary = "For a test."
kind = "sharing"
first_year = "2017/18"

[[bands]]
share_rate = 0.5

[[facts]]
fields = ["bands"]
status = "U"
source = "us"

[sources.us]
title = "Ourselves"
url = "https://example.org"
"""


def made_up(tmp_path, *changes):
    text = MADE_UP
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "made_up.toml"
    path.write_text(text, encoding="utf-8")
    return read_terms(path)


def settle(numbers, expected, actual, quality=1.0):
    return settled_pence(expected, actual, quality, expected, 0.0, **numbers)


# --- the schema --------------------------------------------------------------------------------------------


def test_the_schemes_of_the_handbook_are_there():
    wanted = {
        "alzira", "kinzigtal", "mssp_track_1", "mssp_track_1_plus", "mssp_track_2", "mssp_track_3",
        "mssp_basic_a", "mssp_basic_b", "mssp_basic_c", "mssp_basic_d", "mssp_basic_e", "mssp_enhanced",
        "ngaco_option_a", "ngaco_option_b", "reach_global", "reach_professional", "nhs_aligned_payment",
        "nhs_blended_emergency", "nhs_cquin", "nhs_local_deductible", "nhs_local_first_pound",
        "nhs_local_one_sided", "nhs_marginal_rate_emergency", "nhs_multilateral", "nhs_qof",
    }  # fmt: skip
    assert set(list_terms()) == wanted


@pytest.mark.parametrize("name", list_terms())
def test_every_year_of_a_scheme_has_terms(name):
    terms = load_terms(name)
    assert all(source.url.startswith("http") for source in terms.sources.values())
    years = {terms.first_year, terms.last_year, *(change.from_year for change in terms.changes)} - {None}
    for year in years:
        changed = terms.in_year(year)
        assert changed.changes == []
        if terms.kind == "sharing":
            assert settle(changed.numbers(), 1_000_000, 500_000) >= 0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            [('fields = ["bands"]', 'fields = ["caps"]')],
            "figures without status and source: bands.0.share_rate",
        ),
        ([('source = "us"', 'source = "them"')], "a fact cites 'them', which is not among the sources"),
        ([('status = "U"', 'status = "X"')], "facts.0.status: Input should be 'V', 'D', 'S' or 'U'"),
        ([("share_rate = 0.5", "share_rate = -0.5")], "bands.0.share_rate: Input should be greater than"),
        ([("share_rate = 0.5", "share_rat = 0.5")], "bands.0.share_rat: Extra inputs are not permitted"),
        ([("[[bands]]\nshare_rate = 0.5", "")], "terms of kind sharing need at least one band"),
        ([('kind = "sharing"', 'kind = "points"')], r"terms of kind points need a part \[points\]"),
        ([('kind = "sharing"', 'kind = "sharing"\nkind = 1')], "the terms cannot be read"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(tmp_path, changes, words):
    with pytest.raises(TermsError, match=words):
        made_up(tmp_path, *changes)


def test_an_unknown_name_is_refused_with_the_nearest():
    with pytest.raises(
        UnknownTerms, match=r"no contract terms called 'mssp_track2'.* nearest are mssp_track_2"
    ):
        load_terms("mssp_track2")


def test_a_year_outside_the_scheme_is_refused():
    with pytest.raises(TermsError, match=r"option A \(partial risk\) runs from 2016 to 2020, not in 2021"):
        load_terms("ngaco_option_a").in_year("2021")


def test_changes_apply_in_their_years_alone():
    terms = load_terms("mssp_track_1")
    rates = {
        year: terms.in_year(year).deductions.sequestration_rate for year in ("2018", "2019", "2020", "2021")
    }
    assert rates == {"2018": 0.02, "2019": 0.0, "2020": 0.0, "2021": 0.02}
    assert terms.in_year("2020").quality.effect == "multiplies"
    assert terms.in_year("2021").quality.effect == "gate"


def test_caps_by_contract_year_end_with_the_last():
    numbers = [load_terms("mssp_track_2").numbers("2016", contract_year=year) for year in (1, 2, 3, 7, None)]
    assert [n["loss_cap_rate"] for n in numbers] == [0.05, 0.075, 0.1, 0.1, 0.1]


def test_a_limit_on_revenue_is_of_the_second_base():
    numbers = load_terms("mssp_basic_e").numbers("2023")
    assert (numbers["loss_cap_rate"], numbers["loss_cap_second_rate"]) == (0.04, 0.08)
    assert numbers["gain_cap_second_rate"] == NO_LIMIT_RATE


def test_a_gate_without_a_level_lets_any_score_pass_but_nought():
    numbers = load_terms("mssp_enhanced").numbers("2023", gain_threshold_rate=0.01)
    assert settle(numbers, 100_000, 90_000, quality=0.01) == 7350  # 10% saved x 75% x 0.98
    assert settle(numbers, 100_000, 90_000, quality=0.0) == 0


def test_payments_that_share_nothing_have_no_numbers_of_sharing():
    with pytest.raises(TermsError, match="does not share savings"):
        load_terms("nhs_qof").numbers()
    with pytest.raises(TermsError, match="cannot be the gain/loss terms of a site"):
        load_terms("nhs_cquin").site_settings()


def test_the_table_of_minimum_rates_has_no_gap_and_never_rises():
    table = population_table("cms_minimum_savings_rate")
    for (_, end, _, low), (start, _, high, _) in pairwise(table):
        assert start == end + 1
        assert high == low
    assert all(from_rate >= to_rate for _, _, from_rate, to_rate in table)


@pytest.mark.parametrize("name", SHARING)
def test_terms_can_be_the_terms_of_a_site(name):
    settings = Terms.model_validate(load_terms(name).site_settings())
    assert (settings.sides == "two_sided") == (name in TWO_SIDED)


def test_local_terms_as_settings_of_a_site():
    settings = load_terms("nhs_local_deductible").site_settings()
    assert settings["threshold_kind"] == "deductible"
    assert (settings["gain_threshold_rate"], settings["gain_cap_rate"]) == (0.01, 0.05)
    assert settings["minimum_persons"] == 30000
    assert "bands" not in settings


# --- what must hold of any sharing -------------------------------------------------------------------------

MONEY = st.integers(1_000_000, 10**12)
RATES = st.floats(0, 1)


@given(st.sampled_from(SHARING), MONEY, RATES, RATES)
def test_nobody_earns_more_than_was_saved_or_owes_more_than_was_lost(name, expected, part, quality):
    numbers = load_terms(name).numbers()
    actual = round(expected * 2 * part)
    settled = settle(numbers, expected, actual, quality)
    saved = max(expected - actual, 0)
    lost = max(actual - expected, 0) + expected * (numbers["discount_rate"] + numbers["withhold_rate"])
    assert -lost - 2 <= settled <= saved + 2


@given(st.sampled_from(SHARING), MONEY, RATES, RATES)
def test_caps_hold(name, expected, part, quality):
    numbers = load_terms(name).numbers()
    settled = settle(numbers, expected, round(expected * 3 * part), quality)
    assert settled <= min(numbers["gain_cap_rate"], numbers["gain_cap_second_rate"]) * expected + 1
    assert -settled <= min(numbers["loss_cap_rate"], numbers["loss_cap_second_rate"]) * expected + 1


@given(st.sampled_from(sorted(set(SHARING) - set(TWO_SIDED))), MONEY, st.floats(1, 3))
def test_one_sided_terms_never_owe(name, expected, times):
    assert settle(load_terms(name).numbers(), expected, round(expected * times)) == 0


# Where quality earns back a withhold, a higher score also widens the bands, which are rates of the benchmark.
UNWITHHELD = [name for name in SHARING if not load_terms(name).deductions.withhold_rate]


@given(st.sampled_from(UNWITHHELD), MONEY, RATES, st.tuples(RATES, RATES))
def test_better_quality_never_pays_less(name, expected, part, scores):
    numbers = load_terms(name).numbers()
    low, high = sorted(scores)
    actual = round(expected * 2 * part)
    assert settle(numbers, expected, actual, high) >= settle(numbers, expected, actual, low) - 1


# --- words -------------------------------------------------------------------------------------------------


def test_the_list_names_every_scheme_and_marks_what_is_illustrative():
    text = terms_text()
    lines = {line.split()[0]: line for line in text.splitlines() if line.startswith("  ")}
    assert set(lines) == set(list_terms())
    assert "*" in lines["nhs_local_first_pound"]
    assert "*" not in lines["mssp_track_1"]


@pytest.mark.parametrize("name", list_terms())
def test_every_scheme_is_explained_with_its_sources_and_status(name):
    text, terms = terms_text(name), load_terms(name)
    assert text.startswith(terms.title)
    for fact in terms.facts:
        assert STATUS_WORDS[fact.status] in text
        assert terms.sources[fact.source].url in text
    for change in terms.changes:
        assert change.note in text
    assert not re.search(r"\bNone\b|\bnan\b|_rate\b|[{}]", text)


def test_the_words_follow_the_data(tmp_path):
    from acohandbook.site import terms_words

    text = terms_words._explained(made_up(tmp_path, ("share_rate = 0.5", "share_rate = 0.375")))
    assert "The share of a gain is 37.5%." in text
    assert "Losses are not shared." in text
    assert "illustrative: not verified" in text


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "mssp_track_2",
            "A loss is limited to 5%, 7.5% and then 10% of expected spend by year of the contract.",
        ),
        ("mssp_basic_c", "A loss is limited to 2% of the participants' revenue, or 1% of expected spend"),
        ("mssp_track_1", "once it reaches a rate by population (3.9% at 5,000 people"),
        ("reach_professional", "The share of what lies between 5% and 10% is 35%."),
        ("nhs_local_deductible", "counts only for the part beyond 1% of expected spend."),
        ("nhs_aligned_payment", "In 2022/23: price above plan 75%; price below plan 50%"),
        ("alzira", "For others it treats it is paid 80% of the regional average cost of the case."),
        ("nhs_multilateral", "Acute provider: 25% of a gain, 25% of a loss."),
        ("nhs_cquin", "2.5% of the value of the contract must be earned."),
        ("nhs_qof", "A point is worth £165.18 to a practice with the mean list of 7,460 people"),
    ],
)
def test_sentences(name, sentence):
    assert sentence in terms_text(name)


def test_rates_are_written_without_needless_digits():
    assert [rate_words(rate) for rate in (0.5, 0.075, 1.0, 0.0125, 0)] == [
        "50%",
        "7.5%",
        "100%",
        "1.25%",
        "0%",
    ]


def test_every_file_of_the_folder_is_terms_or_a_table():
    assert {path.suffix for path in folder("data/terms").iterdir()} == {".toml", ".csv"}
