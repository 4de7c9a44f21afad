"""Releases on their way to agents, and what agents report of them."""

from __future__ import annotations

import zlib
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert, select, update

from agent.wire import ReleaseList, ReleaseRefusedEvent
from policies.model import PersonId
from policies.release import Approval, Release, ReleaseTerms
from server.database import Database
from server.releases.state import ReleaseState
from server.releases.tables import approvals, refusals, releases

# A refused one is sent on: the agent asks again when its policy changes, and decides by itself each time.
DELIVERED = (ReleaseState.APPROVED, ReleaseState.REVOKED, ReleaseState.REFUSED)


def releases_for(database: Database, agent: str, now: datetime) -> ReleaseList:
    """What an agent should know. `version` changes whenever the list does, and rises with every decision here."""
    with database.read() as connection:
        where = (releases.c.agent == agent) & releases.c.state.in_(DELIVERED)
        where &= releases.c.until.is_(None) | (releases.c.until > now)
        rows = connection.execute(select(releases).where(where).order_by(releases.c.id)).all()
        found = tuple(
            Release(
                terms=msgspec.json.decode(row.terms, type=ReleaseTerms),
                approvals=approvals_of(connection, row.id),
                revoked=row.state == ReleaseState.REVOKED,
            )
            for row in rows
        )
    newest = max((row.version for row in rows), default=0)
    # The checksum makes a list that somebody changed in the database differ too; agents judge it, not the server.
    return ReleaseList(version=newest << 32 | zlib.crc32(msgspec.json.encode(found)), releases=found)


def approvals_of(connection: Connection, release: str) -> tuple[Approval, ...]:
    """The stored approvals of a release, oldest first."""
    rows = connection.execute(
        select(approvals).where(approvals.c.release_id == release).order_by(approvals.c.at, approvals.c.officer)
    )
    return tuple(Approval(officer=PersonId(row.officer), signature=row.signature, by=row.by) for row in rows)


def note_refusal(connection: Connection, agent: str, event: ReleaseRefusedEvent, now: datetime) -> None:
    """Keep an agent's refusal of a release that was sent to it."""
    row = connection.execute(select(releases).where(releases.c.id == event.release)).first()
    if row is None or row.agent != agent:
        return
    refusal = {"release_id": event.release, "agent": agent, "reasons": list(event.reasons), "at": now}
    connection.execute(insert(refusals).values(**refusal))
    if row.state == ReleaseState.APPROVED:
        connection.execute(update(releases).where(releases.c.id == row.id).values(state=ReleaseState.REFUSED))


def note_completion(connection: Connection, agent: str, release: str) -> None:
    """Count a use of a release that was sent to this agent; the event itself stands in the ledger either way."""
    row = connection.execute(select(releases).where(releases.c.id == release)).first()
    if row is None or row.agent != agent or row.state not in DELIVERED:
        return
    terms = msgspec.json.decode(row.terms, type=ReleaseTerms)
    state = ReleaseState.USED if row.uses + 1 >= terms.uses else row.state
    values = {"uses": row.uses + 1, "state": state}
    connection.execute(update(releases).where(releases.c.id == release).values(**values))
