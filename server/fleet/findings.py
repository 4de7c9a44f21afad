"""What agents tell of themselves that somebody should look at: gap certificates, and signs of tampering."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from agent.wire import TAMPERED, GapEvent, StateEvent
from server.fleet.tables import agent_findings

GAP, TAMPER = "gap", "tamper"
SHOWN_FOR = timedelta(days=30)
# Of each agent, and of all agents together.
SHOWN, SHOWN_AT_MOST = 5, 5000
DETAIL_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to look at.

    Attributes:
        kind: `gap` or `tamper`.
        what: Cause of a gap, or the state that tells of tampering.
        detail: The watched folder, or what happened.
        since, until: Between which times nothing watched the folder.
        closed: Whether everything was looked at afterwards.
    """

    kind: str
    what: str
    detail: str
    at: datetime
    since: datetime | None
    until: datetime | None
    closed: bool


def note_finding(connection: Connection, agent: str, event: GapEvent | StateEvent, now: datetime) -> None:
    """Keep what an event tells, where it is something to look at."""
    if isinstance(event, GapEvent):
        if event.since is not None or not event.closed:
            finding = Finding(
                kind=GAP, what=event.cause, detail=event.watch, at=event.at, since=event.since, until=event.until,
                closed=event.closed,
            )  # fmt: skip
            keep_finding(connection, agent, event.id, finding, now)
    elif event.state in TAMPERED:
        keep_finding(connection, agent, event.id, tampering(event.state, event.detail, event.at), now)


def tampering(state: str, detail: str, at: datetime) -> Finding:
    """A sign of tampering."""
    return Finding(kind=TAMPER, what=state, detail=detail, at=at, since=None, until=None, closed=False)


def keep_finding(connection: Connection, agent: str, event_id: str, finding: Finding, now: datetime) -> None:
    """Keep a finding under the id of its event."""
    connection.execute(
        insert(agent_findings).values(
            agent=agent,
            id=event_id,
            kind=finding.kind,
            what=_text(finding.what, 200),
            detail=_text(finding.detail, DETAIL_CHARS),
            at=finding.at,
            since=finding.since,
            until=finding.until,
            closed=finding.closed,
            received_at=now,
        )
    )


def findings_of_all(connection: Connection, now: datetime) -> dict[str, list[Finding]]:
    """The last findings of every agent, newest first."""
    columns = agent_findings.c
    wanted = select(agent_findings).where(columns.received_at >= now - SHOWN_FOR)
    found: dict[str, list[Finding]] = {}
    for row in connection.execute(wanted.order_by(columns.received_at.desc(), columns.id).limit(SHOWN_AT_MOST)):
        of_agent = found.setdefault(row.agent, [])
        if len(of_agent) < SHOWN:
            of_agent.append(
                Finding(
                    kind=row.kind, what=row.what, detail=row.detail, at=row.at, since=row.since, until=row.until,
                    closed=row.closed,
                )
            )  # fmt: skip
    return found


def _text(text: str, most: int) -> str:
    # PostgreSQL holds no NUL.
    return text.replace("\0", "")[:most]
