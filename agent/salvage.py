"""Opens the journal; a damaged one is set aside, never deleted, and what can be read of it is carried into a new one.

Order: build the new journal beside the old one · rename the old one · give the new one its name. Each step can be done
twice, and at every moment one of the two is whole.

What is carried keeps the wall: exposures, uses of releases, holds, undelivered events, and that no watched folder is
new. Every file is judged again, as the inventory forgets in which state it saw it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from agent import chain
from agent.beginnings import Beginnings
from agent.chain import Kind
from agent.errors import JournalDamaged
from agent.files import sync_folder
from agent.journal import BOUND_BYTES, CHECK_S, Journal
from agent.outbox import Outbox
from agent.soundness import OWN_FACTS, sound
from agent.verification import verify
from agent.wire import StateEvent
from policies.model import ZoneId

DAMAGED = "journal-damaged"
# What the new journal has of its own.
_OWN_TABLES = frozenset({"chain", "backlog", "sqlite_sequence"})
# A state that no file is in, so that each is judged again.
_UNSEEN = {"device": 0, "inode": 0, "size_bytes": 0, "mtime_ns": 0, "ctime_ns": 0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The journal, and what befell the one before.

    Attributes:
        unchecked: What of it there was no time to check, empty where nothing.
        damage: What was wrong with the one before, empty where nothing.
    """

    journal: Journal
    unchecked: str = ""
    damage: str = ""


@dataclass(slots=True)
class _Carried:
    """How many rows of each table were carried, and of which tables some could not be read."""

    rows: dict[str, int] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        told = ", ".join(f"{count} of {name}" for name, count in sorted(self.rows.items()) if count) or "nothing"
        return f"carried over: {told}" + (f"; not whole: {', '.join(sorted(self.lost))}" if self.lost else "")


def open_journal(
    path: Path, *, reserve_bytes: int, watches: Mapping[str, ZoneId], now: datetime, event_id: str,
    bound_bytes: int = BOUND_BYTES, check_s: float = CHECK_S,
) -> Opened:  # fmt: skip
    """Open the journal, or begin a new one in the place of a damaged one.

    Args:
        watches: Watched folders with their zones; none of them counts as new after damage.
        event_id: Id of the event that tells of damage.
        check_s: How long each of the two checks, of pages and of the chain, may take.

    Raises:
        AgentError: it is of a newer version, or the disk has no room for a new one.
    """
    _finish(path)
    try:
        journal = Journal(path, reserve_bytes=reserve_bytes, bound_bytes=bound_bytes, check_s=check_s)
    except JournalDamaged as error:
        damage = error.message
    else:
        found = _verify(journal, check_s)
        if isinstance(found, tuple):
            return Opened(journal=journal, unchecked="; ".join(filter(None, (journal.unchecked, *found))))
        damage = found
        journal.close()
    _replace(path, damage, watches, now, event_id)
    journal = Journal(path, reserve_bytes=reserve_bytes, bound_bytes=bound_bytes, check_s=check_s)
    return Opened(journal=journal, damage=damage)


def set_aside(data: Path) -> tuple[str, ...]:
    """Names of damaged journals that lie in the data folder still."""
    return tuple(sorted(each.name for each in data.glob("journal.damaged-*.db")))


def _verify(journal: Journal, check_s: float) -> str | tuple[str]:
    """What is wrong; or, in a tuple, what there was no time for."""
    try:
        found = journal.read(lambda db: verify(db, check_s=check_s))
    except sqlite3.DatabaseError as error:
        return str(error)
    return f"its chain is broken: {found.fault}" if found.fault else (found.unchecked,)


def _finish(path: Path) -> None:
    """Go on where a replacement was interrupted."""
    successor = _successor(path)
    if path.exists():
        _remove(successor)
    elif successor.exists():
        # The log belongs to the file that was set aside; it would be taken for one of the new file.
        aside = max(path.parent.glob(f"{path.stem}.damaged-*.db"), default=path.with_name("journal.damaged.db")).name
        for log in _logs(path):
            if log.exists():
                log.rename(log.with_name(aside + log.name.removeprefix(path.name)))
        successor.rename(path)
        sync_folder(path.parent)


