"""Agents: tokens, enrolment, health and revocation."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, Row, insert, select, update

from agent.wire import PROTOCOL, EnrolReply, EnrolRequest, Heartbeat
from server.authority import Authority, fingerprint
from server.bundles.service import Bundles
from server.database import Database
from server.errors import Refused
from server.fleet.findings import Finding, findings_of_all
from server.fleet.journals import follow_journal
from server.fleet.tables import agents, tokens
from server.fleet.times import time_fault
from server.hits.service import keep_hits
from server.identifiers import new_identifier
from server.ledger.service import Ledger, Record
from server.security import new_secret, secret_hash
from server.settings import Settings
from server.throttle import Throttle

NAME_CHARS = 100
VERSION_CHARS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A one-time enrolment token. `text` is shown once; its secret is stored hashed."""

    text: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Agent:
    """An enrolled agent, its last heartbeat, and what it told lately that somebody should look at."""

    id: str
    name: str
    agent_version: str
    enrolled: datetime
    expires: datetime
    revoked: datetime | None
    heard: datetime | None
    heartbeat: Heartbeat | None
    findings: tuple[Finding, ...] = ()


class Fleet:
    """Agents in the database."""

    def __init__(
        self,
        database: Database,
        ledger: Ledger,
        authority: Authority,
        throttle: Throttle,
        bundles: Bundles,
        settings: Settings,
    ) -> None:
        self._database = database
        self._ledger = ledger
        self._authority = authority
        self._throttle = throttle
        self._bundles = bundles
        self._settings = settings

    @property
    def ca_pem(self) -> str:
        """The authority's certificate, PEM."""
        return self._authority.pem.decode()

    def new_token(self, name: str, hours: float, actor: str, now: datetime) -> Token:
        """Make a one-time token.

        Args:
            name: What the token is for, or empty.
            hours: How long it is good.
            actor: Who makes it, for the ledger.
        """
        secret, expires = new_secret(), now + timedelta(hours=hours)
        hashed = secret_hash(secret)
        row = {"secret_hash": hashed, "name": name[:NAME_CHARS], "created_at": now, "expires_at": expires}
        with self._database.write() as connection:
            connection.execute(insert(tokens).values(**row))
            facts = {"token": hashed, "expires": expires.isoformat()}
            self._append(connection, "token.made", actor, now, facts)
        return Token(text=f"skm1.{secret}.{self._authority.pin}", expires=expires)

    def enrol(self, request: EnrolRequest, address: str, agent_url: str, now: datetime) -> EnrolReply:
        """Certify an agent that shows a good token.

        Raises:
            Refused: `too-many-attempts`, `token-wrong`, `token-used`, `token-expired`, `csr`, `protocol`,
                or `no-policy`. A token that was good stays good when something else was wrong.
        """
        attempt = self._throttle.begin({f"enrol-address:{address}": self._settings.enrol_failures_per_address}, now)
        if request.protocol != PROTOCOL:
            raise Refused("protocol", f"the agent speaks protocol {request.protocol}, the server {PROTOCOL}")
        with self._database.write() as connection:
            _check_token(connection, request.secret, now)
            root = self._bundles.root(connection)
            reply, expires = self._certify(request, root.decode(), agent_url, now)
            self._store(connection, request, reply, expires, now)
        self._throttle.forgive(attempt)
        return reply

    def agent_of(self, certificate_der: bytes | None, now: datetime) -> str:
        """Id of the agent whose certificate this is.

        Raises:
            Refused: `certificate-missing`, `certificate-unknown`, `certificate-revoked` or `certificate-expired`.
        """
        if certificate_der is None:
            raise Refused("certificate-missing", "a client certificate is required")
        with self._database.read() as connection:
            columns = (agents.c.id, agents.c.revoked_at, agents.c.expires_at)
            where = agents.c.fingerprint == fingerprint(certificate_der)
            row = connection.execute(select(*columns).where(where)).first()
        if row is None:
            raise Refused("certificate-unknown", "the certificate is of no enrolled agent")
        if row.revoked_at is not None:
            raise Refused("certificate-revoked", f"the certificate of `{row.id}` was revoked", help="enrol again")
        if now >= row.expires_at:
            raise Refused("certificate-expired", f"the certificate of `{row.id}` has expired", help="enrol again")
        return str(row.id)

    def heard(self, agent: str, heartbeat: Heartbeat, now: datetime) -> int | None:
        """Keep an agent's last heartbeat, and the totals that it tells.

        Returns:
            Up to which row its journal has been followed; None where it tells of none.

        Raises:
            Refused: `invalid`: what it tells of its journal does not fit together, or its time is none.
        """
        if fault := time_fault(heartbeat.at):
            raise Refused("invalid", fault)
        body = msgspec.json.encode(msgspec.structs.replace(heartbeat, hits=(), journal=None)).decode()
        version = heartbeat.agent_version[:VERSION_CHARS]
        with self._database.write() as connection:
            values = {"heartbeat_at": now, "heartbeat": body, "agent_version": version}
            connection.execute(update(agents).where(agents.c.id == agent).values(**values))
            tables = self._bundles.tables(connection)
            keep_hits(connection, agent, heartbeat.hits, tables.version if tables else 0, now)
            if heartbeat.journal is None:
                return None
            return follow_journal(
                connection, self._ledger, agent, heartbeat.journal, heartbeat.at, now,
                ledger_s=self._settings.journal_ledger_s,
            )  # fmt: skip

    def revoke(self, agent: str, actor: str, now: datetime) -> None:
        """Refuse an agent's certificate from now on.

        Raises:
            Refused: `not-found`.
        """
        with self._database.write() as connection:
            where = (agents.c.id == agent) & agents.c.revoked_at.is_(None)
            changed = connection.execute(update(agents).where(where).values(revoked_at=now)).rowcount
            if not changed:
                raise Refused("not-found", "there is no such agent, or it was revoked already")
            self._append(connection, "agent.revoked", actor, now, {"agent": agent})

    def everybody(self, now: datetime) -> list[Agent]:
        """All agents, newest first."""
        with self._database.read() as connection:
            rows = connection.execute(select(agents).order_by(agents.c.enrolled_at.desc(), agents.c.id)).all()
            findings = findings_of_all(connection, now)
        return [_agent(row, tuple(findings.get(row.id, ()))) for row in rows]

    def _certify(
        self, request: EnrolRequest, root_json: str, agent_url: str, now: datetime
    ) -> tuple[EnrolReply, datetime]:
        life = timedelta(days=self._settings.agent_certificate_days)
        agent = new_identifier("A")
        certificate = self._authority.issue_agent(request.csr_pem, agent, now, life)
        reply = EnrolReply(
            agent=agent,
            certificate_pem=certificate.public_bytes(Encoding.PEM).decode(),
            ca_pem=self.ca_pem,
            agent_url=agent_url,
            root_json=root_json,
        )
        return reply, now + life

    def _store(
        self, connection: Connection, request: EnrolRequest, reply: EnrolReply, expires: datetime, now: datetime
    ) -> None:
        connection.execute(
            insert(agents).values(
                id=reply.agent,
                name=request.name[:NAME_CHARS],
                fingerprint=_fingerprint_of(reply.certificate_pem),
                agent_version=request.agent_version[:VERSION_CHARS],
                enrolled_at=now,
                expires_at=expires,
            )
        )
        where = tokens.c.secret_hash == secret_hash(request.secret)
        connection.execute(update(tokens).where(where).values(used_at=now, agent=reply.agent))
        facts = {"agent": reply.agent, "certificate": _fingerprint_of(reply.certificate_pem)}
        facts["token"] = secret_hash(request.secret)
        self._append(connection, "agent.enrolled", f"agent:{reply.agent}", now, facts)

    def _append(self, connection: Connection, kind: str, actor: str, now: datetime, facts: dict[str, str]) -> None:
        self._ledger.append(connection, [Record(kind=kind, at=now, actor=actor, facts=facts)])


def _check_token(connection: Connection, secret: str, now: datetime) -> None:
    row = connection.execute(select(tokens).where(tokens.c.secret_hash == secret_hash(secret))).first()
    again = "ask for a new one: sekimori server token"
    if row is None:
        raise Refused("token-wrong", "the token is not one of this server's", help=again)
    if row.used_at is not None:
        raise Refused("token-used", "the token was used already", help=again)
    if now >= row.expires_at:
        raise Refused("token-expired", f"the token expired at {row.expires_at.isoformat()}", help=again)


def _fingerprint_of(certificate_pem: str) -> str:
    body = "".join(line for line in certificate_pem.splitlines() if not line.startswith("-----"))
    return fingerprint(base64.b64decode(body))


def _agent(row: Row[tuple[object, ...]], findings: tuple[Finding, ...]) -> Agent:
    heartbeat = msgspec.json.decode(row.heartbeat, type=Heartbeat) if row.heartbeat else None
    return Agent(
        id=row.id,
        name=row.name,
        agent_version=row.agent_version,
        enrolled=row.enrolled_at,
        expires=row.expires_at,
        revoked=row.revoked_at,
        heard=row.heartbeat_at,
        heartbeat=heartbeat,
        findings=findings,
    )
