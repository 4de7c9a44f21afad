"""Follows the chains of the agents' journals, so that one that was cut, rewritten or replaced shows.

An agent tells, with each heartbeat, the digests of the rows that are new. From the hash that the server kept, they must
lead to the head that the agent names: whatever was changed or taken out before leads elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from agent.wire import JournalHead
from server.errors import Refused
from server.fleet.findings import keep_finding, tampering
from server.fleet.tables import agent_journals
from server.identifiers import new_identifier
from server.ledger.service import Ledger, Record

CUT, REPLACED = "journal-cut", "journal-replaced"
HASH = re.compile(r"[0-9a-f]{64}")
JOURNAL = re.compile(r"[0-9a-f]{32}")
# A heartbeat that was held up on its way tells of an older head. One that is older than that was not merely late.
LATE = timedelta(minutes=10)
MOST_SEQ = (1 << 63) - 1


def follow_journal(
    connection: Connection, ledger: Ledger, agent: str, told: JournalHead, at: datetime, now: datetime, *, ledger_s: int
) -> int:  # fmt: skip
    """Follow an agent's chain to the head that it tells.

    Args:
        at: When the agent told it, by its own clock.
        ledger_s: A head goes into the ledger at most once in so many seconds.

    Returns:
        Up to which row it has been followed.

    Raises:
        Refused: `invalid`: what is told has no form.
    """
    _check(told)
    kept = connection.execute(select(agent_journals).where(agent_journals.c.agent == agent)).first()
    if kept is None:
        row = {**_values(told, at), "noted_at": now}
        connection.execute(insert(agent_journals).values(agent=agent, **row))
        _record(connection, ledger, "journal.head", agent, told, now)
        if fault := _fault_in(told):
            keep_finding(connection, agent, new_identifier("J"), tampering(CUT, fault, now), now)
        return told.seq
    if kept.told_at - LATE < at <= kept.told_at:
        return int(kept.seq)
    if kept.journal == told.journal and told.last >= kept.seq and told.seq < kept.seq:
        return int(kept.seq)  # it will go on from there
    fault = _fault(kept, told)
    values: dict[str, Any] = _values(told, at)
    if fault:
        state = REPLACED if kept.journal != told.journal else CUT
        keep_finding(connection, agent, new_identifier("J"), tampering(state, fault, now), now)
        _record(connection, ledger, state.replace("-", "."), agent, told, now, kept)
        values["noted_at"] = now
    elif told.seq > kept.seq and now - kept.noted_at >= timedelta(seconds=ledger_s):
        _record(connection, ledger, "journal.head", agent, told, now)
        values["noted_at"] = now
    connection.execute(update(agent_journals).where(agent_journals.c.agent == agent).values(**values))
    return told.seq


def _check(told: JournalHead) -> None:
    hashes = (told.hash, told.base, *told.digests)
    is_formed = JOURNAL.fullmatch(told.journal) and all(HASH.fullmatch(each) for each in hashes)
    if not is_formed or not 0 <= told.since <= told.seq <= told.last <= MOST_SEQ:
        raise Refused("invalid", "what is told of the journal is malformed")


def _fault_in(told: JournalHead) -> str:
    """What does not fit together in what is told, empty where nothing."""
    if len(told.digests) == told.seq - told.since and _fold(told.base, told.digests) == told.hash:
        return ""
    return f"its rows {told.since + 1} to {told.seq} do not lead to the head that it tells"


def _fault(kept: Row[Any], told: JournalHead) -> str:
    """What is wrong with the way from the head that was kept to the one told, empty where nothing."""
    if told.journal != kept.journal:
        return f"another journal began; the one before was followed to row {kept.seq}"
    if told.last < kept.seq:
        return f"rows {told.last + 1} to {kept.seq} are missing at its end"
    if told.since > kept.seq:
        return f"rows {kept.seq + 1} to {told.since} were never told"
    if fault := _fault_in(told):
        return fault
    if _fold(told.base, told.digests[: kept.seq - told.since]) != kept.hash:
        return f"what stands up to row {kept.seq} is not what stood there before"
    return ""


def _fold(base: str, digests: tuple[str, ...]) -> str:
    found = bytes.fromhex(base)
    for each in digests:
        found = hashlib.sha256(found + bytes.fromhex(each)).digest()
    return found.hex()


def _values(told: JournalHead, at: datetime) -> dict[str, Any]:
    return {"journal": told.journal, "seq": told.seq, "hash": told.hash, "told_at": at}


def _record(
    connection: Connection, ledger: Ledger, kind: str, agent: str, told: JournalHead, now: datetime,
    kept: Row[Any] | None = None,
) -> None:  # fmt: skip
    facts: dict[str, str | int | list[str]] = {"journal": told.journal, "seq": told.seq, "hash": told.hash}
    if kept is not None:
        facts |= {"kept-journal": kept.journal, "kept-seq": kept.seq, "kept-hash": kept.hash}
    ledger.append(connection, [Record(kind=kind, at=now, actor=f"agent:{agent}", facts=facts)])
