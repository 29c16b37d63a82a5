"""Stranded cost against savings, on N1's premises of the tiny site: 200,000 for the ACO's people.

With a contracted saving of 10% a year: 200,000 x 1.01 x 1.01 = 204,020.00, a tenth of it 20,402.00 in
2017/18; 60,000 moves away; then 123,618.00 x 1.0201 = 126,102.72, of which 12,610.27 in 2018/19.
"""

from acohandbook.steps import run_steps
from tiny import tiny_site, tiny_tables


def years(*amounts, saving=0.1):
    """The contract years with stranded cost of so much in 2017/18 and after, one row a year."""
    first = tiny_tables()["adjustments"][2]
    stranded = [
        first
        | {"adjustment_id": f"S{year}", "commissioner_code": "N1", "service_line": "premises",
           "kind": "stranded_cost", "amount_gbp": amount, "from_year": year, "ends_in": year}
        for year, amount in zip(("2017/18", "2018/19", "2019/20"), amounts, strict=False)
    ]  # fmt: skip
    growth = [
        row | ({"contracted_savings_rate": saving} if row["service_line"] == "premises" else {})
        for row in tiny_tables()["growth"]
    ]
    site = tiny_site(adjustments=[*tiny_tables()["adjustments"], *stranded], growth=growth)
    return run_steps(site).contract_years


def told(found):
    return [one for one in found.findings if one.figure.startswith("contract_years.stranded")]


def net(found, year):
    return found.stranded.at("net_savings_gbp", commissioner_code="N1", financial_year=year)


def test_stranded_cost_nets_against_savings_year_by_year():
    found = years(30_000, 10_000)
    assert net(found, "2017/18") == -9_598.00  # 20,402 - 30,000
    assert net(found, "2018/19") == 23_012.27  # 20,402.00 + 12,610.27 - 10,000
    (one,) = told(found)
    assert (one.status, one.message) == (
        "amber",
        "N1: stranded cost of £30,000 in 2017/18 is £9,598 more than the savings contracted so far, £20,402.",
    )


def test_cost_that_never_tapers_is_said():
    (one,) = told(years(5_000, 5_000, 5_000))
    assert (one.status, one.message) == (
        "note",
        "N1: stranded cost of £5,000 in 2017/18 leaves £15,402 of the savings contracted so far, £20,402. It "
        "stays at that for 3 years and does not taper.",
    )


def test_without_stranded_cost_there_is_nothing_to_net():
    found = run_steps(tiny_site()).contract_years
    assert len(found.stranded) == 0
    assert told(found) == []
