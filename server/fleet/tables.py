"""Tables of the fleet."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from server.schema import UtcTime, metadata

agents = Table(
    "agents",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("fingerprint", String(64), nullable=False, unique=True),
    Column("agent_version", String(40), nullable=False),
    Column("enrolled_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("revoked_at", UtcTime),
    Column("heartbeat_at", UtcTime),
    Column("heartbeat", Text),
)

tokens = Table(
    "tokens",
    metadata,
    Column("secret_hash", String(64), primary_key=True),
    Column("name", String(100), nullable=False, server_default=""),
    Column("created_at", UtcTime, nullable=False),
    Column("expires_at", UtcTime, nullable=False),
    Column("used_at", UtcTime),
    Column("agent", String(32), ForeignKey("agents.id")),
)

# The key holds the agent too, so that no agent can take another's event ids and have its events counted as known.
events = Table(
    "events",
    metadata,
    Column("agent", String(32), ForeignKey("agents.id"), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("case_number", String(32), nullable=False, server_default=""),
    Column("at", UtcTime, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Column("ledger_index", Integer, nullable=False),
    Column("body", Text, nullable=False),
    Index("ix_events_case_number", "case_number"),
    Index("ix_events_agent_received_at", "agent", "received_at"),
)

# How far the chain of each agent's journal has been followed.
agent_journals = Table(
    "agent_journals",
    metadata,
    Column("agent", String(32), ForeignKey("agents.id"), primary_key=True),
    Column("journal", String(32), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
    Column("told_at", UtcTime, nullable=False),
    Column("noted_at", UtcTime, nullable=False),
)

# Gap certificates and signs of tampering, for the page of agents; the events themselves stand in `events`.
agent_findings = Table(
    "agent_findings",
    metadata,
    Column("agent", String(32), ForeignKey("agents.id"), primary_key=True),
    Column("id", String(80), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("what", String(200), nullable=False),
    Column("detail", String(500), nullable=False),
    Column("at", UtcTime, nullable=False),
    Column("since", UtcTime),
    Column("until", UtcTime),
    Column("closed", Boolean, nullable=False),
    Column("received_at", UtcTime, nullable=False),
    Index("ix_agent_findings_received_at", "received_at"),
)
