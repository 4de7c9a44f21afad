"""Whether a release lets one transfer pass."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime

from policies.label import Label, Reading
from policies.release.approval import count_approvals
from policies.release.terms import Release, ReleaseTerms, terms_faults
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
    speaks_of = {transfer.object.digest, *(known.digest for known in transfer.object.resembles)}
    return same_place or not speaks_of.isdisjoint(terms.digests)


def _scope_faults(release: Release, transfer: Transfer, label: Label) -> tuple[str, ...]:
    terms, there = release.terms, transfer.destination
    known = frozenset(terms.projects)
    checks: tuple[tuple[bool, str, Callable[[], str]], ...] = (
        ((terms.zone, terms.party) == (there.zone, there.party), "destination", lambda: str(there.zone or there.party)),
        (terms.path == there.path, "path", lambda: "another path"),
        (terms.channel is transfer.channel, "channel", lambda: transfer.channel.value),
        (bool(terms.agent) and terms.agent == transfer.agent, "agent", lambda: transfer.agent or "none"),
        (terms.person == transfer.subject.person, "person", lambda: transfer.subject.person or "unknown"),
        (label.projects <= known, "projects", lambda: ", ".join(sorted(label.projects - known))),
    )
    elsewhere = tuple(f"release.{key}: {facts()}" for is_right, key, facts in checks if not is_right)
    return (*_content_faults(terms, transfer, label), *elsewhere)


def _content_faults(terms: ReleaseTerms, transfer: Transfer, label: Label) -> tuple[str, ...]:
    """Why it is not the content that was shown, nor a copy of it that was changed as little as the terms allow."""
    if transfer.object.digest in terms.digests:
        return ()
    shares = [known.changed_percent for known in transfer.object.resembles if known.digest in terms.digests]
    if not terms.changed_percent or not (shares or label.reading is not Reading.FULL):
        return (f"release.digest: {transfer.object.digest[:16]}",)
    # Of what was not read to its end nobody can say how much of it changed.
    if label.reading is not Reading.FULL:
        return (f"release.changed: {label.reading}",)
    if not min(shares) <= terms.changed_percent:
        return (f"release.changed: {_rounded_up(min(shares))} % of {terms.changed_percent} %",)
    if terms.level is not None and label.level > terms.level:
        return (f"release.level: {label.level}",)
    return ()


def _rounded_up(percent: float) -> str:
    """One place behind the point, so that no figure that is refused looks allowed."""
    return f"{math.ceil(percent * 10) / 10:g}" if math.isfinite(percent) else str(percent)


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
