"""Whether a release lets one transfer pass."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from policies.label import Label
from policies.release.approval import count_approvals
from policies.release.terms import Release, terms_faults
from policies.tables import Tables
from policies.transfer import Transfer


def release_faults(
    release: Release, transfer: Transfer, label: Label, tables: Tables, now: datetime, uses: int = 0
) -> tuple[str, ...]:
    """Why the release does not let the transfer pass; empty where it does.

    Args:
        label: After attribution, as it is given to `decide`.
        now: Aware UTC time.
        uses: How often the release was used on this agent.
    """
    malformed = terms_faults(release.terms)
    if malformed:
        return malformed
    count = count_approvals(release, tables)
    approvals = () if count.is_enough else count.faults
    return (*_scope_faults(release, transfer, label), *_validity_faults(release, now, uses), *approvals)


def concerns(release: Release, transfer: Transfer) -> bool:
    """Whether a release speaks of this content or of this very place, so that its refusal is worth a word."""
    terms, there = release.terms, transfer.destination
    same_place = (terms.zone, terms.party, terms.path) == (there.zone, there.party, there.path)
    return transfer.object.digest in terms.digests or same_place


def _scope_faults(release: Release, transfer: Transfer, label: Label) -> tuple[str, ...]:
    terms, there = release.terms, transfer.destination
    known = frozenset(terms.projects)
    checks: tuple[tuple[bool, str, Callable[[], str]], ...] = (
        (transfer.object.digest in terms.digests, "digest", lambda: transfer.object.digest[:16]),
        ((terms.zone, terms.party) == (there.zone, there.party), "destination", lambda: str(there.zone or there.party)),
        (terms.path == there.path, "path", lambda: "another path"),
        (terms.channel is transfer.channel, "channel", lambda: transfer.channel.value),
        (bool(terms.agent) and terms.agent == transfer.agent, "agent", lambda: transfer.agent or "none"),
        (terms.person == transfer.subject.person, "person", lambda: transfer.subject.person or "unknown"),
        (label.projects <= known, "projects", lambda: ", ".join(sorted(label.projects - known))),
    )
    return tuple(f"release.{key}: {facts()}" for is_right, key, facts in checks if not is_right)


def _validity_faults(release: Release, now: datetime, uses: int) -> tuple[str, ...]:
    terms, faults = release.terms, []
    if now.tzinfo is None:
        return ("release.malformed: time without a zone",)
    if now < terms.since:
        faults.append(f"release.not-yet: {terms.since.isoformat()}")
    if now > terms.until:
        faults.append(f"release.expired: {terms.until.isoformat()}")
    if uses >= terms.uses:
        faults.append(f"release.uses: {uses} of {terms.uses}")
    if release.revoked:
        faults.append(f"release.revoked: {terms.id}")
    return tuple(faults)
