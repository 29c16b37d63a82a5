"""Whole sites from published files, on made-up files worked by hand and on real ones."""

import pytest

import made_up_files as made_up
from acohandbook import cli
from acohandbook.published.importing import build_site, import_sites
from acohandbook.published.reading import PublishedFileError
from acohandbook.published.sites import places
from acohandbook.published.sites.ages import Ages
from acohandbook.site import check_site, load_site


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    return made_up.write_all(tmp_path_factory.mktemp("published"))


@pytest.fixture(scope="module")
def alpha(files, tmp_path_factory):
    """The report and the loaded site of the made-up CCG Alpha."""
    output = tmp_path_factory.mktemp("sites")
    report = import_sites(files, output, ccg="01a")
    return report.sites[0], load_site(output / "01a")


def rows(site, table, **wanted):
    """Rows of a table of a site by the values of some columns."""
    frame = site.frames[table]
    for column, value in wanted.items():
        frame = frame[frame[column] == value]
    return frame


def spend(site, commissioner, year="2017/18"):
    """Pounds by line of one commissioner."""
    found = rows(site, "expenditure", commissioner_code=commissioner, financial_year=year)
    return dict(zip(found["line_id"].str.removeprefix(f"{commissioner}-"), found["spend_gbp"], strict=True))


def test_payments_to_practices_are_there_to_the_penny(alpha):
    _, site = alpha
    assert spend(site, "X24") == {
        "core-general-practice": 1320000.10,
        "practice-transition": 6000.00,
        "premises": 90000.25,
        "qof": 193000.50,
        "enhanced-services": 5000.05,
        "local-enhanced-services": 65000.00,
        "dispensing-and-drugs": 3800.10,
        "gp-other": 14000.00,
    }
    totals = rows(site, "commissioners", commissioner_code="X24")["ledger_total_gbp"]
    assert totals.tolist() == [1696801.00]
    assert set(rows(site, "expenditure", commissioner_code="X24")["illustrative"]) == {"no"}


def test_the_year_before_stands_beside_the_base_year(alpha):
    _, site = alpha
    assert round(sum(spend(site, "X24", "2016/17").values()), 2) == 1040501.00 + 612300.00


def test_the_allocation_is_the_ledger_and_its_split_is_illustrative(alpha):
    _, site = alpha
    lines = spend(site, "01A")
    assert round(sum(lines.values()), 2) == 20000000
    assert lines["local-enhanced-services"] == 65000
    # What is left, 19,935,000, times the share of emergency care, 0.19.
    assert lines["acute-emergency"] == 3787650
    ccg = rows(site, "expenditure", commissioner_code="01A")
    assert set(ccg["illustrative"]) == {"yes"}
    assert ccg.set_index("service_line").loc["community", "attribution_component"] == "need_community"
    # Overall need is withheld for Alpha, so what follows it is shared by list.
    assert ccg.set_index("service_line").loc["other_programme", "attribution"] == "list_share"


def test_what_a_ccg_pays_as_well_is_netted_once(alpha):
    _, site = alpha
    netted = rows(site, "adjustments").set_index("adjustment_id")["amount_gbp"]
    assert netted.to_dict() == {
        "netting-reimbursed-drugs": -3000.10,
        "netting-local-enhanced-services": -65000,
    }
    assert rows(site, "adjustments")["approved_by_role"].tolist() == [None, None]


def test_a_council_is_gross_less_clients_contributions(alpha):
    _, site = alpha
    assert spend(site, "E06000901") == {
        "social-care-residential": 1000500,
        "social-care-home-care": 500000,
        "social-care-other": 260000,
        "social-care-client-income": -300250,
    }
    council = rows(site, "commissioners", commissioner_code="E06000901").iloc[0]
    assert (council["ledger_total_gbp"], council["commissioner_name"]) == (1460250, "Alphaton council")


def test_allocations_go_on_from_the_last_published_year(alpha):
    _, site = alpha
    found = rows(site, "allocations", commissioner_code="01A")
    amounts = dict(
        zip(found["financial_year"], zip(found["allocation_gbp"], found["status"], strict=True), strict=True)
    )
    assert amounts["2017/18"] == (20000000, "firm")
    assert amounts["2019/20"] == (21000000, "firm")
    assert amounts["2020/21"] == (21420000, "indicative")
    assert (site.settings.first_year, site.settings.years, site.settings.firm_years) == ("2018/19", 5, 2)


