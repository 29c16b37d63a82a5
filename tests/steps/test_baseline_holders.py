"""Who bears a cost, what a price funds already, and capital charges that follow assets: ``tiny_later``."""

import pytest

from acohandbook.site import SiteFaults
from acohandbook.steps import run_steps
from tiny import tiny_site, tiny_tables
from tiny_later import later_site, later_tables


@pytest.fixture(scope="module")
def base():
    return run_steps(later_site()).baseline


def told(base, start):
    return [one for one in base.findings if one.figure.startswith(f"baseline.{start}")]


def adjusting(**changes):
    """Adjustments of ``tiny_later``, each changed by its id; None leaves one out."""
    table = later_tables()["adjustments"]
    return [
        row | changes.get(row["adjustment_id"], {})
        for row in table
        if changes.get(row["adjustment_id"], {}) is not None
    ]


def test_what_the_price_funds_is_shown_and_adds_nothing(base):
    assert base.adjustments.at("amount_gbp", adjustment_id="K1") == 200_000
    assert base.postings.at("posted_gbp", adjustment_id="K1", home="annual_payment") == 0
    assert base.postings.at("posted_gbp", adjustment_id="K2", home="annual_payment") == 50_000
    assert base.bridge.at("amount_gbp", commissioner_code="C1", movement="clinical_negligence") == 50_000
    (found,) = told(base, "adjustments.is_added")
    assert (found.status, found.message) == (
        "note",
        "Adjustment K1: the price of its line funds £200,000 already, so it is shown and adds nothing.",
    )


def test_cost_by_holder(base):
    row = {"held_by": "T1", "kind": "clinical_negligence"}
    shown = [base.held_costs.at(f"{column}_gbp", **row) for column in ("amount", "funded_in_price", "added")]
    assert shown == [250_000, 200_000, 50_000]
    assert base.held_costs.at("added_gbp", held_by="T2", kind="capital_charges") == 8_000


def test_capital_charges_follow_assets_that_move(base):
    assert base.asset_moves.at("capital_charges_gbp", adjustment_id="J4") == 8_000
    assert base.asset_moves.at("is_followed", adjustment_id="J4") == 1
    (found,) = told(base, "asset_moves")
    assert found.status == "amber"
    assert found.message == (
        "Adjustment J5 moves a service with its assets, and no capital charges go with them: add "
        "depreciation and dividend of premises (kind capital_charges, from 2017/18, leaving and arriving as "
        "the service does)."
    )
    stays = run_steps(later_site(adjustments=adjusting(J4={"assets_move": "no"}, J5={"assets_move": "no"})))
    assert len(stays.baseline.asset_moves) == 0


def test_what_is_not_said_is_asked():
    silent = {"held_by": None, "funded_in_price": None}
    base = run_steps(later_site(adjustments=adjusting(K2=silent, J4={"assets_move": None}))).baseline
    asked = {one.message for one in base.findings if "adjustments.csv does not say" in one.message}
    assert asked == {
        "K2 (clinical_negligence): adjustments.csv does not say who bears the cost or holds the asset "
        "(held_by).",
        "K2 (clinical_negligence): adjustments.csv does not say whether the price of the line funds it "
        "already (funded_in_price).",
        "J4 (service_move): adjustments.csv does not say whether its assets move too (assets_move).",
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"J1": {"assets_move": "yes"}},
            "Assets move with a service, and this row is of kind full_year_effect",
        ),
        ({"J2": {"funded_in_price": "yes"}}, "so there is nothing for a price to fund"),
        ({"K1": {"held_by": "T9"}}, "No commissioner, party or provider of the ledger has this code"),
    ],
)
def test_flags_where_they_make_no_sense(changes, message):
    with pytest.raises(SiteFaults, match=message):
        later_site(adjustments=adjusting(**changes))


# --- two amounts in one ----------------------------------------------------------------------------------


def evidenced(evidence, kind="other", amount=90_000):
    row = tiny_tables()["adjustments"][0] | {
        "adjustment_id": "O1",
        "kind": kind,
        "amount_gbp": amount,
        "evidence": evidence,
    }
    return [*tiny_tables()["adjustments"], row]


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ("Cost of £120,000 less £30,000 recharged", "other"),
        ("£0.12m of rent and £30k of income from it", "other"),
        ("£120,000, net of £30,000 paid by the trust", "full_year_effect"),
    ],
)
def test_two_amounts_that_make_up_the_row_are_refused(evidence, kind):
    with pytest.raises(SiteFaults, match=r"Two amounts in one: the evidence nets £120,000.00 and £30,000.00"):
        tiny_site(adjustments=evidenced(evidence, kind))


@pytest.mark.parametrize(
    ("evidence", "kind", "said"),
    [
        ("Rent after deducting income", "other", "says 'after deducting'"),
        ("Net of what the trust pays", "full_year_effect", "says 'Net of'"),
        ("£70,000 in one clinic and £20,000 in the other", "other", "states several amounts"),
        ("Balance of the two contracts", "other", "says 'Balance of'"),
    ],
)
def test_words_of_netting_are_amber(evidence, kind, said):
    base = run_steps(tiny_site(adjustments=evidenced(evidence, kind))).baseline
    (found,) = [one for one in base.findings if "hides two" in one.message]
    assert found.status == "amber"
    assert found.message.startswith(f"Adjustment O1 ({kind}): its evidence {said}.")


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        ("Protocol of March 2017, £90,000", "other"),
        ("A ward that is less busy, in a network of clinics", "other"),
        ("£35.92m repriced to £35.83m", "market_forces_repricing"),
        (None, "full_year_effect"),
    ],
)
def test_plain_evidence_is_left_alone(evidence, kind):
    base = run_steps(tiny_site(adjustments=evidenced(evidence, kind))).baseline
    assert not [one for one in base.findings if "hides two" in one.message]
