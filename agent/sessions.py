"""Who works for which project, and since when: kept as intervals, so that a file is judged by the time it was written.

A person works for one project at a time, and a seat (a user id) for one person at a time: starting a session ends
every other one of the same user id.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from agent.journal import Journal
from agent.machine import accounts
from policies.label import ProjectId
from policies.model import PersonId
from policies.tables import Tables
from policies.transfer import KnownBy, Subject

# The kernel stamps files with the time of its last tick, which may lie this far before a session that is already open.
KERNEL_TICK_NS = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody working for one project.

    Attributes:
        id: Its number in the journal, which no other session gets.
    """

    account: str
    project: ProjectId
    since_ns: int
    id: int = 0

    @property
    def since(self) -> datetime:
        """When it began, aware UTC."""
        return datetime.fromtimestamp(self.since_ns / 1e9, UTC)


class Sessions:
    """Sessions of all user ids of this machine.

    Args:
        accounts: User id to the accounts that share it; a user id that is not in it has its own log-in name.
    """

    def __init__(self, journal: Journal, accounts: Mapping[int, tuple[str, ...]]) -> None:
        self._journal = journal
        self._accounts = accounts

    def accounts_of(self, uid: int) -> tuple[str, ...]:
        """The accounts that `uid` may name, folded to lower case."""
        if uid in self._accounts:
            return self._accounts[uid]
        name = accounts.name_of(uid)
        return (name.casefold(),) if name is not None else ()

    def start(self, uid: int, account: str, project: ProjectId, at_ns: int) -> Session:
        """Open a session and end every other one of `uid`."""

        def change(db: sqlite3.Connection) -> int:
            db.execute("UPDATE sessions SET until_ns = ? WHERE uid = ? AND until_ns IS NULL", (at_ns, uid))
            added = db.execute(
                "INSERT INTO sessions (uid, account, project, since_ns) VALUES (?, ?, ?, ?)",
                (uid, account, project, at_ns),
            )
            return added.lastrowid or 0

        return Session(account=account, project=project, since_ns=at_ns, id=self._journal.write(change))

    def find(self, number: int) -> tuple[Session, bool] | None:
        """A session by its number, and whether it is still open; None where there is none."""
        rows = self._journal.rows("SELECT account, project, since_ns, until_ns FROM sessions WHERE id = ?", (number,))
        return next(
            (
                (Session(account=row[0], project=ProjectId(row[1]), since_ns=row[2], id=number), row[3] is None)
                for row in rows
            ),
            None,
        )

    def end(self, uid: int, at_ns: int) -> int:
        """End every open session of `uid`; says how many there were."""
        return self._journal.write(
            lambda db: (
                db.execute("UPDATE sessions SET until_ns = ? WHERE uid = ? AND until_ns IS NULL", (at_ns, uid)).rowcount
            )
        )

    def open_of(self, uid: int) -> tuple[Session, ...]:
        """Open sessions of `uid`."""
        rows = self._journal.rows(
            "SELECT account, project, since_ns FROM sessions WHERE uid = ? AND until_ns IS NULL", (uid,)
        )
        return tuple(Session(account=row[0], project=ProjectId(row[1]), since_ns=row[2]) for row in rows)

    def who(self, uid: int, ctime_ns: int, tables: Tables | None) -> tuple[Subject, Session | None]:
        """Who owned a file when it last changed, and in which session that person was then working.

        Returns:
            The subject; nobody where several accounts share `uid` and no session of exactly one of them was open.
        """
        accounts = self.accounts_of(uid)
        open_then = [
            Session(account=row[0], project=ProjectId(row[1]), since_ns=row[2])
            for row in self._journal.rows(
                "SELECT account, project, since_ns FROM sessions WHERE uid = ? AND since_ns <= ? "
                "AND (until_ns IS NULL OR until_ns > ?) ORDER BY since_ns DESC LIMIT 1",
                (uid, ctime_ns + KERNEL_TICK_NS, ctime_ns),
            )
            if row[0] in accounts
        ]
        session = next(iter(open_then), None)
        account = accounts[0] if len(accounts) == 1 else session.account if session else ""
        if not account:
            return Subject(), None
        return Subject(person=_person(account, tables), account=account, known_by=KnownBy.OWNER), session


def _person(account: str, tables: Tables | None) -> PersonId | None:
    if tables is None:
        return None
    return next((person for person, facts in tables.people.items() if account in facts.accounts), None)
