"""What no drawn site may pass: caps, floors, thresholds, the stop-loss and the pools; and who bears a cost.

Every limit is worked out here from the site's own tables, never read from the step that applies it.
"""

from drawn_sites import STOP_LOSS, few, more, sites, worked
from hypothesis import given
from hypothesis import strategies as st

from tiny import YEARS

YEAR = YEARS[0]  # the year that has outturn and achievement
PENNY = 1.0


def pence(rows, column):
    """A column of pounds as one sum of pence."""
    return sum(round(row[column] * 100) for row in rows)


@more
@given(sites(), st.integers(0, 1_000), st.integers(1, 5_000_000))
def test_who_bears_more_cost_is_never_better_off_for_it(drawn, place, dearer_by):
    """One month of one line costs some pounds more, and nothing else changes: no share rises by it.

    Holds for every party under every threshold, band, cap, gate and payment basis, and for the commissioner
    whose line it is: what it has left after sharing never grows. Two kinds of terms are not monotone, and are
    left out where they are not. Under a first-pound threshold the whole saving counts or none of it, so that
    one pound more of cost may stop all sharing: whoever holds the rest then keeps the shares of the others.
    And the key of lost income gives more to the others when one provider loses less.
    """
    chosen, tables = drawn
    terms = chosen["terms"]
    if terms["distribution_key"] == "compensation":
        chosen = chosen | {"terms": terms | {"distribution_key": "agreed_shares"}}
    place %= len(tables["outturn"])
    dearer = [
        row | ({"actual_gbp": row["actual_gbp"] + dearer_by} if number == place else {})
        for number, row in enumerate(tables["outturn"])
    ]
    before, after = worked((chosen, tables)), worked((chosen, tables | {"outturn": dearer}))
    holder = terms["residual_holder"]
    for party in ("A1", "C1", "T1", "R1"):
        if party == holder and terms["threshold_kind"] == "first_pound":
            continue
        at = {"party_id": party, "financial_year": YEAR}
        rounded = 3 * PENNY if party == holder else 0  # it takes what the rounding of three others leaves
        settled = [results.gain_loss.parties.sum("settled_gbp", **at) for results in (before, after)]
        assert settled[1] <= settled[0] + rounded, party
    payer = tables["outturn"][place]["commissioner_code"]
    if payer != holder or terms["threshold_kind"] != "first_pound":
        at = {"party_id": payer, "financial_year": YEAR, "payment_basis": terms["payment_basis"]}
        left = [results.gain_loss.cash.sum("cash_gbp", **at) for results in (before, after)]
        assert left[1] <= left[0] + 3 * PENNY


@more
@given(sites())
def test_no_share_passes_a_cap_a_threshold_or_the_payers_own_saving(drawn):
    """Presumes nothing. The residual holder alone has no cap: what caps take away is its."""
    chosen, tables = drawn
    terms, results = chosen["terms"], worked(drawn)
    at = {"financial_year": YEAR}
    expected, actual = pence(tables["outturn"], "expected_gbp"), pence(tables["outturn"], "actual_gbp")
    pool = results.gain_loss.years.sum("pool_gbp", **at)
    shareable = results.gain_loss.years.sum("shareable_gbp", **at)
    if terms["payment_basis"] == "block":
        assert pool == 0  # nobody spends less under a block contract
    if not any(row["commissioner_code"] == "N1" for row in tables["outturn"]):  # one payer
        assert min(0, expected - actual) <= pool <= max(0, expected - actual)
    assert (
        -expected * terms["loss_cap_rate"] - PENNY <= shareable <= expected * terms["gain_cap_rate"] + PENNY
    )
    assert abs(shareable) <= abs(pool) + PENNY and shareable * pool >= 0
    threshold = terms["gain_threshold_rate" if pool > 0 else "loss_threshold_rate"]
    if terms["threshold_kind"] != "none" and abs(pool) < expected * threshold - PENNY:
        assert shareable == 0
    if terms["threshold_kind"] == "deductible":
        assert abs(shareable) <= max(abs(pool) - expected * threshold, 0) + 2 * PENNY
    one_sided = results
    if shareable < 0:
        one_sided = worked((chosen | {"terms": terms | {"sides": "one_sided"}}, tables))
    assert one_sided.gain_loss.years.sum("shareable_gbp", **at) >= 0
    people = results.contract_years.summary.at("aco_persons", **at)
    assert people >= terms["minimum_persons"] or shareable == 0
    for row in tables["parties"]:
        if row["party_id"] == terms["residual_holder"]:
            continue
        share = results.gain_loss.parties.sum("settled_gbp", party_id=row["party_id"], **at)
        own = row["loss_cap_rate" if share < 0 else "gain_cap_rate"]
        assert abs(share) <= abs(shareable) + PENNY and share * shareable >= 0
        assert own is None or abs(share) <= expected * own + PENNY


@more
@given(sites())
def test_a_budget_grows_within_floor_and_ceiling_and_the_stop_loss_pays_its_excess(drawn):
    """Presumes, for growth, a budget above zero; 2019/20, in which no line joins and nothing is dated.

    The excess of the stop-loss is paid to the holder of the contract, where a limit is agreed and the
    contract pays at all: a virtual one does not.
    """
    chosen, _ = drawn
    results, rules = worked(drawn), chosen["rules"]
    budget = results.contract_years.budget
    for code in dict.fromkeys(budget["commissioner_code"].tolist()):
        last, this = (
            budget.sum("budget_gbp", commissioner_code=code, financial_year=year) for year in YEARS[1:]
        )
        if last > 0:
            assert (
                last * (1 + rules["floor_rate"]) - PENNY <= this <= last * (1 + rules["ceiling_rate"]) + PENNY
            )
    agreed = "stop_loss_per_case_gbp" in chosen["settlement"] and chosen["contracting_form"] != "virtual"
    excess = round(chosen["assumptions"][STOP_LOSS] * 100) if agreed else 0
    statement = results.settlement.statement
    for year, amount in zip(YEARS, (excess, 0, 0), strict=True):
        assert statement.sum("stop_loss_gbp", party_id="A1", financial_year=year) == amount


@few
@given(sites())
def test_an_improvement_payment_is_never_above_its_pool_nor_below_zero(drawn):
    """Presumes a pool that is none below zero, as none of a ledger of positive spend is."""
    chosen, _ = drawn
    agreed, step = chosen["improvement"], worked(drawn).improvement_payment
    for row in step.funding.frame().itertuples():
        pool = row.pool_gbp
        assert 0 <= row.earned_gbp <= pool and 0 <= row.paid_gbp <= pool and 0 <= row.returned_gbp <= pool
        assert abs(row.on_account_gbp - pool * agreed["on_account_rate"]) < 0.01
        assert 0 <= row.recovery_gbp <= pool * agreed["recovery_cap_rate"] + 0.01
        assert row.paid_gbp >= row.earned_gbp or row.financial_year != YEAR
    for row in step.measures.frame().itertuples():
        assert 0 <= row.earned_gbp <= row.available_gbp
    years = step.years
    assert sum(step.measures["available_gbp"]) <= sum(years["pool_gbp"])
    score = years.at("quality_score_rate", financial_year=YEAR)
    assert 0 <= score <= 1
