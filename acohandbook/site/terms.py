"""Contract terms as data: how a scheme sets its threshold, shares, caps and pays, one file per scheme.

The files lie in ``data/terms``. Every figure in them carries a status: V (read in the source), D (derived by
arithmetic from such figures), S (seen only in a secondary source) or U (not verified: an illustrative
input, never a fact). A file whose figures are not all marked and cited does not load.
"""

from __future__ import annotations

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, model_validator

from acohandbook.resources import folder
from acohandbook.rules.sharing import NO_LIMIT_RATE
from acohandbook.site.terms_parts import (
    Band,
    Cap,
    Caps,
    Change,
    Deductions,
    Fact,
    Flow,
    Local,
    Loss,
    Marginal,
    Part,
    Party,
    Points,
    Quality,
    Source,
    Threshold,
    Withhold,
)

# A gate whose level is not in the terms lets every score pass but the 0 that stands for a standard missed.
_STANDARD_MISSED = 1e-6


class TermsError(ValueError):
    """Contract terms that are not there, or do not fit the schema."""


class UnknownTerms(TermsError):
    """No terms have this name."""


class ContractTerms(Part):
    """The terms of one scheme. ``kind`` says which of the parts matter."""

    name: str
    title: str
    family: str
    country: str
    currency: str
    summary: str
    kind: Literal["sharing", "marginal", "withhold", "points"]
    first_year: str | None = None
    last_year: str | None = None
    threshold: Threshold = Threshold()
    bands: list[Band] = Field(default_factory=list)
    loss: Loss = Loss()
    quality: Quality = Quality()
    caps: Caps = Caps()
    deductions: Deductions = Deductions()
    parties: list[Party] = Field(default_factory=list)
    marginal: Marginal | None = None
    withhold: Withhold | None = None
    points: Points | None = None
    flows: list[Flow] = Field(default_factory=list)
    local: Local | None = None
    changes: list[Change] = Field(default_factory=list)
    facts: list[Fact]
    sources: dict[str, Source]
    limits: list[str] = Field(default_factory=list)

    @model_validator(mode="after")
    def _hangs_together(self):
        for fact in self.facts:
            if fact.source not in self.sources:
                raise ValueError(f"a fact cites {fact.source!r}, which is not among the sources")
        if self.kind == "sharing" and not self.bands:
            raise ValueError("terms of kind sharing need at least one band")
        if self.kind != "sharing" and getattr(self, self.kind) is None:
            raise ValueError(f"terms of kind {self.kind} need a part [{self.kind}]")
        if self.loss.rule == "fixed" and self.loss.rate is None:
            raise ValueError("a fixed loss rule needs loss.rate")
        if self.threshold.basis == "by_population" and not self.threshold.table:
            raise ValueError("a threshold by population needs threshold.table")
        return self

    @property
    def is_illustrative(self) -> bool:
        """Whether any figure is not verified."""
        return any(fact.status == "U" for fact in self.facts)

    def in_year(self, year: str | None) -> ContractTerms:
        """The terms as they stand in a year: the changes that apply are made, the list of changes is gone.

        Raises
        ------
        TermsError
            The scheme does not run in that year.
        """
        if year is None:
            return self
        if year < (self.first_year or year) or year > (self.last_year or year):
            raise TermsError(f"{self.title} runs {self.years_in_words}, not in {year}.")
        values = self.model_dump(exclude={"changes"})
        for change in self.changes:
            if change.from_year <= year <= (change.to_year or year):
                for path, value in change.values.items():
                    _set(values, path, value)
        return ContractTerms.model_validate(values)

    @property
    def years_in_words(self) -> str:
        """For example ``from 2013 to 2021``; nothing where the years are not stated."""
        if self.first_year is None:
            return ""
        return f"from {self.first_year}" + (f" to {self.last_year}" if self.last_year else " on")

    def numbers(
        self,
        year: str | None = None,
        *,
        contract_year: int | None = None,
        gain_threshold_rate: float | None = None,
        loss_threshold_rate: float | None = None,
    ) -> dict:
        """The terms as arguments of ``rules.contract_terms.settled_pence``.

        Parameters
        ----------
        year
            Year whose terms are wanted; None takes the terms without any change.
        contract_year
            Which year of the contract it is, from 1, for caps that grow; None takes the last.
        gain_threshold_rate, loss_threshold_rate
            The elected or population-based rate, where the terms leave it open.

        Raises
        ------
        TermsError
            The terms are not a sharing of savings, or do not run in that year.
        """
        terms = self.in_year(year)
        if terms.kind != "sharing":
            raise TermsError(f"{self.title} does not share savings: it has no threshold, shares and caps.")
        threshold = terms.threshold
        gain = threshold.gain_rate if gain_threshold_rate is None else gain_threshold_rate
        loss = threshold.loss_rate if loss_threshold_rate is None else loss_threshold_rate
        return {
            "discount_rate": terms.deductions.discount_rate,
            "withhold_rate": terms.deductions.withhold_rate,
            "gain_threshold_rate": gain,
            "loss_threshold_rate": loss,
            "is_deductible": float(threshold.kind == "deductible"),
            "is_two_sided": float(terms.loss.rule != "none"),
            "quality_gate_rate": max(
                terms.quality.gate_rate, _STANDARD_MISSED * (terms.quality.effect == "gate")
            ),
            "quality_multiplies": float(terms.quality.effect == "multiplies"),
            "bands": [_band_numbers(band, terms.loss) for band in terms.bands],
            "gain_cap_rate": _cap_rate(terms.caps.gain, True, contract_year),
            "gain_cap_second_rate": _cap_rate(terms.caps.gain, False, contract_year),
            "loss_cap_rate": _cap_rate(terms.caps.loss, True, contract_year),
            "loss_cap_second_rate": _cap_rate(terms.caps.loss, False, contract_year),
            "sequestration_rate": terms.deductions.sequestration_rate,
            "is_sequestered_first": float(terms.deductions.sequestration_order == "before_cap"),
        }

    def site_settings(self) -> dict:
        """The terms as keys of ``[terms]`` in a site's ``site.toml``, where a cap of 1 caps nothing.

        Raises
        ------
        TermsError
            The terms are not a sharing of savings between local parties.
        """
        if self.kind != "sharing":
            raise TermsError(f"{self.title} cannot be the gain/loss terms of a site: it shares no savings.")
        numbers, local = self.numbers(), self.local or Local()
        settings = {
            "threshold_kind": self.threshold.kind,
            "gain_threshold_rate": numbers["gain_threshold_rate"],
            "loss_threshold_rate": numbers["loss_threshold_rate"],
            "sides": "two_sided" if self.loss.rule != "none" else "one_sided",
            "gain_cap_rate": min(numbers["gain_cap_rate"], 1.0),
            "loss_cap_rate": min(numbers["loss_cap_rate"], 1.0),
            "quality_gate_rate": self.quality.gate_rate,
            "quality_multiplies": self.quality.effect == "multiplies",
            "pool_basis": local.pool_basis,
            "payment_basis": local.payment_basis,
            "minimum_persons": local.minimum_persons,
            "distribution_key": local.distribution_key,
        }
        if local.blended_rate is not None:
            settings["blended_rate"] = local.blended_rate
        if any(band.share_rate != 1 for band in self.bands):
            settings["bands"] = [
                {
                    "from_rate": b.from_rate,
                    "to_rate": min(b.to_rate or 10.0, 10.0),
                    "share_rate": b.share_rate,
                }
                for b in self.bands
            ]
        return settings


