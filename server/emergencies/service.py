"""Emergency stops in the database.

Invariants of this module:

1. A stop is stored only if it holds by the published policy: enough officers signed it, and it is not over. Agents
   judge it again, by themselves: what stands in this database convinces nobody.
2. An id is stored once and ended once. The server can end a stop and never begin or lengthen one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from policies.emergency import EmergencyStop, stop_faults
from policies.wording import say_fault
from server.bundles.service import Bundles
from server.database import Database
from server.emergencies.tables import emergency_stops
from server.errors import Refused
from server.ledger.service import Fact, Ledger, Record
from server.people.service import Asker, Role
from server.settings import Settings

# Not under way yet, but signed for later: agents take it when it begins.
_WAITS = "emergency.not-yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class StopView:
    """A stop as people see it.

    Attributes:
        is_running: Whether it holds at this moment.
    """

    stop: EmergencyStop
    sent_by: str
    sent: datetime
    ended: datetime | None
    ended_by: str
    is_running: bool


class Emergencies:
    """Takes, gives and ends emergency stops."""

    def __init__(self, database: Database, ledger: Ledger, bundles: Bundles, settings: Settings) -> None:
        self._database = database
        self._ledger = ledger
        self._bundles = bundles
        self._settings = settings

    def send(self, stop: EmergencyStop, asker: Asker, now: datetime) -> StopView:
        """Store a signed stop for the agents. The very same stop, sent twice, stays one.

        Raises:
            Refused: `not-permitted`, `no-policy`, `emergency` saying what is wrong, or `emergency-state`.
        """
        asker.require(Role.OFFICER)
        bare = replace(stop, is_ended=False)
        body = msgspec.json.encode(bare).decode()
        with self._database.write() as connection:
            self._check(bare, connection, now)
            known = _row(connection, stop.terms.id)
            if known is not None and known.body != body:
                raise Refused("emergency-state", f"another stop was sent as `{stop.terms.id}`", help="sign a new one")
            if known is not None:
                return _view(known, now)
            values = {"sent_by": asker.name, "sent_at": now, "until": stop.terms.until}
            connection.execute(insert(emergency_stops).values(id=stop.terms.id, body=body, **values))
            self._record(connection, "emergency.sent", bare, asker, now)
            return _view(_row(connection, stop.terms.id), now)

    def end(self, stop: str, asker: Asker, now: datetime) -> StopView:
        """End a stop at once, for good.

        Raises:
            Refused: `not-permitted`, `not-found` or `emergency-state`.
        """
        asker.require(Role.OFFICER, Role.ADMIN)
        with self._database.write() as connection:
            row = _row(connection, stop)
            if row is None:
                raise Refused("not-found", "there is no such emergency stop")
            if row.ended_at is not None or now >= row.until:
                raise Refused("emergency-state", f"the emergency stop `{stop}` is over already")
            values = {"ended_at": now, "ended_by": asker.name}
            connection.execute(update(emergency_stops).where(emergency_stops.c.id == stop).values(**values))
            self._record(connection, "emergency.ended", _stop(row), asker, now)
            return _view(_row(connection, stop), now)

    def every(self, asker: Asker, now: datetime) -> list[StopView]:
        """All stops, newest first. Raises Refused: `not-permitted`."""
        asker.require(Role.ADMIN, Role.AUDITOR, Role.OFFICER, Role.REVIEWER)
        with self._database.read() as connection:
            order = (emergency_stops.c.sent_at.desc(), emergency_stops.c.id)
            rows = connection.execute(select(emergency_stops).order_by(*order).limit(self._settings.page_rows)).all()
        return [_view(row, now) for row in rows]

    def for_agent(self, agent: str, now: datetime) -> tuple[EmergencyStop, ...]:
        """What an agent should know: stops for it that are not over, those that were ended early included."""
        with self._database.read() as connection:
            where = emergency_stops.c.until > now
            rows = connection.execute(select(emergency_stops).where(where).order_by(emergency_stops.c.id)).all()
        stops = (_stop(row) for row in rows)
        return tuple(stop for stop in stops if not stop.terms.agents or agent in stop.terms.agents)

    def _check(self, stop: EmergencyStop, connection: Connection, now: datetime) -> None:
        faults = [
            fault
            for fault in stop_faults(stop, self._bundles.required_tables(connection), now)
            if not fault.startswith(_WAITS)
        ]
        if faults:
            said = " ".join(say_fault(fault, "en") for fault in faults)
            raise Refused("emergency", said, help="every officer signs with `sekimori emergency-stop sign`")

    def _record(self, connection: Connection, kind: str, stop: EmergencyStop, asker: Asker, now: datetime) -> None:
        terms = stop.terms
        facts: dict[str, Fact] = {
            "stop": terms.id,
            "reason": terms.reason,
            "agents": sorted(terms.agents),
            "zones": sorted(terms.zones),
            "since": terms.since.isoformat(),
            "until": terms.until.isoformat(),
            "officers": [signature.officer for signature in stop.signatures],
        }
        self._ledger.append(connection, [Record(kind=kind, at=now, actor=f"user:{asker.name}", facts=facts)])


def _row(connection: Connection, stop: str) -> Row[Any] | None:
    if "\0" in stop:
        return None  # PostgreSQL takes no NUL, not even to look for it
    return connection.execute(select(emergency_stops).where(emergency_stops.c.id == stop)).first()


def _stop(row: Row[Any]) -> EmergencyStop:
    stop = msgspec.json.decode(row.body, type=EmergencyStop)
    return replace(stop, is_ended=row.ended_at is not None)


def _view(row: Row[Any] | None, now: datetime) -> StopView:
    if row is None:
        raise Refused("not-found", "there is no such emergency stop")
    stop = _stop(row)
    return StopView(
        stop=stop,
        sent_by=row.sent_by,
        sent=row.sent_at,
        ended=row.ended_at,
        ended_by=row.ended_by,
        is_running=row.ended_at is None and stop.terms.since <= now < stop.terms.until,
    )
