"""Sites side by side, and what may be published of them."""

import csv
import re
import sys

import pytest

from acohandbook.runs.records import Record
from acohandbook.runs.side_by_side import Place, rank, summary_csv, write_side_by_side
from acohandbook.runs.side_by_side_charts import per_head
from acohandbook.runs.side_by_side_pages import index_page

FIGURES = {
    "name": "Place", "care_model": "mcp", "contracting_form": "virtual", "base_year": "2016/17",
    "first_year": "2017/18", "last_year": "2019/20", "aco_persons": 10_000.0, "illustrative_rate": 0.0,
    "baseline_gbp": 6e6, "annual_payment_share_rate": 0.5, "baseline_per_head_gbp": 600.0, "budget_gbp": 6e6,
    "budget_per_head_gbp": 600.0, "budget_growth_rate": 0.02, "first_gap_rate": 0.01, "worst_gap_rate": -0.01,
    "distance_from_target_rate": None, "settled_year": "2017/18", "pool_expected_gbp": 1e6, "pool_gbp": 4e4,
    "shareable_gbp": 4e4, "saving_rate": 0.04, "noise_band_rate": 0.034545, "outside_noise": True,
    "red_findings": 0, "amber_findings": 1,
}  # fmt: skip
PARTY = {"party_id": "aco", "party_name": "The alliance", "role": "aco", "financial_year": "2017/18",
         "gain_loss_gbp": 20_000.0}  # fmt: skip


def place(key, **figures):
    """A place with some figures other than usual."""
    return Place(key, FIGURES | {"name": f"Place {key}"} | figures, [PARTY], {})


def runs_of(*found):
    """The runs of such places as a batch has them."""
    return [
        (p.key, {"steps": Record("steps", "done", "", 1.0, 1, "", {},
                                 {"figures": p.figures, "parties": p.parties, "findings": [], "proofs": 1})})
        for p in found
    ]  # fmt: skip


@pytest.mark.parametrize(("rate", "withheld"), [(0.0, False), (0.10, False), (0.1001, True), (None, True)])
def test_above_a_tenth_of_illustrative_input_settlement_pool_and_rank_are_withheld(rate, withheld):
    shown = next(csv.DictReader(summary_csv([place("a", illustrative_rate=rate)]).splitlines()))
    for name in ("pool_gbp", "pool_expected_gbp", "shareable_gbp", "saving_rate", "outside_noise", "rank"):
        assert (shown[name] == "withheld") is withheld, name
    assert shown["budget_per_head_gbp"] == "600.0"


def test_pages_show_no_withheld_pound_and_mark_the_rest():
    named = place("a", illustrative_rate=0.9, pool_gbp=41_234.0, shareable_gbp=41_234.0)
    page = index_page([named], runs_of(named), {}, "")
    assert "41,234" not in page
    assert "The alliance" not in page
    assert re.search(r'class="number marked">£600†<', page)
    assert "Of 1 place 1 has a settled year, and in 1 of them more than 10% of the spend" in page
    assert page.count("so what was saved and who gains is withheld") == 1


def test_a_place_that_rests_on_no_illustrative_input_is_not_marked():
    real = place("a")
    page = index_page([real], runs_of(real), {}, "")
    assert "£600<" in page and "£600†" not in page
    assert "Nothing is withheld." in page


def test_sites_that_were_refused_and_runs_that_failed_are_named():
    real = place("a")
    ((key, records),) = runs_of(real)
    records["02_population"] = Record("02_population", "failed", "KeyError: 'X1'", 1.0, 1, "")
    page = index_page([real], [(key, records)], {"b": ["site.toml, row 1: <no name>", "another"]}, "")
    assert "1 place; 2 runs, of which 1 failed; 1 site refused." in page
    assert "site.toml, row 1: &lt;no name&gt;" in page
    assert "KeyError: &#x27;X1&#x27;" in page


def test_ranks_go_by_saving_and_leave_out_what_is_not_known():
    found = [place("a", saving_rate=0.01), place("b", saving_rate=0.03), place("c", saving_rate=None),
             place("d", illustrative_rate=0.5, saving_rate=0.9)]  # fmt: skip
    assert rank(found) == {"b": 1, "a": 2}


