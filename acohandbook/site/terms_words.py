"""Contract terms explained in words, from the data alone: what ``acohandbook terms`` prints."""

from __future__ import annotations

from itertools import groupby

from acohandbook.site.terms import ContractTerms, UnknownTerms, list_terms, load_terms, population_table
from acohandbook.site.terms_parts import Band, Cap, Change

__all__ = ["UnknownTerms", "terms_text"]

STATUS_WORDS = {
    "V": "read in the source",
    "D": "derived by arithmetic from the source",
    "S": "seen only in a secondary source",
    "U": "illustrative: not verified",
}
_BASES = {
    "benchmark": "of expected spend",
    "revenue": "of the participants' revenue",
    "turnover": "of turnover",
}


def terms_text(name: str | None = None) -> str:
    """A list of all contract terms, or one explained.

    Raises
    ------
    UnknownTerms
        No terms have this name.
    """
    return _list() if name is None else _explained(load_terms(name))


def rate_words(rate: float) -> str:
    """A rate as a percentage without needless digits: 0.075 is 7.5%."""
    return f"{rate * 100:.2f}".rstrip("0").rstrip(".") + "%"


def _list() -> str:
    terms = sorted((load_terms(name) for name in list_terms()), key=lambda t: (t.family, t.name))
    width = max(len(t.name) for t in terms)
    lines = ["Contract terms. `acohandbook terms NAME` explains one; * has figures that are not verified."]
    for family, members in groupby(terms, key=lambda t: t.family):
        lines += ["", family]
        for t in members:
            mark = "*" if t.is_illustrative else " "
            lines.append(f"  {t.name:<{width}} {mark} {t.title}{_years(t)}")
    return "\n".join(lines)


def _years(terms: ContractTerms) -> str:
    return f" ({terms.years_in_words})" if terms.years_in_words else ""


def _explained(terms: ContractTerms) -> str:
    lines = [f"{terms.title}{_years(terms)}", f"{terms.family}, {terms.country}, {terms.currency}", ""]
    lines += [terms.summary.strip(), ""]
    parts = {
        "sharing": _sharing,
        "marginal": _marginal,
        "withhold": _withhold,
        "points": _points,
    }[terms.kind](terms)
    lines += [f"- {sentence}" for sentence in parts]
    if terms.changes:
        lines += ["", "By year:"]
        lines += [f"- {_change(change)}" for change in sorted(terms.changes, key=lambda c: c.from_year)]
    if terms.limits:
        lines += ["", "To bear in mind:"]
        lines += [f"- {limit}" for limit in terms.limits]
    lines += ["", "How sure the figures are:"]
    lines += [f"- {_fact(terms, fact)}" for fact in terms.facts]
    return "\n".join(lines)


def _sharing(terms: ContractTerms) -> list[str]:
    sentences = [_threshold(terms), *_bands(terms), _loss(terms), _quality(terms)]
    sentences += _caps(terms) + _deductions(terms)
    sentences += [
        f"{party.party[:1].upper()}{party.party[1:]}: {rate_words(party.gain_share_rate)} of a gain, "
        f"{rate_words(party.loss_share_rate)} of a loss."
        for party in terms.parties
    ]
    for flow in terms.flows:
        who = (
            "For its people treated elsewhere it pays"
            if flow.direction == "out"
            else "For others it treats it is paid"
        )
        sentences.append(f"{who} {rate_words(flow.rate)} of {flow.of}.")
    if terms.local and terms.local.minimum_persons:
        sentences.append(f"Nothing is shared below {terms.local.minimum_persons:,.0f} people.")
    return [sentence for sentence in sentences if sentence]


def _threshold(terms: ContractTerms) -> str:
    threshold, two_sided = terms.threshold, terms.loss.rule != "none"
    what = "a saving or loss" if two_sided else "a saving"
    if threshold.kind == "none":
        return f"Every pound of {what} counts, from the first: there is no threshold."
    counts = {
        "first_pound": "counts from the first pound once it reaches",
        "deductible": "counts only for the part beyond",
    }[threshold.kind]
    return f"{what[:1].upper()}{what[1:]} {counts} {_threshold_rate(terms)}."


