"""One slip at a time in the tiny site: each is named with its file, row, column and remedy, and once."""

import pytest

from acohandbook.site import check_site
from tiny_folder import TinyFolder

# What is spoilt; the faults expected, as (file, row, column); and words that the message must hold.
CELLS = [
    # --- numbers
    ("word for a number", "expenditure", 4, "spend_gbp", "plenty", "not a number"),
    ("shortened number", "expenditure", 4, "spend_gbp", "12m", "1.2m is 1200000"),
    ("power of ten", "expenditure", 4, "spend_gbp", "1.2E+07", "lost digits"),
    ("decimal comma", "expenditure", 4, "spend_gbp", "12.000.000,50", "two ways"),
    ("not available", "expenditure", 4, "spend_gbp", "n/a", "Leave it blank"),
    ("spreadsheet error", "expenditure", 4, "spend_gbp", "#REF!", "formula that it came from"),
    ("formula", "expenditure", 4, "spend_gbp", "=SUM(A1:A3)", "Paste the cells as values"),
    ("not a number at all", "expenditure", 4, "spend_gbp", "NaN", "not a number"),
    ("infinite", "expenditure", 4, "spend_gbp", "inf", "not a number"),
    ("absurdly large", "expenditure", 4, "spend_gbp", "12000000000000", "larger than any true figure"),
    ("percentage for pounds", "expenditure", 4, "spend_gbp", "12%", "percentage has no place"),
    ("blank spend", "expenditure", 4, "spend_gbp", "", "must not be blank"),
    ("negative list", "practices", 3, "registered_persons", "-20000", "cannot be negative"),
    ("empty list", "practices", 4, "registered_persons", "0", "without people"),
    ("per cent as a rate", "growth", 5, "cost_uplift_rate", "2.1", "write 0.021 or 2.1%"),
    ("share beyond one", "expenditure", 3, "attribution_rate", "70", "write 0.7 or 70%"),
    ("growth of more than a half", "growth", 5, "other_demand_rate", "0.6", "adjustment with a reason"),
    ("month thirteen", "outturn", 2, "month", "13", "no month"),
    ("half a month", "outturn", 2, "month", "1.5", "no month"),
    ("nothing flows", "flows", 4, "amount_gbp", "0", "at least 0.01"),
    # --- words, years and days
    ("misspelt word", "practices", 2, "membership", "Signed up", "Did you mean signed?"),
    ("two kinds in one", "adjustments", 2, "kind", "full_year_effect + premises", "netted off"),
    ("net kind", "adjustments", 2, "kind", "net premises", "netted off"),
    ("age band made a date", "population", 3, "age_band", "14-May", "turned this into a date"),
    ("year with a hyphen", "expenditure", 2, "financial_year", "2016-17", "Write 2016/17"),
    ("year of one number", "growth", 2, "financial_year", "2017", "written 2019/20"),
    ("year that does not follow", "measures", 2, "from_year", "2017/19", "second is the year after"),
    ("no such day", "practices", 2, "list_date", "2017-02-30", "no such day"),
    ("American day", "positions", 2, "due", "12/25/2017", "no such day"),
    ("day in words", "adjustments", 2, "approved_on", "last spring", "written 2019-04-01"),
    ("invisible character", "parties", 2, "party_name", "Tiny\u200b ACO", "U+200B"),
    ("formula for text", "parties", 2, "party_name", "=HYPERLINK()", "formula, not text"),
    ("long text", "assumptions", 2, "statement", "x" * 10_001, "10,000 characters"),
    # --- codes
    ("unknown commissioner", "practices", 2, "commissioner_code", "C9", "has no such commissioner_code"),
    ("unknown source", "scope", 2, "source_id", "S2", "has no such source_id"),
    ("unknown practice", "residence", 2, "practice_code", "P9", "has no such practice_code"),
    ("unknown measure", "achievement", 2, "measure_id", "M9", "has no such measure_id"),
    ("service line in capitals", "scope", 9, "service_line", "Running costs", "Write running_costs"),
    ("area without a code", "residence", 5, "lad_code", "Wales", "E, W, S or N and eight figures"),
    ("unknown provider", "outturn", 2, "provider_code", "T9", "No commissioner, party or provider"),
    ("unknown payee", "flows", 4, "payee", "Z7", "No commissioner, party or provider"),
    ("areas of a CCG", "commissioners", 2, "lad_codes", "E07000001", "Only a council"),
    ("party that commissions nothing", "parties", 3, "party_id", "C7", "under its commissioner_code"),
    # --- the people
    ("another list date", "practices", 3, "list_date", "2016-04-01", "All lists must be of one day"),
    ("index for people", "practices", 4, "need_community", "1.04", "Multiply an index by the list"),
    ("weight that a line needs", "practices", 4, "need_mental_health", "", "shared by need_mental_health"),
    ("people who live nowhere", "residence", 3, "persons", "2000", "more than a tenth"),
    ("population of an NHS England team", "population", 2, "commissioner_code", "N1", "counted by CCG"),
    ("practice of a council", "practices", 3, "commissioner_code", "E07000001", "belongs to a CCG"),
    # --- the ledger
    ("ledger that does not add", "commissioners", 2, "ledger_total_gbp", "70000000.01", "£0.01 is missing"),
    ("no rate", "expenditure", 3, "attribution_rate", "", "needs the share"),
    ("rate too many", "expenditure", 4, "attribution_rate", "0.5", "takes no rate"),
    ("no component", "expenditure", 2, "attribution_component", "", "needs the component"),
    ("component too many", "expenditure", 4, "attribution_component", "need_overall", "no component of need"),
    ("need of a council", "expenditure", 15, "attribution", "need_share", "follows residence"),
    ("no source for a true figure", "expenditure", 2, "illustrative", "no", "its source S1 is"),
    ("deferred before the contract", "scope", 8, "from_year", "2017/18", "after the first contract year"),
    ("home from a later year", "scope", 4, "from_year", "2018/19", "Write deferred"),
    # --- adjustments
    ("nothing adjusted", "adjustments", 2, "amount_gbp", "0", "says nothing"),
    ("CQUIN that adds", "adjustments", 3, "amount_gbp", "300000", "is negative"),
    ("mobilisation that saves", "adjustments", 4, "amount_gbp", "-90000", "is positive"),
    ("mobilisation without end", "adjustments", 4, "ends_in", "", "must end"),
    ("once only without end", "adjustments", 2, "recurrence", "non_recurrent", "says when it"),
    ("ends before it starts", "adjustments", 4, "ends_in", "2016/17", "ends before it starts"),
    ("starts after the contract", "adjustments", 4, "from_year", "2025/26", "2016/17 to 2019/20"),
    ("move without a counterpart", "adjustments", 6, "amount_gbp", "-50000", "here to £10,000.00"),
    ("approved by the same", "adjustments", 2, "approved_by_role", "deputy finance director", "who prepared"),
    ("approved by nobody", "adjustments", 2, "approved_by_role", "", "no role that approved"),
    ("approved on no day", "adjustments", 2, "approved_on", "", "no day of approval"),
    ("recurrent mobilisation", "adjustments", 4, "recurrence", "recurrent", "is non-recurrent"),
    # --- years and flows
    ("allocation after the contract", "allocations", 5, "financial_year", "2024/25", "2016/17 to 2019/20"),
    ("pounds counted elsewhere", "flows", 4, "counted_in", "R1", "one of the three"),
    ("money that may not be pooled", "flows", 2, "poolable", "no", "may not be pooled"),
    ("achievement before the contract", "achievement", 2, "financial_year", "2016/17", "2017/18 to 2019/20"),
    # --- performance and parties
    ("target behind the threshold", "measures", 2, "target", "0.4", "lies above the threshold"),
    ("agreed and different", "positions", 2, "agreed", "yes", "the figures differ"),
    ("assumption with two values", "assumptions", 2, "value", "0.6", "is 0.5 in site.toml"),
    ("income that is positive", "expenditure", 16, "spend_gbp", "2000000", "Income lines are negative"),
]  # fmt: skip

