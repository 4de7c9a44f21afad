"""Tables of cases."""

from __future__ import annotations

from sqlalchemy import JSON, Boolean, Column, ForeignKey, ForeignKeyConstraint, Integer, String, Table, Text

from server.schema import UtcTime, metadata

cases = Table(
    "cases",
    metadata,
    Column("number", String(32), primary_key=True),
    Column("agent", String(32), ForeignKey("agents.id"), nullable=False, index=True),
    Column("event_id", String(80), nullable=False),
    Column("state", String(16), nullable=False),
    Column("opened_at", UtcTime, nullable=False, index=True),
    Column("transfers", Integer, nullable=False, server_default="1"),
    Column("person", String(64), nullable=False, server_default=""),
    Column("projects", JSON, nullable=False),
    Column("level", String(16), nullable=False),
    Column("kind", String(16), nullable=False, server_default="stopped"),
    Column("hold_state", String(16), nullable=False, server_default=""),
    Column("has_evidence", Boolean, nullable=False),
    ForeignKeyConstraint(["agent", "event_id"], ["events.agent", "events.id"]),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("case_number", String(32), ForeignKey("cases.number"), nullable=False, index=True),
    Column("user_name", String(64), nullable=False),
    Column("person", String(64), nullable=False),
    Column("action", String(16), nullable=False),
    Column("comment", Text, nullable=False),
    Column("at", UtcTime, nullable=False),
)
