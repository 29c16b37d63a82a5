"""Tables of money: what is spent, where each pound goes, what changes, how it grows, what is allocated."""

from __future__ import annotations

from acohandbook.site.models import vocabulary as words
from acohandbook.site.models.fields import SiteTable, choice, date, growth_rate, money, rate, text, year


class Expenditure(SiteTable):
    """The commissioners' ledgers, line by line; the baseline reads the base year."""

    line_id: object = text("Name of the line.")
    financial_year: object = year("Year of the spend.")
    commissioner_code: object = text("Whose ledger it is.", refers="commissioners.commissioner_code")
    provider_code: object = text("Who is paid. Blank: several or unknown.", blank=True)
    provider_name: object = text("Name of who is paid.", blank=True)
    service_line: object = text(
        "Service line in lower_snake_case, best from the national vocabulary. It must have a row in `scope`. "
        "Blank where `ledger_codes` maps the row's ledger code to a line.",
        blank=True,
    )
    ledger_code: object = text(
        "Code in the commissioner's own ledger: cost centre, account, or both. Needed where the service line "
        "is blank.",
        blank=True,
    )
    spend_gbp: float = money("Spend of the year; income lines are negative.")
    recurrence: object = choice("Whether the spend goes on.", words.RECURRENCES)
    attribution: object = choice(
        "How the part for the ACO's people is found: patient_level and negotiated state a rate, list_share "
        "and need_share compute it, direct takes the whole line.",
        words.ATTRIBUTIONS,
    )
    attribution_component: object = choice(
        "Which need weighting to use. Needed for need_share, blank otherwise.",
        words.NEED_COMPONENTS,
        blank=True,
    )
    attribution_rate: float = rate(
        "Share of the line for the ACO's people. Needed for patient_level and negotiated, blank otherwise.",
        blank=True,
    )
    evidence_grade: object = choice(
        "A audited or patient level, B contract or ledger extract, C estimate with a stated method, "
        "D assumption.",
        words.EVIDENCE_GRADES,
    )
    illustrative: object = choice("`yes` where the figure is made up to show the method.", words.YES_NO)
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("line_id",)