def list_terms() -> list[str]:
    """Names of all contract terms, in alphabetical order."""
    return sorted(path.stem for path in folder("data/terms").glob("*.toml"))


@cache
def load_terms(name: str) -> ContractTerms:
    """Contract terms by name.

    Raises
    ------
    UnknownTerms
        No terms have this name; the nearest names are in the message.
    TermsError
        The file does not fit the schema, or has a figure without status and source.
    """
    if name not in list_terms():
        from difflib import get_close_matches

        near = get_close_matches(name, list_terms(), 3, 0.5)
        hint = f" The nearest are {', '.join(near)}." if near else ""
        raise UnknownTerms(
            f"There are no contract terms called {name!r}.{hint} `acohandbook terms` lists all."
        )
    return read_terms(folder("data/terms") / f"{name}.toml")


def read_terms(path: Path) -> ContractTerms:
    """Contract terms from a file of the same schema.

    Raises
    ------
    TermsError
        The file cannot be read or does not fit the schema; every fault is in the message.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        terms = ContractTerms.model_validate({"name": path.stem} | values)
    except ValidationError as error:
        faults = [
            f"{'.'.join(map(str, fault['loc'])) or 'terms'}: {fault['msg']}" for fault in error.errors()
        ]
        raise TermsError(f"{path}: " + "; ".join(faults)) from None
    except (OSError, ValueError, RecursionError) as error:  # what is no text or no TOML is a ValueError
        raise TermsError(f"{path}: the terms cannot be read: {error}") from None
    marked = [field for fact in terms.facts for field in fact.fields]
    bare = [p for p in _figures(values) if not any(p == m or p.startswith(m + ".") for m in marked)]
    if bare:
        raise TermsError(f"{path}: figures without status and source: {', '.join(bare)}. Add them to a fact.")
    return terms


@cache
def population_table(name: str) -> tuple[tuple[float, float, float, float], ...]:
    """A table of minimum rates by population: (from persons, to persons, from rate, to rate), smallest first.

    The argument ``bands`` of ``rules.contract_terms.rate_by_population``.
    """
    with (folder("data/terms") / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = ("from_persons", "to_persons", "from_rate", "to_rate")
    return tuple(tuple(float(row[column] or NO_LIMIT_RATE * 1000) for column in columns) for row in rows)


def _band_numbers(band: Band, loss: Loss) -> list[float]:
    to_rate = NO_LIMIT_RATE if band.to_rate is None else band.to_rate
    if loss.rule == "mirror":
        floor, ceiling = loss.floor_rate, loss.ceiling_rate
    else:
        floor = ceiling = {"fixed": loss.rate, "as_gain": band.share_rate, "none": 0.0}[loss.rule]
    return [band.from_rate, to_rate, band.share_rate, floor, ceiling]


def _cap_rate(caps: list[Cap], of_benchmark: bool, contract_year: int | None) -> float:
    rates = [NO_LIMIT_RATE]
    for cap in caps:
        if (cap.base == "benchmark") == of_benchmark:
            by_year = cap.rates_by_contract_year or [cap.rate]
            last = len(by_year)
            rates.append(by_year[min(contract_year or last, last) - 1])
    return min(rates)


def _set(values: dict, path: str, value) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        values = values[int(parent) if isinstance(values, list) else parent]
    values[int(last) if isinstance(values, list) else last] = value


_WORDS_ONLY = {"facts", "sources", "name", "limits"}


def _figures(values: dict) -> list[str]:
    """Dotted paths of every figure of a file; a figure of a change stands under ``changes.<its note>``."""
    found: list[str] = []

    def walk(value, path):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, f"{path}.{key}" if path else key)
        elif isinstance(value, list):
            for position, inner in enumerate(value):
                walk(inner, f"{path}.{position}")
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            found.append(path)

    walk({key: value for key, value in values.items() if key not in _WORDS_ONLY}, "")
    return found
