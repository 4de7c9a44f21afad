"""Accounts, log-ins and sessions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select, update

from policies.model import PersonId
from server.database import Database
from server.errors import Refused, ServerError
from server.ledger.service import Fact, Ledger, Record
from server.people.tables import sessions, users
from server.security import Passwords, new_secret, secret_hash
from server.settings import Settings
from server.throttle import Throttle

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
TOUCH_EVERY = timedelta(minutes=1)  # a session's last use is written at most this often


class Role(StrEnum):
    """What somebody may do here."""

    ADMIN = "admin"
    REVIEWER = "reviewer"
    OFFICER = "officer"
    RESEARCHER = "researcher"
    AUDITOR = "auditor"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody who is logged in."""

    name: str
    person: PersonId
    roles: frozenset[Role]
    expires: datetime

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles is held."""
        return not self.roles.isdisjoint(roles)

    @property
    def sees_fleet(self) -> bool:
        """Whether the agents' health is this person's business."""
        return self.has(Role.ADMIN, Role.AUDITOR, Role.OFFICER, Role.REVIEWER)

    def require(self, *roles: Role) -> None:
        """Refuse whoever holds none of these roles."""
        if not self.has(*roles):
            wanted = " or ".join(f"`{role}`" for role in roles)
            raise Refused("not-permitted", f"this needs the role {wanted}")


@dataclass(frozen=True, slots=True, kw_only=True)
class LogIn:
    """A fresh session: the token is shown once and stored hashed."""

    token: str
    asker: Asker


class People:
    """Accounts and sessions in the database."""

    def __init__(
        self, database: Database, ledger: Ledger, passwords: Passwords, throttle: Throttle, settings: Settings
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._passwords = passwords
        self._throttle = throttle
        self._settings = settings

    def warm(self) -> None:
        """Do once what the first log-in would take longer for."""
        self._passwords.verify(None, "")

    def add(self, name: str, person: str, roles: Sequence[Role], password: str, now: datetime) -> None:
        """Make an account.

        Raises:
            ServerError: the name is taken or malformed, the password too short, or the roles do not go together.
        """
        check_roles(roles)
        if not NAME.fullmatch(name):
            raise ServerError(f"`{name}` is no user name", help="lower-case letters, digits, `.`, `_` and `-`")
        least = self._settings.password_min_chars
        if len(password) < least:
            raise ServerError(f"the password is shorter than {least} characters", help="choose a longer one")
        row = {"name": name, "person": person, "roles": sorted(set(roles)), "created_at": now}
        stored = self._passwords.hash(password)
        with self._database.write() as connection:
            if connection.execute(select(users.c.name).where(users.c.name == name)).first():
                raise ServerError(f"user `{name}` exists already")
            connection.execute(insert(users).values(**row, password_hash=stored))
            facts: dict[str, Fact] = {
                "user": name,
                "person": person,
                "roles": [str(role) for role in sorted(set(roles))],
            }
            self._ledger.append(connection, [Record(kind="user.added", at=now, actor="server", facts=facts)])

    def everybody(self) -> list[Asker]:
        """All accounts, by name; `expires` is when they were made."""
        with self._database.read() as connection:
            rows = connection.execute(select(users).order_by(users.c.name)).all()
        return [
            Asker(name=row.name, person=PersonId(row.person), roles=_roles(row.roles), expires=row.created_at)
            for row in rows
        ]

    def log_in(self, name: str, password: str, address: str, now: datetime) -> LogIn:
        """Open a session.

        Raises:
            Refused: `log-in-failed`, or `too-many-attempts`.
        """
        name = name.strip().lower()
        settings = self._settings
        buckets = {
            f"log-in-name:{name}": settings.log_in_failures,
            f"log-in-address:{address}": settings.log_in_failures_per_address,
        }
        attempt = self._throttle.begin(buckets, now)
        with self._database.read() as connection:
            row = connection.execute(select(users).where(users.c.name == name)).first()
        if not self._passwords.verify(None if row is None else row.password_hash, password) or row is None:
            raise Refused("log-in-failed", "name or password is wrong")
        self._throttle.forgive(attempt)
        expires = now + timedelta(hours=settings.session_hours)
        asker = Asker(name=row.name, person=PersonId(row.person), roles=_roles(row.roles), expires=expires)
        return LogIn(token=self._open(asker, now), asker=asker)

    def asker(self, token: str, now: datetime) -> Asker:
        """Whose session a token opens.

        Raises:
            Refused: `log-in-needed`, the token is unknown, expired or was idle too long.
        """
        with self._database.read() as connection:
            row = connection.execute(
                select(sessions.c.expires_at, sessions.c.used_at, users.c.name, users.c.person, users.c.roles)
                .join(users, users.c.name == sessions.c.user_name)
                .where(sessions.c.token_hash == secret_hash(token))
            ).first()
        idle = timedelta(hours=self._settings.session_idle_hours)
        if row is None or now >= row.expires_at or now >= row.used_at + idle:
            raise Refused("log-in-needed", "log in first")
        if now >= row.used_at + TOUCH_EVERY:
            self._touch(token, now)
        return Asker(name=row.name, person=PersonId(row.person), roles=_roles(row.roles), expires=row.expires_at)

    def log_out(self, token: str) -> None:
        """End a session."""
        with self._database.write() as connection:
            connection.execute(delete(sessions).where(sessions.c.token_hash == secret_hash(token)))

    def _open(self, asker: Asker, now: datetime) -> str:
        token = new_secret()
        row = {"token_hash": secret_hash(token), "user_name": asker.name, "created_at": now, "used_at": now}
        with self._database.write() as connection:
            _delete_old_sessions(connection, now)
            connection.execute(insert(sessions).values(**row, expires_at=asker.expires))
        return token

    def _touch(self, token: str, now: datetime) -> None:
        with self._database.write() as connection:
            where = sessions.c.token_hash == secret_hash(token)
            connection.execute(update(sessions).where(where).values(used_at=now))


def check_roles(roles: Sequence[Role]) -> None:
    """Refuse roles that one account must not hold together.

    Raises:
        ServerError: no role, or one that runs the server together with one that reads cases or audits.
    """
    if not roles:
        raise ServerError("an account needs at least one role", help=f"roles: {', '.join(Role)}")
    if Role.ADMIN in roles and len(set(roles)) > 1:
        message = "`admin` does not go with another role: whoever runs the server reads no case and audits nothing"
        raise ServerError(message, help="make two accounts")
    if Role.AUDITOR in roles and Role.OFFICER in roles:
        message = "`auditor` does not go with `officer`: whoever decides is not the one who checks"
        raise ServerError(message, help="make two accounts")


def _roles(stored: Sequence[str]) -> frozenset[Role]:
    return frozenset(Role(role) for role in stored)


def _delete_old_sessions(connection: Connection, now: datetime) -> None:
    connection.execute(delete(sessions).where(sessions.c.expires_at < now))
