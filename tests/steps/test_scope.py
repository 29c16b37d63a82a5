"""One home for every pound of the tiny site's ledger, and the same ledger under each contracting form."""

import pytest

from acohandbook.site import SiteFaults
from acohandbook.steps.population import population
from acohandbook.steps.scope import (
    CONTRACTING_FORMS,
    preset_scope,
    scope,
    under_each_form,
    with_contracting_form,
)
from tiny import tiny_settings, tiny_site, tiny_tables


def scoped(site):
    """The scope of a site."""
    return scope(site, population(site))


def findings(result, words):
    """Status of the findings whose message has some words."""
    return [finding.status for finding in result.findings if words in finding.message]


def homes(result, form):
    """Pounds by home under a contracting form."""
    table = result.contracting_forms
    return {home: table.at("spend_gbp", contracting_form=form, home=home)
            for home in dict.fromkeys(table["home"])}  # fmt: skip


def changed(home, *lines):
    """Rows of the tiny scope with some service lines in another home."""
    return [row | ({"home": home, "from_year": None} if row["service_line"] in lines else {})
            for row in tiny_tables()["scope"]]  # fmt: skip


@pytest.fixture(scope="module")
def agreed():
    """The scope of the tiny site."""
    return scoped(tiny_site())


# --- one home ------------------------------------------------------------------------------------------


def test_homes_of_the_ccg_add_up_to_its_ledger(agreed):
    by_home = {home: agreed.homes.at("spend_gbp", commissioner_code="C1", home=home)
               for home in dict.fromkeys(agreed.homes["home"])}  # fmt: skip
    assert by_home == {
        "annual_payment": 28_400_000,  # community 12.0, mental health 8.0 and 0.4, prescribing 8.0
        "improvement_payment": 0,
        "gain_loss_pool": 30_000_000,  # emergency 20, elective 10
        "pass_through": 1_600_000,
        "retained": 6_000_000,  # running costs 3, unallocated 3
        "deferred": 4_000_000,  # continuing healthcare
    }
    assert sum(by_home.values()) == 70_000_000


def test_one_home_is_proved_for_every_commissioner_and_form(agreed):
    names = [proof.name for proof in agreed.proofs]
    assert names[:3] == [f"one home for every pound of {code}" for code in ("C1", "N1", "E07000001")]
    assert {proof.closing_pence for proof in agreed.proofs[3:]} == {86_000_000_00}  # 70m + 6m + 10m


def test_only_lines_of_the_base_year_are_in_the_ledger():
    tables = tiny_tables()
    earlier = tables["expenditure"][2] | {"line_id": "C1-community-before", "financial_year": "2015/16"}
    result = scoped(tiny_site(expenditure=[*tables["expenditure"], earlier]))
    assert "C1-community-before" not in result.ledger["line_id"].tolist()
    assert result.ledger.sum("spend_gbp") == 86_000_000_00


# --- presets -------------------------------------------------------------------------------------------


def test_lines_beside_their_preset(agreed):
    keys = {"commissioner_type": "nhs_england_primary_medical", "service_line": "qof"}
    assert agreed.lines.at("home", **keys) == "improvement_payment"
    assert agreed.lines.at("preset_home", **keys) == "retained"
    assert agreed.lines.at("differs", **keys) == 1
    assert findings(agreed, "4 of 14 lines have another home than the preset") == ["note"]


def test_presets_leave_core_general_practice_out_until_full_integration():
    def home(form, line, model="mcp"):
        (row,) = (row for row in preset_scope(model, form) if row["service_line"] == line)
        return row["home"]

    assert [home(form, "core_general_practice") for form in CONTRACTING_FORMS] == [
        "retained", "retained", "annual_payment",
    ]  # fmt: skip
    assert [home(form, "qof") for form in CONTRACTING_FORMS] == [
        "retained",
        "retained",
        "improvement_payment",
    ]
    # A PACS has hospital care in the payment, but not all of it.
    assert home("fully_integrated", "acute_emergency", "pacs") == "annual_payment"
    assert home("fully_integrated", "acute_elective", "pacs") == "gain_loss_pool"


def test_a_preset_row_is_a_row_of_scope():
    assert set(preset_scope("mcp", "virtual")[0]) == {
        "commissioner_type", "service_line", "home", "reason", "from_year",
    }  # fmt: skip


def test_other_care_models_have_no_preset():
    assert preset_scope("other", "virtual") == []
    result = scoped(tiny_site(tiny_settings(care_model="other")))
    assert set(result.lines["differs"].tolist()) == {0.0}
    assert set(result.contracting_forms["contracting_form"].tolist()) == {"as_agreed"}
    assert findings(result, "There is no preset of scope for the care model 'other'") == ["note"]


