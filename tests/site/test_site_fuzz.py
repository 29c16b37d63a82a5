"""Whatever a folder holds, a check ends with faults or a site, and never with a traceback."""

from hypothesis import given, settings
from hypothesis import strategies as st

from acohandbook.site import check_site
from acohandbook.site.models import MODELS, columns_of
from acohandbook.site.reading import Grid
from acohandbook.site.tabulating import tabulate
from tiny import tiny_tables
from tiny_folder import TinyFolder

TABLES = sorted(tiny_tables())
AWKWARD = [
    "", " ", "0", "-1", "1e400", "-0.0", "NaN", "=A1", "#REF!", "2016/17", "2099/00", "0000/01", "9999/00",
    "2016-02-30", "C1", "P1", "\ufeff", "\u200b", "\ud800", "\x00", '"', "é", "(1)", "£", "5%", "\u0663",
    "a" * 11_000,
]  # fmt: skip


@given(table=st.sampled_from(TABLES), data=st.data())
@settings(max_examples=150, deadline=None)
def test_any_cells_are_faults_or_values(table, data):
    columns = list(columns_of(MODELS[table]))
    cell = st.one_of(st.sampled_from(AWKWARD), st.text(max_size=8), st.floats(), st.none(), st.booleans())
    rows = data.draw(st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), max_size=3))
    grid = Grid(columns, list(range(2, len(rows) + 2)), [list(column) for column in zip(*rows, strict=True)])
    if not rows:
        grid.columns = [[] for _ in columns]
    values, faults = tabulate(table, grid)
    assert len(values) == len(rows)
    for fault in faults:
        assert fault.file == f"{table}.csv"
        assert fault.rule and fault.remedy


@given(table=st.sampled_from([*(f"{name}.csv" for name in TABLES), "site.toml"]), data=st.data())
@settings(max_examples=120, deadline=None)
def test_any_bytes_are_faults_or_a_site(tmp_path_factory, table, data):
    tiny = TinyFolder(tmp_path_factory.mktemp("fuzz") / "tiny")
    content = bytearray((tiny.path / table).read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(content)))
        end = min(len(content), start + data.draw(st.integers(0, 12)))
        content[start:end] = data.draw(st.binary(max_size=12))
    tiny.raw(table, bytes(content))
    for fault in check_site(tiny.path):
        assert fault.rule and fault.remedy and str(fault)


@given(table=st.sampled_from(TABLES), data=st.data())
@settings(max_examples=120, deadline=None)
def test_any_cell_of_a_site_may_be_spoilt(tmp_path_factory, table, data):
    tiny = TinyFolder(tmp_path_factory.mktemp("fuzz") / "tiny")
    grid = tiny.grid(table)
    for _ in range(data.draw(st.integers(1, 4))):
        row = data.draw(st.integers(1, len(grid) - 1))
        column = data.draw(st.integers(0, len(grid[0]) - 1))
        grid[row][column] = data.draw(st.sampled_from([word for word in AWKWARD if word != "\ud800"]))
    tiny.keep(table, grid)
    for fault in check_site(tiny.path):
        assert fault.rule and fault.remedy