# What else a slip breaks, where it breaks more than its own cell, in the order of the report.
ALSO = {
    "unknown practice": [("practices.csv", 2, "practice_code")],
    "service line in capitals": [("expenditure.csv", 10, "service_line")],
    "unknown provider": [("outturn.csv", 2, "month"), ("outturn.csv", 13, "month")],
    "population of an NHS England team": [("population.csv", None, "age_band")],
    "starts after the contract": [("adjustments.csv", 4, "ends_in")],
    "income that is positive": [("commissioners.csv", 4, "ledger_total_gbp")],
}
# Where the fault is not in the spoilt cell.
INSTEAD = {
    "once only without end": [("adjustments.csv", 2, "from_year"), ("adjustments.csv", 2, "ends_in")],
}


@pytest.fixture
def tiny(tmp_path):
    return TinyFolder(tmp_path / "tiny")


def places(faults):
    return [(fault.file, fault.row, fault.column) for fault in faults]


def test_the_tiny_site_has_no_fault(tiny):
    assert check_site(tiny.path) == []


@pytest.mark.parametrize(
    ("name", "table", "row", "column", "value", "words"), CELLS, ids=[case[0] for case in CELLS]
)
def test_a_spoilt_cell_is_named_once(tiny, name, table, row, column, value, words):
    tiny.cell(table, row, column, value)
    faults = check_site(tiny.path)
    expected = INSTEAD.get(name, [(f"{table}.csv", row, column), *ALSO.get(name, [])])
    assert sorted(places(faults), key=str) == sorted(expected, key=str)
    assert any(words in f"{fault.rule} {fault.remedy}" for fault in faults)
