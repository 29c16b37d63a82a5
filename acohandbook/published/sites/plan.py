"""The plan of an imported site: homes, growth, allocations, pool, parties and settings.

Nothing of this is published for a named place beyond its allocations; what stands in for it is stated in the
site's assumptions and marked illustrative.
"""

from __future__ import annotations

import math

import pandas as pd

from acohandbook.published.sites.country import Country
from acohandbook.published.sites.ledger import (
    CCG_TYPE,
    COUNCIL_TYPE,
    LOCAL_SERVICES,
    PRIMARY_TYPE,
    Ledger,
)
from acohandbook.published.sites.national import national_rows, national_value
from acohandbook.published.sites.places import Place
from acohandbook.published.sites.successions import PUBLISHED, SUM
from acohandbook.rules.apportionment import largest_remainder
from acohandbook.site.financial_year import next_year, previous_year, years_from

CARE_MODEL, CONTRACTING_FORM = "mcp", "fully_integrated"
CONTRACT_YEARS = 5
ILLUSTRATIVE_GROWTH_RATE = 0.02
ACO, ACUTE = "aco", "acute-provider"
_ACO_SHARE, _COMMISSIONERS_SHARE, _ACUTE_SHARE = 0.5, 0.25, 0.25


def contract_years(country: Country) -> list[str]:
    """The contract years of an import: as many as the contract has, from the year after the base year."""
    return years_from(next_year(country.base_year), CONTRACT_YEARS)


def settings(country: Country, place: Place, ledger: Ledger, figures: dict[str, float]) -> dict:
    """What ``site.toml`` holds."""
    years = contract_years(country)
    published = [year for year in years if all(_is_published(country, ccg, year) for ccg in place.ccgs)]
    firm = next((at for at, year in enumerate(years) if year not in published), len(years))
    return {
        "name": place.name,
        "care_model": CARE_MODEL,
        "contracting_form": CONTRACTING_FORM,
        "base_year": country.base_year,
        "first_year": years[0],
        "years": len(years),
        "firm_years": firm,
        "rules": {"budget_rule": "lower_of", "allocation_growth_rate": ILLUSTRATIVE_GROWTH_RATE},
        "terms": {"residual_holder": place.ccgs[0]},
        "improvement": {"funding": "carved_out"},
        "settlement": {"provider_party": ACO},
        "assumptions": figures,
    }


def _is_published(country, ccg, year) -> bool:
    allocation = country.allocations.of(ccg, year)
    return allocation is not None and allocation.basis in (PUBLISHED, SUM)


def scope_table(ledger: Ledger) -> pd.DataFrame:
    """The preset home of every line in the ledgers."""
    types = dict(
        zip(ledger.commissioners["commissioner_code"], ledger.commissioners["commissioner_type"], strict=True)
    )
    preset = {
        (row["commissioner_type"], row["service_line"]): row
        for row in national_rows("scope_presets")
        if (row["care_model"], row["contracting_form"]) == (CARE_MODEL, CONTRACTING_FORM)
    }
    rows = []
    lines = {(types[code], line) for code, line in _lines(ledger)}
    for kind, line in sorted(lines):
        found = preset.get((kind, line))
        if (kind, line) == (PRIMARY_TYPE, LOCAL_SERVICES):
            home, reason = "annual_payment", "netted to nothing here: the CCG's ledger holds the same pounds"
        elif found:
            home, reason = found["home"], found["reason"]
        else:
            home, reason = "retained", "no preset knows the line: decide before it is moved"
        rows.append((kind, line, home, None, reason, "handbook_reconstruction"))
    return pd.DataFrame(
        rows, columns=["commissioner_type", "service_line", "home", "from_year", "reason", "source_id"]
    )


def _lines(ledger):
    return dict.fromkeys(
        zip(ledger.expenditure["commissioner_code"], ledger.expenditure["service_line"], strict=True)
    )


def growth_table(country: Country, ledger: Ledger, scope: pd.DataFrame) -> pd.DataFrame:
    """Growth of every line that is not retained: published tariff where there is one, else illustrative."""
    types = dict(
        zip(ledger.commissioners["commissioner_code"], ledger.commissioners["commissioner_type"], strict=True)
    )
    homes = {(row.commissioner_type, row.service_line): row.home for row in scope.itertuples()}
    drivers = {row["service_line"]: row["growth_driver"] for row in national_rows("service_lines")}
    rates = {row["driver"]: row for row in national_rows("illustrative_growth")}
    rows = []
    for code, line in _lines(ledger):
        if homes[types[code], line] == "retained":
            continue
        driver = drivers.get(line, "none")
        if types[code] == PRIMARY_TYPE and line == LOCAL_SERVICES:
            driver = "none"
        for year in contract_years(country):
            rate = rates[driver]
            uplift, efficiency = float(rate["cost_uplift_rate"]), float(rate["national_efficiency_rate"])
            source = "illustrative_growth"
            tariff = (
                national_value("tariff_cost_uplift_rate", year),
                national_value("tariff_efficiency_rate", year),
            )
            if driver == "tariff" and None not in tariff:
                (uplift, source), (efficiency, _) = tariff
            rows.append(
                {
                    "commissioner_code": code,
                    "service_line": line,
                    "financial_year": year,
                    "driver": driver,
                    "demographic_rate": math.nan if rate["demographic"] == "computed" else 0.0,
                    "other_demand_rate": float(rate["other_demand_rate"]),
                    "cost_uplift_rate": uplift,
                    "national_efficiency_rate": efficiency,
                    "contracted_savings_rate": 0.0,
                    "unidentified_savings_rate": 0.0,
                    "provider_savings_rate": 0.0,
                    "source_id": source,
                }
            )
    return pd.DataFrame(rows)