def test_two_figures_for_an_allocation_are_told_and_the_distance_is_kept(alpha):
    imported, site = alpha
    assert any("panel says £21,000,000" in notice for notice in imported.notices)
    ccg = rows(site, "commissioners", commissioner_code="01A").iloc[0]
    assert ccg["opening_distance_from_target_rate"] == 0.01


def test_measures_take_the_place_s_own_achievement(alpha):
    _, site = alpha
    first = rows(site, "measures", measure_id="HYP006").iloc[0]
    # Alpha has 80 of 100, Beta 50 of 100: a quarter of the way up is 0.575, three quarters 0.725.
    assert (first["baseline"], first["threshold"], first["target"]) == (0.8, 0.575, 0.725)
    assert rows(site, "measures")["weight"].sum() == pytest.approx(1)
    assert rows(site, "achievement").empty


def test_the_pool_does_not_move_before_real_months_come(alpha):
    _, site = alpha
    outturn = rows(site, "outturn", service_line="acute_emergency")
    assert len(outturn) == 12
    assert round(outturn["expected_gbp"].sum(), 2) == 3787650
    assert (outturn["expected_gbp"] == outturn["actual_gbp"]).all()
    assert outturn["note_basis"].str.startswith("illustrative").all()


def test_how_much_is_illustrative_is_told_first(alpha):
    imported, site = alpha
    # The allocation and council lines by size (1,760,500 and 300,250) over these and payments to practices.
    illustrative = 20000000 + 1760500 + 300250
    assert imported.illustrative_rate == pytest.approx(illustrative / (illustrative + 1696801))
    assert imported.statement.startswith("92.9% of the place's part of the ledgers (£22.1m of £23.8m, ")
    first = rows(site, "assumptions").iloc[0]
    assert first["assumption_id"] == "illustrative_share_rate"
    assert first["value"] == pytest.approx(imported.illustrative_rate, abs=1e-6)


def test_every_source_named_is_described(alpha):
    _, site = alpha
    known = set(rows(site, "sources")["source_id"])
    for name, frame in site.frames.items():
        if "source_id" in frame:
            assert set(frame["source_id"].dropna()) <= known, name


@pytest.fixture(scope="module")
def network(files, tmp_path_factory):
    """A network across both CCGs: A00002 of Alpha, B00001 of Beta, and B00009, which opened later."""
    output = tmp_path_factory.mktemp("network")
    report = import_sites(files, output, pcn="U00009")
    return report.sites[0], load_site(output / "u00009")


def test_a_place_smaller_than_its_ccgs_lists_the_others_as_not_members(network):
    imported, site = network
    members = dict(
        zip(site.frames["practices"]["practice_code"], site.frames["practices"]["membership"], strict=True)
    )
    assert members == {"A00001": "not_member", "A00002": "signed", "B00001": "signed", "B00003": "not_member"}
    assert (imported.name, imported.practices, imported.registered_persons) == ("Two PCN", 2, 14000)
    assert any("Not paid in 2017/18 and so left out: B00009." in notice for notice in imported.notices)


def test_payments_elsewhere_stay_in_the_ledger(network):
    _, site = network
    lines = spend(site, "X24")
    assert (lines["qof"], lines["qof-elsewhere"]) == (70000 + 96000, 120000.50 + 3000 + 24000)
    assert round(sum(lines.values()), 2) == 1696801 + 1150000
    elsewhere = rows(site, "expenditure", line_id="X24-qof-elsewhere").iloc[0]
    assert (elsewhere["attribution"], elsewhere["attribution_rate"]) == ("patient_level", 0)


def test_councils_are_shared_by_where_practices_lie(network):
    _, site = network
    rates = rows(site, "expenditure").groupby("commissioner_code")["attribution_rate"].max()
    # 6,000 of Alphaton's 16,000 people and 8,000 of Betashire's 10,000.
    assert (rates["E06000901"], rates["E10000901"]) == (0.375, 0.8)
    lads = rows(site, "commissioners", commissioner_code="E10000901")["lad_codes"]
    assert lads.tolist() == ["E07000901 E07000902"]


def test_netting_takes_the_members_payments_only(network):
    _, site = network
    netted = rows(site, "adjustments").set_index("adjustment_id")["amount_gbp"]
    assert netted["netting-reimbursed-drugs"] == -(1000 + 800)
    assert netted["netting-local-enhanced-services"] == -(25000 + 32000)


