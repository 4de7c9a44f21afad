"""Storing what agents report: whole batches or nothing, each event once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, assert_never

import msgspec
from sqlalchemy import Connection, insert, select, update

from agent.wire import (
    AnswersEvent,
    Event,
    EventBatch,
    EventReceipt,
    GapEvent,
    HoldEvent,
    ReleaseRefusedEvent,
    StateEvent,
    TransferEvent,
)
from policies.model import Obligation
from server.cases.service import CaseKind, CaseState
from server.cases.tables import cases, reviews
from server.database import Database
from server.errors import Refused
from server.evidence.tables import evidence
from server.fleet.findings import note_finding
from server.fleet.tables import events
from server.fleet.times import time_fault
from server.ledger.service import Ledger, Record
from server.releases.delivery import note_completion, note_refusal
from server.settings import Settings

EVENT_ID = re.compile(r"[A-Za-z0-9._:-]{1,80}")
CASE_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{2,31}")
PERSON_CHARS = 64
REASON_CHARS = 1200
WHERE = re.compile(r"\$\.events\[(\d+)\]")
CLOSING = {"completed": CaseState.COMPLETED, "returned": CaseState.RETURNED}
KINDS = {
    TransferEvent: "transfer",
    HoldEvent: "hold",
    ReleaseRefusedEvent: "release-refused",
    GapEvent: "gap",
    StateEvent: "state",
    AnswersEvent: "answers",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Delivery:
    """One batch on its way into the database."""

    connection: Connection
    agent: str
    now: datetime


class Ingest:
    """Takes batches of events."""

    def __init__(self, database: Database, ledger: Ledger, settings: Settings) -> None:
        self._database = database
        self._ledger = ledger
        self._settings = settings

    def decode(self, body: bytes) -> EventBatch:
        """A batch from its JSON.

        Raises:
            Refused: `malformed-event` with the event's `index` and, where it has one, its `id`; or `invalid`.
        """
        try:
            batch = msgspec.json.decode(body, type=EventBatch)
        except msgspec.ValidationError as error:
            raise _malformed(body, str(error)) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Refused("invalid", "the batch is not JSON") from error
        if len(batch.events) > self._settings.events_per_batch:
            raise Refused("too-large", f"more than {self._settings.events_per_batch} events in one batch")
        return batch

    def store(self, batch: EventBatch, agent: str, now: datetime) -> EventReceipt:
        """Store every event that is new, in one transaction with its ledger records.

        Raises:
            Refused: `malformed-event`, `agent-mismatch`, `case-of-another-agent` or `too-large`; nothing is
                stored then.
        """
        for index, event in enumerate(batch.events):
            self._check(index, event, agent)
        with self._database.write() as connection:
            delivery = _Delivery(connection=connection, agent=agent, now=now)
            fresh = _fresh(delivery, batch.events)
            self._insert(delivery, fresh)
            for index, event in enumerate(fresh):
                _apply(delivery, index, event)
        return EventReceipt(stored=tuple(dict.fromkeys(event.id for event in batch.events)))

    def _insert(self, delivery: _Delivery, fresh: Sequence[Event]) -> None:
        if not fresh:
            return
        bodies = [_body(event) for event in fresh]
        records = [_record(delivery, event, body) for event, body in zip(fresh, bodies, strict=True)]
        first = self._ledger.append(delivery.connection, records)
        rows = [
            {
                "agent": delivery.agent,
                "id": event.id,
                "kind": KINDS[type(event)],
                "case_number": _case_of(event),
                "at": event.at,
                "received_at": delivery.now,
                "ledger_index": first + index,
                "body": body,
            }
            for index, (event, body) in enumerate(zip(fresh, bodies, strict=True))
        ]
        delivery.connection.execute(insert(events), rows)

    def _check(self, index: int, event: Event, agent: str) -> None:
        fault = _fault(event)
        if fault:
            raise _refusal("malformed-event", index, event.id, fault)
        if not isinstance(event, TransferEvent):
            return
        if event.transfer.agent != agent:
            fault = f"the event says agent `{event.transfer.agent[:40]}`, the certificate `{agent}`"
            raise _refusal("agent-mismatch", index, event.id, fault)
        if event.evidence and len(event.evidence.age.encode()) > self._settings.evidence_bytes:
            raise _refusal("too-large", index, event.id, f"evidence over {self._settings.evidence_bytes} bytes")


def _fault(event: Event) -> str:
    if not EVENT_ID.fullmatch(event.id):
        return "the id is empty, too long or holds other characters than letters, digits and ._:-"
    if fault := time_fault(event.at):
        return fault
    case = _case_of(event)
    if case and not CASE_NUMBER.fullmatch(case):
        return "the case number is malformed"
    if isinstance(event, TransferEvent):
        return _transfer_fault(event)
    if isinstance(event, GapEvent):
        return next(filter(None, (time_fault(at) for at in (event.since, event.until) if at)), "")
    if isinstance(event, HoldEvent) and event.state not in ("held", "failed", "justified", *CLOSING):
        return "the state of a hold is `held`, `justified`, `completed`, `returned` or `failed`"
    return ""


def _transfer_fault(event: TransferEvent) -> str:
    if event.decision.verdict.stops and not event.case:
        return "a stopped transfer needs a case number"
    if not event.decision.verdict.stops and event.case and not _asks_second_look(event):
        return "a transfer that was neither stopped nor is to be looked at has no case number"
    if not re.fullmatch(r"[0-9a-f]{64}", event.transfer.object.digest):
        return "the digest is not SHA-256 in lower-case hexadecimal"
    if len(event.transfer.subject.person or "") > PERSON_CHARS:
        return f"the person is longer than {PERSON_CHARS} characters"
    if "\0" in (event.transfer.subject.person or "") or (event.evidence and "\0" in event.evidence.age):
        return "a text holds the character NUL"
    return time_fault(event.transfer.at)


def _asks_second_look(event: TransferEvent) -> bool:
    return Obligation.SECOND_LOOK in event.decision.obligations


def _fresh(delivery: _Delivery, batch: Sequence[Event]) -> list[Event]:
    """The events not stored before, each id once."""
    by_id = {event.id: event for event in reversed(batch)}
    where = (events.c.agent == delivery.agent) & events.c.id.in_(by_id)
    known = set(delivery.connection.execute(select(events.c.id).where(where)).scalars())
    return [event for event in batch if by_id[event.id] is event and event.id not in known]


def _apply(delivery: _Delivery, index: int, event: Event) -> None:
    match event:
        case TransferEvent():
            if event.case:
                _apply_transfer(delivery, index, event)
        case HoldEvent():
            _apply_hold(delivery, index, event)
        case ReleaseRefusedEvent():
            note_refusal(delivery.connection, delivery.agent, event, delivery.now)
        case GapEvent() | StateEvent():
            note_finding(delivery.connection, delivery.agent, event, delivery.now)
        case AnswersEvent():
            pass
        case _:
            assert_never(event)


def _apply_transfer(delivery: _Delivery, index: int, event: TransferEvent) -> None:
    owner = _owner(delivery, index, event.id, event.case)
    if owner is None:
        delivery.connection.execute(insert(cases).values(_case_row(delivery, event)))
    else:
        values: dict[str, Any] = {"transfers": cases.c.transfers + 1}
        if event.evidence:
            values["has_evidence"] = True
        delivery.connection.execute(update(cases).where(cases.c.number == event.case).values(**values))
    if event.evidence:
        row = {"agent": delivery.agent, "event_id": event.id, "case_number": event.case, "at": event.at}
        sealed = {"recipients": list(event.evidence.recipients), "age": event.evidence.age}
        delivery.connection.execute(insert(evidence).values(**row, **sealed))


def _case_row(delivery: _Delivery, event: TransferEvent) -> dict[str, Any]:
    return {
        "number": event.case,
        "agent": delivery.agent,
        "event_id": event.id,
        "state": CaseState.OPEN,
        "opened_at": event.at,
        "transfers": 1,
        "person": event.transfer.subject.person or "",
        "projects": sorted(event.label.projects),
        "level": event.label.level,
        "kind": CaseKind.STOPPED if event.decision.verdict.stops else CaseKind.SECOND_LOOK,
        "hold_state": "held" if event.held else "",
        "has_evidence": event.evidence is not None,
    }


def _apply_hold(delivery: _Delivery, index: int, event: HoldEvent) -> None:
    if _owner(delivery, index, event.id, event.case) is None:
        return
    values: dict[str, Any] = {"hold_state": event.state}
    if event.state in CLOSING:
        values["state"] = CLOSING[event.state]
    delivery.connection.execute(update(cases).where(cases.c.number == event.case).values(**values))
    if event.state == "justified":
        _note_reason(delivery, event)
    if event.state == "completed" and event.release:
        note_completion(delivery.connection, delivery.agent, event.release)


def _note_reason(delivery: _Delivery, event: HoldEvent) -> None:
    """The sender's reason stands among what was decided about the case."""
    person = select(cases.c.person).where(cases.c.number == event.case)
    reason = event.detail[:REASON_CHARS].replace("\0", " ")
    row = {"case_number": event.case, "user_name": "", "person": person.scalar_subquery(), "action": "justify"}
    delivery.connection.execute(insert(reviews).values(**row, comment=reason, at=event.at))