def _threshold_rate(terms: ContractTerms) -> str:
    threshold = terms.threshold
    if threshold.basis == "fixed":
        words = f"{rate_words(threshold.gain_rate)} of expected spend"
        if terms.loss.rule != "none" and threshold.loss_rate != threshold.gain_rate:
            words += f" (a loss: {rate_words(threshold.loss_rate)})"
        return words
    bands = population_table(threshold.table) if threshold.table else ()
    steps = [
        f"{rate_words(band[2])} at {band[0]:,.0f} people" for band in (*bands[3:4], *bands[8:9], *bands[-1:])
    ]
    table = f"a rate by population ({', '.join(steps)})" if steps else ""
    if threshold.basis == "by_population":
        return table
    options = ", ".join(rate_words(rate) for rate in threshold.options)
    return f"a rate that the organisation elects ({options}" + (f", or {table})" if table else ")")


def _bands(terms: ContractTerms) -> list[str]:
    if len(terms.bands) == 1 and terms.bands[0].from_rate == 0 and terms.bands[0].to_rate is None:
        return [f"The share of a gain is {rate_words(terms.bands[0].share_rate)}."]
    return [f"The share of {_between(band)} is {rate_words(band.share_rate)}." for band in terms.bands]


def _between(band: Band) -> str:
    if band.to_rate is None:
        return f"what lies beyond {rate_words(band.from_rate)} of expected spend"
    if band.from_rate == 0:
        return f"the first {rate_words(band.to_rate)} of expected spend"
    return f"what lies between {rate_words(band.from_rate)} and {rate_words(band.to_rate)}"


def _loss(terms: ContractTerms) -> str:
    loss = terms.loss
    if loss.rule == "fixed":
        return f"The share of a loss is {rate_words(loss.rate)}, whatever the quality."
    return {
        "none": "Losses are not shared.",
        "as_gain": "A loss is shared as a gain of the same size is.",
        "mirror": "The share of a loss is one less the highest share times the quality score, "
        f"at least {rate_words(loss.floor_rate)} and at most {rate_words(loss.ceiling_rate)}: "
        "better quality means a smaller share.",
    }[loss.rule]


def _quality(terms: ContractTerms) -> str:
    if terms.quality.effect == "multiplies":
        return "The quality score multiplies the share of a gain."
    if terms.quality.effect == "gate":
        level = f" of {rate_words(terms.quality.gate_rate)}" if terms.quality.gate_rate else ""
        return f"A gain is paid only where the quality standard{level} is met."
    return "Quality does not enter."


def _caps(terms: ContractTerms) -> list[str]:
    sentences = []
    for what, caps in (("gain", terms.caps.gain), ("loss", terms.caps.loss)):
        if caps:
            each = ", or ".join(_cap(cap) for cap in caps)
            lower = ", whichever is lower" if len(caps) > 1 else ""
            sentences.append(f"A {what} is limited to {each}{lower}.")
    return sentences


def _cap(cap: Cap) -> str:
    if cap.rates_by_contract_year:
        rates = [rate_words(rate) for rate in cap.rates_by_contract_year]
        return f"{', '.join(rates[:-1])} and then {rates[-1]} {_BASES[cap.base]} by year of the contract"
    return f"{rate_words(cap.rate)} {_BASES[cap.base]}"


def _deductions(terms: ContractTerms) -> list[str]:
    deductions, sentences = terms.deductions, []
    if deductions.discount_rate:
        sentences.append(
            f"The payer keeps a discount of {rate_words(deductions.discount_rate)} of expected spend first."
        )
    if deductions.withhold_rate:
        sentences.append(
            f"{rate_words(deductions.withhold_rate)} of expected spend is withheld and earned by quality."
        )
    if deductions.sequestration_rate:
        order = "before" if deductions.sequestration_order == "before_cap" else "after"
        sentences.append(
            f"{rate_words(deductions.sequestration_rate)} is taken off a gain by law, {order} the limit."
        )
    return sentences


