"""What an imported site rests on: its assumptions in sentences."""

from __future__ import annotations

import pandas as pd

from acohandbook.published.ccg_allocations import PACE_YEAR
from acohandbook.published.sites.ages import MATCHED, AgeProfile
from acohandbook.published.sites.country import Country
from acohandbook.published.sites.ledger import Ledger
from acohandbook.published.sites.people import practices_of
from acohandbook.published.sites.places import Place
from acohandbook.published.sites.plan import (
    CARE_MODEL,
    CONTRACT_YEARS,
    CONTRACTING_FORM,
    ILLUSTRATIVE_GROWTH_RATE,
)
from acohandbook.published.sites.successions import PUBLISHED

# What may be noted of a practice, in the order in which it is told.
_NOTED = ("list", "need", "location")
_OWNER = "finance lead of the ACO"
# What every import assumes: name, statement, quality of the ground, how much hangs on it, source.
_STANDING = (
    (
        "membership",
        "Every practice of the place is taken to have signed; who signed is not published.",
        "low", "high", "handbook_reconstruction",
    ),
    (
        "contract",
        f"Care model {CARE_MODEL}, form {CONTRACTING_FORM}, {CONTRACT_YEARS} years: a preset to start from, "
        "agreed by nobody.",
        "low", "high", "handbook_reconstruction",
    ),
    (
        "ledger_scope",
        "Included are CCG core allocations, payments to practices and adult social care. No figure by place "
        "was at hand for specialised services, public health, dental, pharmacy, optical services and running "
        "costs.",
        "medium", "high", "handbook_reconstruction",
    ),
    (
        "allocation_split",
        "Each CCG's allocation, less published local enhanced services, is split by national shares: "
        "prescribing, mental health, maternity and community from the weights of the target formula, the "
        "rest assumed.",
        "low", "high", "illustrative_shares",
    ),
    (
        "practice_payment_netting",
        "Reimbursed drugs and local enhanced services stand in practice payments and in the CCG's ledger: "
        "they are taken out of practice payments, not yet approved.",
        "medium", "medium", "gp_payments",
    ),
    (
        "unregistered_people",
        "No count of unregistered people is published for the place; none are included.",
        "low", "low", "handbook_reconstruction",
    ),
    (
        "residence",
        "People are taken to live in the authority in which their practice lies; council spend is shared by "
        "it.",
        "low", "high", "practice_locations",
    ),
    (
        "growth_rates",
        "Growth by line is illustrative except where a national tariff is published; allocations beyond the "
        f"published years grow by {ILLUSTRATIVE_GROWTH_RATE:.1%}.",
        "low", "high", "illustrative_growth",
    ),
    (
        "pool_outturn",
        "The pool's first year is the base year in twelfths, expected and actual alike, so that no gain or "
        "loss arises until real months replace it.",
        "low", "high", "handbook_reconstruction",
    ),
    (
        "party_shares",
        "The parties' shares of the pool are illustrative.",
        "low", "high", "handbook_reconstruction",
    ),
)  # fmt: skip


def illustrative_statement(ledger: Ledger) -> str:
    """How much of a place's part of the ledgers rests on illustrative rows, in two sentences."""
    total = sum(abs(amount) for amount in ledger.ours.values()) / 1e6
    rate = ledger.illustrative_rate
    return (
        f"{rate:.1%} of the place's part of the ledgers (£{rate * total:,.1f}m of £{total:,.1f}m, retained "
        "lines included) is illustrative: the split of CCG allocations by service line, and the part of "
        "council spend. Payments to practices and the totals are published."
    )


