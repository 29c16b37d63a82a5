"""The money of a place: each commissioner's ledger of the base year, real where it is published.

Payments to practices are published to the penny. A CCG's allocation is published, its split by service
line is not: every such row is illustrative. A council's spend is published for all its residents; the part
for the place is found by where practices lie, and that is illustrative too.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from acohandbook.published.gp_payments import SERVICE_LINES
from acohandbook.published.sites.councils import Council
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.national import national_rows
from acohandbook.published.sites.people import member_shares
from acohandbook.published.sites.places import Place
from acohandbook.rules.apportionment import largest_remainder

PRIMARY_CODE = "X24"
PRIMARY_TYPE, CCG_TYPE = "nhs_england_primary_medical", "ccg"
COUNCIL_TYPE = "council_adult_social_care"
LOCAL_SERVICES, DRUGS = "local_enhanced_services", "dispensing_and_drugs"


@dataclass(frozen=True)
class Ledger:
    """What commissioners spend, as tables of a site.

    Attributes
    ----------
    commissioners, expenditure, adjustments : DataFrame
    councils : list of Council
    ours : dict of str to float
        Pounds for the place by line of the base year.
    """

    commissioners: pd.DataFrame
    expenditure: pd.DataFrame
    adjustments: pd.DataFrame
    councils: list[Council]
    ours: dict[str, float]

    @property
    def illustrative_rate(self) -> float:
        """Part of the place's money (income lines by size) that rests on illustrative rows."""
        shown = dict(zip(self.expenditure["line_id"], self.expenditure["illustrative"], strict=True))
        total = sum(abs(amount) for amount in self.ours.values())
        return (
            sum(abs(self.ours[line]) for line in self.ours if shown[line] == "yes") / total if total else 0.0
        )


def build_ledger(country: Country, place: Place, practices: pd.DataFrame) -> Ledger:
    """The ledgers of a place's commissioners.

    Parameters
    ----------
    practices
        The site's table of practices.
    """
    councils = councils_of(country, practices)
    members = pd.Index(practices.loc[practices["membership"] == "signed", "practice_code"])
    shares = member_shares(practices)
    rows = [row for ccg in place.ccgs for row in _ccg_lines(country, ccg, shares)]
    rows += _primary_lines(country, place)
    for council in councils:
        rows += _council_lines(country, council, country.councils.share(council, members))
    expenditure = pd.DataFrame(rows)
    base = expenditure[expenditure["financial_year"] == country.base_year]
    totals = {
        code: sum(round(spend * 100) for spend in lines) / 100
        for code, lines in base.groupby("commissioner_code")["spend_gbp"]
    }
    return Ledger(
        _commissioners(country, place, councils, totals),
        expenditure,
        _netting(country, place),
        councils,
        {
            row["line_id"]: row["spend_gbp"] * _share(row, shares)
            for row in rows
            if row["financial_year"] == country.base_year
        },
    )


def councils_of(country: Country, practices: pd.DataFrame) -> list[Council]:
    """Councils in which the members' practices lie and whose spend is published, in order of codes."""
    if country.councils is None:
        return []
    members = practices.loc[practices["membership"] == "signed", "practice_code"]
    lads = country.listed.loc[list(members), "lad_code"].dropna()
    found = {council.code: council for lad in lads.unique() if (council := country.councils.by_lad.get(lad))}
    return [found[code] for code in sorted(found)]


def _share(row, shares) -> float:
    if row["attribution"] == "direct":
        return 1.0
    if row["attribution_rate"] is not None:
        return row["attribution_rate"]
    return shares[row["commissioner_code"], row["attribution_component"] or "registered_persons"]


def _line(commissioner, service_line, year, pence, **columns) -> dict:
    return {
        "line_id": f"{commissioner}-{service_line.replace('_', '-')}",
        "financial_year": year,
        "commissioner_code": commissioner,
        "provider_code": None,
        "provider_name": None,
        "service_line": service_line,
        "ledger_code": None,
        "spend_gbp": pence / 100,
        "recurrence": "recurrent",
        "attribution_component": None,
        "attribution_rate": None,
        **columns,
    }


def _ccg_lines(country, ccg, member_shares):
    """A CCG's allocation: published local enhanced services first, what is left split by national shares."""
    year = country.base_year
    total = round(country.allocations.of(ccg, year).gbp * 100)
    local = max(int(country.paid.loc[country.paid["ccg_code"] == ccg, LOCAL_SERVICES].sum()), 0)
    shares = national_rows("illustrative_shares")
    names = [row["service_line"] for row in shares]
    parts = largest_remainder(total - local, [float(row["share_rate"]) for row in shares], names)
    components = {row["service_line"]: row["need_component"] for row in national_rows("service_lines")}
    for name, pence in [*zip(names, parts, strict=True), (LOCAL_SERVICES, local)]:
        if pence:
            yield _line(
                ccg, name, year, pence, **_by_need(member_shares, ccg, components[name]),
                evidence_grade="C" if name == LOCAL_SERVICES else "D", illustrative="yes",
                source_id="gp_payments" if name == LOCAL_SERVICES else "illustrative_shares",
            )  # fmt: skip