def _replace(path: Path, damage: str, watches: Mapping[str, ZoneId], now: datetime, event_id: str) -> None:
    aside = path.with_name(f"{path.stem}.damaged-{now:%Y%m%dT%H%M%S%fZ}.db")
    successor = _successor(path)
    _remove(successor)
    journal = Journal(successor, reserve_bytes=0)
    try:
        with closing(_open_damaged(path)) as old:
            journal.write(lambda db: _fill(db, old, aside.name, damage, watches, now, event_id))
    finally:
        journal.close()
    path.rename(aside)
    _finish(path)


def _fill(
    db: sqlite3.Connection, old: sqlite3.Connection, aside: str, damage: str, watches: Mapping[str, ZoneId],
    now: datetime, event_id: str,
) -> None:  # fmt: skip
    """Carry over what can be read, inside one transaction of the new journal."""
    carried = _Carried()
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    for table in tables:
        if table not in _OWN_TABLES:
            _carry(db, old, table, carried, now)
    if "meta" in carried.lost:
        # Whether they were ever gone through is not known: then nobody's move passes as having rested.
        for root, zone in watches.items():
            Beginnings.presume_over(db, root, zone)
    chain.append(db, Kind.DAMAGE, aside, {"what": damage, "at": now})
    chain.tell_all(db)
    Outbox.add(db, StateEvent(id=event_id, at=now, state=DAMAGED, detail=f"{damage}; set aside as {aside}; {carried}"))


def _carry(db: sqlite3.Connection, old: sqlite3.Connection, table: str, carried: _Carried, now: datetime) -> None:
    """One table, as far as it can be read from either end and the agent can work with what it reads."""
    types, there = _columns(db, table), _columns(old, table)
    common = [name for name in types if name in there]
    carried.rows[table] = 0
    if not common:
        carried.lost.append(table)
        return
    marks = ", ".join("?" for _ in common)
    insert = f"INSERT OR IGNORE INTO {table} ({', '.join(common)}) VALUES ({marks})"  # noqa: S608 - names of our own
    for order in ("ASC", "DESC"):
        is_whole = True
        for row in _readable(old, table, common, order):
            if row is None:
                is_whole = False
                break
            if table == "meta" and row["key"] in OWN_FACTS:
                continue
            kept = sound(table, row, types, now)
            if kept is None:
                _note_lost(carried, table)
                continue
            kept = {**kept, **_UNSEEN} if table == "files" else kept
            with suppress(sqlite3.Error):
                carried.rows[table] += db.execute(insert, [kept[each] for each in common]).rowcount
        if is_whole:
            break
        _note_lost(carried, table)


def _note_lost(carried: _Carried, table: str) -> None:
    if table not in carried.lost:
        carried.lost.append(table)


def _readable(old: sqlite3.Connection, table: str, columns: list[str], order: str) -> Iterator[dict[str, Any] | None]:
    """Rows by column; at the end None, where the rest cannot be read."""
    query = f"SELECT {', '.join(columns)} FROM {table} ORDER BY 1 {order}"  # noqa: S608 - names of our own
    try:
        for row in old.execute(query):
            yield dict(zip(columns, row, strict=True))
    except (sqlite3.DatabaseError, OverflowError, UnicodeDecodeError):
        yield None


def _columns(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """Name to type; `?` behind it where it may be empty."""
    try:
        return {str(row[1]): f"{row[2]}{'' if row[3] or row[5] else '?'}" for row in _info(db, table)}
    except sqlite3.DatabaseError:
        return {}


def _info(db: sqlite3.Connection, table: str) -> list[tuple[Any, ...]]:
    return db.execute(f"PRAGMA table_info({table})").fetchall()


def _open_damaged(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(f"file:{path.absolute().as_posix()}?mode=ro", uri=True, isolation_level=None, timeout=10)
    # What is no text stays bytes, rather than ending the reading.
    db.text_factory = lambda data: data.decode("utf-8", "replace")
    return db


def _successor(path: Path) -> Path:
    return path.with_name(f"{path.stem}.next.db")


def _logs(path: Path) -> tuple[Path, Path]:
    return path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")


def _remove(path: Path) -> None:
    """A new journal that was not finished; nothing is in it that is not in the old one."""
    for each in (path, *_logs(path), path.with_suffix(".reserve")):
        each.unlink(missing_ok=True)