class LedgerCodes(SiteTable):
    """Which service line each code of a commissioner's ledger pays for, so that an extract can be pasted."""

    commissioner_code: object = text("Whose ledger the code is of.", refers="commissioners.commissioner_code")
    ledger_code: object = text("The code, as the ledger writes it. Zeros at its front count.")
    service_line: object = text(
        "The service line of every row of the ledger with this code; `unallocated` where nobody knows yet."
    )
    source_id: object = text("Where the mapping comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("commissioner_code", "ledger_code")


class Scope(SiteTable):
    """The one home of every service line of every kind of commissioner."""

    commissioner_type: object = choice("Kind of commissioner.", words.COMMISSIONER_TYPES)
    service_line: object = text("Service line.")
    home: object = choice("Where every pound of the line goes.", words.HOMES)
    payable_by_aco: object = choice(
        "For a line that is passed through: `yes` where the contract's holder pays providers the actual cost "
        "out of what was planned for it, `no` where the commissioner does. Blank: as settlement.choice_by "
        "says. The column may be left out.",
        words.YES_NO,
        blank=True,
        may_lack=True,
    )
    from_year: object = year(
        "For deferred lines: the first year in the annual payment. Blank: no year agreed.", blank=True
    )
    reason: object = text("Why it is there.")
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("commissioner_type", "service_line")


class Adjustments(SiteTable):
    """What is added to or taken from a commissioner's ledger on the way to the budget, one thing a row."""

    adjustment_id: object = text("Name of the adjustment.")
    commissioner_code: object = text("Whose budget it changes.", refers="commissioners.commissioner_code")
    service_line: object = text("Which line it changes.")
    kind: object = choice("What it is. One kind a row.", words.ADJUSTMENT_KINDS)
    amount_gbp: float = money("Amount for the ACO's people: adds when positive. Not zero.")
    from_year: object = year("First year in which it applies. Blank: already in the baseline.", blank=True)
    ends_in: object = year("Last year in which it applies. Blank: it lasts.", blank=True)
    recurrence: object = choice(
        "Recurrent amounts enter the budget and grow; non-recurrent ones are paid in their years only.",
        words.RECURRENCES,
    )
    prepared_by_role: object = text("Role, not name, of who prepared it.")
    approved_by_role: object = text(
        "Role of who approved it, another one. Blank: not approved yet.", blank=True
    )
    approved_on: object = date("Day of approval.", blank=True)
    evidence: object = text("What shows it. Needed for kind other.", blank=True)
    held_by: object = text(
        "Who bears the cost or holds the asset: a commissioner, party or provider. Asked of clinical "
        "negligence, capital charges and stranded cost. The column may be left out.",
        blank=True,
        may_lack=True,
    )
    funded_in_price: object = choice(
        "`yes` where the price of the line funds it already: the row is shown and adds nothing. Asked of "
        "clinical negligence. Blank: not known, and added. The column may be left out.",
        words.YES_NO,
        blank=True,
        may_lack=True,
    )
    assets_move: object = choice(
        "For a service move: `yes` where premises or equipment move with the service, so that capital "
        "charges must follow. The column may be left out.",
        words.YES_NO,
        blank=True,
        may_lack=True,
    )
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("adjustment_id",)


class Flows(SiteTable):
    """Money that passes through a pooled fund or a host: payer, host, payee; counted in one ledger only."""

    flow_id: object = text("Name of the flow.")
    payer: object = text("Who pays.")
    host: object = text("Who holds the pool.")
    payee: object = text("Who receives it. A contribution has the host here.")
    financial_year: object = year("Year of the flow.")
    amount_gbp: float = money("Amount, positive.", lowest=0.01)
    counted_in: object = text("Whose ledger keeps the pound: the payer, the host or the payee.")
    poolable: object = choice("`no` where law or direction keeps the money out of a pool.", words.YES_NO)

    class Config:
        unique = ("flow_id",)


class Growth(SiteTable):
    """How each line grows from year to year, by cause."""

    commissioner_code: object = text("The commissioner.", refers="commissioners.commissioner_code")
    service_line: object = text("The service line.")
    financial_year: object = year("The year grown into, from the first after the base year.")
    driver: object = choice("What moves its cost.", words.DRIVERS)
    demographic_rate: float = growth_rate(
        "Growth by number and age of people. Blank: computed from `population` and the age-cost index.",
        blank=True,
    )
    other_demand_rate: float = growth_rate("Other growth of demand.")
    cost_uplift_rate: float = growth_rate("Rise of pay and prices.")
    national_efficiency_rate: float = growth_rate(
        "Nationally required efficiency, positive when it lowers cost."
    )
    contracted_savings_rate: float = growth_rate(
        "Savings already in a contract, positive when they lower cost."
    )
    unidentified_savings_rate: float = growth_rate(
        "Savings without a plan. Shown as a risk, never taken off the cost."
    )
    provider_savings_rate: float = growth_rate(
        "The ACO's own savings. Shown beside the cost, never taken off it."
    )
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("commissioner_code", "service_line", "financial_year")


class Allocations(SiteTable):
    """What each commissioner is given, by stream and year."""

    commissioner_code: object = text("The commissioner.", refers="commissioners.commissioner_code")
    stream: object = text(
        "Which money: ccg_core, primary_medical, specialised, grant, precept, ring_fence ..."
    )
    financial_year: object = year("From the base year to the last contract year.")
    allocation_gbp: float = money("The allocation.", lowest=0.0)
    status: object = choice("Whether it is settled.", words.STATUSES)
    source_id: object = text("Where the row comes from.", blank=True, refers="sources.source_id")

    class Config:
        unique = ("commissioner_code", "stream", "financial_year")