def notices(country: Country, place: Place) -> list[str]:
    """What a reader of one site must know, each in a sentence or two."""
    found = list(place.notes)
    if notice := country.qof_notice(place.ccgs):
        found.append(notice)
    found += [str(country.disagreements[ccg]) for ccg in place.ccgs if ccg in country.disagreements]
    found += [
        f"Allocation of {ccg} in {country.base_year}: {country.allocations.of(ccg, country.base_year).basis}."
        for ccg in place.ccgs
        if country.allocations.of(ccg, country.base_year).basis != PUBLISHED
    ]
    if country.councils is None:
        found.append(
            "No council is included: that needs both the Adult Social Care Finance Return and a file of "
            "weighted populations that names councils."
        )
    if derived := int(practices_of(country, place)["overall_is_derived"].sum()):
        found.append(
            f"Overall need of {derived} practices is withheld in the need components of 2018/19: it is "
            "worked out from their components, remoteness left out."
        )
    return [*found, *_practice_notices(country, place)]


def _practice_notices(country, place) -> list[str]:
    """Practices by what was done about them, each group with its codes."""
    paid = country.practices[country.practices["ccg_code"].isin(place.ccgs)].sort_index()
    listed = practices_of(country, place)
    found = []
    for rows, column in ((paid, "left_out"), *((listed, f"note_{what}") for what in _NOTED)):
        noted = rows[rows[column].notna()]
        for note, same in noted.groupby(column, sort=False):
            people = same["registered_persons"].sum()
            found.append(
                f"{len(same)} practice{'s' * (len(same) > 1)} with {people:,.0f} people: {note}. "
                f"{', '.join(same.index)}."
            )
    return found


def assumption_table(
    country: Country, place: Place, ledger: Ledger, profiles: dict[str, AgeProfile], measures: str
) -> pd.DataFrame:
    """Every assumption of an imported site, the illustrative share first.

    Parameters
    ----------
    measures
        Where the measures come from, in a sentence.
    """
    share = ("illustrative_share_rate", illustrative_statement(ledger), "low", "high", "illustrative_shares")
    rows = [
        _row(*share, value=round(ledger.illustrative_rate, 6), unit="rate"),
        *(_row(*standing) for standing in _STANDING),
        _row("measures", measures, "low", "medium", "handbook_reconstruction"),
        *_of_year(country, place),
        *(_ages_row(ccg, profile) for ccg, profile in profiles.items()),
    ]
    rows += [
        _row(f"notice_{at}", text, "medium", "medium", "gp_payments")
        for at, text in enumerate(notices(country, place), 1)
    ]
    return pd.DataFrame(rows)


def _row(name, statement, quality, impact, source, value=None, unit=None) -> dict:
    return {
        "assumption_id": name,
        "statement": statement,
        "value": value,
        "unit": unit,
        "quality": quality,
        "impact": impact,
        "owner_role": _OWNER,
        "source_id": source,
    }


def _of_year(country, place):
    year = country.base_year
    yield _row(
        "base_year",
        f"{year} is the newest year with both payments to practices and CCG allocations.",
        "high",
        "medium",
        "gp_payments",
    )
    yield _row(
        "qof_per_head_gbp",
        f"QOF payments of {year} per registered person; £{country.qof_per_head(year):.2f} in England.",
        "high",
        "medium",
        "gp_payments",
        round(country.qof_per_head(year, place.ccgs), 4),
        "gbp_per_head",
    )
    if country.councils is not None:
        yield _row(
            "social_care_year",
            f"Council spend is that of {country.councils.year}, unchanged: gross less clients' "
            "contributions, no money from the NHS or joint arrangements.",
            "medium",
            "medium",
            "social_care_return",
        )
    if distances := _with_distance(country, place):
        yield _row(
            "distance_from_target",
            f"Opening distance from target of {', '.join(distances)} is that of the pace-of-change file; its "
            f"year is not stated, {PACE_YEAR} is inferred.",
            "low",
            "medium",
            "pace_of_change",
        )


def _ages_row(ccg, profile):
    return _row(
        f"population_{ccg.lower()}",
        f"Ages of {ccg}: {profile.basis}, carried on at its mean growth beyond the counted years.",
        "high" if profile.basis == MATCHED else "low",
        "medium",
        "ccg_population",
    )


def _with_distance(country, place):
    return [ccg for ccg in place.ccgs if country.distance_from_target(ccg) is not None]
