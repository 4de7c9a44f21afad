"""Whether the chain of a journal is whole, and what stands in the tables is what it tells."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from agent import chain
from agent.chain import TABLES, Kind, Row
from agent.errors import AgentError

ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """The first thing that is wrong.

    Attributes:
        seq: Number of the first bad row of the chain; 0 where a table holds what no row tells of.
        what: What is wrong with it.
    """

    seq: int
    what: str

    def __str__(self) -> str:
        return f"row {self.seq}: {self.what}" if self.seq else self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a verification found.

    Attributes:
        first, last: Numbers of the rows that were looked at.
        head: Hash of the last one, in hexadecimal.
        fault: None where everything is whole.
        unchecked: What there was no time for, empty where nothing.
    """

    journal: str
    first: int
    last: int
    head: str
    fault: Fault | None = None
    unchecked: str = ""


@dataclass(slots=True)
class _Seen:
    """What the rows told so far."""

    first: int = 0
    seq: int = 0
    hash: bytes = b""
    fault: Fault | None = None
    unchecked: str = ""
    states: dict[tuple[Kind, str], tuple[int, str]] = field(default_factory=dict)
    undelivered: dict[str, int] = field(default_factory=dict)
    waiting: int = 0


def verify_file(path: Path) -> Verified:
    """Verify the journal in a file, which an agent may be writing to meanwhile.

    Raises:
        AgentError: it cannot be opened, or holds no chain.
    """
    try:
        db = sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True, isolation_level=None, timeout=10)
    except sqlite3.Error as error:
        raise AgentError(f"`{path}` cannot be opened: {error}", help="only root and the agent's account may") from error
    try:
        db.execute("BEGIN")
        return verify(db)
    except sqlite3.OperationalError as error:
        raise AgentError(
            f"`{path}` cannot be read as a journal: {error}", help="name the agent's data folder"
        ) from error
    except sqlite3.DatabaseError as error:
        return Verified(journal="", first=0, last=0, head="", fault=Fault(seq=0, what=f"the file is damaged: {error}"))
    finally:
        db.close()


def verify(db: sqlite3.Connection, *, check_s: float = float("inf"), now_s: Callable[[], float] = time.monotonic) -> (
    Verified
):  # fmt: skip
    """Verify the chain and hold the tables against it, inside a transaction.

    Args:
        check_s: How long it may take. What is left then is not a fault.
    """
    until_s = now_s() + check_s
    seen = _Seen(hash=chain.origin(chain.journal_id(db)))
    while seen.fault is None and (rows := list(chain.rows(db, seen.seq, ROWS_AT_ONCE))):
        for row in rows:
            seen.fault = _step(db, seen, row)
            if seen.fault:
                break
        if now_s() > until_s and seen.fault is None:
            seen.unchecked = f"its chain was checked up to row {seen.seq} within {check_s:g} s"
            break
    if seen.fault is None and not seen.unchecked:
        seen.fault = _cut_tail(db, seen) or _false_states(db, seen) or _false_outbox(db, seen)
    return Verified(
        journal=chain.journal_id(db),
        first=seen.first,
        last=seen.seq,
        head=seen.hash.hex(),
        fault=seen.fault,
        unchecked=seen.unchecked,
    )


def _step(db: sqlite3.Connection, seen: _Seen, row: Row) -> Fault | None:
    """Take one row further."""
    try:
        kind, key, value = row.told
    except (msgspec.DecodeError, ValueError, TypeError):
        return Fault(seq=row.seq, what="it was changed: it is no row of a journal")
    if kind is Kind.CHECKPOINT and seen.seq == 0:
        seen.first = seen.seq = row.seq
        seen.hash = row.hash
        return None
    if row.seq != seen.seq + 1:
        return Fault(seq=seen.seq + 1, what="it is missing")
    if chain.follow(seen.hash, chain.digest(row.body)) != row.hash:
        return Fault(seq=row.seq, what="it was changed, moved, or put in where another one was")
    seen.first = seen.first or row.seq
    seen.seq, seen.hash = row.seq, row.hash
    try:
        return _take(db, seen, row.seq, (kind, key, value))
    except TypeError:
        return Fault(seq=row.seq, what="it was changed: it tells nothing that an agent would write")


def _take(db: sqlite3.Connection, seen: _Seen, seq: int, told: tuple[Kind, str, Any]) -> Fault | None:
    kind, key, value = told
    if kind in TABLES:
        seen.states[kind, key] = (seq, value)
    elif kind is Kind.DELIVERED:
        for each in value:
            seen.undelivered.pop(each, None)
    elif kind is Kind.EVENT:
        found = db.execute("SELECT coalesce(CAST(body AS BLOB), x'') FROM outbox WHERE id = ?", (key,)).fetchone()
        if found is None:
            seen.undelivered[key] = seq
        elif chain.digest(found[0]).hex() != value:
            return Fault(seq=seq, what=f"its event `{key}` was changed before the server had it")
        else:
            seen.waiting += 1
    return None


def _cut_tail(db: sqlite3.Connection, seen: _Seen) -> Fault | None:
    found = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'chain'").fetchone()
    if found is None or int(found[0]) <= seen.seq:
        return None
    return Fault(seq=seen.seq + 1, what=f"it and all after it, up to row {found[0]}, are missing")


def _false_states(db: sqlite3.Connection, seen: _Seen) -> Fault | None:
    """The first row of a table that is not as the chain tells."""
    faults = []
    for kind, table in TABLES.items():
        now = chain.states(db, kind)
        for key, state in now.items():
            seq, told = seen.states.get((kind, key), (0, ""))
            if seq == 0 and state.must:
                faults.append(Fault(seq=0, what=f"`{table.name}` holds `{key}`, of which no row tells"))
            elif seq and told != state.digest:
                faults.append(Fault(seq=seq, what=f"`{key}` in `{table.name}` was changed since"))
        gone = ((seq, key) for (of, key), (seq, _) in seen.states.items() if of is kind and key not in now)
        faults += [Fault(seq=seq, what=f"`{key}` is missing in `{table.name}`") for seq, key in gone]
    return min(faults, key=lambda fault: fault.seq or float("inf"), default=None)


def _false_outbox(db: sqlite3.Connection, seen: _Seen) -> Fault | None:
    if seen.undelivered:
        key, seq = next(iter(seen.undelivered.items()))
        return Fault(seq=seq, what=f"its event `{key}` is gone, and the server never had it")
    held = int(db.execute("SELECT count(*) FROM outbox").fetchone()[0])
    if held != seen.waiting:
        return Fault(seq=0, what=f"`outbox` holds {held} events, the chain tells of {seen.waiting}")
    return None
