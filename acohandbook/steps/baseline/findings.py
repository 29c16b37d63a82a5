"""What a reader must know before relying on the baseline."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from acohandbook.site.models.vocabulary import ADJUSTMENTS_THAT_BALANCE
from acohandbook.site.netting import netting_words, stated_pence
from acohandbook.steps.baseline.evidence import CHOSEN
from acohandbook.steps.common import listed, percent, pounds, records
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

# Above this share of illustrative input no figure of a named place should be published.
ILLUSTRATIVE_LIMIT_RATE = 0.1
# A practice, or a year, with less than this part of what is usual is asked about. A judgement, not a rule.
LOW_QUALITY_PAYMENT_RATE = 0.5

# In pence: what lies below it is rounding, and "£0 less" says nothing.
A_POUND = 100

# Where practice payments may hold money that a CCG's ledger holds too.
_PAID_TWICE = (("dispensing_and_drugs", "prescribing"), ("enhanced_services", "local_enhanced_services"))


def find_all(result: StepResult, site: Site) -> None:
    """Add the findings of the step to its result."""
    _ledger(result)
    _adjustments(result)
    _hidden_netting(result, site)
    _balance(result)
    _cquin(result)
    _netting(result)
    _pooled(result)
    _quality_payments(result)
    _practice_quality_payments(result, site)
    _deficits(result, site)
    _evidence(result)
    _keys(result)


def _ledger(result: StepResult) -> None:
    misplaced = [
        line
        for line, home in records(result.lines, "line_id", "home", is_unallocated=1.0)
        if home != "retained"
    ]
    if misplaced:
        result.find(
            "amber",
            f"{listed(misplaced)}: reserves and unallocated spend buy no service, so they enter no budget, "
            "whatever home scope gives them. Release a reserve by an adjustment; map spend to a line.",
            f"baseline.lines.unallocated_gbp[line_id={misplaced[0]}]",
        )


def _adjustments(result: StepResult) -> None:
    table = result.adjustments
    for name, kind, line, home in records(
        table, "adjustment_id", "kind", "service_line", "home", is_applicable=0.0
    ):
        reason = (
            "only a contract in the annual payment can give up CQUIN"
            if kind == "cquin_to_improvement_payment"
            else "there is nothing in the budget for it to change"
        )
        result.find(
            "red",
            f"Adjustment {name} ({kind}) is left out: the home of {line} is {home}, and {reason}.",
            f"baseline.adjustments.is_applicable[adjustment_id={name}]",
        )
    pending = records(table, "adjustment_id", "amount_gbp", approved=0.0)
    if pending:
        size = sum(abs(amount) for _, amount in pending)
        result.find(
            "amber",
            f"{len(pending)} adjustment{'s' if len(pending) > 1 else ''} over {pounds(size)} "
            f"{'are' if len(pending) > 1 else 'is'} not approved: {listed(name for name, _ in pending)}.",
            f"baseline.adjustments.approved[adjustment_id={pending[0][0]}]",
        )
    once = records(table, "adjustment_id", kind="non_recurrent", is_recurrent=0.0)
    if once:
        result.find(
            "amber",
            f"{listed(name for (name,) in once)}: to strip non-recurrent spend from the baseline is itself "
            "recurrent. As the rows stand they are paid in their own years and leave the baseline as it is.",
            f"baseline.adjustments.is_recurrent[adjustment_id={once[0][0]}]",
        )


def _hidden_netting(result: StepResult, site: Site) -> None:
    """Evidence that sounds as if two amounts stood in one row."""
    for name, kind, evidence in records(site.adjustments, "adjustment_id", "kind", "evidence"):
        if evidence is None or kind in ("practice_payment_netting", "market_forces_repricing"):
            continue
        words = netting_words(evidence)
        several = kind == "other" and len(stated_pence(evidence)) > 1
        if words or several:
            told = f"says {words!r}" if words else "states several amounts"
            result.find(
                "amber",
                f"Adjustment {name} ({kind}): its evidence {told}. A netted-off row hides two: write each "
                "amount in a row of its own, or say in plain words that there is one.",
                f"baseline.adjustments.amount_gbp[adjustment_id={name}]",
            )


def _balance(result: StepResult) -> None:
    for kind in ADJUSTMENTS_THAT_BALANCE:
        rest = result.postings.sum("baseline_gbp", kind=kind)
        if rest:
            result.find(
                "amber",
                f"Rows of the kind {kind} only move money between commissioners, but in the baseline they "
                f"leave {pounds(rest)}: one side ends earlier, is not recurrent or is outside the budget.",
            )


def _cquin(result: StepResult) -> None:
    columns = ("commissioner_code", "service_line", "moved_gbp", "moved_rate", "national_rate",
               "national_rate_year")  # fmt: skip
    for code, line, moved, rate, national, year in records(result.cquin, *columns, is_beyond_national=1.0):
        result.find(
            "amber",
            f"CQUIN of {pounds(moved)} moves out of {line} of {code}: {percent(rate)} of the ACO's part, "
            f"where contracts of {year} carried {percent(national)} of their value. Is it moved twice, or "
            "was the amount meant for the whole contract?",
            f"baseline.cquin.moved_rate[commissioner_code={code},service_line={line}]",
        )


def _netting(result: StepResult) -> None:
    spent = {line for line, amount in records(result.lines, "service_line", "spend_gbp") if amount}
    netted = records(result.adjustments, "adjustment_id", kind="practice_payment_netting")
    for practice_line, ccg_line in _PAID_TWICE:
        if {practice_line, ccg_line} <= spent and not netted:
            result.find(
                "amber",
                f"{practice_line} and {ccg_line} are both in the ledgers. Practice payments may hold drug "
                "reimbursement and local enhanced services that a CCG's ledger holds too: net what stands in "
                "both by an adjustment of the kind practice_payment_netting, or state that nothing does.",
            )


def _pooled(result: StepResult) -> None:
    columns = ("commissioner_code", "pooled_in_gbp", "nhs_income_gbp", "counted_twice_gbp")
    for code, received, income, twice in records(result.council, *columns):
        if twice:
            result.find(
                "amber",
                f"The pool of {code} receives {pounds(received)} that the payers' ledgers count, and its own "
                f"ledger holds {pounds(-income)} of income from the NHS against it: {pounds(twice)} is "
                "counted twice, or the flow is counted in the wrong ledger.",
                f"baseline.council.counted_twice_gbp[commissioner_code={code}]",
            )


def _quality_payments(result: StepResult) -> None:
    columns = ("financial_year", "per_head_gbp", "implied_points")
    for code in dict.fromkeys(result.qof["commissioner_code"]):
        years = records(result.qof, *columns, commissioner_code=code)
        highest = max(per_head for _, per_head, _ in years)
        for year, per_head, points in years:
            figure = f"baseline.qof.per_head_gbp[commissioner_code={code},financial_year={year}]"
            if per_head < LOW_QUALITY_PAYMENT_RATE * highest:
                result.find(
                    "amber",
                    f"QOF of {code} is £{per_head:,.2f} a head in {year}, less than half of its "
                    f"£{highest:,.2f} in another year. Where a local framework replaced QOF its money stands "
                    "in another line, and where the commissioner's area changed the year holds other "
                    "practices: this is not what can be carved out for the improvement payment.",
                    figure,
                )
            elif points == points:
                result.find(
                    "note",
                    f"QOF of {code} is £{per_head:,.2f} a head in {year}: at that year's point value, "
                    f"{points:,.0f} points for a practice with a list of mean size.",
                    figure,
                )


def _practice_quality_payments(result: StepResult, site: Site) -> None:
    """Compare practices where the ledger pays QOF to each by its code."""
    lists = dict(records(site.practices, "practice_code", "registered_persons"))
    paid: dict[str, float] = {}
    where = {"service_line": "qof", "financial_year": site.settings.base_year}
    for practice, amount in records(site.expenditure, "provider_code", "spend_gbp", **where):
        if lists.get(practice):
            paid[practice] = paid.get(practice, 0.0) + amount / lists[practice]
    usual = median(paid.values()) if paid else 0.0
    low = [practice for practice, per_head in paid.items() if per_head < LOW_QUALITY_PAYMENT_RATE * usual]
    if low:
        result.find(
            "amber",
            f"QOF a head at {len(low)} of {len(paid)} practices ({listed(sorted(low))}) is less than half of "
            f"the median of £{usual / 100:,.2f}. Do they work under a local framework instead?",
        )


def _deficits(result: StepResult, site: Site) -> None:
    contingency = site.settings.rules.contingency_rate
    payments = dict(records(result.totals, "commissioner_code", "annual_payment_gbp"))
    columns = ("commissioner_code", "underlying_position_gbp", "aco_share_gbp")
    positions = records(result.deficits, *columns)
    unknown = [code for code, position, _ in positions if position != position]
    if unknown:
        result.find(
            "amber",
            f"Whether {listed(unknown)} {'are' if len(unknown) > 1 else 'is'} in underlying deficit is not "
            "known: ask before signing, since a deficit that nobody names is inherited.",
            f"baseline.deficits.aco_share_gbp[commissioner_code={unknown[0]}]",
        )
    for code, position, share in positions:
        figure = f"baseline.deficits.aco_share_gbp[commissioner_code={code}]"
        if position < 0:
            held = contingency * payments[code]
            beyond = -share > held
            result.find(
                "red" if beyond else "amber",
                f"{code} has an underlying deficit of {pounds(-position)}, {pounds(-share)} of it by the "
                "ACO's share of people. The baseline does not absorb it; the contingency of "
                f"{percent(contingency)} ({pounds(held)}) {'would not' if beyond else 'would'} cover it. "
                "Agree who bears it.",
                figure,
            )


def _evidence(result: StepResult) -> None:
    shares = dict(records(result.evidence, "evidence_grade", "share_rate"))
    result.find(
        "amber" if shares["D"] > ILLUSTRATIVE_LIMIT_RATE else "note",
        "Evidence of the attributed spend: "
        + ", ".join(f"{percent(share)} grade {grade}" for grade, share in shares.items())
        + " (A audited or patient level, B contract or ledger, C estimate, D assumption).",
        "baseline.evidence.share_rate[evidence_grade=D]",
    )
    illustrative = result.illustrative["share_rate"][0]
    if illustrative:
        beyond = illustrative > ILLUSTRATIVE_LIMIT_RATE
        result.find(
            "amber" if beyond else "note",
            f"{percent(illustrative)} of the attributed spend is illustrative"
            f"{': no figure of a named place should be published from it' if beyond else ''}.",
            "baseline.illustrative.share_rate",
        )
    columns = ("size_gbp", "share_rate", "effect_gbp")
    ((size, share, effect),) = records(result.attributions, *columns, attribution="negotiated")
    if size and abs(effect) >= A_POUND:
        result.find(
            "note",
            f"Negotiated shares give the ACO {pounds(abs(effect))} {'more' if effect > 0 else 'less'} than a "
            f"raw count of people would, on {percent(share)} of the attributed spend.",
            "baseline.attributions.effect_gbp[attribution=negotiated]",
        )


def _keys(result: StepResult) -> None:
    """A council has no need weights: it is compared by the raw count alone."""
    table = result.key_spread
    raw = dict(records(result.attribution_keys, "commissioner_code", "raw_component"))
    councils = result.council["commissioner_code"].tolist()
    for code in dict.fromkeys(table["commissioner_code"]):
        spread = [
            (-abs(difference), key, difference)
            for key, difference in records(table, "key", "difference_from_chosen_gbp", commissioner_code=code)
            if key != CHOSEN and abs(difference) >= A_POUND and (code not in councils or key == raw[code])
        ]
        if spread:
            _, key, difference = min(spread)
            result.find(
                "note",
                f"Sharing all shared lines of {code} by {key} would give the ACO {pounds(abs(difference))} "
                f"{'more' if difference > 0 else 'less'} than the keys chosen; no key lies further away.",
                f"baseline.key_spread.difference_from_chosen_gbp[commissioner_code={code},key={key}]",
            )
