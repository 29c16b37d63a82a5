"""Made-up money on national rails: ledgers, homes, growth and allocations."""

from acohandbook.site.national import national_table, scope_presets, service_lines, sources
from examples.writing import MADE_UP, rows

_OLDER_PEOPLE = {
    "older_people_emergency": ("need_general_acute", "tariff"),
    "older_people_outpatient": ("need_general_acute", "tariff"),
    "older_people_community": ("need_community", "pay"),
    "older_people_mental_health": ("need_mental_health", "pay"),
    "end_of_life_care": ("need_community", "pay"),
}
# The national vocabulary, and the lines that a contract for older people cuts out of it.
LINES = {row["service_line"]: row for row in service_lines()} | {
    line: {"need_component": component, "growth_driver": driver}
    for line, (component, driver) in _OLDER_PEOPLE.items()
}
_TARIFF_SOURCES = {
    "2016/17": "cipfa_tariff",
    "2017/18": "tariff_2017_19_recalled",
    "2018/19": "tariff_2017_19_recalled",
    "2019/20": "hfma_planning_2019_20",
}
# Rise of pay and prices, and efficiency, where no national figure is at hand. Illustrative.
_ILLUSTRATIVE = {
    "tariff": (0.027, 0.011),
    "pay": (0.021, 0.020),
    "drugs": (0.010, 0.0),
    "living_wage": (0.042, 0.0),
    "list": (0.026, 0.0),
    "allocation": (0.019, 0.0),
    "none": (0.0, 0.0),
}
# Growth of demand beyond number and age of people. Illustrative.
_OTHER_DEMAND = {
    "acute_emergency": 0.013,
    "acute_elective": 0.010,
    "acute_outpatient": 0.014,
    "acute_other": 0.020,
    "mental_health": 0.012,
    "prescribing": 0.016,
    "continuing_healthcare": 0.020,
}


def national(parameter_id, financial_year):
    """A national parameter, in its own unit."""
    return float(national_table().at("value", parameter_id=parameter_id, financial_year=financial_year))


def expenditure(financial_year, commissioner_code, *lines):
    """Ledger lines of a commissioner.

    Each line is (service line, suffix, provider, thousand pounds, attribution, grade): attribution is
    ``list_share``, ``need_share``, ``direct``, or a rate found from patient records, or
    ``("negotiated", rate)``. An amount with ``"once"`` after it is non-recurrent.
    """
    table = []
    for service_line, suffix, provider, amount, attribution, grade in lines:
        once = isinstance(amount, tuple)
        thousands = amount[0] if once else amount
        kind, rate = attribution if isinstance(attribution, tuple) else (attribution, None)
        if isinstance(attribution, float):
            kind, rate = "patient_level", attribution
        code, name = provider or (None, None)
        table.append({
            "line_id": f"{commissioner_code}-{service_line.replace('_', '-')}{suffix}",
            "financial_year": financial_year,
            "commissioner_code": commissioner_code,
            "provider_code": code,
            "provider_name": name,
            "service_line": service_line,
            "ledger_code": str(520000 + 100 * (list(LINES).index(service_line) + 1) + len(suffix)),
            "spend_gbp": thousands * 1000,
            "recurrence": "non_recurrent" if once else "recurrent",
            "attribution": kind,
            "attribution_component": LINES[service_line]["need_component"] if kind == "need_share" else None,
            "attribution_rate": rate,
            "evidence_grade": grade,
            "illustrative": "yes",
            "source_id": MADE_UP,
        })  # fmt: skip
    return table


def as_extract(ledgers, commissioner_code):
    """The ledgers with one commissioner's as an extract: codes without service lines, and their mapping."""
    own = [row for row in ledgers if row["commissioner_code"] == commissioner_code]
    mapping = [
        (commissioner_code, row["ledger_code"], row["service_line"], MADE_UP)
        for row in sorted(own, key=lambda row: row["ledger_code"])
    ]
    return {
        "expenditure": [row | {"service_line": None} if row in own else row for row in ledgers],
        "ledger_codes": rows("commissioner_code ledger_code service_line source_id", *mapping),
    }


def commissioners(ledgers, *table):
    """The commissioners, each with the total of its ledger.

    Each is (code, name, type, underlying position, opening distance from target, districts it covers).
    """
    columns = (
        "commissioner_code commissioner_name commissioner_type ledger_total_gbp underlying_position_gbp "
        "opening_distance_from_target_rate lad_codes source_id"
    )
    totals = {
        code: sum(row["spend_gbp"] for row in ledgers if row["commissioner_code"] == code)
        for code, *_ in table
    }
    return rows(
        columns,
        *((code, name, kind, totals[code], *rest, MADE_UP) for code, name, kind, *rest in table),
    )