@pytest.mark.parametrize("code", ["QAA", "e54000901"])
def test_an_stp_is_all_of_its_ccgs(files, tmp_path, code):
    report = import_sites(files, tmp_path, stp=code)
    site = load_site(tmp_path / "qaa")
    assert site.settings.name == "Alphabet"
    assert rows(site, "commissioners", commissioner_type="ccg")["commissioner_code"].tolist() == [
        "01A",
        "01B",
    ]
    assert report.sites[0].registered_persons == 26000


def test_a_list_of_practices_makes_a_place(files, tmp_path):
    chosen = tmp_path / "my_practices.csv"
    chosen.write_text("practice_code,note\na00001,\n# the next\nA00002\n", encoding="utf-8")
    report = import_sites(files, tmp_path, practices=chosen)
    assert (report.sites[0].key, report.sites[0].practices) == ("my-practices", 2)


def test_unknown_practices_are_faults_by_row(files, tmp_path):
    chosen = tmp_path / "my.txt"
    chosen.write_text("A00001\nA99999\nnonsense\n", encoding="utf-8")
    with pytest.raises(places.PlaceError) as caught:
        import_sites(files, tmp_path / "out", practices=chosen)
    message = str(caught.value)
    assert message.startswith("2 unknown practice codes")
    assert "my.txt, row 2, column practice_code, value 'A99999'" in message
    assert "row 3" in message
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"ccg": "99Z"}, "no CCG '99Z' in 2017/18. No code is near it; codes look like 01A, 01B"),
        ({"ccg": "01c"}, r"Did you mean 01B \(Beta\) or 01A \(Alpha\)\?"),
        ({"ccg": "Alpa"}, r"Did you mean 01A \(Alpha\)\?"),
        ({"stp": "QZZ"}, "no STP 'QZZ'"),
        ({"stp": "QAB"}, r"Did you mean QAA \(Alphabet\)\?"),
        ({"pcn": "U99999"}, "no primary care network 'U99999'"),
    ],
)
def test_unknown_places_are_named(files, tmp_path, asked, said):
    with pytest.raises(places.PlaceError, match=said):
        import_sites(files, tmp_path, **asked)


def test_exactly_one_kind_of_place_is_asked_for(files, tmp_path):
    with pytest.raises(ValueError, match="exactly one"):
        import_sites(files, tmp_path, ccg="01A", stp="QAA")


def test_every_ccg_is_written_and_passes_its_check(files, tmp_path):
    told = []
    report = import_sites(files, tmp_path, all=True, progress=told.append)
    assert [site.key for site in report.sites] == ["01a", "01b"]
    assert told == ["1 of 2: 01a Alpha", "2 of 2: 01b Beta"]
    assert [check_site(site.folder) for site in report.sites] == [[], []]


def test_one_refused_place_does_not_stop_the_others(files, tmp_path):
    (tmp_path / "01a").mkdir()
    report = import_sites(files, tmp_path, all=True)
    assert [site.key for site in report.sites] == ["01b"]
    ((key, reason),) = report.refused
    assert key == "01a"
    assert "is there already" in reason
    assert list((tmp_path / "01a").iterdir()) == []


def test_the_same_files_give_the_same_bytes(files, tmp_path, alpha):
    imported, _ = alpha
    import_sites(files, tmp_path, ccg="01A")
    for path in sorted(imported.folder.iterdir()):
        assert (tmp_path / "01a" / path.name).read_bytes() == path.read_bytes(), path.name


def test_without_the_newest_payments_the_year_before_is_the_base(tmp_path):
    made_up.write_all(tmp_path / "published", made_up.payments_17_18)
    report = import_sites(tmp_path / "published", tmp_path, ccg="01A")
    site = load_site(tmp_path / "01a")
    assert (report.base_year, site.settings.first_year) == ("2016/17", "2017/18")
    assert sum(spend(site, "01A", "2016/17").values()) == pytest.approx(19000000)


def test_payments_of_2018_19_make_a_later_base(tmp_path):
    made_up.write_all(tmp_path / "published")
    made_up.payments_18_19(tmp_path / "published")
    report = import_sites(tmp_path / "published", tmp_path, ccg="01A")
    site = load_site(tmp_path / "01a")
    assert report.base_year == "2018/19"
    assert site.settings.firm_years == 1
    assert site.frames["practices"]["list_date"].unique().tolist() == ["2018-10-01"]
    # Two practices with a new line of £700 each, and no closed practice any more.
    assert round(sum(spend(site, "X24", "2018/19").values()), 2) == 1040501 + 612300 + 1400
    assert any("'Clinical Directors' is new" in notice for notice in report.notices)