def _by_need(member_shares, ccg, component) -> dict:
    """Attribution by a need component where every practice of the CCG has it, else by list."""
    if (ccg, component) not in member_shares:
        return {"attribution": "list_share"}
    return {"attribution": "need_share", "attribution_component": component}


def _primary_lines(country, place):
    """Payments to practices by service line: the members' whole, everyone else's beside them."""
    for payments in (country.payments, *country.earlier.values()):
        practices = payments.practices
        here = practices["ccg_code"].isin(place.ccgs)
        if not set(place.ccgs) <= set(practices["ccg_code"]):  # a CCG that did not exist yet
            here |= practices["practice_code"].isin(_codes_of(country, place))
        ours = practices["practice_code"].isin(place.members) | (here & _whole(country, place))
        when = "" if payments.year == country.base_year else f"-{payments.year.replace('/', '-')}"
        sums = practices[here].groupby(ours[here])[list(SERVICE_LINES)].sum()
        for line in SERVICE_LINES:
            for whose, suffix, attribution in (
                (True, "", {"attribution": "direct"}),
                (False, "-elsewhere", {"attribution": "patient_level", "attribution_rate": 0.0}),
            ):
                pence = int(sums[line].get(whose, 0))
                if pence:
                    row = _line(
                        PRIMARY_CODE, line, payments.year, pence, evidence_grade="B", illustrative="no",
                        source_id="gp_payments", **attribution,
                    )  # fmt: skip
                    yield row | {"line_id": row["line_id"] + suffix + when}


def _codes_of(country, place):
    return country.paid.index[country.paid["ccg_code"].isin(place.ccgs)]


def _whole(country, place) -> bool:
    """Whether the place is all of its CCGs, so that practices closed before the base year were its too."""
    return place.members >= set(_codes_of(country, place))


def _council_lines(country, council, rate):
    """A council's gross spend by setting and its clients' contributions, adding up to net spend."""
    for line, pounds in council.spend.items():
        pence = round(pounds * 100)
        if pence:
            yield _line(
                council.code, line, country.base_year, pence, attribution="negotiated",
                attribution_rate=round(rate, 6), evidence_grade="C", illustrative="yes",
                source_id="social_care_return",
            )  # fmt: skip


def _commissioners(country, place, councils, totals) -> pd.DataFrame:
    rows = [
        (ccg, country.ccg_names[ccg], CCG_TYPE, country.distance_from_target(ccg), None, "ccg_allocations")
        for ccg in place.ccgs
    ]
    rows.append((PRIMARY_CODE, "NHS England, primary medical care", PRIMARY_TYPE, None, None, "gp_payments"))
    for council in councils:
        lads = " ".join(council.lad_codes)
        rows.append((council.code, f"{council.name} council", COUNCIL_TYPE, None, lads, "social_care_return"))
    table = pd.DataFrame(
        rows,
        columns=["commissioner_code", "commissioner_name", "commissioner_type",
                 "opening_distance_from_target_rate", "lad_codes", "source_id"],
    )  # fmt: skip
    table.insert(3, "ledger_total_gbp", table["commissioner_code"].map(totals))
    table.insert(4, "underlying_position_gbp", float("nan"))
    return table


def _netting(country, place) -> pd.DataFrame:
    """Take out of practice payments what a CCG's ledger pays as well: drugs and local enhanced services."""
    members = country.paid[country.paid.index.isin(place.members)]
    rows = []
    for line, column, what in (
        (DRUGS, "reimbursed_drugs", "reimbursement of drugs, which the CCG's prescribing budget also holds"),
        (LOCAL_SERVICES, LOCAL_SERVICES, "local enhanced services, which the CCG's ledger also holds"),
    ):
        pence = int(members[column].sum())
        if pence > 0:
            rows.append(
                {
                    "adjustment_id": f"netting-{column.replace('_', '-')}",
                    "commissioner_code": PRIMARY_CODE,
                    "service_line": line,
                    "kind": "practice_payment_netting",
                    "amount_gbp": -pence / 100,
                    "from_year": None,
                    "ends_in": None,
                    "recurrence": "recurrent",
                    "prepared_by_role": "analyst who imported the published files",
                    "approved_by_role": None,
                    "approved_on": None,
                    "evidence": f"Payments of {country.base_year} to the place's practices: {what}.",
                    "source_id": "gp_payments",
                }
            )
    return pd.DataFrame(rows)
