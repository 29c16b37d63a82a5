"""A site written and read back is the same site, and a folder is there whole or not at all."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from acohandbook.site import SiteFaults, check_site, load_site, write_parts, write_site
from tiny import tiny_settings, tiny_site, tiny_tables


def same(one, other):
    """Whether two sites hold the same."""
    return (one.columns, one.settings, one.given_settings) == (
        other.columns,
        other.settings,
        other.given_settings,
    )


def test_a_site_is_read_back_as_it_was(tmp_path):
    site = tiny_site()
    folder = write_site(site, tmp_path / "deep" / "tiny")
    assert same(load_site(folder), site)
    assert load_site(folder).folder == folder


def test_the_same_site_is_written_in_the_same_bytes(tmp_path):
    first = write_site(tiny_site(), tmp_path / "first")
    second = write_site(load_site(first), tmp_path / "second")
    for path in sorted(first.iterdir()):
        assert path.read_bytes() == (second / path.name).read_bytes()


def test_what_a_file_looks_like(tmp_path):
    folder = write_site(tiny_site(), tmp_path / "tiny")
    assert (folder / "residence.csv").read_bytes() == (
        b"practice_code,lad_code,persons\n"
        b"P1,E07000001,10000\nP2,E07000001,20000\nP3,E07000001,5000\nP3,W06000001,5000\n"
    )
    assert (
        (folder / "site.toml")
        .read_text(encoding="utf-8")
        .startswith('name = "Tiny ACO"\ncare_model = "mcp"\n')
    )


def test_an_existing_folder_is_left_alone(tmp_path):
    (tmp_path / "tiny").mkdir()
    with pytest.raises(FileExistsError, match="nothing was written"):
        write_site(tiny_site(), tmp_path / "tiny")
    assert [path.name for path in tmp_path.iterdir()] == ["tiny"]
    assert list((tmp_path / "tiny").iterdir()) == []


def test_nothing_is_left_of_a_site_that_can_not_be_written(tmp_path):
    with pytest.raises(UnicodeEncodeError):
        write_parts(tiny_settings(name="\ud800"), tiny_tables(), tmp_path / "tiny")
    assert list(tmp_path.iterdir()) == []


def test_parts_are_written_unchecked(tmp_path):
    tables = tiny_tables()
    tables["parties"][0]["gain_share_rate"] = 70
    folder = write_parts(tiny_settings(), tables, tmp_path / "tiny")
    assert [(fault.file, fault.row, fault.column) for fault in check_site(folder)] == [
        ("parties.csv", 2, "gain_share_rate")
    ]


def test_a_frame_is_a_table_too(tmp_path):
    site = tiny_site()
    frames = {name: frame.copy() for name, frame in site.frames.items()}
    folder = write_parts(tiny_settings(), frames, tmp_path / "tiny")
    assert same(load_site(folder), site)


names = st.text(min_size=1, max_size=20)
pounds = st.integers(min_value=-(10**13), max_value=10**13).map(lambda pence: pence / 100)


@given(name=names, item=names, ours=pounds, theirs=pounds, note=names)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_site_may_hold_is_read_back(tmp_path_factory, name, item, ours, theirs, note):
    position = {
        "item_id": "I1", "item": item, "commissioner_gbp": ours, "provider_gbp": theirs,
        "agreed": "no", "owner_role": "Finance director", "due": None, "note_mine": note,
    }  # fmt: skip
    try:
        site = tiny_site(tiny_settings(name=name), positions=[position])
    except SiteFaults as faults:
        assert all("character" in fault.rule or "blank" in fault.rule for fault in faults.faults)
        return
    folder = write_site(site, tmp_path_factory.mktemp("written") / "tiny")
    assert same(load_site(folder), site)


def test_numbers_out_of_a_table_are_written_as_numbers(tmp_path):
    given = tiny_settings(assumptions={"share": np.float64(0.25), "posts": np.int64(9)}, years=np.int64(3))
    folder = write_parts(given, tiny_tables(), tmp_path / "tiny")
    text = (folder / "site.toml").read_text(encoding="utf-8")
    assert "share = 0.25\nposts = 9\n" in text
    assert "\nyears = 3\n" in text