def _owner(delivery: _Delivery, index: int, event_id: str, number: str) -> str | None:
    owner = delivery.connection.execute(select(cases.c.agent).where(cases.c.number == number)).scalar()
    if owner is not None and owner != delivery.agent:
        raise _refusal("case-of-another-agent", index, event_id, "the case number belongs to another agent")
    return owner


def _case_of(event: Event) -> str:
    return "" if isinstance(event, GapEvent | StateEvent | AnswersEvent) else event.case


def _body(event: Event) -> str:
    bare = msgspec.structs.replace(event, evidence=None) if isinstance(event, TransferEvent) else event
    return msgspec.json.encode(bare).decode()


def _record(delivery: _Delivery, event: Event, body: str) -> Record:
    facts: dict[str, str] = {"event": event.id, "digest": sha256(body.encode()).hexdigest()}
    if case := _case_of(event):
        facts["case"] = case
    if isinstance(event, TransferEvent):
        facts |= {"verdict": str(event.decision.verdict), "rule": event.decision.rule}
        if event.evidence:
            facts["evidence"] = sha256(event.evidence.age.encode()).hexdigest()
    elif isinstance(event, HoldEvent | StateEvent):
        facts["state"] = event.state
    kind = f"event.{KINDS[type(event)]}"
    return Record(kind=kind, at=delivery.now, actor=f"agent:{delivery.agent}", facts=facts)


def _refusal(code: str, index: int, event_id: str, fault: str) -> Refused:
    name = event_id if EVENT_ID.fullmatch(event_id) else ""
    message = f"event {index} (`{name}`): {fault}; nothing of the batch was stored"
    return Refused(code, message, facts={"index": index, "id": name})


def _malformed(body: bytes, message: str) -> Refused:
    found = WHERE.search(message)
    if found is None:
        return Refused("invalid", f"the batch is malformed: {message}")
    index = int(found.group(1))
    return _refusal("malformed-event", index, _raw_id(body, index), message)


def _raw_id(body: bytes, index: int) -> str:
    try:
        event = msgspec.json.decode(body)["events"][index]
    except (msgspec.DecodeError, LookupError, TypeError, RecursionError):
        return ""
    found = event.get("id") if isinstance(event, dict) else None
    return found if isinstance(found, str) else ""