def test_outliers_lie_beyond_the_noise_of_their_size():
    # The median is £600. A band of 5% reaches from £570 to £630, one of 1% from £594 to £606.
    found = [
        place("a", budget_per_head_gbp=600.0),
        place("b", budget_per_head_gbp=629.0, noise_band_rate=0.05),
        place("c", budget_per_head_gbp=607.0, noise_band_rate=0.01),
        place("d", budget_per_head_gbp=500.0, noise_band_rate=0.05),
        place("e", budget_per_head_gbp=600.0),
        place("f", budget_per_head_gbp=9.0, contracting_form="fully_integrated"),
    ]
    chosen = per_head(found)
    assert (chosen.form, chosen.middle, len(chosen.alike)) == ("virtual", 600.0, 5)
    assert [one.key for one in chosen.beyond_chance] == ["d", "c"]


def test_what_is_unusual_lies_beyond_chance_and_the_usual_spread():
    # Bands of 2%: £12 about £600. Ten places lie £24, two bands, off on either side, and one £150.
    usual = [
        place(f"u{n}", budget_per_head_gbp=600.0 + (-24, 24)[n % 2], noise_band_rate=0.02) for n in range(20)
    ]
    middle = [place(f"m{n}", budget_per_head_gbp=600.0, noise_band_rate=0.02) for n in range(9)]
    chosen = per_head([*usual, *middle, place("far", budget_per_head_gbp=750.0, noise_band_rate=0.02)])
    assert chosen.middle == 600.0
    assert len(chosen.beyond_chance) == 21
    # The furthest tenth is cut back to 4%, so 21 of 30 lie 4% off: 0.7 x 0.04 squared is 0.00112. Of that
    # chance explains the square of 0.02 / 1.645, and the root of the rest is 3.118%.
    assert chosen.spread_rate == pytest.approx(0.03118, abs=1e-5)
    # 3.09 times the root of 0.00112 is 10.3%, or £62: the usual ones lie within and one without.
    assert [one.key for one in chosen.unusual] == ["far"]


def test_where_chance_explains_all_the_outer_limits_are_chance_s_own():
    found = [place(f"p{n}", budget_per_head_gbp=600.0 + n, noise_band_rate=0.05) for n in range(-3, 4)]
    assert (per_head(found).spread_rate, per_head(found).unusual) == (0.0, [])


def test_pages_ask_nothing_of_the_network_and_lead_to_each_site(tmp_path):
    found = [place(key, aco_persons=10_000.0 * n) for n, key in enumerate("abc", start=1)]
    assert write_side_by_side(tmp_path, runs_of(*found)) == ""
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert re.findall(r'(?:src|href)="https?:', page) == []
    for target in set(re.findall(r'href="([\w/.-]+)"', page)) - {"status.csv"}:
        assert (tmp_path / target).exists(), target
    assert page.count("<figure") == 3
    assert "£20,000" in page  # what the alliance receives


def test_without_xlsxwriter_the_missing_workbook_is_said_and_no_old_one_left(tmp_path, monkeypatch):
    (tmp_path / "summary.xlsx").write_text("of an earlier batch")
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    missing = write_side_by_side(tmp_path, runs_of(place("a")))
    assert (
        missing
        == "There is no summary.xlsx, since XlsxWriter is not installed: pip install acohandbook[excel]"
    )
    assert not (tmp_path / "summary.xlsx").exists()
    page = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert missing in page and 'href="summary.xlsx"' not in page


def test_the_workbook_holds_text_as_text_and_numbers_as_numbers(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("xlsxwriter")
    write_side_by_side(tmp_path, runs_of(place("a", name="=1+1", distance_from_target_rate=0.05)))
    sheet = openpyxl.load_workbook(tmp_path / "summary.xlsx")["Side by side"]
    row = {sheet.cell(1, at).value: sheet.cell(2, at) for at in range(1, sheet.max_column + 1)}
    assert (row["Place"].value, row["Place"].data_type) == ("=1+1", "s")
    assert row["People"].value == 10_000
    assert row["Distance from target"].value == 0.05
