"""Made-up outturn: what the gain/loss pool was expected to cost and did cost, month by month."""

from acohandbook.rules.apportionment import largest_remainder
from examples.writing import rows

# Emergency care peaks in winter; planned care dips at Christmas and in August. April to March.
SEASONS = {
    "acute_emergency": (0.97, 0.99, 0.96, 0.98, 0.94, 0.97, 1.01, 1.02, 1.07, 1.08, 0.97, 1.04),
    "acute_elective": (0.97, 1.02, 1.01, 1.01, 0.96, 1.01, 1.06, 1.06, 0.90, 1.01, 0.95, 1.04),
    "acute_outpatient": (0.97, 1.04, 1.00, 1.00, 0.95, 1.01, 1.06, 1.06, 0.88, 1.03, 0.96, 1.04),
    "acute_other": (1.00, 1.00, 1.00, 1.00, 0.98, 1.00, 1.02, 1.01, 0.99, 1.02, 0.97, 1.01),
}
# Mean price of a unit of activity, in pounds. Illustrative.
PRICES = {"acute_emergency": 1900, "acute_elective": 1450, "acute_outpatient": 125, "acute_other": 900}


def activity_bases(financial_year, *providers):
    """What the activity of each provider is counted and priced by, expected and actual alike.

    Each is (provider, market forces factor).
    """
    columns = "basis_id price_base_year grouper market_forces_factor identification_rules open_spells"
    return rows(
        columns,
        *(
            (_basis(code, financial_year), financial_year, f"HRG4+ {financial_year}", factor, financial_year,
             "work_in_progress")
            for (code, _), factor in providers
        ),
    )  # fmt: skip


def _basis(provider_code, financial_year):
    return f"{provider_code}-{financial_year[:4]}"


def outturn(random, financial_year, *table):
    """Twelve months of expected and actual spend.

    Each is (commissioner, provider, service line, expected thousand pounds, departure, released): departure
    is the actual year over the expected one, less one; released the part of a fall that the provider's cost
    followed, or None for a line that is passed through at cost.
    """
    made = []
    for commissioner, (provider, _), line, thousands, departure, released in table:
        seasons = SEASONS.get(line, (1.0,) * 12)
        expected = _months(thousands * 100_000, seasons)
        shaken = [season * random.uniform(0.985, 1.015) for season in seasons]
        actual = _months(round(thousands * 100_000 * (1 + departure)), shaken)
        for month in range(12):
            spent, activity, cost_released, basis = actual[month] / 100, None, None, None
            if released is not None:
                basis = _basis(provider, financial_year)
                activity = round(spent / PRICES[line])
                cost_released = round((expected[month] - actual[month]) * released) / 100
            made.append(
                (financial_year, month + 1, commissioner, provider, line, expected[month] / 100, spent,
                 activity, cost_released, "yes", basis, basis)
            )  # fmt: skip
    columns = (
        "financial_year month commissioner_code provider_code service_line expected_gbp actual_gbp activity "
        "provider_cost_released_gbp frozen expected_basis actual_basis"
    )
    return rows(columns, *made)


def _months(pence, weights):
    return largest_remainder(pence, weights, [f"{month:02}" for month in range(12)])