@pytest.mark.parametrize(
    ("without", "said"),
    [
        (made_up.components_2018_19, "shared by list, not by need"),
        (made_up.practice_map, "ages are England's"),
        (made_up.social_care, "No council is included"),
        (made_up.weighted_2023_24, "No council is included"),
        (made_up.pace_of_change, None),
        (made_up.qof_workbook, "placeholders to be agreed"),
    ],
)
def test_a_site_is_valid_without_what_can_be_missed(tmp_path, without, said):
    made_up.write_all(tmp_path / "published", without)
    report = import_sites(tmp_path / "published", tmp_path, ccg="01B")
    site = load_site(tmp_path / "01b")
    told = [*report.notices, *report.sites[0].notices, *site.frames["assumptions"]["statement"]]
    assert said is None or any(said in text for text in told)


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ((made_up.payments_16_17, made_up.payments_17_18), "no file of NHS Payments to General Practice"),
        ((made_up.allocations,), "no file of the panel of CCG allocations"),
        ((made_up.single_ages,), "no file of CCG population by single year of age"),
    ],
)
def test_what_every_place_needs_is_asked_for_by_its_columns(tmp_path, without, said):
    made_up.write_all(tmp_path / "published", *without)
    with pytest.raises(PublishedFileError, match=said) as caught:
        import_sites(tmp_path / "published", tmp_path / "out", ccg="01A")
    assert "recognised by its columns" in str(caught.value)
    assert not (tmp_path / "out").exists()


def command(*words):
    """Run the command as a user does; its exit code."""
    return cli.main(["import", *map(str, words)])


def test_the_command_says_what_is_illustrative_first(files, tmp_path, capsys):
    assert command("--published", files, "--ccg", "01A", "-o", tmp_path) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("92.9% of the place's part of the ledgers")
    assert lines[-1] == "1 site written."


def test_the_command_shows_progress_and_counts_refusals(files, tmp_path, capsys):
    (tmp_path / "01b").mkdir()
    assert command("--published", files, "--all", "-o", tmp_path) == 1
    out = capsys.readouterr().out
    assert out.startswith("1 of 2: 01a Alpha\n2 of 2: 01b refused\n")
    assert out.endswith("1 site written, 1 refused.\n")


def test_faults_and_wrong_usage_have_their_own_exit_codes(files, tmp_path, capsys):
    assert command("--published", files, "--ccg", "99Z", "-o", tmp_path) == 1
    assert "no CCG '99Z'" in capsys.readouterr().err
    assert command("--published", tmp_path / "nowhere", "--ccg", "01A", "-o", tmp_path) == 2
    file = tmp_path / "file"
    file.touch()
    assert command("--published", files, "--ccg", "01A", "-o", file) == 2
    assert command("--published", file, "--ccg", "01A", "-o", tmp_path) == 2
    assert command("--published", files, "--ccg", "01A", "-o", file / "below") == 2
    assert "nothing can be written" in capsys.readouterr().err


def test_dudley_of_2017_18(published, tmp_path):
    report = import_sites(published(), tmp_path, ccg="05C")
    site = load_site(tmp_path / "05c")
    totals = dict(
        zip(
            site.frames["commissioners"]["commissioner_code"],
            site.frames["commissioners"]["ledger_total_gbp"],
            strict=True,
        )
    )
    assert totals == {"05C": 413072000, "X24": 46509880.66, "E08000027": 87560981.33}
    assert round(sum(spend(site, "X24", "2016/17").values()), 2) == 46277017.59
    assert spend(site, "X24", "2016/17")["qof-2016-17"] == 2866690.88
    assert spend(site, "X24")["qof"] == 257785.63
    assert report.sites[0].registered_persons == 319162
    told = " ".join(report.sites[0].notices)
    assert "£0.81 a head" in told
    assert "panel says £449,511,000, the pace-of-change file £430,035,000" in told
    assert 0.9 < report.sites[0].illustrative_rate < 0.95


def test_a_sample_of_england_makes_valid_sites(england):
    ages = Ages(england.folder.ages, england.listed, england.folder.practice_map)
    # Every fortieth CCG, and those with mergers, regrouped councils, old boundaries and odd practices.
    chosen = {"14L", "04X", "11J", "01H", "07L", "04G", *sorted(england.ccg_names)[::40]}
    for place in places.every_ccg(england):
        (code,) = place.ccgs
        if code in chosen:
            site, ledger = build_site(england, ages, place)
            paid = england.paid.loc[england.paid["ccg_code"] == code, "total"].sum()
            assert round(sum(spend(site, "X24").values()) * 100) == paid
            assert 0.8 < ledger.illustrative_rate < 0.96
