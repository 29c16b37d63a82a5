"""What other attribution keys would have given, and what the baseline rests on."""

from __future__ import annotations

from acohandbook.rules import baseline as rules
from acohandbook.site.models.vocabulary import ATTRIBUTIONS, EVIDENCE_GRADES
from acohandbook.steps.common import keys_of, records
from acohandbook.steps.population import COMPONENTS
from acohandbook.workings import StepResult

CHOSEN = "chosen"
# How lines are shared with other places; a direct line is not.
SHARED_ATTRIBUTIONS = tuple(attribution for attribution in ATTRIBUTIONS if attribution != "direct")


def add_attribution_keys(result: StepResult, population: StepResult) -> None:
    """Add ``attribution_keys`` and ``key_spread``: every shared line in scope under every key.

    A CCG's practices are all in the site. Another commissioner may serve people far beyond them: it is
    compared only where one of its own lines is shared by a count of the site's people.
    """
    lines = result.lines
    raw = dict(records(population.commissioners, "commissioner_code", "raw_component"))
    ccgs = records(population.commissioners, "commissioner_code", is_ccg=1.0)
    counted = {code for (code,) in [*ccgs, *records(lines, "commissioner_code", is_by_key=1.0)]}
    shared = [
        (line, code)
        for line, code in records(lines, "line_id", "commissioner_code", is_shared=1.0, is_in_scope=1.0)
        if code in counted
    ]
    keys = {code: tuple(dict.fromkeys((*COMPONENTS, raw[code], CHOSEN))) for code in raw}
    rows = ((line, key) for line, code in shared for key in keys[code])
    table = result.table("attribution_keys", keys_of(("line_id", "key"), rows))
    on = {"line_id": "line_id"}
    for column in ("commissioner_code", "attribution", "attributable_gbp"):
        table.lookup(column, lines, column, on=on)
    table.lookup("chosen_share_rate", lines, "share_rate", on=on)
    table.lookup("chosen_gbp", lines, "attributed_gbp", on=on)
    by_key = {"commissioner_code": "commissioner_code", "component": "key"}
    table.lookup("share_rate", population.shares, "share_rate", on=by_key, otherwise="chosen_share_rate")
    spend = {"amount_pence": "attributable_gbp", "share_rate": "share_rate"}
    table.map("attributed_gbp", rules.part_pence, "gbp", **spend)
    parts = {"amount_pence": "attributed_gbp", "part_pence": "chosen_gbp"}
    table.map("difference_from_chosen_gbp", rules.rest_pence, "gbp", **parts)
    commissioner = {"commissioner_code": "commissioner_code"}
    table.lookup("raw_component", population.commissioners, "raw_component", on=commissioner)
    table.map("is_raw", rules.is_same, "flag", word="key", other_word="raw_component")

    rows = ((code, key) for code in dict.fromkeys(code for _, code in shared) for key in keys[code])
    spread = result.table("key_spread", keys_of(("commissioner_code", "key"), rows))
    for name in ("attributed_gbp", "difference_from_chosen_gbp"):
        spread.total(name, table, name)


def add_evidence(result: StepResult) -> None:
    """Add ``evidence``, ``illustrative`` and ``attributions``: what the attributed spend rests on.

    Shares are of the sizes of lines, so that an income line can't hide an assumption of equal size.
    """
    lines = result.lines
    share = {"part_pence": "size_gbp", "whole_pence": "whole_gbp"}
    for name, amount, keys, where in (
        ("evidence", "attributed_gbp", {"evidence_grade": list(EVIDENCE_GRADES)}, {}),
        ("illustrative", "illustrative_gbp", {}, {"is_illustrative": 1}),
        ("attributions", "attributed_gbp", {"attribution": list(SHARED_ATTRIBUTIONS)}, {"is_shared": 1}),
    ):
        table = result.table(name, keys)
        table.total(amount, lines, "attributed_gbp", where=where)
        table.total("size_gbp", lines, "size_gbp", where=where)
        table.total("whole_gbp", lines, "size_gbp", by={})
        table.map("share_rate", rules.pence_share_rate, "rate", **share)
    raw = {"is_raw": 1}
    attributions = result.attributions
    attributions.total("compared_gbp", result.attribution_keys, "chosen_gbp", where=raw)
    attributions.total("by_raw_count_gbp", result.attribution_keys, "attributed_gbp", where=raw)
    parts = {"amount_pence": "compared_gbp", "part_pence": "by_raw_count_gbp"}
    attributions.map("effect_gbp", rules.rest_pence, "gbp", **parts)