def allocation_table(country: Country, place: Place, ledger: Ledger) -> pd.DataFrame:
    """Published allocations of CCGs, then illustrative growth; the other streams grow from their ledgers."""
    rows = []
    for ccg in place.ccgs:
        amount = 0.0
        for year in [country.base_year, *contract_years(country)]:
            known = country.allocations.of(ccg, year)
            if known is None:
                amount = round(amount * (1 + ILLUSTRATIVE_GROWTH_RATE), 2)
                rows.append((ccg, "ccg_core", year, amount, "indicative", "illustrative_growth"))
            else:
                amount = known.gbp
                status = "firm" if known.basis in (PUBLISHED, SUM) else "indicative"
                source = "ccg_allocations" if known.basis == PUBLISHED else "ccg_allocations_derived"
                rows.append((ccg, "ccg_core", year, amount, status, source))
    others = ledger.commissioners[ledger.commissioners["commissioner_type"] != CCG_TYPE]
    for code, kind, total in zip(
        others["commissioner_code"], others["commissioner_type"], others["ledger_total_gbp"], strict=True
    ):
        stream = "primary_medical" if kind == PRIMARY_TYPE else "council_budget"
        source = "gp_payments" if kind == PRIMARY_TYPE else "social_care_return"
        amount = max(total, 0.0)
        own_year = kind == PRIMARY_TYPE or country.councils.year == country.base_year
        status = "firm" if own_year else "indicative"
        rows.append((code, stream, country.base_year, amount, status, source))
        for year in contract_years(country):
            rate, source = _stream_growth(kind, year)
            amount = round(amount * (1 + rate), 2)
            rows.append((code, stream, year, amount, "indicative", source))
    return pd.DataFrame(
        rows,
        columns=["commissioner_code", "stream", "financial_year", "allocation_gbp", "status", "source_id"],
    )


def _stream_growth(kind, year):
    """National growth of the primary medical allocation where planned, else the illustrative rate."""
    now = national_value("allocation_primary_medical_gbp", year)
    before = national_value("allocation_primary_medical_gbp", previous_year(year))
    if kind == PRIMARY_TYPE and now and before:
        return now[0] / before[0] - 1, now[1]
    return ILLUSTRATIVE_GROWTH_RATE, "illustrative_growth"


def outturn_table(country: Country, ledger: Ledger, scope: pd.DataFrame) -> pd.DataFrame:
    """The pool's first year as expected, so that nothing moves until real months replace these."""
    pool = set(
        scope.loc[
            (scope["home"] == "gain_loss_pool") & (scope["commissioner_type"] == CCG_TYPE), "service_line"
        ]
    )
    lines = ledger.expenditure[
        ledger.expenditure["service_line"].isin(pool)
        & (ledger.expenditure["financial_year"] == country.base_year)
    ]
    months = [str(month) for month in range(1, 13)]
    rows = []
    for line in lines.itertuples():
        for month, pence in zip(
            months, largest_remainder(round(ledger.ours[line.line_id] * 100), [1.0] * 12, months), strict=True
        ):
            rows.append(
                {
                    "financial_year": contract_years(country)[0],
                    "month": float(month),
                    "commissioner_code": line.commissioner_code,
                    "provider_code": ACUTE,
                    "service_line": line.service_line,
                    "expected_gbp": pence / 100,
                    "actual_gbp": pence / 100,
                    "activity": math.nan,
                    "provider_cost_released_gbp": 0.0,
                    "frozen": "no",
                    "note_basis": "illustrative: a twelfth of the base year, expected and actual alike",
                }
            )
    return pd.DataFrame(rows)


def party_table(country: Country, place: Place, ledger: Ledger) -> pd.DataFrame:
    """The ACO, every commissioner and the hospitals; shares of the pool are illustrative."""
    total = sum(country.allocations.of(ccg, country.base_year).gbp for ccg in place.ccgs)
    shares = {
        ccg: round(_COMMISSIONERS_SHARE * country.allocations.of(ccg, country.base_year).gbp / total, 6)
        for ccg in place.ccgs[1:]
    }
    shares[place.ccgs[0]] = round(_COMMISSIONERS_SHARE - sum(shares.values()), 6)
    rows = [(ACO, f"{place.name} ACO", "aco", _ACO_SHARE)]
    for row in ledger.commissioners.itertuples():
        role = "council" if row.commissioner_type == COUNCIL_TYPE else "commissioner"
        rows.append(
            (row.commissioner_code, row.commissioner_name, role, shares.get(row.commissioner_code, 0.0))
        )
    rows.append((ACUTE, "Hospitals of the place", "acute_provider", _ACUTE_SHARE))
    return pd.DataFrame(
        {
            "party_id": [row[0] for row in rows],
            "party_name": [row[1] for row in rows],
            "role": [row[2] for row in rows],
            "gain_share_rate": [row[3] for row in rows],
            "loss_share_rate": [row[3] for row in rows],
            "gain_cap_rate": math.nan,
            "loss_cap_rate": math.nan,
            "reserves_gbp": math.nan,
            "guarantee_gbp": math.nan,
        }
    )