def test_an_unknown_contracting_form_is_refused():
    with pytest.raises(
        ValueError, match="no contracting form 'full'; there are virtual, partially_integrated"
    ):
        preset_scope("mcp", "full")


# --- one ledger, three forms ---------------------------------------------------------------------------


def test_the_same_ledger_under_each_form(agreed):
    partly, fully, virtual = (homes(agreed, form) for form in
                              ("partially_integrated", "fully_integrated", "virtual"))  # fmt: skip
    # Full integration brings in core general practice (4.8m) and the quality payments (0.8m); premises (0.4m)
    # pass through.
    assert fully["annual_payment"] - partly["annual_payment"] == 4_800_000
    assert fully["improvement_payment"] - partly["improvement_payment"] == 800_000
    assert fully["pass_through"] - partly["pass_through"] == 400_000
    # A virtual contract leaves patients' choice (1.6m) with the CCG.
    assert virtual["retained"] - partly["retained"] == 1_600_000
    # Hospital care stays outside the budget under all three: the cost left behind is the pool's 30m.
    assert {form["gain_loss_pool"] for form in (partly, fully, virtual)} == {30_000_000}


def test_a_site_under_another_form_has_its_homes():
    # From partial to full brings core general practice in, so its growth must be stated too.
    growth = tiny_tables()["growth"]
    core = [row | {"service_line": "core_general_practice"} for row in growth if row["service_line"] == "qof"]
    site = with_contracting_form(tiny_site(growth=growth + core), "fully_integrated")
    assert site.settings.contracting_form == "fully_integrated"
    assert homes(scoped(site), "as_agreed") == homes(scoped(site), "fully_integrated")


def test_a_line_that_comes_in_without_growth_is_a_fault():
    with pytest.raises(SiteFaults, match="core_general_practice"):
        with_contracting_form(tiny_site(), "fully_integrated")


def test_each_form_is_shown_or_said_to_lack_something():
    sites, lacking = under_each_form(tiny_site())
    assert {form: site.settings.contracting_form for form, site in sites.items()} == {
        "virtual": "virtual",
        "partially_integrated": "partially_integrated",
    }
    (fault,) = lacking["fully_integrated"]
    assert (fault.file, fault.value) == ("growth.csv", "N1 core_general_practice")
    growth = tiny_tables()["growth"]
    core = [row | {"service_line": "core_general_practice"} for row in growth if row["service_line"] == "qof"]
    sites, lacking = under_each_form(tiny_site(growth=growth + core))
    assert list(sites) == list(CONTRACTING_FORMS) and lacking == {}


def test_a_line_that_stays_deferred_keeps_its_year():
    site = with_contracting_form(tiny_site(), "virtual")
    result = scoped(site)
    keys = {"commissioner_type": "ccg", "service_line": "continuing_healthcare"}
    assert result.lines.at("from_year", **keys) == "2018/19"
    assert findings(result, "The £28,400,000 with that home is a shadow budget") == ["note"]


# --- findings ------------------------------------------------------------------------------------------


def test_unmapped_spend_is_amber(agreed):
    assert findings(agreed, "£3,000,000 of the ledger is mapped to no service line") == ["amber"]


def test_quality_payments_under_partial_integration_are_asked_about(agreed):
    assert findings(agreed, "qof is in the improvement payment, but under a partially integrated") == [
        "amber"
    ]


def test_general_practice_left_out_of_full_integration_is_asked_about():
    result = scoped(tiny_site(tiny_settings(contracting_form="fully_integrated")))
    assert findings(result, "brings core_general_practice in; here its home is retained") == ["amber"]
    assert findings(result, "qof is in the improvement payment, but") == []


def test_a_line_deferred_to_no_year_is_amber():
    result = scoped(tiny_site(scope=changed("deferred", "continuing_healthcare")))
    assert findings(result, "£4,000,000 of the ledgers is deferred to no agreed year") == ["amber"]


def test_case_by_case_care_in_the_payment_needs_a_stop_loss():
    inside = changed("annual_payment", "continuing_healthcare")
    words = "continuing_healthcare (£4,000,000) is in the annual payment without a stop-loss"
    assert findings(scoped(tiny_site(scope=inside)), words) == ["amber"]
    settled = {**tiny_settings()["settlement"], "stop_loss_per_case_gbp": 100_000.0}
    assert findings(scoped(tiny_site(tiny_settings(settlement=settled), scope=inside)), words) == []


def test_national_contracts_outside_what_is_retained_are_amber():
    tables = tiny_tables()
    dental = {
        "commissioner_type": "nhs_england_primary_medical",
        "service_line": "dental",
        "home": "pass_through",
    }
    result = scoped(tiny_site(scope=[*tables["scope"], tables["scope"][0] | dental]))
    assert findings(result, "dental is under a national contract or agreement") == ["amber"]
    assert findings(result, "Scope has 1 line without spend in the base year: dental") == ["note"]