def scope(care_model, contracting_form, lines, payers, local=None, payable_by_aco=None):
    """One home for every line of the ledgers: the preset, or what was agreed locally.

    ``local`` maps a service line to (home, from_year, reason); ``payable_by_aco`` maps one that is passed
    through to yes or no.
    """
    types = {row["commissioner_code"]: row["commissioner_type"] for row in payers}
    presets = {
        (row["commissioner_type"], row["service_line"]): row
        for row in scope_presets()
        if (row["care_model"], row["contracting_form"]) == (care_model, contracting_form)
    }
    table = {}
    for line in lines:
        key = types[line["commissioner_code"]], line["service_line"]
        if key[1] in (local or {}):
            table[key] = (*key, *local[key[1]], MADE_UP)
        else:
            preset = presets[key]
            source = "handbook_reconstruction" if preset["status"] == "U" else "hempsons_contract"
            table[key] = (*key, preset["home"], None, preset["reason"], source)
    homes = rows("commissioner_type service_line home from_year reason source_id", *table.values())
    if payable_by_aco:
        homes = [row | {"payable_by_aco": payable_by_aco.get(row["service_line"])} for row in homes]
    return homes


def growth(lines, years, local=None):
    """Growth of every line that buys a service, whatever its home: another contract may bring it in.

    ``local`` maps a service line to columns that differ, each a number or a number by year.
    """
    pairs = dict.fromkeys((row["commissioner_code"], row["service_line"]) for row in lines)
    return [
        _growth(commissioner, service_line, year, (local or {}).get(service_line, {}))
        for commissioner, service_line in pairs
        if service_line not in ("reserves", "unallocated")
        for year in years
    ]


def _growth(commissioner_code, service_line, year, local):
    driver = LINES[service_line]["growth_driver"]
    uplift, efficiency = _ILLUSTRATIVE[driver]
    source = "handbook_reconstruction"
    if driver == "tariff" and year in _TARIFF_SOURCES:
        uplift, efficiency = (national(f"tariff_{name}_rate", year) for name in ("cost_uplift", "efficiency"))
        source = _TARIFF_SOURCES[year]
    row = {
        "commissioner_code": commissioner_code,
        "service_line": service_line,
        "financial_year": year,
        "driver": driver,
        "demographic_rate": 0.0 if driver in ("none", "allocation") else None,
        "other_demand_rate": _OTHER_DEMAND.get(service_line, 0.0 if driver == "none" else 0.004),
        "cost_uplift_rate": uplift,
        "national_efficiency_rate": efficiency,
        "contracted_savings_rate": 0.0,
        "unidentified_savings_rate": 0.0,
        "provider_savings_rate": 0.0,
        "source_id": source,
    }
    for column, value in local.items():
        row[column] = value.get(year, row[column]) if isinstance(value, dict) else value
    return row


def allocations(base_year, years, *streams):
    """Allocations by stream: thousand pounds in the base year, then growth by year.

    Each stream is (commissioner, stream, thousands, growth): growth is the national stream whose published
    growth it follows, as long as there is one, or a rate for every year. The first three years are firm.
    """
    table = []
    for commissioner_code, stream, thousands, follows in streams:
        pounds = thousands * 1000
        source = MADE_UP
        for passed, year in enumerate((base_year, *years)):
            if passed:
                rate = follows
                if isinstance(follows, str):
                    rate, source = national(f"allocation_growth_{follows}_rate", year), "cipfa_allocations"
                pounds = round(pounds * (1 + rate), -3)
            table.append(
                (commissioner_code, stream, year, pounds, "firm" if passed <= 3 else "indicative", source)
            )
    return rows("commissioner_code stream financial_year allocation_gbp status source_id", *table)


def cited_sources(source_ids, title):
    """The sources that a site names: national ones as ``data/national`` gives them, and the made-up one."""
    columns = "source_id title publisher url published read_on status"
    own = (MADE_UP, title, "ACO handbook", None, "2026", None, "illustrative")
    cited = (row for row in sources() if row["source_id"] in source_ids)
    # The day on which a national source was read stands with it in data/national.
    return rows(
        columns,
        own,
        *(
            (row["source_id"], row["title"], row["publisher"], row["url"] or None, row["published"] or None,
             None, row["status"])
            for row in cited
        ),
    )  # fmt: skip
