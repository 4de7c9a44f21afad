"""What releases make of a decision that stops."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from policies.decision import Decision, Reason
from policies.engine.conclusion import unique
from policies.label import Label
from policies.model import Verdict
from policies.release.lifting import concerns, release_faults
from policies.release.terms import Release, ReleaseId
from policies.tables import Tables
from policies.transfer import Transfer


def lifted(
    decision: Decision,
    transfer: Transfer,
    label: Label,
    releases: tuple[Release, ...],
    tables: Tables,
    now: datetime,
    uses: Mapping[ReleaseId, int],
) -> Decision:
    """The decision, lifted by the first release that does; else with why those that concern it do not."""
    refusals: list[str] = []
    for release in releases:
        # What lifts speaks of the content; signatures of others need not be verified.
        if not concerns(release, transfer):
            continue
        faults = release_faults(release, transfer, label, tables, now, uses.get(release.terms.id, 0))
        if not faults:
            return _lifted_by(release, decision)
        refusals += [f"{fault} ({release.terms.id})" for fault in faults]
    return with_errors(decision, tuple(refusals))


def with_errors(decision: Decision, errors: tuple[str, ...]) -> Decision:
    """The same decision with further errors."""
    return msgspec.structs.replace(decision, errors=unique((*decision.errors, *errors)))


def _lifted_by(release: Release, decision: Decision) -> Decision:
    rest = [reason.verdict for reason in decision.reasons if not reason.verdict.stops]
    verdict = max([Verdict.ALLOW, *rest])
    source = f"release:{release.terms.id}"
    reason = Reason(key="release.lifts", verdict=verdict, source=source, facts={"release": release.terms.id})
    return msgspec.structs.replace(decision, verdict=verdict, rule=source, reasons=(reason, *decision.reasons))
