"""``acohandbook compare``: two batches, what changed, by how much, and because of which input."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from acohandbook.report import words
from acohandbook.runs.outputs import safe_text, write_text
from acohandbook.runs.pages import page
from acohandbook.runs.records import read_record
from acohandbook.runs.side_by_side import COLUMNS, WITHHELD, Place, in_words
from acohandbook.runs.work import STEPS

_SAID = 40


class ComparisonError(ValueError):
    """A folder that holds no batch."""


@dataclass(frozen=True)
class Change:
    """A figure of one site that differs between two batches, in words and as a difference."""

    site: str
    figure: str
    before: str
    after: str
    difference: float | None


@dataclass(frozen=True)
class Comparison:
    """Two batches compared.

    Attributes
    ----------
    only_before, only_after : list of str
        Sites that only one of them holds.
    changes : list of Change
        Figures of the table side by side that differ, site by site.
    counts : dict of str to int
        How many figures of all steps differ, for each site that both hold.
    causes : dict of str to list of str
        What differs in the inputs of each site whose figures differ: files, parameters, software.
    """

    only_before: list[str]
    only_after: list[str]
    changes: list[Change]
    counts: dict[str, int]
    causes: dict[str, list[str]]


def compare(before: Path, after: Path) -> Comparison:
    """Compare two batches, site by site.

    Raises
    ------
    ComparisonError
        When a folder holds no batch.
    """
    first, second = _manifests(before), _manifests(after)
    changes, counts, causes = [], {}, {}
    for key in sorted(first.keys() & second.keys()):
        changes += _changes(key, _place(before, key), _place(after, key))
        counts[key] = _differing(before / key / "results.parquet", after / key / "results.parquet")
        if counts[key] or any(change.site == key for change in changes):
            causes[key] = _causes(first[key], second[key])
    return Comparison(
        sorted(first.keys() - second.keys()), sorted(second.keys() - first.keys()), changes, counts, causes
    )


def _manifests(batch: Path) -> dict[str, Mapping]:
    try:
        keys = json.loads((batch / "manifest.json").read_text(encoding="utf-8"))["sites"]
        return {key: json.loads((batch / key / "manifest.json").read_text(encoding="utf-8")) for key in keys}
    except (OSError, ValueError, KeyError, TypeError):
        raise ComparisonError(
            f"{batch} holds no whole batch. Give the folder that `acohandbook run` wrote with -o; one that "
            "was cut short is finished with --resume."
        ) from None


def _place(batch: Path, key: str) -> Place | None:
    record = read_record(batch / key, STEPS)
    if record is None or not record.facts:
        return None
    return Place(key, record.facts["figures"], record.facts["parties"], {})


def _changes(key: str, before: Place | None, after: Place | None) -> list[Change]:
    found = []
    for column in COLUMNS:
        old, new = (None if place is None else place.shown(column) for place in (before, after))
        if old == new:
            continue
        numbers = all(isinstance(value, float | int) for value in (old, new))
        found.append(
            Change(
                key,
                column.title,
                in_words(before, column) if before else words.BLANK,
                in_words(after, column) if after else words.BLANK,
                float(new) - float(old) if numbers else None,
            )
        )
    return found


def _differing(before: Path, after: Path) -> int:
    """How many figures of all steps are new, gone or other than they were."""
    old, new = _figures(before), _figures(after)
    return sum(old.get(name) != new.get(name) for name in old.keys() | new.keys())


def _figures(path: Path) -> dict[tuple, tuple]:
    from pyarrow import parquet

    if not path.exists():
        return {}
    table = parquet.read_table(path).to_pydict()
    names = zip(table["table"], table["row"], table["column"], strict=True)
    return dict(zip(names, zip(table["value"], table["text"], strict=True), strict=True))


def _causes(before: Mapping, after: Mapping) -> list[str]:
    found = []
    old, new = before["site"]["inputs_sha256"], after["site"]["inputs_sha256"]
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            kept = "changed" if name in old and name in new else "added" if name in new else "gone"
            found.append(f"{name} {kept}")
    if before["parameters"] != after["parameters"]:
        found.append("other parameters")
    software = [
        name for name in sorted(before["made_by"].keys() | after["made_by"].keys())
        if before["made_by"].get(name) != after["made_by"].get(name)
    ]  # fmt: skip
    if software:
        found.append(f"other software ({', '.join(software)})")
    return found or ["the package itself was changed without a new version"]


def comparison_text(found: Comparison) -> str:
    """A comparison in plain lines."""
    lines = [f"Only in the first: {key}" for key in found.only_before]
    lines += [f"Only in the second: {key}" for key in found.only_after]
    for change in found.changes[:_SAID]:
        lines.append(f"{change.site}: {change.figure}: {change.before} -> {change.after}{_by(change)}")
    if len(found.changes) > _SAID:
        lines.append(f"and {len(found.changes) - _SAID} more; write them all with -o DIR")
    for key, causes in found.causes.items():
        number = words.persons(found.counts[key])
        lines.append(f"{key}: {number} figures of all steps differ; {', '.join(causes)}.")
    same = len(found.counts) - len(found.causes)
    lines.append(f"{len(found.causes)} sites changed, {same} did not.")
    return "\n".join(lines)


def _by(change: Change) -> str:
    return "" if change.difference is None else f" ({change.difference:+,.6g})"


def write_comparison(found: Comparison, output: Path) -> None:
    """Write ``comparison.csv`` and ``index.html``."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(["site", "figure", "before", "after", "difference", "because_of"])
    for change in found.changes:
        causes = "; ".join(found.causes[change.site])
        writer.writerow(
            [change.site, change.figure, *map(safe_text, (change.before, change.after)),
             "" if change.difference is None else repr(change.difference), causes]
        )  # fmt: skip
    write_text(output / "comparison.csv", buffer.getvalue())
    write_text(output / "index.html", _page(found))


def _page(found: Comparison) -> str:
    summary = comparison_text(found).splitlines()[-1]
    alone = [f"<li>Only in the first: {escape(key)}</li>" for key in found.only_before]
    alone += [f"<li>Only in the second: {escape(key)}</li>" for key in found.only_after]
    causes = [
        f"<li><strong>{escape(key)}</strong>: {words.persons(found.counts[key])} figures of all steps "
        f"differ; {escape(', '.join(causes))}.</li>"
        for key, causes in found.causes.items()
    ]
    rows = _rows(found.changes)
    head = "".join(f'<th scope="col">{title}</th>' for title in ("Site", "Figure", "Before", "After", "By"))
    body = (
        f"<h1>Two batches compared</h1><p>{escape(summary)}</p><ul>{''.join(alone + causes)}</ul>"
        '<div class="table" role="region" tabindex="0" aria-label="Figures that differ"><table>'
        f"<caption>Figures that differ</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table></div>"
        f'<p class="note">Figures are {WITHHELD} where they are in the table side by side.</p>'
    )
    return page("Two batches compared", body, foot="Draft for discussion.")


def _rows(changes: Sequence[Change]) -> str:
    return "".join(
        f'<tr><th scope="row">{escape(change.site)}</th><td>{escape(change.figure)}</td>'
        f'<td class="number">{escape(change.before)}</td><td class="number">{escape(change.after)}</td>'
        f'<td class="number">{escape(_by(change).strip(" ()"))}</td></tr>'
        for change in changes
    )
