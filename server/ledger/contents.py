"""Whether the events and the evidence in the database are those that the ledger recorded."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from server.evidence.tables import evidence
from server.fleet.tables import events
from server.ledger.proof import Export, ExportedRecord, Fault

Known = Mapping[tuple[str, str], str]


def content_faults(connection: Connection, export: Export) -> Iterator[Fault]:
    """What was changed, removed or added beside the ledger.

    The ledger holds a digest of every event and of its sealed evidence. A record that was itself changed is a fault of
    the ledger and is not judged again here.
    """
    stored = _digests(connection, events.c.agent, events.c.id, events.c.body)
    sealed = _digests(connection, evidence.c.agent, evidence.c.event_id, evidence.c.age)
    recorded: set[tuple[str, str]] = set()
    for record in export.records:
        facts = _facts_of(record)
        if facts is None:
            continue
        key = (facts["agent"], facts["event"])
        recorded.add(key)
        yield from _faults_of(record.index, "event", key, facts.get("digest"), stored)
        yield from _faults_of(record.index, "evidence", key, facts.get("evidence"), sealed)
    has_redactions = any(record.record is None for record in export.records)
    for agent, event in sorted(() if has_redactions else stored.keys() - recorded):
        yield Fault(index=None, code="event", message=f"event `{event}` of `{agent}` was never recorded")


def _faults_of(index: int, what: str, key: tuple[str, str], digest: str | None, stored: Known) -> Iterator[Fault]:
    if digest is None or stored.get(key) == digest:
        return
    state = "is not the one that was recorded: changed" if key in stored else "is gone from the database"
    yield Fault(index=index, code=what, message=f"the {what} of `{key[1]}` by `{key[0]}` {state}")


def _digests(connection: Connection, agent: Any, event: Any, text: Any) -> Known:
    found = connection.execution_options(yield_per=500).execute(select(agent, event, text))
    return {(row[0], row[1]): hashlib.sha256(_bytes(row[2])).hexdigest() for row in found}


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


def _facts_of(record: ExportedRecord) -> dict[str, str] | None:
    try:
        body = msgspec.json.decode(record.record or "null")
        if not body["kind"].startswith("event."):
            return None
        return {**body["facts"], "agent": body["actor"].removeprefix("agent:"), "event": body["facts"]["event"]}
    except (msgspec.DecodeError, LookupError, TypeError, AttributeError):
        return None
