"""Tables of the place: who commissions, which practices, and how many people of what age."""

from __future__ import annotations

from acohandbook.site.models import vocabulary as words
from acohandbook.site.models.fields import (
    SiteTable,
    choice,
    date,
    money,
    money_per_head,
    persons,
    rate,
    text,
    year,
)


class Commissioners(SiteTable):
    """The organisations whose money is in question, with the total of each one's ledger."""

    commissioner_code: object = text(
        "Code of the commissioner, as its own accounts use it. One organisation with two kinds of money (a "
        "council's public health and social care) stands here twice under two codes."
    )
    commissioner_name: object = text("Name of the commissioner.")
    commissioner_type: object = choice("What kind of money it is.", words.COMMISSIONER_TYPES)
    ledger_total_gbp: float = money(
        "Total of the commissioner's ledger for the base year, as audited or as stated. Its lines in "
        "`expenditure` must add up to it."
    )
    underlying_position_gbp: float = money(
        "Underlying surplus (positive) or deficit (negative) of the base year. Blank: not known.", blank=True
    )
    opening_distance_from_target_rate: float = rate(
        "How far the allocation lies from its target in the base year: 0.03 is 3% above.",
        blank=True, lowest=-0.5, highest=0.5,
    )  # fmt: skip
    lad_codes: object = text(
        "Lower-tier local authority codes that a council covers, separated by spaces. Blank for a council "
        "means its own code; blank for the NHS. The column may be left out.",
        blank=True,
        may_lack=True,
    )
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("commissioner_code",)


class Practices(SiteTable):
    """Every general practice in the place, whether or not it has signed, with its list."""

    practice_code: object = text("Code of the practice.")
    practice_name: object = text("Name of the practice.")
    commissioner_code: object = text(
        "The CCG that the practice belongs to.", refers="commissioners.commissioner_code"
    )
    membership: object = choice(
        "Whether its people are the ACO's: signed or integration_agreement count, not_member does not.",
        words.MEMBERSHIPS,
    )
    registered_persons: float = persons("People on the practice's list on the list date.")
    list_date: object = date("Day of the list. One day for all practices.")
    need_general_acute: float = persons("List weighted by need for general and acute care.", blank=True)
    need_community: float = persons("List weighted by need for community services.", blank=True)
    need_mental_health: float = persons("List weighted by need for mental health services.", blank=True)
    need_maternity: float = persons("List weighted by need for maternity care.", blank=True)
    need_prescribing: float = persons("List weighted by need for prescribing.", blank=True)
    need_health_inequalities: float = persons("List weighted by avoidable mortality.", blank=True)
    need_overall: float = persons("List weighted by overall need for a CCG's services.", blank=True)
    need_primary_medical: float = persons("List weighted by need for primary medical care.", blank=True)

    class Config:
        unique = ("practice_code",)


class Residence(SiteTable):
    """Where the people on each list live; a council's duty follows residence."""

    practice_code: object = text("The practice.", refers="practices.practice_code")
    lad_code: object = text("Lower-tier local authority of residence (E, W, S or N code).")
    persons: float = persons("People on the practice's list who live there.")

    class Config:
        unique = ("practice_code", "lad_code")


class Unregistered(SiteTable):
    """People in the place who are registered with no practice: an input with evidence, never a difference."""

    commissioner_code: object = text(
        "The CCG responsible for them.", refers="commissioners.commissioner_code"
    )
    lad_code: object = text("Lower-tier local authority in which they live.")
    unregistered_persons: float = persons("How many they are.")
    evidence: object = text("How the number was found.")
    cost_per_head_gbp: float = money_per_head("Cost a head, where it is known.", blank=True)

    class Config:
        unique = ("commissioner_code", "lad_code")


class Population(SiteTable):
    """The CCG's people by age and sex in each year, from which growth by age is computed."""

    commissioner_code: object = text("The CCG.", refers="commissioners.commissioner_code")
    financial_year: object = year("From the base year to the last contract year.")
    age_band: object = choice("Age band, as in the age-cost index.", words.AGE_BANDS)
    sex: object = choice("`all` where the source does not split by sex.", words.SEXES)
    persons: float = persons("People in the middle of the year, or as the source defines it.")

    class Config:
        unique = ("commissioner_code", "financial_year", "age_band", "sex")