def _marginal(terms: ContractTerms) -> list[str]:
    marginal = terms.marginal
    base = (
        f"{rate_words(marginal.plan_rate)} of {marginal.plan}" if marginal.plan_rate != 1 else marginal.plan
    )
    sentences = [
        f"The plan is {base}, and is paid in full.",
        f"Activity above it is paid at {rate_words(marginal.over_rate)} of the price.",
        f"For activity below it {rate_words(marginal.under_rate)} of the price is given back.",
    ]
    if marginal.incentive_rate:
        sentences.append(f"{rate_words(marginal.incentive_rate)} is {marginal.incentive}.")
    return sentences


def _withhold(terms: ContractTerms) -> list[str]:
    return [f"{rate_words(terms.withhold.rate)} of {terms.withhold.of} must be earned."]


def _points(terms: ContractTerms) -> list[str]:
    points = terms.points
    return [
        f"A point is worth £{points.point_value_gbp:,.2f} to a practice with the mean list of "
        f"{points.mean_list_persons:,.0f} people, and to another in proportion to its list."
    ]


_PATHS = {
    "deductions.sequestration_rate": "sequestration",
    "deductions.loss_relief_rate": "part of a loss forgiven at least",
    "deductions.discount_rate": "discount",
    "deductions.withhold_rate": "withhold",
    "threshold.reduced_share_rate": "part of the share paid below the minimum rate",
    "quality.effect": "effect of quality",
    "bands.0.share_rate": "share",
    "bands.0.to_rate": "end of the first band",
    "bands.1.from_rate": "start of the second band",
    "marginal.over_rate": "price above plan",
    "marginal.under_rate": "price below plan",
    "marginal.plan": "plan",
    "marginal.plan_rate": "plan as a part of it",
    "marginal.incentive_rate": "incentive",
    "marginal.incentive": "what the incentive is",
    "withhold.rate": "part to be earned",
    "points.point_value_gbp": "value of a point in pounds",
    "points.mean_list_persons": "mean list",
}


def _change(change: Change) -> str:
    if change.to_year == change.from_year:
        when = f"In {change.from_year}"
    else:
        when = f"From {change.from_year}" + (f" to {change.to_year}" if change.to_year else " on")
    values = "; ".join(f"{_PATHS[path]} {_value(path, value)}" for path, value in change.values.items())
    return f"{when}: {values}. {change.note}"


def _value(path: str, value) -> str:
    if isinstance(value, str):
        return value
    return rate_words(value) if path.endswith(("_rate", ".rate")) else f"{value:,}"


def _fact(terms: ContractTerms, fact) -> str:
    source = terms.sources[fact.source]
    fields = ", ".join(_field(terms, field) for field in fact.fields)
    note = f" {fact.note}" if fact.note else ""
    return f"{fields}: {STATUS_WORDS[fact.status]}.{note} {source.title}, {source.url}"


def _field(terms: ContractTerms, field: str) -> str:
    part, _, rest = field.partition(".")
    if part == "changes" and rest:
        return f"the change of {terms.changes[int(rest)].from_year}"
    if part == "caps" and rest.count(".") == 1:
        side, position = rest.split(".")
        return f"limit on a {side}: {_cap(getattr(terms.caps, side)[int(position)])}"
    words = {
        "bands": "shares",
        "caps": "limits",
        "caps.gain": "limit on a gain",
        "caps.loss": "limit on a loss",
        "changes": "changes by year",
        "deductions.discount_rate": "discount",
        "deductions.withhold_rate": "withhold",
        "flows": "flows",
        "local": "least population",
        "loss": "share of a loss",
        "marginal": "rates",
        "withhold": "part to be earned",
    }
    return words.get(field, field)
