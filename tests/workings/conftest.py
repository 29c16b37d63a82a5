"""A small ledger, by line and by commissioner, on which the verbs of a table are tried."""

import pytest

from acohandbook.workings import Table


@pytest.fixture
def lines():
    """Three lines of two commissioners, with a spend each in whole pence."""
    table = Table("ledger.lines", {"line": ["a", "b", "c"]})
    table.input("code", ["C1", "C1", "N1"], "text", "expenditure.csv: commissioner_code")
    return table.input("spend_gbp", [1000, 250, -40], "gbp", "expenditure.csv: spend_gbp")


@pytest.fixture
def totals():
    """One row a commissioner, in another order than the lines."""
    return Table("ledger.totals", {"code": ["N1", "C1", "X9"]})
