"""Officers' approvals of releases: made, verified and counted."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from policies.errors import PolicyError
from policies.flow import conflicts, day_of, destination_facts, sides_of
from policies.label import Level, ProjectId
from policies.model import Officer, PersonId
from policies.release.terms import Approval, Release, ReleaseTerms, approval_bytes
from policies.signatures import is_signed
from policies.tables import Tables
from policies.transfer import Destination

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

COMMAND_LINE = "cli"


class Risk(StrEnum):
    """What a release lifts, each with a quorum of its own in the policy."""

    ORDINARY = "ordinary"
    CROSS_WALL = "cross-wall"
    CONTROLLED = "controlled"
    LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Approvals of one release, weighed.

    Attributes:
        counted: Officers whose approval counts, in the order given.
        needed: How many the policy asks for.
        risk: What asks for that many: the highest quorum of those that apply.
        is_cross_wall: Whether the release lets content reach where another side of a wall reads.
        faults: Why others do not count, and what is missing.
    """

    counted: tuple[PersonId, ...]
    needed: int
    risk: Risk
    is_cross_wall: bool
    faults: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        """Whether the release is approved, whatever stands beside the approvals that count."""
        return not any(fault.startswith(("release.quorum", "release.command-line")) for fault in self.faults)


def sign_release(terms: ReleaseTerms, officer: PersonId, key: Ed25519PrivateKey, *, by: str = COMMAND_LINE) -> Approval:
    """An officer's approval. Whoever calls has shown the officer `terms`.

    Args:
        by: How the officer approves; it is part of what is signed.
    """
    signature = base64.b64encode(key.sign(approval_bytes(terms, officer, by))).decode("ascii")
    return Approval(officer=officer, signature=signature, by=by)


def risks_of(terms: ReleaseTerms, tables: Tables) -> tuple[Risk, ...]:
    """Every risk that a release runs."""
    applies = (
        (Risk.CROSS_WALL, is_cross_wall(terms, tables)),
        (Risk.CONTROLLED, _is_controlled(terms, tables)),
        (Risk.LISTED, _is_listed(terms, tables)),
    )
    return (Risk.ORDINARY, *(risk for risk, does in applies if does))


def needed_approvals(terms: ReleaseTerms, tables: Tables) -> tuple[int, Risk]:
    """How many officers must approve, and which risk asks for that many; of equals, the graver."""
    quorums = {
        Risk.ORDINARY: tables.quorums.ordinary,
        Risk.CROSS_WALL: tables.quorums.cross_wall,
        Risk.CONTROLLED: tables.quorums.controlled,
        Risk.LISTED: tables.quorums.listed,
    }
    graver_first = (Risk.CROSS_WALL, Risk.LISTED, Risk.CONTROLLED, Risk.ORDINARY)
    risk = max((r for r in graver_first if r in risks_of(terms, tables)), key=quorums.__getitem__)
    return quorums[risk], risk


def _is_controlled(terms: ReleaseTerms, tables: Tables) -> bool:
    """Whether it is controlled content, by its level or its project's; a project nobody described counts as such."""
    levels = [facts.level if (facts := tables.projects.get(p)) else Level.CONTROLLED for p in terms.projects]
    return Level.CONTROLLED in (*levels, terms.level)


def _is_listed(terms: ReleaseTerms, tables: Tables) -> bool:
    """Whether the party, or an owner of it, stands on a list on any day of the release."""
    party = tables.parties.get(terms.party) if terms.party is not None else None
    if party is None:
        return False
    first, last = day_of(terms.since), day_of(terms.until)
    return any(
        (entry.since is None or entry.since <= last) and (entry.until is None or first <= entry.until)
        for entry in party.screening
    )


def is_cross_wall(terms: ReleaseTerms, tables: Tables) -> bool:
    """Whether walled content goes where another side reads: its zone, its party, or a place that everybody reads."""
    ours = sides_of(terms.projects, tables)
    if conflicts(ours, ours) or conflicts(ours, sides_of(_receiving_projects(terms, tables), tables)):
        return True
    zone, party = destination_facts(Destination(zone=terms.zone, party=terms.party), tables)
    unknown = (terms.zone is not None and zone is None) or (terms.party is not None and party is None)
    everybody = zone is not None and zone.readers is None and party is None
    return bool(ours) and (unknown or everybody)


def approval_faults(release: Release, tables: Tables) -> tuple[str, ...]:
    """Everything wrong with the approvals: those that do not count, and what the quorum lacks."""
    return count_approvals(release, tables).faults


def count_approvals(release: Release, tables: Tables) -> Count:
    """The approvals weighed: one for each officer and each key, none from the requester or the receiving side."""
    terms, counted, faults, keys = release.terms, [], [], set()
    for approval in release.approvals:
        fault = approval_fault(approval, terms, tables)
        officer = _officer(approval.officer, tables.officers)
        if fault:
            faults.append(fault)
        elif officer is not None and officer.key in keys:
            faults.append(f"release.twice: {approval.officer}")
        elif officer is not None:
            keys.add(officer.key)
            counted.append(approval)
    crosses = is_cross_wall(terms, tables)
    needed, risk = needed_approvals(terms, tables)
    if len(counted) < needed:
        faults.append(f"release.quorum: {len(counted)} of {needed} ({risk})")
    if crosses and counted and not any(approval.by == COMMAND_LINE for approval in counted):
        faults.append("release.command-line: none of them")
    officers = tuple(approval.officer for approval in counted)
    return Count(counted=officers, needed=needed, risk=risk, is_cross_wall=crosses, faults=tuple(faults))


def approval_fault(approval: Approval, terms: ReleaseTerms, tables: Tables) -> str:
    """Why one approval does not count; empty where it does."""
    officer = _officer(approval.officer, tables.officers)
    if officer is None or not officer.approves:
        return f"release.not-an-approver: {approval.officer}"
    if approval.officer in (terms.requester, terms.person):
        return f"release.requester-approves: {approval.officer}"
    if is_on_receiving_side(approval.officer, terms, tables):
        return f"release.receiving-side: {approval.officer}"
    if not _is_signed_by(officer, approval, terms):
        return f"release.signature: {approval.officer}"
    return ""


def is_on_receiving_side(person: PersonId, terms: ReleaseTerms, tables: Tables) -> bool:
    """Whether the person is a member of a receiving project or of any project on a receiving side."""
    receiving = _receiving_projects(terms, tables)
    facts = tables.people.get(person)
    theirs = facts.projects if facts else frozenset[ProjectId]()
    return bool(theirs & receiving) or bool(sides_of(theirs, tables) & sides_of(receiving, tables))


def _receiving_projects(terms: ReleaseTerms, tables: Tables) -> frozenset[ProjectId]:
    zone, party = destination_facts(Destination(zone=terms.zone, party=terms.party), tables)
    return (zone.projects if zone else frozenset()) | (party.projects if party else frozenset())


def _officer(person: PersonId, officers: Iterable[Officer]) -> Officer | None:
    return next((officer for officer in officers if officer.person == person), None)


def _is_signed_by(officer: Officer, approval: Approval, terms: ReleaseTerms) -> bool:
    try:
        signed = approval_bytes(terms, approval.officer, approval.by)
    except (PolicyError, ValueError):
        return False
    return is_signed(officer.key, approval.signature, signed)
