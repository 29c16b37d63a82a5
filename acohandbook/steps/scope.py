"""Scope: one home for every pound of every commissioner's ledger.

The home decides what a pound does: it is in the annual payment or the improvement payment, outside the
budget but in the gain/loss pool, passed through at what it costs, retained by the commissioner, or deferred
to a year. The same ledger is also laid out as the presets of each contracting form would have it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import scope as rules
from acohandbook.site.faults import SiteFaults
from acohandbook.site.models.vocabulary import HOMES
from acohandbook.site.national import scope_presets
from acohandbook.steps.common import keys_of, listed, pounds, records
from acohandbook.workings import StepResult, Table

if TYPE_CHECKING:
    from acohandbook.site import Site
    from acohandbook.site.faults import Fault

CONTRACTING_FORMS = ("virtual", "partially_integrated", "fully_integrated")
# The site's own scope, beside what the presets of the three forms would make of its ledger.
AS_AGREED = "as_agreed"

_NATIONAL_CONTRACTS = ("dental", "pharmacy", "optical", "section_7a_screening")
_CASE_BY_CASE = ("continuing_healthcare", "funded_nursing_care", "section_117_aftercare")


def preset_scope(care_model: str, contracting_form: str) -> list[dict]:
    """Return the usual home of each service line under a care model and contracting form.

    Parameters
    ----------
    care_model : str
        ``mcp``, ``pacs`` or ``other``, which has no preset.
    contracting_form : str
        ``virtual``, ``partially_integrated`` or ``fully_integrated``.

    Returns
    -------
    list of dict
        Rows as for the table ``scope`` of a site, without a source.

    Raises
    ------
    ValueError
        When there is no such contracting form.
    """
    if contracting_form not in CONTRACTING_FORMS:
        known = ", ".join(CONTRACTING_FORMS)
        raise ValueError(f"There is no contracting form {contracting_form!r}; there are {known}.")
    return [
        {name: preset[name] for name in ("commissioner_type", "service_line", "home", "reason")}
        | {"from_year": None}
        for preset in scope_presets()
        if (preset["care_model"], preset["contracting_form"]) == (care_model, contracting_form)
    ]


def with_contracting_form(site: Site, form: str) -> Site:
    """Make the same site under another contracting form: every line that has a preset goes to its home there.

    Parameters
    ----------
    site : Site
    form : str
        ``virtual``, ``partially_integrated`` or ``fully_integrated``.

    Returns
    -------
    Site
        A checked copy. Lines without a preset keep their home; a line that stays deferred keeps its year.
        Outturn of lines that are then neither pooled nor passed through is left out.

    Raises
    ------
    SiteFaults
        When a line that comes into the budget lacks what that needs, such as its growth.
    """
    presets = {
        (row["commissioner_type"], row["service_line"]): row
        for row in preset_scope(site.settings.care_model, form)
    }
    rows = []
    for row in site.frames["scope"].to_dict("records"):
        preset = presets.get((row["commissioner_type"], row["service_line"]))
        if preset and preset["home"] != row["home"]:
            row = row | preset | {"payable_by_aco": None}  # who pays was agreed for its home of before
        rows.append(row)
    homes = {(row["commissioner_type"], row["service_line"]): row["home"] for row in rows}
    outturn = _outturn_that_settles(site, homes)
    return site.changed({"contracting_form": form}, {"scope": rows, "outturn": outturn})


def under_each_form(site: Site) -> tuple[dict[str, Site], dict[str, list[Fault]]]:
    """Make the same site under every contracting form, and say of which its tables do not tell enough.

    Returns
    -------
    tuple of dict and dict
        By form: the checked copy, or the faults that stand in its way, such as growth of a line that comes
        into the budget. Every form is in one of the two.
    """
    sites: dict[str, Site] = {}
    lacking: dict[str, list[Fault]] = {}
    for form in CONTRACTING_FORMS:
        try:
            sites[form] = with_contracting_form(site, form)
        except SiteFaults as found:
            lacking[form] = found.faults
    return sites, lacking


def _outturn_that_settles(site: Site, homes: dict[tuple, str]) -> list[dict]:
    """Outturn of lines whose home is settled on it; for any other line it would be a second home."""
    types = dict(records(site.commissioners, "commissioner_code", "commissioner_type"))
    return [
        row
        for row in site.frames["outturn"].to_dict("records")
        if homes[types[row["commissioner_code"]], row["service_line"]] in ("gain_loss_pool", "pass_through")
    ]


def scope(site: Site, population: StepResult) -> StepResult:
    """Give every line of the base year's ledger its home, and prove that none has two or none.

    Parameters
    ----------
    site : Site
    population : StepResult

    Returns
    -------
    StepResult
        Tables ``lines`` (the homes agreed, beside the preset), ``ledger`` (each line of the base year),
        ``homes`` (pounds by commissioner and home), ``contracting_forms`` (the same ledger by home under
        each form; ``as_agreed`` is the site's own scope) and what they rest on.

    Raises
    ------
    ReconciliationError
        When the homes of a commissioner do not add up to its ledger.
    """
    result = StepResult("scope")
    _presets(result, site)
    _lines(result, site)
    ledger = _ledger(result, site, population)
    _homes(result, site, ledger)
    _contracting_forms(result, ledger)
    _findings(result, site)
    return result


def _presets(result: StepResult, site: Site) -> None:
    names = ("contracting_form", "commissioner_type", "service_line")
    rows = [row for row in scope_presets() if row["care_model"] == site.settings.care_model]
    table = result.table("presets", {name: [row[name] for row in rows] for name in names})
    for column in ("home", "reason"):
        values = [row[column] for row in rows]
        table.input(column, values, "text", f"data/national/scope_presets.csv: {column}")


def _lines(result: StepResult, site: Site) -> None:
    table = result.table("lines", {key: site.scope[key] for key in site.scope.keys})
    for column in ("home", "from_year", "reason"):
        table.lookup(column, site.scope, column)
    table.lookup("contracting_form", site.settings_table, "contracting_form", on={})
    on = {name: name for name in result.presets.keys}
    table.lookup("preset_home", result.presets, "home", on=on, otherwise="home")
    table.map("differs", rules.differs, "flag", home="home", preset_home="preset_home")


def _ledger(result: StepResult, site: Site, population: StepResult) -> Table:
    base = records(site.expenditure, "line_id", financial_year=site.settings.base_year)
    table = result.table("ledger", keys_of(("line_id",), base))
    for column in ("commissioner_code", "service_line"):
        table.lookup(column, site.expenditure, column)
    on = {"commissioner_code": "commissioner_code"}
    table.lookup("commissioner_type", population.commissioners, "commissioner_type", on=on)
    table.lookup("home", result.lines, "home")
    table.lookup("spend_gbp", site.expenditure, "spend_gbp")
    return table


def _homes(result: StepResult, site: Site, ledger: Table) -> None:
    codes = site.commissioners["commissioner_code"].tolist()
    rows = ((code, home) for code in codes for home in HOMES)
    table = result.table("homes", keys_of(("commissioner_code", "home"), rows))
    table.total("spend_gbp", ledger, "spend_gbp")
    for code in codes:
        homes = dict(records(table, "home", "spend_gbp", commissioner_code=code))
        whole = ledger.sum("spend_gbp", commissioner_code=code)
        result.prove(f"one home for every pound of {code}", 0.0, homes, whole)


def _contracting_forms(result: StepResult, ledger: Table) -> None:
    forms = (AS_AGREED, *CONTRACTING_FORMS) if len(result.presets) else (AS_AGREED,)
    rows = ((form, line) for form in forms for line in ledger["line_id"].tolist())
    lines = result.table("form_lines", keys_of(("contracting_form", "line_id"), rows))
    on = {"line_id": "line_id"}
    for column in ("commissioner_type", "service_line", "spend_gbp"):
        lines.lookup(column, ledger, column, on=on)
    lines.lookup("agreed_home", ledger, "home", on=on)
    lines.lookup("home", result.presets, "home", otherwise="agreed_home")
    rows = ((form, home) for form in forms for home in HOMES)
    table = result.table("contracting_forms", keys_of(("contracting_form", "home"), rows))
    table.total("spend_gbp", lines, "spend_gbp")
    for form in forms:
        homes = dict(records(table, "home", "spend_gbp", contracting_form=form))
        result.prove(f"one home for every pound, {form}", 0.0, homes, ledger.sum("spend_gbp"))


# --- findings ------------------------------------------------------------------------------------------


def _findings(result: StepResult, site: Site) -> None:
    spent: dict[tuple[str, str], float] = {}
    for *line, pence in records(result.ledger, "commissioner_type", "service_line", "spend_gbp"):
        spent[tuple(line)] = spent.get(tuple(line), 0.0) + pence
    _find_form(result, site, spent)
    _find_differences(result, site)
    _find_lines(result, site, spent)
    _find_undated(result, spent)
    unspent = [row[1] for row in records(result.lines, *result.lines.keys) if row not in spent]
    if unspent:
        count = f"{len(unspent)} line{'s' if len(unspent) > 1 else ''}"
        result.find("note", f"Scope has {count} without spend in the base year: {listed(unspent)}.")


def _find_lines(result: StepResult, site: Site, spent: dict[tuple[str, str], float]) -> None:
    no_stop_loss = site.settings.settlement.stop_loss_per_case_gbp is None
    for kind, line, home in records(result.lines, *result.lines.keys, "home"):
        figure = f"scope.lines.home[commissioner_type={kind},service_line={line}]"
        amount = pounds(spent.get((kind, line), 0.0))
        if line == "unallocated" and spent.get((kind, line)):
            message = f"{amount} of the ledger is mapped to no service line. Map it before anyone signs."
            result.find("amber", message, figure)
        if line in _NATIONAL_CONTRACTS and home != "retained":
            message = f"{line} is under a national contract or agreement, and its home here is {home}."
            result.find("amber", message, figure)
        if line in _CASE_BY_CASE and home == "annual_payment" and no_stop_loss:
            result.find(
                "amber",
                f"{line} ({amount}) is in the annual payment without a stop-loss per case: few people cost "
                "very much, under national rules (settlement.stop_loss_per_case_gbp).",
                figure,
            )


def _find_undated(result: StepResult, spent: dict[tuple[str, str], float]) -> None:
    undated = records(result.lines, *result.lines.keys, home="deferred", from_year=None)
    if undated:
        amount = pounds(sum(spent.get(row, 0.0) for row in undated))
        kind, line = undated[0]
        result.find(
            "amber",
            f"{amount} of the ledgers is deferred to no agreed year and outside every budget: "
            f"{listed(line for _, line in undated)}.",
            f"scope.lines.home[commissioner_type={kind},service_line={line}]",
        )


def _find_form(result: StepResult, site: Site, spent: dict[tuple[str, str], float]) -> None:
    form = site.settings.contracting_form
    if form == "virtual":
        shadow = sum(pence for (pence,) in records(result.homes, "spend_gbp", home="annual_payment"))
        result.find(
            "note",
            f"A virtual contract pays no annual payment. The {pounds(shadow)} with that home is a shadow "
            "budget: existing contracts go on, and only gain/loss sharing moves money.",
            f"scope.contracting_forms.spend_gbp[contracting_form={AS_AGREED},home=annual_payment]",
        )
    for line in ("core_general_practice", "qof"):
        kind = "nhs_england_primary_medical"
        where = records(result.lines, "home", commissioner_type=kind, service_line=line)
        if not where or not spent.get((kind, line)):
            continue
        inside = where[0][0] in ("annual_payment", "improvement_payment")
        figure = f"scope.lines.home[commissioner_type={kind},service_line={line}]"
        if inside and form != "fully_integrated":
            message = (
                f"{line} is in the {where[0][0].replace('_', ' ')}, but under a {form.replace('_', ' ')} "
                "contract practices keep their own contracts: say by what agreement they give it up."
            )
            result.find("amber", message, figure)
        if not inside and form == "fully_integrated":
            message = f"A fully integrated contract brings {line} in; here its home is {where[0][0]}."
            result.find("amber", message, figure)


def _find_differences(result: StepResult, site: Site) -> None:
    settings = site.settings
    if not len(result.presets):
        result.find("note", f"There is no preset of scope for the care model {settings.care_model!r}.")
        return
    different = [
        f"{line} ({home}, not {preset})"
        for line, home, preset in records(result.lines, "service_line", "home", "preset_home", differs=1.0)
    ]
    if different:
        preset = f"{settings.contracting_form.replace('_', ' ')} {settings.care_model.upper()}"
        result.find(
            "note",
            f"{len(different)} of {len(result.lines)} lines have another home than the preset of a {preset}: "
            f"{listed(different)}.",
        )
