"""Cases: what is known of a stopped transfer, for whom, and the decision to deny it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, insert, select, update

from agent.wire import TransferEvent
from policies.flow import day_of
from policies.tables import Tables
from server.bundles.service import Bundles
from server.cases.tables import cases, reviews
from server.cases.visibility import may_read_case, told_to
from server.database import Database
from server.errors import Refused
from server.fleet.tables import agents, events
from server.ledger.service import Ledger, Record
from server.people.service import Asker, Role
from server.settings import Settings


class CaseState(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    DENIED = "denied"
    COMPLETED = "completed"
    RETURNED = "returned"
    REVIEWED = "reviewed"


class CaseKind(StrEnum):
    """Why there is a case: something was stopped, or was let pass for a look after the fact."""

    STOPPED = "stopped"
    SECOND_LOOK = "second-look"


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """What somebody decided about a case."""

    person: str
    action: str
    comment: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A case as one asker may see it.

    Attributes:
        contact: Whom to ask, as the policy says; empty where none is published.
        event: The first transfer of the case; None for whoever may not read of it.
        transfers: How many alike transfers the case holds.
        hold_state: What became of the kept bytes; empty where none are kept.
    """

    number: str
    state: CaseState
    opened: datetime
    contact: str
    kind: CaseKind = CaseKind.STOPPED
    agent: str = ""
    agent_name: str = ""
    event: TransferEvent | None = None
    transfers: int = 0
    hold_state: str = ""
    has_evidence: bool = False
    reviews: tuple[Review, ...] = ()

    @property
    def is_readable(self) -> bool:
        """Whether the details are there."""
        return self.event is not None


class Cases:
    """Cases in the database, seen through the published policy."""

    def __init__(self, database: Database, ledger: Ledger, bundles: Bundles, settings: Settings) -> None:
        self._database = database
        self._ledger = ledger
        self._bundles = bundles
        self._settings = settings

    def visible(self, asker: Asker, now: datetime) -> list[Case]:
        """The cases that the asker may read, and neutrally those of the asker's own transfers; newest first.

        Others are not listed, not even neutrally: how often and when a side is stopped is the side's own matter.
        """
        if asker.has(Role.ADMIN) or not asker.has(Role.RESEARCHER, Role.REVIEWER, Role.OFFICER):
            return []
        with self._database.read() as connection:
            tables = self._bundles.tables(connection)
            found: list[Case] = []
            for row in connection.execution_options(yield_per=200).execute(_SELECT.order_by(cases.c.opened_at.desc())):
                case = _case(row, asker, tables, now)
                if case.is_readable or (row.person and row.person == asker.person):
                    found.append(case)
                if len(found) >= self._settings.page_rows:
                    break
        return found

    def get(self, number: str, asker: Asker, now: datetime) -> Case:
        """One case: in full, or neutrally.

        Raises:
            Refused: `not-found`, there is no such case.
        """
        with self._database.read() as connection:
            row = connection.execute(_SELECT.where(cases.c.number == number)).first()
            if row is None:
                raise Refused("not-found", "there is no such case")
            case = _case(row, asker, self._bundles.tables(connection), now)
            if not case.is_readable:
                return case
            rows = connection.execute(select(reviews).where(reviews.c.case_number == number).order_by(reviews.c.id))
            found = tuple(Review(person=r.person, action=r.action, comment=r.comment, at=r.at) for r in rows)
        return replace(case, reviews=found)

    def readable(
        self, connection: Connection, number: str, asker: Asker, now: datetime
    ) -> tuple[TransferEvent, CaseState, CaseKind]:
        """The transfer of a case that the asker may read, where it stands, and why there is a case.

        Raises:
            Refused: `not-found`, or `not-permitted`, which says nothing of the case.
        """
        row = connection.execute(_SELECT.where(cases.c.number == number)).first()
        if row is None:
            raise Refused("not-found", "there is no such case")
        case = _case(row, asker, self._bundles.tables(connection), now)
        if case.event is None:
            raise Refused("not-permitted", "you may not decide about this case")
        return case.event, case.state, case.kind

    def is_readable(self, connection: Connection, number: str, asker: Asker, tables: Tables, now: datetime) -> bool:
        """Whether the asker may read a case's details."""
        row = connection.execute(_SELECT.where(cases.c.number == number)).first()
        return row is not None and _case(row, asker, tables, now).is_readable

    def deny(self, number: str, comment: str, asker: Asker, now: datetime) -> None:
        """Decide that a stop stands.

        Raises:
            Refused: `not-found`, `not-permitted`, or `case-state` where it is not open.
        """
        asker.require(Role.REVIEWER, Role.OFFICER)
        with self._database.write() as connection:
            _, state, kind = self.readable(connection, number, asker, now)
            if kind is not CaseKind.STOPPED:
                raise Refused("case-state", "the transfer was let pass: there is no stop that could stand")
            if state is not CaseState.OPEN:
                raise Refused("case-state", f"the case is `{state}`, not `open`")
            self._decide(connection, number, CaseState.DENIED, "deny", comment, asker, now)

    def review(self, number: str, comment: str, asker: Asker, now: datetime) -> None:
        """Record that somebody looked at what was let pass for a second look.

        Raises:
            Refused: `not-found`, `not-permitted`, also to whose transfer it was; or `case-state`.
        """
        asker.require(Role.REVIEWER, Role.OFFICER)
        with self._database.write() as connection:
            event, state, kind = self.readable(connection, number, asker, now)
            if kind is not CaseKind.SECOND_LOOK or state is not CaseState.OPEN:
                raise Refused("case-state", "the case does not wait for a second look")
            if event.transfer.subject.person == asker.person:
                raise Refused("not-permitted", "a second look at your own transfer is somebody else's")
            self._decide(connection, number, CaseState.REVIEWED, "review", comment, asker, now)

    def _decide(
        self,
        connection: Connection,
        number: str,
        state: CaseState,
        action: str,
        comment: str,
        asker: Asker,
        now: datetime,
    ) -> None:
        connection.execute(update(cases).where(cases.c.number == number).values(state=state))
        row = {"case_number": number, "user_name": asker.name, "person": asker.person, "comment": comment}
        connection.execute(insert(reviews).values(**row, action=action, at=now))
        facts = {"case": number, "person": asker.person}
        record = Record(kind=f"case.{state}", at=now, actor=f"user:{asker.name}", facts=facts)
        self._ledger.append(connection, [record])


_SELECT = (
    select(cases, events.c.body, agents.c.name.label("agent_name"))
    .join(events, and_(events.c.agent == cases.c.agent, events.c.id == cases.c.event_id))
    .join(agents, agents.c.id == cases.c.agent)
)


def _case(row: Row[Any], asker: Asker, tables: Tables | None, now: datetime) -> Case:
    event = msgspec.json.decode(row.body, type=TransferEvent)
    neutral = Case(
        number=row.number,
        state=CaseState(row.state),
        opened=row.opened_at,
        contact=tables.contact if tables else "",
    )
    if tables is None or not may_read_case(asker, event, tables, day_of(now)):
        return neutral
    return Case(
        number=neutral.number,
        state=neutral.state,
        opened=neutral.opened,
        contact=neutral.contact,
        kind=CaseKind(row.kind),
        agent=row.agent,
        agent_name=row.agent_name,
        event=told_to(asker, event, tables, day_of(now)),
        transfers=row.transfers,
        hold_state=row.hold_state,
        has_evidence=row.has_evidence,
    )
