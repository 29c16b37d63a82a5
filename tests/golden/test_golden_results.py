"""The steps give what they gave when a reviewer last read the golden files beside this one.

After a change that is meant to change figures: ``make golden``, then read the difference.
"""

import pytest

from acohandbook.site.opening import examples, open_site
from write_golden_results import GOLDEN, TABLES, golden_texts


@pytest.mark.parametrize("name", examples())
def test_results_are_the_golden_ones(name):
    texts = golden_texts(open_site(name))
    golden = {path.name: path.read_text(encoding="utf-8") for path in (GOLDEN / name).glob("*.csv")}
    assert sorted(golden) == sorted(texts) == sorted(f"{table}.csv" for table in TABLES)
    changed = [file for file, text in texts.items() if text != golden[file]]
    assert changed == [], "If the change is meant: make golden, and read the difference."


def test_every_example_has_golden_results_and_nothing_else_has():
    assert sorted(path.name for path in GOLDEN.iterdir() if path.is_dir() and path.name[0] not in "._") == (
        examples()
    )
