"""Release terms that fit a stopped transfer."""

from __future__ import annotations

from datetime import datetime, timedelta

from agent.wire import TransferEvent
from policies.model import PersonId
from policies.release import LegalBasis, ReleaseId, ReleaseTerms


def terms_for(event: TransferEvent, *, now: datetime, id_: str = "R-1", uses: int = 1) -> ReleaseTerms:
    """Terms that let exactly this transfer pass."""
    transfer = event.transfer
    return ReleaseTerms(
        id=ReleaseId(id_),
        case=event.case,
        requester=PersonId("sato"),
        purpose="joint test",
        digests=(transfer.object.digest,),
        names=(transfer.object.name,),
        channel=transfer.channel,
        agent=transfer.agent,
        person=transfer.subject.person,
        projects=tuple(sorted(event.label.projects)),
        recipient="Harbor University, US",
        end_use="assembly",
        item="3A901",
        basis=LegalBasis.METI_LICENCE,
        basis_number="METI-1",
        basis_date="2026-04-01",
        since=now - timedelta(hours=1),
        until=now + timedelta(days=1),
        zone=transfer.destination.zone,
        path=transfer.destination.path,
        uses=uses,
    )
