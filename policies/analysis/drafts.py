"""Releases that nobody asked for yet: their terms as far as risk, quorum and approvers depend on them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from policies.label import Level, ProjectId
from policies.model import Channel, PersonId
from policies.release import LegalBasis, ReleaseId, ReleaseTerms
from policies.transfer import Destination

_SOMETIME = datetime(2000, 1, 1, tzinfo=UTC)


def draft_release(
    projects: Iterable[ProjectId],
    destination: Destination,
    *,
    channel: Channel = Channel.SHARE,
    person: PersonId | None = None,
    level: Level | None = None,
) -> ReleaseTerms:
    """Terms for content of some projects to one destination; nobody signs them, and they let nothing pass."""
    return ReleaseTerms(
        id=ReleaseId("draft"),
        case="",
        requester=person or PersonId(""),
        purpose="",
        digests=(),
        names=(),
        channel=channel,
        agent="",
        person=person,
        projects=tuple(sorted(projects)),
        level=level,
        recipient="",
        end_use="",
        item="",
        basis=LegalBasis.CONTRACT,
        basis_number="",
        basis_date="",
        since=_SOMETIME,
        until=_SOMETIME,
        zone=destination.zone,
        party=destination.party,
        path=destination.path,
    )
