"""Sealed evidence: handed to those it is sealed to, and each look recorded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from agent.wire import Sealed
from server.cases.tables import cases
from server.database import Database
from server.errors import Refused
from server.evidence.tables import evidence
from server.ledger.service import Ledger, Record
from server.people.service import Asker, Role


class EvidenceStore:
    """Evidence in the database. The server cannot open it."""

    def __init__(self, database: Database, ledger: Ledger) -> None:
        self._database = database
        self._ledger = ledger

    def read(self, number: str, asker: Asker, now: datetime) -> Sealed:
        """The newest sealed evidence of a case, for one of its recipients; the look is recorded.

        Raises:
            Refused: `not-found`, there is no such case; or `not-a-recipient`, whether there is evidence or not.
        """
        asker.require(Role.REVIEWER, Role.OFFICER, Role.RESEARCHER)
        with self._database.write() as connection:
            if connection.execute(select(cases.c.number).where(cases.c.number == number)).first() is None:
                raise Refused("not-found", "there is no such case")
            rows = connection.execute(
                select(evidence).where(evidence.c.case_number == number).order_by(evidence.c.at.desc())
            )
            row = next((row for row in rows if asker.person and asker.person in row.recipients), None)
            if row is None:
                raise Refused("not-a-recipient", "there is no evidence of this case that is sealed to you")
            facts = {"case": number, "person": asker.person, "event": row.event_id}
            record = Record(kind="evidence.read", at=now, actor=f"user:{asker.name}", facts=facts)
            self._ledger.append(connection, [record])
            return Sealed(recipients=tuple(row.recipients), age=row.age)
