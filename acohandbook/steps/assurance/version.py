"""The signed version: whether the inputs are still those that were signed, and who owns what changed.

``version``
    the lock that was signed beside the inputs as they stand, and as they stand without the changes listed
``changes``
    every change listed: what stood there, what stands there now, why, and who approved it
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from acohandbook.rules import assurance as rules
from acohandbook.steps.version_lock import as_written, inputs_by_place, inputs_sha256, sha256_without_changes
from acohandbook.workings import StepResult

if TYPE_CHECKING:
    from acohandbook.site import Site

_LISTED = ("table_name", "row", "column_name", "before", "cause", "approved_by_role", "approved_on")


def add_version(step: StepResult, site: Site) -> None:
    """Add ``version``, one row, and ``changes``."""
    locked = site.settings.settlement.signed_inputs_sha256
    is_signed = locked is not None
    version = step.table("version", {})
    version.lookup("signed_inputs_sha256", site.settings_table, "settlement.signed_inputs_sha256", on={})
    version.input("is_signed", is_signed, "flag", "site.toml: settlement.signed_inputs_sha256")
    # The locks of a site that nobody has signed would be compared with nothing.
    now = inputs_sha256(site) if is_signed else None
    undone = sha256_without_changes(site) if is_signed else None
    version.input("inputs_sha256", now, "text", "every input as it stands")
    version.input("sha256_without_changes", undone, "text", "every input, the changes of changes.csv undone")
    version.input("is_signed_version", undone == locked, "flag", "sha256_without_changes is the signed one")
    told = {"is_signed": "is_signed", "is_signed_version": "is_signed_version"}
    version.map("unexplained", rules.unexplained_count, "number", **told)

    changes = step.table("changes", {"change_id": site.changes["change_id"]})
    for column in _LISTED:
        changes.lookup(column, site.changes, column)
    inputs = inputs_by_place(site) if len(changes) else {}
    places = [
        (table, row or "", column)
        for table, row, column in zip(*(changes[name].tolist() for name in _LISTED[:3]), strict=True)
    ]
    now = [as_written(place[0], place[2], inputs.get(place)) for place in places]
    changes.input("now", now, "text", "the input, as its file shows it")
    approved = [role is not None for role in changes["approved_by_role"]]
    changes.input("is_approved", approved, "flag", "changes.csv: whether approved_by_role is stated")
    changes.map("unapproved", rules.unapproved_count, "number", is_approved="is_approved")
    if len(changes) and not is_signed:
        step.find(
            "amber",
            f"changes.csv lists {len(changes)} changes since a signed version, and no version is signed: "
            "state its lock in settlement.signed_inputs_sha256.",
            "assurance.version.is_signed",
        )
